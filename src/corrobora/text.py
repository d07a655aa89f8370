"""Text cleaned once at the door, with a way back to the text as given.

``Report.text`` stays as it came. Rooms that analyse it work on a ``Reading``: the same text in
normal form C, with the many spaces, quotation marks and dashes of the web folded to one of each,
and with a map from every offset back to the text as given.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

_SPACES = dict.fromkeys(
    (*range(0x2000, 0x200B), 0x00A0, 0x1680, 0x202F, 0x205F, 0x3000, 0x000B, 0x000C, 0x0009), " "
)
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), " ")
_QUOTES = {
    **dict.fromkeys((0x2018, 0x2019, 0x201B, 0x02BC, 0x0060, 0x00B4), "'"),
    **dict.fromkeys((0x201C, 0x201D, 0x201F, 0x201E), '"'),
}
_DASHES = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2212), "-")
_LINES = dict.fromkeys((0x2028, 0x2029, 0x0085, 0x000D), "\n")
FOLD = {**_SPACES, **_INVISIBLE, **_QUOTES, **_DASHES, **_LINES}
"""One character to one character: folding never moves an offset. « » “ ” keep their sides in
``Reading.given``; analysis that needs the side of a quotation mark looks there."""


_FOLDABLE = frozenset(map(chr, FOLD))


def fold(text: str) -> str:
    """A text with one kind of space, quotation mark and dash each; no offset moves."""
    if text.isascii() and text.isalpha():
        return text
    for sign in sorted(_FOLDABLE.intersection(text)):  # many times faster than translating
        text = text.replace(sign, FOLD[ord(sign)])
    return text


def sha256_of(data: str | bytes) -> str:
    """Hex digest of bytes, or of text in UTF-8 (lone surrogates kept as they are)."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()


LETTERS = re.compile(r"[^\W\d_]+")
"""A run of letters."""


@dataclass(frozen=True)
class Reading:
    """A text as given, and the folded text that analysis works on.

    Attributes:
        given: The text as it came; every offset that leaves a room points into it.
        text: Normal form C, folded. Same length as ``given`` unless ``given`` was decomposed.
    """

    given: str

    @cached_property
    def _composed(self) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
        if unicodedata.is_normalized("NFC", self.given):
            return self.given, (), ()
        out: list[str] = []
        here: list[int] = []
        there: list[int] = []
        position = start = 0
        while start < len(self.given):
            end = start + 1
            while end < len(self.given) and unicodedata.combining(self.given[end]):
                end += 1
            piece = unicodedata.normalize("NFC", self.given[start:end])
            here.append(position)
            there.append(start)
            out.append(piece)
            position += len(piece)
            start = end
        return "".join(out), (*here, position), (*there, len(self.given))

    @cached_property
    def text(self) -> str:
        """The folded text."""
        return fold(self._composed[0])

    def given_offset(self, offset: int) -> int:
        """The place in ``given`` of a place in ``text`` (0..len, ends allowed)."""
        _, here, there = self._composed
        if not here:
            return offset
        return there[bisect_right(here, offset) - 1]

    def given_span(self, start: int, end: int) -> tuple[int, int]:
        """The span in ``given`` of a span in ``text``, without white space at its edges."""
        first, last = self.given_offset(start), self.given_offset(end)
        while first < last and self.given[first].isspace():
            first += 1
        while last > first and self.given[last - 1].isspace():
            last -= 1
        return first, last

    def reading_offset(self, offset: int) -> int:
        """The place in ``text`` of a place in ``given``."""
        _, here, there = self._composed
        if not here:
            return offset
        return here[bisect_right(there, offset) - 1]


def plain(text: str) -> str:
    """Lower case without accents, for comparing words (length may change)."""
    text = fold(text)
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    if decomposed.isascii():
        return decomposed.lower()
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """As ``plain``, remembered: the same few words come again and again."""
    return plain(word)


@lru_cache(maxsize=32)
def caseless(text: str) -> str:
    """In lower case, one character for one: what patterns that ignore case are searched in.

    Searching so is several times faster than letting each pattern ignore case. The last texts are
    remembered, since every step that searches a report asks for it.
    """
    return text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")


def small_letters(pattern: str) -> str:
    """A regular expression that ignores case, as one for ``caseless`` text."""
    return _CAPITAL.sub(lambda m: m[1].lower() if m[1] else m[0], pattern)


_CAPITAL = re.compile(r"\\.|\(\?P|([^\W\d_a-z])", re.DOTALL)
"""Letters of a pattern but for those that are no letters of the text: ``\\W``, ``(?P``."""
LEAST_NAME = 3
"""Characters of the shortest word that is taken for a name."""
_WORD = re.compile(r"\w+")


def names_in(text: str) -> Iterator[str]:
    """Words with a capital that does not come from where they stand, and words without case.

    They are given as ``plain`` folds them.
    """
    found = list(_WORD.finditer(text))
    capital = [not m[0][0].islower() and m[0][0].isalpha() for m in found]
    for at, match in enumerate(found):
        if not capital[at] or len(match[0]) < LEAST_NAME:
            continue
        before = text[: match.start()].rstrip(" \"'«“‘(")[-1:]
        inside = before.isalnum() or before in (",", ";", ":", "-") if before else False
        beside = any(capital[n] for n in (at - 1, at + 1) if 0 <= n < len(found))
        if inside or beside:
            yield from _WORD.findall(plain(match[0]))
