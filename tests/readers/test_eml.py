"""Mails: headers, bodies, attachments, forwarded chains, broken character sets."""

from __future__ import annotations

from corrobora.model import Refusal
from corrobora.readers import SKIPPED, Item
from readers.report_files import (
    SENTENCES,
    Read,
    ReadOne,
    Refuse,
    lines,
    mail,
    page,
    pdf,
    small_word,
)


def test_reads_headers_and_the_plain_text(read_one: ReadOne) -> None:
    message = mail(f"{SENTENCES[0]}\nÀ suivre.")
    message.add_alternative(f"<p>{SENTENCES[1]}</p>", subtype="html")
    draft = read_one("a.eml", message.as_bytes())
    assert draft.text == f"{SENTENCES[0]}\nÀ suivre.\n"
    assert draft.media_type == "message/rfc822"
    assert draft.stated["title"] == "Notes du jour"
    assert draft.stated["author"] == "Desk <desk@example.org>"
    assert draft.stated["published"] == "2025-03-04T10:15:00+01:00"
    assert draft.stated["id"] == "abc@example.org"


def test_reads_html_where_there_is_no_plain_text(read_one: ReadOne) -> None:
    message = mail()
    message.set_content(page("<p hidden>Planted.</p>").decode(), subtype="html")
    draft = read_one("a.eml", message.as_bytes())
    assert SENTENCES[1] in draft.text
    assert "Planted" not in draft.text
    assert draft.stated["published_rule"] == "mail: Date"


def test_reads_attachments_as_further_texts(read: Read) -> None:
    message = mail("See the notes.")
    message.add_attachment(pdf(lines(SENTENCES[1])), maintype="application", subtype="pdf",
                           filename="note.pdf")  # fmt: skip
    message.add_attachment(small_word(), maintype="application", subtype="octet-stream",
                           filename="../../etc/note.docx")  # fmt: skip
    message.add_attachment("un texte joint", filename="t.txt")
    message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="p.png")
    *items, picture = read("a.eml", message.as_bytes())
    names = [item.draft.name for item in items]
    assert names == ["a.eml", "a.eml/note.pdf", "a.eml/.._.._etc_note.docx", "a.eml/t.txt"]
    assert [item.draft.text.strip() for item in items] == [
        "See the notes.", SENTENCES[1], SENTENCES[0], "un texte joint",
    ]  # fmt: skip
    assert items[1].draft.stated["attached_to"] == "a.eml"
    assert items[1].raw.startswith(b"%PDF")
    assert isinstance(picture, Refusal)
    assert picture.code == SKIPPED


def test_keeps_the_chain_of_a_forwarded_mail(read: Read) -> None:
    inner = mail(SENTENCES[1])
    outer = mail(
        "Pour info.\n\n---------- Forwarded message ---------\nFrom: Ana <ana@example.org>\n"
        "Date: 3 March 2025\nSubject: Bridge\n\nThe bridge is closed.\n"
    )
    outer.add_attachment(inner)
    first, second = read("a.eml", outer.as_bytes())
    assert isinstance(first, Item)
    assert isinstance(second, Item)
    chain = first.draft.extra["forwarded"]
    assert chain[0]["from"] == "Ana <ana@example.org>"
    assert chain[0]["subject"] == "Bridge"
    assert first.draft.text[chain[0]["start"] :].startswith("---------- Forwarded")
    assert chain[1]["from"] == "Desk <desk@example.org>"
    assert second.draft.text.strip() == SENTENCES[1]


def test_unknown_character_sets_and_broken_headers_do_no_harm(read_one: ReadOne) -> None:
    raw = (
        b"From: =?x-none?q?=ff?= <a@@b..c>\r\nDate: soon\r\nMessage-ID: <<>>\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=x-klingon\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        b"Le caf\xe9 a ferm\xe9.\r\n"
    )
    draft = read_one("a.eml", raw)
    assert draft.text == "Le café a fermé.\n"
    assert draft.stated["published"] == "soon"


def test_marks_the_signature(read_one: ReadOne) -> None:
    draft = read_one("a.eml", mail(f"{SENTENCES[0]}\n-- \nThe desk\n+1 555").as_bytes())
    (mark,) = draft.furniture
    assert draft.text[mark.start : mark.end] == "-- \nThe desk\n+1 555"


def test_refuses_a_mail_of_pictures_only(refuse: Refuse) -> None:
    message = mail("")
    assert "no text" in refuse("a.eml", message.as_bytes()).reason


def test_flowed_lines_are_joined(read_one: ReadOne) -> None:
    raw = (
        "From: a@example.org\r\nSubject: x\r\nContent-Type: text/plain; format=flowed\r\n\r\n"
        "The envoys met at \r\nTamsit and \r\nagreed.\r\n From here on nobody \r\nknows.\r\n"
        "> They were \r\n> told so.\r\n-- \r\nA B\r\n"
    )
    text = read_one("a.eml", raw.encode()).text
    assert text.rstrip().split("\n") == [
        "The envoys met at Tamsit and agreed.", "From here on nobody knows.",
        "> They were told so.", "-- ", "A B",
    ]  # fmt: skip
