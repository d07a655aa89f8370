"""Dates that head what follows: entries of chronologies, titles of reports, and datelines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corrobora.extract.parts import DateMention
from corrobora.extract.syntax import Sentence
from corrobora.model import When
from corrobora.text import folded

_BULLET = re.compile(r"[\s\u2022*+>-]*")
"""What may stand before the date that opens a line."""
_CLOSES = re.compile(r"\s*(?:[.:]|--?|[\u2013\u2014])(?=\s)|\s*\n")
"""What sets the date off from the words of its entry."""
_FEWEST = 2
"""Lines with a date that make a chronology: one alone may be a dateline."""


_ITEM = re.compile(
    r"\s*(?:[-\u2022*\u00b7\u25aa\u2013\u2014]\s|\(?\d{1,2}[.)]\s|\d{1,2}[:.h]\d\d\b)"
)
"""How the lines of a list begin: a bullet, a number, or the time of a posting."""
_TITLES = 3
"""Lines from the first on in which the title of a report is looked for."""
_LONGEST_TITLE = 120
_COVERED = dt.timedelta(days=31)
_OVERDUE = dt.timedelta(days=45)
"""How long after the time that it covers a periodical report comes out at most."""


class Entry(NamedTuple):
    """The stretch of an entry behind its date, and the date."""

    start: int
    end: int
    when: When


def entries(text: str, dates: Sequence[DateMention]) -> list[Entry]:
    """The entries of the chronologies in a text, in order; a date on its own line heads the next.

    ``dates`` are those of the text, with offsets in it.
    """
    found = []
    for date in dates:
        line = text.rfind("\n", 0, date.start) + 1
        opens = _BULLET.fullmatch(text, line, date.start) is not None
        closes = _CLOSES.match(text, date.end)
        if not opens or closes is None:
            continue
        start = closes.end()
        end = text.find("\n", start)
        found.append(Entry(date.start, len(text) if end < 0 else end, date.when))
    return found if len(found) >= _FEWEST else []


def opens_item(text: str, start: int) -> bool:
    """Whether the sentence at an offset is the first of an item of a list."""
    line = text.rfind("\n", 0, start) + 1
    item = _ITEM.match(text, line)
    return item is not None and start <= item.end()


def covered(
    text: str, dates: Sequence[DateMention], words: Mapping[str, frozenset[str]],
    published: dt.date | None,
) -> When | None:  # fmt: skip
    """The time that a report covers by its title: "October in review", "Daily report, 3 May".

    Args:
        text: Its text.
        dates: The dates in it.
        words: Lists of folded words: ``periodical`` reports, and ``daily`` ones.
        published: When it was published.
    """
    end = -1
    for _ in range(_TITLES):
        start = end + 1
        found = text.find("\n", start)
        end = len(text) if found < 0 else found
        told = [d for d in dates if start <= d.start and d.end <= end]
        if len(told) == 1 and end - start <= _LONGEST_TITLE and text[end - 1 : end] not in ".?!":
            when, title = told[0].when, frozenset(_WORD.findall(folded(text[start:end])))
            daily = not title.isdisjoint(words["daily"])
            periodical = daily or not title.isdisjoint(words["periodical"])
            fits = daily if when.precision == "day" else when.end - when.start < _COVERED
            late = published is not None and not (
                when.start <= published and published - when.end <= _OVERDUE
            )
            if periodical and fits and not late:
                return when
        if found < 0:
            break
    return None


_WORD = re.compile(r"[^\W\d_]+")


def is_dateline(sentence: Sentence, date: DateMention) -> bool:
    """Whether a date belongs to the place and day that open a report ("GENEVA, May 3 - ...")."""
    before = [t for t in sentence.tokens if t.end <= date.start]
    after = [t.text for t in sentence.tokens if t.start >= date.end][:2]
    if len(before) > _LONGEST_DATELINE or any(t.pos in ("VERB", "AUX") for t in before):
        return False
    return any(t in _DASHES for t in after) and after[0] in (*_DASHES, ")")


_LONGEST_DATELINE = 8
_DASHES = ("-", "--", "\u2013", "\u2014")
