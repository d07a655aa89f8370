"""Which state an official body speaks for, by its name alone.

A ministry, a spokesman and a government are one origin for what their state says of itself. The
names of states and their adjectives come from the vocabulary, so that the answer does not depend
on which other claims are given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from corrobora.errors import VocabularyError
from corrobora.text import plain

_OFFICIAL = re.compile(
    r"\b(minist\w+|government|gouvernement|authorities|autorites|presiden\w+|junta|junte|army|"
    r"armee|military|militaires?|armed forces|forces armees|general staff|etat-major|police|"
    r"gendarmerie|embassy|ambassade|foreign office|quai d'orsay|state department|white house|"
    r"maison[ -]blanche|pentagon|kremlin|council of ministers|conseil des ministres|parliament|"
    r"parlement|cabinet|security forces|forces de securite|officials?|responsables|spokes\w+|"
    r"porte-parole|chancellery|chancellerie|state television|television nationale)\b"
)
_UNITED_STATES = re.compile(r"\bu\.s\.(?:a\.)?")
_WORDS = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_LONGEST_NAME = 4


@lru_cache(maxsize=65536)
def state_behind(name: str) -> str | None:
    """Two-letter code of the state that a name is or speaks for; None when it is no official.

    "France", "Malian army" and "Ministère de la Sécurité du Mali" have one; "Malian farmers" and a
    body of two states have none.
    """
    folded = plain(name)
    states = set(_states_in(folded, _known))
    if len(states) != 1:
        return None
    code = states.pop()
    if _OFFICIAL.search(folded) or _names().get(folded.removeprefix("the ")) == code:
        return code
    return None


def states_named(text: str) -> frozenset[str]:
    """Two-letter codes of the states that a text names."""
    return frozenset(states_listed(text))


@lru_cache(maxsize=65536)
def states_listed(text: str) -> tuple[str, ...]:
    """Two-letter codes of the states that a text names, in its order."""
    folded = _UNITED_STATES.sub("united states ", plain(text))
    return tuple(dict.fromkeys(_states_in(folded, _known)))


@lru_cache(maxsize=4096)
def states_meant(text: str) -> frozenset[str]:
    """Codes of the states that a text names, also by their seat of power ("Paris", "Kremlin")."""
    folded = _UNITED_STATES.sub("united states ", plain(text))
    return frozenset(_states_in(folded, _meant))


@cache
def _known() -> dict[str, str]:
    return _names() | _adjectives()


@cache
def _meant() -> dict[str, str]:
    return _known() | _table("metonyms")


@cache
def _first_words(table: Callable[[], Mapping[str, str]]) -> frozenset[str]:
    return frozenset(name.partition(" ")[0] for name in table())


def _states_in(folded: str, table: Callable[[], Mapping[str, str]]) -> Iterator[str]:
    known, first = table(), _first_words(table)
    words = _WORDS.findall(folded)
    if "'" in folded:
        words = [w.removeprefix("l'").removeprefix("d'").removesuffix("'s") for w in words]
    if "-" in folded:
        words = [part for word in words for part in _parts(word, known)]
    if first.isdisjoint(words):
        return
    at = 0
    while at < len(words):
        if words[at] in first:
            for size in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
                code = known.get(" ".join(words[at : at + size]))
                if code is not None:
                    yield code
                    at += size - 1
                    break
        at += 1


def _parts(word: str, known: Mapping[str, str]) -> list[str]:
    """The word itself, or what a hyphen joins in it: "Franco-Malian", "US-led"."""
    return [word] if word in known or "-" not in word else word.split("-")


@cache
def _names() -> dict[str, str]:
    return _table("aliases")


@cache
def _adjectives() -> dict[str, str]:
    return _table("adjectives")


@cache
def _table(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _rows("states.toml"):
        names = [name for key in sorted(row.get(kind, {})) for name in row[kind][key]]
        if kind == "aliases":
            names.append(row["name"])
        for name in names:
            found.setdefault(plain(name), row["id"])
    return found


@cache
def parents() -> Mapping[str, str]:
    """Id of an armed group to the id of the movement that it is a branch of."""
    return {row["id"]: row["parent"] for row in _rows("armed_groups.toml") if "parent" in row}


@cache
def _rows(file: str) -> tuple[dict[str, Any], ...]:
    source = files("corrobora.vocab") / "actors" / file
    try:
        return tuple(tomllib.loads(source.read_text(encoding="utf-8"))["actor"])
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(
            f"The list of actors in {file} cannot be read.",
            hint=f"Restore vocab/actors/{file}.",
            file=str(source),
        ) from error
