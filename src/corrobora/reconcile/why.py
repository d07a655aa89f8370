"""Why the origins of an event count as they do, as facts that any screen can word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corrobora.model import Claim, Derivation, Event, Judgement, Report
from corrobora.reconcile.origins import same_text_key
from corrobora.reconcile.roots import Roots
from corrobora.reconcile.vetting import Vetting
from corrobora.vocab.reasons import Reason


@dataclass(frozen=True, slots=True)
class OriginReason:
    """Why some claims of an event count as one origin.

    Attributes:
        name: The origin.
        sure: Whether everybody who tells of it is vetted.
        reasons: Each reason with the names of the reports that it holds for.
        told_by: The nearest chain of outlets, each with why it is vetted or not.
        same_words: Whether it counts once because the same words stand in several claims.
    """

    name: str
    sure: bool
    reasons: tuple[tuple[Reason, tuple[str, ...]], ...]
    told_by: tuple[tuple[str, Reason], ...]
    same_words: bool


def origin_reasons(
    event: Event,
    claims: Sequence[Claim],
    reports: Sequence[Report],
    derivations: Sequence[Derivation],
    judgements: Sequence[Judgement],
) -> Iterator[OriginReason]:
    """The reason of each origin of an event, in the order of the event.

    Args:
        event: The event.
        claims: Its claims; others of the same reports help to tell who speaks for whom.
        reports: Their reports, and those that these were taken from.
        derivations: Who took what from whom.
        judgements: What people said.
    """
    by_id = {report.id: report for report in reports}
    roots = Roots(claims, by_id, derivations, judgements)
    vetting = Vetting(judgements, by_id)
    wanted = set(event.claims)
    of_event = {claim.id: claim for claim in claims if claim.id in wanted}
    for origin in event.origins:
        members = [of_event[c] for c in origin.claims if c in of_event]
        found = [roots.of(claim) for claim in members]
        told: dict[Reason, dict[str, None]] = {}
        for claim, root in zip(members, found, strict=True):
            told.setdefault(root.reason, {})[by_id[claim.report].name] = None
        nearest = min(found, key=lambda root: len(root.unvetted), default=None)
        yield OriginReason(
            name=origin.name,
            sure=any(root.positive for root in found),
            reasons=tuple((reason, tuple(names)) for reason, names in told.items()),
            told_by=tuple(
                (by_id[link].name if link in by_id else link, vetting.why(link))
                for link in (nearest.chain if nearest else ())
            ),
            same_words=len({root.key for root in found}) > 1
            and len(_texts(members)) < len(members),
        )


def _texts(claims: Sequence[Claim]) -> set[str]:
    return {same_text_key(claim) or claim.id for claim in claims}
