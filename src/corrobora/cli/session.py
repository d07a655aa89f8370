"""Opening a case for one command, and what standard input brings."""

from __future__ import annotations

import functools
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from corrobora.case import Case
from corrobora.cli.screen import clock, progress_bar, show_refusals, show_tally, told_refusals
from corrobora.errors import CorroboraError, NothingTaken, OlderCase, ReadOnlyCase
from corrobora.llm import ModelReader
from corrobora.store import Store

STANDARD_INPUT = "-"


class Use(Enum):
    """What a command does with a case."""

    WRITE = "write"
    READ = "read"
    KEEP_IF_POSSIBLE = "keep if possible"
    """It works something out, which is kept where the case can be written to."""


@contextmanager
def opened(
    path: Path | str,
    *,
    use: Use = Use.WRITE,
    create: bool = False,
    workers: int = 1,
    vocabulary: Path | None = None,
    fast: bool = False,
    model: ModelReader | None = None,
) -> Iterator[Case]:
    """A case, with a bar on the terminal while it works; in the end, what a model was asked."""
    look = use is Use.READ
    if use is not Use.WRITE and not create:
        look = _brought_up_to_date(path, look=look)
    with (
        show_tally(model),
        progress_bar() as progress,
        (Case.look if look else functools.partial(Case.open, create=create))(
            path,
            clock=clock(),
            workers=workers,
            progress=progress,
            vocabulary=vocabulary,
            fast=fast,
            model=model,
        ) as case,
    ):
        yield case


def _brought_up_to_date(path: Path | str, *, look: bool) -> bool:
    """Whether to open a case for reading only; what has to be done to it first is done.

    Args:
        path: The case.
        look: Whether reading is enough for what is wanted.

    Raises:
        CaseError: It cannot be opened, or needs to be brought up to date where it cannot be.
    """
    try:
        if look:
            with Store.look(path, clock=clock()) as store:
                done = not store.unscrubbed
            if done:
                return True
    except OlderCase:
        pass
    try:
        Store.open(path, create=False, clock=clock()).close()
    except ReadOnlyCase:
        # A case of an older version is refused when it is looked at.
        return True
    return look


@contextmanager
def up_to_date(
    paths: Sequence[str] | None,
    path: Path | str,
    *,
    workers: int = 1,
    vocabulary: Path | None = None,
    fast: bool = False,
    model: ModelReader | None = None,
) -> Iterator[Case]:
    """The given case, brought up to date; with paths a case of its own that is thrown away.

    Raises:
        NothingTaken: None of the paths could be read.
    """
    if not paths:
        with opened(
            path,
            use=Use.KEEP_IF_POSSIBLE,
            workers=workers,
            vocabulary=vocabulary,
            fast=fast,
            model=model,
        ) as case:
            case.update()
            yield case
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        inputs(paths) as given,
        opened(
            Path(folder) / "once.db",
            create=True,
            workers=workers,
            vocabulary=vocabulary,
            fast=fast,
            model=model,
        ) as case,
    ):
        found = case.collect(given, now=clock()())
        show_refusals(told_refusals(found.refused))
        if not found.taken:
            raise nothing_taken("nothing to look at")
        case.update()
        yield case


def nothing_taken(consequence: str) -> NothingTaken:
    """The error for a command that got no readable report."""
    return NothingTaken(
        f"No report could be taken, so there is {consequence}.",
        hint="See the reasons above, if any; then give other files or folders.",
    )


@contextmanager
def inputs(paths: Sequence[str]) -> Iterator[list[str]]:
    """The paths as given, with standard input, where asked for, put into a file."""
    if STANDARD_INPUT not in paths:
        yield list(paths)
        return
    if sys.stdin is None or sys.stdin.isatty():
        raise CorroboraError(
            "Standard input is a terminal, not a stream of reports.",
            hint="Pipe reports in: cat feed.jsonl | corrobora collect -",
        )
    with tempfile.TemporaryDirectory() as folder:
        spooled = Path(folder) / "stdin"
        with spooled.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield [str(spooled) if path == STANDARD_INPUT else path for path in paths]


def text_of(file: Path, *, hint: str = "Check the name of the file.") -> str:
    """The text of a file that a command was given.

    Raises:
        CorroboraError: It cannot be read, or is no text in UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise CorroboraError(f"{file} cannot be read: {str(why).lower()}.", hint=hint) from error
