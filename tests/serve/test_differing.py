"""Words that were added and left out between two versions of a text, and their page."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from corrobora.case import Case
from corrobora.serve.differing import _WORD, MOST_WORDS, Change, changes_of
from serve.browser import NOW, opened, records

EARLIER = (
    "Gunmen killed 14 soldiers near Mopti on 4 September 2025. The army said that it had sent "
    "troops to the town. The road to the north stayed closed."
)
LATER = (
    "Gunmen killed 17 soldiers near Mopti on 4 September 2025. The army said that it had sent "
    "troops to the town and two helicopters. The road stayed closed."
)


def told(before: str, now: str) -> list[tuple[str, str]]:
    found = changes_of(before, now)
    assert found is not None
    return [(one.kind, one.text.strip()) for one in found if one.kind != "same"]


def whole(before: str, now: str) -> None:
    """The pieces make up both texts, and stand where they say."""
    found = changes_of(before, now)
    assert found is not None
    assert "".join(one.text for one in found if one.kind != "removed") == now
    left = " ".join(one.text for one in found if one.kind != "added")
    assert _WORD.findall(left) == _WORD.findall(before)
    for one in found:
        text = before if one.kind == "removed" else now
        assert text[one.start : one.start + len(one.text)] == one.text


@pytest.mark.parametrize(
    ("before", "now", "wanted"),
    [
        (EARLIER, LATER, [
            ("removed", "14"), ("added", "17"), ("added", "and two helicopters"),
            ("removed", "to the north"),
        ]),
        (EARLIER, EARLIER, []),
        ("One line.\nAnother  one.", "One line. Another one.", []),
        ("", "New words.", [("added", "New words.")]),
        ("Old words.", "", [("removed", "Old words.")]),
        ("", "", []),
        ("Il a été tué.", "Il a été blessé.", [("removed", "tué"), ("added", "blessé")]),
        # A word that stayed by chance in a sentence that was written anew is no island.
        ("Rebels took the old bridge at dawn.", "A flood washed the new road away overnight.",
         [("removed", "Rebels took the old bridge at dawn"),
          ("added", "A flood washed the new road away overnight")]),
    ],
)  # fmt: skip
def test_what_was_added_and_left_out(before: str, now: str, wanted: list[Any]) -> None:
    assert told(before, now) == wanted
    whole(before, now)


WORDS = st.lists(st.sampled_from(["a", "b", "é", "c.", "\n", "“d”", "\u200b", "\r", "e f"]))


@settings(max_examples=300, deadline=None)
@given(WORDS, WORDS, st.sampled_from([" ", "", "  "]))
def test_the_pieces_make_up_both_texts(before: list[str], now: list[str], space: str) -> None:
    whole(space.join(before), space.join(now))


def test_long_texts_are_compared_word_by_word() -> None:
    chance = random.Random(5)
    words = [f"w{chance.randrange(900)}" for _ in range(9000)]
    later = list(words)
    later[4000:4003] = ["something", "else", "entirely", "new"]
    del later[8000:8002]
    assert [kind for kind, _ in told(" ".join(words), " ".join(later))] == [
        "removed", "added", "removed",
    ]  # fmt: skip
    whole(" ".join(words), " ".join(later))


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("a b " * 15000, "b a a " * 10000),
        (" ".join(map(str, range(30000))), " ".join(map(str, range(30000, 0, -1)))),
        (" ".join(f"u{i} {'a b ' * 40}" for i in range(360)),
         " ".join(f"u{i} {'b b a ' * 26}" for i in range(360))),
    ],
)  # fmt: skip
def test_hostile_texts_take_no_long_time(before: str, now: str) -> None:
    begin = time.process_time()
    whole(before, now)
    assert time.process_time() - begin < 20


def test_longer_texts_than_can_be_compared_are_not() -> None:
    assert changes_of("a " * (MOST_WORDS + 1), "a") is None
    assert changes_of("a", "a " * MOST_WORDS) == (
        Change(kind="same", start=0, text="a "),
        Change(kind="added", start=2, text="a " * (MOST_WORDS - 1)),
    )


# --- the page -------------------------------------------------------------------------------------


@pytest.fixture
def revised(tmp_path: Path) -> Path:
    """A case with a report and a later version of it, of the same address."""
    page = (
        '<!doctype html><html><head><title>Attack near Mopti</title><link rel="canonical" '
        'href="https://wire.example/attack"></head><body><article><h1>Attack near Mopti</h1>'
        "<p>{}</p><p>By the Harbour Wire, {} September 2025.</p></article></body></html>"
    )
    for name, text, day in (("one", EARLIER, 5), ("two", LATER, 6)):
        (tmp_path / f"{name}.html").write_text(page.format(text, day), encoding="utf-8")
    path = tmp_path / "case.db"
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        for name in ("one", "two"):
            case.collect([tmp_path / f"{name}.html"], now=NOW)
        case.update()
    return path


def test_two_versions_of_a_report_show_what_changed(revised: Path) -> None:
    with opened(revised) as client:
        app: Any = client.app
        found = [d for d in app.state.room.store.derivations() if d.how == "revision"]
        assert len(found) == 1
        where = f"/reports/{found[0].report}/copied/{found[0].source}"
        page = html.fromstring(client.get(where).text)
        added = [one.text_content() for one in page.xpath("//ins")]
        removed = [one.text_content() for one in page.xpath("//del")]
        assert any("17" in one for one in added)
        assert any("and two helicopters" in one for one in added)
        assert any("14" in one for one in removed)
        data: Any = records(client, where)
        assert {"kind": "removed", "text": "14 "} in [
            {"kind": one["kind"], "text": one["text"]} for one in data["changes"]
        ]
        reader = client.get(f"/reports/{found[0].report}").text
        assert where in reader


def test_a_report_that_quotes_another_is_no_version_of_it(client: Any) -> None:
    one = next(d for d in client.app.state.room.store.derivations() if d.source)
    where = f"/reports/{one.report}/copied/{one.source}"
    assert records(client, where)["changes"] is None
    assert "<ins" not in client.get(where).text
