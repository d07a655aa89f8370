"""Why the claims of an event are joined, in the words of the judgements that joined them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corrobora.model import Claim, Derivation, Report
from corrobora.reconcile.pairing import APART, explain, score
from corrobora.reconcile.roots import copy_roots
from corrobora.reconcile.slots import Slots, modality, slots_of


@dataclass(frozen=True, slots=True)
class Join:
    """What joins a claim to an event.

    Attributes:
        claim: Id of the claim.
        other: Id of the claim before it in the event that it fits best.
        reasons: Judgements with their points, largest first.
        fits: False when the two alone would not join: others between them do, or a person's word.
    """

    claim: str
    other: str
    reasons: tuple[tuple[str, float], ...]
    fits: bool

    def __str__(self) -> str:
        """One line: what speaks for it, then what speaks against it."""
        speaks = [f"{text} ({points:+.1f})" for text, points in self.reasons if points > 0]
        against = [f"{text} ({points:+.1f})" for text, points in self.reasons if points < 0]
        line = f"{self.claim} joined with {self.other}: {', '.join(speaks) or 'nothing alike'}"
        if against:
            line += f"; less: {', '.join(against)}"
        return line if self.fits else f"{line}; held by the other claims or a person's word"


def joins_of(
    claims: Sequence[Claim], reports: Sequence[Report], derivations: Sequence[Derivation]
) -> Iterator[Join]:
    """For each claim of one event after the first, the earlier claim it fits best, and why.

    Args:
        claims: The claims of the event.
        reports: Their reports, and those that these are copies of.
        derivations: Who took what from whom.
    """
    by_id = {report.id: report for report in reports}
    copies = copy_roots(derivations, by_id)
    slots: list[Slots] = []
    in_order = sorted(claims, key=lambda c: (c.report, c.start, c.end, c.id))
    for order, claim in enumerate(in_order):
        as_type = modality(claim)
        if as_type is not None:
            report = by_id[claim.report]
            slots.append(slots_of(claim, order, report, as_type, copies.get(report.id)))
    for position, slot in enumerate(slots[1:], start=1):
        best = max(slots[:position], key=lambda other: (score(slot, other), -other.order))
        yield Join(slot.claim.id, best.claim.id, _in_words(slot, best), score(slot, best) >= 0)


def _in_words(a: Slots, b: Slots) -> tuple[tuple[str, float], ...]:
    return tuple((text.rstrip("."), max(points, APART)) for text, points in explain(a, b))
