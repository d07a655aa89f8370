"""The set-up of the page on teams, typed as it stands: what each role can and cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from doc_pages import DOCS, blocks

from corrobora.case import Case, utc_now
from corrobora.errors import CaseError, ReadOnlyCase
from corrobora.model import Judgement
from corrobora.share.labels import Label, Tlp
from corrobora.sharing import SharingDesk
from corrobora.sharing.forgetting import forget
from corrobora.store import Store, check
from corrobora.store.ledger import Batch, Outgoing
from private_server import Cluster

PAGE = DOCS / "teams.md"
TEXT = """Harbour Wire
5 September 2025

Gunmen killed 14 soldiers in an ambush near Konna on 4 September 2025, a military source said.
"""


def statements(who: str) -> list[list[str]]:
    """The statements of each block that somebody is to type."""
    found = [b.code for b in blocks(PAGE) if (b.language, b.action, b.to) == ("sql", "as", who)]
    return [[part for part in code.split(";") if part.strip()] for code in found]


@pytest.fixture(scope="module")
def team(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The addresses of a case made as the page says, for its owner and for an analyst."""
    folder = tmp_path_factory.mktemp("team")
    (folder / "wire.txt").write_text(TEXT, encoding="utf-8")
    roles, people = statements("administrator")
    for statement in roles:
        server.run(statement, "postgres")
    for statement in statements("administrator-inside")[0]:
        server.run(statement, "sahel")
    owner = server.address("sahel", "sahel_owner")
    with pytest.MonkeyPatch.context() as patch, Case.open(owner, fast=True) as case:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        case.collect([folder / "wire.txt"], now=utc_now())
        case.update()
        for statement in statements("owner")[0]:
            server.run(statement, "sahel", "sahel_owner")
        for statement in people:
            server.run(statement, "postgres")
        yield owner, server.address("sahel", "anna")


def test_a_reader_can_look_and_do_nothing_else(
    team: tuple[str, str], server: Cluster, tmp_path: Path
) -> None:
    (tmp_path / "last.txt").write_text(TEXT.replace("14", "19"), encoding="utf-8")
    with Case.open(team[1], fast=True, create=False) as case:
        case.collect([tmp_path / "last.txt"], now=utc_now())
    address = server.address("sahel", "bela")
    with pytest.raises(ReadOnlyCase, match="not write to it"):
        Case.open(address, create=False)
    with Case.look(address, fast=True) as case:
        case.update()
        assert len(case.reports()) >= 1
        assert case.events()
        assert case.store.derived_method()
        assert list(case.store.journal())
        (tmp_path / "new.txt").write_text(TEXT.replace("14", "21"), encoding="utf-8")
        with pytest.raises(ReadOnlyCase):
            case.collect([tmp_path / "new.txt"], now=utc_now())
        with pytest.raises(CaseError, match="does not allow this"):
            case.store.accounts.all()


def test_an_analyst_can_do_all_work(
    team: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "more.txt").write_text(TEXT.replace("14", "17"), encoding="utf-8")
    with Case.open(team[1], fast=True, create=False) as case:
        assert len(case.collect([tmp_path / "more.txt"], now=utc_now()).taken) == 1
        case.update()
        claim = case.claims()[0]
        case.judge(
            Judgement(subject_kind="claim", subject=claim.id, verdict="reject", by="Anna",
                      at=utc_now(), why="Another place")
        )  # fmt: skip
        case.reconcile()
        SharingDesk(case).label(
            "report", [claim.report], Label(tlp=Tlp.GREEN), by="Anna", why="Published"
        )
        ledger = case.store.ledger
        item = Outgoing(
            item="note--1", type="note", version=utc_now(), inner=(), core="0" * 64, content="{}"
        )
        batch = Batch(feed="a/analysis", items=[item], epoch=1)
        ledger.release([batch], basis=None, at=utc_now(), by="Anna")
        for number in (1, 2):
            ledger.fetched("a/analysis", "c1", number, at=utc_now())
        assert case.store.search("ambush konna")
    assert check(team[1]).clean


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE acts SET seq = seq",
        "DELETE FROM reports",
        "TRUNCATE journal",
        "UPDATE reports_text SET size = 0",
        "DROP TRIGGER keep_journal_delete ON journal",
        "ALTER TABLE journal DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION corrobora_keep() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
        "SET LOCAL session_replication_role = replica",
        "COMMENT ON TABLE alembic_version IS 'mine'",
        "UPDATE alembic_version SET version_num = '0'",
        "CREATE TABLE mine (id INT)",
    ],
)
def test_an_analyst_cannot_change_what_was_said(team: tuple[str, str], statement: str) -> None:
    with Store.open(team[1], create=False, clock=utc_now) as store:
        with pytest.raises(CaseError, match="does not allow"), store.writing() as connection:
            connection.exec_driver_sql(statement)


def test_only_the_owner_forgets(
    team: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with Case.open(team[1], fast=True, create=False) as case:
        report = next(r for r in case.reports() if r.name == "wire.txt")
        with pytest.raises(CaseError, match="does not allow") as caught:
            forget(case, SharingDesk(case), [report.id], by="Anna", why="Asked for")
        assert "owner" in caught.value.hint
        assert report in case.reports()
        reading = case.store.reports()
        next(reading)
        with Case.open(team[0], fast=True, create=False) as own:
            done = forget(own, SharingDesk(own), [report.id], by="The owner", why="Asked for")
            assert not done.forgotten.scrubbed
        reading.close()  # type: ignore[attr-defined]
    # Who is not the owner leaves to the owner what is to be made up for.
    Store.open(team[1], create=False, clock=utc_now).close()
    assert {f.code for f in check(team[1]).findings} == {"scrub"}
    Store.open(team[0], create=False, clock=utc_now).close()
    assert check(team[1]).clean


def test_a_stranger_is_not_let_in(server: Cluster, team: tuple[str, str]) -> None:
    server.run("CREATE ROLE stranger LOGIN", "postgres")
    with pytest.raises(CaseError, match="permission denied"):
        check(server.address("sahel", "stranger"))


def test_an_analyst_cannot_start_a_case_or_bring_it_up_to_date(
    server: Cluster, team: tuple[str, str]
) -> None:
    server.run("CREATE SCHEMA empty AUTHORIZATION sahel_owner", "sahel")
    server.run("GRANT USAGE ON SCHEMA empty TO anna", "sahel")
    with pytest.raises(CaseError, match="does not allow"):
        Store.open(f"{team[1]}&options=-csearch_path%3Dempty", create=True, clock=utc_now)
