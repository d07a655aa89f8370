"""Two persons on the pages: what one proposes another approves, and nothing else is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corrobora.case import Case
from corrobora.sharing import Outbox
from serve.browser import NOW, opened, token
from serve.people import QUICK, form_token, password_of, people, signed_in, teamed
from serve.waiting import HARBOUR, desk_of, shareable, waiting

PREVIEW = "/sharing/harbour-ew/preview/early-warning"
RELEASE = "/sharing/harbour-ew/release"
RECALL = "/sharing/harbour-ew/recall"
SECOND = "S. Second"


@pytest.fixture
def path(case_path: Path) -> Path:
    shareable(case_path)
    people(case_path)
    with Case.open(case_path, clock=lambda: NOW) as case:
        desk_of(case).require_two_persons(by="A. Sow", why="Agreed with the head of desk")
        case.store.accounts.add(
            SECOND, roles=("releasing-officer",), secret=QUICK.hash(password_of(SECOND)), at=NOW,
            by="K. Keeper", why="new",
        )  # fmt: skip
    return case_path


@pytest.fixture
def app(path: Path) -> Iterator[Any]:
    with teamed(path) as found:
        yield found


def held(path: Path) -> int:
    with Case.open(path, clock=lambda: NOW) as case:
        return len(Outbox(desk_of(case)).held(HARBOUR))


def sent(client: Any, address: str, **fields: str) -> Any:
    """The answer to a form that whoever is signed in sends."""
    whole = {"token": form_token(client, "/account"), "confirm": "yes", **fields}
    return client.post(address, data=whole)


def released(client: Any) -> Any:
    seen = client.get(f"{PREVIEW}?format=json").json()["version"]
    return sent(client, RELEASE, seen=seen, purpose="early-warning", why="Weekly release")


def proposed(client: Any) -> str:
    """The address of a release that was proposed."""
    answer = released(client)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].partition("?")[0])


def test_a_release_is_proposed_and_goes_out_when_another_approves(app: Any, path: Path) -> None:
    officer, second = signed_in(app, "O. Officer"), signed_in(app, SECOND)
    address = proposed(officer)
    assert address.startswith("/proposals/")
    assert held(path) == 0
    found = second.get(f"{address}?format=json").json()
    assert found["as_proposed"]
    assert found["changes_number"] == len(found["changes"]) > 0
    assert {one["change"] for one in found["changes"]} == {"new"}
    assert all(one["item"] for one in found["changes"])
    assert {k: found["proposal"][k] for k in ("by", "why", "at", "agreement", "purpose")} == {
        "by": "O. Officer", "why": "Weekly release", "at": NOW, "agreement": HARBOUR,
        "purpose": "early-warning",
    }  # fmt: skip
    assert sent(second, f"{address}/approve", why="Looked through").status_code == 303
    assert held(path) > 0
    outcome = officer.get("/proposals?format=json").json()
    assert outcome["open"] == []
    assert [(p["state"], p["answered_by"], p["answer"]) for p in outcome["settled"]] == [
        ("approved", SECOND, "Looked through")
    ]
    assert "Looked through" in officer.get("/proposals").text
    by = {one["by"] for one in officer.get("/sharing/harbour-ew?format=json").json()["held"]}
    assert by == {f"O. Officer + {SECOND}"}


def test_nobody_approves_what_they_proposed(app: Any, path: Path) -> None:
    officer, second = signed_in(app, "O. Officer"), signed_in(app, SECOND)
    address = proposed(officer)
    mine = html.fromstring(officer.get(address).text)
    assert not mine.xpath(f"//form[@action='{address}/approve']")
    assert mine.xpath(f"//form[@action='{address}/decline']")
    assert html.fromstring(second.get(address).text).xpath(f"//form[@action='{address}/approve']")
    for by in ("O. Officer", SECOND):
        answer = sent(officer, f"{address}/approve", by=by)
        assert answer.status_code == 403
        assert "a second person has to approve" in answer.text
    assert held(path) == 0
    assert sent(officer, f"{address}/decline", why="Too early").status_code == 303
    state = officer.get(f"{address}?format=json").json()["proposal"]["state"]
    assert state == "declined"


def test_what_was_answered_is_not_answered_again(app: Any, path: Path) -> None:
    officer, second, both = (signed_in(app, who) for who in ("O. Officer", SECOND, "B. Both"))
    address = proposed(officer)
    assert sent(second, f"{address}/decline", why="Not before the review").status_code == 303
    for act in ("approve", "decline"):
        answer = sent(both, f"{address}/{act}", why="Looked through")
        assert answer.status_code == 409
        assert f"{SECOND} has declined" in answer.text
    assert not html.fromstring(both.get(address).text).xpath("//main//form")
    assert held(path) == 0


def test_nothing_is_approved_that_is_not_what_was_proposed(app: Any, path: Path) -> None:
    officer, second = signed_in(app, "O. Officer"), signed_in(app, SECOND)
    address = proposed(officer)
    with Case.open(path, clock=lambda: NOW) as case:
        desk_of(case).open_review(HARBOUR, why="Items turned up", evidence=(), by="B. Diop")
    assert not second.get(f"{address}?format=json").json()["as_proposed"]
    page = html.fromstring(second.get(address).text)
    assert not page.xpath(f"//form[@action='{address}/approve']")
    answer = sent(second, f"{address}/approve")
    assert answer.status_code == 409
    assert "not what was proposed" in answer.text
    assert held(path) == 0


def test_an_agreement_that_was_suspended_leaves_nothing_to_approve(app: Any, path: Path) -> None:
    officer, second = signed_in(app, "O. Officer"), signed_in(app, SECOND)
    address = proposed(officer)
    answer = sent(second, "/sharing/harbour-ew/suspend", why="Relations broken off")
    assert answer.headers["location"].endswith("done=suspended")
    found = second.get(f"{address}?format=json").json()
    assert found["proposal"]["state"] == "void"
    assert sent(second, f"{address}/approve").status_code == 409
    assert held(path) == 0


def test_a_recall_is_proposed_and_done_by_another(case_path: Path) -> None:
    made = waiting(case_path)
    people(case_path)
    before = held(case_path)
    assert before > 0
    with teamed(case_path) as app:
        both = signed_in(app, "B. Both")
        answer = sent(both, RECALL, why="Taken back by its outlet", **{"made-of": "all"})
        # It is what somebody has proposed already, so there is one proposal and not two.
        assert answer.headers["location"].startswith(f"/proposals/{made['proposal']}")
        assert held(case_path) == before
        address = f"/proposals/{made['proposal']}"
        assert both.get(f"{address}?format=json").json()["changes_number"] == before
        assert sent(both, f"{address}/approve").status_code == 303
    assert held(case_path) == 0


def test_one_turns_the_rule_on_and_two_turn_it_off(case_path: Path) -> None:
    people(case_path)
    with teamed(case_path) as app:
        officer, both = signed_in(app, "O. Officer"), signed_in(app, "B. Both")

        def on() -> bool:
            return bool(officer.get("/proposals?format=json").json()["two_persons"])

        assert not on()
        assert sent(officer, "/two-persons", turn="on").status_code == 400
        assert sent(officer, "/two-persons", turn="on", why="Agreed", confirm="").status_code == 400
        assert not on()
        assert sent(officer, "/two-persons", turn="on", why="Agreed").status_code == 303
        assert on()
        answer = sent(officer, "/two-persons", turn="off", why="Alone this week")
        address = answer.headers["location"].partition("?")[0]
        assert on()
        assert sent(officer, f"{address}/approve").status_code == 403
        assert on()
        assert sent(both, f"{address}/approve").status_code == 303
        assert not on()
        assert sent(both, "/two-persons", turn="off", why="Again").status_code == 400
        assert sent(both, "/two-persons", turn="sideways", why="Again").status_code == 400


def test_who_works_alone_says_under_which_names(case_path: Path) -> None:
    shareable(case_path)
    with opened(case_path) as client:
        fields = {"token": token(client), "by": "A. Sow", "why": "Agreed", "confirm": "yes"}
        assert client.post("/two-persons", data={**fields, "turn": "on"}).status_code == 303
        seen = client.get(f"{PREVIEW}?format=json").json()["version"]
        answer = client.post(RELEASE, data={**fields, "seen": seen, "purpose": "early-warning"})
        address = answer.headers["location"].partition("?")[0]
        for by, status in (("", 400), ("a.  SOW", 403), ("B. Diop", 303)):
            answer = client.post(f"{address}/approve", data={**fields, "by": by})
            assert answer.status_code == status
    assert held(case_path) > 0


def test_nothing_is_approved_or_declined_by_half(app: Any, path: Path) -> None:
    officer, second = signed_in(app, "O. Officer"), signed_in(app, SECOND)
    address = proposed(officer)
    assert sent(second, f"{address}/approve", confirm="").status_code == 400
    assert sent(second, f"{address}/decline").status_code == 400
    assert second.get(f"{address}?format=json").json()["proposal"]["state"] == "open"
    assert held(path) == 0
