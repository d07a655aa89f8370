"""Words in capital letters that single out nobody and no place: ``languages/<xx>/names.toml``."""

from __future__ import annotations

from functools import cache

from msgspec import Struct
from msgspec.structs import asdict

from corrobora.vocab.language_files import READ_LANGUAGES, decode_language_file


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    roles: str
    bodies: str
    places: str
    media: str
    times: str
    kin: str
    numbers: str
    function: str


class CommonNames(Struct, frozen=True, kw_only=True):
    """Such words of all languages, folded, as reports mix them.

    Attributes:
        shared: Words that are part of many names: offices, bodies, streets, media, weekdays.
        function: Words that are part of none, and only open sentences.
    """

    shared: frozenset[str]
    function: frozenset[str]


@cache
def common_names() -> CommonNames:
    """The words of every language that is read.

    Raises:
        VocabularyError: A file is missing or malformed.
    """
    read = [
        decode_language_file(language, "names.toml", _File, "common words of names")
        for language in READ_LANGUAGES
    ]
    shared = {
        word
        for one in read
        for kind, listed in asdict(one).items()
        if kind != "function"
        for word in listed.split()
    }
    function = {word for one in read for word in one.function.split()}
    return CommonNames(shared=frozenset(shared), function=frozenset(function))
