"""Asking originators: exact scope, exact time, and an exact list of what rested on a word."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrobora.case import Case
from corrobora.errors import NotFound, PolicyError, Settled
from corrobora.share.agreements import Act
from corrobora.share.conditions import Consent
from corrobora.share.labels import Label, Purpose, Tlp
from corrobora.sharing import ConsentQueue, Outbox, SharingDesk
from corrobora.sharing.values import ConsentRequest
from corrobora.store import check
from sharing.desk_of import EARLY, Clock, agreed, counted, desk_at

UNTIL = dt.date(2025, 10, 31)
ALDER = Label(tlp=Tlp.GREEN, controllers=frozenset({"Alder"}))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> SharingDesk:
    made = desk_at(tmp_path / "case.db", clock)
    agreed(made)
    made.label("report", [report_of(made, "relay.txt")], ALDER, by="A. Sow", why="From Alder")
    return made


def report_of(desk: SharingDesk, name: str) -> str:
    return next(r.id for r in desk.holdings().reports if r.name == name)


def asked(desk: SharingDesk) -> ConsentRequest:
    (made,) = ConsentQueue(desk).ask(
        "harbour-ew", EARLY, until=UNTIL, by="A. Sow", why="The harbour is warned"
    )
    return made


def seen(desk: SharingDesk, purpose: Purpose = EARLY) -> set[str]:
    return set(desk.preview("harbour-ew", purpose).inner.values())


def state(desk: SharingDesk, request: ConsentRequest) -> str:
    return ConsentQueue(desk).request(request.id).state


def test_only_what_lacks_nothing_but_consent_is_asked_for(desk: SharingDesk) -> None:
    wire, ledger = report_of(desk, "wire.txt"), report_of(desk, "ledger.txt")
    desk.label("report", [wire], Label(tlp=Tlp.RED), by="A. Sow", why="Not for them")
    red = Label(tlp=Tlp.RED, controllers=frozenset({"Alder"}))
    desk.label("report", [ledger], red, by="A. Sow", why="From Alder, and not for them")
    made = asked(desk)
    assert (made.originator, made.partner) == ("Alder", "Harbour Relief")
    assert made.items == (report_of(desk, "relay.txt"),)
    assert state(desk, made) == "asked"
    again = ConsentQueue(desk).ask("harbour-ew", EARLY, until=UNTIL, by="A. Sow", why="Again")
    assert again == ()


def test_each_originator_is_asked_alone(desk: SharingDesk) -> None:
    label = Label(
        tlp=Tlp.GREEN, controllers=frozenset({"Birch"}), third_parties=frozenset({"Cedar"}),
        third_party_releases=frozenset(),
    )  # fmt: skip
    desk.label("report", [report_of(desk, "wire.txt")], label, by="A. Sow", why="Passed on")
    queue = ConsentQueue(desk)
    made = queue.ask("harbour-ew", EARLY, until=UNTIL, by="A. Sow", why="Needed")
    assert [(one.originator, len(one.items)) for one in made] == [
        ("Alder", 1), ("Birch", 1), ("Cedar", 1),
    ]  # fmt: skip
    queue.grant(made[1].id, by="A. Sow")
    assert report_of(desk, "wire.txt") not in seen(desk)
    queue.grant(made[2].id, by="A. Sow")
    assert report_of(desk, "wire.txt") in seen(desk)


def test_a_grant_holds_for_exactly_what_was_asked(desk: SharingDesk, clock: Clock) -> None:
    relay, wire = report_of(desk, "relay.txt"), report_of(desk, "wire.txt")
    made = asked(desk)
    # It comes under Alder's control after the request.
    desk.label("report", [wire], ALDER, by="A. Sow", why="From Alder too")
    ConsentQueue(desk).grant(made.id, by="A. Sow", why="Letter")
    assert relay in seen(desk)
    assert wire not in seen(desk)
    assert relay not in seen(desk, Purpose.ANALYSIS)
    clock.now = f"{UNTIL}T23:59:59Z"
    assert relay in seen(desk)
    assert state(desk, made) == "granted"
    clock.now = f"{UNTIL + dt.timedelta(days=1)}T00:00:00Z"
    assert relay not in seen(desk)
    assert state(desk, made) == "lapsed"


def test_one_grant_does_not_end_another(desk: SharingDesk) -> None:
    queue = ConsentQueue(desk)
    queue.grant(asked(desk).id, by="A. Sow")
    (other,) = queue.ask("harbour-ew", Purpose.ANALYSIS, until=UNTIL, by="A. Sow", why="Too")
    queue.grant(other.id, by="A. Sow")
    relay = report_of(desk, "relay.txt")
    assert relay in seen(desk)
    assert relay in seen(desk, Purpose.ANALYSIS)
    queue.withdraw_request(other.id, by="A. Sow", why="Letter")
    assert relay in seen(desk)
    assert relay not in seen(desk, Purpose.ANALYSIS)
    assert [one.state for one in queue.requests()] == ["granted", "withdrawn"]


def test_a_request_is_answered_once_and_in_time(desk: SharingDesk, clock: Clock) -> None:
    queue = ConsentQueue(desk)
    made = asked(desk)
    with pytest.raises(PolicyError, match="Who acts"):
        queue.refuse(made.id, by="A. Sow", why=" ")
    queue.refuse(made.id, by="A. Sow", why="The source could be known")
    assert state(desk, made) == "refused"
    for act in (
        lambda: queue.grant(made.id, by="A. Sow"),
        lambda: queue.refuse(made.id, by="A. Sow", why="Again"),
        lambda: queue.withdraw_request(made.id, by="A. Sow", why="Again"),
    ):
        with pytest.raises(PolicyError, match="is refused"):
            act()
    late = asked(desk)
    clock.now = f"{UNTIL + dt.timedelta(days=1)}T08:00:00Z"
    assert state(desk, late) == "lapsed"
    with pytest.raises(PolicyError, match="is lapsed"):
        queue.grant(late.id, by="A. Sow")
    with pytest.raises(PolicyError, match="has passed"):
        asked(desk)
    with pytest.raises(NotFound):
        queue.grant("none", by="A. Sow")
    assert report_of(desk, "relay.txt") not in seen(desk)


def test_who_asked_can_take_it_back(desk: SharingDesk) -> None:
    made = asked(desk)
    assert ConsentQueue(desk).withdraw_request(made.id, by="A. Sow", why="Not needed") == ()
    assert state(desk, made) == "withdrawn"
    assert asked(desk).id != made.id


def test_taken_back_also_while_suspended_and_with_two_persons(desk: SharingDesk) -> None:
    queue, box = ConsentQueue(desk), Outbox(desk)
    made = asked(desk)
    queue.grant(made.id, by="A. Sow")
    box.share("harbour-ew", EARLY, by="A. Sow")
    desk.require_two_persons(by="A. Sow", why="Agreed")
    desk.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="Broken off")
    recalls = queue.withdraw_request(made.id, by="A. Sow", why="Letter")
    relay = report_of(desk, "relay.txt")
    assert recalls
    assert state(desk, made) == "withdrawn"
    assert not any(relay in r.inner for r in box.held("harbour-ew"))
    assert {s.recall.why for s in box.recalls()} == {"Its originator no longer agrees."}
    assert not check(desk.store.home.address).findings


# --- the list is exact ---------------------------------------------------------------------------


@functools.cache
def template() -> Path:
    path = Path(tempfile.mkdtemp()) / "template.db"
    desk = desk_at(path, Clock())
    agreed(desk)
    desk.store.close()
    return path


CONTROLLED = st.lists(
    st.sets(st.sampled_from(["Alder", "Birch"])).map(frozenset), min_size=3, max_size=3
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONTROLLED, st.booleans(), st.sets(st.integers(0, 2)))
def test_what_is_wanted_back_is_what_rested_on_the_word_and_no_more(
    controlled: list[frozenset[str]], by_claim: bool, named: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.db"
        shutil.copy(template(), path)
        with Case.open(path, create=False, clock=Clock(), fast=True) as case:
            desk = SharingDesk(case, clock=Clock(), random=counted())
            reports = [r.id for r in case.reports()]
            mine: set[str] = set()
            for report, who in zip(reports, controlled, strict=True):
                claims = [c.id for c in case.claims() if c.report == report]
                kind, ids = ("claim", claims[:1]) if by_claim else ("report", [report])
                label = Label(tlp=Tlp.GREEN, controllers=who)
                desk.label(kind, ids, label, by="A", why="Said so")  # type: ignore[arg-type]
                if "Alder" in who and (not named or reports.index(report) in named):
                    mine.update(ids if by_claim else [report, *claims])
            for name in ("Alder", "Birch"):
                for purpose in (EARLY, Purpose.ANALYSIS):
                    desk.consent(
                        Consent(
                            originator=name, partner="Harbour Relief", until=UNTIL, by="A",
                            purposes=frozenset({purpose}), at=desk.now(),
                        )
                    )  # fmt: skip
            box = Outbox(desk)
            for purpose in (EARLY, Purpose.ANALYSIS):
                box.share("harbour-ew", purpose, by="A")
            held = box.held("harbour-ew")
            assert {i for r in held for i in r.inner} >= set(reports)
            recalls = ConsentQueue(desk).withdraw(
                "Alder", "Harbour Relief", purposes=frozenset({EARLY}), by="A", why="Letter",
                items=frozenset(reports[n] for n in named),
            )  # fmt: skip
            feed = f"harbour-ew/{EARLY.value}"
            rested = {(r.feed, r.item) for r in held if r.feed == feed and mine & {*r.inner}}
            assert {(r.feed, r.item) for r in recalls} == rested
            left = {(r.feed, r.item) for r in box.held("harbour-ew")}
            assert left == {(r.feed, r.item) for r in held} - rested
            # What a release gives from now on needs nothing more back.
            before = len(box.recalls())
            box.share("harbour-ew", EARLY, by="A")
            assert len(box.recalls()) == before
        assert not check(path).findings


def test_what_waits_for_an_answer_is_not_to_be_asked_until_there_is_one(desk: SharingDesk) -> None:
    queue, relay = ConsentQueue(desk), report_of(desk, "relay.txt")
    assert queue.to_ask("harbour-ew", EARLY) == {"Alder": (relay,)}
    assert queue.to_ask("harbour-ew", EARLY, {"another"}) == {}
    made = asked(desk)
    assert queue.to_ask("harbour-ew", EARLY) == {}
    assert queue.to_ask("harbour-ew", Purpose.ANALYSIS) == {"Alder": (relay,)}
    queue.refuse(made.id, by="A. Sow", why="Not now")
    assert queue.to_ask("harbour-ew", EARLY) == {"Alder": (relay,)}
    with pytest.raises(Settled):
        queue.grant(made.id, by="A. Sow")
