"""What is derived, kept in line with a case by playing through what was said since.

The first time everything is worked out; from then on a picture of the case stays in memory, and a
judgement costs what it touches. Rows in the store are in the end those that working everything out
gives, also where other processes judge the same case.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from corrobora.collect.copies import derive
from corrobora.model import Claim, Derivation, Event, Judgement, Report, whole_claim
from corrobora.reconcile import METHOD, Picture, judged, judged_derivations, reconcile
from corrobora.reconcile.picture import Change
from corrobora.reconcile.walk import place_in_time, without_collector
from corrobora.store import Entry, Head, Store
from corrobora.store.codec import encode
from corrobora.store.derived import Revision, Run, digest_of_marks, mark_of, marks_of
from corrobora.store.journal import JUDGED, says
from corrobora.text import sha256_of

MOST_CLAIMS = 200_000
"""Of a case with more claims no picture is kept: each judgement works everything out."""

MOST_STEPS = 64
"""So many of the latest changes are told of."""

Place = tuple[bool, int, str]


class Step(Struct, frozen=True):
    """What a change made of the events, from one digest of all rows to the next.

    ``events`` has each that is another now, and None for one that is no more.
    """

    before: str
    after: str
    events: Mapping[str, Event | None]


class WorkedOut(NamedTuple):
    """What follows from reports, their claims and what people said.

    Attributes:
        found: The derivations that are found between the reports.
        taken: Those that stand, as people judged them.
        claims: The claims, as people judged them.
        events: The events.
    """

    found: tuple[Derivation, ...]
    taken: tuple[Derivation, ...]
    claims: tuple[Claim, ...]
    events: tuple[Event, ...]


def worked_out(
    reports: Sequence[Report], claims: Iterable[Claim], said: Sequence[Judgement]
) -> WorkedOut:
    """Everything that is derived, worked out from nothing.

    Args:
        reports: The reports.
        claims: Their claims as they were found.
        said: What people said.
    """
    found, corrected = tuple(derive(reports)), judged(claims, said)
    taken = judged_derivations(found, said, {report.id for report in reports})
    return WorkedOut(found, taken, corrected, reconcile(corrected, reports, taken, said))


class Upkeep:
    """Keeps derivations and events of a case in line with it. One thread at a time.

    Args:
        store: The case, opened for writing.
        most_claims: Keep a picture of a case with at most so many claims.
    """

    def __init__(self, store: Store, *, most_claims: int = MOST_CLAIMS) -> None:
        self._store = store
        self._most_claims = most_claims
        self._steps: tuple[Step, ...] = ()
        self._forget()

    def _forget(self) -> None:
        self._picture: Picture | None = None
        self._basis: Head | None = None
        self._reports: frozenset[str] = frozenset()
        self._found: tuple[Derivation, ...] = ()
        self._said: dict[str, Judgement] = {}
        self._events: dict[str, Event] = {}
        self._marks: dict[str, str] = {}
        self._order: list[Place] = []
        self._took = ""
        # What the rows in the store are, and what stood in them for events that changed since.
        self._rows: str | None = None
        self._before: dict[str, Event | None] = {}

    def rebuild(self) -> tuple[Event, ...]:
        """Work everything out at once, which takes the least memory; no picture is kept."""
        self._forget()
        said = tuple(self._store.judgements())
        made = worked_out(tuple(self._store.reports()), self._store.claims(), said)
        self._store.replace_derived(made.found, made.events, METHOD)
        return made.events

    def bring(self) -> bool:
        """Bring derivations and events in line with the case, by what changed where that is known.

        In the end the rows are those of a state of the case in which nothing was said that they do
        not take in.

        Returns:
            Whether the whole case was read for it.
        """
        read = False
        try:
            while True:
                if not self._followed():
                    read = True
                    if not self._anew():
                        return read
                if self._written():
                    return read
        except BaseException:
            # A picture that was left in the middle of a change is no picture.
            self._forget()
            raise

    def events(self) -> tuple[Event, ...]:
        """The events as they were brought in line last."""
        if self._picture is None:
            return tuple(self._store.events())
        return tuple(self._events[name] for *_, name in self._order)

    def changes(self, before: str, after: str) -> dict[str, Event | None] | None:
        """What became of the events between two states of the rows, given by their digests.

        Returns:
            Each event that may be another, or None for one that is no more; None where the way from
            one state to the other is not known.
        """
        steps = self._steps
        for first, step in enumerate(steps):
            if step.before == before:
                found: dict[str, Event | None] = {}
                for one in steps[first:]:
                    found |= one.events
                    if one.after == after:
                        return found
        return {} if before == after else None

    # --- what was said ---------------------------------------------------------------------------

    def _anew(self) -> bool:
        """Read the whole case; whether a picture of it can be kept."""
        # Read before the rest, so that what comes in meanwhile counts as new.
        basis = self._store.head()
        if self._store.lookup.claims_number() > self._most_claims:
            self.rebuild()
            return False
        reports, said = tuple(self._store.reports()), tuple(self._store.judgements())
        found, claims = tuple(derive(reports)), judged(self._store.claims(), said)
        held = frozenset(report.id for report in reports)
        picture = self._picture or Picture()
        with without_collector():
            picture.follow(claims, reports, judged_derivations(found, said, held), said)
        self._forget()
        self._picture, self._basis, self._reports, self._found = picture, basis, held, found
        self._said = {sha256_of(encode(one)): one for one in said}
        self._took = marks_of(found)
        self._events = {event.id: event for event in picture.events()}
        self._marks = {name: mark_of(event) for name, event in self._events.items()}
        self._order = [place_in_time(event) for event in self._events.values()]
        rows = self._store.lookup.derived()
        self._rows = rows if rows == self._digest() else None
        return True

    def _followed(self) -> bool:
        """Play through what the journal tells of; False where that takes reading the whole case."""
        if self._picture is None or self._basis is None:
            return False
        news = self._store.lookup.news(self._basis)
        if news is None or not all(_is_followed(line) for line in news):
            return False
        waiting: list[str] = []
        for line in news:
            if line.act == JUDGED:
                waiting.append(line.subject["judgement"])
            elif line.act == "derived.replaced" and not self._met(waiting, line.subject["digest"]):
                return False
            self._basis = Head(line.seq, line.hash)
        return self._judge(waiting)

    def _met(self, waiting: list[str], digest: str) -> bool:
        """Come to where another process, or this one, wrote the rows down."""
        if not waiting and digest == self._rows:
            return True
        followed = self._judge(waiting)
        waiting.clear()
        if digest == self._digest():
            self._stand(digest)
        else:
            self._rows = None
        return followed

    def _judge(self, keys: Sequence[str]) -> bool:
        """Take in what people said, by the hash of each; False where something is not there."""
        if not keys:
            return True
        new = self._store.lookup.judgements_by(keys)
        if len(new) < len(set(keys)) or self._picture is None:
            return False
        self._said |= {key: new[key] for key in keys}
        said = tuple(self._said.values())
        claims = {whole_claim(one.subject) for one in new.values() if one.subject_kind == "claim"}
        takers = {
            one.subject.partition(">")[0]
            for one in new.values()
            if one.subject_kind == "derivation"
        }
        change = self._picture.update(
            add=self._corrected(sorted(claims), said),
            derivations=self._taken(takers, said),
            judgements=said,
        )
        self._take(change)
        return True

    def _corrected(
        self, claims: Sequence[str], said: Sequence[Judgement]
    ) -> list[tuple[Report, tuple[Claim, ...]]]:
        """The reports of these claims, with all their claims as people judged them."""
        lookup = self._store.lookup
        reports = lookup.reports(sorted(set(lookup.reports_of(claims).values())))
        return [(one, judged(lookup.claims_in([one.id]), said)) for one in reports]

    def _taken(
        self, reports: set[str], said: Sequence[Judgement]
    ) -> dict[str, tuple[Derivation, ...]]:
        """What each of these reports took from others, as people judged it."""
        found = [one for one in self._found if one.report in reports]
        about = [
            one
            for one in said
            if one.subject_kind == "derivation" and one.subject.partition(">")[0] in reports
        ]
        taken = judged_derivations(found, about, self._reports)
        return {name: tuple(one for one in taken if one.report == name) for name in reports}

    # --- what is derived -------------------------------------------------------------------------

    def _take(self, change: Change) -> None:
        for name in change.gone:
            self._put(name, None)
        for event in change.new:
            self._put(event.id, event)

    def _put(self, name: str, event: Event | None) -> None:
        before = self._events.pop(name, None)
        self._before.setdefault(name, before)
        if before is not None:
            del self._order[bisect_left(self._order, place_in_time(before))], self._marks[name]
        if event is not None:
            self._events[name], self._marks[name] = event, mark_of(event)
            insort(self._order, place_in_time(event))

    def _digest(self) -> str:
        return digest_of_marks(METHOD, self._took, (self._marks[name] for *_, name in self._order))

    def _stand(self, digest: str) -> None:
        """Note that the rows in the store are now those of the picture."""
        if self._rows is not None:
            events = {name: self._events.get(name) for name in self._before}
            self._steps = (*self._steps, Step(self._rows, digest, events))[-MOST_STEPS:]
        self._rows, self._before = digest, {}

    def _written(self) -> bool:
        """Write the rows down; False where something was said meanwhile."""
        if self._basis is None:
            return False
        digest, known = self._digest(), self._basis.seq
        if self._rows == digest:
            return True
        outcome = "unfit"
        if self._rows is not None:
            revision = self._revision(self._rows, digest)
            outcome = self._store.revise_derived(revision, known=known)
        if outcome == "unfit":
            found, events = self._found, self.events()
            outcome = self._store.replace_derived(found, events, METHOD, known=known)
        if outcome == "done":
            self._stand(digest)
        return outcome == "done"

    def _revision(self, of: str, digest: str) -> Revision:
        gone: list[str] = []
        changed: list[Event] = []
        new: set[str] = set()
        for name, before in self._before.items():
            now = self._events.get(name)
            places = [place_in_time(one) for one in (before, now) if one is not None]
            if now is not None and places == places[:1] * 2:
                changed.append(now)
                continue
            if before is not None:
                gone.append(name)
            if now is not None:
                new.add(name)
        return Revision(
            of=of,
            digest=digest,
            method=METHOD,
            derivations=len(self._found),
            total=len(self._order),
            gone=tuple(sorted(gone)),
            changed=tuple(changed),
            runs=tuple(self._runs(new)),
        )

    def _runs(self, new: set[str]) -> Iterable[Run]:
        """The new events, those that follow each other together."""
        at = 0
        for place in sorted(place_in_time(self._events[name]) for name in new):
            first = bisect_left(self._order, place)
            if first < at:
                continue  # It is in the run before.
            at = first
            while at < len(self._order) and self._order[at][2] in new:
                at += 1
            yield Run(
                after=self._order[first - 1][2] if first else None,
                events=tuple(self._events[name] for *_, name in self._order[first:at]),
                before=self._order[at][2] if at < len(self._order) else None,
            )


def _is_followed(line: Entry) -> bool:
    """Whether what a line tells of can be played through."""
    return line.act == JUDGED or not says(line.act)
