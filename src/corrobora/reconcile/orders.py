"""Where origins tell two events in opposite orders: who began.

The order is told by ``Claim.follows``, by words of retaliation beside a mirrored deed, and by the
dates that one report gives to both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from corrobora.model import Claim, Conflict
from corrobora.reconcile.conflicts import mirrors
from corrobora.reconcile.events import Draft
from corrobora.reconcile.told import Told, side

MIRROR_DAYS = 60
"""A retaliation answers a deed of the other side within so many days."""

MOST_MIRRORED = 50
"""Events of one side against the other that are compared with those the other way round."""

Triple = tuple[str, str, str]
"""Type, doer, target."""


def find_orders(drafts: Sequence[Draft], trace: Callable[[Draft], Draft]) -> None:
    """Give both events of each pair that is told in opposite orders the conflict.

    Args:
        drafts: All events, in canonical order.
        trace: Gives an event its origins.
    """
    pairs = set(_mirrored(drafts))
    mirrored = frozenset(pairs)
    followed = {f for draft in drafts for m in draft.members for f in m.claim.follows}
    home = {
        m.claim.id: number
        for number, draft in enumerate(drafts)
        for m in draft.members
        if m.claim.id in followed
    }
    for later, draft in enumerate(drafts):
        for before in {f for m in draft.members for f in m.claim.follows}:
            earlier = home.get(before, later)
            if earlier != later:
                pairs.add((min(earlier, later), max(earlier, later)))
    for one, other in sorted(pairs):
        first, second = trace(drafts[one]), trace(drafts[other])
        found = order_conflict(first, second, mirrored=(one, other) in mirrored)
        if found is not None:
            first.order_conflicts += (found[0],)
            second.order_conflicts += (found[1],)


def triples_of(draft: Draft) -> set[Triple]:
    """The deeds of an event that the other side may have answered in kind."""
    if draft.modality != "fact":
        return set()
    return {
        (one.claim.type, a, t)
        for one in draft.members
        if one.claim.type in ("SANCTION", "COERCE", "ACCUSE")
        for a in one.actor_roots
        for t in one.target_roots - one.actor_roots
    }


def _mirrored(drafts: Sequence[Draft]) -> list[tuple[int, int]]:
    by_triple: dict[Triple, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        for triple in triples_of(draft):
            by_triple[triple].append(number)
    pairs: set[tuple[int, int]] = set()
    for (type_, a, t), numbers in by_triple.items():
        for left in numbers[:MOST_MIRRORED]:
            for right in by_triple.get((type_, t, a), ())[:MOST_MIRRORED]:
                if left < right and is_mirrored(drafts[left], drafts[right]):
                    pairs.add((left, right))
    return sorted(pairs)


def is_mirrored(a: Draft, b: Draft) -> bool:
    """True for one kind of deed done by each side to the other, near in time."""
    if not any(
        mirrors(x, y) and x.claim.mode == y.claim.mode and not x.symmetric
        for x in a.members
        for y in b.members
    ):
        return False
    gaps = [
        max(x.first - y.last, y.first - x.last, 0)
        for x in a.members
        for y in b.members
        if x.first is not None and x.last is not None and y.first is not None and y.last is not None
    ]
    return not gaps or min(gaps) <= MIRROR_DAYS


Before = dict[tuple[int, int], dict[str, Told]]
"""Who tells that the one event (0 the first, 1 the second) came before the other."""


def order_conflict(
    first: Draft, second: Draft, *, mirrored: bool
) -> tuple[Conflict, Conflict] | None:
    """The conflict as the first and as the second event show it; None where all tell one order.

    Args:
        first: The event that stands first in canonical order.
        second: The other event.
        mirrored: Whether they are one kind of deed done by each side to the other.
    """
    drafts = (first, second)
    before: Before = {(0, 1): {}, (1, 0): {}}
    for earlier, later in ((0, 1), (1, 0)):
        there = {claim.id for claim in drafts[earlier].claims}
        for claim in drafts[later].claims:
            if any(followed in there for followed in claim.follows):
                before[earlier, later].setdefault(claim.id, _told(drafts[later], claim))
        if mirrored:
            before[earlier, later] |= {
                key: told
                for key, told in _told_of_mirrored(drafts[earlier], drafts[later]).items()
                if key not in before[earlier, later]
            }
    if not (before[0, 1] and before[1, 0]):
        return None
    return _conflict(drafts, 0, 1, before), _conflict(drafts, 1, 0, before)


def _told_of_mirrored(earlier: Draft, later: Draft) -> dict[str, Told]:
    found: dict[str, Told] = {}
    for member in later.members:
        claim = member.claim
        in_order = any(
            other.claim.report == claim.report
            and other.last is not None
            and member.first is not None
            and other.last < member.first
            for other in earlier.members
        )
        if member.answers or in_order:
            found[claim.id] = _told(later, claim)
    return found


def _conflict(
    drafts: tuple[Draft, Draft],
    here: int,
    other: int,
    before: Mapping[tuple[int, int], Mapping[str, Told]],
) -> Conflict:
    return Conflict(
        about="order",
        sides=(
            side(f"before {drafts[other].id}", list(before[here, other].values())),
            side(f"after {drafts[other].id}", list(before[other, here].values())),
        ),
        kind="contradiction",
    )


def _told(draft: Draft, claim: Claim) -> Told:
    return Told(claim, draft.origin[claim.id])
