"""What is decided holds, however quickly one thing follows another."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from corrobora.case import Case
from corrobora.errors import NotReleased, PolicyError
from corrobora.share.agreements import Act
from corrobora.share.labels import Label, Purpose, Tlp
from corrobora.sharing.access import Doors
from corrobora.sharing.witness import is_behind
from corrobora.store import backup, check, restore
from corrobora.store.ledger import Batch, Outgoing
from serve.node import EW, Clock, Node
from share.worlds import world


@pytest.fixture
def node(tmp_path: Path) -> Node:
    made = Node(tmp_path, Clock())
    made.hold(world(1))
    made.agree()
    return made


def test_the_same_act_again_in_the_same_second_counts_again(node: Node) -> None:
    for round_ in range(3):
        node.act(Act.SUSPEND)
        assert node.desk.standing("harbour-ew").state == "suspended", round_
        node.act(Act.RESUME)
        assert node.desk.standing("harbour-ew").state == "active", round_
    assert node.desk.standing("harbour-ew").epoch == 8
    assert not check(node.path).findings
    node.close()


def test_the_latest_label_stands_also_within_a_second(node: Node) -> None:
    report = node.case.reports()[0].id
    for tlp in (Tlp.RED, Tlp.CLEAR, Tlp.RED):
        node.desk.label("report", [report], Label(tlp=tlp), by="A. Sow", why="test")
    assert node.desk.holdings().labels[report].tlp is Tlp.RED
    assert node.desk.label("report", [report], Label(tlp=Tlp.RED), by="A. Sow", why="test") == 0
    node.close()


def test_doors_are_worked_out_again_after_every_act(node: Node) -> None:
    name, token = node.sign_in()
    doors = Doors(node.desk)

    def opens() -> bool:
        with node.case.store.reading() as connection:
            door = doors.enter(connection, name, token)
        assert door is not None
        return door.open

    assert opens()
    node.act(Act.SUSPEND)
    assert not opens()
    node.act(Act.RESUME)
    assert opens()
    node.clock.at = "2027-01-01T00:00:00Z"
    assert not opens()
    node.clock.at = "2026-12-31T23:59:59Z"
    assert opens()
    node.close()


def test_ids_of_collections_cannot_be_worked_out_from_names(tmp_path: Path) -> None:
    found = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        made = Node(folder, Clock())
        made.case.store.ledger.key("partner/harbour-ew", partial(bytes, [number] * 32))
        made.agree()
        made.sign_in()
        found.append(set(made.ids().values()))
        made.close()
    assert not found[0] & found[1]


def test_a_feed_tells_what_its_items_refer_to_and_wants_none_of_it_back(node: Node) -> None:
    node.box.share("harbour-ew", EW, by="A. Sow")
    ledger = node.case.store.ledger
    held = ledger.held("harbour-ew/early-warning")
    kinds = [r.type for r in held.values() if not r.inner]
    assert kinds.count("marking-definition") == 10
    assert kinds.count("extension-definition") == 3
    assert kinds.count("identity") == 2
    assert all(r.inner for r in node.box.held("harbour-ew"))
    node.box.recall("harbour-ew", by="A. Sow", why="test")
    again = node.box.share("harbour-ew", Purpose.EARLY_WARNING, by="A. Sow")
    after = ledger.held("harbour-ew/early-warning")
    assert {i: r for i, r in after.items() if not r.inner} == {
        i: r for i, r in held.items() if not r.inner
    }
    assert again.changed == len(held) - len(kinds)
    node.close()


def test_what_decides_nothing_works_out_no_door_again(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, token = node.sign_in()
    doors = Doors(node.desk)
    worked_out = 0
    plain = Doors._worked_out

    def counted(self: Doors) -> Any:
        nonlocal worked_out
        worked_out += 1
        return plain(self)

    monkeypatch.setattr(Doors, "_worked_out", counted)

    def enter() -> None:
        with node.case.store.reading() as connection:
            assert doors.enter(connection, name, token) is not None

    enter()
    for number in range(5):
        node.case.store.ledger.add("arrival", str(number), {"n": number}, by="test")
        enter()
    assert worked_out == 1
    node.act(Act.SUSPEND)
    node.case.store.ledger.add("arrival", "last", {}, by="test")
    enter()
    assert worked_out == 2
    node.close()


def outgoing(item: str) -> Outgoing:
    return Outgoing(
        item=item, type="note", version="2025-09-21T12:00:00.000Z", inner=("c1",), core=item,
        content="{}",
    )  # fmt: skip


def test_feeds_and_acts_go_out_together_or_not_at_all(node: Node) -> None:
    ledger = node.case.store.ledger
    batches = [
        Batch(feed="harbour-ew/one", items=[outgoing("note--1")], epoch=2),
        Batch(feed="harbour-ew/two", items=[outgoing("note--2"), outgoing("note--3")], epoch=2),
    ]
    basis = ledger.basis()
    given = {"basis": basis, "at": node.clock(), "by": "A. Sow"}
    made = ledger.release(batches, **given, with_acts=[("word", "one", {"n": 1})])  # type: ignore[arg-type]
    assert [(r.feed, r.number) for r in made] == [
        ("harbour-ew/one", 1), ("harbour-ew/two", 1), ("harbour-ew/two", 2),
    ]  # fmt: skip
    # The word itself decided something, so that what was decided before it holds no more.
    with pytest.raises(NotReleased, match="was decided"):
        ledger.release(batches, **given, with_acts=[("word", "two", {"n": 2})])  # type: ignore[arg-type]
    assert ledger.end_of("harbour-ew/two")[0] == 2
    assert ledger.acts("word", dict, "two") == ()
    assert not check(node.path).findings
    node.close()


def test_an_act_and_what_belongs_to_it_are_kept_together_or_not_at_all(node: Node) -> None:
    ledger = node.case.store.ledger
    basis = ledger.basis()
    ledger.add_if("word", "one", len, by="A. Sow", basis=basis, with_acts=[("other", "x", 1)])
    assert (ledger.acts("word", int), ledger.acts("other", int)) == ((0,), (1,))
    with pytest.raises(NotReleased):
        ledger.add_if("word", "one", len, by="A. Sow", basis=basis, with_acts=[("other", "y", 2)])

    def refused(_: object) -> int:
        raise PolicyError("No.")

    with pytest.raises(PolicyError):
        ledger.add_if("word", "one", refused, by="A. Sow", with_acts=[("other", "y", 2)])
    assert (ledger.acts("word", int), ledger.acts("other", int)) == ((0,), (1,))
    node.close()


@pytest.mark.parametrize(
    "kind", ["proposal", "oversight", "consent.request", "consent.reply", "recall", "answer"]
)
def test_what_decides_nothing_holds_up_no_release(node: Node, kind: str) -> None:
    ledger = node.case.store.ledger
    basis = ledger.basis()
    ledger.add(kind, "one", {"n": 1}, by="A. Sow")
    assert ledger.basis() == basis
    node.close()


@pytest.mark.parametrize("last", ["issued", "revoked"])
def test_a_backup_brings_no_credential_back(node: Node, tmp_path: Path, last: str) -> None:
    """Who may sign in is decided as well: a case that lacks the last word on it is behind."""
    name, _ = node.sign_in()
    copy = tmp_path / "copy.db"
    backup(node.path, copy)
    if last == "issued":
        node.sign_in()
    else:
        node.desk.revoke(name, by="A. Sow")
    node.close()
    restore(copy, node.path, force=True)
    again = Case.open(node.path, create=False, clock=Clock())
    assert is_behind(again.store)
    again.store.close()
