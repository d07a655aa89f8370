"""Finds the dates of a text."""

from __future__ import annotations

import datetime as dt
import re

from corrobora.model import When
from corrobora.text import LETTERS, caseless, folded, plain
from corrobora.when.calendar import FIGURES, YEAR, YEARS, Calendar, Dated
from corrobora.when.rules import FIRST_YEAR, LAST_YEAR, RULES, Context, Mention, Told

_EVERYWHERE = (
    (
        "iso",
        re.compile(r"(?<![\d-])(?P<year>[12]\d{3})-(?P<first>[01]\d)-(?P<second>[0-3]\d)(?![\d-])"),
    ),
    (
        "iso",
        re.compile(
            r"(?<![\d/])(?P<year>[12]\d{3})/(?P<first>[01]?\d)/(?P<second>[0-3]?\d)(?![\d/])"
        ),
    ),
    (
        "numeric",
        re.compile(
            r"(?<![\d./-])(?P<first>[0-3]?\d)(?P<mark>[/.-])(?P<second>[0-3]?\d)(?P=mark)"
            r"(?P<year>[12]\d{3}|\d\d(?!\d))(?![\d/])"
        ),
    ),
)
_WITH_YEAR = frozenset({"iso", "numeric", "full", "month-year", "year"})
_NAMES_MONTH = frozenset(
    ("iso", "numeric", "full", "day-month", "month-year", "month", "day-range", "day-of-month")
)
"""Rules whose mentions say in which month a day told later by its number lies."""
_DAYS = frozenset({"iso", "numeric", "full"})


_FIGURE = re.compile(r"\d")
MARKED = re.compile(r"\d[/.-]\d")
"""What every numeric date holds."""
_RUN = re.compile(r"\d+|[^\W\d_]+")
_MOST_KNOWN = 10_000
"""Sets of kinds remembered with the patterns that fit them."""
_REACH = 48
"""Characters on either side of a trigger in which the rest of its mention lies."""


def windows(text: str, calendar: Calendar) -> list[tuple[int, int]]:
    """Stretches of a caseless text around triggers, widened to white space and merged."""
    found: list[tuple[int, int]] = []
    openings = calendar.openings
    reached = 0
    for run in _RUN.finditer(text):
        word = run[0]
        if not (
            word in openings
            or word.isdecimal()
            or (not word.isascii() and folded(word) in openings)
        ):
            continue  # most words end here
        match = calendar.trigger.match(text, run.start())
        if match is None or match.start() < reached:
            continue
        reached = match.end()
        start, end = max(0, match.start() - _REACH), min(len(text), reached + _REACH)
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return [(_blank_before(text, a), _blank_after(text, b)) for a, b in found]


def candidates(stretch: str, calendar: Calendar) -> list[tuple[int, str, re.Pattern[str]]]:
    """Rank, rule and pattern of each way to write a date that a caseless stretch allows."""
    written = plain(stretch)
    figures = _FIGURE.search(stretch) is not None
    years = figures and YEAR.search(stretch) is not None
    held = {number for number, letters in calendar.spelt.items() if letters in written}
    for run in calendar.kinds.keys() & LETTERS.findall(written):
        held.update(calendar.kinds[run])
    held.update([FIGURES] * figures, [YEARS] * years)
    marked = figures and MARKED.search(stretch) is not None
    able = [(n, *p) for n, p in enumerate(_EVERYWHERE) if marked and (years or p[0] != "iso")]
    kinds = frozenset(held)
    fitting = calendar.fitting.get(kinds)
    if fitting is None:
        fitting = _fitting(kinds, calendar)
        if len(calendar.fitting) < _MOST_KNOWN:
            calendar.fitting[kinds] = fitting
    return [*able, *fitting]


def _fitting(
    kinds: frozenset[int], calendar: Calendar
) -> tuple[tuple[int, str, re.Pattern[str]], ...]:
    """Rank, rule and pattern of each way to write a date in words of these kinds."""
    patterns = zip(calendar.needs, calendar.patterns, strict=True)
    return tuple(
        (n, rule, pattern)
        for n, (needed, (rule, pattern)) in enumerate(patterns, len(_EVERYWHERE))
        if needed <= kinds
    )


def _blank_before(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _blank_after(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def _matches(text: Context) -> list[tuple[str, Mention]]:
    """All matches, the longest at each place, none overlapping, in text order."""
    found = [
        (rank, rule, Mention(match, text.calendar))
        for start, end in windows(text.caseless, text.calendar)
        for rank, rule, pattern in candidates(text.caseless[start:end], text.calendar)
        for match in pattern.finditer(text.caseless, start, end)
        if _well_written(match, text, rule)
    ]
    found.sort(key=lambda f: (f[2].start, -f[2].end, f[0]))
    kept: list[tuple[str, Mention]] = []
    reached = 0
    for _, rule, mention in found:
        if mention.start >= reached:
            kept.append((rule, mention))
            reached = mention.end
    return kept


def _well_written(match: re.Match[str], text: Context, rule: str) -> bool:
    """Whether names of months and days are capitalised where the language asks for it."""
    if not text.calendar.capitalised:
        return True
    if match.groupdict().get("named") is not None and not text.text[match.end() + 1].isupper():
        return False  # "on the 5th floor"
    for name in ("month", "month2", "weekday", "holiday"):
        word = match.groupdict().get(name)
        if word is None or not text.text[match.start(name)].islower() or word[:4] == "the ":
            continue
        bare = rule == "month" and name == "month"
        if text.cased or (bare and folded(word) in text.calendar.ambiguous):
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
    context = Context(text, caseless(text), calendar, published, day_first, cased)
    matches = _matches(context)
    for rule, match in matches:
        if rule in _DAYS and (period := RULES[rule](match, context)[0]):
            context.full_dates.append((match.start, period.start))
    mentions: list[Dated] = []
    for rule, match in matches:
        try:
            period, relative = RULES[rule](match, context)
        except (ValueError, OverflowError):
            continue  # outside the calendar: "10,000 years ago"
        if period is None or not FIRST_YEAR <= period.start.year <= period.end.year <= LAST_YEAR:
            continue
        words = text[match.start : match.end]
        when = When(start=period.start, end=period.end, precision=period.precision, text=words)
        mentions.append(Dated(match.start, match.end, words, when, relative))
        backwards = "back" in match and "number" in match
        bound = not calendar.words["bounding"].isdisjoint(context.words_before(match.start, 1))
        names = rule in _NAMES_MONTH and not bound
        context.told.append(Told(match.end, period, names, backwards))
        if rule in _WITH_YEAR and _attaches(rule, match, context):
            context.explicit.append((match.end, period.start.year))
    return tuple(mentions)


def _attaches(rule: str, match: Mention, text: Context) -> bool:
    """Whether later months of the sentence belong to this year ("In 2012 ... in April")."""
    if rule != "year":
        return True
    before = text.words_before(match.start, 1)
    attached = bool(before) and before[0] in text.calendar.words["attaching"]
    return attached or "part" in match
