"""Marking events and reports as read or as new again: those chosen, or all of a selection."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.model import Value
from corrobora.serve.answers import Page, answer, wants_json
from corrobora.serve.board import Board, Filters, Row, read_filters
from corrobora.serve.opened import person_of
from corrobora.serve.pages.desk import listed_reports, selected
from corrobora.serve.pages.forms import (
    Incomplete,
    checked_form,
    require_confirmed,
    sent_on,
    text_of,
    texts_of,
)
from corrobora.serve.room import Room, room_of
from corrobora.store.lookup import ReportLine

LISTS = ("/", "/reports", "/claims")
"""Pages that forms over several things lead back to."""


class Asked(Value, frozen=True, kw_only=True):
    """What a form says."""

    events: tuple[str, ...]
    reports: tuple[str, ...]
    to: str
    all: bool
    confirmed: bool
    view: str
    selection: str
    seen: str


def routes() -> list[Route]:
    """The routes of these forms."""
    return [Route("/marks", marks, methods=["POST"])]


def view_of(given: str) -> str:
    """The list that a form came from; the desk for anything else."""
    return given if given in LISTS else "/"


def filters_of(selection: str) -> Filters:
    """The filters of the list that a form came from."""
    return read_filters(QueryParams(selection[:4000]))


def back(view: str, selection: str) -> str:
    """The address of the list that a form came from, with its filters."""
    query = filters_of(selection).query()
    return f"{view}?{query}" if query else view


async def marks(request: Request) -> Response:
    """Mark what was chosen, or all of a selection, as read or as new again."""
    async with checked_form(request) as form:
        asked = Asked(
            events=tuple(texts_of(form, "event")),
            reports=tuple(texts_of(form, "report")),
            to=text_of(form, "to"),
            all=text_of(form, "all") == "yes",
            confirmed=text_of(form, "confirm") == "yes",
            view=view_of(text_of(form, "view")),
            selection=text_of(form, "selection"),
            seen=text_of(form, "seen"),
        )
        if asked.all and wants_json(request):
            require_confirmed(form)
    if asked.to not in ("read", "unread"):
        raise Incomplete("It is not said as what to mark; nothing was changed.", hint=_BUTTONS)
    if asked.all and asked.to == "unread":
        raise Incomplete("Only what is chosen can be marked as new again.", hint=_BUTTONS)
    room, person = room_of(request), person_of(request)
    if asked.all and not asked.confirmed:
        return await run_in_threadpool(_asked_back, request, room, person, asked)
    if not asked.all and not asked.events and not asked.reports:
        raise Incomplete("Nothing was chosen; nothing was changed.", hint="Tick what is meant.")
    work = _mark_all if asked.all else _mark
    number = await run_in_threadpool(work, room, person, asked)
    return sent_on(request, back(asked.view, asked.selection), f"marked_{asked.to}", number=number)


_BUTTONS = "Use one of the buttons of the page."


def _mark(room: Room, person: str, asked: Asked) -> int:
    return room.unread.mark(
        person,
        room.board(),
        events=asked.events,
        reports=asked.reports,
        read=asked.to == "read",
    )


def _mark_all(room: Room, person: str, asked: Asked) -> int:
    board = room.board()
    seen = int(asked.seen) if asked.seen.isdecimal() and len(asked.seen) < 19 else _last(board)
    events, reports = _all_of(room, person, board, asked, seen)
    if not _narrowed(asked):
        room.unread.mark_all(person, min(seen, _last(board)))
        return len(events) + len(reports)
    return room.unread.mark(
        person, board, events=[e.id for e in events], reports=[r.id for r in reports], read=True
    )


def _asked_back(request: Request, room: Room, person: str, asked: Asked) -> Response:
    """A page that says how many it would be, and asks whether that is meant."""
    board = room.board()
    seen = _last(board)
    events, reports = _all_of(room, person, board, asked, seen)
    data = {
        "events": len(events),
        "reports": len(reports),
        "narrowed": _narrowed(asked),
        "see": back(asked.view, asked.selection),
    }
    shown = {"view": asked.view, "selection": asked.selection, "seen": seen}
    return answer(request, Page("mark-all.html", data, shown=shown))


def _narrowed(asked: Asked) -> bool:
    """Whether anything but what is read already is left out."""
    filters = filters_of(asked.selection)
    return filters.query(page=1, unread="") != ""


def _all_of(
    room: Room, person: str, board: Board, asked: Asked, seen: int
) -> tuple[list[Row], list[ReportLine]]:
    """What of a selection is new to a person, and rests on reports up to a ``seq``.

    Without filters it is every event and every report of the case.
    """
    reader, filters = room.unread.of(person, board), filters_of(asked.selection)
    events: Iterable[Row] = ()
    reports: Iterable[ReportLine] = ()
    if not _narrowed(asked):
        events, reports = reader.new_rows(board), board.reports.values()
    elif asked.view == "/reports":
        reports = listed_reports(room, board, filters, reader)
    else:
        events = selected(room, board, filters, reader)[0]
    return (
        [row for row in events if row.newest <= seen and reader.is_new(row)],
        [line for line in reports if line.seq <= seen and reader.is_new_report(line)],
    )


def _last(board: Board) -> int:
    return max((line.seq for line in board.reports.values()), default=0)
