"""A claim corrected by what people write into fields: names, days, yes and no."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec

from corrobora.extract.naming import Namer, Unnamed, days
from corrobora.model import Claim, Json, Stance

FIELDS = ("type", "stance", "negated", "actors", "targets", "speakers", "place", "from", "to")
"""Fields that a claim is corrected by; ``from`` and ``to`` are its date."""

_YES: Mapping[str, bool] = {"yes": True, "true": True, "no": False, "false": False, "": False}


def read_corrections(
    claim: Claim, fields: Mapping[str, str], namer: Namer, types: Collection[str]
) -> dict[str, Json]:
    """The fields of a claim that some fields of a form give, as a judgement keeps them.

    Args:
        claim: The claim as it was shown; whoever it names already stays as it was resolved.
        fields: What was written, by names of ``FIELDS``; one that is missing gives nothing.
        namer: Resolves names.
        types: The types that events may have.

    Raises:
        Unnamed: A name, day, type or stance is none.
    """
    given: dict[str, Any] = {}
    read: dict[str, Callable[[str], Any]] = {
        "type": lambda said: _type(said, claim, types),
        "stance": _stance,
        "negated": _yes,
        "actors": namer.actors,
        "targets": namer.actors,
        "speakers": namer.speakers,
        "place": namer.place,
    }
    for name, reader in read.items():
        if name in fields:
            given[name] = reader(fields[name])
    if "from" in fields or "to" in fields:
        when, before = days(fields.get("from", ""), fields.get("to", "")), claim.date
        same = when and before and (when.start, when.end) == (before.start, before.end)
        given["date"] = before if same else when
    return {name: msgspec.to_builtins(one) for name, one in given.items()}


def differing(claim: Claim, given: Mapping[str, Json]) -> dict[str, Json]:
    """Those fields that are otherwise than the claim has them."""
    now = {name: msgspec.to_builtins(getattr(claim, name)) for name in given}
    return {name: one for name, one in given.items() if one != now[name]}


def _type(said: str, claim: Claim, types: Collection[str]) -> str:
    if said != claim.type and said not in types:
        raise Unnamed(
            f"{said!r} is no type of event.", hint=f"The types are: {', '.join(sorted(types))}."
        )
    return said


def _stance(said: str) -> str:
    if said not in set(Stance):
        raise Unnamed(f"{said!r} is no stance.", hint=f"The stances are: {', '.join(Stance)}.")
    return said


def _yes(said: str) -> bool:
    if said.lower() not in _YES:
        raise Unnamed(f"{said!r} is neither yes nor no.", hint="Give yes or no.")
    return _YES[said.lower()]
