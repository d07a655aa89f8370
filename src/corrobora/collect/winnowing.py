"""Fingerprints of passages (winnowing), and the alignment of two texts that share some.

Winnowing after Schleimer, Wilkerson and Aiken (2003): of every window of ``WINDOW`` neighbouring
``GRAM``-word hashes the smallest is kept, so that any shared passage of ``GRAM + WINDOW - 1`` words
is found, whatever surrounds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from corrobora.model import Report
from corrobora.text import Reading, plain
from corrobora.vocab.citation_cues import CitationCues, citation_cues

GRAM = 4
WINDOW = 4
"""Measured: a write-up and its source share 9 fingerprints at 4 and 4, unrelated texts on the same
subject at most 2; at 5 and 4 the two cannot be told apart."""
SHINGLE = 5
"""Words of a shingle by which reposts are confirmed."""
JOIN_GAP = 6
"""Words that may have been changed between two shared runs of one passage."""
SPAN_WORDS = 6
"""A shared span has at least so many words in common ..."""
SPAN_CONTENT = 3
"""... and at least so many of them are neither names nor function words."""

_WORD = re.compile(r"[^\W_]+")
_PRIME = (1 << 61) - 1
_BASE = 1_000_003


@lru_cache(maxsize=200_000)
def _fold(word: str) -> str:
    return plain(word)


@lru_cache(maxsize=200_000)
def _number(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True)
class Words:
    """The words of a report outside its furniture.

    Attributes:
        folded: The words, folded.
        starts: Offsets in the text as given.
        ends: Offsets after each word.
        soft: True for function words, names and standing phrases, which alone show no reuse.
        capital: True for words written with a capital.
    """

    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    soft: tuple[bool, ...]
    capital: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.folded)


def words_of(report: Report, cues: CitationCues | None = None) -> Words:
    """The words of a report that may have been taken from another."""
    cues = cues or citation_cues(report.language)
    reading = Reading(report.text)
    hidden = sorted((f.start, f.end) for f in report.furniture)
    folded: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    soft: list[bool] = []
    capital: list[bool] = []
    following = 0
    for match in _WORD.finditer(reading.text):
        start = reading.given_offset(match.start())
        while following < len(hidden) and hidden[following][1] <= start:
            following += 1
        if following < len(hidden) and hidden[following][0] <= start:
            continue
        word = match.group()
        upper = word[0].isupper()
        folded.append(_fold(word))
        starts.append(start)
        ends.append(reading.given_offset(match.end()))
        soft.append(upper or folded[-1] in cues.function_words)
        capital.append(upper)
    _soften_standing(folded, soft)
    return Words(tuple(folded), tuple(starts), tuple(ends), tuple(soft), tuple(capital))


@lru_cache(maxsize=1)
def _standing() -> dict[tuple[str, ...], list[tuple[str, ...]]]:
    """The phrases that every newsroom writes, in all languages, by their first two words."""
    found: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for phrase in citation_cues(None).standing:
        words = tuple(_WORD.findall(phrase))
        found.setdefault(words[:2], []).append(words)
    return found


def _soften_standing(folded: Sequence[str], soft: list[bool]) -> None:
    """Sharing a standing phrase shows no more than sharing a name."""
    phrases = _standing()
    for i in range(len(folded) - 1):
        for phrase in phrases.get((folded[i], folded[i + 1]), ()):
            if tuple(folded[i : i + len(phrase)]) == phrase:
                soft[i : i + len(phrase)] = [True] * len(phrase)


def gram_hashes(words: Sequence[str], size: int) -> list[int]:
    """Hash of every run of ``size`` words; the same on every machine."""
    numbers = [_number(word) for word in words]
    out: list[int] = []
    for i in range(len(numbers) - size + 1):
        value = 0
        for number in numbers[i : i + size]:
            value = (value * _BASE + number + 1) % _PRIME
        out.append(value)
    return out


def fingerprints(words: Words) -> dict[int, int]:
    """Winnowed hashes with the first word position of each; none of soft words only."""
    hashes = gram_hashes(words.folded, GRAM)
    usable = [None if all(words.soft[i : i + GRAM]) else h for i, h in enumerate(hashes)]
    chosen: dict[int, int] = {}
    for i in range(max(1, len(usable) - WINDOW + 1)):
        window = [(h, j) for j, h in enumerate(usable[i : i + WINDOW], i) if h is not None]
        if window:
            value, position = min(window, key=lambda pair: (pair[0], -pair[1]))
            chosen.setdefault(value, position)
    return chosen


def shingles(words: Words) -> frozenset[int]:
    """Hashes of all runs of five words."""
    return frozenset(gram_hashes(words.folded, min(SHINGLE, len(words)) or 1))


def containment(part: frozenset[int], whole: frozenset[int]) -> float:
    """Share of ``part`` that is in ``whole`` (0..1)."""
    return len(part & whole) / len(part) if part else 0.0


@dataclass(frozen=True)
class Aligned:
    """A passage in two texts, as word positions, and how many words it shares."""

    start: int
    end: int
    start2: int
    end2: int
    shared: int


def align(one: Words, two: Words) -> tuple[Aligned, ...]:
    """Passages of ``one`` in ``two``: longest runs first, then joined over small changes."""
    runs = _runs(one, two)
    taken, taken2 = bytearray(len(one)), bytearray(len(two))
    kept: list[Aligned] = []
    for run in sorted(runs, key=lambda r: (-(r.end - r.start), r.start, r.start2)):
        if any(taken[run.start : run.end]) or any(taken2[run.start2 : run.end2]):
            continue
        taken[run.start : run.end] = b"\x01" * (run.end - run.start)
        taken2[run.start2 : run.end2] = b"\x01" * (run.end2 - run.start2)
        kept.append(run)
    joined: list[Aligned] = []
    for run in sorted(kept, key=lambda r: (r.start, r.start2)):
        last = joined[-1] if joined else None
        if last and run.start - last.end <= JOIN_GAP and 0 <= run.start2 - last.end2 <= JOIN_GAP:
            joined[-1] = Aligned(
                last.start, run.end, last.start2, run.end2, last.shared + run.shared
            )
        else:
            joined.append(run)
    return tuple(a for a in joined if _telling(a, one))


def _telling(passage: Aligned, words: Words) -> bool:
    content = sum(not s for s in words.soft[passage.start : passage.end])
    return passage.shared >= SPAN_WORDS and content >= SPAN_CONTENT


def _runs(one: Words, two: Words) -> list[Aligned]:
    places: dict[int, list[int]] = {}
    for j, value in enumerate(gram_hashes(two.folded, GRAM)):
        places.setdefault(value, []).append(j)
    runs: list[Aligned] = []
    reached: dict[int, int] = {}
    for i, value in enumerate(gram_hashes(one.folded, GRAM)):
        for j in places.get(value, ())[:8]:
            if reached.get(j - i, -1) > i:
                continue
            length = 0
            while (
                i + length < len(one)
                and j + length < len(two)
                and one.folded[i + length] == two.folded[j + length]
            ):
                length += 1
            reached[j - i] = i + length
            if length >= GRAM:
                runs.append(Aligned(i, i + length, j, j + length, length))
    return runs


def given_spans(
    passages: Iterable[Aligned], one: Words, two: Words
) -> tuple[tuple[int, int, int, int], ...]:
    """The passages as offsets in both texts as given."""
    return tuple(
        (one.starts[a.start], one.ends[a.end - 1], two.starts[a.start2], two.ends[a.end2 - 1])
        for a in passages
    )
