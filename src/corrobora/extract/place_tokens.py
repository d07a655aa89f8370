"""The tokens of a text as the search for places sees them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, repeat

from msgspec import Struct

from corrobora.text import folded
from corrobora.vocab.gazetteer import key_of

_CUT = re.compile(
    r"(?=\S)("  # what stands between is passed quickly
    r"[^\W\d_]++(?![\w'.-])|(?:[A-Z]\.){2,}|"
    r"\b(?![NM]'[BCDFGJ-NP-TV-XZ](?:[a-z\u00e0-\u00ff]|[A-Z]{3}))"  # "N'Djamena" is one word
    r"(?:[ldnsjcmtLDNSJCMT]|[Qq]u)'(?=\w)|[^\W\d_]+(?:['.-][^\W\d_]+)*|\d+|[^\s\w])"
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
        return _without_apostrophes(self.text)


@lru_cache(maxsize=65536)
def _without_apostrophes(word: str) -> str:
    return folded(word).replace("'", "")


NOTHING = Token(0, 0, " ", "")
"""What stands beyond either end of a text."""


def tokens_of(text: str) -> list[Token]:
    """All tokens; a possessive makes three."""
    tokens: list[Token] = []
    offset = 0
    for line in text.split("\n"):
        pieces = _CUT.split(line)
        bounds = list(accumulate(map(len, pieces), initial=offset))
        offset = bounds[-1] + 1
        words = pieces[1::2]
        if not words:
            continue
        keys, uppers, owned, ends = zip(*[_SEEN.get(w) or _read(w) for w in words], strict=True)
        found = map(
            Token, bounds[1::2], bounds[2::2], words, keys, uppers, (True, *ends),
            repeat(_is_headline(line)),
        )  # fmt: skip
        if True in owned:
            parted = zip(found, owned, strict=True)
            tokens += [part for t, own in parted for part in (_parted(t) if own else (t,))]
        else:
            tokens += found
    return tokens


def _parted(token: Token) -> tuple[Token, Token, Token]:
    """A possessive as its owner, the apostrophe and the "s"."""
    end, line = token.end, token.headline
    owner = token.text[:-2]
    return (
        Token(token.start, end - 2, owner, token.key, token.upper, token.first, line),
        Token(end - 2, end - 1, "'", "", False, False, line),
        Token(end - 1, end, "s", "s", False, False, line),
    )


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
