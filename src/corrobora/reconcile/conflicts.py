"""Where the claims of one event do not agree, field by field, never resolved silently."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corrobora.model import Claim, Conflict, Report, When
from corrobora.reconcile.figures import figure_conflicts
from corrobora.reconcile.hanging import sentence_around
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
)
from corrobora.reconcile.told import Told, grouped, side
from corrobora.text import plain

SAME_PLACE_KM = 15.0
"""Two named places closer than this are not told as a contradiction."""

_STATE = re.compile("[A-Z]{2}")

BOTH_SIDES = re.compile(
    r"\b(both (?:governments|countries|sides|states|capitals|parties)|the two (?:governments|"
    r"countries|sides|states|capitals)|each other|mutually|les deux (?:gouvernements|pays|etats|"
    r"parties|capitales)|mutuellement)\b"
)
"""Words that give an act between two to both of them, in folded text."""


SAYING = re.compile(
    r"\b(?:announc\w+|said|says|told|stated|declared|reported|confirmed|acknowledged|revealed|denied|"
    r"denies|annonc\w+|declar\w+|dit|affirm\w+|indiqu\w+|confirm\w+|revel\w+|rapport\w+|dementi\w*|"
    r"dement|nie|reconnu\w*)\b"
)
"""Verbs whose own day a sentence may give, in folded text ..."""
DENYING = re.compile(r"^(?:denied|denies|dement\w*|nie)$")
"""... and those that speak of no deed on that day."""
_BESIDE = 12
"""Characters that may stand between such a verb and its date ("on", "late on", "ce")."""
_THAT = re.compile(r"^[\s,]*(?:that\b|qu['e]|avoir\b)")
"""What follows where the verb, and not what it tells, has the date."""


def field_conflicts(told: Sequence[Told], reports: Mapping[str, Report]) -> tuple[Conflict, ...]:
    """Conflicts on date, place, numbers and doer among the claims of one event."""
    if len(told) < 2:
        return ()
    found = (
        date_conflict(told, reports),
        place_conflict(told),
        *figure_conflicts(told, reports),
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


def date_conflict(told: Sequence[Told], reports: Mapping[str, Report]) -> Conflict | None:
    """Dates that cannot both be right; its announcement is another scope.

    Only dates that a text gives are compared, never one that is inferred from tense or context.
    """
    dated = [t for t in told if t.claim.date is not None and is_told(t.claim.date)]
    # The day on which a group owned a deed is not the day of the deed.
    dated = [t for t in dated if not t.owned]
    saying = {t.claim.id: _saying_dated(t.claim, reports[t.claim.report]) for t in dated}
    dated = [t for t in dated if not DENYING.search(saying[t.claim.id])]
    announced = [t for t in dated if t.claim.date_kind == "announcement" or saying[t.claim.id]]
    announcing = {t.claim.id for t in announced}
    happened = [t for t in dated if t.claim.id not in announcing]
    sides = grouped(happened, _date_key, _dates_fit)
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
    sides = grouped(placed, lambda t: (folded_name(_place_name(t)),), _places_fit)
    if len(sides) < 2:
        return None
    return Conflict(
        about="place",
        sides=tuple(side(_place_name(group[0]), group) for group in sides),
        kind="contradiction",
    )


def doer_conflict(told: Sequence[Told]) -> Conflict | None:
    """Different sides named as the one that did it."""
    if len(told) < 2:
        return None
    named = [t for t in told if _doers(t) and t.claim.type not in ("AGREE", "CONSULT")]
    symmetric = any(is_symmetric(t.claim) for t in named)
    if not symmetric:
        named = [t for t in named if not says_retaliation(t.claim)]
    if symmetric:
        sides = grouped(named, lambda t: (sorted(_doers(t)),), lambda a, b: _doers(a) == _doers(b))
    else:
        sides = grouped(
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
    known = [a for a in claim.actors if not a.id.startswith("~:")]
    doers = {root(a.id) for a in known}
    speaking = {a for v in claim.speakers if (a := state_behind(v.name)) is not None}
    return bool(doers & speaking) or bool(
        {a.name for a in known} & {v.name for v in claim.speakers}
    )


def _saying_dated(claim: Claim, report: Report) -> str:
    """The verb before a claim that its date goes with, folded: "announced on Tuesday that ..."."""
    date = plain(claim.date.text) if claim.date is not None else ""
    if not date or date in plain(claim.quote):
        return ""
    start, _ = sentence_around(report.text, claim.start, claim.end)
    lead = plain(report.text[start : claim.start])
    at = lead.rfind(date)
    if at < 0 or not _THAT.search(lead[at + len(date) :]):
        return ""
    verbs = list(SAYING.finditer(lead[:at]))
    return verbs[-1].group() if verbs and at - verbs[-1].end() <= _BESIDE else ""


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
