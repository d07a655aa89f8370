"""Why an event is what it is: where each claim comes from, what joined them, how origins count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corrobora.model import Claim, Derivation, Event, Judgement, Report
from corrobora.reconcile.joins import joins_of
from corrobora.reconcile.why import origin_reasons


def origins_explained(
    event: Event,
    claims: Sequence[Claim],
    reports: Sequence[Report],
    derivations: Sequence[Derivation],
    judgements: Sequence[Judgement],
) -> Iterator[str]:
    """For each origin the reason why its claims count as one, and then why the count is a range."""
    found = origin_reasons(event, claims, reports, derivations, judgements)
    for number, origin in enumerate(found, start=1):
        alone = origin.sure or len(event.origins) == 1
        yield f"    {number}. {origin.name}" + ("" if alone else " (may repeat another)")
        for reason, names in origin.reasons:
            yield f"       {reason.told()}: {', '.join(names)}"
        for name, why in origin.told_by:
            yield f"       told by {name}: {why.told()}"
        if origin.same_words:
            yield "       the same words stand in several of these, so they count once"
    low, high = event.independent.min, event.independent.max
    if low != high:
        yield f"    At least {low}: an origin counts for sure where all who tell of it are vetted."
        yield f"    At most {high}: the others may repeat one of these, or be invented."


def joins_explained(
    event: Event,
    claims: Sequence[Claim],
    reports: Sequence[Report],
    derivations: Sequence[Derivation],
) -> Iterator[str]:
    """For each claim after the first, the claim it fits best and what speaks for and against."""
    wanted = set(event.claims)
    for join in joins_of([c for c in claims if c.id in wanted], reports, derivations):
        yield f"    {join.told()}"
