"""A brief as Markdown: reads well as text, on a terminal, and rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corrobora.model import Brief, Sentence
from corrobora.vocab.wording import Wording, wording
from corrobora.writers.citations import Citations
from corrobora.writers.sources import as_of_line, derivation_lines, source_line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")


def write_markdown(brief: Brief, *, language: str = "en") -> str:
    """The brief with citations like [2a], each resolved to report, offsets and words at the end."""
    words = wording(language)
    citations = Citations(brief)
    return "\n".join(_lines(brief, citations, words)).rstrip() + "\n"


def _lines(brief: Brief, citations: Citations, words: Wording) -> Iterator[str]:
    page = words.page
    yield from (f"# {escape(brief.title)}", "", f"**{as_of_line(brief, words)}**", "")
    yield from (escape(brief.summary), "")
    for section in brief.sections:
        yield from (f"## {escape(section.title)}", "")
        for sentence in section.sentences:
            yield f"- {_sentence(sentence, citations)}"
        yield ""
    yield from (f"## {page['sources']}", "")
    for source in brief.sources:
        line = f"{source_line(source, words)} ({source.report.name})"
        yield f"- **\\[{source.number}\\]** {escape(line)}"
        for derived in derivation_lines(source, brief, words):
            yield f"    - {escape(derived)}"
    yield from ("", f"## {page['citations']}", "")
    for cited in citations.all():
        where = page["characters"].format(start=cited.start, end=cited.end)
        quoted = " ".join(cited.words.split())
        yield f"- **\\[{cited.label}\\]** {escape(cited.report.name)}, {where}: “{escape(quoted)}”"
    yield from ("", f"*{escape(page['method'].format(method=brief.method))}*")


def _sentence(sentence: Sentence, citations: Citations) -> str:
    labels = "".join(f"\\[{cited.label}\\]" for cited in citations.of(sentence))
    text = escape(sentence.text)
    if sentence.kind == "gap":
        return f"{text} {labels}"
    head, colon, rest = text.partition(": ")
    shown = f"**{head}:** {rest}" if colon and len(head) < 90 else text
    return f"{shown} {labels}"


def escape(text: str) -> str:
    """Text on one line in which no character means anything to Markdown or HTML."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
