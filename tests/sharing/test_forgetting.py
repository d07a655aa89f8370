"""Forgetting a report: nothing of it is left, and everything else can still be proved."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corrobora.case import Case
from corrobora.errors import CaseError, NotFound, NotReleased, PolicyError
from corrobora.share.labels import Label, Tlp
from corrobora.sharing import Outbox, SharingDesk
from corrobora.sharing.forgetting import emptied, forget
from corrobora.store import Store, check
from sharing.desk_of import EARLY, Clock, agreed, desk_at, file_of
from sharing.named_report import canary, named_case, spellings, spread


def traces(path: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Where a name stands, in any of the files of a case and in any common encoding."""
    wanted = spellings(names)
    for suffix in ("", "-wal", "-shm", "-journal"):
        file = path.with_name(path.name + suffix)
        if file.exists():
            data = file.read_bytes()
            yield from ((file.name, form) for form in wanted if form in data)


@pytest.mark.parametrize("many", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_of_a_forgotten_report_no_byte_is_left(tmp_path: Path, many: int) -> None:
    path = tmp_path / "case.db"
    names = [canary(n) for n in range(many)]
    desk = named_case(path, names)
    case = desk._case
    report = spread(desk, names)
    assert any(True for _ in traces(path, names[:1])), "they are there to begin with"
    before = {r.id: (r.text, r.title) for r in case.reports() if r.id != report}
    claims = {c for c in case.store.claims() if c.report != report}
    done = forget(case, desk, [report], by="A. Sow", why="The person asked for it")
    assert done.forgotten.scrubbed
    assert done.recalls
    assert list(traces(path, names)) == []
    case.store.close()
    assert list(traces(path, names)) == []
    result = check(path)
    assert result.clean, result.findings
    with Store.open(path, create=False, clock=Clock()) as store:
        assert {r.id: (r.text, r.title) for r in store.reports()} == before
        assert set(store.claims()) == claims
        assert [e.act for e in store.journal()].count("report.forgotten") == 1
        assert len(list(store.exchanges())) == 1
        assert [r.name for r in store.search("diplomats")] == ["relay.txt"]
        assert store.search(names[0]) == ()
        assert [j.why for j in store.judgements()] == ["(forgotten)"]
        assert store.derived_method() is not None


@pytest.fixture
def desk(tmp_path: Path) -> SharingDesk:
    return named_case(tmp_path / "case.db", [canary(1), canary(2)])


def test_what_partners_hold_is_wanted_back_first(desk: SharingDesk) -> None:
    report = spread(desk, [canary(1), canary(2)])
    box = Outbox(desk)
    ids = {report} | desk.store.claim_ids([report])
    held = {r.item for r in box.held("harbour-ew") if ids.intersection(r.inner)}
    assert held
    with pytest.raises(NotReleased, match="still holds"):
        desk.store.forget([report], by="A. Sow", why="Asked for", blank=emptied)
    done = forget(desk._case, desk, [report], by="A. Sow", why="Asked for")
    assert {r.item for r in done.recalls} == held
    assert {s.recall.why for s in box.recalls()} == {"It was forgotten."}
    # What is served of the versions before: valid objects, taken back, that say nothing.
    for release in desk.store.ledger.releases("harbour-ew/early-warning"):
        if not release.inner:
            continue  # a definition
        body = json.loads(release.content)
        assert body["id"] == release.item
        assert body["modified"] == release.version
        if ids.intersection(release.inner):
            assert body["revoked"] is True
    assert desk.diligence(desk.standing("harbour-ew").agreement).status == "pending"


def test_sharing_goes_on_afterwards(desk: SharingDesk) -> None:
    report = spread(desk, [canary(1), canary(2)])
    forget(desk._case, desk, [report], by="A. Sow", why="Asked for")
    box = Outbox(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    assert box.held("harbour-ew")
    assert all(report not in r.inner for r in box.held("harbour-ew"))
    result = check(desk.store.home.address)
    assert result.clean, result.findings


def test_a_forgotten_text_is_not_taken_in_again(desk: SharingDesk, tmp_path: Path) -> None:
    case = desk._case
    report = next(r for r in case.reports() if r.name == "named.txt")
    forget(case, desk, [report.id], by="A. Sow", why="Asked for")
    found = case.collect([tmp_path / "case.reports"], now=desk.now())
    assert [r.id for r in found.forgotten] == [report.id]
    assert found.taken == []
    assert list(traces(file_of(desk), [canary(1)])) == []
    assert check(case.store.home.address).clean


def test_the_reason_may_not_quote_what_is_forgotten(desk: SharingDesk) -> None:
    report = next(r for r in desk._case.reports() if r.name == "named.txt")
    with pytest.raises(CaseError, match="quotes"):
        forget(desk._case, desk, [report.id], by="A. Sow", why=f"{canary(1)} asked for it")
    with pytest.raises(PolicyError, match="why"):
        forget(desk._case, desk, [report.id], by="A. Sow", why=" ")
    with pytest.raises(NotFound):
        forget(desk._case, desk, ["r0"], by="A. Sow", why="Asked for")
    assert desk.store.report(report.id) == report
    assert check(desk.store.home.address).clean


def test_check_accepts_only_what_the_journal_says_was_forgotten(desk: SharingDesk) -> None:
    spread_report = spread(desk, [canary(1), canary(2)])
    forget(desk._case, desk, [spread_report], by="A. Sow", why="Asked for")
    path = file_of(desk)
    desk.store.close()
    for table, code in (("reports", "journal.missing"), ("acts", "journal.missing")):
        copy = path.with_name(f"{table}.db")
        copy.write_bytes(path.read_bytes())
        with closing(sqlite3.connect(copy)) as connection:
            connection.execute(f"DROP TRIGGER keep_{table}_delete")
            connection.execute(f"DELETE FROM {table} WHERE seq = (SELECT min(seq) FROM {table})")
            connection.commit()
        assert code in {f.code for f in check(copy).findings}
    copy = path.with_name("content.db")
    copy.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("DROP TRIGGER keep_releases_update")
        connection.execute("UPDATE releases SET content = replace(content, 'revoked', 'renewed')")
        connection.commit()
    assert "release" in {f.code for f in check(copy).findings}


def test_guards_stand_again_after_forgetting(desk: SharingDesk) -> None:
    report = next(r for r in desk._case.reports() if r.name == "named.txt")
    forget(desk._case, desk, [report.id], by="A. Sow", why="Asked for")
    with closing(sqlite3.connect(file_of(desk))) as connection:
        for table in ("reports", "acts", "sightings"):
            with pytest.raises(sqlite3.IntegrityError, match="never changed"):
                connection.execute(f"UPDATE {table} SET rowid = rowid + 1000")


def test_an_original_shared_with_other_reports_is_emptied(tmp_path: Path) -> None:
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Wire</title>'
        + "".join(
            f"<item><title>Item {n}</title><link>https://example.org/{n}</link>"
            f"<description>{text}</description></item>"
            for n, text in enumerate(
                (f"Troops led by {canary(7)} entered Konna.", "Mali expelled three diplomats.")
            )
        )
        + "</channel></rss>"
    )
    desk = desk_at(tmp_path / "case.db", Clock(), texts={"feed.xml": feed})
    case = desk._case
    first, second = case.reports()
    assert first.raw_sha256 == second.raw_sha256
    done = forget(case, desk, [first.id], by="A. Sow", why="Asked for")
    assert done.forgotten.originals == (second.raw_sha256,)
    with pytest.raises(NotFound, match="forgotten"):
        case.store.raw(second.raw_sha256)
    assert list(traces(file_of(desk), [canary(7)])) == []
    assert case.reports() == (second,)
    assert check(case.store.home.address).clean


def test_a_case_in_use_is_scrubbed_when_it_is_next_opened(desk: SharingDesk) -> None:
    report = next(r for r in desk._case.reports() if r.name == "named.txt")
    path = file_of(desk)
    desk.store._busy_seconds = 0.1
    with closing(sqlite3.connect(path, isolation_level=None)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM reports").fetchone()
        done = forget(desk._case, desk, [report.id], by="A. Sow", why="Asked for")
        assert not done.forgotten.scrubbed
        reading.execute("ROLLBACK")
    assert {f.code for f in check(path).findings} == {"scrub"}
    desk.store.close()
    with Store.open(path, create=False, clock=Clock()):
        pass
    assert list(traces(path, [canary(1), canary(2)])) == []
    assert check(path).clean


def test_whatever_is_being_released_meanwhile_is_decided_anew(desk: SharingDesk) -> None:
    """The last act of all is one that goes with the report: the count of acts must grow still."""
    agreed(desk)
    report = next(r for r in desk._case.reports() if r.name == "named.txt")
    desk.label("report", [report.id], Label(tlp=Tlp.GREEN), by="A. Sow", why="Public")
    basis = desk.store.ledger.basis()
    forget(desk._case, desk, [report.id], by="A. Sow", why="Asked for")
    assert desk.store.ledger.basis() > basis


def test_several_reports_at_once(desk: SharingDesk) -> None:
    ids = [r.id for r in desk._case.reports()]
    done = forget(desk._case, desk, ids, by="A. Sow", why="The case is closed")
    assert len(done.forgotten.reports) == len(ids)
    assert desk._case.reports() == ()
    assert desk._case.events() == ()
    assert check(desk.store.home.address).clean


def test_a_case_can_be_reopened_and_filled(tmp_path: Path, desk: SharingDesk) -> None:
    report = next(r for r in desk._case.reports() if r.name == "named.txt")
    forget(desk._case, desk, [report.id], by="A. Sow", why="Asked for")
    desk.store.close()
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "new.txt").write_text("Lake Bulletin\n\nFrance recalled its envoy on Monday.\n")
    with Case.open(desk.store.home.address, clock=Clock(), fast=True) as case:
        assert len(case.collect([folder], now="2025-09-22T08:00:00Z").taken) == 1
        case.update()
        assert [r.name for r in case.store.search("envoy")] == ["new.txt"]
    assert check(desk.store.home.address).clean
