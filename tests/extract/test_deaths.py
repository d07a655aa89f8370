"""Dead and wounded whom a noun counts."""

from __future__ import annotations

import pytest

from corrobora.extract.counts import find_counts

Told = tuple[str, int, int | None]


def told(text: str, language: str = "en") -> list[Told]:
    found = find_counts(text, language)
    return [(c.of, c.count.min, c.count.max) for c in found if c.of != "other"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("A double homicide shook Tartu.", "en", ("killed", 2, 2)),
        ("Triple murders are rare in Maseru.", "en", ("killed", 3, 3)),
        ("A quadruple shooting woke Port Louis.", "en", ("wounded", 4, 4)),
        ("The double fatal shooting in Cork was filmed.", "en", ("killed", 2, 2)),
        ("The murder-suicide in Turku was told on Monday.", "en", ("killed", 2, None)),
        ("Un double meurtre a secoué Lomé.", "fr", ("killed", 2, 2)),
        ("Un triple assassinat a secoué Sfax.", "fr", ("killed", 3, 3)),
    ],
)
def test_crimes_and_blows_tell_of_how_many(text: str, language: str, expected: Told) -> None:
    assert told(text, language) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "An attempted double murder was stopped in Tartu.",
        "A double-decker bus stopped in Tartu.",
        "The fatal double shooting in Cork was filmed.",  # one or both
        "Police foiled an attempted murder-suicide.",
    ],
)
def test_no_number_where_a_noun_leaves_it_open(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The boy's death was an accident.",
        "A Tampere man's shooting death is looked into.",
        "The 4-year-old's accidental death moved Tampere.",
        "Aino Laine's murder is unsolved.",
        "Aino Laine taught in Oulu. Laine's death was told on Friday.",
    ],
)
def test_somebody_whose_death_is_named_died(text: str) -> None:
    assert told(text) == [("killed", 1, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "Tampere's death toll is not known.",
        "The man's death threats were read out.",
        "Sunday's murder is looked into.",
        "Tampere's murder is looked into.",
        "The boy's deadline passed.",
    ],
)
def test_nobody_died_where_the_owner_is_no_person_or_the_noun_no_death(text: str) -> None:
    assert told(text) == []
