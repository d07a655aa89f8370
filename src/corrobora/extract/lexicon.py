"""Which lemmas a word may be: the vocabulary's own forms, made once per language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import chain
from typing import NamedTuple, TypeVar

from corrobora.extract.syntax import Token
from corrobora.vocab.event_patterns import CompiledEntry
from corrobora.vocab.event_types import EventTypes
from corrobora.vocab.inflect import PARTS, Word, forms_table
from corrobora.vocab.language import Language

_MOST_SEEN = 200_000
"""Words remembered with their lemmas; a bound for corpora without end."""
_CUE_SECTIONS = (
    ("verbs", ("say", "claim", "announce", "think", "fear", "deny", "plan", "demand", "weigh",
               "charge",
               "negate", "prevent", "light"), "verb"),
    ("phrases", ("hedge_passives",), "verb"),
    ("phrases", ("claim_nouns", "denial_nouns", "risk_nouns", "plan_nouns",
                 "demand_nouns"), "noun"),
    ("views", ("know", "want", "judge", "object", "hearer", "questions"), "verb"),
    ("views", ("not_set_off", "set_off", "tells_only"), "verb"),
    ("views", ("statement_nouns",), "noun"),
    ("words", ("source_nouns", "foes", "figures"), "noun"),
    ("words", ("claimed", "voiced", "promised", "intransitive", "reckoned"), "verb"),
    ("modals", ("conditional", "demanded"), "verb"),
)  # fmt: skip


def _cue_words(language: Language) -> tuple[Word, ...]:
    found: set[Word] = {(noun, "noun") for noun in language.doers}
    for section, keys, part in _CUE_SECTIONS:
        for key in keys:
            for lemma in language.words(section, key):
                found.add((lemma.removeprefix("s'").split()[0], part))
    for phrase in language.phrases("views", "with_preposition"):
        first = phrase.removeprefix("se ").removeprefix("s'").split()[0]
        if first not in language.words("views", "adjectives"):
            found.add((first, "verb"))
    return tuple(sorted(found))


_Word = TypeVar("_Word")
_Value = TypeVar("_Value")


class Remembered(dict[_Word, _Value]):
    """What a function says of words, worked out when first asked for.

    Looking up a known word so costs far less than calling a method that looks it up.
    """

    def __init__(self, read: Callable[[_Word], _Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, word: _Word) -> _Value:
        found = self._read(word)
        if len(self) < _MOST_SEEN:
            self[word] = found
        return found


class Standing(NamedTuple):
    """A word as it stands in a sentence.

    Attributes:
        form: What it is looked up by: the word, or the compound whose head it is.
        lower: The word in lower case.
        pos: Its part of speech.
        dep: Its relation to its governor.
        opens: Whether it is the first word.
    """

    form: str
    lower: str
    pos: str
    dep: str
    opens: bool

    def may_be(self, part: str) -> bool:
        """Whether it may head an entry whose head is of this part of speech."""
        pos, dep = self.pos, self.dep
        if part == "verb":
            if dep == "aux:tense":  # "s'est opposé à" is not "être opposé à"
                return False
            return pos in ("VERB", "AUX") or (
                pos == "ADJ"
                and self.lower.endswith(("ed", "é", "ée", "és", "ées", "ent", "en", "ng"))
            )
        if part == "noun":
            if pos not in ("NOUN", "PROPN"):
                return False
            return self.opens or not (pos == "PROPN" and dep in ("flat", "compound"))
        return pos in ("ADJ", "VERB", "ADV") or (
            pos == "NOUN" and dep in ("xcomp", "root")  # "remain tense"
        )


class RankedEntry(NamedTuple):
    """An entry in its place among those that a form may head.

    Attributes:
        entry: The entry.
        needed: The words that its sentence must hold besides the head.
        number: Its place, best first.
        next_open: The place of the next entry that asks for no object.
        is_bare: Whether it is no more than its head and what the object is.
    """

    entry: CompiledEntry
    needed: frozenset[str]
    number: int
    next_open: int
    is_bare: bool


class Bare(NamedTuple):
    """The bare entries of one part of speech among those that a form may head, by their numbers.

    Attributes:
        first: One of them: all see the same phrases around a word.
        open: Those that any object fits.
        by_word: The others by each word that their object may be called.
        by_kind: The same by each kind of actor.
    """

    first: CompiledEntry
    open: tuple[int, ...]
    by_word: Mapping[str, tuple[int, ...]]
    by_kind: Mapping[str, tuple[int, ...]]

    def fitting(self, words: frozenset[str], kinds: frozenset[str]) -> set[int]:
        """Those that need an object and may have one called so."""
        found: set[int] = set()
        for by_name, names in ((self.by_word, words), (self.by_kind, kinds)):
            for name in by_name.keys() & names if by_name else ():
                found.update(by_name[name])
        return found


class Ranked(NamedTuple):
    """The entries that a form may head, so that those a sentence allows are found at once.

    Attributes:
        entries: All, best first.
        alone: Those that need no further word.
        bare: Those of them that are bare, by part of speech.
        others: Numbers of those of them that are not.
        behind: Numbers of those that need words, each under one that it needs.
        words: The words of ``behind``.
    """

    entries: tuple[RankedEntry, ...]
    alone: tuple[RankedEntry, ...]
    bare: Mapping[str, Bare]
    others: tuple[int, ...]
    behind: Mapping[str, tuple[int, ...]]
    words: frozenset[str]

    def standing(self, present: frozenset[str]) -> list[int]:
        """Numbers of the entries that are not bare whose words all stand in a sentence.

        Args:
            present: The words of the sentence.
        """
        found = list(self.others)
        for word in self.words & present:
            found += [n for n in self.behind[word] if self.entries[n].needed <= present]
        return found


def _ranked(entries: Sequence[CompiledEntry]) -> Ranked:
    """Entries, best first, under the longest word that each needs: few sentences hold it."""
    found: list[RankedEntry] = []
    next_open = len(entries)
    for number in range(len(entries) - 1, -1, -1):
        entry = entries[number]
        needed = frozenset((*entry.before, *entry.after, *entry.tail))
        is_bare = not (needed or entry.reflexive or entry.gap)
        found.append(RankedEntry(entry, needed, number, next_open, is_bare))
        if entry.object is None:
            next_open = number
    found.reverse()
    behind: dict[str, list[int]] = {}
    for ranked in found:
        if ranked.needed:
            word = max(ranked.needed, key=lambda w: (len(w), w))
            behind.setdefault(word, []).append(ranked.number)
    return Ranked(
        entries=tuple(found),
        alone=tuple(e for e in found if not e.needed),
        bare={
            part: _bare([e for e in found if e.is_bare and e.entry.part == part])
            for part in dict.fromkeys(e.entry.part for e in found if e.is_bare)
        },
        others=tuple(e.number for e in found if not (e.needed or e.is_bare)),
        behind={word: tuple(numbers) for word, numbers in behind.items()},
        words=frozenset(behind),
    )


def _bare(entries: Sequence[RankedEntry]) -> Bare:
    """Bare entries of one part of speech, by what they ask of their object."""
    by_word: dict[str, list[int]] = {}
    by_kind: dict[str, list[int]] = {}
    for ranked in entries:
        heads = ranked.entry.object
        if heads is None:
            continue
        for by_name, names in ((by_word, heads.words), (by_kind, heads.kinds)):
            for name in names:
                by_name.setdefault(name, []).append(ranked.number)
    return Bare(
        first=entries[0].entry,
        open=tuple(e.number for e in entries if e.entry.object is None),
        by_word={name: tuple(numbers) for name, numbers in by_word.items()},
        by_kind={name: tuple(numbers) for name, numbers in by_kind.items()},
    )


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Lemmas, trigger entries and cues of one language."""

    language: Language
    entries: Mapping[str, tuple[CompiledEntry, ...]]
    forms: Mapping[str, tuple[Word, ...]]
    _parts: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _forms_of: dict[tuple[frozenset[str], str], frozenset[str]] = field(
        default_factory=dict, repr=False
    )
    _ranked: dict[tuple[str, tuple[str, ...]], Ranked] = field(default_factory=dict, repr=False)

    def lemmas(self, form: str, part: str | None = None) -> tuple[str, ...]:
        """Lemmas that a lower-case form may stand for; the form itself when it is unknown."""
        return self._lemmas[part][form]

    @cached_property
    def _lemmas(self) -> Mapping[str | None, Mapping[str, tuple[str, ...]]]:
        """Lemmas of forms, by the part of speech asked for; ``None`` asks for any."""
        return {part: Remembered(partial(self._read, part)) for part in (None, *PARTS)}

    def _read(self, part: str | None, form: str) -> tuple[str, ...]:
        known = self.forms.get(form, ())
        return tuple(lemma for lemma, p in known if part is None or p == part) or (form,)

    @cached_property
    def readings(self) -> Mapping[str, frozenset[str]]:
        """Lower-case forms, each with its lemmas; any form may be asked for."""
        return Remembered(lambda form: frozenset((form, *self.lemmas(form))))

    @cached_property
    def other_readings(self) -> Mapping[str, frozenset[str]]:
        """The same without the form itself; most words have none."""
        return Remembered(lambda form: frozenset(self.lemmas(form)) - {form})

    def parts(self, form: str) -> tuple[str, ...]:
        """The parts of speech that a known form may be, in the order of its lemmas."""
        found = self._parts.get(form)
        if found is None:
            found = tuple(dict.fromkeys(part for _, part in self.forms.get(form, ())))
            self._parts[form] = found
        return found

    @cached_property
    def heading(self) -> frozenset[str]:
        """Forms outside which no word heads an entry, whatever stands around it."""
        return frozenset(
            form for form, words in self.forms.items() if any(w in self.entries for w, _ in words)
        )

    @cached_property
    def needs(self) -> Mapping[str, frozenset[str] | None]:
        """For a form, words of which one must stand in a sentence for it to head an entry there.

        ``None`` where an entry needs no more than its head, no words where it heads no entry.
        """
        return Remembered(self._needed)

    def _needed(self, form: str) -> frozenset[str] | None:
        ranked = self.ranked(form, self.parts(form))
        return None if ranked.alone else frozenset().union(*(e.needed for e in ranked.entries))

    @cached_property
    def headed(self) -> Mapping[tuple[str, str, str, str, bool], Ranked]:
        """The entries that a word may head as it stands (see ``Standing``), best first."""
        return Remembered(self._headed)

    def _headed(self, word: tuple[str, str, str, str, bool]) -> Ranked:
        standing = Standing(*word)
        form = standing.form
        return self.ranked(form, tuple([p for p in self.parts(form) if standing.may_be(p)]))

    def ranked(self, form: str, parts: tuple[str, ...]) -> Ranked:
        """The entries whose head a form may be as one of these parts of speech, best first."""
        found = self._ranked.get((form, parts))
        if found is None:
            words = tuple([word for word in self.forms.get(form, ()) if word[1] in parts])
            found = self._ranked[form, parts] = self._of_words[words]
        return found

    @cached_property
    def _of_words(self) -> Mapping[tuple[Word, ...], Ranked]:
        """The entries of some lemmas, each with its part of speech: forms of a word share them."""
        return Remembered(self._ranked_of)

    def _ranked_of(self, words: tuple[Word, ...]) -> Ranked:
        entries = [
            entry
            for lemma, part in words
            for entry in self.entries.get(lemma, ())
            if entry.part == part
        ]
        entries.sort(key=lambda e: -e.rank)
        return _ranked(entries)

    @cached_property
    def _forms_by_word(self) -> dict[Word, list[str]]:
        found: dict[Word, list[str]] = {}
        for form, words in self.forms.items():
            for word in words:
                found.setdefault(word, []).append(form)
        return found

    def forms_of(self, lemmas: frozenset[str], part: str) -> frozenset[str]:
        """Every lower-case form for which ``lemmas`` gives one of these."""
        found = self._forms_of.get((lemmas, part))
        if found is None:
            known = (self._forms_by_word.get((lemma, part), ()) for lemma in lemmas)
            unknown = (lemma for lemma in lemmas if lemma in self.lemmas(lemma, part))
            found = frozenset((*chain.from_iterable(known), *unknown))
            self._forms_of[lemmas, part] = found
        return found

    def is_form_of(self, token: Token, lemmas: frozenset[str], part: str = "verb") -> bool:
        """Whether the word is a form of one of these lemmas."""
        return not lemmas.isdisjoint(self.lemmas(token.lower, part))


@lru_cache(maxsize=8)
def _lexicon(types_id: int, language: Language) -> Lexicon:
    types = _TYPES[types_id]
    forms: dict[str, tuple[Word, ...]] = dict(forms_table(_cue_words(language), language.code))
    for form, words in types.lemma_table(language.code).items():
        forms[form] = tuple(dict.fromkeys((*words, *forms.get(form, ()))))
    return Lexicon(language, types.entries.get(language.code, {}), forms)


_TYPES: dict[int, EventTypes] = {}


def build_lexicon(types: EventTypes, language: Language) -> Lexicon:
    """The lexicon of a language over these event types; made once, then kept."""
    _TYPES[id(types)] = types
    return _lexicon(id(types), language)
