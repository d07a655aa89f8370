"""Two persons: nothing opens on the word of one, and nothing else is done than was proposed."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrobora.case import Case
from corrobora.errors import CorroboraError, NotFound, NotReleased, PolicyError, SecondPerson
from corrobora.share.agreements import Act, Standing
from corrobora.share.labels import Label, Tlp
from corrobora.sharing import Approvals, Outbox, SharingDesk
from corrobora.sharing.approvals import same_person
from corrobora.sharing.forgetting import forget
from corrobora.sharing.values import Proposal, Shared
from corrobora.store import check
from sharing.desk_of import EARLY, TERMS, Clock, agreed, assess, counted, desk_at

FEED = f"harbour-ew/{EARLY.value}"


@pytest.fixture
def desk(tmp_path: Path) -> SharingDesk:
    made = desk_at(tmp_path / "case.db", Clock())
    agreed(made)
    made.require_two_persons(by="A. Sow", why="Agreed with the head of desk")
    return made


def proposed(desk: SharingDesk, by: str = "A. Sow") -> Proposal:
    made = Approvals(desk).share("harbour-ew", EARLY, by=by)
    assert isinstance(made, Proposal)
    return made


def rows(desk: SharingDesk) -> int:
    return desk.store.ledger.end_of(FEED)[0]


def state(desk: SharingDesk, proposal: Proposal) -> str:
    return Approvals(desk).proposal(proposal.id).state


def test_without_the_rule_one_person_is_enough(tmp_path: Path) -> None:
    desk = desk_at(tmp_path / "case.db", Clock())
    desk.propose(TERMS, by="A. Sow", why="Draft")
    acts = Approvals(desk)
    done = acts.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Signed")
    assert isinstance(done, Standing)
    assert isinstance(acts.share("harbour-ew", EARLY, by="A. Sow"), Shared)
    assert acts.recall("harbour-ew", by="A. Sow", why="Passed on")
    assert acts.proposals() == ()


def test_with_the_rule_nothing_opens_on_one_word_and_closing_waits_for_nobody(
    desk: SharingDesk,
) -> None:
    box = Outbox(desk)
    with pytest.raises(SecondPerson):
        box.share("harbour-ew", EARLY, by="A. Sow")
    with pytest.raises(SecondPerson):
        box.recall("harbour-ew", by="A. Sow", why="Passed on")
    acts = Approvals(desk)
    suspended = acts.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="Passed on")
    assert isinstance(suspended, Standing)
    assert suspended.state == "suspended"
    with pytest.raises(SecondPerson):
        desk.act("harbour-ew", Act.RESUME, by="A. Sow", why="Sorted out")
    lifted = acts.act("harbour-ew", Act.RESUME, by="A. Sow", why="Sorted out")
    assert isinstance(lifted, Proposal)
    assert desk.standing("harbour-ew").state == "suspended"
    acts.approve(lifted.id, by="B. Diop")
    assert desk.standing("harbour-ew").state == "active"
    assert desk.history("harbour-ew")[-1].by == "A. Sow + B. Diop"
    assert rows(desk) == 0


def test_a_second_person_carries_out_what_was_proposed(desk: SharingDesk) -> None:
    made = proposed(desk)
    assert rows(desk) == 0
    assert state(desk, made) == "open"
    done = Approvals(desk).approve(made.id, by="B. Diop")
    assert isinstance(done, Shared)
    assert done.new > 10
    assert f"{done.new} new" in made.in_words()
    assert {r.by for r in desk.store.ledger.releases(FEED)} == {"A. Sow + B. Diop"}
    assert state(desk, made) == "approved"
    actors = [e.actor for e in desk.store.journal() if e.act == "released"]
    assert actors == ["A. Sow + B. Diop"]
    assert not check(desk.store.home.address).findings


@pytest.mark.parametrize("name", ["A. Sow", "a.sow", " A  Sow ", "À. Sôw"])
def test_the_same_person_however_written_is_no_second_one(desk: SharingDesk, name: str) -> None:
    made = proposed(desk)
    with pytest.raises(PolicyError, match="a second person"):
        Approvals(desk).approve(made.id, by=name)
    assert rows(desk) == 0


def test_nobody_is_no_second_person(desk: SharingDesk) -> None:
    with pytest.raises(PolicyError, match="Who approves"):
        Approvals(desk).approve(proposed(desk).id, by=" ")
    with pytest.raises(PolicyError, match="Who proposes"):
        proposed(desk, by="")


def test_what_was_suspended_meanwhile_does_not_go_out(desk: SharingDesk) -> None:
    made = proposed(desk)
    desk.act("harbour-ew", Act.SUSPEND, by="C. Ba", why="Passed on")
    assert state(desk, made) == "void"
    with pytest.raises(NotReleased, match="not active"):
        Approvals(desk).approve(made.id, by="B. Diop")
    lifted = Approvals(desk).act("harbour-ew", Act.RESUME, by="A. Sow", why="Sorted out")
    assert isinstance(lifted, Proposal)
    Approvals(desk).approve(lifted.id, by="B. Diop")
    with pytest.raises(NotReleased, match="was changed since"):
        Approvals(desk).approve(made.id, by="B. Diop")
    assert rows(desk) == 0


@pytest.mark.parametrize(
    "label",
    [
        Label(tlp=Tlp.RED),
        Label(tlp=Tlp.CLEAR),
        # It changes nothing in what goes out, but the second person was asked about another label.
        Label(tlp=Tlp.GREEN, excluded=frozenset({"Northern Watch"})),
    ],
)
def test_what_differs_from_the_proposal_does_not_go_out(desk: SharingDesk, label: Label) -> None:
    made = proposed(desk)
    report = desk.holdings().reports[0].id
    desk.label("report", [report], label, by="C. Ba", why="Looked again")
    with pytest.raises(NotReleased, match="not what was proposed"):
        Approvals(desk).approve(made.id, by="B. Diop")
    assert rows(desk) == 0
    assert state(desk, made) == "open"


def test_terms_that_were_changed_since_are_not_activated(desk: SharingDesk) -> None:
    desk.propose(TERMS, by="A. Sow", why="Amended")
    made = Approvals(desk).act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Signed")
    assert isinstance(made, Proposal)
    desk.propose(TERMS + 'place = "site"\n', by="A. Sow", why="Amended again")
    with pytest.raises(NotReleased, match="was changed since"):
        Approvals(desk).approve(made.id, by="B. Diop")
    assert desk.standing("harbour-ew").state == "draft"


def test_what_cannot_be_done_is_not_proposed(desk: SharingDesk) -> None:
    acts = Approvals(desk)
    with pytest.raises(PolicyError, match="cannot activate"):
        acts.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Signed")
    with pytest.raises(NotFound, match="holds nothing"):
        acts.recall("harbour-ew", by="A. Sow", why="Passed on")
    desk.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="Passed on")
    with pytest.raises(NotReleased, match="not active"):
        proposed(desk)
    assert acts.proposals() == ()


def test_a_recall_wants_back_exactly_what_was_proposed(desk: SharingDesk) -> None:
    acts, box = Approvals(desk), Outbox(desk)
    acts.approve(proposed(desk).id, by="B. Diop")
    held = box.held("harbour-ew")
    report = desk.holdings().reports[0].id
    made = acts.recall("harbour-ew", by="A. Sow", why="Wrong", items=[report], days=3)
    assert isinstance(made, Proposal)
    assert box.recalls() == ()
    recalls = acts.approve(made.id, by="B. Diop")
    assert isinstance(recalls, tuple)
    assert {f"{r.feed} {r.item}" for r in recalls} == set(made.items)
    assert {r.by for r in recalls} == {"A. Sow + B. Diop"}
    assert {r.deadline for r in recalls} == {desk.today.replace(day=desk.today.day + 3)}
    left = {r.item for r in box.held("harbour-ew")}
    assert left == {r.item for r in held if report not in r.inner}


def test_an_answer_ends_a_proposal(desk: SharingDesk) -> None:
    acts = Approvals(desk)
    made = proposed(desk)
    with pytest.raises(PolicyError, match="Who acts"):
        acts.decline(made.id, by="B. Diop", why="")
    acts.decline(made.id, by="B. Diop", why="Not before the review")
    assert state(desk, made) == "declined"
    for act in (
        lambda: acts.approve(made.id, by="C. Ba"),
        lambda: acts.decline(made.id, by="C. Ba", why="Again"),
    ):
        with pytest.raises(PolicyError, match=r"B\. Diop has declined"):
            act()
    with pytest.raises(NotFound):
        acts.approve("none", by="C. Ba")
    again = proposed(desk)
    assert again.id != made.id
    assert acts.approve(again.id, by="B. Diop")
    with pytest.raises(PolicyError, match="has approved"):
        acts.approve(again.id, by="C. Ba")


def test_the_same_thing_is_proposed_once(desk: SharingDesk) -> None:
    first = proposed(desk)
    assert proposed(desk, by="C. Ba") == first
    assert len(Approvals(desk).proposals()) == 1


def test_to_turn_the_rule_off_takes_two(desk: SharingDesk) -> None:
    acts = Approvals(desk)
    made = acts.one_person(by="A. Sow", why="Only one of us is left")
    assert desk.two_persons
    with pytest.raises(PolicyError, match="a second person"):
        acts.approve(made.id, by="A. Sow")
    acts.approve(made.id, by="B. Diop")
    assert not desk.two_persons
    with pytest.raises(PolicyError, match="enough"):
        acts.one_person(by="A. Sow", why="Again")
    desk.require_two_persons(by="A. Sow", why="Two again")
    assert desk.two_persons
    with pytest.raises(PolicyError, match="has approved"):
        acts.approve(made.id, by="C. Ba")
    assert desk.two_persons


def test_a_report_is_forgotten_without_waiting(desk: SharingDesk) -> None:
    Approvals(desk).approve(proposed(desk).id, by="B. Diop")
    report = desk.holdings().reports[0].id
    done = forget(desk._case, desk, [report], by="A. Sow", why="It was asked for")
    assert done.recalls


def test_of_two_who_approve_at_once_one_does(
    desk: SharingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = proposed(desk)
    plain = SharingDesk.reader
    once: list[int] = []

    def interrupted(self: SharingDesk, *given: Any) -> Any:
        if not once:
            once.append(1)
            Approvals(desk).approve(made.id, by="C. Ba")
        return plain(self, *given)

    monkeypatch.setattr(SharingDesk, "reader", interrupted)
    with pytest.raises(PolicyError, match=r"C\. Ba has approved"):
        Approvals(desk).approve(made.id, by="B. Diop")
    assert len(desk.rulings(made.id)) == 1
    assert {r.by for r in desk.store.ledger.releases(FEED)} == {"A. Sow + C. Ba"}


# --- in any order --------------------------------------------------------------------------------


@functools.cache
def template() -> Path:
    path = Path(tempfile.mkdtemp()) / "template.db"
    desk = desk_at(path, Clock())
    agreed(desk)
    desk.require_two_persons(by="A. Sow", why="Agreed")
    desk.store.close()
    return path


PERSONS = st.sampled_from(["A. Sow", "B. Diop", "C. Ba", "a sow"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["share", "share", "recall", "resume", "suspend", "off", "label", "decline"]
            + ["approve"] * 5
        ),
        PERSONS,
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=14,
)


def step(desk: SharingDesk, what: str, by: str, number: int) -> None:
    acts = Approvals(desk)
    known = acts.proposals()[::-1]
    name = known[number % len(known)].proposal.id if known else "none"
    if what == "share":
        acts.share("harbour-ew", EARLY, by=by)
    elif what == "recall":
        acts.recall("harbour-ew", by=by, why="Said so")
    elif what == "resume":
        acts.act("harbour-ew", Act.RESUME, by=by, why="Said so")
    elif what == "suspend":
        acts.act("harbour-ew", Act.SUSPEND, by=by, why="Said so")
    elif what == "off":
        acts.one_person(by=by, why="Said so")
    elif what == "label":
        report = desk.holdings().reports[number % 3].id
        desk.label("report", [report], Label(tlp=Tlp(number % 2)), by=by, why="Said so")
    elif what == "decline":
        acts.decline(name, by=by, why="Said so")
    else:
        acts.approve(name, by=by)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(STEPS)
def test_in_whatever_order_two_different_persons_stand_behind_what_opens(
    steps: list[tuple[str, str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.db"
        shutil.copy(template(), path)
        with Case.open(path, create=False, clock=Clock(), fast=True) as case:
            desk = SharingDesk(case, clock=Clock(), random=counted())
            before = len(desk.history("harbour-ew"))
            for what, by, number in steps:
                if not desk.two_persons:
                    break
                try:
                    step(desk, what, by, number)
                except CorroboraError:
                    continue
            opened = [a.by for a in desk.history("harbour-ew")[before:] if a.act is Act.RESUME]
            released = [r.by for r in case.store.ledger.releases(FEED)]
            for names in (*opened, *released):
                one, _, other = names.partition(" + ")
                assert other, names
                assert not same_person(one, other)
            approved = {s.proposal.by for s in Approvals(desk).proposals() if s.state == "approved"}
            assert approved or not (opened or released)
        assert not check(path).findings


def test_what_is_closed_can_be_assessed_again(desk: SharingDesk) -> None:
    """Diligence is looked up when a proposal is approved."""
    made = proposed(desk)
    assess(desk, "refused")
    with pytest.raises(NotReleased, match="refused"):
        Approvals(desk).approve(made.id, by="B. Diop")
    assert rows(desk) == 0


def test_a_suspension_while_it_is_carried_out_wins(
    desk: SharingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = proposed(desk)
    plain = Outbox._planned

    def interrupted(self: Outbox, *given: Any) -> Any:
        plan = plain(self, *given)
        if desk.standing("harbour-ew").state == "active":
            desk.act("harbour-ew", Act.SUSPEND, by="C. Ba", why="Passed on")
        return plan

    monkeypatch.setattr(Outbox, "_planned", interrupted)
    with pytest.raises(NotReleased, match="not active"):
        Approvals(desk).approve(made.id, by="B. Diop")
    assert rows(desk) == 0
    assert desk.rulings(made.id) == ()


def test_each_item_of_a_release_is_named_before_it_goes_out(desk: SharingDesk) -> None:
    box, acts = Outbox(desk), Approvals(desk)
    due, changes = box.changes("harbour-ew", EARLY)
    assert box.due("harbour-ew", EARLY) == due
    assert {one.change for one in changes} == {"new"}
    made = proposed(desk)
    acts.approve(made.id, by="B. Diop")
    held = {one.item for one in box.held("harbour-ew")}
    assert held == {one.item for one in changes}
    assert box.changes("harbour-ew", EARLY)[1] == ()
    first = desk.holdings().reports[0].id
    assert set(box.held_by_report("harbour-ew")) == {r.id for r in desk.holdings().reports}
    desk.label("report", [first], Label(tlp=Tlp.RED), by="A. Sow", why="Not for them")
    after, changes = box.changes("harbour-ew", EARLY)
    gone = [one for one in changes if one.change == "withdrawn"]
    assert after.withdrawn == len(gone) > 0
    assert after.new == sum(one.change == "new" for one in changes)
    assert after.changed == sum(one.change == "changed" for one in changes)
    assert {one.item for one in gone} <= held
