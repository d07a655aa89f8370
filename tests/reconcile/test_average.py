"""Average-link clusters: the same as by looking at every pair of groups before each join."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from corrobora.reconcile.average import WHOLE, Group, cluster

COUNT = 9
Pair = tuple[int, int]
PAIRS = [(a, b) for a in range(COUNT) for b in range(a + 1, COUNT)]

linked = st.integers(min_value=0, max_value=9).map(lambda p: (p * WHOLE, WHOLE))
unlinked = st.one_of(
    st.none(),
    st.just((-1, 1)),
    st.integers(min_value=-9, max_value=-1).map(lambda p: (p * WHOLE, WHOLE)),
)


def plainly(
    atoms: list[tuple[int, ...]], links: set[Pair], said: Mapping[Pair, tuple[int, int] | None]
) -> list[tuple[int, ...]]:
    """Join the two groups with the best average, where any pair of theirs is linked, until none."""
    groups = sorted(atoms)
    while True:
        hopes = []
        for at, one in enumerate(groups):
            for other in groups[at + 1 :]:
                pairs = [(min(p), max(p)) for p in product(one, other)]
                points = [said[p] for p in pairs]
                if not links.intersection(pairs) or None in points:
                    continue
                total = sum(p[0] for p in points if p)
                if total >= 0:
                    hopes.append((-total / sum(p[1] for p in points if p), one, other))
        if not hopes:
            return groups
        _, one, other = min(hopes, key=lambda h: (h[0], h[1][0], h[2][0]))
        groups = sorted([g for g in groups if g not in (one, other)] + [one + other])


@given(
    st.fixed_dictionaries({pair: st.one_of(linked, unlinked, unlinked) for pair in PAIRS}),
    st.lists(st.sampled_from(PAIRS[:3]), max_size=1),
)
def test_the_same_groups_as_by_looking_at_every_pair(
    said: dict[Pair, tuple[int, int] | None], bound: list[Pair]
) -> None:
    links = {pair for pair, points in said.items() if points is not None and points[0] >= 0}
    near = {at: [b if a == at else a for a, b in links if at in (a, b)] for at in range(COUNT)}
    alone = [(at,) for at in range(COUNT) if all(at not in pair for pair in bound)]
    asked: list[Pair] = []

    def measure(one: int, other: int) -> tuple[int, int] | None:
        asked.append((min(one, other), max(one, other)))
        return said[asked[-1]]

    atoms = [Group(members[0], members) for members in (*alone, *bound)]
    found = cluster(sorted(atoms, key=lambda g: g.order), near, measure)
    groups = sorted(tuple(sorted(group.members)) for group in found)
    expected = plainly([*alone, *bound], links, said)
    assert groups == sorted(tuple(sorted(group)) for group in expected)
    assert len(asked) == len(set(asked)), "a pair is looked at once at most"


def test_pairs_that_cannot_matter_are_not_looked_at() -> None:
    """One claim is linked weakly to one of a large group, and not at all to the others."""
    size = 30
    asked = 0

    def measure(one: int, other: int) -> tuple[int, int] | None:
        nonlocal asked
        asked += 1
        if size not in (one, other):
            return 9 * WHOLE, WHOLE
        return (WHOLE, WHOLE) if 0 in (one, other) else (-9 * WHOLE, WHOLE)

    near = {at: [other for other in range(size) if other != at] for at in range(size)}
    near[0].append(size)
    near[size] = [0]
    found = cluster([Group(at, (at,)) for at in range(size + 1)], near, measure)
    assert sorted(len(group.members) for group in found) == [1, size]
    assert asked <= size * (size - 1) // 2 + 3
