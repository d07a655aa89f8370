"""The command that opens the reading room: serve."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.options import (
    DEFAULT_CASE,
    BehindTls,
    CaseAddress,
    Certificate,
    Fast,
    PrivateKey,
    Vocabulary,
    Workers,
)
from corrobora.cli.screen import clock, say
from corrobora.cli.session import opened
from corrobora.errors import CorroboraError


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(serve)


def serve(
    case: CaseAddress = DEFAULT_CASE,
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="The port to listen on.")
    ] = 8437,
    team: Annotated[
        bool,
        typer.Option("--team", help="People sign in with their accounts (corrobora account add)."),
    ] = False,
    host: Annotated[
        str, typer.Option("--host", help="With --team: the address to listen on.")
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="HOST", help="With --team: a name that browsers reach it under."
        ),
    ] = None,
    cert: Certificate = None,
    key: PrivateKey = None,
    behind_tls: BehindTls = False,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Show the sample reports and a story of sharing, then forget."),
    ] = False,
    vocabulary: Vocabulary = None,
    fast: Fast = False,
    workers: Workers = 1,
) -> None:
    """Open the reading room: the case as pages in your browser, on this machine only.

    Everybody who can use this machine can read the pages; nobody on the network can. For a team,
    people sign in with accounts, and each role may do what it needs. On other addresses than this
    machine's own that needs --cert and --key, or --behind-tls, and the --name in people's browsers.

    Example: corrobora serve --case sahel.db
    """
    try:
        import uvicorn

        from corrobora.serve import run
        from corrobora.serve.app import create_app
        from corrobora.serve.guard import LOOPBACK
    except ImportError as error:
        raise CorroboraError(
            "The reading room is not installed.", hint='Run: pip install "corrobora[serve]"'
        ) from error
    secure = behind_tls or cert is not None
    if not team and (secure or name or host != "127.0.0.1"):
        raise CorroboraError(
            "Without accounts the pages are for this machine only.",
            hint="Let people sign in with --team, or leave out --host, --name, --cert and "
            "--behind-tls.",
        )
    run.require_pair(cert, key)
    run.require_private(host, encrypted=secure)
    with _demo_or(case, demo=demo, fast=fast) as shown:
        app = create_app(
            shown,
            clock=clock(),
            vocabulary=vocabulary,
            fast=fast,
            workers=workers,
            team=team,
            secure=secure,
            hosts=(*LOOPBACK, *(one.lower() for one in name or ())),
        )
        address = run.base_of(name[0] if name else host, port, encrypted=cert is not None)
        say(f"{address}/  (Ctrl-C ends it)", "Reading room:", "green")
        uvicorn.run(
            app,
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            ws="none",
            ssl_certfile=cert,
            ssl_keyfile=key,
        )


@contextmanager
def _demo_or(case: str, *, demo: bool, fast: bool) -> Iterator[Path | str]:
    """The case to show: the one that was asked for, or one that is made for this run."""
    if not demo:
        yield case
        return
    from corrobora.serve.demo import play

    with tempfile.TemporaryDirectory(prefix="corrobora-demo-") as folder:
        made = Path(folder) / "demo.db"
        with opened(made, create=True, fast=fast) as filled:
            play(filled, clock=clock())
        say("This case is made up, and is gone when the server ends.", "Demo:", "yellow")
        yield made
