"""JSON Lines: the contract, line by line."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.model import Draft, Refusal
from corrobora.readers import Item, Limits
from corrobora.readers.jsonl import parse_line, read_bytes, read_stream
from readers.report_files import Read, Refuse


def test_takes_all_known_fields_and_keeps_the_others(read: Read) -> None:
    record = {
        "id": "17", "text": "A text.", "title": "T", "published": "2025-09-15",
        "collected": "2025-09-16", "publisher": "P", "url": "https://example.org", "language": "en",
        "marking": "TLP:CLEAR", "score": 0.5, "tags": ["a", None, {"b": 1}],
    }  # fmt: skip
    line = json.dumps(record).encode()
    (item,) = read("a.jsonl", line + b"\r\n")
    assert item.raw == line
    draft = item.draft
    assert (draft.name, draft.text, draft.marking) == ("17", "A text.", "TLP:CLEAR")
    assert draft.stated == {
        key: record[key]
        for key in ("id", "title", "published", "collected", "publisher", "url", "language")
    }
    assert draft.extra == {"score": 0.5, "tags": ["a", None, {"b": 1}]}


def test_only_text_is_required_and_null_is_absent(read: Read) -> None:
    items = read("a.jsonl", b'\xef\xbb\xbf{"text": "one"}\n\n{"text":"two","id":null,"title":null}')
    assert [item.draft.name for item in items] == ["a.jsonl:1", "a.jsonl:3"]
    assert [item.draft.stated for item in items] == [{}, {}]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"not json", "not JSON"),
        (b'{"text": "cut', "not JSON"),
        (b"[1]", "a list"),
        (b"null", "null"),
        (b'{"title": "no text"}', "no"),
        (b'{"text": null}', "no"),
        (b'{"text": 3}', "a number"),
        (b'{"text": "x", "id": [17]}', '"id" is a list'),
        (b'{"text": "x", "published": ["2025"]}', '"published" is a list'),
        (b'{"text": "x", "marking": true}', '"marking" is true or false'),
        (b'{"text": "  "}', "empty"),
        (b'{"text": "\\ud800"}', "not JSON"),
        (b'{"text": "\xff"}', "not JSON"),
        (b'{"x":' + b"[" * 100_000, "not JSON"),
    ],
)
def test_refuses_a_bad_line_by_number_and_takes_the_good_ones(
    read: Read, line: bytes, words: str
) -> None:
    good = b'{"text": "good"}'
    first, refusal, last = read("a.jsonl", good + b"\n" + line + b"\n" + good)
    assert isinstance(first, Item)
    assert isinstance(last, Item)
    assert isinstance(refusal, Refusal)
    assert refusal.place == "line 2"
    assert words in refusal.reason


def test_refuses_a_whole_json_document_once(refuse: Refuse) -> None:
    assert "JSON Lines" in refuse("a.json", b'[\n{"text": "x"}\n]').reason
    assert "JSON Lines" in refuse("b.json", b'{\n  "text": "x"\n}').reason


def test_passes_over_lines_that_are_too_long() -> None:
    limits = Limits(line_bytes=40)
    stream = io.BytesIO(b'{"text":"a"}\n{"text":"' + b"b" * 500 + b'"}\n{"text":"c"}\n')
    a, refusal, c = read_stream(stream, "x", limits)
    assert isinstance(a, Item)
    assert isinstance(c, Item)
    assert (a.draft.text, c.draft.text) == ("a", "c")
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.place) == ("input.limit", "line 2")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=5))
def test_text_comes_back_exactly(texts: list[str]) -> None:
    for escape in (True, False):
        raw = "\n".join(json.dumps({"text": t}, ensure_ascii=escape) for t in texts).encode()
        found = [out.draft.text for out in read_bytes(raw, "x", Limits()) if isinstance(out, Item)]
        assert found == [text for text in texts if text.strip()]


def test_a_numbered_record_goes_in_under_its_number() -> None:
    draft = parse_line(b'{"id": 17, "text": "Rain."}', "a.jsonl:1", Limits())

    assert isinstance(draft, Draft)
    assert draft.name == draft.stated["id"] == "17"
