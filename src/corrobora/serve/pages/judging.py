"""What people say of claims and events, from the forms of the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.case import Case
from corrobora.errors import NotFound
from corrobora.model import Judgement
from corrobora.reconcile.verdicts import Made, Verdict, moment, of_event, regrouped, stands
from corrobora.serve.pages.event import event_of
from corrobora.serve.pages.forms import (
    Incomplete,
    checked_form,
    done,
    text_of,
    texts_of,
    who_and_why,
)
from corrobora.serve.room import Room, room_of


def routes() -> list[Route]:
    """The routes of these forms."""
    return [
        Route("/judge/claim/{claim}", judge_claim, methods=["POST"]),
        Route("/judge/event/{event}", judge_event, methods=["POST"]),
    ]


async def judge_claim(request: Request) -> Response:
    """Accept or reject a claim."""
    async with checked_form(request) as form:
        by_why, verdict = who_and_why(form), _verdict(text_of(form, "verdict"))
    room = room_of(request)
    identifier = request.path_params["claim"]

    def work() -> str:
        found = room.store.lookup.claims([identifier])
        if not found:
            raise NotFound(
                f"The case holds no claim {identifier}.",
                hint="Its report may have been read again since; open the report.",
            )
        _keep(room, verdict, lambda _: [("claim", identifier, None)], by_why)
        return f"/reports/{found[0].report}?claim={identifier}#claim-{identifier}"

    return await done(request, work, f"claim_{verdict}", by=by_why[0])


async def judge_event(request: Request) -> Response:
    """Accept or reject an event, join another one to it, or take claims out of it."""
    async with checked_form(request) as form:
        by_why, asked = who_and_why(form), text_of(form, "verdict")
        apart, other = texts_of(form, "apart"), text_of(form, "other")
    room = room_of(request)
    event = request.path_params["event"]
    verdict: Verdict = "edit" if asked in ("merge", "split") else _verdict(asked)

    def made(_: Case) -> list[Made]:
        found = event_of(room, event)
        if asked == "merge":
            joined = event_of(room, other)
            return regrouped(found, joined.claims, (), {*found.claims, *joined.claims})
        if asked == "split":
            mine = [claim for claim in apart if claim in found.claims]
            return regrouped(found, (), mine, found.claims)
        return of_event(found, "reject" if verdict == "reject" else "accept")

    def work() -> str:
        claims = event_of(room, event).claims
        _keep(room, verdict, made, by_why)
        board = room.board()
        now = next((board.event_of[c] for c in claims if c in board.event_of), None)
        return f"/events/{now}" if now else "/"

    return await done(request, work, f"event_{asked}", by=by_why[0])


def _verdict(given: str) -> Verdict:
    if given == "accept":
        return "accept"
    if given == "reject":
        return "reject"
    raise Incomplete(
        f"{given!r} is no verdict; nothing was changed.", hint="Use one of the buttons of the page."
    )


def _keep(
    room: Room,
    verdict: Verdict,
    made: Callable[[Case], Sequence[Made]],
    by_why: tuple[str, str],
) -> None:
    """Keep the judgements, and make the events anew."""
    with room.changing() as case:
        said = tuple(case.store.judgements())
        wanted = made(case)
        if stands(said, verdict, wanted):
            return
        at = moment(room.clock(), said)
        for kind, subject, value in wanted:
            case.judge(
                Judgement(
                    subject_kind=kind,
                    subject=subject,
                    verdict=verdict,
                    by=by_why[0],
                    at=at,
                    why=by_why[1],
                    value=value,
                )
            )
        case.reconcile()
