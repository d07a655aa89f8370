"""A program that reads pages as a browser does, and cases to read."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lxml import html

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
def opened(path: Path, **options: object) -> Iterator[TestClient]:
    """The pages of a case."""
    settings: dict[str, object] = {"clock": lambda: NOW, "random": lambda n: b"7" * n, "fast": True}
    app = create_app(path, **{**settings, **options})  # type: ignore[arg-type]
    with TestClient(app, base_url=HOST, follow_redirects=False) as client:
        yield client


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
