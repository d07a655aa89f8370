"""Everything that holds for PostgreSQL only: reaching it, the write lock, guards, words, errors.

A case in a database of its own, for a team. The rest of the store speaks SQLAlchemy Core, and to
this module through ``dialect.py``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Table,
    Text,
    and_,
    cast,
    create_engine,
    delete,
    event,
    exists,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from corrobora.errors import CaseError, NotACase, ReadOnlyCase
from corrobora.store.dialect import Kind
from corrobora.store.sqlstates import LOCKED, state_of, told
from corrobora.store.tables import metadata, reports
from corrobora.store.words import Hit, phrases_of, ranked, words_of
from corrobora.text import sha256_of

if TYPE_CHECKING:
    import psycopg

SCHEMES = ("postgresql://", "postgres://")
"""How an address of a database begins."""

MARK = "Corrobora case"
"""How the comment begins that makes a database a case; it stands on the table of the revision."""

CONNECT_SECONDS = 10
"""How long to wait for a server to answer, where the address does not say otherwise."""

LOCK = "SELECT pg_advisory_xact_lock(1131377266, hashtext(current_schema()))"
"""Takes the write lock of the case until the transaction ends; the number is ``Corr``."""

_WRITES = "corrobora_writes"
_LOCK_MILLISECONDS = "corrobora_lock_milliseconds"
_DRIVER = "postgresql+psycopg://"


class ServerHome:
    """A case in a database; see ``Home``.

    Args:
        address: A connection URI as PostgreSQL's own programs take it. Whatever it leaves out comes
            from where these programs look: the environment, a service file, a password file.

    Raises:
        CaseError: The address is none, or the driver is not installed.
    """

    file = None

    def __init__(self, address: str) -> None:
        self.address = address
        driver = _driver()
        try:
            parts = driver.conninfo.conninfo_to_dict(address)
        except driver.ProgrammingError:
            # What the driver says quotes the address, with the password that may be in it.
            raise CaseError(
                "This is no address of a database.",
                hint="Write it as postgresql://USER@HOST/DATABASE",
            ) from None
        given = {key: str(value) for key, value in parts.items()}
        self._given = frozenset(given)
        self.name = given.get("dbname") or given.get("user") or "postgresql"
        user = f"{given['user']}@" if "user" in given else ""
        port = f":{given['port']}" if "port" in given else ""
        # A folder of sockets would be taken for a path.
        host = given.get("host", "").replace("/", "%2F")
        self.shown = f"postgresql://{user}{host}{port}/{given.get('dbname', '')}"
        place = "\n".join(given.get(key, "") for key in ("host", "port", "dbname", "options"))
        self._mark = sha256_of(place)[:16]

    @property
    def witness(self) -> Path:
        """A file of this machine's user: the server may be put back, and this is apart from it."""
        states = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        plain = re.sub(r"[^\w.-]", "_", self.name)
        return Path(states) / "corrobora" / f"{plain}-{self._mark}.head"

    # --- opening ---------------------------------------------------------------------------------

    def identify(self) -> Kind:
        """A case, or a database with nothing in it yet."""
        with self.explained(), self.read_only_engine().connect() as connection:
            row = connection.execute(text(_WHAT_IS_THERE)).one()
        if row.encoding != "UTF8":
            raise self._foreign(
                f"keeps text as {row.encoding} and not as UTF8",
                "Make a database that does: createdb --encoding UTF8 --template template0 NAME",
            )
        if row.schema is None:
            raise self._foreign("has no schema of that name", "Create it first: CREATE SCHEMA NAME")
        if (row.mark or "").startswith(MARK):
            return "case"
        if row.tables:
            raise self._foreign(
                "is a database of another program", "Give a database that has no tables yet."
            )
        return "blank"

    def _foreign(self, what: str, hint: str) -> NotACase:
        return NotACase(
            f"{self.shown} {what}, so it cannot be used as a case.", hint=hint, path=self.shown
        )

    def missing(self) -> CaseError:
        """What to say when there is no case."""
        return NotACase(
            f"{self.shown} is empty.", hint="Collect reports into it first.", path=self.shown
        )

    def engine(self, *, busy_seconds: float) -> Engine:
        """An engine on the database.

        The level of isolation is named, because a server may have another default: at a higher one,
        a writer that waited for the lock would not see what the one before it has done.
        """
        engine = create_engine(
            _DRIVER, creator=self._connect, isolation_level="READ COMMITTED", pool_pre_ping=True
        )
        event.listen(engine, "begin", _begin)
        return engine.execution_options(**{_LOCK_MILLISECONDS: max(1, round(busy_seconds * 1000))})

    def reader_of(self, engine: Engine) -> Engine:
        """The engine, with transactions that see the case as of their first look."""
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def writer_of(self, engine: Engine) -> Engine:
        """The engine, with transactions that hold the case's write lock from their start."""
        return engine.execution_options(**{_WRITES: True})

    def read_only_engine(self) -> Engine:
        """An engine whose connections cannot write, and close when they are let go."""
        return self.reader_of(create_engine(_DRIVER, creator=self._connect, poolclass=NullPool))

    def require_writable(self) -> None:
        """Nothing to be told before the server is asked; it is, at the first write."""

    def steady(self) -> AbstractContextManager[None]:
        """Nothing to be watched: what a transaction reads here is of one state."""
        return nullcontext()

    def _connect(self) -> psycopg.Connection[Any]:
        given: dict[str, Any] = {"fallback_application_name": "corrobora"}
        if "connect_timeout" not in self._given and "PGCONNECT_TIMEOUT" not in os.environ:
            given["connect_timeout"] = CONNECT_SECONDS
        made: psycopg.Connection[Any] = _driver().connect(self.address, **given)
        return made

    # --- forgetting ------------------------------------------------------------------------------

    def scrub(self, *, busy_seconds: float) -> bool:
        """Write every table and index anew without dead rows."""
        engine = create_engine(
            _DRIVER, creator=self._connect, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        with self.explained(), engine.connect() as connection:
            if connection.execute(text(_CANNOT_SCRUB), {"mark": _mark(connection)}).scalar():
                return False
            connection.exec_driver_sql(f"SET lock_timeout = {max(1, round(busy_seconds * 1000))}")
            try:
                for table in (*metadata.tables, _index.name):
                    connection.exec_driver_sql(f"VACUUM (FULL) {table}")
            except DBAPIError as error:
                if state_of(error) == LOCKED:
                    return False
                raise
            connection.exec_driver_sql(_comment(MARK))
        return True

    # --- errors ----------------------------------------------------------------------------------

    @contextmanager
    def explained(self) -> Iterator[None]:
        """What the database says, in words that a person can act on."""
        try:
            yield
        except DBAPIError as error:
            raise told(error, self.shown) from error


def _driver() -> Any:
    try:
        import psycopg
        import psycopg.conninfo
    except ImportError as error:
        raise CaseError(
            "The driver for PostgreSQL is not installed.",
            hint='Run: pip install "corrobora[postgres]"',
        ) from error
    return psycopg


_WHAT_IS_THERE = """
SELECT current_schema() AS schema, current_setting('server_encoding') AS encoding,
  obj_description(to_regclass(format('%I.alembic_version',
    coalesce(current_schema(), 'pg_catalog'))), 'pg_class') AS mark,
  (SELECT count(*) FROM pg_class
   WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
     AND relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT EXISTS (
       SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')) AS tables
"""


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {options[_LOCK_MILLISECONDS]}")
        connection.exec_driver_sql(LOCK)


def require_writable(connection: Connection) -> None:
    """Fail now if the case cannot be written to: the transaction holds the lock and nothing yet."""
    allowed = connection.execute(
        text(
            "SELECT has_table_privilege('journal', 'INSERT') "
            "AND current_setting('transaction_read_only') = 'off'"
        )
    ).scalar_one()
    if not allowed:
        raise ReadOnlyCase(
            "You may read this case on its server, but not write to it.",
            hint="Ask its owner for the rights of an analyst (docs/teams.md).",
        )


def require_owner(connection: Connection, /) -> None:
    """Fail now if guards cannot be lifted, rather than when partners were asked already."""
    owned = text(
        "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class "
        "WHERE oid = 'alembic_version'::regclass"
    )
    if not connection.execute(owned).scalar_one():
        raise CaseError(
            "The case does not allow this to you.", hint="Ask its owner: only the owner can forget."
        )


def mark(connection: Connection) -> None:
    """Make the database a case, and keep what reports say out of the planner's statistics.

    Statistics are samples of what the columns hold, in a table that forgetting does not reach.
    """
    if not _mark(connection).startswith(MARK):
        connection.exec_driver_sql(_comment(MARK))
    for table, changes in connection.execute(text(_WITHOUT_SAMPLES)):
        connection.exec_driver_sql(f"ALTER TABLE {table} {changes}")


_WITHOUT_SAMPLES = """
SELECT quote_ident(table_name),
  string_agg(format('ALTER COLUMN %I SET STATISTICS 0', column_name), ', ')
FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name <> 'alembic_version'
  AND data_type IN ('text', 'bytea', 'ARRAY', 'character varying')
GROUP BY table_name
"""


def _comment(words: str) -> str:
    return f"COMMENT ON TABLE alembic_version IS '{words}'"


def _mark(connection: Connection) -> str:
    words = text("SELECT obj_description('alembic_version'::regclass, 'pg_class')")
    return connection.execute(words).scalar() or ""


# --- guards --------------------------------------------------------------------------------------

GUARDED = ("UPDATE", "DELETE", "TRUNCATE")
"""The verbs that guards refuse."""

_REFUSAL = """
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
"""


def guards(table: str) -> tuple[str, ...]:
    """Statements after which rows of ``table`` can be added but not changed or removed.

    They stand also where triggers are switched off for the session.
    """
    refusing = (
        "CREATE OR REPLACE FUNCTION corrobora_keep() RETURNS trigger LANGUAGE plpgsql "
        f"AS $keep${_REFUSAL}$keep$"
    )
    return (refusing, *(s for verb in GUARDED for s in _guard(table, verb)))


def _guard(table: str, verb: str) -> tuple[str, str]:
    name = guard_name(table, verb)
    each = "STATEMENT" if verb == "TRUNCATE" else "ROW"
    when = f"BEFORE {verb} ON {table} FOR EACH {each}"
    return (
        f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION corrobora_keep()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    )


def guard_name(table: str, verb: str) -> str:
    """The name of the trigger that refuses ``verb`` on ``table``."""
    return f"keep_{table}_{verb.lower()}"


def guard_names(connection: Connection) -> frozenset[str]:
    """The triggers that the database has, are switched on, and do what they should."""
    rows = connection.execute(
        text(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgenabled = 'A' AND prosrc = :body "
            "AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
        ),
        {"body": _REFUSAL},
    )
    return frozenset(rows.scalars())


@contextmanager
def without_guards(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Let rows of tables be changed and removed inside the caller's transaction, and only there.

    Guards are part of what a transaction commits or leaves: nobody else ever sees them lifted. Only
    the owner of the tables can lift them.
    """
    named = [(table, guard_name(table, verb)) for table in tables for verb in GUARDED]
    for table, name in named:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    for table, name in named:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def structure_faults(connection: Connection) -> Iterator[tuple[str, str]]:
    """References to rows that are missing; pages are proved by the server, as they are read."""
    for table in metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
            other = key.column.table
            there = exists().where(key.column == key.parent)
            query = select(func.count()).select_from(table)
            number = connection.execute(
                query.where(and_(key.parent.is_not(None), ~there))
            ).scalar_one()
            if number:
                message = f"{number} rows of {table.name} refer to rows of {other.name} that miss"
                yield "foreign-key", message


# --- words ---------------------------------------------------------------------------------------

_BAR = "|"
"""Stands between title and text, so that no phrase runs over it; no word is like it."""

_index = Table(
    "reports_text",
    MetaData(),
    Column("seq", BigInteger),
    Column("size", BigInteger),
    Column("words", ARRAY(Text)),
)
"""The folded words of each report, in their order, as ``words.py`` makes them."""


def word_index() -> tuple[str, ...]:
    """Statements that make the index of words."""
    columns = 'seq BIGINT NOT NULL, size BIGINT NOT NULL, words TEXT[] COLLATE "C" NOT NULL'
    return (
        f"CREATE TABLE reports_text ({columns}, CONSTRAINT pk_reports_text PRIMARY KEY (seq))",
        "CREATE INDEX ix_reports_text_words ON reports_text USING gin (words)",
    )


def index_report(connection: Connection, seq: int, title: str, body: str) -> None:
    """Make a report findable by its words."""
    head, rest = words_of((title, body))
    row = {"seq": seq, "size": len(head) + len(rest), "words": [*head, _BAR, *rest]}
    connection.execute(insert(_index).values(row))


def unindex(
    connection: Connection, seqs: Sequence[int], _left: Iterable[tuple[int, str, str]], /
) -> None:
    """Take reports out of the index of words."""
    connection.execute(delete(_index).where(_index.c.seq.in_(seqs)))


def indexed_reports(connection: Connection) -> int:
    """How many reports are findable."""
    query = select(func.count()).select_from(_index.join(reports, reports.c.seq == _index.c.seq))
    return int(connection.execute(query).scalar_one())


def find_reports(connection: Connection, query: str, limit: int) -> tuple[int, ...]:
    """The ``seq`` of reports that hold all words of a query, best first."""
    phrases = phrases_of(query)
    if not phrases:
        return ()
    holding = [_holding(words) for words in phrases]
    found = select(_index.c.seq, _index.c.size, *(_count(words) for words in phrases))
    rows = connection.execute(found.where(*holding))
    hits = [Hit(row[0], row[1], tuple(row[2:])) for row in rows]
    if len(hits) < 2:
        return tuple(hit.seq for hit in hits[:limit])
    number = select(func.count()).select_from(_index)
    having = [int(connection.execute(number.where(one)).scalar_one()) for one in holding]
    texts = int(connection.execute(number).scalar_one())
    total = int(connection.execute(select(func.sum(_index.c.size))).scalar_one())
    return ranked(hits, having, texts, total, limit)


def holding_reports(connection: Connection, query: str, limit: int) -> tuple[str, ...]:
    """Ids of reports that hold all words of a query; if there are more, those that came last."""
    phrases = phrases_of(query)
    if not phrases:
        return ()
    found = select(reports.c.id).join(_index, _index.c.seq == reports.c.seq)
    held = found.where(*(_holding(words) for words in phrases))
    rows = connection.execute(held.order_by(reports.c.seq.desc()).limit(limit))
    return tuple(rows.scalars())


_RUN = literal(" ") + func.array_to_string(_index.c.words, " ", type_=Text) + literal(" ")
"""All words of a report in one text. Words are letters and digits: nothing in it is a sign."""


def _holding(words: Sequence[str]) -> ColumnElement[bool]:
    """The condition that a text holds a phrase."""
    held = _index.c.words.contains(list(words))
    return held if len(words) == 1 else and_(held, _RUN.like(f"% {' '.join(words)} %"))


def _count(words: Sequence[str]) -> ColumnElement[int]:
    """How often a text holds a phrase."""
    if len(words) == 1:
        return func.cardinality(func.array_positions(_index.c.words, cast(words[0], Text)))
    # What follows the first word is looked at and not taken, so that runs may overlap.
    pattern = f" {words[0]}(?= {' '.join(words[1:])} )"
    runs = func.regexp_matches(_RUN, pattern, "g").table_valued("run")
    return select(func.count()).select_from(runs).correlate(_index).scalar_subquery()


# --- forgetting ----------------------------------------------------------------------------------


def mark_unscrubbed(connection: Connection) -> None:
    """Note, in the transaction that removes rows, that dead rows still lie in the tables."""
    number = connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one()
    connection.exec_driver_sql(_comment(f"{MARK}, forgotten in {int(number)}"))


def is_unscrubbed(connection: Connection) -> bool:
    """Whether dead rows may still lie in the tables."""
    return "forgotten in" in _mark(connection)


_CANNOT_SCRUB = """
WITH forgetting AS (
  SELECT CAST(substring(:mark FROM 'forgotten in (\\d+)') AS numeric) AS number,
         CAST(pg_snapshot_xmax(pg_current_snapshot())::text AS numeric) AS next)
SELECT (SELECT NOT pg_has_role(relowner, 'USAGE') FROM pg_class
        WHERE oid = 'alembic_version'::regclass)
  OR EXISTS (
  SELECT FROM (
    SELECT backend_xmin AS oldest FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
    UNION ALL SELECT backend_xid FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND datname = current_database()
    UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
    UNION ALL SELECT xmin FROM pg_replication_slots) AS held, forgetting
  WHERE oldest IS NOT NULL AND age(oldest) >= next - number)
"""
"""Whether tables cannot be written anew without what was removed: by anybody but their owner, or
while somebody may still see the rows as they were, which would be written anew with the others."""
