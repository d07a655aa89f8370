"""Accepting or rejecting several claims in one act: shown first, then done wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.case import Case
from corrobora.errors import CorroboraError, NotFound
from corrobora.model import Claim, Judgement, Value, whole_claim
from corrobora.reconcile.verdicts import Made, Verdict
from corrobora.serve.answers import Page, answer, language_of, wants_json
from corrobora.serve.pages.desk import gists_of
from corrobora.serve.pages.forms import (
    Incomplete,
    checked_form,
    remembered_name,
    sent_on,
    text_of,
    texts_of,
    who_and_why,
)
from corrobora.serve.pages.judging import Said, keep, verdict_of
from corrobora.serve.pages.marking import back, view_of
from corrobora.serve.room import Busy, Room, room_of
from corrobora.serve.versions import claim_version

MOST_CHOSEN = 250
"""Claims that one act may judge."""


class Chosen(Value, frozen=True, kw_only=True):
    """What a form says.

    Attributes:
        claims: (id, the version that its page showed) of each claim.
        events: Events all of whose claims are meant.
        verdict: Accept or reject.
        confirmed: Whether who sent it was shown what exactly it is about.
        by: Who says it.
        why: For what reason.
        view: The list that the form came from.
        selection: Its filters.
    """

    claims: tuple[tuple[str, str], ...]
    events: tuple[str, ...]
    verdict: Verdict
    confirmed: bool
    by: str
    why: str
    view: str
    selection: str


class Overtaken(CorroboraError):
    """Some of what was chosen was changed since its page was made.

    Attributes:
        claims: Ids of these claims.
    """

    code = "web.stale"

    def __init__(self, claims: Sequence[str]) -> None:
        super().__init__(
            "Somebody changed some of these since you chose them, so nothing of yours was kept.",
            hint="See which ones, and what was said of them; then send the rest, or all.",
            claims=", ".join(claims),
        )
        self.claims = tuple(claims)


def routes() -> list[Route]:
    """The routes of these forms."""
    return [Route("/judge/claims", judge_claims, methods=["POST"])]


async def judge_claims(request: Request) -> Response:
    """Show what was chosen; once that is confirmed, accept or reject it."""
    chosen = await _chosen(request)
    room = room_of(request)
    if not chosen.confirmed:
        return await run_in_threadpool(_shown, request, room, chosen, None)
    try:
        number = await run_in_threadpool(_judge, room, chosen)
    except (Overtaken, Busy) as error:
        return await run_in_threadpool(_shown, request, room, chosen, error)
    where, done = back(chosen.view, chosen.selection), f"claims_{chosen.verdict}"
    return sent_on(request, where, done, by=chosen.by, number=number)


async def _chosen(request: Request) -> Chosen:
    """The fields of a form.

    Raises:
        Forbidden: It did not come from one of our pages.
        Incomplete: Something is missing, or too much was chosen.
    """
    async with checked_form(request) as form:
        confirmed = text_of(form, "confirm") == "yes"
        if wants_json(request) and not confirmed:
            raise Incomplete(
                "It is not said that this is meant; nothing was changed.", hint="Send: confirm=yes"
            )
        by, why = who_and_why(request, form) if confirmed else ("", "")
        found = Chosen(
            claims=tuple(_read(one) for one in dict.fromkeys(texts_of(form, "claim"))),
            events=tuple(dict.fromkeys(texts_of(form, "event"))),
            verdict=verdict_of(text_of(form, "verdict")),
            confirmed=confirmed,
            by=by,
            why=why,
            view=view_of(text_of(form, "view")),
            selection=text_of(form, "selection"),
        )
    if not found.claims and (confirmed or not found.events):
        raise Incomplete("Nothing was chosen; nothing was changed.", hint="Tick what is meant.")
    if confirmed and found.events:
        raise Incomplete(
            "Events are not judged without their claims having been shown; nothing was changed.",
            hint="Send the claims that are meant.",
        )
    if len(found.claims) > MOST_CHOSEN:
        raise _too_many(len(found.claims))
    if confirmed and not all(seen for _, seen in found.claims):
        raise Incomplete(
            "The form does not say which versions it is about; nothing was changed.",
            hint="Give each claim as its id, a space and its version.",
        )
    return found


def _read(given: str) -> tuple[str, str]:
    claim, _, seen = given.partition(" ")
    return claim, seen.strip()


def _too_many(number: int) -> Incomplete:
    return Incomplete(
        f"{number} claims are too many for one act; nothing was changed.",
        hint=f"Choose at most {MOST_CHOSEN} at a time.",
    )


def _judge(room: Room, chosen: Chosen) -> int:
    """Keep the judgements in one act; how many.

    Raises:
        Overtaken: Somebody changed one of the claims, so nothing was kept.
        NotFound: The case holds one of them no more.
    """
    ids = [claim for claim, _ in chosen.claims]

    def made(_: Case) -> tuple[Verdict, list[Made]]:
        now = _versions(room, ids)
        missing = [claim for claim in ids if claim not in now]
        if missing:
            raise NotFound(
                f"The case holds no claim {', '.join(missing[:5])}; nothing was changed.",
                hint="Their reports may have been read again since; open the list again.",
            )
        stale = [claim for claim, seen in chosen.claims if now[claim][1] != seen]
        if stale:
            raise Overtaken(stale)
        return chosen.verdict, [("claim", claim, None) for claim in ids]

    keep(room, made, Said(by=chosen.by, why=chosen.why, verdict=chosen.verdict, seen=""))
    return len(ids)


def _versions(room: Room, ids: Sequence[str]) -> dict[str, tuple[Claim, str, list[Judgement]]]:
    """Each claim as it was found, its version, and what people said of it, in the order given."""
    whole = [one for one in ids if whole_claim(one) == one]
    claims = {claim.id: claim for claim in room.store.lookup.claims(whole)}
    said = _by_claim(claims, room.store.lookup.judgements("claim", list(claims)))
    return {
        id_: (claims[id_], claim_version(claims[id_], said[id_]), said[id_])
        for id_ in dict.fromkeys(whole)
        if id_ in claims
    }


def versions_of(claims: Iterable[Claim], words: Iterable[Judgement]) -> dict[str, str]:
    """The version of each claim, as it was found, for forms that name it.

    Args:
        claims: The claims.
        words: What people said of them, oldest first.
    """
    found = {claim.id: claim for claim in claims}
    said = _by_claim(found, words)
    return {id_: claim_version(claim, said[id_]) for id_, claim in found.items()}


def _by_claim(
    claims: Mapping[str, Claim], words: Iterable[Judgement]
) -> dict[str, list[Judgement]]:
    said: dict[str, list[Judgement]] = {claim: [] for claim in claims}
    for word in words:
        if word.subject in said:
            said[word.subject].append(word)
    return said


def _shown(request: Request, room: Room, chosen: Chosen, error: CorroboraError | None) -> Response:
    """A page with every claim that would be judged, to be confirmed or left."""
    board = room.board()
    seen = dict(chosen.claims)
    rows = [row for row in map(board.row, chosen.events) if row is not None]
    ids = list(dict.fromkeys([*seen, *(claim for row in rows for claim in row.claims)]))
    if len(ids) > MOST_CHOSEN:
        raise _too_many(len(ids))
    found = _versions(room, ids)
    homes = {claim: board.event_of[claim] for claim in found if claim in board.event_of}
    data: dict[str, Any] = {
        "verdict": chosen.verdict,
        "number": len(found),
        "left_out": len(ids) - len(found),
        "claims": [
            {
                "claim": claim,
                "version": version,
                "judgements": words,
                "event": homes.get(id_),
                # What was changed since it was chosen is left for its reader to tick again.
                "changed": seen.get(id_, version) not in ("", version),
            }
            for id_, (claim, version, words) in found.items()
        ],
        "see": back(chosen.view, chosen.selection),
    }
    if error is not None:
        data["error"] = {"code": error.code, "message": error.message, "hint": error.hint}
    events = list(dict.fromkeys(homes.values()))
    shown: dict[str, Any] = {
        "gists": gists_of(room, events, language_of(request)),
        "reports": board.reports,
        "name": chosen.by or remembered_name(request),
        "why": chosen.why,
        "view": chosen.view,
        "selection": chosen.selection,
        "overtaken": isinstance(error, Overtaken),
        "busy": isinstance(error, Busy),
    }
    status = 200 if error is None else 409
    return answer(request, Page("chosen.html", data, shown=shown, status=status))
