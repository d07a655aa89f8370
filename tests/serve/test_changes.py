"""What changed in the brief, as its page shows it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corrobora.case import Case
from corrobora.serve.pages import changes
from serve.browser import STORY, opened, records, token

FIRST, SECOND = "2025-09-29T08:00:00Z", "2025-10-01T09:30:00Z"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Any]:
    """Pages of a case into which the reports came on two days."""
    path = tmp_path / "played.db"
    for at, names in ((FIRST, ["wire.txt"]), (SECOND, ["ledger.txt", "courrier.txt"])):
        with Case.open(path, clock=partial(str, at), fast=True) as case:
            for name in names:
                (tmp_path / name).write_text(STORY[name], encoding="utf-8")
            case.collect([tmp_path / name for name in names], now=at)
            case.update()
    with opened(path) as found:
        yield found


def compared(client: Any, since: str) -> Any:
    return records(client, f"/brief/changes?since={since}")["compared"]


def test_days_on_which_reports_came_lead_to_what_they_changed(client: Any) -> None:
    page = html.fromstring(client.get("/brief/changes").text)
    assert records(client, "/brief/changes")["compared"] is None
    links = page.xpath("//p[@class='links']/a/@href")
    assert links == ["/brief/changes?since=2025-10-01", "/brief/changes?since=2025-09-29"]
    found = compared(client, "2025-10-01")
    assert (found["reports_before"], found["reports_now"]) == (1, 3)
    assert {one["kind"] for one in found["changes"]} >= {"new", "changed"}
    first = compared(client, "2025-09-29")
    assert first["reports_before"] == first["same"] == 0
    assert {one["kind"] for one in first["changes"]} == {"new"}


@pytest.mark.parametrize(
    ("since", "before"),
    [
        ("2025-10-01T09:29:59Z", 1),
        ("2025-10-01T09:30:00Z", 3),
        ("2025-10-01T11:30:00%2B02:00", 3),
        ("2025-10-02", 3),
        ("2025-09-28", 0),
    ],
)
def test_what_came_at_a_moment_counts_and_what_came_on_a_day_is_new(
    client: Any, since: str, before: int
) -> None:
    found = compared(client, since)
    assert found["reports_before"] == before
    assert bool(found["changes"]) == (before < 3)


@pytest.mark.parametrize("since", ["yesterday", "2025-13-01", "0001-01-01", "<script>", "9" * 10])
def test_what_is_no_day_is_refused(client: Any, since: str) -> None:
    answer = client.get("/brief/changes", params={"since": since, "format": "json"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not-found"


def test_each_sentence_leads_to_its_words_with_the_labels_of_the_brief(client: Any) -> None:
    page = html.fromstring(client.get("/brief/changes?since=2025-10-01").text)
    rows = page.xpath("//ul[@class='sentences']/li")
    assert len(rows) == len(compared(client, "2025-10-01")["changes"])
    for row in rows:
        chips = [h for h in row.xpath(".//a/@href") if h.startswith("/reports/")]
        assert chips
        for chip in chips:
            address, _, anchor = chip.partition("#")
            assert html.fromstring(client.get(address).text).get_element_by_id(anchor) is not None
    brief = html.fromstring(client.get("/brief").text)
    labels = {a.get("href"): a.text for a in brief.xpath("//a[@class='cite']")}
    now = list(page.xpath("//section[@aria-labelledby='c-new']//a[@class='cite']"))
    assert now
    assert all(labels[a.get("href")] == a.text for a in now)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["1 report →", "lowest 14, best 14, highest 14 →", "Sources now disagree",
                "Before:"]),
        ("fr", ["1 rapport →", "au moins 14, au mieux 14, au plus 14 →",
                "Les sources divergent désormais", "Avant :"]),
    ],
)  # fmt: skip
def test_what_differs_is_said_in_words(client: Any, language: str, said: list[str]) -> None:
    page = html.fromstring(client.get(f"/brief/changes?since=2025-10-01&lang={language}").text)
    changed = page.xpath("//section[@aria-labelledby='c-changed']")[0].text_content()
    shown = " ".join(changed.split())
    for words in said:
        assert words in shown


def test_a_draft_is_something_to_compare_with(client: Any) -> None:
    client.post(
        "/new-draft",
        data={"token": token(client), "by": "A. Sow", "title": "Week 40", "from": "brief"},
    )
    page = html.fromstring(client.get("/brief/changes").text)
    link = page.xpath("//p[@class='links']/a[contains(., 'Week 40')]/@href")[0]
    shown = html.fromstring(client.get(link).text)
    assert shown.xpath("//p[@class='nothing']")
    assert not shown.xpath("//ul[@class='sentences']")


def test_one_comparison_at_a_time_and_none_twice(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    earlier, inside, go_on = Case.earlier, threading.Event(), threading.Event()

    def slow(self: Case, *given: Any, **named: Any) -> Any:
        made.append(given)
        inside.set()
        assert go_on.wait(30)
        return earlier(self, *given, **named)

    monkeypatch.setattr(Case, "earlier", slow)
    answers: list[Any] = []
    address = "/brief/changes?format=json&since="
    one = threading.Thread(target=lambda: answers.append(client.get(f"{address}2025-10-01")))
    one.start()
    assert inside.wait(30)
    other = client.get(f"{address}2025-09-29")
    go_on.set()
    one.join(30)
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "web.comparing"
    assert answers[0].status_code == 200
    assert client.get(f"{address}2025-10-01").json() == answers[0].json()
    assert len(made) == 1


def test_a_case_that_is_too_large_is_said_to_be(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST_CLAIMS", 2)
    answer = client.get("/brief/changes?since=2025-10-01&format=json")
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "web.too-long"
    assert client.get("/brief/changes").status_code == 200
