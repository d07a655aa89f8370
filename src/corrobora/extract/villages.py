"""Places that no gazetteer has, where the text itself says that they are places.

"The village of Yelwata" is a place of that name, somewhere in the country that the text speaks of:
its coordinates are unknown, its name is not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corrobora.extract.parts import PlaceMention
from corrobora.model import Where
from corrobora.vocab.language import Language

_NAME = r"[A-ZÀ-Þ][\w'’-]+(?: (?:[A-ZÀ-Þ][\w'’-]+))?"
_OF = {"en": "of ", "fr": "(?:de |d'|du )"}
_LIKELY = 0.9


@lru_cache(maxsize=8)
def _introduced(language: Language) -> re.Pattern[str]:
    """A name behind "village of" and the like."""
    heads = "|".join(sorted(language.words("words", "place_heads")))
    return re.compile(rf"\b(?:{heads})s? {_OF.get(language.code, 'of ')}({_NAME})")


def find_villages(
    text: str, language: Language, known: Sequence[PlaceMention], countries: Sequence[str]
) -> list[PlaceMention]:
    """Named places without an entry, introduced as a village, town, district and the like.

    Args:
        text: Folded text.
        language: For the words that introduce a place.
        known: Places already found; nothing inside them is found again.
        countries: Countries that the text speaks of, most first; the first is taken.
    """
    found = []
    for match in _introduced(language).finditer(text):
        start, end = match.span(1)
        if any(p.start < end and start < p.end for p in known):
            continue
        where = Where(
            name=match.group(1), admin1=None, country=countries[0] if countries else None,
            lat=None, lon=None, precision="town", text=match.group(1),
        )  # fmt: skip
        found.append(
            PlaceMention(start=start, end=end, text=match.group(1), where=where, locative=_LIKELY)
        )
    return found
