"""The server does what its published description says, tried with requests made from it."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from corrobora.serve.taxii import ROUTES
from corrobora.sharing.inbox import Inbox
from serve.live import listening
from serve.node import Node, basic

DESCRIPTION = Path(__file__).parents[2] / "docs" / "taxii.openapi.json"
LENIENT = {
    # Parameters that nobody knows are passed over, as HTTP servers do.
    "negative_data_rejection",
    # Most random ids are unknown, and most random filters cannot be used.
    "positive_data_acceptance",
}
FIVE_MINUTES = 300.0


def described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return found


def test_every_route_is_described_and_no_other() -> None:
    paths = {
        (method.upper(), path)
        for path, methods in described()["paths"].items()
        for method in methods
    }
    routes = {(r.method, re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", r.path)) for r in ROUTES}
    assert paths == routes


@pytest.fixture
def url(node: Node, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    # What is posted is kept as ever; reading it into the case has tests of its own.
    monkeypatch.setattr(Inbox, "work", lambda _: 0)
    node.box.recall("harbour-ew", by="A. Sow", why="test")
    with listening(node) as address:
        yield address.removesuffix("/taxii2/")


def _with_ids(node: Node) -> dict[str, Any]:
    """The description with ids that lead somewhere half of the time."""
    found = described()
    parameters = found["components"]["parameters"]
    listed = node.get(node.at(), "limit=5").json["objects"]
    noticed = node.get(node.at("Notices"), "limit=2").json["objects"]
    parameters["collection"]["schema"] = {"enum": [*node.ids().values(), "unknown"]}
    parameters["object"]["schema"] = {"enum": [*(o["id"] for o in (*listed, *noticed)), "unknown"]}
    return found


def _try(node: Node, url: str, examples: int) -> Counter[int]:
    """How many answers there were of each status; each did what the description says."""
    statuses: Counter[int] = Counter()
    schema = schemathesis.openapi.from_dict(_with_ids(node))
    checks = [check for check in CHECKS.get_all() if check.__name__ not in LENIENT]
    headers = {"Authorization": basic(*node.signed)}
    names = []
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        names.append(operation.label)

        @settings(
            max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck),
            database=None,
        )  # fmt: skip
        @given(case=operation.as_strategy())
        def run(case: Any) -> None:
            reply = case.call_and_validate(base_url=url, headers=headers, checks=checks)
            statuses[reply.status_code] += 1

        run()
    assert len(names) == len(ROUTES)
    return statuses


def test_requests_made_from_the_description(node: Node, url: str) -> None:
    statuses = _try(node, url, examples=12)
    assert max(statuses) < 500


@pytest.mark.slow
def test_requests_made_from_the_description_for_five_minutes(
    node: Node, url: str, record_property: Callable[[str, object], None]
) -> None:
    end = time.monotonic() + FIVE_MINUTES
    statuses: Counter[int] = Counter()
    while time.monotonic() < end:
        statuses += _try(node, url, examples=200)
    record_property("statuses", dict(sorted(statuses.items())))
    assert {200, 202, 400, 403, 404} <= set(statuses)
    assert max(statuses) < 500
