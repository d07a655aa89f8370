"""A brief as one self-contained page.

Nothing is loaded from anywhere: style and script stand in the page and are allowed by their
hashes only, so that words of a hostile report can neither run nor call out. Without the script
every citation is a link to its passage; with it, the passage opens beside the sentence.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

from jinja2 import Environment, StrictUndefined, Template

from corrobora.model import Brief, Report, Sentence
from corrobora.vocab.wording import wording
from corrobora.writers.citations import Citations, Cited
from corrobora.writers.sources import as_of_line, derivation_lines, source_line

KINDS = ("reported", "claimed", "disputed", "hypothetical", "gap")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a report's text: the passages that begin here, and whether it is cited."""

    text: str
    begins: tuple[str, ...]
    marked: bool
    furniture: bool


def write_html(brief: Brief, *, language: str = "en") -> str:
    """The brief as a page that opens, prints and can be mailed as it is."""
    words = wording(language)
    citations = Citations(brief)
    style, script = _asset("brief.css"), _asset("brief.js")
    return _template().render(
        brief=brief,
        page=words.page,
        language=language,
        as_of=as_of_line(brief, words),
        kinds=KINDS,
        cited=citations.of,
        all_cited=citations.all(),
        head=sentence_head,
        source_line=lambda source: source_line(source, words),
        derived=lambda source: derivation_lines(source, brief, words),
        runs=lambda report: text_runs(report, [c for c in citations.all() if c.report == report]),
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def sentence_head(sentence: Sentence) -> tuple[str, str]:
    """A sentence cut after its lead (date, speaker or subject), when it has a short one."""
    head, colon, rest = sentence.text.partition(": ")
    if colon and len(head) < 90 and sentence.kind != "gap":
        return f"{head}:", rest
    return "", sentence.text


def text_runs(report: Report, cited: Sequence[Cited]) -> tuple[Run, ...]:
    """The text of a report cut at every edge of a cited passage or of page furniture."""
    edges = {0, len(report.text)}
    for one in cited:
        edges.update((one.start, one.end))
    for stretch in report.furniture:
        edges.update((stretch.start, stretch.end))
    cuts = sorted(edges)
    runs: list[Run] = []
    for start, end in pairwise(cuts):
        runs.append(
            Run(
                text=report.text[start:end],
                begins=tuple(c.label for c in cited if c.start == start),
                marked=any(c.start <= start and end <= c.end for c in cited),
                furniture=any(f.start <= start and end <= f.end for f in report.furniture),
            )
        )
    return tuple(runs)


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("brief.html"))


@cache
def _asset(name: str) -> str:
    return (files("corrobora.writers") / "templates" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
