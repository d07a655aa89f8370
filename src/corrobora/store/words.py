"""The words of texts, cut and folded as SQLite's full-text search does, and the rank of hits.

The index of a case file is SQLite's own. A server keeps the words that SQLite makes of a text, so
that both homes of a case find the same reports, in the same order.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import NamedTuple

from corrobora.store.codec import indexable
from corrobora.text import sha256_of

TOKENIZER = "unicode61 remove_diacritics 2"
"""SQLite's name for: letters and digits are words, without case and accents."""

LONGEST = 500
"""Characters of a word; of a longer one a hash stands for the rest, as indexes bound their keys."""

K1, B = 1.2, 0.75
"""The constants of BM25 as SQLite has them."""

LEAST_WEIGHT = 1e-6
"""What SQLite gives to a phrase that stands in half of all texts, or more."""

_TERMS = re.compile(r'"([^"]*)"?|([^\s"]+)')


class Hit(NamedTuple):
    """A text that holds all phrases of a query.

    ``seq`` is its row, ``size`` its number of words, ``counts`` how often it holds each phrase.
    """

    seq: int
    size: int
    counts: tuple[int, ...]


def terms_of(query: str) -> list[str]:
    """Words and "quoted phrases" of what a person typed.

    Words without a letter or digit are left out, as they can be found nowhere.
    """
    terms = (phrase or word for phrase, word in _TERMS.findall(indexable(query)))
    return [term for term in terms if any(c.isalnum() for c in term)]


def phrases_of(query: str) -> list[list[str]]:
    """The folded words of each term of a query that has any."""
    return [words for words in words_of(terms_of(query)) if words]


def words_of(texts: Sequence[str]) -> list[list[str]]:
    """The folded words of each text, in their order."""
    found: list[list[str]] = [[] for _ in texts]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5(words, content='', tokenize=\"{TOKENIZER}\")"
        )
        connection.execute("CREATE VIRTUAL TABLE found USING fts5vocab(texts, instance)")
        rows = ((number, indexable(text)) for number, text in enumerate(texts))
        connection.executemany("INSERT INTO texts (rowid, words) VALUES (?, ?)", rows)
        for number, word in connection.execute("SELECT doc, term FROM found ORDER BY doc, offset"):
            found[number].append(word if len(word) <= LONGEST else _shortened(word))
    return found


def _shortened(word: str) -> str:
    digest = sha256_of(word)
    return word[: LONGEST - len(digest)] + digest


def ranked(
    hits: Iterable[Hit], having: Sequence[int], texts: int, words: int, limit: int
) -> tuple[int, ...]:
    """The rows of the best hits, best first: BM25 as SQLite works it out, then the order of rows.

    Args:
        hits: The texts found.
        having: For each phrase, in how many texts it stands.
        texts: How many texts there are.
        words: How many words all of them have.
        limit: So many rows at most.
    """
    mean = words / texts if texts else 0.0
    weights = []
    for number in having:
        weight = math.log((texts - number + 0.5) / (number + 0.5))
        weights.append(weight if weight > 0.0 else LEAST_WEIGHT)

    def score(hit: Hit) -> tuple[float, int]:
        found = 0.0
        for weight, count in zip(weights, hit.counts, strict=True):
            found += weight * ((count * (K1 + 1.0)) / (count + K1 * (1 - B + B * hit.size / mean)))
        return -found, hit.seq

    return tuple(hit.seq for hit in sorted(hits, key=score)[:limit])
