"""Which language a text is in."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

from corrobora.text import folded
from corrobora.vocab.citation_cues import citation_cues
from corrobora.vocab.language_files import READ_LANGUAGES

SAMPLE = 3000
"""Characters of a text that are looked at."""
SURE = 0.8
"""Probability from which the classifier's answer is kept."""
SURE_SHARE = 0.25
"""Share of function words of one language, in forty words and more, that settles the matter."""
OTHER_SHARE = 0.1
"""Share of function words of the other language below which the matter is settled."""

SHORT = 12
"""Words under which a text is too short for the classifier to be sure."""
LIKELY = 0.4
"""Probability from which the classifier's answer is kept for a short text."""
NEAREST = 10
"""How many of the classifier's answers are looked at for a short text."""

_TAKEN_FOR = {"pcm": "en"}
"""Nigerian Pidgin is what the classifier takes short English reports from West Africa for."""
_WORD = re.compile(r"[^\W\d_]+")


class _Classifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...

    def rank(self, text: str) -> list[tuple[str, float]]: ...


@lru_cache(maxsize=1)
def _classifier() -> _Classifier:
    # Loaded on first need: the model takes half a second, and most texts do without it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    loaded: _Classifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return loaded


def _shares(text: str) -> tuple[int, dict[str, int]]:
    words = [folded(w) for w in _WORD.findall(text)]
    own = _own_words()
    return len(words), {code: sum(w in own[code] for w in words) for code in READ_LANGUAGES}


@lru_cache(maxsize=1)
def _own_words() -> dict[str, frozenset[str]]:
    """Function words that only one of the languages has."""
    every = {code: citation_cues(code).function_words for code in READ_LANGUAGES}
    return {
        code: words - frozenset().union(*(w for c, w in every.items() if c != code))
        for code, words in every.items()
    }


def find_language(text: str, stated: str | None = None) -> str | None:
    """ISO 639-1 code of the language of a text, or None when it cannot be told.

    Args:
        text: The text as given.
        stated: What the input says its language is ("en", "fr-FR"); used when the text is too
            short or too mixed to tell.
    """
    sample = text.strip()[:SAMPLE]
    total, counts = _shares(sample)
    ranked = sorted(READ_LANGUAGES, key=lambda code: (-counts[code], code))
    best, other = ranked[0], ranked[1]
    if total >= 40 and counts[best] >= SURE_SHARE * total and counts[other] <= OTHER_SHARE * total:
        return best
    said = _code(stated)
    if total >= 4:
        code, probability = _classifier().classify(sample)
        code = _TAKEN_FOR.get(code, code)
        if probability >= SURE and (total >= 8 or said is None):
            return code
    if said:
        return said
    ranked_all = _classifier().rank(sample) if 0 < total < SHORT else []
    likeliest = [(_TAKEN_FOR.get(code, code), share) for code, share in ranked_all]
    if likeliest and likeliest[0][1] >= LIKELY:
        return likeliest[0][0]
    if counts[best] >= (1 if likeliest else 2) and counts[best] > 2 * counts[other]:
        return best
    return _readable([code for code, _ in likeliest])


def _readable(likeliest: list[str]) -> str | None:
    """The read language among the likeliest of a text too short to tell ("Rebels seize town").

    To read a headline that turns out to be in a third language finds nothing; not to read one that
    could be read loses it.
    """
    return next((code for code in likeliest[:NEAREST] if code in READ_LANGUAGES), None)


def _code(stated: str | None) -> str | None:
    if not stated:
        return None
    code = re.split(r"[-_]", stated.strip().casefold())[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) and code not in {"und", "mul", "zxx"} else None
