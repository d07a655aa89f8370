"""The verbs of two persons: approvals, approve, decline."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, By, CaseAddress, Format, Output, To, Why
from corrobora.cli.screen import clock, format_of, give_records, say, show_table, write
from corrobora.cli.session import Use, opened, text_of
from corrobora.model import Json
from corrobora.share.agreements import Standing
from corrobora.share.tearline import Torn
from corrobora.sharing import Approvals, SharingDesk
from corrobora.sharing.approvals import Outcome
from corrobora.sharing.values import Handed, Proposal, ProposalState, Shared, TwoPersons

ProposalId = Annotated[str, typer.Argument(metavar="PROPOSAL", help="The id of the proposal.")]


class Switch(StrEnum):
    """Whether two persons have to agree."""

    ON = "on"
    OFF = "off"


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (approvals, approve, decline):
        app.command()(command)


def approvals(
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that were approved, declined or are void.")
    ] = False,
    turn: Annotated[
        Switch | None,
        typer.Option("--turn", help="From now on two persons have to agree: on or off."),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="With --turn: who says so.")] = "",
    why: Annotated[str, typer.Option("--why", help="With --turn: the reason.")] = "",
    case: CaseAddress = DEFAULT_CASE,
    to: To = None,
) -> None:
    """What one person has proposed and a second one has to approve; turn that rule on or off.

    With the rule on, share, recall, agreement activate and agreement resume propose only, and a
    second person carries out exactly what was proposed. To suspend takes one person all the same,
    and to turn the rule off takes two.

    Example: corrobora approvals --turn on --by "A. Sow" --why "Agreed with the head of desk"
    """
    with opened(case, use=Use.WRITE if turn else Use.READ) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        held = Approvals(desk)
        if turn is Switch.ON:
            desk.require_two_persons(by=by, why=why)
            say("From now on two persons have to agree.")
            return
        if turn is Switch.OFF:
            say_proposed(held.one_person(by=by, why=why))
            return
        found = [one for one in held.proposals() if everything or one.state == "open"]
        rule = "two persons have to agree" if desk.two_persons else "one person is enough"
    if format_of(to, None) is Format.JSONL:
        give_records(map(record, found), None)
        return
    show_table(
        f"{len(found)} proposals; {rule}",
        ("Proposal", "State", "What", "By", "When", "Why", "Answered by"),
        [
            (
                one.proposal.id, one.state, f"{one.proposal.task}: {one.proposal.in_words()}",
                one.proposal.by, one.proposal.at, one.proposal.why,
                f"{one.ruling.by}: {one.ruling.why}" if one.ruling else "",
            )
            for one in found
        ],
    )  # fmt: skip


def record(one: ProposalState) -> dict[str, Json]:
    """A proposal as other programs read it."""
    proposal, ruling = one.proposal, one.ruling
    return {
        "id": proposal.id, "state": one.state, "task": proposal.task, "told": proposal.in_words(),
        "agreement": proposal.agreement, "by": proposal.by, "at": proposal.at, "why": proposal.why,
        "items": list(proposal.items), "digest": proposal.digest,
        "answered_by": ruling.by if ruling else None, "answer": ruling.why if ruling else None,
        "answered_at": ruling.at if ruling else None,
    }  # fmt: skip


def approve(
    name: ProposalId,
    by: By,
    why: Annotated[str, typer.Option("--why", help="A remark; goes into the journal.")] = "",
    brief: Annotated[
        Path | None,
        typer.Option("--brief", metavar="FILE", help="The brief that is to be handed over."),
    ] = None,
    case: CaseAddress = DEFAULT_CASE,
    output: Output = None,
) -> None:
    """Approve what somebody else proposed, and carry it out.

    It is decided anew at this moment: if the agreement was suspended meanwhile, or anything else
    would go out than was proposed, nothing does.

    Example: corrobora approve 3f2a91c0 --by "B. Diop"
    """
    text = None if brief is None else text_of(brief)
    with opened(case) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        open_reviews(desk)
        tell(Approvals(desk).approve(name, by=by, why=why, text=text), output)


def decline(name: ProposalId, by: By, why: Why, case: CaseAddress = DEFAULT_CASE) -> None:
    """Say no to a proposal, or take back one's own. It is done with then.

    Example: corrobora decline 3f2a91c0 --by "B. Diop" --why "Not before the review"
    """
    with opened(case) as open_case:
        Approvals(SharingDesk(open_case, clock=clock())).decline(name, by=by, why=why)
    say(f"{name} is declined.")


def open_reviews(desk: SharingDesk) -> None:
    """Open the reviews of units that what came in calls for, and say which."""
    for opened_now in desk.review_events():
        say(f"{opened_now.agreement}: {opened_now.why}", "review opened", "yellow")


def say_proposed(made: Proposal) -> None:
    """What was proposed, and how a second person carries it out."""
    say(
        f"{made.in_words()}. Nothing is done yet: somebody else than {made.by} carries it out "
        f"with: corrobora approve {made.id} --by NAME",
        f"proposed as {made.id}:",
        "yellow",
    )


def tell(done: Outcome | Proposal, output: Path | None = None) -> None:
    """Say what was done, or what was proposed; a brief that was handed over is written out."""
    if isinstance(done, Proposal):
        say_proposed(done)
        return
    say(_in_words(done))
    if isinstance(done, Handed):
        show_torn(done.torn)
        write(done.text, output)


def show_torn(torn: Iterable[Torn]) -> None:
    """Every sentence that does not go out, with its reasons."""
    for one in torn:
        say(f"line {one.line}, {one.text!r}: {' '.join(one.reasons)}", "torn off", "yellow")


def _in_words(done: Outcome) -> str:
    if isinstance(done, Shared):
        return (
            f"{done.feed}: {done.new} new, {done.changed} changed, {done.withdrawn} withdrawn, "
            f"{done.unchanged} as before. The feed is at number {done.number}."
        )
    if isinstance(done, Handed):
        torn = f"; {len(done.torn)} sentences were torn off" if done.torn else ""
        return f"{done.feed}: handed over as {done.item}{torn}."
    if isinstance(done, Standing):
        return f"{done.agreement.id} is {done.state}."
    if isinstance(done, TwoPersons):
        return "One person is enough from now on."
    if not done:
        return "The partner holds nothing."
    return f"{len(done)} items are wanted back until {done[0].deadline}."
