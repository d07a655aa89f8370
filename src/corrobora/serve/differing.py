"""Which words a later version of a text added, and which it left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from msgspec import Struct
from rapidfuzz.distance import LCSseq

MOST_WORDS = 30_000
"""Words and marks of a text that is compared; longer ones are not, as memory grows with the square.

Two texts of so many words take half a second and 120 MB.
"""

_ISLAND = 3
"""Fewer words in a row that stayed, among words that were replaced, are shown as replaced."""

_WORD = re.compile(r"\w+|[^\w\s]")

Kind = Literal["same", "removed", "added"]


class Change(Struct, frozen=True, kw_only=True):
    """Words in a row of the same fate.

    Attributes:
        kind: What became of them.
        start: Where they begin: what was removed in the earlier text, all else in the later one.
        text: The words, with the space that follows them.
    """

    kind: Kind
    start: int
    text: str


class _Run(NamedTuple):
    """A run of words: from and to in the earlier text, from and to in the later one."""

    same: bool
    a: int
    b: int
    c: int
    d: int


def changes_of(before: str, now: str) -> tuple[Change, ...] | None:
    """What changed from one text to the other, in the order of reading.

    The pieces that are the same or added make up the later text; those that are the same or removed
    hold the words of the earlier one. Where only the space between words differs, nothing does.

    Args:
        before: The earlier text.
        now: The later one.

    Returns:
        The pieces; None where the texts are too long to be compared.
    """
    old, new = list(_WORD.finditer(before)), list(_WORD.finditer(now))
    if max(len(old), len(new)) > MOST_WORDS:
        return None
    a, b = [one.group() for one in old], [one.group() for one in new]
    starts, ends = [one.start() for one in old], [one.start() for one in new]
    # A piece reaches to the next word, the first and the last to the edges of the text.
    edges = [0, *starts[1:], len(before)] if old else [0]
    others = [0, *ends[1:], len(now)] if new else [0]
    made: list[Change] = []
    for run in _told(_runs(a, b)):
        if run.same:
            made.append(_piece("same", now, others, run.c, run.d))
            continue
        if run.b > run.a:
            made.append(_piece("removed", before, edges, run.a, run.b))
        if run.d > run.c:
            made.append(_piece("added", now, others, run.c, run.d))
    if now and not new:
        made.append(Change(kind="added", start=0, text=now))
    return tuple(made)


def _piece(kind: Kind, text: str, edges: Sequence[int], first: int, last: int) -> Change:
    start, end = edges[first], edges[last]
    return Change(kind=kind, start=start, text=text[start:end])


def _runs(a: Sequence[str], b: Sequence[str]) -> Iterator[_Run]:
    """The words in runs that stayed and runs that were replaced, one after the other."""
    for op in LCSseq.opcodes(a, b):
        yield _Run(op.tag == "equal", op.src_start, op.src_end, op.dest_start, op.dest_end)


def _joined(runs: Iterable[_Run]) -> list[_Run]:
    """Neighbours of the same kind as one run."""
    made = []
    for same, several in groupby(runs, key=lambda run: run.same):
        row = list(several)
        made.append(_Run(same, row[0].a, row[-1].b, row[0].c, row[-1].d))
    return made


def _told(runs: Iterable[_Run]) -> list[_Run]:
    """The runs without islands: a word or two that stayed by chance in a passage written anew."""
    made = _joined(runs)
    for n in range(1, len(made) - 1):
        left, run, right = made[n - 1], made[n], made[n + 1]
        if run.same and run.b - run.a < _ISLAND and _replaced(left) and _replaced(right):
            made[n] = run._replace(same=False)
    return _joined(made)


def _replaced(run: _Run) -> bool:
    return not run.same and run.b > run.a and run.d > run.c
