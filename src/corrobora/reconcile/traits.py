"""Claims as rows of numbers, by which a great many pairs are looked over at once.

Sets become bits: a member is given a number when it is first met, and sets the bit of that number
modulo the width. Two sets whose bits do not meet have nothing in common; how many members two sets
share is at most the bits they share, and as many again as the poorer of them lost to bits that two
members took. So what is read here is never less than what there is, whatever was met before.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, radians, sin
from struct import Struct

import numpy as np
import numpy.typing as npt

from corrobora.model import Count
from corrobora.reconcile.crisis import MEASURES
from corrobora.reconcile.openings import Opening
from corrobora.reconcile.pairing import OPENING, PRIOR, loose_type, same_type
from corrobora.reconcile.slots import RARE, Slots, folded_name, parties, told_place

NONE = -(2**31)
"""What stands where a number is not known."""

ANY = 2**31 - 1
"""The most people that a count without an upper end may speak of."""

TOLD, DAY, OWNED, ANNOUNCED, EARLY, COARSE, PLACED, GUESS, NAMELESS, CHARGE, COUNTED = (
    1 << n for n in range(11)
)
"""Bits of ``flags``: the text gives the date; it is of a day; a group owns the deed; the date is of
an announcement; the claim stands in the opening of its report; its place is a country; it has a
place; its doers' nation is guessed; some target is known by name alone; it speaks of a charge; it
counts dead or wounded."""

(
    FORCE, SELDOM, ASSAULT, EITHER, WORDY, MEASURE, REFUSAL, CHARGING, INQUIRY, BLAMED, UNDENIED,
) = (1 << n for n in range(11))  # fmt: skip
"""Bits of a kind of claim: violence; rare; an assault; done by either side; joined by its words; a
measure between states; a rejection; an accusation; an accusation that is looked into; a
deed that the one said to have done it may want to deny; one that nobody denies."""

DEEDS = frozenset({"ASSAULT", "COERCE", "SANCTION", "THREATEN", "MOBILIZE", "AID", "COOPERATE"})
"""Types that the one said to have done it may want to deny."""

NEVER_DENIED = frozenset({"REJECT", "REQUEST", "CONSULT"})

_WORDS, _MATTER, _NAMES, _HEAD = 4, 2, 8, 2
"""Words of 64 bits for the sets that have many members."""

_MOST = 255
_WIDE = (("words", _WORDS), ("matter", _MATTER), ("context", _MATTER))
_NARROW = ("numbers", "actors", "actor_roots", "targets", "target_roots", "parties", "countries")
_WHOLE = (
    "kind", "report", "original", "place", "country", "admin1", "first", "last", "start", "end",
    "dead_min", "dead_max", "dead_scope", "hurt_min", "hurt_max", "hurt_scope", "language",
)  # fmt: skip
_SMALL = (
    "word_count", "words_lost", "matter_lost", "context_lost", "numbers_lost", "countries_lost",
    "party_count", "part",
)  # fmt: skip

_ROW = np.dtype(
    [
        *((name, "<u8", (width,)) for name, width in _WIDE),
        *((name, "<u8") for name in _NARROW),
        *((axis, "<f8") for axis in "xyz"),
        *((name, "<i4") for name in _WHOLE),
        ("flags", "<u2"),
        *((name, "u1") for name in _SMALL),
        ("_", "u1", (2,)),
    ]
)
_PACK = Struct(f"<{_WORDS + 2 * _MATTER + len(_NARROW)}Q3d{len(_WHOLE)}iH{len(_SMALL)}B2x")
_OPENING = np.dtype(
    [
        ("names", "<u8", (_NAMES,)),
        ("whole", "<u8", (_NAMES,)),
        ("head", "<u8", (_HEAD,)),
        *((name, "<i4") for name in ("day", "heads", "ages", "language")),
        *((name, "<i4") for name in ("names_lost", "whole_lost", "head_lost", "_")),
    ]
)
_PACK_OPENING = Struct(f"<{2 * _NAMES + _HEAD}Q8i")

Rows = npt.NDArray[np.int64]
"""Numbers of rows."""


class Traits:
    """The rows of claims, and beside them those of their kinds and of their reports."""

    def __init__(self) -> None:
        self.rows = np.zeros(64, _ROW)
        self.openings = np.zeros(64, _OPENING)
        self.kinds: npt.NDArray[np.int64] = np.zeros(0, np.int64)
        self.same_kind: npt.NDArray[np.float64] = np.zeros((0, 0))
        self._numbers: dict[object, int] = {}
        self._reports: dict[str, int] = {}
        self._of_kind: dict[tuple[str, str | None, str], tuple[int, Slots]] = {}
        self._opened: list[Opening | None] = []
        self._count = 0

    def __len__(self) -> int:
        """How many rows there are."""
        return self._count

    @classmethod
    def of(cls, slots: Iterable[Slots]) -> Traits:
        """The rows of these claims, in their order."""
        made = cls()
        for row, one in enumerate(slots):
            made.put(row, one)
        return made

    def put(self, row: int, one: Slots) -> None:
        """Write a claim into a row, over what stands there."""
        if row >= len(self.rows):
            self.rows = _grown(self.rows, row)
        self._count = max(self._count, row + 1)
        claim, number = one.claim, self._number
        words, words_lost = self._bits(one.spoken, _WORDS)
        matter, matter_lost = self._bits(one.matter, _MATTER)
        context, context_lost = self._bits((*one.spoken, *one.around), _MATTER)
        numbers, numbers_lost = self._bits(one.numbers, 1)
        countries, countries_lost = self._bits(one.countries, 1)
        both = parties(one)
        report = self._report(one)
        where = told_place(claim)
        _PACK.pack_into(
            self.rows.view(np.uint8).data,
            row * _ROW.itemsize,
            *_split(words, _WORDS),
            *_split(matter, _MATTER),
            *_split(context, _MATTER),
            numbers,
            self._bits(one.actors, 1)[0],
            self._bits(_wholes(one.actor_roots), 1)[0],
            self._bits(one.targets, 1)[0],
            self._bits(_wholes(one.target_roots), 1)[0],
            self._bits(_wholes(both), 1)[0],
            countries,
            *_on_sphere(where.lat, where.lon) if where else _NOWHERE,
            self._kind(one),
            report,
            number(("original", one.original)),
            NONE if not one.place else number(("place", one.place)),
            NONE if where is None or not where.country else number(("country", where.country)),
            NONE
            if where is None or not where.admin1
            else number(("admin1", folded_name(where.admin1))),
            NONE if one.first is None else one.first,
            NONE if one.last is None else one.last,
            claim.start,
            claim.end,
            *self._people(claim.deaths),
            *self._people(claim.wounded),
            number(("language", one.language)),
            _flags(one),
            min(len(one.spoken), _MOST),
            min(words_lost, _MOST),
            min(matter_lost, _MOST),
            min(context_lost, _MOST),
            min(numbers_lost, _MOST),
            min(countries_lost, _MOST),
            min(len(both), _MOST),
            _PARTS.index(one.part_of_day),
        )

    def _number(self, what: object) -> int:
        return self._numbers.setdefault(what, len(self._numbers))

    def _bits(self, members: Iterable[str], words: int) -> tuple[int, int]:
        """The bits of a set, and how many members share theirs with another."""
        bits = count = 0
        size, numbers = 64 * words, self._numbers
        for member in members:
            number = numbers.setdefault(member, len(numbers))
            bits |= 1 << number % size
            count += 1
        return bits, count - bits.bit_count()

    def _people(self, count: Count | None) -> tuple[int, int, int]:
        if count is None:
            return NONE, NONE, NONE
        most = ANY if count.max is None else min(count.max, ANY - 1)
        return min(count.min, ANY - 1), most, self._number(("scope", count.scope))

    def _kind(self, one: Slots) -> int:
        key = (one.claim.type, one.claim.mode, one.modality)
        found = self._of_kind.get(key)
        if found is None:
            found = self._of_kind[key] = len(self._of_kind), one
            self._compare_kinds()
        return found[0]

    def _compare_kinds(self) -> None:
        """Set out anew what kinds say of each other."""
        every = [one for _, one in self._of_kind.values()]
        new, size = every[-1], len(every)
        wider = np.full((size, size), -np.inf)
        wider[:-1, :-1] = self.same_kind
        for at, other in enumerate(every):
            if other.modality == new.modality:
                wider[at, -1] = PRIOR + same_type(other, new) + loose_type(other, new)
                wider[-1, at] = PRIOR + same_type(new, other) + loose_type(new, other)
        self.same_kind = wider
        self.kinds = np.append(self.kinds, _kind_bits(new))

    def _report(self, one: Slots) -> int:
        name = one.claim.report
        row = self._reports.get(name)
        if row is None:
            row = self._reports[name] = len(self._reports)
            self._opened.append(None)
        if self._opened[row] is not one.opening:
            self._opened[row] = one.opening
            self._open(row, one.opening)
        return row

    def _open(self, row: int, opening: Opening) -> None:
        if row >= len(self.openings):
            self.openings = _grown(self.openings, row)
        names, names_lost = self._bits(opening.names, _NAMES)
        whole, whole_lost = self._bits(opening.whole, _NAMES)
        head, head_lost = self._bits(opening.head, _HEAD)
        _PACK_OPENING.pack_into(
            self.openings.view(np.uint8).data,
            row * _OPENING.itemsize,
            *_split(names, _NAMES),
            *_split(whole, _NAMES),
            *_split(head, _HEAD),
            NONE if opening.day is None else opening.day,
            len(opening.head),
            bool(opening.ages),
            self._number(("language", opening.language)),
            names_lost,
            whole_lost,
            head_lost,
            0,
        )


_PARTS = (None, "morning", "evening", "night")
_NOWHERE = (float("nan"),) * 3


def _split(bits: int, words: int) -> tuple[int, ...]:
    if not bits:
        return (0,) * words
    return tuple(bits >> 64 * n & 0xFFFF_FFFF_FFFF_FFFF for n in range(words))


def _wholes(roots: frozenset[str]) -> Iterable[str]:
    """Each up to its first full stop: what ``slots.related`` finds related is equal so far."""
    return (one.partition(".")[0] for one in roots)


def _grown(rows: npt.NDArray[np.void], row: int) -> npt.NDArray[np.void]:
    wider = np.zeros(max(2 * len(rows), row + 1), rows.dtype)
    wider[: len(rows)] = rows
    return wider


def _on_sphere(lat: float | None, lon: float | None) -> tuple[float, float, float]:
    """A place as a point on the unit sphere; not numbers where it is unknown."""
    if lat is None or lon is None:
        return _NOWHERE
    north, east = radians(lat), radians(lon)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _flags(one: Slots) -> int:
    claim = one.claim
    where = told_place(claim)
    return (
        TOLD * one.told
        | DAY * one.day
        | OWNED * one.owned
        | ANNOUNCED * (claim.date_kind == "announcement")
        | EARLY * (claim.start <= OPENING)
        | COARSE * (where is not None and where.precision == "country")
        | PLACED * (where is not None)
        | GUESS * (bool(one.actors) and one.actors <= one.guessed)
        | NAMELESS * any(target.startswith("?:") for target in one.targets)
        | CHARGE * one.of_charge
        | COUNTED * (claim.deaths is not None or claim.wounded is not None)
    )


def _kind_bits(one: Slots) -> int:
    kind = one.claim.type
    return (
        FORCE * ("force" in one.families)
        | SELDOM * (kind in RARE)
        | ASSAULT * (kind == "ASSAULT")
        | EITHER * one.symmetric
        | WORDY * (kind in ("STATE", "OTHER"))
        | MEASURE * (kind in MEASURES)
        | REFUSAL * (kind == "REJECT")
        | CHARGING * (kind == "ACCUSE")
        | BLAMED * (kind in DEEDS)
        | UNDENIED * (kind in NEVER_DENIED)
        | INQUIRY * (kind == "ACCUSE" and one.claim.mode == "investigate")
    )
