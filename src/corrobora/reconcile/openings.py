"""What a report as a whole is about, by the names in it; and how alike two reports are in this.

Twenty outlets tell one shooting in twenty ways, but all name its victims, its street and its town.
Whole names weigh by what they are made of, from a fixed list of the words that many names share,
and not by how often they occur in the reports at hand: one report more would change every weight.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from sys import intern

from corrobora.model import Furniture, Report
from corrobora.reconcile.officials import states_named
from corrobora.text import plain
from corrobora.vocab.common_names import common_names

HEAD = 900
"""Characters of a report that name whom and where it is about."""

BODY = 6000
"""Characters of a report in which names are read; round-ups go on about other things."""

HEAD_SHARE = 4.0
"""Points when all names in the head of one report stand in that of the other."""

EACH_NAME = 0.4
NAMES_COUNTED = 10
"""Points for each name that two reports share, and how many of them count."""

WHOLE_NAME = 1.0
EACH_WHOLE_NAME = 0.3
WHOLE_NAMES_COUNTED = 4
"""Points for a name of two words or more that both give, and for each such name."""

SAME_AGE = 1.5
"""Points for an age of somebody that both give."""

NEWS_DAYS = 3
"""Outlets tell an incident within so many days of each other."""

NEWS = 1.4
FADING = 0.7
"""Points for reports so near, and what each factor of e in days between them takes away."""

UNDATED_GAP = 14
"""Days to reckon with where a report has no date."""

FEW = 4
"""Under so many names in a head, their absence from the other says nothing."""

START = -3.0
LEAST, MOST = -2.0, 6.0
"""Points to begin with, and the bounds of the sum."""

_KEPT = frozenset({"caption"})
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[.!?…:;,\n\"“”«»()–—]")
_STARTS = frozenset('.!?…:\n"“«')
_AGE = re.compile(
    r"\b(\d{1,2})[- ](?:year|month)s?[- ]old\b|,\s(\d{1,2}),|\b(?:age[de]s? (?:de )?)(\d{1,2})\b"
    r"|,\s(\d{1,2})\sans\b"
)


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """The names of a report.

    Attributes:
        head: Folded names in its title and its first ``HEAD`` characters, in the order of the text.
        names: Folded names in its first ``BODY`` characters; those of states are left out.
        whole: Names of two words, of which one at least singles somebody or some place out.
        ages: Ages that it gives of people.
        day: When it was published, as an ordinal; None when unknown.
        language: Of the report.
    """

    head: tuple[str, ...]
    names: tuple[str, ...]
    whole: tuple[str, ...]
    ages: tuple[str, ...]
    day: int | None
    language: str | None


def opening_of(report: Report) -> Opening:
    """The names of a report; those of its outlet and of page furniture do not count."""
    own = f"{report.publisher or ''} {report.carrier or ''}"
    return _opening(
        report.title or "", report.text, report.furniture, own, report.published, report.language
    )


@lru_cache(maxsize=8192)
def _opening(
    title: str,
    text: str,
    furniture: tuple[Furniture, ...],
    outlets: str,
    published: dt.date | None,
    language: str | None,
) -> Opening:
    own = frozenset(plain(outlets).split())
    body = _without(text, furniture)[:BODY]
    head, _ = _names(f"{title}\n{body[:HEAD]}", own)
    names, whole = _names(f"{title}\n{body}", own)
    return Opening(
        head=tuple(dict.fromkeys(head)),
        names=tuple(dict.fromkeys(names)),
        whole=tuple(sorted(set(whole))),
        ages=tuple(sorted({next(filter(None, m.groups())) for m in _AGE.finditer(plain(body))})),
        day=published.toordinal() if published else None,
        language=language,
    )


def _without(text: str, furniture: Sequence[Furniture]) -> str:
    kept: list[str] = []
    at = 0
    for one in sorted(furniture, key=lambda f: (f.start, f.end)):
        if one.kind not in _KEPT:
            kept.append(text[at : max(at, one.start)])
            at = max(at, one.end)
    return "".join((*kept, text[at:]))


def _names(text: str, own: frozenset[str]) -> tuple[list[str], list[str]]:
    """Single names that do not open a sentence, and pairs of neighbours in a name.

    Words of the outlet's ``own`` name are left out.
    """
    common = common_names()
    singles: list[str] = []
    pairs: list[str] = []
    before: str | None = None
    for word, opens in _words(text):
        if word is None or word in common.function or word in own:
            before = None
            continue
        if not opens and word not in common.shared and _names_no_state(word):
            singles.append(intern(word))
        if before is not None and not {before, word} <= common.shared:
            pairs.append(intern(f"{before} {word}"))
        before = word
    return singles, pairs


def _words(text: str) -> Iterator[tuple[str | None, bool]]:
    """Folded words in capital letters, and whether each opens a sentence; None between names."""
    opens = True
    for token in _TOKEN.findall(text):
        if not token[0].isalnum():
            opens = token in _STARTS
            yield None, opens
            continue
        named = token[0].isupper() and len(token) > 1
        yield (_folded(token) if named else None), opens
        opens = False


@lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return plain(word).removesuffix("'s")


@lru_cache(maxsize=65536)
def _names_no_state(word: str) -> bool:
    """True for a word that names no state: states are compared as parties."""
    return len(word) > 2 and not states_named(word)


@lru_cache(maxsize=1 << 18)
def likeness(a: Opening, b: Opening) -> float:
    """Points for one incident behind two reports over two, by their names and days."""
    shared = _common(a.names, b.names)
    heads = _common(a.head, b.head)
    whole = _common(a.whole, b.whole)
    points = START + EACH_NAME * min(shared, NAMES_COUNTED)
    points += HEAD_SHARE * heads / max(min(len(a.head), len(b.head)), FEW)
    if whole:
        points += WHOLE_NAME + EACH_WHOLE_NAME * min(whole, WHOLE_NAMES_COUNTED)
    if shared:
        points += SAME_AGE * (_common(a.ages, b.ages) > 0)
    gap = abs(a.day - b.day) if a.day is not None and b.day is not None else UNDATED_GAP
    points += NEWS * (gap <= NEWS_DAYS) - FADING * log(1 + gap)
    if min(len(a.head), len(b.head)) < FEW or a.language != b.language:
        points = max(points, 0.0)
    return min(max(points, LEAST), MOST)


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    return len(frozenset(a).intersection(b)) if a and b else 0
