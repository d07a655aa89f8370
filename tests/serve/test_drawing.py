"""Ticks beneath the timeline: when what is drawn was first reported."""

from __future__ import annotations

from typing import Any

from lxml import html

from corrobora.serve.drawing import NEWS_HEIGHT, WIDTH


def test_each_event_that_is_drawn_stands_in_one_tick(client: Any) -> None:
    told = client.get("/timeline", params={"format": "json"}).json()["timeline"]
    drawn = {mark["event"] for lane in told["lanes"] for mark in lane["marks"]}
    stories = client.get("/", params={"format": "json"}).json()["events"]
    came = {s["id"]: s["first_published"] for s in stories if s["id"] in drawn}
    within = {i: day for i, day in came.items() if day}
    assert within
    assert sum(one["events"] for one in told["news"]) == len(within)
    for one in told["news"]:
        assert one["first"] in within.values()
        assert one["first"] <= one["last"]
        assert 0 <= one["x"] <= WIDTH
        assert 0 < one["height"] <= NEWS_HEIGHT
    assert [one["x"] for one in told["news"]] == sorted({one["x"] for one in told["news"]})


def test_the_page_draws_them_with_their_days(client: Any) -> None:
    told = client.get("/timeline", params={"format": "json"}).json()["timeline"]["news"]
    for language, words in (("en", "first reported"), ("fr", "rapporté(s)")):
        page = html.fromstring(client.get("/timeline", params={"lang": language}).text)
        ticks = page.xpath("//*[local-name()='rect' and @class='news']")
        assert len(ticks) == len(told) > 0
        assert all(words in tick.xpath("string(*[local-name()='title'])") for tick in ticks)
