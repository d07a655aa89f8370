"""The pattern language of trigger words, compiled for the matcher.

The language is described at ``corrobora.vocab.types.Sense``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import product
from typing import Literal

from msgspec import Struct, field

from corrobora.errors import VocabularyError
from corrobora.model import ActorKind
from corrobora.vocab.types import Role, Sense

Part = Literal["verb", "noun", "adjective"]

_KINDS = frozenset(ActorKind.__args__)  # type: ignore[attr-defined]
_ROLES = frozenset(("actor", "target", "both", "instrument", "none"))
_TOKEN = re.compile(r"\{([^{}\[\]]*)\}|\[([^{}\[\]]*)\]|([^\s{}\[\]]+)")
_SPECIAL = re.compile(r"[{}\[\]*]")
_ELIDED = re.compile(r"[^\s']+'|[^\s']+")
_REFLEXIVE = {"fr": ("se", "s'")}
_ADVERBIAL = {"fr": ("en", "y")}
"""Pronouns that stand before a verb in its set phrases."""
_NOUN_PREPOSITIONS: dict[str, dict[str, Role]] = {
    "en": {"by": "actor", "against": "target", "between": "both"},
    "fr": {"par": "actor", "contre": "target", "entre": "both"},
}
_OF = {"en": "of", "fr": "de"}
_PREPOSITIONS = "of for to in on at from with against by under into over between off as upon out"
_ENGLISH_PREPOSITIONS = frozenset(_PREPOSITIONS.split())
HEAD_FIRST = frozenset(("fr",))
"""Languages in which the head of a noun compound stands first."""
_WORD, _LEMMA_OBJECT, _CLASS_OBJECT, _SENSE_OBJECT, _SUBJECT = 10, 9, 8, 5, 4


class Heads(Struct, frozen=True):
    """Heads that a constraint names: lemmas (some of several words) and kinds of actor."""

    words: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


class CompiledEntry(Struct, frozen=True, kw_only=True):
    """One trigger pattern, ready for matching.

    Attributes:
        type: Event type; empty for an idiom that is no event: when it is the first entry that
            matches, the words are no trigger.
        mode: Mode of the type, or None.
        language: ISO 639-1 code.
        part: What the head is.
        text: The pattern as written (alternatives taken apart).
        head: Lemma that the lookup finds.
        before: Lemmas that stand just before the head ("intelligence" of "intelligence sharing").
        after: Lemmas that follow the head; adverbs and determiners may come between.
        reflexive: "se" must stand before (French).
        object: Heads, one of which the object must have (for a noun: what "of" brings in, or what
            it is compounded with). None: any object, or none.
        absorbed: The object is part of the trigger and names no participant.
        gap: An object may stand between ``after`` and ``tail``.
        tail: Lemmas that follow after the object. Where the last of ``after`` or ``tail`` is a
            preposition, what it brings in is the object.
        subjects: Heads, one of which the subject must have, or None.
        without: Object or subject heads that exclude the entry, or None.
        subject_role: Role of the subject.
        object_role: Role of the object.
        prepositions: Role that each preposition brings in.
        contexts: PLOVER contexts.
        stance: Stance implied by the words.
        rank: Higher is tried first.
    """

    type: str
    mode: str | None
    language: str
    part: Part
    text: str
    head: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    reflexive: bool = False
    object: Heads | None = None
    absorbed: bool = False
    gap: bool = False
    tail: tuple[str, ...] = ()
    subjects: Heads | None = None
    without: Heads | None = None
    subject_role: Role = "actor"
    object_role: Role = "target"
    prepositions: Mapping[str, Role] = field(default_factory=dict)
    contexts: tuple[str, ...] = ()
    stance: str | None = None
    rank: int = 0


def split_words(text: str) -> tuple[str, ...]:
    """Lower-case words of a pattern; an elided word is one of its own ("coup", "d'", "état")."""
    text = text.lower()
    return tuple(text.split() if "'" not in text else _ELIDED.findall(text))


def _problem(message: str, where: str, pattern: str) -> VocabularyError:
    return VocabularyError(
        f"{message} (in {where}: {pattern!r}).",
        hint="The pattern language is described in the documentation of event types.",
        file=where,
        entry=pattern,
    )


def heads(
    names: tuple[str, ...], classes: Mapping[str, frozenset[str]], where: str
) -> Heads | None:
    """The heads that a list of lemmas, @classes and kind:names stands for; None when empty.

    Raises:
        VocabularyError: A class or kind does not exist.
    """
    lemmas: set[str] = set()
    kinds: set[str] = set()
    for name in names:
        if name.startswith("@"):
            if name[1:] not in classes:
                raise _problem(f"There is no word class {name}", where, name)
            lemmas |= classes[name[1:]]
        elif name.startswith("kind:"):
            if name[5:] not in _KINDS:
                raise _problem(f"There is no kind of actor {name[5:]!r}", where, name)
            kinds.add(name[5:])
        else:
            lemmas.add(name.lower())
    return Heads(frozenset(lemmas), frozenset(kinds)) if names else None


class _Shape(Struct):
    lead: list[str] = field(default_factory=list)
    object_names: tuple[str, ...] = ()
    absorbed: bool = False
    gap: bool = False
    tail: list[str] = field(default_factory=list)


def _take_object(shape: _Shape, absorbed: str | None, kept: str | None) -> str | None:
    """Note the object of a pattern; the fault, if there is one."""
    if shape.object_names or shape.gap:
        return "A pattern can have one object only"
    names = tuple(n for n in re.split(r"\s*\|\s*", (absorbed or kept or "").strip()) if n)
    shape.object_names, shape.absorbed = names, absorbed is not None
    return None if names else "The brackets are empty"


def _shape(pattern: str, where: str) -> _Shape:
    shape = _Shape()
    if not _SPECIAL.search(pattern):
        shape.lead.extend(split_words(pattern))
        return shape
    position = 0
    fault = None
    for match in _TOKEN.finditer(pattern):
        if pattern[position : match.start()].strip():
            fault = "A bracket is not closed or not opened"
        position = match.end()
        absorbed, kept, word = match.groups()
        if word is None:
            fault = fault or _take_object(shape, absorbed, kept)
        elif word == "*":
            fault = fault or ("A pattern can have one object only" if shape.object_names else None)
            shape.gap = True
        else:
            words = shape.tail if shape.object_names or shape.gap else shape.lead
            words.extend(split_words(word))
    if pattern[position:].strip():
        fault = "A bracket is not closed or not opened"
    elif not shape.lead:
        fault = "A pattern must begin with a word"
    elif shape.gap and not shape.tail:
        fault = "Words must follow the star"
    if fault:
        raise _problem(fault, where, pattern)
    return shape


def _variants(pattern: str) -> tuple[str, ...]:
    """The patterns that ``a|b`` outside brackets stands for."""
    if "|" not in pattern:
        return (pattern,)
    pieces = re.findall(r"\{[^}]*\}|\[[^\]]*\]|\S+", pattern)
    choices = [[p] if p[0] in "{[" else p.replace("_", " ").split("|") for p in pieces]
    return tuple(" ".join(choice) for choice in product(*choices))


def _noun_head(lead: list[str], language: str) -> int:
    if language in HEAD_FIRST:
        return 0
    for place, word in enumerate(lead):
        if place and word in _ENGLISH_PREPOSITIONS:
            return place - 1
    return len(lead) - 1


def _prepositions(sense: Sense, part: Part) -> dict[str, Role]:
    if part != "noun":
        return dict(sense.prepositions)
    given: dict[str, Role] = dict(_NOUN_PREPOSITIONS.get(sense.language, {}))
    role = sense.object_role if sense.object_role != "none" else sense.subject_role
    if sense.language in _OF:
        given[_OF[sense.language]] = role
    given.update(sense.prepositions)
    return given


def _entry(
    pattern: str,
    part: Part,
    sense: Sense,
    type_: str,
    limits: tuple[Heads | None, Heads | None, Heads | None],
    classes: Mapping[str, frozenset[str]],
    where: str,
) -> CompiledEntry:
    shape = _shape(pattern, where)
    objects, subjects, without = limits
    lead = shape.lead
    reflexive = part == "verb" and lead[0] in _REFLEXIVE.get(sense.language, ())
    if reflexive:
        lead = lead[1:]
        if not lead:
            raise _problem("A reflexive pattern needs a verb", where, pattern)
    if part == "noun" and shape.object_names and lead[-1] == _OF.get(sense.language):
        lead = lead[:-1]
    at = _noun_head(lead, sense.language) if part == "noun" else 0
    if part == "verb" and len(lead) > 1 and lead[0] in _ADVERBIAL.get(sense.language, ()):
        at = 1  # "s'en prendre à", "en découdre avec"
    own = heads(shape.object_names, classes, where) if shape.object_names else None
    rank = sense.rank + _WORD * (len(lead) - 1 + len(shape.tail)) + 2 * reflexive
    if own is not None:
        rank += _CLASS_OBJECT if shape.object_names[0].startswith("@") else _LEMMA_OBJECT
    elif objects is not None:
        rank += _SENSE_OBJECT
    return CompiledEntry(
        type=type_,
        mode=sense.mode,
        language=sense.language,
        part=part,
        text=pattern,
        head=lead[at],
        before=tuple(lead[:at]),
        after=tuple(lead[at + 1 :]),
        reflexive=reflexive,
        object=own or objects,
        absorbed=shape.absorbed,
        gap=shape.gap,
        tail=tuple(shape.tail),
        subjects=subjects if part == "verb" else None,
        without=without,
        subject_role=sense.subject_role,
        object_role=sense.object_role,
        prepositions=_prepositions(sense, part),
        contexts=sense.contexts,
        stance=sense.stance,
        rank=rank + (_SUBJECT if subjects and part == "verb" else 0),
    )


def compile_sense(
    sense: Sense, type_: str, classes: Mapping[str, frozenset[str]], where: str
) -> tuple[CompiledEntry, ...]:
    """The entries of one sense.

    Args:
        sense: The sense as read.
        type_: Event type; empty for idioms.
        classes: Word classes of the sense's language.
        where: File, for messages.

    Raises:
        VocabularyError: A pattern, class, kind or role is wrong.
    """
    for role in (sense.subject_role, sense.object_role, *sense.prepositions.values()):
        if role not in _ROLES:
            raise _problem(f"There is no role {role!r}", where, str(sense.mode))
    limits = (
        heads(sense.objects, classes, where),
        heads(sense.subjects, classes, where),
        heads(sense.without, classes, where),
    )
    parts: tuple[tuple[Part, tuple[str, ...]], ...] = (
        ("verb", sense.verbs),
        ("noun", sense.nouns),
        ("adjective", sense.adjectives),
    )
    return tuple(
        _entry(variant, part, sense, type_, limits, classes, where)
        for part, patterns in parts
        for pattern in patterns
        for variant in _variants(pattern)
    )
