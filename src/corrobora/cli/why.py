"""Why an event is what it is: where each claim comes from, what joined them, how origins count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corrobora.model import Claim, Derivation, Event, Judgement, Report
from corrobora.reconcile.joins import joins_of
from corrobora.reconcile.origins import Roots, same_text_key
from corrobora.reconcile.vetting import Vetting


def origins_explained(
    event: Event,
    claims: Sequence[Claim],
    reports: Sequence[Report],
    derivations: Sequence[Derivation],
    judgements: Sequence[Judgement],
) -> Iterator[str]:
    """For each origin the reason why its claims count as one, and then why the count is a range."""
    by_id = {report.id: report for report in reports}
    roots = Roots(claims, by_id, derivations, judgements)
    vetting = Vetting(judgements, by_id)
    of_event = {claim.id: claim for claim in claims if claim.id in set(event.claims)}
    for number, origin in enumerate(event.origins, start=1):
        members = [of_event[c] for c in origin.claims if c in of_event]
        found = [roots.of(claim) for claim in members]
        sure = any(root.positive for root in found)
        yield f"    {number}. {origin.name}" + ("" if sure else " (may repeat another)")
        told: dict[str, list[str]] = {}
        for claim, root in zip(members, found, strict=True):
            told.setdefault(root.reason, []).append(by_id[claim.report].name)
        for reason, names in told.items():
            yield f"       {reason}: {', '.join(dict.fromkeys(names))}"
        nearest = min(found, key=lambda root: len(root.unvetted), default=None)
        for link in nearest.chain if nearest else ():
            name = by_id[link].name if link in by_id else link
            yield f"       told by {name}: {vetting.why(link)}"
        if len({root.key for root in found}) > 1 and len(_texts(members)) < len(members):
            yield "       the same words stand in several of these, so they count once"
    low, high = event.independent.min, event.independent.max
    if low != high:
        yield f"    At least {low}: an origin counts for sure where all who tell of it are vetted."
        yield f"    At most {high}: the others may repeat one of these, or be invented."


def _texts(claims: Sequence[Claim]) -> set[str]:
    return {same_text_key(claim) or claim.id for claim in claims}


def joins_explained(
    event: Event,
    claims: Sequence[Claim],
    reports: Sequence[Report],
    derivations: Sequence[Derivation],
) -> Iterator[str]:
    """For each claim after the first, the claim it fits best and what speaks for and against."""
    wanted = set(event.claims)
    for join in joins_of([c for c in claims if c.id in wanted], reports, derivations):
        yield f"    {join}"
