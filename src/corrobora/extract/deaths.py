"""Dead and wounded whom a noun counts: "a double homicide", "the boy's death".

No verb tells what befell them, and no number stands before a noun for people.
"""

from __future__ import annotations

from collections.abc import Iterator

from corrobora.extract.quantities import Quantity, Sentence, is_surname
from corrobora.vocab.counts import Fate, Numbers

_OWNER = 5
"""Most words of whose death it was: "a 15-year-old Lira boy's"."""
_APART = 3
"""Most words between such an owner and "death", and between "double" and "homicide"."""


def told_by_noun(sentence: Sentence, words: Numbers) -> Iterator[tuple[Quantity, Fate]]:
    """The people whom a noun counts, with what befell them, in order."""
    for index, word in enumerate(sentence.words):
        if word in words.numerals.multiples:
            yield from _multiple(sentence, words, index)
        elif word in words.words["and_himself"]:
            yield from _with_himself(sentence, words, index)
        elif word in words.words["violent_deaths"]:
            yield from _owned(sentence, words, index)


def _multiple(sentence: Sentence, words: Numbers, index: int) -> Iterator[tuple[Quantity, Fate]]:
    """As in "a double homicide", "a triple shooting"."""
    number = words.numerals.multiples[sentence.word(index)]
    if sentence.word(index - 1) in words.words["attempts"] | words.words["deadly"]:
        return
    deadly = False
    for last in range(index + 1, index + 1 + _APART):
        word = sentence.word(last)
        if word in words.words["attempts"]:
            return
        both = word in words.words["and_himself"]
        if both or word in words.words["crimes"]:
            quantity = _people(index, last + 1, number + both)
            yield quantity, "killed"
            return
        if word in words.words["blows"]:
            yield _people(index, last + 1, number), "killed" if deadly else "wounded"
            return
        deadly = deadly or word in words.words["deadly"]
        if not word[:1].isalpha():
            return


def _with_himself(
    sentence: Sentence, words: Numbers, index: int
) -> Iterator[tuple[Quantity, Fate]]:
    """As in "an apparent murder-suicide", of which at least two died."""
    before = {sentence.word(i) for i in range(index - 3, index)}
    if before.isdisjoint(words.numerals.multiples) and before.isdisjoint(words.words["attempts"]):
        yield Quantity(index, index + 1, index, 2, None, "number", False, False), "killed"


def _owned(sentence: Sentence, words: Numbers, index: int) -> Iterator[tuple[Quantity, Fate]]:
    """As in "the boy's death", "a Lira man's shooting death"; not "Lira's death toll"."""
    if sentence.word(index + 1) in words.words["not_a_death"]:
        return
    for last in range(index - 1, max(-1, index - 2 - _APART), -1):
        word = sentence.word(last)
        if not word[:1].isalpha() and word != "'":
            return
        owner = word.removesuffix("'s")
        aged = owner == "s" and sentence.word(last - 1) == "'"
        if owner == word and not aged:
            continue
        head = last - 2 if aged else last
        if aged and sentence.word(head) != "year-old":
            return
        person = aged or words.singular.at([owner], 0) is not None
        first = head
        while first > head - _OWNER and _goes_on(sentence, words, first - 1):
            first -= 1
        if not person and not _is_name(sentence, words, first, head):
            return
        yield Quantity(first, last + 1, first, 1, 1, "one", True, False), "killed"
        return


def _is_name(sentence: Sentence, words: Numbers, first: int, last: int) -> bool:
    """Whether a person is named: "Ana Ruiz's", or "Ruiz's" where the text tells of Ana Ruiz."""
    if not sentence.capital(last) or sentence.word(first - 1) in words.words["of"]:
        return False
    name = sentence.span(last, last + 1).removesuffix("'s")
    return first < last or is_surname(sentence, words, first, name)


def _goes_on(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether a word belongs to the name or description behind it."""
    if index < 0 or sentence.word(index) in words.words["stop"]:
        return False
    return sentence.capital(index) or sentence.tokens[index].is_age


def _people(first: int, last: int, number: int) -> Quantity:
    return Quantity(first, last, first, number, number, "number", False, False)
