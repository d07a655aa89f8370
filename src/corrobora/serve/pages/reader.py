"""The reader: a frozen text with its claims, and what it shares with other reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.collect.quotations import check_quotations
from corrobora.errors import NotFound
from corrobora.model import Claim, Derivation, Judgement, Report, Stance, whole_claim
from corrobora.reconcile.judged import judged_derivations, parts_of, standing
from corrobora.serve.answers import Page, answer
from corrobora.serve.board import Board
from corrobora.serve.differing import changes_of
from corrobora.serve.opened import opening
from corrobora.serve.pages.forms import remembered_name
from corrobora.serve.reading import pairs, read_span, span_id, stretches
from corrobora.serve.roles import Right, visitor_of
from corrobora.serve.room import Room, room_of
from corrobora.serve.versions import claim_version

LONG_STRETCH = 900
"""Characters that did not change, from which on a stretch of them is folded up ..."""

STRETCH_EDGE = 240
"""... but for so many at each end."""


def routes() -> list[Route]:
    """The routes of this screen."""
    return [
        Route("/reports/{report}", reader),
        Route("/reports/{report}/copied/{other}", copied),
    ]


def reader(request: Request) -> Response:
    """One report with its claims beside it."""
    room = room_of(request)
    report = room.store.report(request.path_params["report"])
    board = room.board()
    found = tuple(room.store.claims(report.id))
    words = room.store.lookup.judgements("claim", [claim.id for claim in found])
    claims = [card for claim in found for card in _cards(claim, words, board)]
    chosen = _chosen(request, [one["claim"] for one in claims])
    asked = request.query_params.get("span", "")
    pointed = read_span(asked, len(report.text)) if asked else None
    derivations = derivations_of(room, [report.id])
    taken = [d for d in derivations if d.report == report.id]
    given = [d for d in derivations if d.source == report.id]
    kept = [one["claim"] for one in claims if one["verdict"] != "reject"]
    order = [claim.id for claim in sorted(kept, key=lambda c: (c.start, c.end, c.id))]
    data: dict[str, Any] = {
        "report": report,
        "claims": claims,
        "copied_from": [_copy(d, board) for d in taken],
        "copied_by": [_copy(d, board) for d in given],
    }
    here = order.index(chosen.id) if chosen is not None and chosen.id in order else None
    shown = {
        "stretches": stretches(
            report.text,
            report.furniture,
            kept,
            [
                (start, end, number)
                for number, one in enumerate(taken, start=1)
                for start, end, _, _ in one.spans
            ],
            pointed or ((chosen.start, chosen.end) if chosen else None),
        ),
        "chosen": chosen,
        "pointed": pointed,
        "wrong_span": bool(asked) and pointed is None,
        "previous": order[here - 1] if here else None,
        "next": order[here + 1] if here is not None and here + 1 < len(order) else
        (order[0] if here is None and order else None),
        "place": None if here is None else here + 1,
        "number": len(order),
        "span_id": span_id,
        "name": remembered_name(request),
        "types": room.case.event_types() if visitor_of(request).may(Right.JUDGE) else (),
        "stances": tuple(one.value for one in Stance),
        "whole": whole_claim,
    }  # fmt: skip
    title = report.title or report.name
    return opening(request, Page("reader.html", data, title, shown=shown), report=report.id)


def _chosen(request: Request, claims: Sequence[Claim]) -> Claim | None:
    asked = request.query_params.get("claim")
    if asked is None:
        return None
    for claim in claims:
        # Of a claim that was divided since, the first part is meant.
        if asked in (claim.id, whole_claim(claim.id)):
            return claim
    raise NotFound(
        f"This report holds no claim {asked}.",
        hint="It may have been read again since; see the claims of the report as it stands.",
        claim=asked,
    )


def _cards(claim: Claim, words: Sequence[Judgement], board: Board) -> Iterator[dict[str, Any]]:
    """A claim as it stands, or the parts that somebody made of it, with what people said of it."""
    mine = [j for j in words if j.subject == claim.id]
    said = standing(mine, "claim").get(claim.id)
    for now, rejected in parts_of(claim, said.value or {} if said is not None else {}):
        yield {
            "claim": now,
            "verdict": "reject" if rejected else said.verdict if said else None,
            "judgements": mine,
            "event": board.event_of.get(now.id),
            "version": claim_version(claim, mine),
        }


def derivations_of(room: Room, reports: Sequence[str]) -> tuple[Derivation, ...]:
    """The derivations of these reports as people judged them."""
    found = room.store.lookup.derivations(reports)
    judged = room.store.lookup.judgements_on("derivation")
    everything = judged_derivations(found, judged, room.board().reports)
    wanted = set(reports)
    return tuple(d for d in everything if d.report in wanted or d.source in wanted)


def _copy(one: Derivation, board: Board) -> dict[str, Any]:
    return {
        "derivation": one,
        "report": board.reports.get(one.report),
        "source": board.reports.get(one.source) if one.source else None,
        "passages": len(one.spans),
    }


def copied(request: Request) -> Response:
    """What two reports share, in two columns."""
    room = room_of(request)
    here = room.store.report(request.path_params["report"])
    there = room.store.report(request.path_params["other"])
    found = [
        d for d in derivations_of(room, [here.id])
        if d.report == here.id and d.source == there.id
    ]  # fmt: skip
    if not found:
        raise NotFound(
            "The program found nothing that this report took from the other.",
            hint="Open the report to see from where it took its words.",
        )
    one = found[0]
    data = {
        "here": _short(here),
        "there": _short(there),
        "derivation": one,
        "pairs": pairs(one, here, there),
        "quotations": [q for q in check_quotations(here, there) if q.attributed],
        "changes": changes_of(there.text, here.text) if one.how == "revision" else None,
    }
    shown = {"long": LONG_STRETCH, "edge": STRETCH_EDGE}
    return answer(request, Page("copied.html", data, shown=shown))


def _short(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "name": report.name,
        "title": report.title,
        "publisher": report.publisher,
        "published": report.published,
        "language": report.language,
    }
