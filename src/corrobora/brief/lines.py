"""Which events a brief tells: sorted by their standing, by weight, each passage used once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from corrobora.brief.desk import Desk, agrees
from corrobora.brief.passages import (
    Passage,
    is_headline,
    is_hedged,
    is_question,
    points_back,
)
from corrobora.brief.salience import (
    Thread,
    is_old,
    is_somebody,
    is_told,
    salience,
    thread_of,
)
from corrobora.brief.voices import SPEECH
from corrobora.model import Actor, Claim, Event, Report, Stance
from corrobora.reconcile.officials import states_listed
from corrobora.reconcile.slots import root

FIT = 3.6
"""Points an event needs to be told."""

FIT_OLD = 2.4
"""As ``FIT``, for background, which has no points for being of these days."""

LEAD = 1.4
"""Points for what a report opens with: its news stands there."""

OPENING = 900
"""Characters that open a report, with title and byline."""

TITLE = 0.35
"""Points for each word that the passage shares with its report's title, up to four words."""

_OF_ITS_OWN = frozenset({"COOPERATE", "AID", "SUPPORT", "CONSULT", "AGREE"})
"""Deeds that nobody is accused of: read as allegations, they are told badly."""

Sentence = tuple[str, int, int]
"""A sentence of a report: the report's id, start and end."""

_UNMEASURED = frozenset({"STATE", "REQUEST", "OTHER"})


@dataclass(frozen=True)
class Line:
    """An event with the passage that tells it, and other events that the same passage tells."""

    event: Event
    claim: Claim
    passage: Passage
    points: float
    points_back: bool = False
    also: tuple[Event, ...] = ()

    @property
    def thread(self) -> Thread:
        """The thread of the event."""
        return thread_of(self.event, self.claim, states_listed(self.passage.text))

    @property
    def day(self) -> tuple[int, int]:
        """Place in time: the event's date, told or inferred; undated ones last."""
        date = self.event.date
        if date is None:
            return (10**7, 0)
        return (date.end.toordinal() if not is_told(date) else date.start.toordinal(), 0)


@dataclass(frozen=True)
class Lines:
    """What a brief can tell, by standing, heaviest first.

    Attributes:
        facts: What sources state.
        claimed: What one side or one source alleges.
        background: What is old.
        unsure: Plans, demands, and facts among words of possibility.
        used: The sentences quoted by the first three.
    """

    facts: tuple[Line, ...]
    claimed: tuple[Line, ...]
    background: tuple[Line, ...]
    unsure: tuple[Line, ...]
    used: frozenset[Sentence]


def is_deed(claims: Sequence[Claim]) -> bool:
    """True when claims tell of a deed as done, not planned or demanded."""
    return not any(c.stance in (Stance.PLANNED, Stance.DEMANDED) for c in claims)


def is_claimed(claims: Sequence[Claim]) -> bool:
    """True when all that is known is allegation."""
    return all(c.stance in (Stance.ALLEGED, Stance.DENIED) for c in claims)


def lines_of(desk: Desk, events: Sequence[Event], as_of: dt.date | None) -> Lines:
    """Every event that can be told, each passage once."""
    facts: list[Line] = []
    claimed: list[Line] = []
    background: list[Line] = []
    unsure: list[Line] = []
    for event in events:
        claims = desk.claims_of(event.claims)
        line = _line(desk, event, claims, as_of)
        if line is None:
            continue
        if not is_deed(claims) or is_hedged(desk.reports[line.claim.report], line.claim):
            unsure.append(line)
        elif is_claimed(claims) or line.claim.stance is Stance.ALLEGED:
            claimed.append(replace(line, points=line.points + _standing(line, as_of)))
        elif is_old(event, as_of):
            if is_told(line.claim.date):
                background.append(line)
        else:
            facts.append(line)
    used: set[Sentence] = set()
    fit = _once(desk, _fit(facts), used)
    word = _once(desk, _alleged(claimed), used)
    old = _once(desk, _fit(background, FIT_OLD), used)
    return Lines(fit, word, old, tuple(unsure), frozenset(used))


def _line(desk: Desk, event: Event, claims: Sequence[Claim], as_of: dt.date | None) -> Line | None:
    """The event with its best words; None where only a headline, heading or question tells it."""
    usable = _usable(desk, claims)
    if not usable:
        return None
    best = desk.telling(event)
    passage = desk.passage(best)
    points = salience(event, claims, as_of) + title_echo(desk.reports[best.report], passage)
    points += LEAD * any(c.start < OPENING for c in usable)
    return _told_by(desk, event, best, points)


def _told_by(desk: Desk, event: Event, claim: Claim, points: float) -> Line:
    report, passage = desk.reports[claim.report], desk.passage(claim)
    back = points_back(report.text[passage.sentence[1] :].lstrip(" •-–—*·"))
    return Line(event=event, claim=claim, passage=passage, points=points, points_back=back)


def _usable(desk: Desk, claims: Sequence[Claim]) -> list[Claim]:
    """Claims that are no headline, heading or question."""
    reports = desk.reports
    return [
        c
        for c in claims
        if not is_headline(reports[c.report], c) and not is_question(reports[c.report], c)
    ]


def title_echo(report: Report, passage: Passage) -> float:
    """Points for words that a passage shares with the title: what the report is about."""
    _, first, last = passage.sentence
    words = {w.casefold()[:6] for w in report.text[first:last].split() if len(w) > 4}
    title = {w.casefold()[:6] for w in (report.title or "").split() if len(w) > 4}
    return TITLE * min(len(words & title), 4)


def _fit(lines: Sequence[Line], least: float = FIT) -> list[Line]:
    """Lines that weigh enough, are somebody's deed, and are no standing condition."""
    return [line for line in lines if line.points >= least and _is_somebodys(line)]


def _is_somebodys(line: Line) -> bool:
    """True when the words themselves say whose deed it is, or where and when violence struck."""
    event, claim = line.event, line.claim
    if line.points_back:
        return False
    if event.type == "ASSAULT" or (event.deaths is not None and event.deaths.best > 1):
        dated = is_told(claim.date) and event.place is not None
        if dated and event.place is not None and event.place.precision != "country":
            return True
    parties = [a for a in (*claim.actors, *claim.targets) if is_somebody(a)]
    return bool(parties) and event.type not in _UNMEASURED


def _standing(line: Line, as_of: dt.date | None) -> float:
    """Points of an allegation for who makes it, and for being of these days."""
    said = bool(line.claim.speakers) or (line.claim.type in SPEECH and bool(line.claim.actors))
    return (1.0 if said else -1.0) - (2.0 if is_old(line.event, as_of) else 0.0)


def _alleged(lines: Sequence[Line]) -> list[Line]:
    """Allegations by or against somebody, the heaviest of each pair of sides."""
    best: dict[tuple[str, ...], Line] = {}
    for line in sorted(lines, key=_heaviest):
        event = line.event
        if not any(is_somebody(a) for a in (*line.claim.actors, *line.claim.targets)):
            continue
        if event.type in _OF_ITS_OWN:
            continue
        sides = tuple(sorted({root(a.id) for a in event.actors}))
        against = tuple(sorted({root(a.id) for a in event.targets}))
        best.setdefault((event.type, *sides, ">", *against, line.claim.report), line)
    return list(best.values())


def _once(desk: Desk, lines: Sequence[Line], used: set[Sentence]) -> tuple[Line, ...]:
    """One line for each sentence of a report: the heaviest, with the other events it tells.

    An event whose best sentence tells a heavier one is told by another of its sentences.
    """
    by_sentence: dict[Sentence, list[Line]] = {}
    for line in sorted(lines, key=_heaviest):
        sentence = line.passage.sentence
        if sentence not in used and sentence not in by_sentence:
            by_sentence[sentence] = [line]
            continue
        other = _told_elsewhere(desk, line, used | by_sentence.keys())
        if other is not None:
            by_sentence[other.passage.sentence] = [other]
        elif sentence in by_sentence:
            by_sentence[sentence].append(line)
    used.update(by_sentence)
    kept = [
        replace(group[0], also=tuple(other.event for other in group[1:]))
        for group in by_sentence.values()
    ]
    return tuple(_without_repetition(kept))


def _told_elsewhere(desk: Desk, line: Line, taken: Set[Sentence]) -> Line | None:
    """The event by the best of its other sentences that say it as firmly; None without one."""
    claims = [
        c
        for c in _usable(desk, desk.claims_of(line.event.claims))
        if c.stance is line.claim.stance
        and agrees(c, line.event)
        and not is_hedged(desk.reports[c.report], c)
        and desk.passage(c).sentence not in taken
    ]
    found = (_told_by(desk, line.event, c, line.points) for c in desk.ranked(claims))
    return next((other for other in found if _is_somebodys(other)), None)


def _without_repetition(lines: Sequence[Line]) -> list[Line]:
    """Lines less those that tell a heavier line's deed again, without a date of their own."""
    kept: list[Line] = []
    for line in lines:
        if not any(_repeats(line, other) for other in kept):
            kept.append(line)
    return kept


def _repeats(line: Line, other: Line) -> bool:
    one, two = line.event, other.event
    if (one.type, one.mode) != (two.type, two.mode):
        return False
    if _same_origin(one, two) and line.claim.report != other.claim.report:
        return True
    if not set(one.reports) <= set(two.reports):
        return False
    if is_told(one.date) and (not is_told(two.date) or _days(one) != _days(two)):
        return False
    return _fits(one.actors, two.actors) and _fits(one.targets, two.targets)


def _same_origin(one: Event, two: Event) -> bool:
    """True when one origin tells both of the same days: one report writes up the other."""
    if len(one.origins) != 1 or [o.name for o in one.origins] != [o.name for o in two.origins]:
        return False
    if one.date is None or two.date is None:
        return False
    return one.date.start <= two.date.end and two.date.start <= one.date.end


def _days(event: Event) -> tuple[dt.date, dt.date] | None:
    return (event.date.start, event.date.end) if event.date is not None else None


def _fits(some: Sequence[Actor], others: Sequence[Actor]) -> bool:
    one, two = ({root(a.id) for a in actors} for actors in (some, others))
    return not one or not two or bool(one & two)


def _heaviest(line: Line) -> tuple[float, str, int, str]:
    return (-line.points, line.claim.report, line.claim.start, line.event.id)
