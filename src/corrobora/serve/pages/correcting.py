"""Corrections of claims in the reader: fields, parts, and taking the last word back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.case import Case
from corrobora.errors import NotFound
from corrobora.extract.corrections import FIELDS, differing, read_corrections
from corrobora.model import Claim, Judgement, whole_claim
from corrobora.reconcile.judged import parts_of, standing
from corrobora.reconcile.verdicts import Verdict
from corrobora.serve.pages.forms import Incomplete, checked_form, done, text_of, who_and_why
from corrobora.serve.pages.judging import Said, claim_now, handed_back, keep
from corrobora.serve.room import Busy, Room, room_of
from corrobora.serve.versions import Stale, claim_version, require_same

Value = dict[str, Any]
Change = Callable[[Case, Claim, Sequence[Judgement], Value], tuple[Verdict, Value | None]]
"""Gives the verdict and the value to keep, from the claim as found, what was said of it, and the
value that stands."""


def routes() -> list[Route]:
    """The routes of these forms."""
    return [
        Route("/judge/claim/{claim}/edit", edit, methods=["POST"]),
        Route("/judge/claim/{claim}/split", split, methods=["POST"]),
        Route("/judge/claim/{claim}/undo", undo, methods=["POST"]),
    ]


async def edit(request: Request) -> Response:
    """Correct fields of a claim, or of a part of one."""
    said, fields = await _said(request, "edit", FIELDS)
    identifier = request.path_params["claim"]

    def change(
        case: Case, claim: Claim, _: Sequence[Judgement], value: Value
    ) -> tuple[Verdict, Value]:
        shown = _shown(claim, value, identifier)
        changes = _changes(case, shown, fields)
        if fields.get("drop") == "yes":
            changes = {"rejected": True}
        if not changes:
            raise Incomplete("Nothing was corrected.", hint="Change a field, and send it again.")
        place = _part_number(identifier)
        if place is None:
            return "edit", value | changes
        parts = [dict(part) for part in value["parts"]]
        parts[place] |= changes
        return "edit", value | {"parts": parts}

    return await _kept(request, said, "edit", change)


async def split(request: Request) -> Response:
    """Divide a claim into two, at a place of its words."""
    said, fields = await _said(request, "split", ("first", "second"))

    def change(
        _: Case, claim: Claim, __: Sequence[Judgement], value: Value
    ) -> tuple[Verdict, Value]:
        if value.get("parts"):
            raise Incomplete(
                "This claim is divided already.", hint="Take the last word back first."
            )
        spans = [_span(claim, fields.get(name, "")) for name in ("first", "second")]
        if spans[0] == spans[1]:
            raise Incomplete("Both parts are the same words.", hint="Give other words for one.")
        return "edit", value | {"parts": [{"start": s, "end": e} for s, e in spans]}

    return await _kept(request, said, "split", change)


async def undo(request: Request) -> Response:
    """Take the last word on a claim back: what was said before it stands again."""
    said, _ = await _said(request, "undo", ())

    def change(
        _: Case, __: Claim, words: Sequence[Judgement], ___: Value
    ) -> tuple[Verdict, Value | None]:
        if not words:
            raise Incomplete("Nobody has said anything of this claim.", hint="Go to the reader.")
        if len(words) == 1:
            return "accept", None
        before = words[-2]
        return before.verdict, dict(before.value) if before.value else None

    return await _kept(request, said, "undo", change)


async def _said(
    request: Request, verdict: str, names: Sequence[str]
) -> tuple[Said, dict[str, str]]:
    async with checked_form(request) as form:
        by, why = who_and_why(request, form)
        fields = _fields(form, (*names, "drop"))
        seen = text_of(form, "seen")
    if not seen:
        raise Incomplete(
            "The form does not say which version it is about; nothing was changed.",
            hint="Open the page again, or give its version as: seen.",
        )
    said = Said(by=by, why=why, verdict=verdict, seen=seen, fields=tuple(fields.items()))
    return said, fields


def _fields(form: FormData, names: Sequence[str]) -> dict[str, str]:
    """The fields that the form holds; one that is missing is not to be changed."""
    return {name: text_of(form, name) for name in names if isinstance(form.get(name), str)}


async def _kept(request: Request, said: Said, act: str, change: Change) -> Response:
    room = room_of(request)
    identifier = request.path_params["claim"]
    whole = whole_claim(identifier)

    def work() -> str:
        found = room.store.lookup.claims([whole])
        if not found:
            raise NotFound(
                f"The case holds no claim {identifier}.",
                hint="Its report may have been read again since; open the report.",
            )
        keep(room, lambda case: _made(room, case, whole, said.seen, change), said)
        return f"/reports/{found[0].report}?claim={whole}#claim-{_still(room, whole, identifier)}"

    try:
        return await done(request, work, f"claim_{act}", by=said.by)
    except (Stale, Busy) as error:
        return await handed_back(
            request, error, said, lambda: claim_now(room, whole) | {"form": request.url.path}
        )


def _made(
    room: Room, case: Case, whole: str, seen: str, change: Change
) -> tuple[Verdict, list[tuple[Any, str, Value | None]]]:
    claim = room.store.lookup.claims([whole])[0]
    words = room.store.lookup.judgements("claim", [whole])
    require_same(seen, claim_version(claim, words), words)
    stands = standing(words, "claim").get(whole)
    value = dict(stands.value or {}) if stands is not None else {}
    verdict, made = change(case, claim, words, value)
    if made is not None:
        try:
            parts_of(claim, made)
        except msgspec.ValidationError as error:
            raise Incomplete(
                f"This cannot be said of the claim: {error}.", hint="Nothing was changed."
            ) from error
    return verdict, [("claim", whole, made)]


def _still(room: Room, whole: str, identifier: str) -> str:
    """The card to go to: of the part, where it is still one; else of the claim."""
    claims = room.case.claims_by([identifier, whole, f"{whole}.1"])
    return next((c.id for c in claims if c.id == identifier), claims[0].id if claims else whole)


def _part_number(identifier: str) -> int | None:
    number = identifier.partition(".")[2]
    return int(number) - 1 if number.isdecimal() and len(number) < 3 else None


def _shown(claim: Claim, value: Value, identifier: str) -> Claim:
    """The claim or part as the page showed it.

    Raises:
        NotFound: There is no such part (any more).
    """
    for one, _ in parts_of(claim, value):
        if one.id == identifier:
            return one
    raise NotFound(
        f"The case holds no claim {identifier}.",
        hint="It may have been divided, or joined again, since; open the report.",
    )


def _changes(case: Case, claim: Claim, fields: Mapping[str, str]) -> Value:
    """The fields that the form gives otherwise than they are, as a correction keeps them."""
    given = read_corrections(claim, fields, case.namer(claim), case.event_types())
    return differing(claim, given)


def _span(claim: Claim, words: str) -> tuple[int, int]:
    """Where some words of a claim stand in its report.

    Raises:
        Incomplete: They are not words of the claim, or all of them.
    """
    at = claim.quote.find(words) if words else -1
    if at < 0:
        raise Incomplete(
            "These are not words of the claim, one after the other.",
            hint="Take them from the claim as they stand there.",
        )
    if len(words) == len(claim.quote):
        raise Incomplete("This part is the whole claim.", hint="Leave words out of it.")
    return claim.start + at, claim.start + at + len(words)
