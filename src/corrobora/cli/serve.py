"""The command that opens the reading room: serve."""

from __future__ import annotations

from typing import Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, CaseFile, Fast, Vocabulary, Workers
from corrobora.cli.screen import clock, say
from corrobora.errors import CorroboraError


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(serve)


def serve(
    case: CaseFile = DEFAULT_CASE,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="The port on this machine.")
    ] = 8437,
    vocabulary: Vocabulary = None,
    fast: Fast = False,
    workers: Workers = 1,
) -> None:
    """Open the reading room: the case as pages in your browser, on this machine only.

    Everybody who can use this machine can read the pages; nobody on the network can.

    Example: corrobora serve --case sahel.db
    """
    try:
        import uvicorn

        from corrobora.serve.app import create_app
    except ImportError as error:
        raise CorroboraError(
            "The reading room is not installed.", hint='Run: pip install "corrobora[serve]"'
        ) from error
    app = create_app(case, clock=clock(), vocabulary=vocabulary, fast=fast, workers=workers)
    say(f"http://127.0.0.1:{port}/  (Ctrl-C ends it)", "Reading room:", "green")
    uvicorn.run(
        app, host="127.0.0.1", port=port, log_level="warning", server_header=False, ws="none"
    )
