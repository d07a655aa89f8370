"""A suspension while many clients walk: nothing is given to a request made after it."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from corrobora.case import Case
from corrobora.share.agreements import Act
from corrobora.sharing import SharingDesk
from corrobora.store.ledger import Batch, Outgoing
from corrobora.text import sha256_of
from serve.live import listening
from serve.node import TAXII, Node, basic

FEED = "harbour-ew/early-warning"
CLIENTS = 20


class Walker(threading.Thread):
    """Walks a collection over and over, and notes when it asked and how many objects came."""

    def __init__(self, node: Node, url: str, path: str, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.seen: list[tuple[float, float, int, int]] = []
        self._headers = {"Accept": TAXII, "Authorization": basic(*node.signed)}
        self._address = urlsplit(url).netloc
        self._path = path
        self._stop_asking = stop

    def run(self) -> None:
        connection = http.client.HTTPConnection(self._address, timeout=30)
        next_ = ""
        while not self._stop_asking.is_set():
            asked = time.monotonic()
            connection.request("GET", f"{self._path}?limit=20{next_}", headers=self._headers)
            answer = connection.getresponse()
            body: dict[str, Any] = json.loads(answer.read())
            objects = len(body.get("objects", ()))
            self.seen.append((asked, time.monotonic(), answer.status, objects))
            next_ = f"&next={body['next']}" if body.get("more") else ""
        connection.close()


def _fill(node: Node, count: int) -> None:
    items = []
    for number in range(count):
        body = {"type": "note", "id": f"note--{number}", "content": f"Item {number}."}
        content = json.dumps(body)
        items.append(
            Outgoing(
                item=str(body["id"]), type="note", version="2025-09-21T12:00:00.000Z",
                inner=(f"c{number}",), core=sha256_of(content), content=content,
            )
        )  # fmt: skip
    batch = Batch(feed=FEED, items=items, epoch=2)
    node.case.store.ledger.release([batch], basis=None, at=node.clock(), by="test")


def _objects(walkers: list[Walker]) -> int:
    return sum(objects for walker in walkers for *_, objects in walker.seen)


def _wait(until: Callable[[], bool]) -> None:
    """Let the walkers go on, however slow the machine is today."""
    deadline = time.monotonic() + 30
    while not until() and time.monotonic() < deadline:
        time.sleep(0.02)


@pytest.mark.parametrize("rounds", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_no_request_after_a_suspension_gets_an_object(node_anywhere: Node, rounds: int) -> None:
    node = node_anywhere
    _fill(node, 2000)
    path = node.at()
    # Somebody at another program suspends, on a connection of their own.
    with Case.open(node.path, clock=node.clock) as elsewhere, listening(node) as url:
        desk = SharingDesk(elsewhere, clock=node.clock)
        for _ in range(rounds):
            stop = threading.Event()
            walkers = [Walker(node, url, path, stop) for _ in range(CLIENTS)]
            for walker in walkers:
                walker.start()
            _wait(lambda w=walkers: _objects(w) > 2 * 20 * CLIENTS)  # type: ignore[misc]
            desk.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="test")
            acknowledged = time.monotonic()
            _wait(lambda w=walkers, a=acknowledged: all(o.seen[-1][0] > a for o in w))  # type: ignore[misc]
            stop.set()
            for walker in walkers:
                walker.join(30)
            seen = [one for walker in walkers for one in walker.seen]
            before = [one for one in seen if one[1] <= acknowledged]
            after = [one for one in seen if one[0] > acknowledged]
            assert sum(objects for *_, objects in before) > 20 * CLIENTS
            assert len(after) >= CLIENTS
            assert [one for one in after if one[3] or one[2] != 404] == []
            desk.act("harbour-ew", Act.RESUME, by="A. Sow", why="test")
    noted = node.case.store.ledger.reads(FEED)[node.signed[0]][0]
    given = node.case.store.ledger.end_of(FEED)[0]
    assert 0 < noted <= given
