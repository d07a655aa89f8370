"""The verb of those who watch the desk: oversight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Annotated

import typer

from corrobora.cli.approvals import record as proposal_record
from corrobora.cli.consent import record as request_record
from corrobora.cli.keep import entry_record
from corrobora.cli.options import DEFAULT_CASE, By, CaseAddress, Format, Output, To, Why
from corrobora.cli.screen import clock, format_of, give_records, show_table
from corrobora.cli.session import opened
from corrobora.cli.share import recall_record, release_record
from corrobora.errors import CorroboraError
from corrobora.model import Json
from corrobora.share.conditions import Consent
from corrobora.share.labels import Purpose, label_record
from corrobora.sharing import Oversight
from corrobora.sharing.oversight import Decided

Record = dict[str, Json]


class What(StrEnum):
    """What can be read."""

    AGREEMENTS = "agreements"
    RELEASES = "releases"
    DECISIONS = "decisions"
    WITHHELD = "withheld"
    RECALLS = "recalls"
    APPROVALS = "approvals"
    REQUESTS = "requests"
    CONSENTS = "consents"
    JOURNAL = "journal"
    READS = "reads"


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(oversight)


def oversight(
    what: Annotated[What, typer.Argument(help="What to read.")],
    by: By,
    why: Why,
    name: Annotated[
        str | None, typer.Argument(metavar="[AGREEMENT]", help="Of which agreement.")
    ] = None,
    purpose: Annotated[
        Purpose | None, typer.Argument(help="For which purpose: decisions and withheld items.")
    ] = None,
    case: CaseAddress = DEFAULT_CASE,
    to: To = None,
    output: Output = None,
) -> None:
    """Read everything that the desk decided, released and withheld. Each read is itself journaled.

    Nothing can be changed or released from here. decisions and withheld need an agreement and one
    of its purposes; releases and recalls take an agreement, or are of all.

    Example: corrobora oversight withheld harbour-ew early-warning --by "L. Mbaye"
    --why "Yearly review"
    """
    with opened(case) as open_case:
        reader = Oversight(open_case, by=by, why=why, clock=clock())
        found = list(_records(reader, what, name, purpose))
    if format_of(to, output) is Format.JSONL:
        give_records(found, output)
        return
    columns = list(dict.fromkeys(key for one in found for key in one))
    show_table(
        f"{len(found)} {what.value}",
        columns,
        [[_shown(one.get(column)) for column in columns] for one in found],
    )


def _records(
    reader: Oversight, what: What, name: str | None, purpose: Purpose | None
) -> Iterator[Record]:
    if what in (What.DECISIONS, What.WITHHELD):
        if name is None or purpose is None:
            raise CorroboraError(
                "Decisions are made for an agreement and a purpose.",
                hint=f"Give both: corrobora oversight {what.value} AGREEMENT PURPOSE",
            )
        read = reader.decisions if what is What.DECISIONS else reader.withheld
        yield from map(_decided, read(name, purpose))
    elif what is What.RELEASES:
        for release in reader.releases(name):
            yield {**release_record(release), "at": release.at, "content": release.content}
    elif what is What.RECALLS:
        yield from map(recall_record, reader.recalls(name))
    elif name is not None:
        raise CorroboraError(
            f"{what.value} are of the whole case.", hint="Leave the agreement out."
        )
    else:
        yield from _WHOLE[what](reader)


def _agreements(reader: Oversight) -> Iterator[Record]:
    for found, history in reader.agreements():
        for act in history:
            yield {
                "agreement": found.agreement.id, "state": found.state, "act": act.act.value,
                "by": act.by, "at": act.at, "why": act.why, "terms": act.terms,
            }  # fmt: skip


def _reads(reader: Oversight) -> Iterator[Record]:
    for one in reader.reads():
        yield {"what": one.what, "number": one.number, "by": one.by, "at": one.at, "why": one.why}


_WHOLE: dict[What, Callable[[Oversight], Iterator[Record]]] = {
    What.AGREEMENTS: _agreements,
    What.APPROVALS: lambda reader: map(proposal_record, reader.proposals()),
    What.REQUESTS: lambda reader: map(request_record, reader.requests()),
    What.CONSENTS: lambda reader: map(_consent, reader.consents()),
    What.JOURNAL: lambda reader: map(entry_record, reader.journal()),
    What.READS: _reads,
}


def _decided(one: Decided) -> Record:
    return {
        "kind": one.kind, "item": one.item, "answer": one.decision.answer,
        "reasons": list(one.decision.reasons), "failing": list(one.decision.failing),
        "policy": one.decision.policy, "label": label_record(one.label),
    }  # fmt: skip


def _consent(one: Consent) -> Record:
    return {
        "originator": one.originator, "partner": one.partner,
        "purposes": sorted(p.value for p in one.purposes), "until": one.until.isoformat(),
        "items": sorted(one.items), "withdrawn": one.withdrawn, "by": one.by, "at": one.at,
    }  # fmt: skip


def _shown(value: Json) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
