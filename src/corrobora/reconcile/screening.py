"""Which pairs cannot reach zero points, told for a great many pairs at once.

Most candidates of a busy block are two happenings, and the rows of ``traits`` show it. Each
judgement of ``pairing`` is read from them as exactly as bits and numbers allow, and never lower
than it is; ``MOST`` holds the most that a judgement gives where they do not tell.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from corrobora.reconcile import openings, pairing
from corrobora.reconcile.traits import (
    ANNOUNCED,
    ASSAULT,
    BLAMED,
    CHARGE,
    CHARGING,
    COARSE,
    COUNTED,
    DAY,
    EARLY,
    EITHER,
    FORCE,
    GUESS,
    INQUIRY,
    MEASURE,
    NAMELESS,
    NONE,
    OWNED,
    PLACED,
    REFUSAL,
    SELDOM,
    TOLD,
    UNDENIED,
    WORDY,
    Rows,
    Traits,
)

MOST = {
    "same_actors": 1.3,
    "same_targets": 1.3,
    "same_participants": 1.82,
    "owned_later": 0.3,
    "same_toll": 3.0,
    "same_part_of_day": 0.4,
    "same_words": 2.8,
    "same_words_loose": 4.8,
    "same_place_in_a_copy": 3.0,
    "same_story": pairing.STORY,
    "same_crisis": 2 * pairing.CRISIS,
    "same_incident": openings.MOST,
    "pointed_at": 2.0,
}
"""The most points that a judgement, or a part of it, can give."""

REBUTTAL = -1.5
"""Points at which the search for what a rebuttal answers starts."""

DENIAL_DAYS = 60
"""A denial of an accusation is looked for within so many days of it."""

POINTED = 400
"""Characters within which what a rebuttal calls "this" stands before it."""

DUST = 1e-6
"""By so much sums of the same points may differ."""
_NEARLY_KM = 1e-6
_EARTH_KM = 6371.0
_PART = 1.04
"""The most for two sides that are parts of one whole."""

Points = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


class Few:
    """The traits of some claims, copied together: what lies close is read fast.

    Args:
        traits: The rows of all claims.
        rows: Those of these claims, as often as is wanted.
    """

    def __init__(self, traits: Traits, rows: Rows) -> None:
        self.kinds, self.same_kind = traits.kinds, traits.same_kind
        self._rows = traits.rows[rows]
        self._openings = traits.openings
        self._columns: dict[str, npt.NDArray[Any]] = {}

    def column(self, name: str) -> npt.NDArray[Any]:
        """One trait of each claim; ``opening_...`` for one of its report."""
        found = self._columns.get(name)
        if found is None:
            if name.startswith("opening_"):
                found = self._openings[name.removeprefix("opening_")][self.column("report")]
            else:
                found = np.ascontiguousarray(self._rows[name])
            self._columns[name] = found
        return found


def few_of(traits: Traits, rows: Rows) -> tuple[Few, Rows]:
    """The traits of these rows, each copied once, and for each row its number among them."""
    each, numbers = np.unique(rows, return_inverse=True)
    return Few(traits, each), numbers


def fitting(few: Few, left: Rows, right: Rows, *, least: float = 0.0) -> Rows:
    """Which of these pairs may have ``least`` points by ``pairing.score``; others surely not.

    Args:
        few: Claims.
        left: For each pair the number among these of its claim that is first in canonical order.
        right: The numbers of the others.
        least: Points.

    Returns:
        Numbers of pairs, in order.
    """
    return most_points(few, left, right, least=least)[0]


def most_points(few: Few, left: Rows, right: Rows, *, least: float = 0.0) -> tuple[Rows, Points]:
    """The pairs of ``fitting``, and the most points that each may have."""
    bar = least - DUST
    pairs = _Pairs(few, left, right)
    points = pairs.same_kind() + pairs.same_place() + pairs.same_sides()
    dates, known = pairs.same_date()
    most = pairs.most_besides()
    kept = np.flatnonzero(points + np.where(pairs.may_be_known, known, dates) + most > bar)
    if not len(kept):
        return kept, points[kept]
    points, dates, known = points[kept], dates[kept], known[kept]
    pairs = _Pairs(few, left[kept], right[kept])
    toll, part = pairs.same_toll(), pairs.same_part_of_day()
    points += toll + part + pairs.told_apart(toll, part) + pairs.same_words()
    points += pairs.same_report() + pairs.same_crisis() + pairs.other_matter()
    incident = np.where(pairs.may_be_known, MOST["same_incident"], 0.0)
    again = np.flatnonzero(points + np.where(pairs.may_be_known, known, dates) + incident > bar)
    kept, points, dates, known = kept[again], points[again], dates[again], known[again]
    pairs = _Pairs(few, left[kept], right[kept])
    incident = pairs.same_incident()
    points += incident + np.where(incident >= pairing.KNOWN, known, dates)
    points += pairs.little_in_common(incident)
    last = points > bar
    return kept[last], points[last]


def most_as_answer(few: Few, denials: Rows, told: Rows) -> Points:
    """The most points of each of these denials for what is told, by ``denials.answers_to``.

    Args:
        few: Claims.
        denials: For each pair the number among these of the denial.
        told: The numbers of what is told.
    """
    return _Pairs(few, denials, told).answer()


class _Pairs:
    """The judgements on some pairs, each at least what ``pairing`` gives."""

    def __init__(self, few: Few, left: Rows, right: Rows) -> None:
        self._few, self._left, self._right = few, left, right
        self._kind = self._both("kind")
        self._of = few.kinds[self._kind[0]], few.kinds[self._kind[1]]
        self._flags = self._both("flags")
        reports = self._both("report")
        self._one_report: Truth = reports[0] == reports[1]
        self.may_be_known: Truth = (
            self._all(FORCE) & ~self._one_report & (self._flags[0] & self._flags[1] & EARLY > 0)
        )

    def _both(self, name: str) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
        column = self._few.column(name)
        return column[self._left], column[self._right]

    def _all(self, bit: int) -> Truth:
        """Where both are of such a kind."""
        return np.asarray((self._of[0] & self._of[1] & bit) > 0)

    def _flag(self, bit: int) -> Truth:
        """Where the flag stands on both."""
        return np.asarray((self._flags[0] & self._flags[1] & bit) > 0)

    def _differ(self, bit: int) -> Truth:
        """Where the flag stands on one alone."""
        return np.asarray(((self._flags[0] ^ self._flags[1]) & bit) > 0)

    def _meet(self, name: str) -> tuple[Truth, Truth]:
        """Where both sets have members, and where they may share one."""
        one, other = self._both(name)
        return (one != 0) & (other != 0), (one & other) != 0

    def same_kind(self) -> Points:
        return np.asarray(self._few.same_kind[self._kind])

    def same_place(self) -> Points:
        points = np.zeros(len(self._left))
        countries = self._both("country")
        abroad = (countries[0] != countries[1]) & (np.minimum(*countries) != NONE)
        far = abroad & self._flag(PLACED)
        coarse = (self._flags[0] | self._flags[1]) & COARSE > 0
        seen = np.where(self._all(SELDOM), -0.4, -3.0)
        seen = np.where(self._all(ASSAULT) & ~self._one_report, -0.2, seen)
        points[far] = np.where(coarse, seen, -4.0)[far]
        places = self._both("place")
        named = ~far & (np.minimum(*places) != NONE)
        same = places[0] == places[1]
        points[named & same] = 2.0
        apart = np.flatnonzero(named & ~same)
        points[apart] = self._distance_points(apart)
        rest = np.flatnonzero(~far & ~named & self._flag(PLACED))
        admin = self._few.column("admin1")
        admins = admin[self._left[rest]], admin[self._right[rest]]
        points[rest] = np.where(
            np.minimum(*admins) == NONE, 0.0, np.where(admins[0] == admins[1], 0.4, -1.5)
        )
        return points

    def _distance_points(self, at: Rows) -> Points:
        left, right = self._left[at], self._right[at]
        axes = [self._few.column(axis) for axis in "xyz"]
        chord = sum((axis[left] - axis[right]) ** 2 for axis in axes)
        distance = 2 * _EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(chord) / 2)) - _NEARLY_KM
        points = np.select(
            [distance <= 15.0, distance <= 40.0, distance <= 100.0], [0.8, -1.0, -3.5], -5.5
        )
        return np.where(np.isnan(distance), -3.0, points)

    def same_date(self) -> tuple[Points, Points]:
        """As they are, and where the names say that it is one incident."""
        first, last = self._both("first"), self._both("last")
        seldom, both_seldom = (self._of[0] & SELDOM) > 0, self._all(SELDOM)
        undated = np.minimum(*first) == NONE
        gap = np.maximum(np.maximum(first[0] - last[1], first[1] - last[0]), 0)
        width = np.maximum(last[0] - first[0], last[1] - first[1])
        told, day, one_report = self._flag(TOLD), self._flag(DAY), self._one_report
        inferred = np.where(
            one_report,
            np.where(gap <= 7, 0.3, -0.6),
            np.where(
                gap == 0,
                np.where(width <= 7, 1.0, np.where(seldom | (width <= 31), 0.3, -1.0)),
                np.where(
                    both_seldom,
                    np.where(gap <= 14, 0.0, np.where(gap <= 60, -0.6, -2.0)),
                    np.where(gap <= 3, 0.0, np.where(gap <= 14, -1.6, -4.0)),
                ),
            ),
        )
        overlap = np.where(
            day,
            2.0,
            np.where(
                width <= 7,
                1.0,
                np.where(
                    one_report,
                    0.3,
                    np.where(
                        width <= 31,
                        np.where(seldom, 0.6, -0.6),
                        np.where(seldom, 0.2, -1.8),
                    ),
                ),
            ),
        )
        announced = self._differ(ANNOUNCED)
        rare_gap = np.select(
            [gap <= 1, gap <= 3, gap <= 14, gap <= 45, gap <= 120],
            [0.2, 0.0, -0.8, -1.2, -3.0],
            pairing.APART,
        )
        often_gap = np.select([gap <= 1, gap <= 3, gap <= 7], [0.2, -2.4, -4.0], pairing.APART)
        apart = np.where(both_seldom, rare_gap, often_gap)
        apart = np.where(announced, np.where(gap <= 21, 0.0, -3.0), apart)
        apart = np.where(one_report & (gap > 1) & day & ~announced, pairing.APART, apart)
        points = np.where(told, np.where(gap == 0, overlap, apart), inferred)
        lost = np.where(one_report, 0.0, np.where(seldom, -0.8, -1.8))
        points = np.where(undated, lost, points)
        known = np.where(
            undated, points, np.maximum(points, np.where(told, pairing.OTHER_DAY, 0.0))
        )
        owned = self._differ(OWNED) & self._all(ASSAULT)
        most = MOST["owned_later"]
        return np.where(owned, most, points), np.where(owned, most, known)

    def most_besides(self) -> Points:
        """The most that all judgements besides kind, place, date and sides can give."""
        most = np.where((self._of[0] & WORDY) > 0, MOST["same_words_loose"], MOST["same_words"])
        most += MOST["same_toll"] * self._flag(COUNTED) + MOST["same_part_of_day"]
        most += np.where(self.may_be_known, MOST["same_incident"], 0.0)
        originals = self._both("original")
        copied = (originals[0] == originals[1]) & ~self._one_report
        most += MOST["same_place_in_a_copy"] * copied
        most += MOST["same_story"] * (self._one_report & self._all(FORCE))
        crisis = ~self._one_report & (self._all(MEASURE) | self._all(ASSAULT))
        return np.asarray(most + MOST["same_crisis"] * crisis)

    def same_toll(self) -> Points:
        return np.where(self._differ(OWNED), 0.0, self._counts("dead") + self._counts("hurt"))

    def _counts(self, what: str) -> Points:
        low, high = self._both(f"{what}_min"), self._both(f"{what}_max")
        scope = self._both(f"{what}_scope")
        less, more = np.minimum(*low), np.maximum(*low)
        equal = (low[0] == low[1]) & (high[0] == high[1]) & (less > 1)
        overlap = (low[0] <= high[1]) & (low[1] <= high[0])
        twice = np.maximum(less, 1).astype(np.int64) * 2
        return np.select(
            [less == NONE, equal, overlap, scope[0] != scope[1], more <= twice],
            [0.0, 1.5, 0.5, 0.0, -0.8],
            -1.6,
        )

    def same_part_of_day(self) -> Points:
        one, other = self._both("part")
        return np.where(one * other == 0, 0.0, np.where(one == other, 0.4, -1.6))

    def told_apart(self, toll: Points, part: Points) -> Points:
        there, shared = self._meet("target_roots")
        signs = (part < 0).astype(np.int8) + (there & ~shared)
        return np.where((signs > 1) | (signs == 1) & (toll <= -1.6), -3.0, 0.0)

    def same_words(self) -> Points:
        counts = self._both("word_count")
        least = np.minimum(*counts).astype(np.int64)
        shared = np.minimum(self._shared("words", "words_lost"), least)
        languages = self._both("language")
        numbers = 0.4 * np.minimum(self._shared("numbers", "numbers_lost"), 2)
        few = np.where((least >= 5) & (languages[0] == languages[1]), -0.4, 0.0)
        weight = np.where((self._of[0] & WORDY) > 0, 4.0, 2.0)
        points = numbers + np.where(shared < 2, few, weight * shared / np.maximum(least, 4))
        return np.where(least == 0, 0.0, points)

    def _shared(self, name: str, lost: str) -> npt.NDArray[np.int64]:
        """The most members that two sets can share."""
        one, other = self._both(name)
        common = np.bitwise_count(one & other).astype(np.int64)
        if common.ndim > 1:
            common = common.sum(axis=1)
        return np.asarray(common + np.minimum(*self._both(lost)))

    def same_sides(self) -> Points:
        """``same_actors``, which speaks of the targets too."""
        return np.where(self._all(EITHER), self._same_participants(), self._same_doers())

    def _same_participants(self) -> Points:
        there, shared = self._meet("parties")
        few = np.minimum(*self._both("party_count")) < 2
        return np.where(there & ~shared, np.where(few, -0.8, -3.08), there * 1.82)

    def _same_doers(self) -> Points:
        seldom = (self._of[0] & SELDOM) > 0
        guess = (self._flags[0] | self._flags[1]) & GUESS > 0
        differ = np.where(guess, -0.2, np.where(seldom, -2.2, -1.2))
        doers = self._overlap("actors", "actor_roots", differ)
        nameless = (self._flags[0] | self._flags[1]) & NAMELESS > 0
        differ = np.where(seldom & nameless, -0.2, -1.6)
        points = doers + self._overlap("targets", "target_roots", differ)
        clash = ((self._of[0] | self._of[1]) & ASSAULT) > 0
        clash &= self._meet("actors")[0] & ~self._one_report
        return np.where(clash, np.maximum(points, pairing.CLASH), points)

    def _overlap(self, ids: str, roots: str, differ: Points) -> Points:
        there, same = self._meet(ids)
        shared = self._meet(roots)[1]
        points = np.where(same, MOST["same_actors"], np.where(shared, _PART, differ))
        return np.where(there, points, 0.0)

    def same_report(self) -> Points:
        """``same_story`` and ``same_place_in_a_copy``."""
        starts, ends = self._both("start"), self._both("end")
        distance = np.maximum(np.maximum(starts[0] - ends[1], starts[1] - ends[0]), 0)
        near = pairing.STORY * np.maximum(0.0, 1 - distance / pairing.STORY_REACH)
        originals = self._both("original")
        copied = (originals[0] == originals[1]) & ~self._one_report
        return np.where(
            self._one_report & self._all(FORCE),
            near,
            np.where(copied, MOST["same_place_in_a_copy"], 0.0),
        )

    def same_crisis(self) -> Points:
        between = self._shares_states() & ~self._one_report
        points = np.where(self._all(ASSAULT), 2 * pairing.CRISIS, pairing.CRISIS)
        return np.where(between & (self._all(ASSAULT) | self._all(MEASURE)), points, 0.0)

    def _shares_states(self) -> Truth:
        return self._shared("countries", "countries_lost") > 1

    def other_matter(self) -> Points:
        """``other_matter`` and ``other_charge``, where nothing else may speak against them."""
        one, other = self._both("matter")
        apart = one.any(axis=1) & other.any(axis=1) & ~(one & other).any(axis=1)
        refused = self._all(REFUSAL) & ~self._one_report & ~self._flag(CHARGE)
        languages = self._both("language")
        first = self._both("first")
        one_day = self._flag(DAY) & self._flag(TOLD) & (first[0] == first[1])
        charged = self._all(CHARGING) & (languages[0] == languages[1]) & ~one_day
        return np.where(apart & (refused | charged), pairing.OTHER_MATTER, 0.0)

    def same_incident(self) -> Points:
        """At least ``openings.likeness`` where it counts."""
        found = np.zeros(len(self._left))
        at = np.flatnonzero(self.may_be_known)
        if len(at):
            found[at] = _Pairs(self._few, self._left[at], self._right[at]).likeness()
        return found

    def likeness(self) -> Points:
        names, heads, whole = (
            self._shared(f"opening_{name}", f"opening_{name}_lost")
            for name in ("names", "head", "whole")
        )
        counts, days, languages, ages = (
            self._both(f"opening_{name}") for name in ("heads", "day", "language", "ages")
        )
        fewer = np.minimum(*counts)
        points = openings.START + openings.EACH_NAME * np.minimum(names, openings.NAMES_COUNTED)
        points += openings.HEAD_SHARE * np.minimum(heads, fewer) / np.maximum(fewer, openings.FEW)
        counted = np.minimum(whole, openings.WHOLE_NAMES_COUNTED)
        points += (whole > 0) * (openings.WHOLE_NAME + openings.EACH_WHOLE_NAME * counted)
        points += openings.SAME_AGE * ((names > 0) & (np.minimum(*ages) > 0))
        known = np.minimum(*days) != NONE
        gap = np.where(known, np.abs(days[0] - days[1]), openings.UNDATED_GAP)
        points += openings.NEWS * (gap <= openings.NEWS_DAYS) - openings.FADING * np.log1p(gap)
        unsure = (fewer < openings.FEW) | (languages[0] != languages[1])
        points = np.where(unsure, np.maximum(points, 0.0), points)
        return np.clip(points, openings.LEAST, openings.MOST)

    def little_in_common(self, incident: Points) -> Points:
        """Less where it is sure that nothing of what may bind the two is there."""
        bound = self._one_report | self._meet("actor_roots")[1] | ((self._of[0] & EITHER) > 0)
        doers, others = self._both("actor_roots"), self._both("target_roots")
        bound |= self._all(FORCE) & ((doers[0] | others[0]) & (doers[1] | others[1]) != 0)
        bound |= np.minimum(*self._both("place")) != NONE
        originals = self._both("original")
        bound |= originals[0] == originals[1]
        bound |= self._shares_states() & (self._all(ASSAULT) | self._all(MEASURE))
        bound |= incident >= pairing.KNOWN
        heads = self._both("opening_head")
        bound |= (heads[0] & heads[1]).any(axis=1)
        first, last = self._both("first"), self._both("last")
        width = np.maximum(last[0] - first[0], last[1] - first[1])
        bound |= self._flag(TOLD) & (width <= 31)
        return np.where(bound, 0.0, -1.2)

    def answer(self) -> Points:
        """``denials.answers_to``, the left claim being the denial."""
        first, last = self._both("first"), self._both("last")
        dated = (last[0] != NONE) & (first[1] != NONE)
        follows = (first[1] - 1 <= last[0]) & (last[0] <= last[1] + DENIAL_DAYS)
        starts, ends = self._both("start"), self._both("end")
        near = 2.0 - np.minimum(np.abs(starts[0] - ends[1]) / 1000, 1.5)
        points = np.where(self._one_report, near, 0.0) + REBUTTAL
        doers, others = self._both("actor_roots"), self._both("target_roots")
        matter, context = self._both("matter")[0], self._both("context")[1]
        shared = np.bitwise_count(matter & context).sum(axis=1, dtype=np.int64)
        shared += np.minimum(self._both("matter_lost")[0], self._both("context_lost")[1])
        of_charge = (self._flags[0] & CHARGE) > 0
        charged = ((self._of[1] & CHARGING) > 0) & ((self._of[1] & INQUIRY) == 0)
        accused, accuser = (doers[0] & others[1]) != 0, (others[0] & doers[1]) != 0
        doer = ((doers[0] & doers[1]) != 0) & ((self._of[1] & BLAMED) > 0)
        points += np.where(
            charged, 1.0 * accused + accuser + 1.5 * of_charge, 1.0 * doer - 1.0 * of_charge
        )
        tied = np.where(
            charged,
            accused | of_charge & self._one_report,
            doer & self._one_report & ~matter.any(axis=1),
        )
        points += 0.7 * np.minimum(shared, 3)
        points -= 1.0 * ((self._of[1] & (BLAMED | CHARGING)) == 0)
        points += 1.0  # for the two states that both are about
        points = np.where(tied | (shared > 0), points, -np.inf)
        # A rebuttal of "this" answers what stands shortly before it, whatever that is about.
        between = starts[0].astype(np.int64) - ends[1]
        pointed = self._one_report & (between >= 0) & (between <= POINTED)
        points = np.where(pointed, np.maximum(points, MOST["pointed_at"]), points)
        may = ((self._of[1] & UNDENIED) == 0) & (follows | ~dated)
        return np.where(may, points, -np.inf)
