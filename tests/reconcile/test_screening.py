from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from test_picture import REPORTS, claims_of

from corrobora.model import Claim
from corrobora.reconcile.pairing import score
from corrobora.reconcile.screening import may_fit
from corrobora.reconcile.slots import slots_of


@given(st.tuples(*(claims_of(n) for n in range(7))))
@settings(max_examples=150, deadline=None)
def test_no_pair_that_fits_is_passed_over(given_: tuple[tuple[Claim, ...], ...]) -> None:
    found = {r.id: r for r in REPORTS}
    slots = [
        slots_of(c, 0, found[c.report], "fact", "r0" if c.report in ("r0", "r1") else None)
        for claims in given_
        for c in claims
    ]
    for a, b in combinations(slots, 2):
        assert may_fit(a, b) or score(a, b) < 0
