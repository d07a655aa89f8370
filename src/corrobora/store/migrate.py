"""Bringing a case to the tables that this version of the program knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from corrobora.errors import NewerCase, NotACase, OlderCase

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0008"
"""The revision that ``tables.py`` describes."""

SCRIPTS = Path(__file__).parent / "migrations"


def revision_of(connection: Connection) -> str | None:
    """The revision of a case's tables; None when it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_known(revision: str | None, shown: str) -> None:
    """Refuse a case whose tables this program does not know.

    Raises:
        NewerCase: Its revision is unknown here.
        NotACase: It has none.
    """
    if revision == HEAD:
        return
    if revision is None:
        raise NotACase(
            f"{shown} is marked as a case but holds no tables.",
            hint="Restore the latest backup.",
            path=shown,
        )
    if revision not in _known():
        raise NewerCase(
            f"{shown} was written by a newer version of Corrobora.",
            hint="Upgrade Corrobora (pip install --upgrade corrobora) and try again.",
            path=shown,
            found=revision,
            expected=HEAD,
        )


def require_current(revision: str | None, shown: str) -> None:
    """Refuse a case whose tables are not those of ``HEAD``.

    Raises:
        NewerCase: Its revision is unknown here.
        NotACase: It has none.
        OlderCase: It has to be brought up to date first.
    """
    require_known(revision, shown)
    if revision != HEAD:
        raise OlderCase(
            f"{shown} was written by an older version of Corrobora.",
            hint="Open it once where it can be written to; that brings it up to date.",
            path=shown,
        )


def upgrade(connection: Connection) -> None:
    """Bring the tables to ``HEAD`` inside the caller's transaction: all of it or nothing."""
    # Imported here because it takes longer than all other work on a case that is up to date.
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _known() -> frozenset[str]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config())
    return frozenset(script.revision for script in scripts.walk_revisions())
