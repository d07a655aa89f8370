"""Who and where somebody means who corrects a claim: names as people write them into a field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import get_args

from corrobora.errors import CorroboraError
from corrobora.extract.mentions import find_mentions
from corrobora.extract.participants import actor_of
from corrobora.extract.place_candidates import candidate, precision_of
from corrobora.extract.resources import Resources
from corrobora.model import Actor, ActorKind, Claim, Voice, VoiceKind, When, Where
from corrobora.text import Reading, plain

KINDS: tuple[ActorKind, ...] = get_args(ActorKind)
"""Kinds that a name may be given in brackets behind it: "Lanterns (ngo)"."""

MOST_OTHERS = 5
"""Places of the same name that are kept beside the one that is meant."""

_KIND = re.compile(r"\s*\(([a-z-]+)\)$")
_VOICES: dict[ActorKind, VoiceKind] = {
    "person": "person", "state": "government", "government": "government", "media": "outlet",
    "armed-group": "group", "people": "group",
}  # fmt: skip


class Unnamed(CorroboraError):
    """A name leads to nothing, or not to one thing."""

    code = "claim.unnamed"


class Namer:
    """Resolves names for one claim.

    Args:
        resources: The vocabularies.
        claim: What is corrected; whoever it names already stays as it was resolved.
        language: ISO 639-1 code of its report.
    """

    def __init__(self, resources: Resources, claim: Claim, language: str | None) -> None:
        self._resources = resources
        self._claim = claim
        self._language = language or "en"

    def actors(self, names: str) -> tuple[Actor, ...]:
        """Parties by their names, with semicolons between them.

        Raises:
            Unnamed: Nobody is known by one of them, and it says no kind.
        """
        return tuple(self._actor(name) for name in listed(names))

    def _actor(self, name: str) -> Actor:
        for known in (*self._claim.actors, *self._claim.targets):
            if known.name == name:
                return known
        match = _KIND.search(name)
        kind = match[1] if match and match[1] in KINDS else None
        bare = name[: match.start()] if match and kind else name
        found = self._known(bare)
        if found is None and kind is None:
            raise Unnamed(
                f"Nobody is known as {name!r}.",
                hint=f"Say of which kind it is, as in: {bare} (ngo). Kinds: {', '.join(KINDS)}.",
            )
        start, end = self._place_in_words(bare)
        words = self._claim.quote[start - self._claim.start : end - self._claim.start]
        made = found or Actor(
            id=f"?:{plain(bare)}", name=bare, kind="person", text=words, start=start, end=end
        )
        return Actor(
            id=made.id, name=made.name, kind=_kind(kind) or made.kind, text=words,
            start=start, end=end,
        )  # fmt: skip

    def _known(self, name: str) -> Actor | None:
        """The party that the vocabulary has under a name, all of it."""
        reading = Reading(name)
        for language in dict.fromkeys((self._language, "en", "fr")):
            for mention in find_mentions(reading, language, self._resources.actors):
                whole = plain(mention.text) == plain(name) or plain(mention.name) == plain(name)
                if whole and not mention.id.startswith(("?:", "~:")):
                    return actor_of(mention, reading)
        return None

    def _place_in_words(self, name: str) -> tuple[int, int]:
        """Where a name stands in the words of the claim; at their beginning, if it does not."""
        at = self._claim.quote.casefold().find(name.casefold())
        start = self._claim.start + max(at, 0)
        return (start, start + len(name)) if at >= 0 else (start, start)

    def speakers(self, names: str) -> tuple[Voice, ...]:
        """Who says it, from the first source to the last, by their names; nobody is the report.

        Raises:
            Unnamed: Nobody is known by one of them, and it says no kind.
        """
        return tuple(self._voice(name) for name in listed(names))

    def _voice(self, name: str) -> Voice:
        for known in self._claim.speakers:
            if known.name == name:
                return known
        party = self._actor(name)
        return Voice(
            name=party.name, kind=_VOICES.get(party.kind, "organisation"), anonymous=False,
            text=party.text, start=party.start, end=party.end,
        )  # fmt: skip

    def place(self, name: str) -> Where | None:
        """A place by its name; of several the one in the country at hand, or the largest.

        One that no list knows is kept by its name alone, without coordinates.
        """
        name = " ".join(name.split())
        if not name:
            return None
        before = self._claim.place
        if before is not None and before.name == name:
            return before
        bare, _, wanted = name.partition(",")
        found = self._resources.places.lookup(bare.strip())
        if wanted.strip():
            code = wanted.strip().upper()
            found = tuple(one for one in found if code in (one.country, (one.admin1 or "").upper()))
        if not found:
            return Where(
                name=name, admin1=None, country=None, lat=None, lon=None, precision="site", text=""
            )
        here = before.country if before else None
        ranked = sorted(found, key=lambda one: (one.country != here, -one.population, one.name))
        best = ranked[0]
        return Where(
            name=best.name, admin1=best.admin1, country=best.country, lat=best.lat, lon=best.lon,
            precision=precision_of(best), text="",
            others=tuple(candidate(one, 0.0) for one in ranked[1 : MOST_OTHERS + 1] if one.country),
        )  # fmt: skip


def listed(names: str) -> Sequence[str]:
    """Names between semicolons."""
    return [one for one in (" ".join(name.split()) for name in names.split(";")) if one]


def days(first: str, last: str) -> When | None:
    """A date between two days (ISO 8601), or on one of them; None for an unknown one.

    Raises:
        Unnamed: These are no days, or the last lies before the first.
    """
    if not first and not last:
        return None
    try:
        start, end = dt.date.fromisoformat(first or last), dt.date.fromisoformat(last or first)
    except ValueError as error:
        raise Unnamed(
            "This is no day.", hint="Give days as 2025-09-04, or none for an unknown date."
        ) from error
    if end < start:
        raise Unnamed("The last day lies before the first.", hint="Exchange them.")
    return When(start=start, end=end, precision="day" if start == end else "range", text="")


def _kind(name: str | None) -> ActorKind | None:
    return next((kind for kind in KINDS if kind == name), None)
