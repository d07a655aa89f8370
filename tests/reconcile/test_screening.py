from __future__ import annotations

from itertools import combinations, count

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from test_picture import REPORTS, claims_of

from corrobora.model import Claim
from corrobora.reconcile.denials import answers_to, hopes_of, rating
from corrobora.reconcile.events import Draft
from corrobora.reconcile.pairing import APART, score
from corrobora.reconcile.screening import DUST, Few, fitting, most_as_answer, most_points
from corrobora.reconcile.slots import Slots, slots_of
from corrobora.reconcile.traits import Traits

Told = tuple[tuple[Claim, ...], ...]


def slots(told: Told) -> list[Slots]:
    found = {r.id: r for r in REPORTS}
    return [
        slots_of(c, 0, found[c.report], "fact", "r0" if c.report in ("r0", "r1") else None)
        for claims in told
        for c in claims
    ]


def pairs(number: int) -> tuple[np.ndarray, np.ndarray]:
    every = np.array(list(combinations(range(number), 2)), np.int64).reshape(-1, 2)
    return every[:, 0], every[:, 1]


@given(st.tuples(*(claims_of(n) for n in range(7))), st.sampled_from([0.0, -1.0]))
@settings(max_examples=150, deadline=None)
def test_no_pair_that_fits_is_passed_over(told: Told, least: float) -> None:
    given_ = slots(told)
    left, right = pairs(len(given_))
    few = Few(Traits.of(given_), np.arange(len(given_)))

    kept = set(fitting(few, left, right, least=least).tolist())

    for number, (a, b) in enumerate(combinations(given_, 2)):
        assert number in kept or score(a, b) < least


@given(st.tuples(*(claims_of(n) for n in range(7))), st.sampled_from([0.0, -1.0]))
@settings(max_examples=100, deadline=None)
def test_no_pair_has_more_points_than_the_most_told_of_it(told: Told, least: float) -> None:
    given_ = slots(told)
    left, right = pairs(len(given_))
    few = Few(Traits.of(given_), np.arange(len(given_)))

    kept, most = most_points(few, left, right, least=least)

    for number, points in zip(kept.tolist(), most.tolist(), strict=True):
        assert score(given_[left[number]], given_[right[number]]) <= points + DUST


@given(st.tuples(*(claims_of(n) for n in range(7))), st.booleans())
@settings(max_examples=100, deadline=None)
def test_no_denial_has_more_points_than_the_most_told_of_it(told: Told, pointing: bool) -> None:
    if pointing:
        told = tuple(tuple(replace(c, quote=f"{c.quote} this") for c in of) for of in told)
    given_ = slots(told)
    left, right = pairs(len(given_))
    few = Few(Traits.of(given_), np.arange(len(given_)))

    for denials, others in ((left, right), (right, left)):
        most = most_as_answer(few, denials, others).tolist()
        for a, b, points in zip(denials, others, most, strict=True):
            assert answers_to(given_[a], given_[b]) <= max(points, APART) + DUST


@given(st.tuples(*(claims_of(n) for n in range(7))))
@settings(max_examples=100, deadline=None)
def test_no_event_that_a_denial_may_speak_of_is_passed_over(told: Told) -> None:
    given_ = slots(told)
    events = [(of, Draft(tuple(given_[at] for at in of))) for of in _numbered(told) if of]
    pairs_ = [(denial, at) for denial in range(len(given_)) for at in range(len(events))]

    hopes = hopes_of(Traits.of(given_), dict(enumerate(given_)), events, pairs_)

    for (denial, at), (answers, alike) in zip(pairs_, hopes, strict=True):
        draft = events[at][1]
        assert answers or rating(given_[denial], draft, answers=True, alike=False) < 0
        assert alike or rating(given_[denial], draft, answers=False, alike=True) < 0


def _numbered(told: Told) -> list[list[int]]:
    """The numbers of each report's claims among all."""
    number = count()
    return [[next(number) for _ in claims] for claims in told]


@given(st.tuples(*(claims_of(n) for n in range(7))))
@settings(max_examples=50, deadline=None)
def test_what_was_met_before_hides_no_pair(told: Told) -> None:
    given_ = slots(told)
    left, right = pairs(len(given_))
    backwards, fresh = Traits(), Traits.of(given_)
    for row in reversed(range(len(given_))):
        backwards.put(row, given_[row])
    every = np.arange(len(given_))

    fit = {n for n, (a, b) in enumerate(combinations(given_, 2)) if score(a, b) >= 0}

    for traits in (backwards, fresh):
        assert fit <= set(fitting(Few(traits, every), left, right).tolist())


def test_most_pairs_of_two_happenings_are_passed_over() -> None:
    from claim_builder import claim, town, when

    days = [f"2024-0{month}-{day}" for month in range(1, 9) for day in (11, 19)]
    towns = [town("Kona", lat=14.95, lon=-3.89), town("Gao", lat=16.27, lon=-0.05)]
    given_ = slots(
        tuple(
            (claim(f"c{n}", f"r{n % 7}", date=when(day), place=towns[n % 2], dead=n),)
            for n, day in enumerate(days)
        )
    )
    left, right = pairs(len(given_))

    kept = fitting(Few(Traits.of(given_), np.arange(len(given_))), left, right)

    fit = sum(score(a, b) >= 0 for a, b in combinations(given_, 2))
    assert fit <= len(kept) <= len(left) // 3
