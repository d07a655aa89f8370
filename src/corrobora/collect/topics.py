"""What a report is about, as weighted words: to find the report that a citation means."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corrobora.collect.passages import NEAR_DAYS, Prepared
from corrobora.text import plain

LATER_DAYS = 1
"""A cited report appeared at most ``NEAR_DAYS`` before the one that cites it and, time zones
considered, so many after."""
STEM = 6


def term(word: str) -> str:
    """A word cut so that its forms meet; numbers stay whole."""
    return word if word.isdigit() else word[:STEM]


def _words_between(item: Prepared, start: int, end: int | None) -> Iterator[tuple[str, bool, bool]]:
    """Each word between two offsets, whether it is soft, and whether it has a capital."""
    w = item.words
    first = bisect_left(w.starts, start)
    last = len(w) if end is None else bisect_left(w.starts, end)
    return zip(w.folded[first:last], w.soft[first:last], w.capital[first:last], strict=True)


def content_terms(item: Prepared, start: int = 0, end: int | None = None) -> frozenset[str]:
    """Content words and names between two offsets of the text."""
    return frozenset(
        term(word)
        for word, soft, capital in _words_between(item, start, end)
        if (capital or not soft) and (len(word) > 3 or word.isdigit())
    )


def firm_terms(item: Prepared, start: int = 0, end: int | None = None) -> frozenset[str]:
    """Names and numbers between two offsets: what a translation keeps."""
    return frozenset(
        term(word)
        for word, _, capital in _words_between(item, start, end)
        if (capital and len(word) > 3) or (word.isdigit() and len(word) > 1)
    )


def content_words(item: Prepared, start: int, end: int | None = None) -> list[str]:
    """As ``content_terms``, but whole folded words in text order."""
    return [
        word
        for word, soft, capital in _words_between(item, start, end)
        if (capital or not soft) and (len(word) > 3 or word.isdigit())
    ]


def name_terms(name: str) -> frozenset[str]:
    """The terms of the name of an outlet, which say nothing of a story."""
    return frozenset(term(plain(word)) for word in name.split())


@dataclass(frozen=True)
class Topics:
    """How many reports hold each term."""

    counts: Counter[str]
    total: int

    @classmethod
    def of(cls, items: Sequence[Prepared]) -> Topics:
        """Count the terms of all reports."""
        counts: Counter[str] = Counter()
        for item in items:
            counts.update(content_terms(item))
        return cls(counts, len(items))

    def weight(self, terms: Iterable[str]) -> float:
        """Sum of the weights of some terms; rare ones weigh more."""
        return math.fsum(sorted(math.log(1 + self.total / (1 + self.counts[t])) for t in terms))

    def overlap(self, wanted: frozenset[str], there: frozenset[str]) -> float:
        """Share of the weight of ``wanted`` that is ``there`` (0..1)."""
        whole = self.weight(wanted)
        return self.weight(wanted & there) / whole if whole else 0.0


def close_in_time(citing: Prepared, cited: Prepared) -> bool:
    """True when the one may have cited the other; unknown dates do not rule it out."""
    a, b = citing.report.published, cited.report.published
    return a is None or b is None or -LATER_DAYS <= (a - b).days <= NEAR_DAYS
