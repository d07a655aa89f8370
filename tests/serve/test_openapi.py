"""The pages give to programs what their description says, tried with requests made from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from corrobora.serve.openapi import RECORDS, description
from corrobora.serve.roles import NEEDS
from serve.browser import HOST, NOW, opened
from serve.people import browser, people, teamed
from serve.waiting import waiting

AS_JSON = {"accept": "application/json", "host": "127.0.0.1"}
NOT_DESCRIBED = {
    "/static/{name}", "/openapi.json", "/brief.{suffix}", "/sign-in", "/account", "/import",
    "/drafts/{draft}/brief.md", "/import/progress",
    "/sharing/{agreement}/suspend", "/sharing/{agreement}/recall", "/oversight",
    "/oversight/{view}", "/oversight/decisions/{agreement}/{purpose}",
}  # fmt: skip
"""Files, pages that are forms, and what only auditors read, on record."""
LENIENT = {
    # What nobody knows is passed over, and a filter that cannot be read is left out and named.
    "negative_data_rejection",
    "positive_data_acceptance",
    # HEAD and GET are served; the answer to others names them, as Starlette does.
    "unsupported_method",
}


@pytest.fixture(scope="module")
def path(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("openapi") / "story.db"
    path.write_bytes(made.read_bytes())
    waiting(path)
    return path


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[Any]:
    with opened(path) as found:
        yield found


def ids(client: Any) -> dict[str, list[str]]:
    """Ids that lead somewhere, and one that does not."""
    store = client.app.state.room.store
    derivations = [d for d in store.derivations() if d.source]
    return {
        "event": [*[e.id for e in store.events()][:3], "unknown"],
        "report": [*[d.report for d in derivations], "unknown"],
        "other": [str(d.source) for d in derivations],
        "agreement": ["harbour-ew", "unknown"],
        "purpose": ["early-warning", "unknown"],
        "draft": [*[d.id for d in store.drafts.all()], "unknown"],
        "proposal": [*client.app.state.room.store.ledger.subjects("proposal"), "unknown"],
    }


def test_every_page_for_programs_is_described_and_no_other() -> None:
    pages = {key.partition(" ")[2] for key in NEEDS if key.startswith("GET ")}
    assert set(RECORDS) == pages - NOT_DESCRIBED


def test_the_description_is_served_as_it_is(client: Any) -> None:
    answer = client.get("/openapi.json")
    assert answer.json() == description()
    assert answer.headers["content-type"] == "application/json"


def test_every_page_gives_what_is_described(client: Any) -> None:
    components = description()["components"]
    known = ids(client)
    for path, methods in description()["paths"].items():
        content = methods["get"]["responses"]["200"]["content"]["application/json"]
        validator = Draft202012Validator({**content["schema"], "components": components})
        address = path
        for name, values in known.items():
            address = address.replace(f"{{{name}}}", values[0])
        answer = client.get(address, headers=AS_JSON)
        assert answer.status_code == 200, address
        assert answer.headers["etag"]
        assert [e.message for e in validator.iter_errors(answer.json())] == [], address


def test_requests_made_from_the_description(client: Any) -> None:
    document = {**description(), "paths": {}}
    for path, methods in description()["paths"].items():
        operation = {**methods["get"], "parameters": []}
        for one in methods["get"]["parameters"]:
            values = ids(client).get(one["name"]) if one["in"] == "path" else None
            operation["parameters"].append({**one, "schema": {"enum": values}} if values else one)
        document["paths"][path] = {"get": operation}
    schema = schemathesis.openapi.from_dict(document)
    schema.app = client.app
    checks = [check for check in CHECKS.get_all() if check.__name__ not in LENIENT]
    tried = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)

        @settings(
            max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        @given(case=result.ok().as_strategy())
        def run(case: Any) -> None:
            case.query = {**(case.query or {}), "format": "json"}
            answer = case.call_and_validate(base_url=HOST, headers=AS_JSON, checks=checks)
            assert answer.json()

        run()
        tried += 1
    assert tried == len(RECORDS)


def test_errors_have_one_shape(path: Path, client: Any) -> None:
    validator = Draft202012Validator(
        {"$ref": "#/components/schemas/Error", "components": description()["components"]}
    )
    answers = [client.get(a, headers=AS_JSON) for a in ("/events/none", "/reports/none", "/none")]
    answers.append(client.post("/judge/claim/x", headers=AS_JSON))
    answers.append(client.put("/", headers=AS_JSON))
    people(path)
    with teamed(path, clock=lambda: NOW) as app:
        answers.append(browser(app).get("/", headers=AS_JSON))
    assert [a.status_code for a in answers] == [404, 404, 404, 403, 405, 401]
    for answer in answers:
        assert validator.is_valid(answer.json()), answer.text
