"""Outlines of countries under places; made by ``training/build_outlines.py`` of Natural Earth."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import floor, log2

from msgspec import Struct

_UNITS = 20
"""Steps in a degree, as the table has them."""

_LEAST_STEP = 1.5
"""Points of an outline that are nearer to each other in the drawing are one, about."""

_ROUND = 360.0

Point = tuple[float, float]


class Ring(Struct, frozen=True):
    """A closed line in degrees (longitude, latitude) with its bounds."""

    points: tuple[Point, ...]
    west: float
    east: float
    south: float
    north: float


class Outline(Struct, frozen=True, kw_only=True):
    """A country as it is drawn; ``label`` is where its name has room, if it has."""

    code: str
    path: str
    label: Point | None = None


@cache
def _countries() -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    packed = (files("corrobora.serve") / "outlines.tsv.gz").read_bytes()
    lines = gzip.decompress(packed).decode("ascii").splitlines()
    return tuple(
        (code, tuple(_ring(ring) for ring in rings.split(";")))
        for code, rings in (line.split("\t") for line in lines)
    )


@cache
def _thinned(level: int) -> tuple[tuple[str, tuple[Ring, ...]], ...]:
    """The countries with points at least 2 to the power of ``level`` degrees from each other."""
    step = 2.0**level
    return tuple(
        (code, tuple(Ring(kept, r.west, r.east, r.south, r.north) for r, kept in thin))
        for code, rings in _countries()
        if (thin := [(r, kept) for r in rings if len(kept := tuple(_apart(r.points, step))) > 2])
    )


def _ring(coded: str) -> Ring:
    x = y = 0
    points: list[Point] = []
    numbers = list(map(int, coded.split()))
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / _UNITS, y / _UNITS))
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return Ring(tuple(points), min(lons), max(lons), min(lats), max(lats))


def outlines_in(
    west: float,
    east: float,
    south: float,
    north: float,
    *,
    scale: float,
    place: Callable[[float, float], Point],
) -> tuple[Outline, ...]:
    """The countries that a drawing of these degrees shows something of.

    Args:
        west: The least longitude; may lie beyond the 180th meridian.
        east: The largest longitude.
        south: The least latitude.
        north: The largest latitude.
        scale: How many units of the drawing a degree of latitude takes.
        place: Where (longitude, latitude) lies in the drawing.
    """
    found: list[Outline] = []
    for code, rings in _thinned(floor(log2(_LEAST_STEP / scale))):
        parts: list[str] = []
        label: Point | None = None
        for ring in rings:
            for shift in (0.0, _ROUND, -_ROUND):
                if not (
                    ring.west + shift < east
                    and ring.east + shift > west
                    and ring.south < north
                    and ring.north > south
                ):
                    continue
                drawn = [place(lon + shift, lat) for lon, lat in ring.points]
                parts.append(_path(drawn))
                if label is None:
                    label = _middle(drawn, place(west, north), place(east, south))
        if parts:
            found.append(Outline(code=code, path="".join(parts), label=label))
    return tuple(found)


def _path(points: Sequence[Point]) -> str:
    whole = [round(edge) for point in points for edge in point]
    return "M" + "L".join(["%d %d"] * len(points)) % tuple(whole) + "Z"


def _apart(points: Sequence[Point], least: float) -> Iterator[Point]:
    before: Point | None = None
    for x, y in points:
        if before is None or abs(x - before[0]) + abs(y - before[1]) >= least:
            before = x, y
            yield before


def _middle(points: Sequence[Point], first: Point, last: Point) -> Point | None:
    """The middle of a ring, where it lies in the drawing and the ring is wide enough for a name."""
    area = cx = cy = 0.0
    for (x, y), (u, v) in pairwise([*points, points[0]]):
        cross = x * v - u * y
        area += cross
        cx += (x + u) * cross
        cy += (y + v) * cross
    if abs(area) / 2 < 60 * 25:
        return None
    x, y = cx / (3 * area), cy / (3 * area)
    inside = first[0] + 30 < x < last[0] - 30 and first[1] + 12 < y < last[1] - 12
    return (round(x, 1), round(y, 1)) if inside else None
