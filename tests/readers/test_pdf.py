"""PDF: text, words cut by line ends, heads and feet, invisible writing, refusals."""

from __future__ import annotations

import pytest

from corrobora.model import Draft
from readers.report_files import SENTENCES, ReadOne, Refuse, lines, pdf


def hidden_in(draft: Draft) -> list[str]:
    return [draft.text[m.start : m.end].strip() for m in draft.furniture if m.kind == "hidden"]


def test_reads_lines_of_pages_and_what_the_file_states(read_one: ReadOne) -> None:
    info = b"/Title (Weekly note) /Author (Desk) /CreationDate (D:20250304101500Z)"
    draft = read_one("a.pdf", pdf(lines(*SENTENCES[:2]), lines(SENTENCES[2]), info=info))
    assert draft.text == "\n".join(SENTENCES)
    assert draft.stated == {"title": "Weekly note", "author": "Desk", "created": "2025-03-04"}
    assert draft.furniture == ()


def test_joins_words_that_a_line_end_cut(read_one: ReadOne) -> None:
    text = read_one(
        "a.pdf", pdf(lines("The negotia-", "tions stopped in Anglo-", "French rows."))
    ).text
    assert text == "The negotiations stopped in Anglo-French rows."


def test_marks_repeated_heads_and_page_numbers(read_one: ReadOne) -> None:
    pages = [
        lines(
            "Monitoring Bulletin No. 7", f"The body of part {'abcde'[i]} is here.", "More.", f"{i}"
        )
        for i in range(5)
    ]
    draft = read_one("a.pdf", pdf(*pages))
    marked = [draft.text[m.start : m.end] for m in draft.furniture]
    assert marked.count("Monitoring Bulletin No. 7") == 5
    assert {"0", "1", "2", "3", "4"} <= set(marked)
    assert not [line for line in marked if "body" in line]


@pytest.mark.parametrize(
    "planted",
    [
        b"BT /F1 12 Tf 3 Tr 72 500 Td (Planted words.) Tj ET",
        b"BT /F1 12 Tf 1 1 1 rg 72 500 Td (Planted words.) Tj ET",
        b"BT /F1 1 Tf 72 500 Td (Planted words.) Tj ET",
        b"BT /F1 12 Tf 0.1 0 0 0.1 72 500 Tm (Planted words.) Tj ET",
        b"BT /F1 12 Tf 72 -500 Td (Planted words.) Tj ET",
        b"BT /F1 12 Tf 1 g 72 500 Td (Planted words.) Tj ET",
    ],
    ids=["invisible", "white", "tiny", "scaled", "beside the page", "white gray"],
)
def test_marks_what_no_reader_sees(read_one: ReadOne, planted: bytes) -> None:
    draft = read_one("a.pdf", pdf(lines(*SENTENCES) + b"\n" + planted))
    assert hidden_in(draft) == ["Planted words."]
    assert all(sentence in draft.text for sentence in SENTENCES)


def test_white_writing_on_a_dark_ground_is_seen(read_one: ReadOne) -> None:
    ground = b"0 0 0.4 rg 60 480 300 50 re f "
    white = b"BT /F1 12 Tf 1 1 1 rg 72 500 Td (A heading in white.) Tj ET"
    draft = read_one("a.pdf", pdf(lines(*SENTENCES) + b"\n" + ground + white))
    assert "A heading in white." in draft.text
    assert hidden_in(draft) == []


def test_refuses_a_pdf_without_text(refuse: Refuse) -> None:
    refusal = refuse("scan.pdf", pdf(b"0 0 0 rg 10 10 100 100 re f"))
    assert "no text" in refusal.reason
    assert "ocrmypdf" in refusal.remedy


def test_refuses_a_pdf_with_a_password(refuse: Refuse) -> None:
    trailer = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32
        + b"> /P -4 >> /ID [<00><00>]"
    )  # fmt: skip
    assert "password" in refuse("a.pdf", pdf(lines(*SENTENCES), trailer=trailer)).reason


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n", b"%PDF-1.4 junk junk", b"no pdf at all \x00\x01"])
def test_refuses_a_damaged_pdf(refuse: Refuse, raw: bytes) -> None:
    assert refuse("a.pdf", raw).code == "input.unreadable"


def test_lines_of_a_paragraph_are_joined(read_one: ReadOne) -> None:
    page = lines(
        "The ministry recalled its ambassador on Tuesday after the border incident near",
        "the crossing, and two officials who asked not to be named told reporters that",
        "Marland would do the same. Talks go on.",
        "A spokesman for the governor denied that any soldier had entered the village,",
        "and he blamed Gen. Orr for it.",
    )
    first, second = read_one("a.pdf", pdf(page)).text.split("\n")
    assert first.endswith("near the crossing, and two officials who asked not to be named told "
                          "reporters that Marland would do the same. Talks go on.")  # fmt: skip
    assert second.endswith("entered the village, and he blamed Gen. Orr for it.")


def test_headings_lists_and_gaps_stay_apart(read_one: ReadOne) -> None:
    body = b" BT /F1 12 Tf 72 600 Td (and no soldier has crossed the river.) Tj ET"
    title = b" BT /F1 20 Tf 72 810 Td (Envoys leave Tamsit after raid) Tj ET"
    page = lines("Losses since March", "- two lorries", "- a bridge", "Outlook") + body + title
    found = read_one("a.pdf", pdf(page)).text.split("\n")
    assert sorted(found) == sorted(
        [
            "Losses since March", "- two lorries", "- a bridge", "Outlook",
            "and no soldier has crossed the river.", "Envoys leave Tamsit after raid",
        ]
    )  # fmt: skip
