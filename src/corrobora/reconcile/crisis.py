"""When two claims speak of one crisis between states: measures, clashes, and whom they befall."""

from __future__ import annotations

from corrobora.reconcile.slots import Slots, parties, told_place

MEASURES = frozenset({"SANCTION", "COERCE", "ACCUSE", "RETREAT", "YIELD"})
"""Types of which two states that fall out have one or a few of each."""

_PEOPLE = {
    "envoy": "diplomat", "embassy staff": "diplomat", "diplomate": "diplomat",
    "emissaire": "diplomat", "citizen": "", "national": "", "person": "", "people": "",
    "man": "", "woman": "", "ressortissant": "", "citoyen": "", "homme": "", "femme": "",
}  # fmt: skip
"""Words for people to the word that stands for them; empty where they may be anyone."""


def is_told_from_either_side(a: Slots, b: Slots) -> bool:
    """True for violence that two reports lay at each other's door: a clash has two doers."""
    return (
        a.claim.type == b.claim.type == "ASSAULT"
        and a.claim.report != b.claim.report
        and bool(a.actor_roots and b.actor_roots)
        and not a.actor_roots & b.actor_roots
        and a.actor_roots <= b.target_roots | b.states
        and b.actor_roots <= a.target_roots | a.states
    )


def is_across(a: Slots, b: Slots) -> bool:
    """True when two reports of violence each speak of the country the other is placed in."""
    left, right = told_place(a.claim), told_place(b.claim)
    if left is None or right is None or a.claim.report == b.claim.report:
        return False
    here, there = left.country, right.country
    return (
        a.claim.type == b.claim.type == "ASSAULT"
        and here in b.countries & a.countries
        and there in a.countries & b.countries
    )


def is_one_crisis(a: Slots, b: Slots) -> bool:
    """True for measures or a clash between two states on which two reports open."""
    shared = a.countries & b.countries
    if a.claim.report == b.claim.report or len(shared) < 2:
        return False
    types = {a.claim.type, b.claim.type}
    if types == {"ASSAULT"}:
        left, right = parties(a), parties(b)
        between = left <= shared and right <= shared and len(left | right) == 2
        return between and bool(left and right)
    return types <= MEASURES


def are_same_people(one: str, other: str) -> bool:
    """True for people of one nation whom one word could mean: a citizen, an envoy, a diplomat."""
    nation, _, kind = one.partition(".people")
    other_nation, sign, other_kind = other.partition(".people")
    if nation != other_nation or not sign or one == other or ".people" not in one:
        return False
    kinds = {
        _PEOPLE.get(k.strip(":").rstrip("s"), k.strip(":").rstrip("s")) for k in (kind, other_kind)
    }
    return len(kinds) == 1 or "" in kinds
