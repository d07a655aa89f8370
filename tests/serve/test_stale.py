"""Two people at the same claim or event: whoever comes second is told, and keeps their words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corrobora.store import Store
from serve.browser import NOW, token, version


def forms(client: Any, address: str, action: str) -> list[dict[str, str]]:
    """The fields of each form of a page that goes to an action, as the page gives them."""
    page = html.fromstring(client.get(address).text)
    return [
        {str(f.get("name")): str(f.get("value") or "") for f in form.xpath(".//input")}
        for form in page.xpath(f"//form[@action='{action}']")
    ]


def disputed(client: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/?format=json&conflicts=1").json()["events"][0]
    return found


def claim_of(client: Any) -> dict[str, Any]:
    event = client.get(f"/events/{disputed(client)['id']}?format=json").json()
    found: dict[str, Any] = event["claims"][0]
    return found


def said(path: Path) -> list[tuple[str, str, str]]:
    with Store.open(path, create=False, clock=lambda: NOW) as store:
        return [(j.by, j.verdict, j.why) for j in store.judgements()]


def test_the_second_to_judge_a_claim_sees_both_and_says_theirs(
    client: Any, case_path: Path
) -> None:
    claim = claim_of(client)
    action = f"/judge/claim/{claim['id']}"
    first, second = (forms(client, f"/reports/{claim['report']}", action)[0] for _ in range(2))
    assert first == second
    done = client.post(action, data={**first, "by": "A. Sow", "why": "Seen", "verdict": "accept"})
    assert done.status_code == 303
    mine = {**second, "by": "B. Diop", "why": "A hoax, see the photo", "verdict": "reject"}
    held = client.post(action, data=mine)
    assert held.status_code == 409
    assert said(case_path) == [("A. Sow", "accept", "Seen")]
    page = html.fromstring(held.text)
    assert "accepted by A. Sow, 2025-10-02: Seen" in held.text
    assert page.xpath("string(//input[@name='why']/@value)") == "A hoax, see the photo"
    again = {str(f.get("name")): str(f.get("value")) for f in page.xpath("//main//form//input")}
    verdict = page.xpath("string(//main//form//button/@value)")
    answer = client.post(action, data={**again, "verdict": verdict})
    assert answer.status_code == 303
    assert said(case_path)[1:] == [("B. Diop", "reject", "A hoax, see the photo")]


def test_a_program_is_told_the_version_to_give(client: Any) -> None:
    claim = claim_of(client)
    fields = {"token": token(client), "by": "A", "why": "B", "verdict": "reject", "seen": "0-x"}
    headers = {"accept": "application/json"}
    answer = client.post(f"/judge/claim/{claim['id']}", data=fields, headers=headers)
    assert answer.status_code == 409
    data = answer.json()
    assert data["error"]["code"] == "web.stale"
    assert data["yours"]["why"] == "B"
    assert data["now"]["version"] == version(client, "claim", claim["id"])
    fields["seen"] = data["now"]["version"]
    assert client.post(f"/judge/claim/{claim['id']}", data=fields).status_code == 303


def test_without_a_version_nothing_is_kept(client: Any, case_path: Path) -> None:
    fields = {"token": token(client), "by": "A", "why": "B", "verdict": "reject"}
    for action in (
        f"/judge/claim/{claim_of(client)['id']}",
        f"/judge/event/{disputed(client)['id']}",
    ):
        assert client.post(action, data=fields).status_code == 400
    assert said(case_path) == []


@pytest.mark.parametrize("verdict", ["accept", "reject", "split", "merge"])
def test_an_event_that_was_made_anew_is_found_by_its_claim(
    client: Any, case_path: Path, verdict: str
) -> None:
    event = disputed(client)
    action = f"/judge/event/{event['id']}"
    claims = client.get(f"/events/{event['id']}?format=json").json()["claims"]
    form = forms(client, f"/events/{event['id']}", action)[0]
    fields = {k: form[k] for k in ("token", "seen", "anchor")}
    apart = next(c["id"] for c in claims if c["id"] != form["anchor"])
    done = client.post(
        action, data={**fields, "by": "A. Sow", "why": "Two attacks", "verdict": "split",
                      "apart": apart},
    )  # fmt: skip
    assert done.status_code == 303
    mine = {**fields, "by": "B. Diop", "why": "My reason", "verdict": verdict, "apart": apart,
            "other": event["id"]}  # fmt: skip
    held = client.post(action, data=mine)
    assert held.status_code == 409, held.text
    page = html.fromstring(held.text)
    assert page.xpath("string(//input[@name='why']/@value)") == "My reason"
    assert page.xpath("string(//main//form//button/@value)") == verdict
    assert {by for by, _, _ in said(case_path)} == {"A. Sow"}
    see = str(page.xpath("//main//a[@class='button']/@href")[0])
    assert client.get(see).status_code == 200


def test_a_judgement_on_a_claim_makes_the_form_of_its_event_stale(
    client: Any, case_path: Path
) -> None:
    event = disputed(client)
    action = f"/judge/event/{event['id']}"
    form = forms(client, f"/events/{event['id']}", action)[0]
    claim = claim_of(client)
    fields = {"token": token(client), "by": "A. Sow", "why": "True", "verdict": "accept"}
    seen = version(client, "claim", claim["id"])
    assert (
        client.post(f"/judge/claim/{claim['id']}", data={**fields, "seen": seen}).status_code == 303
    )
    answer = client.post(
        action,
        data={k: form[k] for k in ("token", "seen", "anchor")}
        | {"by": "B", "why": "x", "verdict": "reject"},
    )
    assert answer.status_code == 409
    assert "accepted by A. Sow" in answer.text
    assert len(said(case_path)) == 1


def test_an_event_that_never_was_is_not_found(client: Any) -> None:
    fields = {"token": token(client), "by": "A", "why": "B", "verdict": "accept", "seen": "0-x"}
    assert client.post("/judge/event/e-never", data=fields).status_code == 404
    assert client.post("/judge/claim/c-never", data=fields).status_code == 404
