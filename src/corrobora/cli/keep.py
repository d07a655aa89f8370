"""The verbs that keep a case whole: check, backup, restore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, CaseFile
from corrobora.cli.screen import err
from corrobora.errors import DamagedCase
from corrobora.store import CheckResult
from corrobora.store import backup as backup_case
from corrobora.store import check as check_case
from corrobora.store import restore as restore_case


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(check)
    app.command()(backup)
    app.command()(restore)


def check(case: CaseFile = DEFAULT_CASE) -> None:
    """Recompute every hash, span and journal entry; name what is not as it was written.

    The journal's head is printed: whoever keeps it can later prove that nothing was cut off.
    """
    _conclude(check_case(case))


def backup(
    target: Annotated[Path, typer.Argument(help="The copy; must not exist yet.")],
    case: CaseFile = DEFAULT_CASE,
) -> None:
    """Copy a case safely while it is in use, and check the copy.

    Do not copy a live case with other programs: such copies are often damaged.
    """
    result = backup_case(case, target)
    err.print(f"Copied {case} to {target}.")
    _conclude(result)


def restore(
    source: Annotated[Path, typer.Argument(help="A backup made by corrobora backup.")],
    case: CaseFile = DEFAULT_CASE,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing case.")] = False,
) -> None:
    """Put a backup in the place of a case, after checking it."""
    result = restore_case(source, case, force=force)
    err.print(f"Restored {case} from {source}.")
    _conclude(result)


def _conclude(result: CheckResult) -> None:
    checked = result.checked
    for finding in result.findings:
        err.print(f"[red]{finding.code}[/] {finding.subject}: {finding.message}", markup=True)
    if not result.clean:
        raise DamagedCase(
            f"{result.path} is not as it was written: {len(result.findings)} findings.",
            hint="Restore a backup, or collect the named reports again.",
        )
    head = f" Journal head: {result.head.seq} {result.head.hash}" if result.head else ""
    err.print(
        f"Clean: {checked.reports} texts, {checked.raws} originals, {checked.claims} claims, "
        f"{checked.entries} journal entries.{head}"
    )
