"""Several claims judged in one act: shown first, all or none, and nobody's word is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corrobora.errors import NotFound
from corrobora.model import Judgement
from corrobora.serve.pages.choosing import MOST_CHOSEN
from corrobora.store import Store, check
from serve.browser import NOW, records, token, version
from serve.people import form_token, people, signed_in, teamed
from serve.test_stale import said

JSON = {"accept": "application/json"}


def listed(client: Any) -> list[str]:
    """What the boxes of the list of claims stand for."""
    page = html.fromstring(client.get("/claims").text)
    return [str(one) for one in page.xpath("//input[@name='claim']/@value")]


def chosen(client: Any, picks: list[str], verdict: str = "reject", **more: object) -> Any:
    fields = {"token": token(client), "verdict": verdict, "view": "/claims", "claim": picks}
    return client.post("/judge/claims", data={**fields, **more})


def form_of(answer: Any) -> dict[str, Any]:
    """The fields of the form that asks back, as a browser sends them."""
    form = html.fromstring(answer.text).xpath("//form[@action='/judge/claims']")[0]
    fields: dict[str, Any] = {}
    for one in form.xpath(".//input[not(@type='checkbox')]"):
        fields[one.get("name")] = one.get("value") or ""
    fields["claim"] = form.xpath(".//input[@type='checkbox'][@checked]/@value")
    fields["verdict"] = form.xpath("string(.//button/@value)")
    return fields


@pytest.mark.parametrize("verdict", ["reject", "accept"])
def test_what_is_chosen_is_shown_and_then_done(client: Any, case_path: Path, verdict: str) -> None:
    picks = listed(client)[:3]
    asked = chosen(client, picks, verdict)
    assert asked.status_code == 200
    assert said(case_path) == []
    page = html.fromstring(asked.text)
    assert "3 claims" in page.xpath("string(//p[@class='lead'])")
    shown = page.xpath("//ul[contains(@class, 'chosen')]//q/text()")
    assert len(shown) == 3
    fields = form_of(asked)
    assert fields["claim"] == picks
    incomplete = client.post("/judge/claims", data={**fields, "by": "A. Sow"})
    assert incomplete.status_code == 400
    assert said(case_path) == []
    done = client.post("/judge/claims", data={**fields, "by": "A. Sow", "why": "A hoax"})
    assert done.status_code == 303
    assert done.headers["location"] == f"/claims?done=claims_{verdict}&number=3"
    assert said(case_path) == [("A. Sow", verdict, "A hoax")] * 3
    left = {one.partition(" ")[0] for one in listed(client)}
    gone = {one.partition(" ")[0] for one in picks}
    assert gone.isdisjoint(left) if verdict == "reject" else gone <= left
    assert check(case_path).findings == ()


def test_claims_of_the_events_that_were_chosen_on_the_desk(client: Any, case_path: Path) -> None:
    events = [e["id"] for e in client.get("/?format=json").json()["events"]][:2]
    wanted = {
        claim
        for event in events
        for claim in records(client, f"/events/{event}")["event"]["claims"]  # type: ignore[index]
    }
    fields = {"token": token(client), "verdict": "reject", "view": "/", "event": events}
    asked = client.post("/judge/claims", data=fields)
    form = form_of(asked)
    assert {one.partition(" ")[0] for one in form["claim"]} == wanted
    client.post("/judge/claims", data={**form, "by": "A. Sow", "why": "Not ours"})
    assert len(said(case_path)) == len(wanted)
    left = {e["id"] for e in client.get("/?format=json").json()["events"]}
    assert left.isdisjoint(events)


def test_nothing_is_done_where_one_was_judged_meanwhile(client: Any, case_path: Path) -> None:
    picks = listed(client)[:3]
    mine = form_of(chosen(client, picks))
    theirs = picks[1].partition(" ")[0]
    client.post(
        f"/judge/claim/{theirs}",
        data={"token": token(client), "by": "B. Diop", "why": "Seen by us", "verdict": "accept",
              "seen": version(client, "claim", theirs)},
    )  # fmt: skip
    held = client.post("/judge/claims", data={**mine, "by": "A. Sow", "why": "A hoax"})
    assert held.status_code == 409
    assert said(case_path) == [("B. Diop", "accept", "Seen by us")]
    page = html.fromstring(held.text)
    assert "accepted by B. Diop, 2025-10-02: Seen by us" in held.text
    assert page.xpath("string(//input[@name='why']/@value)") == "A hoax"
    assert page.xpath("string(//input[@name='by']/@value)") == "A. Sow"
    again = form_of(held)
    assert again["claim"] == [picks[0], picks[2]]
    program = client.post("/judge/claims", headers=JSON, data={**mine, "by": "A", "why": "B"})
    assert program.status_code == 409
    told = program.json()
    assert told["error"]["code"] == "web.stale"
    assert [one["claim"]["id"] for one in told["claims"] if one["changed"]] == [theirs]
    # Ticked again, the same word stands beside theirs.
    boxes = page.xpath("//input[@type='checkbox']/@value")
    assert client.post("/judge/claims", data={**again, "claim": boxes}).status_code == 303
    assert said(case_path)[1:] == [("A. Sow", "reject", "A hoax")] * 3


def test_what_was_chosen_on_an_old_list_is_not_ticked(client: Any) -> None:
    picks = listed(client)[:2]
    old = f"{picks[0].partition(' ')[0]} 0-0000000000000000"
    asked = chosen(client, [old, picks[1]])
    assert form_of(asked)["claim"] == [picks[1]]
    assert "Changed since you chose it" in asked.text


def test_programs_say_all_at_once(client: Any, case_path: Path) -> None:
    page: Any = records(client, "/claims")
    ids = [claim["id"] for event in page["events"] for claim in event["claims"]][:2]
    picks = [f"{id_} {page['versions'][id_]}" for id_ in ids]
    unsure = client.post(
        "/judge/claims", headers=JSON,
        data={"token": token(client), "verdict": "accept", "claim": picks, "by": "A", "why": "B"},
    )  # fmt: skip
    assert unsure.status_code == 400
    answer = client.post(
        "/judge/claims", headers=JSON,
        data={"token": token(client), "verdict": "accept", "claim": picks, "by": "A", "why": "B",
              "confirm": "yes"},
    )  # fmt: skip
    assert answer.json() == {"done": "claims_accept", "see": "/", "number": 2}
    assert said(case_path) == [("A", "accept", "B")] * 2


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"claim": []}, 400),
        ({"verdict": "merge"}, 400),
        ({"claim": ["c-that-never-was 0-0"]}, 404),
        ({"claim": ["without-a-version"]}, 400),
        ({"claim": [f"c{n} 0-0" for n in range(MOST_CHOSEN + 1)]}, 400),
        ({"token": "another"}, 403),
        ({"why": " "}, 400),
        ({"event": ["e-that-never-was"]}, 400),
    ],
)
def test_a_form_that_cannot_be_done_changes_nothing(
    client: Any, case_path: Path, fields: dict[str, Any], status: int
) -> None:
    whole = {
        "token": token(client), "verdict": "reject", "claim": listed(client)[:2], "by": "A. Sow",
        "why": "A hoax", "confirm": "yes",
    }  # fmt: skip
    answer = client.post("/judge/claims", data={**whole, **fields})
    assert answer.status_code == status, answer.text
    assert said(case_path) == []


def test_parts_of_a_divided_claim_are_left_to_their_cards(client: Any) -> None:
    claim = listed(client)[0].partition(" ")[0]
    asked = chosen(client, [f"{claim}.1 1-0", listed(client)[1]])
    assert "1 of what you chose are not here" in asked.text
    assert len(form_of(asked)["claim"]) == 1


def test_who_may_not_judge_is_offered_nothing_of_it(case_path: Path) -> None:
    people(case_path)
    with teamed(case_path) as app:
        reader, analyst = signed_in(app, "R. Reader"), signed_in(app, "A. Analyst")
        assert "/judge/claims" not in reader.get("/").text
        assert listed(reader) == []
        assert records(reader, "/claims")["versions"] == {}
        picks = listed(analyst)
        fields = {"token": form_token(reader, "/account"), "verdict": "reject", "claim": picks}
        assert reader.post("/judge/claims", data=fields).status_code == 404
        fields = {"token": form_token(analyst, "/account"), "verdict": "reject", "claim": picks[:1],
                  "confirm": "yes", "why": "A hoax", "by": "Somebody else"}  # fmt: skip
        assert analyst.post("/judge/claims", data=fields).status_code == 303
    assert said(case_path) == [("A. Analyst", "reject", "A hoax")]


def test_everything_on_a_page_is_chosen_without_scripts(client: Any) -> None:
    for view, name in (("/", "event"), ("/reports", "report"), ("/claims", "claim")):
        page = html.fromstring(client.get(view).text)
        boxes = page.xpath(f"//input[@name='{name}'][@type='checkbox']")
        assert boxes
        assert not page.xpath("//input[@form='act'][@checked]")
        link = page.xpath("string(//form[@id='act']//a/@href)")
        page = html.fromstring(client.get(link).text)
        assert len(page.xpath("//input[@form='act'][@checked]")) == len(boxes)
        link = page.xpath("string(//form[@id='act']//a/@href)")
        assert not html.fromstring(client.get(link).text).xpath("//input[@form='act'][@checked]")


def test_an_act_is_kept_wholly_or_not_at_all(case_path: Path) -> None:
    with Store.open(case_path, create=False, clock=lambda: NOW) as store:
        claim = next(iter(store.claims())).id
        head = store.head()
        words = [
            Judgement(subject_kind="claim", subject=one, verdict="reject", by="A", at=NOW, why="B")
            for one in (claim, "c-that-never-was")
        ]
        with pytest.raises(NotFound):
            store.add_judgements(words)
        assert list(store.judgements()) == []
        assert store.head() == head


def test_what_comes_while_the_case_is_being_changed_is_handed_back(
    client: Any, case_path: Path
) -> None:
    picks = listed(client)[:2]
    fields = {**form_of(chosen(client, picks)), "by": "A. Sow", "why": "A hoax"}
    with client.app.state.room.changing():
        held = client.post("/judge/claims", data=fields)
    assert held.status_code == 409
    again = form_of(held)
    assert (again["claim"], again["by"], again["why"]) == (picks, "A. Sow", "A hoax")
    assert said(case_path) == []
    assert client.post("/judge/claims", data=again).status_code == 303
    assert said(case_path) == [("A. Sow", "reject", "A hoax")] * 2
