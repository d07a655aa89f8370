"""Which claims speak of one event: candidate pairs from blocks, then average-link clusters.

Blocks keep the number of pairs near-linear. Average-link was measured against single-link on a
million synthetic claims: single-link chains coincidences into events of hundreds of claims,
average-link with the same pair scores does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import combinations

from corrobora.reconcile.crisis import MEASURES
from corrobora.reconcile.pairing import APART, OPENING, informative, score
from corrobora.reconcile.slots import Slots

WINDOW = 24
"""In a block, each claim meets this many following ones, in order of date and place."""

BUCKET_DAYS = 4
"""Width of a day bucket; two series, shifted by half, let neighbours across an edge meet."""

NAMES_BLOCKED = 8
"""First names of an opening whose pairs are blocks."""

NEWS_BLOCKED = 14
"""Days of publication in which reports meet that share one name in their openings."""

TELLERS = 2
"""First claims of violence of a report by which it meets other reports that share its names."""

COUNTRIES_BLOCKED = 4
"""States of an opening whose pairs are blocks for measures between states."""

FULL_LIMIT = 300
"""Up to this many claims hanging together, every pair is scored; beyond, an unseen pair counts
``UNSEEN`` points."""

UNSEEN = -1.0

SILENT = 0.1
"""Weight of a pair of claims that share nothing which could be compared."""

Pair = tuple[int, int]


def link(
    slots: Sequence[Slots], together: Iterable[Pair] = (), apart: Iterable[Pair] = ()
) -> tuple[tuple[int, ...], ...]:
    """Clusters of indexes into ``slots``, each sorted, in order of their first member.

    Args:
        slots: The claims, in canonical order.
        together: Pairs that a person has said are one event; they win over every score.
        apart: Pairs that a person has said are two events.
    """
    forced = {_ordered(p) for p in together}
    forbidden = {_ordered(p) for p in apart} - forced
    scores: dict[Pair, float] = {}
    for pair in candidates(slots):
        if pair not in forbidden:
            points = score(slots[pair[0]], slots[pair[1]])
            if points > UNSEEN:
                scores[pair] = points
    clusters: list[tuple[int, ...]] = []
    for component in _components(len(slots), [*(p for p, s in scores.items() if s >= 0), *forced]):
        clusters.extend(_average_link(component, slots, scores, forced, forbidden))
    return tuple(sorted(clusters))


def candidates(slots: Sequence[Slots]) -> Iterator[Pair]:
    """Pairs of claims that share a block, each once, in a fixed order."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for index, one in enumerate(slots):
        for key in block_keys(one):
            blocks[key].append(index)
    for index in _tellers(slots):
        for key in name_keys(slots[index]):
            blocks[key].append(index)
    seen: set[Pair] = set()
    for members in blocks.values():
        members.sort(key=lambda i: (slots[i].first or 0, slots[i].place or "", i))
        for position, left in enumerate(members):
            for right in members[position + 1 : position + 1 + WINDOW]:
                pair = _ordered((left, right))
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def block_keys(one: Slots) -> Iterator[tuple[object, ...]]:
    """The blocks a claim belongs to: family, with whom or where, and when."""
    who = sorted(one.actor_roots | one.target_roots)
    for family in one.families:
        head = (family, one.modality)
        yield (*head, "report", one.claim.report)
        yield from _crises(head, one)
        if one.copied:
            yield (*head, "copies", one.original, int(one.relative * 8))
            yield (*head, "copies", one.original, int(one.relative * 8 + 0.5) + 0.5)
        anchors: list[tuple[str, str]] = [("who", w) for w in who]
        if one.place:
            anchors.append(("where", one.place))
        elif not who and one.claim.place is not None:
            anchors.append(("where", one.claim.place.country or one.claim.place.name))
        for anchor in anchors:
            for when in _times(one):
                yield (*head, anchor, when)
            if one.first is not None and one.claim.type in _LOOSE_IN_TIME:
                yield (*head, anchor, one.claim.mode, one.first // 365)
        if len(who) > 1 and (one.first is None or one.claim.type in _LOOSE_IN_TIME):
            for other in who[1:]:
                yield (*head, "pair", who[0], other, one.claim.mode)


def _tellers(slots: Sequence[Slots]) -> Iterator[int]:
    """The first claims of violence of each report, which speak for it."""
    met: dict[tuple[str, str], int] = defaultdict(int)
    for index, one in enumerate(slots):
        if "force" in one.families and one.claim.start < OPENING:
            met[one.claim.report, one.modality] += 1
            if met[one.claim.report, one.modality] <= TELLERS:
                yield index


def name_keys(one: Slots) -> Iterator[tuple[object, ...]]:
    """The blocks of a claim of violence by the names of its report."""
    for pair in combinations(sorted(one.opening.head[:NAMES_BLOCKED]), 2):
        yield ("names", one.modality, *pair)
    for name in sorted(one.opening.whole):
        yield ("whole name", one.modality, name)
    if one.opening.day is not None:
        for name in one.opening.head[:NAMES_BLOCKED]:
            for shift in (0, NEWS_BLOCKED // 2):
                yield ("news", one.modality, name, shift, (one.opening.day + shift) // NEWS_BLOCKED)


def _crises(head: tuple[object, ...], one: Slots) -> Iterator[tuple[object, ...]]:
    """Pairs of states that a report of a measure opens on, by month."""
    if one.claim.type in MEASURES and one.first is not None:
        for pair in combinations(sorted(one.countries)[:COUNTRIES_BLOCKED], 2):
            yield (*head, "crisis", *pair, one.claim.type, one.first // 30)


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


def _average_link(
    members: list[int],
    slots: Sequence[Slots],
    scores: dict[Pair, float],
    forced: set[Pair],
    forbidden: set[Pair],
) -> list[tuple[int, ...]]:
    if len(members) == 1:
        return [(members[0],)]
    inside = set(members)
    start = _components_of(members, [p for p in forced if p[0] in inside])
    groups: dict[int, tuple[int, ...]] = {group[0]: group for group in start}
    sums, sizes = _link_sums(groups, slots, scores, forbidden, members)
    heap = [(-total / sizes[a, b], a, b) for (a, b), total in sums.items() if total >= 0]
    heapify(heap)
    while heap:
        negative, a, b = heappop(heap)
        if a not in groups or b not in groups:
            continue
        if -negative != sums[a, b] / sizes[a, b]:
            continue
        _merge(a, b, groups, sums, sizes, heap)
    return list(groups.values())


def _merge(
    a: int,
    b: int,
    groups: dict[int, tuple[int, ...]],
    sums: dict[Pair, float],
    sizes: dict[Pair, float],
    heap: list[tuple[float, int, int]],
) -> None:
    size_a, size_b = len(groups[a]), len(groups[b])
    groups[a] = tuple(sorted(groups[a] + groups.pop(b)))
    del sums[a, b]
    for other in sorted(groups):
        if other == a:
            continue
        one, two = _ordered((a, other)), _ordered((b, other))
        size = len(groups[other])
        first = sums.pop(one, UNSEEN * size_a * size)
        second = sums.pop(two, UNSEEN * size_b * size)
        sums[one] = first + second
        sizes[one] = sizes.pop(one, size_a * size) + sizes.pop(two, size_b * size)
        if sums[one] >= 0:
            heappush(heap, (-sums[one] / sizes[one], *one))


def _link_sums(
    groups: dict[int, tuple[int, ...]],
    slots: Sequence[Slots],
    scores: dict[Pair, float],
    forbidden: set[Pair],
    members: list[int],
) -> tuple[dict[Pair, float], dict[Pair, float]]:
    """Sum and weight of the pair scores between every two groups.

    A pair that could not tell (nothing to compare but the kind of deed) weighs little, so that
    what two reports say exactly decides, and not how much they say besides.
    """
    full = len(members) <= FULL_LIMIT
    home = {i: key for key, group in groups.items() for i in group}
    sums: dict[Pair, float] = {}
    sizes: dict[Pair, float] = {}
    if not full:
        return _sparse_sums(groups, slots, scores, home)
    for position, left in enumerate(members):
        for right in members[position + 1 :]:
            if home[left] == home[right]:
                continue
            pair = _ordered((left, right))
            points = scores.get(pair)
            if points is None:
                points = APART if pair in forbidden else score(slots[pair[0]], slots[pair[1]])
            weight = weight_of(slots[pair[0]], slots[pair[1]], points)
            key = _ordered((home[left], home[right]))
            points = points if points > APART else APART * len(members)
            sums[key] = sums.get(key, 0.0) + weight * points
            sizes[key] = sizes.get(key, 0.0) + weight
    return sums, sizes


def weight_of(a: Slots, b: Slots, points: float) -> float:
    """How much a pair has to say on whether two groups of claims are one event."""
    if points >= 0 or points <= APART or informative(a, b):
        return 1.0
    return SILENT


def _sparse_sums(
    groups: dict[int, tuple[int, ...]],
    slots: Sequence[Slots],
    scores: dict[Pair, float],
    home: dict[int, int],
) -> tuple[dict[Pair, float], dict[Pair, float]]:
    sums: dict[Pair, float] = {}
    sizes: dict[Pair, float] = {}
    counts: dict[Pair, int] = {}
    for (left, right), points in scores.items():
        if left in home and right in home and home[left] != home[right]:
            key = _ordered((home[left], home[right]))
            weight = weight_of(slots[left], slots[right], points)
            sums[key] = sums.get(key, 0.0) + weight * points
            sizes[key] = sizes.get(key, 0.0) + weight
            counts[key] = counts.get(key, 0) + 1
    for key in sums:
        unseen = len(groups[key[0]]) * len(groups[key[1]]) - counts[key]
        sums[key] += UNSEEN * unseen
        sizes[key] += unseen
    return sums, sizes


def _components_of(members: list[int], pairs: list[Pair]) -> list[tuple[int, ...]]:
    place = {member: position for position, member in enumerate(members)}
    groups = _components(len(members), [(place[a], place[b]) for a, b in pairs])
    return [tuple(members[i] for i in group) for group in groups]


def _ordered(pair: Pair) -> Pair:
    return pair if pair[0] < pair[1] else (pair[1], pair[0])
