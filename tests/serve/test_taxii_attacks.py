"""What a hostile partner may try at the server."""

from __future__ import annotations

import base64
import itertools
import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrobora.errors import PolicyError
from corrobora.serve.taxii import ROUTES, Taxii
from corrobora.share.agreements import Act
from corrobora.share.labels import Purpose, Tlp
from corrobora.sharing import inbox
from corrobora.store import check
from corrobora.store.ledger import START
from serve.node import EW, NOON, Clock, Node
from share.worlds import world

GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"


def note(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "type": "note", "spec_version": "2.1",
        "id": f"note--8d2a4b1e-57a6-4b77-9d3c-{number:012x}",
        "created": "2025-09-20T08:00:00.000Z", "modified": "2025-09-20T08:00:00.000Z",
        "content": f"Gunmen closed market number {number} on Friday, two traders said.",
        "object_refs": ["report--8d2a4b1e-57a6-4b77-9d3c-0f5f5b7f3a12"], **fields,
    }  # fmt: skip


# --- guessing ------------------------------------------------------------------------------------


def test_ids_of_the_house_and_guessed_ids_are_unknown(node: Node) -> None:
    held = node.desk.holdings()
    never = node.get(node.at(rest="objects/nothing/"))
    assert never.status == 404
    for own in (*(r.id for r in held.reports), *(c.id for c in held.claims)):
        for id_ in (own, f"note--{own}", f"report--{own}"):
            assert node.get(node.at(rest=f"objects/{id_}/")) == never
            assert node.get(node.at(), f"match[id]={id_}").json == {}


def test_names_of_agreements_open_nothing(node: Node) -> None:
    for guess in ("harbour-ew", "early-warning", "..", "%2e%2e", "harbour-ew/early-warning", "*",
                  node.ids()["Items"].upper(), f"{node.ids()['Items']}\n"):  # fmt: skip
        for rest in ("", "objects/", "manifest/"):
            assert node.get(f"/taxii2/api/collections/{guess}/{rest}").status == 404


def test_one_partner_cannot_reach_the_collections_of_another(node: Node) -> None:
    ours, first = node.ids(), node.signed
    node.agree("northern", "Northern Watch")
    second = node.sign_in("northern")
    node.box.share("northern", EW, by="A. Sow")
    theirs = node.ids()
    assert not set(ours.values()) & set(theirs.values())
    third = node.sign_in("harbour-ew", Purpose.POLICY)
    policy = node.ids()
    assert set(policy.values()) & set(ours.values()) == {ours["Notices"]}
    for signed, others in ((first, theirs), (second, ours), (third, theirs)):
        for id_ in set(others.values()) - set(node.ids(signed).values()):
            for rest in ("", "objects/", "manifest/"):
                reply = node.get(f"/taxii2/api/collections/{id_}/{rest}", signed=signed)
                never = node.get("/taxii2/api/collections/x/", signed=signed)
                assert reply == never
                assert reply.status == 404


def test_the_name_of_one_and_the_token_of_another_are_nobody(node: Node) -> None:
    first = node.signed
    node.agree("northern", "Northern Watch")
    second = node.sign_in("northern")
    third = node.sign_in("harbour-ew", Purpose.POLICY)
    nobody = node.get("/taxii2/", signed=("", ""))
    for name, _ in (first, second, third):
        for other, token in (first, second, third):
            reply = node.get("/taxii2/", signed=(name, token))
            assert (reply.status == 200) == (name == other)
            assert reply.status == 200 or reply == nobody


def test_items_have_other_ids_for_each_partner(node: Node) -> None:
    def own(path: str) -> set[str]:
        found = node.get(path, "limit=1000").json["objects"]
        return {o["id"] for o in found if o["type"] in ("note", "report", "incident", "identity")}

    ours = own(node.at())
    node.agree("northern", "Northern Watch")
    node.sign_in("northern")
    node.box.share("northern", EW, by="A. Sow")
    program = {i for i in ours if i.startswith("identity--")} & own(node.at())
    assert len(ours & own(node.at())) == len(program) == 1, "the program alone is the same to all"


# --- cursors -------------------------------------------------------------------------------------


def test_a_changed_cursor_is_refused_like_one_that_is_none(node: Node) -> None:
    page = node.get(node.at(), "limit=3").json
    none = node.get(node.at(), "limit=3&next=nonsense")
    assert none.status == 400
    token = page["next"]
    raw = base64.urlsafe_b64decode(token)
    changed = [
        base64.urlsafe_b64encode(raw[:i] + bytes([raw[i] ^ bit]) + raw[i + 1 :]).decode()
        for i in range(len(raw))
        for bit in (1, 128)
    ]
    shorter = [token[:-n] for n in range(1, len(token))]
    for other in (*changed, *shorter, token + "AAAA", token + "=", token.swapcase(), "4", "-1"):
        assert node.get(node.at(), f"limit=3&next={other}") == none


def test_a_cursor_is_good_for_its_partner_collection_and_filters_alone(node: Node) -> None:
    token = node.get(node.at(), "limit=3").json["next"]
    assert node.get(node.at(), f"limit=9&next={token}").status == 200
    for query in ("match[type]=note", "added_after=2025-01-01T00:00:00Z", "match[id]=x",
                  "match[version]=all"):  # fmt: skip
        assert node.get(node.at(), f"limit=3&next={token}&{query}").status == 400, query
    first = node.signed
    node.sign_in("harbour-ew", Purpose.POLICY)
    node.box.share("harbour-ew", Purpose.POLICY, by="A. Sow")
    assert node.get(node.at(), f"limit=3&next={token}").status == 400
    node.agree("northern", "Northern Watch")
    node.sign_in("northern")
    node.box.share("northern", EW, by="A. Sow")
    assert node.get(node.at(), f"limit=3&next={token}").status == 400
    assert node.get(node.at("Notices"), f"limit=3&next={token}").status == 400
    node.signed = first
    assert node.get(node.at(), f"limit=3&next={token}").status == 200


# --- what comes in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marking", "kept"),
    [
        ({"object_marking_refs": [GREEN]}, "TLP:GREEN"),
        ({"object_marking_refs": [GREEN, AMBER]}, "TLP:AMBER"),
        ({"object_marking_refs": [AMBER], "granular_markings": [
            {"marking_ref": GREEN, "selectors": ["content"]}]}, "TLP:AMBER"),
        ({}, None),
        ({"object_marking_refs": []}, None),
        ({"object_marking_refs": ["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"]},
         "TLP:RED"),
        ({"object_marking_refs": ["marking-definition--11111111-1111-4111-8111-111111111111"]},
         ("STIX marking that cannot be read: "
          "marking-definition--11111111-1111-4111-8111-111111111111")),
        ({"object_marking_refs": "TLP:CLEAR"}, "STIX marking that cannot be read"),
    ],
)  # fmt: skip
def test_markings_are_kept_and_never_widened(
    node: Node, marking: dict[str, Any], kept: str | None
) -> None:
    assert node.post(node.at("Inbox"), [note(1, **marking)]).status == 202
    report = next(r for r in node.case.reports() if r.name == note(1)["id"])
    assert report.marking == kept
    label = node.desk.holdings().label_of_report(report.id)
    assert label.third_parties >= {"Harbour Relief"}
    assert label.third_party_releases == frozenset()
    assert label.sealed == (kept is None or "cannot be read" in kept)
    assert label.tlp is Tlp.RED or not label.sealed


def test_what_a_partner_sent_goes_to_no_other_without_its_consent(node: Node) -> None:
    node.post(node.at("Inbox"), [note(1, object_marking_refs=[GREEN])])
    node.case.extract()
    node.agree("northern", "Northern Watch")
    held = node.desk.preview("northern", EW)
    mine = next(r for r in node.case.reports() if r.name == note(1)["id"])
    withheld = {w.item: w.decision for w in held.withheld}
    assert withheld[mine.id].failing == ("third_parties_have_agreed",)
    assert withheld[mine.id].answer == "ask"


def test_our_own_report_is_not_closed_by_a_partner_who_sends_the_same(node: Node) -> None:
    held = node.desk.holdings()
    shown = next(r for r in held.reports if held.labels[r.id].tlp is Tlp.GREEN)
    before = node.walk()
    node.post(node.at("Inbox"), [note(1, content=shown.text, object_marking_refs=[AMBER])])
    node.case.reconcile()
    node.box.share("harbour-ew", EW, by="A. Sow")
    assert [p.body for p in node.walk()] == [p.body for p in before]
    assert node.desk.holdings().label_of_report(shown.id) == held.label_of_report(shown.id)


HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"{",
    "a list": b"[]",
    "no objects": b"{}",
    "none": b'{"objects": []}',
    "objects are no list": b'{"objects": {"id": "x"}}',
    "no id": b'{"objects": [{"type": "note"}]}',
    "id is none": b'{"objects": [{"id": null}]}',
    "a number": b'{"objects": [7]}',
    "deep": b'{"objects": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep in an object": b'{"objects": [{"id": "x", "a": ' + b"[" * 5000 + b"]" * 5000 + b"}]}",
    "bad characters": b'{"objects": [{"id": "\xff\xfe"}]}',
    "cut": b'{"objects": [{"id": "x"}, {"id": "y"',
    "more after": b'{"objects": [{"id": "x"}]} {"objects": []}',
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
@pytest.mark.parametrize("title", ["Inbox", "Notices"])
def test_documents_that_are_none_are_refused(node: Node, title: str, name: str) -> None:
    reports = node.case.store.counts().reports
    reply = node.ask("POST", node.at(title), body=HOSTILE[name])
    assert reply.status == 422
    assert node.case.store.counts().reports == reports
    assert node.case.store.ledger.subjects("arrival") == ()


def test_large_documents_are_refused_before_they_are_read(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = node.at("Inbox")
    reply = node.post(path, [note(1)], headers={"content-length": str(inbox.MOST_BYTES + 1)})
    assert reply.status == 413
    assert reply.headers["connection"] == "close"
    body = b" " * (inbox.MOST_BYTES + 1)
    assert node.ask("POST", path, body=body, headers={"content-length": "5"}).status == 413
    monkeypatch.setattr(inbox, "MOST_OBJECTS", 3)
    assert node.post(path, [note(n) for n in range(4)]).status == 413
    assert node.post(path, [note(n) for n in range(3)]).status == 202


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["\x00", "\ud800", "<script>", "note--1", "a" * 70_000, "9" * 400, GREEN]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner,
                                                                max_size=4),
    max_leaves=12,
)  # fmt: skip
FIELDS = ("type", "id", "spec_version", "created", "modified", "content", "object_refs", "revoked",
          "object_marking_refs", "granular_markings", "labels", "extensions", "external_references",
          "created_by_ref", "lang", "definition", "confidence")  # fmt: skip


def _known(node: Node) -> set[str]:
    return {r.id for r in node.case.reports()}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=5), max_size=4), st.data())
def test_fields_of_any_kind_are_survived_and_stay_closed(
    still: Node, given_: list[dict[str, Any]], data: st.DataObject
) -> None:
    before = _known(still)
    objects = [{**note(n), **fields} for n, fields in enumerate(given_)]
    for title in ("Inbox", "Notices"):
        reply = still.post(still.at(title), objects)
        assert reply.status in (202, 422), objects
    labels = still.desk.holdings().labels
    for report in _known(still) - before:
        assert labels[report].third_parties >= {"Harbour Relief"}
        assert labels[report].third_party_releases == frozenset()


HEAVY: dict[str, bytes] = {
    "one huge string": b'{"objects": [{"id": "x", "type": "note", "content": "' + b"a " * 7_000_000
    + b'"}]}',
    "a huge number": b'{"objects": [{"id": "x", "type": "note", "content": "t", "confidence": '
    + b"9" * 4_000_000 + b"}]}",
    "a million keys": b'{"objects": [{"id": "x", "type": "note", "content": "t", '
    + b", ".join(b'"k%d": 1' % n for n in range(1_000_000)) + b"}]}",
    "the same key a million times": b'{"objects": [{"id": "x", "type": "note", '
    + b", ".join([b'"content": "t"'] * 500_000) + b"}]}",
    "ten thousand objects in one id": b'{"objects": ['
    + b", ".join([b'{"id": "x", "type": "note", "content": "t"}'] * 10_000) + b"]}",
    "a million references": b'{"objects": [{"id": "x", "type": "note", "content": "t", '
    b'"object_refs": [' + b", ".join([b'"note--1"'] * 1_000_000) + b"]}]}",
    "a million marks": b'{"objects": [{"id": "x", "type": "note", "content": "t", '
    b'"object_marking_refs": [' + b", ".join([b'"m--1"'] * 1_000_000) + b"]}]}",
    "escapes": b'{"objects": [{"id": "x", "type": "note", "content": "' + b"\\u0000" * 2_000_000
    + b'"}]}',
}  # fmt: skip
"""Documents within the bound on bytes that cost more than they should."""


SLOW_TO_READ = {"one huge string", "ten thousand objects in one id"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.slow) if n in SLOW_TO_READ else n for n in sorted(HEAVY)],
)
def test_heavy_documents_end_in_a_status_and_leave_the_case_whole(node: Node, name: str) -> None:
    body = HEAVY[name]
    assert len(body) <= inbox.MOST_BYTES
    before = _known(node)
    reply = node.ask("POST", node.at("Inbox"), body=body)
    assert reply.status in (202, 413, 422)
    if reply.status == 202:
        status = node.get(f"/taxii2/api/status/{reply.json['id']}/")
        assert status.json["status"] == "complete"
    labels = node.desk.holdings().labels
    assert all(labels[r].sealed for r in _known(node) - before)
    assert node.get(node.at()).status == 200
    assert not check(node.path).findings


TRICKS: dict[str, bytes] = {
    "text for another reader": b'{"text": "Troops left.", "marking": "TLP:CLEAR", "objects": [%s]}',
    "a frame of its own": b'{"type": "bundle", "objects": [], "objects": [%s]}',
    "white space first": b'\n\n   {"objects": [%s]}',
    "mail": b'{"Received": "x", "From": "y", "objects": [%s]}',
    "markup": b'{"x": "<html><body>Troops left.</body></html>", "objects": [%s]}',
    "a long start": b'{"x": "' + b"a" * 20_000 + b'", "objects": [%s]}',
}


@pytest.mark.parametrize("name", sorted(TRICKS))
def test_a_document_is_read_as_stix_and_as_nothing_else(node: Node, name: str) -> None:
    before = {r.id for r in node.case.reports()}
    body = TRICKS[name] % json.dumps(note(1, object_marking_refs=[AMBER])).encode()
    assert node.ask("POST", node.at("Inbox"), body=body).status == 202
    (report,) = (r for r in node.case.reports() if r.id not in before)
    assert (report.media_type, report.marking) == ("application/stix+json", "TLP:AMBER")
    label = node.desk.holdings().label_of_report(report.id)
    assert label.third_parties == {"Harbour Relief"}
    assert not check(node.path).findings


def test_the_same_document_again_is_the_same_arrival(node: Node) -> None:
    first = node.post(node.at("Inbox"), [note(1)])
    node.clock.at = NOON.replace("T12", "T18")
    reports = node.case.store.counts()
    again = node.post(node.at("Inbox"), [note(1)])
    assert again.json["id"] == first.json["id"]
    assert again.json["status"] == "complete"
    assert again.json["request_timestamp"] == first.json["request_timestamp"]
    assert node.case.store.counts() == reports


def test_what_was_not_read_for_a_crash_is_read_at_the_next_start(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(inbox.Inbox, "_read", lambda *_: 1 / 0)
        reply = node.post(node.at("Inbox"), [note(1)])
    assert reply.json["status"] == "pending"
    assert node.get(f"/taxii2/api/status/{reply.json['id']}/").json["status"] == "pending"
    assert note(1)["id"] not in {r.name for r in node.case.reports()}
    later = inbox.Inbox(node.case, node.desk)
    assert later.work() == 1
    assert later.work() == 0
    later.close()
    assert node.get(f"/taxii2/api/status/{reply.json['id']}/").json["status"] == "complete"


def test_a_document_that_breaks_the_program_keeps_no_other_back(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = inbox.Inbox._read

    def read(self: inbox.Inbox, name: str) -> None:
        if name == "bad":
            raise RuntimeError("a mistake")
        plain(self, name)

    monkeypatch.setattr(inbox.Inbox, "_read", read)
    box = inbox.Inbox(node.case, node.desk)
    for number, name in enumerate(("bad", "good")):
        raw = json.dumps({"objects": [note(number)]}).encode()
        box.take(name, raw, sender="Harbour Relief", by="test")
    assert box.work() == 1
    assert box.taken("good") is not None
    assert box.taken("bad") is None
    box.close()


def test_objects_that_cannot_be_read_are_named(node: Node) -> None:
    posted = [note(1), note(2, content=""), note(3, revoked=True), {"id": "x", "type": 7}]
    reply = node.post(node.at("Inbox"), posted)
    status = node.get(f"/taxii2/api/status/{reply.json['id']}/").json
    assert (status["success_count"], status["failure_count"]) == (2, 2)
    assert [one["id"] for one in status["failures"]] == [posted[1]["id"], "x"]


def test_no_object_is_counted_twice(node: Node) -> None:
    for posted, refused in (
        ([note(1, content="")], 1),
        ([{"id": "x", "type": "indicator"}], 1),
        ([note(2, content=""), note(3, revoked=True)], 1),
    ):
        reply = node.post(node.at("Inbox"), posted)
        status = node.get(f"/taxii2/api/status/{reply.json['id']}/").json
        assert status["failure_count"] == len(status["failures"]) == refused
        assert status["success_count"] == len(posted) - refused


def test_a_status_is_told_to_who_posted_alone(node: Node) -> None:
    reply = node.post(node.at("Inbox"), [note(1)])
    node.box.recall("harbour-ew", by="A. Sow", why="test")
    answered = node.post(node.at("Notices"), [note(2)])
    node.sign_in("harbour-ew", Purpose.POLICY)
    for found in (reply, answered):
        path = f"/taxii2/api/status/{found.json['id']}/"
        assert node.get(path) == node.get("/taxii2/api/status/nothing/")


# --- answers -------------------------------------------------------------------------------------


def _states(node: Node) -> dict[str, str]:
    return {s.recall.item: s.state for s in node.box.recalls("harbour-ew")}


def _answer(notice: dict[str, Any], label: str) -> dict[str, Any]:
    return {"type": "note", "id": "note--1", "object_refs": [notice["id"]], "labels": [label]}


def test_a_replayed_answer_changes_nothing(node: Node) -> None:
    item = node.box.held("harbour-ew")[0].item
    node.box.recall("harbour-ew", by="A. Sow", why="test", items=[item])
    (notice,) = node.get(node.at("Notices")).json["objects"]
    path = node.at("Notices")
    ledger = node.case.store.ledger
    node.post(path, [_answer(notice, "acknowledged")])
    node.post(path, [_answer(notice, "attested")])
    count = len(ledger.acts("answer", dict))
    assert node.post(path, [_answer(notice, "acknowledged")] * 5).status == 202
    assert len(ledger.acts("answer", dict)) == count
    assert _states(node) == {item: "attested"}


def test_an_answer_to_an_earlier_recall_is_none_to_the_next(node: Node) -> None:
    item = next(r.item for r in node.box.held("harbour-ew") if r.type == "note")
    node.box.recall("harbour-ew", by="A. Sow", why="test", items=[item])
    (first,) = node.get(node.at("Notices")).json["objects"]
    path = node.at("Notices")
    node.post(path, [_answer(first, "attested")])
    node.clock.at = NOON.replace("T12", "T13")
    node.box.share("harbour-ew", EW, by="A. Sow")
    node.clock.at = NOON.replace("T12", "T14")
    node.box.recall("harbour-ew", by="A. Sow", why="again", items=[item])
    assert _states(node) == {item: "queued"}
    replayed = node.post(path, [_answer(first, "attested")])
    assert replayed.json["failure_count"] == 1
    assert _states(node) == {item: "queued"}
    second = node.get(path).json["objects"][-1]
    assert second["id"] != first["id"]
    assert node.post(path, [_answer(second, "attested")]).json["success_count"] == 1
    assert _states(node) == {item: "attested"}


def test_nobody_answers_for_another(node: Node) -> None:
    node.box.recall("harbour-ew", by="A. Sow", why="test")
    notices = node.get(node.at("Notices"), "limit=3").json["objects"]
    node.agree("northern", "Northern Watch")
    node.sign_in("northern")
    reply = node.post(node.at("Notices"), [_answer(n, "attested") for n in notices])
    assert reply.json["success_count"] == 0
    assert set(_states(node).values()) == {"queued"}


def test_a_partner_who_posts_all_day_cannot_hold_up_a_release(node: Node) -> None:
    basis = node.case.store.ledger.basis()
    node.box.recall("harbour-ew", by="A. Sow", why="test")
    (notice, *_) = node.get(node.at("Notices")).json["objects"]
    node.post(node.at("Notices"), [_answer(notice, "attested")])
    node.post(node.at("Inbox"), [note(1)])
    assert node.case.store.ledger.basis() == basis


# --- clock ---------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_hides_nothing_from_who_polls(node: Node) -> None:
    newest = node.walk()[-1].headers["x-taxii-date-added-last"]
    node.clock.at = "2025-09-20T00:00:00Z"
    node.hold(world(7))
    shared = node.box.share("harbour-ew", EW, by="A. Sow")
    assert shared.new
    found = node.get(node.at(), f"limit=1000&added_after={newest}").json["objects"]
    assert len(found) == shared.new + shared.changed + shared.withdrawn
    manifest = node.get(node.at(rest="manifest/"), "limit=1000").json["objects"]
    dates = [one["date_added"] for one in manifest]
    assert dates == sorted(set(dates))


def test_two_releases_in_one_second_are_told_apart(node: Node) -> None:
    newest = node.walk()[-1].headers["x-taxii-date-added-last"]
    node.hold(world(7))
    shared = node.box.share("harbour-ew", EW, by="A. Sow")
    found = node.get(node.at(), f"limit=1000&added_after={newest}").json["objects"]
    assert len(found) == shared.new + shared.changed + shared.withdrawn > 0


# --- a restored case, a broken one ---------------------------------------------------------------


def test_a_restored_case_gives_nothing_until_somebody_says_it_is_in_order(tmp_path: Path) -> None:

    node = Node(tmp_path, Clock())
    node.hold(world(1))
    node.agree()
    node.sign_in()
    node.box.share("harbour-ew", EW, by="A. Sow")
    path = node.at()
    node.case.store.home.witness.write_text(f"999999 {START}\n")
    again = Taxii(node.case, node.desk)
    node.app.close()
    node.app = again
    assert node.get(path).status == 404
    assert list(node.ids()) == ["Notices"]
    node.desk.accept_restored(by="A. Sow", why="looked at")
    assert node.get(path).status == 200
    node.close()


@pytest.mark.parametrize("cut", ["journal", "journal and acts"])
def test_a_suspension_that_is_cut_out_of_the_file_closes_the_case(tmp_path: Path, cut: str) -> None:
    """Who can write the file takes the last lines away; the head beside it tells."""
    node = Node(tmp_path, Clock())
    node.hold(world(1))
    node.agree()
    signed = node.sign_in()
    node.box.share("harbour-ew", EW, by="A. Sow")
    lines, acts = (len(list(node.case.store.journal())), _last_act(Path(node.path)))
    node.act(Act.SUSPEND)
    node.close()
    with closing(sqlite3.connect(node.path)) as file:
        for (trigger,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            file.execute(f"DROP TRIGGER {trigger}")
        file.execute("DELETE FROM journal WHERE seq > ?", (lines,))
        if cut == "journal and acts":
            file.execute("DELETE FROM acts WHERE seq > ?", (acts,))
        file.commit()
    again = Node(tmp_path, Clock())
    again.signed = signed
    assert list(again.ids()) == ["Notices"]
    with pytest.raises(PolicyError):
        again.box.share("harbour-ew", EW, by="A. Sow")
    assert check(node.path).findings
    again.close()


def _last_act(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        return int(file.execute("SELECT max(seq) FROM acts").fetchone()[0])


def test_a_mistake_of_the_program_tells_nothing(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("harbour-ew r1-0 /home/somebody")

    monkeypatch.setattr("corrobora.store.feeds.page", broken)
    reply = node.get(node.at())
    assert reply.status == 500
    assert set(reply.json) == {"title", "description", "http_status"}
    assert b"harbour" not in reply.body


# --- anything at all -----------------------------------------------------------------------------


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(["GET", "HEAD", "POST", "DELETE", "PUT"]),
    st.text(max_size=60),
    st.binary(max_size=80),
    st.binary(max_size=200),
)
def test_no_request_breaks_the_server(
    still: Node, method: str, tail: str, query: bytes, body: bytes
) -> None:
    for path in (f"/taxii2/api/collections/{tail}", f"{still.at(rest='')}{tail}",
                 still.at(rest="objects/"), still.at("Notices")):  # fmt: skip
        text = query.decode("latin-1").encode("ascii", "backslashreplace").decode()
        reply = still.ask(method, path, query=text, body=body)
        assert reply.status < 500, (method, path, query, body)


def test_the_matrix_of_actors_and_collections(node: Node) -> None:
    """Every route, asked by every kind of actor, of every collection: what is not ours is not."""
    active = node.signed
    node.agree("northern", "Northern Watch")
    suspended = node.sign_in("northern")
    node.box.share("northern", EW, by="A. Sow")
    theirs = node.ids()
    node.act(Act.SUSPEND, "northern")
    revoked = node.sign_in("harbour-ew")
    node.signed = active
    node.desk.revoke(revoked[0], by="A. Sow")
    ours = node.ids()
    actors = {"active": active, "suspended": suspended, "revoked": revoked, "nobody": ("", ""),
              "no such": ("0" * 16, "0" * 64)}  # fmt: skip
    may = {"active": set(ours.values()), "suspended": {theirs["Notices"]}}
    one = node.get(node.at(), "limit=1").json["objects"][0]["id"]
    for (actor, signed), id_ in itertools.product(
        actors.items(), {*ours.values(), *theirs.values(), "x"}
    ):
        for route in ROUTES:
            path = route.path.replace("(?P<collection>[^/]+)", id_)
            path = path.replace("(?P<object>[^/]+)", one).replace("(?P<status>[^/]+)", "x")
            status = node.ask(route.method, path, body=b"{", signed=signed).status
            if actor in ("revoked", "nobody", "no such"):
                assert status == 401, (actor, path)
            elif route.name in ("discovery", "root", "collections"):
                assert status == 200
            elif route.name == "status" or id_ not in may[actor]:
                assert status == 404, (actor, path)
            else:
                assert status in (200, 403, 404, 422), (actor, path)


def test_random_hundreds_of_wrong_tokens(still: Node) -> None:
    chance = random.Random(1)
    name, token = still.signed
    for _ in range(200):
        wrong = list(token)
        wrong[chance.randrange(len(wrong))] = chance.choice("ghijkl")
        assert still.get("/taxii2/", signed=(name, "".join(wrong))).status == 401


def test_a_server_that_ends_leaves_the_rest_to_the_next(node: Node) -> None:
    first = inbox.Inbox(node.case, node.desk)
    raw = json.dumps({"objects": [note(n) for n in range(200)]}).encode()
    first.take("a", raw, sender="Harbour Relief", by="test")
    first.take("b", raw.replace(b"Friday", b"Monday"), sender="Harbour Relief", by="test")
    first._ending.set()
    before = node.case.store.counts().reports
    assert first.work() == 0
    read = node.case.store.counts().reports - before
    assert 0 < read < 200
    first.close()
    assert first.taken("a") is None
    later = inbox.Inbox(node.case, node.desk)
    assert later.work() == 2
    later.close()
    assert node.case.store.counts().reports - before == 400
    assert not check(node.path).findings
