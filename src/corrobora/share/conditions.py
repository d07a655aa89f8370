"""The conditions of release: one small function each, whose docstring is what the desk shows.

A condition looks at an ``Ask`` and says whether it holds. The first kind denies when it does not
hold; the second kind asks: the originator may still agree. What is not here is not a condition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

from corrobora.model import Value
from corrobora.share.agreements import Standing
from corrobora.share.diligence import Diligence
from corrobora.share.labels import Label, Purpose, Tlp


class Consent(Value, frozen=True, kw_only=True):
    """An originator's permission: for which of its items, to whom, for what, until when.

    Attributes:
        originator: Who agrees.
        partner: To whom items may go.
        purposes: For what.
        until: Last day.
        items: Ids of reports it is about; empty for all of the originator's.
        by: Who wrote it down.
        at: When (ISO 8601).
        withdrawn: Whether it was taken back.
    """

    originator: str
    partner: str
    purposes: frozenset[Purpose]
    until: dt.date
    by: str
    at: str
    items: frozenset[str] = frozenset()
    withdrawn: bool = False


class Ask(Value, frozen=True, kw_only=True):
    """May an item with this label go out under this agreement, for this purpose, today?

    ``consents`` are those that speak of the item and stand.
    """

    label: Label
    standing: Standing | None
    purpose: Purpose
    today: dt.date
    diligence: Diligence
    consents: tuple[Consent, ...] = ()


Condition = Callable[[Ask], bool]


def agreement_is_active(ask: Ask) -> bool:
    """The agreement is not active: it is a draft, suspended or terminated, or there is none."""
    return ask.standing is not None and ask.standing.state == "active"


def agreement_is_in_force(ask: Ask) -> bool:
    """Today lies outside the days for which the agreement holds."""
    terms = ask.standing.agreement if ask.standing else None
    return terms is not None and terms.valid_from <= ask.today <= terms.valid_until


def purpose_is_agreed(ask: Ask) -> bool:
    """The agreement is not for this purpose."""
    return ask.standing is not None and ask.purpose in ask.standing.agreement.purposes


def purpose_is_allowed(ask: Ask) -> bool:
    """The item may not be used for this purpose."""
    return ask.purpose in ask.label.purposes


def marking_is_known(ask: Ask) -> bool:
    """The item has no marking, or one that cannot be read, so it goes to nobody."""
    return not ask.label.sealed


def is_not_for_named_persons_only(ask: Ask) -> bool:
    """The item is TLP:RED: for the persons in the room, never for an organisation."""
    return ask.label.tlp is not Tlp.RED


def tlp_is_within_ceiling(ask: Ask) -> bool:
    """The item's TLP level is above the ceiling of the agreement."""
    return ask.standing is not None and ask.label.tlp <= ask.standing.agreement.tlp


def pap_is_within_ceiling(ask: Ask) -> bool:
    """The item's PAP level is above the ceiling of the agreement."""
    return ask.standing is not None and ask.label.pap <= ask.standing.agreement.pap


def onward_rule_fits_tlp(ask: Ask) -> bool:
    """The item is TLP:AMBER+STRICT, and the agreement lets the partner pass items on."""
    return ask.label.tlp is not Tlp.AMBER_STRICT or (
        ask.standing is not None and ask.standing.agreement.onward == "none"
    )


def partner_may_have_it(ask: Ask) -> bool:
    """The partner is not among those to whom the item is releasable."""
    to = ask.label.releasable_to
    return to is None or (ask.standing is not None and ask.standing.agreement.partner in to)


def partner_is_not_excluded(ask: Ask) -> bool:
    """The item is never to go to this partner."""
    return ask.standing is not None and ask.standing.agreement.partner not in ask.label.excluded


def compartments_are_held(ask: Ask) -> bool:
    """The unit is not a member of every compartment of the item."""
    return (
        ask.standing is not None and ask.label.compartments <= ask.standing.agreement.compartments
    )


def is_not_expired(ask: Ask) -> bool:
    """The item's last day has passed."""
    return ask.label.expires is None or ask.today <= ask.label.expires


def diligence_does_not_forbid(ask: Ask) -> bool:
    """Due diligence on the unit's human-rights record was refused or is suspended."""
    return ask.diligence.status not in ("refused", "suspended")


def originators_have_agreed(ask: Ask) -> bool:
    """An originator controls the item and has not agreed to this partner and purpose."""
    wanted = ask.label.controllers
    return not wanted or wanted <= _agreed(ask)


def third_parties_have_agreed(ask: Ask) -> bool:
    """The item came from a partner, who has not agreed that it goes further (third-party rule)."""
    wanted = ask.label.third_parties
    if not wanted:
        return True
    released = ask.label.third_party_releases
    partner = ask.standing.agreement.partner if ask.standing else None
    return released is None or partner in released or wanted <= _agreed(ask)


def missing_consents(ask: Ask) -> frozenset[str]:
    """The originators without whose consent the item cannot go out."""
    wanted = ask.label.controllers
    if not third_parties_have_agreed(ask):
        wanted |= ask.label.third_parties
    return wanted - _agreed(ask)


def _agreed(ask: Ask) -> frozenset[str]:
    """The originators who agreed to this partner and purpose, and whose word holds today."""
    partner = ask.standing.agreement.partner if ask.standing else None
    return frozenset(
        c.originator
        for c in ask.consents
        if not c.withdrawn
        and c.partner == partner
        and ask.purpose in c.purposes
        and ask.today <= c.until
    )


DENYING: tuple[Condition, ...] = (
    agreement_is_active,
    agreement_is_in_force,
    purpose_is_agreed,
    purpose_is_allowed,
    marking_is_known,
    is_not_for_named_persons_only,
    tlp_is_within_ceiling,
    pap_is_within_ceiling,
    onward_rule_fits_tlp,
    partner_may_have_it,
    partner_is_not_excluded,
    compartments_are_held,
    is_not_expired,
    diligence_does_not_forbid,
)
"""Conditions that end the matter when they do not hold."""

ASKING: tuple[Condition, ...] = (originators_have_agreed, third_parties_have_agreed)
"""Conditions that an originator's consent can meet."""


@cache
def in_words(condition: Condition) -> str:
    """What the desk shows when a condition does not hold."""
    return " ".join((condition.__doc__ or "").split())
