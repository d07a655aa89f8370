"""Stretches of days, and arithmetic on them."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal, NamedTuple

from corrobora.model import DatePrecision

_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}


class Period(NamedTuple):
    """First and last day, both included, and how exact the words are."""

    start: dt.date
    end: dt.date
    precision: DatePrecision


def day_period(day: dt.date) -> Period:
    """One day."""
    return Period(day, day, "day")


def month_period(year: int, month: int) -> Period:
    """One month; ``month`` may lie outside 1..12 and then counts into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return Period(dt.date(year, month, 1), dt.date(year, month, last), "month")


def year_period(year: int) -> Period:
    """One year."""
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


def easter(year: int, rite: Literal["western", "orthodox"]) -> dt.date:
    """Easter Sunday of a year from 1583 on, in the calendar of today."""
    moon, century = year % 19, year // 100
    if rite == "orthodox":
        full = (19 * moon + 15) % 30
        sunday = (2 * (year % 4) + 4 * (year % 7) - full + 34) % 7
        day = dt.date(year, (full + sunday + 114) // 31, (full + sunday + 114) % 31 + 1)
        return day + dt.timedelta(days=century - century // 4 - 2)
    full = (19 * moon + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    full -= (full // 28) * (1 - (29 // (full + 1)) * ((21 - moon) // 11))
    sunday = (year + year // 4 + full + 2 - century + century // 4) % 7
    gap = full - sunday
    month = 3 + (gap + 40) // 44
    return dt.date(year, month, gap + 28 - 31 * (month // 4))


def week_period(day: dt.date) -> Period:
    """The week, Monday to Sunday, that holds a day."""
    monday = day - dt.timedelta(days=day.weekday())
    return Period(monday, monday + dt.timedelta(days=6), "week")


def span(first: Period, last: Period) -> Period | None:
    """From the first day of one to the last day of the other; None when that runs backwards."""
    if last.end < first.start:
        return None
    return Period(first.start, last.end, "range")


def part_of(period: Period, part: str | None) -> Period:
    """The early, mid or late third of a month or year."""
    if part is None or part == "whole":
        return period
    if period.precision == "year":
        first = {"early": 1, "mid": 5, "late": 9}[part]
        year = period.start.year
        return Period(month_period(year, first).start, month_period(year, first + 3).end, "range")
    first_day = {"early": 1, "mid": 11, "late": 21}[part]
    start = period.start.replace(day=first_day)
    end = period.end if part == "late" else period.start.replace(day=first_day + 9)
    return Period(start, end, "range")


def unit_period(day: dt.date, unit: str, shift: int) -> Period:
    """The day, week, month ... that lies ``shift`` units from the one that holds ``day``."""
    if unit in ("month", "year"):
        if unit == "month":
            return month_period(day.year, day.month + shift)
        return year_period(day.year + shift)
    if unit == "decade":
        first = day.year // 10 * 10 + 10 * shift
        return Period(year_period(first).start, year_period(first + 9).end, "range")
    moved = day + dt.timedelta(days=shift * _UNIT_DAYS[unit])
    return day_period(moved) if unit == "day" else week_period(moved)


def stretch_back(day: dt.date, unit: str, most: int) -> dt.date:
    """The day so many units before."""
    if unit in _UNIT_DAYS:
        return day - dt.timedelta(days=most * _UNIT_DAYS[unit])
    months = most * {"month": 1, "year": 12, "decade": 120}[unit]
    start = month_period(day.year, day.month - months)
    return start.start.replace(day=min(day.day, start.end.day))
