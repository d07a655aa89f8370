"""The verbs on what originators agree to: consent ask, list, grant, refuse, withdraw, give."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from corrobora.cli.agreements import AgreementId, PurposeArgument, day_of
from corrobora.cli.options import DEFAULT_CASE, By, CaseAddress, Format, To, Why
from corrobora.cli.screen import clock, format_of, give_records, say, show_table
from corrobora.cli.session import Use, opened
from corrobora.errors import CorroboraError
from corrobora.model import Json
from corrobora.share.conditions import Consent
from corrobora.share.labels import Purpose
from corrobora.sharing import ConsentQueue, SharingDesk
from corrobora.sharing.values import Recall, RequestState

RequestId = Annotated[str, typer.Argument(metavar="REQUEST", help="The id of the request.")]
Items = Annotated[
    list[str] | None, typer.Option("--item", help="A report it is about; all, if none.")
]
Until = Annotated[str, typer.Option("--until", metavar="DAY", help="Last day.")]

consent = typer.Typer(
    name="consent",
    help="What originators agree to: ask them, keep what they say, take it back.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (ask, list_, grant, refuse, withdraw, give):
        consent.command(command.__name__.strip("_"))(command)
    app.add_typer(consent)


def ask(
    name: AgreementId,
    purpose: PurposeArgument,
    until: Until,
    by: By,
    why: Why,
    item: Items = None,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Ask for everything that only an originator's consent keeps back from a partner.

    One request is made for each originator, with the reports, the partner, the purpose and the last
    day. What is asked already is not asked again. Nothing is sent: tell the originator yourself.

    Example: corrobora consent ask harbour-ew early-warning --until 2026-12-31 --by "A. Sow"
    --why "The harbour is warned of attacks"
    """
    with opened(case) as open_case:
        made = ConsentQueue(SharingDesk(open_case, clock=clock())).ask(
            name, purpose, until=day_of(until, "--until"), by=by, why=why, reports=item
        )
    for one in made:
        say(f"{one.originator} is asked about {len(one.items)} reports.", f"request {one.id}:")
    if not made:
        say("Nothing waits for consent alone that was not asked for.")


def list_(
    everything: Annotated[
        bool, typer.Option("--all", help="Also requests that were answered or have lapsed.")
    ] = False,
    case: CaseAddress = DEFAULT_CASE,
    to: To = None,
) -> None:
    """What originators were asked and have not answered, with --all every request.

    A request is asked, granted, refused, withdrawn (taken back by either side) or lapsed (its last
    day has passed).

    Example: corrobora consent list --all
    """
    with opened(case, use=Use.READ) as open_case:
        found = ConsentQueue(SharingDesk(open_case, clock=clock())).requests()
    shown = [one for one in found if everything or one.state == "asked"]
    if format_of(to, None) is Format.JSONL:
        give_records(map(record, shown), None)
        return
    show_table(
        f"{len(shown)} requests",
        ("Request", "State", "Originator", "To", "Purpose", "Reports", "Until", "Why", "Answer"),
        [
            (
                one.request.id, one.state, one.request.originator, one.request.partner,
                one.request.purpose.value, ", ".join(one.request.items),
                one.request.until.isoformat(), f"{one.request.by}: {one.request.why}",
                f"{one.reply.by}: {one.reply.why}" if one.reply else "",
            )
            for one in shown
        ],
    )  # fmt: skip


def record(one: RequestState) -> dict[str, Json]:
    """A request as other programs read it."""
    asked, reply = one.request, one.reply
    return {
        "id": asked.id, "state": one.state, "originator": asked.originator,
        "partner": asked.partner, "agreement": asked.agreement, "purpose": asked.purpose.value,
        "items": list(asked.items), "until": asked.until.isoformat(), "by": asked.by,
        "at": asked.at, "why": asked.why, "answered_by": reply.by if reply else None,
        "answered_at": reply.at if reply else None, "answer": reply.why if reply else None,
    }  # fmt: skip


def grant(
    name: RequestId,
    by: By,
    why: Annotated[str, typer.Option("--why", help="How the originator said so.")] = "",
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Write down that the originator agrees: to exactly what was asked, until the day asked for.

    Example: corrobora consent grant 3f2a91c0 --by "A. Sow" --why "Letter of 3 March"
    """
    with opened(case) as open_case:
        made = ConsentQueue(SharingDesk(open_case, clock=clock())).grant(name, by=by, why=why)
    say(f"{made.originator} agrees to {made.partner} until {made.until}.")


def refuse(name: RequestId, by: By, why: Why, case: CaseAddress = DEFAULT_CASE) -> None:
    """Write down that the originator does not agree.

    Example: corrobora consent refuse 3f2a91c0 --by "A. Sow" --why "The source could be known"
    """
    with opened(case) as open_case:
        ConsentQueue(SharingDesk(open_case, clock=clock())).refuse(name, by=by, why=why)
    say(f"{name} is refused.")


def withdraw(
    name: Annotated[
        str,
        typer.Argument(metavar="REQUEST|ORIGINATOR", help="A request; or, with --to, who agreed."),
    ],
    by: By,
    why: Why,
    to: Annotated[
        str, typer.Option("--to", metavar="PARTNER", help="To whom items may no longer go.")
    ] = "",
    purpose: Annotated[
        list[Purpose] | None, typer.Option("--purpose", help="For what; for all, if none.")
    ] = None,
    item: Items = None,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Write down that an originator no longer agrees; what rested on it is wanted back at once.

    A request that nobody has answered is taken back. With --to every permission of the originator
    ends that speaks of these reports and purposes.

    Example: corrobora consent withdraw 3f2a91c0 --by "A. Sow" --why "Letter of 9 May"
    """
    with opened(case) as open_case:
        queue = ConsentQueue(SharingDesk(open_case, clock=clock()))
        recalls: tuple[Recall, ...]
        if to:
            recalls = queue.withdraw(
                name, to, purposes=frozenset(purpose or Purpose), items=frozenset(item or ()),
                by=by, why=why,
            )  # fmt: skip
        elif purpose or item:
            raise CorroboraError(
                "A request is taken back as a whole.", hint="Name the originator, and give --to."
            )
        else:
            recalls = queue.withdraw_request(name, by=by, why=why)
    say(f"Noted: {name}. {len(recalls)} items rested on it and are wanted back.")
    show_table(
        "Wanted back",
        ("Item", "Feed", "Until"),
        [(one.item, one.feed, one.deadline.isoformat()) for one in recalls],
    )


def give(
    originator: Annotated[str, typer.Argument(help="Who agrees.")],
    to: Annotated[str, typer.Option("--to", metavar="PARTNER", help="To whom items may go.")],
    by: By,
    purpose: Annotated[list[Purpose], typer.Option("--purpose", help="For what.")],
    until: Until,
    item: Items = None,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Write down a permission that nobody asked for: an originator lets its items go to a partner.

    Example: corrobora consent give "Alder desk" --to "Harbour Relief" --purpose early-warning
    --until 2026-12-31 --by "A. Sow"
    """
    last: dt.date = day_of(until, "--until")
    with opened(case) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        desk.consent(
            Consent(
                originator=originator,
                partner=to,
                purposes=frozenset(purpose),
                until=last,
                by=by,
                at=desk.now(),
                items=frozenset(item or ()),
            )
        )
    say(f"{originator} agrees to {to}.")
