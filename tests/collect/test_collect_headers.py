"""Headers of mails and machines inside a text, and who sent a mail first."""

from __future__ import annotations

import datetime as dt

import pytest

from corrobora.collect import freeze
from corrobora.collect.furniture import find_furniture
from corrobora.model import Draft, Report

BODY = (
    "The ministry rejects the charges against the two engineers who were arrested at Tamsit on "
    "Friday. It demands that they be freed at once, its spokesman told reporters in the capital."
)


def marked(text: str, kind: str = "header") -> list[str]:
    return [text[f.start : f.end] for f in find_furniture(text, "en") if f.kind == kind]


@pytest.mark.parametrize(
    "header",
    [
        "From: Press office <press@hill.example>\nSent: Monday, 3 March 2025\nSubject: Two arrests",
        "De : Service de presse\nEnvoyé : lundi 3 mars 2025 10:00\nÀ : redaction\nObjet : Arrêts",
        "-----Original Message-----\nFrom: Press office\nSubject: Two arrests",
        "---- Forwarded message ---\nFrom: A B <a@x.example>\nTo: C <c@x.example>,\n <e@x.example>",
        "Begin forwarded message:\n\nFrom: A B <a@hill.example>\nSubject: Two arrests",
        "> From: A B\n> Date: 3 March 2025\n> Subject: Two arrests",
        "*From:* A B\n*Date:* 3 March 2025",
        "Objet : arrestation de deux ingénieurs",
        "Subject: Two engineers arrested by troops",
        "On Mon, 3 Mar 2025 at 10:00, A B <a@hill.example> wrote:",
        "On Mon, 3 Mar 2025 at 10:00, A B\n<a@hill.example> wrote:",
        "Le lun. 3 mars 2025 à 10:00, A B a écrit :",
    ],
)  # fmt: skip
def test_mail_headers(header: str) -> None:
    text = f"{header}\n\n{BODY}"
    assert marked(text) == [header]


@pytest.mark.parametrize(
    "line",
    [
        "From: our correspondent in Tamsit, where the army has closed the road",
        "To: all who have lost a house, the governor said, the state owes a roof.",
        "The minister wrote:",
        "Date: 3 March 2025",
        "On Monday the minister wrote: we shall not give way.",
    ],
)
def test_a_lone_word_before_a_colon_is_no_header(line: str) -> None:
    assert marked(f"{line}\n\n{BODY}") == []


def test_machine_made_heads() -> None:
    stamp = f"date 2025-09-15 Two engineers arrested\n{BODY}"
    assert marked(stamp) == ["date 2025-09-15"]
    rows = f"title: Two engineers arrested\nurl: https://hill.example/1\nlanguage: en\n\n{BODY}"
    assert marked(rows) == ["title:", "url: https://hill.example/1\nlanguage: en"]
    assert marked(f"Date: 12/05/2025\nLocation: Tamsit\nKilled: 2\n\n{BODY}") == []


def test_signatures_and_disclaimers() -> None:
    text = f"{BODY}\n\n-- \nA B\nPress office\n+44 20 0000"
    assert marked(text, "author-box") == ["-- \nA B\nPress office\n+44 20 0000"]
    legal = (
        "This email and any attachments are confidential and meant for the person named above. "
        "The sender attacks nobody and has seized nothing."
    )
    assert marked(f"{BODY}\n\n{legal}", "disclaimer") == [legal]
    assert marked(f"{BODY}\n\nSent from my telephone") == ["Sent from my telephone"]


def mail(sender: str, text: str = BODY, **extra: object) -> Report:
    draft = Draft(
        name="a.eml", text=text, media_type="message/rfc822", raw_sha256="0",
        stated={"author": sender, "published": "2025-03-05T10:00:00+00:00", "title": "Two arrests"},
        extra=dict(extra),
    )  # fmt: skip
    return freeze(draft, now="2025-10-01T12:00:00Z", publishers={"Valley Wire": "Valley Wire"})


@pytest.mark.parametrize(
    ("sender", "publisher", "author"),
    [
        ("Ministry of Health <info@health.example>", "Ministry of Health", None),
        ("Valley Wire <alerts@valleywire.example>", "Valley Wire", None),
        ("Ada Brack <ada@valley-wire.example>", "Valley Wire", "Ada Brack"),
        ("Ada Brack <ada@gmail.com>", None, "Ada Brack"),
        ("Press office <press@hill-mission.example>", "Hill Mission", None),
        ("press@gmail.com", None, None),
    ],
)
def test_sender(sender: str, publisher: str | None, author: str | None) -> None:
    report = mail(sender)
    assert (report.publisher, report.author, report.carrier) == (publisher, author, None)


def test_a_forwarded_mail_is_its_first_senders() -> None:
    chain = [
        {"from": "Ada Brack <ada@gmail.com>", "date": "Tue, 4 Mar 2025 08:00:00 +0000"},
        {"from": "Service de presse <presse@mines-energie.example>",
         "date": "lundi 3 mars 2025 10:00"},
    ]  # fmt: skip
    text = f"{BODY} Le ministère des Mines et de l'Énergie n'a pas répondu."
    report = mail("Jo Dern <jo@gmail.com>", text, forwarded=chain)
    assert (report.author, report.carrier) == (None, None)
    assert report.publisher == "Mines Energie"
    assert report.published == dt.date(2025, 3, 3)
    named = mail("Jo Dern <jo@gmail.com>", text, forwarded=[
        {"from": "Service de presse <presse@affaires-rurales.example>", "date": "bientôt"}
    ])  # fmt: skip
    assert named.published == dt.date(2025, 3, 5)


def test_the_institution_of_an_address_is_named_as_the_text_names_it() -> None:
    text = f"{BODY} Le porte-parole du ministère des Affaires rurales a confirmé."
    report = mail("Presse <presse@affaires-rurales.example>", text)
    assert report.publisher == "Ministère des Affaires rurales"
