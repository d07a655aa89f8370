"""Bombs and mutants: each is refused with a reason, and the run reads on."""

from __future__ import annotations

import gzip
import io
import random
import resource
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrobora.model import Refusal
from corrobora.readers import Item, Limits, Sandbox, read_inputs
from readers.report_files import (
    PARAGRAPHS,
    SENTENCES,
    feed,
    item,
    lines,
    mail,
    page,
    pdf,
    repacked,
    small_word,
    stix,
    warc,
)

MB = 1 << 20
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10))
    + "]>"
)


def zeros_gzip(megabytes: int, start: bytes = b"") -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    out = [packer.compress(start)] + [packer.compress(bytes(MB)) for _ in range(megabytes)]
    return b"".join([*out, packer.flush()])


def zip_bomb() -> bytes:
    text = b"<w:p><w:r><w:t>" + b"A" * (60 * MB) + b"</w:t></w:r></w:p>"
    return repacked(small_word(), {"word/document.xml": text})


def many_elements() -> bytes:
    start = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    body = b"<w:p/>" * (37 * MB // 6)
    raw = repacked(small_word(), {"word/document.xml": start + body + b"</w:body></w:document>"})
    # Ballast that does not pack keeps the ratio below the bound.
    return repacked(raw, {"word/media/x.bin": random.Random(1).randbytes(MB)})


def nested_zip() -> bytes:
    inner = bytes(10 * MB)
    for level in range(6):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(5):
                archive.writestr(f"{level}-{copy}.zip", inner)
        inner = stream.getvalue()
    return inner


def mime_depth(depth: int) -> bytes:
    head = b"From: a@example.org\r\nMIME-Version: 1.0\r\n"
    parts = [
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i)
        for i in range(depth)
    ]
    return head + b"".join(parts) + b"Content-Type: text/plain\r\n\r\nwords\r\n"


def flate_bomb() -> bytes:
    packer = zlib.compressobj(9)
    piece = b"BT /F1 1 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * (MB // 47)
    data = b"".join(packer.compress(piece) for _ in range(1000)) + packer.flush()
    whole = pdf(b"BT ET")
    old = b"<< /Length 5 >>\nstream\nBT ET\nendstream"
    assert old in whole
    new = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
    return whole.replace(old, new)


def many_forwards() -> bytes:
    return (
        b"From: a@example.org\r\nMIME-Version: 1.0\r\n"
        + b"Content-Type: message/rfc822\r\n\r\n" * 2000
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "bomb.docx": zip_bomb,
    "elements.docx": many_elements,
    "nested.docx": lambda: repacked(small_word(), {"word/embedded.zip": bytes(200 * MB)}),
    "nested.zip": nested_zip,
    "entries.docx": lambda: repacked(small_word(), {f"word/{i}.xml": b"x" for i in range(3000)}),
    "deep.html": lambda: b"<html><body>" + b"<div>" * 100_000 + b"words" + b"</div>" * 100_000,
    "long.html": lambda: b"<html><body>" + b"<p>words" * (3 * MB),
    "laughs.rss": lambda: feed(item("&a9;", "x").replace("<![CDATA[x]]>", "&a9;"), head=LAUGHS),
    "laughs.docx": lambda: repacked(
        small_word(), {"word/document.xml": f"<?xml version='1.0'?>{LAUGHS}<x>&a9;</x>".encode()}
    ),
    "depth.eml": lambda: mime_depth(1000),
    "forwards.eml": many_forwards,
    "flate.pdf": flate_bomb,
    "feed.xml.gz": lambda: zeros_gzip(1024, b"<rss version='2.0'><channel>"),
    "page.warc": lambda: zeros_gzip(1024, b"WARC/1.0\r\nWARC-Type: response\r\n"
                 b"Content-Type: application/http\r\n"
                 b"WARC-Target-URI: http://a.example/\r\nContent-Length: 1073741824\r\n\r\n"
                 b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_a_reason_and_the_run_goes_on(
    name: str, tmp_path: Path, sandbox: Sandbox
) -> None:
    (tmp_path / name).write_bytes(BOMBS[name]())
    (tmp_path / "zz-good.html").write_bytes(page())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    *outs, good = read_inputs([tmp_path], sandbox=sandbox)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    refusals = [out for out in outs if isinstance(out, Refusal)]
    assert len(refusals) == 1
    assert refusals[0].reason
    assert refusals[0].remedy
    assert grown < 600 * 1024
    assert isinstance(good, Item)
    assert SENTENCES[0] in good.draft.text


def test_memory_and_time_are_named_as_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "flate.pdf"
    path.write_bytes(flate_bomb())
    tight = Limits(memory_bytes=400 * MB)
    (refusal,) = read_inputs([path], tight)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "input.limit"
    assert "400 MB of memory" in refusal.reason


STIX_UUID = "6f1c2d7e-93b4-4a51-8c0e-5d2f7a9b1c01"
SAMPLES = {
    "a.html": page(f"<figure><figcaption>c</figcaption></figure>{PARAGRAPHS}",
                   "<meta name='date' content='2025-01-01'><style>.a{color:#fff}</style>"),
    "a.pdf": pdf(lines(*SENTENCES), lines("Two"), flate=True),
    "a.docx": small_word(),
    "a.eml": mail().as_bytes(),
    "a.rss": feed(item("T", PARAGRAPHS)),
    "a.warc": warc(("http://a.example/", "text/html", page()), gzip=False),
    "a.warc.gz": warc(("http://a.example/", "text/html", page())),
    "a.jsonl": b'{"text": "one", "id": "1", "title": null}\n{"text": "two", "x": [1]}\n',
    "a.json": stix(
        {"type": "identity", "id": f"identity--{STIX_UUID}", "name": "Desk"},
        {"type": "report", "id": f"report--{STIX_UUID}", "name": "T", "description": SENTENCES[0],
         "created_by_ref": f"identity--{STIX_UUID}", "published": "2025-01-01T00:00:00Z",
         "object_marking_refs": [f"marking-definition--{STIX_UUID}"],
         "granular_markings": [{"marking_ref": f"marking-definition--{STIX_UUID}"}],
         "external_references": [{"source_name": "s", "url": "https://a.example/"}]},
        {"type": "marking-definition", "id": f"marking-definition--{STIX_UUID}",
         "definition_type": "tlp", "definition": {"tlp": "amber"}},
    ),
    "a.txt": "Été – text.".encode(),
    "a.rss.gz": gzip.compress(feed(item("T", PARAGRAPHS)), mtime=0),
}  # fmt: skip
TOKENS = (b"<", b">", b"\x00", b"\xff\xfe", b"</div>", b"<!--", b"]]>", b"&#0;", b"&amp",
          b"\r\n\r\n", b"boundary=", b"=?utf-8?q?", b"<<", b">>",
          b"obj", b"stream", b"-1", b"9999999999",
          b"{", b"]",
          b"\xf0\x9f\x92", b"style='", b"Content-Length: -5")  # fmt: skip


def mutated(raw: bytes, rng: random.Random) -> bytes:
    """A file with a few pieces of its structure cut, doubled, moved, or replaced by tokens."""
    data = bytearray(raw)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        size = rng.choice((1, 2, 8, 60))
        piece = bytes(data[at : at + size])
        match rng.randrange(5):
            case 0:
                del data[at : at + size]
            case 1:
                data[at:at] = piece * rng.choice((1, 2, 30))
            case 2:
                data[at:at] = rng.choice(TOKENS)
            case 3:
                data[at : at + size] = rng.randbytes(size)
            case 4:
                to = rng.randrange(len(data) + 1)
                data[to:to] = piece
    return bytes(data)


def mutant_of(name: str, rng: random.Random) -> bytes:
    if name != "a.docx":
        return mutated(SAMPLES[name], rng)
    # Flat changes of a packed file stop at its check sums: change what is inside.
    inner = rng.choice(("word/document.xml", "word/styles.xml", "[Content_Types].xml"))
    with zipfile.ZipFile(io.BytesIO(SAMPLES[name])) as package:
        return repacked(SAMPLES[name], {inner: mutated(package.read(inner), rng)})


def read_mutants(name: str, count: int, tmp_path: Path, sandbox: Sandbox) -> int:
    rng = random.Random(f"{name} {count}")
    path = tmp_path / name
    crashes = 0
    for _ in range(count):
        path.write_bytes(mutant_of(name, rng))
        for out in read_inputs([path], sandbox=sandbox):
            assert isinstance(out, Item | Refusal)
            if isinstance(out, Item):
                assert all(0 <= m.start < m.end <= len(out.draft.text) for m in out.draft.furniture)
            else:
                crashes += "crashed" in out.reason
    path.write_bytes(SAMPLES[name])
    assert any(isinstance(out, Item) for out in read_inputs([path], sandbox=sandbox))
    return crashes


@pytest.mark.parametrize("name", SAMPLES)
def test_mutants_never_raise(name: str, tmp_path: Path, sandbox: Sandbox) -> None:
    assert read_mutants(name, 40, tmp_path, sandbox) == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_many_mutants_never_raise(name: str, tmp_path: Path, sandbox: Sandbox) -> None:
    assert read_mutants(name, 1000, tmp_path, sandbox) == 0


@given(
    st.one_of(
        st.binary(max_size=300),
        st.tuples(st.sampled_from(sorted(SAMPLES)), st.integers(0, 400), st.binary()).map(
            lambda t: SAMPLES[t[0]][: t[1]] + t[2]
        ),
    ),
    st.sampled_from((".txt", ".html", ".pdf", ".docx", ".eml", ".rss", ".warc", ".gz", ".jsonl",
                     ".json", ".md", ".xml", ".db", "", ".zip")),
)  # fmt: skip
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_under_any_name_never_raise(
    tmp_path: Path, sandbox: Sandbox, raw: bytes, suffix: str
) -> None:
    path = tmp_path / f"file{suffix}"
    path.write_bytes(raw)
    for out in read_inputs([path], sandbox=sandbox):
        assert isinstance(out, Item | Refusal)
