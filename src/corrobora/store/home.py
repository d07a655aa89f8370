"""Which home an address names, and which dialect a connection speaks."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from corrobora.store import postgres, sqlite
from corrobora.store.dialect import Dialect, Home

_DIALECTS: dict[str, Dialect] = {"sqlite": sqlite, "postgresql": postgres}


def home_of(address: Path | str) -> Home:
    """The home that an address names: ``postgresql://...`` a database, all else a file.

    Raises:
        CaseError: It names a database, and the address is none or the driver is not installed.
    """
    if isinstance(address, str) and address.startswith(postgres.SCHEMES):
        return postgres.ServerHome(address)
    return sqlite.FileHome(Path(address))


def dialect_of(connection: Connection) -> Dialect:
    """How the database behind a connection does what each does in its own way."""
    return _DIALECTS[connection.dialect.name]
