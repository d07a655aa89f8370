"""Oversight reads everything for a reason that is given once, and each read is on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corrobora.case import Case
from corrobora.serve.pages.overseeing import PAGE_LINES, VIEWS
from corrobora.sharing.values import OversightRead
from serve.browser import NOW
from serve.people import Ticks, form_token, people, sign_in, signed_in, teamed
from serve.waiting import ALDER, HARBOUR, waiting

DECISIONS = "/oversight/decisions/harbour-ew/early-warning"
EVERY = (*(f"/oversight/{name}" for name in VIEWS), DECISIONS)
WHY = "Yearly review"


@pytest.fixture
def path(case_path: Path) -> Path:
    waiting(case_path)
    people(case_path)
    return case_path


@pytest.fixture
def app(path: Path) -> Iterator[Any]:
    with teamed(path) as found:
        yield found


def give(client: Any, why: str = WHY) -> Any:
    return client.post("/oversight", data={"token": form_token(client, "/account"), "why": why})


def noted(path: Path) -> list[tuple[str, str, str]]:
    with Case.open(path, clock=lambda: NOW) as case:
        reads = case.store.ledger.acts("oversight", OversightRead)
        return [(one.what, one.by, one.why) for one in reads]


def test_without_a_reason_nothing_is_read(app: Any, path: Path) -> None:
    client = signed_in(app, "U. Auditor")
    assert client.get("/oversight?format=json").json() == {"reason": "", "agreements": []}
    for address in EVERY:
        answer = client.get(address)
        assert (answer.status_code, answer.headers["location"]) == (303, "/oversight")
        told = client.get(address, headers={"accept": "application/json"})
        assert (told.status_code, told.json()["error"]["code"]) == (403, "web.reason")
    assert give(client, " ").status_code == 400
    assert noted(path) == []


def test_the_reason_is_asked_once_and_stands_with_each_read(app: Any, path: Path) -> None:
    client = signed_in(app, "U. Auditor")
    assert give(client).status_code == 303
    assert client.get("/oversight?format=json").json()["agreements"][0]["id"] == HARBOUR
    for address in EVERY:
        assert client.get(address).status_code == 200
    whats = ["agreements", "releases all", "recalls all", "proposals", "requests", "consents",
             "journal", "reads", "decisions harbour-ew/early-warning"]  # fmt: skip
    assert noted(path) == [(what, "U. Auditor", WHY) for what in whats]
    lines = client.get("/oversight/journal?format=json").json()["rows"]
    acts = [one["subject"]["acts"][0][:2] for one in lines if one["act"] == "sharing.acts"]
    assert acts[: len(whats) + 1] == [["oversight", what] for what in ("journal", *whats[::-1])]


def test_it_shows_what_went_out_and_what_is_withheld_and_why(app: Any) -> None:
    client = signed_in(app, "U. Auditor")
    give(client)
    held = client.get("/sharing/harbour-ew?format=json").json()["held_number"]
    assert client.get("/oversight/releases?format=json").json()["number"] >= held > 0
    found = client.get(f"{DECISIONS}?format=json").json()
    counts = client.get("/?format=json").json()["counts"]
    assert found["number"] == counts["reports"] + counts["claims"]
    first = found["rows"][0]
    assert (first["kind"], first["decided"]) == ("report", "ask")
    assert first["label"]["controllers"] == [ALDER]
    assert first["reasons"]
    assert {one["decided"] for one in found["rows"]} == {"ask", "allow"}
    assert ALDER in client.get(DECISIONS).text


def test_no_other_site_gives_a_reason(app: Any) -> None:
    client = signed_in(app, "U. Auditor")
    token = form_token(client, "/account")
    for data, headers in (
        ({"why": WHY}, {}),
        ({"why": WHY, "token": "wrong"}, {}),
        ({"why": WHY, "token": token}, {"origin": "https://evil.example"}),
    ):
        assert client.post("/oversight", data=data, headers=headers).status_code == 403
    assert client.get("/oversight?format=json").json()["reason"] == ""


def test_long_lists_are_paged(app: Any) -> None:
    client = signed_in(app, "U. Auditor")
    give(client)
    for _ in range(PAGE_LINES // 2):
        client.get("/oversight/reads")
    first = client.get("/oversight/journal?format=json").json()
    assert len(first["rows"]) == PAGE_LINES
    assert first["pages"] == -(-first["number"] // PAGE_LINES) > 1
    last = client.get(f"/oversight/journal?format=json&page={first['pages']}").json()
    assert last["rows"][-1]["number"] == 1
    for odd in ("0", "x", "9" * 5000, "²"):
        assert client.get("/oversight/journal", params={"page": odd}).status_code == 200


def test_the_reason_ends_with_the_session_and_is_nobody_elses(path: Path) -> None:
    ticks = Ticks()
    with teamed(path, ticks=ticks) as app:
        one, other = signed_in(app, "U. Auditor"), signed_in(app, "U. Auditor")
        give(one)
        assert one.get(DECISIONS).status_code == 200
        assert other.get(DECISIONS).status_code == 303
        one.post("/sign-out", data={"token": form_token(one, "/account")})
        assert sign_in(one, "U. Auditor").status_code == 303
        assert one.get(DECISIONS).status_code == 303


def test_what_oversight_reads_holds_up_no_release_and_makes_no_board_anew(
    app: Any, path: Path
) -> None:
    auditor, officer = signed_in(app, "U. Auditor"), signed_in(app, "O. Officer")
    give(auditor)
    preview = "/sharing/harbour-ew/preview/early-warning"
    seen = officer.get(f"{preview}?format=json").json()["version"]
    board = app.state.room.board()
    for _ in range(5):
        assert auditor.get(DECISIONS).status_code == 200
    assert app.state.room.board() is board
    fields = {"token": form_token(officer, "/account"), "seen": seen, "confirm": "yes",
              "purpose": "early-warning"}  # fmt: skip
    answer = officer.post("/sharing/harbour-ew/release", data=fields)
    assert answer.headers["location"].endswith("done=proposed")
    assert app.state.room.board() is not board


def test_whoever_works_alone_has_the_command_line_for_it(client: Any) -> None:
    for address in ("/oversight", *EVERY):
        assert client.get(address).status_code == 404
