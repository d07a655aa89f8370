"""Words that tell of a deed or a state: entries of the vocabulary matched on the parse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from corrobora.extract.arguments import (
    Arguments,
    arguments_of_adjective,
    arguments_of_noun,
    arguments_of_verb,
    conjuncts,
    preposition,
)
from corrobora.extract.circumstances import tense
from corrobora.extract.lexicon import Lexicon, Ranked, RankedEntry
from corrobora.extract.parts import Mention
from corrobora.extract.syntax import Sentence, Token
from corrobora.vocab.event_patterns import HEAD_FIRST, CompiledEntry, Heads

MentionAt = Callable[[Token], Mention | None]

_VERB_TAGS = frozenset(("VERB", "AUX"))
_HEAD_TAGS = frozenset(("VERB", "AUX", "NOUN", "PROPN", "ADJ", "ADV"))
_NOUN_TAGS = frozenset(("NOUN", "PROPN"))
_OF = ("of", "de", "d'", "du", "des")
_QUANTITIES = frozenset(
    """hundred hundreds thousand thousands dozen dozens score scores million millions billion
    number group handful couple wave series lot majority rest ton tons tonne tonnes
    half third thirds quarter quarters fifth fifths tenth most many several some all none both few
    bulk batch consignment load loads kilometre kilometres kilometer kilometers mile miles acre
    acres hectare hectares barrel barrels
    dizaine dizaines vingtaine trentaine centaine centaines millier milliers nombre groupe poignée
    partie majorité vague série plupart""".split()
)
"""Heads that only count what "of" brings in ("hundreds of villagers")."""
_NEAR = 4
"""Words that may stand between the parts of a pattern (adverbs, determiners)."""
_FAR = 14
"""Words that an object between the parts of a pattern may take up."""


_NO_WORDS: frozenset[int] = frozenset()
_BEEN = "été"
"""French auxiliary of what was done, beside "est" of what is."""
_PLACING = frozenset(("at", "on", "upon", "in"))
_CHARGES = frozenset(("for", "of", "de", "d'", "pour"))
"""Prepositions before what somebody is accused of."""


UNKNOWN = "?"
"""Text of the entry that stands for verbs of no entry."""


class Trigger(Struct, frozen=True):
    """A vocabulary entry found in a sentence.

    Attributes:
        token: The head word of the trigger.
        entry: What it means.
        arguments: The phrases around it.
        objects: Heads of the object that the entry speaks of (direct or prepositional).
        absorbed: Indices of words that belong to the trigger itself.
    """

    token: Token
    entry: CompiledEntry
    arguments: Arguments
    objects: tuple[Token, ...]
    absorbed: frozenset[int]


class Compound(NamedTuple):
    """A hyphenated word that stands as several: its lower-case text, first and last index."""

    text: str
    first: int
    last: int


class _Called(NamedTuple):
    """What any of some phrases may be called.

    ``words`` are by their heads, ``kinds`` of the actors they name, ``wider`` the words for which
    a recognised actor or place among them may stand.
    """

    words: frozenset[str]
    kinds: frozenset[str]
    wider: frozenset[str]

    def told_by(self, heads: Heads) -> bool:
        """Whether one of the phrases is what the heads name."""
        return not (heads.words.isdisjoint(self.words) and heads.kinds.isdisjoint(self.kinds))


class _Frame(Struct):
    """What of an entry was found around a word, before its objects and subjects are looked at.

    ``called`` is what the objects may be called, worked out when an entry asks for it.
    """

    anchor: Token
    before: frozenset[int]
    after: frozenset[int]
    tail: frozenset[int]
    arguments: Arguments
    objects: list[Token]
    called: _Called | None = None


class Matcher:
    """Finds triggers in the sentences of one language."""

    def __init__(
        self, lexicon: Lexicon, mention_at: MentionAt, is_place: Callable[[Token], bool]
    ) -> None:
        self._lexicon = lexicon
        self._mention_at = mention_at
        self._is_place = is_place
        self._kinds = lexicon.language.kinds
        self._head_first = lexicon.language.code in HEAD_FIRST
        self._speech = frozenset(lexicon.language.manner_of)
        if self._head_first:  # French describes and presents with verbs that tell no state
            self._speech = self._speech | lexicon.language.words("views", "judge")
        self._present: frozenset[str] = frozenset()
        self._named: dict[int, tuple[frozenset[str], Token]] = {}
        self._called: dict[tuple[int, ...], _Called] = {}
        self._compounds: dict[int, Compound] = {}
        self._plain = {
            type_: CompiledEntry(
                type=type_, mode=None, language=lexicon.language.code, part="verb", text="", head=""
            )
            for type_ in ("STATE", "OTHER")
        }

        self._unknown = replace(self._plain["OTHER"], text=UNKNOWN)

    def triggers(self, sentence: Sentence) -> list[Trigger]:
        """The best entry for each word that has one, in text order, without absorbed words."""
        found: list[Trigger] = []
        compounds = hyphenated(sentence, head_first=self._head_first)
        self._compounds = {compound.last: compound for compound in compounds.values()}
        lexicon, words = self._lexicon, sentence.words
        read = filter(None, map(lexicon.other_readings.__getitem__, words))
        present = words.union(*read, [c.text for c in compounds.values()])
        self._present = present
        self._named, self._called = {}, {}
        needs = lexicon.needs
        heading = {
            word for word in lexicon.heading & words
            if (needed := needs[word]) is None or not needed.isdisjoint(present)
        }  # fmt: skip
        places = [i for i, word in enumerate(sentence.lowers) if word in heading] if heading else []
        if compounds:
            places = sorted({*places, *compounds})
        for token in map(sentence.tokens.__getitem__, places):
            if token.pos not in _HEAD_TAGS:
                continue
            trigger = self._trigger(sentence, token, compounds.get(token.i))
            if trigger is not None:
                found.append(trigger)
        absorbed = {i for t in found for i in t.absorbed}
        kept: dict[int, Trigger] = {}
        for trigger in found:
            at = trigger.token.i
            if at not in absorbed and (at not in kept or kept[at].entry.rank < trigger.entry.rank):
                kept[at] = trigger
        return [kept[at] for at in sorted(kept)]

    def statements(
        self, sentence: Sentence, found: list[Trigger], is_told: Callable[[Trigger], bool]
    ) -> list[Trigger]:
        """Clauses without a trigger that still say something of an actor ("X is a poor partner").

        In the present they are taken for states, else for events of no type that the vocabulary
        knows; the judge decides which are worth telling.

        Args:
            sentence: The sentence.
            found: Its triggers.
            is_told: Whether a trigger tells something. A French noun that only refers back leaves
                its clause free.
        """
        heads = {t.token.i for t in found} | {i for t in found for i in t.absorbed}
        taken: set[int] | None = None
        out = []
        predicates = _predicates(sentence)
        for token in (sentence.tokens[i] for i in predicates if i not in heads):
            if self._in_name(sentence, token):
                continue
            if any(lemma in self._speech for lemma in self._lexicon.lemmas(token.lower, "verb")):
                continue
            verbal = token.pos in ("VERB", "AUX")
            arguments = (
                arguments_of_verb(sentence, token) if verbal
                else arguments_of_adjective(sentence, token)
            )  # fmt: skip
            if all(self._mention_at(t) is None for t in arguments.subjects):
                continue
            inner = [i for i in predicates if i != token.i]
            inside = {w.i for w in sentence.subtree(token, without=inner)}
            if not inside.isdisjoint(heads):
                if not self._head_first:
                    continue
                if taken is None:
                    taken = _taken([t for t in found if is_told(t)])
                own = {w.i for w in _own_clause(sentence, token, inner)}
                if not own.isdisjoint(taken):
                    continue
            stands = not verbal or tense(sentence, token) == "present"
            entry = self._plain["STATE" if stands else "OTHER"]
            out.append(Trigger(token, entry, arguments, tuple(arguments.objects), frozenset()))
        return out

    def untold(self, sentence: Sentence, found: Sequence[Trigger]) -> list[Trigger]:
        """Verbs that no entry knows and that somebody or some place has to do with.

        Args:
            sentence: The sentence.
            found: Its triggers and statements.
        """
        heads = {t.token.i for t in found}
        taken = _taken(found)
        out = []
        for token in sentence.tokens:
            if token.pos != "VERB" or token.i in taken or self._in_name(sentence, token):
                continue
            dep = token.dep.split(":")[0]
            if dep in _NO_CLAUSE or (dep == "xcomp" and token.head in heads):
                continue
            if any(lemma in self._speech for lemma in self._lexicon.lemmas(token.lower, "verb")):
                continue
            arguments = arguments_of_verb(sentence, token)
            around = [*arguments.subjects, *arguments.objects]
            if any(t.i in taken for t in (*around, *sentence.children(token, "xcomp", "ccomp"))):
                continue  # "faced sanctions", "stopped arming"
            around += [t for _, t in arguments.obliques]
            if any(self._mention_at(t) is not None or self._is_place(t) for t in around):
                objects = tuple(arguments.objects)
                out.append(Trigger(token, self._unknown, arguments, objects, frozenset()))
        return out

    def _trigger(
        self, sentence: Sentence, token: Token, compound: Compound | None
    ) -> Trigger | None:
        if compound is not None:
            whole = self._best(sentence, token, compound.text)
            if whole is not None:
                parts = frozenset(range(compound.first, compound.last + 1)) - {token.i}
                whole = replace(whole, absorbed=whole.absorbed | parts)
                return whole if whole.entry.type else None
        found = self._best(sentence, token, token.lower)
        return found if found is not None and found.entry.type else None

    def _best(self, sentence: Sentence, token: Token, form: str) -> Trigger | None:
        """The first entry that matches a word in a form of it.

        One whose object is only of the right kind gives way to those before the next open one.
        """
        ranked = self._lexicon.headed[form, token.lower, token.pos, token.dep, token.i == 0]
        if not ranked.entries or self._in_name(sentence, token):
            return None
        by_kind: Trigger | None = None
        last = len(ranked.entries)
        for (entry, _, number, next_open, _), frame in self._framed(sentence, token, ranked):
            if number >= last:
                break
            fit = self._fit(sentence, entry, frame)
            if fit == "named":
                trigger = self._match(sentence, token, entry, frame, kinds=False)
                if trigger is not None:
                    return trigger
            if fit != "no" and entry.object is not None and by_kind is None:
                by_kind = self._match(sentence, token, entry, frame, kinds=True)
                last = last if by_kind is None else next_open
        return by_kind

    def _framed(
        self, sentence: Sentence, token: Token, ranked: Ranked
    ) -> Iterator[tuple[RankedEntry, _Frame]]:
        """The entries whose words stand around a word, best first.

        Bare ones that need an object are left out where it cannot be the one in the text.
        """
        cache: dict[tuple[str, int], Arguments] = {}
        happened = self._head_first and any(
            t.lower == _BEEN for t in sentence.children(token, "aux:pass")
        )
        acting = (
            token.pos == "VERB"
            and sentence.child(token, "nsubj") is not None
            and sentence.child(token, "obj") is not None
            and sentence.child(token, "aux:pass", "nsubj:pass") is None
        )
        numbers = ranked.standing(self._present)
        shared: dict[str, _Frame | None] = {}
        for part, bare in ranked.bare.items():
            frame = shared[part] = self._frame(sentence, token, bare.first, cache)
            numbers += bare.open
            if frame is not None and frame.objects and (bare.by_word or bare.by_kind):
                called = frame.called = self._what(sentence, frame.objects)
                numbers += bare.fitting(called.words | called.wider, called.kinds)
        numbers.sort()
        for found in map(ranked.entries.__getitem__, numbers):
            entry = found.entry
            if happened and entry.type == "STATE" and entry.part == "adjective":
                continue  # "a été déployée à" tells what was done, "est déployée à" what is
            if acting and entry.part == "adjective":
                continue  # "deployed troops in May" is not "deployed in"
            frame = (
                shared[entry.part] if found.is_bare
                else self._frame(sentence, token, entry, cache)
            )  # fmt: skip
            if frame is not None:
                yield found, frame

    def _fit(
        self, sentence: Sentence, entry: CompiledEntry, frame: _Frame
    ) -> Literal["named", "kind", "no"]:
        """Whether the object is what an entry names, or a mention that may be called so."""
        heads = entry.object
        if heads is None:
            return "named"
        if not frame.objects:
            return "no"
        called = frame.called
        if called is None:
            called = frame.called = self._what(sentence, frame.objects)
        if called.told_by(heads):
            return "named"
        if entry.absorbed:  # "have {troops}": no name is one of a pattern's own words
            return "no"
        return "no" if heads.words.isdisjoint(called.wider) else "kind"

    def _in_name(self, sentence: Sentence, token: Token) -> bool:
        """Whether the word is part of a name ("United" States, the Line of Actual "Control")."""
        mention = self._mention_at(token)
        if mention is not None and mention.form == "name":
            return True
        before = sentence.tokens[token.i - 1] if token.i else None
        follows = (
            before is not None
            and before.i > 0
            and before.text.istitle()
            and token.text.istitle()
            and token.start == before.end + 1
        )
        return follows and token.pos in _NOUN_TAGS and not sentence.is_title

    def _arguments(self, sentence: Sentence, token: Token, part: str) -> Arguments:
        verbal = token.pos in _VERB_TAGS or sentence.child(token, "aux:pass") is not None
        if part == "verb" and verbal:
            return arguments_of_verb(sentence, token)
        if part == "noun":
            return arguments_of_noun(sentence, token)
        return arguments_of_adjective(sentence, token)

    def _frame(
        self,
        sentence: Sentence,
        token: Token,
        entry: CompiledEntry,
        cache: dict[tuple[str, int], Arguments],
    ) -> _Frame | None:
        """The words and phrases of the entry around this word, or ``None`` where they are not."""
        before = after = tail = _NO_WORDS
        if entry.before:
            found = self._words_before(sentence, token, entry.before)
            if found is None:
                return None
            if entry.part == "noun" and token.head in found and token.head != token.i:
                return None  # "Kenya shared intelligence" tells of no "shared intelligence"
            before = found
        if entry.reflexive and not any(t.lower in ("se", "s'") for t in sentence.children(token)):
            return None
        if entry.after:
            found = self._words_after(sentence, token.i, entry.after, _NEAR)
            if found is None:
                return None
            after = found
        if entry.tail:
            found = self._words_after(sentence, max((token.i, *after)), entry.tail, _FAR)
            if found is None:
                return None
            tail = found
            if entry.gap and entry.after and _belongs_to_object(sentence, tail):
                return None
        anchor = _anchor(sentence, token, entry, after | tail if tail else after)
        key = entry.part, anchor.i
        arguments = cache.get(key)
        if arguments is None:
            arguments = cache[key] = self._arguments(sentence, anchor, entry.part)
        objects = self._objects(entry, arguments)
        if after and _stand_apart(sentence, entry, after, arguments, objects):
            return None
        return _Frame(anchor, before, after, tail, arguments, objects)

    def _match(
        self,
        sentence: Sentence,
        token: Token,
        entry: CompiledEntry,
        frame: _Frame,
        *,
        kinds: bool,
    ) -> Trigger | None:
        """The entry at this word, whose object is known to fit, or ``None``.

        With ``kinds`` its object may also be a recognised actor or place that could be called so,
        which is weaker evidence than the word itself.
        """
        anchor, absorbed, objects = frame.anchor, frame.before, frame.objects
        if entry.object is not None:
            matching = [
                t for t in objects if self._is_one_of(sentence, t, entry.object, kinds=kinds)
            ]
            if entry.absorbed:
                absorbed = absorbed | {t.i for t in matching}
                objects = self._objects_of_absorbed(sentence, matching, entry, frame.tail)
        subjects = frame.arguments.subjects
        if entry.subjects is not None and not self._any_of(
            sentence, subjects, entry.subjects, kinds=False
        ):
            return None
        if entry.without is not None and self._any_of(
            sentence, [*objects, *subjects], entry.without, kinds=False
        ):
            return None
        words = (absorbed | frame.after | frame.tail | {token.i}) - {anchor.i}
        return Trigger(anchor, entry, frame.arguments, tuple(objects), words)

    def _words_before(
        self, sentence: Sentence, token: Token, words: tuple[str, ...]
    ) -> frozenset[int] | None:
        """Indices of the words that must stand just before (hyphens count as spaces)."""
        at = token.i - 1
        used: set[int] = set()
        readings = self._lexicon.readings
        for word in reversed(words):
            while at >= 0 and self._is_passed_over(sentence.tokens[at], token):
                at -= 1
            compound = self._compounds.get(at)
            first = compound.first if compound is not None and compound.text == word else at
            if at < 0 or not (first < at or word in readings[sentence.lowers[at]]):
                return None
            used.update(range(first, at + 1))
            at = first - 1
        return frozenset(used)

    def _is_passed_over(self, word: Token, verb: Token) -> bool:
        """Whether a word may part a verb from those before it ("s'en *est* pris à")."""
        helps = self._head_first and word.dep.startswith("aux") and word.head == verb.i
        return word.lower == "-" or helps

    def _words_after(
        self, sentence: Sentence, start: int, words: tuple[str, ...], reach: int
    ) -> frozenset[int] | None:
        """Indices of the words that must follow in this order, each within ``reach`` words."""
        at = start
        used: set[int] = set()
        readings = self._lexicon.readings
        for word in words:
            ahead = sentence.lowers[at + 1 : at + 1 + reach]
            hit = next((i for i, w in enumerate(ahead, at + 1) if word in readings[w]), None)
            if hit is None:
                return None
            used.add(hit)
            at = hit
            reach = _NEAR
        return frozenset(used)

    def _is_one_of(self, sentence: Sentence, token: Token, heads: Heads, *, kinds: bool) -> bool:
        return self._any_of(sentence, [token], heads, kinds=kinds)

    def _any_of(
        self, sentence: Sentence, tokens: Sequence[Token], heads: Heads, *, kinds: bool
    ) -> bool:
        """Whether one of the phrases is what the heads name; with ``kinds`` could be called so."""
        called = self._what(sentence, tokens)
        return called.told_by(heads) or (kinds and not heads.words.isdisjoint(called.wider))

    def _what(self, sentence: Sentence, tokens: Sequence[Token]) -> _Called:
        """What any of some phrases may be called, remembered for the sentence."""
        at = tuple([t.i for t in tokens])
        called = self._called.get(at)
        if called is None:
            called = self._called[at] = self._calls(sentence, tokens)
        return called

    def _calls(self, sentence: Sentence, tokens: Sequence[Token]) -> _Called:
        words: set[str] = set()
        kinds: set[str] = set()
        wider: set[str] = set()
        for token in tokens:
            names, bearer = self._names(sentence, token)
            words |= names
            mention = self._mention_at(bearer)
            if mention is not None:
                kinds.add(mention.kind)
                wider |= self._kinds.get(mention.kind, frozenset())
            elif self._is_place(bearer):
                wider |= self._kinds["place"]
        return _Called(frozenset(words), frozenset(kinds), frozenset(wider))

    def _names(self, sentence: Sentence, token: Token) -> tuple[frozenset[str], Token]:
        """What a phrase may be called by its head, and the word that names whom it is about.

        "Police", "riot police", "chief of police"; of "hundreds of villagers" the villagers.
        """
        known = self._named.get(token.i)
        if known is not None:
            return known
        lemmas = self._lexicon.lemmas(token.lower, "noun")
        whole = self._compounds.get(token.i)
        if whole is not None:
            lemmas = (*self._lexicon.lemmas(whole.text, "noun"), *lemmas)
        names = {token.lower, *lemmas}
        bearer = token
        for child in sentence.children(token, "compound", "amod"):
            if self._head_first:  # "espace aérien", "forces armées"
                words = {child.lower, *self._lexicon.lemmas(child.lower, "noun")}
                names.update(f"{lemma} {word}" for lemma in lemmas for word in sorted(words))
            names.update(f"{child.lower} {lemma}" for lemma in lemmas)
        for child in sentence.children(token, "nmod"):
            case = preposition(sentence, child)
            inner = (child.lower, *self._lexicon.lemmas(child.lower, "noun"))
            joint = case if case.endswith("'") else f"{case} "  # "état d'urgence"
            names.update(f"{lemma} {joint}{word}" for lemma in lemmas for word in inner)
            counts = token.pos == "NUM" or not _QUANTITIES.isdisjoint((*lemmas, token.lower))
            if case in _OF and counts:
                counted, bearer = self._names(sentence, child)
                names |= counted
                break
        self._named[token.i] = frozenset(names), bearer
        return self._named[token.i]

    @staticmethod
    def _objects(entry: CompiledEntry, arguments: Arguments) -> list[Token]:
        """What the entry takes as its object: what its last preposition brings in, else direct."""
        words = entry.tail or entry.after
        between = entry.gap or (entry.tail and entry.object is not None and not entry.absorbed)
        if between and arguments.objects:
            return list(
                arguments.objects
            )  # the star of "accuse * of", "[troops]" of "send [troops] to"
        if words and not (entry.tail and entry.object is not None and entry.absorbed):
            if entry.type == "ACCUSE" and words[-1] in _CHARGES and arguments.objects:
                return list(arguments.objects)  # "blame X for the attack" blames X
            brought = [t for p, t in arguments.obliques if _is_brought_by(p, words)]
            if brought:
                return brought
        if entry.part == "noun":
            wanted = ("of", "de", "d'", "du", "des", "+")
            return [t for p, t in arguments.obliques if p in wanted]
        return list(arguments.objects)

    def _objects_of_absorbed(
        self,
        sentence: Sentence,
        absorbed: Iterable[Token],
        entry: CompiledEntry,
        tail: frozenset[int],
    ) -> list[Token]:
        """The object behind a light verb's noun ("take control *of the town*")."""
        found: list[Token] = []
        last = entry.tail[-1] if entry.tail else None
        for noun in absorbed:
            for child in sentence.children(noun, "nmod", "obl"):
                word = preposition(sentence, child)
                role = entry.prepositions.get(word)
                if word == last or (last is None and (role in ("target", "both") or word in _OF)):
                    found += conjuncts(sentence, child)
        if not found and last is not None:
            for i in sorted(tail):
                if sentence.tokens[i].dep == "case":
                    found += conjuncts(sentence, sentence.tokens[sentence.tokens[i].head])
        return found


def hyphenated(sentence: Sentence, *, head_first: bool) -> dict[int, Compound]:
    """Words that the tokeniser has cut at their hyphens, by the word that heads them."""
    found: dict[int, Compound] = {}
    if "-" not in sentence.words:
        return found
    tokens = sentence.tokens
    first = 0
    for i, token in enumerate(tokens):
        joined = i and tokens[i - 1].end == token.start and "-" in (token.text, tokens[i - 1].text)
        if not joined:
            first = i
        ends = i + 1 == len(tokens) or not (
            tokens[i + 1].start == token.end and "-" in (token.text, tokens[i + 1].text)
        )
        if ends and i - first >= 2:
            run = tokens[first : i + 1]
            outside = [t for t in run if t.text != "-" and not first <= t.head <= i] or [token]
            content = [t for t in outside if t.pos in _HEAD_TAGS - {"ADV"}] or outside
            head = content[0 if head_first else -1]  # "sit" of "sit-in"
            found[head.i] = Compound("".join(t.lower for t in run), first, i)
    return found


def _brings_in(sentence: Sentence, after: frozenset[int]) -> bool:
    """Whether the last of the words behind a verb is a preposition that places the deed."""
    last = sentence.tokens[max(after)]
    return last.dep == "case" and last.lower in _PLACING


def _belongs_to_object(sentence: Sentence, tail: frozenset[int]) -> bool:
    """Whether the "de" of a pattern such as "demander à * de" joins two nouns of its object.

    In "imposer un blocus à la bande de Gaza" nobody is told to do anything.
    """
    last = sentence.tokens[max(tail)]
    return last.lower in _OF and last.dep == "case" and sentence.tokens[last.head].dep == "nmod"


def _is_brought_by(preposition: str, words: tuple[str, ...]) -> bool:
    """Whether a preposition is the last of these words; "out of" is told by its first."""
    first = preposition.split(" ", maxsplit=1)[0]
    return first == words[-1] or (words[-2:] == (first, "of"))


def _stand_apart(
    sentence: Sentence,
    entry: CompiledEntry,
    after: frozenset[int],
    arguments: Arguments,
    objects: Sequence[Token],
) -> bool:
    """Whether the last word behind a verb brings in something that is none of the pattern's.

    "Was shot at a checkpoint" is not "shot at", "sent instructors in May" not "send in
    instructors", "closed its embassy in Rabat on Monday" not "close in on".
    """
    if arguments.passive and _brings_in(sentence, after):
        return True
    brought = {t.head for i in after if (t := sentence.tokens[i]).dep == "case"} - after
    if len(brought) > 1:
        return True
    last = sentence.tokens[max(after)]
    if entry.object is None or entry.tail or last.dep != "case":
        return False
    return all(t.i != last.head for t in objects)


def _anchor(sentence: Sentence, token: Token, entry: CompiledEntry, words: frozenset[int]) -> Token:
    """The word whose phrases a pattern speaks of.

    A pattern with "be" is about what the copula joins to its subject ("is at odds"), or about the
    participle, when that is one of its words ("was received by").
    """
    if entry.part != "verb":
        return token
    governor = sentence.head(token)
    if governor is None:
        return token
    serves = token.dep == "cop" or (token.dep == "aux:pass" and governor.i in words)
    return governor if serves else token


def _taken(triggers: Iterable[Trigger]) -> set[int]:
    """The words of triggers."""
    return {i for t in triggers for i in (t.token.i, *t.absorbed)}


def _own_clause(sentence: Sentence, token: Token, inner: Sequence[int]) -> list[Token]:
    """The words of a predicate's clause without those of participles and clauses below it."""
    set_off = [
        t.i for t in sentence.tokens
        if t.i != token.i and t.pos == "VERB" and t.dep.startswith(_SET_OFF)
    ]  # fmt: skip
    return sentence.subtree(token, without=[*inner, *set_off])


_SET_OFF = ("acl", "advcl", "amod", "appos")
"""How verbs hang on others that tell a deed of their own ("seized by rebels", "before leaving")."""


_NO_CLAUSE = frozenset(("aux", "compound", "fixed", "amod", "case", "mark", "flat"))
"""How words tagged as verbs hang on others without a clause of their own."""


def _predicates(sentence: Sentence) -> list[int]:
    """Indices of the words that finite clauses say of their subjects, in order."""
    below = {t.head for t in sentence.tokens if t.dep.startswith("nsubj") and t.head != t.i}
    return [i for i in sorted(below) if _is_predicate(sentence, sentence.tokens[i])]


def _is_predicate(sentence: Sentence, token: Token) -> bool:
    """Whether a word with a subject is what a finite clause says of it."""
    below = sentence.children(token)
    if token.pos in ("VERB", "AUX"):
        return token.has("VerbForm=Fin") or any(t.dep.startswith("aux") for t in below)
    return any(t.dep == "cop" for t in below)
