from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from lxml import html

from corrobora.serve.guard import CSP, CSP_WITH_SCRIPT, HEADERS
from corrobora.serve.room import Room
from corrobora.store import Store
from readers.test_hostile_files import BOMBS
from serve.browser import HOST, NOW, opened, token, version

FORMS = ("/import", "/samples", "/judge/claim/x", "/judge/event/x", "/sharing/x/suspend",
         "/sharing/x/release", "/sharing/x/recall", "/sharing/x/ask", "/two-persons",
         "/proposals/x/approve", "/proposals/x/decline", "/consents/x/grant", "/consents/x/refuse",
         "/consents/x/withdraw")  # fmt: skip


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "127.0.0.2", "",
     "127.0.0.1:8437@evil.example", "[::1]x", "127.0.0.1:80:80", "0.0.0.0", "localhost:x"],
)  # fmt: skip
def test_other_hosts_are_not_served(client: Any, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "Corrobora" not in answer.text


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost:8437", "LOCALHOST", "[::1]:8437", "[::1]"]
)
def test_this_machine_is_served(client: Any, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("address", "policy"),
    [("/", CSP_WITH_SCRIPT), ("/reports", CSP_WITH_SCRIPT), ("/sharing", CSP), ("/nowhere", CSP),
     ("/static/reading-room.css", CSP)],
)  # fmt: skip
def test_every_answer_carries_the_policy(client: Any, address: str, policy: str) -> None:
    rest = {name: value for name, value in HEADERS.items() if name != "content-security-policy"}
    strange = client.get(address, headers={"host": "evil.example"})
    for answer, expected in ((client.get(address), policy), (strange, CSP)):
        assert answer.headers["content-security-policy"] == expected
        for name, value in rest.items():
            assert answer.headers[name] == value
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def state(path: Path) -> str:
    with Store.open(path, create=False, clock=lambda: NOW) as store:
        return store.head().hash


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("given", ["", "wrong", "é", None])
def test_no_form_works_without_its_token(
    client: Any, case_path: Path, address: str, given: str | None
) -> None:
    before = state(case_path)
    fields = {"by": "A", "why": "B", "verdict": "reject", "confirm": "yes", "turn": "on"}
    answer = client.post(address, data=fields if given is None else {**fields, "token": given})
    assert answer.status_code == 403
    assert state(case_path) == before


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:9999"},
     {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_no_form_of_another_site_works_even_with_the_token(
    client: Any, case_path: Path, address: str, headers: dict[str, str]
) -> None:
    before = state(case_path)
    fields = {"token": token(client), "by": "A", "why": "B", "verdict": "reject", "confirm": "yes",
              "turn": "on"}  # fmt: skip
    assert client.post(address, data=fields, headers=headers).status_code == 403
    assert state(case_path) == before


def test_our_own_form_works_with_what_a_browser_sends(client: Any) -> None:
    event = client.get("/?format=json").json()["events"][0]["id"]
    fields = {"token": token(client), "by": "A. Sow", "why": "Checked", "verdict": "accept"}
    fields["seen"] = version(client, "event", event)
    headers = {"origin": HOST, "sec-fetch-site": "same-origin"}
    answer = client.post(f"/judge/event/{event}", data=fields, headers=headers)
    assert answer.status_code == 303


def test_looking_changes_nothing(client: Any, case_path: Path) -> None:
    before = state(case_path)
    for address in ("/", "/reports", "/brief", "/timeline", "/journal?verify=1", "/sharing"):
        client.get(address)
    for address in FORMS:
        assert client.get(address, params={"token": "x"}).status_code in (200, 404, 405)
    assert state(case_path) == before


@pytest.mark.parametrize("told", [True, False])
def test_too_large_a_request_is_refused_whether_its_size_is_told_or_not(
    tmp_path: Path, told: bool
) -> None:
    with opened(tmp_path / "new.db", most_bytes=20_000) as client:
        body = b"x" * 50_000
        kind = {"content-type": "application/x-www-form-urlencoded"}
        sent = body if told else iter([body[:10_000], body[10_000:30_000], body[30_000:]])
        answer = client.post("/import", content=sent, headers=kind)
        assert answer.status_code == 413
        assert client.get("/").status_code == 200


NAMES = (
    "../../escape.txt", "..\\..\\escape.txt", "/etc/passwd", "C:\\windows\\escape.txt", "a/b/c.txt",
    "%2e%2e%2fescape.txt", ".", "..", "nul", "x" * 300, "-rf", "name\u202etxt.exe", "'; drop",
)  # fmt: skip


def test_no_name_of_an_upload_becomes_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    (tmp_path / "case").mkdir()
    with opened(tmp_path / "case" / "new.db") as client:
        files = [
            ("files", (name, f"Report {number}. Rebels attacked a town.\n".encode()))
            for number, name in enumerate(NAMES)
        ]
        answer = client.post("/import", data={"token": token(client)}, files=files)
        assert answer.status_code == 200
        assert len(client.get("/reports?format=json").json()["reports"]) == len(NAMES)
    assert not list(spool.iterdir())
    assert {p.name for p in tmp_path.iterdir()} == {"spool", "case"}
    assert all(p.name.startswith("new.db") for p in (tmp_path / "case").iterdir())


@pytest.mark.parametrize(
    "name", ["bomb.docx", "nested.zip", "flate.pdf", "feed.xml.gz", "deep.html"]
)
def test_a_bomb_that_is_sent_is_refused_and_the_others_are_taken(tmp_path: Path, name: str) -> None:
    with opened(tmp_path / "new.db") as client:
        files = [
            ("files", (name, BOMBS[name]())),
            ("files", ("good.txt", b"Rebels attacked the town of Kona on 3 May 2024.\n")),
        ]
        fields = {"token": token(client), "later": "yes"}
        answer = client.post("/import?format=json", data=fields, files=files)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert [one["name"] for one in told["taken"]] == ["good.txt"]
        assert len(told["refused"]) == 1
        assert told["refused"][0]["name"].startswith(name)
        assert told["refused"][0]["reason"]
        assert told["refused"][0]["remedy"]
        assert client.get("/").status_code == 200


def test_a_static_file_is_one_of_ours(client: Any) -> None:
    for name in ("..%2fapp.py", "../app.py", "%2e%2e/app.py", "x.css"):
        assert client.get(f"/static/{name}").status_code == 404
    assert client.get("/static/reading-room.css").status_code == 200


def test_two_changes_at_once_are_not_made(client: Any) -> None:
    room: Room = client.app.state.room
    with room.changing():
        event = client.get("/?format=json").json()["events"][0]["id"]
        fields = {"token": token(client), "by": "A", "why": "B", "verdict": "accept"}
        fields["seen"] = version(client, "event", event)
        answer = client.post(f"/judge/event/{event}", data=fields)
    assert answer.status_code == 409
    page = html.fromstring(answer.text)
    assert page.xpath("string(//input[@name='why']/@value)") == "B"


def test_a_fault_of_the_program_tells_nothing_of_it(
    case_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(case_path) as client:
        room: Room = cast(Any, client.app).state.room

        def broken() -> None:
            raise RuntimeError("a secret path")

        monkeypatch.setattr(room.store.lookup, "holding", lambda *_: broken())
        answer = client.get("/?q=x")
        assert answer.status_code == 500
        assert "secret" not in answer.text
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
