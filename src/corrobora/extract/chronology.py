"""Dates that head what follows: entries of chronologies, and datelines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corrobora.extract.parts import DateMention
from corrobora.extract.syntax import Sentence
from corrobora.model import When

_BULLET = re.compile(r"[\s\u2022*+>-]*")
"""What may stand before the date that opens a line."""
_CLOSES = re.compile(r"\s*(?:[.:]|--?|[\u2013\u2014])(?=\s)|\s*\n")
"""What sets the date off from the words of its entry."""
_FEWEST = 2
"""Lines with a date that make a chronology: one alone may be a dateline."""


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


def is_dateline(sentence: Sentence, date: DateMention) -> bool:
    """Whether a date belongs to the place and day that open a report ("GENEVA, May 3 - ...")."""
    before = [t for t in sentence.tokens if t.end <= date.start]
    after = [t.text for t in sentence.tokens if t.start >= date.end][:2]
    if len(before) > _LONGEST_DATELINE or any(t.pos in ("VERB", "AUX") for t in before):
        return False
    return any(t in _DASHES for t in after) and after[0] in (*_DASHES, ")")


_LONGEST_DATELINE = 8
_DASHES = ("-", "--", "\u2013", "\u2014")
