"""From lemmas to all their forms and back, so that words are found without a language model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from corrobora.errors import VocabularyError
from corrobora.vocab import english_forms, french_forms

PARTS = ("verb", "noun", "adjective", "word")
"""What a lemma may be; a word is a function word of a pattern."""
Word = tuple[str, str]
"""A lemma and its part."""

LANGUAGES = ("en", "fr")

_ENGLISH_WORDS = """of for to in on at from with against by under into over between off as upon out
up down back away aside forth together through about across around after apart along not
the a no its their his her one that this it"""
_FRENCH_WORDS = """en sur sous avec par pour contre entre dans chez vers hors après avant devant
sans et ou ne pas plus non y son sa ses leur leurs bas la les l' d' du des au aux"""

FUNCTION_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {word: (word,) for word in _ENGLISH_WORDS.split()}
    | {"a": ("a", "an"), "be": english_forms.verb_forms("be")},
    "fr": {word: (word,) for word in _FRENCH_WORDS.split()}
    | {
        "de": ("de", "d'", "du", "des"),
        "d'": ("d'", "de", "du", "des"),
        "à": ("à", "au", "aux"),
        "au": ("au", "aux"),
        "le": ("le", "la", "les", "l'"),
        "la": ("la", "l'", "les"),
        "un": ("un", "une", "des"),
        "se": ("se", "s'"),
        "que": ("que", "qu'"),
    },
}
"""Closed-class words of patterns by language, with the forms that count as the same word."""


def _same(word: str) -> tuple[str, ...]:
    return (word,)


_MAKERS: Mapping[tuple[str, str], Callable[[str], tuple[str, ...]]] = {
    ("en", "verb"): english_forms.verb_forms,
    ("en", "noun"): english_forms.noun_forms,
    ("en", "adjective"): _same,
    ("fr", "verb"): french_forms.verb_forms,
    ("fr", "noun"): french_forms.noun_forms,
    ("fr", "adjective"): french_forms.adjective_forms,
}


@lru_cache(maxsize=65536)
def forms(lemma: str, part: str, language: str) -> tuple[str, ...]:
    """All forms of a lemma, itself first, lower case.

    Of several words, a verb inflects its first, a French noun or adjective its first, an English
    noun its last before any preposition. British and American spellings are both given.

    Args:
        lemma: The lemma; a French adjective in the masculine singular.
        part: "verb", "noun", "adjective" or "word".
        language: "en" or "fr"; of another language the lemma itself is the only form.

    Raises:
        VocabularyError: There is no such part.
    """
    lemma = lemma.lower()
    if part == "word":
        return FUNCTION_WORDS.get(language, {}).get(lemma, (lemma,))
    if part not in ("verb", "noun", "adjective"):
        raise VocabularyError(f"There is no part of speech {part!r}.", entry=lemma)
    maker = _MAKERS.get((language, part), _same)
    if " " in lemma:
        return _of_several_words(lemma, part, language, maker)
    if language != "en":
        return tuple(dict.fromkeys((lemma, *maker(lemma))))
    found = (form for spelling in english_forms.spellings(lemma) for form in maker(spelling))
    return tuple(dict.fromkeys((lemma, *found)))


def _of_several_words(
    lemma: str, part: str, language: str, maker: Callable[[str], tuple[str, ...]]
) -> tuple[str, ...]:
    words = lemma.split()
    at = 0
    if part != "verb" and language == "en":
        prepositions = ("of", "for", "to", "in", "on", "at", "from", "with", "against", "by")
        at = next((i - 1 for i, w in enumerate(words) if i and w in prepositions), len(words) - 1)
    found = (
        " ".join((*words[:at], form, *words[at + 1 :]))
        for spelling in (english_forms.spellings(words[at]) if language == "en" else (words[at],))
        for form in maker(spelling)
    )
    return tuple(dict.fromkeys((lemma, *found)))


def forms_table(words: Iterable[Word], language: str) -> dict[str, tuple[Word, ...]]:
    """Every form of the given words, with the words it may stand for in the order given."""
    table: dict[str, list[Word]] = {}
    for lemma, part in words:
        for form in forms(lemma, part, language):
            readings = table.setdefault(form, [])
            if (lemma, part) not in readings:
                readings.append((lemma, part))
    return {form: tuple(readings) for form, readings in table.items()}


def lemma_table(language: str, words: Iterable[Word] = ()) -> dict[str, tuple[Word, ...]]:
    """Form to lemmas over ``words``, or over the whole shipped vocabulary when none are given."""
    chosen = tuple(words)
    if not chosen:
        from corrobora.vocab.event_types import load_event_types

        chosen = load_event_types().words(language)
    return forms_table(chosen, language)
