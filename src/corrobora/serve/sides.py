"""The sides of events: states and groups, each with all that belongs to it, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from msgspec import Struct

from corrobora.reconcile.slots import root
from corrobora.vocab.event_types import load_event_types

_LOOSE = ("~:", "?:", "P:")
"""Beginnings of the ids of unnamed groups, unknown names and single persons."""

_COOPERATION = ("VC", "MC")

WAYS = ("cooperation", "rupture")
"""How two sides stand to each other in an event."""


class Party(Struct, frozen=True, gc=False):
    """An actor or target in short."""

    id: str
    name: str
    kind: str


def side_of(party: Party) -> str | None:
    """The state or group that a party belongs to; None for single persons and unknown ones."""
    if party.id.startswith(_LOOSE):
        return None
    return root(party.id).partition(":")[0]


def sides_of(parties: Iterable[Party]) -> list[str]:
    """The side of each party that has one."""
    return [side for party in parties if (side := side_of(party)) is not None]


def pairs_of(actors: Iterable[Party], targets: Iterable[Party]) -> list[tuple[str, str]]:
    """The sides that face each other in an event, each pair once, in the order of its telling."""
    others = sides_of(targets)
    found = [
        (min(one, other), max(one, other))
        for one in sides_of(actors)
        for other in others
        if one != other
    ]
    return list(dict.fromkeys(found))


def names_of(parties: Iterable[Party]) -> dict[str, str]:
    """How the sides are called: by their own name, or by that of a part where only it is told."""
    found: dict[str, tuple[bool, int, str]] = {}
    for party in parties:
        side = side_of(party)
        if side is not None:
            rank = (party.id != side, len(party.name), party.name)
            found[side] = min(found.get(side, rank), rank)
    return {side: rank[2] for side, rank in found.items()}


@cache
def _quads() -> Mapping[str, str]:
    """The quadrant of each type: verbal or material, cooperation or conflict."""
    return {name: one.quad for name, one in load_event_types().types.items()}


def way_of(type_: str) -> str:
    """Whether an event of a type brings two sides together, or sets them apart."""
    return WAYS[0] if _quads().get(type_, "") in _COOPERATION else WAYS[1]
