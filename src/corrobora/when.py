"""Dates in text, as far as the text gives them: absolute, partial, relative, in any language
for which a ``Calendar`` is given.

How each way to write a date is recognised is data (``Calendar.patterns``); this module knows the
rules by which a recognised date is understood:

* ``full``, ``iso``, ``numeric``: a day. Two-digit years belong to 2000-2099.
* ``day-month``, ``month`` without a year: the nearest past seen from publication; one of the next
  month where the words speak of the future. An explicit past year earlier in the same sentence
  ("In 2012 ... in April") gives its year. Without a publication date the year stays unknown: the
  mention is left out, unless full dates stand both before and after it in the text; then it is a
  range from that day in the year before the earliest of them to that day in the latest.
* ``weekday``: the last such day on or before publication; with "next" or future words, after it.
* ``recent`` without a number: days 7, weeks 5, months 6, years 5, decades 3, up to publication.
* ``early``, ``mid`` and ``late``: the thirds of a month or year. Seasons are the northern ones
  of the weather service: spring is March to May.
* ``anchored`` ("the next day", "two days later", "that year"): counted from the previous mention.

``since 2012`` is read as 2012: the preposition belongs to the claim. Times of day are ignored.
"""

from __future__ import annotations

import calendar as months_of_the_world
import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from corrobora.model import DatePrecision, When
from corrobora.text import plain

FIRST_YEAR, LAST_YEAR = 1500, 2199
"""Years outside are taken for other numbers."""
LAST_PUBLICATION_YEAR = 2100
"""A publication date beyond this is refused as a misprint when the caller knows no better."""
_RECENT_DAYS = {"day": 7, "week": 35, "fortnight": 70, "month": 183, "year": 1826, "decade": 10957}
_SHORT = dt.timedelta(days=10)
"""A mention no longer than this can be what "the next day" is counted from."""
_SLACK_DAYS = 3
"""A day so little after publication is a text brought up to date, not one of the year before."""
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}


class Calendar(Struct, frozen=True, kw_only=True):
    """How one language writes dates. Keys of the tables are folded (lower case, no accents).

    Attributes:
        language: ISO 639-1 code.
        capitalised: Names of months and weekdays begin with a capital.
        ambiguous: Folded month names that are also other words.
        day_first: What "01/10/2025" means where nothing else tells.
        words: Lists of folded words that the rules look at: ``temporal`` and ``attaching``
            prepositions, ``future``, ``not_year_before``, ``not_year_after``, ``published``.
        patterns: Rule name to compiled patterns, most telling first.
    """

    language: str
    capitalised: bool
    ambiguous: frozenset[str]
    day_first: bool
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, int]
    units: Mapping[str, str]
    parts: Mapping[str, str]
    shifts: Mapping[str, int]
    day_words: Mapping[str, int]
    numbers: Mapping[str, int]
    vague_numbers: Mapping[str, tuple[int, int]]
    nths: Mapping[str, int]
    words: Mapping[str, frozenset[str]]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]


class Dated(NamedTuple):
    """A mention of a time: offsets and words, what they mean, and whether that took a reference."""

    start: int
    end: int
    text: str
    when: When
    relative: bool


class Period(NamedTuple):
    """First and last day, both included, and how exact the words are."""

    start: dt.date
    end: dt.date
    precision: DatePrecision


# --- periods -------------------------------------------------------------------------------------


def day_period(day: dt.date) -> Period:
    """One day."""
    return Period(day, day, "day")


def month_period(year: int, month: int) -> Period:
    """One month; ``month`` may lie outside 1..12 and then counts into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = months_of_the_world.monthrange(year, month)[1]
    return Period(dt.date(year, month, 1), dt.date(year, month, last), "month")


def year_period(year: int) -> Period:
    """One year."""
    return Period(dt.date(year, 1, 1), dt.date(year, 12, 31), "year")


def week_period(day: dt.date) -> Period:
    """The week, Monday to Sunday, that holds a day."""
    monday = day - dt.timedelta(days=day.weekday())
    return Period(monday, monday + dt.timedelta(days=6), "week")


def _span(first: Period, last: Period) -> Period | None:
    if last.end < first.start:
        return None
    return Period(first.start, last.end, "range")


def _part_of(period: Period, part: str | None) -> Period:
    if part is None or part == "whole":
        return period
    if period.precision == "year":
        first = {"early": 1, "mid": 5, "late": 9}[part]
        year = period.start.year
        return Period(
            month_period(year, first).start, month_period(year, first + 3).end, "range"
        )
    first_day = {"early": 1, "mid": 11, "late": 21}[part]
    start = period.start.replace(day=first_day)
    end = period.end if part == "late" else period.start.replace(day=first_day + 9)
    return Period(start, end, "range")


def _unit_period(day: dt.date, unit: str, shift: int) -> Period:
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


def _stretch_back(day: dt.date, unit: str, most: int) -> dt.date:
    if unit in _UNIT_DAYS:
        return day - dt.timedelta(days=most * _UNIT_DAYS[unit])
    months = most * {"month": 1, "year": 12, "decade": 120}[unit]
    start = month_period(day.year, day.month - months)
    return start.start.replace(day=min(day.day, start.end.day))


# --- reading one mention -------------------------------------------------------------------------


@dataclass
class _Text:
    """What the rules may look at: the text, the calendar, and the dates understood so far."""

    text: str
    calendar: Calendar
    published: dt.date | None
    day_first: bool
    cased: bool
    full_dates: list[tuple[int, dt.date]] = field(default_factory=list)
    last: Period | None = None
    explicit: list[tuple[int, int]] = field(default_factory=list)

    def words_before(self, start: int, count: int) -> list[str]:
        """The last folded words before an offset, nearest last, within the sentence."""
        window = self.text[max(0, start - 14 * count) : start]
        cut = max(window.rfind("\n"), window.rfind(". "), window.rfind("; "))
        return re.findall(r"[^\W_]+", _folded(window[cut + 1 :]))[-count:]

    def future(self, start: int) -> bool:
        """Whether the words just before speak of what is to come."""
        return not self.calendar.words["future"].isdisjoint(self.words_before(start, 6))

    def same_sentence(self, one: int, other: int) -> bool:
        """Whether nothing between two offsets ends a sentence."""
        return re.search(r"[.!?][\"')]*\s+[\"'(]*[A-ZÀ-Þ]|\n", self.text[one:other]) is None


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return plain(word)


class _Match:
    """The named groups of a pattern's match, looked up in the calendar's tables."""

    def __init__(self, match: re.Match[str], calendar: Calendar) -> None:
        self.groups = {k: v for k, v in match.groupdict().items() if v is not None}
        self.calendar = calendar
        name = "span" if "span" in self.groups else 0
        self.start, self.end = match.span(name)

    def __contains__(self, name: str) -> bool:
        return name in self.groups

    def number(self, name: str) -> int | None:
        word = self.groups.get(name)
        if word is None:
            return None
        return int(word) if word.isdigit() else self.calendar.numbers[_folded(word)]

    def month(self, name: str = "month") -> int:
        return self.calendar.months[_folded(self.groups[name])]

    def part(self) -> str | None:
        word = self.groups.get("part")
        return self.calendar.parts[_folded(word).strip()] if word else None

    def unit(self) -> str:
        return self.calendar.units[_folded(self.groups["unit"])]

    def shift(self) -> int | None:
        word = self.groups.get("shift")
        return None if word is None else self.calendar.shifts[_folded(word)]


Reading = tuple[Period | None, bool]
"""What a mention means, and whether that took a reference date; None when it is not known."""
_Rule = Callable[[_Match, _Text], Reading]
_NOTHING: Reading = (None, False)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _full(match: _Match, _: _Text) -> Reading:
    year, day = match.number("year"), match.number("day")
    found = _day(year or 0, match.month(), day or 0)
    return (day_period(found), False) if found else _NOTHING


def _numeric(match: _Match, text: _Text) -> Reading:
    year, first, second = (int(match.groups[n]) for n in ("year", "first", "second"))
    year += 2000 if year < 100 else 0
    day, month = (first, second) if text.day_first else (second, first)
    if month > 12 >= day:
        day, month = month, day
    found = _day(year, month, day)
    return (day_period(found), False) if found else _NOTHING


def _iso(match: _Match, _: _Text) -> Reading:
    found = _day(*(int(match.groups[n]) for n in ("year", "first", "second")))
    return (day_period(found), False) if found else _NOTHING


def _context_year(match: _Match, text: _Text, natural: int) -> int | None:
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
    match: _Match, text: _Text, make: Callable[[int], Period | None], month: int, day: int | None
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
    return (_span(first, last) if first and last else None), True


def _days_from(match: _Match, month: str, day: str) -> Callable[[int], Period | None]:
    def make(year: int) -> Period | None:
        found = _day(year, match.month(month), match.number(day) or 0)
        return day_period(found) if found else None

    return make


def _day_month(match: _Match, text: _Text) -> Reading:
    make = _days_from(match, "month", "day")
    return _yearless(match, text, make, match.month(), match.number("day"))


def _day_range(match: _Match, text: _Text) -> Reading:
    other = "month2" if "month2" in match else "month"

    def make(year: int) -> Period | None:
        last = _days_from(match, other, "day2")(year)
        crossing = match.month() > match.month(other) and "year" not in match
        first = _days_from(match, "month", "day")(year - 1 if crossing else year)
        return _span(first, last) if first and last else None

    first_year, last_year = match.number("year"), match.number("year2")
    if first_year is not None and last_year is not None:
        first = _days_from(match, "month", "day")(first_year)
        last = _days_from(match, other, "day2")(last_year)
        return (_span(first, last) if first and last else None), False
    year = last_year or first_year
    if year is not None:
        return make(year), False
    return _yearless(match, text, make, match.month(other), match.number("day2"))


def _month_year(match: _Match, _: _Text) -> Reading:
    return _part_of(month_period(match.number("year") or 0, match.month()), match.part()), False


def _month_range(match: _Match, text: _Text) -> Reading:
    def make(year: int) -> Period | None:
        crossing = match.month() > match.month("month2")
        first = match.number("year") or (year - 1 if crossing else year)
        return _span(month_period(first, match.month()), month_period(year, match.month("month2")))

    year = match.number("year2") or match.number("year")
    if year is not None:
        return make(year), False
    return _yearless(match, text, make, match.month("month2"), None)


def _month(match: _Match, text: _Text) -> Reading:
    month, shift = match.month(), match.shift()

    def make(year: int) -> Period:
        return _part_of(month_period(year, month), match.part())

    published = text.published
    if shift and published is not None:
        if shift < 0:
            return make(published.year - (1 if month >= published.month else 0)), True
        return make(published.year + (1 if month <= published.month else 0)), True
    return _yearless(match, text, make, month, None)


def _year(match: _Match, text: _Text) -> Reading:
    year = match.number("year") or 0
    if "part" not in match and not _is_year(match, text, year):
        return _NOTHING
    return _part_of(year_period(year), match.part()), False


def _is_year(match: _Match, text: _Text, year: int) -> bool:
    """Whether a lone number of four digits is a year: by the words on both sides."""
    before = text.text[max(0, match.start - 2) : match.start]
    after = text.text[match.end : match.end + 24]
    if re.search(r"[\d$€£#°/.,-]\s?$", before.rstrip(" ") if before[-1:] != " " else before[:-1]):
        if not before.endswith((", ", "- ", ". ")):
            return False
    if re.match(r"[%°/]|[-.,:]\d| ?[$€£]|-[a-z]", after) and not re.match(r"-\d{4}", after):
        return False
    words, lists = text.words_before(match.start, 1), text.calendar.words
    word = words[0] if words else ""
    following = re.match(r"\s([^\W\d_]+)", after)
    noun = _folded(following[1]) if following else ""
    if noun in lists["not_year_after"] or word in lists["not_year_before"]:
        return False
    return word in lists["temporal"] or 1900 <= year <= 2100


def _year_range(match: _Match, _: _Text) -> Reading:
    first, last = match.number("year") or 0, match.number("year2") or 0
    if not FIRST_YEAR <= first < last <= LAST_YEAR:
        return _NOTHING
    return _span(year_period(first), year_period(last)), False


def _decade(match: _Match, _: _Text) -> Reading:
    year = int(match.groups["decade"])
    return _span(year_period(year), year_period(year + 9)), False


def _season(match: _Match, text: _Text) -> Reading:
    month = match.calendar.seasons[_folded(match.groups["season"])]

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


def _quarter(match: _Match, _: _Text) -> Reading:
    nth = int(match.groups["q"]) if "q" in match else match.calendar.nths[
        _folded(match.groups["nth"])
    ]  # fmt: skip
    year = match.number("year") or 0
    return _span(month_period(year, 3 * nth - 2), month_period(year, 3 * nth)), False


def _half(match: _Match, _: _Text) -> Reading:
    nth = match.calendar.nths[_folded(match.groups["nth"])]
    year, first = match.number("year") or 0, 1 if nth == 1 else 7
    return _span(month_period(year, first), month_period(year, first + 5)), False


def _weekday(match: _Match, text: _Text) -> Reading:
    if text.published is None:
        return None, True
    wanted, shift = match.calendar.weekdays[_folded(match.groups["weekday"])], match.shift()
    behind = (text.published.weekday() - wanted) % 7
    if (shift or 0) > 0 or (shift is None and text.future(match.start) and behind):
        return day_period(text.published + dt.timedelta(days=7 - behind)), True
    if shift is not None and shift < 0 and behind == 0:
        behind = 7
    return day_period(text.published - dt.timedelta(days=behind)), True


def _day_word(match: _Match, text: _Text) -> Reading:
    if text.published is None:
        return None, True
    days = match.calendar.day_words[_folded(match.groups["dayword"])]
    return day_period(text.published + dt.timedelta(days=days)), True


def _ago(match: _Match, text: _Text) -> Reading:
    if text.published is None:
        return None, True
    unit = match.unit()
    if "vague" in match:
        least, most = match.calendar.vague_numbers[_folded(match.groups["vague"])]
        first = _stretch_back(text.published, unit, most)
        return Period(first, _stretch_back(text.published, unit, least), "range"), True
    return _unit_period(text.published, unit, -(match.number("number") or 0)), True


def _unit_shift(match: _Match, text: _Text) -> Reading:
    if text.published is None:
        return None, True
    if match.unit() == "day":
        return None, True  # "this day", "the last days": no day is meant
    return _unit_period(text.published, match.unit(), match.shift() or 0), True


def _recent(match: _Match, text: _Text) -> Reading:
    if text.published is None:
        return None, True
    unit = match.unit()
    if "vague" in match:
        number: int | None = match.calendar.vague_numbers[_folded(match.groups["vague"])][1]
    else:
        number = match.number("number")
    if number is None:
        start = text.published - dt.timedelta(days=_RECENT_DAYS[unit])
    else:
        start = _stretch_back(text.published, unit, number)
    return Period(start, text.published, "range"), True


def _anchored(match: _Match, text: _Text) -> Reading:
    anchor = text.last
    if anchor is None:
        return None, True
    unit = "day" if "oneday" in match else match.unit()
    if unit == "day" and anchor.end - anchor.start > _SHORT:
        return None, True
    if unit in ("week", "month") and anchor.end - anchor.start > dt.timedelta(days=31):
        return None, True
    number = match.number("number")
    shift = 0 if "same" in match else (1 if number is None else number)
    if "back" in match:
        return _unit_period(anchor.start, unit, -shift), True
    return _unit_period(anchor.end, unit, shift), True


_RULES: dict[str, _Rule] = {
    "iso": _iso, "numeric": _numeric, "full": _full, "day-range": _day_range,
    "day-month-range": _day_range, "day-month": _day_month, "month-year": _month_year,
    "month-range": _month_range, "month": _month, "year-range": _year_range, "year": _year,
    "decade": _decade, "season": _season, "quarter": _quarter, "half": _half,
    "weekday": _weekday, "day-word": _day_word, "ago": _ago, "unit-shift": _unit_shift,
    "recent": _recent, "anchored": _anchored,
}  # fmt: skip
RULE_NAMES = frozenset(_RULES)
"""Rules that a calendar may give patterns for."""
_EVERYWHERE = (
    ("iso", re.compile(r"(?<![\d-])(?P<year>[12]\d{3})-(?P<first>[01]\d)-(?P<second>[0-3]\d)(?![\d-])")),
    ("iso", re.compile(r"(?<![\d/])(?P<year>[12]\d{3})/(?P<first>[01]?\d)/(?P<second>[0-3]?\d)(?![\d/])")),
    (
        "numeric",
        re.compile(
            r"(?<![\d./-])(?P<first>[0-3]?\d)(?P<mark>[/.-])(?P<second>[0-3]?\d)(?P=mark)"
            r"(?P<year>[12]\d{3}|\d\d(?!\d))(?![\d/])"
        ),
    ),
)  # fmt: skip
_WITH_YEAR = frozenset({"iso", "numeric", "full", "month-year", "year"})
_DAYS = frozenset({"iso", "numeric", "full"})


# --- reading a text ------------------------------------------------------------------------------


def _matches(text: _Text) -> list[tuple[str, _Match]]:
    """All matches, the longest at each place, none overlapping, in text order."""
    found: list[tuple[int, str, _Match]] = []
    for rank, (rule, pattern) in enumerate((*_EVERYWHERE, *text.calendar.patterns)):
        for match in pattern.finditer(text.text):
            if _well_written(match, text, rule):
                found.append((rank, rule, _Match(match, text.calendar)))
    found.sort(key=lambda f: (f[2].start, -f[2].end, f[0]))
    kept: list[tuple[str, _Match]] = []
    reached = 0
    for _, rule, mention in found:
        if mention.start >= reached:
            kept.append((rule, mention))
            reached = mention.end
    return kept


def _well_written(match: re.Match[str], text: _Text, rule: str) -> bool:
    """Whether names of months and days are capitalised where the language asks for it."""
    if not text.calendar.capitalised:
        return True
    for name in ("month", "month2", "weekday"):
        word = match.groupdict().get(name)
        if word is None or not word[0].islower():
            continue
        bare = rule == "month" and name == "month"
        if text.cased or (bare and _folded(word) in text.calendar.ambiguous):
            return False
    return True


def find_dates(
    text: str, calendar: Calendar, published: dt.date | None, day_first: bool
) -> tuple[Dated, ...]:
    """All mentions of times in a text, in text order, as far as they can be understood.

    Args:
        text: Folded text (``Reading.text``).
        calendar: How the text's language writes dates.
        published: Publication date, the reference for relative dates; None leaves them out.
        day_first: Whether "01/10/2025" is the first of October.

    Returns:
        Mentions that do not overlap. Those whose time stays unknown are left out.
    """
    cased = any(c.isupper() for c in text)
    context = _Text(text, calendar, published, day_first, cased)
    matches = _matches(context)
    for rule, match in matches:
        if rule in _DAYS and (period := _RULES[rule](match, context)[0]):
            context.full_dates.append((match.start, period.start))
    mentions: list[Dated] = []
    for rule, match in matches:
        try:
            period, relative = _RULES[rule](match, context)
        except (ValueError, OverflowError):
            continue  # outside the calendar: "10,000 years ago"
        if period is None or not FIRST_YEAR <= period.start.year <= period.end.year <= LAST_YEAR:
            continue
        words = text[match.start : match.end]
        when = When(start=period.start, end=period.end, precision=period.precision, text=words)
        mentions.append(Dated(match.start, match.end, words, when, relative))
        context.last = period
        if rule in _WITH_YEAR and _attaches(rule, match, context):
            context.explicit.append((match.end, period.start.year))
    return tuple(mentions)


def _attaches(rule: str, match: _Match, text: _Text) -> bool:
    """Whether later months of the sentence belong to this year ("In 2012 ... in April")."""
    if rule != "year":
        return True
    before = text.words_before(match.start, 1)
    return bool(before) and before[0] in text.calendar.words["attaching"] or "part" in match


_TWO_NUMBERS = re.compile(r"(?<![\d./-])([0-3]?\d)[/.-]([0-3]?\d)[/.-](?:[12]\d{3}|\d\d)(?![\d/])")


def infer_day_first(text: str, calendar: Calendar) -> bool:
    """Whether numeric dates of a text put the day first.

    Dates whose first or second number exceeds 12 decide; else dates in words ("15 August 2025"
    against "August 15, 2025"); else the language's own way.
    """
    votes = 0
    for match in _TWO_NUMBERS.finditer(text):
        votes += (int(match[1]) > 12) - (int(match[2]) > 12)
    if votes:
        return votes > 0
    for rule, pattern in calendar.patterns:
        if rule == "full":
            for match in pattern.finditer(text):
                votes += 1 if match.start("day") < match.start("month") else -1
    return votes > 0 if votes else calendar.day_first


_HEAD_LINES = 15
_HEAD_CHARACTERS = 2500
_LINE_SLACK = 42
"""A line that holds a full date and at most so many further characters states when it was
published; longer lines tell of something."""


def find_publication_date(
    text: str, calendar: Calendar, *, latest: dt.date | None = None
) -> tuple[When | None, str]:
    """The publication date that the head of a text states, and the rule that found it.

    Looked for in this order within the first lines: a label ("Published:", "Report date:",
    "Publié le"), a dateline ("BAMAKO, Oct 2, 2025 (Agency) -"), a line that is little more than a
    full date. A day without a year is never completed.

    Args:
        text: Folded text (``Reading.text``).
        calendar: How the text's language writes dates.
        latest: No report can have been published after this day (e.g. the day it was collected).

    Returns:
        The date (None when there is none, or none that is plausible) and the rule or the reason.
    """
    day_first = infer_day_first(text, calendar)
    reason = "no date stated at the head"
    found: list[tuple[int, int, When, str]] = []
    for number, line in enumerate(text[:_HEAD_CHARACTERS].split("\n")[:_HEAD_LINES]):
        for mention in find_dates(line, calendar, None, day_first):
            rank, rule = _publication_rule(line, mention, calendar)
            if rank:
                found.append((rank, number, mention.when, rule))
    for _, _, when, rule in sorted(found, key=lambda f: (f[0], f[1])):
        if when.start.year > LAST_PUBLICATION_YEAR or (latest and when.start > latest):
            reason = f"implausible: {when.start.isoformat()} lies in the future"
            continue
        return when, rule
    return None, reason


_DATELINE = re.compile(r"^\W*[A-ZÀ-Þ][A-ZÀ-Þ' .-]{2,}(?:, [\w .]+)?(?:,| \(| -) ?$")


def _publication_rule(line: str, mention: Dated, calendar: Calendar) -> tuple[int, str]:
    before = line[: mention.start]
    label = re.sub(r"[\W\d_]+$", "", _folded(before)).strip(" \t*#|>-")
    if label in calendar.words["published"]:
        return 1, f"label: {label}"
    if mention.when.precision != "day":
        return 0, ""
    if _DATELINE.match(before):
        return 2, "dateline"
    if len(line.strip()) - len(mention.text) <= _LINE_SLACK and not line.rstrip().endswith("."):
        return 3, "line with a date"
    return 0, ""
