"""A brief as PDF, set by Typst, which is an extra: ``pip install "corrobora[pdf]"``."""

from __future__ import annotations

import importlib.util
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from corrobora.errors import CorroboraError
from corrobora.model import Brief
from corrobora.vocab.wording import Wording, wording
from corrobora.writers.citations import Citations
from corrobora.writers.html import KINDS, sentence_head
from corrobora.writers.sources import as_of_line, derivation_lines, source_line

_UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that have no glyph, or no bytes in UTF-8."""


class NoTypesetter(CorroboraError):
    """PDF was asked for, and what sets it is not installed."""

    code = "brief.no-pdf"


def can_write_pdf() -> bool:
    """Whether the typesetter is installed."""
    return importlib.util.find_spec("typst") is not None


def require_typesetter() -> None:
    """Fail where PDF cannot be written.

    Raises:
        NoTypesetter: Typst is not installed.
    """
    if not can_write_pdf():
        raise NoTypesetter(
            "PDF needs the typesetter Typst, which is not installed.",
            hint='Install it with: pip install "corrobora[pdf]"; or write HTML and print it.',
        )


def write_pdf(brief: Brief, *, language: str = "en") -> bytes:
    """The brief as the bytes of a PDF; the same brief gives the same bytes on one machine.

    Raises:
        NoTypesetter: Typst is not installed.
    """
    require_typesetter()
    import typst

    words = wording(language)
    given = json.dumps(_clean(_data(brief, words)), ensure_ascii=False)
    # The source is a template of ours; it opens no file, and no package is fetched.
    return bytes(typst.compile(_template(), sys_inputs={"brief": given}, timestamp=0))


@cache
def _template() -> bytes:
    return (files("corrobora.writers") / "templates" / "brief.typ").read_bytes()


def _data(brief: Brief, words: Wording) -> dict[str, Any]:
    page, citations = words.page, Citations(brief)
    return {
        "title": brief.title,
        "language": words.language,
        "as_of": as_of_line(brief, words),
        "summary": brief.summary,
        "legend": [[kind, page[f"legend_{kind}"]] for kind in KINDS],
        "sections": [
            {
                "title": section.title,
                "sentences": [
                    {
                        "kind": sentence.kind,
                        "head": sentence_head(sentence)[0],
                        "text": sentence_head(sentence)[1].strip(),
                        "citations": [cited.label for cited in citations.of(sentence)],
                    }
                    for sentence in section.sentences
                ],
            }
            for section in brief.sections
        ],
        "sources_title": page["sources"],
        "sources": [
            {
                "number": str(source.number),
                "line": f"{source_line(source, words)} ({source.report.name})",
                "derived": list(derivation_lines(source, brief, words)),
            }
            for source in brief.sources
        ],
        "citations_title": page["citations"],
        "citations": [
            {
                "label": cited.label,
                "where": f"{cited.report.name}, "
                + page["characters"].format(start=cited.start, end=cited.end),
                "words": words.frame["quoted"].format(text=" ".join(cited.words.split())),
            }
            for cited in citations.all()
        ],
        "method": page["method"].format(method=brief.method),
    }


def _clean(value: Any) -> Any:
    """The same data without characters that cannot be set."""
    if isinstance(value, str):
        return _UNSHOWN.sub("\ufffd", value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {key: _clean(one) for key, one in value.items()}
    return value
