"""Anything in any order: labels, consents, agreements, reviews, recalls, clocks, restores.

A model beside the system says, in a few lines of its own, which reports a partner may have.
Whatever happened before, a release gives exactly these, and wants back what it may not give now.
"""

from __future__ import annotations

import copy
import datetime as dt
import functools
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from corrobora.case import Case
from corrobora.errors import NotReleased, PolicyError
from corrobora.share.agreements import Act
from corrobora.share.conditions import Consent
from corrobora.share.diligence import Assessment
from corrobora.share.labels import SEALED, Label, Tlp, join
from corrobora.sharing import ConsentQueue, Outbox, SharingDesk
from corrobora.sharing.forgetting import forget
from corrobora.sharing.values import Answer
from corrobora.store import backup, check, restore
from corrobora.store.ledger import REVOKED, Release, chain_faults
from sharing.desk_of import EARLY, TERMS, Clock, counted, desk_at

START = dt.datetime(2025, 9, 21, 8, tzinfo=dt.UTC)
EXPIRES = dt.date(2025, 10, 15)
REVIEW_BY = dt.date(2025, 11, 15)
FIRST, LAST = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
MACHINE_TERMS = TERMS.replace("2026-12-31", LAST.isoformat())
FEED = f"harbour-ew/{EARLY.value}"
LABELS = {
    "open": Label(tlp=Tlp.GREEN),
    "red": Label(tlp=Tlp.RED),
    "sealed": SEALED,
    "excluded": Label(tlp=Tlp.GREEN, excluded=frozenset({"Harbour Relief"})),
    "expires": Label(tlp=Tlp.GREEN, expires=EXPIRES),
    "alder": Label(tlp=Tlp.GREEN, controllers=frozenset({"Alder"})),
}
NEXT = {
    Act.ACTIVATE: {"draft": "active"},
    Act.AMEND: dict.fromkeys(("draft", "active", "suspended"), "draft"),
    Act.SUSPEND: {"active": "suspended"},
    Act.RESUME: {"suspended": "active"},
    Act.TERMINATE: dict.fromkeys(("draft", "active", "suspended"), "terminated"),
}


@functools.cache
def template() -> Path:
    """A case of three reports with their claims, found once; nobody has labelled them yet."""
    path = Path(tempfile.mkdtemp()) / "template.db"
    desk = desk_at(path, Clock(_told(START)))
    desk.store.close()
    return path


def _told(moment: dt.datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@dataclass
class Model:
    """What is known of the world, without a look at the system."""

    labels: dict[str, str]
    state: str = "none"
    consent: dt.date | None = None
    assessed: str = ""
    in_review: bool = False
    latest: dt.datetime = START
    lines: list[str] = field(default_factory=list)

    def may(self, label: str, today: dt.date) -> bool:
        """Whether a report goes out under this label, once anything does."""
        if label == "expires":
            return today <= EXPIRES
        if label == "alder":
            return self.consent is not None and today <= self.consent
        return label == "open"

    def open(self, today: dt.date) -> bool:
        """Whether anything goes out at all."""
        held = self.state == "active" and FIRST <= today <= LAST
        return held and self.assessed not in ("suspended", "refused")

    def pending(self, today: dt.date) -> bool:
        """Whether places and names are withheld."""
        return not self.assessed or self.in_review or today > REVIEW_BY


class SharingMachine(RuleBasedStateMachine):
    """The system and the model, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "case.db"
        shutil.copy(template(), self.path)
        self.wall = START
        self.clock = Clock(_told(self.wall))
        self.random = counted()
        self.open_case()
        self.model = Model(labels={r.id: "open" for r in self.case.reports()})
        self.saved: list[tuple[Path, Model]] = []
        self.witness: tuple[int, str] | None = None
        self.behind = False
        self.note()

    def open_case(self) -> None:
        self.case = Case.open(self.path, create=False, clock=self.clock, fast=True)
        self.desk = SharingDesk(self.case, clock=self.clock, random=self.random)
        self.box = Outbox(self.desk)

    def teardown(self) -> None:
        self.case.store.close()
        result = check(self.path)
        assert result.clean, result.findings
        shutil.rmtree(self.folder)

    # --- time and what is written down -----------------------------------------------------------

    def tick(self) -> None:
        self.wall += dt.timedelta(seconds=1)
        self.clock.now = _told(self.wall)

    @property
    def now(self) -> dt.datetime:
        if self.wall >= self.model.latest:
            return self.wall
        return self.model.latest + dt.timedelta(seconds=1)

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def note(self, *, accepted: bool = False) -> None:
        """Something was written down; beside the case too, unless it is behind."""
        self.model.lines = [e.hash for e in self.case.store.journal()]
        if accepted:
            self.behind = False
        if not self.behind:
            self.witness = len(self.model.lines), self.model.lines[-1]

    def attempt(self, do: Callable[[], object], *, allowed: bool) -> bool:
        """Do what needs a current case; whether it was done."""
        self.tick()
        now = self.now
        if self.behind or not allowed:
            with pytest.raises((PolicyError, NotReleased)):
                do()
            return False
        do()
        self.model.latest = max(self.model.latest, now)
        self.note()
        return True

    @initialize(begun=st.sampled_from([True, True, False]))
    def begin(self, begun: bool) -> None:
        if begun:
            self.propose()
            self.act(Act.ACTIVATE)

    # --- what people do --------------------------------------------------------------------------

    @rule(data=st.data(), kind=st.sampled_from(sorted(LABELS)))
    def label(self, data: st.DataObject, kind: str) -> None:
        report = data.draw(st.sampled_from(sorted(self.model.labels)))
        label = LABELS[kind]
        if self.attempt(
            lambda: self.desk.label("report", [report], label, by="A", why="Said so"), allowed=True
        ):
            self.model.labels[report] = kind

    @precondition(lambda self: self.model.state == "none")
    @rule()
    def propose(self) -> None:
        if self.attempt(
            lambda: self.desk.propose(MACHINE_TERMS, by="A", why="Draft"), allowed=True
        ):
            self.model.state = "draft"

    @precondition(lambda self: self.model.state != "none")
    @rule(act=st.sampled_from([Act.ACTIVATE] * 3 + [Act.RESUME] * 2 + sorted(NEXT)))
    def act(self, act: Act) -> None:
        terms = MACHINE_TERMS if act is Act.AMEND else None
        after = NEXT[act].get(self.model.state)
        if self.attempt(
            lambda: self.desk.act("harbour-ew", act, by="A", why="Said so", terms=terms),
            allowed=after is not None,
        ):
            assert after is not None
            self.model.state = after

    @rule(days=st.integers(-5, 60))
    def consent(self, days: int) -> None:
        until = self.today + dt.timedelta(days=days)
        given = Consent(
            originator="Alder", partner="Harbour Relief", purposes=frozenset({EARLY}), until=until,
            by="A", at=_told(self.now),
        )  # fmt: skip
        if self.attempt(lambda: self.desk.consent(given), allowed=True):
            self.model.consent = until

    @rule()
    def withdraw_consent(self) -> None:
        queue = ConsentQueue(self.desk)
        if self.attempt(
            lambda: queue.withdraw(
                "Alder", "Harbour Relief", purposes=frozenset({EARLY}), by="A", why="Said so"
            ),
            allowed=True,
        ):
            self.model.consent = None
            alders = {r for r, label in self.model.labels.items() if label == "alder"}
            if self.model.state != "none":
                assert not alders & self.reports_in(list(self.box.held("harbour-ew")))

    @precondition(lambda self: self.model.state != "none")
    @rule(result=st.sampled_from(["cleared", "cleared", "refused", "suspended"]))
    def assess(self, result: str) -> None:
        self.tick()
        made = Assessment(
            agreement="harbour-ew", result=result, by="B", at=_told(self.now),  # type: ignore[arg-type]
            findings="Looked into.", review_by=REVIEW_BY,
        )  # fmt: skip
        if self.attempt(lambda: self.desk.assess(made), allowed=True):
            self.model.assessed, self.model.in_review = result, False

    @precondition(lambda self: self.model.state != "none")
    @rule()
    def open_review(self) -> None:
        """Also of a case that is behind: what only restricts is taken."""
        self.tick()
        now = self.now
        self.desk.open_review("harbour-ew", why="Passed on", evidence=(), by="B")
        self.model.latest = max(self.model.latest, now)
        self.model.in_review = True
        self.note()

    @precondition(lambda self: len(self.model.labels) > 1 and not self.behind)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        report = data.draw(st.sampled_from(sorted(self.model.labels)))
        self.tick()
        now = self.now
        forget(self.case, self.desk, [report], by="A", why="It was asked for")
        # The act is kept with the time of the case's own clock.
        self.model.latest = max(self.model.latest, self.wall)
        if any(s.recall.at == _told(now) for s in self.box.recalls()):
            self.model.latest = max(self.model.latest, now)
        del self.model.labels[report]
        self.note()

    # --- what goes out, and comes back -----------------------------------------------------------

    def reports_in(self, releases: list[Release]) -> set[str]:
        return {i for r in releases for i in r.inner if i in self.model.labels}

    @precondition(lambda self: self.model.state != "none")
    @rule()
    def share(self) -> None:
        before = {r.item: r for r in self.box.held("harbour-ew")}
        if not self.attempt(
            lambda: self.box.share("harbour-ew", EARLY, by="A"),
            allowed=self.model.open((self.now + dt.timedelta(seconds=1)).date()),
        ):
            assert {r.item for r in self.box.held("harbour-ew")} == set(before)
            return
        today = self.model.latest.date()
        allowed = {r for r, label in self.model.labels.items() if self.model.may(label, today)}
        held = {r.item: r for r in self.box.held("harbour-ew")}
        assert self.reports_in(list(held.values())) == allowed
        claims = {c.id: c.report for c in self.case.claims()}
        for release in held.values():
            assert {claims[i] for i in release.inner if i in claims} <= allowed
        if self.model.pending(today):
            assert not any("Mopti" in r.content for r in held.values())
        wanted = {s.recall.item for s in self.box.recalls("harbour-ew")}
        for item, release in before.items():
            told = {claims.get(i, i) for i in release.inner} & set(self.model.labels)
            if told - allowed and item not in held:
                assert item in wanted
        # Nothing changes when it is done again.
        end = self.case.store.ledger.end_of(FEED)
        self.box.share("harbour-ew", EARLY, by="A")
        assert self.case.store.ledger.end_of(FEED) == end

    @precondition(lambda self: self.model.state != "none")
    @rule()
    def labels_join(self) -> None:
        seen = self.desk.preview("harbour-ew", EARLY)
        for event in seen.events:
            joined = join(seen.labels[c] for c in event.claims)
            assert seen.labels[event.id] == joined | seen.labels[event.id]

    @precondition(lambda self: self.model.state != "none" and bool(self.box.held("harbour-ew")))
    @rule()
    def recall(self) -> None:
        held = {r.item for r in self.box.held("harbour-ew")}
        made: list[str] = []
        if self.attempt(
            lambda: made.extend(
                r.item for r in self.box.recall("harbour-ew", by="A", why="Broken off")
            ),
            allowed=True,
        ):
            assert set(made) == held
            assert self.box.held("harbour-ew") == ()

    @rule()
    def answer(self) -> None:
        for state in self.box.recalls()[:1]:
            self.tick()
            now = self.now
            lines = len(self.model.lines)
            self.box.answer(
                Answer(feed=state.recall.feed, item=state.recall.item, state="acknowledged",
                       by="Harbour", at=_told(now))
            )  # fmt: skip
            self.model.lines = [e.hash for e in self.case.store.journal()]
            if len(self.model.lines) > lines:
                self.model.latest = max(self.model.latest, now)

    # --- what happens ----------------------------------------------------------------------------

    @rule(days=st.integers(-40, 40))
    def clock_jumps(self, days: int) -> None:
        self.wall += dt.timedelta(days=days)
        self.clock.now = _told(self.wall)

    @rule()
    def reopen(self) -> None:
        self.case.store.close()
        self.open_case()

    @precondition(lambda self: len(self.saved) < 3)
    @rule()
    def save(self) -> None:
        copy_ = self.folder / f"saved-{len(self.saved)}.db"
        backup(self.path, copy_)
        self.saved.append((copy_, copy.deepcopy(self.model)))

    @precondition(lambda self: bool(self.saved))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        file, model = data.draw(st.sampled_from(self.saved))
        self.case.store.close()
        restore(file, self.path, force=True)
        self.open_case()
        self.model = copy.deepcopy(model)
        if self.witness is not None:
            seq, mark = self.witness
            self.behind = self.model.lines[seq - 1 : seq] != [mark]

    @precondition(lambda self: self.behind)
    @rule()
    def put_in_order(self) -> None:
        self.tick()
        now = self.now
        self.desk.accept_restored(by="A", why="Compared")
        self.model.latest = max(self.model.latest, now)
        self.note(accepted=True)

    # --- always ----------------------------------------------------------------------------------

    @invariant()
    def the_chain_is_whole(self) -> None:
        found = list(self.case.store.ledger.releases(FEED))
        assert [r.number for r in found] == list(range(1, len(found) + 1))
        forgotten = {e.act for e in self.case.store.journal()} & {"report.forgotten"}
        assert forgotten or list(chain_faults(found)) == []

    @invariant()
    def the_standing_is_the_models(self) -> None:
        if self.model.state != "none":
            assert self.desk.standing("harbour-ew").state == self.model.state

    @invariant()
    def what_was_taken_back_says_nothing(self) -> None:
        for release in self.case.store.ledger.held(FEED).values():
            if release.core == REVOKED:
                assert "Mali" not in release.content


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
CI = settings(max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=QUIET)
LONG = settings(
    max_examples=4000, stateful_step_count=50, deadline=None, suppress_health_check=QUIET
)
"""Two hundred thousand steps."""


@pytest.mark.parametrize("chosen", [CI, pytest.param(LONG, marks=pytest.mark.slow)])
def test_whatever_happens_in_whatever_order(chosen: settings) -> None:
    run_state_machine_as_test(SharingMachine, settings=chosen)
