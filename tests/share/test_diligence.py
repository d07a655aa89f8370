"""Until when an assessment may be relied on."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agreement_terms import terms
from corrobora.share.agreements import read_agreement
from corrobora.share.diligence import Assessment, Opening, Result, diligence_on

TERMS = read_agreement(terms())
DUE = dt.date(2025, 6, 30)


def assessed(result: Result, at: str = "2025-01-01T08:00:00Z", due: dt.date = DUE) -> Assessment:
    return Assessment(
        agreement=TERMS.id, result=result, by="B. Diop", at=at, findings="none", review_by=due
    )


@given(st.sampled_from(["cleared", "suspended", "refused"]), st.integers(-400, 400), st.booleans())
def test_a_review_is_overdue_from_the_day_after_whatever_the_result(
    result: Result, days: int, opened: bool
) -> None:
    openings = [Opening(agreement=TERMS.id, at="2025-02-01T08:00:00Z", why="Harm", evidence=())]
    today = DUE + dt.timedelta(days)
    found = diligence_on(today, TERMS, [assessed(result)], openings if opened else [])
    assert (found.review_by, found.overdue) == (DUE, days > 0)


def test_the_latest_assessment_sets_the_day() -> None:
    later = assessed("cleared", "2025-03-01T08:00:00Z", dt.date(2026, 3, 1))
    found = diligence_on(dt.date(2025, 7, 1), TERMS, [later, assessed("refused")])
    assert (found.status, found.review_by, found.overdue) == ("cleared", later.review_by, False)


def test_where_nobody_assessed_or_nothing_is_required_no_day_is_set() -> None:
    free = replace(TERMS, diligence=False)
    for agreement, said in ((TERMS, ()), (free, (assessed("cleared"),))):
        found = diligence_on(dt.date(2025, 7, 1), agreement, said)
        assert (found.review_by, found.overdue) == (None, False)
