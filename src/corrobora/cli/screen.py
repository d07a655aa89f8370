"""What people see: tables, progress, refusals, errors. Data to stdout, all else to stderr."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.table import Table

from corrobora.case import Collected, utc_now
from corrobora.errors import CorroboraError
from corrobora.model import Refusal

err = Console(stderr=True, highlight=False)
_LABELS = {"collect": "Reading reports", "extract": "Finding claims"}
_SKIPPED = "input.skipped"
_SHOWN_REFUSALS = 20


def clock() -> Callable[[], str]:
    """The clock of this run: the real one, or the instant that SOURCE_DATE_EPOCH fixes."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return utc_now
    instant = dt.datetime.fromtimestamp(int(fixed), dt.UTC).isoformat().replace("+00:00", "Z")
    return lambda: instant


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int], None]]:
    """A live count of each stage on a terminal; nothing in a pipe."""
    if not err.is_terminal:
        yield _silent
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        tasks: dict[str, object] = {}

        def advance(stage: str, done: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_LABELS.get(stage, stage), total=None)
            bar.advance(tasks[stage], done)  # type: ignore[arg-type]

        yield advance


def _silent(stage: str, done: int) -> None:
    """Show nothing."""


def write(text: str, output: Path | None) -> None:
    """Text to a file (whole or not at all) or to stdout."""
    if output is None:
        sys.stdout.write(text)
        return
    write_bytes(text.encode("utf-8"), output)


def write_bytes(data: bytes, output: Path) -> None:
    """Bytes to a file, whole or not at all."""
    partial = output.with_name(f".{output.name}.part")
    try:
        partial.write_bytes(data)
        partial.replace(output)
    except OSError as error:
        raise CorroboraError(
            f"{output} cannot be written: {(error.strerror or 'input/output error').lower()}.",
            hint="Give another place with --output.",
            path=str(output),
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def show_markdown(text: str) -> None:
    """Markdown, rendered on a terminal and as it is in a pipe."""
    out = Console(highlight=False)
    if out.is_terminal:
        out.print(Markdown(text))
    else:
        sys.stdout.write(text)


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; tab-separated lines in a pipe."""
    out = Console(highlight=False)
    if not out.is_terminal:
        for row in rows:
            sys.stdout.write("\t".join(cell.replace("\n", " ") for cell in row) + "\n")
        return
    table = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    out.print(table)


def show_collected(found: Collected) -> None:
    """One line for what came in, one for each refusal."""
    parts = [f"{len(found.taken)} new"]
    if found.known:
        parts.append(f"{found.known} already known")
    if found.revisions:
        parts.append(f"{len(found.revisions)} revised")
    refused = [r for r in found.refused if r.code != _SKIPPED]
    if refused:
        parts.append(f"{len(refused)} refused")
    unread = sorted({r.language or "unknown" for r in found.taken} - {"en", "fr"})
    err.print(f"Reports: {', '.join(parts)}.")
    if unread:
        err.print(f"Kept but not read (language: {', '.join(unread)}).")
    show_refusals(refused)


def show_refusals(refused: Sequence[Refusal]) -> None:
    """Why each input was not taken, and what to do."""
    for refusal in refused[:_SHOWN_REFUSALS]:
        place = f", {refusal.place}" if refusal.place else ""
        err.print(f"[yellow]Refused[/] {_escape(refusal.name + place)}: "
                  f"{_escape(refusal.reason)} {_escape(refusal.remedy)}")  # fmt: skip
    if len(refused) > _SHOWN_REFUSALS:
        err.print(f"... and {len(refused) - _SHOWN_REFUSALS} more refusals.")


def show_error(error: CorroboraError) -> None:
    """An error as people should see it: what, and what to do."""
    err.print(f"[bold red]Error:[/] {_escape(error.message)}")
    if error.hint:
        err.print(f"       {_escape(error.hint)}")


def _escape(text: str) -> str:
    return text.replace("[", r"\[")
