"""What people said about claims, laid over what was found: corrected, or left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import fields, replace

from corrobora.model import Claim, Json, Judgement

EDITABLE = ("type", "mode", "stance", "negated", "date", "deaths", "wounded")
"""Fields of a claim that a person may correct; its words and its report stay as they are."""

_TYPES = {f.name: f.type for f in fields(Claim) if f.name in EDITABLE}


def standing(judgements: Iterable[Judgement], kind: str) -> dict[str, Judgement]:
    """The judgement that stands for each subject of a kind: the latest."""
    found: dict[str, Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
        if judgement.subject_kind == kind:
            found[judgement.subject] = judgement
    return found


def judged(claims: Iterable[Claim], judgements: Iterable[Judgement]) -> tuple[Claim, ...]:
    """Claims without those that a person rejected, and with the corrections that people made.

    A judgement with the verdict "edit" holds the corrected fields (of ``EDITABLE``) in ``value``;
    one with the verdict "accept" takes an earlier word back.
    """
    stands = standing(judgements, "claim")
    return tuple(
        edited(claim, stands[claim.id].value or {}) if claim.id in stands else claim
        for claim in claims
        if claim.id not in stands or stands[claim.id].verdict != "reject"
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
