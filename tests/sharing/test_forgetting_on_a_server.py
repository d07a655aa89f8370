"""Forgetting in a database: no page holds what was forgotten, and what does is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corrobora.errors import CaseError
from corrobora.sharing import SharingDesk
from corrobora.sharing.forgetting import forget
from corrobora.store import Store, check
from private_server import Cluster
from sharing.desk_of import Clock
from sharing.named_report import canary, named_case, spellings, spread

NAMES = [canary(n) for n in range(12)]
UNPACKED = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT attrelid::regclass AS name, attname FROM pg_attribute
    JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attstorage = 'x'
  LOOP EXECUTE format('ALTER TABLE %s ALTER %I SET STORAGE EXTERNAL', one.name, one.attname);
  END LOOP; END $$
"""
"""Has the server keep long values as they are: packed ones could not be searched for."""


@pytest.fixture
def address(server: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of its own, so that its files can be searched."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = server.fresh_database()
    Store.open(made, create=True, clock=Clock()).close()
    server.run(UNPACKED, name_of(made))
    return made


@pytest.fixture
def desk(address: str, tmp_path: Path) -> Iterator[SharingDesk]:
    made = named_case(address, NAMES, folder=tmp_path / "reports")
    yield made
    made.store.close()


def name_of(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]


def holding(server: Cluster, address: str) -> set[str]:
    """The files of a database in which a word of the names stands."""
    # What is written so far lies in memory; here it goes to the files.
    server.run("CHECKPOINT")
    query = f"SELECT oid FROM pg_database WHERE datname = '{name_of(address)}'"
    folder = server.folder / "data" / "base" / str(server.run(query)[0][0])
    wanted = spellings(NAMES)
    found = ((file.name, file.read_bytes()) for file in folder.iterdir())
    return {name for name, data in found if any(form in data for form in wanted)}


def test_no_page_holds_a_forgotten_name(server: Cluster, address: str, desk: SharingDesk) -> None:
    report = spread(desk, NAMES)
    # The planner's samples, which forgetting does not reach, must not have got any of it.
    server.run("ANALYZE", name_of(address))
    assert len(holding(server, address)) > 10, "they are all over, to begin with"
    done = forget(desk._case, desk, [report], by="A. Sow", why="The person asked for it")
    assert done.forgotten.scrubbed
    assert done.forgotten.releases
    assert done.recalls
    assert holding(server, address) == set()
    assert check(address).clean
    with Store.open(address, create=False, clock=Clock()) as store:
        assert store.search(NAMES[0]) == ()
        assert [r.name for r in store.search("diplomats")] == ["relay.txt"]
        with pytest.raises(CaseError, match="never changed"), store.writing() as connection:
            connection.exec_driver_sql("DELETE FROM reports")


def test_the_log_of_the_server_keeps_it_for_a_while(
    server: Cluster, address: str, desk: SharingDesk
) -> None:
    """What the page for teams says is not erased."""
    report = next(r for r in desk._case.reports() if r.name == "named.txt")
    assert forget(desk._case, desk, [report.id], by="A. Sow", why="Asked for").forgotten.scrubbed
    log = b"".join(f.read_bytes() for f in (server.folder / "data" / "pg_wal").glob("0*"))
    assert any(form in log for form in spellings(NAMES))


def test_a_case_in_use_is_scrubbed_when_it_is_next_opened(
    server: Cluster, address: str, desk: SharingDesk
) -> None:
    report = next(r for r in desk._case.reports() if r.name == "named.txt")
    with Store.open(address, create=False, clock=Clock()) as other:
        reading = other.reports()
        next(reading)
        done = forget(desk._case, desk, [report.id], by="A. Sow", why="Asked for")
        assert not done.forgotten.scrubbed
        assert {f.code for f in check(address).findings} == {"scrub"}
        # Whoever reads keeps the view of before, the text that is gone included.
        assert len(list(reading)) == 2
    desk.store.close()
    assert holding(server, address)
    Store.open(address, create=False, clock=Clock()).close()
    assert holding(server, address) == set()
    assert check(address).clean


def test_a_table_in_use_is_not_waited_for_without_end(
    server: Cluster, address: str, desk: SharingDesk
) -> None:
    report = next(r for r in desk._case.reports() if r.name == "named.txt")
    desk.store._busy_seconds = 0.1
    kept = desk.store.home.scrub

    def scrub_while_locked(*, busy_seconds: float) -> bool:
        with Store.open(address, create=False, clock=Clock()) as other:
            with other.reading() as connection:
                connection.exec_driver_sql("LOCK TABLE acts IN ACCESS SHARE MODE")
                return kept(busy_seconds=busy_seconds)

    desk.store.home.scrub = scrub_while_locked  # type: ignore[method-assign]
    assert not forget(desk._case, desk, [report.id], by="A. Sow", why="Asked").forgotten.scrubbed
