"""Dates that head what follows, and dates of things."""

from __future__ import annotations

import datetime as dt

from reading_room import claims, report, resources

from corrobora.extract import extract
from corrobora.extract.chronology import entries
from corrobora.extract.parts import DateMention
from corrobora.when import find_dates

CHRONOLOGY = (
    "A year of trouble\n"
    "3 March 2025. Gunmen kill two teachers in Goma. The government asks for help.\n"
    "April 2025. Kenya expels the ambassador of Chad.\n"
    "Peru and Chile sign a trade agreement."
)


def told(text: str) -> dict[str, tuple[str, str]]:
    """First and last day of each dated claim, by its type."""
    return {
        c.type: (c.date.start.isoformat(), c.date.end.isoformat())
        for c in claims(text)
        if c.date is not None
    }


def test_the_present_of_a_chronology_is_the_date_of_its_entry() -> None:
    found = told(CHRONOLOGY)

    assert found["ASSAULT"] == ("2025-03-03", "2025-03-03")
    assert found["SANCTION"] == ("2025-04-01", "2025-04-30")
    assert found["AGREE"] == ("2025-09-01", "2025-09-30")


def test_one_line_with_a_date_is_no_chronology() -> None:
    text = "3 March 2025 - Rebels attack Goma.\nKenya expels the ambassador of Chad."
    tongue = resources().tongue("en")
    assert tongue is not None
    dates = [
        DateMention(start=d.start, end=d.end, text=d.text, when=d.when, relative=d.relative)
        for d in find_dates(text, tongue.calendar, dt.date(2025, 9, 15), day_first=True)
    ]

    assert dates
    assert entries(text, dates) == []


def test_a_dateline_gives_way_to_the_day_of_the_deed() -> None:
    text = "(Geneva, September 15, 2025) - Gunmen attacked a school in Dori on September 9."

    assert told(text)["ASSAULT"] == ("2025-09-09", "2025-09-09")


def test_the_year_of_a_law_is_not_when_it_is_spoken_of() -> None:
    found = told("Kenya accused Chad of breaking the treaty of 1979.")

    assert found["ACCUSE"] != ("1979-01-01", "1979-12-31")


def test_the_year_of_a_treaty_does_not_carry_over() -> None:
    found = told("The envoys spoke of the treaty of 1979. Rebels killed nine soldiers near Goma.")

    assert found["ASSAULT"][0].startswith("2025")


def dates(text: str, published: str = "2025-09-15") -> dict[str, tuple[str, str]]:
    """First and last day of each dated claim, by its type."""
    found = extract(report(text, "en", published), resources())
    return {
        c.type: (c.date.start.isoformat(), c.date.end.isoformat())
        for c in found
        if c.date is not None
    }


def test_a_periodical_report_tells_of_the_time_in_its_title() -> None:
    month = dates("August in review\nRebels killed nine soldiers near Goma.")
    day = dates("DAILY REPORT, 14 SEPTEMBER 2025\n1. Kenya expelled the ambassador of Chad.")

    assert month["ASSAULT"] == ("2025-08-01", "2025-08-31")
    assert day["SANCTION"] == ("2025-09-14", "2025-09-14")


def test_the_date_of_a_title_that_covers_no_time_is_none_of_the_text() -> None:
    found = dates("Goma after the May vote\nRebels killed nine soldiers near Goma.")

    assert found["ASSAULT"] == ("2025-09-01", "2025-09-15")


def test_items_of_a_list_do_not_take_the_date_of_the_one_before() -> None:
    text = (
        "- Rebels killed nine soldiers near Goma on 2 September.\n"
        "- Kenya expelled the ambassador of Chad."
    )
    assert dates(text)["SANCTION"] == ("2025-09-01", "2025-09-15")


def test_what_is_to_come_has_the_date_of_its_announcement() -> None:
    found = claims("Rebels will attack Goma.")

    assert [(c.date.start.isoformat(), c.date_kind) for c in found if c.date] == [
        ("2025-09-01", "announcement")
    ]


def test_a_clause_that_opens_with_when_dates_the_deed() -> None:
    found = dates("When students marched on 25 August, soldiers shot two people in Goma.")

    assert found["ASSAULT"] == ("2025-08-25", "2025-08-25")


def test_a_past_month_is_none_of_what_is_told_in_the_perfect() -> None:
    text = "Sudan, which resumed talks with Chad in January, has expelled the envoy of Kenya."

    assert dates(text)["SANCTION"] == ("2025-09-01", "2025-09-30")


def test_weekdays_of_what_is_scheduled_lie_ahead() -> None:
    found = dates("Kenya's foreign minister meets the rebels in Nairobi on Thursday.")

    assert found["CONSULT"] == ("2025-09-18", "2025-09-18")


def test_months_of_what_may_come_lie_ahead() -> None:
    found = dates("Kenya may expel the ambassador of Chad in October.")

    assert found["SANCTION"] == ("2025-10-01", "2025-10-31")
