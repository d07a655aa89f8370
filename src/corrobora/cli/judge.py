"""The verb with which people overrule the machine: judge."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

import msgspec
import typer

from corrobora.case import Case
from corrobora.cli.options import DEFAULT_CASE, CaseAddress
from corrobora.cli.screen import clock, say
from corrobora.cli.session import opened
from corrobora.errors import CorroboraError, NotFound
from corrobora.extract.corrections import read_corrections
from corrobora.model import Claim, Event, Json, Judgement, whole_claim
from corrobora.reconcile.judged import CORRECTABLE, derivation_id, edited, standing
from corrobora.reconcile.verdicts import Made, moment, of_event, regrouped, stands
from corrobora.vocab.vetted import outlet_name_key

_OUTLET = "outlet:"
_RANGE = re.compile(r"(\d+)(?:\.\.(\d*))?")
_SHOWN = 8


class Verdict(StrEnum):
    """What a person says of a machine's row."""

    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(judge)


def judge(
    verdict: Annotated[Verdict, typer.Argument(help="What you say of it.")],
    identifier: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="A claim, an event, a report (its publisher), an outlet as outlet:NAME, or a "
            "derivation as REPORT>SOURCE.",
        ),
    ],
    by: Annotated[str, typer.Option("--by", help="Who judges; goes into the journal.")],
    why: Annotated[str, typer.Option("--why", help="The reason; goes into the journal.")],
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help=f"With edit: a corrected field of a claim, one of {', '.join(CORRECTABLE)}. Dates "
            "as 2025-09-04 or FIRST..LAST, counts as 14 or 12..15; names with semicolons between "
            "them (Lanterns (ngo); Mali), a place as Mopti or Mopti, ML; empty for unknown.",
        ),
    ] = None,
    together: Annotated[
        list[str] | None,
        typer.Option("--together", metavar="CLAIM", help="With edit: belongs to this event too."),
    ] = None,
    apart: Annotated[
        list[str] | None,
        typer.Option("--apart", metavar="CLAIM", help="With edit: does not belong to this event."),
    ] = None,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Accept, reject or correct what the machine made; it holds from then on, also after rebuilds.

    A rejected claim makes no event and stands in no brief; to accept it takes that back. To reject
    an event rejects its claims; to accept it keeps its claims together. To accept an outlet, or a
    report, vets the outlet as doing its own reporting; to reject it takes that back. To reject a
    derivation says that nothing was taken; to accept one says that it was, also where the program
    found none. Nothing is erased: the machine's row, your word and your reason stay in the case.

    Example: corrobora judge reject c1f2e3d4c5b6a7980 --by "A. Diallo" --why "A plan, not a deed"
    """
    with opened(case) as open_case:
        before = {e.id: e for e in open_case.events()}
        made = _judgements(open_case, verdict, identifier, changes, together, apart)
        said = tuple(open_case.store.judgements())
        if stands(said, verdict.value, made):
            say("That is what stands already; nothing was changed.")
            return
        at = moment(clock()(), said)
        for kind, subject, value in made:
            open_case.judge(
                Judgement(
                    subject_kind=kind,
                    subject=subject,
                    verdict=verdict.value,
                    by=by,
                    at=at,
                    why=why,
                    value=value,
                )
            )
        after = {e.id: e for e in open_case.reconcile()}
    _tell(verdict, made, before, after)


def _judgements(
    case: Case,
    verdict: Verdict,
    identifier: str,
    changes: Sequence[str] | None,
    together: Sequence[str] | None,
    apart: Sequence[str] | None,
) -> list[Made]:
    given = bool(changes), bool(together or apart)
    if verdict is not Verdict.EDIT and any(given):
        raise CorroboraError(
            "Only edit takes --set, --together and --apart.", hint="Use: corrobora judge edit ..."
        )
    if identifier.startswith(_OUTLET):
        return [_of_outlet(identifier.removeprefix(_OUTLET), verdict)]
    if ">" in identifier:
        return [_of_derivation(case, identifier, verdict)]
    thing = case.find(identifier)
    if isinstance(thing, Claim):
        if thing.id != whole_claim(thing.id):
            raise CorroboraError(
                f"{thing.id} is a part that somebody made of a claim.",
                hint=f"Accept {whole_claim(thing.id)} to take that back; parts are corrected in "
                "the reading room.",
            )
        if verdict is Verdict.EDIT:
            if given != (True, False):
                raise _needs("A claim is edited with --set, e.g. --set stance=alleged.")
            return [("claim", thing.id, _corrections(case, thing, changes or ()))]
        return [("claim", thing.id, None)]
    if isinstance(thing, Event):
        return _of_event(case, thing, verdict, given, together or (), apart or ())
    if verdict is Verdict.EDIT:
        raise _needs("A report is never edited: it is what was said. Accept or reject it.")
    return [("report", thing.id, None)]


def _needs(message: str) -> CorroboraError:
    return CorroboraError(message, hint="See: corrobora judge --help")


def _of_outlet(name: str, verdict: Verdict) -> Made:
    if verdict is Verdict.EDIT:
        raise _needs("An outlet is accepted (vetted) or rejected, not edited.")
    if not outlet_name_key(name):
        raise _needs("Name the outlet, as it stands in: corrobora outlets")
    return "outlet", " ".join(name.split()), None


def _of_derivation(case: Case, identifier: str, verdict: Verdict) -> Made:
    if verdict is Verdict.EDIT:
        raise _needs("A derivation is accepted or rejected, not edited.")
    report, _, source = identifier.partition(">")
    held = {r.id for r in case.reports()}
    known = identifier in {derivation_id(d) for d in case.found_derivations()}
    if not known and (
        verdict is Verdict.REJECT or report == source or not {report, source} <= held
    ):
        raise NotFound(
            f"The case holds no derivation {identifier}.",
            hint="Name it as REPORT>SOURCE, with ids as in: corrobora reports --to jsonl",
        )
    return "derivation", identifier, None


def _of_event(
    case: Case,
    event: Event,
    verdict: Verdict,
    given: tuple[bool, bool],
    together: Sequence[str],
    apart: Sequence[str],
) -> list[Made]:
    if verdict is not Verdict.EDIT:
        return of_event(event, "reject" if verdict is Verdict.REJECT else "accept")
    if given != (False, True):
        raise _needs("An event is edited with --together CLAIM or --apart CLAIM.")
    return regrouped(event, together, apart, {claim.id for claim in case.claims()})


def _corrections(case: Case, claim: Claim, changes: Sequence[str]) -> dict[str, Json]:
    """The corrected fields, together with those that were corrected before."""
    earlier = standing(case.store.judgements(), "claim").get(claim.id)
    value = dict(earlier.value or {}) if earlier and earlier.verdict == "edit" else {}
    fields: dict[str, str] = {}
    for change in changes:
        name, equals, text = change.partition("=")
        if not equals or name not in CORRECTABLE:
            raise _needs(
                f"--set {change}: give FIELD=VALUE, FIELD one of {', '.join(CORRECTABLE)}."
            )
        if name in ("mode", "deaths", "wounded"):
            value[name] = _value(name, text.strip())
        elif name == "date":
            fields["from"], _, fields["to"] = (one.strip() for one in text.partition(".."))
        else:
            fields[name] = text.strip().upper() if name == "type" else text.strip()
    shown = edited(claim, value)
    value |= read_corrections(shown, fields, case.namer(claim), case.event_types())
    try:
        edited(claim, value)
    except msgspec.ValidationError as error:
        raise _needs(f"This cannot be set: {error}.") from error
    return value


def _value(name: str, text: str) -> Json:
    """A mode, or a number of people; None for an unknown one."""
    if not text:
        return None
    if name == "mode":
        return text
    match = _RANGE.fullmatch(text)
    if match is None:
        raise _needs(f"{name}={text}: give a number (14) or a range (12..15, 12..).")
    low, high = match.group(1), match.group(2)
    most = int(low) if high is None else int(high) if high else None
    return {"min": int(low), "max": most, "text": text}


def _tell(
    verdict: Verdict, made: Sequence[Made], before: dict[str, Event], after: dict[str, Event]
) -> None:
    word = {"accept": "Accepted", "reject": "Rejected", "edit": "Edited"}[verdict.value]
    subjects = list(dict.fromkeys(f"{kind} {subject}" for kind, subject, _ in made))
    say(f"{word} {', '.join(subjects)}.")
    gone = [e for i, e in before.items() if i not in after]
    new = [e for i, e in after.items() if i not in before]
    changed = [e for i, e in after.items() if i in before and before[i] != e]
    for label, found in (("gone", gone), ("new", new), ("changed", changed)):
        for event in found[:_SHOWN]:
            low, high = event.independent.min, event.independent.max
            count = str(low) if low == high else f"{low} to {high}"
            say(f"  event {label}: {event.id} {event.gist} (origins: {count})")
        if len(found) > _SHOWN:
            say(f"  and {len(found) - _SHOWN} more events {label}.")
    if not (gone or new or changed):
        say("  No event changed.")
