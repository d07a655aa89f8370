"""Every endpoint, header, filter and error of the TAXII 2.1 server."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest

from corrobora.share.agreements import Act
from corrobora.share.labels import Label, Tlp
from corrobora.sharing.signing import verify_head
from corrobora.store.ledger import chain_faults
from corrobora.vocab.stix_ids import stix_ids
from serve.node import EW, NOON, TAXII, Node, Reply, basic

FEED = "harbour-ew/early-warning"


def objects(reply: Reply) -> list[Any]:
    assert reply.status == 200, reply
    return list(reply.json.get("objects", []))


def ids(reply: Reply) -> list[str]:
    return [one["id"] for one in objects(reply)]


# --- what is there -------------------------------------------------------------------------------


def test_discovery_leads_to_the_api_root_and_its_collections(still: Node) -> None:
    found = still.get("/taxii2/").json
    assert found["title"]
    assert found["default"] in found["api_roots"]
    root = still.get(found["default"]).json
    assert root["versions"] == [TAXII]
    assert root["max_content_length"] > 1_000_000
    listed = still.get(f"{found['default']}collections/").json["collections"]
    assert [(one["title"], one["can_read"], one["can_write"]) for one in listed] == [
        ("Items", True, False),
        ("Inbox", False, True),
        ("Notices", True, True),
    ]
    for one in listed:
        assert still.get(f"/taxii2/api/collections/{one['id']}/").json == one
        assert one["media_types"] == ["application/stix+json;version=2.1"]


def test_every_answer_has_the_media_type_and_is_not_to_be_cached(still: Node) -> None:
    for path in ("/taxii2/", "/taxii2/api/", "/taxii2/nothing/", still.at(rest="manifest/")):
        reply = still.get(path)
        assert reply.headers["content-type"] == TAXII
        assert reply.headers["cache-control"] == "no-store"


def test_a_path_without_its_last_slash_is_the_same(still: Node) -> None:
    assert still.get("/taxii2") == still.get("/taxii2/")
    assert still.get(still.at().rstrip("/")) == still.get(still.at())


def test_head_gives_the_headers_alone(still: Node) -> None:
    whole, head = still.get(still.at()), still.ask("HEAD", still.at())
    assert head.headers == whole.headers
    assert head.body == b""


# --- pages ---------------------------------------------------------------------------------------


def test_a_walk_gives_every_item_once_in_the_order_in_which_they_went_out(still: Node) -> None:
    pages = still.walk("limit=7")
    walked = [one for page in pages for one in ids(page)]
    held = still.case.store.ledger.held(FEED)
    assert walked == [r.item for r in sorted(held.values(), key=lambda r: r.number)]
    assert all(len(ids(page)) == 7 for page in pages[:-1])
    dates = [page.headers[f"x-taxii-date-added-{end}"] for page in pages
             for end in ("first", "last")]  # fmt: skip
    assert dates == sorted(dates)
    assert "next" not in pages[-1].json
    assert "more" not in pages[-1].json


def test_items_go_out_as_they_are_kept(still: Node) -> None:
    kept = [json.loads(r.content) for r in still.case.store.ledger.releases(FEED)]
    assert objects(still.get(still.at(), "limit=1000")) == kept


def test_the_manifest_tells_of_the_same_items_in_the_same_order(still: Node) -> None:
    pages = still.walk("limit=9", still.at(rest="manifest/"))
    listed = [one for page in pages for one in objects(page)]
    assert [one["id"] for one in listed] == ids(still.get(still.at(), "limit=1000"))
    dates = [one["date_added"] for one in listed]
    assert dates == sorted(set(dates))
    assert {one["media_type"] for one in listed} == {"application/stix+json;version=2.1"}
    assert pages[0].headers["x-taxii-date-added-first"] == dates[0]
    assert pages[-1].headers["x-taxii-date-added-last"] == dates[-1]


def test_limits(still: Node) -> None:
    assert len(ids(still.get(still.at(), "limit=1"))) == 1
    assert len(ids(still.get(still.at(), "limit=999999999"))) == len(ids(still.get(still.at())))
    for bad in ("0", "-1", "x", "", "1.5", "٣", "99999999999999999999"):
        assert still.get(still.at(), f"limit={quote(bad)}").status == 400, bad


def test_added_after_goes_on_where_a_page_ended(still: Node) -> None:
    whole = ids(still.get(still.at(), "limit=1000"))
    first = still.get(still.at(), "limit=20")
    last = first.headers["x-taxii-date-added-last"]
    rest = still.get(still.at(), f"limit=1000&added_after={last}")
    assert ids(first) + ids(rest) == whole
    newest = rest.headers["x-taxii-date-added-last"]
    empty = still.get(still.at(), f"added_after={newest}")
    assert empty.json == {}
    assert not any(name.startswith("x-taxii") for name in empty.headers)
    assert ids(still.get(still.at(), "limit=1000&added_after=1999-01-01T00:00:00Z")) == whole
    paged = still.walk(f"limit=5&added_after={last}")
    assert [one for page in paged for one in ids(page)] == ids(rest)


@pytest.mark.parametrize(
    "bad", ["yesterday", "2025-09-21", "2025-09-21T12:00:00", "2025-13-21T12:00:00Z", "", "0Z",
            "2025-09-21T12:00:00+02:00", "2025-09-21T12:00:60Z"],
)  # fmt: skip
def test_times_that_are_none_are_refused(still: Node, bad: str) -> None:
    assert still.get(still.at(), f"added_after={quote(bad)}").status == 400
    assert still.get(still.at(), f"match[version]={quote(bad)}").status == 400


# --- filters -------------------------------------------------------------------------------------


def test_match_type_and_id(still: Node) -> None:
    whole = objects(still.get(still.at(), "limit=1000"))
    notes = [one["id"] for one in whole if one["type"] == "note"]
    assert notes
    assert ids(still.get(still.at(), "match[type]=note")) == notes
    both = still.get(still.at(), "match[type]=note,report&limit=1000")
    assert {one["type"] for one in objects(both)} == {"note", "report"}
    wanted = [notes[-1], whole[0]["id"]]
    found = ids(still.get(still.at(), f"match[id]={','.join(wanted)}"))
    assert found == [whole[0]["id"], notes[-1]]
    assert ids(still.get(still.at(), f"match[id]={','.join(wanted)}&match[type]=note")) == [
        notes[-1]
    ]
    assert still.get(still.at(), "match[type]=malware").json == {}


def test_filtered_walks_page_as_well(still: Node) -> None:
    for rest in ("objects/", "manifest/"):
        pages = still.walk("limit=2&match[type]=note,identity", still.at(rest=rest))
        found = [one for page in pages for one in ids(page)]
        assert found == ids(still.get(still.at(rest=rest), "match[type]=note,identity&limit=999"))
        assert len(pages) > 2


@pytest.mark.parametrize("word", ["last", "first", "all", "first,last"])
def test_of_each_item_there_is_one_version(still: Node, word: str) -> None:
    assert still.get(still.at(), f"match[version]={word}") == still.get(still.at())


def test_match_version_by_time(still: Node) -> None:
    notes = objects(still.get(still.at(), "match[type]=note"))
    version = notes[0]["modified"]
    assert ids(still.get(still.at(), f"match[type]=note&match[version]={version}")) == [
        one["id"] for one in notes
    ]
    finer = version.replace(".000Z", ".000000Z")
    assert objects(still.get(still.at(), f"match[type]=note&match[version]={finer}")) == notes
    near = version.replace(".000Z", ".000001Z")
    assert still.get(still.at(), f"match[type]=note&match[version]={near}").json == {}
    assert still.get(still.at(), "match[version]=2001-01-01T00:00:00Z").json == {}


def test_match_spec_version(still: Node) -> None:
    assert still.get(still.at(), "match[spec_version]=2.1") == still.get(still.at())
    assert still.get(still.at(), "match[spec_version]=2.0").json == {}
    assert still.get(still.at(), "match[spec_version]=2.0,2.1") == still.get(still.at())


@pytest.mark.parametrize(
    "bad", ["match[type]=", "match[color]=red", "match=1", "match[id]=a,,b", "limit=1&limit=2",
            "next=&limit=2", "match[id]=" + ",".join(map(str, range(101))), "%ff=%fe&limit=%ff"],
)  # fmt: skip
def test_filters_that_cannot_be_used_are_refused_and_not_passed_over(still: Node, bad: str) -> None:
    assert still.get(still.at(), bad).status == 400


def test_other_parameters_are_passed_over(still: Node) -> None:
    assert still.get(still.at(), "_=17&page=2") == still.get(still.at())


# --- one object ----------------------------------------------------------------------------------


def test_one_object_and_its_versions(still: Node) -> None:
    one = objects(still.get(still.at(), "match[type]=incident,report"))[0]
    reply = still.get(still.at(rest=f"objects/{one['id']}/"))
    assert objects(reply) == [one]
    listed = still.get(still.at(rest=f"objects/{one['id']}/versions/"))
    assert listed.json == {"versions": [one["modified"]]}
    assert listed.headers["x-taxii-date-added-first"] == reply.headers["x-taxii-date-added-last"]
    other = still.get(still.at(rest=f"objects/{one['id']}/"), "match[version]=2001-01-01T00:00:00Z")
    assert (other.status, other.json) == (200, {})


def test_a_changed_item_is_given_anew_and_its_old_version_no_more(node: Node) -> None:
    path = node.at()
    before = {one["id"]: one for one in objects(node.get(path, "limit=1000"))}
    last = node.get(path, "limit=1000").headers["x-taxii-date-added-last"]
    released = node.case.store.ledger.held(FEED).values()
    claim = next(r.inner[0] for r in released if r.type == "note")
    node.clock.at = NOON.replace("T12", "T13")
    node.desk.label("claim", [claim], Label(tlp=Tlp.RED), by="A. Sow", why="test")
    node.box.share("harbour-ew", EW, by="A. Sow")
    pages = node.walk(f"limit=4&added_after={last}", path)
    news = [one for page in pages for one in objects(page)]
    gone = [one for one in news if one.get("revoked")]
    assert gone
    for one in gone:
        assert one["created"] == before[one["id"]]["created"]
        assert one["modified"] > before[one["id"]]["modified"]
        assert stix_ids().extensions["happening"].id not in one["extensions"]
        assert one.get("content", "Withdrawn") == one.get("name", "Withdrawn") == "Withdrawn"
        assert objects(node.get(f"{path}{one['id']}/", "match[version]=all")) == [one]
        old = f"match[version]={before[one['id']]['modified']}"
        assert node.get(f"{path}{one['id']}/", old).json == {}
    whole = ids(node.get(path, "limit=1000"))
    assert len(whole) == len(set(whole))
    assert set(before) <= set(whole)


# --- errors --------------------------------------------------------------------------------------


def test_errors_are_error_resources(still: Node) -> None:
    for reply in (
        still.get("/taxii2/api/nothing/"),
        still.get(still.at(), "limit=0"),
        still.get("/taxii2/", headers={"accept": "text/html"}),
        still.get("/taxii2/", signed=("", "")),
        still.ask("DELETE", still.at()),
    ):
        assert set(reply.json) <= {"title", "description", "http_status"}
        assert reply.json["http_status"] == str(reply.status)
        assert reply.json["title"]


@pytest.mark.parametrize(
    "accept",
    [TAXII, "application/taxii+json", "*/*", "application/*", "text/html, */*;q=0.1",
     'application/taxii+json; version="2.1"', "Application/TAXII+json;Version=2.1"],
)  # fmt: skip
def test_what_a_client_may_accept(still: Node, accept: str) -> None:
    assert still.get("/taxii2/", headers={"accept": accept}).status == 200


@pytest.mark.parametrize(
    "accept",
    ["text/html", "application/json", "application/taxii+json;version=2.0", "", "*",
     "application/vnd.oasis.taxii+json;version=2.0", "application/taxii+json;q=0"],
)  # fmt: skip
def test_what_is_sent_by_nobody_is_refused(still: Node, accept: str) -> None:
    for path in ("/taxii2/", still.at(), still.at(rest="manifest/")):
        assert still.get(path, headers={"accept": accept}).status == 406


@pytest.mark.parametrize(
    "kind", ["application/json", "", "text/plain", "application/taxii+json;version=2.0"]
)
def test_bodies_of_other_kinds_are_refused(still: Node, kind: str) -> None:
    reply = still.post(still.at("Inbox"), [{"id": "x"}], headers={"content-type": kind})
    assert reply.status == 415


def test_packed_bodies_are_refused(still: Node) -> None:
    reply = still.post(still.at("Inbox"), [{"id": "x"}], headers={"content-encoding": "gzip"})
    assert reply.status == 415


def test_nothing_is_deleted_and_nothing_is_changed(still: Node) -> None:
    one = ids(still.get(still.at(), "limit=1"))[0]
    for path in ("/taxii2/", still.at(), still.at(rest=f"objects/{one}/"), "/taxii2/api/",
                 still.at(rest="objects/nothing/")):  # fmt: skip
        for method in ("DELETE", "PUT", "PATCH", "OPTIONS"):
            reply = still.ask(method, path)
            assert reply.status == 405
            assert "GET" in reply.headers["allow"]
    assert still.ask("POST", still.at(rest="manifest/"), body=b"{}").status == 405


def test_a_collection_does_what_it_says_only(still: Node) -> None:
    assert still.post(still.at("Items"), [{"id": "x"}]).status == 403
    for rest in ("objects/", "manifest/", "objects/x/", "objects/x/versions/"):
        assert still.get(still.at("Inbox", rest)).status == 403


# --- sign-in -------------------------------------------------------------------------------------


def test_without_a_credential_nothing_is_told(still: Node) -> None:
    name, token = still.signed
    wrong = [
        ("", ""), (name, ""), (name, token[:-1]), (name, f"{token}x"), ("", token),
        (name.upper() + "x", token), ("harbour-ew", token),
    ]  # fmt: skip
    paths = ["/taxii2/", still.at(), "/taxii2/nothing", "/", "/taxii2/api/status/x/"]
    bodies = set()
    for method in ("GET", "POST", "DELETE", "HEAD"):
        for path in paths:
            for signed in wrong:
                reply = still.ask(method, path, signed=signed)
                assert reply.status == 401
                assert reply.headers["www-authenticate"].startswith("Basic realm=")
                if method != "HEAD":
                    bodies.add(reply.body)
    assert len(bodies) == 1


@pytest.mark.parametrize(
    "header", ["Basic", "Basic ====", "Bearer abc", "Basic " + "A" * 9, "basic Og==", "Basic /w=="]
)
def test_credentials_that_cannot_be_read(still: Node, header: str) -> None:
    assert still.get("/taxii2/", headers={"authorization": header}).status == 401


def test_a_revoked_credential_opens_nothing_from_the_next_request_on(node: Node) -> None:
    path = node.at("Notices")
    assert node.get(path).status == 200
    node.desk.revoke(node.signed[0], by="A. Sow")
    assert node.get(path).status == 401
    assert node.get("/taxii2/").status == 401


def test_the_scheme_may_be_written_in_any_case(still: Node) -> None:
    header = basic(*still.signed).replace("Basic", "bAsIc")
    assert still.get("/taxii2/", headers={"authorization": header}).status == 200


# --- suspension and notices ----------------------------------------------------------------------


@pytest.mark.parametrize("act", [Act.SUSPEND, Act.TERMINATE])
def test_a_closed_feed_is_like_one_that_never_was(node: Node, act: Act) -> None:
    one = ids(node.get(node.at(), "limit=1"))[0]
    rests = ("", "objects/", "manifest/", f"objects/{one}/", f"objects/{one}/versions/")
    feed, inbox = node.at(rest=""), node.at("Inbox", "")
    never = "/taxii2/api/collections/00000000-0000-5000-8000-000000000000/"
    page = node.get(f"{feed}objects/", "limit=2").json
    node.act(act)
    for rest in rests:
        for closed in (feed, inbox):
            assert node.get(f"{closed}{rest}") == node.get(f"{never}{rest}")
            assert node.get(f"{closed}{rest}").status == 404
    assert node.get(f"{feed}objects/", f"limit=2&next={page['next']}").status == 404
    assert node.post(f"{inbox}objects/", [{"id": "x"}]) == node.post(
        f"{never}objects/", [{"id": "x"}]
    )
    assert list(node.ids()) == ["Notices"]
    assert node.get(node.at("Notices")).json == {}


def test_cursors_die_with_the_state_of_the_agreement(node: Node) -> None:
    page = node.get(node.at(), "limit=2").json
    assert node.get(node.at(), f"limit=2&next={page['next']}").status == 200
    node.act(Act.SUSPEND)
    node.act(Act.RESUME)
    assert node.get(node.at(), f"limit=2&next={page['next']}").status == 400
    assert node.get(node.at(), "limit=2").status == 200


def test_an_agreement_whose_days_are_over_gives_nothing(node: Node) -> None:
    path = node.at()
    assert node.get(path).status == 200
    node.clock.at = "2027-01-01T00:00:00Z"
    assert node.get(path).status == 404


def test_notices_hold_ids_action_and_deadline_and_stay_readable(node: Node) -> None:
    recalled = node.box.recall("harbour-ew", by="A. Sow", why="They passed it on", days=5)
    node.act(Act.SUSPEND)
    found = [one for page in node.walk("limit=6", node.at("Notices")) for one in objects(page)]
    assert [one["object_refs"] for one in found] == [[r.item] for r in recalled]
    for one in found:
        assert one["type"] == "note"
        assert one["labels"] == ["recall", "deadline:2025-09-26"]
        assert "passed" not in json.dumps(one)
        assert "Sow" not in json.dumps(one)
    listed = node.walk("limit=1000", node.at("Notices", "manifest/"))[0]
    assert [one["id"] for one in objects(listed)] == [one["id"] for one in found]
    dates = [one["date_added"] for one in objects(listed)]
    assert dates == sorted(set(dates))
    middle = dates[len(dates) // 2]
    later = ids(node.get(node.at("Notices"), f"added_after={middle}&limit=1000"))
    assert later == [one["id"] for one in found][len(dates) // 2 + 1 :]
    one = found[3]
    assert objects(node.get(node.at("Notices", f"objects/{one['id']}/"))) == [one]
    assert node.get(node.at("Notices", f"objects/{one['id']}/versions/")).json == {
        "versions": [one["modified"]]
    }
    assert node.get(node.at("Notices", f"objects/{recalled[0].item}/")).status == 404
    assert node.get(node.at("Notices"), "match[type]=report").json == {}
    assert node.get(node.at("Notices"), "match[spec_version]=2.0").json == {}


def test_recalls_are_answered(node: Node) -> None:
    recalled = node.box.recall("harbour-ew", by="A. Sow", why="test")
    notices = objects(node.get(node.at("Notices"), "limit=1000"))
    node.act(Act.SUSPEND)
    path = node.at("Notices")
    reply = node.post(
        path,
        [
            {"type": "note", "id": "note--1", "object_refs": [notices[0]["id"]],
             "labels": ["attested"], "content": "Deleted on 22 September."},
            {"type": "opinion", "id": "opinion--2", "object_refs": [recalled[1].item],
             "opinion": "agree"},
            {"type": "opinion", "id": "opinion--3", "object_refs": [notices[2]["id"]],
             "opinion": "disagree", "explanation": "Court order."},
            {"type": "note", "id": "note--4", "object_refs": ["report--nobody-recalled-this"],
             "labels": ["attested"], "modified": "2025-09-22T00:00:00Z"},
            {"type": "note", "id": "note--5", "object_refs": [notices[5]["id"]]},
        ],
    )  # fmt: skip
    assert reply.status == 202
    assert (reply.json["status"], reply.json["success_count"]) == ("complete", 3)
    assert [one["id"] for one in reply.json["failures"]] == ["note--4", "note--5"]
    assert len({one["message"] for one in reply.json["failures"]}) == 1
    states = {s.recall.item: s.state for s in node.box.recalls("harbour-ew")}
    assert [states[r.item] for r in recalled[:4]] == [
        "attested", "acknowledged", "refused", "queued",
    ]  # fmt: skip
    assert node.get(f"/taxii2/api/status/{reply.json['id']}/").json == reply.json


# --- heads ---------------------------------------------------------------------------------------


def test_each_page_carries_the_signed_head_of_its_feed(node: Node) -> None:
    key = node.get("/taxii2/api/").json["x_corrobora_key"]
    collection = node.ids()["Items"]
    one = ids(node.get(node.at(), "limit=1"))[0]
    replies = [
        *node.walk("limit=20"), node.get(node.at(rest="manifest/")),
        node.get(node.at(rest=f"objects/{one}/")), node.get(node.at(), "match[type]=malware"),
    ]  # fmt: skip
    heads = {(r.headers["x-corrobora-head"], r.headers["x-corrobora-signature"]) for r in replies}
    ((head, signature),) = heads
    number, _, hash_ = head.partition(":")
    assert verify_head(key, signature, collection, int(number), hash_)
    assert not verify_head(key, signature, collection, int(number) - 1, hash_)
    assert not verify_head(key, signature, node.ids()["Inbox"], int(number), hash_)
    released = list(node.case.store.ledger.releases(FEED))
    assert (released[-1].number, released[-1].hash) == (int(number), hash_)
    assert not list(chain_faults(released))


def test_reads_are_noted_before_they_are_given(node: Node) -> None:
    ledger = node.case.store.ledger
    assert ledger.reads(FEED) == {}
    page = node.get(node.at(), "limit=10").json
    assert ledger.reads(FEED) == {node.signed[0]: (10, NOON)}
    node.get(node.at(rest="manifest/"), "limit=30")
    assert ledger.reads(FEED)[node.signed[0]][0] == 10
    node.get(node.at(), f"limit=10&next={page['next']}")
    assert ledger.reads(FEED)[node.signed[0]][0] == 20
    node.get(node.at(), "limit=5")
    assert ledger.reads(FEED)[node.signed[0]][0] == 20
