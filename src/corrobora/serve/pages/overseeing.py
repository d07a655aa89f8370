"""Oversight: the auditor reads everything that is shared or kept back, for a reason on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from corrobora.errors import CorroboraError, NotFound
from corrobora.serve.answers import Page, answer, language_of, wants_json
from corrobora.serve.pages.consenting import request_of
from corrobora.serve.pages.forms import Incomplete, checked_form, done, text_of
from corrobora.serve.pages.proposing import proposal_of
from corrobora.serve.pages.sharing import desk_of
from corrobora.serve.roles import visitor_of
from corrobora.serve.room import room_of
from corrobora.share.labels import Purpose, label_record
from corrobora.sharing import Oversight

PAGE_LINES = 100
"""Rows that a page shows."""

Row = dict[str, Any]


class ReasonNeeded(CorroboraError):
    """Oversight has not yet said in this session why it reads."""

    code = "web.reason"


def routes() -> list[Route]:
    """The routes of these screens."""
    return [
        Route("/oversight", overview),
        Route("/oversight", give_reason, methods=["POST"]),
        Route("/oversight/{view}", view),
        Route("/oversight/decisions/{agreement}/{purpose}", decisions),
    ]


def _releases(reads: Oversight, _: str) -> list[Row]:
    return [
        {"number": one.number, "feed": one.feed, "item": one.item, "type": one.type, "at": one.at,
         "by": one.by}
        for one in reads.releases()
    ]  # fmt: skip


def _recalls(reads: Oversight, _: str) -> list[Row]:
    return [
        {"feed": one.recall.feed, "item": one.recall.item, "state": one.state, "at": one.at,
         "by": one.recall.by, "why": one.recall.why}
        for one in reads.recalls()
    ]  # fmt: skip


def _proposals(reads: Oversight, language: str) -> list[Row]:
    keys = ("id", "state", "told", "at", "by", "why", "answered_by", "answer")
    rows = (proposal_of(one, language) for one in reads.proposals())
    return [{key: row[key] for key in keys} for row in rows]


def _requests(reads: Oversight, _: str) -> list[Row]:
    keys = ("id", "state", "originator", "partner", "purpose", "until", "at", "by", "why",
            "answered_by", "answer")  # fmt: skip
    rows = map(request_of, reads.requests())
    return [{key: row[key] for key in keys} for row in rows]


def _consents(reads: Oversight, _: str) -> list[Row]:
    return [
        {"originator": one.originator, "partner": one.partner, "purpose": sorted(one.purposes),
         "until": one.until, "at": one.at, "by": one.by, "withdrawn": one.withdrawn}
        for one in reads.consents()
    ]  # fmt: skip


def _journal(reads: Oversight, _: str) -> list[Row]:
    return [
        {"number": one.seq, "at": one.at, "by": one.actor, "act": one.act, "subject": one.subject}
        for one in reads.journal()
    ]


def _reads(reads: Oversight, _: str) -> list[Row]:
    return [{"what": one.what, "at": one.at, "by": one.by, "why": one.why} for one in reads.reads()]


VIEWS: Mapping[str, Callable[[Oversight, str], list[Row]]] = {
    "releases": _releases,
    "recalls": _recalls,
    "proposals": _proposals,
    "requests": _requests,
    "consents": _consents,
    "journal": _journal,
    "reads": _reads,
}
"""What oversight reads, by the last part of its address; each gives rows, oldest first."""


def overview(request: Request) -> Response:
    """What there is to read; or the form that asks why, once in a session."""
    reason = _reason(request)
    data: dict[str, Any] = {"reason": reason, "agreements": []}
    if reason:
        data["agreements"] = [
            {
                "id": found.agreement.id,
                "partner": found.agreement.partner,
                "state": found.state,
                "purposes": sorted(found.agreement.purposes),
                "acts": [
                    {"act": one.act.value, "at": one.at, "by": one.by, "why": one.why}
                    for one in acts
                ],
            }
            for found, acts in _reading(request).agreements()
        ]
    return answer(request, Page("oversight.html", data, shown={"views": tuple(VIEWS)}))


async def give_reason(request: Request) -> Response:
    """Keep for this session why oversight reads."""
    async with checked_form(request) as form:
        why = text_of(form, "why")
    if not why:
        raise Incomplete(
            "It must be said why; nothing was read.",
            hint="Give a reason; it stands in the journal with each read.",
        )
    cookie, room = visitor_of(request).cookie, room_of(request)

    def work() -> str:
        room.entrance.sessions.give_reason(cookie, why)
        return "/oversight"

    return await done(request, work, "reason_given")


def view(request: Request) -> Response:
    """Everything of one kind, the latest first."""
    name = request.path_params["view"]
    if name not in VIEWS:
        raise NotFound(f"Oversight has no list of {name}.", hint=f"It has: {', '.join(VIEWS)}.")
    if not _reason(request):
        return _asked_why(request)
    return _listed(request, name, VIEWS[name](_reading(request), language_of(request))[::-1])


def decisions(request: Request) -> Response:
    """What is decided on every report and claim for a partner, what is withheld first."""
    name, purpose = request.path_params["agreement"], request.path_params["purpose"]
    room = room_of(request)
    purposes = desk_of(room).standing(name).agreement.purposes
    if purpose not in {one.value for one in purposes}:
        raise NotFound(
            f"Agreement {name} is not for {purpose}.", hint=f"It is for: {', '.join(purposes)}."
        )
    if not _reason(request):
        return _asked_why(request)
    found = _reading(request).decisions(name, Purpose(purpose))
    rows = [
        {
            "kind": one.kind,
            "item": one.item,
            "decided": one.decision.answer,
            "reasons": list(one.decision.reasons),
            "label": label_record(one.label),
        }
        for one in sorted(found, key=lambda one: one.decision.answer == "allow")
    ]
    return _listed(request, "decisions", rows, f"{name}, {purpose}")


def _listed(request: Request, name: str, rows: list[Row], about: str = "") -> Response:
    given = request.query_params.get("page", "")
    page = int(given) if given.isdecimal() and len(given) < 9 and int(given) else 1
    first = (page - 1) * PAGE_LINES
    data = {
        "view": name,
        "about": about,
        "reason": _reason(request),
        "page": page,
        "pages": max(-(-len(rows) // PAGE_LINES), 1),
        "number": len(rows),
        "rows": rows[first : first + PAGE_LINES],
    }
    return answer(request, Page("oversight-list.html", data))


def _reason(request: Request) -> str:
    return room_of(request).entrance.sessions.reason(visitor_of(request).cookie)


def _reading(request: Request) -> Oversight:
    """Reads of whoever signed in, with the reason of the session."""
    room = room_of(request)
    return Oversight(room.case, by=visitor_of(request).name, why=_reason(request), clock=room.clock)


def _asked_why(request: Request) -> Response:
    if wants_json(request):
        raise ReasonNeeded(
            "It was not said yet in this session why you read.",
            hint="Send the reason as the field why to POST /oversight.",
        )
    return RedirectResponse("/oversight", status_code=303)
