"""Figures of one report laid beside one another: who was only hit, who was hurt, who died."""

from __future__ import annotations

import pytest

from corrobora.extract.counts import find_counts

Told = tuple[str, int, int | None]


def told(text: str, language: str = "en") -> list[Told]:
    found = find_counts(text, language)
    return [(c.of, c.count.min, c.count.max) for c in found if c.of != "other"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A baker was shot at the ferry in Maputo. The victim died on Friday.", "en"),
        ("Ferry clerk shot in Maputo\n\nA clerk died on Friday, his office said.", "en"),
        ("A soldier shot Rosa Lima in her shop. The mother of two died at the scene.", "en"),
        ("The boy shot himself with a found pistol. He died that night.", "en"),
        ("Un homme a été touché par balle à Bamako. L'homme est mort vendredi.", "fr"),
        ("Une femme a été atteinte par balle à Goma. La victime est décédée.", "fr"),
    ],
)
def test_who_was_only_hit_and_then_died_is_not_wounded_too(text: str, language: str) -> None:
    assert told(text, language)
    assert {t[0] for t in told(text, language)} == {"killed"}


@pytest.mark.parametrize(
    "text",
    [
        "A man was shot dead in Lira. A woman was shot in the leg.",
        "A man died in Lira. His wife was shot by the same men.",
        "Rosa Lima died in Lira. Guards also shot Ana Couto.",
        "A 30-year-old trader was killed in Lira. A 19-year-old trader was shot at the gate.",
        "One student was killed, another wounded in Lira.",
        "The gunman wounded his wife before he killed himself.",
        "Two clerks are dead and a third wounded in Lira.",
    ],
)
def test_who_is_told_apart_from_the_dead_stays_wounded(text: str) -> None:
    assert [t for t in told(text) if t[0] == "wounded"] == [("wounded", 1, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Five farmers were shot near Bor. One farmer died.", ("wounded", 4, 5)),
        ("Six clerks were wounded near Bor. One of the six clerks has died.", ("wounded", 5, 6)),
        ("Four men were shot and another man killed.", ("wounded", 4, 4)),
        ("Rebels killed two guards and shot three others.", ("wounded", 3, 3)),
        ("One guard died. Four others were shot.", ("wounded", 4, 4)),
        ("Three hostages died on board. Four priests were shot in revenge.", ("wounded", 4, 4)),
        ("Police shot two clerks whom they accused of killing a judge.", ("wounded", 2, 2)),
    ],
)
def test_the_dead_are_taken_from_how_many_were_hit_unless_they_are_others(
    text: str, expected: Told
) -> None:
    assert [t for t in told(text) if t[0] == "wounded"] == [expected]


def test_those_hit_who_are_all_the_dead_are_not_wounded() -> None:
    text = "Three miners died at a bar in Lira. The three miners were shot at close range."

    assert told(text) == [("killed", 3, 3)]


def test_his_own_death_is_not_among_those_he_shot() -> None:
    text = "A guard shot four clerks in Lira. The guard then killed himself."

    assert ("wounded", 4, 4) in told(text)


def test_he_who_died_is_the_last_one_named() -> None:
    text = "Rebels wounded Ana Couto. Juan Soto survived his injuries for a week before he died."

    assert ("wounded", 1, 1) in told(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officers found five guests with gunshot wounds. One guest died.", ("wounded", 4, 5)),
        ("One man died in a triple shooting in Oulu.", ("wounded", 2, 3)),
        ("Several guests were shot in Oulu. Four guests died.", None),
        ("A clerk and her two sons were killed. All three were shot at home.", None),
    ],
)
def test_how_many_survived_of_those_hit(text: str, expected: Told | None) -> None:
    assert [t for t in told(text) if t[0] == "wounded"] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "text",
    [
        "The attack killed the girl and injured an 8-year-old girl.",
        "Shots killed a girl and hurt her 8-year-old friend.",
        "He killed Matti Salo and critically wounded his father.",
    ],
)
def test_two_people_in_one_sentence_are_two(text: str) -> None:
    assert told(text) == [("killed", 1, 1), ("wounded", 1, 1)]


def test_a_figure_without_the_dead_of_its_own_sentence_is_no_sum_of_others() -> None:
    text = "Four shot in Oulu, one dead\n\nTwo victims are in hospital."

    assert ("wounded", 3, 3) in told(text)


def test_his_wife_may_be_the_woman_who_died() -> None:
    text = "A caller said that she shot her boyfriend. The man died."

    assert {t[0] for t in told(text)} == {"killed"}


def test_two_guards_shot_are_two_where_somebody_else_was_killed() -> None:
    text = "2 guards shot, suspect and bystander killed in Oulu"

    assert ("wounded", 2, 2) in told(text)


def test_of_two_people_hit_together_one_lives_where_one_died() -> None:
    text = "A clerk and a guide were shot in Oulu. The guide died."

    assert told(text) == [("wounded", 1, 1), ("killed", 1, 1)]


def test_part_of_a_number_of_people_hit_is_not_told_dead_by_a_death_elsewhere() -> None:
    text = "Four people, including a guide, were shot in Oulu. A guide died in Turku last year."

    assert ("wounded", 1, 1) in told(text)
