"""All commands, put together into one program."""

from __future__ import annotations

import io
import sys

import typer

from corrobora import __version__
from corrobora.cli import (
    account,
    agreements,
    approvals,
    consent,
    judge,
    keep,
    look,
    oversight,
    serve,
    share,
    taxii,
    vocabulary,
    walk,
)
from corrobora.cli.failures import Walk

app = typer.Typer(
    name="corrobora",
    cls=Walk,
    help="From scattered reports to a corroborated picture.\n\n"
    "Start with: corrobora brief FOLDER. It reads the reports, finds who did what to whom "
    "according to whom, counts independent origins, and writes a brief in which every sentence "
    "leads to the words it rests on.",
    epilog="Exit status: 0 done, 1 error, 2 wrong usage, 3 no input could be used, 4 vocabulary, "
    "5 case file, 6 damage found, 7 not found, 8 language model, 9 policy, 10 not released, "
    "130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for module in (
    walk,
    look,
    serve,
    account,
    judge,
    agreements,
    consent,
    share,
    approvals,
    oversight,
    taxii,
    vocabulary,
    keep,
):
    module.register(app)


@app.callback(invoke_without_command=True)
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and end."),
) -> None:
    if version:
        typer.echo(f"corrobora {__version__}")
        raise typer.Exit


def run() -> None:
    """Run the program on the arguments given to it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # The formats are UTF-8 whatever the terminal is; no character ends the program.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    app(prog_name="corrobora")
