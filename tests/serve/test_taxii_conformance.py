"""The paging and filtering of TAXII 2.1, endpoint by endpoint, against a few lines that say it.

What the other parts of the specification want (resources, media types, errors, sign-in, statuses)
is in ``test_taxii_resources``; a client of others is tried in ``test_taxii_client``.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serve.node import Node, Reply

ENDPOINTS = ("objects/", "manifest/", "objects/{id}/", "objects/{id}/versions/")
FIELD = {"objects/": "objects", "manifest/": "objects", "objects/{id}/": "objects",
         "objects/{id}/versions/": "versions"}  # fmt: skip


class Entry(NamedTuple):
    """One object of a collection, as the specification sees it."""

    id: str
    type: str
    version: str
    added: str
    body: dict[str, Any]


@pytest.fixture(scope="module")
def both(still: Node) -> Node:
    """Items, and notices of what was recalled."""
    if not still.box.recalls("harbour-ew"):
        still.box.recall("harbour-ew", by="A. Sow", why="test")
    return still


def entries(node: Node, title: str) -> list[Entry]:
    listed = node.get(node.at(title, "manifest/"), "limit=1000").json["objects"]
    whole = {o["id"]: o for o in node.get(node.at(title), "limit=1000").json["objects"]}
    return [
        Entry(one["id"], whole[one["id"]]["type"], one["version"], one["date_added"],
              whole[one["id"]])
        for one in listed
    ]  # fmt: skip


class Asked(NamedTuple):
    """A request by its parts; None where a parameter is not given."""

    limit: int | None
    added_after: str | None
    ids: tuple[str, ...] | None
    types: tuple[str, ...] | None
    versions: tuple[str, ...] | None
    spec: tuple[str, ...] | None

    @property
    def query(self) -> str:
        pairs = [("limit", self.limit), ("added_after", self.added_after)]
        pairs += [
            (f"match[{name}]", ",".join(values) if values else None)
            for name, values in (("id", self.ids), ("type", self.types),
                                 ("version", self.versions), ("spec_version", self.spec))
        ]  # fmt: skip
        return "&".join(f"{name}={quote(str(v), safe=',:')}" for name, v in pairs if v is not None)

    def wanted(self, every: list[Entry]) -> list[Entry]:
        """What the specification gives: oldest first, all filters at once."""
        words = {"last", "first", "all"}
        return [
            e for e in every
            if (self.added_after is None or e.added > self.added_after)
            and (self.ids is None or e.id in self.ids)
            and (self.types is None or e.type in self.types)
            and (self.versions is None or words & set(self.versions) or e.version in self.versions)
            and (self.spec is None or "2.1" in self.spec)
        ]  # fmt: skip


def _some(values: list[str]) -> st.SearchStrategy[tuple[str, ...] | None]:
    picked = st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True)
    return st.none() | picked.map(tuple)


def _asked(every: list[Entry]) -> st.SearchStrategy[Asked]:
    never = "note--00000000-0000-4000-8000-000000000000"
    return st.builds(
        Asked,
        limit=st.none() | st.integers(1, len(every) + 3),
        added_after=st.none() | st.sampled_from([e.added for e in every]),
        ids=_some([never, *(e.id for e in every)]),
        types=_some(["malware", *sorted({e.type for e in every})]),
        versions=_some(["all", "first", "last", "2001-01-01T00:00:00.000Z",
                        *sorted({e.version for e in every})]),
        spec=_some(["2.0", "2.1"]),
    )  # fmt: skip


def _shown(endpoint: str, one: Entry) -> Any:
    if endpoint == "manifest/":
        return {"id": one.id, "date_added": one.added, "version": one.version,
                "media_type": "application/stix+json;version=2.1"}  # fmt: skip
    return one.version if endpoint.endswith("versions/") else one.body


def _check_page(endpoint: str, reply: Reply, given_: list[Entry], *, more: bool) -> None:
    assert reply.status == 200
    expected: dict[str, Any] = {}
    if given_:
        expected = {FIELD[endpoint]: [_shown(endpoint, one) for one in given_]}
        assert reply.headers["x-taxii-date-added-first"] == given_[0].added
        assert reply.headers["x-taxii-date-added-last"] == given_[-1].added
    else:
        assert not any(name.startswith("x-taxii") for name in reply.headers)
    found = {key: value for key, value in reply.json.items() if key not in ("more", "next")}
    assert found == expected
    assert reply.json.get("more", False) is more
    assert ("next" in reply.json) is more


@pytest.mark.parametrize("title", ["Items", "Notices"])
@pytest.mark.parametrize("endpoint", ENDPOINTS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_endpoint_gives_what_its_filters_say(
    both: Node, endpoint: str, title: str, data: st.DataObject
) -> None:
    every = entries(both, title)
    asked = data.draw(_asked(every))
    path = both.at(title, endpoint)
    if "{id}" in endpoint:
        one = data.draw(st.sampled_from(every))
        path = path.replace("{id}", one.id)
        # The path says which one; match[id] is for the others.
        asked = asked._replace(ids=None)
        every = [e for e in every if e.id == one.id]
    wanted = asked.wanted(every)
    size = min(asked.limit or 100, 1000)
    reply = both.get(path, asked.query)
    for start in range(0, max(len(wanted), 1), size):
        page = wanted[start : start + size]
        more = start + size < len(wanted)
        _check_page(endpoint, reply, page, more=more)
        if more:
            reply = both.get(path, f"{asked.query}&next={quote(reply.json['next'])}")


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 400), ("limit=-5", 400), ("limit=x", 400), ("added_after=now", 400),
        ("match[version]=never", 400), ("match[type]=", 400), ("match[nothing]=x", 400),
        ("next=x", 400), ("page=2", 200), ("limit=5000", 200),
    ],
)  # fmt: skip
def test_every_endpoint_refuses_what_it_cannot_use(
    both: Node, endpoint: str, query: str, status: int
) -> None:
    one = entries(both, "Items")[0]
    path = both.at("Items", endpoint).replace("{id}", one.id)
    reply = both.get(path, query)
    assert reply.status == status
    assert status == 200 or reply.json["http_status"] == "400"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_every_endpoint_wants_the_media_type_and_a_credential(both: Node, endpoint: str) -> None:
    one = entries(both, "Items")[0]
    path = both.at("Items", endpoint).replace("{id}", one.id)
    assert both.get(path, headers={"accept": "application/json"}).status == 406
    assert both.get(path, signed=("", "")).status == 401
    assert both.get(path.replace(one.id, "note--unknown")).status in (200, 404)
    unknown = both.get(both.at("Items", endpoint.replace("{id}", "note--unknown")))
    assert unknown.status == (404 if "{id}" in endpoint else 200)
    for method in ("PUT", "PATCH", "DELETE"):
        assert both.ask(method, path).status == 405


def test_a_status_resource_counts_what_was_posted(node: Node) -> None:
    made = {"type": "note", "spec_version": "2.1", "content": "The market is closed.",
            "id": "note--8d2a4b1e-57a6-4b77-9d3c-0f5f5b7f3a11", "object_refs": ["report--x"],
            "created": "2025-09-20T08:00:00.000Z",
            "modified": "2025-09-20T08:00:00.000Z"}  # fmt: skip
    for posted, good in (([made], 1), ([made, {**made, "id": "y", "content": 7}], 1)):
        reply = node.post(node.at("Inbox"), posted)
        assert reply.status == 202
        status = node.get(f"/taxii2/api/status/{reply.json['id']}/").json
        assert status["status"] == "complete"
        assert status["total_count"] == len(posted)
        assert status["success_count"] == good
        assert status["failure_count"] == len(posted) - good == len(status.get("failures", []))
        assert status["pending_count"] == 0
        assert status["request_timestamp"].endswith("Z")
        assert json.dumps(status)
