"""The whole of reconciliation in one function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from corrobora.errors import NotFound
from corrobora.model import Claim, Conflict, Derivation, Event, Judgement, Report
from corrobora.reconcile.conflicts import Told, mirrors, says_retaliation, side
from corrobora.reconcile.events import Draft, draft_event, finish_event
from corrobora.reconcile.linking import Pair, block_keys, link
from corrobora.reconcile.origins import Roots, copy_roots
from corrobora.reconcile.pairing import APART, PRIOR, score
from corrobora.reconcile.slots import Slots, modality, slots_of

METHOD = "reconcile/1"
"""Name and version of the method, for what is derived by it."""

DENIAL_BONUS = 1.0
"""A denial speaks of something reported, so that less is needed to tell of what."""

DENIAL_DAYS = 60
"""A denial of an accusation is looked for within so many days of it."""

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


def is_denial(claim: Claim) -> bool:
    """True for a claim that says something did not happen."""
    if claim.in_furniture:
        return False
    if claim.type == "REJECT" and (claim.mode or "").startswith(("deny", "rebut")):
        return not claim.negated
    if claim.stance == "denied":
        return True
    # What a report itself says did not happen is its news; a denial is somebody's word.
    return claim.negated and claim.stance in ("asserted", "alleged") and bool(claim.speakers)


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


# --- denials -------------------------------------------------------------------------------------


def attach_denials(drafts: Sequence[Draft], denials: Sequence[Slots]) -> None:
    """Give each denial to the one event it most likely speaks of, if any."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    people: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        if draft.modality != "fact":
            continue
        for key in dict.fromkeys(k for m in draft.members for k in block_keys(m)):
            blocks[key].append(number)
        for pair in sorted({p for m in draft.members for p in _accused(m)}):
            people[pair].append(number)
    for denial in denials:
        best = _denied_event(denial, drafts, blocks, people)
        if best is not None:
            drafts[best].denials.append(denial)


def _denied_event(
    denial: Slots,
    drafts: Sequence[Draft],
    blocks: Mapping[tuple[object, ...], list[int]],
    people: Mapping[tuple[str, str], list[int]],
) -> int | None:
    scored: list[tuple[float, int]] = []
    if denial.claim.type == "REJECT":
        numbers = dict.fromkeys(n for pair in _rejecting(denial) for n in people.get(pair, ()))
        for number in numbers:
            points = max(_answers(denial, m) for m in drafts[number].members)
            scored.append((points, number))
    else:
        numbers = dict.fromkeys(n for key in block_keys(denial) for n in blocks.get(key, ())[:60])
        for number in numbers:
            members = drafts[number].members
            points = sum(score(denial, m) for m in members) / len(members) + DENIAL_BONUS
            scored.append((points, number))
    likely = [(points, -number) for points, number in scored if points >= 0]
    return -max(likely)[1] if likely else None


def _accused(one: Slots) -> list[tuple[str, str]]:
    """(accused, accuser) pairs of an accusation."""
    if one.claim.type != "ACCUSE":
        return []
    return [(t, a) for t in sorted(one.target_roots) for a in sorted(one.actor_roots)]


def _rejecting(denial: Slots) -> list[tuple[str, str]]:
    return [(a, t) for a in sorted(denial.actor_roots) for t in sorted(denial.target_roots)]


def _answers(denial: Slots, accusation: Slots) -> float:
    """Points for a rebuttal answering this accusation: near in text, time or words."""
    points = -1.0
    if denial.claim.report == accusation.claim.report:
        points += 2.0 - min(abs(denial.claim.start - accusation.claim.start) / 2000, 1.0)
    if denial.first is not None and accusation.last is not None and accusation.first is not None:
        if accusation.first - 1 <= (denial.last or denial.first) <= accusation.last + DENIAL_DAYS:
            points += 1.0
        else:
            return APART
    points += 0.5 * min(len(denial.words & accusation.words), 3)
    return points


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
        one = draft.members[0]
        if one.claim.type in ("SANCTION", "COERCE", "ACCUSE") and draft.modality == "fact":
            for a in sorted(one.actor_roots):
                for t in sorted(one.target_roots - one.actor_roots):
                    by_pair[one.claim.type, a, t].append(number)
    pairs: set[Pair] = set()
    for (type_, a, t), numbers in sorted(by_pair.items()):
        for left in numbers[:50]:
            for right in by_pair.get((type_, t, a), ())[:50]:
                if left < right and _near(drafts[left], drafts[right]):
                    pairs.add((left, right))
    return sorted(pairs)


def _near(a: Draft, b: Draft) -> bool:
    if not any(mirrors(x, y) for x in a.members for y in b.members):
        return False
    if a.members[0].symmetric or a.members[0].claim.mode != b.members[0].claim.mode:
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
            if says_retaliation(claim):
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
