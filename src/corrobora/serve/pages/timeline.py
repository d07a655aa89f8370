"""Timeline and places of the events that the desk's filters let through."""

from __future__ import annotations

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.serve.answers import Page, answer, fragment, language_of
from corrobora.serve.drawing import LANE, WIDTH, Plot, Timeline, plot_of, timeline_of
from corrobora.serve.pages.desk import filtered, gists_of
from corrobora.serve.room import room_of
from corrobora.serve.window import span_of, steps_of
from corrobora.serve.words import named

_MOST_TITLES = 800
MOST_LISTED = 8
"""Events of one place that its row of the table names."""


def routes() -> list[Route]:
    """The routes of this screen."""
    return [Route("/timeline", timeline)]


def timeline(request: Request) -> Response:
    """When things happened between whom, and where."""
    room = room_of(request)
    board = room.board()
    filters, rows, cut = filtered(request, room, board)
    language = language_of(request)

    def draw() -> tuple[Timeline, Plot, dict[str, str]]:
        drawn, plot = timeline_of(rows, named(board.names, language)), plot_of(rows)
        ids = [mark.event for lane in drawn.lanes for mark in lane.marks]
        ids += [event for spot in plot.spots for event in spot.events[:MOST_LISTED]]
        return drawn, plot, gists_of(room, list(dict.fromkeys(ids))[:_MOST_TITLES], language)

    drawn, plot, gists = room.kept(board, ("timeline", filters.selection, language), draw)
    data = {
        "matching": len(rows),
        "search_cut": cut,
        "timeline": drawn,
        "plot": plot,
        "gists": gists,
        "facets": board.facets,
    }

    def drawings() -> Markup:
        drawing = {
            "timeline": drawn, "plot": plot, "gists": gists, "chosen": filters, "width": WIDTH,
            "lane": LANE, "most_listed": MOST_LISTED,
        }  # fmt: skip
        key = ("drawings", filters.selection, language)
        return room.kept(board, key, lambda: fragment(request, "timeline-drawn.html", drawing))

    shown = {
        "chosen": filters,
        "names": named(board.names, language),
        "steps": steps_of(room, board, filters),
        "span": span_of(room, board),
        "drawings": drawings,
    }
    return answer(request, Page("timeline.html", data, shown=shown, script="slider.js"))
