"""Words for numbers of people and for what befell them (``languages/<xx>/counts.toml``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

import msgspec
from msgspec import Struct

from corrobora.errors import VocabularyError
from corrobora.text import LETTERS, plain
from corrobora.vocab.calendar import load_calendar
from corrobora.vocab.language_files import language_file
from corrobora.when import Calendar

Fate = Literal["killed", "wounded", "arrested", "abducted", "displaced", "expelled"]
FATES: tuple[Fate, ...] = ("killed", "wounded", "arrested", "abducted", "displaced", "expelled")
_LISTS = (
    "auxiliaries", "passive", "fillers", "after_number", "conjunctions", "stop", "toll_links",
    "one_event", "of", "blockers", "another", "wound_kinds", "firing", "either", "anybody",
    "ages", "singular_verbs", "before_year", "not", "bearing", "harms", "harmed", "treating",
    "care", "later", "whole", "female", "male", "reflexive", "more_than_hit", "attempts",
    "after", "after_age", "carried", "houses_of_care", "another_one", "subjects",
    "verbal_nouns", "downing", "crimes", "blows", "deadly", "and_himself", "parents", "leaving",
    "coming_upon", "as_found", "adjective_endings", "striking", "missiles", "body", "perfect",
    "pointing", "violent_deaths", "not_a_death", "couples", "agents",
)  # fmt: skip


_ELIDED = re.compile(r"\b((?:[ldnsjcmt]|qu)')(?=\w)")
"""French words cut short, which stand as words of their own: "l'", "d'"."""


class Phrases:
    """Runs of words, matched longest first, each with a value."""

    def __init__(self, phrases: Mapping[str, int] | Iterable[str]) -> None:
        values = phrases if isinstance(phrases, Mapping) else dict.fromkeys(phrases, 0)
        self._by_first: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for phrase, value in values.items():
            words = tuple(_ELIDED.sub(r"\1 ", plain(phrase)).split())
            self._by_first.setdefault(words[0], []).append((words, value))
        for runs in self._by_first.values():
            runs.sort(key=lambda r: (-len(r[0]), r[0]))

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return (run for runs in self._by_first.values() for run, _ in runs)

    @property
    def first_words(self) -> frozenset[str]:
        """The words that a run may begin with."""
        return frozenset(self._by_first)

    def at(self, words: Sequence[str], start: int) -> tuple[int, int] | None:
        """Length and value of the longest run that begins at ``start``."""
        for run, value in self._by_first.get(words[start], ()):
            if len(run) == 1 or tuple(words[start : start + len(run)]) == run:
                return len(run), value
        return None

    def stand_in(self, words: Sequence[str]) -> bool:
        """Whether one of the runs stands anywhere among the words."""
        by_first = self._by_first
        return any(word in by_first and self.at(words, i) for i, word in enumerate(words))

    def ending_at(self, words: Sequence[str], end: int, longest: int = 5) -> int | None:
        """Where the longest run that ends just before ``end`` begins."""
        for start in range(max(0, end - longest), end):
            if words[start] in self._by_first:
                found = self.at(words, start)
                if found and start + found[0] == end:
                    return start
        return None


class _Numerals(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    units: dict[str, int]
    scales: dict[str, int]
    joiners: frozenset[str]
    twenties: bool
    collectives: dict[str, int]
    multiples: dict[str, int]
    articles: frozenset[str]


class _Qualifiers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    at_least: tuple[str, ...]
    more_than: tuple[str, ...]
    up_to: tuple[str, ...]
    less_than: tuple[str, ...]
    about: tuple[str, ...]
    between: tuple[str, ...]
    range: tuple[str, ...]


class _People(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    plural: tuple[str, ...]
    singular: tuple[str, ...]
    generic: frozenset[str]
    not_people: frozenset[str]
    names_end: frozenset[str]
    pronouns: frozenset[str]
    definite: frozenset[str]


class _Fate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    active: tuple[str, ...]
    participle: tuple[str, ...]
    state: tuple[str, ...]
    intransitive: tuple[str, ...]
    toll: tuple[str, ...]


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    language: str
    numerals: _Numerals
    vague: dict[str, int]
    exact: dict[str, int]
    qualifiers: _Qualifiers
    people: _People
    killed: _Fate
    wounded: _Fate
    arrested: _Fate
    abducted: _Fate
    displaced: _Fate
    expelled: _Fate
    words: dict[str, tuple[str, ...]]


class Numbers:
    """The words of one language, ready for matching against folded tokens.

    Attributes:
        language: ISO 639-1 code.
        numerals: Number words; see ``read_number``.
        vague: "dozens" and the like, with the least number meant.
        exact: "a couple" and the like.
        qualifiers: Name of the qualifier to its phrases.
        people: Lists of nouns.
        fates: What befell people: active, participle, state, intransitive and toll phrases.
        words: Small lists of words that may or may not stand between.
        subset: Phrases before a part of a number already given.
        months: Names of months, short and long, but for those that are other words as well.
        any_months: The same with those ("may").
        dating: Prepositions before a year and no number ("in 2012 rebels").
        fatal: Phrases behind those who do not live ("to death").
        aimed: Phrases before those at whom a weapon is turned ("turned the gun on").
        of_them: Phrases behind such a part ("two of them").
        cumulative: Wording of totals over time.
        fate_words: Words that a phrase of fate may begin with ("killed", "left", "morts"), each
            with the fates and the ways of writing them, in the order of ``FATES``.
        any_fate: All phrases of fate.
        bare_fates: Further words of harm and care with which numbers of dead or wounded are told.
        telling: Runs of letters one of which stands wherever a phrase of fate does: the longest of
            each.
        by_noun: Words of a noun that counts the dead or wounded itself ("double", "murders").
        adjective_endings: Last letters of adjectives that stand behind their noun ("maliens").
        openers: Words that a quantity may begin with, names and figures apart.
    """

    def __init__(self, file: _File, calendar: Calendar) -> None:
        self.language = file.language
        self.any_months = frozenset(calendar.months)
        self.months = self.any_months - calendar.ambiguous
        self.dating = calendar.words["always_year_behind"]
        self.numerals = file.numerals
        self.vague = Phrases(file.vague)
        self.exact = Phrases(file.exact)
        self.qualifiers = {
            name: Phrases(getattr(file.qualifiers, name))
            for name in ("at_least", "more_than", "up_to", "less_than", "about")
        }
        self.between = frozenset(file.qualifiers.between)
        self.range = frozenset(file.qualifiers.range)
        self.plural = Phrases(file.people.plural)
        self.singular = Phrases(file.people.singular)
        self.people = file.people
        fates: dict[Fate, _Fate] = {f: getattr(file, f) for f in FATES}
        kinds = ("active", "participle", "state", "intransitive", "toll")
        self.fates: dict[Fate, dict[str, Phrases]] = {
            fate: {kind: Phrases(getattr(words, kind)) for kind in kinds}
            for fate, words in fates.items()
        }
        phrases_of_fate = [
            run for ways in self.fates.values() for runs in ways.values() for run in runs
        ]
        self.any_fate = Phrases(" ".join(run) for run in phrases_of_fate)
        self.telling = frozenset(
            max(LETTERS.findall(" ".join(run)), key=len, default="") for run in phrases_of_fate
        )
        self.fate_words: dict[str, dict[Fate, tuple[str, ...]]] = {}
        for fate, phrases in self.fates.items():
            for kind, runs in phrases.items():
                for word in runs.first_words:
                    told = self.fate_words.setdefault(word, {})
                    told[fate] = (*told.get(fate, ()), kind)
        self.words = {k: frozenset(plain(w) for w in file.words[k]) for k in _LISTS}
        self.telling |= self.words["striking"]
        self.telling |= self.words["harms"] | self.words["treating"] | self.words["houses_of_care"]
        self.by_noun = frozenset(self.numerals.multiples).union(
            *(self.words[name] for name in ("and_himself", "violent_deaths"))
        )
        self.telling |= frozenset(self.numerals.multiples) | {
            max(LETTERS.findall(word), key=len) for word in self.by_noun
        }
        self.bare_fates = self.by_noun.union(
            *(self.words[k] for k in ("striking", "harms", "treating", "houses_of_care"))
        )
        self.of_them = Phrases(file.words["of_them"])
        self.subset = Phrases(file.words["subset"])
        self.fatal = Phrases(file.words["fatal"])
        self.aimed = Phrases(file.words["aimed"])
        self.cumulative = re.compile(
            r"(?<!\w)(?:" + "|".join(file.words["cumulative"]) + r")(?!\w)", re.IGNORECASE
        )
        self.adjective_endings = tuple(sorted(self.words["adjective_endings"]))
        self.openers = self._openers()

    def _openers(self) -> frozenset[str]:
        phrases = (*self.qualifiers.values(), self.exact, self.vague, self.singular)
        return frozenset().union(
            *(p.first_words for p in phrases), self.between, self.numerals.units,
            self.numerals.scales, self.numerals.articles, self.people.pronouns,
            self.people.definite, self.words["another"],
        )  # fmt: skip


@cache
def load_numbers(language: str) -> Numbers:
    """The words of a language (ISO 639-1 code).

    Raises:
        VocabularyError: There is no such language, or its file is malformed.
    """
    path = language_file(language, "counts.toml")
    if not path.is_file():
        raise VocabularyError(f"No numbers for the language {language}.", language=language)
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        return Numbers(file, load_calendar(language))
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, KeyError, re.error) as error:
        raise VocabularyError(f"{language}/counts.toml: {error}.", file=str(path)) from error


def _fits(value: int, current: int, *, twenties: bool) -> bool:
    """Whether a number word may follow what has been read of the present thousand."""
    low = current % 100
    if value >= 20:
        return low == 0
    if value >= 10:
        return low == 0 or (twenties and low in (60, 80))
    if value == 0:
        return current == 0
    return (
        low == 0
        or (low % 10 == 0 and low >= 20)
        or (twenties and low in (10, 70, 90) and value > 6)
    )


def read_number(words: Sequence[str], numerals: _Numerals) -> tuple[int, int] | None:
    """The number that a run of folded words begins with, and how many words it takes.

    Joiners ("and", "et") count only between number words. Hyphenated words must be split.
    """
    total = current = taken = 0
    seen = False
    for position, word in enumerate(words):
        value = numerals.units.get(word)
        if value is not None:
            if numerals.twenties and value == 20 and current % 100 == 4:
                current += 76
            elif not seen or _fits(value, current, twenties=numerals.twenties):
                current += value
            else:
                break
        elif word in numerals.scales:
            scale = numerals.scales[word]
            if scale == 100:
                if current >= 10:
                    break
                current = max(1, current) * 100
            else:
                total, current = total + max(1, current) * scale, 0
        elif word in numerals.joiners and seen:
            continue
        else:
            break
        seen, taken = True, position + 1
    return (total + current, taken) if seen else None
