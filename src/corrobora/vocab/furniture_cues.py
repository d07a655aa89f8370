"""Words that give page furniture away: ``languages/<xx>/furniture.toml``, read once and checked."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from corrobora.text import plain
from corrobora.vocab.language_files import READ_LANGUAGES, decode_language_file

Phrases = dict[str, tuple[str, ...]]


class Pictures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Labels that stand before a picture credit, and words that only captions use."""

    labels: tuple[str, ...]
    signs: tuple[str, ...]


class Authors(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of author boxes: the verb after the name, professions, contacts, and bylines."""

    verbs: tuple[str, ...]
    roles: tuple[str, ...]
    contacts: tuple[str, ...]
    bylines: tuple[str, ...]


class Headers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of mail headers inside a text, and of heads that programs write.

    Attributes:
        fields: Names of mail headers.
        alone: Those that need no other header beside them.
        separators: Words of a line that divides a mail from the one it passes on.
        wrote: Words before the colon of "On Monday, Name wrote:".
        machine: Names of fields that a program puts above a text.
        titles: Those whose value is the title.
    """

    fields: tuple[str, ...]
    alone: tuple[str, ...]
    separators: tuple[str, ...]
    wrote: tuple[str, ...]
    machine: tuple[str, ...]
    titles: tuple[str, ...]


class FurnitureCues(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Furniture words of one or more languages, folded; the keys of a table are furniture kinds.

    Attributes:
        lines: Phrases that make up a whole line.
        starts: Beginnings of a line of at most forty-five words.
        short: Beginnings of a line of at most six words.
        tails: Headings after which the article is over.
        boxes: Words before, or above, titles of other articles.
        endings: Words after the cut-off text of a teaser.
        pictures: Words of captions and picture credits.
        authors: Words of author boxes and bylines.
        headers: Words of headers of mails and programs.
        platforms: Whole lines that only the program behind a blog writes, and hosts of blogs.
    """

    lines: Phrases
    starts: Phrases
    short: Phrases
    tails: Phrases
    boxes: Phrases
    endings: Phrases
    pictures: Pictures
    authors: Authors
    headers: Headers
    platforms: Phrases


def _folded(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(" ".join(plain(phrase).split()) for phrase in phrases)


def _join(tables: list[Phrases]) -> Phrases:
    kinds = sorted({kind for table in tables for kind in table})
    return {
        kind: tuple(dict.fromkeys(p for t in tables for p in _folded(t.get(kind, ()))))
        for kind in kinds
    }


def _join_flat(parts: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase for part in parts for phrase in _folded(part)))


def _load(language: str) -> FurnitureCues:
    return decode_language_file(language, "furniture.toml", FurnitureCues, "furniture words")


@lru_cache(maxsize=8)
def furniture_cues(language: str | None) -> FurnitureCues:
    """The furniture words of a language; of all languages when it is unknown or has none.

    Raises:
        VocabularyError: A file is missing or malformed.
    """
    chosen = (language,) if language in READ_LANGUAGES else READ_LANGUAGES
    parts = [_load(code) for code in chosen if code is not None]
    return FurnitureCues(
        lines=_join([p.lines for p in parts]),
        starts=_join([p.starts for p in parts]),
        short=_join([p.short for p in parts]),
        tails=_join([p.tails for p in parts]),
        boxes=_join([p.boxes for p in parts]),
        endings=_join([p.endings for p in parts]),
        pictures=Pictures(
            labels=_join_flat([p.pictures.labels for p in parts]),
            signs=_join_flat([p.pictures.signs for p in parts]),
        ),
        authors=Authors(
            verbs=_join_flat([p.authors.verbs for p in parts]),
            roles=_join_flat([p.authors.roles for p in parts]),
            contacts=_join_flat([p.authors.contacts for p in parts]),
            bylines=_join_flat([p.authors.bylines for p in parts]),
        ),
        headers=Headers(
            fields=_join_flat([p.headers.fields for p in parts]),
            alone=_join_flat([p.headers.alone for p in parts]),
            separators=_join_flat([p.headers.separators for p in parts]),
            wrote=_join_flat([p.headers.wrote for p in parts]),
            machine=_join_flat([p.headers.machine for p in parts]),
            titles=_join_flat([p.headers.titles for p in parts]),
        ),
        platforms=_join([p.platforms for p in parts]),
    )
