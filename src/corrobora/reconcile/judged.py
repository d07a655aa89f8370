"""What people said about claims and derivations, laid over what was found."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

import msgspec
from msgspec.structs import fields, replace

from corrobora.model import Claim, Derivation, Json, Judgement

EDITABLE = ("type", "mode", "stance", "negated", "date", "deaths", "wounded")
"""Fields of a claim that a person may correct; its words and its report stay as they are."""

JUDGED = "judged: "
"""Beginning of the cue that says who confirmed, or added, a derivation."""

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
