"""The web application of one case, put together."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from corrobora.case import Case, utc_now
from corrobora.errors import CorroboraError, NotFound, NotReleased, SecondPerson, Settled
from corrobora.serve.ahead import load_ahead
from corrobora.serve.answers import Page, answer
from corrobora.serve.demo import sample_reports
from corrobora.serve.entrance import Entrance, WrongPassword
from corrobora.serve.gate import Gate, missing
from corrobora.serve.guard import LOOPBACK, Forbidden, Guard, Tokens, TooLarge
from corrobora.serve.openapi import description
from corrobora.serve.pages import (
    account,
    brief,
    changes,
    choosing,
    consenting,
    correcting,
    desk,
    drafts,
    event,
    imports,
    judging,
    marking,
    network,
    overseeing,
    proposing,
    reader,
    releasing,
    sharing,
    timeline,
)
from corrobora.serve.passwords import Passwords
from corrobora.serve.room import Busy, Progress, Room
from corrobora.serve.sessions import WINDOW_SECONDS, TooOften
from corrobora.serve.versions import Stale
from corrobora.sharing.witness import require_current
from corrobora.store import AccountError

MOST_BYTES = 64 << 20
"""Bytes that one request may have; larger collections go in by the command line."""

_STATUS: tuple[tuple[type[CorroboraError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (TooLarge, 413),
    (Busy, 409),
    (Stale, 409),
    (Settled, 409),
    (NotReleased, 409),
    (SecondPerson, 403),
    (overseeing.ReasonNeeded, 403),
    (WrongPassword, 403),
    (TooOften, 429),
)
_ASSETS = {
    "reading-room.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "import.js": "text/javascript; charset=utf-8",
    "drafts.js": "text/javascript; charset=utf-8",
    "triage.js": "text/javascript; charset=utf-8",
    "slider.js": "text/javascript; charset=utf-8",
}


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
    team: bool = False,
    secure: bool = False,
    ticks: Callable[[], float] = time.monotonic,
    passwords: Passwords | None = None,
) -> Starlette:
    """The pages of a case; a new case where there is none.

    Args:
        path: The case: a file, or ``postgresql://...``.
        clock: Gives the time as ISO 8601 in UTC.
        random: Gives so many random bytes, for the token of the forms.
        hosts: Names under which the pages are served, without port; a name that anybody may
            choose would let other sites read the case.
        most_bytes: How many bytes one request may have.
        workers: Processes for finding claims in imported reports.
        vocabulary: A folder of one's own, read before the shipped vocabulary.
        fast: Find claims by rule, without the trained parsers.
        team: Let people in by their accounts; else whoever reaches the pages may do all.
        secure: Browsers reach the pages by TLS.
        ticks: Seconds of a clock that never goes back, for how long people stay signed in.
        passwords: Makes and compares hashes of passwords; by default with argon2id as it should be.

    Raises:
        CaseError: The case cannot be opened.
        AccountError: People have to sign in, and there is no account.
        PolicyError: People have to sign in, and the case is older than what was decided on it, so
            that an account that was disabled since might be open again.
    """
    progress = Progress()
    case = Case.open(
        path, clock=clock, workers=workers, vocabulary=vocabulary, fast=fast,
        progress=progress.note,
    )  # fmt: skip
    entrance = None
    if team:
        _require_accounts(case)
        entrance = Entrance(
            case.store, clock=clock, ticks=ticks, random=random, passwords=passwords or Passwords()
        )

    @asynccontextmanager
    async def open_while_running(_: Starlette) -> AsyncIterator[None]:
        try:
            await run_in_threadpool(load_ahead)
            yield
        finally:
            case.store.close()

    screens = [
        desk, imports, reader, event, judging, correcting, choosing, marking, timeline, network,
        brief, changes, drafts, sharing, releasing, proposing, consenting,
    ]  # fmt: skip
    modules = [*screens, account, overseeing] if team else screens
    app = Starlette(
        routes=[
            Route("/static/{name}", _asset),
            Route("/openapi.json", _described),
            *(route for module in modules for route in module.routes()),
        ],
        middleware=[
            Middleware(Guard, hosts=hosts, most_bytes=most_bytes, secure=secure, failed=_failed),
            Middleware(Gate, told=_error),
        ],
        exception_handlers={
            CorroboraError: _told,
            HTTPException: _missing,
        },
        lifespan=open_while_running,
    )
    app.state.room = Room(
        case,
        clock=clock,
        tokens=Tokens(random(32)),
        samples=sample_reports(),
        entrance=entrance,
        secure=secure,
        progress=progress,
    )
    app.state.most_bytes = most_bytes
    return app


def _require_accounts(case: Case) -> None:
    if not any(not one.disabled for one in case.store.accounts.all()):
        case.store.close()
        raise AccountError(
            "There is no account that could sign in.",
            hint='Make one with: corrobora account add "A. Sow" --role analyst --by "A. Sow"',
        )
    try:
        require_current(case.store)
    except CorroboraError:
        case.store.close()
        raise


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _ASSETS:
        raise NotFound("There is no such file.", hint="Go to the desk.")
    content = (files("corrobora.serve") / "static" / name).read_bytes()
    return Response(
        content, media_type=_ASSETS[name], headers={"cache-control": "private, no-cache"}
    )


def _described(_: Request) -> Response:
    return JSONResponse(description(), headers={"cache-control": "private, no-cache"})


def _error(request: Request, status: int, error: CorroboraError) -> Response:
    data = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
    return answer(request, Page("error.html", data, status=status))


async def _told(request: Request, error: Exception) -> Response:
    if not isinstance(error, CorroboraError):
        raise error
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
    response = _error(request, status, error)
    if isinstance(error, TooOften):
        response.headers["retry-after"] = str(WINDOW_SECONDS)
    return response


async def _missing(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        found: CorroboraError = missing()
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
