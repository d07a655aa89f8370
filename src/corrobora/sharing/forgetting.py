"""Forgetting a report that partners may hold: what they have of it is wanted back first."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from corrobora.case import Case
from corrobora.errors import NotReleased
from corrobora.model import whole_claim
from corrobora.share.wire import as_json
from corrobora.sharing.desk import SharingDesk, require_reason
from corrobora.sharing.outbox import ATTEMPTS, Outbox
from corrobora.sharing.values import Recall
from corrobora.sharing.witness import require_current, write_witness
from corrobora.store import Forgotten
from corrobora.store.ledger import Release
from corrobora.writers.stix_frame import revoked

WHY = "It was forgotten."
"""The reason of the recalls, which is kept: it says nothing of the report."""


class Taken(Struct, frozen=True, kw_only=True):
    """What was forgotten, and what is wanted back because of it."""

    forgotten: Forgotten
    recalls: tuple[Recall, ...]


def forget(case: Case, desk: SharingDesk, reports: Sequence[str], *, by: str, why: str) -> Taken:
    """Take reports out of a case to the last byte; partners are asked for what they hold of them.

    Args:
        case: The open case.
        desk: Its sharing desk.
        reports: Ids of reports.
        by: Who forgets them; stays in the journal.
        why: The reason; stays in the journal.

    Raises:
        PolicyError: It is not said who, or why; or the case is a restored backup and must be put in
            order before partners are asked.
        NotFound: The case does not hold one of them.
        CaseError: The reason quotes what is to be forgotten, or the case is another's.
    """
    require_reason(by, why)
    require_current(case.store)
    case.store.require_owner()
    box = Outbox(desk)
    for report in reports:
        case.store.report(report)
    recalls: list[Recall] = []
    for attempt in range(1, ATTEMPTS + 1):
        recalls += _wanted_back(case, box, reports, by=by)
        try:
            done = case.store.forget(reports, by=by, why=why, blank=emptied)
            break
        except NotReleased:
            # Something was shared in between.
            if attempt == ATTEMPTS:
                raise
    case.reconcile()
    write_witness(case.store)
    return Taken(forgotten=done, recalls=tuple(recalls))


def _wanted_back(case: Case, box: Outbox, reports: Sequence[str], *, by: str) -> list[Recall]:
    made: list[Recall] = []
    ids = set(reports) | case.store.claim_ids(reports)
    for agreement in dict.fromkeys(f.partition("/")[0] for f in case.store.ledger.feeds()):
        held = [r for r in box.held(agreement) if not ids.isdisjoint(map(whole_claim, r.inner))]
        if held:
            made += box.take_back(held, by=by, why=WHY)
    return made


def emptied(release: Release) -> str:
    """The version of an item without what it said: its ids and markings alone, as taken back."""
    given = msgspec.json.decode(release.content)
    left = revoked(given, "9999-12-31T00:00:00Z")
    return as_json(left | {"modified": given["modified"]})
