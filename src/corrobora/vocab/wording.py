"""The words in which Corrobora itself tells things, by language; data in ``vocab/phrases``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from corrobora.errors import VocabularyError


class Verb(NamedTuple):
    """A verb as the vocabulary gives it; ``participle`` is empty where there is no passive."""

    base: str
    past: str
    participle: str
    lone_base: str
    lone_past: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language for telling events."""

    language: str
    frame: Mapping[str, str]
    brief: Mapping[str, str]
    page: Mapping[str, str]
    coarse: Mapping[str, str]
    nouns: Mapping[str, str]
    titles: Mapping[str, Mapping[str, str]]
    verbs: Mapping[str, Mapping[str, Verb]]
    hedges: tuple[str, ...]
    enumerators: tuple[str, ...]
    checks: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, str]
    actors: Mapping[str, tuple[str, str]]
    articles: Mapping[str, tuple[str, ...]]

    def verb(self, type_: str, mode: str | None) -> Verb | None:
        """The verb for a type and mode; None when only a noun will do."""
        table = self.verbs.get(type_)
        if not table:
            return None
        for key in (mode or "", (mode or "").partition("-")[0]):
            if key in table:
                return table[key]
        return table.get("any") if mode is None or type_ != "REJECT" else None

    def title(self, type_: str, mode: str | None) -> str:
        """The noun that names a type and mode, with brackets around what stands where it is known.

        A mode without a noun of its own goes by that of its type.
        """
        table = self.titles.get(type_, self.titles["OTHER"])
        for key in (mode or "", (mode or "").partition("-")[0]):
            if key in table:
                return table[key]
        return table["any"]


@cache
def wording(language: str) -> Wording:
    """The wording table of a language.

    Raises:
        VocabularyError: There is no such table, or it is malformed.
    """
    source = files("corrobora.vocab") / "phrases" / f"{language}.toml"
    try:
        data = tomllib.loads(source.read_text(encoding="utf-8"))
        verbs = {
            type_: {mode: Verb(*row) for mode, row in table.items()}
            for type_, table in data["verbs"].items()
        }
        return Wording(
            language=language,
            frame=data["frame"],
            brief=data["brief"],
            page=data["page"],
            coarse=data["coarse"],
            nouns=data["plain_nouns"],
            titles=data["nouns"],
            verbs=verbs,
            hedges=tuple(data["hedges"]["words"].split()),
            enumerators=tuple(data["hedges"]["enumerators"].split()),
            checks={kind: tuple(said) for kind, said in data["checks"].items()},
            reasons={
                f"{table}.{name}": said
                for table, words in data["reasons"].items()
                for name, said in words.items()
            },
            actors={noun: (said, form) for noun, (said, form) in data.get("actors", {}).items()},
            articles={name: tuple(said) for name, said in data.get("articles", {}).items()},
        )
    except (OSError, KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(
            f"No usable wording for language {language!r}.",
            hint="Add vocab/phrases/<language>.toml after the model of en.toml.",
            file=str(source),
        ) from error
