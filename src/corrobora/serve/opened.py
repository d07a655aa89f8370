"""Who reads a page, what that person has opened, and that opening a page is kept."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from corrobora.serve.answers import Page, answer, wants_json
from corrobora.serve.board import Board
from corrobora.serve.roles import visitor_of
from corrobora.serve.room import room_of
from corrobora.serve.unread import Standing
from corrobora.store.accounts import key_of


def person_of(request: Request) -> str:
    """Under what somebody's openings are kept; empty for whoever works alone."""
    name = visitor_of(request).name
    return key_of(name) if name else ""


def reader_of(request: Request, board: Board) -> Standing:
    """What whoever asks has opened."""
    return room_of(request).unread.of(person_of(request), board)


def picked(request: Request) -> bool:
    """Whether everything on the page is to be chosen, for lists without scripts."""
    return request.query_params.get("pick") == "all"


def opening(request: Request, page: Page, *, event: str = "", report: str = "") -> Response:
    """A page of one thing; a person who opens it has opened that, a program that asks has not."""
    response = answer(request, page)
    if request.method == "GET" and not wants_json(request):
        room = room_of(request)
        if room.unread.opened(person_of(request), room.board(), event=event, report=report):
            response.background = BackgroundTask(room.unread.write)
    return response
