from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corrobora.case import Case
from corrobora.share.diligence import Assessment
from corrobora.share.labels import read_label
from corrobora.sharing import Outbox, SharingDesk
from serve.browser import NOW, opened, token
from serve.people import form_token, people, signed_in, teamed
from serve.test_pages_hold import agree

PREVIEW = "/sharing/harbour-ew/preview/early-warning"
RELEASE = "/sharing/harbour-ew/release"
RECALL = "/sharing/harbour-ew/recall"


@pytest.fixture
def shared(case_path: Path) -> Path:
    agree(case_path)
    with Case.open(case_path, clock=lambda: NOW) as case:
        desk = SharingDesk(case, clock=lambda: NOW, random=lambda n: b"5" * n)
        ids = [report.id for report in case.reports()]
        desk.label(
            "report", ids, read_label({"tlp": "GREEN"}), by="A. Sow", why="Published articles"
        )
        desk.assess(
            Assessment(
                agreement="harbour-ew", result="cleared", by="B. Diop", at=NOW, findings="none",
                review_by=dt.date(2026, 6, 30),
            )
        )  # fmt: skip
    return case_path


@pytest.fixture
def client(shared: Path) -> Iterator[Any]:
    with opened(shared) as found:
        yield found


def held(path: Path) -> int:
    with Case.open(path, clock=lambda: NOW) as case:
        return len(Outbox(SharingDesk(case, clock=lambda: NOW)).held("harbour-ew"))


def fields(client: Any, address: str, **more: str) -> dict[str, str]:
    page = html.fromstring(client.get(address).text)
    found = {
        str(f.get("name")): str(f.get("value") or "")
        for f in page.xpath("//main//form//input[@type='hidden']")
    }
    return {**found, "by": "A. Sow", "why": "Agreed", "confirm": "yes", **more}


def test_what_was_previewed_goes_out_and_comes_back(client: Any, shared: Path) -> None:
    assert client.get(f"{PREVIEW}?format=json").json()["reports"] > 0
    done = client.post(RELEASE, data=fields(client, PREVIEW))
    assert done.status_code == 303, done.text
    number = held(shared)
    assert number > 0
    some = client.get(f"{RECALL}?format=json").json()["reports"][0]
    assert client.post(RECALL, data=fields(client, RECALL)).status_code == 400
    assert held(shared) == number
    chosen = {"made-of": some["report"]["id"]}
    assert client.post(RECALL, data=fields(client, RECALL, **chosen)).status_code == 303
    assert held(shared) == number - some["items"]
    left = client.get(f"{RECALL}?format=json").json()["reports"]
    assert some["report"]["id"] not in {one["report"]["id"] for one in left}
    assert client.post(RECALL, data=fields(client, RECALL, **{"made-of": "all"})).status_code == 303
    assert held(shared) == 0
    recalls = client.get("/sharing/harbour-ew?format=json").json()["recalls"]
    assert len(recalls) == number
    assert {one["by"] for one in recalls} == {"A. Sow"}


def test_nothing_goes_out_that_was_not_what_the_preview_showed(client: Any, shared: Path) -> None:
    given = fields(client, PREVIEW)
    with Case.open(shared, clock=lambda: NOW) as case:
        desk = SharingDesk(case, clock=lambda: NOW)
        desk.open_review("harbour-ew", why="Items turned up", evidence=(), by="B. Diop")
    answer = client.post(RELEASE, data=given)
    assert answer.status_code == 409
    assert held(shared) == 0


@pytest.mark.parametrize("address", [RELEASE, RECALL])
def test_nothing_goes_out_or_back_unconfirmed(client: Any, shared: Path, address: str) -> None:
    given = fields(client, PREVIEW, **{"made-of": "all"})
    del given["confirm"]
    assert client.post(address, data=given).status_code == 400
    assert held(shared) == 0


def test_a_purpose_that_was_not_agreed_is_none(client: Any) -> None:
    answer = client.post(RELEASE, data=fields(client, PREVIEW, purpose="policy"))
    assert answer.status_code == 404
    assert client.post(RELEASE, data={"token": token(client)}).status_code == 400


def test_the_officer_who_signed_in_is_who_released(shared: Path) -> None:
    people(shared)
    with teamed(shared) as app:
        client = signed_in(app, "O. Officer")
        given = fields(client, PREVIEW, by="Somebody Else")
        given["token"] = form_token(client, "/account")
        assert client.post(RELEASE, data=given).status_code == 303
        found = client.get("/sharing/harbour-ew?format=json").json()["held"]
        assert {one["by"] for one in found} == {"O. Officer"}
        for name in ("R. Reader", "A. Analyst", "U. Auditor"):
            other = signed_in(app, name)
            given["token"] = form_token(other, "/account")
            assert other.post(RELEASE, data=given).status_code == 404
