"""The command line: one command per verb, in walk order.

Exit status: 0 done; 1 error; 2 wrong usage; 3 no input could be used; 4 a vocabulary file is
wrong; 5 the case file cannot be used; 6 a check found damage; 7 nothing under that identifier.
"""

from __future__ import annotations

import sys

import typer

from corrobora import __version__
from corrobora.cli import keep, look, walk
from corrobora.cli.screen import show_error
from corrobora.errors import CorroboraError

app = typer.Typer(
    name="corrobora",
    help="From scattered reports to a corroborated picture.\n\n"
    "Start with: corrobora brief FOLDER. It reads the reports, finds who did what to whom "
    "according to whom, counts independent origins, and writes a brief in which every sentence "
    "leads to the words it rests on.",
    epilog="Exit status: 0 done, 1 error, 2 wrong usage, 3 no input could be used, 4 vocabulary, "
    "5 case file, 6 damage found, 7 not found.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for module in (walk, look, keep):
    module.register(app)


@app.callback(invoke_without_command=True)
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and end."),
) -> None:
    if version:
        typer.echo(f"corrobora {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; errors of the house end it with their own exit status."""
    try:
        app()
    except CorroboraError as error:
        show_error(error)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
