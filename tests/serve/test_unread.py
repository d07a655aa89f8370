"""What each person has not opened: shown, filtered, marked, and told apart by person."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from cli.program import WIRE
from corrobora.case import Case
from corrobora.serve.unread import MOST_PEOPLE, Unread
from corrobora.store import Store
from corrobora.store.openings import EVENT
from serve.browser import NOW, opened, records, token, version
from serve.people import browser, form_token, people, signed_in, teamed


def new(client: Any, query: str = "unread=1") -> set[str]:
    """Ids of the events that are new to whoever asks."""
    page = client.get(f"/?format=json&{query}").json()
    assert all(event["unread"] for event in page["events"])
    assert page["matching"] == len(page["events"])
    return {event["id"] for event in page["events"]}


def events(client: Any) -> list[str]:
    return [event["id"] for event in client.get("/?format=json").json()["events"]]


def mark(client: Any, to: str, **fields: object) -> Any:
    return client.post("/marks", data={"token": token(client), "to": to, **fields})


def test_what_is_opened_is_no_longer_new_and_the_rest_is(client: Any) -> None:
    every = events(client)
    assert new(client) == set(every)
    assert records(client, "/")["unread"] == len(every)
    assert client.get(f"/events/{every[0]}").status_code == 200
    assert new(client) == set(every[1:])
    assert records(client, "/")["unread"] == len(every) - 1
    page = html.fromstring(client.get("/").text)
    shown = page.xpath("//li[contains(@class, 'story')][contains(@class, 'new')]//h2/a/@href")
    assert shown == [f"/events/{one}" for one in every[1:]]
    assert len(page.xpath("//li//span[@class='dot'][not(@hidden)]")) == len(every) - 1


def test_a_program_that_reads_has_opened_nothing(client: Any) -> None:
    every = events(client)
    client.get(f"/events/{every[0]}", headers={"accept": "application/json"})
    client.get(f"/events/{every[0]}?format=json")
    client.head(f"/events/{every[0]}")
    assert new(client) == set(every)


def test_reports_are_new_apart_from_the_events_that_they_tell_of(client: Any) -> None:
    every = events(client)
    listed: Any = records(client, "/reports")["reports"]
    assert all(one["unread"] for one in listed)
    first = listed[0]["report"]["id"]
    client.get(f"/reports/{first}?claim=", headers={"accept": "text/html"})
    assert client.get(f"/reports/{first}").status_code == 200
    left: Any = records(client, "/reports?unread=1")
    assert {one["report"]["id"] for one in left["reports"]} == {
        one["report"]["id"] for one in listed[1:]
    }
    assert new(client) == set(every)
    found: Any = records(client, "/reports?unread=1&q=town")["reports"]
    assert first not in {one["report"]["id"] for one in found}


def test_the_filter_combines_with_the_others_in_every_view(client: Any) -> None:
    every = events(client)
    client.get(f"/events/{every[0]}")
    french = {e["id"] for e in client.get("/?format=json&reports_in=fr").json()["events"]}
    assert french
    assert new(client, "unread=1&reports_in=fr") == french - {every[0]}
    for view in ("/timeline", "/network", "/claims"):
        assert records(client, f"{view}?unread=1")["matching"] == len(every) - 1
        mark(client, "unread", event=every[0])
        assert records(client, f"{view}?unread=1")["matching"] == len(every)
        client.get(f"/events/{every[0]}")
    page = html.fromstring(client.get("/?unread=1").text)
    assert page.xpath("//input[@id='f-unread'][@checked]")
    assert "unread=1" in page.xpath("string((//nav[@class='views']//a)[2]/@href)")


def test_those_chosen_are_marked_and_their_number_is_told(client: Any) -> None:
    every = events(client)
    answer = mark(client, "read", event=every[:2], view="/", selection="grade=3&page=1&q=é")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/?q=%C3%A9&grade=3&done=marked_read&number=2")
    assert new(client) == set(every[2:])
    told = html.fromstring(client.get("/?done=marked_read&number=2").text)
    assert told.xpath("string(//p[@class='done'])") == "Marked as read: 2."
    mark(client, "unread", event=every[0])
    assert new(client) == {every[0], *every[2:]}
    answer = client.post(
        "/marks", data={"token": token(client), "to": "read", "event": every},
        headers={"accept": "application/json"},
    )  # fmt: skip
    assert answer.json() == {"done": "marked_read", "see": "/", "number": len(every)}
    assert new(client) == set()


@pytest.mark.parametrize(
    "fields",
    [{"to": "read"}, {"to": "gone", "event": "x"}, {"to": "unread", "all": "yes"}],
)
def test_a_form_that_lacks_something_marks_nothing(client: Any, fields: dict[str, str]) -> None:
    before = new(client)
    answer = client.post("/marks", data={"token": token(client), **fields})
    assert answer.status_code == 400
    assert new(client) == before
    assert client.post("/marks", data={"to": "read", "all": "yes"}).status_code == 403


def test_what_is_not_there_is_marked_by_nobody(client: Any, case_path: Path) -> None:
    answer = mark(client, "read", event="e-that-never-was", report="r-that-never-was")
    assert "number=0" in answer.headers["location"]
    with Store.open(case_path, create=False, clock=lambda: NOW) as store:
        assert store.openings.state("") == 0


def test_all_are_marked_once_that_is_confirmed(client: Any) -> None:
    every = events(client)
    asked = mark(client, "read", all="yes", view="/")
    assert asked.status_code == 200
    page = html.fromstring(asked.text)
    assert f"{len(every)} events" in page.xpath("string(//p[@class='lead'])")
    assert "3 reports" in page.xpath("string(//p[@class='lead'])")
    assert new(client) == set(every)
    fields = {f.get("name"): f.get("value") for f in page.xpath("//main//form//input")}
    assert client.post("/marks", data={**fields, "to": "read"}).status_code == 303
    assert new(client) == set()
    assert not any(one["unread"] for one in records(client, "/reports")["reports"])  # type: ignore[attr-defined]
    mark(client, "unread", event=every[1])
    assert new(client) == {every[1]}


def test_all_of_a_selection_are_marked_and_no_other(client: Any) -> None:
    every = events(client)
    french = {e["id"] for e in client.get("/?format=json&reports_in=fr").json()["events"]}
    asked = mark(client, "read", all="yes", view="/", selection="reports_in=fr")
    page = html.fromstring(asked.text)
    fields = {f.get("name"): f.get("value") for f in page.xpath("//main//form//input")}
    client.post("/marks", data={**fields, "to": "read"})
    assert new(client) == set(every) - french
    assert all(one["unread"] for one in records(client, "/reports")["reports"])  # type: ignore[attr-defined]
    needed = client.post(
        "/marks", data={"token": token(client), "to": "read", "all": "yes"},
        headers={"accept": "application/json"},
    )  # fmt: skip
    assert needed.status_code == 400


def test_what_came_after_the_question_stays_new(case_path: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.txt"
    more.write_text(WIRE.replace("Bamako", "Gao") + "\nA new line.\n", encoding="utf-8")
    with opened(case_path) as client:
        page = html.fromstring(mark(client, "read", all="yes", view="/").text)
        fields = {f.get("name"): f.get("value") for f in page.xpath("//main//form//input")}
        with Case.open(case_path, clock=lambda: NOW, fast=True) as case:
            case.collect([more], now=NOW)
            case.update()
        client.post("/marks", data={**fields, "to": "read"})
        listed: Any = records(client, "/reports")["reports"]
        assert [one["report"]["name"] for one in listed if one["unread"]] == ["more.txt"]
        joined = {listed[0]["report"]["id"]}
        for event in new(client):
            found: Any = records(client, f"/events/{event}")["event"]
            assert joined & set(found["reports"])


def test_an_event_is_new_again_when_a_report_joins_it(case_path: Path, tmp_path: Path) -> None:
    with opened(case_path) as client:
        mark(client, "read", all="yes", confirm="yes", view="/")
        assert new(client) == set()
        again = tmp_path / "again.txt"
        again.write_text(WIRE.replace("Harbour Wire", "Delta Post"), encoding="utf-8")
        with Case.open(case_path, clock=lambda: NOW, fast=True) as case:
            case.collect([again], now=NOW)
            case.update()
        fresh = new(client)
        assert fresh
        for event in fresh:
            found: Any = records(client, f"/events/{event}")["event"]
            assert "again.txt" in found["report_names"]


def test_a_judgement_leaves_an_opened_event_opened(client: Any) -> None:
    event = next(
        e["id"] for e in client.get("/?format=json").json()["events"] if e["reports"] > 1
    )  # fmt: skip
    found: Any = records(client, f"/events/{event}")["event"]
    mark(client, "read", event=event)
    fields = {
        "token": token(client), "by": "A. Sow", "why": "A plan", "verdict": "reject",
        "seen": version(client, "claim", found["claims"][-1]),
    }  # fmt: skip
    assert client.post(f"/judge/claim/{found['claims'][-1]}", data=fields).status_code == 303
    board = client.app.state.room.board()
    assert board.event_of[found["claims"][0]] not in new(client)


def test_openings_are_kept_and_are_no_line_of_the_journal(case_path: Path) -> None:
    with opened(case_path) as client:
        every = events(client)
        client.get("/journal")
        before = records(client, "/journal")["head"]
        client.get(f"/events/{every[0]}")
        mark(client, "read", event=every[1])
        assert records(client, "/journal")["head"] == before
    with opened(case_path) as client:
        assert new(client) == set(every[2:])


def test_a_page_is_the_same_until_something_is_opened(client: Any) -> None:
    first = client.get("/")
    mine = {"if-none-match": first.headers["etag"]}
    assert client.get("/", headers=mine).status_code == 304
    assert client.get("/?page=2", headers=mine).status_code == 200
    client.get(f"/events/{events(client)[0]}")
    again = client.get("/", headers=mine)
    assert again.status_code == 200
    assert client.get("/", headers={"if-none-match": again.headers["etag"]}).status_code == 304


def test_everybody_has_openings_of_their_own(case_path: Path) -> None:
    people(case_path)
    with teamed(case_path) as app:
        sow, diop = signed_in(app, "A. Analyst"), signed_in(app, "R. Reader")
        every = events(sow)
        sow.get(f"/events/{every[0]}")
        assert new(sow) == set(every[1:])
        assert new(diop) == set(every)
        # Drawings of what is new are kept for whoever asked, and shown to nobody else.
        assert records(sow, "/timeline?unread=1")["matching"] == len(every) - 1
        assert records(diop, "/timeline?unread=1")["matching"] == len(every)
        fields = {"token": form_token(diop, "/account"), "to": "read", "event": every}
        assert diop.post("/marks", data=fields).status_code == 303
        assert (new(sow), new(diop)) == (set(every[1:]), set())
        assert browser(app).post("/marks", data=fields).status_code == 401


# --- what is kept in memory -----------------------------------------------------------------------


def test_another_program_that_marks_is_seen(client: Any, case_path: Path) -> None:
    every = events(client)
    new(client)
    board = client.app.state.room.board()
    with Store.open(case_path, create=False, clock=lambda: NOW) as store:
        row = board.row(every[0])
        store.openings.note("", {(EVENT, row.claims[0]): row.newest})
    assert new(client) == set(every[1:])


def test_openings_of_many_people_are_read_again(client: Any) -> None:
    room = client.app.state.room
    board, unread = room.board(), room.unread
    first = board.rows[0].id
    for number in range(MOST_PEOPLE + 5):
        unread.opened(f"p{number}", board, event=first)
    unread.write()
    assert len(unread._people) == MOST_PEOPLE
    for number in range(MOST_PEOPLE + 5):
        assert unread.of(f"p{number}", board).number(board) == len(board.rows) - 1


def test_openings_at_the_same_time_are_all_kept(client: Any, case_path: Path) -> None:
    room = client.app.state.room
    board, unread = room.board(), room.unread

    def opens(row: Any) -> None:
        unread.opened("", board, event=row.id)
        unread.write()

    threads = [threading.Thread(target=opens, args=(row,)) for row in board.rows]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    unread.write()
    with Store.open(case_path, create=False, clock=lambda: NOW) as store:
        assert Unread(store).of("", board).number(board) == 0


def test_what_is_marked_stands_against_an_opening_that_is_not_written_yet(client: Any) -> None:
    room = client.app.state.room
    board, unread = room.board(), room.unread
    first = board.rows[0].id
    unread.opened("", board, event=first)
    unread.mark("", board, events=[first], read=False)
    unread.write()
    assert unread.of("", board).is_new(board.row(first))
    assert Unread(room.store).of("", board).is_new(board.row(first))
