"""No page has a serious fault that axe-core finds, in a real browser, in light and dark.

Needs Chromium and what ``npm ci --prefix tests/serve/axe`` fetches; ``./dev test`` sees to both
where it can. With CORROBORA_BROWSER_TESTS in the environment they have to be there.
"""

from __future__ import annotations

import html as markup
import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from corrobora.serve.app import create_app
from serve.browser import NOW
from serve.people import PEOPLE, QUICK, people
from serve.test_in_browser import BROWSER, REQUIRED, dom
from serve.waiting import waiting

AXE = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """
axe.run(document, {resultTypes: ['violations']}).then(function (found) {
  var told = found.violations.map(function (one) {
    return [one.impact, one.id, one.nodes.slice(0, 3).map(function (n) { return n.html; })];
  });
  document.documentElement.setAttribute('data-axe', JSON.stringify(told));
});
"""
FOUND = re.compile(r'<html[^>]* data-axe="([^"]*)"')

pytestmark = pytest.mark.skipif(
    not REQUIRED and (BROWSER is None or not AXE.exists()),
    reason="no Chromium, or axe-core was not fetched (npm ci --prefix tests/serve/axe)",
)


class Watched:
    """An application whose pages run axe-core, as somebody who is signed in.

    The policy against scripts is taken off the answers for it; other tests see that it is there.
    """

    def __init__(self, app: Any, cookie: str) -> None:
        self._app = app
        self._cookie = cookie

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held: list[Any] = []
        headers = [*scope["headers"], (b"cookie", self._cookie.encode())]

        async def holding(message: Any) -> None:
            held.append(message)

        await self._app({**scope, "headers": headers}, receive, holding)
        body = b"".join(m.get("body", b"") for m in held[1:])
        kept = [
            (k, v)
            for k, v in held[0]["headers"]
            if k not in (b"content-security-policy", b"content-length")
        ]
        script = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{RUN}</script>"
        body = body.replace(b"</body>", script.encode() + b"</body>")
        await send({**held[0], "headers": [*kept, (b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})


@contextmanager
def listening(app: Any) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="error", ws="none", lifespan="off")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def faults(address: str, folder: Path) -> list[Any]:
    """What axe-core calls serious or critical on a page."""
    found = FOUND.search(dom(address, folder))
    assert found, f"axe-core did not end on {address}"
    told = json.loads(markup.unescape(found.group(1)))
    return [one for one in told if one[0] in ("serious", "critical")]


def views(room: Any, ids: dict[str, str]) -> list[tuple[str, str]]:
    """Who looks at which page."""
    store = room.store
    taken = next(d for d in store.derivations() if d.source)
    event = next(e for e in store.events() if e.conflicts)
    claim = next(c for c in store.claims() if c.report == taken.report)
    seen = [
        ("B. Both", address)
        for address in (
            "/", "/reports", f"/reports/{taken.report}?claim={claim.id}",
            f"/reports/{taken.report}/copied/{taken.source}", f"/events/{event.id}", "/timeline",
            "/network?between=ML", "/claims", "/brief", "/brief/changes?since=2025-01-01",
            "/import", "/account", "/never/was",
            "/drafts", f"/drafts/{ids['draft']}",
            "/sharing", "/sharing/harbour-ew", "/sharing/harbour-ew/preview/early-warning",
            "/sharing/harbour-ew/suspend", "/sharing/harbour-ew/recall",
            "/proposals", f"/proposals/{ids['proposal']}", "/consents",
        )
    ]  # fmt: skip
    watched = [
        ("U. Auditor", address)
        for address in (
            "/journal?verify=1", "/oversight", "/oversight/releases", "/oversight/journal",
            "/oversight/decisions/harbour-ew/early-warning",
        )
    ]  # fmt: skip
    return [*seen, *watched, ("O. Officer", f"/proposals/{ids['proposal']}"), ("", "/sign-in")]


def test_the_tools_are_there() -> None:
    assert BROWSER
    assert AXE.exists()


def test_a_planted_fault_is_found(tmp_path: Path) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        page = (
            b"<!doctype html><html lang=en><title>x</title><body><img src=x><a href=y></a></body>"
        )
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": page})

    with listening(Watched(app, "x=y")) as address:
        assert {one[1] for one in faults(f"{address}/", tmp_path)} >= {"image-alt", "link-name"}


@pytest.mark.parametrize("look", ["theme=light&lang=en", "theme=dark&lang=fr"])
def test_no_page_has_a_serious_fault(case_path: Path, tmp_path: Path, look: str) -> None:
    ids = waiting(case_path)
    people(case_path)
    copy = tmp_path / "copy.db"
    shutil.copy(case_path, copy)
    app = create_app(copy, clock=lambda: NOW, fast=True, team=True, passwords=QUICK)
    room = app.state.room
    wrong: list[Any] = []
    for name in (*PEOPLE, ""):
        mine = [address for who, address in views(room, ids) if who == name]
        if not mine:
            continue
        account = room.store.accounts.find(name)
        cookie = room.entrance.sessions.begin(account) if account else "none"
        if name == "U. Auditor":
            room.entrance.sessions.give_reason(cookie, "Yearly review")
        with listening(Watched(app, f"corrobora_session={cookie}")) as address:
            for view in mine:
                joined = "&" if "?" in view else "?"
                found = faults(f"{address}{view}{joined}{look}", tmp_path / "user")
                wrong += [(view, *one) for one in found]
    room.store.close()
    assert wrong == []
