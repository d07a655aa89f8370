"""The words of the pages, by language; data in ``texts``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from corrobora.errors import VocabularyError
from corrobora.vocab.actor_names import name_in

LANGUAGES = ("en", "fr")
Table = Mapping[str, str]


@cache
def texts(language: str) -> Mapping[str, Table]:
    """The tables of words of one language.

    Raises:
        VocabularyError: There are none, or the file is malformed.
    """
    source = files("corrobora.serve") / "texts" / f"{language}.toml"
    try:
        found: dict[str, dict[str, str]] = tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(
            f"No usable words for pages in {language!r}.",
            hint="Add serve/texts/<language>.toml after the model of en.toml.",
            file=str(source),
        ) from error
    return found


def named(names: Mapping[str, str], language: str) -> Mapping[str, str]:
    """Names of actors by id, as a language has them."""
    if language == LANGUAGES[0]:
        return names
    return {id_: name_in(id_, name, language) for id_, name in names.items()}


def preferred(accepted: str) -> str:
    """The language that an Accept-Language header likes best among those of the pages."""
    best, most = LANGUAGES[0], 0.0
    for part in accepted.split(","):
        tag, _, rest = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = rest.strip().removeprefix("q=")
        try:
            value = float(weight) if weight else 1.0
        except ValueError:
            continue
        if language in LANGUAGES and value > most:
            best, most = language, value
    return best
