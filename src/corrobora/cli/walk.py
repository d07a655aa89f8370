"""The verbs of the walk: collect, extract, reconcile, brief."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

import typer

from corrobora.case import Case
from corrobora.cli.options import DEFAULT_CASE, CaseFile, Inputs, Output, Workers
from corrobora.cli.screen import (
    clock,
    err,
    progress_bar,
    show_collected,
    show_markdown,
    write,
    write_bytes,
)
from corrobora.errors import CorroboraError, NothingTaken
from corrobora.model import Brief
from corrobora.writers.html import write_html
from corrobora.writers.json_brief import write_json
from corrobora.writers.markdown import write_markdown


class BriefFormat(StrEnum):
    """How a brief comes out."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def _render(brief: Brief, format_: BriefFormat, language: str) -> str:
    if format_ is BriefFormat.HTML:
        return write_html(brief, language=language)
    if format_ is BriefFormat.JSON:
        return write_json(brief)
    return write_markdown(brief, language=language)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(collect)
    app.command()(extract)
    app.command()(reconcile)
    app.command()(brief)


def collect(paths: Inputs, case: CaseFile = DEFAULT_CASE) -> None:
    """Take reports into the case; say what was taken, what was refused and why.

    Folders are walked. The same text twice is one report seen twice; a changed text at the same
    address is a revision. What cannot be read is refused with a reason; the rest goes in.

    Example: corrobora collect reports/ feed.xml --case sahel.db
    """
    with progress_bar() as progress:
        with Case.open(case, clock=clock(), progress=progress) as opened:
            found = opened.collect(paths, now=clock()())
    show_collected(found)
    if not found.taken and not found.known:
        raise NothingTaken(
            "No report could be taken.", hint="See the reasons above; then give other files."
        )


def extract(case: CaseFile = DEFAULT_CASE, workers: Workers = 1) -> None:
    """Find the claims of all reports not yet read: who did what to whom, according to whom.

    Can be run at any time; a report is read again only when the method or vocabulary changed.
    """
    with progress_bar() as progress:
        with Case.open(
            case, create=False, clock=clock(), workers=workers, progress=progress
        ) as opened:
            read = opened.extract()
            counts = opened.store.counts()
    err.print(f"Read {read} reports; the case holds {counts.claims} claims.")


def reconcile(case: CaseFile = DEFAULT_CASE) -> None:
    """Join claims into events, count independent origins, set out contradictions."""
    with Case.open(case, create=False, clock=clock()) as opened:
        events = opened.reconcile()
    disputed = sum(bool(e.conflicts) for e in events)
    err.print(f"{len(events)} events, {disputed} of them with conflicts between sources.")


def brief(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Reports to take in first."),
    ] = None,
    case: CaseFile = DEFAULT_CASE,
    to: Annotated[
        BriefFormat | None,
        typer.Option("--to", help="Format; by default from the name of the output file."),
    ] = None,
    output: Output = None,
    scope: Annotated[
        str, typer.Option("--scope", help="The question or scope, for the header.")
    ] = "",
    as_of: Annotated[
        dt.datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Date; default: the latest source."),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="en or fr.")] = "en",
    workers: Workers = 1,
) -> None:
    """The main job in one call: reports in, cited brief out.

    Every sentence ends in citations that resolve to a report and the exact words. Facts, claims of
    one side and possibilities are worded apart.

    Example: corrobora brief reports/ --case sahel.db --output brief.html
    """
    with progress_bar() as progress:
        with Case.open(
            case, create=bool(paths), clock=clock(), workers=workers, progress=progress
        ) as opened:
            if paths:
                found = opened.collect(paths, now=clock()())
                show_collected(found)
                if not found.taken and not found.known:
                    raise NothingTaken(
                        "No report could be taken, so there is nothing to brief on.",
                        hint="See the reasons above; then give other files.",
                    )
            opened.update()
            written = opened.brief(
                scope=scope, as_of=as_of.date() if as_of else None, language=language
            )
    format_ = to or _format_of(output)
    text = _render(written, format_, language)
    if output is not None:
        write_bytes(text.encode("utf-8"), output)
        err.print(f"Wrote {output}.")
    elif format_ is BriefFormat.MARKDOWN:
        show_markdown(text)
    else:
        write(text, None)


def _format_of(output: object) -> BriefFormat:
    suffix = str(output or "").rpartition(".")[2].lower()
    by_suffix = {"html": BriefFormat.HTML, "htm": BriefFormat.HTML, "json": BriefFormat.JSON,
                 "md": BriefFormat.MARKDOWN, "txt": BriefFormat.MARKDOWN}  # fmt: skip
    if output is None or suffix in by_suffix:
        return by_suffix.get(suffix, BriefFormat.MARKDOWN)
    raise CorroboraError(
        f"The format of {output} is not known.", hint="Name it with --to markdown, html or json."
    )
