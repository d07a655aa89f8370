"""What sends out, stops and wants back: release, suspend, recall."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.errors import NotFound
from corrobora.serve.answers import Page, answer
from corrobora.serve.pages.forms import (
    Incomplete,
    acting,
    checked_form,
    done_or_proposed,
    remembered_name,
    require_confirmed,
    text_of,
    texts_of,
    who_and_why,
)
from corrobora.serve.pages.sharing import desk_of, standing_of
from corrobora.serve.room import Room, room_of
from corrobora.serve.versions import Stale
from corrobora.share.agreements import Act
from corrobora.share.labels import Purpose
from corrobora.sharing import Approvals, Outbox


def routes() -> list[Route]:
    """The routes of these screens."""
    found = [Route("/sharing/{agreement}/release", release, methods=["POST"])]
    for name, form, act in (("suspend", suspend_form, suspend), ("recall", recall_form, recall)):
        found.append(Route(f"/sharing/{{agreement}}/{name}", form, methods=["GET"]))
        found.append(Route(f"/sharing/{{agreement}}/{name}", act, methods=["POST"]))
    return found


async def release(request: Request) -> Response:
    """Bring a partner's feed up to what the preview showed, if it still stands; or propose it."""
    async with checked_form(request) as form:
        by, purpose = acting(request, form), text_of(form, "purpose")
        seen, why = text_of(form, "seen"), text_of(form, "why")
        require_confirmed(form)
    name = request.path_params["agreement"]
    room = room_of(request)

    def work() -> object:
        desk = desk_of(room)
        terms = desk.standing(name).agreement
        if purpose not in {one.value for one in terms.purposes}:
            raise NotFound(f"Agreement {name} is not for {purpose}.", hint="Choose one of its own.")
        with room.changing():
            now = room.version()
            if seen != now:
                raise Stale(now, ())
            desk.review_events()
            return Approvals(desk).share(name, Purpose(purpose), by=by, why=why)

    return await done_or_proposed(request, work, f"/sharing/{name}", "released", by=by)


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

    def work(room: Room, name: str, by: str, why: str, _: list[str]) -> object:
        return desk_of(room).act(name, Act.SUSPEND, by=by, why=why)

    return await _confirmed(request, work, "suspended")


def recall_form(request: Request) -> Response:
    """Lists the reports that what a partner holds was made of, to choose what is wanted back."""
    room = room_of(request)
    name = request.path_params["agreement"]
    desk = desk_of(room)
    box = Outbox(desk)
    lines = room.board().reports
    made = box.held_by_report(name)
    data = standing_of(desk, desk.standing(name)) | {
        "reports": [
            {"report": line, "items": len(made[report])}
            for report, line in lines.items()
            if report in made
        ],
        "held_number": len(box.held(name)),
        "two_persons": desk.two_persons,
    }
    page = Page("recall.html", data, name, shown={"name": remembered_name(request)})
    return answer(request, page)


async def recall(request: Request) -> Response:
    """Want all of what a partner holds back, or what was made of some reports; or propose it."""

    def work(room: Room, name: str, by: str, why: str, chosen: list[str]) -> object:
        if not chosen:
            raise Incomplete("Nothing was chosen.", hint="Choose reports, or all that is held.")
        desk = desk_of(room)
        wanted = None
        if "all" not in chosen:
            made = Outbox(desk).held_by_report(name)
            wanted = [item for report in chosen for item in made.get(report, ())]
        return Approvals(desk).recall(name, by=by, why=why, items=wanted)

    return await _confirmed(request, work, "recalled")


async def _confirmed(
    request: Request, work: Callable[[Room, str, str, str, list[str]], object], said: str
) -> Response:
    """Do what a form with name, reason and a ticked box asks for."""
    async with checked_form(request) as form:
        by, why = who_and_why(request, form)
        chosen = texts_of(form, "made-of")
        require_confirmed(form)
    name = request.path_params["agreement"]
    room = room_of(request)

    return await done_or_proposed(
        request, lambda: work(room, name, by, why, chosen), f"/sharing/{name}", said, by=by
    )
