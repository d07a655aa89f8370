"""The soldiers killed near Mopti are Mali's: forces without a nationality belong to the place.

The mention finder gives "soldiers", "the army" or "police" to the country named last or most. Where
the same sentence names a place in another country and no actor of the first one, the place decides.
"""

from __future__ import annotations

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
    for start, end in spans:
        inside = [i for i, m in enumerate(out) if start <= m.start < end]
        if not inside:
            continue
        here = {
            p.where.country for p in places
            if start <= p.start < end and p.locative >= 0.5 and p.where.country
            and p.where.precision != "country"
        }  # fmt: skip
        if len(here) != 1:
            continue
        country = next(iter(here))
        # A foreigner in a sentence ("a French national") says nothing of whose police it is.
        stated = {
            out[i].country
            for i in inside
            if out[i].form not in ("description", "pronoun") and out[i].kind not in _PEOPLE
        }
        for i in inside:
            out[i] = _moved(out[i], country, stated, book)
    return tuple(out)


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
    name = _BODIES[kind].format(
        adjective=book.adjective(str(country)), country=book.country_name(str(country))
    )
    return replace(mention, id=f"{country}.{body}", name=name, country=country)
