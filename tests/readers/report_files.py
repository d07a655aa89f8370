"""Builders of real files in each format, small enough to be read here."""

from __future__ import annotations

import gzip as gzip_module
import io
import json
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import docx

from corrobora.model import Draft, Refusal

Read = Callable[[str, bytes], list[Any]]
"""Items and refusals out of a file of this name and these bytes."""
ReadOne = Callable[[str, bytes], Draft]
Refuse = Callable[[str, bytes], Refusal]

SENTENCES = (
    "The ministry recalled its ambassador on Tuesday after the border incident near the crossing.",
    "Two officials, who asked not to be named, said that the talks would go on in the capital.",
    "A spokesman for the governor denied that any soldier had entered the village at night.",
)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def page(body: str = "", head: str = "", attributes: str = "") -> bytes:
    """A web page with an article of three paragraphs and something more in it."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Envoy recalled</title>{head}</head>"
        f"<body {attributes}><article><h1>Envoy recalled</h1>{PARAGRAPHS}{body}</article></body>"
        "</html>"
    ).encode()


def pdf(*pages: bytes, trailer: bytes = b"", info: bytes = b"", flate: bool = False) -> bytes:
    """A PDF whose pages have these content streams; font F1 is Helvetica."""
    count = len(pages)
    kids = b" ".join(b"%d 0 R" % (5 + 2 * i) for i in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< %s >>" % info,
    ]
    for i, content in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (6 + 2 * i)
        )
        data = zlib.compress(content, 9) if flate else content
        how = b"/Filter /FlateDecode " if flate else b""
        objects.append(b"<< %s/Length %d >>\nstream\n%s\nendstream" % (how, len(data), data))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info 4 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        trailer,
        table,
    )
    return bytes(out)


def lines(*texts: str, top: int = 780, before: str = "") -> bytes:
    """A content stream with one line of text below the other."""
    shown = " 0 -16 Td ".join(f"({text}) Tj" for text in texts)
    return f"{before} BT /F1 12 Tf 72 {top} Td {shown} ET".encode("latin-1")


def word(document: Any) -> bytes:
    """The bytes of a Word document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def small_word(text: str = SENTENCES[0]) -> bytes:
    """A Word document of one paragraph."""
    document = docx.Document()
    document.add_paragraph(text)
    return word(document)


def repacked(raw: bytes, changes: dict[str, bytes]) -> bytes:
    """A packed document with some of its files replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in changes:
                new.writestr(entry.filename, old.read(entry))
        for name, data in changes.items():
            new.writestr(name, data)
    return stream.getvalue()


def mail(text: str = SENTENCES[0]) -> EmailMessage:
    """A mail with the usual headers."""
    message = EmailMessage()
    message["From"] = "Desk <desk@example.org>"
    message["To"] = "list@example.org"
    message["Subject"] = "Notes du jour"
    message["Date"] = "Tue, 04 Mar 2025 10:15:00 +0100"
    message["Message-ID"] = "<abc@example.org>"
    message.set_content(text)
    return message


def feed(*items: str, head: str = "") -> bytes:
    """An RSS feed with these items."""
    return (
        "<?xml version='1.0' encoding='utf-8'?>"
        f"{head}<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        "<channel><title>The Wire</title><link>https://wire.example.org/</link>"
        f"<language>en</language>{''.join(items)}</channel></rss>"
    ).encode()


def stix(*objects: dict[str, Any]) -> bytes:
    """A STIX bundle with these objects."""
    return json.dumps({"type": "bundle", "objects": objects}).encode()


def item(title: str, body: str, element: str = "description") -> str:
    """One item of a feed."""
    return (
        f"<item><title>{title}</title><link>https://wire.example.org/{len(body)}</link>"
        f"<pubDate>Tue, 04 Mar 2025 10:15:00 GMT</pubDate><guid>g{len(body)}</guid>"
        f"<{element}><![CDATA[{body}]]></{element}></item>"
    )


def warc(*pages: tuple[str, str, bytes], gzip: bool = True, status: str = "200 OK") -> bytes:
    """A web archive with a response for each (address, media type, body)."""
    out = bytearray()
    for number, (url, media_type, body) in enumerate(pages):
        http = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n\r\n".encode() + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
            f"WARC-Target-URI: {url}\r\nWARC-Date: 2025-03-05T08:00:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n"
        )
        record = head.encode() + http + b"\r\n\r\n"
        out += gzip_bytes(record) if gzip else record
    return bytes(out)


def gzip_bytes(raw: bytes) -> bytes:
    """A gzip member without a time in it."""
    return gzip_module.compress(raw, mtime=0)
