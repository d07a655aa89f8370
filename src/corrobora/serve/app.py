"""The web application of one case, put together."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.case import Case, utc_now
from corrobora.errors import CorroboraError, NotFound
from corrobora.serve.answers import Page, answer
from corrobora.serve.guard import LOOPBACK, Forbidden, Guard, Tokens, TooLarge
from corrobora.serve.pages import (
    brief,
    desk,
    event,
    imports,
    judging,
    reader,
    sharing,
    timeline,
)
from corrobora.serve.room import Busy, Room, room_of

MOST_BYTES = 64 << 20
"""Bytes that one request may have; larger collections go in by the command line."""

_STATUS: tuple[tuple[type[CorroboraError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (TooLarge, 413),
    (Busy, 409),
)
_ASSETS = {"reading-room.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


def create_app(
    path: Path | str,
    *,
    clock: Callable[[], str] = utc_now,
    random: Callable[[int], bytes] = secrets.token_bytes,
    hosts: tuple[str, ...] = LOOPBACK,
    most_bytes: int = MOST_BYTES,
    workers: int = 1,
    vocabulary: Path | None = None,
    fast: bool = False,
) -> Starlette:
    """The pages of a case; a new case where there is none.

    Args:
        path: The case file.
        clock: Gives the time as ISO 8601 in UTC.
        random: Gives so many random bytes, for the token of the forms.
        hosts: Names under which the pages are served, without port; a name that anybody may
            choose would let other sites read the case.
        most_bytes: How many bytes one request may have.
        workers: Processes for finding claims in imported reports.
        vocabulary: A folder of one's own, read before the shipped vocabulary.
        fast: Find claims by rule, without the trained parsers.

    Raises:
        CaseError: The case cannot be opened.
    """
    case = Case.open(path, clock=clock, workers=workers, vocabulary=vocabulary, fast=fast)

    @asynccontextmanager
    async def open_while_running(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            case.store.close()

    modules = (desk, imports, reader, event, judging, timeline, brief, sharing)
    app = Starlette(
        routes=[
            Route("/static/{name}", _asset),
            *(route for module in modules for route in module.routes()),
        ],
        middleware=[Middleware(Guard, hosts=hosts, most_bytes=most_bytes, failed=_failed)],
        exception_handlers={
            CorroboraError: _told,
            HTTPException: _missing,
        },
        lifespan=open_while_running,
    )
    app.state.room = Room(case, clock=clock, tokens=Tokens(random(32)), samples=sample_reports())
    app.state.most_bytes = most_bytes
    return app


def sample_reports() -> Path | None:
    """The folder of sample reports: in the installed package, or in a copy of the project."""
    package = Path(str(files("corrobora.serve")))
    for folder in (package / "samples", package.parents[2] / "examples" / "sahel" / "reports"):
        if folder.is_dir():
            return folder
    return None


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        raise NotFound("There is no such file.", hint="Go to the desk.")
    content = (files("corrobora.serve") / "static" / name).read_bytes()
    return Response(
        content, media_type=_ASSETS[name], headers={"cache-control": "private, no-cache"}
    )


def _error(request: Request, status: int, error: CorroboraError) -> Response:
    room = room_of(request)
    data = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
    return answer(request, Page("error.html", data, status=status), room.tokens, room.name)


async def _told(request: Request, error: Exception) -> Response:
    if not isinstance(error, CorroboraError):
        raise error
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
    return _error(request, status, error)


async def _missing(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        found: CorroboraError = NotFound("There is no such page.", hint="Go to the desk.")
    else:
        found = CorroboraError(error.detail, hint="Go back and try it again.")
    return _error(request, error.status_code, found)


def _failed(request: Request) -> Response:
    """A fault of the program; what it was goes to the log and not to the page."""
    found = CorroboraError(
        "The program made a mistake.",
        hint="What was finished is kept. The window in which the server runs says more.",
    )
    return _error(request, 500, found)
