"""Which reports share text: groups of reposts, and pairs that share passages.

Linear in the number of reports: every step goes through an inverted index whose lists are bounded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corrobora.collect.citations import CitationCue, find_citations
from corrobora.collect.outlets import OutletBook, outlet_key
from corrobora.collect.winnowing import (
    Aligned,
    Words,
    align,
    containment,
    fingerprints,
    shingles,
    words_of,
)
from corrobora.model import Report

REPOST = 0.55
"""Share of the five-word shingles of a text that stand in another: from here on it is a repost
(one word in ten changed leaves 0.59)."""
SAME_TEXT = 0.8
"""From here on a repost adds nothing of its own, and its passages are not looked for again."""
FEWEST_REPORTS = 20
MOST_SHARE = 0.02
"""A passage in more than max(20, 2 %) of the reports is a standing phrase ..."""
CROWD_SHARE = 0.3
"""... unless passages of that sort make up this share of the fingerprints of a text."""
RARE_HITS = 4
"""Two reports must share so many rare fingerprints before they are aligned."""
OWN_REPORTS = 3
"""A passage in reports of one outlet on so many different days is its standing background."""
HOLDERS = 8
"""Earliest holders of a passage that a later report is compared with for being a repost."""
CROWD_HOLDERS = 3
"""Earliest holders of a frequent passage that count for ``CROWD_SHARE``."""
LEAST_SHARED = 10
"""Words that a pair must share in all passages together ..."""
LEAST_CONTENT = 6
"""... and how many of them are no names, function words or standing phrases."""
ONE_PASSAGE = 14
"""Without a credit one passage of so many shared words is called for ..."""
ALL_PASSAGES = 24
"""... or so many in all."""
NEAR_DAYS = 14
"""A story is taken up within so many days ..."""
FAR_PASSAGE = 30
"""... and between reports further apart only one passage of so many shared words is no formula
("was pronounced dead at the scene, according to the coroner's records")."""


@dataclass(frozen=True)
class Prepared:
    """A report with what is needed to compare it."""

    report: Report
    words: Words
    prints: dict[int, int]
    shingles: frozenset[int]
    cues: tuple[CitationCue, ...]
    cited: frozenset[str]
    publisher: str | None

    @property
    def order(self) -> tuple[bool, bool, str, str, int, str]:
        """Originals before carried texts, dated before undated, early before late, long first."""
        r = self.report
        day = r.published.isoformat() if r.published else ""
        return (
            r.carrier is not None,
            r.published is None,
            day,
            r.collected or "~",
            -len(self.words),
            r.id,
        )


def prepare(report: Report, book: OutletBook) -> Prepared:
    """Words, fingerprints and citation phrases of a report."""
    words = words_of(report)
    cues = find_citations(report, book)
    return Prepared(
        report=report,
        words=words,
        prints=fingerprints(words),
        shingles=shingles(words),
        cues=cues,
        cited=frozenset(outlet_key(cue.publisher) for cue in cues),
        publisher=outlet_key(report.publisher) if report.publisher else None,
    )


@dataclass(frozen=True)
class Repost:
    """A text that another holds (nearly) whole."""

    copy: Prepared
    original: Prepared
    share: float


def find_reposts(ordered: Sequence[Prepared]) -> tuple[list[Prepared], list[Repost]]:
    """Part the reports into distinct texts and reposts of one of them.

    Args:
        ordered: All reports, in the order of ``Prepared.order``.
    """
    holders: dict[int, list[int]] = {}
    distinct: list[Prepared] = []
    reposts: list[Repost] = []
    for item in ordered:
        hits: Counter[int] = Counter()
        for value in item.prints:
            hits.update(holders.get(value, ()))
        found: tuple[float, int] | None = None
        least = max(1, int(0.25 * len(item.prints)))
        for index, _ in sorted(
            ((i, n) for i, n in hits.items() if n >= least), key=lambda p: (-p[1], p[0])
        )[:5]:
            share = containment(item.shingles, distinct[index].shingles)
            if share >= SAME_TEXT and (found is None or share > found[0]):
                found = (share, index)
        if found:
            reposts.append(Repost(item, distinct[found[1]], found[0]))
            continue
        for value in item.prints:
            places = holders.setdefault(value, [])
            if len(places) < HOLDERS:
                places.append(len(distinct))
        distinct.append(item)
    return distinct, reposts


@dataclass(frozen=True)
class Pair:
    """Two texts that share passages; ``one`` comes first in the order."""

    one: Prepared
    two: Prepared
    passages: tuple[Aligned, ...]
    hits: int

    @property
    def shared(self) -> int:
        """Words shared by all passages."""
        return sum(p.shared for p in self.passages)


def _striking(pair: Pair) -> bool:
    """True for a long passage, several short ones, or short ones beside a citation."""
    if pair.one.publisher in pair.two.cited or pair.two.publisher in pair.one.cited:
        return True
    longest = max(p.shared for p in pair.passages)
    if not near(pair.one, pair.two):
        return longest >= FAR_PASSAGE
    return longest >= ONE_PASSAGE or pair.shared >= ALL_PASSAGES


def near(one: Prepared, two: Prepared) -> bool:
    """True when both may be of one time; unknown dates do not rule it out."""
    a, b = one.report.published, two.report.published
    return a is None or b is None or abs((a - b).days) <= NEAR_DAYS


def _boilerplate(places: Sequence[int], distinct: Sequence[Prepared]) -> bool:
    """True for a passage that one outlet prints again and again, on different days.

    Versions of one running story share passages too, but within a day or two.
    """
    if len(places) < OWN_REPORTS:
        return False
    days: dict[str, set[object]] = {}
    for place in places:
        item = distinct[place]
        if item.publisher:
            days.setdefault(item.publisher, set()).add(item.report.published or place)
    return any(len(found) >= OWN_REPORTS for found in days.values())


def _own_background(one: Prepared, two: Prepared) -> bool:
    """True when two texts of one outlet share less than a repost: it may repeat itself."""
    if one.publisher is None or one.publisher != two.publisher:
        return False
    if one.report.carrier or two.report.carrier:
        return False
    held = max(containment(one.shingles, two.shingles), containment(two.shingles, one.shingles))
    return held < REPOST


def find_pairs(distinct: Sequence[Prepared]) -> list[Pair]:
    """Pairs of distinct texts that share passages which few others have."""
    holders: dict[int, list[int]] = {}
    for index, item in enumerate(distinct):
        for value in item.prints:
            holders.setdefault(value, []).append(index)
    limit = max(FEWEST_REPORTS, int(MOST_SHARE * len(distinct)))
    standing = {value for value, places in holders.items() if _boilerplate(places, distinct)}
    pairs: list[Pair] = []
    for index, item in enumerate(distinct):
        rare: Counter[int] = Counter()
        crowd: Counter[int] = Counter()
        for value in item.prints:
            if value in standing:
                continue
            places = holders[value]
            if len(places) <= limit:
                rare.update(p for p in places if p < index)
            else:
                crowd.update(p for p in places[:CROWD_HOLDERS] if p < index)
        for other in sorted(rare.keys() | crowd.keys()):
            smaller = min(len(item.prints), len(distinct[other].prints))
            crowded = rare[other] + crowd[other] >= max(RARE_HITS, CROWD_SHARE * smaller)
            if rare[other] < RARE_HITS and not crowded:
                continue
            if _own_background(item, distinct[other]):
                continue
            passages = align(item.words, distinct[other].words)
            pair = Pair(distinct[other], item, passages, rare[other] + crowd[other])
            content = sum(not s for p in passages for s in item.words.soft[p.start : p.end])
            enough = pair.shared >= LEAST_SHARED and content >= LEAST_CONTENT
            if enough and _striking(pair):
                pairs.append(pair)
    return pairs
