"""Low, best and high numbers of dead, and how far an event may be believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from corrobora.model import Claim, Conflict, Count, Event, Independence, Stance, Toll
from corrobora.reconcile.slots import modality
from corrobora.vocab.reasons import Reason, ReasonKey, because

Credibility = Literal["1", "2", "3", "4", "5", "6"]


def toll_of(claims: Sequence[Claim], origin: Mapping[str, str]) -> Toll | None:
    """Deaths over the claims of one event, as UCDP states them: low, best, high.

    ``best`` is the figure that the most origins give (rule ``most-origins``); where two figures
    are given by equally many, the lower one, which is ACLED's practice (``most-conservative``).
    One figure alone is ``single-figure``. Figures of another scope than the most common one (a
    total over months, another group of victims) are left out.
    """
    counts = _of_main_scope(claims)
    if not counts:
        return None
    backers: dict[int, set[str]] = defaultdict(set)
    for claim, count in counts:
        backers[count.min].add(origin[claim.id])
    most = max(len(names) for names in backers.values())
    leading = sorted(figure for figure, names in backers.items() if len(names) == most)
    if len(backers) == 1:
        rule = "single-figure"
    else:
        rule = "most-origins" if len(leading) == 1 else "most-conservative"
    open_ended = any(count.max is None and count.min == max(backers) for _, count in counts)
    highest = max(count.max if count.max is not None else count.min for _, count in counts)
    return Toll(low=min(backers), best=leading[0], high=None if open_ended else highest, rule=rule)


def _of_main_scope(claims: Sequence[Claim]) -> list[tuple[Claim, Count]]:
    counts = [(c, c.deaths) for c in claims if c.deaths is not None]
    scopes: dict[str, int] = defaultdict(int)
    for _, count in counts:
        scopes[count.scope or ""] += 1
    if len(scopes) < 2:
        return counts
    main = min(scopes, key=lambda s: (-scopes[s], s))
    return [(claim, count) for claim, count in counts if (count.scope or "") == main]


def credibility_of(
    claims: Sequence[Claim],
    independent: Independence,
    conflicts: Sequence[Conflict],
    denying_origins: int,
    *,
    happened: bool,
) -> Credibility:
    """The Admiralty code's second axis, by a rule anyone can check.

    - 6: a plan or a demand; or only hearsay with no named source behind it.
    - 5: denied by at least two origins and backed by at most one that is shown to be independent.
    - 4: denied by someone, or who did it is told differently, without two independent origins.
    - 1: two or more origins shown to be independent, no denial, no contradiction in any field.
    - 2: two or more such origins, but some field is contradicted or someone denies it.
    - 3: everything else: one origin that states it, or several of unknown independence.

    The number of reports does not enter.
    """
    return _graded(claims, independent, conflicts, denying_origins, happened=happened)[0]


def grade_reason(event: Event, claims: Sequence[Claim]) -> Reason | None:
    """Why an event has its grade; None where its claims are not those that it was made of."""
    happened = bool(claims) and modality(claims[0]) == "fact"
    denying = {name for c in event.conflicts if c.kind == "denial" for name in c.sides[-1].origins}
    # Who tells of it and denies it counts as denying, but is shown as no conflict.
    for number in range(len(denying), 3):
        grade, key = _graded(claims, event.independent, event.conflicts, number, happened=happened)
        if grade == event.credibility:
            return because(key)
    return None


def _graded(
    claims: Sequence[Claim],
    independent: Independence,
    conflicts: Sequence[Conflict],
    denying_origins: int,
    *,
    happened: bool,
) -> tuple[Credibility, ReasonKey]:
    if not happened:
        return "6", "grade.not-done"
    doubted = any(c.about in ("actor", "agency") and c.kind == "contradiction" for c in conflicts)
    if denying_origins >= 2 and independent.min < 2:
        return "5", "grade.denied-by-several"
    if independent.min >= 2:
        if denying_origins or any(c.kind != "scope" for c in conflicts):
            return "2", "grade.origins-differ"
        return "1", "grade.origins-agree"
    if denying_origins:
        return "4", "grade.denied"
    if doubted:
        return "4", "grade.doers-differ"
    named = any(not v.anonymous for c in claims for v in c.speakers)
    if all(c.stance is Stance.ALLEGED for c in claims) and not named:
        return "6", "grade.hearsay"
    return "3", "grade.one-origin" if independent.max < 2 else "grade.unsure-origins"
