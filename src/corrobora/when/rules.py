"""What each way to write a date means.

How each way to write a date is recognised is data (``Calendar.patterns``); this module knows the
rules by which a recognised date is understood:

* ``full``, ``iso``, ``numeric``: a day. Two-digit years belong to 2000-2099.
* ``day-month``, ``month`` without a year: the nearest past seen from publication; one of the next
  month where the words speak of the future. An explicit past year earlier in the same sentence
  ("In 2012 ... in April") gives its year. Without a publication date the year stays unknown: the
  mention is left out, unless full dates stand both before and after it in the text; then it is a
  range from that day in the year before the earliest of them to that day in the latest.
* ``weekday``: the last such day on or before publication; with "next" or future words, after it.
* ``weekend``: the last Saturday and Sunday begun on or before publication; ``day-of-month``
  ("on the 17th"): the last such day, or the next where the words speak of the future.
* ``recent`` without a number: days 7, weeks 5, months 6, years 5, decades 3, up to publication.
* ``early``, ``mid`` and ``late``: the thirds of a month or year. Seasons are the northern ones
  of the weather service: spring is March to May.
* ``anchored`` ("the next day", "two days later", "that year"): counted from the previous mention,
  or from one before it where that is not exact enough; ``following`` ("the following March", "on
  the Friday") likewise. A ``day-of-month`` lies in the month of a date told just before.
* ``holiday`` ("Christmas Day", "Good Friday"): the last one, of each rite by its own calendar.

``since 2012`` is read as 2012: the preposition belongs to the claim. Times of day are ignored.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from corrobora.text import folded
from corrobora.when.calendar import Calendar, Feast
from corrobora.when.periods import (
    Period,
    day_period,
    easter,
    month_period,
    part_of,
    span,
    stretch_back,
    unit_period,
    year_period,
)

FIRST_YEAR, LAST_YEAR = 1500, 2199
"""Years outside are taken for other numbers."""
_RECENT_DAYS = {"day": 7, "week": 35, "fortnight": 70, "month": 183, "year": 1826, "decade": 10957}
_SLACK_DAYS = 3
"""A day so little after publication is a text brought up to date, not one of the year before."""
_SATURDAY = 5
_MONTHS = 12
_MEMORY = 500
"""Characters within which a date tells from where "the next day" or "the 19th" is counted."""
_ONE_DAY = dt.timedelta(days=1)
_HALF_WEEK = dt.timedelta(days=3)
_MONTH = dt.timedelta(days=31)
_SHORT = dt.timedelta(days=10)
"""A mention no longer than this can be what "the next day" is counted from."""


class Told(NamedTuple):
    """A mention understood so far.

    Attributes:
        end: Where it ends.
        period: What it means.
        names_month: Whether a day told later by its number alone may lie in its month.
        backwards: Whether it goes back from another ("three months earlier").
    """

    end: int
    period: Period
    names_month: bool
    backwards: bool


@dataclass
class Context:
    """What the rules may look at: the text, the calendar, and the dates understood so far."""

    text: str
    caseless: str
    calendar: Calendar
    published: dt.date | None
    day_first: bool
    cased: bool
    full_dates: list[tuple[int, dt.date]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    explicit: list[tuple[int, int]] = field(default_factory=list)

    def words_before(self, start: int, count: int) -> list[str]:
        """The last folded words before an offset, nearest last, within the sentence."""
        window = self.text[max(0, start - 14 * count) : start]
        cut = max(window.rfind("\n"), window.rfind(". "), window.rfind("; "))
        return re.findall(r"[^\W_]+", folded(window[cut + 1 :]))[-count:]

    def anchor(self, start: int, longest: dt.timedelta) -> Period | None:
        """The last mention not longer than this, in the text just before.

        One that goes back from another counts in its own sentence only.
        """
        for told in reversed(self.told):
            if start - told.end > _MEMORY and told is not self.told[-1]:
                break
            aside = told.backwards and not self.same_sentence(told.end, start + 1)
            if told.period.end - told.period.start <= longest and not aside:
                return told.period
        return None

    def future(self, start: int) -> bool:
        """Whether the words just before speak of what is to come."""
        return not self.calendar.words["future"].isdisjoint(self.words_before(start, 6))

    def same_sentence(self, one: int, other: int) -> bool:
        """Whether nothing between two offsets ends a sentence."""
        return re.search(r"[.!?][\"')]*\s+[\"'(]*[A-ZÀ-Þ]|\n", self.text[one:other]) is None


class Mention:
    """The named groups of a pattern's match, looked up in the calendar's tables."""

    def __init__(self, match: re.Match[str], calendar: Calendar) -> None:
        self.groups = {k: v for k, v in match.groupdict().items() if v is not None}
        self.calendar = calendar
        name = "span" if "span" in self.groups else 0
        self.start, self.end = match.span(name)

    def __contains__(self, name: str) -> bool:
        return name in self.groups

    def number(self, name: str) -> int | None:
        """A number in figures or words; None when the group is missing."""
        word = self.groups.get(name)
        if word is None:
            return None
        return int(word) if word.isdigit() else self.calendar.numbers[folded(word)]

    def month(self, name: str = "month") -> int:
        """The month, 1 to 12."""
        return self.calendar.months[folded(self.groups[name])]

    def part(self) -> str | None:
        """early, mid, late or whole."""
        word = self.groups.get("part")
        return self.calendar.parts[folded(word).strip()] if word else None

    def unit(self) -> str:
        """day, week, fortnight, month, year or decade."""
        return self.calendar.units[folded(self.groups["unit"])]

    def shift(self) -> int | None:
        """-1 for last, 0 for this, 1 for next."""
        word = self.groups.get("shift")
        return None if word is None else self.calendar.shifts[folded(word)]


Reading = tuple[Period | None, bool]
"""What a mention means, and whether that took a reference date; None when it is not known."""
_Rule = Callable[[Mention, Context], Reading]
_NOTHING: Reading = (None, False)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _full(match: Mention, _: Context) -> Reading:
    year, day = match.number("year"), match.number("day")
    found = _day(year or 0, match.month(), day or 0)
    return (day_period(found), False) if found else _NOTHING


def _numeric(match: Mention, text: Context) -> Reading:
    year, first, second = (int(match.groups[n]) for n in ("year", "first", "second"))
    year += 2000 if year < 100 else 0
    day, month = (first, second) if text.day_first else (second, first)
    if month > 12 >= day:
        day, month = month, day
    found = _day(year, month, day)
    return (day_period(found), False) if found else _NOTHING


def _iso(match: Mention, _: Context) -> Reading:
    found = _day(*(int(match.groups[n]) for n in ("year", "first", "second")))
    return (day_period(found), False) if found else _NOTHING


def _context_year(match: Mention, text: Context, natural: int) -> int | None:
    """A past year that an earlier mention in the same sentence gives."""
    for end, year in reversed(text.explicit):
        if not text.same_sentence(end, match.start):
            return None
        if year < natural:
            return year
    return None


def _nearest_past(published: dt.date, month: int, day: int | None, *, future: bool) -> int:
    """The year in which a month (or day of it) lies nearest before publication."""
    ahead = (month - published.month) % 12
    if ahead == 0:
        later = day is not None and day > published.day + _SLACK_DAYS
        return published.year - (1 if later and not future else 0)
    if future and ahead == 1:
        return published.year + (1 if month < published.month else 0)
    return published.year if month < published.month else published.year - 1


def _yearless(
    match: Mention, text: Context, make: Callable[[int], Period | None], month: int, day: int | None
) -> Reading:
    """A month, or a day of a month, whose year the words do not give."""
    if text.published is not None:
        natural = _nearest_past(text.published, month, day, future=text.future(match.start))
        return make(_context_year(match, text, natural) or natural), True
    told = _context_year(match, text, LAST_YEAR)
    if told is not None:
        return make(told), True
    split = bisect_left(text.full_dates, (match.start, dt.date.min))
    if split in (0, len(text.full_dates)):
        return None, True
    years = [date.year for _, date in text.full_dates]
    first, last = make(min(years) - 1), make(max(years))
    return (span(first, last) if first and last else None), True


def _days_from(match: Mention, month: str, day: str) -> Callable[[int], Period | None]:
    def make(year: int) -> Period | None:
        found = _day(year, match.month(month), match.number(day) or 0)
        return day_period(found) if found else None

    return make


def _day_month(match: Mention, text: Context) -> Reading:
    make = _days_from(match, "month", "day")
    return _yearless(match, text, make, match.month(), match.number("day"))


def _day_range(match: Mention, text: Context) -> Reading:
    other = "month2" if "month2" in match else "month"

    def make(year: int) -> Period | None:
        last = _days_from(match, other, "day2")(year)
        crossing = match.month() > match.month(other) and "year" not in match
        first = _days_from(match, "month", "day")(year - 1 if crossing else year)
        return span(first, last) if first and last else None

    first_year, last_year = match.number("year"), match.number("year2")
    if first_year is not None and last_year is not None:
        first = _days_from(match, "month", "day")(first_year)
        last = _days_from(match, other, "day2")(last_year)
        return (span(first, last) if first and last else None), False
    year = last_year or first_year
    if year is not None:
        return make(year), False
    return _yearless(match, text, make, match.month(other), match.number("day2"))


def _month_year(match: Mention, _: Context) -> Reading:
    return part_of(month_period(match.number("year") or 0, match.month()), match.part()), False


def _month_range(match: Mention, text: Context) -> Reading:
    def make(year: int) -> Period | None:
        crossing = match.month() > match.month("month2")
        first = match.number("year") or (year - 1 if crossing else year)
        return span(month_period(first, match.month()), month_period(year, match.month("month2")))

    year = match.number("year2") or match.number("year")
    if year is not None:
        return make(year), False
    return _yearless(match, text, make, match.month("month2"), None)


def _month(match: Mention, text: Context) -> Reading:
    month, shift = match.month(), match.shift()

    def make(year: int) -> Period:
        return part_of(month_period(year, month), match.part())

    published = text.published
    if shift and published is not None:
        if shift < 0:
            return make(published.year - (1 if month >= published.month else 0)), True
        return make(published.year + (1 if month <= published.month else 0)), True
    return _yearless(match, text, make, month, None)


def _year(match: Mention, text: Context) -> Reading:
    year = match.number("year") or 0
    if "part" not in match and not _is_year(match, text, year):
        return _NOTHING
    return part_of(year_period(year), match.part()), False


def _is_year(match: Mention, text: Context, year: int) -> bool:
    """Whether a lone number of four digits is a year: by the words on both sides."""
    before = text.text[max(0, match.start - 2) : match.start]
    after = text.text[match.end : match.end + 24]
    joined = re.search(r"[\d$€£#°/.,-]\s?$", before[:-1] if before[-1:] == " " else before)
    if joined and not before.endswith((", ", "- ", ". ")):
        return False
    if re.match(r"[%°/]|[-.,:]\d| ?[$€£]|-[a-z]", after) and not re.match(r"-\d{4}", after):
        return False
    words, lists = text.words_before(match.start, 1), text.calendar.words
    word = words[0] if words else ""
    following = re.match(r"\s([^\W\d_]+)", after)
    noun = folded(following[1]) if following else ""
    if word in lists["always_year_behind"] and 1900 <= year <= 2100:
        return True
    if noun in lists["not_year_after"] or word in lists["not_year_before"]:
        return False
    return word in lists["temporal"] or 1900 <= year <= 2100


def _year_range(match: Mention, _: Context) -> Reading:
    first, last = match.number("year") or 0, match.number("year2") or 0
    if not FIRST_YEAR <= first < last <= LAST_YEAR:
        return _NOTHING
    return span(year_period(first), year_period(last)), False


def _decade(match: Mention, _: Context) -> Reading:
    year = int(match.groups["decade"])
    return span(year_period(year), year_period(year + 9)), False


def _season(match: Mention, text: Context) -> Reading:
    month = match.calendar.seasons[folded(match.groups["season"])]

    def make(year: int) -> Period:
        return Period(month_period(year, month).start, month_period(year, month + 2).end, "range")

    year = match.number("year")
    if year is not None:
        return make(year), False
    if text.published is None:
        return None, True
    shift = match.shift() or 0
    found = make(text.published.year + (1 if shift > 0 else 0))
    if shift > 0 and make(text.published.year).start > text.published:
        found = make(text.published.year)
    reached = found.end if shift < 0 else found.start
    if shift <= 0 and reached >= text.published:
        found = make(text.published.year - 1)
    return found, True


def _quarter(match: Mention, _: Context) -> Reading:
    nth = int(match.groups["q"]) if "q" in match else match.calendar.nths[
        folded(match.groups["nth"])
    ]  # fmt: skip
    year = match.number("year") or 0
    return span(month_period(year, 3 * nth - 2), month_period(year, 3 * nth)), False


def _half(match: Mention, _: Context) -> Reading:
    nth = match.calendar.nths[folded(match.groups["nth"])]
    year, first = match.number("year") or 0, 1 if nth == 1 else 7
    return span(month_period(year, first), month_period(year, first + 5)), False


def _weekday(match: Mention, text: Context) -> Reading:
    if text.published is None:
        return None, True
    wanted, shift = match.calendar.weekdays[folded(match.groups["weekday"])], match.shift()
    behind = (text.published.weekday() - wanted) % 7
    if (shift or 0) > 0 or (shift is None and text.future(match.start) and behind):
        return day_period(text.published + dt.timedelta(days=7 - behind)), True
    if shift is not None and shift < 0 and behind == 0:
        behind = 7
    return day_period(text.published - dt.timedelta(days=behind)), True


def _weekend(match: Mention, text: Context) -> Reading:
    if text.published is None:
        return None, True
    shift = match.shift() or 0
    behind = (text.published.weekday() - _SATURDAY) % 7
    if shift < 0 and behind <= 1:
        behind += 7
    if shift > 0 or (shift == 0 and text.future(match.start) and behind > 1):
        behind -= 7
    first = text.published - dt.timedelta(days=behind)
    return Period(first, first + dt.timedelta(days=1), "range"), True


def _day_of_month(match: Mention, text: Context) -> Reading:
    published, day = text.published, match.number("day") or 0
    if published is None:
        return None, True
    month = published.replace(day=1)
    anchor = _month_told(match.start, day, text)
    if anchor is not None:
        month = anchor
    elif day > published.day and not text.future(match.start):
        month = (month - dt.timedelta(days=1)).replace(day=1)
    found = _day(month.year, month.month, day)
    return (day_period(found) if found else None), True


def _month_told(start: int, day: int, text: Context) -> dt.date | None:
    """The first of the month that the date told just before puts a day of the month in."""
    for end, period, names, _ in reversed(text.told):
        if start - end > _MEMORY:
            break
        if names and period.end - period.start < _MONTH:
            month = period.start.replace(day=1)
            if period.precision == "day" and day < period.start.day:
                month = (month + _MONTH).replace(day=1)
            found = _day(month.year, month.month, day)
            late = found is None or (text.published is not None and found > text.published)
            return None if late else month
    return None


def _day_word(match: Mention, text: Context) -> Reading:
    if text.published is None:
        return None, True
    days = match.calendar.day_words[folded(match.groups["dayword"])]
    return day_period(text.published + dt.timedelta(days=days)), True


def _ago(match: Mention, text: Context) -> Reading:
    if text.published is None:
        return None, True
    unit = match.unit()
    if "vague" in match:
        least, most = match.calendar.vague_numbers[folded(match.groups["vague"])]
        first = stretch_back(text.published, unit, most)
        return Period(first, stretch_back(text.published, unit, least), "range"), True
    return unit_period(text.published, unit, -(match.number("number") or 0)), True


def _unit_shift(match: Mention, text: Context) -> Reading:
    if text.published is None:
        return None, True
    if match.unit() == "day":
        return None, True  # "this day", "the last days": no day is meant
    return unit_period(text.published, match.unit(), match.shift() or 0), True


def _recent(match: Mention, text: Context) -> Reading:
    if text.published is None:
        return None, True
    unit = match.unit()
    if "vague" in match:
        number: int | None = match.calendar.vague_numbers[folded(match.groups["vague"])][1]
    else:
        number = match.number("number")
    if number is None:
        start = text.published - dt.timedelta(days=_RECENT_DAYS[unit])
    else:
        start = stretch_back(text.published, unit, number)
    return Period(start, text.published, "range"), True


def _anchored(match: Mention, text: Context) -> Reading:
    if not text.told:
        return None, True
    unit = "day" if "oneday" in match else match.unit()
    number = match.number("number")
    longest = (
        _SHORT if unit == "day" else _MONTH if unit in ("week", "fortnight", "month") else None
    )
    anchor = text.told[-1].period if longest is None else text.anchor(match.start, longest)
    if number is not None and unit in ("day", "week", "fortnight") and "back" in match:
        anchor = text.anchor(match.start, dt.timedelta()) or anchor
    if anchor is None:
        return None, True
    shift = 0 if "same" in match else (1 if number is None else number)
    shift = -shift if "back" in match else shift
    if number is not None and unit in ("week", "fortnight") and anchor.precision == "day":
        return _weeks_from(anchor.start, shift * (2 if unit == "fortnight" else 1)), True
    return unit_period(anchor.start if "back" in match else anchor.end, unit, shift), True


def _weeks_from(day: dt.date, weeks: int) -> Period:
    """The day a week from another, or the days about several weeks from it."""
    day += dt.timedelta(weeks=weeks)
    if abs(weeks) == 1:
        return day_period(day)
    return Period(day - _HALF_WEEK, day + _HALF_WEEK, "range")


def _following(match: Mention, text: Context) -> Reading:
    """A month or weekday counted from the date told before: "the following March"."""
    if "month" in match:
        if not text.told:
            return None, True
        anchor, month = text.told[-1].period, match.month()
        if "back" in match:
            year = anchor.start.year - (1 if month >= anchor.start.month else 0)
        else:
            year = anchor.end.year + (1 if month <= anchor.end.month else 0)
        return month_period(year, month), True
    wanted = match.calendar.weekdays[folded(match.groups["weekday"])]
    near = text.anchor(match.start, _SHORT)
    if near is None or text.published is None:
        return _weekday(match, text)
    if "back" in match:
        behind = (near.start.weekday() - wanted) % 7 or 7
        return day_period(near.start - dt.timedelta(days=behind)), True
    first = near.start if "same" in match else near.end + _ONE_DAY
    found = first + dt.timedelta(days=(wanted - first.weekday()) % 7)
    if found > text.published and "same" in match:
        return _weekday(match, text)
    return day_period(found), True


def _weekday_of_week(match: Mention, text: Context) -> Reading:
    """A day of a week that is named: "Monday of last week", "the Friday before last"."""
    if text.published is None:
        return None, True
    wanted = match.calendar.weekdays[folded(match.groups["weekday"])]
    if "before" in match:
        behind = (text.published.weekday() - wanted) % 7 or 7
        return day_period(text.published - dt.timedelta(days=behind + 7)), True
    shift = match.shift()
    weeks = -(match.number("number") or 0) if shift is None else shift
    week = unit_period(text.published, "week", weeks)
    return day_period(week.start + dt.timedelta(days=wanted)), True


def _holiday(match: Mention, text: Context) -> Reading:
    """A day of every year, the last one told of or the one of the year that is named."""
    first, last = match.calendar.holidays[folded(match.groups["holiday"])]

    def make(year: int) -> Period | None:
        start, end = _feast(first, year), _feast(last, year)
        if start is None or end is None:
            return None
        if end < start:
            end = _feast(last, year + 1) or start
        return day_period(start) if start == end else Period(start, end, "range")

    year = match.number("year")
    if year is not None:
        return make(year), False
    if text.published is None:
        return None, True
    found = make(text.published.year)
    if found is None:
        return None, True
    shift = match.shift()
    if shift == 1:
        return (make(text.published.year + 1) if found.end < text.published else found), True
    if shift is None and text.future(match.start):
        near = [found, make(text.published.year - 1), make(text.published.year + 1)]
        day = text.published
        return min((f for f in near if f), key=lambda f: abs(f.start - day)), True
    if found.start > text.published + dt.timedelta(days=_SLACK_DAYS):
        found = make(text.published.year - 1)
    told = _context_year(match, text, found.start.year) if found else None
    return (make(told) if told else found), True


def _feast(feast: Feast, year: int) -> dt.date | None:
    if feast.easter is None:
        return _day(year, feast.month, feast.day)
    return easter(year, feast.easter) + dt.timedelta(days=feast.day)


def _first_months(match: Mention, text: Context) -> Reading:
    """The first months of a year: "in the first nine months of 2023", "... of the year"."""
    number, year = match.number("number") or 1, match.number("year")
    if not 1 <= number <= _MONTHS:
        return _NOTHING
    if year is None:
        if text.published is None:
            return None, True
        year = text.published.year - (1 if number > text.published.month else 0)
    return span(month_period(year, 1), month_period(year, number)), "year" not in match


RULES: dict[str, _Rule] = {
    "iso": _iso, "numeric": _numeric, "full": _full, "day-range": _day_range,
    "day-month-range": _day_range, "day-month": _day_month, "month-year": _month_year,
    "month-range": _month_range, "month": _month, "year-range": _year_range, "year": _year,
    "decade": _decade, "season": _season, "quarter": _quarter, "half": _half,
    "weekday": _weekday, "weekend": _weekend, "day-of-month": _day_of_month,
    "day-word": _day_word, "ago": _ago, "unit-shift": _unit_shift, "recent": _recent,
    "anchored": _anchored, "following": _following, "weekday-of-week": _weekday_of_week,
    "holiday": _holiday, "first-months": _first_months,
}  # fmt: skip
RULE_NAMES = frozenset(RULES)
"""Rules that a calendar may give patterns for."""
