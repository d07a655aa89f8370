"""Fetching: a local server, and addresses that must not be reached."""

from __future__ import annotations

import socket
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


def _inside() -> list[str]:
    """80 and more ways to write an address that only this machine or its network can reach."""
    hosts = [
        # This machine, in every notation that a resolver may take.
        "127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "2130706433", "0x7f000001",
        "0x7f.0.0.1", "0x7f.1", "0177.0.0.1", "0177.1", "017700000001", "0177.0x0.0.01", "0",
        "0.0.0.0", "0.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.", "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "[2002:7f00:0001::1]", "[::ffff:0:127.0.0.1]", "[2001:0:7f00:1::]",
        # Networks of one's own, links, providers' tables of keys, several at once.
        "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "192.168.1.254",
        "167772161", "0xa000001", "012.0.0.1", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]",
        "[2002:a00:1::]", "169.254.0.1", "169.254.169.254", "2852039166", "0xa9fea9fe",
        "0251.0376.0251.0376", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]",
        "[fd00:ec2::254]",
        "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "[fe80::1]",
        "[fe80::1%25lo]", "[fc00::1]", "[fd00::1]", "[ff02::1]", "[100::1]", "[2001:db8::1]",
    ]  # fmt: skip
    return [
        *(f"http://{host}/" for host in hosts),
        "https://127.0.0.1/", "http://127.0.0.1:22/", "http://user:pass@127.0.0.1/",
        "http://public.example@127.0.0.1/", "http://127.0.0.1#@public.example/",
        "http://127.0.0.1\\@public.example/", "http://public.example\\@127.0.0.1/",
        "http:/\\127.0.0.1/", "http:\\\\127.0.0.1\\", "http:///127.0.0.1/", "http:127.0.0.1/",
        "//127.0.0.1/", "http://127.0.0.1%2f@public.example/", "http://127.0.0.1\n.public.example/",
        "gopher://127.0.0.1:6379/_FLUSHALL", "file:///etc/passwd", "ftp://127.0.0.1/",
        "dict://127.0.0.1:11211/stat", "jar:http://127.0.0.1!/", "unix:/var/run/docker.sock",
        "data:text/html,x", "http+unix://%2Fvar%2Frun%2Fdocker.sock/info",
    ]  # fmt: skip


@pytest.mark.parametrize("url", _inside())
def test_no_connection_is_opened_to_what_lies_inside(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []

    def connect(address: object, *_: object, **__: object) -> socket.socket:
        opened.append(address)
        raise ConnectionRefusedError

    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(UnreadableInput):
        fetch(url, Limits(fetch_seconds=5))
    assert opened == []


def test_there_are_eighty_of_them_and_a_public_one_would_be_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(set(_inside())) >= 80
    opened: list[object] = []

    def connect(address: object, *_: object, **__: object) -> socket.socket:
        opened.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(UnreadableInput):
        fetch("http://93.184.216.34/", Limits(fetch_seconds=5))
    assert opened == [("93.184.216.34", 80)]


def test_a_name_that_leads_elsewhere_the_second_time_is_looked_up_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = iter(["93.184.216.34", "127.0.0.1"])
    opened: list[object] = []

    def look_up(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(given), 80))]

    def connect(address: object, *_: object, **__: object) -> socket.socket:
        opened.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(UnreadableInput):
        fetch("http://rebind.example/", Limits(fetch_seconds=5))
    assert opened == [("93.184.216.34", 80)]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://a.example/", "gopher://a/", "//a"])
def test_refuses_other_schemes(url: str) -> None:
    with pytest.raises(UnreadableInput):
        fetch(url, Limits())
