"""A program that reads pages as a browser does, and cases to read."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import html
from starlette.applications import Starlette

from cli.program import FRENCH, LEDGER, WIRE
from corrobora.serve.app import create_app

with warnings.catch_warnings():
    # The client warns of its own future; a warning fails the suite.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

HOST = "http://127.0.0.1:8437"
NOW = "2025-10-02T08:00:00Z"

STORY = {"wire.txt": WIRE, "ledger.txt": LEDGER, "courrier.txt": FRENCH}


@contextmanager
def opened(path: Path | str, **options: object) -> Iterator[TestClient]:
    """The pages of a case."""
    settings: dict[str, object] = {"clock": lambda: NOW, "random": lambda n: b"7" * n, "fast": True}
    app = create_app(path, **{**settings, **options})  # type: ignore[arg-type]
    with client_of(app) as client:
        yield client


def client_of(app: Starlette) -> TestClient:
    """A browser that asks an application without a network; use it with ``with`` to start it."""
    return TestClient(app, base_url=HOST, follow_redirects=False)


def token(client: TestClient) -> str:
    """The token that the forms carry."""
    page = html.fromstring(client.get("/import").text)
    return str(page.xpath("//input[@name='token']/@value")[0])


def records(client: TestClient, address: str) -> dict[str, object]:
    """A page as JSON."""
    answer = client.get(address, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def version(client: TestClient, kind: str, identifier: str) -> str:
    """The version of a claim or an event that a form of its page names."""
    if kind == "event":
        answer = client.get(f"/events/{identifier}", params={"format": "json"})
        return str(answer.json()["version"]) if answer.status_code == 200 else "none"
    for line in client.get("/reports", params={"format": "json"}).json()["reports"]:
        page = client.get(f"/reports/{line['report']['id']}", params={"format": "json"}).json()
        for card in page["claims"]:
            if card["claim"]["id"] == identifier:
                return str(card["version"])
    return "none"
