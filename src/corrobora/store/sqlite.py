"""Everything that holds for SQLite only: opening, guards, full text, errors, copies.

A case in a file. The rest of the store speaks SQLAlchemy Core, and to this module through
``dialect.py``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from corrobora.errors import CaseError, DamagedCase, NotACase, ReadOnlyCase
from corrobora.store.codec import indexable
from corrobora.store.dialect import Kind
from corrobora.store.words import TOKENIZER, terms_of

APPLICATION_ID = 0x436F7272
"""``Corr``: the mark in the file header that makes a SQLite file a case."""

_MAGIC = b"SQLite format 3\0"
_WRITES = "corrobora_writes"


class FileHome:
    """A case in a file of its own; see ``Home``."""

    def __init__(self, path: Path) -> None:
        self.address = self.file = path
        self.shown = str(path)
        self.name = path.stem
        self.witness = path.with_name(f"{path.name}.head")

    def identify(self) -> Kind:
        """A case, or a file with nothing in it yet (or no file)."""
        return identify(self.file)

    def missing(self) -> CaseError:
        """What to say when there is no case."""
        if self.file.exists():
            return NotACase(
                f"{self.file} is empty.", hint="Collect reports into it first.", path=self.shown
            )
        return CaseError(
            f"There is no case at {self.file}.",
            hint="Check the path, or collect reports into it first: "
            "corrobora collect PATH --case FILE",
            path=self.shown,
        )

    def engine(self, *, busy_seconds: float) -> Engine:
        """An engine on the file."""
        return engine_for(self.file, busy_seconds=busy_seconds)

    def reader_of(self, engine: Engine) -> Engine:
        """The engine itself: a transaction sees the file as of its first look."""
        return engine

    def writer_of(self, engine: Engine) -> Engine:
        """The engine, with transactions that take the write lock at their start."""
        return engine.execution_options(**{_WRITES: True})

    def read_only_engine(self) -> Engine:
        """An engine whose connections cannot write."""
        engine = create_engine(
            "sqlite://", creator=lambda: connect_read_only(self.file), poolclass=NullPool
        )
        event.listen(engine, "begin", _begin)
        return engine

    def require_writable(self) -> None:
        """Fail now if the file, or its folder, may not be written to."""
        if self.file.exists() and not may_write(self.file):
            raise _unwritable(self.file)

    def steady(self) -> AbstractContextManager[None]:
        """Fail at the end if what was read may be of two states at once."""
        return unmoved(self.file)

    def explained(self) -> AbstractContextManager[None]:
        """What the database says, in words that a person can act on."""
        return explained(self.file)

    def scrub(self, *, busy_seconds: float) -> bool:
        """Write the file anew without what was removed, and empty the log beside it."""
        with self.explained():
            return scrub(self.file, busy_seconds=busy_seconds)


# --- opening -------------------------------------------------------------------------------------


def identify(path: Path) -> Kind:
    """What lies at ``path``: a case, or a file with nothing in it yet (or no file).

    Raises:
        NotACase: Something else lies there. It is not touched.
        CaseError: It cannot be read.
    """
    if not path.exists():
        return "blank"
    if not path.is_file():
        raise _foreign(path, "is not a file")
    with explained_files(path):
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
        if not start:
            return "blank"
        if start != _MAGIC:
            raise _foreign(path, "is not a database")
        with closing(connect_read_only(path)) as connection:
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
            rows = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if mark == APPLICATION_ID:
        return "case"
    # Killed between creating the file and its first transaction: nothing is in it.
    if mark == 0 and rows == 0:
        return "blank"
    raise _foreign(path, "is a database of another program")


def _foreign(path: Path, what: str) -> NotACase:
    return NotACase(
        f"{path} {what}, so it cannot be used as a case.",
        hint="Give the path of a case file, or of a new file to start one.",
        path=str(path),
    )


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, and that leaves the file and its folder as they were."""
    if _has_log(path):
        # Only a reader of the log sees the whole case; one that cannot write leaves the log as is.
        options = "mode=ro"
    elif may_write(path):
        # With "mode=ro" the files that SQLite makes beside the case would stay there for good.
        options = "mode=rw"
    else:
        # Without a log the file alone is the whole case. What a reader made beside it would be the
        # reader's, and whoever owns the case could not write to it any more.
        options = "mode=ro&immutable=1"
    address = f"{path.resolve().as_uri()}?{options}"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    for pragma in (
        "query_only = ON",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
        "cell_size_check = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


def may_write(path: Path) -> bool:
    """Whether this user may write to the file, and beside it, where its log is kept."""
    return os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)


def _has_log(path: Path) -> bool:
    """Whether a log of changes lies beside the file, from a program at work or one that died."""
    beside = (path.resolve().with_name(path.resolve().name + end) for end in ("-wal", "-journal"))
    return any(log.exists() and log.stat().st_size for log in beside)


@contextmanager
def unmoved(path: Path) -> Iterator[None]:
    """Fail if the file was written to while it was read without regard to who writes to it.

    Raises:
        CaseError: It was; what was read may be of two states at once.
    """
    alone, before = not may_write(path) and not _has_log(path), _stamp(path)
    yield
    if alone and _stamp(path) != before:
        raise CaseError(
            f"The case {path} was written to while it was read.",
            hint="Run the same command again.",
            path=str(path),
        )


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def engine_for(path: Path, *, busy_seconds: float) -> Engine:
    """An engine on one case file: durable commits, foreign keys, explicit transactions."""
    # Not a URL in text: a file name may hold a question mark or a percent sign.
    url = URL.create("sqlite", database=str(path.absolute()))
    engine = create_engine(url, connect_args={"timeout": busy_seconds})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # Transactions begin in ``_begin``, tables included.
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",  # No plain text in temporary files elsewhere on the disk.
        "trusted_schema = OFF",
        "cell_size_check = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A read that turns into a write may fail half-way; a write lock at the start waits instead.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def require_writable(connection: Connection) -> None:
    """Fail now if the file cannot be written to; SQLite itself would fail at the first row."""
    connection.exec_driver_sql("DELETE FROM alembic_version WHERE 0")


def require_owner(_connection: Connection, /) -> None:
    """Who can write to the file owns it."""


def mark(connection: Connection) -> None:
    """Make the file a case, in the transaction that makes its tables."""
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


# --- guards --------------------------------------------------------------------------------------

GUARDED = ("UPDATE", "DELETE")
"""The verbs that guards refuse."""


def guards(table: str) -> tuple[str, ...]:
    """Statements after which rows of ``table`` can be added but not changed or removed."""
    return tuple(
        f"CREATE TRIGGER {guard_name(table, verb)} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or removed'); END"
        for verb in GUARDED
    )


def guard_name(table: str, verb: str) -> str:
    """The name of the trigger that refuses ``verb`` on ``table``."""
    return f"keep_{table}_{verb.lower()}"


def guard_names(connection: Connection) -> frozenset[str]:
    """The triggers that the file has."""
    rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    return frozenset(rows.scalars())


@contextmanager
def without_guards(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Let rows of tables be changed and removed inside the caller's transaction, and only there.

    Guards are part of what a transaction commits or leaves: nobody else ever sees them lifted.
    """
    # What is overwritten here shall not stand on in the rest of its page.
    connection.exec_driver_sql("PRAGMA secure_delete = ON")
    named = tuple(tables)
    for table in named:
        for verb in GUARDED:
            connection.exec_driver_sql(f"DROP TRIGGER {guard_name(table, verb)}")
    yield
    for table in named:
        for statement in guards(table):
            connection.exec_driver_sql(statement)


def structure_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """What the database itself finds wrong with its pages, indexes and references."""
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield "structure", str(line)
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield "foreign-key", f"{row[0]} row {row[1]} refers to a row of {row[2]} that is missing"


# --- full text -----------------------------------------------------------------------------------


def word_index() -> tuple[str, ...]:
    """The words of reports; the index alone, since the texts are kept in ``reports``."""
    columns = f"title, body, content='', tokenize=\"{TOKENIZER}\""
    return (f"CREATE VIRTUAL TABLE reports_text USING fts5({columns})",)


def index_report(connection: Connection, seq: int, title: str, body: str) -> None:
    """Make a report findable by its words."""
    connection.execute(
        text("INSERT INTO reports_text (rowid, title, body) VALUES (:seq, :title, :body)"),
        {"seq": seq, "title": indexable(title), "body": indexable(body)},
    )


def unindex(
    connection: Connection, _seqs: Sequence[int], left: Iterable[tuple[int, str, str]], /
) -> None:
    """Make the index of words from nothing, of what is left: this one cannot forget a word."""
    connection.exec_driver_sql("INSERT INTO reports_text (reports_text) VALUES ('delete-all')")
    for seq, title, body in left:
        index_report(connection, seq, title, body)


def indexed_reports(connection: Connection) -> int:
    """How many reports are findable."""
    return int(connection.exec_driver_sql("SELECT count(*) FROM reports_text_docsize").scalar_one())


def find_reports(connection: Connection, query: str, limit: int) -> tuple[int, ...]:
    """The ``seq`` of reports that hold all words of a query, best first."""
    # Each quoted, so that no string is a syntax error.
    match = " ".join(f'"{term}"' for term in terms_of(query))
    if not match:
        return ()
    rows = connection.execute(
        text(
            "SELECT rowid FROM reports_text WHERE reports_text MATCH :match "
            "ORDER BY bm25(reports_text), rowid LIMIT :limit"
        ),
        {"match": match, "limit": limit},
    )
    return tuple(rows.scalars())


def holding_reports(connection: Connection, query: str, limit: int) -> tuple[str, ...]:
    """Ids of reports that hold all words of a query; if there are more, those that came last."""
    match = " ".join(f'"{term}"' for term in terms_of(query))
    if not match:
        return ()
    # To rank is to look at all that match; to take the last of them is not.
    rows = connection.execute(
        text(
            "SELECT reports.id FROM (SELECT rowid AS hit FROM reports_text "
            "WHERE reports_text MATCH :match ORDER BY rowid DESC LIMIT :limit) "
            "CROSS JOIN reports ON reports.seq = hit"
        ),
        {"match": match, "limit": limit},
    )
    return tuple(rows.scalars())


# --- forgetting ----------------------------------------------------------------------------------


def mark_unscrubbed(connection: Connection) -> None:
    """Note, in the transaction that removes rows, that their bytes may still lie in the file."""
    connection.exec_driver_sql("PRAGMA user_version = 1")


def is_unscrubbed(connection: Connection) -> bool:
    """Whether bytes of removed rows may still lie in the file."""
    return bool(connection.exec_driver_sql("PRAGMA user_version").scalar())


def scrub(path: Path, *, busy_seconds: float) -> bool:
    """Write the file anew without what was removed, and empty the log beside it.

    Returns:
        Whether it is done; False when another program reads the case, so that its log must stay.
    """
    with closing(sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)) as connection:
        connection.execute("PRAGMA temp_store = MEMORY").close()
        connection.execute("PRAGMA secure_delete = ON").close()
        try:
            connection.execute("VACUUM").close()
            if not _empty_log(connection):
                return False
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                return False
            raise
        connection.execute("PRAGMA user_version = 0").close()
        return _empty_log(connection)


def _empty_log(connection: sqlite3.Connection) -> bool:
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


# --- copies --------------------------------------------------------------------------------------


def copy(source: Path, target: Path) -> None:
    """Copy a case as of one moment into one file, while others may write to it."""
    with (
        explained(source),
        closing(connect_read_only(source)) as giving,
        closing(sqlite3.connect(target)) as taking,
    ):
        giving.backup(taking)
        # A copy is one file: no log beside it, so it can be moved by any means.
        taking.execute("PRAGMA journal_mode = DELETE").close()


def settle(path: Path, *, busy_seconds: float) -> None:
    """Bring a case into its one file, without a log beside it.

    Raises:
        CaseError: Someone else has it open.
    """
    with explained(path), closing(sqlite3.connect(path, timeout=busy_seconds)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").close()


# --- errors --------------------------------------------------------------------------------------

_REMEDIES: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: (
        "is being written to by another program",
        "Wait until it is done, or close it, and try again.",
    ),
    sqlite3.SQLITE_FULL: (
        "cannot grow: the disk is full",
        "Free some space and run the same command again; nothing that was finished is lost.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened",
        "Check that the folder exists and that you may write to it.",
    ),
    sqlite3.SQLITE_PERM: ("may not be opened", "Ask for access to the file and its folder."),
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written: the disk reports an error",
        "Check the disk and its free space, then run the same command again.",
    ),
    sqlite3.SQLITE_TOOBIG: (
        "cannot take a piece of data this large",
        "Split the input into smaller files.",
    ),
}
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the database says about a case into what a person can act on."""
    try:
        yield
    except DBAPIError as error:
        raise _explain(error.orig or error, path, conflict=isinstance(error, IntegrityError)) from (
            error
        )
    except sqlite3.Error as error:
        raise _explain(error, path, conflict=False) from error


@contextmanager
def explained_files(path: Path) -> Iterator[None]:
    """The same for what the system says about a file."""
    try:
        with explained(path):
            yield
    except OSError as error:
        raise CaseError(
            f"The case {path} cannot be used: {error.strerror or error}.",
            hint="Check the path, your access to it, and the free space on its disk.",
            path=str(path),
        ) from error


def _explain(error: BaseException, path: Path, *, conflict: bool) -> CaseError:
    full: Any = getattr(error, "sqlite_errorcode", None)
    code = full & 0xFF if isinstance(full, int) else None
    facts = {"path": str(path), "reason": str(error)}
    if code == sqlite3.SQLITE_NOTADB:
        return _foreign(path, "is not a database")
    if code == sqlite3.SQLITE_READONLY:
        return _unwritable(path, reason=str(error))
    if code in _DAMAGE:
        return DamagedCase(
            f"The case {path} is damaged ({error}).",
            hint="Restore the latest backup.",
            **facts,
        )
    if code in _REMEDIES:
        what, hint = _REMEDIES[code]
        return CaseError(f"The case {path} {what}.", hint=hint, **facts)
    if conflict:
        return CaseError(
            f"The case {path} refused a row: {error}.",
            hint="Nothing was written.",
            **facts,
        )
    return CaseError(f"The case {path} cannot be used: {error}.", **facts)


def _unwritable(path: Path, **facts: str) -> ReadOnlyCase:
    return ReadOnlyCase(
        f"The case {path} cannot be written to.",
        hint="Give yourself write access to the file and its folder, or work on a copy elsewhere.",
        path=str(path),
        **facts,
    )
