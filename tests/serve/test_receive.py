"""Receiving from another node over TAXII: pages, markings, where it goes on, heads that hold."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from cli.program import run
from corrobora.errors import LimitReached, PolicyError, UnreadableInput
from corrobora.share.agreements import Act
from corrobora.sharing import receive as module
from corrobora.sharing.inbox import Inbox
from corrobora.sharing.receive import Received, Source, receive
from corrobora.store import backup, check, restore
from serve.live import listening
from serve.node import EW, NOON, TAXII, Clock, Node
from share.worlds import world

AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Node]:
    """Our own case, which receives."""
    folder = tmp_path / "here"
    folder.mkdir()
    made = Node(folder, Clock())
    yield made
    made.close()


def _take(here: Node, source: Source, sender: str = "Alder desk") -> tuple[int, int]:
    inbox = Inbox(here.case, here.desk)
    try:
        return receive(here.desk, inbox, source, sender=sender)
    finally:
        inbox.close()


def test_everything_comes_in_once_and_the_next_call_goes_on(
    node: Node, here: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 10)
    name, token = node.signed
    with listening(node) as url:
        source = Source(url, node.ids()["Items"], user=name, password=token)
        pages, objects = _take(here, source)
        held = node.case.store.ledger.held("harbour-ew/early-warning")
        assert (pages, objects) == (-(-len(held) // 10), len(held))
        reports = {r.name for r in here.case.reports()}
        texts = {i for i, r in held.items() if r.type == "report"}
        assert texts
        assert texts & reports
        assert _take(here, source) == (0, 0)
        node.clock.at = NOON.replace("T12", "T13")
        node.hold(world(7))
        shared = node.box.share("harbour-ew", EW, by="A. Sow")
        _, more = _take(here, source)
        assert more == shared.new + shared.changed + shared.withdrawn
    labels = here.desk.holdings().labels
    assert all(label.third_parties == {"Alder desk"} or label.sealed for label in labels.values())
    assert all(label.third_party_releases == frozenset() for label in labels.values())


def test_a_suspended_feed_and_a_wrong_password_are_told_apart_from_an_empty_one(
    node: Node, here: Node
) -> None:
    name, token = node.signed
    collection = node.ids()["Items"]
    with listening(node) as url:
        with pytest.raises(UnreadableInput, match="status 401"):
            _take(here, Source(url, collection, user=name, password="x"))
        node.act(Act.SUSPEND)
        with pytest.raises(UnreadableInput, match="status 404"):
            _take(here, Source(url, collection, user=name, password=token))
    assert here.case.reports() == ()


def test_the_command_receives(node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name, token = node.signed
    monkeypatch.setenv("CORROBORA_TAXII_PASSWORD", token)
    case = str(tmp_path / "mine.db")
    with listening(node) as url:
        collection = node.ids()["Items"]
        done = run("receive", url, "--collection", collection, "--user", name, "--case", case)
    assert done.exit_code == 0, done.stderr
    assert "Received" in done.stderr
    assert token not in done.output
    assert token.encode() not in Path(case).read_bytes()


# --- a server that lies --------------------------------------------------------------------------


class Liar(ThreadingHTTPServer):
    """Answers as it is told: a list of (headers, body) for the pages, one after the other."""

    pages: list[tuple[dict[str, str], Any]]
    root: dict[str, Any]
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: Liar

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        headers: dict[str, str] = {}
        body: Any = self.server.root
        if "/objects/" in self.path:
            headers, body = self.server.pages.pop(0)
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(int(headers.pop("status", "200")))
        self.send_header("Content-Type", TAXII)
        self.send_header("Content-Length", str(len(raw)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Be silent."""


@contextmanager
def liar(*pages: tuple[dict[str, str], Any], **root: Any) -> Iterator[tuple[str, Liar]]:
    server = Liar(("127.0.0.1", 0), _Handler)
    server.pages, server.root, server.asked = list(pages), root, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/api/", server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def note(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "type": "note", "spec_version": "2.1",
        "id": f"note--8d2a4b1e-57a6-4b77-9d3c-{number:012x}",
        "created": "2025-09-20T08:00:00.000Z", "modified": "2025-09-20T08:00:00.000Z",
        "content": f"Gunmen closed market number {number} on Friday, two traders said.", **fields,
    }  # fmt: skip


def test_servers_of_others_are_read_with_markings_kept(here: Node) -> None:
    first = {"more": True, "next": "2", "objects": [note(1, object_marking_refs=[AMBER])]}
    second = {"objects": [note(2)]}
    with liar(({"X-TAXII-Date-Added-Last": "2025-09-20T09:00:00Z"}, first), ({}, second)) as (
        url, server,
    ):  # fmt: skip
        assert _take(here, Source(url, "c1", user="u", password="p")) == (2, 2)
        assert "next=2" in server.asked[-1]
    assert {r.marking for r in here.case.reports()} == {"TLP:AMBER", None}
    (last,) = here.case.store.ledger.latest("received", Received).values()
    assert last.added_after == "2025-09-20T09:00:00Z"


@pytest.mark.parametrize(
    "page", [b"{", b"[]", {"more": True, "objects": [note(1)]}, b"\xff", b'{"objects": [7]}']
)
def test_answers_that_are_none_end_the_call(here: Node, page: Any) -> None:
    with liar(({}, page)) as (url, _):
        with pytest.raises(UnreadableInput):
            _take(here, Source(url, "c1", user="u", password="p"))


@pytest.mark.parametrize(
    "page",
    [
        gzip.compress(b'{"objects": []}' + b" " * 50_000_000),
        b'{"objects": ' + b"[" * 200_000,
        b'{"objects": [{"id": "x", "a": ' + b"[" * 5000 + b"]" * 5000 + b"}]}",
        b'{"more": true, "next": 7, "objects": [{"id": "note--1", "type": "note"}]}',
        b'{"objects": {"id": "x"}}',
    ],
    ids=["packed", "cut and deep", "deep", "no way on", "no list"],
)
def test_hostile_answers_end_the_call(here: Node, page: bytes) -> None:
    headers = {"Content-Encoding": "gzip"} if page.startswith(b"\x1f") else {}
    with liar((headers, page), (headers, page)) as (url, _):
        with pytest.raises((UnreadableInput, LimitReached)):
            _take(here, Source(url, "c1", user="u", password="p"))
    assert not check(here.path).findings


def test_pages_without_end_are_ended(here: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_PAGES", 3)
    pages: list[tuple[dict[str, str], Any]]
    pages = [({}, {"more": True, "next": str(n), "objects": [note(n)]}) for n in range(9)]
    with liar(*pages) as (url, _):
        with pytest.raises(LimitReached):
            _take(here, Source(url, "c1", user="u", password="p"))
    pages = [({}, {"more": True, "next": "1", "objects": [note(1)]})] * 2
    with liar(*pages) as (url, _):
        with pytest.raises(UnreadableInput, match="next page"):
            _take(here, Source(url, "c1", user="u", password="p"))


def test_too_large_an_answer_is_refused(here: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    with liar(({}, {"objects": [note(1)]})) as (url, _):
        with pytest.raises(LimitReached):
            _take(here, Source(url, "c1", user="u", password="p"))


def test_the_password_goes_to_no_other_server(here: Node) -> None:
    with liar(default="http://127.0.0.2:9/other/", api_roots=[]) as (url, server):
        with pytest.raises(UnreadableInput, match="another server"):
            _take(here, Source(url, "c1", user="u", password="p"))
        assert server.asked == ["/api/"]


@pytest.mark.parametrize("url", ["ftp://x/", "x", "https://u:p@x/", "http:///y"])
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(UnreadableInput):
        Source(url, "c1", user="u", password="p")


# --- heads ---------------------------------------------------------------------------------------


def _signed(node: Node, number: int, hash_: str) -> dict[str, str]:
    signature = node.desk.signer().sign_head("c1", number, hash_)
    return {"X-Corrobora-Head": f"{number}:{hash_}", "X-Corrobora-Signature": signature}


def _page(headers: dict[str, str], number: int) -> tuple[dict[str, str], Any]:
    return headers, {"objects": [note(number)]}


HASHES = ("a" * 64, "b" * 64)


@pytest.mark.parametrize("case", ["shorter", "rewritten", "unsigned", "without", "other key"])
def test_a_feed_that_was_cut_or_rewritten_is_refused(node: Node, here: Node, case: str) -> None:
    key = node.desk.signer().public
    later = {
        "shorter": _signed(node, 4, HASHES[0]),
        "rewritten": _signed(node, 5, HASHES[1]),
        "unsigned": {**_signed(node, 6, HASHES[0]), "X-Corrobora-Signature": "AAAA"},
        "without": {},
        "other key": _signed(node, 6, HASHES[1]),
    }[case]
    with liar(_page(_signed(node, 5, HASHES[0]), 1), _page(later, 2), x_corrobora_key=key) as (
        url, server,
    ):  # fmt: skip
        source = Source(url, "c1", user="u", password="p")
        assert _take(here, source) == (1, 1)
        if case == "other key":
            server.root = {"x_corrobora_key": here.desk.signer().public[:-4] + "AAA="}
        with pytest.raises(PolicyError):
            _take(here, source)
    assert len(here.case.reports()) == 1


def test_a_feed_that_grew_goes_on(node: Node, here: Node) -> None:
    key = node.desk.signer().public
    first, second = _signed(node, 5, HASHES[0]), _signed(node, 6, HASHES[1])
    with liar(_page(first, 1), _page(first, 2), _page(second, 3), x_corrobora_key=key) as (url, _):
        source = Source(url, "c1", user="u", password="p")
        assert [_take(here, source) for _ in range(3)] == [(1, 1)] * 3


def test_a_feed_that_was_cut_short_is_told_also_when_nothing_is_new(
    node: Node, here: Node, tmp_path: Path
) -> None:
    """A server that was restored to a backup gives less than it gave, and no page that shows it."""
    copy = tmp_path / "copy.db"
    backup(node.path, copy)
    name, token = node.signed
    node.clock.at = NOON.replace("T12", "T13")
    node.hold(world(7))
    node.box.share("harbour-ew", EW, by="A. Sow")
    collection = node.ids()["Items"]
    with listening(node) as url:
        address = url
        assert _take(here, Source(url, collection, user=name, password=token))[1] > 0
        assert _take(here, Source(url, collection, user=name, password=token)) == (0, 0)
    node.close()
    restore(copy, node.path, force=True)
    again = Node(tmp_path, node.clock)
    again.desk.accept_restored(by="A. Sow", why="test")
    try:
        with listening(again, port=urlsplit(address).port) as url:
            assert url == address
            with pytest.raises(PolicyError, match="cut short"):
                _take(here, Source(url, collection, user=name, password=token))
    finally:
        again.close()
