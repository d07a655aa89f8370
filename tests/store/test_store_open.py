from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from store_samples import Clock, exchange_of, extraction_of, intake

from corrobora.errors import (
    CaseError,
    DamagedCase,
    NewerCase,
    NotACase,
    OlderCase,
    ReadOnlyCase,
)
from corrobora.store import Store, check, migrate, restore, said, sqlite, tables

MADE_BY = migrate.HEAD
"""The revision of the cases that these tests make."""


def make(path: Path) -> None:
    with Store.open(path, create=True, clock=Clock()) as store:
        store.add_reports([intake(1)])
        store.add_extractions([extraction_of(intake(1).report)])


def open_case(path: Path, *, create: bool = False, busy_seconds: float = 0.05) -> Store:
    return Store.open(path, create=create, clock=Clock(), busy_seconds=busy_seconds)


def test_the_migrated_schema_is_that_of_the_tables(tmp_path: Path) -> None:
    with open_case(tmp_path / "case.db", create=True) as store, store._reading() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: (
                    not (kind == "table" and name and name.startswith("reports_text"))
                ),
            },
        )
        assert compare_metadata(context, tables.metadata) == []
        expected = {
            sqlite.guard_name(table.name, verb)
            for table in tables.KEPT
            for verb in ("UPDATE", "DELETE")
        }
        assert sqlite.guard_names(connection) == expected
        assert migrate.revision_of(connection) == migrate.HEAD


def test_the_named_head_is_the_last_migration() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(migrate.SCRIPTS)).get_heads() == [migrate.HEAD]


def test_a_case_is_durable_and_guarded(tmp_path: Path) -> None:
    with open_case(tmp_path / "case.db", create=True) as store, store._reading() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "application_id")
        }
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "application_id": 0x436F7272,
    }


def test_no_case_is_started_unasked(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no case at"):
        open_case(tmp_path / "case.db")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CaseError) as caught:
        open_case(tmp_path / "no-folder" / "case.db", create=True)
    assert "folder" in caught.value.hint


@pytest.mark.parametrize("create", [True, False])
def test_what_is_not_a_case_is_refused_and_left_alone(tmp_path: Path, create: bool) -> None:
    words = tmp_path / "notes.txt"
    words.write_text("These are my notes, long enough to look like something." * 20)
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE songs (name)")
        connection.commit()
    torn = tmp_path / "torn.db"
    torn.write_bytes(b"SQLite format 3\0" + b"\xff" * 500)
    folder = tmp_path / "folder"
    folder.mkdir()
    for path in (words, foreign, torn, folder):
        before = path.read_bytes() if path.is_file() else None
        with pytest.raises(NotACase):
            open_case(path, create=create)
        with pytest.raises(NotACase):
            check(path)
        assert (path.read_bytes() if path.is_file() else None) == before
    assert {p.name for p in tmp_path.iterdir()} == {"notes.txt", "foreign.db", "torn.db", "folder"}


def test_an_empty_file_becomes_a_case_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    path.touch()
    with pytest.raises(NotACase, match="empty"):
        open_case(path)
    open_case(path, create=True).close()
    assert check(path).clean


def test_a_case_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    make(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = path.read_bytes()
    for call in (lambda: open_case(path), lambda: check(path)):
        with pytest.raises(NewerCase, match="newer version") as caught:
            call()
        assert "Upgrade" in caught.value.hint
    assert path.read_bytes() == before


def test_an_older_case_is_migrated_after_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.db"
    make(path)
    scripts = tmp_path / "scripts"
    shutil.copytree(migrate.SCRIPTS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    later = scripts / "versions" / "r9001_later.py"
    source = """
        import sqlalchemy as sa
        from alembic import op

        revision, down_revision = "9001", "{before}"
        branch_labels = depends_on = None

        def upgrade():
            op.create_table("later", sa.Column("n", sa.Integer, primary_key=True))
            {fault}
        """
    monkeypatch.setattr(migrate, "SCRIPTS", scripts)
    before = migrate.HEAD
    monkeypatch.setattr(migrate, "HEAD", "9001")

    with pytest.raises(CaseError, match="older version"):
        check(path)

    # A migration that fails leaves the case as it was, and the copy beside it.
    later.write_text(
        textwrap.dedent(source.format(before=before, fault='op.execute("SELECT nonsense")'))
    )
    with pytest.raises(CaseError, match="nonsense"):
        open_case(path)
    assert _tables(path).isdisjoint({"later"})
    assert (tmp_path / "case.db.before-9001").exists()

    shutil.rmtree(scripts / "versions" / "__pycache__", ignore_errors=True)
    later.write_text(textwrap.dedent(source.format(before=before, fault="")))
    with open_case(path) as store:
        assert [entry.act for entry in store.journal()][-1] == "case.migrated"
        assert store.counts().claims == 2
    assert "later" in _tables(path)
    assert (tmp_path / "case.db.before-9001.2").exists()
    assert "later" not in _tables(tmp_path / "case.db.before-9001.2")
    with open_case(path) as store:
        assert store.counts().journal == 4


def test_a_case_of_the_first_version_gets_room_for_exchanges(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.db"
    with monkeypatch.context() as earlier:
        earlier.setattr(migrate, "HEAD", "0001")
        # A version of that time asked for no table of a later one.
        earlier.setattr(said, "is_forgotten", lambda *_: False)
        make(path)
    assert "exchanges" not in _tables(path)
    with open_case(path) as store:
        store.add_exchange(exchange_of(1))
        assert store.exchange(exchange_of(1).key) == exchange_of(1)
        assert store.counts().claims == 2
    assert check(path).clean
    assert (tmp_path / f"case.db.before-{migrate.HEAD}").exists()


def _tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}


def test_an_older_copy_can_be_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "case.db")
    with closing(sqlite3.connect(tmp_path / "case.db")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    monkeypatch.setattr(migrate, "_known", lambda: frozenset({"0000", migrate.HEAD}))
    restore(tmp_path / "case.db", tmp_path / "again.db")
    assert "reports" in _tables(tmp_path / "again.db")


def test_a_case_half_made_is_made_again(tmp_path: Path) -> None:
    """Killed after the file was set up and before its first transaction."""
    path = tmp_path / "case.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert path.stat().st_size > 0
    open_case(path, create=True).close()
    assert check(path).clean


def test_many_may_start_the_same_case_at_once(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    failures: list[CaseError] = []

    def work(number: int) -> None:
        try:
            with open_case(path, create=True, busy_seconds=20) as store:
                store.add_reports([intake(number)])
        except CaseError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    result = check(path)
    assert result.clean
    assert result.checked.reports == 6
    assert result.checked.entries == 7


def test_a_locked_case_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    make(path)
    with open_case(path) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CaseError, match="another program") as caught:
            store.add_reports([intake(2)])
        assert "Wait" in caught.value.hint
        # Reading goes on while another program writes.
        assert store.counts().reports == 1
        other.rollback()
        assert store.add_reports([intake(2)]).new


UNPRIVILEGED = """
import os, sys
from pathlib import Path
import sqlalchemy.dialects.sqlite
from corrobora.errors import CaseError
from corrobora.store import Store, check
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
path = Path(sys.argv[1])
print(check(path).clean)
try:
    Store.open(path, create=True, clock=lambda: "now")
except CaseError as error:
    print(type(error).__name__, error)
with Store.look(path, clock=lambda: "now") as store:
    print(store.counts().claims, len(list(store.reports())))
"""


@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_read_only_case_can_be_looked_at_but_not_opened(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    path = folder / "case.db"
    make(path)
    (folder if what == "folder" else path).chmod(0o555 if what == "folder" else 0o444)
    if what == "file":
        folder.chmod(0o777)
    for parent in tmp_path.parents:
        if parent.stat().st_uid == os.geteuid() and "pytest" in str(parent):
            parent.chmod(parent.stat().st_mode | stat.S_IXOTH | stat.S_IROTH)
    tmp_path.chmod(0o755)
    before = _state(path)
    command = [sys.executable, "-c", UNPRIVILEGED, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    finally:
        folder.chmod(0o755)
    lines = done.stdout.splitlines()
    assert lines[:1] == ["True"], done.stderr
    assert lines[1].startswith("ReadOnlyCase"), done.stdout
    assert "write access" in lines[1]
    assert lines[2:] == ["2 1"], done.stderr
    assert _state(path) == before


def _state(path: Path) -> tuple[bytes, int, list[str]]:
    """The bytes of a case, when it was last changed, and what lies in its folder."""
    names = sorted(one.name for one in path.parent.iterdir())
    return path.read_bytes(), path.stat().st_mtime_ns, names


def test_looking_leaves_the_file_and_its_folder_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    make(path)
    before = _state(path)
    with Store.look(path, clock=Clock()) as store:
        assert store.read_only
        assert next(entry.act for entry in store.journal()) == "case.created"
        assert len(store.search("ministry")) == len(list(store.reports())) == 1
        writes = (
            lambda: store.add_reports([intake(2)]),
            lambda: store.replace_derived((), (), "none"),
            lambda: store.forget(["r1"], by="ana", why="Asked for", blank=lambda _: ""),
        )
        for write in writes:
            with pytest.raises(ReadOnlyCase, match="opened for reading only") as caught:
                write()
            assert caught.value.hint
        with pytest.raises(ReadOnlyCase), store.reading() as connection:
            connection.exec_driver_sql("DELETE FROM builds")
    assert _state(path) == before


def test_looking_sees_what_a_program_at_work_has_written(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    make(path)
    with open_case(path) as writer:
        writer.add_reports([intake(2)])
        before = _state(path)
        with Store.look(path, clock=Clock()) as store:
            assert store.counts().reports == 2
            writer.add_reports([intake(3)])
            assert store.counts().reports == 3
        assert _state(path)[2] == before[2]
    assert check(path).checked.reports == 3


def test_what_is_read_past_the_log_must_not_have_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "case.db"
    make(path)
    monkeypatch.setattr(sqlite, "may_write", lambda _: False)
    with Store.look(path, clock=Clock()) as store:
        assert store.counts().reports == 1
        with pytest.raises(CaseError, match="while it was read"), store.reading():
            path.write_bytes(path.read_bytes() + bytes(4096))


def test_only_a_case_can_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.db"
    with pytest.raises(CaseError, match="no case at"):
        Store.look(path, clock=Clock())
    make(path)
    with monkeypatch.context() as later:
        later.setattr(migrate, "HEAD", "9001")
        later.setattr(migrate, "_known", lambda: frozenset({"9001", MADE_BY}))
        before = _state(path)
        with pytest.raises(OlderCase, match="older version") as caught:
            Store.look(path, clock=Clock())
        assert "up to date" in caught.value.hint
    assert _state(path) == before


def test_a_torn_case_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    make(path)
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 9] = b"\xee" * (4096 * 6)
    path.write_bytes(data)
    assert _refused_or_found(path)


def _refused_or_found(path: Path) -> bool:
    try:
        return not check(path).clean
    except DamagedCase:
        return True


def test_reading_does_not_change_the_file(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    make(path)
    before = path.read_bytes()
    with open_case(path) as store, store._reading() as connection:
        connection.execute(text("SELECT 1"))
        list(store.reports())
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["case.db"]
    assert check(path).clean
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["a?b.db", "50%20.db", "a#b.db", "dossier été.db", "file:x.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / name)
    assert [p.name for p in tmp_path.iterdir()] == [name]
    assert check(tmp_path / name).checked.reports == 1
    monkeypatch.chdir(tmp_path)
    with open_case(Path(name)) as store:
        assert store.counts().reports == 1
