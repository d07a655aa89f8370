"""A timeline and a plot of places as shapes with numbers; templates make SVG of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice
from math import cos, radians

from msgspec import Struct
from msgspec.structs import replace

from corrobora.serve.board import Row
from corrobora.serve.outlines import Outline, outlines_in
from corrobora.serve.sides import WAYS, way_of

WIDTH = 1000
NEWS_WIDTH, NEWS_HEIGHT = 3.0, 16.0
"""Least width of a tick of publication, and the height of the highest."""

LANE = 84
MOST_LANES = 12
MOST_MARKS = 400
RADIUS_KM = {"site": 2.0, "town": 6.0, "admin2": 40.0, "admin1": 120.0, "country": 400.0}
"""How far from the point a place of each precision may be: a drawing, not a measurement."""


class Mark(Struct, frozen=True, kw_only=True):
    """An event on a lane: from ``x`` over ``width``; ``up`` for cooperation."""

    event: str
    type: str
    x: float
    width: float
    y: float
    up: bool
    disputed: bool


class Lane(Struct, frozen=True, kw_only=True):
    """What happened between two parties."""

    sides: tuple[str, ...]
    parties: tuple[str, ...]
    y: float
    marks: tuple[Mark, ...]
    events: int


class News(Struct, frozen=True, kw_only=True):
    """So many of the events drawn were first reported within a few days: a tick beneath."""

    x: float
    height: float
    events: int
    first: dt.date
    last: dt.date


class Timeline(Struct, frozen=True, kw_only=True):
    """Lanes over time. ``undated`` and ``left_out`` count the events that are not drawn."""

    first: dt.date | None
    last: dt.date | None
    ticks: tuple[tuple[float, dt.date], ...]
    lanes: tuple[Lane, ...]
    news: tuple[News, ...]
    height: float
    undated: int
    alone: int
    left_out: int


def timeline_of(rows: Sequence[Row], names: Mapping[str, str]) -> Timeline:
    """The lanes with most events, over the days that these events and their first reports span."""
    dated = [row for row in rows if row.date is not None]
    paired = [(pairs[0], row) for row in dated if (pairs := row.pairs)]
    counts = Counter(pair for pair, _ in paired)
    order = sorted(counts, key=lambda pair: (-counts[pair], pair))[:MOST_LANES]
    wanted = frozenset(order)
    drawn = list(islice(((pair, row) for pair, row in paired if pair in wanted), MOST_MARKS))
    days = [day for _, row in drawn if row.date for day in (row.date.start, row.date.end)]
    if not days:
        return Timeline(
            first=None, last=None, ticks=(), lanes=(), news=(), height=0, left_out=0,
            undated=len(rows) - len(dated), alone=len(dated),
        )  # fmt: skip
    days += [row.first for _, row in drawn if row.first is not None]
    first, last = min(days), max(days)
    length = max((last - first).days + 1, 1)
    scale = WIDTH / length
    lanes: list[Lane] = []
    for number, pair in enumerate(order):
        y = number * LANE + LANE * 0.6
        mine = [row for key, row in drawn if key == pair]
        marks = _marks(mine, first, scale, y)
        parties = tuple(names.get(side, side) for side in pair)
        lanes.append(Lane(sides=pair, parties=parties, y=y, marks=marks, events=counts[pair]))
    return Timeline(
        first=first,
        last=last,
        ticks=_ticks(first, last, scale),
        lanes=tuple(lanes),
        news=_news([row for _, row in drawn], first, scale),
        height=len(order) * LANE,
        undated=len(rows) - len(dated),
        alone=len(dated) - len(paired),
        left_out=len(paired) - len(drawn),
    )


def _news(rows: Sequence[Row], first: dt.date, scale: float) -> tuple[News, ...]:
    """When the events drawn were first reported."""
    wide = max(round(NEWS_WIDTH / scale), 1)
    came: dict[int, list[dt.date]] = defaultdict(list)
    for row in rows:
        if row.first is not None:
            came[(row.first - first).days // wide].append(row.first)
    most = max(map(len, came.values()), default=1)
    return tuple(
        News(
            x=round(column * wide * scale, 1),
            height=round(NEWS_HEIGHT * (0.3 + 0.7 * len(days) / most), 1),
            events=len(days),
            first=min(days),
            last=max(days),
        )
        for column, days in sorted(came.items())
    )


def _marks(rows: Sequence[Row], first: dt.date, scale: float, y: float) -> tuple[Mark, ...]:
    """Marks stacked away from the middle of the lane where they would cover each other."""
    ends: dict[tuple[bool, int], float] = {}
    found: list[Mark] = []
    for row in sorted(rows, key=lambda r: (r.date.start if r.date else first, r.id)):
        if row.date is None:
            continue
        x = (row.date.start - first).days * scale
        width = max(((row.date.end - row.date.start).days + 1) * scale, 12.0)
        up = way_of(row.type) == WAYS[0]
        level = next((n for n in range(2) if ends.get((up, n), -1.0) <= x), 1)
        ends[up, level] = x + width + 2
        off = 5 + 13 * level
        found.append(
            Mark(
                event=row.id,
                type=row.type,
                x=round(min(x, WIDTH - 12.0), 1),
                width=round(min(width, WIDTH - min(x, WIDTH - 12.0)), 1),
                y=y - off - 10 if up else y + off,
                up=up,
                disputed=row.disputed,
            )
        )
    return tuple(found)


def _ticks(first: dt.date, last: dt.date, scale: float) -> tuple[tuple[float, dt.date], ...]:
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120) if months / s <= 9), 240)
    found: list[tuple[float, dt.date]] = []
    for number in range(0, months + 1, step):
        total = first.year * 12 + first.month - 1 + number
        day = dt.date(total // 12, total % 12 + 1, 1)
        if day >= first:
            found.append((round((day - first).days * scale, 1), day))
    return tuple(found) or ((0.0, first),)


class Spot(Struct, frozen=True, kw_only=True):
    """A place with its events: centre and radius in the drawing, and what is known of it."""

    name: str
    country: str
    precision: str
    lat: float
    lon: float
    x: float
    y: float
    r: float
    events: tuple[str, ...]
    labelled: bool


class Plot(Struct, frozen=True, kw_only=True):
    """Places over outlines of countries. ``lines`` are (is a meridian, where, degrees)."""

    width: float
    height: float
    land: tuple[Outline, ...]
    spots: tuple[Spot, ...]
    lines: tuple[tuple[bool, float, int], ...]
    unplaced: int


_MOST_SPOTS = 250
_MOST_HEIGHT = 640
_AROUND = 1.5
"""Degrees that are drawn around the outermost places."""

_LETTER, _LINE = 8.0, 15.0
"""About how wide a letter, and how high a line of a label is in the drawing."""

Key = tuple[str, str, str, float, float]


def _with_room(at: Mapping[Key, tuple[float, float]]) -> set[Key]:
    """The places whose names do not cover the name of one with more events."""
    boxes: list[tuple[float, float, float]] = []
    found: set[Key] = set()
    for key, (x, y) in at.items():
        end = x + 10 + _LETTER * len(key[0])
        if all(abs(y - high) > _LINE or end < left or x > right for left, right, high in boxes):
            boxes.append((x, end, y))
            found.add(key)
    return found


def _named_apart(
    land: Sequence[Outline], names: Sequence[tuple[float, float]]
) -> tuple[Outline, ...]:
    """The outlines, without those of their names that would cover the name of a place."""
    return tuple(
        replace(one, label=None)
        if one.label is not None
        and any(abs(one.label[1] - y) < _LINE and -40 < x - one.label[0] < 90 for x, y in names)
        else one
        for one in land
    )


def _degrees(precision: str) -> float:
    """How many degrees of latitude a place of this precision may be away."""
    return RADIUS_KM.get(precision, RADIUS_KM["country"]) / 111.0


def plot_of(rows: Sequence[Row]) -> Plot:
    """The places of events, each as wide as it is uncertain."""
    groups: dict[Key, list[str]] = {}
    for row in rows:
        if row.lat is not None and row.lon is not None:
            key = (row.place or "", row.country or "", row.precision or "", row.lat, row.lon)
            groups.setdefault(key, []).append(row.id)
    unplaced = len(rows) - sum(len(found) for found in groups.values())
    if not groups:
        return Plot(width=WIDTH, height=0, land=(), spots=(), lines=(), unplaced=unplaced)
    # Every circle lies wholly inside.
    pads = {key: _degrees(key[2]) + _AROUND for key in groups}
    south, north = (
        min(k[3] - pads[k] for k in groups),
        max(k[3] + pads[k] for k in groups),
    )
    widen = 1 / max(cos(radians((south + north) / 2)), 0.2)
    west, east = (
        min(k[4] - pads[k] * widen for k in groups),
        max(k[4] + pads[k] * widen for k in groups),
    )
    # One degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    flat = 1 / widen
    scale = min(WIDTH / ((east - west) * flat), _MOST_HEIGHT / (north - south))
    # What is left of the width shows more of the country around.
    spare = max(WIDTH / scale / flat - (east - west), 0.0)
    west, east = west - spare / 2, east + spare / 2
    width, height = float(WIDTH), (north - south) * scale
    largest = sorted(groups, key=lambda k: (-len(groups[k]), k))[:_MOST_SPOTS]

    def place(lon: float, lat: float) -> tuple[float, float]:
        return (lon - west) * flat * scale, (north - lat) * scale

    at = {key: place(key[4], key[3]) for key in largest}
    labelled = _with_room(at)
    spots = [
        Spot(
            name=key[0],
            country=key[1],
            precision=key[2],
            lat=key[3],
            lon=key[4],
            x=round(at[key][0], 1),
            y=round(at[key][1], 1),
            r=round(max(_degrees(key[2]) * scale, 4.0), 1),
            events=tuple(groups[key]),
            labelled=key in labelled,
        )
        for key in largest
    ]
    step = next(s for s in (1, 2, 5, 10, 20, 45, 90) if max(east - west, north - south) / s <= 9)
    lines = [
        (True, round((degree - west) * flat * scale, 1), degree)
        for degree in range(-180, 181, step)
        if west < degree < east
    ] + [
        (False, round((north - degree) * scale, 1), degree)
        for degree in range(-90, 91, step)
        if south < degree < north
    ]
    # The widest first, so that the exact ones lie above them.
    spots.sort(key=lambda spot: (-spot.r, spot.name, spot.lat, spot.lon))
    return Plot(
        width=round(width, 1),
        height=round(height, 1),
        land=_named_apart(
            outlines_in(west, east, south, north, scale=scale, place=place),
            [at[key] for key in labelled],
        ),
        spots=tuple(spots),
        lines=tuple(lines),
        unplaced=unplaced,
    )
