from __future__ import annotations

from claim_builder import claim, report
from hypothesis import given
from hypothesis import strategies as st

from corrobora.reconcile.live_traits import LiveTraits
from corrobora.reconcile.slots import slots_of

CLAIMS = [slots_of(claim(f"c{n}", "a", start=n), 0, report("a"), "fact") for n in range(5)]


@given(st.lists(st.integers(0, 4), max_size=30))
def test_each_claim_has_a_row_of_its_own_whatever_came_and_went(turns: list[int]) -> None:
    kept, there = LiveTraits(), set[int]()

    for number in turns:
        if number in there:
            kept.drop(number)
        else:
            kept.keep(number, CLAIMS[number])
        there ^= {number}
        rows = kept.rows(sorted(there))
        assert kept.traits.rows["start"][rows].tolist() == sorted(there)

    assert len(kept.traits) <= 5


def test_a_new_start_numbers_the_rows_from_nought() -> None:
    kept = LiveTraits()
    kept.keep("gone", CLAIMS[0])

    kept.clear()
    for number, one in enumerate(CLAIMS):
        kept.keep(number, one)

    assert kept.rows(range(5)).tolist() == [0, 1, 2, 3, 4]
