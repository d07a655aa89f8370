"""Who publishes a text, as its head and foot say in plain words."""

from __future__ import annotations

import pytest

from corrobora.collect import freeze
from corrobora.collect.masthead import read_byline, shaped_name
from corrobora.collect.outlets import outlet_book
from corrobora.model import Draft, Report
from corrobora.vocab.citation_cues import citation_cues
from corrobora.vocab.furniture_cues import furniture_cues

TITLE = "Brigade enters Kerwane after two days of shelling"
BODY = (
    "Soldiers of the northern brigade entered the town of Kerwane on Tuesday after two days of "
    "shelling, residents said. The mayor asked people to stay indoors.\n\n"
    "The foreign ministry summoned the ambassador and handed over a note of protest, and it gave "
    "the embassy a week to explain why its attaché had visited the barracks."
)
TITRE = "La brigade entre dans Kerwane après deux jours de tirs"
CORPS = (
    "Les soldats de la brigade du nord sont entrés mardi dans la ville de Kerwane après deux jours "
    "de tirs, selon des habitants. Le maire a demandé à chacun de rester chez soi.\n\n"
    "Le ministère des Affaires étrangères a convoqué l'ambassadeur et lui a remis une note de "
    "protestation, a-t-on appris dans la soirée auprès de la présidence."
)


def frozen(text: str, **stated: str) -> Report:
    draft = Draft(
        name="a.txt", text=text, media_type="text/plain", raw_sha256="0", stated=stated
    )  # fmt: skip
    return freeze(draft, now="2025-10-01T12:00:00Z")


@pytest.mark.parametrize(
    ("head", "publisher", "author"),
    [
        ("{t}\nBy Ada Brack, Valley Wire\nTAMSIT, 4 May 2025", "Valley Wire", "Ada Brack"),
        ("{t}\nBy Ada Brack and Jo Dern, The Hill Echo", "The Hill Echo", "Ada Brack and Jo Dern"),
        ("{t}\nBy Ada Brack for The Hill Ledger", "The Hill Ledger", "Ada Brack"),
        ("{t}\nAda Brack for The Hill Ledger\n4 May 2025", "The Hill Ledger", "Ada Brack"),
        ("{t}\nBy Ada Brack in Tamsit, Valley Wire", "Valley Wire", "Ada Brack"),
        ("{t}\nBy Ada Brack | Valley Wire", "Valley Wire", "Ada Brack"),
        ("{t}\nBy Ada Brack (Valley Wire)", "Valley Wire", "Ada Brack"),
        ("{t}\nBy Ada Brack, Jo Dern and Lem Orr", None, "Ada Brack, Jo Dern and Lem Orr"),
        ("{t}\nBy Ada Brack, senior correspondent", None, "Ada Brack"),
        ("{t}\nBy Ada Brack, West Africa Correspondent", None, "Ada Brack"),
        ("{t}\nValley Wire, 4 May 2025", "Valley Wire", None),
        ("{t}\nValley Wire - Tamsit", "Valley Wire", None),
        ("{t}\n4 May 2025 | Valley Wire", "Valley Wire", None),
        ("{t}\nRidge Papers, discussion note", "Ridge Papers", None),
        ("{t}\nFrom the night desk of The Valley Post\nTamsit, 4 May", "The Valley Post", None),
        ("{t}\nSpecial to The Valley Post", "The Valley Post", None),
        ("Valley Wire\n\n{t}", "Valley Wire", None),
        ("THE VALLEY LEDGER\n\n{t}", "The Valley Ledger", None),
        ("{t}\nTAMSIT, 4 May 2025", None, None),
        ("{t}\nNew York, 4 May 2025", None, None),
        ("{t}\nWorld News, 4 May 2025", None, None),
        ("World News\n\n{t}", None, None),
        ("Press Release\n\n{t}", None, None),
        ("Statement by the ministry of defence on Kerwane", "Ministry of defence", None),
    ],
)
def test_english_heads(head: str, publisher: str | None, author: str | None) -> None:
    report = frozen(head.format(t=TITLE) + "\n\n" + BODY)
    assert (report.publisher, report.author) == (publisher, author)
    assert report.carrier is None
    if "{t}" in head:
        assert report.title == TITLE


@pytest.mark.parametrize(
    ("head", "publisher", "author"),
    [
        ("{t}\nPar Ada Brack, Le Courrier du Col", "Le Courrier du Col", "Ada Brack"),
        ("{t}\nPar Ada Brack pour La Gazette du Col", "La Gazette du Col", "Ada Brack"),
        ("{t}\nL'Écho du Col, 4 mai 2025", "L'Écho du Col", None),
        ("{t}\nLe Relais des Crêtes, le 4 mai 2025", "Le Relais des Crêtes", None),
        ("{t}\nTamsit, le 4 mai 2025", None, None),
        ("{t}\nPar Ada Brack, envoyée spéciale", None, "Ada Brack"),
        ("Revue de presse\n\n{t}", None, None),
        ("Communiqué du ministère de la Défense", "Ministère de la Défense", None),
        ("Communiqué de l'état-major des armées", "État-major des armées", None),
    ],
)
def test_french_heads(head: str, publisher: str | None, author: str | None) -> None:
    report = frozen(head.format(t=TITRE) + "\n\n" + CORPS)
    assert (report.publisher, report.author) == (publisher, author)


def test_the_outlet_of_a_byline_is_the_originator_of_what_another_prints() -> None:
    text = f"{TITLE}\nBy Ada Brack, Valley Wire\n\n{BODY}"
    report = frozen(text, publisher="Hill Notes", author="Ada Brack")
    assert (report.publisher, report.carrier, report.author) == (
        "Valley Wire", "Hill Notes", "Ada Brack",
    )  # fmt: skip
    own = frozen(text, publisher="Valley Wire")
    assert (own.publisher, own.carrier) == ("Valley Wire", None)


def test_a_translated_article_names_both() -> None:
    text = (
        f"{TITRE}\nLe Courrier du Col, 4 mai 2025\n"
        f"Article d’Ada Brack paru dans Valley Wire, traduit de l’anglais\n\n{CORPS}"
    )
    report = frozen(text)
    assert (report.publisher, report.carrier) == ("Valley Wire", "Le Courrier du Col")


@pytest.mark.parametrize(
    "line",
    [
        "© 2025 Valley Wire",
        "(c) Valley Wire. All rights reserved.",
        "Copyright 2024-2025 Valley Wire",
        "© Valley Wire 2025",
    ],
)
def test_copyright_lines(line: str) -> None:
    assert frozen(f"{TITLE}\n\n{BODY}\n\n{line}").publisher == "Valley Wire"
    assert frozen(f"{TITLE}\n\n{BODY}\n\n{line}", publisher="Echo").publisher in {
        "Echo", "Valley Wire",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["World News", "Analysis", "Ada Brack", "Tamsit", "The Front"])
def test_labels_and_persons_are_no_outlets(name: str) -> None:
    assert shaped_name(name) is None


def test_a_profession_is_not_an_author() -> None:
    book, cues, words = outlet_book({}), citation_cues("en"), furniture_cues("en")
    assert read_byline("Ada Brack, staff writer", book, cues, words).author == "Ada Brack"


def test_call_signs_stay_and_known_names_are_canonical() -> None:
    assert frozen(f"{TITLE}\n\n{BODY}\n\n(c) 2025 WXYZ NEWS. All rights reserved.").publisher == (
        "WXYZ News"
    )
    holder = frozen(f"{TITLE}\n\n{BODY}\n\nCopyright 2025 The Associated Press")
    assert holder.publisher == "Associated Press"


def test_a_desk_is_no_publisher() -> None:
    assert frozen(f"{TITLE}\nBy Breaking News Staff\n\n{BODY}").publisher is None


@pytest.mark.parametrize(
    ("text", "publisher", "carrier"),
    [
        (f"{TITLE}\nReuters\nBy Ada Brack\n{BODY}\nNo comments:", "Reuters", "unnamed blog"),
        (f"{TITLE}\n{BODY} (Reuters)\n\nNewer Post\nOlder Post", "Reuters", "unnamed blog"),
        (f"Le Monde\n{TITRE}\n{CORPS}\nAucun commentaire :", "Le Monde", "unnamed blog"),
        (f"Valley Wire\n\n{TITLE}\nBy Ada Brack, Reuters\n{BODY}\nNo comments:",
         "Reuters", "Valley Wire"),
        (f"Valley Wire\n\n{TITLE}\n{BODY}\nNo comments:", "Valley Wire", None),
        (f"{TITLE}\nReuters\nBy Ada Brack\n{BODY}\nNo comments", "Reuters", None),
        (f"{TITLE}\n{BODY}\nNo comments:", None, None),
    ],
)  # fmt: skip
def test_a_known_outlet_s_text_on_a_blog_has_a_carrier(
    text: str, publisher: str | None, carrier: str | None
) -> None:
    found = frozen(text)
    assert (found.publisher, found.carrier) == (publisher, carrier)


def test_what_the_input_states_is_believed_about_a_page() -> None:
    text = f"{TITLE}\nReuters\nBy Ada Brack\n{BODY}\nNo comments:"
    assert frozen(text, publisher="Reuters").carrier is None
    assert frozen(text, url="https://hillnotes.example.org/x").carrier == "hillnotes.example.org"
    posted = frozen(f"{TITLE}\nReuters\nBy Ada Brack\n{BODY}", url="https://hills.blogspot.com/x")
    assert (posted.publisher, posted.carrier) == ("Reuters", "hills.blogspot.com")
    own = frozen(f"{TITLE}\nReuters\nBy Ada Brack\n{BODY}", url="https://www.reuters.com/x")
    assert (own.publisher, own.carrier) == ("Reuters", None)
