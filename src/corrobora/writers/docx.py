"""A brief as a Word document: headings, sentences with citations, sources and cited passages."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

from docx import Document
from docx.shared import Pt, RGBColor

from corrobora.model import Brief, Sentence
from corrobora.vocab.wording import Wording, wording
from corrobora.writers.citations import Citations
from corrobora.writers.sources import as_of_line, derivation_lines, source_line

_COLOURS = {
    "reported": RGBColor(0x1F, 0x6F, 0x54),
    "claimed": RGBColor(0x8A, 0x5A, 0x00),
    "disputed": RGBColor(0xA3, 0x26, 0x2A),
    "hypothetical": RGBColor(0x5B, 0x3F, 0xA0),
    "gap": RGBColor(0x62, 0x69, 0x70),
}
_FIXED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""The time written into the file: the same brief gives the same bytes."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 cannot hold."""


def write_docx(brief: Brief, *, language: str = "en") -> bytes:
    """The brief as the bytes of a .docx file."""
    words = wording(language)
    citations = Citations(brief)
    document = Document()
    _describe(document, brief, language)
    document.add_heading(_clean(brief.title), 0)
    document.add_paragraph(as_of_line(brief, words)).runs[0].bold = True
    document.add_paragraph(_clean(brief.summary))
    for section in brief.sections:
        document.add_heading(_clean(section.title), 1)
        for sentence in section.sentences:
            _add_sentence(document, sentence, citations, words)
    _add_sources(document, brief, words)
    document.add_heading(words.page["citations"], 1)
    for cited in citations.all():
        where = words.page["characters"].format(start=cited.start, end=cited.end)
        paragraph = document.add_paragraph()
        paragraph.add_run(f"[{cited.label}] ").bold = True
        quoted = " ".join(cited.words.split())
        paragraph.add_run(_clean(f"{cited.report.name}, {where}: “{quoted}”"))
    document.add_paragraph(_clean(words.page["method"].format(method=brief.method)))
    raw = io.BytesIO()
    document.save(raw)
    return _same_bytes(raw.getvalue())


def _describe(document: Any, brief: Brief, language: str) -> None:
    properties = document.core_properties
    properties.title = _clean(brief.title)[:255]
    properties.author = "Corrobora"
    properties.language = language
    properties.comments = ""
    properties.created = properties.modified = _FIXED


def _add_sentence(document: Any, sentence: Sentence, citations: Citations, words: Wording) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    kind = paragraph.add_run(f"{words.page[f'kind_{sentence.kind}']}  ")
    kind.font.size, kind.bold = Pt(8), True
    kind.font.color.rgb = _COLOURS[sentence.kind]
    head, colon, rest = sentence.text.partition(": ")
    if colon and len(head) < 60 and sentence.kind != "gap":
        paragraph.add_run(_clean(f"{head}: ")).bold = True
        paragraph.add_run(_clean(rest))
    else:
        paragraph.add_run(_clean(sentence.text))
    labels = "".join(f"[{cited.label}]" for cited in citations.of(sentence))
    paragraph.add_run(f" {labels}").font.size = Pt(8)


def _add_sources(document: Any, brief: Brief, words: Wording) -> None:
    document.add_heading(words.page["sources"], 1)
    for source in brief.sources:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"[{source.number}] ").bold = True
        paragraph.add_run(_clean(f"{source_line(source, words)} ({source.report.name})"))
        for line in derivation_lines(source, brief, words):
            document.add_paragraph(_clean(line), style="List Bullet 2")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def _same_bytes(raw: bytes) -> bytes:
    """The package again with fixed times, so that nothing of the day of writing is in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(out, "w") as fixed:
        for name in given.namelist():
            member = zipfile.ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(member, given.read(name))
    return out.getvalue()
