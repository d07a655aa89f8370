"""The whole of reconciliation in one function."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import combinations
from typing import Any

from msgspec.structs import replace

from corrobora.errors import NotFound
from corrobora.model import Claim, Conflict, Derivation, Event, Judgement, Report
from corrobora.reconcile.denials import attach_denials, is_denial
from corrobora.reconcile.events import Draft, finish_event, trace
from corrobora.reconcile.linking import link
from corrobora.reconcile.orders import find_orders
from corrobora.reconcile.pairing import PRIOR
from corrobora.reconcile.roots import Roots, copy_roots
from corrobora.reconcile.slots import Slots, canonical, modality, slots_of
from corrobora.reconcile.traits import Traits

METHOD = "reconcile/1"
"""Name and version of the method, for what is derived by it."""


def reconcile(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    derivations: Sequence[Derivation],
    judgements: Iterable[Judgement] = (),
) -> tuple[Event, ...]:
    """Join claims into events, count their independent origins, and set out their conflicts.

    A function of the claims, reports, derivations and judgements given, and of nothing else: their
    order does not matter, and run on a subset it gives what it would give had the rest never been
    there. Claims that a person rejected, options and risks (conditional), and claims in page
    furniture make no event; denials and negations become conflicts of the event they deny;
    plans and demands make events of their own that no fact joins.

    A judgement on an event may hold ``value={"together": [claim ids]}`` or ``{"apart": [claim
    ids]}``: those claims are one event, or each pair of them is two.

    Raises:
        NotFound: A claim's report is not among ``reports``.
    """
    with without_collector():
        return _reconciled(claims, reports, tuple(derivations), tuple(judgements))


@contextmanager
def without_collector() -> Iterator[None]:
    """Hold the search for cycles back: values have none, and looking through millions is slow."""
    held = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if held:
            gc.enable()


def _reconciled(
    claims: Sequence[Claim],
    reports: Sequence[Report],
    derivations: Sequence[Derivation],
    judgements: Sequence[Judgement],
) -> tuple[Event, ...]:
    found = {report.id: report for report in sorted(reports, key=lambda r: r.id)}
    kept = _claims(claims, found, judgements)
    roots = Roots(kept, found, derivations, judgements)
    slots, denials = _sorted_slots(kept, found, copy_roots(derivations, found))
    index = {s.claim.id: i for i, s in enumerate(slots)} if judgements else {}
    together, apart = (
        [(index[a], index[b]) for a, b in pairs] for pairs in constraints(judgements, index)
    )
    traits = Traits.of((*slots, *denials))
    clusters = link(slots, together, apart, traits)
    drafts = [Draft(tuple(slots[i] for i in cluster)) for cluster in clusters]
    attach_denials(drafts, denials, traits, clusters)
    del slots, denials, traits, clusters, index  # the most of the memory, and not needed any more
    find_orders(drafts, partial(trace, roots=roots, reports=found))
    events: list[Event] = []
    drafts.reverse()
    while drafts:
        events.append(finish_event(drafts.pop(), roots, found))
    return tuple(sorted(_with_gists(events), key=place_in_time))


def _with_gists(events: Sequence[Event]) -> Iterator[Event]:
    gists = {event.id: event.gist for event in events if _told_in_order(event)}
    return (with_gists(event, gists) for event in events)


def _told_in_order(event: Event) -> bool:
    return any(c.about == "order" for c in event.conflicts)


def with_gists(event: Event, gists: Mapping[str, str]) -> Event:
    """The event with conflicts of order that name the other event by its gist, not by its id."""
    if not _told_in_order(event):
        return event

    def named(conflict: Conflict) -> Conflict:
        if conflict.about != "order":
            return conflict
        sides = []
        for one in conflict.sides:
            word, _, other = one.value.partition(" ")
            sides.append(replace(one, value=f"{word}: {gists[other].rstrip('.')}"))
        return replace(conflict, sides=tuple(sides))

    return replace(event, conflicts=tuple(named(c) for c in event.conflicts))


def place_in_time(event: Event) -> tuple[bool, int, str]:
    """What events are ordered by: undated ones last."""
    return (event.date is None, event.date.start.toordinal() if event.date else 0, event.id)


def _claims(
    claims: Iterable[Claim], reports: Mapping[str, Report], judgements: Iterable[Judgement]
) -> list[Claim]:
    rejected = rejected_claims(judgements)
    unique: dict[str, Claim] = {}
    for claim in claims:
        require_report(claim, reports)
        if claim.id not in rejected:
            unique[claim.id] = claim
    return sorted(unique.values(), key=canonical)


def require_report(claim: Claim, reports: Mapping[str, Report]) -> None:
    """Fail where the report of a claim is not given.

    Raises:
        NotFound: It is not.
    """
    if claim.report not in reports:
        raise NotFound(
            f"Claim {claim.id} belongs to report {claim.report}, which is not given.",
            hint="Give the reports of all claims.",
            claim=claim.id,
            report=claim.report,
        )


def rejected_claims(judgements: Iterable[Judgement]) -> frozenset[str]:
    """Ids of the claims that a person rejected and nobody took up again."""
    stand: dict[str, Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
        if judgement.subject_kind == "claim":
            stand[judgement.subject] = judgement
    return frozenset(subject for subject, j in stand.items() if j.verdict == "reject")


def _sorted_slots(
    claims: Sequence[Claim], reports: Mapping[str, Report], originals: Mapping[str, str]
) -> tuple[list[Slots], list[Slots]]:
    slots: list[Slots] = []
    denials: list[Slots] = []
    for order, claim in enumerate(claims):
        as_type = modality(claim)
        report = reports[claim.report]
        if as_type is not None:
            slots.append(slots_of(claim, order, report, as_type, originals.get(report.id)))
        if is_denial(claim):
            denials.append(slots_of(claim, order, report, "fact"))
    return slots, denials


def bound_claims(judgements: Iterable[Judgement]) -> frozenset[str]:
    """Ids of the claims that a person said are one event with others, or another."""
    return frozenset(
        claim
        for judgement in judgements
        if judgement.subject_kind == "event" and judgement.value
        for word in ("together", "apart")
        for claim in judgement.value.get(word, ())
    )


def constraints(
    judgements: Iterable[Judgement], place: Mapping[str, Any]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Pairs of claims that a person said are one event, and pairs that are two.

    Of several words on a pair the latest stands; "free" takes back what was said of it.

    Args:
        judgements: What people said.
        place: The canonical place of each claim there is.
    """
    together: dict[tuple[str, str], bool] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
        if judgement.subject_kind != "event" or not judgement.value:
            continue
        for word, joined in (("together", True), ("apart", False)):
            members = {c for c in judgement.value.get(word, ()) if c in place}
            for pair in combinations(sorted(members, key=place.__getitem__), 2):
                together[pair] = joined
        freed = {c for c in judgement.value.get("free", ()) if c in place}
        for pair in combinations(sorted(freed, key=place.__getitem__), 2):
            together.pop(pair, None)
    return (
        [pair for pair, joined in together.items() if joined],
        [pair for pair, joined in together.items() if not joined],
    )


__all__ = ["METHOD", "PRIOR", "attach_denials", "find_orders", "is_denial", "reconcile"]
