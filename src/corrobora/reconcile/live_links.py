"""Clusters of claims that come and go: only what a change reaches is compared and joined anew."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from corrobora.reconcile.average import WHOLE, Group, Replay, cluster
from corrobora.reconcile.linking import (
    NAMES,
    WINDOW,
    BlockNumbers,
    family_blocks,
    linked_in,
    parts,
    place_in_block,
    tellers,
    unlinked,
)
from corrobora.reconcile.live_traits import LiveTraits
from corrobora.reconcile.pairing import score
from corrobora.reconcile.screening import few_of, fitting
from corrobora.reconcile.slots import Slots, canonical

Place = tuple[str, int, int, str]
"""Canonical place of a claim, and of an event by its first claim."""

Ids = tuple[str, str]
_Row = tuple[int, str, Place]


class LiveLinks:
    """Blocks, linked pairs and clusters of the claims there are.

    Args:
        traits: Where the rows of the claims are kept, by the claims' ids.
    """

    def __init__(self, traits: LiveTraits) -> None:
        self.slots: dict[str, Slots] = {}
        self.home: dict[str, Group] = {}
        self._traits = traits
        self._telling: set[str] = set()
        self._numbers = BlockNumbers()
        self._blocks: dict[int, list[_Row]] = {}
        self._links: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._forced: set[Ids] = set()
        self._forbidden: set[Ids] = set()

    def build(
        self,
        slots: Sequence[Slots],
        together: Iterable[Ids],
        apart: Iterable[Ids],
    ) -> list[Group]:
        """Start with these claims, in canonical order; the clusters they make."""
        self._forced = set(together)
        self._forbidden = set(apart) - self._forced
        # The pairs of a start are found by the place of a claim among these, which is its row.
        self._traits.clear()
        rows: dict[int, list[_Row]] = defaultdict(list)
        telling = tellers(slots)
        for index, one in enumerate(slots):
            row = _row(one)
            for key in self._keep(one, telling=index in telling):
                rows[key].append(row)
        for block in rows.values():
            block.sort()
        self._blocks = dict(rows)
        for left, right, points in linked_in(slots, self._traits.traits):
            pair = (slots[left].claim.id, slots[right].claim.id)
            if pair not in self._forbidden:
                self._links[pair[0]][pair[1]] = self._links[pair[1]][pair[0]] = points
        atoms = self._atoms(self.slots)
        self.home = {member: atom for atom in atoms for member in atom.members}
        return cluster(atoms, self._links, self._measure)

    def change(
        self,
        gone: Iterable[str],
        new: Sequence[Slots],
        together: Iterable[Ids],
        apart: Iterable[Ids],
    ) -> tuple[set[Group], set[Group]]:
        """Take claims out, take others in, and lay down anew what people said of pairs.

        ``new`` comes in canonical order, with all claims of each report that it has any of.

        Returns:
            The clusters that are no more, and those that are new.
        """
        out = set(gone)
        suspects: set[Ids] = set()
        for name in out:
            suspects |= self._take_out(name)
        telling = tellers(new)
        for index, one in enumerate(new):
            suspects |= self._take_in(one, telling=index in telling)
        forced = set(together)
        forbidden = set(apart) - forced
        said = (forced ^ self._forced) | (forbidden ^ self._forbidden)
        self._forced, self._forbidden = forced, forbidden
        changed = {name for pair in said for name in pair} | {s.claim.id for s in new}
        for name in out:
            for other in self._links.pop(name, {}):
                self._links[other].pop(name, None)
        for left, right in self._look_at(suspects | said):
            # One end is enough: what changed is compared with all it is linked to.
            if left not in changed and right not in changed:
                changed.add(left)
        return self._join_anew(out, {name for name in changed if name in self.slots})

    def _join_anew(self, out: set[str], changed: set[str]) -> tuple[set[Group], set[Group]]:
        bound = self._bound()
        todo, reached = list(changed | out), set(changed)
        gone: set[Group] = set()
        while todo:
            name = todo.pop()
            atom = self.home.get(name)
            if atom is not None:
                gone.add(atom)
            for other in {*(atom.members if atom is not None else ()), *bound.get(name, ())}:
                if other in self.slots and other not in reached:
                    reached.add(other)
                    todo.append(other)
        replay = Replay(self.home, self._links, self._measure)
        made = replay.run(gone, self._atoms(reached))
        return replay.gone, made

    def _keep(self, one: Slots, *, telling: bool) -> list[int]:
        """Keep a claim; its blocks."""
        name = one.claim.id
        self.slots[name] = one
        if telling:
            self._telling.add(name)
        self._traits.keep(name, one)
        return self._keys(one)

    def _keys(self, one: Slots) -> list[int]:
        families = (*one.families, NAMES) if one.claim.id in self._telling else one.families
        blocks = (block for family in families for block in family_blocks(one, family))
        return list(dict.fromkeys(n for head, ends in blocks for n in self._numbers.of(head, ends)))

    def _take_out(self, name: str) -> set[Ids]:
        suspects: set[Ids] = set()
        one = self.slots[name]
        row = _row(one)
        for key in self._keys(one):
            block = self._blocks[key]
            at = bisect_left(block, row)
            del block[at]
            if not block:
                del self._blocks[key]
            suspects |= _across(block, at)
        del self.slots[name]
        self._telling.discard(name)
        self._traits.drop(name)
        return suspects

    def _take_in(self, one: Slots, *, telling: bool) -> set[Ids]:
        suspects: set[Ids] = set()
        row = _row(one)
        for key in self._keep(one, telling=telling):
            block = self._blocks.setdefault(key, [])
            at = bisect_left(block, row)
            # Pairs pushed apart can only come unlinked.
            suspects |= {p for p in _across(block, at) if p[1] in self._links.get(p[0], ())}
            for other in (*block[max(0, at - WINDOW) : at], *block[at : at + WINDOW]):
                suspects.add(_ids(row[2], other[2]))
            block.insert(at, row)
        return suspects

    def _look_at(self, suspects: Iterable[Ids]) -> list[Ids]:
        """Link these pairs or not, as it is now; those where that has changed."""
        changed: list[Ids] = []
        pairs = [pair for pair in suspects if pair[0] in self.slots and pair[1] in self.slots]
        hopeful = self._hopeful(pairs)
        for at, (left, right) in enumerate(pairs):
            before = self._links[left].pop(right, None) if left in self._links else None
            if before is not None:
                self._links[right].pop(left, None)
            now = self._points((left, right)) if at in hopeful else None
            if now is not None:
                self._links[left][right] = self._links[right][left] = now
            if now != before:
                changed.append((left, right))
        return changed

    def _hopeful(self, pairs: Sequence[Ids]) -> frozenset[int]:
        """Numbers of the pairs that may fit."""
        if not pairs:
            return frozenset()
        rows = self._traits.rows(chain.from_iterable(pairs))
        few, here = few_of(self._traits.traits, rows)
        return frozenset(fitting(few, here[::2], here[1::2]).tolist())

    def _points(self, pair: Ids) -> int | None:
        if pair in self._forbidden:
            return None
        points = parts(score(self.slots[pair[0]], self.slots[pair[1]]))
        return points if points >= 0 and self._share_block(pair) else None

    def _share_block(self, pair: Ids) -> bool:
        one, other = (self.slots[name] for name in pair)
        rows = _row(one), _row(other)
        for key in set(self._keys(one)).intersection(self._keys(other)):
            places = [bisect_left(self._blocks[key], row) for row in rows]
            if abs(places[0] - places[1]) <= WINDOW:
                return True
        return False

    def _bound(self) -> dict[str, set[str]]:
        """For each claim that a person bound, the claims it is one event with, hand in hand."""
        bound: dict[str, set[str]] = {}
        for left, right in self._forced:
            whole = bound.get(left, {left}) | bound.get(right, {right})
            for name in whole:
                bound[name] = whole
        return bound

    def _atoms(self, names: Iterable[str]) -> list[Group]:
        bound = self._bound()
        wholes = {frozenset(bound.get(name, {name})) for name in names}
        atoms = []
        for whole in wholes:
            members = sorted(whole, key=lambda name: canonical(self.slots[name].claim))
            atoms.append(Group(canonical(self.slots[members[0]].claim), tuple(members)))
        return sorted(atoms, key=lambda atom: atom.order)

    def _measure(self, one: str, other: str) -> tuple[int, int] | None:
        points = self._links[one].get(other) if one in self._links else None
        if points is not None:
            return points * WHOLE, WHOLE
        a, b = self.slots[one], self.slots[other]
        if canonical(b.claim) < canonical(a.claim):
            a, b = b, a
        if (a.claim.id, b.claim.id) in self._forbidden:
            return None
        return unlinked(a, b)


def _row(one: Slots) -> _Row:
    return (*place_in_block(one), canonical(one.claim))


def _across(block: Sequence[_Row], at: int) -> set[Ids]:
    """Pairs around ``at`` that stand as far apart as claims of a block that meet may."""
    first = range(max(0, at - WINDOW), min(at, len(block) - WINDOW))
    return {_ids(block[i][2], block[i + WINDOW][2]) for i in first}


def _ids(a: Place, b: Place) -> Ids:
    return (a[3], b[3]) if a < b else (b[3], a[3])
