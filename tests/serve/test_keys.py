"""Keys with which programs ask in a person's name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from msgspec.structs import replace

from corrobora.serve.keys import MOST_KEYS
from corrobora.store import Store, check
from serve.browser import NOW, version
from serve.people import QUICK, browser, form_token, password_of, people, signed_in, teamed


@pytest.fixture
def app(case_path: Path) -> Iterator[Any]:
    people(case_path)
    with teamed(case_path) as found:
        yield found


def made(client: Any, name: str = "Nightly export") -> str:
    """A new key of whoever is signed in."""
    fields = {"token": form_token(client, "/account"), "name": name}
    answer = client.post("/account/keys", data=fields, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["key"])


def asked(app: Any, key: str, address: str = "/", method: str = "GET", **more: Any) -> Any:
    headers = {"authorization": f"Bearer {key}", "accept": "application/json"}
    return browser(app).request(method, address, headers=headers, **more)


def test_a_key_is_shown_once_and_kept_as_a_hash(app: Any, case_path: Path) -> None:
    client = signed_in(app, "A. Analyst")
    fields = {"token": form_token(client, "/account"), "name": "Nightly export"}
    answer = client.post("/account/keys", data=fields)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    key = str(html.fromstring(answer.text).xpath("string(//code[@class='key-shown'])"))
    assert asked(app, key).status_code == 200
    page = client.get("/account").text
    assert "Nightly export" in page
    assert key not in page
    assert key.encode() not in case_path.read_bytes()
    assert key.rpartition("_")[2].encode() not in case_path.read_bytes()
    assert not any(key in str(line.subject) for line in app.state.room.store.journal())
    # Whoever made it stays signed in.
    assert client.get("/account").status_code == 200
    assert check(case_path).findings == ()


def test_a_program_may_what_its_person_may_and_no_more(app: Any) -> None:
    reader, analyst = (made(signed_in(app, name)) for name in ("R. Reader", "A. Analyst"))
    assert asked(app, reader, "/reports").status_code == 200
    assert asked(app, reader, "/import").status_code == 404
    assert asked(app, analyst, "/import").status_code == 200
    assert asked(app, analyst, "/sharing").status_code == 404
    # What belongs to the person alone is not there for a program.
    for key in (reader, analyst):
        assert asked(app, key, "/account").status_code == 404
        assert asked(app, key, "/account/keys", "POST", data={"name": "x"}).status_code == 404
        given = {"current": password_of("R. Reader"), "new": "x" * 20, "again": "x" * 20}
        assert asked(app, key, "/account/password", "POST", data=given).status_code == 404


def test_what_a_program_does_is_done_in_the_persons_name(app: Any) -> None:
    client = signed_in(app, "A. Analyst")
    key = made(client)
    claim = next(iter(app.state.room.store.claims())).id
    given = {"verdict": "reject", "why": "A plan", "seen": version(client, "claim", claim)}
    answer = asked(app, key, f"/judge/claim/{claim}", "POST", data={**given, "by": "Somebody"})
    assert answer.status_code == 200, answer.text
    (word,) = app.state.room.store.judgements()
    assert (word.by, word.verdict) == ("A. Analyst", "reject")
    reader = made(signed_in(app, "R. Reader"))
    assert asked(app, reader, f"/judge/claim/{claim}", "POST", data=given).status_code == 404


def test_what_an_auditors_program_reads_is_in_the_journal(app: Any) -> None:
    key = made(signed_in(app, "U. Auditor"))
    assert asked(app, key, "/reports").status_code == 200
    last = list(app.state.room.store.journal())[-1]
    assert (last.act, last.actor) == ("page.read", "U. Auditor")
    # Oversight asks for a reason, once in a session; a program has none.
    assert asked(app, key, "/oversight").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        "Bearer nonsense",
        "Bearer corrobora_0123456789abcdef_" + 64 * "0",
        "Bearer",
        "Basic QS4gQW5hbHlzdDp4",
        "",
    ],
)
def test_a_wrong_key_is_nobodys(app: Any, wrong: str) -> None:
    made(signed_in(app, "A. Analyst"))
    answer = browser(app).get("/reports", headers={"authorization": wrong})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "Outlet" not in answer.text


def test_a_wrong_key_is_not_made_good_by_a_session(app: Any) -> None:
    client = signed_in(app, "A. Analyst")
    answer = client.get("/reports", headers={"authorization": "Bearer nonsense"})
    assert answer.status_code == 401


def test_a_revoked_key_ends_at_once_and_the_others_stay(app: Any) -> None:
    client = signed_in(app, "A. Analyst")
    first, second = made(client, "One"), made(client, "Two")
    id_ = first.split("_")[1]
    other = signed_in(app, "R. Reader")
    fields = {"token": form_token(other, "/account")}
    assert other.post(f"/account/keys/{id_}/revoke", data=fields).status_code == 404
    fields = {"token": form_token(client, "/account")}
    assert client.post(f"/account/keys/{id_}/revoke", data=fields).status_code == 303
    assert asked(app, first).status_code == 401
    assert asked(app, second).status_code == 200
    assert client.post(f"/account/keys/{id_}/revoke", data=fields).status_code == 404


@pytest.mark.parametrize("change", ["disabled", "roles", "password"])
def test_a_changed_account_ends_its_keys(app: Any, change: str) -> None:
    key = made(signed_in(app, "A. Analyst"))
    changes: dict[str, dict[str, Any]] = {
        "disabled": {"disabled": True},
        "roles": {"roles": ("reader",)},
        "password": {"secret": QUICK.hash("another one of four words")},
    }
    values = changes[change]
    accounts = app.state.room.store.accounts
    accounts.change("A. Analyst", change, lambda a: replace(a, **values), at=NOW, by="K", why="x")
    assert asked(app, key).status_code == 401
    # To open it again brings no key back.
    accounts.change(
        "A. Analyst", "enabled", lambda a: replace(a, disabled=False), at=NOW, by="K", why="x"
    )
    assert asked(app, key).status_code == 401


def test_a_key_needs_a_name_and_there_is_an_end_to_them(app: Any) -> None:
    client = signed_in(app, "A. Analyst")
    fields = {"token": form_token(client, "/account"), "name": " "}
    assert client.post("/account/keys", data=fields).status_code == 400
    for number in range(MOST_KEYS):
        made(client, f"Program {number}")
    fields["name"] = "One too many"
    assert client.post("/account/keys", data=fields).status_code == 400


def test_keys_are_nothing_where_nobody_signs_in(client: Any) -> None:
    headers = {"authorization": "Bearer corrobora_0123456789abcdef_" + 64 * "0"}
    assert client.get("/", headers=headers).status_code == 200
    assert client.post("/account/keys", data={"name": "x"}).status_code == 404


def test_a_form_of_another_site_is_refused_with_a_key_too(app: Any) -> None:
    key = made(signed_in(app, "A. Analyst"))
    headers = {"authorization": f"Bearer {key}", "origin": "https://elsewhere.example"}
    answer = browser(app).post("/new-draft", data={"title": "x"}, headers=headers)
    assert answer.status_code == 403


def test_accounts_of_before_are_as_they_were_written(case_path: Path) -> None:
    people(case_path)
    assert check(case_path).findings == ()
    with Store.open(case_path, create=False, clock=lambda: NOW) as store:
        for account in store.accounts.all():
            assert account.valid_keys == ()
        with store.reading() as connection:
            values = connection.exec_driver_sql("SELECT value FROM accounts").scalars().all()
    assert not any("keys" in value for value in values)
