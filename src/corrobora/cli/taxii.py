"""The verbs between machines: taxii, receive."""

from __future__ import annotations

import os
from typing import Annotated
from urllib.parse import urlsplit

import typer

from corrobora.cli.options import DEFAULT_CASE, BehindTls, CaseAddress, Certificate, PrivateKey
from corrobora.cli.screen import clock, say
from corrobora.cli.session import opened
from corrobora.sharing import SharingDesk
from corrobora.sharing.inbox import Inbox

VARIABLE = "CORROBORA_TAXII_PASSWORD"
"""The variable of the environment that holds the password for ``receive``."""


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(taxii)
    app.command()(receive)


def taxii(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port.")] = 8470,
    cert: Certificate = None,
    key: PrivateKey = None,
    behind_tls: BehindTls = False,
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Give partners what was released to them, over TAXII 2.1.

    A partner signs in with the id and the token of a credential (corrobora partner issue) and sees
    three collections of its own: the items, an inbox for what it sends, and notices of what is
    wanted back. What is not shared yet goes out with: corrobora share. A suspension holds from the
    next request on. On other addresses than this machine's own it needs --cert and --key, or
    --behind-tls.

    Example: corrobora taxii --case sahel.db
    """
    from corrobora.serve import run

    run.require_pair(cert, key)
    run.require_private(host, encrypted=behind_tls or cert is not None)
    with opened(case) as open_case:
        address = run.address_of(host, port, encrypted=cert is not None)
        say(f"Serving {open_case.store.home.shown} at {address} - end with Ctrl-C.")
        run.serve(
            open_case,
            SharingDesk(open_case, clock=clock()),
            host=host,
            port=port,
            cert=cert,
            key=key,
        )


def receive(
    url: Annotated[str, typer.Argument(help="The server: https://HOST/taxii2/, or its API root.")],
    collection: Annotated[str, typer.Option("--collection", help="The id of the collection.")],
    user: Annotated[str, typer.Option("--user", help="Who signs in: the id of the credential.")],
    sender: Annotated[
        str,
        typer.Option("--from", help="The partner it comes from. Default: the host's name."),
    ] = "",
    case: CaseAddress = DEFAULT_CASE,
) -> None:
    """Take what is new in a collection of a partner's TAXII 2.1 server into the case, as reports.

    The password comes from the environment (CORROBORA_TAXII_PASSWORD), or is asked for. Markings
    stay as they are, and nothing goes further without the partner's consent. How far the collection
    was read is kept; a feed that was cut short since is refused.

    Example: corrobora receive https://alder.example/taxii2/ --collection 5b0f... --user 3f1c...
    """
    from corrobora.sharing.receive import Source
    from corrobora.sharing.receive import receive as receive_from

    password = os.environ.get(VARIABLE) or typer.prompt("Password", hide_input=True, err=True)
    source = Source(url, collection, user=user, password=password)
    with opened(case, create=True) as open_case:
        desk = SharingDesk(open_case, clock=clock())
        inbox = Inbox(open_case, desk)
        before = open_case.store.counts().reports
        try:
            pages, objects = receive_from(
                desk, inbox, source, sender=sender or urlsplit(url).hostname or url
            )
        finally:
            inbox.close()
        new = open_case.store.counts().reports - before
    say(f"Received {objects} objects in {pages} pages: {new} new reports.")
