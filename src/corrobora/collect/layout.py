"""The lines of a text and their shapes: prose, heading, list item, cut-off text; and sentences.

Offsets here count in ``Reading.text``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from corrobora.text import Reading, plain

PROSE_WORDS = 10
"""A line of at least this many words that ends like a sentence is running text."""
LONG_PROSE_WORDS = 30
"""A line of at least this many words is running text however it ends."""
HEADING_WORDS = 18
"""A heading has at most this many words."""

_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_BULLET = re.compile(r"[ \t]*(?:[•·▪◦‣●■*]|-|–|—)[ \t]+")
_SENTENCE_END = re.compile(r"[.!?…][\"')\]»”’]*$")
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\)|\(\.\.\.\))[\"')\]»”]*$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|Brig|Adm|Cmdr|Sen|Rep|Gov|Prof|St|Jr|Sr|"
    r"No|vs|etc|Inc|Ltd|Co|Corp|M|MM|Mme|Mlle|Pr|av|apr|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|"
    r"Dec|approx|e\.g|i\.e|cf|al)|\b[A-Za-z]\.[A-Za-z])\.$"
)
_BREAK = re.compile(r"[.!?…]+[\"')\]»”’]*(?=\s+[\"'(\[«“]*\s*[^\W_a-z]|\s*\n|\s*$)|\n\s*\n|\n")
_WRAP_MOST = 100
_WRAP_LEAST = 45


@dataclass(frozen=True)
class Line:
    """One line (wrapped lines joined), without bullet and outer white space."""

    start: int
    end: int
    text: str
    bullet: bool
    gap: bool

    @cached_property
    def plain(self) -> str:
        """Folded words for comparing with cues."""
        return " ".join(plain(self.text).split())

    @cached_property
    def words(self) -> int:
        """Number of words."""
        return len(_WORD.findall(self.text))

    @cached_property
    def ends(self) -> bool:
        """True when it ends as a sentence does."""
        return _SENTENCE_END.search(self.text) is not None

    @cached_property
    def cut_off(self) -> bool:
        """True when it breaks off with an ellipsis."""
        return _CUT_OFF.search(self.text) is not None

    @cached_property
    def prose(self) -> bool:
        """True for running text."""
        if self.words >= LONG_PROSE_WORDS:
            return True
        return self.words >= PROSE_WORDS and self.ends and not self.text.endswith("?")

    @cached_property
    def heading(self) -> bool:
        """True for a title, a subheading or a label."""
        if self.prose or self.bullet or not self.words or self.words > HEADING_WORDS:
            return False
        return not self.text.endswith((".", ";", ",", ":")) and not self.cut_off


def _wrapped(raw: list[tuple[int, str]]) -> bool:
    """True when most lines are broken at one width, as in mail and old plain text."""
    lengths = [len(text.strip()) for _, text in raw if text.strip()]
    if len(lengths) < 6 or max(lengths) > _WRAP_MOST or max(lengths) < _WRAP_LEAST:
        return False
    return sum(n >= 0.7 * max(lengths) for n in lengths) > 0.45 * len(lengths)


def lines_of(reading: Reading) -> tuple[Line, ...]:
    """The lines of a text that hold anything, in order."""
    raw: list[tuple[int, str]] = []
    position = 0
    for piece in reading.text.split("\n"):
        raw.append((position, piece))
        position += len(piece) + 1
    wrapped = _wrapped(raw)
    found: list[Line] = []
    gap = True
    open_line = False
    for start, piece in raw:
        if not piece.strip():
            gap, open_line = True, False
            continue
        bullet = _BULLET.match(piece)
        first = start + (bullet.end() if bullet else len(piece) - len(piece.lstrip()))
        last = start + len(piece.rstrip())
        if first >= last:
            continue
        if open_line and not bullet and (wrapped or reading.text[first].islower()):
            before = found.pop()
            first, gap, was_bullet = before.start, before.gap, before.bullet
        else:
            was_bullet = bullet is not None
        text = reading.text[first:last]
        found.append(Line(first, last, text, was_bullet, gap))
        width = len(piece.rstrip())
        open_line = _WRAP_LEAST <= width <= _WRAP_MOST and not _SENTENCE_END.search(text)
        gap = False
    return tuple(found)


def sentences_of(text: str) -> tuple[tuple[int, int], ...]:
    """Sentences of a folded text, as spans without outer white space; a line end ends one."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        end = match.end()
        if match.group()[0] == "." and _ABBREVIATION.search(text[max(start, end - 12) : end]):
            continue
        _keep(text, start, end, spans)
        start = end
    _keep(text, start, len(text), spans)
    return tuple(spans)


def _keep(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
