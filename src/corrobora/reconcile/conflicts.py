"""Where the claims of one event do not agree, field by field, never resolved silently."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from corrobora.model import Claim, Conflict, Count, Report, Side, When
from corrobora.reconcile.officials import parents, state_behind
from corrobora.reconcile.pairing import kilometres
from corrobora.reconcile.slots import (
    CLASH,
    RETALIATION,
    Slots,
    folded_name,
    guessed_nations,
    is_symmetric,
    root,
    scope_words,
)
from corrobora.text import plain

Kind = Literal["contradiction", "update", "scope", "denial"]

SAME_PLACE_KM = 15.0
"""Two named places closer than this are not told as a contradiction."""

_STATE = re.compile("[A-Z]{2}")

BOTH_SIDES = re.compile(
    r"\b(both (?:governments|countries|sides|states|capitals|parties)|the two (?:governments|"
    r"countries|sides|states|capitals)|each other|mutually|les deux (?:gouvernements|pays|etats|"
    r"parties|capitales)|mutuellement)\b"
)
"""Words that give an act between two to both of them, in folded text."""


@dataclass(frozen=True, slots=True)
class Told:
    """One claim of an event with its origin, as a conflict shows it.

    ``owned`` is true where the sentence is of a group that owns the deed.
    """

    claim: Claim
    origin: str
    owned: bool = False


def side(value: str, told: Sequence[Told]) -> Side:
    """One value of a disagreement, with everyone who gives it."""
    return Side(
        value=value,
        origins=tuple(dict.fromkeys(t.origin for t in told)),
        claims=tuple(t.claim.id for t in told),
    )


def field_conflicts(told: Sequence[Told], reports: Mapping[str, Report]) -> tuple[Conflict, ...]:
    """Conflicts on date, place, deaths and doer among the claims of one event."""
    found = (
        date_conflict(told),
        place_conflict(told),
        deaths_conflict(told, reports),
        doer_conflict(told),
    )
    home = {t.claim.id: t.claim.report for t in told}
    return tuple(c for c in found if c is not None and not _is_own(c, home))


def _is_own(conflict: Conflict, home: Mapping[str, str]) -> bool:
    """True when one origin alone gives both sides: loose words rather than a disagreement.

    A date or a toll that one origin gives differently in two reports is still told.
    """
    if len({name for one in conflict.sides for name in one.origins}) > 1:
        return False
    reports = {home[claim] for one in conflict.sides for claim in one.claims}
    return conflict.about in ("actor", "agency", "place") or len(reports) < 2


def date_conflict(told: Sequence[Told]) -> Conflict | None:
    """Dates that cannot both be right; its announcement is another scope.

    Only dates that a text gives are compared, never one that is inferred from tense or context.
    """
    dated = [t for t in told if t.claim.date is not None and is_told(t.claim.date)]
    # The day on which a group owned a deed is not the day of the deed.
    dated = [t for t in dated if not t.owned]
    happened = [t for t in dated if t.claim.date_kind != "announcement"]
    announced = [t for t in dated if t.claim.date_kind == "announcement"]
    sides = _grouped(happened, _date_key, _dates_fit)
    if len(sides) > 1:
        values = [(show_date(_date(group[0])), group) for group in sides]
        return Conflict(
            about="date", sides=tuple(side(v, g) for v, g in values), kind="contradiction"
        )
    if sides and announced:
        apart = [t for t in announced if _is_announced_apart(t, sides[0])]
        if apart:
            return Conflict(
                about="date",
                sides=(
                    side(show_date(_date(sides[0][0])), sides[0]),
                    side(f"announced {show_date(_date(apart[0]))}", apart),
                ),
                kind="scope",
            )
    return None


def place_conflict(told: Sequence[Told]) -> Conflict | None:
    """Named places too far apart to be one."""
    placed = [
        t for t in told if t.claim.place and t.claim.place.precision in ("site", "town", "admin2")
    ]
    sides = _grouped(placed, lambda t: (folded_name(_place_name(t)),), _places_fit)
    if len(sides) < 2:
        return None
    return Conflict(
        about="place",
        sides=tuple(side(_place_name(group[0]), group) for group in sides),
        kind="contradiction",
    )


def deaths_conflict(told: Sequence[Told], reports: Mapping[str, Report]) -> Conflict | None:
    """Numbers of dead that do not overlap: a later rise, another scope, or a contradiction."""
    counted = [t for t in told if t.claim.deaths is not None]
    sides = _grouped(counted, _deaths_key, _deaths_fit)
    if len(sides) < 2:
        return None
    sides.sort(key=lambda group: min(_deaths(t).min for t in group))
    kind: Kind = "contradiction"
    if all(_other_scope(a, b) for a, b in pairwise(sides)):
        if len({t.claim.report for t in counted}) < 2:
            return None  # one report that counts two groups of victims
        kind = "scope"
    elif _rises_with_time(sides, reports):
        kind = "update"
    return Conflict(
        about="deaths",
        sides=tuple(side(show_count(_deaths(group[0])), group) for group in sides),
        kind=kind,
    )


def doer_conflict(told: Sequence[Told]) -> Conflict | None:
    """Different sides named as the one that did it."""
    named = [t for t in told if _doers(t) and t.claim.type not in ("AGREE", "CONSULT")]
    symmetric = any(is_symmetric(t.claim) for t in named)
    if not symmetric:
        named = [t for t in named if not says_retaliation(t.claim)]
    if symmetric:
        sides = _grouped(named, lambda t: (sorted(_doers(t)),), lambda a, b: _doers(a) == _doers(b))
    else:
        sides = _grouped(
            named, lambda t: (sorted(_doers(t)),), lambda a, b: bool(_lines(a) & _lines(b))
        )
    if len(sides) < 2:
        return None
    return Conflict(
        about="agency" if symmetric or _is_clash(sides) else "actor",
        sides=tuple(side(_doer_names(group[0]), group) for group in sides),
        kind="contradiction",
    )


def _is_clash(sides: Sequence[Sequence[Told]]) -> bool:
    """True when states are said to have begun a fight, or each to have attacked the other."""
    doers = [frozenset().union(*(_doers(t) for t in group)) for group in sides]
    if not all(_STATE.fullmatch(who) for whose in doers for who in whose):
        return False
    targets = [{root(a.id) for t in group for a in t.claim.targets} for group in sides]
    swapped = doers[0] & targets[1] and doers[1] & targets[0]
    began = any(CLASH.search(plain(t.claim.quote)) for group in sides for t in group)
    return bool(swapped) or began


def denial_conflict(told: Sequence[Told], denials: Sequence[Told], value: str) -> Conflict | None:
    """Someone says it did not happen."""
    if not denials:
        return None
    return Conflict(
        about="other", sides=(side(value, told), side("denied", denials)), kind="denial"
    )


def says_retaliation(claim: Claim) -> bool:
    """True when the words of a claim put the deed after the other side's."""
    return RETALIATION.search(plain(claim.quote)) is not None


def mirrors(a: Slots, b: Slots) -> bool:
    """True when ``b`` is the same kind of deed done by the other side to this one."""
    return bool(
        a.claim.type == b.claim.type
        and a.modality == b.modality
        and a.actor_roots & b.target_roots
        and a.target_roots & b.actor_roots
        and not a.actor_roots & b.actor_roots
    )


def is_told(when: When) -> bool:
    """True when the text gives the date; False when it is inferred from tense or context."""
    return bool(when.text.strip())


def show_date(when: When) -> str:
    """A date as ISO text: one day, or first/last."""
    if when.start == when.end:
        return when.start.isoformat()
    if when.precision == "month":
        return when.start.strftime("%Y-%m")
    if when.precision == "year":
        return f"{when.start.year:04d}"
    return f"{when.start.isoformat()}/{when.end.isoformat()}"


def show_count(count: Count) -> str:
    """A number as text: "14", "at least 12", "10-15"."""
    if count.max is None:
        return f"at least {count.min}"
    return str(count.min) if count.max == count.min else f"{count.min}-{count.max}"


def _grouped(
    told: Sequence[Told],
    key: Callable[[Told], tuple[object, ...]],
    fit: Callable[[Told, Told], bool],
) -> list[list[Told]]:
    """Groups whose first members do not fit each other, most exact first."""
    groups: list[list[Told]] = []
    for one in sorted(told, key=lambda t: (*key(t), t.claim.report, t.claim.start, t.claim.id)):
        for group in groups:
            if fit(one, group[0]):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _date(told: Told) -> When:
    if told.claim.date is None:
        raise ValueError(told.claim.id)
    return told.claim.date


def _date_key(told: Told) -> tuple[object, ...]:
    when = _date(told)
    return ((when.end - when.start).days, when.start)


def _dates_fit(a: Told, b: Told) -> bool:
    return _date(a).start <= _date(b).end and _date(b).start <= _date(a).end


def _is_announced_apart(announced: Told, happened: Sequence[Told]) -> bool:
    """True for an announcement on another day, or on the very day that other reports give the deed.

    Two texts that name one day, one for the deed and one for its announcement, do not agree on
    when it happened.
    """
    first = happened[0]
    if announced.claim.speakers and not _is_own_announcement(announced.claim):
        return False  # when others spoke of it says nothing on when it happened
    if not _dates_fit(announced, first):
        return True
    if not _is_own_announcement(announced.claim):
        return False
    exact = all(_date(t).precision == "day" for t in (announced, first))
    return exact and all(t.claim.report != announced.claim.report for t in happened)


def _is_own_announcement(claim: Claim) -> bool:
    """True when who did it says so."""
    doers = {root(a.id) for a in claim.actors}
    speaking = {a for v in claim.speakers if (a := state_behind(v.name)) is not None}
    return bool(doers & speaking) or bool(
        {a.name for a in claim.actors} & {v.name for v in claim.speakers}
    )


def _place_name(told: Told) -> str:
    return told.claim.place.name if told.claim.place else ""


def _places_fit(a: Told, b: Told) -> bool:
    if a.claim.place is None or b.claim.place is None:
        return True
    left, right = folded_name(a.claim.place.name), folded_name(b.claim.place.name)
    if left == right:
        return True
    distance = kilometres(a.claim.place, b.claim.place)
    if distance is not None and distance <= SAME_PLACE_KM:
        return True
    admins = {folded_name(p.admin1) for p in (a.claim.place, b.claim.place) if p.admin1}
    return left in admins or right in admins


def _deaths(told: Told) -> Count:
    if told.claim.deaths is None:
        raise ValueError(told.claim.id)
    return told.claim.deaths


def _deaths_key(told: Told) -> tuple[object, ...]:
    count = _deaths(told)
    width = 10**9 if count.max is None else count.max - count.min
    return (width, count.min)


def _deaths_fit(a: Told, b: Told) -> bool:
    left, right = _deaths(a), _deaths(b)
    return (left.max is None or right.min <= left.max) and (
        right.max is None or left.min <= right.max
    )


def _other_scope(a: Sequence[Told], b: Sequence[Told]) -> bool:
    """True when the words of both sides say of whom, and of others: soldiers, villagers."""
    left, right = ([scope_words(_deaths(t)) for t in group] for group in (a, b))
    return all(left) and all(right) and not frozenset().union(*left) & frozenset().union(*right)


def _rises_with_time(sides: Sequence[Sequence[Told]], reports: Mapping[str, Report]) -> bool:
    latest_before = None
    for group in sides:
        days = [reports[t.claim.report].published for t in group]
        known = [d for d in days if d is not None]
        if len(known) < len(days):
            return False
        if latest_before is not None and min(known) <= latest_before:
            return False
        latest_before = max(known)
    return True


def _doers(told: Told) -> frozenset[str]:
    if is_symmetric(told.claim) and BOTH_SIDES.search(plain(told.claim.quote)):
        return frozenset({"both"})
    guessed = guessed_nations(told.claim.actors)
    named = {
        root(a.id)
        for a in told.claim.actors
        if not a.id.startswith("~:")
        and a.id not in guessed
        and a.kind not in ("media", "place", "object", "facility")
    }
    return frozenset(named)


def _lines(told: Told) -> frozenset[str]:
    """Who did it, and the movement that each group is a branch of: either may be named."""
    doers = _doers(told)
    return doers | {parents()[d] for d in doers if d in parents()}


def _doer_names(told: Told) -> str:
    if _doers(told) == {"both"}:
        return "both"
    return " and ".join(dict.fromkeys(a.name for a in told.claim.actors))
