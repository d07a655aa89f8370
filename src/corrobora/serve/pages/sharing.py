"""The sharing desk: agreements, what a partner would see, what is out; and the journal."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.errors import NotFound
from corrobora.serve.answers import Page, answer
from corrobora.serve.pages.forms import remembered_name
from corrobora.serve.room import Room, room_of
from corrobora.share.agreements import Standing
from corrobora.share.labels import Purpose
from corrobora.sharing import Approvals, ConsentQueue, Outbox, SharingDesk
from corrobora.store import verify

_LINES = 50
MOST_SEEN = 200
"""Items that a page lists; the rest is counted."""


def routes() -> list[Route]:
    """The routes of these screens."""
    return [
        Route("/sharing", agreements),
        Route("/sharing/{agreement}", agreement_page),
        Route("/sharing/{agreement}/preview/{purpose}", preview),
        Route("/journal", journal),
    ]


def desk_of(room: Room) -> SharingDesk:
    """The sharing side of the case."""
    return SharingDesk(room.case, clock=room.clock)


def _terms(found: Standing) -> dict[str, Any]:
    terms = found.agreement
    record: dict[str, Any] = msgspec.to_builtins(terms, enc_hook=str)
    return record | {
        "purposes": sorted(terms.purposes),
        "onward_to": sorted(terms.onward_to),
        "compartments": sorted(terms.compartments),
        "tlp": terms.tlp.marking,
        "pap": terms.pap.marking,
        "place": terms.place.name.lower(),
        "date": terms.date.name.lower(),
        "valid_from": terms.valid_from,
        "valid_until": terms.valid_until,
    }


def standing_of(desk: SharingDesk, found: Standing) -> dict[str, Any]:
    """An agreement and how it stands, for a page."""
    return {
        "terms": _terms(found),
        "state": found.state,
        "since": found.since,
        "why": found.why,
        "diligence": desk.diligence(found.agreement),
    }


def agreements(request: Request) -> Response:
    """All agreements, how they stand, and what is out under each."""
    room = room_of(request)
    desk = desk_of(room)
    box = Outbox(desk)
    rows = [
        standing_of(desk, found)
        | {
            "held": len(box.held(found.agreement.id)),
            "recalled": len(box.recalls(found.agreement.id)),
        }
        for found in desk.agreements()
    ]
    data = {
        "agreements": rows,
        "two_persons": desk.two_persons,
        "proposed": sum(one.state == "open" for one in Approvals(desk).proposals()),
        "asked": sum(one.state == "asked" for one in ConsentQueue(desk).requests()),
    }
    return answer(request, Page("sharing.html", data))


def agreement_page(request: Request) -> Response:
    """One agreement: its terms, its history, what the partner holds, what is wanted back."""
    room = room_of(request)
    name = request.path_params["agreement"]
    desk = desk_of(room)
    found = desk.standing(name)
    box = Outbox(desk)
    held, recalls = box.held(name), box.recalls(name)
    data = standing_of(desk, found) | {
        "history": [
            {"at": a.at, "act": a.act.value, "by": a.by, "why": a.why} for a in desk.history(name)
        ],
        "held": [
            {"feed": r.feed, "number": r.number, "item": r.item, "type": r.type, "at": r.at,
             "by": r.by}
            for r in held[:MOST_SEEN]
        ],
        "held_number": len(held),
        "recalls": [
            {"item": s.recall.item, "feed": s.recall.feed, "state": s.state, "since": s.at,
             "until": s.recall.deadline, "by": s.recall.by, "why": s.recall.why}
            for s in recalls[:MOST_SEEN]
        ],
        "recalls_number": len(recalls),
        "reads": [
            {"feed": feed, "credential": who, "number": number, "at": at}
            for feed in box.feeds(name)
            for who, (number, at) in room.store.ledger.reads(feed).items()
        ],
    }  # fmt: skip
    return answer(request, Page("agreement.html", data, name))


def preview(request: Request) -> Response:
    """What a partner would see now, and what is withheld and why. Nothing goes out."""
    room = room_of(request)
    name, asked = request.path_params["agreement"], request.path_params["purpose"]
    desk = desk_of(room)
    terms = desk.standing(name).agreement
    if asked not in {purpose.value for purpose in terms.purposes}:
        raise NotFound(
            f"Agreement {name} is not for {asked}.",
            hint=f"It is for: {', '.join(sorted(terms.purposes))}.",
        )
    # Before the preview: what is decided while it is made has to show in the form.
    version = room.version()
    seen = desk.preview(name, Purpose(asked))
    reasons: Counter[str] = Counter()
    for one in seen.withheld:
        reasons.update(one.decision.reasons)
    counts = room.store.counts()
    data = {
        "agreement": name,
        "partner": terms.partner,
        "purpose": asked,
        "reports": len(seen.reports),
        "claims": len(seen.claims),
        "all_reports": counts.reports,
        "all_claims": counts.claims,
        "events_number": len(seen.events),
        "events": [
            {"gist": e.gist, "independent": e.independent, "credibility": e.credibility,
             "type": e.type}
            for e in seen.events[:MOST_SEEN]
        ],
        "withheld": [{"items": n, "reason": why} for why, n in reasons.most_common()],
        "withheld_number": len(seen.withheld),
        "version": version,
        "state": desk.standing(name).state,
        "two_persons": desk.two_persons,
        "to_ask": ConsentQueue(desk).to_ask(name, Purpose(asked)),
    }  # fmt: skip
    shown = {
        "name": remembered_name(request),
        "until": terms.valid_until,
        "today": desk.today,
        "lines": room.board().reports,
    }
    return answer(request, Page("preview.html", data, name, shown=shown))


def journal(request: Request) -> Response:
    """What was done to the case, the latest first; with a check of the whole chain on request."""
    room = room_of(request)
    given = request.query_params.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 16 else None
    lines = room.store.lookup.journal(before, _LINES)
    checked = request.query_params.get("verify") == "1"
    data = {
        "entries": lines,
        "head": room.store.head(),
        "older": lines[-1].seq if lines and lines[-1].seq > 1 else None,
        "verified": checked,
        "findings": verify(room.store.journal()) if checked else (),
    }
    return answer(request, Page("journal.html", data))
