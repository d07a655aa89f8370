"""Oversight sees everything, is seen doing so, and can do nothing."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from corrobora.errors import NotFound, PolicyError
from corrobora.share.labels import Label, Tlp
from corrobora.sharing import Outbox, Oversight, SharingDesk
from corrobora.store import Store, check
from corrobora.store.tables import acts, journal, metadata
from sharing.desk_of import EARLY, TERMS, Clock, agreed, desk_at

READS = {
    "agreements", "releases", "decisions", "withheld", "recalls", "proposals", "requests",
    "consents", "journal", "reads",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> SharingDesk:
    made = desk_at(tmp_path_factory.mktemp("oversight") / "case.db", Clock())
    box = agreed(made)
    box.share("harbour-ew", EARLY, by="A. Sow")
    red = next(r for r in made.holdings().reports if r.name == "relay.txt")
    made.label("report", [red.id], Label(tlp=Tlp.RED), by="A. Sow", why="Not for them")
    # An agreement of which nobody has made a key yet.
    made.propose(TERMS.replace("harbour-ew", "other"), by="A. Sow", why="Draft")
    return made


def reader(desk: SharingDesk) -> Oversight:
    return Oversight(desk._case, by="L. Mbaye", why="Yearly review", clock=Clock())


def read(seen: Oversight, what: str) -> object:
    if what in ("decisions", "withheld"):
        return getattr(seen, what)("other", EARLY)
    return getattr(seen, what)()


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the case but the journal and the acts that tell of reads."""
    found = {}
    with store.reading() as connection:
        for table in metadata.sorted_tables:
            query = select(table)
            if table is acts:
                query = query.where(acts.c.kind != "oversight")
            if table is not journal:
                found[table.name] = [tuple(row) for row in connection.execute(query)]
    return found


def test_it_has_no_way_to_do_anything() -> None:
    methods = {name for name, _ in inspect.getmembers(Oversight, inspect.isfunction)}
    assert {name for name in methods if not name.startswith("_")} == READS


def test_who_reads_and_why_must_be_said(desk: SharingDesk) -> None:
    for by, why in (("", "Review"), ("L. Mbaye", " ")):
        with pytest.raises(PolicyError, match="Who acts"):
            Oversight(desk._case, by=by, why=why)


def test_it_sees_what_went_out_and_what_is_withheld_and_why(desk: SharingDesk) -> None:
    seen = reader(desk)
    box = Outbox(desk)
    assert {r.item for r in seen.releases("harbour-ew")} >= {r.item for r in box.held("harbour-ew")}
    assert seen.releases() == seen.releases("harbour-ew")
    withheld = seen.withheld("harbour-ew", EARLY)
    kept = {w.item: w.decision for w in desk.preview("harbour-ew", EARLY).withheld}
    assert {one.item: one.decision for one in withheld} == kept
    assert {one.label.tlp for one in withheld} == {Tlp.RED}
    assert all(one.decision.reasons for one in withheld)
    decided = seen.decisions("harbour-ew", EARLY)
    holdings = desk.holdings()
    assert len(decided) == len(holdings.reports) + len(holdings.claims)
    assert {standing.agreement.id for standing, _ in seen.agreements()} == {"harbour-ew", "other"}


@settings(
    max_examples=10, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(st.sampled_from(sorted(READS)), min_size=1, max_size=6))
def test_each_read_is_journaled_and_changes_nothing_else(
    desk: SharingDesk, whats: list[str]
) -> None:
    store = desk.store
    before, lines, basis = rows(store), list(store.journal()), store.ledger.basis()
    seen = reader(desk)
    for what in whats:
        read(seen, what)
    assert rows(store) == before
    assert store.ledger.basis() == basis, "a read holds up no release"
    new = list(store.journal())[len(lines) :]
    assert [e.actor for e in new] == ["L. Mbaye"] * len(whats)
    told = [e.subject["acts"][0][:2] for e in new]
    assert [[kind, what.split()[0]] for kind, what in told] == [["oversight", w] for w in whats]
    assert not check(store.home.address).findings


def test_a_read_that_finds_nothing_is_journaled_all_the_same(desk: SharingDesk) -> None:
    seen = reader(desk)
    with pytest.raises(NotFound):
        seen.withheld("nowhere", EARLY)
    last = seen.reads()[-2]
    assert (last.what, last.by, last.why) == (
        f"withheld nowhere/{EARLY.value}", "L. Mbaye", "Yearly review",
    )  # fmt: skip


def test_a_case_from_which_nothing_was_shared_can_be_looked_at(tmp_path: Path) -> None:
    empty = desk_at(tmp_path / "empty.db", Clock())
    seen = reader(empty)
    for what in READS - {"decisions", "withheld"}:
        read(seen, what)
    assert seen.releases() == ()
