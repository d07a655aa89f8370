"""What people have opened: each for themselves, in no journal, and gone with its report."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from cli.program import write_story
from corrobora.case import Case
from corrobora.sharing import SharingDesk
from corrobora.sharing.forgetting import forget
from corrobora.store import Store, check
from corrobora.store.openings import EVENT, REPORT, Opened

AT = "2025-10-02T08:00:00Z"


def test_each_person_has_openings_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    with Store.open(path, create=True, clock=lambda: AT) as store:
        lines = len(list(store.journal()))
        assert store.openings.of("a") == Opened()
        assert store.openings.note("a", {(EVENT, "c1"): 3, (REPORT, "r1"): 2}) == 1
        assert store.openings.note("b", {(EVENT, "c1"): 1}) == 1
        assert store.openings.note("a", {(EVENT, "c1"): 0}, gone=[(REPORT, "r1")]) == 2
        assert store.openings.of("a") == Opened(upto=0, state=2, rows={(EVENT, "c1"): 0})
        assert store.openings.of("b") == Opened(upto=0, state=1, rows={(EVENT, "c1"): 1})
        assert store.openings.note_all("a", 7) == 3
        assert store.openings.of("a") == Opened(upto=7, state=3)
        assert (store.openings.state("a"), store.openings.state("nobody")) == (3, 0)
        assert len(list(store.journal())) == lines
    with Store.open(path, create=False, clock=lambda: AT) as store:
        assert store.openings.of("a") == Opened(upto=7, state=3)
    assert check(path).findings == ()


def test_many_are_kept_at_once(tmp_path: Path) -> None:
    with Store.open(tmp_path / "case.db", create=True, clock=lambda: AT) as store:
        rows = {(EVENT, f"c{n}"): n for n in range(1, 1801)}
        store.openings.note("a", rows)
        store.openings.note("a", rows)
        assert store.openings.of("a").rows == rows


def test_what_is_forgotten_was_opened_by_nobody(tmp_path: Path) -> None:
    folder = write_story(tmp_path / "story")
    path = tmp_path / "case.db"
    with Case.open(path, clock=lambda: AT, fast=True) as case:
        case.collect([folder], now=AT)
        case.update()
        lines = list(case.store.lookup.report_lines())
        gone, last = lines[-1].id, lines[-1].seq
        claim = next(case.store.claims(gone)).id
        kept = next(case.store.claims(lines[0].id)).id
        rows = {
            (REPORT, gone): last, (EVENT, claim): last, (EVENT, f"{claim}.1"): last,
            (EVENT, kept): last, (REPORT, lines[0].id): lines[0].seq,
        }  # fmt: skip
        case.store.openings.note_all("b", last)
        case.store.openings.note("a", rows)
        desk = SharingDesk(case, clock=lambda: AT)
        forget(case, desk, [gone], by="A. Sow", why="Asked for")
        left = case.store.openings.of("a")
        before = lines[-2].seq
        assert left.rows == {(EVENT, kept): before, (REPORT, lines[0].id): lines[0].seq}
        # Whatever gets the number of the forgotten report is new.
        assert case.store.openings.of("b").upto == before
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        found = connection.execute(sa.text("SELECT subject FROM openings")).scalars().all()
    assert not {one for one in found if one.startswith((gone, claim))}
    assert check(path).findings == ()
