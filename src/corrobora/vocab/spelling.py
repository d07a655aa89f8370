"""Words of a text as the actor book compares them: tokens, folded forms, sound keys."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct

_FORMS = {
    "plain": r"[^\W\d_]++(?![\w'.])",  # most words; what they may be part of follows
    "elision": r"\b(?:[LDSNCJMTldsncjmt]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)'(?=\w)",
    "dotted": r"\b(?:[^\W\d_]\.){2,}|\b[A-Z]\.[A-Z]\b",
    "number": r"\b\d{1,3}(?:[, ]\d{3})+\b",
    "word": r"[^\W_]+(?:'(?!s\b|S\b)[^\W_]+)*",
    "possessive": r"'[sS]\b|(?<=s)'(?=\s)",
}
_OPENS = r"(?=[\w'])"  # how every word begins: what stands between is passed quickly
_TOKEN = re.compile("|".join(f"(?P<{kind}>{form})" for kind, form in _FORMS.items()))
_CUT = re.compile(f"{_OPENS}({'|'.join(_FORMS.values())})")


class Token(Struct, frozen=True, gc=False):
    """A word and where it stands.

    Attributes:
        start: Offset of the first character.
        end: Offset after the last.
        text: The word as written.
        fold: Lower case, without accents, apostrophes and the dots of abbreviations.
        upper: Whether it begins with a capital letter.
        dotted: Whether it is an abbreviation with dots ("U.S.").
    """

    start: int
    end: int
    text: str
    fold: str
    upper: bool
    dotted: bool = False


_MOST_SEEN = 200_000
"""Words remembered with their folded forms; a bound for corpora without end."""


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Lower case without accents, apostrophes or dots: ``"Jama'at"`` becomes ``"jamaat"``."""
    decomposed = unicodedata.normalize("NFKD", word)
    kept = (c for c in decomposed if not unicodedata.combining(c) and c not in "'.\u2019")
    return "".join(kept).casefold()


def tokenise(text: str) -> list[Token]:
    """The words of a folded text. Elided articles and the possessive 's are words by themselves."""
    return cut(text)[0]


def cut(text: str) -> tuple[list[Token], list[str]]:
    """The words of a folded text, and what stands before each of them and behind the last."""
    pieces = _CUT.split(text)
    bounds = list(accumulate(map(len, pieces)))
    starts, ends, words = bounds[:-1:2], bounds[1::2], pieces[1::2]
    seen = list(map(_SEEN.get, words))
    read = (
        [
            known or _read(word, _TOKEN.match(text, start))
            for known, word, start in zip(seen, words, starts, strict=True)
        ]
        if not all(seen)
        else seen
    )
    return list(map(Token, starts, ends, words, *zip(*read, strict=True))), pieces[::2]


_SEEN: dict[str, tuple[str, bool, bool]] = {}
"""What ``_read`` says of words seen before: no word is of two kinds."""


def _read(word: str, match: re.Match[str] | None) -> tuple[str, bool, bool]:
    """The folded form of a word, whether it has a capital first, and whether it has dots."""
    kind = match.lastgroup if match is not None else "word"
    if kind == "possessive":
        fold = "'s"
    elif kind == "number":
        fold = word.replace(",", "").replace(" ", "")
    elif kind == "elision":
        fold = fold_word(word) + "'"
    else:
        fold = fold_word(word)
    seen = (fold, word[0].isupper(), kind == "dotted")
    if len(_SEEN) < _MOST_SEEN:
        _SEEN[word] = seen
    return seen


ARTICLES = frozenset(
    "al el ul ad as ash an ar at az ed en wa wal wel wul walal l o e va i ou fi".split()
)
"""Articles and joining words in romanised Arabic names that writers put in or leave out."""

_SOUNDS = (
    ("dj", "j"), ("ch", "sh"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("kh", "k"), ("gh", "g"),
    ("dh", "d"), ("th", "t"), ("ph", "f"), ("q", "k"), ("c", "k"), ("y", "i"), ("z", "s"),
    ("v", "w"),
)  # fmt: skip
_VOWELS = str.maketrans("", "", "aeiouh")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def sound_key(fold: str) -> str:
    """The consonants of a folded word as they sound: ``muslimin``, ``muslimeen`` -> ``mslmn``."""
    for spelling, sound in _SOUNDS:
        fold = fold.replace(spelling, sound)
    bare = fold[:1].replace("o", "u").replace("e", "i") + fold[1:].translate(_VOWELS)
    return _DOUBLED.sub(r"\1", bare)
