"""The client of OASIS against a server on a real port."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import stix2

from corrobora.share.agreements import Act
from serve.live import listening
from serve.node import Node

with warnings.catch_warnings():
    # It uses a module that is gone in newer versions of Python.
    warnings.simplefilter("ignore")
    from taxii2client.v21 import Collection, Server, as_pages


@pytest.fixture
def server(node: Node) -> Iterator[Any]:
    name, token = node.signed
    with listening(node) as url:
        yield Server(url, user=name, password=token)


def collections(server: Any) -> dict[str, Any]:
    return {one.title: one for one in server.default.collections}


def test_the_client_walks_from_discovery_to_every_version(node: Node, server: Any) -> None:
    assert server.title == "Corrobora"
    assert len(server.api_roots) == 1
    found = collections(server)
    items: Collection = found["Items"]
    pages = list(as_pages(items.get_objects, per_request=9))
    walked = [one for page in pages for one in page["objects"]]
    assert len(pages) == -(-len(walked) // 9)
    held = node.case.store.ledger.held("harbour-ew/early-warning")
    assert {one["id"] for one in walked} == set(held)
    listed = [o for p in as_pages(items.get_manifest, per_request=9) for o in p["objects"]]
    assert [o["id"] for o in listed] == [o["id"] for o in walked]
    notes = items.get_objects(type="note")["objects"]
    assert notes
    assert {one["type"] for one in notes} == {"note"}
    both = items.get_objects(type=["note", "report"])["objects"]
    assert {one["type"] for one in both} == {"note", "report"}
    one = notes[0]
    assert items.get_object(one["id"])["objects"] == [one]
    assert items.object_versions(one["id"])["versions"] == [one["modified"]]
    assert items.get_objects(id=one["id"], version="all")["objects"] == [one]
    late = items.get_objects(added_after=listed[-2]["date_added"])["objects"]
    assert [o["id"] for o in late] == [listed[-1]["id"]]


def test_what_goes_out_is_stix(node: Node, server: Any) -> None:
    objects = collections(server)["Items"].get_objects(limit=1000)["objects"]
    for one in objects:
        parsed = stix2.parse(one, allow_custom=True, version="2.1")
        assert parsed["id"] == one["id"]
    known = {one["id"] for one in objects}
    refs = {ref for one in objects for ref in one.get("object_marking_refs", ())}
    refs |= {one["created_by_ref"] for one in objects if "created_by_ref" in one}
    refs |= {key for one in objects for key in one.get("extensions", ())
             if not one["type"].endswith("definition")}  # fmt: skip
    assert refs <= known, "whatever an item refers to can be had as well"


def test_what_a_partner_posts_is_kept_with_its_markings(node: Node, server: Any) -> None:
    green = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
    made = {
        "type": "note", "spec_version": "2.1", "id": "note--8d2a4b1e-57a6-4b77-9d3c-0f5f5b7f3a11",
        "created": "2025-09-20T08:00:00.000Z", "modified": "2025-09-20T08:00:00.000Z",
        "content": "Gunmen closed the market of the town on Friday, two traders said.",
        "object_refs": ["report--8d2a4b1e-57a6-4b77-9d3c-0f5f5b7f3a12"],
        "object_marking_refs": [green],
    }  # fmt: skip
    status = collections(server)["Inbox"].add_objects(
        {"objects": [made]}, poll_interval=0.2, timeout=60
    )
    assert status.status == "complete"
    assert (status.success_count, status.failure_count) == (1, 0)
    report = next(r for r in node.case.reports() if r.name == made["id"])
    assert (report.text, report.marking) == (made["content"], "TLP:GREEN")
    assert server.default.get_status(status.id).status == "complete"


def test_a_suspension_ends_a_walk_at_the_next_page(node: Node, server: Any) -> None:
    found = collections(server)
    pages = as_pages(found["Items"].get_objects, per_request=5)
    next(pages)
    node.act(Act.SUSPEND)
    with pytest.raises(requests.exceptions.HTTPError) as failed:
        next(pages)
    assert failed.value.response is not None
    assert failed.value.response.status_code == 404
    server.default.refresh_collections()
    assert [one.title for one in server.default.collections] == ["Notices"]
    assert found["Notices"].get_objects() == {}
