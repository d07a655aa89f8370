"""The events of a case that keeps growing: a new report recomputes what it touches, and no more.

After any changes, in any order, the picture is what ``reconcile`` makes of all that is there. Each
part of that function looks at a bounded neighbourhood, and the picture keeps what it takes to find
out whose neighbourhood a change lies in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from corrobora.model import Claim, Conflict, Derivation, Event, Judgement, Report
from corrobora.reconcile.average import Group
from corrobora.reconcile.denials import (
    MOST_EVENTS,
    event_keys,
    hopes_of,
    is_denial,
    is_met,
    is_rebuttal,
    likeliest,
    likely_events,
    rating,
    ways_of,
)
from corrobora.reconcile.events import Draft, finish_event, trace
from corrobora.reconcile.judged import judged_derivations, standing
from corrobora.reconcile.live_links import LiveLinks, Place
from corrobora.reconcile.live_roots import LiveRoots, Token
from corrobora.reconcile.live_traits import LiveTraits
from corrobora.reconcile.orders import MOST_MIRRORED, is_mirrored, order_conflict, triples_of
from corrobora.reconcile.pairing import APART
from corrobora.reconcile.roots import copy_roots
from corrobora.reconcile.slots import Slots, canonical, modality, slots_of
from corrobora.reconcile.walk import (
    bound_claims,
    constraints,
    place_in_time,
    rejected_claims,
    require_report,
    with_gists,
)

_COPIES = ("repost", "translation", "revision")


@dataclass(frozen=True)
class Change:
    """What a change did to the events: ids of those that are no more, and those new or changed."""

    gone: frozenset[str]
    new: tuple[Event, ...]


@dataclass
class _Entry:
    """An event and what it rests on."""

    draft: Draft
    keys: KeysView[Any]
    triples: tuple[Any, ...]
    tokens: set[Token]
    event: Event | None = None
    shown: Event | None = None


class _Lists:
    """For each key the places of the events that have it, in order."""

    def __init__(self) -> None:
        self.rows: dict[Any, list[Place]] = {}

    def add(self, key: Any, place: Place) -> int:
        """Put a place in; where it stands."""
        row = self.rows.setdefault(key, [])
        at = bisect_left(row, place)
        row.insert(at, place)
        return at

    def remove(self, key: Any, place: Place) -> int:
        """Take a place out; where it stood."""
        row = self.rows[key]
        at = bisect_left(row, place)
        del row[at]
        if not row:
            del self.rows[key]
        return at


@dataclass
class _Touched:
    """What one change has reached so far."""

    places: set[Place] = field(default_factory=set)
    denials: set[str] = field(default_factory=set)
    met: defaultdict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    ordered: set[Place] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)


class Picture:
    """All events of the reports, claims, derivations and judgements given so far."""

    def __init__(self) -> None:
        self._reports: dict[str, Report] = {}
        self._given: dict[str, dict[str, Claim]] = {}
        self._counted: dict[str, dict[str, Claim]] = {}
        self._report_of: dict[str, str] = {}
        self._judgements: tuple[Judgement, ...] = ()
        self._bound: frozenset[str] = frozenset()
        self._rejected: frozenset[str] = frozenset()
        self._doubts: dict[str, dict[str, Judgement]] = {}
        self._named: defaultdict[str, set[str]] = defaultdict(set)
        self._taken: dict[str, tuple[Derivation, ...]] = {}
        self._takers: defaultdict[str, set[str]] = defaultdict(set)
        self._copy_of: dict[str, str] = {}
        self._copies: defaultdict[str, set[str]] = defaultdict(set)
        self._originals: dict[str, str] = {}
        self._recopied: set[str] = set()
        self._roots = LiveRoots(self._reports)
        self._traits = LiveTraits()
        self._links = LiveLinks(self._traits)
        self._denials: dict[str, Slots] = {}
        self._likely: dict[str, dict[Place, float]] = {}
        self._ways: dict[str, tuple[frozenset[Any], frozenset[Any]]] = {}
        self._seekers: defaultdict[Any, set[str]] = defaultdict(set)
        self._found: dict[str, Place] = {}
        self._denied: defaultdict[Place, set[str]] = defaultdict(set)
        self._followers: defaultdict[str, set[str]] = defaultdict(set)
        self._keys = _Lists()
        self._triples = _Lists()
        self._tokens: defaultdict[Token, set[Place]] = defaultdict(set)
        self._orders: defaultdict[Place, dict[Place, Conflict]] = defaultdict(dict)
        self._entries: dict[Place, _Entry] = {}
        self._drafts: dict[Place, Draft] = {}

    def events(self) -> tuple[Event, ...]:
        """All events, in order of date."""
        shown = (entry.shown for entry in self._entries.values() if entry.shown is not None)
        return tuple(sorted(shown, key=place_in_time))

    def follow(
        self,
        claims: Iterable[Claim],
        reports: Iterable[Report],
        derivations: Iterable[Derivation],
        judgements: Iterable[Judgement] = (),
    ) -> Change:
        """Come to what ``reconcile`` gives for these, by updating what differs from before."""
        told: dict[str, dict[str, Claim]] = defaultdict(dict)
        for claim in claims:
            told[claim.report][claim.id] = claim
        there = {report.id: report for report in reports}
        taken: dict[str, list[Derivation]] = defaultdict(list)
        for one in derivations:
            taken[one.report].append(one)
        for its in told.values():
            require_report(next(iter(its.values())), there)
        return self.update(
            add=[
                (report, tuple(told.get(name, {}).values()))
                for name, report in there.items()
                if self._reports.get(name) != report or self._given[name] != told.get(name, {})
            ],
            remove=self._reports.keys() - there.keys(),
            derivations={
                name: taken.get(name, ())
                for name in taken.keys() | self._taken.keys()
                if self._taken.get(name, ()) != tuple(taken.get(name, ()))
            },
            judgements=judgements,
        )

    def update(
        self,
        *,
        add: Iterable[tuple[Report, Sequence[Claim]]] = (),
        remove: Iterable[str] = (),
        derivations: Mapping[str, Sequence[Derivation]] | None = None,
        judgements: Iterable[Judgement] | None = None,
    ) -> Change:
        """Take in what is new, and take out what is to go.

        Args:
            add: Reports with all their claims; one that is there already is replaced.
            remove: Ids of reports that go, with their claims.
            derivations: For each report named, all that it took from others, in place of what was
                given for it before. They outlast the reports they speak of, as in ``reconcile``.
            judgements: All that people said, in place of what was given before; None leaves it.

        Raises:
            NotFound: A claim belongs to another report than it is given with.
        """
        added = {report.id: (report, claims) for report, claims in add}
        for report, claims in added.values():
            for claim in claims:
                require_report(claim, {report.id: report})
        leaving = {i for i in (*remove, *added) if i in self._reports}
        tokens: set[Token] = set()
        for name in leaving:
            tokens |= self._roots.remove_report(self._reports.pop(name))
            for claim_id in self._given.pop(name):
                self._report_of.pop(claim_id, None)
        for name, (report, claims) in added.items():
            self._reports[name] = report
            self._given[name] = {claim.id: claim for claim in claims}
            self._report_of |= dict.fromkeys(self._given[name], name)
            tokens |= self._roots.add_report(report)
        reread, doubted = self._judge(judgements)
        tokens |= self._roots.vet(self._judgements)
        moved = leaving | added.keys()
        tokens |= self._rederive(derivations or {}, moved, doubted)
        out, new = self._sift(moved | reread)
        for claim in out:
            tokens |= self._roots.vote(claim, -1)
        for claim in new:
            tokens |= self._roots.vote(claim, 1)
        return self._recompute(out, new, tokens)

    def _judge(self, judgements: Iterable[Judgement] | None) -> tuple[set[str], set[str]]:
        """Take what people said; reports whose claims or whose derivations that may change."""
        if judgements is None:
            return set(), set()
        self._judgements = tuple(judgements)
        rejected = rejected_claims(self._judgements)
        self._bound = bound_claims(self._judgements)
        flipped = {self._report_of[c] for c in rejected ^ self._rejected if c in self._report_of}
        doubts: defaultdict[str, dict[str, Judgement]] = defaultdict(dict)
        self._named.clear()
        for name, said in standing(self._judgements, "derivation").items():
            report, _, source = name.partition(">")
            doubts[report][name] = said
            self._named[source].add(report)
        doubted = {
            name
            for name in doubts.keys() | self._doubts.keys()
            if doubts.get(name) != self._doubts.get(name)
        }
        self._rejected, self._doubts = rejected, dict(doubts)
        return flipped, doubted

    def _sift(self, reports: Iterable[str]) -> tuple[list[Claim], list[Claim]]:
        """Claims of these reports that count no more, and those that count from now on."""
        out: list[Claim] = []
        new: list[Claim] = []
        for name in reports:
            before = self._counted.pop(name, {})
            now = {i: c for i, c in self._given.get(name, {}).items() if i not in self._rejected}
            if now:
                self._counted[name] = now
            out += (c for i, c in before.items() if now.get(i) is not c)
            new += (c for i, c in now.items() if before.get(i) is not c)
        return out, new

    # --- derivations -----------------------------------------------------------------------------

    def _rederive(
        self, given: Mapping[str, Sequence[Derivation]], moved: set[str], doubted: set[str]
    ) -> set[Token]:
        """Lay down who took what from whom, for reports that came, went, or are told of anew."""
        touched = {*given, *moved, *doubted}
        for name in moved:
            touched |= self._takers.get(name, set()) | self._named.get(name, set())
        for name, taken in given.items():
            for one in self._taken.pop(name, ()):
                if one.source is not None:
                    self._takers[one.source].discard(name)
            self._taken[name] = tuple(taken)
            for one in taken:
                if one.source is not None:
                    self._takers[one.source].add(name)
        tokens: set[Token] = set()
        for name in touched:
            said = self._doubts.get(name, {}).values()
            taken = judged_derivations(self._taken.get(name, ()), said, self._reports)
            tokens |= self._roots.derive(name, self._there(taken))
        self._line_up(touched)
        return tokens

    def _there(self, taken: Iterable[Derivation]) -> list[Derivation]:
        """Those between reports that are there."""
        held = self._reports
        return [d for d in taken if d.report in held and (d.source is None or d.source in held)]

    def _known(self, report: str) -> list[Derivation]:
        return self._there(self._taken.get(report, ()))

    def _line_up(self, touched: set[str]) -> None:
        """Find again which report each line of copies begins with; note where that changed."""
        line = set(touched)
        for name in touched:
            sources = [d.source for d in self._known(name) if d.how in _COPIES and d.source]
            before, now = self._copy_of.pop(name, None), min(sources, default=None)
            if before is not None:
                self._copies[before].discard(name)
                line.add(before)
            if now is not None:
                self._copy_of[name] = now
                self._copies[now].add(name)
        todo = list(line)
        while todo:
            name = todo.pop()
            beside = {*self._copies.get(name, ())}
            if name in self._copy_of:
                beside.add(self._copy_of[name])
            todo += beside - line
            line |= beside
        roots = copy_roots((d for name in line for d in self._known(name)), self._reports)
        for name in line:
            if roots.get(name) != self._originals.get(name):
                self._recopied.add(name)
            self._originals.pop(name, None)
        self._originals |= roots

    # --- events ----------------------------------------------------------------------------------

    def _recompute(self, out: Sequence[Claim], new: Sequence[Claim], tokens: set[Token]) -> Change:
        touched = _Touched()
        gone, made = self._relink(out, new)
        again = {place for token in tokens for place in self._tokens.get(token, ())}
        leaving = {group.order for group in gone if group.order in self._entries}
        groups = {group.order: group for group in made}
        for place in leaving:
            self._forget(place, touched)
        self._forget_denials(out, touched)
        for place in sorted(groups):
            self._learn(place, groups[place], touched)
        for place in sorted(again - leaving):
            self._trace_anew(place, touched)
        self._learn_denials(new, touched)
        touched.denials |= self._rate(touched.met)
        for name in sorted(touched.denials):
            self._seek(name, touched)
        for place in touched.ordered & self._entries.keys():
            self._order(place, touched)
        return self._finish(touched)

    def _relink(
        self, out: Sequence[Claim], new: Sequence[Claim]
    ) -> tuple[Iterable[Group], Iterable[Group]]:
        leaving = {c.id for c in out if c.id in self._links.slots}
        coming = {c.id: c for c in new}
        # Which claims speak for a report depends on which others it has.
        for name in self._recopied | {c.report for c in (*out, *new)}:
            for claim in self._counted.get(name, {}).values():
                if claim.id in self._links.slots:
                    leaving.add(claim.id)
                coming[claim.id] = claim
        self._recopied.clear()
        for claim in out:
            for followed in claim.follows:
                self._followers[followed].discard(claim.id)
        for claim in new:
            for followed in claim.follows:
                self._followers[followed].add(claim.id)
        slots = [
            slots_of(c, 0, self._reports[c.report], kind, self._originals.get(c.report))
            for c in sorted(coming.values(), key=canonical)
            if (kind := modality(c)) is not None
        ]
        arriving = {s.claim.id: s for s in slots}
        held = self._links.slots
        places = {
            i: canonical((arriving if i in arriving else held)[i].claim)
            for i in self._bound
            if i in arriving or (i in held and i not in leaving)
        }
        together, apart = constraints(self._judgements, places)
        if not self._links.slots:
            made = self._links.build(slots, together, apart)
            for name, denial in self._denials.items():
                self._traits.keep(_as_denial(name), denial)
            return (), made
        return self._links.change(leaving, slots, together, apart)

    def _forget(self, place: Place, touched: _Touched) -> None:
        entry = self._entries.pop(place)
        del self._drafts[place]
        for token in entry.tokens:
            self._tokens[token].discard(place)
        for key in entry.keys:
            if self._keys.remove(key, place) < MOST_EVENTS:
                self._meet(key, place, self._keys.rows.get(key, ())[MOST_EVENTS - 1 :], touched)
        for triple in entry.triples:
            if self._triples.remove(triple, place) < MOST_MIRRORED:
                touched.ordered.update(
                    self._triples.rows.get(triple, ())[MOST_MIRRORED - 1 : MOST_MIRRORED]
                )
        for name in self._denied.pop(place, ()):
            del self._found[name]
            touched.denials.add(name)
        for other in self._orders.pop(place, {}):
            del self._orders[other][place]
            touched.places.add(other)
        if entry.event is not None:
            touched.ids.add(entry.event.id)

    def _trace_anew(self, place: Place, touched: _Touched) -> None:
        """Count the origins of an event whose claims are the same, but not what they rest on."""
        entry = self._entries[place]
        for token in entry.tokens:
            self._tokens[token].discard(place)
        entry.draft, entry.tokens = self._traced(entry.draft.members)
        self._drafts[place] = entry.draft
        touched.ordered.add(place)
        touched.places.add(place)

    def _traced(self, members: tuple[Slots, ...]) -> tuple[Draft, set[Token]]:
        """An event of these claims with its origins, and what these depend on."""
        self._roots.asked = set()
        return trace(Draft(members), self._roots, self._reports), self._roots.asked

    def _learn(self, place: Place, group: Group, touched: _Touched) -> None:
        members = sorted((self._links.slots[i] for i in group.members), key=_claim_place)
        draft, tokens = self._traced(tuple(members))
        entry = _Entry(draft, event_keys(draft), tuple(triples_of(draft)), tokens)
        self._entries[place] = entry
        self._drafts[place] = draft
        for key in entry.keys:
            if self._keys.add(key, place) < MOST_EVENTS:
                self._meet(key, place, self._keys.rows[key][MOST_EVENTS:], touched)
        for triple in entry.triples:
            if self._triples.add(triple, place) < MOST_MIRRORED:
                touched.ordered.update(
                    self._triples.rows[triple][MOST_MIRRORED : MOST_MIRRORED + 1]
                )
        touched.ordered.add(place)
        touched.places.add(place)

    def _forget_denials(self, out: Iterable[Claim], touched: _Touched) -> None:
        for claim in out:
            denial = self._denials.pop(claim.id, None)
            if denial is None:
                continue
            self._traits.drop(_as_denial(claim.id))
            for key in chain(*self._ways.pop(claim.id)):
                self._seekers[key].discard(claim.id)
            self._likely.pop(claim.id, None)
            self._lay(claim.id, None, touched)
            touched.denials.discard(claim.id)
            touched.met.pop(claim.id, None)

    def _learn_denials(self, new: Iterable[Claim], touched: _Touched) -> None:
        for claim in new:
            if not is_denial(claim):
                continue
            denial = slots_of(claim, 0, self._reports[claim.report], "fact")
            if is_rebuttal(denial):
                self._denials[claim.id] = denial
                self._traits.keep(_as_denial(claim.id), denial)
                self._ways[claim.id] = ways_of(denial)
                for key in chain(*self._ways[claim.id]):
                    self._seekers[key].add(claim.id)
                touched.denials.add(claim.id)

    def _meet(self, key: Any, place: Place, behind: Sequence[Place], touched: _Touched) -> None:
        """Note the denials that meet an event by a key, or no more, and the one next in line."""
        for name in self._seekers.get(key, ()):
            touched.met[name].update((place, *behind[:1]))

    def _rate(self, met: Mapping[str, Iterable[Place]]) -> set[str]:
        """Rate anew some events that denials may speak of; those where that changed anything."""
        changed: set[str] = set()
        pairs: list[tuple[str, Place]] = []
        for name, places in met.items():
            likely = self._likely.get(name)
            if likely is None:
                if name in self._denials:
                    changed.add(name)
                continue
            for place in places:
                if place in self._entries:
                    pairs.append((name, place))
                elif likely.pop(place, None) is not None:
                    changed.add(name)
        for (name, place), hopes in zip(pairs, self._hopes(pairs), strict=True):
            likely = self._likely[name]
            before = likely.pop(place, None)
            points = self._rating(name, place, hopes) if any(hopes) else APART
            if points >= 0:
                likely[place] = points
            if likely.get(place) != before:
                changed.add(name)
        return changed

    def _hopes(self, pairs: Sequence[tuple[str, Place]]) -> list[tuple[bool, bool]]:
        """Whether each of these denials may speak of the event, as an answer and by likeness."""
        rows = self._traits.rows
        names = dict.fromkeys(name for name, _ in pairs)
        row_of = dict(zip(names, rows(map(_as_denial, names)).tolist(), strict=True))
        number = {place: at for at, place in enumerate(dict.fromkeys(p for _, p in pairs))}
        drafts = [self._drafts[place] for place in number]
        return hopes_of(
            self._traits.traits,
            {row: self._denials[name] for name, row in row_of.items()},
            [(rows(m.claim.id for m in draft.members).tolist(), draft) for draft in drafts],
            [(row_of[name], number[place]) for name, place in pairs],
        )

    def _rating(self, name: str, place: Place, hopes: tuple[bool, bool]) -> float:
        """Points of a denial for an event, in the ways in which they may be zero or more."""
        keys, rows = self._entries[place].keys, self._keys.rows
        answers, alike = (
            hope and is_met(by, place, keys, rows)
            for hope, by in zip(hopes, self._ways[name], strict=True)
        )
        return rating(self._denials[name], self._drafts[place], answers=answers, alike=alike)

    def _seek(self, name: str, touched: _Touched) -> None:
        denial = self._denials.get(name)
        if denial is not None:
            if name not in self._likely:
                self._likely[name] = likely_events(denial, self._drafts, self._keys.rows)
            self._lay(name, likeliest(self._likely[name]), touched)

    def _lay(self, name: str, place: Place | None, touched: _Touched) -> None:
        """Lay a denial to an event, or to none."""
        before = self._found.pop(name, None)
        if before is not None:
            self._denied[before].discard(name)
        if place is not None:
            self._found[name] = place
            self._denied[place].add(name)
        if before != place:
            touched.places |= {p for p in (before, place) if p is not None}

    def _order(self, place: Place, touched: _Touched) -> None:
        """Set out anew with which events this one is told in opposite orders."""
        beside = self._beside(place)
        for other in set(self._orders.get(place, ())) - beside.keys():
            del self._orders[place][other], self._orders[other][place]
            touched.places |= {place, other}
        for other, mirrored in beside.items():
            first, second = sorted((place, other))
            found = order_conflict(self._drafts[first], self._drafts[second], mirrored=mirrored)
            known = other in self._orders.get(place, ())
            if found is not None:
                self._orders[first][second], self._orders[second][first] = found
            elif known:
                del self._orders[first][second], self._orders[second][first]
            if found is not None or known:
                touched.places |= {place, other}

    def _beside(self, place: Place) -> dict[Place, bool]:
        """Events that may be told in another order than this one; whether they mirror it."""
        entry, home = self._entries[place], self._links.home
        beside: dict[Place, bool] = {}
        for claim in entry.draft.claims:
            for other in (*claim.follows, *self._followers.get(claim.id, ())):
                if other in home:
                    there = home[other].top().order
                    if there != place:
                        beside[there] = False
        for triple in entry.triples:
            type_, doer, target = triple
            if place not in self._triples.rows[triple][:MOST_MIRRORED]:
                continue
            for other in self._triples.rows.get((type_, target, doer), ())[:MOST_MIRRORED]:
                first, second = sorted((place, other))
                if other != place and is_mirrored(self._drafts[first], self._drafts[second]):
                    beside[other] = True
        return beside

    def _finish(self, touched: _Touched) -> Change:
        """Put together the events that were touched, and name anew those told beside them."""
        places = touched.places & self._entries.keys()
        for place in places:
            entry = self._entries[place]
            if entry.event is not None:
                touched.ids.add(entry.event.id)
            draft = entry.draft
            denials = (self._denials[name] for name in self._denied.get(place, ()))
            draft.denials = tuple(sorted(denials, key=_claim_place))
            told = self._orders.get(place, {})
            draft.order_conflicts = tuple(told[other] for other in sorted(told))
            self._roots.asked = set()
            entry.event = finish_event(draft, self._roots, self._reports)
            entry.tokens |= self._roots.asked
            for token in entry.tokens:
                self._tokens[token].add(place)
        named = places | {other for place in places for other in self._orders.get(place, ())}
        new = []
        for place in sorted(named):
            entry, told = self._entries[place], self._orders.get(place, {})
            if entry.event is not None:
                others = [self._entries[other].event for other in told]
                gists = {event.id: event.gist for event in others if event is not None}
                entry.shown = with_gists(entry.event, gists)
                new.append(entry.shown)
        return Change(frozenset(touched.ids - {event.id for event in new}), tuple(new))


def _as_denial(claim: str) -> tuple[str, str]:
    """What the row of a claim as a denial is kept by, which may tell of an event besides."""
    return "denial", claim


def _claim_place(one: Slots) -> Place:
    return canonical(one.claim)
