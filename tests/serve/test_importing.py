"""Reports brought in file by file: taken first, read at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lxml import html

from cli.program import LEDGER, WIRE
from serve.browser import opened, records, token

JSON = {"accept": "application/json"}


def send(client: Any, name: str, text: str, **fields: str) -> Any:
    files = {"files": (name, text.encode(), "text/plain")}
    return client.post(
        "/import", data={"token": token(client), **fields}, files=files, headers=JSON
    )


def test_files_are_taken_one_by_one_and_read_at_the_end(tmp_path: Path) -> None:
    with opened(tmp_path / "new.db") as client:
        for name, text in (("wire.txt", WIRE), ("ledger.txt", LEDGER)):
            found = send(client, name, text, later="yes").json()
            assert [one["name"] for one in found["taken"]] == [name]
            assert "read" not in found
        assert send(client, "again.txt", WIRE, later="yes").json()["known"]
        refused = send(client, "empty.txt", "", later="yes").json()["refused"]
        assert refused[0]["name"] == "empty.txt"
        assert refused[0]["reason"]
        assert records(client, "/import")["unread"] == 2
        assert "2 reports were taken" in client.get("/import").text
        assert records(client, "/")["counts"]["events"] == 0  # type: ignore[index]
        answer = client.post("/import/read", data={"token": token(client)}, headers=JSON)
        assert answer.json()["read"] == 2
        assert answer.json()["events"] > 0
        assert records(client, "/import")["unread"] == 0
        assert records(client, "/")["counts"]["events"] == answer.json()["events"]  # type: ignore[index]


def test_what_was_taken_and_not_read_is_read_by_a_form_too(tmp_path: Path) -> None:
    with opened(tmp_path / "new.db") as client:
        send(client, "wire.txt", WIRE, later="yes")
        page = html.fromstring(client.get("/import").text)
        (form,) = page.xpath("//form[@action='/import/read']")
        fields = {"token": form.xpath("string(.//input[@name='token']/@value)")}
        assert client.post("/import/read", data=fields).status_code == 303
        assert records(client, "/import")["unread"] == 0
        assert not html.fromstring(client.get("/import").text).xpath(
            "//form[@action='/import/read']"
        )


def test_who_sends_a_form_has_everything_read_at_once(tmp_path: Path) -> None:
    with opened(tmp_path / "new.db") as client:
        files = {"files": ("wire.txt", WIRE.encode(), "text/plain")}
        given = {"token": token(client), "later": "yes"}
        assert client.post("/import", data=given, files=files).status_code == 200
        assert records(client, "/import")["unread"] == 0


def test_how_far_the_reading_is_can_be_asked(client: Any) -> None:
    assert client.get("/import/progress").json() == {"stage": "", "done": 0, "total": 0}
    room = client.app.state.room
    with room.changing():
        for _ in range(3):
            room.progress.note("extract", 1, 7)
        answer = client.get("/import/progress")
        assert answer.json() == {"stage": "extract", "done": 3, "total": 7}
        room.progress.note("collect", 1, None)
        assert client.get("/import/progress").json() == {"stage": "collect", "done": 1, "total": 0}
        busy = send(client, "wire.txt", WIRE, later="yes")
        assert busy.status_code == 409
    assert client.get("/import/progress").json()["stage"] == ""
