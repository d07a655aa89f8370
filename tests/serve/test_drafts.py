"""Briefs that people write in the reading room, without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import html

from corrobora.serve.guard import CSP, CSP_WITH_SCRIPT
from corrobora.share.labels import read_label
from corrobora.sharing import SharingDesk
from serve.browser import NOW, opened, records, token
from serve.people import form_token, people, signed_in, teamed
from serve.waiting import waiting

TEXT = "Gunmen attacked [wire.txt]. Nobody knows why."


def begun(client: Any, **fields: str) -> str:
    answer = client.post(
        "/new-draft",
        data={"token": token(client), "by": "A. Sow", "title": "Week 36", "from": "", **fields},
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def saved(client: Any, where: str, text: str, **fields: str) -> Any:
    seen = records(client, where)["version"]
    given = {"token": token(client), "by": "A. Sow", "seen": seen, "text": text, **fields}
    return client.post(f"{where}/save", data=given)


def written(page: Any) -> str:
    """What stands in the field, as a browser has it: without the line end after its tag."""
    return str(page.xpath("string(//textarea)")).removeprefix("\n")


def test_a_draft_is_written_and_its_sentences_are_looked_at_on_saving(client: Any) -> None:
    where = begun(client)
    assert saved(client, where, TEXT).status_code == 303
    page = html.fromstring(client.get(where).text)
    assert written(page) == TEXT
    remarks = page.xpath("//ol[@id='checks']/li")
    assert len(remarks) == 1
    assert "Nobody knows why." in remarks[0].text_content()
    assert "It cites nothing." in remarks[0].text_content()
    french = client.get(where, params={"lang": "fr"}).text
    assert "Elle ne cite rien." in french
    found = records(client, where)
    assert found["number"] == 2
    one = found["sentences"][0]  # type: ignore[index]
    assert TEXT[one["start"] : one["end"]] == "Nobody knows why."


def test_a_draft_begun_from_the_brief_is_well_as_it_is(client: Any) -> None:
    where = begun(client, **{"from": "brief"})
    found = records(client, where)
    assert found["sentences"] == []
    assert int(str(found["number"])) > 5
    file = client.get(f"{where}/brief.md")
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.text == found["draft"]["text"]  # type: ignore[index]


def test_the_text_is_looked_at_without_being_kept(client: Any) -> None:
    where = begun(client)
    fields = {"token": token(client), "text": TEXT, "recipient": "TLP:CLEAR"}
    answer = client.post(f"{where}/check", data=fields)
    codes = [[r["code"] for r in one["remarks"]] for one in answer.json()["sentences"]]
    assert codes == [["too-high"], ["uncited"]]
    assert records(client, where)["draft"]["text"] == ""  # type: ignore[index]


def test_what_two_people_write_at_once_is_not_lost(client: Any) -> None:
    where = begun(client)
    seen = records(client, where)["version"]
    assert saved(client, where, "Theirs.").status_code == 303
    fields = {"token": token(client), "by": "B. Diop", "seen": seen, "text": "Mine."}
    answer = client.post(f"{where}/save", data=fields)
    assert answer.status_code == 409
    page = html.fromstring(answer.text)
    assert written(page) == "Mine."
    assert page.xpath("string(//pre)") == "Theirs."
    assert records(client, where)["draft"]["text"] == "Theirs."  # type: ignore[index]
    again = {**fields, "seen": page.xpath("string(//input[@name='seen']/@value)")}
    assert client.post(f"{where}/save", data=again).status_code == 303
    assert records(client, where)["draft"]["text"] == "Mine."  # type: ignore[index]


def test_a_draft_is_thrown_away_only_when_it_is_confirmed_and_as_it_was_seen(client: Any) -> None:
    where = begun(client)
    fields = {
        "token": token(client),
        "by": "A. Sow",
        "seen": str(records(client, where)["version"]),
    }
    assert client.post(f"{where}/remove", data=fields).status_code == 400
    saved(client, where, "More.")
    sure = {**fields, "confirm": "yes"}
    assert client.post(f"{where}/remove", data=sure).status_code == 409
    sure["seen"] = str(records(client, where)["version"])
    assert client.post(f"{where}/remove", data=sure).status_code == 303
    assert client.get(where).status_code == 404


def test_a_draft_without_end_is_refused(client: Any) -> None:
    where = begun(client)
    assert saved(client, where, "x" * 200_001).status_code == 400
    assert records(client, where)["draft"]["text"] == ""  # type: ignore[index]


def test_a_recipient_that_is_none_is_refused(client: Any) -> None:
    where = begun(client)
    assert saved(client, where, TEXT, recipient="harbour-ew/early-warning").status_code == 400
    assert saved(client, where, TEXT, recipient="TLP:GREEN").status_code == 303
    page = html.fromstring(client.get(where).text)
    assert page.xpath("string(//option[@selected])") == "TLP:GREEN"


def test_who_may_not_see_agreements_learns_nothing_of_them_from_a_draft(case_path: Path) -> None:
    waiting(case_path)
    people(case_path)
    with teamed(case_path) as app:
        both, analyst = signed_in(app, "B. Both"), signed_in(app, "A. Analyst")
        reader = signed_in(app, "R. Reader")
        seen = records(both, "/drafts/d1")["version"]
        fields = {
            "token": form_token(both, "/account"), "seen": seen,
            "text": "Gunmen attacked [wire.txt].", "recipient": "harbour-ew/early-warning",
        }  # fmt: skip
        assert both.post("/drafts/d1/save", data=fields).status_code == 303
        told = records(both, "/drafts/d1")
        assert "harbour-ew" in str(told["draft"])
        for other in (analyst, reader):
            page = other.get("/drafts/d1").text
            assert "harbour" not in page.lower()
            assert "Harbour" not in str(records(other, "/drafts/d1")["draft"])
        # To save says nothing of for whom; it stays as it was chosen.
        given = {
            "token": form_token(analyst, "/account"), "text": "Another [wire.txt].",
            "seen": records(analyst, "/drafts/d1")["version"], "recipient": "same",
        }  # fmt: skip
        assert analyst.post("/drafts/d1/save", data=given).status_code == 303
        assert app.state.room.store.drafts.require("d1").recipient == "harbour-ew/early-warning"
        asked = {**given, "recipient": "harbour-ew/early-warning"}
        assert analyst.post("/drafts/d1/check", data=asked).status_code == 400
        # A reader sees the text, and no form.
        page = html.fromstring(reader.get("/drafts/d1").text)
        assert not page.xpath("//textarea")
        assert "Another" in page.xpath("string(//pre)")


def test_saying_why_nothing_may_go_out_hinders_no_other_check(case_path: Path) -> None:
    waiting(case_path)
    with opened(case_path) as client:
        where = begun(client)
        saved(client, where, TEXT, recipient="harbour-ew/early-warning")
        room = client.app.state.room  # type: ignore[attr-defined]
        desk = SharingDesk(room.case, clock=lambda: NOW)
        desk.act("harbour-ew", "suspend", by="A", why="Passed on")  # type: ignore[arg-type]
        found = records(client, where)
        assert found["hindrance"]
        assert [r["code"] for r in found["sentences"][0]["remarks"]] == ["uncited"]  # type: ignore[index]


def test_a_new_label_counts_at_once(client: Any) -> None:
    where = begun(client)
    saved(client, where, "Gunmen attacked [wire.txt].", recipient="TLP:GREEN")
    assert len(records(client, where)["sentences"]) == 1  # type: ignore[arg-type]
    room = client.app.state.room
    wire = next(r.id for r in room.case.reports() if r.name == "wire.txt")
    label = read_label({"tlp": "GREEN"})
    SharingDesk(room.case, clock=lambda: NOW).label("report", [wire], label, by="A", why="Open")
    assert records(client, where)["sentences"] == []


def report_of(client: Any) -> str:
    return str(client.get("/reports?format=json").json()["reports"][0]["report"]["id"])


def test_only_pages_with_a_script_of_ours_may_run_one(client: Any) -> None:
    where = begun(client)
    event, report = client.get("/?format=json").json()["events"][0]["id"], report_of(client)
    whole = (f"/events/{event}", f"/reports/{report}")
    for address in (*whole, "/drafts", "/brief", "/nowhere", "/?keys=off", "/reports?keys=off"):
        answer = client.get(address)
        assert answer.headers["content-security-policy"] == CSP
        assert "<script" not in answer.text
    client.get("/?keys=on")
    own = {where: "drafts.js", "/": "triage.js", "/reports": "triage.js", "/claims": "triage.js"}
    for address, script in own.items():
        answer = client.get(address)
        assert answer.headers["content-security-policy"] == CSP_WITH_SCRIPT
        page = html.fromstring(answer.text)
        assert page.xpath("//script/@src") == [f"/static/{script}"]
        assert page.xpath("string(//script)") == ""
    assert "unsafe" not in CSP_WITH_SCRIPT
    for script in own.values():
        kind = client.get(f"/static/{script}").headers["content-type"]
        assert kind.startswith("text/javascript")


def test_a_saved_draft_leaves_the_board_as_it_is(client: Any) -> None:
    where = begun(client)
    room = client.app.state.room
    before = room.board()
    saved(client, where, TEXT)
    assert room.board() is before
