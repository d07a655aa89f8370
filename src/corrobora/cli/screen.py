"""What people see: tables, progress, refusals, errors. Data to stdout, all else to stderr."""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from corrobora.aside import written_aside
from corrobora.case import Collected, utc_now
from corrobora.cli.options import Format
from corrobora.errors import CorroboraError
from corrobora.llm import ModelReader
from corrobora.model import Json, Refusal
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.writers.jsonl import lines

err = Console(stderr=True, highlight=False)
_LABELS = {"collect": "Reading reports", "extract": "Finding claims"}
_SHOWN_REFUSALS = 20
SKIPPED = "input.skipped"

WIDE = 110
"""Columns of a terminal from which a table with a long last column can be read."""
LEAST_LONG = 30
"""Columns that the long column of a table has at least, where its cells need them."""
LEAST_WIDTH = 40
"""Columns below which nothing is wrapped any narrower."""
_GOES_ON = str.maketrans({"├": "│", "└": " ", "─": " "})
"""What stands below the branches of a tree."""

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that steer a terminal or turn a line around; a report may hold any of them."""


def clean(text: str) -> str:
    """Text as it may be shown on a terminal."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def clock() -> Callable[[], str]:
    """The clock of this run: the real one, or the instant that SOURCE_DATE_EPOCH fixes."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH")
    if not fixed:
        return utc_now
    try:
        instant = dt.datetime.fromtimestamp(int(fixed), dt.UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError, OSError) as error:
        raise CorroboraError(
            f"SOURCE_DATE_EPOCH is {fixed!r}, which is no number of seconds.",
            hint="Unset it, or give seconds since 1970.",
        ) from error
    return lambda: instant


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int | None], None] | None]:
    """A live bar for each stage on a terminal; None, for no progress at all, in a pipe."""
    if not err.is_terminal:
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(),
               MofNCompleteColumn(), TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=err, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def advance(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(_LABELS.get(stage, stage), total=total)
            bar.update(tasks[stage], advance=done, total=total)

        yield advance


def say(text: str, label: str = "", style: str = "") -> None:
    """One message to stderr, not cut into lines, with a coloured word before it."""
    message = Text(f"{label} " if label else "", style=style)
    err.print(message.append(Text(clean(text), style="default")), soft_wrap=True)


def write(text: str, output: Path | None) -> None:
    """Text to a file (whole or not at all) or to stdout."""
    if output is None:
        sys.stdout.write(text)
        return
    write_bytes(text.encode("utf-8"), output)


def write_bytes(data: bytes, output: Path) -> None:
    """Bytes to a file, whole or not at all."""
    try:
        if output.exists() and not output.is_file():
            output.write_bytes(data)  # A device or a named pipe; nothing may take its place.
            return
        output = output.resolve()  # A link stays a link.
        with written_aside(output) as partial:
            partial.write_bytes(data)
    except OSError as error:
        raise CorroboraError(
            f"{output} cannot be written: {(error.strerror or 'input/output error').lower()}.",
            hint="Give another place with --output, or free some space.",
            path=str(output),
        ) from error


def format_of(to: Format | None, output: Path | None) -> Format:
    """The format asked for; by default a table on a terminal and JSON Lines elsewhere."""
    if to is not None:
        return to
    return Format.TABLE if output is None and sys.stdout.isatty() else Format.JSONL


def give_records(records: Iterable[dict[str, Json]], output: Path | None) -> None:
    """Records as JSON Lines: streamed to the screen, whole to a file."""
    if output is not None:
        write(lines(records), output)
        return
    for record in records:
        sys.stdout.write(lines((record,)))


def show_lines(shown: Iterable[str]) -> None:
    """Lines of plain text to stdout; on a terminal wrapped to its width, deeper than they begin."""
    out = Console(highlight=False)
    width = max(out.width, LEAST_WIDTH) if out.is_terminal else None
    for line in shown:
        for piece in wrapped(clean(line), width):
            sys.stdout.write(piece + "\n")


def wrapped(line: str, width: int | None) -> list[str]:
    """A line in pieces of at most ``width`` columns, those after the first set in deeper.

    Words are not broken: one that is longer than the width stands out. None leaves the line whole.
    """
    if width is None or cell_len(line) <= width:
        return [line]
    found = re.match(r"[ │├└─]*", line)
    before = found.group() if found else ""
    under = before.translate(_GOES_ON) + "  "
    first, *words = line[len(before) :].split(" ")
    pieces, piece = [], before + first
    for word in words:
        if cell_len(piece) + 1 + cell_len(word) > width:
            pieces.append(piece.rstrip(" "))
            piece = under + word
        else:
            piece += f" {word}"
    return [*pieces, piece]


def show_markdown(text: str) -> None:
    """Markdown, rendered on a terminal and as it is in a pipe."""
    out = Console(highlight=False)
    if out.is_terminal:
        out.print(Markdown(clean(text)))
    else:
        sys.stdout.write(text)


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table on a terminal; tab-separated lines in a pipe."""
    out = Console(highlight=False)
    if not out.is_terminal:
        show_lines("\t".join(" ".join(cell.split()) for cell in row) for row in rows)
        return
    table = Table(title=title, title_justify="left", header_style="bold", expand=False)
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    out.print(table)


def show_list(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, long: str | None = None
) -> None:
    """A table where the terminal is wide enough for one; else two lines or more a row.

    Args:
        title: Stands above.
        columns: Their names.
        rows: A cell for each column.
        long: The column that gets the second line; by default the last.
    """
    out = Console(highlight=False)
    under = len(columns) - 1 if long is None else columns.index(long)
    if not out.is_terminal or (out.width >= WIDE and _fits(columns, rows, under, out.width)):
        show_table(title, columns, rows)
        return
    width = max(out.width, LEAST_WIDTH)
    show_lines([title])
    for row in rows:
        facts = [
            f"{column.lower()} {cell}"
            for at, (column, cell) in enumerate(zip(columns, row, strict=True))
            if cell and at not in (0, under)
        ]
        above = _packed([row[0], *(clean(" ".join(fact.split())) for fact in facts)], width)
        show_lines(["", *above])
        if row[under]:
            show_lines([f"    {row[under]}"])


def _fits(columns: Sequence[str], rows: Sequence[Sequence[str]], long: int, width: int) -> bool:
    """Whether a table breaks no cell but those of its long column, and these not too often."""
    needed = 1
    for at, column in enumerate(columns):
        widest = max(cell_len(cell) for cell in (column, *(row[at] for row in rows)))
        needed += 3 + (min(widest, LEAST_LONG) if at == long else widest)
    return needed <= width


def _packed(facts: Sequence[str], width: int) -> Iterator[str]:
    """Facts in lines of at most ``width`` columns; none begins on one line and ends on the next."""
    line = ""
    for fact in facts:
        if line and cell_len(line) + 2 + cell_len(fact) > width:
            yield line
            line = f"    {fact}"
        else:
            line = f"{line}  {fact}" if line else fact
    if line:
        yield line


def show_collected(found: Collected) -> None:
    """One line for what came in, one for each refusal."""
    parts = [f"{len(found.taken)} new"]
    if found.known:
        parts.append(f"{found.known} already known")
    if found.revisions:
        parts.append(f"{len(found.revisions)} revised")
    if found.forgotten:
        parts.append(f"{len(found.forgotten)} left out because they were forgotten here")
    refused = told_refusals(found.refused)
    if refused:
        parts.append(f"{len(refused)} refused")
    unread = sorted({r.language or "unknown" for r in found.taken} - set(READ_LANGUAGES))
    say(f"Reports: {', '.join(parts)}.")
    if unread:
        say(f"Kept but not read (language: {', '.join(unread)}).")
    show_refusals(refused)


def told_refusals(refused: Sequence[Refusal]) -> list[Refusal]:
    """Refusals that tell of something wrong, and not only of what was passed over on purpose."""
    return [r for r in refused if r.code != SKIPPED]


def show_refusals(refused: Sequence[Refusal]) -> None:
    """Why each input was not taken, and what to do."""
    for refusal in refused[:_SHOWN_REFUSALS]:
        place = f", {refusal.place}" if refusal.place else ""
        say(f"{refusal.name}{place}: {refusal.reason} {refusal.remedy}", "Refused", "yellow")
    if len(refused) > _SHOWN_REFUSALS:
        say(f"... and {len(refused) - _SHOWN_REFUSALS} more refusals.")


@contextmanager
def show_tally(model: ModelReader | None) -> Iterator[None]:
    """After the work, also when it failed: what a language model was asked and what was dropped."""
    try:
        yield
    finally:
        if model is not None:
            for line in model.tally.lines():
                say(line)


def show_error(error: CorroboraError, stage: str = "") -> None:
    """An error as people should see it: in which stage, what, and what to do."""
    stage = str(error.facts.get("stage") or stage)
    say(error.message, f"Error in {stage}:" if stage else "Error:", "bold red")
    if error.hint:
        say(f"       {error.hint}")


def refusal_record(refusal: Refusal) -> Mapping[str, Json]:
    """A refusal as other programs read it."""
    return {
        "name": refusal.name, "status": "refused", "code": refusal.code, "place": refusal.place,
        "reason": refusal.reason, "remedy": refusal.remedy,
    }  # fmt: skip
