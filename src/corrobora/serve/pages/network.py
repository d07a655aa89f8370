"""Who stands how to whom, and the claims behind what is selected."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.reconcile.judged import judged
from corrobora.serve.answers import LIST_SCRIPT, Page, answer, language_of
from corrobora.serve.board import PAGE_SIZE
from corrobora.serve.network import HEIGHT, WIDTH, network_of
from corrobora.serve.opened import picked, reader_of
from corrobora.serve.pages.choosing import versions_of
from corrobora.serve.pages.desk import filtered, gist
from corrobora.serve.roles import Right, visitor_of
from corrobora.serve.room import room_of
from corrobora.serve.window import span_of, steps_of
from corrobora.serve.words import named


def routes() -> list[Route]:
    """The routes of these screens."""
    return [Route("/network", network), Route("/claims", claims)]


def network(request: Request) -> Response:
    """Sides and what passed between them, in the events that the filters let through."""
    room = room_of(request)
    board = room.board()
    filters, rows, cut = filtered(request, room, board)
    language = language_of(request)
    names = named(board.names, language)
    data = {
        "matching": len(rows),
        "search_cut": cut,
        "network": room.kept(
            board,
            ("network", filters.selection, language),
            lambda: network_of(rows, names),
        ),
        "facets": board.facets,
    }
    shown = {
        "chosen": filters,
        "names": names,
        "steps": steps_of(room, board, filters),
        "span": span_of(room, board),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return answer(request, Page("network.html", data, shown=shown, script="slider.js"))


def claims(request: Request) -> Response:
    """The claims of the events that the filters let through, with their words."""
    room = room_of(request)
    board = room.board()
    filters, rows, cut = filtered(request, room, board)
    first = (filters.page - 1) * PAGE_SIZE
    here = rows[first : first + PAGE_SIZE]
    events = {event.id: event for event in room.store.lookup.events([row.id for row in here])}
    wanted = {one for row in here for one in row.claims}
    found = room.store.lookup.claims(list(dict.fromkeys(one for row in here for one in row.claims)))
    words = room.store.lookup.judgements("claim", [claim.id for claim in found])
    told = {claim.id: claim for claim in judged(found, words) if claim.id in wanted}
    language, reader = language_of(request), reader_of(request, board)
    # Only who may judge has use for them.
    versions = versions_of(found, words) if visitor_of(request).may(Right.JUDGE) else {}
    data = {
        "matching": len(rows),
        "search_cut": cut,
        "page": filters.page,
        "pages": max(-(-len(rows) // PAGE_SIZE), 1),
        "versions": versions,
        "events": [
            {
                "id": row.id,
                "gist": gist(events[row.id], language),
                "type": row.type,
                "date": row.date,
                "unread": reader.is_new(row),
                "claims": [told[one] for one in row.claims if one in told],
            }
            for row in here
            if row.id in events
        ],
        "facets": board.facets,
    }
    shown = {
        "chosen": filters,
        "names": named(board.names, language),
        "steps": steps_of(room, board, filters),
        "reports": board.reports,
        "picked": picked(request),
    }
    return answer(
        request, Page("claims.html", data, shown=shown, script=LIST_SCRIPT if versions else "")
    )
