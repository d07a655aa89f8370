"""Checks of the event types: conflicts, gaps, and examples tried with a plain lemma matcher.

The matcher here knows lemmas and word order only. It is enough to show that an example's trigger is
found and read as its type, and that a counterexample's is not; roles are the extractor's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from corrobora.vocab.event_patterns import CompiledEntry, Heads
from corrobora.vocab.event_types import EventTypes
from corrobora.vocab.types import EventType, Example

_TOKENS = {
    "fr": re.compile(r"\w+'|\w+(?:-\w+)*|[^\w\s]"),
    "": re.compile(r"(?:\w\.){2,}|\w+(?:-\w+)*(?='s\b)|'s\b|\w+(?:-\w+)*|[^\w\s]"),
}
_HARD_STOPS = frozenset('.;:!?"«»')
_OBJECT_REACH = 6
_GAP_REACH = 9
_SUBJECT_REACH = 10
_PASSIVE_REACH = 8
_WITHOUT_REACH = 6
_MONTHS = frozenset(("march", "may"))
_OF = frozenset(("of", "de", "d'", "du", "des"))
_PREPOSITIONS = frozenset(
    ("of to in on at from with against by for into over near after before during as and but who "
    "which that when while de à au aux en dans sur par pour contre avec chez vers après avant qui "
    "que et mais lors").split()
)  # fmt: skip


_LIGHT_WORDS = """the a an its their his her our my your this that these those not also again new
le la les l' un une des d' de du son sa ses leur leurs ce cette ces ne pas plus également tout toute
tous deux trois two three some any no all both more further"""
_LIGHT = frozenset(_LIGHT_WORDS.split())
_BE_FORMS = """is are was were been being be get got gets est sont était étaient été être fut furent
sera seront soit soient étant"""
_BE = frozenset(_BE_FORMS.split())
_BEFORE_NOUN = {
    "en": frozenset(("the", "a", "an", "'s", "of", "its", "their", "his", "her", "our")),
    "fr": frozenset(("un", "une", "cette", "ces", "ce", "du", "des", "son", "sa", "ses", "leurs")),
}
_BEFORE_VERB = {
    "en": frozenset(("will", "would", "could", "should", "must")),
    "fr": frozenset(("ont", "avait", "avaient", "a")),
}


class Token(Struct, frozen=True):
    """A word or sign with its offsets and every lemma that its form may stand for."""

    form: str
    start: int
    end: int
    lemmas: frozenset[str]
    readings: frozenset[tuple[str, str]]


class Match(Struct, frozen=True):
    """An entry found in a text: its extent, where its head and each of its words begin."""

    entry: CompiledEntry
    start: int
    end: int
    head: int
    places: frozenset[int]


class Problem(Struct, frozen=True):
    """Something that the vocabulary's author should look at."""

    kind: str
    type: str
    language: str
    entry: str
    message: str


class GridRow(Struct, frozen=True):
    """How much one type has in one language."""

    type: str
    language: str
    verbs: int
    nouns: int
    adjectives: int
    examples: int
    counterexamples: int


def tokens(text: str, language: str, types: EventTypes) -> tuple[Token, ...]:
    """The words and signs of a text, with lemmas from the vocabulary's own table."""
    table = types.lemma_table(language)
    found = []
    for match in _TOKENS.get(language, _TOKENS[""]).finditer(text.replace("’", "'")):
        form = match.group().lower()
        month = form in _MONTHS and match.group()[0].isupper() and match.start() > 0
        readings = () if month else table.get(form, ())
        lemmas = frozenset((form, *(lemma for lemma, _ in readings)))
        found.append(Token(form, match.start(), match.end(), lemmas, frozenset(readings)))
    return tuple(found)


def _stops(token: Token) -> bool:
    return token.form in _HARD_STOPS


def _light(token: Token) -> bool:
    return token.form in _LIGHT or token.form.endswith(("ly", "ment"))


def _phrase(
    words: tuple[str, ...], line: Sequence[Token], at: int, reach: int = 0
) -> tuple[int, ...] | None:
    """Places of ``words`` from ``at`` on, with light words between them.

    ``reach`` is the number of any words that may stand before the first of them.
    """
    places: list[int] = []
    for word in words:
        skipped = 0
        while at < len(line) and word not in line[at].lemmas:
            if _stops(line[at]) or (not _light(line[at]) and skipped >= reach):
                return None
            at, skipped = at + 1, skipped + 1
        if at == len(line):
            return None
        places.append(at)
        at, reach = at + 1, 0
    return tuple(places)


def _head_at(limit: Heads, line: Sequence[Token], place: int) -> bool:
    if not limit.words.isdisjoint(line[place].lemmas):
        return True
    return any(
        all(w in line[place + i].lemmas for i, w in enumerate(member.split()))
        for member in limit.words
        if " " in member and place + member.count(" ") < len(line)
    )


def _find(limit: Heads, line: Sequence[Token], places: range, *, cross: bool) -> int | None:
    """First place of a head; without ``cross`` the search ends at a preposition or clause edge."""
    for step, place in enumerate(places):
        token = line[place]
        if _stops(token) or (not cross and step and token.form in _PREPOSITIONS):
            return None
        if _head_at(limit, line, place):
            return place
    return None


def _around(
    limit: Heads, line: Sequence[Token], after: int, head: int, *, reflexive: bool
) -> int | None:
    """A head as the object that follows, or as the subject of a passive before the head."""
    found = _find(limit, line, range(after, min(after + _OBJECT_REACH, len(line))), cross=False)
    if found is None and not reflexive and _passive(line, head):
        found = _find(limit, line, range(head - 1, max(-1, head - _PASSIVE_REACH), -1), cross=True)
    return found


def _passive(line: Sequence[Token], head: int) -> bool:
    return any(token.form in _BE for token in line[max(0, head - 3) : head]) or (
        head + 1 < len(line) and line[head + 1].form in ("by", "par")
    )


def _complement(entry: CompiledEntry, line: Sequence[Token], first: int, after: int) -> int | None:
    """For a noun: a head just before it ("troop withdrawal"), or brought in by "of"."""
    limit = entry.object
    if limit is None:
        return after
    if first and _head_at(limit, line, first - 1):
        return after
    if after < len(line) and (line[after].form in _OF or "à" in line[after].lemmas):
        found = _find(limit, line, range(after + 1, min(after + 6, len(line))), cross=False)
        return None if found is None else after
    return None


def _excluded(entry: CompiledEntry, line: Sequence[Token], head: int, after: int) -> bool:
    if entry.without is None:
        return False
    reach = range(after, min(after + _OBJECT_REACH, len(line)))
    if _find(entry.without, line, reach, cross=False) is not None:
        return True
    if entry.part == "noun":
        return head > 0 and _head_at(entry.without, line, head - 1)
    before = range(head - 1, max(-1, head - _WITHOUT_REACH), -1)
    return _find(entry.without, line, before, cross=False) is not None


def _reflexive(line: Sequence[Token], at: int) -> bool:
    return any("se" in line[place].lemmas for place in range(max(0, at - 3), at))


def _part_possible(entry: CompiledEntry, line: Sequence[Token], at: int) -> bool:
    """Whether the word before allows a verb or a noun here ("the warning", "will attack")."""
    previous = line[at - 1].form if at else ""
    if entry.part == "verb":
        return previous not in _BEFORE_NOUN.get(entry.language, ())
    return entry.part != "noun" or previous not in _BEFORE_VERB.get(entry.language, ())


def _object_places(
    entry: CompiledEntry, line: Sequence[Token], first: int, at: int, after: int
) -> tuple[int, ...] | None:
    """Places of an absorbed object; empty when none is asked for; None when it is missing."""
    if entry.object is None:
        return ()
    if entry.part == "noun":
        return () if _complement(entry, line, first, after) is not None else None
    place = _around(entry.object, line, after, at, reflexive=entry.reflexive)
    if place is None:
        return None
    return (place,) if entry.absorbed or entry.tail else ()


def match_at(entry: CompiledEntry, line: Sequence[Token], at: int) -> Match | None:
    """The entry with its head at token ``at``, or None."""
    if (entry.head, entry.part) not in line[at].readings:
        return None
    first = at - len(entry.before)
    if first < 0 or not _part_possible(entry, line, first):
        return None
    before = tuple(range(first, at))
    if not all(word in line[p].lemmas for word, p in zip(entry.before, before, strict=True)):
        return None
    if entry.reflexive and not _reflexive(line, at):
        return None
    following = _phrase(entry.after, line, at + 1)
    if following is None:
        return None
    after = following[-1] + 1 if following else at + 1
    objects = _object_places(entry, line, first, at, after)
    if objects is None:
        return None
    start = max(after, objects[0] + 1) if objects else after
    if entry.gap and not _passive(line, at):
        start += 1  # the object itself
    tail = _phrase(entry.tail, line, start, _GAP_REACH if entry.gap else 0)
    if tail is None:
        return None
    if entry.subjects is not None:
        subjects = range(at - 1, max(-1, at - _SUBJECT_REACH), -1)
        if _find(entry.subjects, line, subjects, cross=True) is None:
            return None
    if _excluded(entry, line, at, after):
        return None
    places = (*before, at, *following, *objects, *tail)
    return Match(
        entry,
        min(line[p].start for p in places),
        max(line[p].end for p in places),
        line[at].start,
        frozenset(line[p].start for p in places),
    )


def _best(line: Sequence[Token], at: int, types: EventTypes, language: str) -> Match | None:
    best: Match | None = None
    for lemma in sorted(line[at].lemmas):
        for entry in types.entries[language].get(lemma, ()):
            if best is not None and entry.rank <= best.entry.rank:
                break
            best = match_at(entry, line, at) or best
    return best


def matches(text: str, language: str, types: EventTypes) -> tuple[Match, ...]:
    """The best reading of every trigger of a text, idioms included, in text order.

    A reading whose head is part of a more specific one is left out.
    """
    line = tokens(text, language, types)
    found = [m for at in range(len(line)) if (m := _best(line, at, types, language)) is not None]
    return tuple(
        m
        for m in found
        if not any(m.head in o.places and o.entry.rank > m.entry.rank for o in found if o is not m)
    )


# --- checks --------------------------------------------------------------------------------------


def _read_as(example: Example, types: EventTypes) -> tuple[Match, ...]:
    """The readings that touch the marked trigger."""
    marked = range(example.start, example.start + len(example.trigger))
    return tuple(
        m
        for m in matches(example.text, example.language, types)
        if any(place in marked for place in m.places)
    )


def _example_problems(type_: EventType, types: EventTypes) -> Iterator[Problem]:
    for example in type_.examples:
        found = [m.entry for m in _read_as(example, types)]
        here = (type_.type, example.language, example.text)
        if type_.type not in {entry.type for entry in found}:
            names = ", ".join(f"{e.type or 'idiom'} ({e.text})" for e in found) or "nothing"
            yield Problem("example", *here, f"{example.trigger!r} is read as {names}")
        elif example.mode is not None and example.mode not in {
            entry.mode for entry in found if entry.type == type_.type
        }:
            names = ", ".join(f"{e.mode} ({e.text})" for e in found)
            yield Problem("mode", *here, f"{example.trigger!r} is read as mode {names}")
    for example in type_.counterexamples:
        wrong = [m.entry for m in _read_as(example, types) if m.entry.type == type_.type]
        if wrong:
            yield Problem(
                "counterexample",
                type_.type,
                example.language,
                example.text,
                f"{example.trigger!r} is read as {type_.type} ({wrong[0].text})",
            )


def _mode_problems(type_: EventType) -> Iterator[Problem]:
    declared = {mode.id for mode in type_.modes}
    for language, mode, entry in (
        *((s.language, s.mode, " ".join((*s.verbs, *s.nouns)[:1])) for s in type_.senses),
        *((e.language, e.mode, e.text) for e in type_.examples),
    ):
        if mode is not None and mode not in declared:
            yield Problem("undeclared", type_.type, language, entry, f"mode {mode} is not declared")


def _signature(entry: CompiledEntry) -> tuple[object, ...]:
    return (
        entry.part, entry.before, entry.after, entry.reflexive, entry.gap, entry.tail,
        entry.object, entry.subjects,
    )  # fmt: skip


def _conflicts(types: EventTypes) -> Iterator[Problem]:
    for language in types.languages:
        for head, entries in sorted(types.entries[language].items()):
            seen: dict[tuple[object, ...], CompiledEntry] = {}
            for entry in entries:
                other = seen.setdefault(_signature(entry), entry)
                if other.type != entry.type and other.rank == entry.rank:
                    yield Problem(
                        "conflict",
                        entry.type,
                        language,
                        f"{head}: {entry.text}",
                        f"{other.type or 'idiom'} has the same pattern",
                    )


def check(types: EventTypes) -> tuple[Problem, ...]:
    """Everything that is wrong or doubtful in the vocabulary, in a fixed order.

    Kinds: "conflict" (one pattern, two types), "undeclared" (a mode), "example" (not read as its
    type), "mode" (read as another mode), "counterexample" (read as the type it must not be).
    """
    found: list[Problem] = list(_conflicts(types))
    for type_ in types.types.values():
        found.extend(_mode_problems(type_))
        found.extend(_example_problems(type_, types))
    return tuple(found)


def grid(types: EventTypes) -> tuple[GridRow, ...]:
    """For every type and language, the number of triggers of each part and of examples."""
    rows = []
    for name, type_ in types.types.items():
        for language in types.languages:
            entries = [
                entry
                for listed in types.entries[language].values()
                for entry in listed
                if entry.type == name
            ]
            parts = [entry.part for entry in entries]
            rows.append(
                GridRow(
                    name,
                    language,
                    parts.count("verb"),
                    parts.count("noun"),
                    parts.count("adjective"),
                    sum(example.language == language for example in type_.examples),
                    sum(example.language == language for example in type_.counterexamples),
                )
            )
    return tuple(rows)
