"""What the pages keep in memory: made once for a state of the case, and not without end."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from corrobora.case import Case
from corrobora.model import Judgement
from corrobora.serve.board import board_of
from corrobora.serve.room import MOST_KEPT
from serve.browser import NOW, records, token, version


def test_a_drawing_is_made_once_for_a_state_of_the_case(client: Any) -> None:
    room, made = client.app.state.room, []

    def make() -> int:
        made.append(1)
        return len(made)

    board = room.board()
    assert [room.kept(board, "x", make) for _ in range(3)] == [1, 1, 1]
    assert room.kept(board, "y", make) == 2
    assert room.kept(_other(board), "x", make) == 3


def test_no_more_is_kept_than_is_useful_and_what_is_asked_for_stays(client: Any) -> None:
    room, made = client.app.state.room, []

    def make() -> str:
        made.append(1)
        return "often"

    board = room.board()
    for number in range(3 * MOST_KEPT):
        room.kept(board, number, lambda: "once")
        room.kept(board, "often", make)
    assert len(made) == 1
    assert len(room._kept) <= MOST_KEPT
    assert room.kept(board, 0, lambda: "again") == "again"


def test_a_timeline_tells_at_once_of_what_was_judged(client: Any) -> None:
    event: Any = records(client, "/")["events"][0]  # type: ignore[index]
    before = client.get("/timeline").text
    assert client.get("/timeline").text == before
    assert f"/events/{event['id']}" in before + client.get("/").text
    fields = {
        "token": token(client), "by": "A. Sow", "why": "A plan", "verdict": "reject",
        "seen": version(client, "event", event["id"]),
    }  # fmt: skip
    assert client.post(f"/judge/event/{event['id']}", data=fields).status_code == 303
    assert f"/events/{event['id']}" not in client.get("/timeline").text
    assert records(client, "/timeline")["matching"] == records(client, "/")["matching"]


def test_a_drawing_is_in_the_language_of_its_reader(client: Any) -> None:
    english = client.get("/timeline", params={"lang": "en"}).text
    french = client.get("/timeline", params={"lang": "fr"}).text
    assert 'lang="fr"' in french
    assert "Coopération" in french or "coopération" in french
    assert "cooperation" in english
    assert client.get("/timeline", params={"lang": "en"}).text == english


def _other(board: Any) -> Any:
    """The same board of another state of the case."""
    return dataclasses.replace(board, version="another")


def test_a_judgement_changes_the_board_and_makes_no_other(client: Any, monkeypatch: Any) -> None:
    room = client.app.state.room
    claim = _rejected(client, 0)
    client.get("/")
    before = room.board()

    def refuse(*_: object) -> None:
        raise AssertionError("the board was made anew")

    with monkeypatch.context() as alone:
        alone.setattr("corrobora.serve.room.board_of", refuse)
        other = _rejected(client, 0)
        after = room.board()
    assert claim not in before.event_of
    assert other in before.event_of
    assert other not in after.event_of
    assert after == _anew(room)


def test_what_another_process_wrote_makes_the_board_anew(client: Any, case_path: Path) -> None:
    _rejected(client, 0)
    room = client.app.state.room
    room.board()
    with Case.open(case_path, clock=lambda: NOW, fast=True) as other:
        claim = next(one.claims[0] for one in other.events())
        other.judge(
            Judgement(subject_kind="claim", subject=claim, verdict="reject", by="B", at=NOW, why="")
        )
        other.reconcile()
    assert claim not in room.board().event_of
    assert room.board() == _anew(room)
    _rejected(client, 1)
    assert room.board() == _anew(room)


def _rejected(client: Any, number: int) -> str:
    """Reject the first claim of an event on the desk; its id."""
    event: Any = records(client, "/")["events"][number]  # type: ignore[index]
    claim = records(client, f"/events/{event['id']}")["event"]["claims"][0]  # type: ignore[index]
    fields = {
        "token": token(client), "by": "A. Sow", "why": "A plan", "verdict": "reject",
        "seen": version(client, "claim", claim),
    }  # fmt: skip
    assert client.post(f"/judge/claim/{claim}", data=fields).status_code == 303
    return str(claim)


def _anew(room: Any) -> Any:
    """The board made of the case as it stands."""
    return board_of(
        room.version(), room.store.events(), room.store.lookup.report_lines(),
        room.store.counts().claims,
    )  # fmt: skip
