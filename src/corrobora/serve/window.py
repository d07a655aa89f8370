"""A window of time that is moved over the events by links: earlier, later, wider, narrower."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from corrobora.serve.board import Board, Filters
from corrobora.serve.room import Room

SPANS = (7, 30, 90, 365)
"""Days of the windows that are offered where none is set, up to the newest report."""

FAR = 200
"""Of so many events the earliest and the latest are left to the fields for days."""

LONGEST = 20_000
"""Days of the widest window."""


class Step(NamedTuple):
    """A link that sets the window: a word of the pages, days, and the query of the address."""

    word: str
    days: int
    query: str


def steps_of(room: Room, board: Board, filters: Filters) -> tuple[Step, ...]:
    """The links that move the window of a selection, or set one that ends at the newest report."""

    def newest() -> dt.date | None:
        return max((one.published for one in board.reports.values() if one.published), default=None)

    return tuple(_steps(filters, room.kept(board, ("newest",), newest)))


def span_of(room: Room, board: Board) -> tuple[dt.date, dt.date] | None:
    """The days between which a slider moves: those of all events but the few far from the rest."""

    def span() -> tuple[dt.date, dt.date] | None:
        days = sorted(row.date.start for row in board.rows if row.date)
        if not days:
            return None
        edge = len(days) // FAR
        return days[edge], days[-1 - edge]

    return room.kept(board, ("span",), span)


def _steps(filters: Filters, newest: dt.date | None) -> Iterator[Step]:
    first, last = filters.happened_from, filters.happened_to
    if first is None and last is None:
        if newest is not None:
            for days in SPANS:
                yield _step(filters, "window_last", newest, -(days - 1))
        return
    whole = Step("window_all", 0, filters.query(**{"from": "", "to": "", "page": 1}))
    if first is None or last is None or last < first:
        yield whole
        return
    days = (last - first).days + 1
    yield _step(filters, "window_earlier", _moved(first, -days), days - 1)
    yield _step(filters, "window_later", _moved(first, days), days - 1)
    if days > 1:
        yield _step(filters, "window_narrower", _moved(first, days // 4), (days - 1) // 2)
    if days < LONGEST:
        yield _step(filters, "window_wider", _moved(first, -(days + 1) // 2), 2 * days - 1)
    yield whole


def _step(filters: Filters, word: str, day: dt.date, days: int) -> Step:
    """A window between a day and so many days after it, or before."""
    first, last = sorted((day, _moved(day, days)))
    changes = {"from": first.isoformat(), "to": last.isoformat(), "page": 1}
    return Step(word, abs(days) + 1, filters.query(**changes))


def _moved(day: dt.date, days: int) -> dt.date:
    """The day so many days later, within the days that there are."""
    number = min(max(day.toordinal() + days, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(number)
