"""The window of time that links move over the events."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import parse_qs

import pytest
from lxml import html

from corrobora.serve.board import Filters
from corrobora.serve.window import LONGEST, SPANS, steps_of

DAY = dt.date(2025, 9, 10)


def windows(client: Any, first: dt.date, last: dt.date) -> dict[str, tuple[str, ...]]:
    room = client.app.state.room
    filters = Filters(q="x", happened_from=first, happened_to=last, page=3)
    found = steps_of(room, room.board(), filters)
    asked = {one.word: parse_qs(one.query) for one in found}
    assert all(one["q"] == ["x"] and "page" not in one for one in asked.values())
    return {word: tuple(one.get(k, [""])[0] for k in ("from", "to")) for word, one in asked.items()}


def test_it_moves_by_its_own_width(client: Any) -> None:
    found = windows(client, DAY, DAY + dt.timedelta(9))
    assert found["window_earlier"] == ("2025-08-31", "2025-09-09")
    assert found["window_later"] == ("2025-09-20", "2025-09-29")
    assert found["window_all"] == ("", "")


@pytest.mark.parametrize("days", [1, 2, 3, 7, 30, 31, 365])
def test_it_becomes_wider_and_narrower_around_what_it_showed(client: Any, days: int) -> None:
    last = DAY + dt.timedelta(days - 1)
    found = windows(client, DAY, last)
    first_, last_ = (dt.date.fromisoformat(one) for one in found["window_wider"])
    assert first_ <= DAY <= last <= last_
    assert (last_ - first_).days + 1 == 2 * days
    if days > 1:
        first_, last_ = (dt.date.fromisoformat(one) for one in found["window_narrower"])
        assert DAY <= first_ <= last_ <= last
        assert (last_ - first_).days + 1 < days
    else:
        assert "window_narrower" not in found


def test_it_ends_where_days_end(client: Any) -> None:
    found = windows(client, dt.date.min, dt.date.max)
    assert "window_wider" not in found
    assert (dt.date.max - dt.date.min).days > LONGEST
    assert found["window_earlier"][0] == "0001-01-01"
    assert found["window_later"][1] == "9999-12-31"


def test_without_one_the_last_days_are_offered_and_lead_on(client: Any) -> None:
    for view in ("/", "/timeline", "/network", "/claims"):
        page = html.fromstring(client.get(view).text)
        links = page.xpath("//nav[@class='window']//a/@href")
        assert len(links) == len(SPANS)
        assert all(link.startswith(f"{view}?from=") for link in links)
        moved = html.fromstring(client.get(f"{links[1]}&lang=fr").text)
        assert "plus tôt" in moved.xpath("string(//nav[@class='window'])")
        assert moved.xpath("//nav[@class='window']//a[@rel='prev']")


def test_only_what_happened_within_it_is_shown(client: Any) -> None:
    events = client.get("/", params={"format": "json"}).json()["events"]
    day = next(e["date"] for e in events if e["date"])
    asked = {"from": day["start"], "to": day["end"], "format": "json"}
    found = client.get("/", params=asked).json()["events"]
    assert found
    assert all(e["date"]["start"] <= day["end"] and day["start"] <= e["date"]["end"] for e in found)
