"""Two worlds that differ in hidden things alone: every TAXII surface gives the same bytes.

A surface that is not in ``SURFACES`` fails the build.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corrobora.serve.taxii import ROUTES
from corrobora.share.agreements import Act
from corrobora.share.labels import Label, Purpose, Tlp
from corrobora.share.picture import Holdings, picture_for
from serve.node import EW, NOON, Clock, Node, Reply
from share.worlds import READER, hidden_changed, world

LATER = NOON.replace("T12", "T15")
Asked = Iterator[tuple[str, Reply]]


def _get(node: Node, path: str, *queries: str) -> Asked:
    for query in queries or ("",):
        yield f"{path}?{query}", node.get(path, query)


def _everywhere(node: Node, rest: str, *queries: str) -> Asked:
    never = "00000000-0000-5000-8000-000000000000"
    for id_ in (*node.ids().values(), never):
        yield from _get(node, f"/taxii2/api/collections/{id_}/{rest}", *queries)


FILTERS = (
    "limit=1000", "limit=3", "match[type]=note", "match[type]=incident,relationship",
    "added_after=2025-09-21T12:00:00.000004Z", "match[version]=all", "limit=0", "next=AAAA",
    "match[spec_version]=2.0", "match[id]=note--x", "added_after=2025-09-21T13:00:00Z",
)  # fmt: skip


def _objects(node: Node) -> Asked:
    yield from _everywhere(node, "objects/", *FILTERS)
    for title in node.ids():
        if title != "Inbox":
            for number, page in enumerate(node.walk("limit=6", node.at(title))):
                yield f"{title} page {number}", page


def _known(node: Node) -> list[str]:
    """Ids that the partner may ask for: its own, those of the house, and none."""
    own = []
    for title in node.ids():
        if title != "Inbox":
            found = node.get(node.at(title), "limit=1000").json.get("objects", [])
            own += [one["id"] for one in found][::5]
    inner = ["r1-0", "c1-0-0", "note--r1-0", "report--5d0a3b9c-1111-4111-8111-111111111111"]
    return [*own, *inner]


def _object(node: Node) -> Asked:
    for id_ in _known(node):
        yield from _everywhere(node, f"objects/{id_}/", "", "match[version]=first", "limit=x")


def _versions(node: Node) -> Asked:
    for id_ in _known(node):
        yield from _everywhere(node, f"objects/{id_}/versions/", "", "match[version]=all")


POSTED: list[list[dict[str, Any]]] = [
    [{"id": "note--1", "type": "note", "object_refs": ["r1-0"], "labels": ["attested"]}],
    [{"id": "report--2", "type": "report", "description": "Troops left.", "name": "r1-1"}],
    [{"id": "indicator--3", "type": "indicator"}],
    [{"id": 3}],
    [],
]


def _post(node: Node) -> Asked:
    # A text that the house holds, open or hidden, in the words that anybody could have guessed.
    texts = [report.text for report in world(SEEDS[0]).reports]
    same = [{"id": f"note--{n}", "type": "note", "content": t} for n, t in enumerate(texts)]
    for number, posted in enumerate((*POSTED, same)):
        for title in node.ids():
            reply = node.post(node.at(title), posted)
            yield f"post {number} {title}", reply
            if reply.status == 202:
                path = f"/taxii2/api/status/{reply.json['id']}/"
                yield f"status {number} {title}", node.get(path)


def _status(node: Node) -> Asked:
    for name in ("x", "00000000-0000-5000-8000-000000000000", "arrival"):
        yield from _get(node, f"/taxii2/api/status/{name}/")


SURFACES: dict[str, Callable[[Node], Asked]] = {
    "discovery": lambda node: _get(node, "/taxii2/"),
    "root": lambda node: _get(node, "/taxii2/api/"),
    "collections": lambda node: _get(node, "/taxii2/api/collections/"),
    "collection": lambda node: _everywhere(node, ""),
    "manifest": lambda node: _everywhere(node, "manifest/", *FILTERS),
    "objects": _objects,
    "object": _object,
    "versions": _versions,
    "status": _status,
    "post": _post,
}
"""Every route of the server, and how it is asked."""

PATHS = ("/", "/taxii2/", "/taxii2/api/", "/taxii2/nothing/", "/taxii2/api/status/x/")


def _refusals(node: Node) -> Asked:
    """What nobody does: other methods, nobody's credential, other media, no such path."""
    known = [node.at(title, rest) for title in node.ids() for rest in ("", "objects/", "manifest/")]
    wrong = (node.signed[0], "0" * 64)
    for path in (*PATHS, *known, *(f"{path}{id_}/" for path in known for id_ in _known(node)[:2])):
        for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"):
            yield f"{method} {path}", node.ask(method, path)
        for who, signed in (("nobody", ("", "")), ("wrong", wrong)):
            yield f"{who} {path}", node.get(path, signed=signed)
        yield f"html {path}", node.get(path, headers={"accept": "text/html"})
        yield f"json {path}", node.ask("POST", path, headers={"content-type": "application/json"})
        yield f"gzip {path}", node.ask("POST", path, headers={"content-encoding": "gzip"})
        yield f"broken {path}", node.ask("POST", path, body=b"{")


BESIDE: dict[str, Callable[[Node], Asked]] = {"refusals": _refusals}
"""What the server answers where no route does."""

SEEDS = tuple(range(4))
MANY = tuple(range(100, 160))


def test_every_route_is_compared() -> None:
    assert set(SURFACES) == {route.name for route in ROUTES}
    assert len({route.name for route in ROUTES}) == len(ROUTES)


def live(folder: Path, held: Holdings, *, other: bool) -> Node:
    """A node that has shared, recalled and shared again; ``other`` adds what nobody may notice."""
    folder.mkdir()
    node = Node(folder, Clock())
    node.agree()
    node.sign_in()
    node.hold(held)
    node.box.share("harbour-ew", EW, by="A. Sow")
    if other:
        _strangers(node)
    recalled = sorted(r.item for r in node.box.held("harbour-ew") if r.type == "note")[:2]
    if recalled:
        node.box.recall("harbour-ew", by="A. Sow", why=str(other), items=recalled)
    node.clock.at = LATER
    node.box.share("harbour-ew", EW, by="B. Other" if other else "A. Sow")
    return node


def _strangers(node: Node) -> None:
    """Another partner with a feed, recalls, a suspension, labels and consents of its own."""
    node.agree("northern", "Northern Watch")
    signed = node.signed
    node.sign_in("northern")
    node.signed = signed
    node.box.share("northern", EW, by="A. Sow")
    node.box.recall("northern", by="A. Sow", why="test")
    node.act(Act.SUSPEND, "northern")
    hidden = [r.id for r in node.desk.holdings().reports if _is_hidden(node, r.id)]
    node.desk.label("report", hidden, Label(tlp=Tlp.RED), by="A. Sow", why="test")
    node.desk.issue("harbour-ew", Purpose.POLICY, by="A. Sow")


def _is_hidden(node: Node, report: str) -> bool:
    return node.desk.holdings().label_of_report(report).tlp is Tlp.RED


def _transcript(node: Node) -> dict[str, Reply]:
    found: dict[str, Reply] = {}
    everything = {**SURFACES, **BESIDE}
    for name, surface in everything.items():
        for number, (what, reply) in enumerate(surface(node)):
            found[f"{name} {number} {what}"] = reply
    # What was posted came into the case; nothing of that comes back in what is shared next.
    node.case.reconcile()
    node.box.share("harbour-ew", EW, by="A. Sow")
    for number, (what, reply) in enumerate(_objects(node)):
        found[f"again {number} {what}"] = reply
    node.act(Act.SUSPEND)
    for name, surface in everything.items():
        for number, (what, reply) in enumerate(surface(node)):
            found[f"suspended {name} {number} {what}"] = reply
    return found


@pytest.mark.parametrize(
    "seed", [*SEEDS, *(pytest.param(seed, marks=pytest.mark.slow) for seed in MANY)]
)
def test_hidden_things_change_no_byte_of_any_surface(tmp_path: Path, seed: int) -> None:
    held = world(seed)
    hidden = {w.item for w in picture_for(READER, held).withheld}
    ours = live(tmp_path / "one", held, other=False)
    theirs = live(tmp_path / "two", hidden_changed(held, hidden, seed + 1), other=True)
    try:
        one, two = _transcript(ours), _transcript(theirs)
    finally:
        ours.close()
        theirs.close()
    assert list(one) == list(two)
    assert [what for what in one if one[what] != two[what]] == []
    assert len(one) > 300
    assert sum(bool(r.status == 200) for r in one.values()) > 50


def test_the_comparison_would_notice_a_change_of_what_is_shown(tmp_path: Path) -> None:
    held = world(SEEDS[0])
    shown = [r for r in held.reports if held.labels[r.id].tlp is Tlp.GREEN]
    fewer = {**held.labels, shown[0].id: Label(tlp=Tlp.RED)}
    ours = live(tmp_path / "one", held, other=False)
    theirs = live(
        tmp_path / "two",
        Holdings(reports=held.reports, claims=held.claims, labels=fewer,
                 claim_labels=held.claim_labels),
        other=False,
    )  # fmt: skip
    try:
        one, two = ours.walk(), theirs.walk()
    finally:
        ours.close()
        theirs.close()
    assert [json.dumps(p.json) for p in one] != [json.dumps(p.json) for p in two]
