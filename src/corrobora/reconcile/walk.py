"""The whole of reconciliation in one function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from corrobora.errors import NotFound
from corrobora.model import Claim, Conflict, Derivation, Event, Judgement, Report
from corrobora.reconcile.conflicts import Told, mirrors, side
from corrobora.reconcile.denials import attach_denials, is_denial
from corrobora.reconcile.events import Draft, draft_event, finish_event
from corrobora.reconcile.linking import Pair, link
from corrobora.reconcile.origins import Roots, copy_roots
from corrobora.reconcile.pairing import PRIOR
from corrobora.reconcile.slots import Slots, modality, slots_of

METHOD = "reconcile/1"
"""Name and version of the method, for what is derived by it."""

MIRROR_DAYS = 60
"""A retaliation answers a deed of the other side within so many days."""


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
    found = {report.id: report for report in sorted(reports, key=lambda r: r.id)}
    kept = _claims(claims, found, judgements)
    roots = Roots(kept, found, derivations, judgements)
    slots, denials = _sorted_slots(kept, found, copy_roots(derivations, found))
    together, apart = _constraints(judgements, {s.claim.id: i for i, s in enumerate(slots)})
    clusters = link(slots, together, apart)
    drafts = [draft_event([slots[i] for i in cluster], roots, found) for cluster in clusters]
    attach_denials(drafts, denials)
    find_orders(drafts)
    events = [finish_event(draft, roots, found) for draft in drafts]
    return tuple(sorted(_with_gists(events), key=_place_in_time))


def _with_gists(events: Sequence[Event]) -> list[Event]:
    """Events whose conflicts of order name the other event by its gist instead of its id."""
    gists = {event.id: event.gist.rstrip(".") for event in events}

    def named(conflict: Conflict) -> Conflict:
        if conflict.about != "order":
            return conflict
        sides = []
        for one in conflict.sides:
            word, _, other = one.value.partition(" ")
            sides.append(replace(one, value=f"{word}: {gists[other]}"))
        return replace(conflict, sides=tuple(sides))

    return [
        replace(event, conflicts=tuple(named(c) for c in event.conflicts))
        if any(c.about == "order" for c in event.conflicts)
        else event
        for event in events
    ]


def _place_in_time(event: Event) -> tuple[bool, int, str]:
    return (event.date is None, event.date.start.toordinal() if event.date else 0, event.id)


def _claims(
    claims: Iterable[Claim], reports: Mapping[str, Report], judgements: Iterable[Judgement]
) -> list[Claim]:
    stand: dict[str, Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
        if judgement.subject_kind == "claim":
            stand[judgement.subject] = judgement
    rejected = {subject for subject, j in stand.items() if j.verdict == "reject"}
    unique: dict[str, Claim] = {}
    for claim in claims:
        if claim.report not in reports:
            raise NotFound(
                f"Claim {claim.id} belongs to report {claim.report}, which is not given.",
                hint="Give the reports of all claims.",
                claim=claim.id,
                report=claim.report,
            )
        if claim.id not in rejected:
            unique[claim.id] = claim
    return sorted(unique.values(), key=lambda c: (c.report, c.start, c.end, c.id))


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


def _constraints(
    judgements: Iterable[Judgement], index: Mapping[str, int]
) -> tuple[list[Pair], list[Pair]]:
    together: dict[Pair, bool] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
        if judgement.subject_kind != "event" or not judgement.value:
            continue
        for word, joined in (("together", True), ("apart", False)):
            members = sorted(index[c] for c in judgement.value.get(word, ()) if c in index)
            for position, left in enumerate(members):
                for right in members[position + 1 :]:
                    together[left, right] = joined
    return (
        [pair for pair, joined in together.items() if joined],
        [pair for pair, joined in together.items() if not joined],
    )


# --- order ---------------------------------------------------------------------------------------


def find_orders(drafts: Sequence[Draft]) -> None:
    """Set out where origins tell two events in opposite orders.

    The order is told by ``Claim.follows``, by words of retaliation beside a mirrored deed, and by
    the dates that one report gives to both.
    """
    home = {m.claim.id: number for number, draft in enumerate(drafts) for m in draft.members}
    before: dict[tuple[int, int], dict[str, Told]] = defaultdict(dict)
    for later, draft in enumerate(drafts):
        for member in draft.members:
            claim = member.claim
            for followed in claim.follows:
                earlier = home.get(followed)
                if earlier is not None and earlier != later:
                    before[earlier, later].setdefault(claim.id, _told(draft, claim))
    for first, second in _mirrored(drafts):
        _order_of_mirrored(drafts, first, second, before)
    for earlier, later in sorted(before):
        if earlier < later and (later, earlier) in before:
            _add_order_conflict(drafts, earlier, later, before)


def _mirrored(drafts: Sequence[Draft]) -> list[Pair]:
    """Pairs of events that are one kind of deed done by each side to the other, near in time."""
    by_pair: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        if draft.modality != "fact":
            continue
        triples = {
            (one.claim.type, a, t)
            for one in draft.members
            if one.claim.type in ("SANCTION", "COERCE", "ACCUSE")
            for a in one.actor_roots
            for t in one.target_roots - one.actor_roots
        }
        for triple in sorted(triples):
            by_pair[triple].append(number)
    pairs: set[Pair] = set()
    for (type_, a, t), numbers in sorted(by_pair.items()):
        for left in numbers[:50]:
            for right in by_pair.get((type_, t, a), ())[:50]:
                if left < right and _near(drafts[left], drafts[right]):
                    pairs.add((left, right))
    return sorted(pairs)


def _near(a: Draft, b: Draft) -> bool:
    if not any(
        mirrors(x, y) and x.claim.mode == y.claim.mode and not x.symmetric
        for x in a.members
        for y in b.members
    ):
        return False
    gaps = [
        max(x.first - y.last, y.first - x.last, 0)
        for x in a.members
        for y in b.members
        if x.first is not None and x.last is not None and y.first is not None and y.last is not None
    ]
    return not gaps or min(gaps) <= MIRROR_DAYS


def _order_of_mirrored(
    drafts: Sequence[Draft],
    first: int,
    second: int,
    before: dict[tuple[int, int], dict[str, Told]],
) -> None:
    for earlier, later in ((first, second), (second, first)):
        for member in drafts[later].members:
            claim = member.claim
            if member.answers:
                before[earlier, later].setdefault(claim.id, _told(drafts[later], claim))
            for other in drafts[earlier].members:
                in_order = (
                    other.last is not None
                    and member.first is not None
                    and (other.last < member.first)
                )
                if in_order and other.claim.report == claim.report:
                    before[earlier, later].setdefault(claim.id, _told(drafts[later], claim))


def _add_order_conflict(
    drafts: Sequence[Draft],
    earlier: int,
    later: int,
    before: Mapping[tuple[int, int], Mapping[str, Told]],
) -> None:
    for here, other in ((earlier, later), (later, earlier)):
        drafts[here].order_conflicts.append(
            Conflict(
                about="order",
                sides=(
                    side(f"before {drafts[other].id}", list(before[here, other].values())),
                    side(f"after {drafts[other].id}", list(before[other, here].values())),
                ),
                kind="contradiction",
            )
        )


def _told(draft: Draft, claim: Claim) -> Told:
    return Told(claim, draft.origin[claim.id])


__all__ = ["METHOD", "PRIOR", "attach_denials", "find_orders", "is_denial", "reconcile"]
