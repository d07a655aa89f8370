"""Running the server on an address, with TLS or behind something that does TLS."""

from __future__ import annotations

import ipaddress
import logging
from contextlib import suppress
from pathlib import Path

from corrobora.case import Case
from corrobora.errors import CorroboraError
from corrobora.serve.taxii import DISCOVERY, Taxii
from corrobora.sharing.desk import SharingDesk
from corrobora.sharing.witness import require_current, write_witness

GRACE_SECONDS = 10
"""How long requests in progress may take after the server was asked to end."""


def require_private(host: str, *, encrypted: bool) -> None:
    """Refuse to take tokens and give items in the open.

    Raises:
        CorroboraError: The address can be reached from elsewhere, and nothing encrypts.
    """
    if encrypted or _is_loopback(host):
        return
    raise CorroboraError(
        f"{host} can be reached from other machines, and nothing would be encrypted.",
        hint="Give --cert and --key, or say --behind-tls if a proxy in front of it does TLS.",
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(
    case: Case,
    desk: SharingDesk,
    *,
    host: str,
    port: int,
    cert: Path | None = None,
    key: Path | None = None,
) -> None:
    """Serve a case until the program is interrupted.

    Raises:
        CorroboraError: The libraries for serving are missing, or the address cannot be used.
        PolicyError: The case is older than decisions that were made on it.
    """
    try:
        import uvicorn
    except ImportError as error:
        raise CorroboraError(
            "The libraries for serving are not installed.",
            hint='Install them with: pip install "corrobora[serve]"',
        ) from error
    require_current(desk.store)
    # Found out now, rather than by a partner, if it cannot be written down.
    write_witness(desk.store)
    config = uvicorn.Config(
        Taxii(case, desk),
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        lifespan="on",
        log_level=logging.WARNING,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=cert,
        ssl_keyfile=key,
    )
    try:
        # Ctrl-C is how a server ends; requests in progress were finished by then.
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run()
    except SystemExit as end:
        raise CorroboraError(
            f"The server could not be started on {host}, port {port}.",
            hint="Is the port in use? Give another with --port.",
        ) from end


def base_of(host: str, port: int, *, encrypted: bool) -> str:
    """The beginning of every address under which this machine serves."""
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if encrypted else 'http'}://{shown}:{port}"


def address_of(host: str, port: int, *, encrypted: bool) -> str:
    """The address to give to partners' programs."""
    return base_of(host, port, encrypted=encrypted) + DISCOVERY


def require_pair(cert: Path | None, key: Path | None) -> None:
    """Refuse one of the two without the other.

    Raises:
        CorroboraError: A certificate came without its key, or a key without its certificate.
    """
    if (cert is None) != (key is None):
        raise CorroboraError(
            "A certificate and its key go together.", hint="Give --cert and --key."
        )
