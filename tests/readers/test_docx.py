"""Word documents: order, tables, hidden runs, tracked changes, facts, refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor

from readers.report_files import SENTENCES, ReadOne, Refuse, repacked, small_word, word

PLANTED = "Planted words."


def test_reads_paragraphs_and_tables_in_order(read_one: ReadOne) -> None:
    document = docx.Document()
    document.core_properties.title = "Weekly note"
    document.core_properties.author = "Desk"
    document.core_properties.created = dt.datetime(2025, 3, 4, 10, 0)  # noqa: DTZ001
    document.add_heading("Heading", 1)
    document.add_paragraph(SENTENCES[0])
    table = document.add_table(2, 2)
    for i, word_ in enumerate(("Town", "Dead", "Aral", "3")):
        table.cell(i // 2, i % 2).text = word_
    document.add_paragraph(SENTENCES[1])
    draft = read_one("a.docx", word(document))
    assert draft.text == f"Heading\n{SENTENCES[0]}\nTown\tDead\nAral\t3\n{SENTENCES[1]}"
    assert draft.stated["title"] == "Weekly note"
    assert draft.stated["created"].startswith("2025-03-04T10:00:00")


def _vanish(document: Any) -> None:
    document.add_paragraph("Seen. ").add_run(PLANTED).font.hidden = True


def _white(document: Any) -> None:
    document.add_paragraph("Seen. ").add_run(PLANTED).font.color.rgb = RGBColor(255, 255, 255)


def _tiny(document: Any) -> None:
    document.add_paragraph("Seen. ").add_run(PLANTED).font.size = Pt(1)


def _style(document: Any) -> None:
    style = document.styles.add_style("Ghost", 2)
    style.font.hidden = True
    document.add_paragraph("Seen. ").add_run(PLANTED, style="Ghost")


def _paragraph_style(document: Any) -> None:
    base = document.styles.add_style("Base9", 1)
    base.font.size = Pt(1)
    style = document.styles.add_style("Child9", 1)
    style.base_style = base
    document.add_paragraph("Seen. ")
    document.add_paragraph(PLANTED, style="Child9")


@pytest.mark.parametrize("plant", [_vanish, _white, _tiny, _style, _paragraph_style])
def test_marks_hidden_runs(read_one: ReadOne, plant: Callable[[Any], None]) -> None:
    document = docx.Document()
    document.add_paragraph(SENTENCES[0])
    plant(document)
    draft = read_one("a.docx", word(document))
    (mark,) = draft.furniture
    assert (draft.text[mark.start : mark.end], mark.kind) == (PLANTED, "hidden")


def test_white_on_a_shaded_cell_is_seen(read_one: ReadOne) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    run = cell.paragraphs[0].add_run("Heading of the column")
    run.font.color.rgb = RGBColor(255, 255, 255)
    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F3864"/>')
    )
    draft = read_one("a.docx", word(document))
    assert (draft.text, draft.furniture) == ("Heading of the column", ())


def test_takes_inserted_and_leaves_deleted_text(read_one: ReadOne) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Three ")
    xml = (
        f"<w:del {nsdecls('w')}><w:r><w:delText>people </w:delText></w:r></w:del>",
        f"<w:ins {nsdecls('w')}><w:r><w:t>soldiers</w:t></w:r></w:ins>",
    )
    for piece in xml:
        paragraph._p.append(parse_xml(piece))
    assert read_one("a.docx", word(document)).text == "Three soldiers"


def test_marks_captions(read_one: ReadOne) -> None:
    document = docx.Document()
    document.add_paragraph(SENTENCES[0])
    document.add_paragraph("Figure 1: the bridge", style="Caption")
    draft = read_one("a.docx", word(document))
    (mark,) = draft.furniture
    assert (draft.text[mark.start : mark.end], mark.kind) == ("Figure 1: the bridge", "caption")


def test_refuses_what_is_no_whole_document(refuse: Refuse) -> None:
    raw = small_word()
    assert refuse("cut.docx", raw[: len(raw) // 2]).code == "input.unreadable"
    assert "no text" in refuse("empty.docx", word(docx.Document())).reason
    assert "damaged" in refuse("bad.docx", repacked(raw, {"word/document.xml": b"<w:doc"})).reason


def test_hyperlinks_breaks_and_tabs_stay(read_one: ReadOne) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("a\tb\nc ")
    link = parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t>linked</w:t></w:r></w:hyperlink>")
    paragraph._p.append(link)
    assert link.tag == qn("w:hyperlink")
    assert read_one("a.docx", word(document)).text == "a\tb\nc linked"
