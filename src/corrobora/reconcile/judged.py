"""What people said about claims and derivations, laid over what was found."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import fields, replace

from corrobora.model import (
    Claim,
    Count,
    Derivation,
    Instrument,
    Json,
    Judgement,
    When,
    Where,
)

CORRECTABLE = (
    "type", "mode", "stance", "negated", "actors", "targets", "speakers", "place", "date", "deaths",
    "wounded",
)  # fmt: skip
"""Fields of a claim that a person may correct; its words and its report stay as they are. Who and
where are kept as they were resolved."""

JUDGED = "judged: "
"""Beginning of the cue that says who confirmed, or added, a derivation."""

Counted = TypeVar("Counted", When | None, Where | None, Count | None, Instrument | None)

_TYPES = {f.name: f.type for f in fields(Claim) if f.name in CORRECTABLE}


def standing(judgements: Iterable[Judgement], kind: str) -> dict[str, Judgement]:
    """The judgement that stands for each subject of a kind: the latest."""
    found: dict[str, Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
        if judgement.subject_kind == kind:
            found[judgement.subject] = judgement
    return found


def judged(claims: Iterable[Claim], judgements: Iterable[Judgement]) -> tuple[Claim, ...]:
    """Claims without those that a person rejected, and with the corrections that people made.

    A judgement with the verdict "edit" holds the corrected fields (of ``CORRECTABLE``) in
    ``value``, or the parts into which the claim falls; one with the verdict "accept" takes an
    earlier word back.
    """
    stands = standing(judgements, "claim")
    found: list[Claim] = []
    for claim in claims:
        said = stands.get(claim.id)
        if said is None:
            found.append(claim)
        elif said.verdict != "reject":
            parts = parts_of(claim, said.value or {})
            found += [part for part, rejected in parts if not rejected]
    return tuple(found)


def parts_of(claim: Claim, value: Mapping[str, Json]) -> tuple[tuple[Claim, bool], ...]:
    """A claim as a correction has it: itself, or the parts that a person made of it.

    Args:
        claim: As it was found.
        value: Corrected fields; under ``parts`` the ``start`` and ``end`` of each part (inside the
            claim, in characters of the report), its own corrected fields, and whether it is
            ``rejected``. A part is called as the claim with its number behind a full stop.

    Returns:
        Each claim, and whether it was rejected.

    Raises:
        msgspec.ValidationError: A value is not of the kind that its field holds, or a part does
            not lie in the claim.
    """
    whole = edited(claim, value)
    if not value.get("parts"):
        return ((whole, False),)
    out = []
    for number, given in enumerate(value["parts"], start=1):
        start, end = msgspec.convert((given.get("start"), given.get("end")), tuple[int, int])
        if not claim.start <= start < end <= claim.end:
            raise msgspec.ValidationError("A part has to lie in the claim.")
        quote = claim.quote[start - claim.start : end - claim.start]
        part = replace(whole, id=f"{claim.id}.{number}", start=start, end=end, quote=quote)
        out.append((edited(_within(part, claim.quote), given), bool(given.get("rejected"))))
    return tuple(out)


def _within(part: Claim, words: str) -> Claim:
    """A part without what stands in the claim's words, but in another part of them."""

    def stays(text: str) -> bool:
        return text in part.quote or text not in words

    def kept(field: Counted) -> Counted:
        return field if field is None or stays(field.text) else None

    return replace(
        part,
        actors=tuple(one for one in part.actors if stays(one.text)),
        targets=tuple(one for one in part.targets if stays(one.text)),
        instrument=kept(part.instrument),
        date=kept(part.date),
        place=kept(part.place),
        deaths=kept(part.deaths),
        wounded=kept(part.wounded),
    )


def edited(claim: Claim, value: Mapping[str, Json]) -> Claim:
    """A claim with corrected fields; fields that cannot be corrected are passed over.

    Raises:
        msgspec.ValidationError: A value is not of the kind that its field holds.
    """
    changes = {
        name: msgspec.convert(given, _TYPES[name])
        for name, given in value.items()
        if name in _TYPES
    }
    return replace(claim, **changes) if changes else claim


def derivation_id(derivation: Derivation) -> str:
    """Name of a derivation in judgements: ``report>source`` or ``report>publisher``."""
    ghost = derivation.ghost.publisher if derivation.ghost else ""
    return f"{derivation.report}>{derivation.source or ghost}"


def judged_derivations(
    derivations: Iterable[Derivation], judgements: Iterable[Judgement], reports: Container[str]
) -> tuple[Derivation, ...]:
    """Derivations without those that a person rejected, with those that a person added.

    One that a person accepted says so in its cues. One that a person states where the program
    found none (``report>source``, both among ``reports``) is a write-up of the whole report.
    """
    stands = standing(judgements, "derivation")
    out: list[Derivation] = []
    found: set[str] = set()
    for one in derivations:
        name = derivation_id(one)
        found.add(name)
        said = stands.get(name)
        if said is None:
            out.append(one)
        elif said.verdict != "reject":
            out.append(replace(one, cues=tuple(dict.fromkeys((*one.cues, _said(said))))))
    for name, said in stands.items():
        report, _, source = name.partition(">")
        missing = name not in found and report in reports and source in reports
        if said.verdict == "accept" and missing and report != source:
            cues = (_said(said),)
            out.append(
                Derivation(report=report, source=source, ghost=None, how="write-up", cues=cues)
            )
    return tuple(sorted(out, key=lambda d: (d.report, d.source or "~", str(d.ghost), d.how)))


def _said(judgement: Judgement) -> str:
    return f"{JUDGED}{judgement.by}: {judgement.why}"
