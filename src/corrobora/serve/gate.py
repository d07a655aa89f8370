"""What stands before the routes: who is it, and may they? What may not be seen is not there."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corrobora.errors import CorroboraError, NotFound
from corrobora.serve.answers import wants_json
from corrobora.serve.roles import (
    ALONE,
    NOBODY,
    Right,
    Role,
    Visitor,
    let_in,
    need_of,
    rights_of,
    visitor_of,
)
from corrobora.serve.room import Room, room_of

Told = Callable[[Request, int, CorroboraError], Response]
"""Makes the page of an error with a status."""


class SignInNeeded(CorroboraError):
    """Nobody is signed in with this browser (any more)."""

    code = "web.sign-in"


def missing() -> NotFound:
    """For what is not there, and for what this visitor may not know of."""
    return NotFound("There is no such page.", hint="Go to the desk.")


class Gate:
    """Lets a request through to its route when the visitor has the right that the route needs.

    Args:
        app: What answers.
        told: Makes the page of an error.
    """

    def __init__(self, app: ASGIApp, *, told: Told) -> None:
        self._app = app
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        room = room_of(request)
        visitor = await run_in_threadpool(visiting, room, request)
        let_in(request, visitor)
        needs = needs_of(request.app.routes, scope)
        if not any(visitor.may(need) for need in needs):
            await self._refusal(request, visitor, room)(scope, receive, send)
            return
        if visitor.watched and scope["method"] in ("GET", "HEAD"):
            send = self._noting(request, needs[0], send)
        await self._app(scope, receive, send)

    def _refusal(self, request: Request, visitor: Visitor, room: Room) -> Response:
        if not room.team or visitor.may(Right.OWN) or visitor.keyed:
            return self._told(request, 404, missing())
        if request.headers.get("authorization") is not None:
            wrong = SignInNeeded(
                "This key is nobody's (any more), so nothing was done.",
                hint="Make another one on the page of your account; send it as: Bearer KEY",
            )
            response = self._told(request, 401, wrong)
            response.headers["www-authenticate"] = 'Bearer realm="corrobora"'
            return response
        if wants_json(request) or request.method not in ("GET", "HEAD"):
            error = SignInNeeded(
                "Nobody is signed in with this browser (any more), so nothing was done.",
                hint="Sign in, open the page again, and repeat what you did.",
            )
            return self._told(request, 401, error)
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        asked = f"?next={quote(here, safe='')}" if here != "/" else ""
        return RedirectResponse(f"/sign-in{asked}", status_code=303)

    def _noting(self, request: Request, need: Right, send: Send) -> Send:
        """Writes into the journal what is read, before the first byte of it goes out."""
        if need is Right.PUBLIC:
            return send
        room, name = room_of(request), visitor_of(request).name

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < 400:
                await run_in_threadpool(room.note_read, request.url.path, name)
            await send(message)

        return sending


def needs_of(routes: list[BaseRoute], scope: Scope) -> tuple[Right, ...]:
    """The right that an address needs; of an address without this method, those of the others."""
    other: list[Right] = []
    for route in routes:
        match, _ = route.matches(scope)
        if match is Match.NONE or not isinstance(route, Route):
            continue
        if match is Match.FULL:
            need = need_of(scope["method"], route.path)
            return () if need is None else (need,)
        found = (need_of(method, route.path) for method in sorted(route.methods or ()))
        other += [need for need in found if need is not None]
    return tuple(other)


def cookie_name(room: Room) -> str:
    """What the cookie of a browser is called; the prefix keeps other hosts from setting it."""
    return "__Host-corrobora_session" if room.secure else "corrobora_session"


def visiting(room: Room, request: Request) -> Visitor:
    """Who sent a request."""
    if not room.team:
        return Visitor(rights=ALONE)
    given = request.headers.get("authorization")
    if given is not None:
        return _keyed(room, given)
    cookie = request.cookies.get(cookie_name(room), "")[:200]
    if not cookie:
        return NOBODY
    account = room.entrance.sessions.account(cookie)
    if account is None:
        return Visitor(cookie=cookie)
    return Visitor(
        name=account.name,
        rights=rights_of(account.roles) | {Right.PUBLIC},
        cookie=cookie,
        watched=Role.AUDITOR in account.roles,
    )


def _keyed(room: Room, given: str) -> Visitor:
    """Who sent a request with a key: the person, without what needs a session of the person's."""
    scheme, _, token = given.partition(" ")
    account = room.entrance.keys.account(token.strip()) if scheme.lower() == "bearer" else None
    if account is None:
        return NOBODY
    rights = rights_of(account.roles) - {Right.OWN, Right.OVERSIGHT}
    return Visitor(
        name=account.name,
        rights=rights | {Right.PUBLIC},
        watched=Role.AUDITOR in account.roles,
        keyed=True,
    )


def known_by(response: Response, room: Room, cookie: str) -> None:
    """Have the browser known by a cookie from now on; by none if it is empty."""
    headers = MutableHeaders(raw=response.raw_headers)
    headers["cache-control"] = "no-store"
    settings = {"httponly": True, "samesite": "lax", "secure": room.secure, "path": "/"}
    if cookie:
        response.set_cookie(cookie_name(room), cookie, **settings)  # type: ignore[arg-type]
    else:
        response.delete_cookie(cookie_name(room), **settings)  # type: ignore[arg-type]
