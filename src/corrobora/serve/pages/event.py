"""The page of an event: conflicts first, what each origin says, and why the counts stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.errors import NotFound
from corrobora.model import Claim, Derivation, Event, Report
from corrobora.reconcile.gist import show_day
from corrobora.reconcile.joins import joins_of
from corrobora.reconcile.judged import judged
from corrobora.reconcile.toll import grade_reason
from corrobora.reconcile.verdicts import last_grouping
from corrobora.reconcile.why import origin_reasons
from corrobora.serve.answers import Page, language_of
from corrobora.serve.event_view import (
    Told,
    conflicts_of,
    joins_view,
    matrix_of,
    origins_view,
    show_count,
    sides_told,
)
from corrobora.serve.opened import opening
from corrobora.serve.pages.desk import gist
from corrobora.serve.pages.forms import remembered_name
from corrobora.serve.pages.reader import derivations_of
from corrobora.serve.room import Room, room_of
from corrobora.serve.versions import event_version, words_on
from corrobora.serve.words import texts
from corrobora.vocab.actor_names import name_in

_NEAREST = 12


def routes() -> list[Route]:
    """The routes of this screen."""
    return [Route("/events/{event}", event_page)]


def event_page(request: Request) -> Response:
    """One event."""
    room = room_of(request)
    event = event_of(room, request.path_params["event"])
    board = room.board()
    judgements = tuple(room.store.judgements())
    claims = room.case.claims_by(event.claims)
    # A denial is no claim of the event, but its words stand on one side of a conflict.
    sides = {c for conflict in event.conflicts for side in conflict.sides for c in side.claims}
    beside = room.case.claims_by(sorted(sides - set(event.claims)))
    by_id = {claim.id: claim for claim in (*claims, *beside)}
    derivations, reports = _behind(room, event)
    around = judged(room.store.lookup.claims_in(event.reports), judgements)
    language = language_of(request)
    title = gist(event, language)
    told = sides_told(event, title, by_id, _gists_beside(room, event, sides, language), language)
    graded = grade_reason(event, claims)
    origins = origin_reasons(event, around, reports, derivations, judgements)
    data: dict[str, Any] = {
        "event": event,
        "gist": title,
        "claims": claims,
        "conflicts": conflicts_of(event, by_id, board.reports, told),
        "matrix": matrix_of(event, by_id, board.reports, _told(language)),
        "why": origins_view(origins, language),
        "why_grade": graded.told(language) if graded else "",
        "joins": joins_view(joins_of(claims, reports, derivations), language),
        "judgements": [j for j in judgements if j.subject == event.id or j.subject in by_id],
        "version": event_version(event, words_on(event, judgements)),
    }
    wanted = set(event.claims)
    shown = {
        "reports": board.reports,
        "by_id": by_id,
        "name": remembered_name(request),
        "grouped": last_grouping(judgements, event.claims),
        "others": _others(room, event, [c for c in around if c.id not in wanted], language),
    }
    page = Page("event.html", data, data["gist"], shown=shown)
    return opening(request, page, event=event.id)


def event_of(room: Room, identifier: str) -> Event:
    """An event of the case.

    Raises:
        NotFound: There is none with this id (any more).
    """
    found = room.store.lookup.events([identifier])
    if not found:
        raise NotFound(
            f"The case holds no event {identifier}.",
            hint="Events are made anew when reports or judgements come in; look on the desk.",
            event=identifier,
        )
    return found[0]


def _behind(room: Room, event: Event) -> tuple[tuple[Derivation, ...], tuple[Report, ...]]:
    """The reports of an event and all that these were taken from, one from another."""
    known: set[str] = set()
    waiting = list(event.reports)
    found: dict[str, Derivation] = {}
    while waiting:
        known |= set(waiting)
        fresh = [d for d in derivations_of(room, waiting) if d.report in known]
        found |= {f"{d.report}>{d.source}>{d.ghost}>{d.how}": d for d in fresh}
        waiting = sorted({d.source for d in fresh if d.source} - known)
    return tuple(found.values()), room.store.lookup.reports(sorted(known))


def _gists_beside(
    room: Room, event: Event, claims: Collection[str], language: str
) -> dict[str, str]:
    """What the other events are to which these claims belong, by claim."""
    home = room.board().event_of
    wanted = {c: home[c] for c in claims if home.get(c, event.id) != event.id}
    found = {
        e.id: gist(e, language) for e in room.store.lookup.events(sorted(set(wanted.values())))
    }
    return {claim: found[id_] for claim, id_ in wanted.items() if id_ in found}


def _others(
    room: Room, event: Event, around: Sequence[Claim], language: str
) -> list[dict[str, Any]]:
    """Events told in the same reports, of the same type first: likely ones to be joined."""
    board = room.board()
    ids = dict.fromkeys(board.event_of[c.id] for c in around if c.id in board.event_of)
    ids.pop(event.id, None)
    found = room.store.lookup.events(list(ids)[:200])
    nearest = sorted(found, key=lambda e: (e.type != event.type, e.id))
    return [{"id": e.id, "gist": gist(e, language), "type": e.type} for e in nearest[:_NEAREST]]


def _told(language: str) -> Told:
    words = texts(language)

    def told(claim: Claim, name: str) -> str:
        if name in ("actors", "targets"):
            people = claim.actors if name == "actors" else claim.targets
            return ", ".join(name_in(one.id, one.name, language) for one in people)
        if name == "date":
            return show_day(claim.date, language) if claim.date else ""
        if name == "place" and claim.place is not None:
            kind = words["precision"][claim.place.precision]
            return f"{claim.place.name} ({kind})"
        if name in ("deaths", "wounded"):
            count = claim.deaths if name == "deaths" else claim.wounded
            return show_count(count) if count else ""
        if name == "instrument":
            return claim.instrument.text if claim.instrument else ""
        if name == "stance":
            stance = words["stance"][claim.stance.value]
            return f"{stance}, {words['page']['negated']}" if claim.negated else stance
        return ""

    return told
