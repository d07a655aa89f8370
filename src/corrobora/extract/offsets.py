"""Dates counted from another deed: "a day after the rebels took the town"."""

from __future__ import annotations

import datetime as dt
from typing import Literal, NamedTuple

from msgspec.structs import replace

from corrobora.extract.circumstances import tense
from corrobora.extract.parts import DateMention
from corrobora.extract.syntax import Sentence, Token, once_a_sentence
from corrobora.model import When
from corrobora.text import folded
from corrobora.vocab.counts import load_numbers, read_number

_Unit = Literal["hour", "day", "week", "month", "year"]
_UNITS: dict[str, _Unit] = {
    "hour": "hour", "hours": "hour", "heure": "hour", "heures": "hour", "minutes": "hour",
    "day": "day", "days": "day", "jour": "day", "jours": "day", "lendemain": "day",
    "week": "week", "weeks": "week", "semaine": "week", "semaines": "week",
    "month": "month", "months": "month", "mois": "month",
    "year": "year", "years": "year", "an": "year", "ans": "year", "annee": "year",
    "annees": "year",
}  # fmt: skip
_AFTER = {"after": -1, "apres": -1, "before": 1, "avant": 1}
_AFTER_OR_BEFORE = frozenset(_AFTER)
_ONE = frozenset(("a", "an", "the", "un", "une", "le", "la"))
_REACH = 14
"""Words between "after" and the word of its deed."""
_LONGEST_NUMBER = 4
_WEEK = 7
_MONTHS = 12
_BARE = 2
"""Most words of a bare day: "Tuesday", "8 April"."""


class Offset(NamedTuple):
    """How far a deed lies from the one that the clause above tells; ``at`` is the word "after"."""

    number: int
    unit: _Unit
    at: int


def offset_of(sentence: Sentence, token: Token, language: str) -> Offset | None:
    """How long before (-) or after (+) the deed above the one of a word took place.

    Args:
        sentence: The sentence.
        token: The word that tells the deed ("took" of "a day after the rebels took the town").
        language: ISO 639-1 code.
    """
    if not _holds_offset(sentence):
        return None  # most sentences end here
    for at in range(token.i - 1, max(0, token.i - _REACH), -1):
        word = sentence.tokens[at]
        sign = _AFTER.get(folded(word.text))
        if sign is None:
            if word.text == "," or (word.pos == "VERB" and word.has("VerbForm=Fin")):
                return None
            continue
        unit = _UNITS.get(folded(sentence.tokens[at - 1].text))
        number = _number(sentence, at - 2, language) if unit else None
        if unit is None or number is None:
            return None
        return Offset(sign * number, unit, at)
    return None


@once_a_sentence
def _holds_offset(sentence: Sentence) -> bool:
    """Whether "after" or "before" stands in a sentence."""
    words = sentence.words
    return not _AFTER_OR_BEFORE.isdisjoint(words) or any(
        folded(word) in _AFTER for word in words if not word.isascii()
    )


def _number(sentence: Sentence, last: int, language: str) -> int | None:
    """The number that ends at a word; an article is one."""
    if last < 0:
        return None
    word = folded(sentence.tokens[last].text)
    if word.isdigit():
        return int(word)
    for first in range(max(0, last - _LONGEST_NUMBER + 1), last + 1):
        run = [folded(t.text) for t in sentence.tokens[first : last + 1] if t.pos != "PUNCT"]
        read = read_number(run, load_numbers(language).numerals)
        if read is not None and read[1] == len(run):
            return read[0]
    return 1 if word in _ONE else None


def shifted(anchor: When, offset: Offset) -> When:
    """The date that lies so far from another, no more exact than the unit allows."""
    number, unit = offset.number, offset.unit
    if unit == "hour":
        return When(start=anchor.start, end=anchor.end, precision=anchor.precision, text="")
    if unit == "day" or (unit == "week" and abs(number) == 1):
        step = dt.timedelta(days=number * (_WEEK if unit == "week" else 1))
        return When(
            start=anchor.start + step, end=anchor.end + step, precision=anchor.precision, text=""
        )
    if unit == "week":
        step, slack = dt.timedelta(weeks=number), dt.timedelta(days=_WEEK // 2)
        return When(
            start=anchor.start + step - slack, end=anchor.end + step + slack, precision="range",
            text="",
        )  # fmt: skip
    if unit == "month":
        return _month(anchor.start, number)
    year = anchor.start.year + number
    return When(start=dt.date(year, 1, 1), end=dt.date(year, 12, 31), precision="year", text="")


def _month(day: dt.date, number: int) -> When:
    months = day.year * _MONTHS + day.month - 1 + number
    start = dt.date(months // _MONTHS, months % _MONTHS + 1, 1)
    following = dt.date((months + 1) // _MONTHS, (months + 1) % _MONTHS + 1, 1)
    return When(start=start, end=following - dt.timedelta(days=1), precision="month", text="")


def tells_ahead(sentence: Sentence, token: Token) -> bool:
    """Whether a verb itself tells what is to come: "will meet", "are to meet", "se tiendra"."""
    if token.has("Tense=Fut"):
        return True
    helpers = [t for t in sentence.children(token, "aux", "mark", "aux:pass") if t.i < token.i]
    if any(t.lower in _FUTURE for t in helpers):
        return True
    if not any(t.lower in _HAD for t in helpers) and any(t.lower in _MAY for t in helpers):
        return True
    before = sentence.tokens[max(0, token.i - 2) : token.i]
    return [t.lower for t in before][-1:] == ["to"] and len(before) > 1 and before[0].lower in _IS


def is_set(
    sentence: Sentence, date: DateMention, published: dt.date | None, scheduled: frozenset[str]
) -> bool:
    """Whether the words before a date set it for later: "called a strike for Tuesday".

    The present tells of a day long past only where that day is still to come ("ends on 22 May"),
    and of a weekday so too, with verbs of what is ``scheduled`` ("flies to Geneva on Monday").
    """
    before = [t for t in sentence.tokens if t.end <= date.start][-1:]
    if not before or published is None:
        return False
    word = before[0]
    verb = next((t for t in sentence.ancestors(word) if t.pos in ("VERB", "AUX")), None)
    if verb is None or tense(sentence, verb) not in ("present", "perfect"):
        return False
    if word.lower in _SINCE:
        return False
    if date.when.precision == "day" and word.lower in _SET:
        return not any(t.lower in ("'s", "'") and t.start == date.end for t in sentence.tokens)
    present = tense(sentence, verb) == "present"
    if present and verb.lower in scheduled and date.when.precision == "day":
        days = (published - date.when.end).days
        return 0 < days < _WEEK and " " not in date.when.text and "'" not in date.when.text
    return present and (published - date.when.end).days > _LONG_AGO


_SET = frozenset(("for", "from", "until", "till"))
_SINCE = frozenset(("since", "depuis"))
_LONG_AGO = 120
"""Days; of a day without a year so far back nobody tells in the present."""
_FUTURE = frozenset(("will", "shall", "'ll", "wo"))
_MAY = frozenset("may might could can must should".split())
_HAD = frozenset("have been ve".split())
"""With them a modal speaks of what is over: "may have met"."""
_IS = frozenset(("is", "are", "was", "were"))


def ahead(when: When, published: dt.date | None) -> When:
    """A weekday, a day of the year or a month that lies in the future: the next one."""
    if published is None or when.precision not in ("day", "month") or when.end >= published:
        return when
    words = when.text.split()
    if len(words) > _BARE or not _SHIFTING.isdisjoint(w.lower() for w in words):
        return when  # "last Thursday"
    gap = (published - when.start).days
    if when.precision == "day" and not any(c.isdigit() for c in when.text):
        if gap > _WEEK:
            return when
        step = dt.timedelta(days=_WEEK)
        return When(start=when.start + step, end=when.end + step, precision="day", text=when.text)
    if any(len(w) == _YEAR and w.isdigit() for w in words):
        return when
    if when.precision == "day" and gap < _STALE:
        return when
    start, year = when.start, when.start.year + 1
    if when.precision == "month":
        return replace(_month(start, _MONTHS), text=when.text)
    try:
        start = start.replace(year=year)
    except ValueError:  # 29 February
        return when
    return When(start=start, end=start, precision="day", text=when.text)


_STALE = 60
"""Days; so little after a day of the year one speaks of that day, and not of the next year's."""
_YEAR = 4
"""Figures of a year."""
_SHIFTING = frozenset("last this past previous dernier derniere dernière ce cette".split())
