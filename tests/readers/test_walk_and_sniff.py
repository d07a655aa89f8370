"""Which files are read, in which order, as what."""

from __future__ import annotations

import gzip
import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.model import Refusal
from corrobora.readers import FORMATS, SKIPPED, UNSUPPORTED, Item, read_inputs, sniff, walk
from corrobora.readers.sniff import DOCX
from readers.report_files import Refuse, feed, item, mail, page, pdf, small_word, warc


def test_walks_in_sorted_order_and_tells_what_it_passes_over(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "c.txt", ".git/config", "b/.hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    base = sqlite3.connect(tmp_path / "corrobora.db")
    base.execute("create table t (x)")
    base.close()
    (tmp_path / "corrobora.db-wal").write_bytes(b"x")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = list(walk([tmp_path]))
    taken = [str(f.relative_to(tmp_path)) for f in found if isinstance(f, Path)]
    assert taken == ["a.txt", "b/10.txt", "b/2.txt", "c.txt"]
    passed = {Path(f.name).name: f.code for f in found if isinstance(f, Refusal)}
    assert passed == dict.fromkeys(
        (".git", ".hidden", "corrobora.db", "corrobora.db-wal", "loop"), SKIPPED
    )


def test_takes_a_hidden_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / ".note.txt").write_text("words")
    assert list(walk([tmp_path / ".note.txt"])) == [tmp_path / ".note.txt"]


def test_refuses_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    missing, odd, nul = walk([tmp_path / "none", tmp_path / "pipe", "a\x00b"])
    assert isinstance(missing, Refusal)
    assert "no such file" in missing.reason
    assert isinstance(odd, Refusal)
    assert isinstance(nul, Refusal)


def test_reads_in_the_order_given_and_reports_progress(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(name)
    seen: list[str] = []
    paths: list[str | Path] = [str(tmp_path / "b.txt"), tmp_path / "a.txt"]
    outs = list(read_inputs(paths, progress=seen.append))
    assert [out.draft.text for out in outs if isinstance(out, Item)] == ["b.txt", "a.txt"]
    assert seen == [str(path) for path in paths]


@pytest.mark.parametrize(
    ("raw", "name", "expected"),
    [
        (b"Just words.", "a.txt", "text/plain"),
        (b"# Words", "a.md", "text/plain"),
        (b"Words", "noname", "text/plain"),
        (page(), "page", "text/html"),
        (page(), "page.txt", "text/html"),
        (b"\n<?xml version='1.0'?>\n<!-- x -->\n<html xmlns='x'>", "a.xml", "text/html"),
        (b"words first <b>then</b>", "a.html", "text/html"),
        (b"<p>soup", "a", "text/html"),
        (b"<p>soup", "a.txt", "text/plain"),
        (page().decode().encode("utf-16"), "a", "text/html"),
        (pdf(b"BT ET"), "a.txt.bin", "application/pdf"),
        (small_word(), "a", DOCX),
        (b"PK\x03\x04rest", "a.docx", "application/zip"),
        (mail().as_bytes(), "a", "message/rfc822"),
        (b"From: the desk\nTo: all\n\nWords.", "a.txt", "text/plain"),
        (b"From: the desk\nTo: all\n\nWords.", "a.eml", "message/rfc822"),
        (feed(item("t", "b")), "a", "application/feed+xml"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "a.xml", "application/feed+xml"),
        (b"<rdf:RDF xmlns='x'>", "a.xml", "application/feed+xml"),
        (b"<?xml version='1.0'?><kml>", "a.xml", "application/xml"),
        (warc(("http://a", "text/html", b"x")), "a.gz", "application/warc"),
        (warc(("http://a", "text/html", b"x"), gzip=False), "a", "application/warc"),
        (gzip.compress(b"x", mtime=0), "a.txt.gz", "application/gzip"),
        (b'{"text": "x"}\n', "a", "application/jsonl"),
        (b'{"title": "x"}\n', "a.jsonl", "application/jsonl"),
        (b"SQLite format 3\x00", "a.txt", "application/x-case"),
        (b"", "a.pdf", "application/x-empty"),
    ],
)
def test_sniffs_content_first(raw: bytes, name: str, expected: str) -> None:
    assert sniff(raw, name) == expected


@given(st.binary(max_size=100), st.text(max_size=10))
def test_sniffing_always_answers(raw: bytes, name: str) -> None:
    assert sniff(raw, name) in {*FORMATS, *UNSUPPORTED}


@pytest.mark.parametrize(
    ("name", "raw"),
    [("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("a.rtf", b"{\\rtf1 x}"),
     ("a.png", b"\x89PNG\r\n"),
     ("a.zip", b"PK\x03\x04"), ("a.kml", b"<?xml version='1.0'?><kml/>"),
     ("a.txt.gz", b"\x1f\x8b\x08")],
)  # fmt: skip
def test_refuses_other_formats_with_a_remedy(refuse: Refuse, name: str, raw: bytes) -> None:
    assert refuse(name, raw).remedy
