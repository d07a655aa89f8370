"""The verbs on partners: agreement, diligence, partner."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.approvals import open_reviews, tell
from corrobora.cli.options import DEFAULT_CASE, By, CaseAddress, Format, Output, To, Why
from corrobora.cli.screen import clock, format_of, give_records, say, show_table, write
from corrobora.cli.session import Use, opened, text_of
from corrobora.errors import CorroboraError, PolicyError
from corrobora.model import Json
from corrobora.share.agreements import Act, Agreement, Standing, read_agreement, write_agreement
from corrobora.share.diligence import Assessment
from corrobora.share.labels import Purpose
from corrobora.share.odrl import import_odrl, write_odrl
from corrobora.share.wire import PRODUCER
from corrobora.sharing import Approvals, SharingDesk

AgreementId = Annotated[str, typer.Argument(metavar="AGREEMENT", help="The id of the agreement.")]
PurposeArgument = Annotated[Purpose, typer.Argument(help="One of the purposes of the agreement.")]

agreement = typer.Typer(
    name="agreement",
    help="On what terms a partner gets what: propose, activate, suspend, end.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
partner = typer.Typer(
    name="partner",
    help="What partners sign in with.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

TEMPLATE = """\
# Terms of sharing with one unit of a partner. Lines that begin with # are comments.
id = "harbour-ew"                     # a short name: a to z, digits, hyphens
partner = "Harbour Relief"            # who gets the items
unit = "Early-warning cell"           # which part of the partner; diligence is about units
actors = []                           # the partner's own forces, as the case names them
purposes = ["early-warning"]          # analysis, early-warning, protection-of-civilians,
                                      # humanitarian-access, staff-safety, accountability, policy
tlp = "GREEN"                         # the ceiling: CLEAR, GREEN, AMBER or AMBER+STRICT
pap = "GREEN"                         # the ceiling: CLEAR, GREEN, AMBER or RED
place = "region"                      # the finest detail: country, region, district, town, site
date = "week"                         # the finest detail: year, month, week, day
tolls = "band"                        # numbers of people: exact, or in bands
person_names = false                  # whether persons are named
source_names = false                  # whether sources are named
compartments = []                     # circles that the unit belongs to
onward = "none"                       # passing on: none, sub-organisations, or listed
onward_to = []                        # those, with onward = "listed"
retention_days = 365                  # the partner deletes after so many days, or "none"
attribution = "may"                   # whether the partner names us: must, may, must-not
diligence = true                      # whether human-rights due diligence is required
language = "en"                       # en or fr
valid_from = 2026-01-01
valid_until = 2026-12-31
"""


class Outcome(StrEnum):
    """What an assessment comes to."""

    CLEARED = "cleared"
    WITH_MEASURES = "cleared-with-measures"
    SUSPENDED = "suspended"
    REFUSED = "refused"


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (
        new, check, list_, show, activate, suspend, resume, terminate, export, import_,
    ):  # fmt: skip
        agreement.command(command.__name__.strip("_"))(command)
    app.add_typer(agreement)
    partner.command()(issue)
    partner.command()(revoke)
    partner.command()(credentials)
    app.add_typer(partner)
    app.command()(diligence)


def _terms(file: Path) -> str:
    return text_of(file, hint="Write one with: corrobora agreement new --template > terms.toml")


# --- agreements ----------------------------------------------------------------------------------


def new(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The terms, as a TOML file.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who proposes them.")] = "",
    why: Annotated[str, typer.Option("--why", help="The reason.")] = "",
    template: Annotated[
        bool, typer.Option("--template", help="Print terms to fill in, with every key explained.")
    ] = False,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Take the terms of an agreement into the case; it is a draft until somebody activates it.

    Terms for an id that is there already are an amendment: nothing goes out until they are
    activated.

    Example: corrobora agreement new terms.toml --by "A. Sow" --why "Signed on 3 March"
    """
    if template:
        typer.echo(TEMPLATE, nl=False)
        return
    if file is None:
        raise PolicyError("No terms were given.", hint="Give a file, or ask for a --template.")
    text = _terms(file)
    with opened(case) as open_case:
        found = SharingDesk(open_case, clock=clock()).propose(text, by=by, why=why)
    say(f"{found.agreement.id} is a draft. Activate it with: corrobora agreement activate "
        f"{found.agreement.id} --by NAME --why REASON")  # fmt: skip


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The terms, as a TOML file.")],
) -> None:
    """Say in words what a file of terms allows, or what is wrong with it.

    Example: corrobora agreement check terms.toml
    """
    terms = read_agreement(_terms(file), name=str(file))
    for line in _in_words(terms):
        typer.echo(line)


def _in_words(terms: Agreement) -> list[str]:
    onward = ", ".join(sorted(terms.onward_to)) or terms.onward
    kept = f"{terms.retention_days} days" if terms.retention_days else "as long as it likes"
    names = "are named" if terms.person_names else "are given by role"
    sources = "are named" if terms.source_names else "are given under a mark"
    due = "is required" if terms.diligence else "is not required"
    return [
        f"{terms.partner} ({terms.unit}) from {terms.valid_from} to {terms.valid_until}",
        f"for: {', '.join(sorted(terms.purposes))}",
        f"up to {terms.tlp.marking} and {terms.pap.marking}",
        f"places no finer than {terms.place.name.lower()}, dates than {terms.date.name.lower()}",
        f"numbers of people {'in bands' if terms.tolls == 'band' else 'exact'}",
        f"persons {names}, sources {sources}",
        f"may pass on to: {onward}; keeps items {kept}",
        f"due diligence on human rights {due}",
    ]


def list_(case: CaseAddress = DEFAULT_CASE, to: To = None) -> None:
    """All agreements: how they stand, for what, and until when.

    Example: corrobora agreement list
    """
    with opened(case, use=Use.READ) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        rows = [(found, desk.diligence(found.agreement)) for found in desk.agreements()]
    if format_of(to, None) is Format.JSONL:
        give_records((_record(found, due.status) for found, due in rows), None)
        return
    show_table(
        f"{len(rows)} agreements",
        ("Agreement", "Partner", "Unit", "State", "Since", "Purposes", "Until", "Diligence"),
        [
            (
                found.agreement.id, found.agreement.partner, found.agreement.unit, found.state,
                found.since, ", ".join(sorted(found.agreement.purposes)),
                found.agreement.valid_until.isoformat(), due.status,
            )
            for found, due in rows
        ],
    )  # fmt: skip


def _record(found: Standing, status: str) -> dict[str, Json]:
    return {
        "id": found.agreement.id, "partner": found.agreement.partner, "unit": found.agreement.unit,
        "state": found.state, "epoch": found.epoch, "since": found.since, "why": found.why,
        "purposes": sorted(found.agreement.purposes), "diligence": status,
        "valid_from": found.agreement.valid_from.isoformat(),
        "valid_until": found.agreement.valid_until.isoformat(),
    }  # fmt: skip


def show(name: AgreementId, case: CaseAddress = DEFAULT_CASE) -> None:
    """An agreement: its terms in words and as a file, and everything that was done to it.

    Example: corrobora agreement show harbour-ew
    """
    with opened(case, use=Use.READ) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        found, history = desk.standing(name), desk.history(name)
        due = desk.diligence(found.agreement)
    typer.echo(f"{name} is {found.state} since {found.since}: {found.why}")
    for line in _in_words(found.agreement):
        typer.echo(f"  {line}")
    typer.echo(f"Due diligence: {due.status}. {due.why}")
    typer.echo("")
    for act in history:
        typer.echo(f"{act.at}  {act.act.value:<9} {act.by}: {act.why}")
    typer.echo("")
    typer.echo(write_agreement(found.agreement), nl=False)


class TermsFormat(StrEnum):
    """How terms are written."""

    ODRL = "odrl"
    TOML = "toml"


def export(
    name: AgreementId,
    to: Annotated[
        TermsFormat, typer.Option("--to", help="odrl (JSON-LD, for policy tools) or toml.")
    ] = TermsFormat.ODRL,
    house: Annotated[
        str, typer.Option("--house", help="With odrl: the name under which you give items.")
    ] = PRODUCER,
    case: CaseAddress = DEFAULT_CASE,
    output: Output = None,
) -> None:
    """Write the terms of an agreement for a partner's tools, or as a file to change.

    ODRL has words for purposes, days, passing on, deletion and naming; the rest stands in a profile
    of ours. agreement import reads both back.

    Example: corrobora agreement export harbour-ew --to odrl --output harbour-ew.jsonld
    """
    with opened(case, use=Use.READ) as open_case:
        terms = SharingDesk(open_case, clock=clock()).standing(name).agreement
    if to is TermsFormat.TOML:
        write(write_agreement(terms), output)
    else:
        write(write_odrl(terms, assigner=house) + "\n", output)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An ODRL Agreement, as JSON-LD.")],
    by: By,
    why: Why,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Take the terms of an ODRL Agreement into the case, as a draft; nothing goes out under it.

    What the policy does not say is set to the most restrictive and named, here and in the terms.
    What an agreement cannot hold is refused by its name.

    Example: corrobora agreement import partner.jsonld --by "A. Sow" --why "Their proposal"
    """
    found = import_odrl(text_of(file), name=str(file))
    with opened(case) as open_case:
        drafted = SharingDesk(open_case, clock=clock()).propose(found.text, by=by, why=why)
    for field, value in found.assumed:
        say(f"{field}: not said, set to {value or 'nothing'}", "assumed", "yellow")
    name = drafted.agreement.id
    say(f"{name} is a draft. Read it with: corrobora agreement show {name}")


def activate(name: AgreementId, by: By, why: Why, case: CaseAddress = DEFAULT_CASE) -> None:
    """Let items go out under an agreement from now on.

    Example: corrobora agreement activate harbour-ew --by "A. Sow" --why "Signed by both sides"
    """
    _act(case, name, Act.ACTIVATE, by, why)


def suspend(name: AgreementId, by: By, why: Why, case: CaseAddress = DEFAULT_CASE) -> None:
    """Stop an agreement at once: from the next request on, the partner gets nothing.

    What the partner holds already is wanted back with: corrobora recall.

    Example: corrobora agreement suspend harbour-ew --by "A. Sow" --why "Passed items on"
    """
    _act(case, name, Act.SUSPEND, by, why)


def resume(name: AgreementId, by: By, why: Why, case: CaseAddress = DEFAULT_CASE) -> None:
    """Let items go out again under a suspended agreement.

    Example: corrobora agreement resume harbour-ew --by "A. Sow" --why "Measures in place"
    """
    _act(case, name, Act.RESUME, by, why)


def terminate(name: AgreementId, by: By, why: Why, case: CaseAddress = DEFAULT_CASE) -> None:
    """End an agreement for good.

    Example: corrobora agreement terminate harbour-ew --by "A. Sow" --why "The unit is dissolved"
    """
    _act(case, name, Act.TERMINATE, by, why)


def _act(case: str, name: str, act: Act, by: str, why: str) -> None:
    with opened(case) as open_case:
        tell(Approvals(SharingDesk(open_case, clock=clock())).act(name, act, by=by, why=why))


# --- due diligence -------------------------------------------------------------------------------


def diligence(
    name: AgreementId,
    by: Annotated[str, typer.Option("--by", help="Who assessed.")] = "",
    result: Annotated[
        Outcome | None, typer.Option("--result", help="What the assessment came to.")
    ] = None,
    findings: Annotated[str, typer.Option("--findings", help="What was found, in words.")] = "",
    measures: Annotated[str, typer.Option("--measures", help="What lowers the risk.")] = "",
    evidence: Annotated[
        list[str] | None,
        typer.Option("--evidence", help="A claim, an event, or the address of a document."),
    ] = None,
    review_by: Annotated[
        str, typer.Option("--review-by", metavar="DAY", help="Last day to rely on it.")
    ] = "",
    open_review: Annotated[
        str, typer.Option("--open", metavar="REASON", help="Open a review of the unit instead.")
    ] = "",
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Due diligence on a unit's human-rights record: show it, assess it, open a review.

    Without an assessment, and after its day of review, places and names are withheld from the unit;
    a refused or suspended one gets nothing. A corroborated event of harm to civilians by the
    partner's own forces opens a review by itself.

    Example: corrobora diligence harbour-ew --by "A. Sow" --result cleared --review-by 2026-06-30
    --findings "No credible report since 2023"
    """
    with opened(case) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        terms = desk.standing(name).agreement
        if open_review:
            desk.open_review(name, why=open_review, evidence=evidence or (), by=_somebody(by))
        elif result is not None:
            desk.assess(
                Assessment(
                    agreement=name,
                    result=result.value,
                    by=_somebody(by),
                    at=clock()(),
                    findings=findings,
                    review_by=day_of(review_by, "--review-by"),
                    evidence=tuple(evidence or ()),
                    measures=measures,
                )
            )
        else:
            open_reviews(desk)
        due = desk.diligence(terms)
    say(f"{name}: {due.status}. {due.why}")


def _somebody(by: str) -> str:
    if not by.strip():
        raise CorroboraError("Who did this must be said.", hint="Give --by NAME.")
    return by


def day_of(given: str, option: str) -> dt.date:
    """A day as it is typed.

    Raises:
        CorroboraError: It is none.
    """
    try:
        return dt.date.fromisoformat(given)
    except ValueError as error:
        raise CorroboraError(
            f"{given!r} is no day.", hint=f"Give {option} as 2026-06-30."
        ) from error


# --- credentials ---------------------------------------------------------------------------------


def issue(
    name: AgreementId,
    purpose: PurposeArgument,
    by: By,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Make a credential for one agreement and one purpose. Its secret is shown this once.

    Example: corrobora partner issue harbour-ew early-warning --by "A. Sow"
    """
    with opened(case) as open_case:
        made, token = SharingDesk(open_case, clock=clock()).issue(name, purpose, by=by)
    say("Give these to the partner by a safe way; the secret is not kept and not shown again.")
    typer.echo(f"{made.id}:{token}")


def revoke(
    credential: Annotated[str, typer.Argument(help="The part before the colon.")],
    by: By,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Take a credential back; it opens nothing from the next request on.

    Example: corrobora partner revoke 9f2c41d07a3b5e68 --by "A. Sow"
    """
    with opened(case) as open_case:
        SharingDesk(open_case, clock=clock()).revoke(credential, by=by)
    say(f"{credential} is revoked.")


def credentials(case: CaseAddress = DEFAULT_CASE) -> None:
    """All credentials, without their secrets.

    Example: corrobora partner credentials
    """
    with opened(case, use=Use.READ) as open_case:
        found = SharingDesk(open_case, clock=clock()).credentials()
    show_table(
        f"{len(found)} credentials",
        ("Credential", "Agreement", "Purpose", "State", "Made", "By"),
        [
            (c.id, c.agreement, c.purpose.value, "revoked" if c.revoked else "valid", c.at, c.by)
            for c in found
        ],
    )
