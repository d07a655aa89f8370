"""The reading room over a case in a database gives the pages that it gives over a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from corrobora.case import Case
from serve.browser import NOW, STORY, opened, token, version

PAGES = (
    "/",
    "/?q=soldiers",
    "/reports",
    "/timeline",
    "/brief",
    "/brief/changes?since=2025-01-01",
    "/sharing",
    "/journal",
    "/import",
)


def test_pages_are_the_same(database: Callable[[], str], tmp_path: Path) -> None:
    for name, text in STORY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    # The page is headed by the name of the file, or of the database.
    homes = (tmp_path / "cases.db", database())
    with ExitStack() as stack:
        rooms = []
        for home in homes:
            with Case.open(home, clock=lambda: NOW, fast=True) as case:
                case.collect([tmp_path / name for name in STORY], now=NOW)
                case.update()
            rooms.append(stack.enter_context(opened(home)))
        events = [f"/events/{e['id']}" for e in rooms[0].get("/?format=json").json()["events"]]
        for address in (*PAGES, *events):
            one, other = (room.get(address) for room in rooms)
            assert (one.status_code, one.text) == (other.status_code, other.text), address
            assert one.status_code == 200, address
        claim = rooms[1].get(f"{events[0]}?format=json").json()["claims"][0]["id"]
        form = {"token": token(rooms[1]), "verdict": "reject", "by": "A. Sow", "why": "Elsewhere",
                "seen": version(rooms[1], "claim", claim)}  # fmt: skip
        assert rooms[1].post(f"/judge/claim/{claim}", data=form).status_code == 303
        assert claim in rooms[1].get("/journal").text
