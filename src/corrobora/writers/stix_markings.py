"""Marking definitions of STIX 2.1: TLP 2.0, PAP, the terms of an agreement, and IEP 2.0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from corrobora.vocab.stix_ids import stix_ids
from corrobora.writers.stix_frame import Stix, stamp, stix_id

_ACTIONS = {
    "PAP:CLEAR": "externally-visible-direct-actions",
    "PAP:GREEN": "externally-visible-direct-actions",
    "PAP:AMBER": "externally-visible-indirect-actions",
    "PAP:RED": "internally-visible-actions",
}
"""What IEP 2.0 calls the actions that a PAP level permits."""
_IEP_TLP = {
    "TLP:CLEAR": "white",
    "TLP:GREEN": "green",
    "TLP:AMBER": "amber",
    # IEP 2.0 knows no AMBER+STRICT; the next level that permits no more stands for it.
    "TLP:AMBER+STRICT": "red",
    "TLP:RED": "red",
}


def tlp_markings() -> tuple[Stix, ...]:
    """The marking definitions of TLP 2.0, as OASIS published them."""
    ids = stix_ids()
    return tuple(
        {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": id_,
            "created": ids.tlp_created,
            "name": level,
            "extensions": {
                ids.tlp_extension: {
                    "extension_type": "property-extension",
                    "tlp_2_0": level.removeprefix("TLP:").lower(),
                }
            },
        }
        for level, id_ in ids.tlp.items()
    )


def pap_markings() -> tuple[Stix, ...]:
    """The levels of the Permissible Actions Protocol, as statements under fixed ids."""
    ids = stix_ids()
    return tuple(_statement(id_, ids.created, level, level) for level, id_ in ids.pap.items())


def _statement(id_: str, created: str, name: str, text: str) -> Stix:
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": id_,
        "created": created,
        "name": name,
        "definition_type": "statement",
        "definition": {"statement": text},
    }


def iep_marking(
    *,
    name: str,
    description: str,
    created: str,
    tlp: str,
    pap: str,
    attribution: Literal["must", "may", "must-not"],
    valid_from: dt.date,
    valid_until: dt.date | None = None,
) -> Stix:
    """FIRST's Information Exchange Policy 2.0 as a marking.

    What we never permit is not asked for: passing on in the clear, notifying those affected,
    resale.

    Args:
        name: Name of the policy.
        description: What it is about.
        created: When it was made; marking definitions never change, so other terms are another.
        tlp: "TLP:GREEN".
        pap: "PAP:GREEN".
        attribution: Whether the reader names the provider.
        valid_from: First day.
        valid_until: Last day.
    """
    content: Mapping[str, object] = {
        "extension_type": "property-extension",
        "encrypt_in_transit": "must",
        "permitted_actions": _ACTIONS[pap],
        "affected_party_notifications": "must-not",
        "tlp": _IEP_TLP[tlp],
        "provider_attribution": attribution,
        "unmodified_resale": "must-not",
        "iep_version": 2.0,
        "description": description,
        "start_date": stamp(valid_from.isoformat()),
        **({"end_date": _end_of(valid_until)} if valid_until else {}),
    }
    id_ = stix_id("marking-definition", "iep", name, stamp(created), *map(str, content.values()))
    policy = stix_id("iep", id_).removeprefix("iep--")
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": id_,
        "created": stamp(created),
        "name": name,
        "external_references": [{"source_name": "FIRST IEP", "external_id": "2.0"}],
        "extensions": {stix_ids().iep_extension: {**content, "iep_id": policy}},
    }


def _end_of(day: dt.date) -> str:
    return stamp(dt.datetime.combine(day, dt.time(23, 59, 59)).isoformat())
