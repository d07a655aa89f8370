"""Which permissions of originators stand, of all that were given and taken back.

A permission speaks of some reports (or of all of an originator's), one partner, some purposes and
the days up to one. Later words count: the same scope said again replaces the earlier word, and what
is taken back takes with it every permission that speaks of the same report and purpose, however
wide it was.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from corrobora.share.conditions import Consent


def standing_on(report: str, said: Sequence[Consent]) -> tuple[Consent, ...]:
    """The permissions that stand for a report, each for the purposes for which it stands.

    Args:
        report: Its id.
        said: Everything that was given and taken back, oldest first.
    """
    found = []
    for at, one in enumerate(said):
        if one.withdrawn or not _speaks_of(one, report):
            continue
        later = [c for c in said[at + 1 :] if _ends(c, one, report)]
        purposes = one.purposes.difference(*(c.purposes for c in later))
        if purposes:
            found.append(replace(one, purposes=purposes))
    return tuple(found)


def _speaks_of(one: Consent, report: str) -> bool:
    return not one.items or report in one.items


def _ends(later: Consent, one: Consent, report: str) -> bool:
    """Whether a later word ends an earlier permission, as far as its purposes go."""
    if (later.originator, later.partner) != (one.originator, one.partner):
        return False
    return _speaks_of(later, report) if later.withdrawn else later.items == one.items
