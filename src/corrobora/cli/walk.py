"""The verbs of the walk: collect, extract, reconcile, brief."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corrobora.case import Case, Collected
from corrobora.cli.options import (
    DEFAULT_CASE,
    CaseAddress,
    Extractor,
    Fast,
    Format,
    Inputs,
    LlmMaxCalls,
    LlmModel,
    LlmTimeout,
    LlmUrl,
    Output,
    UseExtractor,
    Vocabulary,
    Workers,
    model_reader,
)
from corrobora.cli.screen import (
    clock,
    give_records,
    refusal_record,
    say,
    show_collected,
    show_markdown,
    told_refusals,
    write,
    write_bytes,
)
from corrobora.cli.session import Use, inputs, nothing_taken, opened
from corrobora.errors import CorroboraError
from corrobora.llm.endpoint import SECONDS
from corrobora.model import Brief, Json
from corrobora.writers.docx import write_docx
from corrobora.writers.html import write_html
from corrobora.writers.json_brief import write_json
from corrobora.writers.markdown import write_markdown
from corrobora.writers.pdf import require_typesetter, write_pdf


class BriefFormat(StrEnum):
    """How a brief comes out."""

    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    JSON = "json"


_SUFFIXES = {
    "html": BriefFormat.HTML, "htm": BriefFormat.HTML, "json": BriefFormat.JSON,
    "docx": BriefFormat.DOCX, "pdf": BriefFormat.PDF, "md": BriefFormat.MARKDOWN,
    "txt": BriefFormat.MARKDOWN,
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (brief, collect, extract, reconcile):
        app.command()(command)


def collect(
    paths: Inputs,
    case: CaseAddress = DEFAULT_CASE,
    to: Annotated[
        Format | None,
        typer.Option("--to", help="jsonl: a line for each report once it is safe in the case."),
    ] = None,
) -> None:
    """Take reports into the case; say what was taken, what was refused and why.

    Folders are walked. The same text twice is one report seen twice; a changed text at the same
    address is a revision. What cannot be read is refused with a reason; the rest goes in.

    Example: corrobora collect reports/ feed.xml --case sahel.db
    """
    with inputs(paths) as given, opened(case, create=True) as open_case:
        kept = _acknowledge if to is Format.JSONL else None
        found = open_case.collect(given, now=clock()(), kept=kept)
    show_collected(found)
    if not found.taken and not found.known:
        raise nothing_taken("nothing new in the case")


def _acknowledge(found: Collected) -> None:
    give_records(_collected_records(found), None)
    sys.stdout.flush()


def _collected_records(found: Collected) -> Iterator[dict[str, Json]]:
    known = (*found.seen_again, *found.unchanged)
    for status, reports in (
        ("new", found.taken),
        ("known", known),
        ("forgotten", found.forgotten),
    ):
        for report in reports:
            yield {"name": report.name, "status": status, "report": report.id}
    for refusal in told_refusals(found.refused):
        yield dict(refusal_record(refusal))


def extract(
    case: CaseAddress = DEFAULT_CASE,
    vocabulary: Vocabulary = None,
    fast: Fast = False,
    extractor: UseExtractor = Extractor.RULES,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = "",
    llm_max_calls: LlmMaxCalls = None,
    llm_timeout: LlmTimeout = SECONDS,
    workers: Workers = 1,
) -> None:
    """Find the claims of all reports not yet read: who did what to whom, according to whom.

    Can be run at any time; a report is read again only when the method or vocabulary changed.

    Example: corrobora extract --case sahel.db --workers 2
    """
    model = model_reader(extractor, llm_url, llm_model, llm_max_calls, llm_timeout)
    with opened(case, workers=workers, vocabulary=vocabulary, fast=fast, model=model) as open_case:
        read = open_case.extract()
        counts = open_case.store.counts()
    say(f"Read {read} reports; the case holds {counts.claims} claims.")


def reconcile(case: CaseAddress = DEFAULT_CASE) -> None:
    """Join claims into events, count independent origins, set out contradictions.

    Events are made anew from the claims each time; what people judged is kept and counts.

    Example: corrobora reconcile --case sahel.db
    """
    with opened(case) as open_case:
        events = open_case.reconcile()
    disputed = sum(bool(e.conflicts) for e in events)
    say(f"{len(events)} events, {disputed} of them with conflicts between sources.")


def brief(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...", help="Reports to take in first; - reads standard input."
        ),
    ] = None,
    case: CaseAddress = DEFAULT_CASE,
    to: Annotated[
        BriefFormat | None,
        typer.Option("--to", help="Format; by default from the name of the output file."),
    ] = None,
    output: Output = None,
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            help="The question or scope, for the title. Default: what most claims speak of.",
        ),
    ] = "",
    as_of: Annotated[
        dt.datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Date; default: the latest source."),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help="Of the brief's own words: en or fr.")
    ] = "en",
    vocabulary: Vocabulary = None,
    fast: Fast = False,
    extractor: UseExtractor = Extractor.RULES,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = "",
    llm_max_calls: LlmMaxCalls = None,
    llm_timeout: LlmTimeout = SECONDS,
    workers: Workers = 1,
) -> None:
    """The main job in one call: reports in, cited brief out.

    Every sentence ends in citations that resolve to a report and the exact words. Facts, claims of
    one side and possibilities are worded apart.

    Example: corrobora brief reports/ --case sahel.db --output brief.html
    """
    format_ = to or _format_of(output)
    if format_ in (BriefFormat.DOCX, BriefFormat.PDF) and output is None:
        raise CorroboraError(
            f"A {'PDF' if format_ is BriefFormat.PDF else 'Word'} document cannot be shown on the "
            "screen.",
            hint=f"Name a file: -o brief.{format_}",
        )
    if format_ is BriefFormat.PDF:
        require_typesetter()
    model = model_reader(extractor, llm_url, llm_model, llm_max_calls, llm_timeout)
    with opened(
        case,
        use=Use.WRITE if paths else Use.KEEP_IF_POSSIBLE,
        create=bool(paths),
        workers=workers,
        vocabulary=vocabulary,
        fast=fast,
        model=model,
    ) as open_case:
        if paths:
            _take(open_case, paths)
        open_case.update()
        written = open_case.brief(
            scope=scope, as_of=as_of.date() if as_of else None, language=language
        )
    _give(written, format_, output, language)


def _take(case: Case, paths: list[str]) -> None:
    with inputs(paths) as given:
        found = case.collect(given, now=clock()())
    show_collected(found)
    if not found.taken and not found.known:
        raise nothing_taken("nothing to brief on")


def _give(written: Brief, format_: BriefFormat, output: Path | None, language: str) -> None:
    if output is not None:
        write_bytes(_rendered(written, format_, language), output)
        say(f"Wrote {output}.")
    elif format_ is BriefFormat.MARKDOWN:
        show_markdown(write_markdown(written, language=language))
    else:
        write(_rendered(written, format_, language).decode("utf-8"), None)


def _rendered(brief: Brief, format_: BriefFormat, language: str) -> bytes:
    match format_:
        case BriefFormat.HTML:
            return write_html(brief, language=language).encode("utf-8")
        case BriefFormat.DOCX:
            return write_docx(brief, language=language)
        case BriefFormat.PDF:
            return write_pdf(brief, language=language)
        case BriefFormat.JSON:
            return write_json(brief).encode("utf-8")
        case BriefFormat.MARKDOWN:
            return write_markdown(brief, language=language).encode("utf-8")


def _format_of(output: Path | None) -> BriefFormat:
    if output is None:
        return BriefFormat.MARKDOWN
    suffix = output.suffix.lower().removeprefix(".")
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    raise CorroboraError(
        f"The format of {output} is not known.",
        hint="Name it with --to markdown, html, pdf, docx or json.",
    )
