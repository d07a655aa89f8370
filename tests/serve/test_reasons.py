"""The reasons of share decisions in French; those of the program are pinned to its own words."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from corrobora.serve.reasons import in_language
from corrobora.serve.words import texts
from corrobora.share import tearline
from corrobora.share.conditions import ASKING, DENYING, in_words
from corrobora.share.labels import read_label
from corrobora.sharing import SharingDesk
from serve.browser import NOW, opened
from serve.people import form_token, people, signed_in, teamed
from serve.waiting import waiting


def test_every_condition_has_its_words_in_both_languages() -> None:
    english, french = texts("en")["conditions"], texts("fr")["conditions"]
    assert english == {one.__name__: in_words(one) for one in (*DENYING, *ASKING)}
    assert french.keys() == english.keys()
    for one in (*DENYING, *ASKING):
        assert in_language(in_words(one), "fr") == french[one.__name__] != in_words(one)
        assert in_language(in_words(one), "en") == in_words(one)


def test_every_sentence_of_the_tear_line_is_one_that_it_writes() -> None:
    source = inspect.getsource(tearline)
    for name, said in texts("en")["tears"].items():
        if name != "closed":
            first = said.partition("{")[0]
            assert f'"{first}' in source, name
    assert texts("fr")["tears"].keys() == texts("en")["tears"].keys()
    assert texts("fr")["details"].keys() == texts("en")["details"].keys()


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("It names {x} Ann, and that has to be given more coarsely, or not at all.",
         "Elle nomme {x} Ann, ce qui doit être donné plus grossièrement, ou pas du tout."),
        ("It gives a time more exactly than by the month: 4 May.",
         "Elle donne un temps plus exact que le mois : 4 May."),
        ("Nothing may go out: The item's last day has passed. It cites nothing.",
         "Rien ne peut sortir : Le dernier jour de l’élément est passé. It cites nothing."),
        ("Something that nobody has words for.", "Something that nobody has words for."),
    ],
)  # fmt: skip
def test_what_the_case_says_in_a_reason_stays_as_it_is(english: str, french: str) -> None:
    assert in_language(english, "fr") == french
    assert in_language(english, "en") == english


def test_a_french_preview_says_in_french_why_something_is_withheld(case_path: Path) -> None:
    waiting(case_path)
    with opened(case_path) as client:
        room: Any = client.app.state.room  # type: ignore[attr-defined]
        desk = SharingDesk(room.case, clock=lambda: NOW)
        first = next(iter(room.case.reports())).id
        desk.label("report", [first], read_label({"tlp": "RED"}), by="A", why="Named persons")
        address = "/sharing/harbour-ew/preview/early-warning"
        french = client.get(address, params={"lang": "fr"}).text
        assert "jamais pour une organisation" in french
        assert "never for an organisation" not in french
        assert "never for an organisation" in client.get(address, params={"lang": "en"}).text
        told = client.get(address, params={"lang": "fr", "format": "json"}).json()["withheld"]
        assert any("never for an organisation" in one["reason"] for one in told)


def test_oversight_reads_decisions_in_french(case_path: Path) -> None:
    waiting(case_path)
    people(case_path)
    with teamed(case_path) as app:
        client = signed_in(app, "U. Auditor")
        why = {"token": form_token(client, "/account"), "why": "Yearly review"}
        assert client.post("/oversight", data=why).status_code == 303
        address = "/oversight/decisions/harbour-ew/early-warning"
        assert (
            "Un originateur contrôle l’élément" in client.get(address, params={"lang": "fr"}).text
        )
