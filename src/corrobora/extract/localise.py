"""The soldiers killed near Mopti are Mali's: forces without a nationality belong to the place.

The mention finder gives "soldiers", "the army" or "police" to the country named last or most. Where
the same sentence names a place in another country and no actor of the first one, the place decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from corrobora.extract.parts import Mention, PlaceMention
from corrobora.vocab.actor_book import ActorBook

_BODIES = {
    "mil": "{adjective} military",
    "pol": "{adjective} police",
    "gov": "{country} government",
}
_PEOPLE = ("people", "person")


def localised(
    mentions: Sequence[Mention],
    places: Sequence[PlaceMention],
    spans: Sequence[tuple[int, int]],
    book: ActorBook,
) -> tuple[Mention, ...]:
    """The mentions, with forces and governments of no stated nationality put where they are.

    Args:
        mentions: Mentions in text order.
        places: Places of the text.
        spans: Start and end of each sentence.
        book: For the names of the bodies of a country.
    """
    out = list(mentions)
    home = _home(mentions, places)
    if home is not None:
        scenes = {p.where.country for p in places if _is_scene(p, mentions)}
        out = [_at_home(m, home, mentions, scenes, book) for m in mentions]
    spoken_of = {m.country for m in mentions}
    for start, end in spans:
        inside = [i for i, m in enumerate(out) if start <= m.start < end]
        if not inside:
            continue
        here = {
            p.where.country for p in places
            if start <= p.start < end and _is_scene(p, [out[i] for i in inside])
        }  # fmt: skip
        if len(here) != 1:
            continue
        country = next(iter(here))
        if home not in (None, country) and country not in spoken_of:
            continue  # a town of one country that bears the name of one elsewhere
        # A foreigner in a sentence ("a French national") says nothing of whose police it is.
        stated = {
            out[i].country
            for i in inside
            if out[i].form not in ("description", "pronoun") and out[i].kind not in _PEOPLE
        }
        for i in inside:
            out[i] = _moved(out[i], country, stated, book)
    return tuple(out)


def _is_scene(place: PlaceMention, mentions: Sequence[Mention]) -> bool:
    """Whether a place is told as where something happens, and not within the name of an actor."""
    if place.locative < _SURE or not place.where.country or place.where.precision == "country":
        return False
    return not any(
        m.start <= place.start and place.end <= m.end and m.form == "name" and not m.metonym
        for m in mentions
    )


def _home(mentions: Sequence[Mention], places: Sequence[PlaceMention]) -> str | None:
    """The country in most of whose towns a text has things happen, of two towns at least."""
    towns = {(p.text.casefold(), str(p.where.country)) for p in places if _is_scene(p, mentions)}
    counted = Counter(country for _, country in sorted(towns))
    home, number = max(counted.items(), key=lambda kv: (kv[1], kv[0]), default=("", 0))
    return home if number >= _TOWNS and 2 * number > sum(counted.values()) else None


def _at_home(
    mention: Mention, home: str, mentions: Sequence[Mention], scenes: set[str | None],
    book: ActorBook,
) -> Mention:  # fmt: skip
    """A body that was given a country in which nothing happens, as one of where all happens.

    Of a text about towns of one country that names only foreigners ("Malawians have fled") the
    police are of that country.
    """
    acts = any(
        m.country == mention.country and m.kind not in _PEOPLE and m.form == "nationality"
        for m in mentions
    )
    if acts or mention.country in scenes:
        return mention
    return _moved(mention, home, set(), book)


_SURE = 0.8
"""Probability from which words are taken for a place: "in Lae", but not "according to Lae"."""
_TOWNS = 2
"""Towns of a country that a text has to tell as places to be about it."""


def _moved(
    mention: Mention, country: str | None, stated: set[str | None], book: ActorBook
) -> Mention:
    """The mention as the body of another country, when only the context gave it its own."""
    given, _, body = mention.id.partition(".")
    guessed = mention.form == "description" and mention.country and given == mention.country
    kind, _, part = body.partition(":")
    if not guessed or kind not in _BODIES or country in (None, mention.country):
        return mention
    if mention.country in stated:
        return mention
    if part:  # "security forces": the words stay, the adjective is another
        own, theirs = book.adjective(str(mention.country)), book.adjective(str(country))
        name = mention.name.replace(str(own), str(theirs))
        return replace(mention, id=f"{country}.{body}", name=name, country=country)
    if kind == "gov" and not mention.name.endswith("government"):  # "interior ministry"
        own, theirs = book.country_name(str(mention.country)), book.country_name(str(country))
        name = mention.name.replace(own, theirs)
        return replace(mention, id=f"{country}.{body}", name=name, country=country)
    name = _BODIES[kind].format(
        adjective=book.adjective(str(country)), country=book.country_name(str(country))
    )
    return replace(mention, id=f"{country}.{body}", name=name, country=country)
