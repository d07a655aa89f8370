"""Feeds: one text an entry, full content before summary."""

from __future__ import annotations

import gzip

import pytest

from corrobora.model import Refusal
from corrobora.readers import Item
from readers.report_files import SENTENCES, Read, ReadOne, Refuse, feed, item


def test_reads_each_entry_with_what_it_states(read: Read) -> None:
    raw = feed(
        item("One &amp; only", f"<p>{SENTENCES[0]}</p><p hidden>Planted.</p><p>{SENTENCES[1]}</p>"),
        item("Two", SENTENCES[2]),
    )
    one, two = read("f.xml", raw)
    assert one.draft.text == f"{SENTENCES[0]}\n{SENTENCES[1]}"
    assert two.draft.text == SENTENCES[2]
    assert (one.draft.name, two.draft.name) == ("f.xml#1", "f.xml#2")
    stated = one.draft.stated
    assert stated["title"] == "One & only"
    assert stated["published"] == "2025-03-04T10:15:00+00:00"
    assert stated["publisher"] == "The Wire"
    assert stated["language"] == "en"
    assert stated["url"].startswith("https://wire.example.org/")
    assert stated["summary_only"] == "true"
    assert one.raw == raw


def test_prefers_the_full_content(read_one: ReadOne) -> None:
    both = item("T", "A teaser.").replace(
        "</item>", f"<content:encoded><![CDATA[<p>{SENTENCES[0]}</p>]]></content:encoded></item>"
    )
    draft = read_one("f.rss", feed(both))
    assert draft.text == SENTENCES[0]
    assert "summary_only" not in draft.stated


def test_reads_atom_and_gzip(read_one: ReadOne) -> None:
    raw = (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><entry><title>E</title>"
        f"<id>urn:1</id><published>2025-03-04T10:00:00Z</published><author><name>N</name></author>"
        f"<content type='html'>&lt;p&gt;{SENTENCES[0]}&lt;/p&gt;</content></entry></feed>"
    ).encode()
    draft = read_one("f.xml.gz", gzip.compress(raw, mtime=0))
    assert draft.text == SENTENCES[0]
    assert draft.stated["author"] == "N"
    assert draft.stated["id"] == "urn:1"


def test_an_entry_without_text_is_refused_by_number(read: Read) -> None:
    one, two = read("f.rss", feed("<item><link>https://a.example</link></item>", item("T", "B.")))
    assert isinstance(one, Refusal)
    assert one.place == "entry 1"
    assert isinstance(two, Item)


@pytest.mark.parametrize("raw", [feed(), b"<rss version='2.0'><chan", b"<feed xmlns='x'/>"])
def test_refuses_a_feed_without_entries(refuse: Refuse, raw: bytes) -> None:
    assert "no entries" in refuse("f.rss", raw).reason
