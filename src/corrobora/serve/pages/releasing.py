"""What sends out, stops and wants back: release, suspend, recall."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.errors import NotFound
from corrobora.serve.answers import Page, answer
from corrobora.serve.pages.forms import (
    Incomplete,
    acting,
    checked_form,
    done,
    remembered_name,
    text_of,
    texts_of,
    who_and_why,
)
from corrobora.serve.pages.sharing import desk_of, standing_of
from corrobora.serve.room import Room, room_of
from corrobora.serve.versions import Stale
from corrobora.share.agreements import Act
from corrobora.share.labels import Purpose
from corrobora.sharing import Outbox

_MOST_LISTED = 300


def routes() -> list[Route]:
    """The routes of these screens."""
    found = [Route("/sharing/{agreement}/release", release, methods=["POST"])]
    for name, form, act in (("suspend", suspend_form, suspend), ("recall", recall_form, recall)):
        found.append(Route(f"/sharing/{{agreement}}/{name}", form, methods=["GET"]))
        found.append(Route(f"/sharing/{{agreement}}/{name}", act, methods=["POST"]))
    return found


def _require_confirmed(form: FormData) -> None:
    if text_of(form, "confirm") != "yes":
        raise Incomplete(
            "The box that confirms it was not ticked; nothing was changed.",
            hint="Tick it, and send the form again.",
        )


async def release(request: Request) -> Response:
    """Bring a partner's feed up to what the preview showed, if it still stands."""
    async with checked_form(request) as form:
        by, purpose = acting(request, form), text_of(form, "purpose")
        seen = text_of(form, "seen")
        _require_confirmed(form)
    name = request.path_params["agreement"]
    room = room_of(request)

    def work() -> str:
        desk = desk_of(room)
        terms = desk.standing(name).agreement
        if purpose not in {one.value for one in terms.purposes}:
            raise NotFound(f"Agreement {name} is not for {purpose}.", hint="Choose one of its own.")
        with room.changing():
            now = room.store.lookup.last_change()
            if seen != now:
                raise Stale(now, ())
            desk.review_events()
            Outbox(desk).share(name, Purpose(purpose), by=by)
        return f"/sharing/{name}"

    return await done(request, work, "released", by=by)


def suspend_form(request: Request) -> Response:
    """Asks once more before an agreement is suspended."""
    room = room_of(request)
    name = request.path_params["agreement"]
    desk = desk_of(room)
    data = standing_of(desk, desk.standing(name))
    page = Page("suspend.html", data, name, shown={"name": remembered_name(request)})
    return answer(request, page)


async def suspend(request: Request) -> Response:
    """Stop an agreement at once."""

    def work(room: Room, name: str, by: str, why: str, _: list[str]) -> None:
        desk_of(room).act(name, Act.SUSPEND, by=by, why=why)

    return await _confirmed(request, work, "suspended")


def recall_form(request: Request) -> Response:
    """Lists what a partner holds, to choose what is wanted back."""
    room = room_of(request)
    name = request.path_params["agreement"]
    desk = desk_of(room)
    held = Outbox(desk).held(name)
    data = standing_of(desk, desk.standing(name)) | {
        "held": [
            {"item": r.item, "type": r.type, "feed": r.feed, "at": r.at}
            for r in held[:_MOST_LISTED]
        ],
        "held_number": len(held),
    }
    page = Page("recall.html", data, name, shown={"name": remembered_name(request)})
    return answer(request, page)


async def recall(request: Request) -> Response:
    """Want some or all of what a partner holds back."""

    def work(room: Room, name: str, by: str, why: str, items: list[str]) -> None:
        if not items:
            raise Incomplete("Nothing was chosen.", hint="Choose items, or all of them.")
        wanted = None if "all" in items else items
        Outbox(desk_of(room)).recall(name, by=by, why=why, items=wanted)

    return await _confirmed(request, work, "recalled")


async def _confirmed(
    request: Request, work: Callable[[Room, str, str, str, list[str]], None], said: str
) -> Response:
    """Do what a form with name, reason and a ticked box asks for."""
    async with checked_form(request) as form:
        by, why = who_and_why(request, form)
        items = texts_of(form, "item")
        _require_confirmed(form)
    name = request.path_params["agreement"]
    room = room_of(request)

    def working() -> str:
        work(room, name, by, why, items)
        return f"/sharing/{name}"

    return await done(request, working, said, by=by)
