from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.errors import VocabularyError
from corrobora.extract.counts import find_counts, load_numbers
from corrobora.vocab.counts import read_number

Told = tuple[str, int, int | None]


def told(text: str, language: str = "en") -> list[Told]:
    return [(c.of, c.count.min, c.count.max) for c in find_counts(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They killed 14 soldiers in the north.", [("killed", 14, 14)]),
        ("At least 30 people were killed.", [("killed", 30, None)]),
        ("The blast left 12 dead and 30 injured.", [("killed", 12, 12), ("wounded", 30, 30)]),
        ("12 were killed and 30 wounded.", [("killed", 12, 12), ("wounded", 30, 30)]),
        ("The death toll rose to 45, a doctor said.", [("killed", 45, 45)]),
        ("More than 100 civilians died.", [("killed", 101, None)]),
        ("No fewer than twenty-five guards were killed.", [("killed", 25, None)]),
        ("Up to 40 fighters were killed.", [("killed", 1, 40)]),
        ("Between 20 and 30 people were wounded.", [("wounded", 20, 30)]),
        ("Dozens of villagers were abducted.", [("abducted", 12, None)]),
        ("Hundreds of people fled.", [("displaced", 100, None)]),
        ("Two dozen soldiers killed in an ambush", [("killed", 24, 24)]),
        ("A couple of guards were wounded.", [("wounded", 2, 2)]),
        ("Gunmen killed a priest and wounded two others.", [("killed", 1, 1), ("wounded", 2, 2)]),
        ("Killing the mayor, they fled.", [("killed", 1, 1)]),
        ("They killed a 14-year-old boy.", [("killed", 1, 1)]),
        ("The army killed 20 rebels.", [("killed", 20, 20)]),
        ("Police arrested 20 suspects.", [("arrested", 20, 20)]),
        ("Five diplomats were expelled.", [("expelled", 5, 5)]),
        ("1,200 people were displaced.", [("displaced", 1200, 1200)]),
        ("The raid killed 12 soldiers and three guides.", [("killed", 12, 12), ("killed", 3, 3)]),
        ("Ann Jones, 21, was killed.", [("killed", 1, 1)]),
        ("One man was shot and later died.", [("killed", 1, 1)]),
    ],
)
def test_english(text: str, expected: list[Told]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Au moins quatorze militaires ont été tués.", [("killed", 14, None)]),
        ("L'assaut a fait 12 morts et 30 blessés.", [("killed", 12, 12), ("wounded", 30, 30)]),
        ("Le bilan s'élève à 45 morts.", [("killed", 45, 45)]),
        ("Une vingtaine de civils ont été enlevés.", [("abducted", 20, 20)]),
        ("Des dizaines de morts.", [("killed", 10, None)]),
        ("Plus d'une centaine de personnes tuées.", [("killed", 101, None)]),
        ("Ils ont tué 14 soldats.", [("killed", 14, 14)]),
        ("Quatre-vingt-dix-sept personnes sont mortes.", [("killed", 97, 97)]),
        ("Cinq diplomates ont été expulsés.", [("expelled", 5, 5)]),
        ("Un policier a été tué et deux autres blessés.", [("killed", 1, 1), ("wounded", 2, 2)]),
    ],
)
def test_french(text: str, expected: list[Told]) -> None:
    assert told(text, "fr") == expected


@pytest.mark.parametrize(
    "text",
    [
        "They were killed in 2014.", "About 300 houses burned.", "It cost $500.",
        "Ann Jones, 21, left.", "40 cows were killed.", "The shooting began around 11 a.m.",
        "Three hours later.", "The 2nd brigade left.",
    ],
)  # fmt: skip
def test_other_numbers_are_not_people(text: str) -> None:
    assert told(text) == []


def test_people_of_whom_nothing_is_said_count_as_other() -> None:
    assert told("Three officials spoke of it.") == [("other", 3, 3)]


def test_perpetrators_and_victims_are_told_apart() -> None:
    first, second = find_counts("14 soldiers killed 20 militants.", "en")
    assert (first.of, second.of) == ("other", "killed")
    assert second.count.scope == "militants"


def test_a_part_of_a_number_says_so() -> None:
    whole, part = find_counts("14 people, including three children, were killed.", "en")
    assert (whole.of, whole.count.min, whole.count.scope) == ("killed", 14, None)
    assert (part.of, part.count.min, part.count.scope) == ("killed", 3, "including children")


def test_totals_over_time_say_over_what_time() -> None:
    (total,) = find_counts("Since January, 200 civilians have been killed.", "en")
    assert total.count.scope == "civilians; Since January"
    (total,) = find_counts("Depuis janvier, 200 civils ont été tués.", "fr")
    assert total.count.scope == "civils; Depuis janvier"


def test_a_wound_that_kills_is_one_death() -> None:
    assert told("Ann Jones was shot. She died on the way.") == [("killed", 1, 1)]


def test_one_killed_and_another_wounded_stay_two() -> None:
    text = "A guard was killed and another guard was wounded."
    assert told(text) == [("killed", 1, 1), ("wounded", 1, 1)]
    assert told("Killing Ann Jones and injuring Tom Lee.") == [("killed", 1, 1), ("wounded", 1, 1)]


def test_headlines_need_no_article() -> None:
    assert told("Soldier killed in clash") == [("killed", 1, 1)]


def test_offsets_point_at_the_words() -> None:
    text = "At least 14 soldiers were killed; some 30 people fled."
    for c in find_counts(text, "en"):
        assert text[c.start : c.end] == c.text == c.count.text


_EN = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
       "fifteen sixteen seventeen eighteen nineteen").split()  # fmt: skip
_EN_TENS = ["", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split()]
_FR = ("zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
       "seize dix-sept dix-huit dix-neuf").split()  # fmt: skip
_FR_TENS = ["", "", *"vingt trente quarante cinquante soixante".split()]


def english(n: int) -> str:
    if n < 20:
        return _EN[n]
    if n < 100:
        return _EN_TENS[n // 10] + (f"-{_EN[n % 10]}" if n % 10 else "")
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if n >= size:
            rest = f" {'and ' if n % size < 100 else ''}{english(n % size)}" if n % size else ""
            return f"{english(n // size)} {name}{rest}"
    raise AssertionError


def french(n: int) -> str:
    if n < 20:
        return _FR[n]
    if n < 100:
        base = n // 10 if n < 70 else (6 if n < 80 else 8)
        tens = "quatre-vingt" if base == 8 else _FR_TENS[base]
        rest = n - base * 10
        if not rest:
            return tens + ("s" if n == 80 else "")
        return (
            f"{tens} et {french(rest)}" if rest in (1, 11) and n < 80 else f"{tens}-{french(rest)}"
        )
    for size, name in ((1000, "mille"), (100, "cent")):
        if n >= size:
            many = f"{french(n // size)} " if n // size > 1 else ""
            return f"{many}{name}" + (f" {french(n % size)}" if n % size else "")
    raise AssertionError


@given(st.integers(0, 999_999), st.sampled_from(["en", "fr"]))
def test_numbers_in_words_are_read_back(number: int, language: str) -> None:
    words = (english if language == "en" else french)(number).replace("-", " ").split()
    found = read_number(words, load_numbers(language).numerals)
    assert found == (number, len(words))


@given(st.integers(2, 99_999), st.sampled_from(["{}", "{:,}"]))
def test_figures_are_read_back(number: int, form: str) -> None:
    text = f"They killed {form.format(number)} people."
    assert told(text) == [("killed", number, number)]


@given(st.text(alphabet="killed 12 people, and the 'were dead.\n-", max_size=80))
def test_any_text_gives_ordered_mentions(text: str) -> None:
    reached = 0
    for c in find_counts(text, "en"):
        assert reached <= c.start < c.end <= len(text)
        assert c.count.max is None or c.count.min <= c.count.max
        reached = c.end


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(VocabularyError):
        load_numbers("xx")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two men were shot, one of them fatally, in Lima.", [("wounded", 1, 1), ("killed", 1, 1)]),
        ("Four shot, one killed at club", [("wounded", 3, 3), ("killed", 1, 1)]),
        ("Four were injured and one killed.", [("wounded", 4, 4), ("killed", 1, 1)]),
        ("Four men were shot and another man killed.", [("wounded", 4, 4), ("killed", 1, 1)]),
    ],
)
def test_the_dead_are_not_among_the_wounded(text: str, expected: list[Told]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The blast sent four people to the hospital.", [("wounded", 4, 4)]),
        ("Four others remain in hospital.", [("wounded", 4, 4)]),
        ("Two kids were treated for shrapnel wounds.", [("wounded", 2, 2)]),
        ("A boy was accidentally shot by his uncle.", [("wounded", 1, 1)]),
        (
            "Three women had bullet wounds and two later died.",
            [("wounded", 1, 1), ("killed", 2, 2)],
        ),
    ],
)
def test_wounds_are_told_in_many_ways(text: str, expected: list[Told]) -> None:
    assert [t for t in told(text) if t[0] != "other"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "He fired one shot at the gate.",
        "In August 2015, shot after shot was heard.",
        "Ana Sosa, 26 was shot in a film.",
    ],
)
def test_shots_years_and_ages_are_no_tolls(text: str) -> None:
    assert all(m.count.min == 1 for m in find_counts(text, "en") if m.of == "wounded")
    assert "one" not in [m.text for m in find_counts(text, "en") if m.of != "other"]


def test_an_age_behind_a_name_is_no_toll() -> None:
    assert told("Police told of the murder of Juan Soto, 56.") == [("killed", 1, 1)]


def test_words_that_only_point_back_to_the_dead_are_no_second_victim() -> None:
    between = "Traders shut their stalls, and the mayor came with officials to the ward. " * 5
    text = f"The boy was shot in the chest. {between}A 9-year-old boy was pronounced dead."

    assert told(text) == [("killed", 1, 1)]
    assert told("A nun was killed. The driver was wounded.") == [
        ("killed", 1, 1),
        ("wounded", 1, 1),
    ]


_CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_sentences_that_are_passed_over_tell_nobodys_fate(language: str) -> None:
    found = 0
    for path in sorted((_CORPUS / language).glob("*.claims")):
        text = path.read_text(encoding="utf-8")
        wanted = [m for m in find_counts(text, language) if m.of != "other"]
        quick = find_counts(text, language, fated=True)
        assert [m for m in quick if m.of != "other"] == wanted, path.name
        found += len(wanted)
    assert found > 50


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A grenade attack hurts 13 in Bujumbura.", [("wounded", 13, 13)]),
        (
            "Troops shot three men dead and stabbed two others.",
            [("killed", 3, 3), ("wounded", 2, 2)],
        ),
        ("At least 12 had bullet wounds, medics said.", [("wounded", 12, None)]),
        ("Nine people received gunshot wounds in Cali.", [("wounded", 9, 9)]),
        ("Thirteen passengers escaped with injuries.", [("wounded", 13, 13)]),
        ("Doctors treated 60 people for burns.", [("wounded", 60, 60)]),
        ("Eight women were taken to the clinic with serious injuries.", [("wounded", 8, 8)]),
        ("Six guards were ambushed and killed near Bor.", [("killed", 6, 6)]),
        ("A priest and four churchgoers were wounded.", [("wounded", 1, 1), ("wounded", 4, 4)]),
        (
            "It hurt the mayor of Kandahar and two of his bodyguards.",
            [("wounded", 1, 1), ("wounded", 2, 2)],
        ),
        ("Two of the four men shot on Sunday died.", [("killed", 2, 2)]),
        (
            "Ten men were shot in Kingston, three of whom later died.",
            [("wounded", 7, 7), ("killed", 3, 3)],
        ),
        ("A man died and his brother was badly hurt.", [("killed", 1, 1), ("wounded", 1, 1)]),
        ("The wounded numbered 48.", [("wounded", 48, 48)]),
    ],
)
def test_the_wounded_are_counted_however_they_are_told(text: str, expected: list[Told]) -> None:
    assert [t for t in told(text) if t[0] != "other"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La mort de trois soldats est confirmée.", [("killed", 3, 3)]),
        ("Le raid a fait un mort et huit blessés.", [("killed", 1, 1), ("wounded", 8, 8)]),
        ("Attentat à Quetta : 13 blessés", [("wounded", 13, 13)]),
        ("Douze d'entre eux ont été touchés par balles.", [("wounded", 12, 12)]),
        ("Sept femmes ont été transportées à l'hôpital.", [("wounded", 7, 7)]),
        (
            "Elles sont neuf à souffrir ; 40 personnes ont subi des blessures.",
            [("wounded", 40, 40)],
        ),
        ("Deux reporters ont été passés à tabac et blessés.", [("wounded", 2, 2)]),
        (
            "Un tir a blessé le maire de Kandahar et deux de ses gardes du corps.",
            [("wounded", 1, 1), ("wounded", 2, 2)],
        ),
        (
            "Dix hommes ont été touchés par des balles et deux d'entre eux sont morts.",
            [("wounded", 8, 8), ("killed", 2, 2)],
        ),
    ],
)
def test_french_tells_of_the_wounded_in_many_ways(text: str, expected: list[Told]) -> None:
    assert [t for t in told(text, "fr") if t[0] != "other"] == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("No one was injured.", "en"), ("Two guards were not hurt.", "en"),
        ("Four miners left with no injuries.", "en"), ("The rails were struck.", "en"),
        ("Deux gardes n'ont pas été blessés.", "fr"), ("Aucun n'a été tué.", "fr"),
        ("Un corps expéditionnaire est parti.", "fr"),
    ],
)  # fmt: skip
def test_nobody_is_counted_who_came_to_no_harm(text: str, language: str) -> None:
    assert [t for t in told(text, language) if t[0] in ("killed", "wounded")] == []


def test_the_hit_are_not_counted_beside_the_dead_and_the_hurt_among_them() -> None:
    text = "Five men were shot in a bar. One man died on the way. The other four are in hospital."

    assert told(text) == [("killed", 1, 1), ("wounded", 4, 4)]
    assert told("Five were found dead. All five had gunshot wounds.") == [("killed", 5, 5)]


@pytest.mark.parametrize(
    "text",
    [
        "Inquiries into alleged civilian killings went nowhere.",
        "Civilian deaths rose, and police casualties too.",
        "In 2012 rebels were killed near the river.",
        "Since 1998 soldiers have been killed there.",
    ],
)
def test_words_of_many_without_a_number_count_nobody(text: str) -> None:
    assert told(text) == []


def test_years_in_french_are_no_people() -> None:
    assert told("En 2012 soldats et rebelles ont été tués.", "fr") == []
    assert told("Depuis 2012, 40 enseignants ont été tués.", "fr") == [("killed", 40, 40)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Troops are accused of killing 18-year-old Ana Ruiz.", [("killed", 1, 1)]),
        ("Nine-year-old girl injured by a mine near Herat", [("wounded", 1, 1)]),
        ("Two 16-year-olds were wounded at the well.", [("wounded", 2, 2)]),
        ("Two women, 28 and 27, were wounded at the well.", [("wounded", 2, 2)]),
        ("Police told of Ana Ruiz, 31 who was killed at home.", []),
    ],
)
def test_ages_count_nobody_but_name_a_person(text: str, expected: list[Told]) -> None:
    assert [t for t in told(text) if t[0] != "other"] == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Two were charged in the March 20 fatal shooting of a nun.", "en"),
        ("Le 20 juin morts et blessés furent comptés à Mopti.", "fr"),
        ("The Nov. 6 dead are mourned in Lima.", "en"),
    ],
)
def test_days_of_a_month_count_nobody(text: str, language: str) -> None:
    assert all(m.count.min < 6 for m in find_counts(text, language))


def test_people_told_behind_the_month_are_counted() -> None:
    assert told("In March 20 soldiers were killed there.") == [("killed", 20, 20)]


@pytest.mark.parametrize(
    "text",
    [
        "He was accused of the attempted murder of two guards.",
        "They tried to kill three guards near Bor.",
        "The shooting victim was named on Friday.",
        "A spokesman said the child was in critical condition.",
        "Fighters shot down two light aircraft.",
    ],
)
def test_tries_and_nouns_harm_nobody_else(text: str) -> None:
    found = [m.text for m in find_counts(text, "en") if m.of in ("killed", "wounded")]
    assert found in ([], ["the child"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They killed one guard, shooting four others.", [("killed", 1, 1), ("wounded", 4, 4)]),
        ("A stray bullet hit a nun in Cali.", [("wounded", 1, 1)]),
        ("Two pupils were brought there after being shot.", [("wounded", 2, 2)]),
        ("Her aunt remains in the hospital.", [("wounded", 1, 1)]),
        ("Gunfire struck Soto and three others.", [("wounded", 1, 1), ("wounded", 3, 3)]),
        ("Shells killed Ana Ruiz, 18, and Luz Mora, 20.", [("killed", 1, 1), ("killed", 1, 1)]),
        ("Student accidentally shot in Lira", [("wounded", 1, 1)]),
        ("A nurse has passed away in Lira.", [("killed", 1, 1)]),
    ],
)
def test_more_ways_to_tell_of_harm(text: str, expected: list[Told]) -> None:
    assert [t for t in told(text) if t[0] != "other"] == expected


@pytest.mark.parametrize(
    ("text", "language", "scope"),
    [
        ("Nine people were wounded in shootings across Lagos.", "en", "in shootings"),
        ("Four people were killed in two separate raids.", "en", "in two separate raids"),
        ("Six personnes ont été tuées dans deux attaques.", "fr", "dans deux attaques"),
    ],
)
def test_numbers_of_several_attacks_are_told_apart_from_one(
    text: str, language: str, scope: str
) -> None:
    assert [m.count.scope for m in find_counts(text, language)] == [scope]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Soto was one of the three people wounded in the ambush.", [("wounded", 3, 3)]),
        ("One of the three guards who were hurt spoke.", [("wounded", 3, 3)]),
        ("One of the three guards was hurt.", [("wounded", 1, 1)]),
        ("Two of the five guards died.", [("killed", 2, 2)]),
        ("Man, woman killed in Cali", [("killed", 1, 1), ("killed", 1, 1)]),
        ("At least 18 members were taken to local hospitals.", [("wounded", 18, None)]),
        ("A clerk and a boy were taken to the hospital and later died.", [("killed", 1, 1)] * 2),
        (
            "The two other guards, a woman, 28, and a man, 24, were injured.",
            [("wounded", 2, 2), ("wounded", 1, 1), ("wounded", 1, 1)],
        ),
    ],
)
def test_wholes_lists_and_those_carried_to_hospital(text: str, expected: list[Told]) -> None:
    assert [t for t in told(text) if t[0] != "other"] == expected


def test_a_whole_is_told_from_its_part_in_french() -> None:
    assert told("Soto est l'un des trois soldats tués.", "fr") == [("killed", 3, 3)]
    assert told("Deux des trois soldats ont été tués.", "fr") == [("killed", 2, 2)]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Guide shot, killed in Tartu", "en", [("killed", 1, 1)]),
        ("A clerk who was shot at the port has died.", "en", [("killed", 1, 1)]),
        ("A clerk hurt when he left the port has died.", "en", [("killed", 1, 1)]),
        ("The blast left Aino Laine dead and her 9-year-old son hurt.", "en",
         [("killed", 1, 1), ("wounded", 1, 1)]),
        ("He killed a guard, then turned the gun on himself.", "en",
         [("killed", 1, 1), ("killed", 1, 1)]),
        ("He turned the gun on himself and was treated in hospital.", "en", [("wounded", 1, 1)]),
        ("Bullets flew through the wall, striking a nun.", "en", [("wounded", 1, 1)]),
        ("A stone hit a guard in the face.", "en", [("wounded", 1, 1)]),
        ("They shot a police officer in Maseru.", "en", [("wounded", 1, 1)]),
        ("He killed her cousin.", "en", [("killed", 1, 1)]),
        ("Aino Laine ran. Laine was shot in Oulu.", "en", [("wounded", 1, 1)]),
        ("Laine, 71, died. Aino Laine had taught.", "en", [("killed", 1, 1)]),
        ("Matti Salo is survived by a son.", "en", [("killed", 1, 1)]),
        ("A guide was among the dead.", "en", [("killed", 1, 1)]),
        ("One of five shot in Tartu dies", "en", [("killed", 1, 1)]),
        ("The king hanged two poets.", "en", [("killed", 2, 2)]),
        ("Raiders killed his parents.", "en", [("killed", 2, 2)]),
        ("A third guide, shot in the leg on Friday, has died of his wounds.", "en",
         [("killed", 1, 1)]),
        ("His mother drove and was unhurt; a 9-year-old family friend was wounded.", "en",
         [("wounded", 1, 1)]),
        ("8 yo girl killed in Tartu", "en", [("killed", 1, 1)]),
        ("The war cost several hundred thousand lives.", "en", [("killed", 200000, None)]),
        ("Un maire figure parmi les morts.", "fr", [("killed", 1, 1)]),
        ("Les soldats ont fusillé 12 bergers.", "fr", [("killed", 12, 12)]),
        ("Une dizaine de « bandits » ont été abattus.", "fr", [("killed", 10, 10)]),
        ("Sept soldats tchadiens et un guide libyen ont été tués.", "fr",
         [("killed", 7, 7), ("killed", 1, 1)]),
    ],
)  # fmt: skip
def test_further_wordings(text: str, language: str, expected: list[Told]) -> None:
    assert told(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Father of 4 killed in Tartu", "en"),
        ("He was going to kill his wife.", "en"),
        ("She almost lost her life.", "en"),
        ("A tornado struck two men.", "en"),
        ("Tuesday. Nobody was hurt.", "en"),
        ("CBS11 said: 12yo.", "en"),
        ("His aunt rushed him to hospital.", "en"),
        ("The mayor was driven by two friends to a hospital.", "en"),
        ("Un père de quatre enfants", "fr"),
    ],
)
def test_nobody_is_counted(text: str, language: str) -> None:
    assert [t for t in told(text, language) if t[0] != "other"] == []


def test_a_sentence_ends_where_the_space_behind_its_point_was_lost() -> None:
    text = "Four guests were shot on Sunday.Two guests were killed on Monday."

    assert told(text) == [("wounded", 2, 4), ("killed", 2, 2)]


def test_everybody_in_a_list_shares_the_fate_told_at_its_end() -> None:
    text = "The boy, his aunt and a guide were hit by shots from a car."

    assert told(text) == [("wounded", 1, 1)] * 3
