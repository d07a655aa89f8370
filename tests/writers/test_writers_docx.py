from __future__ import annotations

import io

from brief_sample import BRIEF, HOSTILE
from docx import Document
from msgspec.structs import replace

from corrobora.writers.docx import write_docx


def test_sentences_citations_and_sources_are_there() -> None:
    text = "\n".join(p.text for p in Document(io.BytesIO(write_docx(BRIEF))).paragraphs)

    assert "The bridge was closed by the army” (Delta Press). [1a][2a]" in text
    assert "[2a] b_file.txt, characters 0 to 19: “Le pont a été fermé”" in text
    assert "translates [1]" in text
    assert HOSTILE in text


def test_the_same_brief_gives_the_same_bytes() -> None:
    assert write_docx(BRIEF) == write_docx(BRIEF)


def test_characters_that_a_document_cannot_hold_are_replaced() -> None:
    odd = write_docx(replace(BRIEF, title="bad \x00 and \ud800 title"))

    assert Document(io.BytesIO(odd)).paragraphs[0].text == "bad \ufffd and \ufffd title"
