"""Every route, for everybody, on things that are there, are hidden and never were."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import Route

from corrobora.serve.app import create_app
from corrobora.serve.roles import NEEDS, RIGHTS, Right, Role
from corrobora.store import Store
from serve.browser import NOW
from serve.people import PEOPLE, browser, form_token, people, signed_in, teamed
from serve.waiting import waiting

ANONYMOUS = "nobody"
EVERYBODY = (ANONYMOUS, *PEOPLE)

MISSING: Mapping[str, str] = {
    "event": "e-that-never-was",
    "report": "r-that-never-was",
    "other": "r-that-never-was",
    "claim": "c-that-never-was",
    "agreement": "no-agreement",
    "purpose": "no-purpose",
    "suffix": "exe",
    "name": "nothing.css",
    "proposal": "no-proposal",
    "draft": "no-draft",
    "key": "no-key",
    "request": "no-request",
    "view": "no-view",
}


@pytest.fixture(scope="module")
def path(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("matrix") / "story.db"
    path.write_bytes(made.read_bytes())
    people(path)
    return path


@pytest.fixture(scope="module")
def ids(path: Path) -> dict[str, str]:
    return waiting(path)


@pytest.fixture(scope="module")
def app(path: Path, ids: dict[str, str]) -> Iterator[Any]:
    with teamed(path) as found:
        yield found


@pytest.fixture(scope="module")
def browsers(app: Any) -> dict[str, Any]:
    anonymous = browser(app)
    anonymous.get("/sign-in")
    return {ANONYMOUS: anonymous, **{name: signed_in(app, name) for name in PEOPLE}}


@pytest.fixture(scope="module")
def there(app: Any, ids: dict[str, str]) -> dict[str, str]:
    """For each part of an address something that is there."""
    store: Store = app.state.room.store
    derivation = next(d for d in store.derivations() if d.source)
    claim = next(c for c in store.claims() if c.report == derivation.report)
    return {
        "event": next(iter(store.events())).id,
        "report": derivation.report,
        "other": derivation.source or "",
        "claim": claim.id,
        "agreement": "harbour-ew",
        "purpose": "early-warning",
        "suffix": "md",
        "name": "reading-room.css",
        "key": "0123456789abcdef",
        "view": "releases",
        **ids,
    }


def routes_of(app: Any) -> list[tuple[str, str]]:
    return sorted(
        (method, route.path)
        for route in app.routes
        if isinstance(route, Route)
        for method in (route.methods or ())
        if method != "HEAD"
    )


def filled(path: str, values: Mapping[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda m: values[m.group(1)], path)


def rights(name: str) -> frozenset[Right]:
    roles = () if name == ANONYMOUS else PEOPLE[name]
    return frozenset({Right.PUBLIC}).union(*(RIGHTS[Role(role)] for role in roles))


def answer_to(client: Any, method: str, path: str) -> Any:
    """The answer to a request whose form is right in all but its fields."""
    if method == "GET":
        return client.get(path)
    token = form_token(client, "/account" if client.get("/account").is_success else "/sign-in")
    return client.post(path, data={"token": token})


def body(answer: Any, path: str) -> str:
    """What an answer says, but for the address that was asked for."""
    return str(answer.text.replace(path, "PATH"))


def test_every_route_says_what_right_it_needs(app: Any, case_path: Path) -> None:
    listed = {tuple(key.split(" ", 1)) for key in NEEDS}
    assert set(routes_of(app)) == listed
    alone = create_app(case_path, clock=lambda: NOW, fast=True)
    assert set(routes_of(alone)) < listed


def test_who_only_reads_changes_nothing_and_who_releases_does_not_judge() -> None:
    acts = {Right.IMPORT, Right.JUDGE, Right.RELEASE}
    assert RIGHTS[Role.READER] == {Right.OWN, Right.READ}
    assert not RIGHTS[Role.AUDITOR] & acts
    assert RIGHTS[Role.ANALYST] & acts == {Right.IMPORT, Right.JUDGE}
    assert RIGHTS[Role.RELEASING_OFFICER] & acts == {Right.RELEASE}
    for right in (Right.JOURNAL, Right.OVERSIGHT):
        assert [role for role in Role if right in RIGHTS[role]] == [Role.AUDITOR]
    for key, need in NEEDS.items():
        method, _, path = key.partition(" ")
        # What somebody has read is their own, and changes nothing for anybody else.
        if method != "GET" and path not in ("/sign-in", "/marks"):
            assert need in acts | {Right.OWN, Right.OVERSIGHT}, key


def test_a_route_without_a_right_is_open_to_nobody(
    app: Any, browsers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "corrobora.serve.roles.NEEDS", {k: v for k, v in NEEDS.items() if k != "GET /reports"}
    )
    for name in PEOPLE:
        assert browsers[name].get("/reports").status_code == 404


def test_every_route_answers_everybody_as_the_roles_say(
    app: Any, browsers: dict[str, Any], there: dict[str, str]
) -> None:
    wrong = []
    for method, path in routes_of(app):
        # Signing out and in again would end the sessions that the rest is asked with.
        if path == "/sign-out":
            continue
        need = NEEDS[f"{method} {path}"]
        for name in EVERYBODY:
            client = browsers[name]
            for values in (there, MISSING):
                address = filled(path, values)
                answer = answer_to(client, method, address)
                where = (method, address, name, answer.status_code)
                if need in rights(name):
                    # Keys are their owner's alone; those of others are as if they were not.
                    known = "{" not in path or (values is there and "{key}" not in path)
                    good = (
                        answer.status_code in (200, 303, 400)
                        if known
                        else (answer.status_code in (400, 404))
                    )
                    hidden = "There is no such page" in answer.text
                    if not good or hidden:
                        wrong.append(where)
                elif name == ANONYMOUS:
                    sent_on = answer.headers.get("location", "").startswith("/sign-in")
                    if not sent_on if method == "GET" else answer.status_code != 401:
                        wrong.append(where)
                else:
                    never = answer_to(client, method, "/never/was")
                    same = body(answer, address) == body(never, "/never/was")
                    if answer.status_code != 404 or not same:
                        wrong.append(where)
    assert wrong == []


def test_what_is_hidden_is_as_if_it_were_not_there_whatever_the_method(
    app: Any, browsers: dict[str, Any], there: dict[str, str]
) -> None:
    client = browsers["R. Reader"]
    for method, path in routes_of(app):
        if NEEDS[f"{method} {path}"] in rights("R. Reader"):
            continue
        address = filled(path, there)
        allowed = any(
            NEEDS[f"{m} {p}"] in rights("R. Reader")
            for m, p in routes_of(app) if p == path
        )  # fmt: skip
        assert not allowed
        for other in ("PUT", "DELETE", "OPTIONS", "HEAD"):
            answer = client.request(other, address)
            never = client.request(other, "/never/was")
            assert answer.status_code == never.status_code == 404, (other, address)
            assert body(answer, address) == body(never, "/never/was")


def test_no_page_links_to_what_its_reader_may_not_open(
    app: Any, browsers: dict[str, Any], there: dict[str, str]
) -> None:
    from lxml import html

    auditor = browsers["U. Auditor"]
    why = {"token": form_token(auditor, "/account"), "why": "Yearly review"}
    assert auditor.post("/oversight", data=why).status_code == 303
    for name in PEOPLE:
        client = browsers[name]
        for method, path in routes_of(app):
            if method != "GET" or NEEDS[f"GET {path}"] not in rights(name):
                continue
            page = client.get(filled(path, there))
            if page.status_code != 200 or "html" not in page.headers["content-type"]:
                continue
            if path.startswith("/brief.") or path.endswith(".md"):
                continue
            tree = html.fromstring(page.text)
            for link in sorted({str(x) for x in tree.xpath("//a/@href")}):
                if link.startswith("/"):
                    assert client.get(link).status_code == 200, (name, path, link)
            forms = {str(x).partition("?")[0] for x in tree.xpath("//form[@method='post']/@action")}
            for action in forms:
                assert any(
                    NEEDS[f"POST {p}"] in rights(name)
                    for m, p in routes_of(app)
                    if m == "POST" and re.fullmatch(re.sub(r"{\w+}", "[^/]+", p), action)
                ), (name, path, action)
