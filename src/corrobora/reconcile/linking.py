"""Which claims speak of one event: candidate pairs from blocks, then average-link clusters.

Blocks keep the number of pairs near-linear. Average-link was measured against single-link on a
million synthetic claims: single-link chains coincidences into events of hundreds of claims,
average-link with the same pair scores does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from corrobora.reconcile.average import UNIT, WHOLE, Group, cluster
from corrobora.reconcile.crisis import MEASURES
from corrobora.reconcile.pairing import APART, OPENING, informative, score
from corrobora.reconcile.screening import may_fit
from corrobora.reconcile.slots import Slots

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

SEASON = 90
"""Days of blocks that are worked on together."""

PORTION = 200_000
"""Claims in the blocks that are worked on together, those in several counted as often."""

UNLINKED = -UNIT // 10
"""Millionths of a point for a pair that would fit but shares no block, at the least weight."""

Pair = tuple[int, int]


def link(
    slots: Sequence[Slots],
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
    spread: Spread | None = None,
) -> tuple[tuple[int, ...], ...]:
    """Clusters of indexes into ``slots``, each sorted, in order of their first member.

    Args:
        slots: The claims, in canonical order.
        together: Pairs that a person has said are one event; they win over every score.
        apart: Pairs that a person has said are two events.
        spread: Maps over several processes; None works in this one.
    """
    forced = {_ordered(p) for p in together}
    forbidden = {_ordered(p) for p in apart} - forced
    links: dict[int, dict[int, int]] = defaultdict(dict)
    for left, right, points in linked_in(slots, spread):
        if (left, right) not in forbidden:
            links[left][right] = links[right][left] = points
    atoms = [Group(m[0], tuple(m)) for m in _components(len(slots), forced)]

    def measure(one: int, other: int) -> tuple[int, int] | None:
        points = links[one].get(other) if one in links else None
        if points is not None:
            return points * WHOLE, WHOLE
        pair = _ordered((one, other))
        return None if pair in forbidden else unlinked(slots[pair[0]], slots[pair[1]])

    groups = cluster(atoms, links, measure)
    return tuple(sorted(tuple(sorted(group.members)) for group in groups))


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


@dataclass(frozen=True, slots=True)
class Task:
    """Blocks that lie near each other in time, and the claims in them by index."""

    slots: dict[int, Slots]
    blocks: list[list[int]]


Link = tuple[int, int, int]
"""A pair with zero points or more: smaller and larger index, millionths of a point."""

Links = list[Link]

Spread = Callable[[Callable[[list[Task]], list[Links]], Iterable[Task]], Iterable[Links]]
"""Maps over tasks: a function of a batch, which gives one result for each task, and the tasks."""


def _here(function: Callable[[list[Task]], list[Links]], items: Iterable[Task]) -> Iterator[Links]:
    for one in items:
        yield from function([one])


def linked_in(slots: Sequence[Slots], spread: Spread | None = None) -> Iterator[Link]:
    """All pairs that share a block and have zero points or more; some come twice."""
    for found in (spread or _here)(linked_pairs, tasks(slots)):
        yield from found


def tasks(slots: Sequence[Slots]) -> Iterator[Task]:
    """All blocks of more than one claim, a kind of deed and a season at a time."""
    telling = tellers(slots)
    heads: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, one in enumerate(slots):
        for family in one.families:
            heads[family, one.modality].append(index)
    for (family, _), members in heads.items():
        blocks: dict[Block, list[int]] = defaultdict(list)
        for index in members:
            for key in family_keys(slots[index], family, telling=index in telling):
                blocks[key].append(index)
        seasons: dict[int, list[list[int]]] = defaultdict(list)
        for block in blocks.values():
            if len(block) > 1:
                block.sort(key=lambda i: (*place_in_block(slots[i]), i))
                seasons[(slots[block[0]].first or 0) // SEASON].append(block)
        del blocks
        for season in sorted(seasons):
            for found in _portions(seasons.pop(season)):
                yield Task({i: slots[i] for block in found for i in block}, found)


def _portions(blocks: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    found: list[list[int]] = []
    size = 0
    for block in blocks:
        if size and size + len(block) > PORTION:
            yield found
            found, size = [], 0
        found.append(block)
        size += len(block)
    if found:
        yield found


def place_in_block(one: Slots) -> tuple[int, str]:
    """What the claims of a block are ordered by, before their canonical order."""
    return (one.first or 0, one.place or "")


def linked_pairs(batch: list[Task]) -> list[Links]:
    """For each task, its candidate pairs that fit; what a worker process runs."""
    return [_linked(task) for task in batch]


def _linked(task: Task) -> Links:
    found: Links = []
    slots = task.slots
    for left, others in _meetings(task.blocks):
        here = slots[left]
        for right in others:
            if may_fit(here, slots[right]):
                points = parts(score(here, slots[right]))
                if points >= 0:
                    found.append((left, right, points))
    return found


def _meetings(blocks: Iterable[list[int]]) -> Iterator[tuple[int, list[int]]]:
    """Each claim with the later ones that it meets in some block; each pair once."""
    whole: dict[int, list[list[int]]] = defaultdict(list)
    spots: dict[int, list[tuple[list[int], int]]] = defaultdict(list)
    for block in blocks:
        if len(block) <= WINDOW + 1:
            for one in block:
                whole[one].append(block)
        else:
            for position, one in enumerate(block):
                spots[one].append((block, position))
    for one in whole.keys() | spots.keys():
        near = set().union(*whole.get(one, ()))
        for block, position in spots.get(one, ()):
            near.update(block[max(0, position - WINDOW) : position + WINDOW + 1])
        yield one, sorted(other for other in near if other > one)


Block = tuple[object, ...]


def block_keys(one: Slots, *, telling: bool = False) -> Iterator[Block]:
    """The blocks a claim belongs to: family, with whom or where, and when.

    Those by the names of its report only for a claim that speaks for it (``tellers``).
    """
    for family in one.families:
        yield from family_keys(one, family, telling=telling)


def family_keys(one: Slots, family: str, *, telling: bool) -> Iterator[Block]:
    """The blocks a claim belongs to as of one family of types."""
    if telling and family == "force":
        yield from _name_keys(one)
    who = sorted(one.actor_roots | one.target_roots)
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
    times = list(_times(one))
    for anchor in anchors:
        for when in times:
            yield (*head, anchor, when)
        if one.first is not None and one.claim.type in _LOOSE_IN_TIME:
            yield (*head, anchor, one.claim.mode, one.first // 365)
    if len(who) > 1 and (one.first is None or one.claim.type in _LOOSE_IN_TIME):
        for other in who[1:]:
            yield (*head, "pair", who[0], other, one.claim.mode)


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


def _name_keys(one: Slots) -> Iterator[Block]:
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


def _ordered(pair: Pair) -> Pair:
    return pair if pair[0] < pair[1] else (pair[1], pair[0])
