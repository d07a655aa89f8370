"""Originators are asked on the pages; what they say is kept, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corrobora.case import Case
from corrobora.sharing import Outbox
from serve.browser import NOW
from serve.people import form_token, people, signed_in, teamed
from serve.waiting import ALDER, EARLY, HARBOUR, desk_of, shareable

PREVIEW = "/sharing/harbour-ew/preview/early-warning"
ASK = "/sharing/harbour-ew/ask"


@pytest.fixture
def owned(case_path: Path) -> str:
    people(case_path)
    return shareable(case_path)


@pytest.fixture
def client(case_path: Path, owned: str) -> Iterator[Any]:
    with teamed(case_path) as app:
        yield signed_in(app, "O. Officer")


def sent(client: Any, address: str, **fields: str) -> Any:
    whole = {"token": form_token(client, "/account"), "confirm": "yes", **fields}
    return client.post(address, data=whole)


def asked(client: Any, owned: str, **more: str) -> Any:
    fields = {"purpose": "early-warning", "until": "2026-06-30", "why": "Attacks", "report": owned}
    return sent(client, ASK, **{**fields, **more})


def requests(client: Any) -> list[dict[str, Any]]:
    found = client.get("/consents?format=json").json()
    return [*found["asked"], *found["answered"]]


def made_of(path: Path, report: str) -> int:
    with Case.open(path, clock=lambda: NOW) as case:
        return len(Outbox(desk_of(case)).held_by_report(HARBOUR).get(report, ()))


def share(path: Path) -> None:
    with Case.open(path, clock=lambda: NOW) as case:
        Outbox(desk_of(case)).share(HARBOUR, EARLY, by="O. Officer")


def test_what_only_consent_keeps_back_is_asked_for_from_the_preview(
    client: Any, owned: str
) -> None:
    assert client.get(f"{PREVIEW}?format=json").json()["to_ask"] == {ALDER: [owned]}
    page = html.fromstring(client.get(PREVIEW).text)
    assert page.xpath(f"//form[@action='{ASK}']//input[@name='report']/@value") == [owned]
    assert asked(client, owned).headers["location"] == "/consents?done=asked"
    one = requests(client)[0]
    assert {k: one[k] for k in ("state", "originator", "partner", "purpose", "reports", "until",
                                "by", "why")} == {
        "state": "asked", "originator": ALDER, "partner": "Harbour Relief",
        "purpose": "early-warning", "reports": [owned], "until": "2026-06-30", "by": "O. Officer",
        "why": "Attacks",
    }  # fmt: skip
    assert client.get(f"{PREVIEW}?format=json").json()["to_ask"] == {}
    again = asked(client, owned)
    assert again.status_code == 409
    assert len(requests(client)) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [({"report": ""}, 400), ({"until": "soon"}, 400), ({"until": "2020-01-01"}, 400),
     ({"why": ""}, 400), ({"purpose": "policy"}, 404), ({"report": "r-never"}, 409)],
)  # fmt: skip
def test_nobody_is_asked_by_half(
    client: Any, owned: str, change: dict[str, str], status: int
) -> None:
    assert asked(client, owned, **change).status_code == status
    assert requests(client) == []


def test_granted_it_goes_out_and_taken_back_it_is_wanted_back(
    client: Any, owned: str, case_path: Path
) -> None:
    asked(client, owned)
    name = requests(client)[0]["id"]
    share(case_path)
    assert made_of(case_path, owned) == 0
    granted = sent(client, f"/consents/{name}/grant", seen="asked", why="Letter of 3 March")
    assert granted.headers["location"] == f"/consents?done=granted#{name}"
    assert requests(client)[0]["answer"] == "Letter of 3 March"
    share(case_path)
    assert made_of(case_path, owned) > 0
    back = sent(client, f"/consents/{name}/withdraw", seen="granted", why="Letter of 9 May")
    assert back.status_code == 303
    assert requests(client)[0]["state"] == "withdrawn"
    assert made_of(case_path, owned) == 0
    assert client.get("/sharing/harbour-ew?format=json").json()["recalls_number"] > 0


def test_refused_it_stays_and_can_be_asked_anew(client: Any, owned: str) -> None:
    asked(client, owned)
    name = requests(client)[0]["id"]
    assert sent(client, f"/consents/{name}/refuse", seen="asked").status_code == 400
    assert sent(client, f"/consents/{name}/refuse", seen="asked", why="No").status_code == 303
    assert requests(client)[0]["state"] == "refused"
    assert asked(client, owned).status_code == 303
    assert [one["state"] for one in requests(client)] == ["asked", "refused"]


@pytest.mark.parametrize("act", ["grant", "refuse", "withdraw"])
def test_a_request_that_was_answered_meanwhile_is_not_answered_again(
    client: Any, owned: str, act: str
) -> None:
    asked(client, owned)
    name = requests(client)[0]["id"]
    sent(client, f"/consents/{name}/grant", seen="asked")
    answer = sent(client, f"/consents/{name}/{act}", seen="asked", why="As I heard")
    assert answer.status_code == 409
    assert "granted by now" in answer.text
    assert requests(client)[0]["state"] == "granted"


def test_the_auditor_sees_requests_and_answers_none(case_path: Path, owned: str) -> None:
    with teamed(case_path) as app:
        officer, auditor = signed_in(app, "O. Officer"), signed_in(app, "U. Auditor")
        asked(officer, owned)
        name = requests(auditor)[0]["id"]
        assert not html.fromstring(auditor.get("/consents").text).xpath("//main//form")
        assert not html.fromstring(auditor.get(PREVIEW).text).xpath("//main//form")
        assert sent(auditor, f"/consents/{name}/grant", seen="asked").status_code == 404
        assert asked(auditor, owned).status_code == 404
