"""The verbs that look: claims, events, reports, show, places, search."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from corrobora.case import Case, claims_of
from corrobora.cli.options import DEFAULT_CASE, CaseFile, Format, MaybeInputs, Output, To, Workers
from corrobora.cli.screen import clock, err, progress_bar, show_refusals, show_table, write
from corrobora.cli.sheets import claim_sheet, event_sheet, report_sheet
from corrobora.model import Claim, Event, Refusal, Report
from corrobora.vocab.gazetteer import load_gazetteer
from corrobora.writers.jsonl import claim_record, event_record, report_record

_QUOTE = 90


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (claims, events, reports, search, show, places):
        app.command()(command)


def _format(to: Format | None, output: Path | None) -> Format:
    if to is not None:
        return to
    return Format.TABLE if output is None and sys.stdout.isatty() else Format.JSONL


def _lines(records: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for record in records:
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _give(records: Iterator[Mapping[str, Any]], output: Path | None) -> None:
    """Records as JSON Lines: streamed to the screen, whole to a file."""
    if output is None:
        for line in _lines(records):
            sys.stdout.write(line)
    else:
        write("".join(_lines(records)), output)


@contextmanager
def _case(paths: list[str] | None, case: Path, workers: int) -> Iterator[Case]:
    """The given case, brought up to date; with paths a case of its own that is thrown away."""
    with progress_bar() as progress:
        if not paths:
            with Case.open(
                case, create=False, clock=clock(), workers=workers, progress=progress
            ) as opened:
                opened.update()
                yield opened
            return
        with tempfile.TemporaryDirectory() as folder:
            with Case.open(
                Path(folder) / "once.db", clock=clock(), workers=workers, progress=progress
            ) as opened:
                found = opened.collect(paths, now=clock()())
                show_refusals(found.refused)
                opened.update()
                yield opened


def claims(
    paths: MaybeInputs = None,
    case: CaseFile = DEFAULT_CASE,
    to: To = None,
    output: Output = None,
    workers: Workers = 1,
) -> None:
    """Claims out, one record a line: who did what to whom, where, when, according to whom.

    With PATHs the reports are read and their claims found on the fly; nothing is kept.

    Example: corrobora claims reports/ --to jsonl > claims.jsonl
    """
    if paths:
        refused: list[Refusal] = []
        with progress_bar() as progress:
            found = _counted(
                claims_of(paths, now=clock()(), workers=workers, refused=refused.append), progress
            )
            _give_claims(found, _format(to, output), output)
        show_refusals(refused)
        return
    with Case.open(case, create=False, clock=clock(), workers=workers) as opened:
        opened.extract()
        by_report = {r.id: r for r in opened.reports()}
        pairs = ((by_report[c.report], (c,)) for c in opened.store.claims())
        _give_claims(pairs, _format(to, output), output)


def _counted(
    found: Iterator[tuple[Report, tuple[Claim, ...]]], progress: Any
) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
    for pair in found:
        progress("extract", 1)
        yield pair


def _give_claims(
    found: Iterable[tuple[Report, tuple[Claim, ...]]], format_: Format, output: Path | None
) -> None:
    if format_ is Format.JSONL:
        _give((claim_record(c, report) for report, group in found for c in group), output)
        return
    rows = [
        (
            c.id, report.name, c.type, c.stance.value, ", ".join(a.name for a in c.actors),
            ", ".join(t.name for t in c.targets), ", ".join(v.name for v in c.speakers),
            _short(c.quote),
        )
        for report, group in found for c in group
    ]  # fmt: skip
    show_table(
        f"{len(rows)} claims",
        ("Claim", "Report", "Type", "Stance", "Who", "To whom", "According to", "Words"),
        rows,
    )


def events(
    paths: MaybeInputs = None,
    case: CaseFile = DEFAULT_CASE,
    to: To = None,
    output: Output = None,
    workers: Workers = 1,
) -> None:
    """Events out: claims joined, independent origins counted, contradictions side by side.

    Example: corrobora events --case sahel.db
    """
    with _case(paths, case, workers) as opened:
        found = opened.events()
    if _format(to, output) is Format.JSONL:
        _give(iter(event_record(e) for e in found), output)
        return
    rows = [_event_row(e) for e in found]
    show_table(
        f"{len(rows)} events",
        ("Event", "When", "Type", "Origins", "Grade", "Conflicts", "Gist"),
        rows,
    )


def _event_row(event: Event) -> tuple[str, ...]:
    low, high = event.independent.min, event.independent.max
    return (
        event.id,
        _span(event),
        event.type,
        str(low) if low == high else f"{low}-{high}",
        event.credibility,
        ", ".join(sorted({c.about for c in event.conflicts})),
        event.gist,
    )


def _span(event: Event) -> str:
    if event.date is None:
        return "unknown"
    start, end = event.date.start.isoformat(), event.date.end.isoformat()
    return start if start == end else f"{start} to {end}"


def reports(
    case: CaseFile = DEFAULT_CASE,
    to: To = None,
    output: Output = None,
    tree: Annotated[
        bool, typer.Option("--tree", help="Show who took what from whom as a tree.")
    ] = False,
) -> None:
    """Reports out, with who wrote them, who carried them and what they were derived from."""
    with Case.open(case, create=False, clock=clock()) as opened:
        opened.update()
        found = opened.reports()
        derivations = opened.derivations()
    if tree:
        show_tree(found, derivations)
        return
    if _format(to, output) is Format.JSONL:
        _give(iter(report_record(r, [d for d in derivations if d.report == r.id]) for r in found),
              output)  # fmt: skip
        return
    rows = [
        (
            r.id, r.name, r.published.isoformat() if r.published else "undated",
            r.publisher or "unknown", r.carrier or "", r.language or "unknown",
            ", ".join(sorted({d.how for d in derivations if d.report == r.id})),
        )
        for r in found
    ]  # fmt: skip
    show_table(
        f"{len(rows)} reports",
        ("Report", "Name", "Published", "Originator", "Carrier", "Language", "Derived by"),
        rows,
    )


def show_tree(found: tuple[Report, ...], derivations: tuple[Any, ...]) -> None:
    """Print each origin with what was taken from it beneath."""
    from corrobora.cli.sheets import derivation_tree

    for line in derivation_tree(found, derivations):
        sys.stdout.write(line + "\n")


def search(
    query: Annotated[list[str], typer.Argument(help="Words; accents and case do not matter.")],
    case: CaseFile = DEFAULT_CASE,
) -> None:
    """Find reports that hold all of these words, best first."""
    with Case.open(case, create=False, clock=clock()) as opened:
        found = opened.store.search(" ".join(query))
    show_table(
        f"{len(found)} reports",
        ("Report", "Name", "Published", "Title"),
        [
            (r.id, r.name, r.published.isoformat() if r.published else "undated", r.title or "")
            for r in found
        ],
    )


def show(
    identifier: Annotated[str, typer.Argument(help="An id, or the name of a report.")],
    case: CaseFile = DEFAULT_CASE,
) -> None:
    """One event, claim or report on one screen: the words, who says them, why the counts."""
    with Case.open(case, create=False, clock=clock()) as opened:
        thing = opened.find(identifier)
        by_report = {r.id: r for r in opened.reports()}
        claims_ = opened.claims()
        derivations = opened.derivations()
    if isinstance(thing, Event):
        lines = event_sheet(thing, claims_, by_report, derivations)
    elif isinstance(thing, Claim):
        lines = claim_sheet(thing, by_report)
    else:
        lines = report_sheet(thing, claims_, by_report, derivations)
    for line in lines:
        sys.stdout.write(line + "\n")


def places(
    name: Annotated[list[str], typer.Argument(help="A place name, in any spelling.")],
) -> None:
    """Look a place name up in the gazetteer: every place it may mean."""
    found = load_gazetteer().lookup(" ".join(name))
    if not found:
        err.print("No place of that name. Import a GeoNames dump to add villages.")
        raise typer.Exit(7)
    show_table(
        f"{len(found)} places",
        ("Name", "Kind", "Region", "Country", "Latitude", "Longitude"),
        [
            (
                p.name, p.kind, p.admin1 or "", p.country or "",
                f"{p.lat:.3f}" if p.lat is not None else "",
                f"{p.lon:.3f}" if p.lon is not None else "",
            )
            for p in found
        ],
    )  # fmt: skip


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"
