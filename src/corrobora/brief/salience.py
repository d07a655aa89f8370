"""How much an event matters to a brief, and which thread of the story it belongs to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import log10

from corrobora.model import Actor, Claim, Event, When, Where
from corrobora.reconcile.slots import root

BACKGROUND_DAYS = 548
"""An event that ended this long before the brief's date (18 months) is background."""

STORY_DAYS = 120
"""An event that ended this long before the brief's date is no longer the story of the day."""

_WEIGHT = {"ASSAULT": 2.3, "SANCTION": 2.0, "COERCE": 1.8, "COOPERATE": 1.5, "RETREAT": 1.3,
           "THREATEN": 1.0, "PROTEST": 1.2, "MOBILIZE": 1.0, "AGREE": 1.2, "AID": 1.2,
           "YIELD": 1.2, "ACCUSE": 0.9, "CONSULT": 0.7, "REJECT": 0.4, "SUPPORT": 0.4,
           "REQUEST": 0.4, "OTHER": 0.2, "STATE": 0.0}  # fmt: skip
"""Hard deeds before words, words before standing conditions."""

_VIOLENT = frozenset({"ASSAULT", "OTHER"})

Thread = tuple[str, ...]
"""What kind of story, and the countries it concerns: ("relations", "FR", "ML")."""


def salience(event: Event, claims: Sequence[Claim], as_of: dt.date | None) -> float:
    """Points for an event: kind, who and whom by name, date, place, dead, origins, conflicts.

    Args:
        event: The event.
        claims: Its claims, of which there is at least one.
        as_of: The day the brief speaks for.
    """
    points = _WEIGHT.get(event.type, 0.5)
    points += _named(event.actors) + 0.8 * _named(event.targets)
    points += 0.4 * (event.place is not None and event.place.precision != "country")
    origins = min(event.independent.max, len(event.reports))
    points += min(1.2 * (origins - 1), 3.6) + 1.0 * (event.independent.min > 1)
    points += 0.3 * min(len(event.reports) - 1, 3) + 0.6 * min(len(event.conflicts), 2)
    points += 2.0 * (max(c.confidence for c in claims) - 0.7)
    if event.deaths is not None and event.deaths.best > 1:
        points += 1.0 + min(log10(event.deaths.best), 3.0)
    if event.date is not None and is_told(event.date):
        days = (event.date.end - event.date.start).days
        points += 1.0 if days == 0 else 0.7 if days <= 31 else 0.2
        if as_of is not None and (as_of - event.date.end).days > STORY_DAYS:
            points -= 1.2
    else:
        points -= 0.5
    points += min(0.15 * (len(claims) - 1), 0.6)
    longest = max(len(c.quote.split()) for c in claims)
    return points - (0.8 if longest < 4 else 0.0)


def is_told(when: When | None) -> bool:
    """True when the text gives the date; False when it is inferred from tense or context."""
    return when is not None and bool(when.text.strip())


def is_old(event: Event, as_of: dt.date | None) -> bool:
    """True when the event ended more than 18 months before the brief's date."""
    if as_of is None or event.date is None:
        return False
    return (as_of - event.date.end).days > BACKGROUND_DAYS


def is_somebody(actor: Actor) -> bool:
    """True for an actor that is identified: a state or one of its bodies, a group, a person."""
    return not actor.id.startswith("~:")


def thread_of(event: Event, claim: Claim, named: Sequence[str] = ()) -> Thread:
    """The thread an event belongs to: two states, violence in a country, or a country's affairs.

    Args:
        event: The event.
        claim: The claim that tells it.
        named: States that the passage names, in its order; where one of them is the only party
            known, the story is between that one and the first other.
    """
    countries = _countries((*event.actors, *event.targets, *claim.actors, *claim.targets))
    others = [code for code in named if code not in countries]
    if len(countries) == 1 and others:
        countries = [*countries, others[0]]
    place = event.place.country if event.place is not None else None
    armed = any(a.kind == "armed-group" for a in (*event.actors, *event.targets))
    between = bool(set(_countries(event.targets)) - set(_countries(event.actors)))
    forced = event.type == "COERCE" and any(a.kind == "armed-group" for a in event.actors)
    if forced or (event.type in _VIOLENT and (armed or len(countries) < 2 or not between)):
        where = place or (countries[-1] if countries else None)
        if where is None and armed:
            return ("violence",)
        return ("violence", where) if where else ()
    if len(countries) == 1 and _is_elsewhere(event.place, countries[0]):
        countries = [*countries, place or ""]
    if len(countries) >= 2:
        return ("relations", *sorted(countries[:2]))
    if not countries and place:
        countries = [place]
    return ("inside", countries[0]) if countries else ()


def _is_elsewhere(place: Where | None, country: str) -> bool:
    """True for a town or site in another country."""
    exact = place is not None and place.precision in ("site", "town")
    return exact and place is not None and place.country not in (None, country)


def _countries(actors: Sequence[Actor]) -> list[str]:
    roots = (root(actor.id) for actor in actors)
    return list(dict.fromkeys(r for r in roots if len(r) == 2 and r.isupper()))


def _named(actors: Sequence[Actor]) -> float:
    if any(is_somebody(a) and not a.id.startswith("?:") for a in actors):
        return 1.0
    return 0.6 if any(is_somebody(a) for a in actors) else 0.1 * bool(actors)
