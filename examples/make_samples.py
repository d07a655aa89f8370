"""Rebuild the sample reports from their plain source texts, and resolve the offsets of the gold.

Each ``<corpus>/sources/*.txt`` holds a header (``key: value`` lines), an empty line, and the text
of one report. Lines that begin with ``<<kind>>`` are page furniture: they are put into the web page
but are no part of the report's text. The same sources give the same bytes, always: dates,
identifiers and archive time stamps come from the headers, never from the clock.

Run ``python examples/make_samples.py`` to write everything, or with ``--check`` to compare what
would be written with what is there (exit status 1 when they differ).
"""

from __future__ import annotations

import argparse
import html
import io
import json
import re
import sys
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

HERE = Path(__file__).resolve().parent
CORPORA = ("sahel", "caucasus")
_MARK = re.compile(r"<<([a-z-]+)>> (.*)")
_EARLIEST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Source:
    """One report before it is put into a format: its header, its lines, its furniture."""

    stem: str
    header: dict[str, str]
    lines: tuple[str, ...]

    @property
    def key(self) -> str:
        """What names this report: the record's id in a file of several, else the file's stem."""
        return self.header.get("record") or Path(self.header["file"]).stem

    @property
    def text(self) -> str:
        """The report's own text, without furniture; gold offsets count in it."""
        return "\n".join(line for line in self.lines if not _MARK.fullmatch(line)).strip() + "\n"

    @property
    def paragraphs(self) -> list[str]:
        """The non-empty lines of the text."""
        return [line for line in self.text.split("\n") if line]

    @property
    def moment(self) -> datetime | None:
        """Publication day at 06:00 UTC, or None for an undated report."""
        day = self.header.get("published")
        return datetime.fromisoformat(f"{day}T06:00:00").replace(tzinfo=UTC) if day else None


def read_source(path: Path) -> Source:
    """Read one source file: header lines up to the first empty line, then the report."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    header = dict(line.split(":", 1) for line in head.splitlines())
    return Source(
        path.stem,
        {key: value.strip() for key, value in header.items() if value.strip()},
        tuple(body.splitlines()),
    )


def as_text(source: Source) -> bytes:
    """Plain text, as it stands."""
    return source.text.encode("utf-8")


# --- web pages -----------------------------------------------------------------------------------

_FURNITURE = {
    "nav": "<nav><ul>{items}</ul></nav>",
    "cookie": '<div class="cookie-banner" role="dialog"><p>{first}</p></div>',
    "caption": '<figure><img src="picture.jpg" alt=""><figcaption>{first}</figcaption></figure>',
    "hidden": '<p style="font-size:0;color:#fff">{first}</p>',
    "keep-reading": '<aside class="related"><h4>{first}</h4><a href="/other">{second}</a></aside>',
    "author-box": '<section class="author-box"><p>{first}</p></section>',
    "teaser": '<div class="teaser"><h3><a href="/more">{first}</a></h3><p>{second}</p></div>',
    "subscription": '<div class="newsletter"><p>{first}</p></div>',
    "comments": '<div id="comments">{lines}</div>',
}


def _furniture(kind: str, content: str) -> str:
    parts = [html.escape(part.strip()) for part in content.split("##")]
    return _FURNITURE[kind].format(
        first=parts[0],
        second=parts[1] if len(parts) > 1 else "",
        items="".join(f'<li><a href="/{n}">{part}</a></li>' for n, part in enumerate(parts)),
        lines="".join(f"<p>{part}</p>" for part in parts),
    )


def as_page(source: Source) -> bytes:
    """A web page with the furniture that surrounds articles."""
    head = source.header
    title = source.paragraphs[0]
    site = html.escape(head.get("carrier", head["publisher"]))
    before: list[str] = []
    inside: list[str] = []
    after: list[str] = []
    started = False
    for line in source.lines:
        mark = _MARK.fullmatch(line)
        if mark and mark[1] in ("teaser", "subscription", "comments", "author-box"):
            after.append(_furniture(mark[1], mark[2]))
        elif mark:
            (inside if started else before).append(_furniture(mark[1], mark[2]))
        elif line == title and not started:
            inside.append(f"<h1>{html.escape(line)}</h1>")
            started = True
        elif line:
            tag = "h2" if len(line) < 45 and not line.rstrip().endswith((".", "”", "»")) else "p"
            tag = "p" if re.search(r"20\d\d|^By |^Par ", line) else tag
            inside.append(f"<{tag}>{html.escape(line, quote=False)}</{tag}>")
    meta = [
        f'<meta name="author" content="{html.escape(head["author"])}">' if "author" in head else "",
        f'<meta property="og:site_name" content="{site}">',
        f'<meta property="article:published_time" content="{head["published"]}">'
        if "published" in head and "carrier" not in head and "shown" not in head
        else "",
        f'<link rel="canonical" href="{head["url"]}">' if "url" in head else "",
    ]
    page = [
        "<!DOCTYPE html>",
        f'<html lang="{head["language"]}">',
        f'<head><meta charset="utf-8"><title>{html.escape(title)}</title>',
        *(line for line in meta if line),
        "</head>",
        "<body>",
        *before,
        "<main><article>",
        *inside,
        "</article></main>",
        *after,
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(page).encode("utf-8")


# --- documents -----------------------------------------------------------------------------------


def _pdf_string(text: str) -> bytes:
    raw = text.encode("cp1252")
    for special in (b"\\", b"(", b")"):
        raw = raw.replace(special, b"\\" + special)
    return b"(" + raw + b")"


def as_pdf(source: Source) -> bytes:
    """One page of PDF 1.4 with a standard font in WinAnsi encoding, written by hand."""
    lines: list[str] = []
    for paragraph in source.paragraphs:
        lines += [*textwrap.wrap(paragraph, 84, break_on_hyphens=False, break_long_words=False), ""]
    shown = b"\n".join(_pdf_string(line) + b" '" for line in lines)
    stream = b"BT /F1 11 Tf 14 TL 64 790 Td\n" + shown + b"\nET"
    moment = source.moment
    dated = b" /CreationDate (D:" + f"{moment:%Y%m%d%H%M%S}Z".encode() + b")" if moment else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title " + _pdf_string(source.paragraphs[0]) + dated + b" >>",
    ]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\n" % (len(objects) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)


def as_docx(source: Source) -> bytes:
    """A Word document whose archive members all carry the same time stamp."""
    document = Document()
    document.add_heading(source.paragraphs[0], level=1)
    for paragraph in source.paragraphs[1:]:
        document.add_paragraph(paragraph)
    properties = document.core_properties
    properties.title = source.paragraphs[0]
    properties.author = source.header.get("author", "")
    properties.comments = ""
    if source.moment:
        properties.created = properties.modified = source.moment.replace(tzinfo=None)
    else:  # the template carries a date of its own, which an undated report must not inherit
        element = properties._element  # noqa: SLF001
        for child in list(element):
            if child.tag.endswith(("}created", "}modified")):
                element.remove(child)
    _lighten(document)
    made = io.BytesIO()
    document.save(made)
    fixed = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_STORED) as new:
        # Stored, not deflated: different builds of zlib pack the same bytes differently.
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EARLIEST_ZIP_DATE), old.read(name))
    return fixed.getvalue()


def _lighten(document: DocxDocument) -> None:
    """Drop what the template brings and no report needs: thumbnail, effects, table styles."""
    for rels in (document.part.rels, document.part.package.rels):
        for key in [k for k, r in rels.items() if r.reltype.endswith(("thumbnail", "Effects"))]:
            del rels[key]
    styles = document.styles.element
    for child in list(styles):
        if child.tag.endswith("}style") and child.type == WD_STYLE_TYPE.TABLE:
            styles.remove(child)


def as_mail(source: Source) -> bytes:
    """An e-mail message in quoted-printable UTF-8."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "Press list <list@press-list.example>"
    message["To"] = "desk@press-list.example"
    message["Subject"] = source.header["title"].replace("\u00a0", " ")
    if source.moment:
        message["Date"] = f"{source.moment:%a, %d %b %Y %H:%M:%S} +0000"
    message["Message-ID"] = f"<{source.stem}@press-list.example>"
    message.set_content(source.text, charset="utf-8", cte="quoted-printable")
    return message.as_bytes()


# --- files of several reports --------------------------------------------------------------------


def as_feed(sources: list[Source]) -> bytes:
    """An RSS 2.0 feed whose entries carry their whole text."""
    items = []
    for source in sources:
        head = source.header
        body = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in source.paragraphs)
        dated = f"{source.moment:%a, %d %b %Y %H:%M:%S} +0000"
        items += [
            "<item>",
            f"<title>{html.escape(head['title'], quote=False)}</title>",
            f"<link>{head['url']}</link>",
            f'<guid isPermaLink="true">{head["url"]}</guid>',
            f"<pubDate>{dated}</pubDate>",
            f"<description>{html.escape(body, quote=False)}</description>",
            "</item>",
        ]
    first = sources[0].header
    feed = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<rss version="2.0"><channel>',
        f"<title>{first['publisher']}</title>",
        f"<link>{first['url'].rsplit('/', 1)[0]}/</link>",
        f"<description>Reports of the {first['publisher']}</description>",
        f"<language>{first['language']}</language>",
        *items,
        "</channel></rss>",
        "",
    ]
    return "\n".join(feed).encode("utf-8")


def as_json_lines(sources: list[Source]) -> bytes:
    """JSON Lines, one report a line."""
    keys = ("title", "published", "publisher", "url", "language")
    rows = [
        {"id": source.key, "text": source.text, **{key: source.header.get(key) for key in keys}}
        for source in sources
    ]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def as_archive(sources: list[Source]) -> bytes:
    """An uncompressed WARC 1.0 file of HTTP responses."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="WARC/1.0")
    for source in sources:
        url = source.header["url"]
        page = as_page(source)
        http = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))]
        record = writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(page),
            http_headers=StatusAndHeaders("200 OK", http, protocol="HTTP/1.1"),
            warc_headers_dict={
                "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, url)}>",
                "WARC-Date": f"{source.header['archived']}T06:00:00Z",
            },
        )
        writer.write_record(record)
        record.raw_stream.close()
    return out.getvalue()


_ONE = {".txt": as_text, ".html": as_page, ".pdf": as_pdf, ".docx": as_docx, ".eml": as_mail}
_SEVERAL = {".xml": as_feed, ".jsonl": as_json_lines, ".warc": as_archive}


def build_reports(sources: list[Source]) -> dict[str, bytes]:
    """File name to bytes for every report file of one corpus."""
    files: dict[str, list[Source]] = {}
    for source in sources:
        files.setdefault(source.header["file"], []).append(source)
    built = {}
    for name, members in files.items():
        suffix = Path(name).suffix
        built[name] = _ONE[suffix](members[0]) if suffix in _ONE else _SEVERAL[suffix](members)
    return built


# --- gold ----------------------------------------------------------------------------------------


def build_report_rows(sources: list[Source]) -> bytes:
    """``gold/reports.jsonl``: what the collect stage should find out about each report."""
    keys = ("file", "record", "title", "publisher", "carrier", "author", "published", "language")
    rows = [
        {"report": source.key, **{key: source.header.get(key) for key in keys}}
        for source in sources
    ]
    return _lines(rows)


def resolve_claims(raw: str, sources: list[Source]) -> bytes:
    """Set ``start`` and ``end`` of each hand-made claim from its quote.

    Raises:
        ValueError: A quote is not in its report, or stands there several times and the row does
            not say which ``occurrence`` is meant.
    """
    texts = {source.key: source.text for source in sources}
    rows = [json.loads(line) for line in raw.splitlines() if line.strip()]
    for row in rows:
        text, quote = texts[row["report"]], row["quote"]
        places = [match.start() for match in re.finditer(re.escape(quote), text)]
        wanted = row.get("occurrence")
        if not places or (len(places) > 1 and wanted is None):
            raise ValueError(f"{row['id']}: {len(places)} places for the quote {quote!r}")
        row["start"] = places[(wanted or 1) - 1]
        row["end"] = row["start"] + len(quote)
    return _lines(rows)


def _lines(rows: Sequence[Mapping[str, object]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def build(corpus: Path) -> dict[Path, bytes]:
    """Every file that follows from the sources of one corpus, by path."""
    sources = [read_source(path) for path in sorted((corpus / "sources").glob("*.txt"))]
    out = {corpus / "reports" / name: data for name, data in build_reports(sources).items()}
    out[corpus / "gold" / "reports.jsonl"] = build_report_rows(sources)
    claims = corpus / "gold" / "claims.jsonl"
    if claims.exists():
        out[claims] = resolve_claims(claims.read_text(encoding="utf-8"), sources)
    return out


def main() -> int:
    """Write or check all samples."""
    parser = argparse.ArgumentParser(description="Rebuild the sample reports and gold offsets.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    check = parser.parse_args().check
    status = 0
    for name in CORPORA:
        for path, data in build(HERE / name).items():
            if path.exists() and path.read_bytes() == data:
                continue
            sys.stdout.write(f"{'differs' if check else 'written'}  {path.relative_to(HERE)}\n")
            status = 1 if check else status
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
    return status


if __name__ == "__main__":
    sys.exit(main())
