"""What the program gives as reasons stands in the language of the page."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corrobora.errors import CorroboraError
from corrobora.serve.reasons import in_language
from corrobora.serve.words import texts
from corrobora.share import tearline
from corrobora.share.conditions import ASKING, DENYING, in_words
from corrobora.share.labels import read_label
from corrobora.sharing import SharingDesk
from corrobora.vocab.wording import wording
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


def _said(page: str) -> set[str]:
    """Pieces of the sentences of reasons that no report would have, in one language."""
    found = set()
    for said in wording(page).reasons.values():
        found |= {part.strip() for part in re.split(r"{\w+}", said) if len(part.split()) > 3}
    return found


def test_the_reasons_of_an_event_are_in_the_language_of_its_page(client: Any) -> None:
    english, french = _said("en"), _said("fr")
    shown = {"en": 0, "fr": 0}
    for story in client.get("/", params={"format": "json"}).json()["events"]:
        for language, own, other in (("en", english, french), ("fr", french, english)):
            address = f"/events/{story['id']}"
            page = html.unescape(client.get(address, params={"lang": language}).text)
            assert not [said for said in other if said in page], (address, language)
            shown[language] += sum(said in page for said in own)
            told = client.get(address, params={"lang": language, "format": "json"}).json()
            assert told["why_grade"] in wording(language).reasons.values()
    assert min(shown.values()) > 10


def test_a_proposal_says_in_french_what_it_comes_to(case_path: Path) -> None:
    made = waiting(case_path)["proposal"]
    with opened(case_path) as client:
        for address in ("/proposals", f"/proposals/{made}"):
            french = client.get(address, params={"lang": "fr"}).text
            assert "éléments à rendre" in french
            assert "items wanted back" not in french
            assert "items wanted back" in client.get(address, params={"lang": "en"}).text


def _kinds(kind: type[CorroboraError]) -> Iterator[type[CorroboraError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _kinds(one)


def test_every_error_is_told_in_both_languages(client: Any) -> None:
    codes = {kind.code for kind in _kinds(CorroboraError)}
    for language in ("en", "fr"):
        assert texts(language)["errors"].keys() == codes
    page = client.get("/events/none", params={"lang": "fr"})
    assert page.status_code == 404
    assert texts("fr")["errors"]["not-found"] in html.unescape(page.text)
