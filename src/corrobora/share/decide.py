"""The decision: may an item go out, why not, and what has to be done to it first.

``decide`` is pure and total: for every ask it gives an answer, the same each time, and it denies
unless every condition holds. It is the only place where the answer is made; every surface that a
partner can reach calls it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from typing import Literal, TypeVar

from corrobora.model import Value
from corrobora.share.agreements import Agreement, DateDetail, PlaceDetail
from corrobora.share.conditions import ASKING, DENYING, Ask, in_words

POLICY = "policy/1"
"""Name and version of the conditions; a decision says by which it was made."""


class Obligations(Value, frozen=True, kw_only=True):
    """What must be done to an item before it goes out, and what the partner must do after.

    Attributes:
        place: The finest detail of places that may be given.
        date: The finest detail of dates.
        band_tolls: Numbers of people are given as bands.
        roles_for_names: Persons are given by their role.
        strip_source: Sources are given by their class or under a mark.
        source_protected: Sources have no mark either, so that nothing they say can be put together.
        attribution: Whether the partner names us.
        onward: Who the partner may pass it on to, in words of the agreement.
        delete_by: Last day on which the partner may keep it; None for no limit.
    """

    place: PlaceDetail
    date: DateDetail
    band_tolls: bool
    roles_for_names: bool
    strip_source: bool
    source_protected: bool
    attribution: Literal["must", "may", "must-not"]
    onward: tuple[str, ...]
    delete_by: dt.date | None

    @property
    def exact_words(self) -> bool:
        """Whether the words of a report may go out as they are: nothing has to be made coarser."""
        return (
            self.place is PlaceDetail.SITE
            and self.date is DateDetail.DAY
            and not (self.band_tolls or self.roles_for_names or self.strip_source)
        )


class Decision(Value, frozen=True, kw_only=True):
    """The answer to an ask. ``obligations`` are there when it is "allow", and only then."""

    answer: Literal["allow", "deny", "ask"]
    reasons: tuple[str, ...]
    failing: tuple[str, ...]
    obligations: Obligations | None
    policy: str = POLICY


def decide(ask: Ask) -> Decision:
    """Answer an ask: deny by default, every failing condition named.

    Returns:
        "ask" where nothing but an originator's consent is missing. ``failing`` holds the names of
        the conditions that do not hold, ``reasons`` what they say, in the same order.
    """
    denied = [c for c in DENYING if not c(ask)]
    asked = [c for c in ASKING if not c(ask)]
    if not denied and not asked and ask.standing is not None:
        return Decision(
            answer="allow",
            reasons=(),
            failing=(),
            obligations=_obligations(ask, ask.standing.agreement),
        )
    found = (*denied, *asked)
    return Decision(
        answer="deny" if denied or ask.standing is None else "ask",
        reasons=tuple(map(in_words, found)),
        failing=tuple([c.__name__ for c in found]),
        obligations=None,
    )


def _obligations(ask: Ask, terms: Agreement) -> Obligations:
    pending = ask.diligence.status == "pending"
    ends = [d for d in (ask.label.expires, _kept_until(ask.today, terms)) if d is not None]
    onward = sorted(terms.onward_to) if terms.onward == "listed" else [terms.onward]
    return Obligations(
        place=PlaceDetail.COUNTRY if pending else terms.place,
        date=terms.date,
        band_tolls=terms.tolls == "band",
        # A private person is named to nobody, whatever the agreement says.
        roles_for_names=pending or not terms.person_names or ask.label.names_person,
        strip_source=ask.label.source_protected or not terms.source_names,
        source_protected=ask.label.source_protected,
        attribution=terms.attribution,
        onward=tuple(onward),
        delete_by=min(ends, default=None),
    )


def strictest(found: Iterable[Obligations]) -> Obligations:
    """What is due for something made of several items.

    Raises:
        ValueError: There is none.
    """
    all_ = list(found)
    if not all_:
        raise ValueError("there are no obligations to join")
    ends = [o.delete_by for o in all_ if o.delete_by is not None]
    return Obligations(
        place=min(o.place for o in all_),
        date=min(o.date for o in all_),
        band_tolls=any(o.band_tolls for o in all_),
        roles_for_names=any(o.roles_for_names for o in all_),
        strip_source=any(o.strip_source for o in all_),
        source_protected=any(o.source_protected for o in all_),
        # One agreement has one rule on these two.
        attribution=all_[0].attribution,
        onward=all_[0].onward,
        delete_by=min(ends, default=None),
    )


def _kept_until(today: dt.date, terms: Agreement) -> dt.date | None:
    if terms.retention_days is None:
        return None
    room = (dt.date.max - today).days
    return today + dt.timedelta(days=min(terms.retention_days, room))


Key = TypeVar("Key", bound=Hashable)


def decide_all(asks: Iterable[tuple[Key, Ask]]) -> Mapping[Key, Decision]:
    """Decisions for many items, each class of equal asks decided once."""
    classes: dict[Ask, Decision] = {}
    answers: dict[Key, Decision] = {}
    for key, ask in asks:
        found = classes.get(ask)
        if found is None:
            found = classes[ask] = decide(ask)
        answers[key] = found
    return answers
