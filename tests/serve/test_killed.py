"""The server of the reading room is killed while it takes reports in, and while it releases."""

from __future__ import annotations

import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest

from corrobora.case import Case
from corrobora.sharing import Outbox, SharingDesk
from corrobora.store import check
from corrobora.store.ledger import chain_faults
from serve.browser import NOW, STORY
from serve.waiting import HARBOUR, shareable

FEED = f"{HARBOUR}/early-warning"
PATIENCE = 60.0
FILES = 12
"""Reports that are sent at once."""
SERVER = """
import sys, uvicorn
from corrobora.serve.app import create_app
path, port, now = sys.argv[1:]
app = create_app(path, clock=lambda: now, fast=True)
uvicorn.run(app, port=int(port), log_level="error", ws="none")
"""
TOKEN = re.compile(r'name="token" value="([^"]+)"')
SEEN = re.compile(r'name="seen" value="([^"]+)"')


class Server:
    """A server that runs in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port
        self.cookie = ""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, str]:
        """Status and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            self.cookie = answer.headers.get("set-cookie", "").partition(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def form(self, page: str, action: str, fields: dict[str, str]) -> tuple[int, str]:
        """Fill in a form of a page and send it."""
        _, shown = self.ask("GET", page)
        found = TOKEN.search(shown)
        assert found, shown[:500]
        said = {"token": found[1], **fields}
        if (seen := SEEN.search(shown)) and "seen" not in fields:
            said["seen"] = seen[1]
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        return self.ask("POST", action, urlencode(said).encode(), **kind)

    def send_files(self) -> tuple[int, str]:
        """Send the files of the story, some under several names with words of their own."""
        _, shown = self.ask("GET", "/import")
        found = TOKEN.search(shown)
        assert found
        mark = b"--a-line-that-no-file-has"
        parts = [(b'name="token"', found[1].encode())]
        parts += [
            (b'name="files"; filename="%s"' % name.encode(), text.encode())
            for name, text in reports().items()
        ]
        body = b"".join(
            mark + b"\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + content + b"\r\n"
            for head, content in parts
        )
        kind = {
            "Content-Type": f"multipart/form-data; boundary={mark[2:].decode()}",
            "Cookie": self.cookie,
        }
        return self.ask("POST", "/import", body + mark + b"--\r\n", **kind)

    def kill(self) -> None:
        """End it at once, as a cut of power does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


def reports() -> dict[str, str]:
    texts = list(STORY.values())
    return {
        f"r{n}.txt": f"{texts[n % len(texts)]}\nNote {n}: gunmen attacked post {n} on 3 May 2024.\n"
        for n in range(FILES)
    }


@contextmanager
def serving(path: Path, folder: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(path), str(port), NOW],
            stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    server = Server(process, port)
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                server.ask("GET", "/journal")
                break
            except OSError:
                assert process.poll() is None, (folder / "server.log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield server
    finally:
        if process.poll() is None:
            server.kill()


def told(path: Path) -> tuple[list[str], list[tuple[str, ...]]]:
    """The texts of a case, and its events by what they are made of."""
    with Case.open(path, create=False, clock=lambda: NOW) as case:
        texts = sorted(report.sha256 for report in case.reports())
        events = sorted((event.type, *sorted(event.claims)) for event in case.events())
    return texts, events


def released(path: Path) -> list[str]:
    """What was released, one after the other; the chain of it is whole."""
    with Case.open(path, create=False, clock=lambda: NOW) as case:
        box = Outbox(SharingDesk(case, clock=lambda: NOW))
        found = list(box._desk.store.ledger.releases(FEED))
    assert list(chain_faults(found)) == []
    return [one.item for one in found]


def cut_short(server: Server, after: float, act: threading.Thread) -> None:
    act.start()
    time.sleep(after)
    server.kill()
    act.join(PATIENCE)


def quietly(work: Callable[[], object]) -> threading.Thread:
    """A thread whose server may go away."""

    def run() -> None:
        with suppress(OSError, http.client.HTTPException, AssertionError):
            work()

    return threading.Thread(target=run, daemon=True)


@pytest.mark.parametrize("runs", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_an_import_that_is_killed_is_finished_by_the_next(tmp_path: Path, runs: int) -> None:
    whole = tmp_path / "whole.db"
    with serving(whole, tmp_path) as server:
        begun = time.monotonic()
        assert server.send_files()[0] == 200
        span = time.monotonic() - begun
    expected = told(whole)
    assert len(expected[0]) == FILES
    chosen, partly = random.Random(3), 0
    for number in range(runs):
        path = tmp_path / f"cut{number}.db"
        with serving(path, tmp_path) as server:
            cut_short(server, chosen.uniform(0.0, span), quietly(server.send_files))
        assert check(path).findings == ()
        texts, events = told(path)
        assert set(texts) <= set(expected[0])
        partly += (texts, events) != expected
        with serving(path, tmp_path) as server:
            assert server.send_files()[0] == 200
        assert told(path) == expected
        assert check(path).findings == ()
    assert partly > 0


@pytest.mark.parametrize("runs", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_a_release_that_is_killed_went_out_as_a_whole_or_not_at_all(
    made: Path, tmp_path: Path, runs: int
) -> None:
    before = tmp_path / "before.db"
    shutil.copy(made, before)
    shareable(before)
    page = f"/sharing/{HARBOUR}/preview/early-warning"
    fields = {"purpose": "early-warning", "confirm": "yes", "by": "A. Sow", "why": "Weekly"}

    def release(server: Server) -> int:
        return server.form(page, f"/sharing/{HARBOUR}/release", fields)[0]

    whole = copied(before, tmp_path / "whole.db")
    with serving(whole, tmp_path) as server:
        begun = time.monotonic()
        assert release(server) == 303
        span = time.monotonic() - begun
    expected = len(released(whole))
    assert expected > 10
    chosen, outcomes = random.Random(5), set()
    for number in range(runs):
        path = copied(before, tmp_path / f"cut{number}.db")
        with serving(path, tmp_path) as server:
            # The page before it takes a part of the time.
            act = quietly(partial(release, server))
            cut_short(server, chosen.uniform(0.3 * span, span), act)
        assert check(path).findings == ()
        # Ids are drawn anew for each case that releases first; how many there are is not.
        out = len(released(path))
        assert out in (0, expected)
        outcomes.add(out)
        with serving(path, tmp_path) as server:
            assert release(server) == 303
        assert len(released(path)) == expected
    assert outcomes


def copied(case: Path, path: Path) -> Path:
    """A case and what lies beside it."""
    for suffix in ("", "-wal", "-shm", ".head"):
        source = case.with_name(case.name + suffix)
        if source.exists():
            shutil.copy(source, path.with_name(path.name + suffix))
    return path
