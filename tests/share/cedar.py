"""The conditions of release written a second time, in Cedar, by reading what they say."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import cedarpy

from corrobora.share.conditions import Ask

POLICIES = """
permit (principal, action, resource)
when {
  context.state == "active" && context.from <= context.today && context.today <= context.until &&
  context.agreed.contains(context.purpose) && context.allowed.contains(context.purpose) &&
  context.tlp <= context.tlp_ceiling && context.pap <= context.pap_ceiling &&
  context.held.containsAll(context.circles) &&
  (context.anyone || context.releasable.contains(context.partner)) &&
  context.consenting.containsAll(context.controllers) &&
  (context.third.isEmpty() || context.third_anyone ||
   context.third_released.contains(context.partner) ||
   context.consenting.containsAll(context.third))
};
forbid (principal, action, resource) when { context.sealed };
forbid (principal, action, resource) when { context.tlp == 4 };
forbid (principal, action, resource) when { context.tlp == 3 && context.onward != "none" };
forbid (principal, action, resource) when { context.excluded.contains(context.partner) };
forbid (principal, action, resource) when { context.has_end && context.end < context.today };
forbid (principal, action, resource) when { ["refused", "suspended"].contains(context.diligence) };
"""


@cache
def _policies() -> Any:
    return cedarpy.PolicySet.from_str(POLICIES)


def cedar_allows(asks: Sequence[Ask]) -> list[bool]:
    """Cedar's answer to each ask."""
    requests = [
        {
            "principal": 'P::"p"',
            "action": 'A::"release"',
            "resource": 'R::"r"',
            "context": _context(ask),
        }
        for ask in asks
        if ask.standing is not None
    ]
    answers = iter(cedarpy.is_authorized_batch(requests, _policies(), []))
    return [ask.standing is not None and next(answers).allowed for ask in asks]


def _context(ask: Ask) -> dict[str, Any]:
    assert ask.standing is not None
    label, terms = ask.label, ask.standing.agreement
    consenting = [
        c.originator
        for c in ask.consents
        if not c.withdrawn
        and c.partner == terms.partner
        and ask.purpose in c.purposes
        and c.until >= ask.today
    ]
    return {
        "state": ask.standing.state,
        "from": terms.valid_from.toordinal(),
        "until": terms.valid_until.toordinal(),
        "today": ask.today.toordinal(),
        "purpose": ask.purpose.value,
        "agreed": [p.value for p in terms.purposes],
        "allowed": [p.value for p in label.purposes],
        "tlp": int(label.tlp),
        "tlp_ceiling": int(terms.tlp),
        "pap": int(label.pap),
        "pap_ceiling": int(terms.pap),
        "circles": list(label.compartments),
        "held": list(terms.compartments),
        "anyone": label.releasable_to is None,
        "releasable": list(label.releasable_to or ()),
        "excluded": list(label.excluded),
        "partner": terms.partner,
        "consenting": consenting,
        "controllers": list(label.controllers),
        "third": list(label.third_parties),
        "third_anyone": label.third_party_releases is None,
        "third_released": list(label.third_party_releases or ()),
        "sealed": label.sealed,
        "onward": terms.onward,
        "has_end": label.expires is not None,
        "end": label.expires.toordinal() if label.expires else 0,
        "diligence": ask.diligence.status,
    }
