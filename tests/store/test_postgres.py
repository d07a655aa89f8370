"""What holds for a case in a database: its schema, lock and guards, its words, its errors."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alterations import ALTERED, SERVER, full_case
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from store_samples import Clock, exchange_of, extraction_of, intake, refusal_of, stopped_clock

from corrobora.errors import CaseError, NewerCase, NotACase, NotReleased, ReadOnlyCase
from corrobora.store import Head, Store, backup, check, migrate, postgres, restore, tables
from corrobora.store.integrity import _Check
from corrobora.store.ledger import Batch, Outgoing
from private_server import Cluster

TEXT_TYPES = ("text", "character varying", "ARRAY")


def opened(address: str, *, busy_seconds: float = 20.0) -> Store:
    return Store.open(address, create=True, clock=Clock(), busy_seconds=busy_seconds)


# --- schema --------------------------------------------------------------------------------------


def test_the_migrated_schema_is_that_of_the_tables(database: Callable[[], str]) -> None:
    with opened(database()) as store, store.reading() as connection:
        options = {"compare_type": True, "include_name": lambda name, *_: name != "reports_text"}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, tables.metadata) == []
        assert migrate.revision_of(connection) == migrate.HEAD
        assert postgres.guard_names(connection) == {
            postgres.guard_name(table.name, verb)
            for table in tables.KEPT
            for verb in postgres.GUARDED
        }


def test_text_is_compared_as_in_a_file_and_sampled_nowhere(database: Callable[[], str]) -> None:
    query = text(
        "SELECT table_name, column_name, data_type, collation_name, attstattarget "
        "FROM information_schema.columns JOIN pg_attribute "
        "ON attrelid = table_name::regclass AND attname = column_name "
        "WHERE table_schema = current_schema() AND table_name <> 'alembic_version'"
    )
    with opened(database()) as store, store.reading() as connection:
        rows = connection.execute(query).all()
    texts = [row for row in rows if row.data_type in TEXT_TYPES]
    assert len(texts) > 40
    assert {row.collation_name for row in texts if row.data_type != "ARRAY"} == {"C"}
    words = [row for row in rows if row.data_type in (*TEXT_TYPES, "bytea")]
    assert {row.attstattarget for row in words} == {0}


def test_two_programs_that_start_one_case_make_one(database: Callable[[], str]) -> None:
    address = database()
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        opened(address).close()

    run_all(work for _ in range(4))
    with opened(address) as store:
        assert [entry.act for entry in store.journal()] == ["case.created"]
    assert check(address).clean


def run_all(works: Iterator[Callable[[], None]] | list[Callable[[], None]]) -> None:
    """Run each in a thread of its own; the first error is raised here."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


# --- one writer at a time ------------------------------------------------------------------------


def test_writers_at_once_leave_no_gap_and_no_fork(database: Callable[[], str]) -> None:
    address = database()
    opened(address).close()

    def writer(name: int) -> None:
        with opened(address) as store:
            for number in range(8):
                store.add_reports([intake(100 * name + number)], [refusal_of(number)])
                store.ledger.add("label.report", f"r{number}", {"n": name}, by="test")
                item = outgoing(f"note--{name}-{number}")
                batch = Batch(feed="harbour/analysis", items=[item], epoch=1)
                store.ledger.release([batch], basis=None, at=AT, by="test")
                store.ledger.fetched("harbour/analysis", f"c{name}", number + 1, at=AT)

    run_all([lambda name=name: writer(name) for name in range(4)])  # type: ignore[misc]
    assert check(address).findings == ()
    with opened(address) as store:
        assert [entry.seq for entry in store.journal()] == list(range(1, store.head().seq + 1))
        numbers = [release.number for release in store.ledger.releases("harbour/analysis")]
        assert numbers == list(range(1, 33))
        assert store.counts().refusals == 8


AT = "2025-10-01T00:00:00Z"


def outgoing(name: str) -> Outgoing:
    return Outgoing(item=name, type="note", version=AT, inner=("c1",), core="0" * 64, content="{}")


@pytest.mark.parametrize("level", ["read committed", "repeatable read", "serializable"])
def test_whoever_waited_for_the_lock_sees_what_was_decided(
    database: Callable[[], str], level: str
) -> None:
    """Also on a server whose own default would show the state before the wait."""
    address = database() + f"%20-cdefault_transaction_isolation%3D{level.replace(' ', '%5C%20')}"
    refused: list[str] = []
    with opened(address) as one, opened(address) as other:
        one.ledger.add("agreement", "harbour", {"state": "active"}, by="test")
        basis = other.ledger.basis()

        def release() -> None:
            try:
                batch = Batch(feed="harbour/analysis", items=[outgoing("n1")], epoch=1)
                other.ledger.release([batch], basis=basis, at=AT, by="test")
            except NotReleased as error:
                refused.append(error.message)

        thread = threading.Thread(target=release)
        with one.writing() as connection:
            thread.start()
            _wait_until_somebody_waits(connection)
            one.ledger._add(connection, [("agreement", "harbour", '{"state":"suspended"}')], "test")
        thread.join(30)
        assert refused
        assert one.ledger.feeds() == ()


def _wait_until_somebody_waits(connection: Connection) -> None:
    query = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    deadline = time.monotonic() + 20
    while not connection.execute(query).scalar() and time.monotonic() < deadline:
        time.sleep(0.005)


def test_a_writer_does_not_wait_for_ever(database: Callable[[], str]) -> None:
    address = database()
    with opened(address) as one, opened(address, busy_seconds=0.05) as other, one.writing():
        with pytest.raises(CaseError, match="being written to by another"):
            other.add_reports([intake(1)])


def test_cases_in_one_database_do_not_wait_for_each_other(database: Callable[[], str]) -> None:
    with opened(database()) as one, opened(database(), busy_seconds=5) as other, one.writing():
        other.add_reports([intake(1)])
    assert other.home.witness != one.home.witness


def test_who_reads_cannot_write(database: Callable[[], str]) -> None:
    with opened(database()) as store:
        with pytest.raises(CaseError, match="only reads"), store.reading() as connection:
            connection.execute(text("DELETE FROM events"))


def test_a_case_on_a_server_can_be_looked_at(database: Callable[[], str]) -> None:
    address = database()
    with pytest.raises(CaseError, match="is empty"):
        Store.look(address, clock=Clock())
    with opened(address) as store:
        store.add_reports([intake(1)])
        lines = store.counts().journal
    with Store.look(address, clock=Clock()) as store:
        assert store.read_only
        assert not store.unscrubbed
        assert store.counts().reports == len(store.search("ministry")) == 1
        with pytest.raises(ReadOnlyCase, match="opened for reading only"):
            store.add_reports([intake(2)])
        with pytest.raises(ReadOnlyCase, match="only reads"), store.reading() as connection:
            connection.execute(text("DELETE FROM events"))
        assert store.counts().journal == lines


# --- proof ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(server: Cluster) -> Iterator[tuple[Store, Head]]:
    address = server.fresh()
    head = full_case(address)
    with opened(address) as store:
        yield store, head


def test_a_sound_case_is_clean(whole: tuple[Store, Head]) -> None:
    store, head = whole
    result = check(store.home.address, head=head)
    assert result.findings == ()
    assert (result.checked.claims, result.checked.releases, result.checked.entries) == (6, 2, 10)


@pytest.mark.parametrize("what", ALTERED)
def test_every_alteration_is_found(whole: tuple[Store, Head], what: str) -> None:
    statement, code = ALTERED[what]
    with whole[0].writing() as connection:
        # As only who owns the server can: without guards and without references.
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        with postgres.without_guards(connection, [table.name for table in tables.KEPT]):
            connection.exec_driver_sql(statement.format(**SERVER))
        found = _Check(connection, None).run("case")
        connection.rollback()
    assert code in {finding.code for finding in found.findings}


REPLACED = """
CREATE OR REPLACE FUNCTION corrobora_keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'
"""


@pytest.mark.parametrize(
    "statement",
    [
        REPLACED,
        "DROP TRIGGER keep_journal_delete ON journal",
        "ALTER TABLE journal DISABLE TRIGGER keep_journal_delete",
        "ALTER TABLE journal ENABLE TRIGGER keep_journal_delete",
    ],
)
def test_guards_that_do_not_stand_are_named(whole: tuple[Store, Head], statement: str) -> None:
    with whole[0].writing() as connection:
        connection.exec_driver_sql(statement)
        found = _Check(connection, None).run("case")
        connection.rollback()
    assert {finding.code for finding in found.findings} == {"guard"}


@pytest.mark.parametrize("role", ["origin", "replica"])
@pytest.mark.parametrize(
    "change", ["UPDATE acts SET seq = seq", "DELETE FROM acts", "TRUNCATE acts CASCADE"]
)
def test_what_was_said_cannot_be_changed(whole: tuple[Store, Head], role: str, change: str) -> None:
    statement = f"SET LOCAL session_replication_role = {role}; {change}"
    with pytest.raises(CaseError, match="never changed"), whole[0].writing() as connection:
        connection.exec_driver_sql(statement)


# --- words ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def twins(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Store]]:
    """The same reports in a file and in a database."""
    with ExitStack() as stack:
        homes = (tmp_path_factory.mktemp("twins") / "case.db", server.fresh())
        yield [
            stack.enter_context(Store.open(home, create=True, clock=stopped_clock))
            for home in homes
        ]


def same(twins: list[Store], query: str, limit: int = 50) -> tuple[str, ...]:
    """What both find, which is the same in the same order."""
    found = [store.lookup.search(query, limit) for store in twins]
    assert found[0] == found[1], query
    held = [store.lookup.holding(query, limit) for store in twins]
    assert set(held[0]) == set(held[1]), query
    assert len(held[0]) == len(found[0]), query
    return found[0]


WORDS = st.sampled_from(
    ["armée", "Armee", "l'armée", "quitte", "Ségou", "SEGOU", "n° 7", "été", "a", "b", "ab", "a-b"]
)


@settings(max_examples=25, deadline=None)
@given(
    texts=st.lists(st.lists(WORDS, min_size=1, max_size=30).map(" ".join), max_size=4),
    query=st.lists(WORDS, min_size=1, max_size=4).map(" ".join),
    quoted=st.lists(WORDS, min_size=1, max_size=3).map(" ".join),
)
def test_both_homes_find_the_same_in_the_same_order(
    twins: list[Store], texts: list[str], query: str, quoted: str
) -> None:
    for store in twins:
        store.add_reports([intake(0, text=words) for words in texts])
    for asked in (query, f'"{quoted}"', f'{query} "{quoted}"', f'"{quoted}" {query} "{quoted}"'):
        same(twins, asked)
        same(twins, asked, limit=3)
    for words in texts:
        assert same(twins, f'"{words}"', limit=10_000)


@settings(max_examples=25, deadline=None)
@given(words=st.text(st.characters(), min_size=1, max_size=40))
def test_any_characters_are_cut_into_the_same_words(twins: list[Store], words: str) -> None:
    for store in twins:
        store.add_reports([intake(1, text=words)])
    for query in (words, f'"{words}"', words[:3], words[-3:], words.upper(), words.casefold()):
        same(twins, query)


def test_words_longer_than_an_index_takes_are_found(twins: list[Store]) -> None:
    long = "Ä" * 3000
    for store in twins:
        store.add_reports([intake(2, text=f"{long}x {long}"), intake(3, text=f"{long}y")])
    for query, hits in ((long, 1), (f"{long}x", 1), (f'"{long}x {long}"', 1), (f"{long}z", 0)):
        assert len(same(twins, query)) == hits


def test_no_phrase_runs_from_a_title_into_the_text(twins: list[Store]) -> None:
    for store in twins:
        store.add_reports([intake(4, text="Kivu river")])
    assert same(twins, '"numero 4"')
    assert same(twins, "numero kivu")
    assert not same(twins, '"4 kivu"')


# --- the way in ----------------------------------------------------------------------------------


def test_what_is_no_case_is_not_touched(server: Cluster, database: Callable[[], str]) -> None:
    address = database()
    with pytest.raises(NotACase, match="is empty"):
        Store.open(address, create=False, clock=Clock())
    with pytest.raises(NotACase, match="no case at"):
        check(address)
    schema = address.rpartition("%3D")[2]
    server.run(f"CREATE TABLE {schema}.other (id INT)")
    with pytest.raises(NotACase, match="another program"):
        opened(address)
    with pytest.raises(NotACase, match="no schema"):
        opened(server.address(schema="nowhere"))
    server.run("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0", "postgres")
    with pytest.raises(NotACase, match="LATIN1"):
        opened(server.address("latin"))


def test_errors_say_what_to_do_and_keep_the_password(server: Cluster) -> None:
    socket = str(server.folder).replace("/", "%2F")
    for address, said, hint in (
        (f"postgresql://owner:hush@{socket}/nothing", "does not exist", "createdb"),
        ("postgresql://owner:hush@127.0.0.1:1/case", "cannot be reached", "server runs"),
        (f"postgresql://nobody:hush@{socket}/cases", "cannot be reached", "pgpass"),
        ("postgresql://owner:hush@[x/case", "no address", "postgresql://USER@HOST/DATABASE"),
    ):
        with pytest.raises(CaseError) as caught:
            opened(address)
        assert said in caught.value.message
        assert hint in caught.value.hint
        assert "hush" not in f"{caught.value} {caught.value.facts}"


def test_without_the_driver_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(CaseError) as caught:
        opened("postgresql://localhost/case")
    assert "corrobora[postgres]" in caught.value.hint


def test_a_case_of_a_newer_program_is_refused(server: Cluster, database: Callable[[], str]) -> None:
    address = database()
    opened(address).close()
    schema = address.rpartition("%3D")[2]
    server.run(f"UPDATE {schema}.alembic_version SET version_num = '9999'")
    for call in (lambda: opened(address), lambda: check(address)):
        with pytest.raises(NewerCase, match="newer version"):
            call()


def test_an_older_case_is_brought_up_to_date(database: Callable[[], str]) -> None:
    from alembic import command

    address = database()
    home = postgres.ServerHome(address)
    engine = home.engine(busy_seconds=5)
    with home.writer_of(engine).begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        postgres.mark(connection)
    engine.dispose()
    with pytest.raises(CaseError, match="older version"):
        check(address)
    with opened(address) as store:
        assert [entry.act for entry in store.journal()] == ["case.migrated"]
        store.add_exchange(exchange_of(1))
    assert check(address).clean


def test_files_are_not_made_of_a_database(database: Callable[[], str], tmp_path: Path) -> None:
    address = database()
    opened(address).close()
    copy = tmp_path / "copy.db"
    with pytest.raises(CaseError) as caught:
        backup(address, copy)
    assert "pg_dump" in caught.value.hint
    with pytest.raises(CaseError) as caught:
        restore(copy, address, force=True)
    assert "pg_restore" in caught.value.hint
    assert not list(tmp_path.glob("*.db"))


def test_a_dump_is_a_backup(server: Cluster) -> None:
    """All of a case goes through the server's own programs: rows, guards, mark."""
    address, again = server.fresh_database(), server.fresh_database()
    head = full_case(address)
    dumped = subprocess.run(
        [server.bin / "pg_dump", "--format=custom", address], check=True, capture_output=True
    ).stdout
    subprocess.run(
        [server.bin / "pg_restore", "--exit-on-error", "--dbname", again], check=True, input=dumped
    )
    assert check(again, head=head).findings == ()
    with opened(again) as store:
        store.add_reports([intake(9)])
        store.add_extractions([extraction_of(intake(9).report)])
        assert store.search("vallonie")
    assert check(again, head=head).findings == ()
