from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from alterations import ALTERED, FILE, full_case
from store_samples import Clock, claims_of, extraction, intake

from corrobora.errors import NotACase
from corrobora.model import Claim
from corrobora.store import Head, Store, check, sqlite, tables
from corrobora.store.codec import encode
from corrobora.store.journal import hash_of


def tamper(path: Path, *statements: str) -> None:
    """Change a case behind the program's back, leaving no trace in its guards."""
    with closing(sqlite3.connect(path)) as connection:
        for table in tables.KEPT:
            for verb in ("UPDATE", "DELETE"):
                connection.execute(f"DROP TRIGGER {sqlite.guard_name(table.name, verb)}")
        for statement in statements:
            connection.execute(statement)
        for table in tables.KEPT:
            for statement in sqlite.guards(table.name):
                connection.execute(statement)
        connection.commit()
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def codes(path: Path, head: Head | None = None) -> set[str]:
    return {finding.code for finding in check(path, head=head).findings}


def test_a_sound_case_is_clean_and_everything_was_counted(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    head = full_case(path)
    result = check(path, head=head)
    assert result.findings == ()
    assert result.clean
    assert result.head == head
    assert msgspec.structs.asdict(result.checked) == {
        "raws": 3,
        "reports": 3,
        "sightings": 4,
        "refusals": 1,
        "extractions": 3,
        "claims": 6,
        "judgements": 1,
        "exchanges": 1,
        "acts": 1,
        "releases": 2,
        "entries": 10,
    }
    assert check(path) == check(path)


def test_an_altered_text_is_named_though_the_database_calls_it_sound(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    full_case(path)
    tamper(
        path,
        "UPDATE reports SET text = CAST(replace(CAST(text AS TEXT), 'expelled', 'welcomed') "
        "AS BLOB) WHERE seq = 2",
    )
    result = check(path)
    named = {finding.code: finding.subject for finding in result.findings}
    assert named["report.text"] == intake(1).report.id
    assert named["claim.quote"] == claims_of(intake(1).report)[0].id


@pytest.mark.parametrize("what", ALTERED)
def test_every_alteration_is_found(tmp_path: Path, what: str) -> None:
    path = tmp_path / "case.db"
    full_case(path)
    statement, code = ALTERED[what]
    tamper(path, statement.format(**FILE))
    assert code in codes(path)


def test_a_report_removed_with_all_its_rows_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    full_case(path)
    tamper(
        path,
        "DELETE FROM claims WHERE extraction = 3",
        "DELETE FROM extractions WHERE seq = 3",
        "DELETE FROM sightings WHERE report = 3",
        "DELETE FROM reports WHERE seq = 3",
    )
    missing = [f for f in check(path).findings if f.code == "journal.missing"]
    assert len(missing) == 5


def test_an_extraction_put_in_past_the_journal_is_found(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    full_case(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO extractions SELECT 9, report, method, vocabulary, digest, at, basis "
            "FROM extractions WHERE seq = 1"
        )
        connection.execute(
            "INSERT INTO claims SELECT 9, ordinal, id, value FROM claims WHERE extraction = 1"
        )
        connection.commit()
    assert codes(path) == {"journal.unknown"}


def test_dropped_guards_are_named(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    full_case(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER keep_journal_delete")
    assert codes(path) == {"guard"}


def test_only_a_head_kept_elsewhere_tells_of_a_case_rewritten_as_a_whole(tmp_path: Path) -> None:
    """Everything made anew by a program that knows all rules: the stated limit of the check."""
    path, forged = tmp_path / "case.db", tmp_path / "forged.db"
    head = full_case(path)
    with Store.open(forged, create=True, clock=Clock()) as store:
        store.add_reports([intake(7), intake(8)])
    assert codes(forged) == set()
    assert codes(forged, head) == {"journal.chain"}
    with Store.open(path, create=False, clock=Clock()) as store:
        store.add_reports([intake(9)])
    assert codes(path, head) == set()


def test_a_claim_altered_with_its_digest_is_still_found(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    full_case(path)
    claim = claims_of(intake(0).report)[0]
    forged: Claim = msgspec.structs.replace(claim, negated=True)
    value = encode(forged).replace("'", "''")
    tamper(path, f"UPDATE claims SET value = '{value}' WHERE rowid = 1")
    assert codes(path) == {"extraction"}


def test_a_journal_line_rehashed_breaks_the_next(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    full_case(path)
    with Store.open(path, create=False, clock=Clock()) as store:
        line = list(store.journal())[1]
    forged = msgspec.structs.replace(line, actor="someone else")
    tamper(
        path,
        f"UPDATE journal SET actor = 'someone else', hash = '{hash_of(forged)}' WHERE seq = 2",
    )
    assert [f.subject for f in check(path).findings] == ["3"]


def test_there_must_be_a_case(tmp_path: Path) -> None:
    with pytest.raises(NotACase):
        check(tmp_path / "none.db")


ACTIONS: list[Callable[[Store], object]] = [
    lambda store: store.add_reports([intake(0, name="again.txt")]),
    lambda store: store.add_extractions([extraction(intake(0).report.id, "later 2")]),
    lambda store: store.replace_derived([], [], "link 2"),
]


@pytest.mark.parametrize("number", range(len(ACTIONS)))
def test_a_case_stays_clean_while_it_grows(tmp_path: Path, number: int) -> None:
    path = tmp_path / "case.db"
    head = full_case(path)
    with Store.open(path, create=False, clock=Clock()) as store:
        ACTIONS[number](store)
        # Also while it is open, with its last changes still in the log beside it.
        assert codes(path, head) == set()
    assert codes(path, head) == set()
