"""Who took a story from whom, as the desk unfolds it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from corrobora.model import Derivation, Ghost
from corrobora.serve.branches import DEEPEST, Branch, branches_of
from corrobora.serve.words import texts
from corrobora.store.lookup import ReportLine

LINES = {
    id_: ReportLine(id=id_, name=f"{id_}.txt", publisher=id_.upper(),
                    published=dt.date(2024, 3, number))
    for number, id_ in enumerate("abcdefgh", 1)
}  # fmt: skip


def took(report: str, source: str | None, how: str = "repost", ghost: str = "") -> Derivation:
    return Derivation(
        report=report, source=source, ghost=Ghost(publisher=ghost) if ghost else None,
        how=how, cues=(),  # type: ignore[arg-type]
    )  # fmt: skip


def drawn(*branches: Branch) -> list[tuple[int, str, str | None, bool]]:
    return [(one.depth, one.outlet, one.how, one.tells) for one in branches]


def test_reports_stand_below_what_they_were_taken_from() -> None:
    found = branches_of(
        ["c", "b", "a", "e"],
        [took("b", "a"), took("c", "b", "translation"), took("d", "a")],
        LINES,
    )
    assert drawn(*found) == [
        (0, "A", None, True), (1, "B", "repost", True), (2, "C", "translation", True),
        (0, "E", None, True),
    ]  # fmt: skip


def test_what_tells_nothing_of_the_story_is_shown_as_such() -> None:
    found = branches_of(["b", "c"], [took("b", "a"), took("c", "a", "quotation")], LINES)
    assert drawn(*found) == [
        (0, "A", None, False), (1, "B", "repost", True), (1, "C", "quotation", True),
    ]  # fmt: skip


def test_two_that_cite_one_that_was_not_collected_stand_below_it() -> None:
    found = branches_of(
        ["a", "b"],
        [took("a", None, "write-up", "The Post"), took("b", None, "write-up", "The Post")],
        LINES,
    )
    assert drawn(*found) == [
        (0, "The Post", None, False), (1, "A", "write-up", True), (1, "B", "write-up", True),
    ]  # fmt: skip
    assert found[0].report is None


def test_reports_that_were_taken_from_each_other_are_drawn_once() -> None:
    found = branches_of(["a", "b", "c"], [took("a", "b"), took("b", "a"), took("c", "b")], LINES)
    assert sorted(one.outlet for one in found) == ["A", "B", "C"]
    assert [one.depth for one in found] == [0, 1, 2]


def test_a_long_line_goes_no_deeper_than_can_be_drawn() -> None:
    ids = list("abcdefgh")
    found = branches_of(ids, [took(b, a) for a, b in pairwise(ids)], LINES)
    assert [one.depth for one in found] == [0, 1, 2, 3, 4, 5, DEEPEST, DEEPEST]


def test_a_line_of_thousands_is_drawn_too() -> None:
    lines = {str(n): ReportLine(id=str(n), name=str(n)) for n in range(5000)}
    found = branches_of(list(lines), [took(b, a) for a, b in pairwise(lines)], lines)
    assert len(found) == 5000


def test_the_desk_unfolds_it_in_both_languages(client: Any) -> None:
    stories = client.get("/", params={"format": "json"}).json()["events"]
    trees = [story["tree"] for story in stories]
    assert all(len({b["report"] for b in t if b["tells"]}) == s["reports"]
               for t, s in zip(trees, stories, strict=True))  # fmt: skip
    assert any(branch["how"] for tree in trees for branch in tree)
    for language in ("en", "fr"):
        page = client.get("/", params={"lang": language}).text
        assert page.count('<details class="from">') == sum(len(tree) > 1 for tree in trees)
        assert texts(language)["page"]["tree"].split()[0] in page
