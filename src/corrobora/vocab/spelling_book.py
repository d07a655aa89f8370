"""Which words of a language are known, and which known word an unknown one is a slip for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from msgspec import Struct

from corrobora.text import plain
from corrobora.vocab.event_types import load_event_types
from corrobora.vocab.language_files import decode_language_file

LEAST_LETTERS = 7
"""A slip for a word of fewer letters may be another word."""

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LONGEST_ENDING = 8


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``languages/<xx>/spelling.toml`` as written."""

    endings: str
    beginnings: str
    inflected: str
    slips: str


class SpellingBook:
    """The spelling of one language, from shipped data alone.

    Args:
        language: ISO 639-1 code of a language that is read.

    Attributes:
        listed: Slips that many writers make, and the right words.

    Raises:
        VocabularyError: A file is missing or malformed.
    """

    def __init__(self, language: str) -> None:
        file = decode_language_file(language, "spelling.toml", _File, "spelling")
        self.listed = dict(pair.split() for pair in file.slips.split(","))
        forms = frozenset(plain(word) for word in load_event_types().lemma_table(language))
        self._targets = frozenset(word for word in forms if len(word) >= LEAST_LETTERS)
        self._known = (forms | _written() | set(self.listed.values())) - set(self.listed)
        self._endings = frozenset(file.endings.split())
        self._beginnings = tuple(file.beginnings.split())
        self._inflected = tuple(file.inflected.split())
        self._found: dict[str, str | None] = {}

    def knows(self, word: str) -> bool:
        """True for a folded word of the vocabulary, and for one that is made of such a word."""
        if word in self.listed:
            return False
        return self._made(word) or any(
            word.startswith(begin) and self._made(word[len(begin) :]) for begin in self._beginnings
        )

    def _made(self, word: str) -> bool:
        if word in self._known:
            return True
        for cut in range(max(3, len(word) - _LONGEST_ENDING), len(word)):
            stem, ending = word[:cut], word[cut:]
            if ending in self._endings and (
                stem in self._known
                or f"{stem}e" in self._known
                or f"{stem}y" in self._known
                or (stem[-1] == stem[-2] and stem[:-1] in self._known)
            ):
                return True
        return False

    def meant(self, word: str) -> str | None:
        """The word that a folded one is a slip for; None where it may be a word of its own.

        A slip is on the list of the language, or is unknown and two neighbouring letters of a known
        word changed places in it, one is left out, or one stands twice.
        """
        if word not in self._found:
            self._found[word] = self.listed.get(word) or self._undone(word)
        return self._found[word]

    def _undone(self, word: str) -> str | None:
        if len(word) < LEAST_LETTERS - 1 or not word.isascii() or self.knows(word):
            return None
        return next((near for near in slips_undone(word) if self._is_meant(word, near)), None)

    def _is_meant(self, word: str, near: str) -> bool:
        if near not in self._targets:
            return False
        # "Cleaning" is none for "cleansing", nor "traveled" for "travelled": letters before an
        # ending come and go.
        for ending in self._inflected:
            if word.endswith(ending) and near.endswith(ending) and len(near) > len(word):
                stem, longer = word[: -len(ending)], near[: -len(ending)]
                if longer.startswith(stem):
                    return False
        return True


@cache
def spelling_book(language: str) -> SpellingBook:
    """The book of a language that is read.

    Raises:
        VocabularyError: A file is missing or malformed.
    """
    return SpellingBook(language)


def slips_undone(word: str) -> Iterator[str]:
    """What a word may have been before one slip inside it: swapped, doubled or left-out letters."""
    for i in range(1, len(word) - 2):
        if word[i] != word[i + 1]:
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        else:
            yield word[:i] + word[i + 1 :]
    for i in range(2, len(word) - 2):
        for letter in _LETTERS:
            yield word[:i] + letter + word[i:]


@cache
def _written() -> frozenset[str]:
    """Every word that the files of the vocabulary hold, folded; the lists of slips are left out."""
    places = (p for p in _tables(resources.files("corrobora.vocab")) if p.name != "spelling.toml")
    texts = (place.read_text(encoding="utf-8") for place in places)
    return frozenset(plain(word) for text in texts for word in _WORD.findall(text))


def _tables(folder: Traversable) -> Iterator[Traversable]:
    for place in folder.iterdir():
        if place.is_dir():
            yield from _tables(place)
        elif place.name.endswith(".toml"):
            yield place
