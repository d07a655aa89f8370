"""The verbs that look: claims, events, reports, outlets, search, show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from corrobora.case import claims_of
from corrobora.cli.options import (
    DEFAULT_CASE,
    CaseAddress,
    EventFormat,
    Extractor,
    Fast,
    Format,
    LlmMaxCalls,
    LlmModel,
    LlmTimeout,
    LlmUrl,
    MaybeInputs,
    Output,
    TlpLevel,
    To,
    ToEvents,
    UseExtractor,
    Vocabulary,
    Workers,
    model_reader,
)
from corrobora.cli.screen import (
    clock,
    format_of,
    give_records,
    progress_bar,
    say,
    show_lines,
    show_list,
    show_refusals,
    show_tally,
    told_refusals,
    write,
)
from corrobora.cli.session import Use, inputs, nothing_taken, opened, up_to_date
from corrobora.cli.sheets import claim_sheet, derivation_tree, event_sheet, report_sheet
from corrobora.cli.why import joins_explained, origins_explained
from corrobora.errors import CorroboraError, PolicyError
from corrobora.llm import ModelReader
from corrobora.llm.endpoint import SECONDS
from corrobora.model import Claim, Event, Json, Refusal, Report
from corrobora.reconcile.vetting import Vetting
from corrobora.share.labels import Tlp, read_tlp
from corrobora.writers.jsonl import claim_record, event_record, report_record
from corrobora.writers.stix import Told, write_case

_QUOTE = 90


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (claims, events, reports, outlets, search, show):
        app.command()(command)


def claims(
    paths: MaybeInputs = None,
    case: CaseAddress = DEFAULT_CASE,
    to: To = None,
    output: Output = None,
    vocabulary: Vocabulary = None,
    fast: Fast = False,
    extractor: UseExtractor = Extractor.RULES,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = "",
    llm_max_calls: LlmMaxCalls = None,
    llm_timeout: LlmTimeout = SECONDS,
    workers: Workers = 1,
) -> None:
    """Claims out, one record a line: who did what to whom, where, when, according to whom.

    With PATHs the reports are read and their claims found on the fly; nothing is kept.

    Example: corrobora claims reports/ --to jsonl > claims.jsonl
    """
    model = model_reader(extractor, llm_url, llm_model, llm_max_calls, llm_timeout)
    if paths:
        _claims_on_the_fly(paths, format_of(to, output), output, vocabulary, fast, workers, model)
        return
    with opened(
        case,
        use=Use.KEEP_IF_POSSIBLE,
        workers=workers,
        vocabulary=vocabulary,
        fast=fast,
        model=model,
    ) as open_case:
        open_case.extract()
        by_report = {r.id: r for r in open_case.reports()}
        found = open_case.claims()
    _give_claims(((by_report[c.report], (c,)) for c in found), format_of(to, output), output)


def _claims_on_the_fly(
    paths: list[str],
    format_: Format,
    output: Path | None,
    vocabulary: Path | None,
    fast: bool,
    workers: int,
    model: ModelReader | None,
) -> None:
    refused: list[Refusal] = []
    read = 0

    def counted() -> Iterator[tuple[Report, tuple[Claim, ...]]]:
        nonlocal read
        for pair in found:
            read += 1
            if progress is not None:
                progress("extract", 1, None)
            yield pair

    with inputs(paths) as given, show_tally(model), progress_bar() as progress:
        found = claims_of(
            given, now=clock()(), workers=workers, refused=refused.append,
            vocabulary=vocabulary, fast=fast, model=model,
        )  # fmt: skip
        _give_claims(counted(), format_, output)
    show_refusals(told_refusals(refused))
    if not read:
        raise nothing_taken("no claim")


def _give_claims(
    found: Iterable[tuple[Report, tuple[Claim, ...]]], format_: Format, output: Path | None
) -> None:
    if format_ is Format.JSONL:
        give_records((claim_record(c, report) for report, group in found for c in group), output)
        return
    rows = [
        (
            c.id, report.name, c.type, c.stance.value, ", ".join(a.name for a in c.actors),
            ", ".join(t.name for t in c.targets), ", ".join(v.name for v in c.speakers),
            _short(c.quote),
        )
        for report, group in found for c in group
    ]  # fmt: skip
    show_list(
        f"{len(rows)} claims",
        ("Claim", "Report", "Type", "Stance", "Who", "To whom", "According to", "Words"),
        rows,
    )


def events(
    paths: MaybeInputs = None,
    case: CaseAddress = DEFAULT_CASE,
    to: ToEvents = None,
    tlp: TlpLevel = None,
    output: Output = None,
    vocabulary: Vocabulary = None,
    fast: Fast = False,
    extractor: UseExtractor = Extractor.RULES,
    llm_url: LlmUrl = None,
    llm_model: LlmModel = "",
    llm_max_calls: LlmMaxCalls = None,
    llm_timeout: LlmTimeout = SECONDS,
    workers: Workers = 1,
) -> None:
    """Events out: claims joined, independent origins counted, contradictions side by side.

    With PATHs the reports are read and their events made on the fly; nothing is kept.

    Example: corrobora events --case sahel.db
    """
    level = _level(to, tlp)
    model = model_reader(extractor, llm_url, llm_model, llm_max_calls, llm_timeout)
    with up_to_date(
        paths, case, workers=workers, vocabulary=vocabulary, fast=fast, model=model
    ) as open_case:
        found = open_case.events()
        if level is not None:
            told = Told(
                reports=open_case.reports(),
                claims=open_case.claims(),
                derivations=open_case.derivations(),
                events=found,
            )
    if level is not None:
        _require_no_stricter_report(told.reports, level)
        write(write_case(told, tlp=level.marking, now=clock()()), output)
        return
    if format_of(Format(to) if to else None, output) is Format.JSONL:
        give_records((event_record(e) for e in found), output)
        return
    show_list(
        f"{len(found)} events",
        ("Event", "When", "Type", "Origins", "Grade", "Conflicts", "Gist"),
        [_event_row(e) for e in found],
    )


def _level(to: EventFormat | None, tlp: str | None) -> Tlp | None:
    """The level for a STIX document; None for another format."""
    if to is not EventFormat.STIX:
        if tlp is not None:
            raise CorroboraError("--tlp marks a STIX document.", hint="Give --to stix with it.")
        return None
    level = read_tlp(tlp or "")
    if level is None:
        levels = ", ".join(each.marking.removeprefix("TLP:") for each in Tlp)
        raise CorroboraError(
            f"{tlp!r} is no TLP level." if tlp else "A STIX document needs a marking.",
            hint=f"Give --tlp with one of: {levels}.",
        )
    return level


def _require_no_stricter_report(reports: Iterable[Report], level: Tlp) -> None:
    """What came in under a marking does not go out under a wider one."""
    for report in reports:
        own = read_tlp(report.marking) if report.marking else level
        if own is None or own > level:
            raise PolicyError(
                f"{report.name} came in as {report.marking}, which {level.marking} would widen.",
                hint="Give a stricter --tlp, or leave the report out.",
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
    if start == end:
        return start
    if event.date.precision in ("year", "month"):
        return start[: 4 if event.date.precision == "year" else 7]
    return f"{start} to {end}"


def reports(
    case: CaseAddress = DEFAULT_CASE,
    to: To = None,
    output: Output = None,
    tree: Annotated[
        bool, typer.Option("--tree", help="Show who took what from whom as a tree.")
    ] = False,
) -> None:
    """Reports out, with who wrote them, who carried them and what they were derived from.

    Records hold the text that the offsets of claims point into.

    Example: corrobora reports --case sahel.db --tree
    """
    with opened(case, use=Use.READ) as open_case:
        found = open_case.reports()
        derivations = open_case.derive()
    if tree:
        show_lines(derivation_tree(found, derivations))
        return
    if format_of(to, output) is Format.JSONL:
        give_records((report_record(r, derivations, text=True) for r in found), output)
        return
    rows = [
        (
            r.id, r.name, r.published.isoformat() if r.published else "undated",
            r.publisher or "unknown", r.carrier or "", r.language or "unknown",
            ", ".join(sorted({d.how for d in derivations if d.report == r.id})),
        )
        for r in found
    ]  # fmt: skip
    show_list(
        f"{len(rows)} reports",
        ("Report", "Name", "Published", "Originator", "Carrier", "Language", "Derived by"),
        rows,
        long="Name",
    )


def outlets(case: CaseAddress = DEFAULT_CASE, to: To = None, output: Output = None) -> None:
    """Outlets of the case, which of them are vetted, by whom and why.

    Only what reaches you through vetted outlets raises the lower end of a count of origins. Vet
    one with: corrobora judge accept outlet:NAME --by WHO --why REASON

    Example: corrobora outlets --case sahel.db
    """
    with opened(case, use=Use.READ) as open_case:
        found = {r.id: r for r in open_case.reports()}
        vetting = Vetting(open_case.store.judgements(), found)
    brought = Counter(n for r in found.values() for n in {r.publisher, r.carrier} if n)
    names = sorted(brought, key=lambda name: (not vetting.vetted(name), -brought[name], name))
    if format_of(to, output) is Format.JSONL:
        rows: list[dict[str, Json]] = [
            {"outlet": name, "reports": brought[name], "vetted": vetting.vetted(name),
             "why": vetting.why(name).told()}
            for name in names
        ]  # fmt: skip
        give_records(rows, output)
        return
    show_list(
        f"{len(names)} outlets",
        ("Outlet", "Reports", "Vetted", "Why"),
        [
            (n, str(brought[n]), "yes" if vetting.vetted(n) else "no", vetting.why(n).told())
            for n in names
        ],
    )


def search(
    query: Annotated[
        list[str],
        typer.Argument(help='Words; accents and case do not matter. "A phrase" is kept whole.'),
    ],
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Find reports that hold all of these words, best first.

    Example: corrobora search fuel convoy --case sahel.db
    """
    with opened(case, use=Use.READ) as open_case:
        found = open_case.store.search(" ".join(query))
    if not found:
        say("No report holds all of these words.")
        raise typer.Exit(7)
    show_list(
        f"{len(found)} reports",
        ("Report", "Name", "Published", "Title"),
        [
            (r.id, r.name, r.published.isoformat() if r.published else "undated", r.title or "")
            for r in found
        ],
    )


def show(
    identifier: Annotated[str, typer.Argument(help="An id, or the name of a report.")],
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """One event, claim or report on one screen: the words, who says them, why the counts.

    Example: corrobora show e4f1c09b2a6d7e830 --case sahel.db
    """
    with opened(case, use=Use.READ) as open_case:
        thing = open_case.find(identifier)
        found = open_case.reports()
        claims_ = open_case.claims()
        derivations = open_case.derivations()
        judgements = tuple(open_case.store.judgements())
    by_report = {r.id: r for r in found}
    if isinstance(thing, Event):
        why = list(origins_explained(thing, claims_, found, derivations, judgements))
        joins = list(joins_explained(thing, claims_, found, derivations))
        lines = event_sheet(thing, claims_, by_report, judgements, why, joins)
    elif isinstance(thing, Claim):
        lines = claim_sheet(thing, by_report, judgements)
    else:
        lines = report_sheet(thing, claims_, by_report, derivations)
    show_lines(lines)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"
