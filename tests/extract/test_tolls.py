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
