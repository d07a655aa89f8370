"""The tokens of a text as the search for places sees them."""

from __future__ import annotations

import re

from msgspec import Struct

from corrobora.text import folded
from corrobora.vocab.gazetteer import key_of

_TOKEN = re.compile(
    r"[^\W\d_]++(?![\w'.-])|(?:[A-Z]\.){2,}|\b(?:[ldnsjcmtLDNSJCMT]|[Qq]u)'(?=\w)|[^\W\d_]+(?:['.-][^\W\d_]+)*|\d+|[^\s\w]"
)
ENDS = frozenset('.!?:;"()[]•|')
"""Tokens that end a sentence or set a stretch apart."""
_TITLE_CASE = 0.7
"""Share of capitalised words from which a line is taken for a headline."""


class Token(Struct, gc=False):
    """A word or sign: offsets, its gazetteer key (empty for a sign), case, and where it stands."""

    start: int
    end: int
    text: str
    key: str
    upper: bool = False
    first: bool = False
    headline: bool = False

    @property
    def folded(self) -> str:
        """Lower case without accents, hyphens kept, the apostrophe of elision dropped."""
        return folded(self.text).replace("'", "")


NOTHING = Token(0, 0, " ", "")
"""What stands beyond either end of a text."""


def tokens_of(text: str) -> list[Token]:
    """All tokens; a possessive makes three."""
    tokens: list[Token] = []
    first = True
    line_end, headline = -1, False
    for match in _TOKEN.finditer(text):
        (start, end), word = match.span(), match.group()
        if start > line_end:
            stop = text.find("\n", start)
            line_end = len(text) if stop < 0 else stop
            headline = _is_headline(text[start:line_end])
            first = True
        key, upper, owned, ends = _SEEN.get(word) or _read(word)
        if owned:  # a possessive: three tokens
            tokens.append(Token(start, end - 2, word[:-2], key, upper, first, headline))
            tokens.append(Token(end - 2, end - 1, "'", "", False, False, headline))
            tokens.append(Token(end - 1, end, "s", "s", False, False, headline))
        else:
            tokens.append(Token(start, end, word, key, upper, first, headline))
        first = ends
    return tokens


_MOST_SEEN = 200_000
"""Words remembered with what is read off them; a bound for corpora without end."""
_SEEN: dict[str, tuple[str, bool, bool, bool]] = {}
"""What ``_read`` says of words seen before."""


def _read(word: str) -> tuple[str, bool, bool, bool]:
    """The gazetteer key of a word (empty for a sign), and whether it has a capital first.

    Then whether it is a possessive, whose key is that of the owner, and whether it ends a sentence.
    """
    owned = word.endswith("'s") and len(word) > 2
    key = key_of(word.removesuffix("'s") if owned else word) if word[0].isalpha() else ""
    found = (key, word[0].isupper(), owned, word in ENDS)
    if len(_SEEN) < _MOST_SEEN:
        _SEEN[word] = found
    return found


def _is_headline(line: str) -> bool:
    words = [w for w in line.split() if len(w) > 3 and w[0].isalpha()]
    return len(words) >= 4 and sum(w[0].isupper() for w in words) >= _TITLE_CASE * len(words)
