"""The desk: events as stories, with filters; and the list of reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.model import Event
from corrobora.reconcile.gist import Tale, gist_of
from corrobora.serve.answers import LIST_SCRIPT, Page, answer, language_of
from corrobora.serve.board import MOST_FOUND, PAGE_SIZE, Board, Filters, Row, read_filters
from corrobora.serve.branches import branches_of
from corrobora.serve.opened import picked, reader_of
from corrobora.serve.pages.forms import remembered_name
from corrobora.serve.pages.reader import derivations_of
from corrobora.serve.room import Room, room_of
from corrobora.serve.unread import Standing
from corrobora.serve.window import steps_of
from corrobora.serve.words import named
from corrobora.store.lookup import ReportLine


def routes() -> list[Route]:
    """The routes of this screen."""
    return [Route("/", desk), Route("/reports", reports)]


def desk(request: Request) -> Response:
    """Events as stories, the newest reports first."""
    room = room_of(request)
    board = room.board()
    filters, rows, cut = filtered(request, room, board)
    reader = reader_of(request, board)
    shown = _paged(rows, filters)
    events = {event.id: event for event in room.store.lookup.events([row.id for row in shown])}
    quotes = {
        claim.id: claim.quote
        for claim in room.case.claims_by([row.claims[0] for row in shown if row.claims])
    }
    taken = derivations_of(room, list({report for row in shown for report in row.reports}))
    language = language_of(request)
    data: dict[str, Any] = {
        "counts": _counts(board),
        "unread": reader.number(board),
        "matching": len(rows),
        "search_cut": cut,
        "page": filters.page,
        "pages": _pages(len(rows)),
        "filters": _given(filters),
        "events": [
            {
                "id": row.id,
                "gist": gist(events[row.id], language),
                "quote": quotes.get(row.claims[0]) if row.claims else None,
                "type": row.type,
                "date": row.date,
                "place": events[row.id].place,
                "deaths": events[row.id].deaths,
                "reports": len(row.reports),
                "independent": events[row.id].independent,
                "origins": [origin.name for origin in events[row.id].origins],
                "tree": branches_of(row.reports, taken, board.reports),
                "conflicts": events[row.id].conflicts,
                "credibility": row.grade,
                "languages": row.languages,
                "first_published": row.first,
                "last_published": row.last,
                "sources": row.sources,
                "first_collected": row.collected_first,
                "last_collected": row.collected_last,
                "unread": reader.is_new(row),
            }
            for row in shown
            if row.id in events
        ],
        "facets": board.facets,
    }
    template = "desk.html" if board.reports else "empty.html"
    beside = {
        "chosen": filters,
        "names": named(board.names, language),
        "steps": steps_of(room, board, filters),
        "samples": room.samples is not None,
        "picked": picked(request),
        "name": remembered_name(request),
    }
    page = Page(template, data, shown=beside, script=LIST_SCRIPT if board.reports else "")
    return answer(request, page)


def gist(event: Event, language: str) -> str:
    """An event in one sentence; in another language than English made of its slots again."""
    if language == "en":
        return event.gist
    return gist_of(Tale.of(event), language)


def gists_of(room: Room, events: Sequence[str], language: str) -> dict[str, str]:
    """The sentences of some events."""
    if language == "en":
        return room.store.lookup.gists(events)
    return {event.id: gist(event, language) for event in room.store.lookup.events(events)}


def filtered(request: Request, room: Room, board: Board) -> tuple[Filters, Sequence[Row], bool]:
    """The filters of an address, the events they let through, and whether the search was cut."""
    filters = read_filters(request.query_params)
    reader = reader_of(request, board)
    if filters.unread:
        filters = replace(filters, reader=reader.mark)
    return filters, *selected(room, board, filters, reader)


def selected(
    room: Room, board: Board, filters: Filters, reader: Standing
) -> tuple[Sequence[Row], bool]:
    """The events that filters let through for somebody, and whether the search was cut."""
    found = room.found(board, filters.q, MOST_FOUND) if filters.q else None
    rows = board.matching(filters, found, reader if filters.unread else None)
    return rows, found is not None and len(found) == MOST_FOUND


def _paged(rows: Sequence[Any], filters: Filters) -> Sequence[Any]:
    first = (filters.page - 1) * PAGE_SIZE
    return rows[first : first + PAGE_SIZE]


def _pages(number: int) -> int:
    return max(-(-number // PAGE_SIZE), 1)


def _counts(board: Board) -> dict[str, int]:
    return {
        "reports": len(board.reports),
        "events": len(board.rows),
        "claims": board.claims,
        "disputed": board.disputed,
    }


def _given(filters: Filters) -> dict[str, Any]:
    return {
        name: getattr(filters, name)
        for name in (
            "q", "type", "country", "actor", "language", "source", "grade", "since", "until",
            "collected_from", "collected_to", "conflicts", "wrong", "happened_from", "happened_to",
            "between", "way", "unread",
        )
    }  # fmt: skip


def reports(request: Request) -> Response:
    """All reports, or those that hold the words looked for, best first."""
    room = room_of(request)
    board = room.board()
    filters = read_filters(request.query_params)
    reader = reader_of(request, board)
    lines = listed_reports(room, board, filters, reader)
    shown = _paged(lines, filters)
    data = {
        "matching": len(lines),
        "page": filters.page,
        "pages": _pages(len(lines)),
        "q": filters.q,
        "reports": [
            {
                "report": line,
                "events": len(board.told_in.get(line.id, ())),
                "unread": reader.is_new_report(line),
            }
            for line in shown
        ],
    }
    beside = {"chosen": filters, "picked": picked(request)}
    return answer(request, Page("reports.html", data, shown=beside, script=LIST_SCRIPT))


def listed_reports(
    room: Room, board: Board, filters: Filters, reader: Standing
) -> Sequence[ReportLine]:
    """The reports that the list shows: those with the words first that hold them best."""
    if filters.q:
        ids = room.store.lookup.search(filters.q, MOST_FOUND)
        lines = [board.reports[i] for i in ids if i in board.reports]
    else:
        lines = list(board.reports.values())[::-1]
    if filters.unread:
        lines = [line for line in lines if reader.is_new_report(line)]
    return lines
