"""Fetching: a local server, and addresses that must not be reached."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.model import Refusal
from corrobora.readers import Item, Limits, Sandbox, read_inputs
from corrobora.readers.fetch import fetch
from readers.report_files import SENTENCES, feed, item, page

LOCAL = ("127.0.0.1/32",)


class Handler(BaseHTTPRequestHandler):
    """A few addresses of a small site."""

    hits = 0

    def do_GET(self) -> None:
        type(self).hits += 1
        status, headers, body = {
            "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, page()),
            "/feed?x=1": (200, {"Content-Type": "application/rss+xml"}, feed(item("T", "Words."))),
            "/big": (200, {"Content-Type": "text/plain"}, b"words " * 100_000),
            "/moved": (302, {"Location": "/page"}, b""),
            "/loop": (302, {"Location": "/loop"}, b""),
            "/inside": (302, {"Location": "http://169.254.169.254/latest/"}, b""),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
        }.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_reads_a_page_and_a_feed(site: str, sandbox: Sandbox) -> None:
    outs = list(read_inputs([f"{site}/moved", f"{site}/feed?x=1"], sandbox=sandbox, allow=LOCAL))
    first, second = outs
    assert isinstance(first, Item)
    assert isinstance(second, Item)
    assert SENTENCES[0] in first.draft.text
    assert first.draft.stated["url"] == f"{site}/page"
    assert second.draft.text == "Words."


def test_reaches_nothing_inside_unless_allowed(site: str) -> None:
    before = Handler.hits
    (refusal,) = read_inputs([f"{site}/page"])
    assert isinstance(refusal, Refusal)
    assert "not on the public network" in refusal.reason
    assert Handler.hits == before


@pytest.mark.parametrize("path", ["/inside", "/file", "/loop", "/none"])
def test_redirects_are_checked_too(site: str, path: str) -> None:
    with pytest.raises(UnreadableInput):
        fetch(site + path, Limits(), LOCAL)


def test_stops_at_the_size_bound(site: str) -> None:
    with pytest.raises(LimitReached):
        fetch(f"{site}/big", Limits(input_bytes=1000), LOCAL)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f000001/",
        "http://0177.0.0.1/", "http://127.1/", "http://0/", "http://[::1]/", "http://[::]/",
        "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[fe80::1]/",
        "http://[fd00::1]/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/",
        "http://169.254.169.254/", "http://100.64.0.1/", "http://224.0.0.1/", "http://255.255.255.255/",
        "http://user:pass@127.0.0.1/", "http://a\\b/", "http:///x", "http://[bad/", "http://a b/",
        "http://x:99999/", "https://127.0.0.1/", "http://a..b/", "http://\u2488/",
    ],
)  # fmt: skip
def test_refuses_addresses_that_only_this_machine_can_reach(url: str) -> None:
    with pytest.raises(UnreadableInput):
        fetch(url, Limits(fetch_seconds=5))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "gopher://a/", "//a"])
def test_refuses_other_schemes(url: str) -> None:
    with pytest.raises(UnreadableInput):
        fetch(url, Limits())
