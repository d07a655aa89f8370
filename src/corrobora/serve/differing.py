"""Which words a later version of a text added, and which it left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from msgspec import Struct

MOST_WORDS = 50_000
"""Words and marks of a text that is compared; longer ones are not."""

_SMALL = 10_000
"""Gaps of at most so many pairs of words are compared pair by pair."""

_DEEPEST = 24
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


def _runs(a: Sequence[str], b: Sequence[str]) -> list[_Run]:
    """The words in runs that stayed and runs that were replaced, one after the other."""
    found: list[_Run] = []
    i = j = 0
    for x, y in [*_pairs(a, b, 0, len(a), 0, len(b), 0), (len(a), len(b))]:
        if x > i or y > j:
            found.append(_Run(False, i, x, j, y))
        if x < len(a) and y < len(b):
            found.append(_Run(True, x, x + 1, y, y + 1))
        i, j = x + 1, y + 1
    return _joined(found)


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    """Neighbours of the same kind as one run."""
    made = []
    for same, several in groupby(runs, key=lambda run: run.same):
        row = list(several)
        made.append(_Run(same, row[0].a, row[-1].b, row[0].c, row[-1].d))
    return made


def _told(runs: Sequence[_Run]) -> list[_Run]:
    """The runs without islands: a word or two that stayed by chance in a passage written anew."""
    made = list(runs)
    for n in range(1, len(made) - 1):
        left, run, right = made[n - 1], made[n], made[n + 1]
        if run.same and run.b - run.a < _ISLAND and _replaced(left) and _replaced(right):
            made[n] = run._replace(same=False)
    return _joined(made)


def _replaced(run: _Run) -> bool:
    return not run.same and run.b > run.a and run.d > run.c


def _pairs(
    a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int, depth: int
) -> Iterator[tuple[int, int]]:
    """Pairs of places of words that stayed, growing in both texts."""
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        yield a0, b0
        a0, b0 = a0 + 1, b0 + 1
    tail = 0
    while a0 < a1 - tail and b0 < b1 - tail and a[a1 - tail - 1] == b[b1 - tail - 1]:
        tail += 1
    a1, b1 = a1 - tail, b1 - tail
    if a0 < a1 and b0 < b1:
        if (a1 - a0) * (b1 - b0) <= _SMALL:
            yield from _longest(a, b, a0, a1, b0, b1)
        elif depth < _DEEPEST:
            yield from _between_anchors(a, b, a0, a1, b0, b1, depth)
    yield from ((a1 + n, b1 + n) for n in range(tail))


def _between_anchors(
    a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int, depth: int
) -> Iterator[tuple[int, int]]:
    """Words that stand once in both passages hold the rest in place (Cohen's patience diff)."""
    i, j = a0, b0
    for x, y in _anchors(a, b, a0, a1, b0, b1):
        if x >= i and y >= j:
            yield from _pairs(a, b, i, x, j, y, depth + 1)
            yield x, y
            i, j = x + 1, y + 1
    if (i, j) != (a0, b0):
        yield from _pairs(a, b, i, a1, j, b1, depth + 1)


def _anchors(
    a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int
) -> list[tuple[int, int]]:
    once = Counter(a[a0:a1])
    there = Counter(b[b0:b1])
    at = {b[y]: y for y in range(b0, b1) if there[b[y]] == 1}
    found = [(x, at[a[x]]) for x in range(a0, a1) if once[a[x]] == 1 and a[x] in at]
    # The longest part of it in which both grow.
    ends: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for n, (_, y) in enumerate(found):
        k = bisect_left(ends, y)
        before.append(rows[k - 1] if k else -1)
        ends[k : k + 1], rows[k : k + 1] = [y], [n]
    kept = []
    n = rows[-1] if rows else -1
    while n >= 0:
        kept.append(found[n])
        n = before[n]
    return kept[::-1]


def _longest(
    a: Sequence[str], b: Sequence[str], a0: int, a1: int, b0: int, b1: int
) -> Iterator[tuple[int, int]]:
    """The longest common row of words of two short passages."""
    width = b1 - b0
    table = [[0] * (width + 1) for _ in range(a1 - a0 + 1)]
    for x in range(a1 - 1, a0 - 1, -1):
        here, below, word = table[x - a0], table[x - a0 + 1], a[x]
        for y in range(width - 1, -1, -1):
            if word == b[b0 + y]:
                here[y] = below[y + 1] + 1
            else:
                here[y] = max(below[y], here[y + 1])
    x, y = a0, 0
    while x < a1 and y < width:
        if a[x] == b[b0 + y]:
            yield x, b0 + y
            x, y = x + 1, y + 1
        elif table[x - a0 + 1][y] >= table[x - a0][y + 1]:
            x += 1
        else:
            y += 1
