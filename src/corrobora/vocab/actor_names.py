"""Actors as a language names them: those of the book in French, with articles for prose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from corrobora.vocab.actor_book import ActorBook, load_actors
from corrobora.vocab.types import ActorEntry
from corrobora.vocab.wording import Wording, wording

_VOWELS = "aeiouyàâéèêëîïôûüœæ"
_ACRONYM = 8
"""Letters that a name in capitals has at most to count as an acronym."""


@lru_cache(maxsize=65536)
def name_in(identifier: str, name: str, language: str, *, article: bool = False) -> str:
    """An actor's name in a language; one that the book does not translate stays as it is.

    Args:
        identifier: The id of the actor: a state, "ML.mil", "JNIM".
        name: The name in the book or made from it, in English.
        language: ISO 639-1 code.
        article: Whether the name is to stand in a sentence, as in "le Mali".
    """
    if language != "fr":
        return name
    book, words = _book(), wording(language)
    entry = book.entries.get(identifier)
    if entry is not None and entry.name == name:
        own = _own_name(entry, language)
        if own is None:
            return name
        given = _of_country(own, words) if entry.kind == "state" else _of_body(own, words)
        return joined(given, own) if article else own
    country = identifier.partition(".")[0]
    if "." not in identifier or country not in book.entries:
        return name
    return _of_state(book, country, name, words, article=article) or name


def joined(link: str, name: str) -> str:
    """A word and the name after it, run together as French does: "du Mali", "d'Assimi Goïta"."""
    if not link or link.endswith("'"):
        return f"{link}{name}"
    if link.endswith(("de", "à")):
        head, short = link[: link.rfind(" ") + 1], link[link.rfind(" ") + 1 :]
        for article, run in (("le ", {"de": "du", "à": "au"}), ("les ", {"de": "des", "à": "aux"})):
            if name.startswith(article):
                return f"{head}{run[short]} {name.removeprefix(article)}"
        if short == "de" and name.startswith("des "):
            return joined(link, name.removeprefix("des "))
        if short == "de" and name[:1].casefold() in _VOWELS and not name.startswith("Y"):
            return f"{head}d'{name}"
    return f"{link} {name}"


@cache
def _book() -> ActorBook:
    return load_actors()


def _own_name(entry: ActorEntry, language: str) -> str | None:
    """The first name of an entry in a language; an acronym for an acronym, if there is one."""
    found = entry.aliases.get(language, ())
    if entry.name.isupper() and len(entry.name) <= _ACRONYM:
        return next((one for one in found if one.isupper() and len(one) <= _ACRONYM), entry.name)
    return found[0] if found else None


def _of_state(
    book: ActorBook, country: str, name: str, words: Wording, *, article: bool
) -> str | None:
    """What is said of a state: "Malian military", "Mali government", "Malians"."""
    entry = book.entries[country]
    own = entry.adjectives.get("fr", ())
    if not own:
        return None
    if name in entry.adjectives.get("en-people", ()):
        people = _agreeing(own, "mp")
        people = people[:1].upper() + people[1:]
        return f"les {people}" if article else people
    for start in (entry.name, *entry.adjectives.get("en", ())):
        noun = words.actors.get(name.removeprefix(f"{start} ")) if name.startswith(start) else None
        if noun is not None:
            said, form = noun
            told = f"{said} {_agreeing(own, form)}"
            if not article or said.startswith("un "):
                return told
            several = form.endswith("p")
            short = "des" if several else "le" if form == "m" else "la"
            return _elided(short, told)
    return None


def _agreeing(forms: Sequence[str], form: str) -> str:
    """The form of the first adjective of a list: m, f, mp or fp.

    The book gives them in this order, without a plural that is the singular ("français") and
    without a feminine that is the masculine ("belge", "belges"); other adjectives follow.
    """
    first = forms[0]
    if len(forms) == 1:
        return first
    if (len(forms) == 2 and not first.endswith("s")) or forms[1] == f"{first}s":
        return forms[form.endswith("p")]
    if first.endswith("s"):
        return {"m": first, "f": forms[1], "mp": first, "fp": f"{forms[1]}s"}[form]
    return {"m": first, "f": forms[1], "mp": forms[2], "fp": f"{forms[1]}s"}[form]


def _of_country(name: str, words: Wording) -> str:
    lists: Mapping[str, Sequence[str]] = words.articles
    if name in lists["none"]:
        return ""
    if name in lists["plural"] or name.startswith("Îles"):
        return "les"
    if name[0].casefold() in _VOWELS:
        return "l'"
    feminine = name.partition(" ")[0].endswith("e") and name not in lists["masculine"]
    return "la" if feminine else "le"


def _of_body(name: str, words: Wording) -> str:
    first = name.partition(" ")[0].casefold()
    for article in ("le", "la", "les", "l'"):
        if first in (one.casefold() for one in words.articles[article]):
            return article
    return ""


def _elided(short: str, name: str) -> str:
    if short in ("le", "la") and name[:1].casefold() in _VOWELS:
        return f"l'{name}"
    return f"{short} {name}"
