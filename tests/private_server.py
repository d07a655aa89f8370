"""A PostgreSQL server of the tests' own: a fresh cluster in a folder, reached by a socket only."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OWNER = "owner"
"""The superuser of the cluster, who owns the databases."""

SETTINGS = ("fsync=off", "full_page_writes=off", "max_connections=60", "autovacuum=off")
"""What a cluster that nobody needs tomorrow can do without."""

_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


def programs() -> Path | None:
    """The folder of the server's programs, of the newest version found; None without one."""
    found = [p for pattern in _FOLDERS for p in Path("/").glob(pattern[1:])]
    on_path = shutil.which("initdb")
    found += [Path(on_path).resolve().parent] if on_path else []
    whole = [p for p in found if (p / "initdb").exists() and (p / "postgres").exists()]
    return max(whole, key=_version, default=None)


def _version(folder: Path) -> int:
    digits = "".join(c for c in folder.parent.name.partition(".")[0] if c.isdigit())
    return int(digits or 0)


class Cluster:
    """A running server.

    Args:
        folder: Where its data and its socket lie.
        bin_: Where its programs lie.
    """

    def __init__(self, folder: Path, bin_: Path) -> None:
        self.folder = folder
        self.bin = bin_
        self._numbers = itertools.count(1)

    def address(self, database: str = "cases", user: str = OWNER, schema: str = "") -> str:
        """The address of a database, or of one schema in it."""
        within = f"&options=-csearch_path%3D{schema}" if schema else ""
        return f"postgresql://{user}@/{database}?host={self.folder}{within}"

    def fresh(self) -> str:
        """The address of a schema with nothing in it, which is quicker made than a database."""
        name = f"case_{next(self._numbers)}"
        self.run(f"CREATE SCHEMA {name}")
        return self.address(schema=name)

    def fresh_database(self) -> str:
        """The address of a database with nothing in it."""
        name = f"database_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.address(name)

    def run(self, statement: str, database: str = "cases", user: str = OWNER) -> list[Any]:
        """Run one statement outside a transaction; its rows, if it has any."""
        import psycopg

        with psycopg.connect(self.address(database, user), autocommit=True) as connection:
            done = connection.execute(statement)  # type: ignore[call-overload,unused-ignore]
            return list(done.fetchall()) if done.description else []


@contextmanager
def running(bin_: Path) -> Iterator[Cluster]:
    """A cluster that is started, and removed with all it held."""
    # Not below the folder of the run: a socket's path must be short, and others may not enter it.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_other: dict[str, Any] = {
        "cwd": "/",
        "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"},
    }
    if os.getuid() == 0:  # The server refuses to run as root.
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        as_other |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        subprocess.run(
            [bin_ / "initdb", "-D", folder / "data", "-U", OWNER, "--auth=trust", "--no-sync",
             "--encoding=UTF8", "--locale=C"],
            check=True, capture_output=True, **as_other,
        )  # fmt: skip
        with (folder / "log").open("wb") as log:
            options = [part for setting in SETTINGS for part in ("-c", setting)]
            server = subprocess.Popen(
                [bin_ / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *options],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, **as_other,
            )  # fmt: skip
        with server:
            try:
                _wait(server, bin_, folder)
                cluster = Cluster(folder, bin_)
                cluster.run("CREATE DATABASE cases TEMPLATE template0", "postgres")
                yield cluster
            finally:
                server.send_signal(3)  # SIGQUIT: at once, without tidying what is thrown away.
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], bin_: Path, folder: Path) -> None:
    deadline = time.monotonic() + 60
    while subprocess.run([bin_ / "pg_isready", "-q", "-h", folder], check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError((folder / "log").read_text(errors="replace"))
        time.sleep(0.02)
