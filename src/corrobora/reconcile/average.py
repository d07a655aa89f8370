"""Average-link clusters over the pairs that fit, as a whole or where something has changed.

Two groups of claims are compared where at least one pair of theirs is *linked*: a candidate pair
with zero points or more. Then every pair of theirs counts. A pair that is not linked never counts
more than nothing, so that joining two groups never brings either nearer to a third. That makes the
order of joins a matter of the neighbourhood alone: what happens far away changes nothing here, and
a change can be played through from where it is, with the same end as starting anew.

Points are counted in whole millionths: sums of those do not depend on the order of adding up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from itertools import count, product
from typing import Any, Protocol

UNIT = 1_000_000
"""Parts of a point."""

WHOLE = 10
"""Weight of a pair that has something to say; one that has not weighs 1."""

Order = Any
"""Place of a claim in the canonical order: an index, or report, offsets and id."""

Height = tuple[float, Order, Order]
"""When a join comes up: the better the average, the earlier; then the groups' first claims."""

Total = tuple[int, int] | None
"""Sum and weight of the pairs between two groups; None where a pair forbids the join."""

Measure = Callable[[Any, Any], tuple[int, int] | None]
"""Weighted parts of a point and weight of a pair; None where it forbids."""


class Links(Protocol):
    """For each claim the claims it is linked to; a dict of them will do."""

    def get(self, one: Any, nothing: Iterable[Any], /) -> Iterable[Any]:
        """Those of one claim."""
        ...


FIRST: Height = (float("-inf"), None, None)


class Group:
    """Claims joined so far, with how they came together."""

    __slots__ = ("height", "left", "members", "order", "parent", "right")

    def __init__(self, order: Order, members: tuple[Any, ...]) -> None:
        self.order = order
        self.members = members
        self.height: Height = FIRST
        self.left: Group | None = None
        self.right: Group | None = None
        self.parent: Group | None = None

    def top(self) -> Group:
        """The largest group that this one has become part of."""
        at = self
        while at.parent is not None:
            at = at.parent
        return at


def join(a: Group, b: Group, height: Height) -> Group:
    """The two groups as one."""
    if b.order < a.order:
        a, b = b, a
    made = Group(a.order, a.members + b.members)
    made.height, made.left, made.right = height, a, b
    a.parent = b.parent = made
    return made


class _Link:
    """What the pairs between two groups say together, as far as it was asked for.

    A pair that is not linked only takes points away. While there are too few points, the pairs of
    that kind can wait, and most are never looked at.
    """

    __slots__ = ("points", "waiting", "weight")

    def __init__(self, points: int, weight: int, waiting: tuple[Pairs, ...] = ()) -> None:
        self.points = points
        self.weight = weight
        self.waiting = waiting

    def joins(self, measure: Measure) -> bool:
        """Whether the two groups would be one; looks at no more pairs than it takes to say no."""
        while self.points >= 0 and self.waiting:
            for one, other in self.waiting[-1]:
                pair = measure(one, other)
                if pair is None:
                    self.points, self.waiting = _NEVER, ()
                    break
                self.points += pair[0]
                self.weight += pair[1]
                if self.points < 0:
                    break
            else:
                self.waiting = self.waiting[:-1]
        return self.points >= 0


Pairs = Iterator[tuple[Any, Any]]

_NEVER = -(1 << 200)
"""Points of a link that a pair forbids: no others make up for it."""


def cluster(atoms: Sequence[Group], links: Links, measure: Measure) -> list[Group]:
    """Join these groups as far as they will; the groups left, in no order.

    Args:
        atoms: Groups that belong together whatever the points, usually of one claim each.
        links: For each claim the claims it is linked to.
        measure: What a pair says; one that is not linked says less than nothing.
    """
    home = {member: atom for atom in atoms for member in atom.members}
    near: dict[Group, dict[Group, _Link]] = {}
    heap: list[tuple[float, Order, Order, int, Group, Group]] = []
    number = count()
    for atom in atoms:
        found = near.setdefault(atom, {})
        for member in atom.members:
            for other in links.get(member, ()):
                there = home.get(other)
                if there is not None and there is not atom and there not in found:
                    # All at once: among these are the pairs that are linked, and say more.
                    link = _Link(*(between(atom.members, there.members, measure) or (_NEVER, 0)))
                    found[there] = near.setdefault(there, {})[atom] = link
                    if link.joins(measure):
                        heap.append(_entry(number, atom, there, link))
    heapify(heap)
    while heap:
        points, first, second, _, a, b = heappop(heap)
        if a.parent is not None or b.parent is not None:
            continue
        made = join(a, b, (points, first, second))
        near[made] = found = {}
        ours, theirs = near.pop(a), near.pop(b)
        for other in dict.fromkeys((*ours, *theirs)):
            if other is a or other is b:
                continue
            beside = near[other]
            one, two = beside.pop(a, None), beside.pop(b, None)
            link = found[other] = beside[made] = _together(a, one, b, two, other)
            if link.joins(measure):
                heappush(heap, _entry(number, made, other, link))
    return [group for group in near if group.parent is None]


def _together(a: Group, one: _Link | None, b: Group, two: _Link | None, other: Group) -> _Link:
    """What two groups that join have with another, from what each has with it, if anything."""
    points = weight = 0
    waiting: tuple[Pairs, ...] = ()
    for group, link in ((a, one), (b, two)):
        if link is None:
            waiting += (product(group.members, other.members),)
        else:
            points += link.points
            weight += link.weight
            waiting += link.waiting
    return _Link(points, weight, waiting)


def between(ours: Sequence[Any], theirs: Sequence[Any], measure: Measure) -> Total:
    """What the pairs between two groups say together."""
    points = weight = 0
    for one in ours:
        for other in theirs:
            pair = measure(one, other)
            if pair is None:
                return None
            points += pair[0]
            weight += pair[1]
    return points, weight


def _entry(
    number: Iterator[int], a: Group, b: Group, link: _Link
) -> tuple[float, Order, Order, int, Group, Group]:
    if b.order < a.order:
        a, b = b, a
    return (-link.points / link.weight, a.order, b.order, next(number), a, b)


class Replay:
    """Plays the joins through again where claims, links or what binds them have changed.

    Groups that no change reaches are taken as they were joined before, up to the point where a
    changed group joins them or the one they joined is no more.

    Args:
        home: For each claim its atom; changed atoms are put there by ``run``.
        links: For each claim the claims it is linked to, as they are now.
        measure: What a pair says.
    """

    def __init__(self, home: dict[Any, Group], links: Links, measure: Measure) -> None:
        self._home = home
        self._links = links
        self._measure = measure
        self._now: Height = FIRST
        self._number = count()
        self._heap: list[tuple[float, Order, Order, int, Group, Group | None]] = []
        self._broken: set[Group] = set()
        self._changed: set[Group] = set()
        self._compared: set[tuple[Group, Group]] = set()
        self._said: dict[tuple[Any, Any], tuple[int, int] | None] = {}
        self.gone: set[Group] = set()
        """Largest groups of before that are no more."""

    def run(self, gone: Iterable[Group], atoms: Sequence[Group]) -> set[Group]:
        """Take atoms away, put others in, and give the largest groups that are new."""
        for atom in gone:
            for member in atom.members:
                self._home.pop(member, None)
            self._broken.add(atom)
            self._break(atom)
        for atom in atoms:
            for member in atom.members:
                self._home[member] = atom
        for atom in atoms:
            self._change(atom)
        while self._heap:
            points, first, second, _, a, b = heappop(self._heap)
            self._now = (points, first, second)
            if b is None:
                if a not in self._broken and a not in self._changed and self._at_rest(a):
                    a.parent = None
                    self._change(a)
            else:
                self._meet(a, b)
        made = {group for group in self._changed if group.parent is None}
        return made - self.gone

    def _at_rest(self, group: Group) -> bool:
        """True while nothing has taken the group in since the one it joined broke."""
        return group.parent is None or group.parent in self._broken

    def _meet(self, a: Group, b: Group) -> None:
        if a.parent is not None:
            return
        now = self._at(b)
        if now is not b:
            if now not in self._changed:
                self._compare(a, now)
            return
        if b not in self._changed:
            self._break(b)
        self._change(join(a, b, self._now))

    def _break(self, group: Group) -> None:
        """Undo the joins above a group; who was joined there goes on from that moment."""
        below, at = group, group.parent
        while at is not None and at not in self._broken:
            self._broken.add(at)
            sibling = at.right if at.left is below else at.left
            if sibling is not None:
                heappush(self._heap, (*at.height, next(self._number), sibling, None))
            below, at = at, at.parent
        if at is None:
            self.gone.add(below)

    def _change(self, group: Group) -> None:
        self._changed.add(group)
        for member in group.members:
            for other in self._links.get(member, ()):
                there = self._at(self._home[other])
                if there is not group:
                    self._compare(group, there)

    def _at(self, group: Group) -> Group:
        """The group that this one has become part of by now."""
        at = group
        while (
            at.parent is not None
            and at.parent not in self._broken
            and at.parent.height <= self._now
        ):
            at = at.parent
        return at

    def _compare(self, a: Group, b: Group) -> None:
        if (a, b) in self._compared:
            return
        self._compared.add((a, b))
        self._compared.add((b, a))
        link = self._link(a, b)
        if link.joins(self._pair):
            first, second = (a, b) if a.order < b.order else (b, a)
            points = -link.points / link.weight
            heappush(self._heap, (points, first.order, second.order, next(self._number), a, b))

    def _link(self, a: Group, b: Group) -> _Link:
        """What two groups have with each other: the linked pairs, and the others in waiting."""
        few, many = (a, b) if len(a.members) <= len(b.members) else (b, a)
        there = frozenset(many.members)
        points = weight = 0
        linked: set[tuple[Any, Any]] = set()
        for one in few.members:
            for other in self._links.get(one, ()):
                if other in there:
                    pair = self._pair(one, other)
                    if pair is None:
                        return _Link(_NEVER, 0)
                    points += pair[0]
                    weight += pair[1]
                    linked.add((one, other))
        rest = (pair for pair in product(few.members, many.members) if pair not in linked)
        return _Link(points, weight, (rest,))

    def _pair(self, one: Any, other: Any) -> tuple[int, int] | None:
        """What a pair says, asked for once: the same pairs come up in every group of theirs."""
        if (one, other) not in self._said:
            self._said[one, other] = self._said[other, one] = self._measure(one, other)
        return self._said[one, other]
