"""From phrases to participants: which actors do the deed, and to whom it is done."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import islice

from msgspec import Struct, field
from msgspec.structs import replace

from corrobora.extract.arguments import (
    arguments_of_verb,
    conjuncts,
    controlling_subjects,
    preposition,
    shared_subjects,
)
from corrobora.extract.indirect import (
    OWNERS,
    asked_in_clause,
    meant_by_infinitive,
    through_objects,
)
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.lists import listed_with
from corrobora.extract.parts import INANIMATE, Mention
from corrobora.extract.subjects import subject_across_aside, subject_before, subject_of_sentence
from corrobora.extract.syntax import Sentence, Token
from corrobora.extract.triggers import Trigger
from corrobora.extract.unlisted import unlisted_doer
from corrobora.vocab.types import Role

_HOLDERS = frozenset(("of", "de", "d'", "du", "des"))
_BLASTS = frozenset(("explosives", "suicide-attack"))
"""Modes of assault that hit what they happen at."""
_BESIDE = frozenset(
    """in at inside near outside under beside beneath against opposite
    dans devant contre sous près à au en""".split()
)
_PERSONS = frozenset(("person", "people"))
_ORGANISED = frozenset(("ngo", "igo", "party", "government", "company", "armed-group", "media"))
_NEAR = 400
"""Characters back to the name that "the council" may take up."""
_POINTING = frozenset(("the", "this", "that", "le", "la", "l'", "ce", "cette"))
_OPENS_OBJECT = frozenset(("DET", "NUM", "NOUN", "PROPN", "PRON", "ADJ", "CCONJ"))
_CHARGES = frozenset(("for", "of", "in", "de", "d'", "du", "des", "dans"))
"""Prepositions before what somebody is accused of or answers for."""
_HAVING = frozenset("a ont avait avaient aura auront aurait auraient ait aient".split())
"""French helpers of what somebody did, never of what was done to him."""
_DONE_TO = frozenset(("ASSAULT", "COERCE"))
"""Types of harm: what was done to somebody does not stand for them."""
_LAID_TO = frozenset(("on", "to", "à", "au", "aux"))
_AGENT_WORDS = frozenset(("by", "par"))
_BETWEEN = 5
"""Words after "carried out" within which "by" stands, and after that its agent."""
_TAKING_PART = {
    "CONSULT": ("at", "in", "during", "after", "for", "à", "lors", "après"),
    "AGREE": ("under", "in", "with", "en", "dans"),
}
"""Prepositions by which the subject of a clause has a part in a deed that a noun names."""
_JOINED_VERBS = 4
"""Verbs in a row that may share a subject."""
_CLAUSES = ("ccomp", "xcomp", "advcl", "acl")
"""Relations of clauses within which a verb may be joined to the wrong one."""
_IN_PHRASE = ("DET", "ADJ", "NOUN", "PROPN", "PART", "NUM")
"""Parts of speech before the head of a phrase that says what somebody is."""
_STEERING = ("military", "police", "armed-group", "government", "state")
"""Kinds of those whose aircraft, ships and vehicles do what they have them do."""
_EACH_OTHER = (["each", "other"], ["one", "another"], ["the", "other"])
_VAGUE = 5
"""Words after a verb among which a number of those it befalls may stand."""
_PHRASE = 9
"""Words after a noun within which "carried out" stands ("the raid on Lae, carried out by ...")."""
_PARTICIPLES = ("ed", "de", "led", "é", "ée", "és", "ées", "ert", "erte", "uite", "uit")


class MentionIndex:
    """Mentions by place in the text."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.mentions = tuple(sorted(mentions, key=lambda m: (m.start, -m.end)))
        self._starts = [m.start for m in self.mentions]
        ends = [m.end for m in self.mentions]
        self._furthest = [max(ends[max(0, i - 3) : i + 1]) for i in range(len(ends))]
        self._at: dict[tuple[int, int], Mention | None] = {}

    def at(self, token: Token) -> Mention | None:
        """The mention that a word belongs to."""
        span = (token.start, token.end)
        try:
            return self._at[span]
        except KeyError:
            found = self._at[span] = self._covering(token)
            return found

    def _covering(self, token: Token) -> Mention | None:
        at = bisect_right(self._starts, token.start) - 1
        if at < 0 or self._furthest[at] < token.end:
            return None
        for i in range(at, max(-1, at - 4), -1):
            mention = self.mentions[i]
            if mention.start <= token.start and token.end <= mention.end:
                return mention
        return None

    def named(self, mention: Mention) -> Mention:
        """The words that name best what a mention stands for.

        For a person who is named in the text, the longest name; for any other pronoun the last
        words before it; else the mention itself.
        """
        if mention.kind == "person" and not mention.id.startswith("~:"):
            return self._longest_names.get(mention.id, mention)
        if mention.form != "pronoun":
            return mention
        before = (
            m for m in reversed(self.mentions)
            if m.start < mention.start and m.id == mention.id and m.form != "pronoun"
            and m.kind == mention.kind
        )  # fmt: skip
        return next(before, mention)

    @cached_property
    def _longest_names(self) -> dict[str, Mention]:
        """By identity, the first of the longest names that the text has for a person."""
        found: dict[str, Mention] = {}
        for mention in self.mentions:
            if mention.kind != "person" or mention.form != "name":
                continue
            known = found.get(mention.id)
            if known is None or len(mention.text) > len(known.text):
                found[mention.id] = mention
        return found

    def naming(self, mention: Mention) -> tuple[int, int] | None:
        """Where other words call what a mention stands for by itself, and not by its members.

        Its proper name before the mention, else "the army" or "the police" anywhere.
        """
        own = [m for m in self.mentions if m.id == mention.id and not m.persons and m != mention]
        before = [m for m in own if m.form == "name" and m.start < mention.start]
        called = [m for m in own if m.form in ("description", "nationality")]
        found = before[-1] if before else next(iter(called), None)
        return None if found is None else (found.start, found.end)

    def within(self, start: int, end: int) -> list[Mention]:
        """Mentions that lie inside a stretch."""
        first = bisect_right(self._starts, start - 1)
        found = []
        for mention in islice(self.mentions, first, None):
            if mention.start >= end:
                break
            if mention.end <= end:
                found.append(mention)
        return found


class Parties(Struct):
    """Who does a deed and whom it befalls; ``blamed`` where the doers are only held to be so."""

    actors: list[Mention] = field(default_factory=list)
    targets: list[Mention] = field(default_factory=list)
    blamed: bool = False

    def add(self, role: Role, mentions: Iterable[Mention]) -> None:
        """Put mentions into a role; a mention stands in one role once."""
        for mention in mentions:
            for side in self._sides(role):
                taken = self.actors + self.targets if role != "both" else side
                if not any(_is_same(m, mention) for m in taken):
                    side.append(mention)

    def _sides(self, role: Role) -> list[list[Mention]]:
        sides = {"actor": [self.actors], "target": [self.targets],
                 "both": [self.actors, self.targets]}  # fmt: skip
        return sides.get(role, [])


def _is_own(sentence: Sentence, noun: Token) -> bool:
    """Whether a pronoun gives a noun to somebody of its clause ("has extended its raids")."""
    return any(
        t.pos in ("PRON", "DET") and t.has("Poss=Yes")
        for t in sentence.children(noun, "nmod:poss", "det")
    )


def _stands(mention: Mention) -> bool:
    """Whether something stands where an explosive may go off: a thing, a place, an embassy."""
    return mention.kind in INANIMATE or mention.id.endswith(".emb")


def _is_same(one: Mention, other: Mention) -> bool:
    """Whether two mentions are one party: the same words, or both by name ("the minister, X,")."""
    named = not one.id.startswith("~:")
    return one.id == other.id and (named or one.start == other.start)


def _is_reciprocal(sentence: Sentence, objects: Iterable[Token]) -> bool:
    """Whether an object says that several did it to each other ("accused one another")."""
    return any(
        sentence.lowers[max(0, t.i - 1) : t.i + 2][n : n + 2] in _EACH_OTHER
        for t in objects for n in (0, 1)
    )  # fmt: skip


class Roles:
    """Resolves the phrases of triggers in one text."""

    def __init__(
        self, lexicon: Lexicon, index: MentionIndex, is_place: Callable[[Token], bool]
    ) -> None:
        self._lexicon = lexicon
        self._index = index
        self._is_place = is_place
        self._told: list[Mention] = []

    def parties(self, sentence: Sentence, trigger: Trigger) -> Parties:
        """Actors and targets of a trigger."""
        found = Parties()
        entry = trigger.entry
        arguments = trigger.arguments
        heads = [t for t in arguments.subjects if t.i not in trigger.absorbed]
        witnessed = entry.part == "verb" and self._is_witnessed(sentence, trigger.token)
        heads = [] if witnessed else heads
        objects = list(trigger.objects)
        if heads and not objects and self._is_harmed(sentence, trigger):
            heads, objects = [], heads
        elif not heads and objects and self._is_intransitive(sentence, trigger):
            heads, objects = objects, []
        subjects = self._subjects(sentence, trigger, heads, alone=not witnessed)
        suffered = entry.part == "noun" and self._befalls_owner(trigger)
        found.add(entry.object_role if suffered else entry.subject_role, subjects)
        if entry.part == "noun":
            self._from_light_verb(sentence, trigger, found)
        else:
            found.add(
                entry.object_role,
                self.mentions(sentence, [t for t in objects if t.i != trigger.token.i]),
            )
            if entry.absorbed and not found.actors:
                found.add(entry.subject_role, self._of_absorbed(sentence, trigger))
        if not found.actors and trigger.arguments.passive:  # "killed by Turkish fire"
            shots = [t for t in trigger.arguments.subjects if t.i in trigger.absorbed]
            found.add(entry.subject_role, [m for t in shots for m in self._owners(sentence, t)])
        if not found.targets and len(found.actors) > 1 and _is_reciprocal(sentence, objects):
            found.targets = list(found.actors)
        if entry.type == "STATE" and trigger.arguments.passive and not found.actors:
            found.actors, found.targets = found.targets, []  # "troops are stationed there"
        self._obliques(sentence, trigger, found)
        if entry.mode in _BLASTS:
            self._beside(sentence, trigger, found)
        self._lay(sentence, trigger, found)
        if entry.part == "noun":
            self._around_noun(sentence, trigger, found)
            self._held_doers(sentence, trigger, found)
            self._by_the_noun(sentence, trigger, found)
        elif not found.targets:
            self._indirect(sentence, trigger, found)
        if entry.type == "ASSAULT" and found.targets:
            inside = self._index.within(sentence.start, sentence.end)
            found.add("target", listed_with(sentence, inside, found.targets, trigger.token))
        return found

    def _by_the_noun(self, sentence: Sentence, trigger: Trigger, found: Parties) -> None:
        """A doer that the noun itself gives: who protests, and of whom "an ally of" is said."""
        token = trigger.token
        if found.actors:
            return
        if trigger.entry.type == "PROTEST":
            own = self._index.at(token)
            found.add("actor", [own] if own is not None and own.kind == "people" else [])
        elif trigger.entry.type == "STATE" and token.dep == "appos":
            found.add("actor", self.mentions(sentence, [sentence.tokens[token.head]]))

    def _held_doers(self, sentence: Sentence, trigger: Trigger, found: Parties) -> None:
        """Who has a part in the violence that a noun names, or is blamed for it."""
        if trigger.entry.type != "ASSAULT" or found.actors:
            return
        found.add("actor", self.mentions(sentence, self._partakers(sentence, trigger.token)))
        if not found.actors:
            found.add("actor", self.mentions(sentence, self._blamed(sentence, trigger.token)))
            found.blamed = bool(found.actors)

    def _subjects(
        self, sentence: Sentence, trigger: Trigger, heads: Sequence[Token], *, alone: bool
    ) -> list[Mention]:
        """Those who stand where a deed has its doer, from the nearest reading to the furthest.

        Args:
            sentence: The sentence.
            trigger: The deed.
            heads: Its subjects as the parse has them.
            alone: Whether a gerund without a subject may take that of its clause.
        """
        entry, token = trigger.entry, trigger.token
        near: list[Mention] = []
        if entry.part == "verb" and not trigger.arguments.passive and alone:
            near = subject_before(sentence, token, self._index.at) or subject_across_aside(
                sentence, token, self._index.at
            )
        found = near or self._steering(sentence, heads) or self.mentions(sentence, heads)
        if found and token.dep == "conj":
            found = self._not_upon_itself(sentence, trigger, found)
        if not found and alone and entry.part == "verb" and not trigger.arguments.passive:
            found = self._subject_above(sentence, trigger) or self._subject_joined(sentence, token)
        if not found and entry.part != "noun":
            found = [m for t in heads for m in self._owners(sentence, t)]
        if not found and entry.part == "verb":
            found = self.mentions(sentence, controlling_subjects(sentence, token))
        if not found and entry.part == "verb":
            found = [m for t in heads if (m := self._unlisted(sentence, t)) is not None]
        if not found and entry.part == "verb" and not trigger.arguments.passive and alone:
            found = subject_of_sentence(sentence, token, self._index.at)
        return found

    def _steering(self, sentence: Sentence, heads: Sequence[Token]) -> list[Mention]:
        """Whose aircraft or drones do something ("les avions de l'armée soudanaise")."""
        found: list[Mention] = []
        for head in heads:
            own = self._index.at(head)
            if own is None or own.kind != "vehicle":
                continue
            behind = (t for t in sentence.children(head, "nmod")
                      if preposition(sentence, t) in _HOLDERS)  # fmt: skip
            bodies = (self._index.at(t) for t in behind)
            found += [m for m in bodies if m is not None and m.kind in _STEERING]
        return found

    def _not_upon_itself(
        self, sentence: Sentence, trigger: Trigger, subjects: list[Mention]
    ) -> list[Mention]:
        """Who stands above a clause where its subject would do something to itself.

        In "said that Iran had broken the accord, and urged Tehran to stop" who said so urges.
        """
        own = {m.id for m in subjects}
        if sentence.children(trigger.token, "nsubj", "nsubj:pass"):
            return subjects
        if not any(m.id in own for m in self.mentions(sentence, trigger.objects)):
            return subjects
        for clause in sentence.ancestors(trigger.token):
            above = sentence.head(clause)
            if above is None or above.pos != "VERB" or clause.dep not in _CLAUSES:
                continue
            higher = self.mentions(sentence, arguments_of_verb(sentence, above).subjects)
            if higher and own.isdisjoint(m.id for m in higher):
                return higher
        return subjects

    def _indirect(self, sentence: Sentence, trigger: Trigger, found: Parties) -> None:
        """Whom it befalls where its object is a thing or a clause."""
        for role, mention in through_objects(sentence, trigger, self._index.at, self.mentions):
            found.add(role, [mention])
        if not found.targets:
            found.add("target", asked_in_clause(sentence, trigger, self.mentions))
        if not found.targets:
            found.add("target", meant_by_infinitive(sentence, trigger, self.mentions))
        if not found.targets and trigger.entry.type == "ACCUSE":
            heads = [
                head
                for deed in trigger.objects if deed.pos == "NOUN"
                for agent in sentence.children(deed, "nmod", "obl")
                if preposition(sentence, agent) in _AGENT_WORDS
                for head in conjuncts(sentence, agent)
            ]  # fmt: skip
            found.add("target", self.mentions(sentence, heads))  # "condemned the raid by X"

    def _is_harmed(self, sentence: Sentence, trigger: Trigger) -> bool:
        """Whether the only party of a verb is the one harmed ("six injured", a headline)."""
        token = trigger.token
        if trigger.entry.part != "verb" or trigger.arguments.passive or trigger.absorbed:
            return False
        if any(t.lower in _HAVING for t in sentence.children(token, "aux:tense")):
            return False  # "un policier a tué de six balles l'ambassadeur"
        after = sentence.tokens[token.i + 1 : token.i + 2]
        if any(t.pos in _OPENS_OBJECT for t in after) or sentence.children(token, "conj"):
            return False
        if any(t.pos == "NUM" for t in sentence.tokens[token.i + 1 : token.i + _VAGUE]):
            return False  # "killed more than a hundred"
        past = token.has("VerbForm=Part") or token.has("Tense=Past")
        return past and self._lexicon.is_form_of(token, self._lexicon.language.harming_verbs)

    def _is_intransitive(self, sentence: Sentence, trigger: Trigger) -> bool:
        """Whether what the parse takes for a passive has no passive ("whites marched")."""
        token = trigger.token
        if trigger.entry.part != "verb" or not trigger.arguments.passive:
            return False
        never = self._lexicon.language.words("words", "intransitive")
        return self._lexicon.is_form_of(token, never) and not sentence.children(token, "aux:pass")

    def _is_witnessed(self, sentence: Sentence, verb: Token) -> bool:
        """Whether somebody only saw or recorded it ("they saw shelling"), as the parse has it."""
        governor = sentence.head(verb)
        if governor is None or verb.dep not in ("xcomp", "ccomp", "parataxis", "obj"):
            return False
        own = sentence.children(verb, "nsubj", "nsubj:pass", "mark", "aux", "aux:pass")
        return not own and self._lexicon.is_form_of(
            governor, self._lexicon.language.witnessing_verbs
        )

    def _subject_above(self, sentence: Sentence, trigger: Trigger) -> list[Mention]:
        """For a gerund or participle hung on the wrong noun: the subject of its clause."""
        verb = trigger.token
        if not verb.lower.endswith(("ing", "ant")) or verb.dep == "amod":
            return []
        return self.mentions(sentence, shared_subjects(sentence, verb))

    def _subject_joined(self, sentence: Sentence, verb: Token) -> list[Mention]:
        """For a verb joined to another by "and": who stands before that one, across an aside."""
        for _ in range(_JOINED_VERBS):
            above = sentence.head(verb)
            if verb.dep != "conj" or above is None or above.pos != "VERB":
                return []
            verb = above
            found = subject_across_aside(sentence, verb, self._index.at)
            if found:
                return found
        return []

    def _owners(self, sentence: Sentence, head: Token) -> list[Mention]:
        """Whose thing it is that does something ("Thai shells fell", "a UN report accuses")."""
        if head.pos not in ("NOUN", "PROPN"):
            return []
        before = [t for t in sentence.children(head, "amod", "compound") if t.i < head.i]
        before += [
            t for thing in before for t in sentence.children(thing, "amod", "compound")
        ]  # "Israeli tank fire"
        found = (self._index.at(t) for t in before)
        return [m for m in found if m is not None and m.kind in (*OWNERS, "police")][:1]

    def _unlisted(self, sentence: Sentence, head: Token) -> Mention | None:
        """A doer that no list knows; "the Institute" is the one that the text names in full."""
        found = unlisted_doer(sentence, head, self._lexicon, self._is_place)
        if found is None:
            return None
        before = sentence.tokens[head.i - 1].lower if head.i else ""
        if " " in found.text or before not in _POINTING:
            self._told.append(found)
            return found
        word = found.text.casefold()
        for known in (*reversed(self._told), *reversed(self._index.mentions)):
            named = known.kind in _ORGANISED and known.form in ("name", "nationality")
            far = found.text.islower() and found.start - known.start > _NEAR
            if not named or far or known.start >= found.start:
                continue
            if word in known.text.casefold().split() and " " in known.text:
                return replace(found, id=known.id, name=known.name, kind=known.kind, anaphoric=True)
        return found

    def _obliques(self, sentence: Sentence, trigger: Trigger, found: Parties) -> None:
        entry = trigger.entry
        led = bool(found.actors)
        brought = {t.i for t in trigger.objects}
        for word, head in trigger.arguments.obliques:
            if word == "+":
                if entry.part == "noun":
                    self._compound(trigger, head, found)
                continue
            short = word.split(" ")[0]
            role = entry.prepositions.get(word) or entry.prepositions.get(short)
            if role is None and short in _AGENT_WORDS and entry.part == "noun":
                role = entry.subject_role
            if role is None and entry.part != "noun" and head.i in brought:
                role = entry.object_role
            if role is None:
                role = entry.prepositions.get({"d'": "de", "du": "de", "des": "de", "au": "à",
                                               "aux": "à"}.get(short, short))  # fmt: skip
            if role in (None, "none") and entry.mode in _BLASTS and short in _BESIDE:
                hit = self.mentions(sentence, [head])
                found.add("target", [m for m in hit if _stands(m)])
                continue
            if role == "both" and led:
                role = "target"
            if role is not None:
                found.add(role, self.mentions(sentence, [head]))

    def _beside(self, sentence: Sentence, trigger: Trigger, found: Parties) -> None:
        """What an explosive that has its place told beside it hits ("a bomb outside a hotel")."""
        for head in trigger.arguments.objects:
            for child in sentence.children(head, "nmod"):
                if preposition(sentence, child).split(" ")[0] in _BESIDE:
                    hit = self.mentions(sentence, [child])
                    found.add("target", [m for m in hit if _stands(m)])

    def _compound(self, trigger: Trigger, head: Token, found: Parties) -> None:
        """The modifier acts in "French strikes"; in "convoy attack" it is hit."""
        mention = self._index.at(head)
        if mention is None:
            return
        hit = mention.kind in INANIMATE or (mention.metonym and head.dep == "compound")
        hit = hit or (mention.kind in _PERSONS and self._befalls_owner(trigger))
        role = trigger.entry.object_role if hit else trigger.entry.subject_role
        if mention.kind != "place":
            found.add(role, [mention])

    def _befalls_owner(self, trigger: Trigger) -> bool:
        """Whether whose deed a noun tells is whom it befell ("the bishop's murder").

        Not where "of" brings in somebody else ("the army's killing of the bishop").
        """
        befalling = self._lexicon.language.words("words", "befalling")
        if trigger.entry.head not in befalling or trigger.entry.object_role == "none":
            return False
        return not any(word in _HOLDERS for word, _ in trigger.arguments.obliques)

    def _from_light_verb(self, sentence: Sentence, trigger: Trigger, found: Parties) -> None:
        """The subject of a verb that only carries the noun ("X stepped up its raids on Y")."""
        noun, entry = trigger.token, trigger.entry
        found.add(entry.subject_role, self._carried_out_by(sentence, noun))
        governor = sentence.head(noun)
        if governor is None or governor.pos not in ("VERB", "AUX"):
            return
        if noun.dep != "obj" and not noun.dep.startswith("obl"):
            return
        language = self._lexicon.language
        if not found.actors and _is_own(sentence, noun):
            owners = arguments_of_verb(sentence, governor).subjects
            found.add(entry.subject_role, self.mentions(sentence, owners))
        if noun.dep != "obj":
            return
        if self._lexicon.is_form_of(governor, language.undergoing_verbs):
            found.add("target", self.mentions(sentence, shared_subjects(sentence, noun)))
            return
        light = self._lexicon.is_form_of(governor, language.light_verbs)
        light = light and not self._lexicon.is_form_of(governor, language.witnessing_verbs)
        if light and not found.actors:
            found.add(entry.subject_role, self.mentions(sentence, shared_subjects(sentence, noun)))

    def _carried_out_by(self, sentence: Sentence, noun: Token) -> list[Mention]:
        """Whoever is named in "strikes carried out by Malian forces", "attaque menée par ...".

        Read from the order of the words: parsers take the participle for a verb of its own.
        """
        language = self._lexicon.language
        carrying = language.light_verbs | language.claiming_verbs
        verb = self._participle_after(sentence, noun, carrying)
        if verb is None:
            return []
        after = sentence.tokens[verb.i + 1 : verb.i + 1 + _BETWEEN]
        by = next((t for t in after if t.lower in _AGENT_WORDS), None)
        if by is None or any(t.pos in ("VERB", "PUNCT") for t in after if t.i < by.i):
            return []
        heads = sentence.tokens[by.i + 1 : by.i + 1 + _BETWEEN]
        named = (self._index.at(t) for t in heads if t.pos in ("NOUN", "PROPN"))
        return [m for m in named if m is not None][:1]

    def _lay(self, sentence: Sentence, trigger: Trigger, found: Parties) -> None:
        """Lay violence to whom it is put down: "an attack blamed on X", "imputé à X"."""
        if trigger.entry.type != "ASSAULT" or found.actors:
            return
        shots = (
            t for t in trigger.arguments.subjects if t.i in trigger.absorbed or self._is_harm(t)
        )
        for noun in (trigger.token, *shots):
            if noun.pos != "NOUN":
                continue
            verb = self._participle_after(sentence, noun, self._lexicon.language.attributing_verbs)
            after = () if verb is None else sentence.tokens[verb.i + 1 : verb.i + 3]
            link = next((t for t in after if t.lower in _LAID_TO), None)
            if link is None:
                continue
            heads = sentence.tokens[link.i + 1 : link.i + 1 + _BETWEEN]
            named = (self._index.at(t) for t in heads if t.pos in ("NOUN", "PROPN"))
            found.add("actor", [m for m in named if m is not None][:1])
            found.blamed = bool(found.actors)
            return

    def _participle_after(
        self, sentence: Sentence, noun: Token, verbs: frozenset[str]
    ) -> Token | None:
        """The first verb behind a noun, when it is a participle that says who carried it out."""
        for token in sentence.tokens[noun.i + 1 : noun.i + 1 + _PHRASE]:
            if token.pos not in ("VERB", "AUX"):
                continue
            carries = self._lexicon.is_form_of(token, verbs)
            return token if carries and token.lower.endswith(_PARTICIPLES) else None
        return None

    def _around_noun(self, sentence: Sentence, trigger: Trigger, found: Parties) -> None:
        """A deed named by a noun takes its doer from the clause ("X announced an attack")."""
        entry = trigger.entry
        noun = trigger.token
        governor = sentence.head(noun)
        if governor is None or governor.pos not in ("VERB", "AUX"):
            return
        if noun.dep not in ("obj", "obl", "xcomp", "ccomp", "conj"):
            return
        speech = any(
            self._lexicon.language.manner_of.get(lemma) == "announce"
            for lemma in self._lexicon.lemmas(governor.lower, "verb")
        )
        indefinite = not any(t.has("Definite=Def") for t in sentence.children(noun, "det"))
        language = self._lexicon.language
        other = language.witnessing_verbs | language.undergoing_verbs
        doer = speech or (indefinite and not self._lexicon.is_form_of(governor, other))
        taking_part = preposition(sentence, noun) in _TAKING_PART.get(entry.type, ("with",))
        if not found.actors and indefinite and noun.dep == "obl" and taking_part:
            subjects = [t for t in arguments_of_verb(sentence, governor).subjects if t != noun]
            found.add(entry.subject_role, self.mentions(sentence, subjects))
        if doer and noun.dep == "obj" and not found.actors:
            found.add(entry.subject_role, self.mentions(sentence, shared_subjects(sentence, noun)))
        if not found.targets:
            for child in sentence.children(governor, "obl"):
                role = entry.prepositions.get(preposition(sentence, child))
                if role == "target":
                    found.add("target", self.mentions(sentence, conjuncts(sentence, child)))

    def _blamed(self, sentence: Sentence, deed: Token) -> list[Token]:
        """Whom the clause holds to be the doer of what a noun names ("blamed X for the attack")."""
        governor = sentence.head(deed)
        language = self._lexicon.language
        if preposition(sentence, deed) in language.answerable:  # "X is behind the attack"
            return list(sentence.children(deed, "nsubj"))
        if governor is None:
            return []
        while governor.dep == "conj" and sentence.tokens[governor.head].dep in ("obj", "conj"):
            governor = sentence.tokens[governor.head]
        if governor.dep == "obj" and preposition(sentence, deed) in _CHARGES:
            above = sentence.head(governor)  # the parse has joined "of the attack" to the accused
            if above is not None and self._lexicon.is_form_of(above, language.charging_verbs):
                return conjuncts(sentence, governor)
        if preposition(sentence, deed) in _CHARGES:
            held = sentence.child(governor, "xcomp")
            if self._lexicon.is_form_of(governor, language.charging_verbs) or (
                held is not None and held.lower in language.answerable
            ):
                return list(sentence.children(governor, "obj", "nsubj:pass"))
            if governor.lower in language.answerable:
                above = sentence.head(governor)
                if above is not None and self._lexicon.is_form_of(above, language.charging_verbs):
                    return list(sentence.children(above, "obj", "nsubj:pass"))
                held = above if governor.dep == "xcomp" else None
                held_ones = list(sentence.children(held, "obj", "nsubj:pass")) if held else []
                if not held_ones and governor.dep.startswith("acl"):  # "men who are involved in"
                    return [sentence.tokens[governor.head]]
                return held_ones or shared_subjects(sentence, governor)
        elif self._lexicon.is_form_of(governor, language.attributing_verbs):
            named = [*sentence.children(governor, "obl"), *sentence.children(deed, "nmod")]
            return [t for t in named if preposition(sentence, t) in _LAID_TO][:1]
        return []

    def _partakers(self, sentence: Sentence, deed: Token) -> list[Token]:
        """Who has a part in what a noun names ("took part in the raid", "planned the murder")."""
        governor = sentence.head(deed)
        if governor is None or governor.pos != "VERB":
            return []
        if deed.dep != "obj" and preposition(sentence, deed) not in _CHARGES:
            return []
        if not self._lexicon.is_form_of(governor, self._lexicon.language.partaking_verbs):
            return []
        return arguments_of_verb(sentence, governor).subjects

    def _of_absorbed(self, sentence: Sentence, trigger: Trigger) -> list[Mention]:
        heads = [
            sentence.tokens[c.i]
            for i in sorted(trigger.absorbed)
            for c in sentence.children(sentence.tokens[i], "nmod:poss", "amod")
        ]
        return self.mentions(sentence, heads)

    def mentions(self, sentence: Sentence, heads: Iterable[Token]) -> list[Mention]:
        """The mentions that phrases stand for, looking through "members of", "a group of"."""
        found: list[Mention] = []
        for head in heads:
            mention = self._named_before(sentence, head) or self._before_of(sentence, head)
            if mention is None:
                mention = self._of_phrase(sentence, self._owned(sentence, head), depth=0)
            if mention is None:
                continue
            span = (mention.start, mention.end)
            # "both sides" and "British and American forces" are two parties in the same words
            twins = [m for m in self._index.within(*span) if (m.start, m.end) == span]
            named = self._named_beside(sentence, head) if mention.kind == "people" else []
            found += [m for m in (mention, *twins, *named) if m not in found]
        return found

    def _owned(self, sentence: Sentence, head: Token) -> Token:
        """The thing, where the parse has split its owner's name ("burned Rosa | Delgado's car")."""
        mention = self._index.at(head)
        if mention is None or head.end == mention.end:
            return head
        for token in sentence.tokens[head.i + 1 :]:
            if token.start >= mention.end:
                break
            if token.dep == "nmod:poss" and sentence.tokens[token.head].start >= mention.end:
                return sentence.tokens[token.head]
        return head

    def _named_before(self, sentence: Sentence, head: Token) -> Mention | None:
        """Whom a noun between commas only says what he is ("Ana Ruiz, the Front's chief, left")."""
        after = sentence.tokens[head.i + 1 : head.i + 2]
        if head.pos != "NOUN" or not after or after[0].text != ",":
            return None
        first = head.i
        while first and head.i - first < _PHRASE and sentence.tokens[first - 1].pos in _IN_PHRASE:
            first -= 1
        if first < 2 or sentence.tokens[first - 1].text != ",":
            return None
        named = self._index.at(sentence.tokens[first - 2])
        if named is None or named.kind != "person" or named.form != "name":
            return None
        own = self._index.at(head)
        kinds = self._lexicon.language.doers
        person = kinds.get(head.lower) == "person" if own is None else own.kind in _PERSONS
        return named if person else None

    def _before_of(self, sentence: Sentence, head: Token) -> Mention | None:
        """Whom "of" ties to a name that the parse takes for the subject ("gunmen of X raided")."""
        own = self._index.at(head) if head.dep.startswith("nsubj") else None
        if own is None or own.form != "name":
            return None
        first = next((t.i for t in sentence.tokens if t.start >= own.start), 0)
        if first < 2 or sentence.tokens[first - 1].lower not in _HOLDERS:
            return None
        before = sentence.tokens[first - 2]
        held = self._index.at(before)
        whole = held is not None and held.end == before.end and held.kind in _PERSONS
        return held if whole else None

    def _named_beside(self, sentence: Sentence, head: Token) -> list[Mention]:
        """Those whom a noun for people introduces ("two reporters, Ana Ruiz and Jo Lee")."""
        beside = sentence.children(head, "appos", "flat")
        tokens = [t for child in beside for t in conjuncts(sentence, child)]
        found = (self._index.at(t) or self._unlisted_name(sentence, t) for t in tokens)
        return [m for m in found if m is not None and m.kind == "person" and m.form == "name"]

    def _unlisted_name(self, sentence: Sentence, head: Token) -> Mention | None:
        """A person's name behind a comma that no list knows ("the envoy, Anthony Lake,")."""
        if head.pos != "PROPN" or sentence.tokens[head.i - 1].text != ",":
            return None
        return unlisted_doer(sentence, head, self._lexicon, lambda _: False)

    def _of_phrase(self, sentence: Sentence, head: Token, depth: int) -> Mention | None:
        mention = self._index.at(head)
        if mention is not None:
            nominal = mention.form != "adjective" or bool(sentence.children(head, "det"))
            return mention if nominal else None
        if depth > 2 or head.pos in ("VERB", "AUX"):
            return None
        after = sentence.tokens[head.i + 1 : head.i + 2]
        if after and after[0].head == head.i and after[0].pos == "PROPN":  # "M. Diallo"
            named = self._index.at(after[0])
            if named is not None and named.kind == "person" and named.form == "name":
                return named
        for child in sentence.children(head, "nmod", "flat", "appos"):
            word = preposition(sentence, child)
            if child.dep.startswith("nmod") and (word not in _HOLDERS or self._befalls(head, word)):
                continue
            inner = self._of_phrase(sentence, child, depth + 1)
            if inner is not None and self._passes_on(head):
                return inner
        if self._passes_on(head) and not self._is_harm(head):
            owners = sentence.children(head, "nmod:poss")
            for owner in owners:
                inner = self._index.at(owner)
                if inner is not None:
                    return inner
        return None

    def _is_harm(self, noun: Token) -> bool:
        """Whether a noun names violence: of whose it is nothing else can be said ("X's murder")."""
        return noun.pos == "NOUN" and any(
            ranked.entry.type == "ASSAULT"
            for ranked in self._lexicon.ranked(noun.lower, ("noun",)).alone
        )

    def _befalls(self, noun: Token, word: str) -> bool:
        """Whether the noun tells harm to those behind a preposition ("the killing of X")."""
        return noun.pos == "NOUN" and any(
            ranked.entry.type in _DONE_TO and ranked.entry.prepositions.get(word) == "target"
            for ranked in self._lexicon.ranked(noun.lower, ("noun",)).alone
        )

    def _passes_on(self, head: Token) -> bool:
        """Whether a noun only measures or groups those it speaks of ("members of the group")."""
        return head.pos in ("NOUN", "PRON", "NUM", "PROPN", "ADJ", "DET")
