"""Signing in and out, and one's own account."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from corrobora.serve.answers import Page, answer, wants_json
from corrobora.serve.gate import known_by
from corrobora.serve.keys import MOST_NAME as MOST_KEY_NAME
from corrobora.serve.pages.forms import Incomplete, checked_form, done, secret_of, text_of
from corrobora.serve.passwords import LONGEST, SHORTEST
from corrobora.serve.roles import Right, let_in, visitor_of
from corrobora.serve.room import room_of
from corrobora.serve.sessions import IDLE_SECONDS, LONGEST_SECONDS
from corrobora.sharing.witness import write_witness
from corrobora.store.accounts import MOST_NAME

_OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")


def routes() -> list[Route]:
    """The routes of these screens, for a room in which people sign in."""
    return [
        Route("/sign-in", sign_in_form, methods=["GET"]),
        Route("/sign-in", sign_in, methods=["POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
        Route("/account", account),
        Route("/account/password", change_password, methods=["POST"]),
        Route("/account/keys", make_key, methods=["POST"]),
        Route("/account/keys/{key}/revoke", revoke_key, methods=["POST"]),
    ]


def sign_in_form(request: Request) -> Response:
    """The form that asks for name and password."""
    room, visitor = room_of(request), visitor_of(request)
    if visitor.may(Right.OWN):
        return RedirectResponse("/", status_code=303)
    fresh = "" if visitor.cookie else room.entrance.sessions.fresh()
    if fresh:
        let_in(request, visitor.known_by(fresh))
    where = own_path(request.query_params.get("next", ""))
    shown = {"next": where, "most_name": MOST_NAME, "longest": LONGEST}
    response = answer(request, Page("sign-in.html", {"sign_in": "/sign-in"}, shown=shown))
    if fresh:
        known_by(response, room, fresh)
    return response


async def sign_in(request: Request) -> Response:
    """Sign in; the browser is known by something new from then on."""
    async with checked_form(request) as form:
        name, password = text_of(form, "name"), secret_of(form, "password")
        where = own_path(text_of(form, "next"))
    room, earlier = room_of(request), visitor_of(request).cookie
    if not name or not password:
        raise Incomplete("Name and password are needed.", hint="Fill in both.")
    cookie = await run_in_threadpool(lambda: room.entrance.sign_in(name, password, earlier=earlier))
    return _known(request, where, "signed_in", cookie)


async def sign_out(request: Request) -> Response:
    """Sign out; what the browser kept of the pages is to be thrown away."""
    async with checked_form(request):
        room, visitor = room_of(request), visitor_of(request)
    await run_in_threadpool(room.entrance.sign_out, visitor.name, visitor.cookie)
    response = _known(request, "/sign-in", "signed_out", "")
    response.headers["clear-site-data"] = '"cache"'
    return response


def account(request: Request) -> Response:
    """Who is signed in, with what roles; and a form for another password."""
    found = room_of(request).entrance.sessions.account(visitor_of(request).cookie)
    data = {
        "name": visitor_of(request).name,
        "roles": found.roles if found else (),
        "rights": sorted(visitor_of(request).rights - {Right.PUBLIC, Right.OWN}),
        "idle_minutes": IDLE_SECONDS // 60,
        "longest_hours": LONGEST_SECONDS // 3600,
        "keys": [
            {"id": key.id, "name": key.name, "since": key.since}
            for key in (found.valid_keys if found else ())
        ],
    }
    shown = {"shortest": SHORTEST, "most_key_name": MOST_KEY_NAME}
    return answer(request, Page("account.html", data, shown=shown))


async def make_key(request: Request) -> Response:
    """Make a key for a program, and show it this once."""
    async with checked_form(request) as form:
        name = text_of(form, "name")
    room, visitor = room_of(request), visitor_of(request)
    key, token = await run_in_threadpool(room.entrance.keys.make, visitor.name, name)
    page = Page("key.html", {"id": key.id, "name": key.name, "key": token})
    response = await run_in_threadpool(answer, request, page)
    response.headers["cache-control"] = "no-store"
    del response.headers["etag"]
    return response


async def revoke_key(request: Request) -> Response:
    """Let nothing more be asked for with a key of one's own."""
    async with checked_form(request):
        room, visitor = room_of(request), visitor_of(request)

    def work() -> str:
        room.entrance.keys.revoke(visitor.name, request.path_params["key"])
        # A copy of the case from before would bring it back to life.
        write_witness(room.store)
        return "/account"

    return await done(request, work, "key_revoked")


async def change_password(request: Request) -> Response:
    """Change one's own password; every other session of the account ends."""
    async with checked_form(request) as form:
        current, new, again = (secret_of(form, n) for n in ("current", "new", "again"))
    if not current or new != again:
        raise Incomplete(
            "The new password was not written twice in the same way; nothing was changed.",
            hint="Write it again.",
        )
    room, visitor = room_of(request), visitor_of(request)
    cookie = await run_in_threadpool(room.entrance.change_password, visitor.name, current, new)
    return _known(request, "/account", "password_changed", cookie)


def _known(request: Request, where: str, done: str, cookie: str) -> Response:
    """Send a browser on that is known by something else from now on."""
    response: Response
    if wants_json(request):
        response = JSONResponse({"done": done, "see": where})
    else:
        joined = "&" if "?" in where else "?"
        response = RedirectResponse(f"{where}{joined}done={done}", status_code=303)
    known_by(response, room_of(request), cookie)
    return response


def own_path(given: str) -> str:
    """A path of ours to go on to; the desk for anything that a browser may take for another."""
    if not _OWN_PATH.fullmatch(given) or urlsplit(given).netloc:
        return "/"
    return given.partition("#")[0]
