"""Hostile words in a real browser: nothing of them runs. Skipped where there is no Chromium."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from corrobora.serve.app import create_app
from serve.browser import NOW
from serve.test_stored_script import write

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
RUNS = "document.documentElement.setAttribute('data-ran','1')"
RAN = re.compile("<html[^>]*data-ran")
PAYLOADS = [
    f'<img src=x onerror="{RUNS}">',
    f"</title><script>{RUNS}</script>",
    f'"><svg onload="{RUNS}">',
    f"</textarea></style></div><script>{RUNS}</script>",
    f"' autofocus onfocus='{RUNS}",
    f'<iframe srcdoc="<script>parent.{RUNS}</script>"></iframe>',
]
REQUIRED = bool(os.environ.get("CORROBORA_BROWSER_TESTS"))
pytestmark = pytest.mark.skipif(
    BROWSER is None and not REQUIRED, reason="no Chromium on this machine"
)


@contextmanager
def running(path: Path) -> Iterator[str]:
    """The address of a server for a case."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app(path, clock=lambda: NOW, fast=True)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        for _ in range(100):
            if server.started:
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def dom(address: str, folder: Path) -> str:
    """The page as the browser has it once everything in it has run."""
    assert BROWSER is not None
    done = subprocess.run(
        [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}",
         "--virtual-time-budget=2000", "--dump-dom", address],
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def test_nothing_that_a_case_holds_runs(tmp_path: Path) -> None:
    unsafe = tmp_path / "unsafe.html"
    unsafe.write_text(f"<!doctype html><html><body>{PAYLOADS[0]}</body></html>", encoding="utf-8")
    assert RAN.search(dom(unsafe.as_uri(), tmp_path / "user"))
    write(tmp_path / "evil.db", PAYLOADS)
    with running(tmp_path / "evil.db") as address:
        for view in ("/", "/reports", "/events/e0", "/reports/r1", "/reports/r2?claim=c2-1",
                     "/timeline", "/network", "/claims", "/?pick=all", "/brief", "/drafts",
                     "/drafts/d1", "/sharing/evil-ew",
                     "/proposals", "/consents", "/journal"):  # fmt: skip
            page = dom(address + view, tmp_path / "user")
            assert "</footer>" in page, view
            assert not RAN.search(page), view
