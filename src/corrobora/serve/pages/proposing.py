"""Two persons: what was proposed, by whom, what exactly; approved or declined by somebody else."""

from __future__ import annotations

from collections import Counter
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.errors import NotReleased
from corrobora.serve.answers import Page, answer, language_of
from corrobora.serve.pages.forms import (
    Incomplete,
    acting,
    checked_form,
    done,
    done_or_proposed,
    remembered_name,
    require_confirmed,
    text_of,
    who_and_why,
)
from corrobora.serve.pages.sharing import MOST_SEEN, desk_of
from corrobora.serve.roles import Right, visitor_of
from corrobora.serve.room import room_of
from corrobora.sharing import Approvals, Outbox, SharingDesk
from corrobora.sharing.approvals import same_person
from corrobora.sharing.outbox import subject_of
from corrobora.sharing.values import Change, Proposal, ProposalState


def routes() -> list[Route]:
    """The routes of these screens."""
    return [
        Route("/proposals", proposals),
        Route("/proposals/{proposal}", proposal_page),
        Route("/proposals/{proposal}/approve", approve, methods=["POST"]),
        Route("/proposals/{proposal}/decline", decline, methods=["POST"]),
        Route("/two-persons", two_persons, methods=["POST"]),
    ]


def proposal_of(one: ProposalState, language: str) -> dict[str, Any]:
    """A proposal and where it stands, for a page."""
    made, ruling = one.proposal, one.ruling
    return {
        "id": made.id,
        "state": one.state,
        "task": made.task,
        "told": made.in_words(language),
        "agreement": made.agreement,
        "purpose": made.purpose.value if made.purpose else None,
        "by": made.by,
        "at": made.at,
        "why": made.why,
        "answered_by": ruling.by if ruling else None,
        "answered_at": ruling.at if ruling else None,
        "answer": ruling.why if ruling else None,
    }


def proposals(request: Request) -> Response:
    """What waits for a second person, what came of the rest, and whether the rule is on."""
    desk = desk_of(room_of(request))
    found = [
        proposal_of(one, language_of(request)) for one in reversed(Approvals(desk).proposals())
    ]
    data = {
        "two_persons": desk.two_persons,
        "open": [one for one in found if one["state"] == "open"],
        "settled": [one for one in found if one["state"] != "open"],
    }
    shown = {"name": remembered_name(request)}
    return answer(request, Page("proposals.html", data, shown=shown))


def proposal_page(request: Request) -> Response:
    """One proposal: exactly what is to be done, and whether that is still what would be done."""
    room = room_of(request)
    desk = desk_of(room)
    found = Approvals(desk).proposal(request.path_params["proposal"])
    as_proposed, hindrance = True, ""
    changes: tuple[Change, ...] = ()
    if found.state == "open":
        try:
            as_proposed, changes = _now(desk, found.proposal)
        except NotReleased as refused:
            as_proposed, hindrance = False, refused.message
    lines = room.board().reports
    home = room.store.lookup.reports_of([inner for one in changes for inner in one.inner])
    homes = [sorted({home.get(inner, inner) for inner in one.inner}) for one in changes]
    counts = Counter(report for made in homes for report in made)
    data = {
        "proposal": proposal_of(found, language_of(request)),
        "as_proposed": as_proposed,
        "hindrance": hindrance,
        "made_of": [
            {"report": line, "items": counts[report]}
            for report, line in lines.items()
            if report in counts
        ],
        "changes_number": len(changes),
        "changes": [
            {
                "change": one.change,
                "item": one.item,
                "type": one.type,
                "made_of": made,
            }
            for one, made in list(zip(changes, homes, strict=True))[:MOST_SEEN]
        ],
    }
    visitor = visitor_of(request)
    own = bool(visitor.name) and same_person(visitor.name, found.proposal.by)
    shown = {"own": own, "ruling": found.state == "open" and visitor.may(Right.RELEASE)}
    return answer(request, Page("proposal.html", data, found.proposal.id, shown=shown))


def _now(desk: SharingDesk, made: Proposal) -> tuple[bool, tuple[Change, ...]]:
    """Whether what would be done now is what was proposed, and to which items."""
    box = Outbox(desk)
    if made.task == "share" and made.purpose is not None:
        due, changes = box.changes(made.agreement, made.purpose)
        return due.digest == made.digest, changes
    if made.task == "recall":
        held = [one for one in box.held(made.agreement) if subject_of(one) in made.items]
        return bool(held), tuple(
            Change(change="withdrawn", item=one.item, type=one.type, inner=one.inner)
            for one in held
        )
    return True, ()


async def approve(request: Request) -> Response:
    """Carry out what somebody else proposed."""
    async with checked_form(request) as form:
        by, why = acting(request, form), text_of(form, "why")
        require_confirmed(form)
    room, name = room_of(request), request.path_params["proposal"]

    def work() -> str:
        with room.changing():
            desk = desk_of(room)
            desk.review_events()
            Approvals(desk).approve(name, by=by, why=why)
        return f"/proposals/{name}"

    return await done(request, work, "approved", by=by)


async def decline(request: Request) -> Response:
    """Say no to a proposal, or take one's own back."""
    async with checked_form(request) as form:
        by, why = who_and_why(request, form)
    room, name = room_of(request), request.path_params["proposal"]

    def work() -> str:
        Approvals(desk_of(room)).decline(name, by=by, why=why)
        return f"/proposals/{name}"

    return await done(request, work, "declined", by=by)


async def two_persons(request: Request) -> Response:
    """Ask for two persons from now on, which one says; or propose that one is enough."""
    async with checked_form(request) as form:
        by, why = who_and_why(request, form)
        turn = text_of(form, "turn")
        require_confirmed(form)
    if turn not in ("on", "off"):
        raise Incomplete("It was not said whether to turn it on or off.", hint="Say turn=on.")
    room = room_of(request)

    def work() -> Proposal | None:
        desk = desk_of(room)
        if turn == "off":
            return Approvals(desk).one_person(by=by, why=why)
        desk.require_two_persons(by=by, why=why)
        return None

    return await done_or_proposed(request, work, "/proposals", "two_persons", by=by)
