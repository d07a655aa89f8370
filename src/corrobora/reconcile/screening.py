"""Which pairs cannot reach zero points, told by the cheap judgements alone.

Most candidates of a busy block are two happenings, and a few judgements show it. The rest of the
judgements are bounded by the most that they can give; ``MOST`` holds those bounds.
"""

from __future__ import annotations

from corrobora.reconcile import pairing
from corrobora.reconcile.pairing import (
    PRIOR,
    same_date,
    same_incident,
    same_part_of_day,
    same_place,
    same_toll,
    same_type,
    same_words,
)
from corrobora.reconcile.slots import Slots

MOST = {
    "same_actors": 1.3,
    "same_targets": 1.3,
    "same_participants": 1.82,
    "same_date": 2.0,
    "same_toll": 3.0,
    "same_part_of_day": 0.4,
    "same_numbers": 0.8,
    "same_place_in_a_copy": 3.0,
    "same_story": pairing.STORY,
    "same_crisis": 2 * pairing.CRISIS,
}
"""The most points that a judgement, or a part of it, can give."""

_WORDS = 2.0
_WORDS_LOOSE = 4.0
_LOOSE = frozenset({"STATE", "OTHER"})
_DUST = 1e-6


def may_fit(a: Slots, b: Slots) -> bool:
    """False when ``pairing.score`` is sure to be under zero."""
    if a.modality != b.modality:
        return False
    points = PRIOR + same_type(a, b) + same_place(a, b) + same_incident(a, b) + _DUST
    most = _most_of_parties(a, b) + _most_of_reports(a, b)
    words, toll = _most_of_words(a, b), _most_of_toll(a, b)
    if points + most + words + toll + MOST["same_date"] + MOST["same_part_of_day"] < 0:
        return False
    points += same_date(a, b)
    if points + most + words + toll + MOST["same_part_of_day"] < 0:
        return False
    points += same_toll(a, b) + same_part_of_day(a, b)
    return points + most + words >= 0 and points + most + same_words(a, b) >= 0


def _most_of_parties(a: Slots, b: Slots) -> float:
    if a.symmetric and b.symmetric:
        return MOST["same_participants"]
    most = MOST["same_actors"] if a.actors and b.actors else 0.0
    most += MOST["same_targets"] if a.targets and b.targets else 0.0
    return max(most, pairing.CLASH)


def _most_of_reports(a: Slots, b: Slots) -> float:
    if a.claim.report == b.claim.report:
        return MOST["same_story"]
    most = MOST["same_place_in_a_copy"] if a.original == b.original else 0.0
    return most + (MOST["same_crisis"] if len(a.countries) > 1 and len(b.countries) > 1 else 0.0)


def _most_of_words(a: Slots, b: Slots) -> float:
    numbers = MOST["same_numbers"] if a.numbers and b.numbers else 0.0
    loose = a.claim.type in _LOOSE or b.claim.type in _LOOSE
    return numbers + (_WORDS_LOOSE if loose else _WORDS)


def _most_of_toll(a: Slots, b: Slots) -> float:
    left, right = a.claim, b.claim
    if left.deaths is not None and right.deaths is not None:
        return MOST["same_toll"]
    return MOST["same_toll"] if left.wounded is not None and right.wounded is not None else 0.0
