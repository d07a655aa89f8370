"""Briefs that people write are kept, proved by the journal, and go with what they quote."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from cli.program import write_story
from corrobora.case import Case
from corrobora.errors import NotFound
from corrobora.sharing import SharingDesk
from corrobora.sharing.forgetting import forget
from corrobora.store import Draft, Store, check

AT = "2025-10-02T08:00:00Z"
MINE = Draft(id="d1", title="Week 36", text="Nothing yet.", by="A. Sow", at=AT)


def test_a_draft_is_kept_changed_and_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    with Store.open(path, create=True, clock=lambda: AT) as store:
        store.drafts.add(MINE)
        changed = store.drafts.change("d1", lambda d: replace(d, text="More."), by="B", at=AT)
        assert (changed.state, changed.by, changed.text) == (2, "B", "More.")
        assert store.drafts.all() == (changed,)
        assert not any("More." in str(line.subject) for line in store.journal())
        assert check(path).findings == ()
        store.drafts.remove("d1", lambda _: None, by="B")
        assert store.drafts.all() == ()
        with pytest.raises(NotFound):
            store.drafts.require("d1")
    assert check(path).findings == ()


def test_a_refused_change_leaves_the_draft_as_it_was(tmp_path: Path) -> None:
    def refused(_: Draft) -> Draft:
        raise NotFound("no")

    with Store.open(tmp_path / "case.db", create=True, clock=lambda: AT) as store:
        store.drafts.add(MINE)
        with pytest.raises(NotFound):
            store.drafts.change("d1", refused, by="B", at=AT)
        assert store.drafts.require("d1") == MINE


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE drafts SET value = replace(value, 'Nothing', 'Something')", "not as it was"),
        ("DELETE FROM drafts", "missing"),
        ("INSERT INTO drafts SELECT key || 'x', value FROM drafts", "not as it was"),
    ],
)
def test_a_draft_changed_past_the_program_shows(tmp_path: Path, change: str, told: str) -> None:
    path = tmp_path / "case.db"
    with Store.open(path, create=True, clock=lambda: AT) as store:
        store.drafts.add(MINE)
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(sa.text(change))
    engine.dispose()
    assert [told in f.message for f in check(path).findings] == [True]


def test_forgetting_a_report_takes_drafts_that_quote_or_cite_it(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    with Case.open(path, clock=lambda: AT, fast=True) as case:
        case.collect([write_story(tmp_path / "story")], now=AT)
        case.update()
        by_name = {report.name: report.id for report in case.reports()}
        wire, claim = by_name["wire.txt"], next(iter(case.store.claims(by_name["wire.txt"]))).id
        texts = {
            "cites": f"It is so [{wire}].",
            "cites-a-claim": f"It is so [{claim}].",
            "quotes": "They write: troops to the town. On Friday the United States.",
            "other": f"Something else [{by_name['courrier.txt']}].",
        }
        for name, text in texts.items():
            case.store.drafts.add(replace(MINE, id=name, text=text))
        desk = SharingDesk(case, clock=lambda: AT)
        taken = forget(case, desk, [wire], by="A. Sow", why="Asked for")
        assert taken.forgotten.drafts == 3
        assert [draft.id for draft in case.store.drafts.all()] == ["other"]
    assert check(path).findings == ()
    assert b"troops to the town" not in path.read_bytes()
