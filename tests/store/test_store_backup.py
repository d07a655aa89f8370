from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from store_samples import Clock, extraction_of, intake

from corrobora.errors import CaseError, DamagedCase, NotACase
from corrobora.store import Store, backup, check, restore

WRITER = """
import sys, time
sys.path.insert(0, sys.argv[2])
from store_samples import extraction_of, intake, stopped_clock
from corrobora.store import Store
with Store.open(sys.argv[1], create=False, clock=stopped_clock) as store:
    for start in range(100, 10**6, 5):
        batch = [intake(n) for n in range(start, start + 5)]
        store.add_reports(batch)
        store.add_extractions([extraction_of(one.report) for one in batch])
        print(start, flush=True)
        time.sleep(0.02)
"""


def make(path: Path, count: int = 3) -> None:
    with Store.open(path, create=True, clock=Clock()) as store:
        store.add_reports([intake(n) for n in range(count)])
        store.add_extractions([extraction_of(intake(n).report) for n in range(count)])


def rows(path: Path) -> list[object]:
    with Store.open(path, create=False, clock=Clock()) as store:
        return [list(store.reports()), list(store.claims()), list(store.journal())]


def test_a_backup_is_one_checked_file(tmp_path: Path) -> None:
    path, target = tmp_path / "case.db", tmp_path / "copies" / "case.db"
    target.parent.mkdir()
    make(path)
    with Store.open(path, create=False, clock=Clock()) as store:
        store.add_reports([intake(7)])
        result = backup(path, target)
    assert result.clean
    assert result.checked.reports == 4
    assert [p.name for p in target.parent.iterdir()] == ["case.db"]
    assert rows(target) == rows(path)


def test_twenty_backups_while_another_program_writes(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    make(path)
    command = [sys.executable, "-c", WRITER, str(path), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        try:
            sizes = []
            for number in range(20):
                assert writer.stdout.readline()
                target = tmp_path / f"copy-{number}.db"
                assert backup(path, target).clean
                result = check(target)
                assert result.findings == ()
                sizes.append(result.checked.reports)
        finally:
            writer.kill()
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]
    assert check(path).clean


def test_a_backup_does_not_overwrite(tmp_path: Path) -> None:
    path, target = tmp_path / "case.db", tmp_path / "copy.db"
    make(path)
    target.write_text("precious")
    with pytest.raises(CaseError, match="exists already"):
        backup(path, target)
    assert target.read_text() == "precious"


def test_a_backup_needs_a_case_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(NotACase):
        backup(tmp_path / "none.db", tmp_path / "copy.db")
    make(tmp_path / "case.db")
    with pytest.raises(CaseError):
        backup(tmp_path / "case.db", tmp_path / "no-folder" / "copy.db")


def alter(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER keep_reports_update")
        connection.execute("UPDATE reports SET text = x'41' WHERE seq = 1")
        connection.commit()


def test_an_altered_case_gives_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    make(path)
    alter(path)
    with pytest.raises(DamagedCase):
        backup(path, tmp_path / "copy.db")
    assert {p.name for p in tmp_path.iterdir()} <= {"case.db", "case.db-wal", "case.db-shm"}


def test_restore_brings_back_what_was_saved(tmp_path: Path) -> None:
    path, copy = tmp_path / "case.db", tmp_path / "copy.db"
    make(path)
    saved = rows(path)
    backup(path, copy)
    with Store.open(path, create=False, clock=Clock()) as store:
        store.add_reports([intake(7)])
    newer = rows(path)
    with pytest.raises(CaseError, match="exists already"):
        restore(copy, path)
    assert rows(path) == newer
    restore(copy, path, force=True)
    assert rows(path) == saved
    assert rows(tmp_path / "case.db.replaced") == newer
    restore(copy, tmp_path / "elsewhere.db")
    assert rows(tmp_path / "elsewhere.db") == saved


def test_restore_does_not_trust_an_altered_copy(tmp_path: Path) -> None:
    path, copy = tmp_path / "case.db", tmp_path / "copy.db"
    make(path)
    saved = rows(path)
    backup(path, copy)
    alter(copy)
    with pytest.raises(DamagedCase):
        restore(copy, path, force=True)
    assert rows(path) == saved


def test_restore_waits_for_nobody_who_uses_the_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corrobora.store.backups._BUSY_SECONDS", 0.05)
    path, copy = tmp_path / "case.db", tmp_path / "copy.db"
    make(path)
    backup(path, copy)
    with Store.open(path, create=False, clock=Clock()) as store:
        store.add_reports([intake(7)])
        with pytest.raises(CaseError, match="another program"):
            restore(copy, path, force=True)
        assert store.counts().reports == 4
    assert check(path).clean


def test_a_log_left_by_a_crash_is_not_applied_to_the_restored_case(tmp_path: Path) -> None:
    path, copy, torn = tmp_path / "case.db", tmp_path / "copy.db", tmp_path / "torn"
    make(path)
    saved = rows(path)
    backup(path, copy)
    torn.mkdir()
    with Store.open(path, create=False, clock=Clock()) as store:
        store.add_reports([intake(7)])
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{torn / 'case.db'}{suffix}")
    # The main file is beyond repair, its log is still there.
    (torn / "case.db").write_bytes(b"\0" * 5000)
    restore(copy, torn / "case.db", force=True)
    assert rows(torn / "case.db") == saved
    assert check(torn / "case.db").clean
    assert (torn / "case.db.replaced-wal").exists()
