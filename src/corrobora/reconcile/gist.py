"""One plain sentence for an event, made of its slots only.

It says nothing that the slots do not hold. A verb is used only where the vocabulary has one for
the type and mode; else a noun for them names the event.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from corrobora.model import Actor, Event, Toll, When, Where
from corrobora.reconcile.slots import Modality
from corrobora.vocab.actor_names import joined, name_in
from corrobora.vocab.wording import Verb, Wording, wording

_ARTICLE_KINDS = frozenset({"government", "military", "police"})
_PLURAL_STATES = ("United ", "Netherlands", "Philippines", "Bahamas", "Maldives", "Comoros")
_PRONOUNS = frozenset(
    """
    they them he she it we us him her who which those these this that
    ils elles il elle lui eux leur on ceux celui celle
    """.split()
)
_LOOSE_DAYS = 4
"""A range without a figure in its words, of so many days or more, is told by its end."""

_PART = re.compile(r"\[([^{\]]*)\{(\w+)\}\]")
"""A part of a title in brackets: its words, and the slot that it is for."""

_AND_SO_ON = 3
"""So many actors are named before the rest is counted."""


@dataclass(frozen=True, slots=True)
class Tale:
    """The slots of an event that its sentence is made of."""

    type: str
    mode: str | None
    modality: Modality
    actors: Sequence[Actor]
    targets: Sequence[Actor]
    date: When | None
    place: Where | None
    deaths: Toll | None
    alleged_by: str | None = None
    demanded_by: str | None = None

    @classmethod
    def of(cls, event: Event) -> Tale:
        """What the gist of an event was made of."""
        return cls(
            type=event.type,
            mode=event.mode,
            modality=event.modality,
            actors=event.actors,
            targets=event.targets,
            date=event.date,
            place=event.place,
            deaths=event.deaths,
            alleged_by=event.alleged_by,
            demanded_by=event.demanded_by,
        )


def gist_of(tale: Tale, language: str = "en") -> str:
    """One sentence for an event, ending in a full stop."""
    words = wording(language)
    verb = words.verb(tale.type, tale.mode)
    if tale.type == "REQUEST" and tale.modality == "demanded":
        tale = replace(tale, modality="fact")  # a request is a demand already
    actors, targets = names(tale.actors, words), names(tale.targets, words)
    if verb is None or not (actors or targets) or (not actors and not verb.participle):
        sentence = _noun_sentence(tale, words)
    elif tale.modality == "fact":
        sentence = _deed(verb, actors, targets, tale, words)
    else:
        sentence = _intended(verb, actors, targets, tale, words)
    sentence += _circumstances(tale, words)
    if tale.alleged_by:
        named = language == "en" and _starts_with_name(tale)
        inner = sentence if named else sentence[:1].lower() + sentence[1:]
        who = _called(tale.alleged_by, tale, language)
        sentence = words.frame["according_to"].format(who=who, sentence=inner)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _called(name: str, tale: Tale, language: str) -> str:
    """Whoever says it, as the language names one who takes part in it."""
    own = (one for one in (*tale.actors, *tale.targets) if one.name == name)
    return next((name_in(one.id, name, language, article=True) for one in own), name)


def noun_of(tale: Tale, language: str = "en") -> str:
    """The event named by a noun, its parties, place and date, without a verb of our own."""
    words = wording(language)
    return f"{_noun_sentence(tale, words)}{_circumstances(tale, words)}."


def names(actors: Sequence[Actor], words: Wording) -> str:
    """The actors as a list in prose, with articles where the language wants them; "" for none."""
    return _listed(_shown(actors, words), words)


def _linked(link: str, actors: Sequence[Actor], words: Wording) -> str:
    """The actors after a link such as " by"; in French "de" and "à" are said before each."""
    shown = _shown(actors, words)
    if not shown:
        return ""
    before, _, short = link.rpartition(" ")
    if words.language == "fr" and short in ("de", "à"):
        return f"{before} {_listed([joined(short, name) for name in shown], words)}"
    return f"{link} {_listed(shown, words)}"


def _shown(actors: Sequence[Actor], words: Wording) -> list[str]:
    shown = list(dict.fromkeys(name_of(actor, words.language) for actor in actors))
    shown = [name for name in shown if name]
    if len(shown) > _AND_SO_ON:
        rest = words.frame["others"].format(count=len(shown) - _AND_SO_ON + 1)
        shown = [*shown[: _AND_SO_ON - 1], rest]
    return shown


def _listed(shown: Sequence[str], words: Wording) -> str:
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {words.frame['and']} {shown[-1]}"


def name_of(actor: Actor, language: str = "en") -> str:
    """How an actor is named in prose; "" for a pronoun that nothing resolves."""
    name = actor.name.strip()
    if name.lower() in _PRONOUNS:
        return ""
    if language != "en":
        return name_in(actor.id, name, language, article=True)
    if name.lower().startswith(("the ", "a ", "an ")):
        return name
    if actor.kind == "state" and name.startswith(_PLURAL_STATES):
        return f"the {name}"
    if name.endswith((" officials", " official", " authorities")):
        return name
    if actor.kind in _ARTICLE_KINDS and " " in name and "'s " not in name:
        return f"the {name}"
    return name


def show_day(when: When, language: str = "en") -> str:
    """A date in words, as exact as it is known: "14 September 2025", "August 2025", "2022"."""
    if when.start == when.end:
        shown = _dated(when.start, "d MMMM y", language)
        return f"1er{shown[1:]}" if language == "fr" and when.start.day == 1 else shown
    if when.precision == "year" and when.start.year == when.end.year:
        return f"{when.start.year}"
    if when.precision == "month" and (when.start.year, when.start.month) == (
        when.end.year,
        when.end.month,
    ):
        return _dated(when.start, "MMMM y", language)
    third = _third(when)
    if third is not None:
        month = _dated(when.end, "MMMM y", language)
        return wording(language).frame[third].format(month=month)
    if _is_loose(when):
        month = _dated(when.end, "MMMM y", language)
        part = "early" if when.end.day <= 10 else "mid" if when.end.day <= 20 else "late"
        shown = wording(language).frame[part].format(month=month)
        return wording(language).frame["by_then"].format(date=shown)
    first, last = _range_ends(when, language)
    return wording(language).frame["month_range"].format(first=first, last=last)


@lru_cache(maxsize=8192)
def _dated(day: dt.date, pattern: str, language: str) -> str:
    return format_date(day, pattern, locale=language)


def _third(when: When) -> str | None:
    """The third of a month that a range is: early, mid or late; None for any other range."""
    if (when.start.year, when.start.month) != (when.end.year, when.end.month):
        return None
    starts = {1: "early", 11: "mid", 21: "late"}
    ends = {"early": when.end.day == 10, "mid": when.end.day == 20, "late": when.end.day >= 28}
    third = starts.get(when.start.day)
    return third if third is not None and ends[third] else None


def _is_loose(when: When) -> bool:
    """True for a range that the text gives without a figure: "in recent months"."""
    if not when.text.strip() or any(c.isdigit() for c in when.text):
        return False
    whole_months = when.start.day == 1 and (when.end + dt.timedelta(days=1)).day == 1
    return (when.end - when.start).days >= _LOOSE_DAYS and not whole_months


def _range_ends(when: When, language: str) -> tuple[str, str]:
    """Both ends of a range, the first without what it shares with the last."""
    whole_years = (when.start.month, when.start.day, when.end.month, when.end.day) == (1, 1, 12, 31)
    whole_months = when.start.day == 1 and (when.end + dt.timedelta(days=1)).day == 1
    same_year = when.start.year == when.end.year
    if whole_years:
        first, last = "y", "y"
    elif whole_months:
        first, last = "MMMM" if same_year else "MMMM y", "MMMM y"
    else:
        same_month = same_year and when.start.month == when.end.month
        first = "d" if same_month else "d MMMM" if same_year else "d MMMM y"
        last = "d MMMM y"
    return (
        format_date(when.start, first, locale=language),
        format_date(when.end, last, locale=language),
    )


def show_toll(toll: Toll, language: str = "en") -> str:
    """A toll in words: "14 dead", "12 to 30 dead", "at least 12 dead"."""
    frame = wording(language).frame
    if toll.high is None:
        count = frame["at_least"].format(count=toll.low)
    elif toll.low != toll.high:
        count = frame["month_range"].format(first=toll.low, last=toll.high)
    else:
        count = str(toll.low)
    return frame["killed_one"] if count == "1" else frame["killed"].format(count=count)


def _deed(verb: Verb, actors: str, targets: str, tale: Tale, words: Wording) -> str:
    if actors:
        return f"{actors} {verb.past} {targets}" if targets else f"{actors} {verb.lone_past}"
    plural = len(tale.targets) > 1 or targets.rstrip().endswith("s")
    was = words.frame["were"] if plural else words.frame["was"]
    return f"{targets} {was} {verb.participle}"


def _intended(verb: Verb, actors: str, targets: str, tale: Tale, words: Wording) -> str:
    deed = f"{verb.base} {targets}" if targets else verb.lone_base
    frame = words.frame
    if tale.modality == "planned":
        key = "planned" if actors else "planned_passive"
        return frame[key].format(actor=actors, deed=deed)
    actor = actors or frame["someone"]
    if tale.demanded_by:
        return frame["demanded"].format(who=tale.demanded_by, actor=actor, deed=deed)
    return frame["demanded_passive"].format(actor=actor, deed=deed)


def _noun_sentence(tale: Tale, words: Wording) -> str:
    title = words.title(tale.type, tale.mode)
    everybody = (*tale.actors, *tale.targets)
    several = len({name_of(one) for one in everybody} - {""}) > 1
    slots: Mapping[str, Sequence[Actor]] = {
        "actors": tale.actors,
        "targets": tale.targets,
        "all": everybody,
        "many": everybody if several else (),
        "one": () if several else everybody,
    }
    noun = title.partition("[")[0]
    if tale.modality != "fact":
        noun = f"{noun} ({words.frame[f'{tale.modality}_word']})"
    for link, slot in _PART.findall(title):
        noun += _linked(link.rstrip(), slots[slot], words)
    return noun


def _circumstances(tale: Tale, words: Wording) -> str:
    parts: list[str] = []
    if tale.place is not None:
        parts += _place(tale, tale.place, words)
    if tale.date is not None and tale.date.text.strip():
        parts.append(show_day(tale.date, words.language))
    if tale.deaths is not None:
        parts.append(show_toll(tale.deaths, words.language))
    return f" ({'; '.join(parts)})" if parts else ""


def _place(tale: Tale, place: Where, words: Wording) -> list[str]:
    """The place; a whole country only where nobody of it is named."""
    if place.precision != "country":
        return [place.name]
    known = {actor.id.partition(".")[0] for actor in (*tale.actors, *tale.targets)}
    if not place.country or place.country in known:
        return []
    if words.language == "en":
        return [place.name]
    return [str(Locale(words.language).territories.get(place.country, place.name))]


def _starts_with_name(tale: Tale) -> bool:
    first = next((actor for actor in (*tale.actors, *tale.targets)), None)
    return (
        first is not None
        and not first.name.lower().startswith("the ")
        and (name_of(first) == first.name)
    )
