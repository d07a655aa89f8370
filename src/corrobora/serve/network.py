"""Who stands how to whom: sides as circles, what passed between them as lines; laid out by rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import cos, hypot, log2, pi, sin, sqrt

from msgspec import Struct

from corrobora.serve.board import Row
from corrobora.serve.sides import WAYS, way_of

WIDTH, HEIGHT = 1000.0, 640.0
MOST_NODES = 30
"""Sides that are drawn: those with most events. The lay-out takes their square in time."""

_BESIDE, _ABOVE = 110.0, 50.0
"""Room for names around the outermost circles."""

_ROUNDS = 160
"""Steps of the lay-out; further ones move no circle by more than its own width."""

_GAP = 5.0
"""How far the two lines of a pair lie apart."""


class Node(Struct, frozen=True, kw_only=True):
    """A state or group: where it is drawn, how large, and in how many events it faces another."""

    side: str
    name: str
    x: float
    y: float
    r: float
    events: int


class Edge(Struct, frozen=True, kw_only=True):
    """What passed between two sides in one way (``cooperation`` or ``rupture``)."""

    sides: tuple[str, str]
    names: tuple[str, str]
    way: str
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    events: int
    disputed: int


class Network(Struct, frozen=True, kw_only=True):
    """The drawing. ``left_out`` counts sides, ``alone`` events that are not drawn."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    alone: int
    left_out: int


def network_of(rows: Sequence[Row], names: Mapping[str, str]) -> Network:
    """The sides with most events, and all that passed between them."""
    events: Counter[tuple[tuple[str, str], str]] = Counter()
    disputed: Counter[tuple[tuple[str, str], str]] = Counter()
    weight: Counter[str] = Counter()
    alone = 0
    for row in rows:
        pairs = row.pairs
        alone += not pairs
        way = way_of(row.type)
        for pair in pairs:
            events[pair, way] += 1
            disputed[pair, way] += row.disputed
        weight.update({side for pair in pairs for side in pair})
    order = sorted(weight, key=lambda side: (-weight[side], side))
    drawn = tuple(sorted(order[:MOST_NODES]))
    between: defaultdict[tuple[str, str], int] = defaultdict(int)
    for (pair, _), number in events.items():
        if pair[0] in drawn and pair[1] in drawn:
            between[pair] += number
    at = laid_out(drawn, tuple(sorted(between.items())))
    nodes = tuple(
        Node(
            side=side,
            name=names.get(side, side),
            x=round(at[side][0], 1),
            y=round(at[side][1], 1),
            r=round(7 + 3 * log2(1 + weight[side]), 1),
            events=weight[side],
        )
        for side in drawn
    )
    edges = tuple(
        _edge(pair, way, at, names, events[pair, way], disputed[pair, way])
        for pair in sorted(between)
        for way in WAYS
        if events[pair, way]
    )
    return Network(nodes=nodes, edges=edges, alone=alone, left_out=len(order) - len(drawn))


def _edge(
    pair: tuple[str, str],
    way: str,
    at: Mapping[str, tuple[float, float]],
    names: Mapping[str, str],
    events: int,
    disputed: int,
) -> Edge:
    """A line beside the middle line: cooperation on one side of it, rupture on the other."""
    (x1, y1), (x2, y2) = at[pair[0]], at[pair[1]]
    if x1 > x2:
        x1, y1, x2, y2 = x2, y2, x1, y1
    length = hypot(x2 - x1, y2 - y1) or 1.0
    # To the left of the way from left to right is above.
    off = _GAP if way == WAYS[0] else -_GAP
    dx, dy = (y2 - y1) / length * off, -(x2 - x1) / length * off
    return Edge(
        sides=pair,
        names=(names.get(pair[0], pair[0]), names.get(pair[1], pair[1])),
        way=way,
        x1=round(x1 + dx, 1),
        y1=round(y1 + dy, 1),
        x2=round(x2 + dx, 1),
        y2=round(y2 + dy, 1),
        width=round(1.5 + 1.5 * log2(events), 1),
        events=events,
        disputed=disputed,
    )


@lru_cache(maxsize=64)
def laid_out(
    sides: tuple[str, ...], pairs: tuple[tuple[tuple[str, str], int], ...]
) -> Mapping[str, tuple[float, float]]:
    """Where each side is drawn: the same for the same sides and pairs.

    From a circle in alphabetical order, all push each other away and pairs pull together
    (Fruchterman and Reingold, 1991), with steps that get smaller.
    """
    count = len(sides)
    if count == 0:
        return {}
    wide, high = WIDTH - 2 * _BESIDE, HEIGHT - 2 * _ABOVE
    ideal = 0.75 * sqrt(wide * high / count)
    x = [cos(2 * pi * n / count) * wide / 3 for n in range(count)]
    y = [sin(2 * pi * n / count) * high / 3 for n in range(count)]
    number = {side: n for n, side in enumerate(sides)}
    pulls = [(number[a], number[b], 1 + log2(w)) for (a, b), w in pairs]
    for step in range(_ROUNDS):
        most = wide / 8 * (1 - step / _ROUNDS)
        fx, fy = _forces(x, y, pulls, ideal)
        for n in range(count):
            size = hypot(fx[n], fy[n]) or 1.0
            x[n] += fx[n] / size * min(size, most)
            y[n] += fy[n] / size * min(size, most)
    return dict(zip(sides, _fitted(x, y, wide, high), strict=True))


def _forces(
    x: Sequence[float], y: Sequence[float], pulls: Sequence[tuple[int, int, float]], ideal: float
) -> tuple[list[float], list[float]]:
    # A weak pull to the middle keeps what hangs together with nothing else in the drawing.
    fx, fy = [-0.15 * one for one in x], [-0.3 * one for one in y]
    for a in range(len(x)):
        for b in range(a):
            dx, dy = x[a] - x[b], y[a] - y[b]
            push = ideal * ideal / max(dx * dx + dy * dy, 1.0)
            fx[a] += dx * push
            fy[a] += dy * push
            fx[b] -= dx * push
            fy[b] -= dy * push
    for a, b, weight in pulls:
        dx, dy = x[a] - x[b], y[a] - y[b]
        pull = weight * hypot(dx, dy) / ideal / 2
        fx[a] -= dx * pull
        fy[a] -= dy * pull
        fx[b] += dx * pull
        fy[b] += dy * pull
    return fx, fy


def _fitted(
    x: Sequence[float], y: Sequence[float], wide: float, high: float
) -> list[tuple[float, float]]:
    """The same places, spread over the drawing."""
    left, top = min(x), min(y)
    width, height = max(max(x) - left, 1.0), max(max(y) - top, 1.0)
    if len(x) == 1:
        return [(WIDTH / 2, HEIGHT / 2)]
    return [
        (_BESIDE + (a - left) / width * wide, _ABOVE + (b - top) / height * high)
        for a, b in zip(x, y, strict=True)
    ]
