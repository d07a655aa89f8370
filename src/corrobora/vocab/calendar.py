"""Loads how a language writes dates (``languages/<xx>/dates.toml``) into a ``Calendar``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal, TypeVar

import msgspec
from msgspec import Struct

from corrobora.errors import VocabularyError
from corrobora.text import LETTERS, plain, small_letters
from corrobora.vocab.language_files import language_file
from corrobora.when import RULE_NAMES, Calendar
from corrobora.when.calendar import FIGURES, YEARS, Feast

_Value = TypeVar("_Value")
_WORD_LISTS = (
    "temporal", "attaching", "future", "always_year_behind", "not_year_before", "not_year_after",
    "published", "periodical", "daily", "bounding", "scheduled",
)  # fmt: skip


class _Dates(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file as written."""

    language: str
    capitalised: bool
    ordinal: str
    ambiguous: tuple[str, ...]
    day_first: bool
    months: dict[str, int]
    short_months: dict[str, int]
    weekdays: dict[str, int]
    short_weekdays: dict[str, int]
    seasons: dict[str, int]
    units: dict[str, str]
    parts: dict[str, str]
    shifts: dict[str, int]
    day_words: dict[str, int]
    holidays: dict[str, str]
    numbers: dict[str, int]
    vague_numbers: dict[str, tuple[int, int]]
    nths: dict[str, int]
    triggers: tuple[str, ...]
    words: dict[str, tuple[str, ...]]
    patterns: dict[str, tuple[str, ...]]


@cache
def load_calendar(language: str) -> Calendar:
    """The calendar of a language (ISO 639-1 code).

    Raises:
        VocabularyError: There is no such language, or its file is malformed.
    """
    path = language_file(language, "dates.toml")
    if not path.is_file():
        raise VocabularyError(f"No dates for the language {language}.", language=language)
    return read_calendar(path.read_text(encoding="utf-8"), f"{language}/dates.toml")


def read_calendar(text: str, name: str) -> Calendar:
    """A calendar from the text of its TOML file.

    Raises:
        VocabularyError: The file is malformed, names an unknown rule or placeholder, or a
            pattern is no regular expression.
    """
    try:
        dates = msgspec.convert(tomllib.loads(text), _Dates)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise VocabularyError(f"{name}: {error}.", file=name) from error
    missing = [w for w in _WORD_LISTS if w not in dates.words]
    unknown = sorted(set(dates.patterns) - RULE_NAMES)
    if missing or unknown:
        raise VocabularyError(
            f"{name}: missing word lists {missing}, unknown rules {unknown}.", file=name
        )
    groups = _groups(dates)
    number = {name: n for n, name in enumerate(groups)}
    return Calendar(
        language=dates.language,
        capitalised=dates.capitalised,
        ambiguous=frozenset(dates.ambiguous),
        day_first=dates.day_first,
        months=_folded(dates.months | dates.short_months),
        weekdays=_folded(dates.weekdays | dates.short_weekdays),
        seasons=_folded(dates.seasons),
        units=_folded(dates.units),
        parts=_folded(dates.parts),
        shifts=_folded(dates.shifts),
        day_words=_folded(dates.day_words),
        holidays=_folded({k: _feasts(v, name) for k, v in dates.holidays.items()}),
        numbers=_folded(dates.numbers),
        vague_numbers=_folded(dates.vague_numbers),
        nths=_folded(dates.nths),
        words={k: frozenset(plain(w) for w in v) for k, v in dates.words.items()},
        trigger=_trigger(dates),
        patterns=tuple(
            (rule, _compiled(pattern, dates, name))
            for rule, patterns in dates.patterns.items()
            for pattern in patterns
        ),
        openings=_openings(_trigger_words(dates)),
        kinds=_kinds(groups),
        spelt={number[name]: word for name, word in groups.items() if isinstance(word, str)},
        needs=tuple(
            frozenset(number[name] for name in _needed(pattern) if name in number)
            for patterns in dates.patterns.values()
            for pattern in patterns
        ),
    )


def _groups(dates: _Dates) -> dict[str, frozenset[str] | str]:
    """How the words of each placeholder begin, and the single words of the patterns."""
    tables: dict[str, Iterable[str]] = {
        "month": dates.months | dates.short_months,
        "weekday": dates.weekdays | dates.short_weekdays,
        "season": dates.seasons,
        "unit": dates.units,
        "part": dates.parts,
        "shift": dates.shifts,
        "dayword": dates.day_words,
        "holiday": dates.holidays,
        "vague": dates.vague_numbers,
        "nth": dates.nths,
    }
    figures: list[str] = ["", ""]
    figures[FIGURES], figures[YEARS] = "day", "year"
    groups: dict[str, frozenset[str] | str] = dict.fromkeys(figures, frozenset())
    groups |= {k: _openings(words) for k, words in tables.items()}
    needed = (_needed(pattern) for patterns in dates.patterns.values() for pattern in patterns)
    words = sorted(name for name in frozenset().union(*needed) if name.startswith("="))
    return groups | {word: word.removeprefix("=") for word in words}


def _kinds(groups: Mapping[str, frozenset[str] | str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(groups.values()):
        for run in group if isinstance(group, frozenset) else ():
            found[run] = (*found.get(run, ()), number)
    return found


def _openings(words: Iterable[str]) -> frozenset[str]:
    """The runs of letters with which words begin, folded."""
    return frozenset(run[0] for run in map(LETTERS.search, map(plain, words)) if run is not None)


_GLUED = re.compile(r"\]\?(?:\)\?)?\{")
"""A placeholder whose word may follow another one without anything between them."""


def _needed(pattern: str) -> frozenset[str]:
    """What every match of a pattern as written holds: names of groups, and words.

    What stands in brackets is passed over: it may be optional or one of several ways.
    """
    if "\\(" in pattern or "[(" in pattern or _GLUED.search(pattern):
        return frozenset()
    bare, before = re.sub(r"\(\?P<span>([^()|]*)\)(?![?*{])", r"\1", pattern), ""
    while bare != before:
        bare, before = re.sub(r"\([^()]*\)[?*]?", " ", bare), bare
    if "|" in bare:
        return frozenset()
    names = re.findall(r"\{(?:full|own)?([a-z]+)2?\}(?![?*{])", bare)
    names += ["year"] * ("(?P<decade>" in pattern) + ["day"] * ("(?P<day>" in pattern)
    words = re.findall(r"[^\W\d_]{3,}(?![^\W\d_]|[?*{])", re.sub(r"[{\[][^}\]]*[}\]]", " ", bare))
    return frozenset((*names, *(f"={plain(word)}" for word in words)))


_FEAST = re.compile(r"(?P<month>\d\d)-(?P<day>\d\d)|(?P<easter>western|orthodox)(?P<days>[+-]\d+)")


def _feasts(written: str, name: str) -> tuple[Feast, Feast]:
    """First and last day as a file writes them: "12-25", "western-2/western+1"."""
    found = [_FEAST.fullmatch(part) for part in written.split("/")]
    days = []
    for match in found:
        if match is None:
            raise VocabularyError(f"{name}: {written!r} is no day of the year.", file=name)
        if match["easter"]:
            easter: Literal["western", "orthodox"] = (
                "western" if match["easter"] == "western" else "orthodox"
            )
            days.append(Feast(easter, 0, int(match["days"])))
        else:
            days.append(Feast(None, int(match["month"]), int(match["day"])))
    return days[0], days[-1]


def _folded(table: Mapping[str, _Value]) -> dict[str, _Value]:
    return {plain(k): v for k, v in table.items()}


def _trigger_words(dates: _Dates) -> frozenset[str]:
    """Months, weekdays, seasons, units and the further words that the file lists."""
    tables = (
        dates.months, dates.short_months, dates.weekdays, dates.seasons, dates.units,
        dates.day_words, dates.holidays, dates.triggers,
    )  # fmt: skip
    return frozenset(word for table in tables for word in table)


def _trigger(dates: _Dates) -> re.Pattern[str]:
    """Any figure or word of time."""
    words = _any_of(_trigger_words(dates))
    return re.compile(rf"\d+|(?<!\w){words}(?!\w)")


def _compiled(pattern: str, dates: _Dates, name: str) -> re.Pattern[str]:
    try:
        body = re.sub(r"\{([a-z]+)(2?)\}", lambda m: _placeholder(m[1], m[2], dates), pattern)
        return re.compile(rf"(?<![\w]){small_letters(body)}(?!\w)")
    except (re.error, KeyError) as error:
        raise VocabularyError(f"{name}: pattern {pattern!r}: {error}.", file=name) from error


def _placeholder(kind: str, second: str, dates: _Dates) -> str:
    """The regular expression that a word in braces stands for."""
    own = [m for m in dates.months if plain(m) not in dates.ambiguous]
    tables: dict[str, tuple[str, Iterable[str]]] = {
        "month": ("month", dates.months | dates.short_months),
        "fullmonth": ("month", dates.months),
        "ownmonth": ("month", own),
        "weekday": ("weekday", dates.weekdays | dates.short_weekdays),
        "fullweekday": ("weekday", dates.weekdays),
        "season": ("season", dates.seasons),
        "unit": ("unit", dates.units),
        "part": ("part", dates.parts),
        "shift": ("shift", dates.shifts),
        "dayword": ("dayword", dates.day_words),
        "holiday": ("holiday", dates.holidays),
        "vague": ("vague", dates.vague_numbers),
        "nth": ("nth", dates.nths),
    }
    if kind == "day":
        guard = "" if second else r"(?<![\d.,:/-])"
        number = rf"(?P<day{second}>0?[1-9]|[12]\d|3[01])"
        return rf"{guard}{number}{dates.ordinal}?(?!\d|[.,:]\d)"
    if kind == "year":
        return rf"(?P<year{second}>[12]\d{{3}})(?!\d|[.,]\d)"
    if kind == "number":
        return rf"(?<![\d.,])(?P<number>\d{{1,3}}|{_any_of(dates.numbers)})"
    group, words = tables[kind]
    return rf"(?P<{group}{second}>{_any_of(words)})"


def _any_of(words: Iterable[str]) -> str:
    """Words as alternatives, longest first, with or without their accents."""
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(_loose(w) for w in longest_first) + ")"


def _loose(word: str) -> str:
    out = []
    for letter in unicodedata.normalize("NFC", word.lower()):
        base = unicodedata.normalize("NFD", letter)[0]
        out.append(re.escape(letter) if base == letter else f"[{letter}{base}]")
    return "".join(out)
