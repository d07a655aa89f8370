"""Asking originators: what waits for their word, what they said, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.errors import NotFound, Settled
from corrobora.serve.answers import Page, answer
from corrobora.serve.pages.forms import (
    Incomplete,
    acting,
    checked_form,
    done,
    remembered_name,
    require_confirmed,
    text_of,
    texts_of,
    who_and_why,
)
from corrobora.serve.pages.sharing import desk_of
from corrobora.serve.room import Room, room_of
from corrobora.share.labels import Purpose
from corrobora.sharing import ConsentQueue
from corrobora.sharing.values import RequestState


def routes() -> list[Route]:
    """The routes of these screens."""
    return [
        Route("/consents", consents),
        Route("/sharing/{agreement}/ask", ask, methods=["POST"]),
        Route("/consents/{request}/grant", grant, methods=["POST"]),
        Route("/consents/{request}/refuse", refuse, methods=["POST"]),
        Route("/consents/{request}/withdraw", withdraw, methods=["POST"]),
    ]


def request_of(one: RequestState) -> dict[str, Any]:
    """A request and where it stands, for a page."""
    made, reply = one.request, one.reply
    return {
        "id": made.id,
        "state": one.state,
        "originator": made.originator,
        "partner": made.partner,
        "agreement": made.agreement,
        "purpose": made.purpose.value,
        "reports": list(made.items),
        "until": made.until,
        "by": made.by,
        "at": made.at,
        "why": made.why,
        "answered_by": reply.by if reply else None,
        "answered_at": reply.at if reply else None,
        "answer": reply.why if reply else None,
    }


def consents(request: Request) -> Response:
    """Every request to an originator and where it stands; those that wait for a word come first."""
    room = room_of(request)
    found = [request_of(one) for one in reversed(ConsentQueue(desk_of(room)).requests())]
    data = {
        "asked": [one for one in found if one["state"] == "asked"],
        "answered": [one for one in found if one["state"] != "asked"],
    }
    shown = {"name": remembered_name(request), "lines": room.board().reports}
    return answer(request, Page("consents.html", data, shown=shown))


async def ask(request: Request) -> Response:
    """Ask originators for what nothing but their consent keeps back."""
    async with checked_form(request) as form:
        by, why = who_and_why(request, form)
        purpose, until = text_of(form, "purpose"), _day(text_of(form, "until"))
        reports = texts_of(form, "report")
    if not reports:
        raise Incomplete("No report was chosen; nobody was asked.", hint="Choose some.")
    room, name = room_of(request), request.path_params["agreement"]

    def work() -> str:
        desk = desk_of(room)
        if purpose not in {one.value for one in desk.standing(name).agreement.purposes}:
            raise NotFound(f"Agreement {name} is not for {purpose}.", hint="Choose one of its own.")
        made = ConsentQueue(desk).ask(
            name, Purpose(purpose), until=until, by=by, why=why, reports=set(reports)
        )
        if not made:
            raise Settled(
                "These reports wait for an answer already, or consent is not what keeps them back.",
                hint="See what originators were asked, and look at the preview again.",
            )
        return "/consents"

    return await done(request, work, "asked", by=by)


def _day(given: str) -> dt.date:
    try:
        return dt.date.fromisoformat(given)
    except ValueError as error:
        raise Incomplete("The last day is missing.", hint="Give a day as 2026-12-31.") from error


async def grant(request: Request) -> Response:
    """Write down that an originator agreed to exactly what was asked."""
    async with checked_form(request) as form:
        by, why, seen = acting(request, form), text_of(form, "why"), text_of(form, "seen")
        require_confirmed(form)
    return await _replied(
        request, "granted", seen, by, lambda queue, name: queue.grant(name, by=by, why=why)
    )


async def refuse(request: Request) -> Response:
    """Write down that an originator did not agree."""
    async with checked_form(request) as form:
        (by, why), seen = who_and_why(request, form), text_of(form, "seen")
    return await _replied(
        request, "refused", seen, by, lambda queue, name: queue.refuse(name, by=by, why=why)
    )


async def withdraw(request: Request) -> Response:
    """Take a request back, or what was granted on it; what rested on that is wanted back."""
    async with checked_form(request) as form:
        (by, why), seen = who_and_why(request, form), text_of(form, "seen")
        require_confirmed(form)
    return await _replied(
        request,
        "withdrawn",
        seen,
        by,
        lambda queue, name: queue.withdraw_request(name, by=by, why=why),
    )


async def _replied(
    request: Request, said: str, seen: str, by: str, work: Callable[[ConsentQueue, str], object]
) -> Response:
    """Do what a form asks for, if the request still stands as its page showed it."""
    room, name = room_of(request), request.path_params["request"]

    def working() -> str:
        with room.changing():
            _require_seen(room, name, seen)
            work(ConsentQueue(desk_of(room)), name)
        return f"/consents#{name}"

    return await done(request, working, said, by=by)


def _require_seen(room: Room, name: str, seen: str) -> None:
    found = ConsentQueue(desk_of(room)).request(name).state
    if found != seen:
        raise Settled(
            f"Request {name} is {found} by now; nothing of yours was kept.",
            hint="Look at the list of requests again.",
        )
