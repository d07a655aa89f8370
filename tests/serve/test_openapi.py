"""The pages give to programs what their description says, tried with requests made from it."""

from __future__ import annotations

import itertools
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from lxml import html
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from corrobora.serve.openapi import RECORDS, description
from corrobora.serve.openapi_forms import FORMS
from corrobora.serve.roles import NEEDS
from serve.browser import HOST, NOW, opened
from serve.people import PEOPLE, browser, form_token, people, signed_in, teamed
from serve.waiting import waiting

AS_JSON = {"accept": "application/json", "host": "127.0.0.1"}
NOT_DESCRIBED = {
    "/static/{name}", "/openapi.json", "/brief.{suffix}", "/sign-in", "/account", "/import",
    "/drafts/{draft}/brief.md", "/import/progress",
    "/sharing/{agreement}/suspend", "/sharing/{agreement}/recall", "/oversight",
    "/oversight/{view}", "/oversight/decisions/{agreement}/{purpose}",
}  # fmt: skip
"""Files, pages that are forms, and what only auditors read, on record."""
FOR_BROWSERS = {
    "/sign-in", "/sign-out", "/account/password", "/account/keys", "/account/keys/{key}/revoke",
    "/oversight",
}  # fmt: skip
"""Forms that no key may send."""
FIVE_MINUTES = 300.0
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
        "proposal": [*store.ledger.subjects("proposal"), "unknown"],
        "request": [*store.ledger.subjects("consent.request"), "unknown"],
        "claim": [*[c.id for c in store.claims()][:3], "unknown"],
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
    for path in RECORDS:
        methods = description()["paths"][path]
        content = methods["get"]["responses"]["200"]["content"]["application/json"]
        validator = Draft202012Validator({**content["schema"], "components": components})
        address = path
        for name, values in known.items():
            address = address.replace(f"{{{name}}}", values[0])
        answer = client.get(address, headers=AS_JSON)
        assert answer.status_code == 200, address
        assert answer.headers["etag"]
        assert [e.message for e in validator.iter_errors(answer.json())] == [], address


ALONE = "alone"


def _document(client: Any) -> dict[str, Any]:
    """The description with ids that lead somewhere half of the time."""
    known = ids(client)
    found: dict[str, Any] = {**description(), "paths": {}}
    for path, methods in description()["paths"].items():
        found["paths"][path] = {}
        for method, operation in methods.items():
            parameters = [
                {**one, "schema": {"enum": known[one["name"]]}}
                if one["in"] == "path" and one["name"] in known
                else one
                for one in operation["parameters"]
            ]
            found["paths"][path][method] = {**operation, "parameters": parameters}
    return found


def _try(client: Any, who: str, examples: int) -> Counter[tuple[str, int]]:
    """How many answers an address gave of a status; each did what the description says."""
    statuses: Counter[tuple[str, int]] = Counter()
    schema = schemathesis.openapi.from_dict(_document(client))
    schema.app = client.app
    checks = [check for check in CHECKS.get_all() if check.__name__ not in LENIENT]
    headers = dict(AS_JSON)
    if client.cookies:
        headers["cookie"] = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    token = form_token(client, "/import" if who == ALONE else "/account")
    tried = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)

        @settings(
            max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck),
            database=None,
        )  # fmt: skip
        @given(case=result.ok().as_strategy())
        def run(case: Any) -> None:
            case.query = {**(case.query or {}), "format": "json"}
            if case.method == "POST" and isinstance(case.body, dict):
                case.body = {**case.body, "token": token}
            answer = case.call_and_validate(base_url=HOST, headers=headers, checks=checks)
            assert answer.json()
            statuses[case.operation.path, answer.status_code] += 1

        run()
        tried += 1
    assert tried == len(RECORDS) + len(FORMS)
    return statuses


@contextmanager
def _visiting(path: Path, who: str) -> Iterator[Any]:
    """A browser for somebody, on a case of its own."""
    if who == ALONE:
        with opened(path) as client:
            yield client
        return
    people(path)
    with teamed(path) as app:
        yield signed_in(app, who)


@pytest.mark.parametrize("who", [ALONE, *PEOPLE])
def test_requests_made_from_the_description(path: Path, tmp_path: Path, who: str) -> None:
    own = tmp_path / "own.db"
    own.write_bytes(path.read_bytes())
    with _visiting(own, who) as client:
        statuses = _try(client, who, examples=4)
    assert max(status for _, status in statuses) < 500
    assert {200, 404} <= {status for _, status in statuses}
    refused = {path for path, status in statuses if status == 400}
    if who in ("R. Reader", "U. Auditor"):
        # They have no form but that of what they have read.
        assert refused <= {"/marks"}
    else:
        assert refused - {"/marks"}


@pytest.mark.slow
def test_requests_made_from_the_description_for_five_minutes(
    path: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    end = time.monotonic() + FIVE_MINUTES
    statuses: Counter[int] = Counter()
    everybody = itertools.cycle([ALONE, *PEOPLE])
    for turn, who in enumerate(everybody):
        if time.monotonic() > end and turn >= len(PEOPLE) + 1:
            break
        own = tmp_path / f"own{turn}.db"
        own.write_bytes(path.read_bytes())
        with _visiting(own, who) as client:
            for (_, status), number in _try(client, who, examples=20).items():
                statuses[status] += number
    record_property("statuses", dict(sorted(statuses.items())))
    assert {200, 400, 403, 404, 409} <= set(statuses)
    assert max(statuses) < 500


def test_every_form_of_the_pages_is_described_and_no_other() -> None:
    forms = {key.partition(" ")[2] for key in NEEDS if key.startswith("POST ")}
    assert set(FORMS) == forms - FOR_BROWSERS


def test_the_fields_of_the_forms_are_those_that_the_pages_send(client: Any) -> None:
    """Each field of a form on a page is described, and each described field stands on a page."""
    store = client.app.state.room.store
    event = max(store.events(), key=lambda one: len(one.claims))
    known = {name: values[0] for name, values in ids(client).items()} | {"event": event.id}
    sent: dict[str, set[str]] = {}
    pages = [*RECORDS, "/import", "/sharing/{agreement}/suspend", "/sharing/{agreement}/recall"]
    for page in pages:
        shown = html.fromstring(client.get(page.format(**known)).text)
        for form in shown.xpath("//form[@method='post']"):
            kinds = "self::input or self::select or self::textarea or self::button"
            fields = form.xpath(f".//*[{kinds}]")
            if form.get("id"):
                fields += shown.xpath(f"//*[@form='{form.get('id')}'][{kinds}]")
            to = {action for one in fields if (action := one.get("formaction"))}
            for action in (form.get("action"), *to):
                names = {
                    one.get("name")
                    for one in fields
                    if one.tag != "button" or one.get("formaction", form.get("action")) == action
                }
                described = _described_as(action.partition("?")[0])
                sent.setdefault(described, set()).update(names - {None, "token"})
    for action, names in sent.items():
        form_ = FORMS[action]
        assert names <= {*form_.required, *form_.optional}, action
    assert len(sent) > 15


def _described_as(action: str) -> str:
    """The described address that an address of a form is one of."""
    for path in FORMS:
        if re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), action):
            return path
    raise AssertionError(action)


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
