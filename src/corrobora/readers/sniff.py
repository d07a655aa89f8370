"""Which format some bytes are in: by what they hold; by their name only where that says nothing."""

from __future__ import annotations

import codecs
import re
import zlib
from pathlib import PurePosixPath

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEAD = 8192

_BY_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\x00", "application/x-case"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n", "image/*"),
    (b"\xff\xd8\xff", "image/*"),
    (b"GIF8", "image/*"),
    (b"II*\x00", "image/*"),
    (b"MM\x00*", "image/*"),
    (b"ID3", "audio/*"),
    (b"OggS", "audio/*"),
    (b"WARC/1.", "application/warc"),
    (b"WARC/0.", "application/warc"),
)
_BY_SUFFIX = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
    ".markdown": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".docx": DOCX,
    ".eml": "message/rfc822",
    ".mht": "message/rfc822",
    ".mhtml": "message/rfc822",
    ".rss": "application/feed+xml",
    ".atom": "application/feed+xml",
    ".rdf": "application/feed+xml",
    ".warc": "application/warc",
    ".jsonl": "application/jsonl",
    ".ndjson": "application/jsonl",
    ".json": "application/jsonl",
}
_PROLOG = re.compile(rb"\A(?:\s|<\?.{0,500}?\?>|<!--.{0,4000}?-->)*", re.DOTALL)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_SOUP = re.compile(rb"<(?:meta|title|div|p|h[1-6]|table|span|script|style|main|article)\b[^<]*>",
                   re.IGNORECASE)  # fmt: skip
_FEED = re.compile(
    rb"(?:<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)?<(?:\w+:)?(?:rss|feed|RDF)[\s>]", re.DOTALL
)
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]?", re.MULTILINE)
_MAIL_ONLY = frozenset(
    (b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to",
     b"dkim-signature", b"content-transfer-encoding", b"x-mailer")
)  # fmt: skip
_SPREAD = re.compile(rb"\A\{[ \t]*\r?\n")
_STIX = re.compile(
    rb'\s*\{\s*(?:"(?:id|spec_version|more|next)"\s*:\s*(?:"[^"\\]{0,300}"|true|false)\s*,\s*){0,4}'
    rb'"(?:type"\s*:\s*"bundle"|(objects)"\s*:\s*\[)'
)
_STIX_ID = re.compile(rb'"[a-z][a-z0-9-]{1,249}--[0-9a-f]{8}-[0-9a-f]{4}-')
_JSON_RECORD = re.compile(rb'\A\s*\{\s*"')


def sniff(raw: bytes, name: str) -> str:
    """The media type of an input, a key of ``FORMATS`` or of ``UNSUPPORTED``.

    Args:
        raw: The bytes; the first 8 kB are enough but for packed files.
        name: The file name; its suffix decides only where the bytes do not.
    """
    head = raw[:_HEAD]
    if not head:
        return "application/x-empty"
    suffix = PurePosixPath(name.lower()).suffix
    for magic, media_type in _BY_MAGIC:
        if head.startswith(magic):
            return media_type
    if b"%PDF-" in head[:1024] and suffix not in {".txt", ".md", ".jsonl"}:
        return "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return _packed(raw)
    if head.startswith(b"\x1f\x8b"):
        return _gzipped(head)
    return _written(_as_ascii(head), suffix)


def _packed(raw: bytes) -> str:
    """What a zip file is; names stand uncompressed in its list, so a search is enough."""
    if b"word/document.xml" in raw:
        return DOCX
    if b"application/vnd.oasis.opendocument.text" in raw[:200]:
        return "application/vnd.oasis.opendocument.text"
    return "application/zip"


def _gzipped(head: bytes) -> str:
    try:
        start = zlib.decompressobj(31).decompress(head, 64)
    except zlib.error:
        return "application/gzip"
    return "application/warc" if start.startswith(b"WARC/") else "application/gzip"


def _as_ascii(head: bytes) -> bytes:
    """The head without a byte order mark, UTF-16 made readable for the patterns."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if head.startswith(mark):
            return head.decode(encoding, "ignore").encode("ascii", "replace")
    return head.removeprefix(codecs.BOM_UTF8)


def _written(head: bytes, suffix: str) -> str:
    """The format of something written: markup, mail, records, or plain text."""
    by_suffix = _BY_SUFFIX.get(suffix)
    if suffix not in {".jsonl", ".ndjson"} and _is_stix(head):
        return "application/stix+json"
    body = _PROLOG.sub(b"", head, count=1)
    if _FEED.match(body):
        return "application/feed+xml"
    if _HTML.match(body):
        return "text/html"
    if _SOUP.match(body) and by_suffix in {None, "text/html"}:
        return "text/html"
    if by_suffix not in {"application/jsonl", "text/html"} and _is_mail(head):
        return "message/rfc822"
    if by_suffix == "application/jsonl":
        whole = body.startswith(b"[") or (suffix == ".json" and _SPREAD.match(body))
        return "application/json" if whole else by_suffix
    if by_suffix is not None:
        return by_suffix
    if _JSON_RECORD.match(head) and b'"text"' in head:
        return "application/jsonl"
    return "application/xml" if head.lstrip().startswith(b"<?xml") else "text/plain"


def _is_stix(head: bytes) -> bool:
    """True for a bundle, and for the list of objects that a TAXII server answers with."""
    found = _STIX.match(head)
    return found is not None and (found[1] is None or _STIX_ID.search(head) is not None)


def _is_mail(head: bytes) -> bool:
    """True when it begins with header lines, one of which only mail transport writes."""
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    lines = [line for line in block.splitlines() if line[:1] not in {b" ", b"\t"}]
    if lines and lines[0].startswith(b"From "):
        lines = lines[1:]
    names = [found.group(1).lower() for line in lines if (found := _HEADER.match(line))]
    return len(names) >= 2 and len(names) == len(lines) and not _MAIL_ONLY.isdisjoint(names)
