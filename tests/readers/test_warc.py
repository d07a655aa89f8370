"""Web archives: pages with address and time, and the good part of a broken one."""

from __future__ import annotations

import pytest

from corrobora.model import Refusal
from corrobora.readers import SKIPPED, Item
from readers.report_files import SENTENCES, Read, page, warc

PAGES = [(f"https://a.example.org/{i}", "text/html; charset=utf-8", page(f"<p>No. {i}.</p>"))
         for i in range(4)]  # fmt: skip


@pytest.mark.parametrize("gzip", [True, False])
def test_reads_every_page_with_address_and_time(read: Read, gzip: bool) -> None:
    items = read("a.warc.gz" if gzip else "a.warc", warc(*PAGES, gzip=gzip))
    assert [item.draft.name for item in items] == [f"a.warc{'.gz' * gzip}#{n}" for n in range(1, 5)]
    assert items[2].draft.stated["url"] == "https://a.example.org/2"
    assert items[2].draft.stated["collected"] == "2025-03-05T08:00:00Z"
    assert items[2].raw == PAGES[2][2]
    assert SENTENCES[0] in items[2].draft.text


def test_passes_over_what_is_no_document_and_says_so(read: Read) -> None:
    raw = warc(PAGES[0], ("https://a.example.org/p.png", "image/png", b"\x89PNG"))
    item, skipped = read("a.warc", raw)
    assert isinstance(item, Item)
    assert isinstance(skipped, Refusal)
    assert (skipped.code, skipped.reason[:6]) == (SKIPPED, "1 of 2")


@pytest.mark.parametrize("gzip", [True, False])
@pytest.mark.parametrize("share", [0.97, 0.9, 0.6])
def test_takes_the_good_part_of_a_broken_archive_and_says_where(
    read: Read, gzip: bool, share: float
) -> None:
    whole = warc(*PAGES, gzip=gzip)
    *items, refusal = read("cut.warc", whole[: int(len(whole) * share)])
    assert isinstance(refusal, Refusal)
    assert refusal.code == "input.unreadable"
    assert "byte" in (refusal.place or "")
    assert len(items) == int(4 * share)
    assert all(isinstance(item, Item) for item in items)


def test_refuses_an_archive_without_documents(read: Read) -> None:
    (refusal,) = read("a.warc", warc(PAGES[0], status="404 Not Found"))
    assert isinstance(refusal, Refusal)


def test_refuses_damage(read: Read) -> None:
    whole = bytearray(warc(*PAGES))
    whole[len(whole) // 2 : len(whole) // 2 + 40] = b"\xff" * 40
    outs = read("a.warc.gz", bytes(whole))
    assert isinstance(outs[0], Item)
    assert any(isinstance(out, Refusal) for out in outs)
