"""The verbs that keep a case: check, backup, restore, journal, forget."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated

import typer

from corrobora.case import Case
from corrobora.cli.options import DEFAULT_CASE, CaseAddress, Format, Output, To
from corrobora.cli.screen import clock, format_of, give_records, say, show_lines, show_list
from corrobora.cli.session import Use, opened
from corrobora.errors import CorroboraError, DamagedCase, NotFound
from corrobora.model import Json, Report
from corrobora.sharing import SharingDesk
from corrobora.sharing.forgetting import Taken
from corrobora.sharing.forgetting import forget as forget_reports
from corrobora.store import CheckResult, Entry, Head, verify
from corrobora.store import backup as backup_case
from corrobora.store import check as check_case
from corrobora.store import restore as restore_case
from corrobora.store.audit import audit_records

_HEAD = re.compile(r"(\d+):([0-9a-f]{64})")
KeptHead = Annotated[
    str | None,
    typer.Option(
        "--head",
        metavar="SEQ:HASH",
        help="A journal head that you kept elsewhere; the journal must still lead through it.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (check, backup, restore, journal, forget):
        app.command()(command)


def check(case: CaseAddress = DEFAULT_CASE, head: KeptHead = None) -> None:
    """Recompute every hash, span and journal entry; name what is not as it was written.

    The journal's head is printed: whoever keeps it can later prove that nothing was cut off.

    Example: corrobora check --case sahel.db
    """
    _conclude(check_case(case, head=_head(head)))


def backup(
    target: Annotated[Path, typer.Argument(help="The copy; must not exist yet.")],
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Copy a case safely while it is in use, and check the copy.

    Do not copy a live case with other programs: such copies are often damaged.

    Example: corrobora backup sahel-monday.db --case sahel.db
    """
    result = backup_case(case, target)
    say(f"Copied {case} to {target}.")
    _conclude(result)


def restore(
    source: Annotated[Path, typer.Argument(help="A backup made by corrobora backup.")],
    case: CaseAddress = DEFAULT_CASE,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing case.")] = False,
) -> None:
    """Put a backup in the place of a case, after checking it.

    Example: corrobora restore sahel-monday.db --case sahel.db --force
    """
    result = restore_case(source, case, force=force)
    say(f"Restored {case} from {source}.")
    _conclude(result)


def journal(
    case: CaseAddress = DEFAULT_CASE,
    last: Annotated[
        int | None, typer.Option("--last", min=1, help="Show only so many of the latest lines.")
    ] = None,
    verify_: Annotated[
        bool, typer.Option("--verify", help="Recompute the chain of hashes instead.")
    ] = False,
    head: KeptHead = None,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept", help="Say that this case, restored from a backup, was put in order."
        ),
    ] = False,
    by: Annotated[str, typer.Option("--by", help="With --accept: who says so.")] = "",
    why: Annotated[str, typer.Option("--why", help="With --accept: what was done.")] = "",
    sign: Annotated[
        bool,
        typer.Option("--sign", help="Print the head, its signature, and the key that signed it."),
    ] = False,
    export: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FILE",
            help="Write journal, acts and hashes of releases for an auditor, as JSON Lines.",
        ),
    ] = None,
    to: To = None,
    output: Output = None,
) -> None:
    """What was done to the case, when and by whom, each line chained to the one before.

    With --head the chain is verified against a head that you kept from an earlier check. With
    --sign you get a head for somebody else to keep, who can prove later that you gave it. What
    --export writes can be verified without Corrobora.

    Example: corrobora journal --case sahel.db --last 10
    """
    with opened(case, use=Use.WRITE if accept or sign else Use.READ) as open_case:
        if accept:
            SharingDesk(open_case, clock=clock()).accept_restored(by=by, why=why)
            say("Noted. Sharing goes on from here.")
            return
        if sign:
            show_lines([_signed_head(open_case)])
            return
        if export is not None:
            give_records(audit_records(open_case.store), export)
            say(f"Wrote {export}.")
            return
        entries = list(open_case.store.journal())
        home = open_case.store.home
    if verify_ or head is not None:
        _verify(entries, _head(head), home.shown)
        return
    shown = entries[-last:] if last else entries
    if format_of(to, output) is Format.JSONL:
        give_records((entry_record(e) for e in shown), output)
        return
    show_list(
        f"{len(shown)} of {len(entries)} journal lines",
        ("Line", "When", "Who", "What", "Of"),
        [(str(e.seq), e.at, e.actor, e.act, _subject(e.subject)) for e in shown],
    )


def _signed_head(case: Case) -> str:
    last = case.store.head()
    signer = SharingDesk(case).signer()
    signature = signer.sign_head("journal", last.seq, last.hash)
    return f"{last.seq}:{last.hash} {signature} {signer.public}"


def forget(
    reports: Annotated[list[str], typer.Argument(metavar="REPORT...", help="Ids or names.")],
    by: Annotated[str, typer.Option("--by", help="Who forgets; stays in the journal.")] = "",
    why: Annotated[
        str, typer.Option("--why", help="The reason, without any name; stays in the journal.")
    ] = "",
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Take reports out of the case to the last byte, with everything that was made of them.

    What partners hold of them is recalled first. The journal keeps ids and hashes, so that the rest
    can still be proved; the texts are not taken in again. This cannot be undone, and reaches no
    backup, no copy, and no file that the reports were read from.

    Example: corrobora forget 07-gazette.html --by "A. Sow" --why "The person named asked for it"
    """
    with opened(case) as open_case:
        found = [open_case.find(one) for one in dict.fromkeys(reports)]
        for name, one in zip(dict.fromkeys(reports), found, strict=True):
            if not isinstance(one, Report):
                raise NotFound(f"{name} is no report.", hint="List them: corrobora reports")
        desk = SharingDesk(open_case, clock=clock())
        taken = forget_reports(open_case, desk, [one.id for one in found], by=by, why=why)
        _tell(taken, on_server=open_case.store.home.file is None)


def _tell(taken: Taken, *, on_server: bool) -> None:
    done = taken.forgotten
    say(
        f"Forgotten: {len(done.reports)} reports, {done.claims} claims, {done.judgements} "
        f"judgements, {done.exchanges} questions to language models, {done.releases} versions of "
        f"items given out, {done.drafts} drafts of briefs. {done.restated} reasons "
        "that quoted them were emptied."
    )
    if taken.recalls:
        say(f"{len(taken.recalls)} items are wanted back until {taken.recalls[0].deadline}.")
    if done.originals:
        say(
            f"{len(done.originals)} originals held other reports too; these keep their texts and "
            "lose the bytes that they were read from."
        )
    if not done.scrubbed:
        say(
            "Bytes of them may still lie in the case, because another program reads it. Open the "
            "case again when nobody else does.",
            "not finished",
            "yellow",
        )
    if on_server:
        say(
            "The server's write-ahead log, its archive and its replicas may still hold them: see "
            "docs/teams.md."
        )
    say("Backups and copies made earlier still hold them: destroy those yourself.")


def _verify(entries: list[Entry], head: Head | None, shown: str) -> None:
    findings = verify(entries, head)
    for finding in findings:
        say(finding.message, finding.code, "red")
    if findings:
        raise DamagedCase(
            f"The journal of {shown} is not as it was written: {len(findings)} findings.",
            hint="Restore a backup, and find out who had access to the case.",
        )
    last = entries[-1]
    say(f"The journal is whole: {len(entries)} lines. Head: {last.seq}:{last.hash}")


def entry_record(entry: Entry) -> dict[str, Json]:
    """A line of the journal as other programs read it."""
    return {
        "seq": entry.seq, "at": entry.at, "actor": entry.actor, "act": entry.act,
        "subject": entry.subject, "previous": entry.previous, "hash": entry.hash,
    }  # fmt: skip


def _subject(subject: Json) -> str:
    text = json.dumps(subject, ensure_ascii=False)
    return text if len(text) <= 100 else text[:99] + "…"


def _head(given: str | None) -> Head | None:
    if given is None:
        return None
    match = _HEAD.fullmatch(given.strip())
    if match is None:
        raise CorroboraError(
            f"{given!r} is no journal head.", hint="Give it as corrobora check printed it: SEQ:HASH"
        )
    return Head(int(match.group(1)), match.group(2))


def _conclude(result: CheckResult) -> None:
    checked = result.checked
    for finding in result.findings:
        say(f"{finding.subject}: {finding.message}", finding.code, "red")
    if not result.clean:
        raise DamagedCase(
            f"{result.path} is not as it was written: {len(result.findings)} findings.",
            hint="Restore a backup, or collect the named reports again.",
        )
    head = f" Journal head: {result.head.seq}:{result.head.hash}" if result.head else ""
    say(
        f"Clean: {checked.reports} texts, {checked.raws} originals, {checked.claims} claims, "
        f"{checked.entries} journal entries.{head}"
    )
