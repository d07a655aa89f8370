"""The bones of a text: its names and numbers in order, which a translation or a retelling keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz.distance import LCSseq

from corrobora.collect.layout import sentences_of
from corrobora.collect.passages import Prepared
from corrobora.collect.topics import term
from corrobora.text import Reading, plain
from corrobora.vocab.actor_book import load_actors
from corrobora.vocab.calendar import load_calendar
from corrobora.vocab.counts import load_numbers, read_number
from corrobora.vocab.language_files import READ_LANGUAGES

KEPT = 0.6
"""Share of the bones of the shorter of two texts that the other must hold in the same order ..."""
LEAST_BONES = 8
"""... how many they must share at least ..."""
LEAST_NUMBERS = 2
"""... and how many of these are numbers of two digits and more. Fitted on ``corpus/copies``: retold
and translated texts keep 0.62 and more, independent ones on the same events share 6 at most."""
LEAST_NUMBER = 3
"""Smaller numbers in words are articles and pronouns."""
NEAR = 8
"""Characters before a word among which the end of the last sentence stands."""
SHORT = 3
"""Capitalised words of so few letters are initials and articles."""
LONGEST_NUMBER = 6
"""Words that a number may take."""


@dataclass(frozen=True)
class Bones:
    """Names and numbers of a report, in order.

    Attributes:
        order: The bones, each where it stands first.
        places: Offset of each in the text as given.
        numbers: Those that are numbers of two digits and more.
    """

    order: tuple[str, ...]
    places: tuple[int, ...]
    numbers: frozenset[str]

    @cached_property
    def distinct(self) -> frozenset[str]:
        """All bones, without their order."""
        return frozenset(self.order)


def bones_of(item: Prepared) -> Bones:
    """The bones of a report in a language that is read; of another, names and digits only."""
    language = item.report.language if item.report.language in READ_LANGUAGES else None
    found: dict[str, int] = {}
    for bone, place in _bones(item, language):
        found.setdefault(bone, item.words.starts[place])
    numbers = frozenset(b for b in found if b.isdigit() and len(b) > 1)
    return Bones(tuple(found), tuple(found.values()), numbers)


def retold(derived: Bones, source: Bones) -> float | None:
    """How surely one text retells or translates the other, whole or nearly so.

    Returns:
        The share of the bones of the shorter text that the other holds in the same order (0..1);
        None where that, or what they share at all, is too little to tell.
    """
    shared = derived.distinct & source.distinct
    if len(shared) < LEAST_BONES or len(shared & derived.numbers) < LEAST_NUMBERS:
        return None
    least = min(len(derived.order), len(source.order))
    share = LCSseq.similarity(derived.order, source.order) / least
    return share if share >= KEPT else None


def retold_span(derived: Bones, source: Bones, texts: tuple[str, str]) -> tuple[int, int, int, int]:
    """From the sentence of the first bone kept in order to that of the last, in both texts."""
    blocks = [op for op in LCSseq.opcodes(derived.order, source.order) if op.tag == "equal"]
    first, last = blocks[0], blocks[-1]
    start, end = _sentences(texts[0], derived, first.src_start, last.src_end - 1)
    start2, end2 = _sentences(texts[1], source, first.dest_start, last.dest_end - 1)
    return start, end, start2, end2


def _sentences(text: str, bones: Bones, first: int, last: int) -> tuple[int, int]:
    begin, finish = bones.places[first], bones.places[last]
    reading = Reading(text)
    spans = [reading.given_span(*s) for s in sentences_of(reading.text)]
    start = next((s for s, e in spans if s <= begin < e), begin)
    end = next((e for s, e in spans if s <= finish < e), finish)
    return start, end


def _bones(item: Prepared, language: str | None) -> Iterator[tuple[str, int]]:
    words = item.words
    numerals = load_numbers(language).numerals if language else None
    idle = _idle()
    at = 0
    while at < len(words):
        word = words.folded[at]
        if word.isdigit():
            last = at
            while last + 1 < len(words) and _thousands(item, last):
                last += 1
            value = "".join(words.folded[at : last + 1]).lstrip("0")
            if value:
                yield value, at
            at = last + 1
            continue
        counted = (
            read_number(words.folded[at : at + LONGEST_NUMBER], numerals) if numerals else None
        )
        if counted and counted[0] >= LEAST_NUMBER:
            yield str(counted[0]), at
            at += counted[1]
            continue
        state = _states().get(word)
        if state is not None:
            yield state, at
        elif _names(item, at) and word not in idle:
            yield term(word), at
        at += 1


def _names(item: Prepared, at: int) -> bool:
    """True for a word whose capital shows a name."""
    words = item.words
    if not words.capital[at] or len(words.folded[at]) <= SHORT:
        return False
    return not _opens_sentence(item.report.text, words.starts[at])


def _thousands(item: Prepared, at: int) -> bool:
    """True when the next word goes on with the digits of this one: 90,000 or 90.000 or 90 000."""
    words, text = item.words, item.report.text
    gap = text[words.ends[at] : words.starts[at + 1]]
    return len(gap) == 1 and gap in ",. \u00a0\u202f'" and _three_digits(words.folded[at + 1])


def _three_digits(word: str) -> bool:
    return len(word) == 3 and word.isdigit()


def _opens_sentence(text: str, start: int) -> bool:
    """True for the first word of a sentence or a quotation, which has a capital anyway."""
    before = text[max(0, start - NEAR) : start].rstrip(" \u00a0\u202f\"'“”«‘’(")
    return not before or before[-1] in ".!?…:\n" or text[start - 1] in '\n"“«'


@cache
def _idle() -> frozenset[str]:
    """Names of days and months: one language writes them with a capital, the other without."""
    calendars = [load_calendar(language) for language in READ_LANGUAGES]
    return frozenset(
        plain(word) for c in calendars for table in (c.months, c.weekdays) for word in table
    )


@cache
def _states() -> Mapping[str, str]:
    """One-word names and adjectives of states, folded, in all languages, and their codes."""
    found: dict[str, str] = {}
    for entry in load_actors().entries.values():
        if entry.kind != "state":
            continue
        for table in (entry.aliases, entry.adjectives):
            for language in sorted(table):
                for word in table[language]:
                    found.setdefault(plain(word), entry.id)
        found.setdefault(plain(entry.name), entry.id)
    return {word: code for word, code in found.items() if " " not in word and len(word) > 3}
