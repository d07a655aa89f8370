from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from corrobora.collect.revisions import link_revisions
from corrobora.model import Report
from corrobora.text import sha256_of

TEXT = "The brigade entered the town at dawn and left it at dusk."


def report(text: str, *, url: str, collected: str | None = None) -> Report:
    digest = sha256_of(text)
    return Report(
        id="r" + digest[:16],
        name="a",
        text=text,
        sha256=digest,
        raw_sha256="0",
        media_type="text/plain",
        url=url,
        collected=collected,
    )


def test_changed_text_at_one_address_is_a_revision() -> None:
    url = "https://a.example/1"
    first = report(TEXT, url=url, collected="2025-09-01T10:00:00Z")
    second = report(TEXT + " Two men died.", url=url, collected="2025-09-02T10:00:00Z")
    third = report(TEXT + " Three men died.", url=url, collected="2025-09-03T10:00:00Z")
    other = report("Elsewhere.", url="https://a.example/2")
    expected = {second.id: first.id, third.id: second.id}
    assert link_revisions([third, other, first, second]) == expected
    assert link_revisions([first, second, third, other]) == expected
    assert link_revisions([third, first]) == {third.id: first.id}


def test_of_texts_collected_at_once_the_one_published_later_is_the_later_one() -> None:
    url, at = "https://a.example/1", "2025-09-03T10:00:00Z"
    for words in (" Two men died.", " Three men died.", " Four men died.", " Five men died."):
        first = replace(report(TEXT, url=url, collected=at), published=dt.date(2025, 9, 1))
        second = replace(report(TEXT + words, url=url, collected=at), published=dt.date(2025, 9, 2))
        assert link_revisions([second, first]) == {second.id: first.id}
        first, second = (replace(one, collected=None) for one in (first, second))
        assert link_revisions([second, first]) == {second.id: first.id}
