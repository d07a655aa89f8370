"""Why the claims of an event are joined: the judgements that joined them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corrobora.model import Claim, Derivation, Report
from corrobora.reconcile.pairing import APART, explain, score
from corrobora.reconcile.roots import copy_roots
from corrobora.reconcile.slots import Slots, modality, slots_of
from corrobora.vocab.reasons import Reason
from corrobora.vocab.wording import wording


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
    reasons: tuple[tuple[Reason, float], ...]
    fits: bool

    def told(self, language: str = "en") -> str:
        """One line: what speaks for it, then what speaks against it."""
        words = wording(language)
        rows = [(f"{why.told(language)} ({points:+.1f})", points) for why, points in self.reasons]
        speaks = ", ".join(text for text, points in rows if points > 0)
        against = ", ".join(text for text, points in rows if points < 0)
        line = words.frame["joined"].format(
            claim=self.claim, other=self.other, why=speaks or words.frame["joined_by_nothing"]
        )
        if against:
            line += words.frame["joined_less"].format(why=against)
        return line if self.fits else line + words.frame["joined_by_others"]


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
        yield Join(slot.claim.id, best.claim.id, _reasons(slot, best), score(slot, best) >= 0)


def _reasons(a: Slots, b: Slots) -> tuple[tuple[Reason, float], ...]:
    return tuple(
        (Reason(f"{'join' if points > 0 else 'apart'}.{name}"), max(points, APART))
        for name, points in explain(a, b)
    )
