"""A case in which two persons have to agree, a recall waits, and an originator is asked."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

from corrobora.case import Case
from corrobora.share.diligence import Assessment
from corrobora.share.labels import Purpose, read_label
from corrobora.sharing import Approvals, ConsentQueue, Outbox, SharingDesk
from corrobora.store import Draft
from serve.browser import NOW
from serve.test_pages_hold import agree

HARBOUR = "harbour-ew"
DRAFT = Draft(id="d1", title="Week 36", text="It cites nothing.\n", by="A. Analyst", at=NOW)
EARLY = Purpose.EARLY_WARNING
ALDER = "Alder"
BIRCH = "Birch"


def desk_of(case: Case) -> SharingDesk:
    drawn = itertools.count(len(tuple(case.store.journal())))
    return SharingDesk(case, clock=lambda: NOW, random=lambda n: next(drawn).to_bytes(n, "big"))


def shareable(path: Path) -> str:
    """An active agreement with a cleared unit; all reports may go out but one, which is Alder's."""
    agree(path)
    with Case.open(path, clock=lambda: NOW) as case:
        desk = desk_of(case)
        first, *others = [report.id for report in case.reports()]
        for ids, label in (
            (others, {"tlp": "GREEN"}),
            ([first], {"tlp": "GREEN", "controllers": [ALDER]}),
        ):
            desk.label("report", ids, read_label(label), by="A. Sow", why="Published articles")
        desk.assess(
            Assessment(
                agreement=HARBOUR, result="cleared", by="B. Diop", at=NOW, findings="none",
                review_by=dt.date(2026, 6, 30),
            )
        )  # fmt: skip
    return first


def waiting(path: Path, *, by: str = "O. Officer") -> dict[str, str]:
    """The ids of the recall that waits and of the request that was made."""
    shareable(path)
    with Case.open(path, clock=lambda: NOW) as case:
        desk = desk_of(case)
        Outbox(desk).share(HARBOUR, EARLY, by=by)
        asked = ConsentQueue(desk).ask(
            HARBOUR, EARLY, until=dt.date(2026, 6, 30), by=by, why="Attacks near the harbour"
        )
        # One more report that its originator was not asked for yet.
        other = [report.id for report in case.reports()][1]
        label = read_label({"tlp": "GREEN", "controllers": [BIRCH]})
        desk.label("report", [other], label, by="A. Sow", why="Came from Birch")
        desk.require_two_persons(by="A. Sow", why="Agreed with the head of desk")
        proposal = Approvals(desk).recall(HARBOUR, by=by, why="Taken back by its outlet")
        assert not isinstance(proposal, tuple)
        case.store.drafts.add(DRAFT)
        return {"proposal": proposal.id, "request": asked[0].id, "draft": DRAFT.id}
