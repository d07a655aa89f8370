"""When a text says it was published, and how it writes numeric dates."""

from __future__ import annotations

import datetime as dt
import re

from corrobora.model import When
from corrobora.text import caseless, folded
from corrobora.when.calendar import YEAR, Calendar, Dated
from corrobora.when.find import MARKED, candidates, find_dates, windows

LAST_PUBLICATION_YEAR = 2100
"""A publication date beyond this is refused as a misprint when the caller knows no better."""
_TWO_NUMBERS = re.compile(r"(?<![\d./-])([0-3]?\d)[/.-]([0-3]?\d)[/.-](?:[12]\d{3}|\d\d)(?![\d/])")


def infer_day_first(text: str, calendar: Calendar) -> bool:
    """Whether numeric dates of a text put the day first.

    Dates whose first or second number exceeds 12 decide; else dates in words ("15 August 2025"
    against "August 15, 2025"); else the language's own way, as in a text without numeric dates.
    """
    if MARKED.search(text) is None:
        return calendar.day_first
    votes = 0
    for match in _TWO_NUMBERS.finditer(text):
        votes += (int(match[1]) > 12) - (int(match[2]) > 12)
    if votes:
        return votes > 0
    if YEAR.search(text) is None:
        return calendar.day_first
    text = caseless(text)
    seen: set[tuple[int, int]] = set()
    for start, end in windows(text, calendar):
        if YEAR.search(text, start, end) is None:
            continue
        for rank, rule, pattern in candidates(text[start:end], calendar):
            if rule != "full":
                continue
            for match in pattern.finditer(text, start, end):
                if (rank, match.start()) not in seen:
                    seen.add((rank, match.start()))
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
    label = re.sub(r"[\W\d_]+$", "", folded(before)).strip(" \t*#|>-")
    rest = len(line.strip()) - len(mention.text)
    # "le 12 août" may begin any line: so short a label needs a line with little else in it.
    if label in calendar.words["published"] and (len(label) > 2 or rest <= _LINE_SLACK):
        return 1, f"label: {label}"
    if mention.when.precision != "day":
        return 0, ""
    if _DATELINE.match(before):
        return 2, "dateline"
    if rest <= _LINE_SLACK and not line.rstrip().endswith("."):
        return 3, "line with a date"
    return 0, ""
