from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from corrobora.collect import freeze
from corrobora.collect.language import find_language
from corrobora.collect.metadata import clean_address, clean_marking
from corrobora.model import Draft, Furniture, Report
from corrobora.text import sha256_of

OUTLETS = {
    "Reuters": "Reuters", "AFP": "AFP", "Agence France-Presse": "AFP",
    "Washington Post": "The Washington Post", "The Washington Post": "The Washington Post",
    "Al Mayadeen": "Al Mayadeen", "Le Monde": "Le Monde",
}  # fmt: skip
BODY = (
    "Soldiers of the northern brigade entered the town of Kerwane on Tuesday after two days of "
    "shelling, residents said. The mayor asked people to stay indoors.\n\n"
    "The foreign ministry summoned the ambassador and handed over a note of protest, and it gave "
    "the "
    "embassy a week to explain why its attaché had visited the barracks."
)
CORPS = (
    "Les soldats de la brigade du nord sont entrés mardi dans la ville de Kerwane après deux jours "
    "de tirs, selon des habitants. Le maire a demandé à chacun de rester chez soi."
)


def frozen(text: str, *, now: str | None = "2025-10-01T12:00:00Z", **stated: str) -> Report:
    extra: dict[str, Any] = {}
    draft = Draft(
        name="a.txt", text=text, media_type="text/plain", raw_sha256="0", stated=stated, **extra
    )
    return freeze(draft, now=now, publishers=OUTLETS)


def test_identity_is_the_text_alone() -> None:
    one, two = frozen(BODY, publisher="A"), frozen(BODY, publisher="B", title="T")
    assert one.id == two.id == "r" + sha256_of(BODY)[:16]
    assert one.text == BODY
    assert one.names == ("a.txt",)
    assert frozen(BODY + " ").id != one.id


def test_title_author_and_date_from_the_head() -> None:
    text = f"Monday, September 15, 2025\n\nBrigade enters Kerwane\n\nBy Pia Lund\n\n{BODY}"
    report = frozen(text)
    assert (report.title, report.author) == ("Brigade enters Kerwane", "Pia Lund")
    assert report.published == dt.date(2025, 9, 15)
    assert report.published_rule is not None
    assert report.published_rule.startswith("head of text")
    assert report.language == "en"


def test_title_is_stated_first() -> None:
    assert frozen(f"Brigade enters Kerwane\n\n{BODY}", title="By wire").title == "By wire"
    assert frozen(BODY).title is None


@pytest.mark.parametrize(
    ("stated", "date", "words"),
    [
        ("2025-09-15", dt.date(2025, 9, 15), "stated"),
        ("2025-09-15T23:10:00+02:00", dt.date(2025, 9, 15), "stated"),
        ("Mon, 15 Sep 2025 10:00:00 GMT", dt.date(2025, 9, 15), "stated"),
        ("2199-01-01", None, "in the future"),
        ("1870-01-01", None, "before 1900"),
        ("2025-10-03", dt.date(2025, 10, 3), "stated"),
        ("2025-10-04", None, "in the future"),
        ("soon", None, "not understood"),
    ],
)
def test_stated_date(stated: str, date: dt.date | None, words: str) -> None:
    report = frozen(BODY, published=stated)
    assert report.published == date
    assert words in (report.published_rule or "")


def test_without_a_clock_a_far_future_is_still_refused() -> None:
    assert frozen(BODY, now=None, published="2199-01-01").published is None


def test_address_gives_a_date_last() -> None:
    report = frozen(BODY, url="https://news.example.org/2025/09/14/kerwane.html?utm_source=x")
    assert (report.published, report.published_rule) == (dt.date(2025, 9, 14), "address")
    assert report.url == "https://news.example.org/2025/09/14/kerwane.html"
    assert report.publisher == "news.example.org"


@pytest.mark.parametrize(
    ("text", "stated", "publisher", "carrier"),
    [
        (f"Brigade enters Kerwane\n\nKERWANE (Reuters) - {BODY}", {}, "Reuters", None),
        (f"Brigade enters Kerwane\n\n{BODY}\n\nSource: AFP", {"publisher": "Echo Blog"}, "AFP",
         "Echo Blog"),
        ((f"Brigade enters Kerwane\n\nSeptember 15, 2025\n\nWashington Post\n\nBy Pia "
        f"Lund\n\n{BODY}"),
         {"publisher": "Echo Blog"}, "The Washington Post", "Echo Blog"),
        (f"Brigade enters Kerwane\nBy Al Mayadeen English\n{BODY}", {}, "Al Mayadeen", None),
        ((f"Brigade enters Kerwane\n\n{BODY}\n\nThis article was first published by The "
        f"Washington Post."),
         {"url": "https://echo.example.org/x"}, "The Washington Post", "echo.example.org"),
        (f"La brigade entre\n\n{CORPS}\n\nLe Monde avec AFP", {"publisher": "Le Monde"}, "AFP",
         "Le Monde"),
        (f"La brigade entre\n\n{CORPS} (AFP)", {}, "AFP", None),
        (f"Brigade enters Kerwane\n\n{BODY}", {"publisher": "Reuters"}, "Reuters", None),
        (f"Brigade enters Kerwane\n\nKERWANE (Reuters) - {BODY}", {"publisher": "Reuters"},
         "Reuters", None),
        (f"Social Media\n\n{BODY}", {}, None, None),
        (f"Brigade enters Kerwane\n\n{BODY}", {"url": "https://www.lemonde.fr/x"}, "Le Monde",
         None),
    ],
)  # fmt: skip
def test_originator_and_carrier(
    text: str, stated: dict[str, str], publisher: str | None, carrier: str | None
) -> None:
    report = frozen(text, **stated)
    assert (report.publisher, report.carrier) == (publisher, carrier)


def test_outlet_in_a_byline_is_no_author() -> None:
    report = frozen(f"Brigade enters Kerwane\nBy Al Mayadeen English\n{BODY}")
    assert report.author is None
    unknown = frozen(f"Brigade enters Kerwane\nBy Lowland Wire Newsroom\n{BODY}")
    assert unknown.author is None
    assert unknown.publisher is not None


@pytest.mark.parametrize(
    ("stated", "edges", "expected"),
    [
        ("TLP:CLEAR", "", "TLP:CLEAR"), ("tlp white", "", "TLP:CLEAR"), ("amber+strict", "",
         "TLP:AMBER+STRICT"),
        ("TLP:GREEN", "TLP:AMBER", "TLP:AMBER"), (None, "TLP:RED", "TLP:RED"), (None, "", None),
        ("Diffusion  restreinte", "", "Diffusion restreinte"),
    ],
)  # fmt: skip
def test_marking(stated: str | None, edges: str, expected: str | None) -> None:
    assert clean_marking(stated, edges) == expected


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "", "not an address", "ftp://a/b", "http://"]
)
def test_what_is_no_web_address_is_left_out(url: str) -> None:
    assert clean_address(url) is None


def test_language() -> None:
    assert find_language(BODY) == "en"
    assert find_language(CORPS) == "fr"
    assert (
        find_language(
            "Los soldados de la brigada del norte entraron el martes en la ciudad, dijeron "
            "los vecinos, y el alcalde pidió a todos que se quedaran en casa."
        )
        == "es"
    )
    assert find_language("Kerwane", "fr-FR") == "fr"
    assert find_language("Kerwane") is None
    assert find_language("") is None
    assert find_language(BODY, "fr") == "en"


def test_reader_furniture_is_kept() -> None:
    draft = Draft(
        name="a", text=BODY, media_type="text/html", raw_sha256="0",
        furniture=(Furniture(start=0, end=8, kind="hidden"),),
    )  # fmt: skip
    assert freeze(draft, publishers={}).furniture == draft.furniture


def test_built_in_outlets_are_used_by_default() -> None:
    draft = Draft(
        name="a",
        text=f"Brigade enters\n\nKERWANE (Reuters) - {BODY}",
        media_type="text/plain",
        raw_sha256="0",
    )
    assert freeze(draft).publisher == "Reuters"
