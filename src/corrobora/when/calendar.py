"""What must be known of a language to read its dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from msgspec import Struct, field

from corrobora.model import When

YEAR = re.compile(r"[12]\d{3}")
"""What every year in figures holds."""
FIGURES, YEARS = 0, 1
"""The kinds in ``Calendar.needs`` that are any figures, and years in figures."""


class Feast(NamedTuple):
    """A day of every year: a month and day, or so many days after Easter."""

    easter: Literal["western", "orthodox"] | None
    month: int
    day: int


class Calendar(Struct, frozen=True, kw_only=True):
    """How one language writes dates. Keys of the tables are folded (lower case, no accents).

    Attributes:
        language: ISO 639-1 code.
        capitalised: Names of months and weekdays begin with a capital.
        ambiguous: Folded month names that are also other words.
        day_first: What "01/10/2025" means where nothing else tells.
        holidays: First and last day of what every year has ("Christmas", "Good Friday").
        words: Lists of folded words that the rules look at: ``temporal`` and ``attaching``
            prepositions, ``future``, ``not_year_before``, ``not_year_after``, ``published``, and
            ``always_year_behind``: prepositions before a year and no number ("in 2012 rebels").
        trigger: Finds the words (and figures) without which no pattern can match; only their
            surroundings are searched.
        patterns: Rule name to compiled patterns, most telling first. They and the trigger are for
            ``corrobora.text.caseless`` text.
        openings: The runs of letters with which the words of ``trigger`` begin, folded.
        kinds: The runs of letters with which the words in the patterns begin, folded, to the
            numbers of their kinds (months, units ...). ``FIGURES`` and ``YEARS`` are kinds as well.
        spelt: Numbers of kinds that are no list but so many letters.
        needs: For each pattern the numbers of the kinds of each of which it takes a member; it is
            tried only on stretches that have them.
        fitting: Sets of kinds met so far, with rank, rule and pattern of those that they allow.
    """

    language: str
    capitalised: bool
    ambiguous: frozenset[str]
    day_first: bool
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, int]
    holidays: Mapping[str, tuple[Feast, Feast]]
    units: Mapping[str, str]
    parts: Mapping[str, str]
    shifts: Mapping[str, int]
    day_words: Mapping[str, int]
    numbers: Mapping[str, int]
    vague_numbers: Mapping[str, tuple[int, int]]
    nths: Mapping[str, int]
    words: Mapping[str, frozenset[str]]
    trigger: re.Pattern[str]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    openings: frozenset[str]
    kinds: Mapping[str, tuple[int, ...]]
    spelt: Mapping[int, str]
    needs: tuple[frozenset[int], ...]
    fitting: dict[frozenset[int], tuple[tuple[int, str, re.Pattern[str]], ...]] = field(
        default_factory=dict
    )


class Dated(NamedTuple):
    """A mention of a time: offsets and words, what they mean, and whether that took a reference."""

    start: int
    end: int
    text: str
    when: When
    relative: bool
