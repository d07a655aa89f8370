from __future__ import annotations

import datetime as dt

import pytest
from reading_room import claims

from corrobora.extract.offsets import Offset, ahead, shifted
from corrobora.model import When

FRENCH = (
    "Paris a suspendu son aide le 5 mai 2025, trois jours après que des rebelles ont attaqué Birao."
)


def date_of(text: str, type_: str, language: str = "en") -> tuple[str, str] | None:
    """First and last day of the first claim of a type."""
    date = next(c.date for c in claims(text, language) if c.type == type_)
    return (date.start.isoformat(), date.end.isoformat()) if date is not None else None


def day(text: str) -> When:
    when = dt.date.fromisoformat(text)
    return When(start=when, end=when, precision="day", text=text)


@pytest.mark.parametrize(
    ("text", "language", "type_", "expected"),
    [
        (
            ("Turkey recalled its envoy on 5 May 2025, three days after rebels attacked a convoy"
            " near Aleppo."),
            "en", "ASSAULT", ("2025-05-02", "2025-05-02"),
        ),
        (
            "Police arrested the mayor on 4 June 2025, two days before rebels attacked Goma.",
            "en", "ASSAULT", ("2025-06-06", "2025-06-06"),
        ),
        (
            FRENCH, "fr", "ASSAULT", ("2025-05-02", "2025-05-02"),
        ),
        (
            "Peru expelled two diplomats in 2019, eight years after soldiers shot down a plane.",
            "en", "ASSAULT", ("2011-01-01", "2011-12-31"),
        ),
    ],
)  # fmt: skip
def test_a_deed_lies_so_long_before_or_after_another(
    text: str, language: str, type_: str, expected: tuple[str, str]
) -> None:
    assert date_of(text, type_, language) == expected


@pytest.mark.parametrize(
    ("number", "unit", "expected"),
    [
        (-3, "day", ("2024-02-27", "2024-02-27")),
        (-1, "week", ("2024-02-23", "2024-02-23")),
        (-2, "week", ("2024-02-13", "2024-02-19")),
        (-13, "month", ("2023-02-01", "2023-02-28")),
        (1, "year", ("2025-01-01", "2025-12-31")),
        (-5, "hour", ("2024-03-01", "2024-03-01")),
    ],
)
def test_an_offset_is_no_more_exact_than_its_unit(
    number: int, unit: str, expected: tuple[str, str]
) -> None:
    found = shifted(day("2024-03-01"), Offset(number, unit, 0))  # type: ignore[arg-type]

    assert (found.start.isoformat(), found.end.isoformat()) == expected


def test_a_weekday_of_what_is_to_come_is_the_next_one() -> None:
    text = "The two ministers met on Friday. The bloc is to hold talks in Lima on Thursday."
    dates = [c.date.start.isoformat() for c in claims(text) if c.type == "CONSULT" and c.date]

    assert dates == ["2025-09-12", "2025-09-18"]


def test_no_future_day_is_moved_beyond_the_next_one() -> None:
    published = dt.date(2025, 9, 15)

    assert ahead(day("2025-09-20"), published) == day("2025-09-20")
    assert ahead(day("2025-09-11"), None) == day("2025-09-11")
    last = When(start=dt.date(2025, 9, 11), end=dt.date(2025, 9, 11), precision="day",
                text="on last Thursday")  # fmt: skip
    assert ahead(last, published) == last


@pytest.mark.parametrize(
    "text",
    [
        "Chad, which Libya invaded in 1978, met the envoys. Peru condemned the raid.",
        "The truce signed in July 1999 still holds. Peru condemned the raid.",
        "It was the worst attack since 2004. Peru condemned the raid.",
    ],
)
def test_a_date_told_in_passing_is_not_that_of_what_follows(text: str) -> None:
    told = date_of(text, "ACCUSE")

    assert told is not None
    assert told[0].startswith("2025-09")


def test_the_date_of_a_relative_clause_is_that_of_its_noun() -> None:
    text = "Hamas, which drove Fatah from Gaza in June 2007, fired rockets at Sderot."

    assert date_of(text, "ASSAULT") != ("2007-06-01", "2007-06-30")


@pytest.mark.parametrize(
    ("text", "type_", "expected"),
    [
        ("The parties will meet in Lae in November.", "CONSULT", ("2025-11-01", "2025-11-30")),
        ("Unions have called a strike for Thursday.", None, ("2025-09-18", "2025-09-18")),
        ("Kenya expelled two envoys on Thursday.", "SANCTION", ("2025-09-11", "2025-09-11")),
    ],
)
def test_what_is_set_for_a_day_lies_ahead(
    text: str, type_: str | None, expected: tuple[str, str]
) -> None:
    found = [c for c in claims(text) if type_ in (None, c.type)]

    assert found
    assert found[0].date is not None
    assert (found[0].date.start.isoformat(), found[0].date.end.isoformat()) == expected


def test_a_month_since_which_something_goes_on_is_past() -> None:
    found = claims("Depuis février, les rebelles attaquent les convois de l'armée.", "fr")

    assert [str(c.date.start) for c in found if c.date] == ["2025-02-01"]
