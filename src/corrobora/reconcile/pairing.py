"""Do two claims speak of one happening? A sum of small judgements with fixed weights.

Each function below is one judgement; its docstring is the sentence a reader is shown (with its
opposite, and in other languages, in ``vocab/phrases``). The weights
are in points: positive speaks for one happening, negative for two; a pair joins at zero or more
after ``PRIOR``. They are set by reasoning about cases and reviewed, not learned from the claims at
hand, and no word is weighed by how often it occurs there: either would make the picture that one
reader gets depend on claims this reader may not see.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt

from corrobora.model import Where
from corrobora.reconcile.crisis import (
    are_same_people,
    is_across,
    is_one_crisis,
    is_told_from_either_side,
)
from corrobora.reconcile.openings import likeness
from corrobora.reconcile.slots import RARE, Slots, folded_name, parties, related, told_place

PRIOR = -2.5
"""Two claims taken at random out of one block are rather two happenings."""

APART = -50.0
"""A judgement at or under this forbids joining, whatever else agrees."""

_EARTH_KM = 6371.0
_APART_MODES = frozenset({"abduct", "sexual", "torture", "release", "resign"})
"""Ways of doing harm or yielding that are a deed of their own beside the one they come with."""

_SENT_AWAY = {("SANCTION", "expel"), ("COERCE", "deport")}
"""Diplomats sent home are expelled to one writer and deported to another."""

COPY_REACH = 0.12
"""A copy or translation tells a thing at the same place of the text, within this share of it."""

CLASH = 0.3
"""Points for violence that two reports lay at each other's door."""

REVERSED = -5.0
"""Points for violence by those to whom the other claim says that violence was done."""

CRISIS = 1.0
"""Points for measures told by reports that open on the same two states."""

OWNED_DAYS = 10
"""A group owns a deed within so many days of it."""

OTHER_MEASURE = -3.0
"""Points for two measures of different modes that one sentence tells one after the other."""

SIDE_BY_SIDE = 20
"""Characters that may stand between the two: "expelled two envoys *and then* suspended aid"."""

OTHER_MATTER = -2.5
"""Points for two rejections, or two accusations, that say of what, by no word in common."""

SAME_PEOPLE = 0.6
"""Points for people of one nation whom two reports may call by different words."""

OPENING = 2500
"""Claims within so many characters from the start are of what the report is about."""

KNOWN = 1.0
"""From so many points on for the names in two reports, a date that neither gives is no objection:
the trial is told a year after the deed."""

OTHER_DAY = -6.0
"""The most that another day takes away where the names say that it is one incident."""

ONE_BREATH = 120
"""Characters between two claims of one sentence or of the next."""

SHORT_DAYS = 10
"""A date this exact is of an incident; a longer one may be of a campaign."""

STORY = 3.4
"""Points for two acts of violence told side by side in one report."""

STORY_REACH = 1500
"""Characters over which those points fall to none."""

_PART_OF_WHOLE = 0.8
_LOOSE = frozenset({"STATE", "OTHER"})


def same_type(a: Slots, b: Slots) -> float:
    """They are of the same event type and mode."""
    left, right = a.claim, b.claim
    if {(left.type, left.mode), (right.type, right.mode)} == _SENT_AWAY:
        return 1.2
    if left.type != right.type:
        return 0.6 if {left.type, right.type} == {"ASSAULT", "OTHER"} else -0.7
    if (left.mode in _APART_MODES) != (right.mode in _APART_MODES):
        return -1.2
    if left.mode is None or right.mode is None:
        return 0.8
    return 1.5 if left.mode == right.mode else -0.1


def same_actors(a: Slots, b: Slots) -> float:
    """The same side is said to have done it, to the same."""
    if _other_people(a.actors, b.actors):
        return -3.0
    if a.symmetric and b.symmetric:
        return _same_participants(a, b)
    if _roles_swapped(a, b):
        if a.claim.type != "ASSAULT" or a.claim.report == b.claim.report:
            return APART
        # Each side of a clash tells it as the other's attack.
        return CLASH if a.clash or b.clash else -2.0
    if _is_reversed(a, b) and not (a.clash or b.clash):
        return REVERSED
    recurring = a.claim.type not in RARE
    if is_told_from_either_side(a, b):
        return CLASH
    differ = -1.2 if recurring else -2.2
    if _is_guess(a, a.actors) or _is_guess(b, b.actors):
        differ = -0.2
    return _overlap(a.actors, b.actors, differ=differ) + _same_targets(a, b, recurring=recurring)


def _is_guess(one: Slots, ids: frozenset[str]) -> bool:
    return bool(ids) and ids <= one.guessed


def same_date(a: Slots, b: Slots) -> float:
    """Their dates agree as far as they are known."""
    same_report = a.claim.report == b.claim.report
    if a.owned != b.owned and a.claim.type == b.claim.type == "ASSAULT":
        return _owned_later(a, b)
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return 0.0 if same_report else (-0.8 if a.claim.type in RARE else -1.8)
    gap = max(a.first - b.last, b.first - a.last, 0)
    if not (a.told and b.told):
        points = _inferred_date(gap, a, b)
        return max(points, 0.0) if same_incident(a, b) >= KNOWN else points
    if gap == 0:
        if a.day and b.day:
            return 2.0
        width = max(a.last - a.first, b.last - b.first)
        return _loose_overlap(width, recurring=a.claim.type not in RARE, same_report=same_report)
    if same_report and gap > 1 and a.day and b.day and not _announced(a, b):
        return APART
    if _announced(a, b):
        return 0.0 if gap <= 21 else -3.0
    points = _gap_cost(gap, rare=a.claim.type in RARE and b.claim.type in RARE)
    return max(points, OTHER_DAY) if same_incident(a, b) >= KNOWN else points


def _owned_later(a: Slots, b: Slots) -> float:
    """Points for the day of a deed beside the day on which a group owned it: later, but soon."""
    owning, deed = (a, b) if a.owned else (b, a)
    if owning.last is None or deed.first is None:
        return 0.0
    return 0.3 if 0 <= owning.last - deed.first <= OWNED_DAYS else -3.0


def same_place(a: Slots, b: Slots) -> float:
    """They happened in the same place, or one place lies within the other."""
    left, right = told_place(a.claim), told_place(b.claim)
    if left is None or right is None:
        return 0.0
    if left.country and right.country and left.country != right.country:
        if "country" not in (left.precision, right.precision):
            return -4.0
        if is_across(a, b):
            return -0.2  # a clash on a border is in either country
        # Where a measure between states takes place, each writer sees from one side.
        return -0.4 if {a.claim.type, b.claim.type} <= RARE else -3.0
    if a.place and b.place:
        if a.place == b.place:
            return 2.0
        return _distance_points(left, right)
    if left.admin1 and right.admin1:
        return 0.4 if folded_name(left.admin1) == folded_name(right.admin1) else -1.5
    return 0.0


def same_toll(a: Slots, b: Slots) -> float:
    """The numbers of dead or wounded agree."""
    total = 0.0
    if a.owned != b.owned:
        return total  # who owns a deed counts the dead in its own way
    for left, right in (
        (a.claim.deaths, b.claim.deaths),
        (a.claim.wounded, b.claim.wounded),
    ):
        if left is None or right is None:
            continue
        if (left.min, left.max) == (right.min, right.max) and left.min > 1:
            total += 1.5
        elif _counts_overlap(left.min, left.max, right.min, right.max):
            total += 0.5
        elif left.scope != right.scope:
            total += 0.0
        else:
            low, high = sorted((left.min, right.min))
            total += -0.8 if high <= 2 * max(low, 1) else -1.6
    return total


def same_part_of_day(a: Slots, b: Slots) -> float:
    """They name the same part of the day."""
    if a.part_of_day is None or b.part_of_day is None:
        return 0.0
    return 0.4 if a.part_of_day == b.part_of_day else -1.6


def told_apart(a: Slots, b: Slots) -> float:
    """Two details at once set them apart: toll, target or time of day."""
    signs = (same_part_of_day(a, b) < 0) + (
        bool(a.targets and b.targets) and not a.target_roots & b.target_roots
    )
    if signs == 0:
        return 0.0
    return -3.0 if signs > 1 or same_toll(a, b) <= -1.6 else 0.0


def same_words(a: Slots, b: Slots) -> float:
    """The words they use are alike."""
    least = min(len(a.spoken), len(b.spoken))
    if least == 0:
        return 0.0
    shared = len(a.words.intersection(b.spoken))
    numbers = 0.4 * min(len(a.numbers & b.numbers), 2)
    if shared < 2:
        return numbers - (0.4 if least >= 5 and a.language == b.language else 0.0)
    weight = 4.0 if a.claim.type in ("STATE", "OTHER") else 2.0
    return numbers + weight * shared / max(least, 4)


def same_place_in_a_copy(a: Slots, b: Slots) -> float:
    """One report is a copy or translation of the other and tells it at the same point."""
    if a.original != b.original or a.claim.report == b.claim.report:
        return 0.0
    distance = abs(a.relative - b.relative)
    return 3.0 * (1 - distance / COPY_REACH) if distance < COPY_REACH else -1.0


def same_story(a: Slots, b: Slots) -> float:
    """One report tells of both acts of violence in one breath, and nothing sets them apart."""
    if a.claim.report != b.claim.report or "force" not in a.families or "force" not in b.families:
        return 0.0
    if any(s.claim.type == "COERCE" and s.claim.mode != "seize" for s in (a, b)):
        return 0.0
    if a.at_armed != b.at_armed and (a.claim.targets or b.claim.targets):
        return -0.5  # the attackers are attacked in turn
    named = (a.actor_roots and b.actor_roots and not a.actor_roots & b.actor_roots) or (
        a.target_roots and b.target_roots and not a.target_roots & b.target_roots
    )
    if named or (a.place and b.place and a.place != b.place):
        return 0.0
    if _over_days_apart(a, b):
        return 0.0  # acts counted over some days are not the one told beside them
    distance = max(a.claim.start - b.claim.end, b.claim.start - a.claim.end, 0)
    if distance > ONE_BREATH and not (_is_incident(a) or _is_incident(b)):
        return 0.0
    return STORY * max(0.0, 1 - distance / STORY_REACH)


def _over_days_apart(a: Slots, b: Slots) -> bool:
    """Whether one is told over several days, and the other does not fall among them."""
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    several = (a.told and a.last > a.first) or (b.told and b.last > b.first)
    return several and (a.last < b.first or b.last < a.first)


def same_incident(a: Slots, b: Slots) -> float:
    """The reports of violence name the same people and places, within days of each other."""
    if a.claim.report == b.claim.report or "force" not in a.families or "force" not in b.families:
        return 0.0
    if max(a.claim.start, b.claim.start) > OPENING:
        return 0.0
    return likeness(a.opening, b.opening)


def little_in_common(a: Slots, b: Slots) -> float:
    """Two reports share the kind of deed, but no doer, no day and no name in their openings."""
    if a.claim.report == b.claim.report or a.actor_roots & b.actor_roots:
        return 0.0
    if "force" in a.families and (a.actor_roots | a.target_roots) & (
        b.actor_roots | b.target_roots
    ):
        return 0.0  # a clash is told from either side
    if a.symmetric or (a.place and b.place) or a.original == b.original or is_one_crisis(a, b):
        return 0.0
    if same_incident(a, b) >= KNOWN or set(a.opening.head) & set(b.opening.head):
        return 0.0
    told = a.told and b.told and max((s.last or 0) - (s.first or 0) for s in (a, b)) <= 31
    return 0.0 if told else -1.2


def same_crisis(a: Slots, b: Slots) -> float:
    """Two reports of a measure, or of a clash of states, open on the same two states."""
    if not is_one_crisis(a, b):
        return 0.0
    return CRISIS + (CRISIS if a.claim.type == "ASSAULT" and (a.clash or b.clash) else 0.0)


def other_matter(a: Slots, b: Slots) -> float:
    """Two rejections turn down different things."""
    if not a.claim.type == b.claim.type == "REJECT" or a.claim.report == b.claim.report:
        return 0.0
    if a.of_charge and b.of_charge:
        return 0.0
    return OTHER_MATTER if a.matter and b.matter and not a.matter & b.matter else 0.0


def other_measure(a: Slots, b: Slots) -> float:
    """One sentence tells of two measures, one after the other."""
    one, other = a.claim, b.claim
    if one.report != other.report or not one.type == other.type == "SANCTION":
        return 0.0
    apart = max(other.start - one.end, one.start - other.end)
    side_by_side = 0 <= apart <= SIDE_BY_SIDE
    two = one.mode is not None and other.mode is not None and one.mode != other.mode
    return OTHER_MEASURE if side_by_side and two else 0.0


def other_charge(a: Slots, b: Slots) -> float:
    """Two accusations are of different things, or of different years."""
    if not a.claim.type == b.claim.type == "ACCUSE":
        return 0.0
    if a.told and b.told and a.claim.date and b.claim.date:
        first, second = a.claim.date, b.claim.date
        if first.end.year < second.start.year or second.end.year < first.start.year:
            return APART
        if a.day and b.day and a.first == b.first:
            return 0.0
    if a.language != b.language or not a.matter or not b.matter:
        return 0.0
    return 0.0 if a.matter & b.matter else OTHER_MATTER


def loose_type(a: Slots, b: Slots) -> float:
    """Standing conditions and unclassed happenings join on alike words only."""
    if "force" in a.families and "force" in b.families:
        return 0.0
    return -2.0 if {a.claim.type, b.claim.type} & _LOOSE else 0.0


JUDGEMENTS: tuple[Callable[[Slots, Slots], float], ...] = (
    same_type,
    same_actors,
    same_date,
    same_place,
    same_toll,
    same_part_of_day,
    told_apart,
    same_words,
    same_place_in_a_copy,
    same_story,
    same_incident,
    little_in_common,
    same_crisis,
    other_matter,
    other_measure,
    other_charge,
    loose_type,
)


def score(a: Slots, b: Slots) -> float:
    """Points for one happening over two; zero or more joins, ``APART`` or less forbids."""
    if a.modality != b.modality:
        return APART
    total = PRIOR
    for judgement in JUDGEMENTS:
        points = judgement(a, b)
        if points <= APART:
            return APART
        total += points
    return total


def informative(a: Slots, b: Slots) -> bool:
    """True when two claims have something in kind to be compared by: a day, a place, a party."""
    return bool(
        (a.told and b.told)
        or (a.place and b.place)
        or (a.actor_roots and b.actor_roots)
        or (a.target_roots and b.target_roots)
        or (a.claim.deaths is not None and b.claim.deaths is not None)
    )


def explain(a: Slots, b: Slots) -> tuple[tuple[str, float], ...]:
    """Each judgement that moved the score, by name, and its points, largest first."""
    rows = [(j.__name__, round(j(a, b), 2)) for j in JUDGEMENTS]
    return tuple(sorted((r for r in rows if r[1]), key=lambda r: (-abs(r[1]), r[0])))


def kilometres(a: Where, b: Where) -> float | None:
    """Great-circle distance; None when a coordinate is unknown."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return _great_circle(a.lat, a.lon, b.lat, b.lon)


@lru_cache(maxsize=1 << 18)
def _great_circle(lat: float, lon: float, lat2: float, lon2: float) -> float:
    north, south = radians(lat), radians(lat2)
    across, along = radians(lon2 - lon), south - north
    chord = sin(along / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, chord)))


def _is_incident(one: Slots) -> bool:
    """True for violence on some day, in some town or with some toll, not violence at large."""
    deaths = one.claim.deaths
    counted = deaths is not None and deaths.max is not None
    return counted or one.place is not None or (one.told and _width(one) <= SHORT_DAYS)


def _width(one: Slots) -> int:
    return (one.last or 0) - (one.first or 0)


def _overlap(a: frozenset[str], b: frozenset[str], *, differ: float) -> float:
    if not a or not b:
        return 0.0
    if a == b:
        return 1.3
    fit = _fit(a, b)
    return 1.3 * fit if fit > 0 else differ


@lru_cache(maxsize=1 << 16)
def _fit(a: frozenset[str], b: frozenset[str]) -> float:
    fewer, more = (a, b) if len(a) <= len(b) else (b, a)
    return sum(max(related(x, y) for y in more) for x in sorted(fewer)) / len(fewer)


def _other_people(a: frozenset[str], b: frozenset[str]) -> bool:
    """True when both are done by people known by name, and none of them is the same."""
    return a.isdisjoint(b) and _has_person(a) and _has_person(b)


@lru_cache(maxsize=1 << 16)
def _has_person(ids: frozenset[str]) -> bool:
    return any(i.startswith(("?:", "P:")) for i in ids)


def _same_targets(a: Slots, b: Slots, *, recurring: bool) -> float:
    """As for doers, but diplomats and troops of one country are not one target."""
    if a.targets and b.targets and a.target_roots & b.target_roots:
        if any(are_same_people(x, y) for x in a.targets for y in b.targets):
            return SAME_PEOPLE
        fits = (related(x, y) for x in a.targets for y in b.targets)
        if max(fits) < _PART_OF_WHOLE:
            return 0.2 if recurring else -1.2
    about = (a.states & b.states) - a.actor_roots - b.actor_roots
    if about and not recurring and any(t.startswith("?:") for t in a.targets | b.targets):
        return _overlap(a.targets, b.targets, differ=-0.2)
    return _overlap(a.targets, b.targets, differ=-1.6)


def _same_participants(a: Slots, b: Slots) -> float:
    """An act between two: the same two, or one of them each, which leaves it open."""
    left, right = parties(a), parties(b)
    if left and right and not left & right and min(len(left), len(right)) < 2:
        return -0.8
    return 1.4 * _overlap(left, right, differ=-2.2)


def _roles_swapped(a: Slots, b: Slots) -> bool:
    return bool(
        a.actor_roots & b.target_roots
        and a.target_roots & b.actor_roots
        and not a.actor_roots & b.actor_roots
    )


def _is_reversed(a: Slots, b: Slots) -> bool:
    """True when who attacks in one is attacked in the other, and one of them names both sides."""
    if "force" not in a.families or "force" not in b.families:
        return False
    return any(
        x.actor_roots & y.target_roots
        and not x.actor_roots & y.actor_roots
        and not x.target_roots & y.target_roots
        and (x.claim.targets or y.actor_roots)
        for x, y in ((a, b), (b, a))
    )


def _announced(a: Slots, b: Slots) -> bool:
    return a.claim.date_kind != b.claim.date_kind and "announcement" in (
        a.claim.date_kind,
        b.claim.date_kind,
    )


def _loose_overlap(width: int, *, recurring: bool, same_report: bool) -> float:
    if width <= 7:
        return 1.0
    if same_report:
        return 0.3
    if width <= 31:
        return -0.6 if recurring else 0.6
    return -1.8 if recurring else 0.2


def _inferred_date(gap: int, a: Slots, b: Slots) -> float:
    """Points where tense or context gives a date: it says little, and never forbids by itself."""
    if a.claim.report == b.claim.report:
        return 0.3 if gap <= 7 else -0.6
    if gap == 0:
        width = max((s.last or 0) - (s.first or 0) for s in (a, b))
        return 1.0 if width <= 7 else 0.3 if a.claim.type in RARE or width <= 31 else -1.0
    if a.claim.type in RARE and b.claim.type in RARE:
        return 0.0 if gap <= 14 else -0.6 if gap <= 60 else -2.0
    return 0.0 if gap <= 3 else -1.6 if gap <= 14 else -4.0


def _gap_cost(gap: int, *, rare: bool) -> float:
    steps = (
        ((1, 0.2), (3, 0.0), (14, -0.8), (45, -1.2), (120, -3.0))
        if rare
        else ((1, 0.2), (3, -2.4), (7, -4.0))
    )
    for days, points in steps:
        if gap <= days:
            return points
    return APART


def _distance_points(a: Where, b: Where) -> float:
    distance = kilometres(a, b)
    if distance is None:
        return -3.0
    for kilometres_apart, points in ((15.0, 0.8), (40.0, -1.0), (100.0, -3.5)):
        if distance <= kilometres_apart:
            return points
    return -5.5


def _counts_overlap(low: int, high: int | None, low2: int, high2: int | None) -> bool:
    return (high is None or low2 <= high) and (high2 is None or low <= high2)
