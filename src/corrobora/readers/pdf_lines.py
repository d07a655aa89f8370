"""Where a line of a PDF page ends only because the page is no wider."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2

_NEIGHBOURS = 4
"""Lines above and below that show how wide a column is."""
_SAME_LEFT = 40.0
"""Points by which the lines of one column may begin apart (first lines, hanging ones)."""
_SAME_HEIGHT = 0.15
"""Share by which the heights of one font differ from line to line."""
_PITCH = 1.2
"""Lines of a paragraph are at most so many times the smallest distance of lines apart."""
_INDENT = 6.0
"""Points; a line that begins so much further right than the one above begins a paragraph."""
_FULL = 0.85
"""Share of its column that a line fills that is full, though the next word might have fitted."""

_BULLET = re.compile(r"[•●▪◦‣∙·*–—-]\s|\(?\d{1,2}[.)]\s|\(?[a-z][.)]\s")
_STOP = re.compile(r"""[.!?…:;]["'»”’)\]]*$""")
_TITLE_STOP = re.compile(r"(?:^|[\s(])[^\W\d_a-z][^\W\d_]{0,3}\.$")
"""Ends that are more likely an abbreviation ("Gen.", "J.") than the end of a sentence."""

_Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Line:
    """A line of text: where it ends in the text, its words, and its first and last boxes."""

    end: int
    text: str
    first: _Box
    word: float
    last: _Box

    @property
    def height(self) -> float:
        return self.first[3] - self.first[1]


def line_ends_within_paragraphs(textpage: Any, text: str, places: Sequence[int]) -> list[int]:
    """Offsets of the line ends in ``text`` at which a paragraph goes on.

    Args:
        textpage: The page as pypdfium2 gives it.
        text: Its text, lines divided by line feeds.
        places: For each character of ``text`` its index on the page.
    """
    lines = _lines(textpage, text, places)
    pitch = _pitch(lines)
    found = []
    for i, (line, following) in enumerate(itertools.pairwise(lines)):
        if _goes_on(line, following, lines[max(0, i - _NEIGHBOURS) : i + _NEIGHBOURS + 2], pitch):
            found.append(line.end)
    return found


def _lines(textpage: Any, text: str, places: Sequence[int]) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for piece in text.split("\n"):
        end = start + len(piece)
        bare = piece.strip()
        if bare:
            first = start + piece.index(bare)
            last = first + len(bare) - 1
            space = re.search(r"\s", bare)
            word = first + (space.start() if space else len(bare)) - 1
            try:
                boxes = [textpage.get_charbox(places[at], loose=True) for at in (first, word, last)]
            except (pypdfium2.PdfiumError, IndexError):
                boxes = [(0.0, 0.0, 0.0, 0.0)] * 3
            # Within a line that continues a cut word, the first word may end on the line above.
            width = max(0.0, boxes[1][2] - boxes[0][0])
            lines.append(_Line(end, bare, boxes[0], width, boxes[2]))
        start = end + 1
    return lines


def _drop(line: _Line, following: _Line) -> float:
    """How far the following line stands below, in points."""
    return line.last[3] - following.first[3]


def _alike(one: _Line, two: _Line) -> bool:
    most = max(one.height, two.height)
    return most > 0 and abs(one.height - two.height) <= _SAME_HEIGHT * most


def _pitch(lines: Sequence[_Line]) -> float:
    """The smallest distance of two lines of one font on the page; 0 without any."""
    drops = [
        _drop(a, b)
        for a, b in itertools.pairwise(lines)
        if _alike(a, b) and _drop(a, b) > 0.7 * a.height
    ]
    return min(drops, default=0.0)


def _goes_on(line: _Line, following: _Line, near: Sequence[_Line], pitch: float) -> bool:
    if not _alike(line, following) or not 0 < _drop(line, following) <= _PITCH * pitch:
        return False
    if _BULLET.match(following.text) or following.first[0] > line.last[2]:
        return False
    stopped = _STOP.search(line.text) and not _TITLE_STOP.search(line.text)
    if following.text[0].islower() and not stopped:
        return True
    if stopped or following.first[0] - line.first[0] > _INDENT:
        return False
    column = [n for n in near if _alike(n, line) and abs(n.first[0] - line.first[0]) < _SAME_LEFT]
    edge = max((n.last[2] for n in column), default=line.last[2])
    wide = sum(len(n.text) for n in column) >= 20 * len(column)
    if not wide or len(column) < 3:
        return False
    filled = line.last[2] - line.first[0] >= _FULL * (edge - line.first[0])
    return filled or line.last[2] + 0.25 * line.height + following.word > edge
