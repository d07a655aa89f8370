"""Which claims speak of one event: candidate pairs from blocks, then average-link clusters.

Blocks keep the number of pairs near-linear. Average-link was measured against single-link on a
million synthetic claims: single-link chains coincidences into events of hundreds of claims,
average-link with the same pair scores does not.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, combinations, repeat

import numpy as np
import numpy.typing as npt

from corrobora.reconcile.average import UNIT, WHOLE, Group, cluster
from corrobora.reconcile.crisis import MEASURES
from corrobora.reconcile.pairing import APART, OPENING, informative, score
from corrobora.reconcile.screening import Few, fitting
from corrobora.reconcile.slots import Slots, told_place
from corrobora.reconcile.traits import Traits

WINDOW = 24
"""In a block, each claim meets this many following ones, in order of date and place."""

BUCKET_DAYS = 4
"""Width of a day bucket; two series, shifted by half, let neighbours across an edge meet."""

NAMES_BLOCKED = 8
"""First names of an opening whose pairs are blocks."""

NEWS_BLOCKED = 14
"""Days of publication in which reports meet that share one name in their openings."""

TELLERS = 8
"""First claims of violence of a report by which it meets other reports that share its names."""

COUNTRIES_BLOCKED = 4
"""States of an opening whose pairs are blocks for measures between states."""

SPAN = 1 << 13
"""Claims of blocks whose pairs are looked over together."""

HELD = 1 << 21
"""Pairs that are held before those that came twice are taken out."""

UNLINKED = -UNIT // 10
"""Millionths of a point for a pair that would fit but shares no block, at the least weight."""

Pair = tuple[int, int]


def link(
    slots: Sequence[Slots],
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    traits: Traits | None = None,
) -> list[tuple[int, ...]]:
    """Clusters of indexes into ``slots``, each sorted, in order of their first member.

    Args:
        slots: The claims, in canonical order.
        together: Pairs that a person has said are one event; they win over every score.
        apart: Pairs that a person has said are two events.
        traits: The rows of the claims, where they are at hand.
    """
    forced = {_ordered(p) for p in together}
    forbidden = {_ordered(p) for p in apart} - forced
    found = _Found(len(slots))
    for left, right, points in linked_in(slots, traits or Traits.of(slots)):
        if (left, right) not in forbidden:
            found.add(left, right, points)
    found.sort()
    clusters: list[tuple[int, ...]] = []
    for members in _components(len(slots), chain(found.pairs(), forced)):
        if len(members) == 1:
            clusters.append(tuple(members))
        else:
            clusters += _clusters(members, found, slots, forced, forbidden)
    return sorted(clusters)


def _clusters(
    members: Sequence[int],
    links: _Found,
    slots: Sequence[Slots],
    forced: Collection[Pair],
    forbidden: Collection[Pair],
) -> Iterator[tuple[int, ...]]:
    """The clusters of claims that are linked with each other, hand in hand, and with no others."""
    here = {member: at for at, member in enumerate(members)} if forced else {}
    bound = [(here[a], here[b]) for a, b in forced if a in here]
    atoms = [
        Group(members[whole[0]], tuple(members[at] for at in whole))
        for whole in _components(len(members), bound)
    ]

    def measure(one: int, other: int) -> tuple[int, int] | None:
        points = links.points(one, other)
        if points is not None:
            return points * WHOLE, WHOLE
        pair = _ordered((one, other))
        return None if pair in forbidden else unlinked(slots[pair[0]], slots[pair[1]])

    return (tuple(sorted(group.members)) for group in cluster(atoms, links, measure))


class _Found:
    """Linked pairs, in little memory: there are several for each claim."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._ends = array("i")
        self._others = array("i")
        self._points = array("q")
        self._first = array("q")

    def add(self, left: int, right: int, points: int) -> None:
        """Put a pair in, from either end."""
        self._ends.extend((left, right))
        self._others.extend((right, left))
        self._points.extend((points, points))

    def sort(self) -> None:
        """Lay the pairs out by claim, when all are in."""
        ends = np.frombuffer(self._ends, np.int32)
        order = np.argsort(ends, kind="stable")
        first = np.searchsorted(ends[order], np.arange(self._count + 1))
        self._first = array("q", first.astype(np.int64).tobytes())
        self._others = array("i", np.frombuffer(self._others, np.int32)[order].tobytes())
        self._points = array("q", np.frombuffer(self._points, np.int64)[order].tobytes())

    def pairs(self) -> Iterator[Pair]:
        """Each pair once."""
        for one in range(self._count):
            for other in self._others[self._first[one] : self._first[one + 1]]:
                if one < other:
                    yield one, other

    def get(self, one: int, _nothing: Iterable[int], /) -> Sequence[int]:
        """The claims that one is linked to, in order."""
        return self._others[self._first[one] : self._first[one + 1]]

    def points(self, one: int, other: int) -> int | None:
        """What a linked pair says; None for one that is not."""
        end = self._first[one + 1]
        at = bisect_left(self._others, other, self._first[one], end)
        return self._points[at] if at < end and self._others[at] == other else None


def parts(points: float) -> int:
    """Points in whole millionths."""
    return round(points * UNIT)


def unlinked(a: Slots, b: Slots) -> tuple[int, int] | None:
    """What a pair says that is not linked: against, or next to nothing; None where it forbids.

    A pair that could not tell (nothing to compare but the kind of deed) weighs little, so that
    what two reports say exactly decides, and not how much they say besides.
    """
    points = score(a, b)
    if points <= APART:
        return None
    if parts(points) >= 0:
        return UNLINKED, 1
    weight = WHOLE if informative(a, b) else 1
    return parts(points) * weight, weight


# --- candidates ----------------------------------------------------------------------------------


Link = tuple[int, int, int]
"""A pair with zero points or more: smaller and larger index, millionths of a point."""


def linked_in(slots: Sequence[Slots], traits: Traits) -> Iterator[Link]:
    """All pairs that share a block and have zero points or more, each once.

    Args:
        slots: The claims, in canonical order.
        traits: Their rows, in the same order.
    """
    pairs = candidates(slots, traits)
    for at in range(0, len(pairs), SPAN):
        for left, right in pairs[at : at + SPAN].tolist():
            points = parts(score(slots[left], slots[right]))
            if points >= 0:
                yield left, right, points


def candidates(slots: Sequence[Slots], traits: Traits) -> _Numbers:
    """Pairs that share a block and may fit, smaller index first, each once, in order of them."""
    found = [np.zeros(0, np.int64)]
    size, limit = 0, HELD
    for keys, members in _blocks(slots):
        for at in range(0, len(keys), SPAN):
            found.append(_meeting(traits, keys, members, at))
            size += len(found[-1])
            if size > limit:
                found = [np.unique(np.concatenate(found))]
                size = len(found[0])
                limit = max(HELD, 2 * size)
    pairs = np.unique(np.concatenate(found))
    return np.stack(_apart(pairs), axis=1)


def _meeting(traits: Traits, blocks: _Numbers, claims: _Numbers32, start: int) -> _Numbers:
    """Pairs that may fit and stand at most ``WINDOW`` apart in a block, the first in this span.

    A pair is one number: its smaller index in the upper half, its larger in the lower.
    """
    keys = blocks[start : start + SPAN + WINDOW]
    inside = claims[start : start + SPAN + WINDOW].astype(np.int64)
    members, here = np.unique(inside, return_inverse=True)
    at = np.arange(min(SPAN, len(keys)))
    met = [at[:0]]
    for step in range(1, WINDOW + 1):
        at = at[at + step < len(keys)]
        at = at[keys[at + step] == keys[at]]
        one, other = here[at], here[at + step]
        met.append(np.minimum(one, other) << 32 | np.maximum(one, other))
    # Most pairs meet in several blocks; which of them may fit is looked at once.
    left, right = _apart(np.unique(np.concatenate(met)))
    kept = fitting(Few(traits, members), left, right)
    return members[left[kept]] << 32 | members[right[kept]]


def _apart(pairs: _Numbers) -> tuple[_Numbers, _Numbers]:
    return pairs >> 32, pairs & 0xFFFF_FFFF


def _blocks(slots: Sequence[Slots]) -> Iterator[_Laid]:
    """The blocks of each family and modality, and those by the names of reports."""
    telling = tellers(slots)
    heads: dict[tuple[str, str], array[int]] = defaultdict(lambda: array("i"))
    for index in sorted(range(len(slots)), key=lambda i: (*place_in_block(slots[i]), i)):
        for family in slots[index].families:
            heads[family, slots[index].modality].append(index)
        if index in telling:
            heads[NAMES, slots[index].modality].append(index)
    for (family, _), inside in heads.items():
        yield _laid_out(slots, inside, family)


def _laid_out(slots: Sequence[Slots], inside: Iterable[int], family: str) -> _Laid:
    numbers = BlockNumbers()
    keys, members = array("q"), array("i")
    of_report: dict[str, array[int]] = {}
    for index in inside:
        report = slots[index].claim.report
        its = of_report.get(report)
        if its is None:
            its = array("q")
            for head, ends in family_blocks(slots[index], family):
                its.extend(numbers.of(head, ends))
            if family == NAMES:  # the same for all claims of a report
                of_report[report] = its
        keys.extend(its)
        members.extend(repeat(index, len(its)))
    in_blocks = np.frombuffer(keys, np.int64)
    order = np.argsort(in_blocks, kind="stable")
    in_blocks = in_blocks[order]
    met = np.zeros(len(order), np.bool_)  # a claim alone in its block meets nobody
    met[1:] = in_blocks[1:] == in_blocks[:-1]
    met[:-1] |= met[1:]
    return in_blocks[met], np.frombuffer(members, np.int32)[order[met]]


_Numbers = npt.NDArray[np.int64]
_Numbers32 = npt.NDArray[np.int32]
_Laid = tuple[_Numbers, _Numbers32]
"""The number of a block and a claim in it, in order of the block and of ``place_in_block``."""


class BlockNumbers:
    """A number for each block: one for all of its key but the last part, beside one for that."""

    def __init__(self) -> None:
        self._heads: dict[Block, int] = {}
        self._ends: dict[object, int] = {}

    def of(self, head: Block, ends: Iterable[object]) -> Iterator[int]:
        """The numbers of the blocks whose keys are the head and one of the ends each."""
        first = self._heads.setdefault(head, len(self._heads)) << 32
        for end in ends:
            yield first | self._ends.setdefault(end, len(self._ends))


Block = tuple[object, ...]


def place_in_block(one: Slots) -> tuple[int, str]:
    """What the claims of a block are ordered by, before their canonical order."""
    return (one.first or 0, one.place or "")


NAMES = "names"
"""What stands for a family where claims meet by the names of their reports (``tellers``)."""


def block_keys(one: Slots) -> Iterator[Block]:
    """The blocks a claim belongs to: family, with whom or where, and when."""
    return ((*head, end) for head, ends in block_heads(one) for end in ends)


def block_heads(one: Slots) -> Iterator[tuple[Block, Sequence[object]]]:
    """``block_keys``, as all of a key but its last part, and the last parts that go with it."""
    for family in one.families:
        yield from family_blocks(one, family)


def family_blocks(one: Slots, family: str) -> Iterator[tuple[Block, Sequence[object]]]:
    """The same for one family of types, or by the names of the claim's report."""
    if family == NAMES:
        yield from _name_blocks(one)
        return
    who = sorted(one.actor_roots | one.target_roots)
    head = (family, one.modality)
    yield (*head, "report"), (one.claim.report,)
    yield from _crises(head, one)
    if one.copied:
        at = one.relative * 8
        yield (*head, "copies", one.original), (int(at), int(at + 0.5) + 0.5)
    anchors: list[tuple[str, str]] = [("who", w) for w in who]
    if one.place:
        anchors.append(("where", one.place))
    elif not who and (where := told_place(one.claim)) is not None:
        anchors.append(("where", where.country or where.name))
    times = tuple(_times(one))
    for anchor in anchors:
        yield (*head, anchor), times
        if one.first is not None and one.claim.type in _LOOSE_IN_TIME:
            yield (*head, anchor, one.claim.mode), (one.first // 365,)
    if len(who) > 1 and (one.first is None or one.claim.type in _LOOSE_IN_TIME):
        for other in who[1:]:
            yield (*head, "pair", who[0], other), (one.claim.mode,)


def tellers(slots: Sequence[Slots]) -> frozenset[int]:
    """Indexes of the first claims of violence of each report, which speak for it.

    Args:
        slots: Claims in canonical order, with all claims of each report that they are of.
    """
    met: dict[tuple[str, str], int] = defaultdict(int)
    found: list[int] = []
    for index, one in enumerate(slots):
        if "force" in one.families and one.claim.start < OPENING:
            met[one.claim.report, one.modality] += 1
            if met[one.claim.report, one.modality] <= TELLERS:
                found.append(index)
    return frozenset(found)


def _name_blocks(one: Slots) -> Iterator[tuple[Block, Sequence[object]]]:
    """The blocks of a claim of violence by the names of its report."""
    names = one.opening.head[:NAMES_BLOCKED]
    for pair in combinations(sorted(names), 2):
        yield ("names", one.modality, pair[0]), (pair[1],)
    for name in one.opening.whole:
        yield ("whole name", one.modality), (name,)
    if one.opening.day is not None:
        for name in names:
            for shift in (0, NEWS_BLOCKED // 2):
                at = (one.opening.day + shift) // NEWS_BLOCKED
                yield ("news", one.modality, name, shift), (at,)


def _crises(head: Block, one: Slots) -> Iterator[tuple[Block, Sequence[object]]]:
    """Pairs of states that a report of a measure opens on, by month."""
    if one.claim.type in MEASURES and one.first is not None:
        for pair in combinations(sorted(one.countries)[:COUNTRIES_BLOCKED], 2):
            yield (*head, "crisis", *pair, one.claim.type), (one.first // 30,)


_LOOSE_IN_TIME = frozenset({"SANCTION", "COERCE", "ACCUSE", "REJECT", "RETREAT", "YIELD", "AGREE"})


def _times(one: Slots) -> Iterator[tuple[str, int]]:
    if not one.told:
        yield ("undated", 0)
    if one.first is None or one.last is None:
        return
    if one.last - one.first <= BUCKET_DAYS:
        for shift in (0, BUCKET_DAYS // 2):
            for bucket in sorted({(d + shift) // BUCKET_DAYS for d in (one.first, one.last)}):
                yield (f"days{shift}", bucket)
        return
    if one.last - one.first <= 45:
        for bucket in range(one.first // 30, one.last // 30 + 1):
            yield ("months", bucket)
    yield ("years", one.first // 365)


def _components(count: int, pairs: Iterable[Pair]) -> list[list[int]]:
    parent = list(range(count))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for left, right in pairs:
        a, b = find(left), find(right)
        if a != b:
            parent[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(count):
        groups[find(i)].append(i)
    return list(groups.values())


def _ordered(pair: Pair) -> Pair:
    return pair if pair[0] < pair[1] else (pair[1], pair[0])
