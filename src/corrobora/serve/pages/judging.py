"""What people say of claims and events, from the forms of the pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.case import Case
from corrobora.errors import CorroboraError, NotFound
from corrobora.model import Event, Judgement, Value
from corrobora.reconcile.verdicts import (
    Made,
    Verdict,
    last_grouping,
    moment,
    of_event,
    regrouped,
    stands,
    ungrouped,
)
from corrobora.serve.answers import Page, answer
from corrobora.serve.pages.event import event_of
from corrobora.serve.pages.forms import (
    Incomplete,
    checked_form,
    done,
    text_of,
    texts_of,
    who_and_why,
)
from corrobora.serve.room import Busy, Room, room_of
from corrobora.serve.versions import (
    Stale,
    claim_version,
    event_version,
    require_same,
    words_on,
)

Judging = Callable[[Case], Sequence[Made]]
"""Gives what is to be kept, once the case is this request's to change; raises ``Stale``."""


class Said(Value, frozen=True, kw_only=True):
    """What a form says, as it has to be kept or handed back."""

    by: str
    why: str
    verdict: str
    seen: str
    other: str = ""
    apart: tuple[str, ...] = ()
    anchor: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def routes() -> list[Route]:
    """The routes of these forms."""
    return [
        Route("/judge/claim/{claim}", judge_claim, methods=["POST"]),
        Route("/judge/event/{event}", judge_event, methods=["POST"]),
    ]


async def _said(request: Request) -> Said:
    """The fields of a form.

    Raises:
        Forbidden: It did not come from one of our pages.
        Incomplete: Something is missing.
    """
    async with checked_form(request) as form:
        by, why = who_and_why(request, form)
        found = Said(
            by=by,
            why=why,
            verdict=text_of(form, "verdict"),
            seen=text_of(form, "seen"),
            other=text_of(form, "other"),
            apart=tuple(texts_of(form, "apart")),
            anchor=text_of(form, "anchor"),
        )
    if not found.seen:
        raise Incomplete(
            "The form does not say which version it is about; nothing was changed.",
            hint="Open the page again, or give its version as: seen.",
        )
    return found


async def judge_claim(request: Request) -> Response:
    """Accept or reject a claim."""
    said = await _said(request)
    verdict = verdict_of(said.verdict)
    room = room_of(request)
    identifier = request.path_params["claim"]

    def made(_: Case) -> list[Made]:
        words = room.store.lookup.judgements("claim", [identifier])
        claim = room.store.lookup.claims([identifier])[0]
        require_same(said.seen, claim_version(claim, words), words)
        return [("claim", identifier, None)]

    def work() -> str:
        found = room.store.lookup.claims([identifier])
        if not found:
            raise NotFound(
                f"The case holds no claim {identifier}.",
                hint="Its report may have been read again since; open the report.",
            )
        keep(room, lambda case: (verdict, made(case)), said)
        return f"/reports/{found[0].report}?claim={identifier}#claim-{identifier}"

    try:
        return await done(request, work, f"claim_{verdict}", by=said.by)
    except (Stale, Busy) as error:
        return await handed_back(request, error, said, lambda: claim_now(room, identifier))


async def judge_event(request: Request) -> Response:
    """Accept or reject an event, join another to it, take claims out, or take that back."""
    said = await _said(request)
    asked = said.verdict
    room = room_of(request)
    event = request.path_params["event"]
    verdict: Verdict = "edit" if asked in ("merge", "split", "undo") else verdict_of(asked)

    def made(_: Case) -> list[Made]:
        found = event_of(room, event)
        words = words_on(found, tuple(room.store.judgements()))
        require_same(said.seen, event_version(found, words), words)
        if asked == "merge":
            joined = event_of(room, said.other)
            return regrouped(found, joined.claims, (), {*found.claims, *joined.claims})
        if asked == "split":
            mine = [claim for claim in said.apart if claim in found.claims]
            return regrouped(found, (), mine, found.claims)
        if asked == "undo":
            judgements = tuple(room.store.judgements())
            act = last_grouping(judgements, found.claims)
            if not act:
                raise Incomplete("Nobody has joined or divided this event.", hint="Open it again.")
            return ungrouped(judgements, act)
        return of_event(found, "reject" if verdict == "reject" else "accept")

    def work() -> str:
        claims = _event_or_stale(room, event, said).claims
        keep(room, lambda case: (verdict, made(case)), said)
        board = room.board()
        now = next((board.event_of[c] for c in claims if c in board.event_of), None)
        return f"/events/{now}" if now else "/"

    try:
        return await done(request, work, f"event_{asked}", by=said.by)
    except (Stale, Busy) as error:
        return await handed_back(request, error, said, lambda: _event_now(room, event, said))


def _event_or_stale(room: Room, event: str, said: Said) -> Event:
    """The event that a form speaks of.

    Raises:
        Stale: It was made anew under another id, which its claim leads to.
        NotFound: There is none, and never was.
    """
    try:
        return event_of(room, event)
    except NotFound:
        now = _event_of_claim(room, said.anchor)
        if now is None:
            raise
        words = words_on(now, tuple(room.store.judgements()))
        raise Stale(event_version(now, words), words) from None


def _event_of_claim(room: Room, claim: str) -> Event | None:
    identifier = room.board().event_of.get(claim)
    return event_of(room, identifier) if identifier else None


def verdict_of(given: str) -> Verdict:
    """Accept or reject.

    Raises:
        Incomplete: It is neither.
    """
    if given == "accept":
        return "accept"
    if given == "reject":
        return "reject"
    raise Incomplete(
        f"{given!r} is no verdict; nothing was changed.", hint="Use one of the buttons of the page."
    )


def keep(room: Room, made: Callable[[Case], tuple[Verdict, Sequence[Made]]], by_why: Said) -> None:
    """Keep the judgements, and make the events anew.

    Args:
        room: Where.
        made: Gives the verdict and what is to be kept, once the case is this request's to change.
        by_why: Who says it, and why.
    """
    with room.changing() as case:
        verdict, wanted = made(case)
        said = tuple(case.store.judgements())
        if stands(said, verdict, wanted):
            return
        at = moment(room.clock(), said)
        case.judge_all(
            Judgement(
                subject_kind=kind,
                subject=subject,
                verdict=verdict,
                by=by_why.by,
                at=at,
                why=by_why.why,
                value=value,
            )
            for kind, subject, value in wanted
        )
        room.keep_up()


# --- what could not be kept is handed back --------------------------------------------------------


def claim_now(room: Room, identifier: str) -> dict[str, Any]:
    """A claim as it is now, for the page that hands a form back."""
    claim = room.store.lookup.claims([identifier])[0]
    words = room.store.lookup.judgements("claim", [identifier])
    return {
        "kind": "claim",
        "words": claim.quote,
        "see": f"/reports/{claim.report}?claim={claim.id}#claim-{claim.id}",
        "form": f"/judge/claim/{claim.id}",
        "judgements": words,
        "version": claim_version(claim, words),
    }


def _event_now(room: Room, identifier: str, said: Said) -> dict[str, Any]:
    event = _event_of_claim(room, said.anchor) or event_of(room, identifier)
    words = words_on(event, tuple(room.store.judgements()))
    return {
        "kind": "event",
        "words": event.gist,
        "see": f"/events/{event.id}",
        "form": f"/judge/event/{event.id}",
        "judgements": words,
        "version": event_version(event, words),
    }


async def handed_back(
    request: Request, error: CorroboraError, said: Said, now: Callable[[], dict[str, Any]]
) -> Response:
    """A page with what was to be said and what is there now, to be sent again or left."""
    data = {
        "error": {"code": error.code, "message": error.message, "hint": error.hint},
        "yours": said,
        "now": await run_in_threadpool(now),
        "since": error.since if isinstance(error, Stale) else (),
    }
    return await run_in_threadpool(answer, request, Page("stale.html", data, status=409))
