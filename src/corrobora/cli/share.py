"""The verbs on items: label, preview, share, releases, recall, trace."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from corrobora.case import Case
from corrobora.cli.agreements import AgreementId, PurposeArgument
from corrobora.cli.approvals import open_reviews, show_torn, tell
from corrobora.cli.options import DEFAULT_CASE, By, CaseAddress, Format, Output, To
from corrobora.cli.screen import clock, format_of, give_records, say, show_table, write
from corrobora.cli.session import Use, opened, text_of
from corrobora.errors import CorroboraError
from corrobora.model import Json
from corrobora.share.labels import read_label
from corrobora.share.picture import Picture
from corrobora.share.tearline import Tear
from corrobora.sharing import Approvals, Handover, Outbox, SharingDesk
from corrobora.sharing.values import Answer, AnswerState, RecallState
from corrobora.store.ledger import Release
from corrobora.writers.markdown import write_markdown


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (label, preview, share, releases, recall, trace):
        app.command()(command)


def label(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Reports or claims.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who labels; goes into the journal.")] = "",
    why: Annotated[str, typer.Option("--why", help="The reason; goes into the journal.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every report of the case.")] = False,
    unlabelled: Annotated[
        bool, typer.Option("--unmarked", help="Every report without a marking and a label.")
    ] = False,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="tlp=GREEN, pap=AMBER, releasable_to=A,B, excluded=C, purposes=policy,analysis, "
            "controllers=D, third_parties=E, originators=F, compartments=G, expires=2026-12-31, "
            "source_protected=true, names_person=true. Several are possible.",
        ),
    ] = None,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Say what may be done with reports or claims. A report without a marking goes to nobody.

    A claim carries the label of its report and its own; what is made of several items carries the
    strictest of theirs. The latest label stands.

    Example: corrobora label --unmarked --set tlp=CLEAR --by "A. Sow" --why "Published articles"
    """
    fields = dict(_field(one) for one in set_ or ())
    if not fields:
        raise CorroboraError("No label was given.", hint="Give for instance: --set tlp=GREEN")
    given = read_label(fields)
    with opened(case) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        reports, claims = _named(open_case, desk, ids or [], everything, unlabelled)
        if not (reports or claims):
            raise CorroboraError("Nothing to label.", hint="Give ids, --all or --unmarked.")
        made = desk.label("report", reports, given, by=by, why=why) if reports else 0
        made += desk.label("claim", claims, given, by=by, why=why) if claims else 0
    say(f"Labelled: {len(reports)} reports, {len(claims)} claims.")


def _field(given: str) -> tuple[str, Any]:
    name, equals, value = given.partition("=")
    if not equals:
        raise CorroboraError(f"{given!r} is no FIELD=VALUE.", hint="For instance: tlp=GREEN")
    name = name.strip()
    if name in ("source_protected", "names_person", "sealed"):
        if value not in ("true", "false"):
            raise CorroboraError(f"{name} is {value!r}.", hint="Give true or false.")
        return name, value == "true"
    if name in ("tlp", "pap", "expires"):
        return name, value.strip()
    return name, [part.strip() for part in value.split(",") if part.strip()]


def _named(
    case: Case, desk: SharingDesk, ids: list[str], everything: bool, unlabelled: bool
) -> tuple[list[str], list[str]]:
    reports = case.reports()
    if everything:
        return [r.id for r in reports], []
    if unlabelled:
        labels = desk.holdings().labels
        return [r.id for r in reports if labels[r.id].sealed], []
    by_name = {name: r.id for r in reports for name in (r.id, r.name, *r.names)}
    found = [by_name[i] for i in ids if i in by_name]
    return found, [i for i in ids if i not in by_name]


def preview(
    name: AgreementId,
    purpose: PurposeArgument,
    brief: Annotated[
        bool, typer.Option("--brief", help="Show the brief that the partner would get.")
    ] = False,
    check: Annotated[
        Path | None,
        typer.Option(
            "--check", metavar="FILE", help="Show what of this brief of yours may go out."
        ),
    ] = None,
    case: CaseAddress = DEFAULT_CASE,
    output: Output = None,
) -> None:
    """What a partner would see now, what is withheld, and why. Nothing goes out.

    Example: corrobora preview harbour-ew early-warning
    """
    text = None if check is None else text_of(check)
    with opened(case) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        if text is not None:
            _show_tear(Handover(desk).look(name, purpose, text), output)
            return
        if brief:
            write(write_markdown(desk.brief(name, purpose)), output)
            return
        held = desk.holdings()
        seen = desk.preview(name, purpose)
        shown = _share_of(seen, {r.id for r in held.reports})
    say(
        f"{name} would see {shown['reports']} of {len(held.reports)} reports, "
        f"{shown['claims']} of {len(held.claims)} claims, {len(seen.events)} events."
    )
    show_table(
        "What the partner would see",
        ("Event", "Independent", "Grade"),
        [
            (e.gist, f"{e.independent.min} to {e.independent.max}", e.credibility)
            for e in seen.events
        ],
    )
    reasons: Counter[str] = Counter()
    for withheld in seen.withheld:
        reasons.update(withheld.decision.reasons)
    show_table(
        "Withheld, and why",
        ("Items", "Reason"),
        [(str(count), reason) for reason, count in reasons.most_common()],
    )


def _show_tear(found: Tear, output: Path | None) -> None:
    show_torn(found.torn)
    write("".join(f"{one.passage.lead}{one.passage.text}\n" for one in found.kept), output)
    say(f"{len(found.kept)} sentences may go out, {len(found.torn)} may not.")


def _share_of(seen: Picture, reports: set[str]) -> Counter[str]:
    return Counter("reports" if seen.inner[key] in reports else "claims" for key in seen.inner)


def share(
    name: AgreementId,
    purpose: PurposeArgument,
    by: By,
    why: Annotated[
        str, typer.Option("--why", help="For the second person, where two have to agree.")
    ] = "",
    brief: Annotated[
        Path | None,
        typer.Option("--brief", metavar="FILE", help="Hand over this brief of yours instead."),
    ] = None,
    tear: Annotated[
        bool, typer.Option("--tear", help="With --brief: tear off sentences that may not go out.")
    ] = False,
    case: CaseAddress = DEFAULT_CASE,
    output: Output = None,
) -> None:
    """Bring a partner's feed up to date: new items go out, what may no longer be held is recalled.

    With --brief a text that you wrote is handed over instead: each sentence is looked at by what it
    cites ([3b] of a brief of this program, or [ID] of a report or claim). If one may not go out,
    nothing does, or with --tear the rest. What the partner gets is written to --output, and kept as
    released.

    Example: corrobora share harbour-ew early-warning --by "A. Sow"
    """
    text = None if brief is None else text_of(brief)
    with opened(case) as open_case:
        open_case.reconcile()
        desk = SharingDesk(open_case, clock=clock())
        open_reviews(desk)
        acts = Approvals(desk)
        if text is None:
            tell(acts.share(name, purpose, by=by, why=why))
        else:
            tell(acts.brief(name, purpose, text, by=by, why=why, tear=tear), output)


def releases(
    name: AgreementId,
    case: CaseAddress = DEFAULT_CASE,
    to: To = None,
    output: Output = None,
) -> None:
    """What a partner holds: every item that went out and was not taken back, and how far it read.

    Example: corrobora releases harbour-ew --to jsonl
    """
    with opened(case, use=Use.READ) as open_case:
        box = Outbox(SharingDesk(open_case, clock=clock()))
        held = box.held(name)
        reads = {feed: open_case.store.ledger.reads(feed) for feed in box.feeds(name)}
    if format_of(to, output) is Format.JSONL:
        give_records(
            map(release_record, held),
            output,
        )
        return
    show_table(
        f"{name} holds {len(held)} items",
        ("Feed", "Number", "Item", "Version", "By"),
        [(r.feed, str(r.number), r.item, r.version, r.by) for r in held],
    )
    for feed, known in reads.items():
        for credential, (number, at) in known.items():
            say(f"{feed}: {credential} has read up to number {number} ({at}).")


def release_record(one: Release) -> dict[str, Json]:
    """A version that went out as other programs read it, without its content."""
    return {
        "feed": one.feed, "number": one.number, "item": one.item, "type": one.type,
        "version": one.version, "made_of": list(one.inner), "epoch": one.epoch, "by": one.by,
        "hash": one.hash,
    }  # fmt: skip


def recall(
    name: AgreementId,
    items: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ITEM]...", help="Items, or reports and claims of the case."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that the partner holds.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who recalls.")] = "",
    why: Annotated[str, typer.Option("--why", help="The reason; stays in the house.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, help="Days to answer.")] = 14,
    answer: Annotated[
        str,
        typer.Option(
            "--answer",
            metavar="STATE",
            help="Note what the partner said of the items: acknowledged, attested or refused.",
        ),
    ] = "",
    case: CaseAddress = DEFAULT_CASE,
    to: To = None,
) -> None:
    """Want items back from a partner; without items, show where every recall stands.

    A report or claim leads to everything that was made of it. The partner sees which items, what to
    do and until when, also while suspended, and never why. A recall cannot erase what others hold.

    Example: corrobora recall harbour-ew --all --by "A. Sow" --why "Relations broken off"
    """
    with opened(case) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        box = Outbox(desk)
        if answer:
            _answer(box, name, items or [], answer, by)
        elif items or everything:
            wanted = None if everything else items
            tell(Approvals(desk).recall(name, by=by, why=why, items=wanted, days=days))
        found = box.recalls(name)
    if format_of(to, None) is Format.JSONL:
        give_records(map(recall_record, found), None)
        return
    show_table(
        f"{len(found)} recalls",
        ("Item", "Feed", "State", "Since", "Until"),
        [
            (s.recall.item, s.recall.feed, s.state, s.at, s.recall.deadline.isoformat())
            for s in found
        ],
    )


def _answer(box: Outbox, name: str, items: list[str], state: str, by: str) -> None:
    states: dict[str, AnswerState] = {
        "acknowledged": "acknowledged", "attested": "attested", "refused": "refused",
    }  # fmt: skip
    if state not in states:
        raise CorroboraError(f"{state!r} is no answer.", hint=f"Give one of: {', '.join(states)}.")
    wanted = set(items)
    for found in box.recalls(name):
        if not wanted or found.recall.item in wanted:
            box.answer(
                Answer(
                    feed=found.recall.feed,
                    item=found.recall.item,
                    state=states[state],
                    by=by,
                    at=box.now(),
                )
            )


def recall_record(one: RecallState) -> dict[str, Json]:
    """Where a recall stands, as other programs read it."""
    return {
        "feed": one.recall.feed, "item": one.recall.item, "state": one.state, "since": one.at,
        "until": one.recall.deadline.isoformat(), "by": one.recall.by, "why": one.recall.why,
    }  # fmt: skip


def trace(
    file: Annotated[Path, typer.Argument(help="A file, or a part of one, that turned up.")],
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Name the partner to whom a leaked file or fragment was given.

    Each partner has its own ids, and its own choice among renderings that say the same. A
    paraphrase cannot be traced, and what two partners hold alike points to both.

    Example: corrobora trace leaked.txt
    """
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise CorroboraError(
            f"{file} cannot be read: {(error.strerror or str(error)).lower()}.", hint="Check it."
        ) from error
    with opened(case, use=Use.READ) as open_case:
        found = Outbox(SharingDesk(open_case, clock=clock())).trace(text)
    if not found:
        say("Nothing in it was given out from this case word for word.")
        return
    show_table(
        "Given to",
        ("Feed", "Ids found", "Sentences found", "Found in this feed only"),
        [(t.feed, str(t.ids), str(t.sentences), str(t.own)) for t in found],
    )
    best = found[0]
    if best.own and (len(found) == 1 or best.own > found[1].own):
        say(f"It was given to {best.feed}.", "traced", "green")
    else:
        say("Several partners hold these words; they do not tell which.", "not certain", "yellow")
