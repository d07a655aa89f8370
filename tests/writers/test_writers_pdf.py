"""A brief as PDF: what it says can be read from it again, and no word of it is markup."""

from __future__ import annotations

import pypdfium2
import pytest
from brief_sample import BRIEF, HOSTILE
from msgspec.structs import replace

from corrobora.writers import pdf
from corrobora.writers.pdf import NoTypesetter, can_write_pdf, require_typesetter, write_pdf

needs_typst = pytest.mark.skipif(not can_write_pdf(), reason="Typst is not installed")


def text_of(raw: bytes) -> str:
    document = pypdfium2.PdfDocument(raw)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return " ".join("\n".join(pages).split())


@needs_typst
def test_sentences_citations_and_sources_are_there() -> None:
    raw = write_pdf(BRIEF)
    assert raw.startswith(b"%PDF-")
    text = text_of(raw)
    assert "The bridge was closed by the army” (Delta Press). [1a][2a]" in text
    assert "[2a] b_file.txt, characters 0 to 19 “Le pont a été fermé”" in text
    assert "translates [1]" in text


@needs_typst
def test_words_of_reports_are_text_and_never_markup() -> None:
    typst = (
        '#read("/etc/passwd") $x$ *bold* _it_ @ref <lab> #import "@preview/x:1.0.0" \\ // /* [[ ]]'
    )
    told = text_of(write_pdf(replace(BRIEF, title=typst, summary=HOSTILE)))
    assert " ".join(typst.split()) in told
    assert 'alert("x")' in told
    assert "**bold**" in told


@needs_typst
def test_the_same_brief_gives_the_same_bytes_and_odd_characters_are_replaced() -> None:
    assert write_pdf(BRIEF) == write_pdf(BRIEF)
    assert "bad" in text_of(write_pdf(replace(BRIEF, title="bad \x00 and \ud800 title")))


@needs_typst
def test_the_frame_is_in_the_language_of_the_brief() -> None:
    assert "Citations" in text_of(write_pdf(BRIEF, language="fr"))
    assert "caractères 0 à 19" in text_of(write_pdf(BRIEF, language="fr"))


def test_without_the_typesetter_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "can_write_pdf", lambda: False)
    with pytest.raises(NoTypesetter) as told:
        require_typesetter()
    assert "corrobora[pdf]" in told.value.hint
