"""From triggers to deeds: who, to whom, in which words, according to whom, how sure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from corrobora.extract.arguments import arguments_of_verb
from corrobora.extract.attribution import Attribution
from corrobora.extract.circumstances import tense
from corrobora.extract.clauses import clause_of
from corrobora.extract.duties import asked_of, duty_on, is_one_party, only_asserts
from corrobora.extract.harm import clause_head, harm_entry, harm_trigger, harmed_in, head_of
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.parts import INANIMATE, CountMention, Mention, PlaceMention
from corrobora.extract.promises import threatened, undertaken
from corrobora.extract.roles import MentionIndex, Parties, Roles
from corrobora.extract.sources import Source
from corrobora.extract.stance import Speaker, Standing, from_speech, load_grammar, weakest
from corrobora.extract.syntax import Sentence, Token
from corrobora.extract.triggers import UNKNOWN, Matcher, Trigger
from corrobora.extract.understood import (
    OFFICIAL,
    authority,
    fighting_side,
    needs_authority,
    speaking_doers,
)
from corrobora.model import Stance

_SPEECH_ACTS = frozenset(("ACCUSE", "REJECT", "REQUEST", "THREATEN"))
_DONE_IN_WORDS = frozenset(("SUPPORT", "AGREE", "YIELD", "THREATEN", "AID", "COOPERATE"))
"""Further types of which some deeds are done by saying so."""
_ANNOUNCED = frozenset(("RETREAT", "MOBILIZE", "YIELD", "AID"))
"""Types of deed that an authority tells of itself in the passive ("troops would be sent")."""
_AHEAD = frozenset(("will", "would", "shall", "'ll"))
_STATES = frozenset(("state", "government", "military"))
_BELLIGERENT = _STATES | {"armed-group", "police", "party"}
_REFUSALS = {
    "CONSULT": "meet", "AGREE": "change", "SUPPORT": "change", "COOPERATE": "assist",
    "AID": "assist", "YIELD": "yield", "RETREAT": "yield", "OTHER": None,
}  # fmt: skip
"""What "will not" makes of a deed of this type: the mode of the refusal."""
_APPROVALS = frozenset(("approve of",))
"""Entries whose negation is a disapproval, whatever its time."""
_PERMITTED = frozenset(("YIELD", "RETREAT"))
_PERMISSIONS = frozenset(("allow", "permit", "let"))
"""Verbs whose negation denies something, whatever its time."""
_CUSTOMARY = frozenset(("CONSULT", "SUPPORT"))
"""Types that the present refuses, too ("does not recognise", "does not talk to terrorists")."""
_OUTCOME_REACH = 25
"""Words after a deed within which a gerund of the same type is its outcome."""
_WHEN = frozenset("when as while lorsque lorsqu' quand alors".split())
"""What opens a clause that tells how harm was done."""
_HARMING = frozenset(("ASSAULT", "COERCE", "PROTEST"))
"""Types of deed that take the dead and wounded told beside them."""
_VIOLENT_FOR = 700
"""Characters after an assault within which dead and wounded are of it."""
_COUNT_REACH = 4
"""Words above the dead and wounded among which the verb stands that counts them."""
_TOLL_REACH = 3
"""Words above the dead and wounded that may be the verb which tells of them."""
_RESULTS = ("advcl", "acl", "conj", "xcomp", "parataxis")


class Deed(Struct):
    """A trigger with what was found out about it, before it becomes a claim.

    ``understood`` is true when the actor is not in the clause but supplied by the text around.
    """

    sentence: Sentence
    trigger: Trigger
    parties: Parties
    start: int
    end: int
    stance: Stance
    negated: bool
    sources: tuple[Source, ...]
    understood: bool = False


def is_open(deed: Deed) -> bool:
    """Whether no entry knows the words of a deed, and neither does a number of dead tell it."""
    entry = deed.trigger.entry
    return not entry.head and entry.subject_role != "none"


LikelyType = Callable[[Deed], str]
"""Tells the type of a deed by its words."""


class DeedFinder:
    """Finds the deeds of one text, sentence by sentence."""

    def __init__(
        self,
        lexicon: Lexicon,
        index: MentionIndex,
        places: Sequence[PlaceMention],
        silent: Sequence[tuple[int, int]],
        counts: Sequence[CountMention] = (),
        types: LikelyType | None = None,
    ) -> None:
        self._types = types
        self._lexicon = lexicon
        self._index = index
        self._places = places
        self._placed = {at for p in places for at in range(p.start, p.end)}
        self._silent = {at for start, end in silent for at in range(start, end)}
        self._counts = counts
        self._harm = harm_entry(lexicon.language.code)
        self._markers = lexicon.language.words("words", "conditional_markers")
        self._foes = lexicon.language.words("words", "foes")
        self._violent_until = -_VIOLENT_FOR
        self._matcher = Matcher(lexicon, index.at, self._is_place)
        self._roles = Roles(lexicon, index, self._is_place)
        self._grammar = load_grammar(lexicon)

    def triggers(self, sentence: Sentence) -> list[Trigger]:
        """The words of a sentence that tell of deeds, each promise and what it promises as one."""
        triggers = self._matcher.triggers(sentence)
        triggers += self._matcher.statements(
            sentence,
            triggers,
            lambda t: self._is_told(sentence, t, self._roles.parties(sentence, t)),
        )
        if self._types is not None:
            triggers = sorted(
                [*triggers, *self._untold(sentence, triggers)], key=lambda t: t.token.i
            )
        triggers = [t for t in triggers if not only_asserts(sentence, t, self._lexicon)]
        return undertaken(sentence, triggers, self._lexicon, self._grammar)

    def _untold(self, sentence: Sentence, triggers: Sequence[Trigger]) -> list[Trigger]:
        """Verbs of no entry; those that tell of dead or wounded are left to the violence around."""
        heads = (head_of(sentence, count) for count in harmed_in(sentence, self._counts))
        tolls = {
            word.i
            for head in heads if head is not None
            for word in islice(sentence.ancestors(head), _TOLL_REACH)
        }  # fmt: skip
        return [t for t in self._matcher.untold(sentence, triggers) if t.token.i not in tolls]

    def deeds(
        self,
        sentence: Sentence,
        triggers: Sequence[Trigger],
        attributions: Sequence[Attribution],
    ) -> tuple[list[Deed], frozenset[int]]:
        """The deeds of a sentence in text order, and the indices of its trigger words.

        Verbs of no entry bound no clause but their own, since most of them tell nothing.

        Args:
            sentence: The sentence, after those before it in the text.
            triggers: Its triggers.
            attributions: Those that reach into it.
        """
        triggers = _without_asides(triggers, attributions)
        every = frozenset(t.token.i for t in triggers)
        heads = frozenset(t.token.i for t in triggers if t.entry.text != UNKNOWN)
        found = (
            self._likeliest(sentence, t, every if t.entry.text == UNKNOWN else heads, attributions)
            for t in triggers
        )
        told = [d for d in found if d is not None]
        violent = any(t.entry.type == "ASSAULT" for t in triggers)
        if violent or sentence.start - self._violent_until < _VIOLENT_FOR:
            told = self._with_harm(sentence, told, heads, attributions)
        deeds = _without_repeats(told)
        _share_doers(deeds)
        if any(d.trigger.entry.type == "ASSAULT" and not d.negated for d in deeds):
            self._violent_until = sentence.end
        return deeds, heads

    def _likeliest(
        self,
        sentence: Sentence,
        trigger: Trigger,
        heads: frozenset[int],
        attributions: Sequence[Attribution],
    ) -> Deed | None:
        """The deed that a trigger tells, of the type that its words make likely."""
        deed = self._deed(sentence, trigger, heads, attributions)
        if deed is None or self._types is None:
            return deed
        type_ = self._types(deed)
        if type_ == deed.trigger.entry.type:
            return deed
        entry = replace(trigger.entry, type=type_, mode=None)
        return self._deed(sentence, replace(trigger, entry=entry), heads, attributions) or deed

    def _with_harm(
        self,
        sentence: Sentence,
        deeds: list[Deed],
        heads: frozenset[int],
        attributions: Sequence[Attribution],
    ) -> list[Deed]:
        """The deeds, and the clause that tells of dead or wounded where none of them takes them."""
        if any(d.trigger.entry.type in _HARMING for d in deeds):
            return deeds
        for count in harmed_in(sentence, self._counts):
            token = head_of(sentence, count)
            head = clause_head(sentence, token) if token is not None else None
            if token is None or head is None:
                continue
            at = next((d for d in deeds if d.trigger.token.i == head.i), None)
            if at is not None and not _only_states(at, count):
                continue
            trigger = harm_trigger(sentence, head, token, self._harm)
            deed = self._deed(sentence, trigger, heads | {head.i}, attributions)
            if deed is None:
                continue
            deed.parties.add("target", self._roles.mentions(sentence, [token]))
            kept = [d for d in deeds if d is not at]
            return sorted([*kept, deed], key=lambda d: d.trigger.token.i)
        return deeds

    def _deed(
        self,
        sentence: Sentence,
        trigger: Trigger,
        heads: frozenset[int],
        attributions: Sequence[Attribution],
    ) -> Deed | None:
        token = trigger.token
        if token.start in self._silent:
            return None
        parties = self._roles.parties(sentence, trigger)
        if not self._is_told(sentence, trigger, parties):
            return None
        start, end = clause_of(sentence, trigger, heads)
        covering = [
            a for a in attributions
            if (a.covers(token.start) or self._is_claimed(a, trigger))
            and not _answers(sentence, trigger, a, parties)
        ]  # fmt: skip
        covering.sort(key=lambda a: -a.width)
        _without_cited(parties, covering)
        if not parties.actors and trigger.entry.part == "verb":
            speaking = speaking_doers(trigger, covering, self._index.mentions)
            parties.add(trigger.entry.subject_role, speaking)
        standing = self._grammar.standing(sentence, token, spoken=bool(covering))
        read = self._as_said(sentence, trigger, parties, heads, covering, standing)
        if read is not None:
            trigger, parties, (start, end) = read
            standing = Standing(Stance.ASSERTED, negated=False)
        ahead = any(t.lower in _AHEAD for t in sentence.children(token, "aux"))
        understood = self._understand(trigger, parties, (start, end), covering, ahead=ahead)
        refusal = self._refusal(sentence, trigger, parties, standing)
        if refusal is not None:
            trigger, standing = refusal, Standing(Stance.ASSERTED, negated=False)
        mood = standing.stance
        if mood is Stance.PLANNED and trigger.entry.type in ("REJECT", "THREATEN"):
            mood = Stance.ASSERTED  # "we will not accept" refuses now
        stances = [mood, self._stance_of_words(trigger)]
        if parties.blamed:
            stances.append(Stance.ALLEGED)
        sources = tuple(s for a in covering for s in a.sources if not s.pronoun)
        if covering:
            speaker = _speaker(covering[-1].sources, parties)
            stances.append(from_speech(covering[-1], trigger.entry.type, speaker))
        if not sources and self._speaks_by_it(sentence, trigger, parties, standing, end):
            sources = tuple(
                Source(m.start, m.end, m.text, m) for m in parties.actors if m.kind != "place"
            )[:2]
        if not sources and trigger.entry.type == "ASSAULT":
            sources = self._counting(sentence, token)
        return Deed(
            sentence, trigger, parties, start, end, weakest(*stances), standing.negated,
            _distinct(sources), understood,
        )  # fmt: skip

    def _as_said(
        self,
        sentence: Sentence,
        trigger: Trigger,
        parties: Parties,
        heads: frozenset[int],
        covering: Sequence[Attribution],
        standing: Standing,
    ) -> tuple[Trigger, Parties, tuple[int, int]] | None:
        """What saying it makes of a deed: a demand, a reproach or a threat, with its clause."""
        spoken = covering[-1] if covering else None
        duty = duty_on(sentence, trigger.token, self._lexicon, heads)
        if duty is not None and trigger.entry.part == "verb":
            if duty.verb.i != trigger.token.i and not parties.actors:
                doers = arguments_of_verb(sentence, duty.verb).subjects
                parties.add("actor", self._roles.mentions(sentence, doers))
            asked = asked_of(trigger, parties, duty, spoken, negated=standing.negated)
            if asked is not None:
                whole = replace(trigger, token=duty.verb)
                return *asked, clause_of(sentence, whole, heads - {trigger.token.i})
        if spoken is None or standing.negated or not _speaks_of_own(spoken, parties):
            return None
        threat = threatened(sentence, trigger, self._markers)
        if threat is None:
            return None
        return threat, parties, clause_of(sentence, threat, heads)

    def is_spoken(self, deed: Deed, doer: Mention) -> bool:
        """Whether a deed would be done in words if somebody before its verb were its doer."""
        if deed.trigger.arguments.passive or not (
            deed.sentence.start <= doer.start < deed.trigger.token.start
        ):
            return False
        parties = Parties(actors=[doer], targets=deed.parties.targets)
        standing = Standing(deed.stance, negated=deed.negated)
        return self._speaks_by_it(deed.sentence, deed.trigger, parties, standing, deed.end)

    def _counting(self, sentence: Sentence, token: Token) -> tuple[Source, ...]:
        """Who counts or gives the dead and wounded that a word tells of ("put the dead at 9")."""
        words = self._lexicon.language.words
        for verb in (token, *sentence.ancestors(token))[:_COUNT_REACH]:
            if verb.pos not in ("VERB", "AUX"):
                continue
            if self._lexicon.is_form_of(verb, words("words", "reckoned")):
                arguments = arguments_of_verb(sentence, verb)
                if arguments.passive or not arguments.subjects:
                    return ()
                if self._lexicon.is_form_of(verb, words("words", "figured")) and not any(
                    self._lexicon.is_form_of(t, words("words", "figures"), "noun")
                    for t in arguments.objects
                ):
                    return ()
                found = self._roles.mentions(sentence, arguments.subjects)
                named = [m for m in found if m.kind not in INANIMATE and m.kind != "place"]
                nouns = words("words", "source_nouns")
                return tuple(Source(m.start, m.end, m.text, m) for m in named) or tuple(
                    Source(t.start, t.end, t.text, None)
                    for t in arguments.subjects
                    if self._lexicon.is_form_of(t, nouns, "noun")
                )
            if verb.dep.split(":")[0] not in ("acl", "amod"):
                return ()
        return ()

    def _speaks_by_it(
        self,
        sentence: Sentence,
        trigger: Trigger,
        parties: Parties,
        standing: Standing,
        end: int,
    ) -> bool:
        """Whether a deed is done in words, so that its doer is who says so ("hailed", "saluted").

        A promise is where a person gives it; a judgement, where the clause quotes it ("welcomed
        "a step of great weight"").
        """
        entry, language = trigger.entry, self._lexicon.language
        if entry.type in _SPEECH_ACTS:
            return entry.part == "verb"
        words = [trigger.token, *(sentence.tokens[i] for i in sorted(trigger.absorbed))]
        if entry.type == "ASSAULT":  # "took responsibility"
            owned = language.words("words", "answered_for")
            claimed = self._lexicon.is_form_of(trigger.token, language.claiming_verbs)
            return claimed or any(t.lower in owned for t in words)
        if entry.type not in _DONE_IN_WORDS or standing.negated:
            return False
        if any(self._lexicon.is_form_of(t, language.voiced) for t in words):
            return True
        if any(self._lexicon.is_form_of(t, language.words("words", "promised")) for t in words):
            return any(m.kind == "person" for m in parties.actors)
        judges = self._lexicon.is_form_of(trigger.token, language.words("views", "judge"))
        after = (t for t in sentence.tokens[trigger.token.i :] if t.start <= end)
        return judges and any(t.text in _MARKS for t in after)

    def _refusal(
        self, sentence: Sentence, trigger: Trigger, parties: Parties, standing: Standing
    ) -> Trigger | None:
        """The refusal that a negated intention is ("it will not accept refugees")."""
        entry, token = trigger.entry, trigger.token
        if entry.part != "verb" or entry.type not in _REFUSALS:
            return None
        if standing.negated and entry.text in _APPROVALS:
            blamed = replace(entry, type="ACCUSE", mode="disapprove")
            return replace(trigger, entry=blamed)
        if standing.negated and entry.type in _PERMITTED and entry.head in _PERMISSIONS:
            barred = trigger.arguments.passive  # "has not been allowed a lawyer"
            type_, mode = ("COERCE", "restrict") if barred else ("REJECT", "change")
            return replace(trigger, entry=replace(entry, type=type_, mode=mode))
        if not parties.actors and (entry.type == "OTHER" or not trigger.arguments.subjects):
            return None
        if not standing.negated or not self._grammar.is_negated(sentence, token):
            return None
        customary = entry.type in _CUSTOMARY and tense(sentence, token) == "present"
        if standing.stance is not Stance.PLANNED and not customary:
            return None
        refused = replace(entry, type="REJECT", mode=_REFUSALS[entry.type])
        return replace(trigger, entry=refused)

    def _understand(
        self,
        trigger: Trigger,
        parties: Parties,
        clause: tuple[int, int],
        covering: Sequence[Attribution],
        *,
        ahead: bool,
    ) -> bool:
        """Supply the authority that must have done it; whether that was needed and possible."""
        entry = trigger.entry
        if entry.type == "ASSAULT" and not parties.actors:
            foes = any(
                not self._foes.isdisjoint(self._lexicon.lemmas(word, "noun"))
                for m in parties.targets
                for word in m.text.casefold().split()
            )
            side = fighting_side(parties, covering, self._index.mentions, foes)
            parties.add("actor", [side] if side is not None else [])
            return side is not None
        active = entry.part != "noun" and not trigger.arguments.passive
        if not parties.actors and active and entry.type in ("ACCUSE", "THREATEN") and covering:
            # "The report proves that Chad paid them, the minister said": the minister charges Chad.
            parties.add("actor", [s.mention for s in covering[-1].sources if s.mention is not None])
        announced = entry.type in _ANNOUNCED and trigger.arguments.passive and ahead
        if parties.actors or (entry.type not in ("COERCE", "SANCTION", "ACCUSE") and not announced):
            return False
        for attribution in reversed(covering):
            for source in attribution.sources:
                if source.mention is not None and source.mention.kind in OFFICIAL:
                    parties.add("actor", [source.mention])
                    return True
        if not needs_authority(entry.type, entry.mode, parties):
            return False
        doer = authority(entry.type, parties, self._index.mentions, self._places, clause)
        parties.add("actor", [doer] if doer is not None else [])
        return doer is not None

    def _stance_of_words(self, trigger: Trigger) -> Stance:
        """The stance that a trigger has by its meaning: a demand demands, a denial denies."""
        entry = trigger.entry
        if entry.stance is not None:
            return Stance(entry.stance)
        if entry.type == "REQUEST":
            return Stance.DEMANDED
        if entry.type == "ACCUSE" and entry.mode == "allege":
            return Stance.ALLEGED
        denials = self._lexicon.language.words("verbs", "deny")
        if entry.type == "REJECT" and entry.mode in (None, "change") and entry.head in denials:
            return Stance.DENIED
        return Stance.ASSERTED

    def _is_told(self, sentence: Sentence, trigger: Trigger, parties: Parties) -> bool:
        """Whether a trigger tells something, or only refers back ("the attack", "this move")."""
        if trigger.entry.part != "noun":
            return bool(
                parties.actors or parties.targets or trigger.objects or trigger.arguments.subjects
            )
        token = trigger.token
        own = [t for p, t in trigger.arguments.obliques if self._index.at(t) is not None]
        if own or trigger.arguments.subjects or parties.blamed:
            return True
        governor = sentence.head(token)
        light = governor is not None and self._lexicon.is_form_of(
            governor, self._lexicon.language.light_verbs
        )
        return light or token.dep in ("root", "parataxis") or not _is_known(sentence, token)

    def _is_claimed(self, attribution: Attribution, trigger: Trigger) -> bool:
        """Whether the cue itself tells the deed ("claimed responsibility", "counted 44 dead")."""
        entry, language = trigger.entry, self._lexicon.language
        if attribution.cue[0] != trigger.token.start:
            return False
        if entry.type == "ASSAULT":  # but "launched an attack" says nothing
            says = " ".join((entry.head, *entry.after[:1])) in language.manner_of
            light = self._lexicon.is_form_of(trigger.token, language.light_verbs)
            return says or not (light and entry.text)  # "fait état de six morts" says so
        return attribution.hold == "claim" and entry.type not in _SPEECH_ACTS

    def _is_place(self, token: Token) -> bool:
        return token.start in self._placed


def _without_asides(
    triggers: Sequence[Trigger], attributions: Sequence[Attribution]
) -> list[Trigger]:
    """The triggers without verbs that, set off beside a deed, only say who tells it."""
    told = [t.token.start for t in triggers if t.entry.head]
    asides = {
        a.cue[0] for a in attributions
        if a.aside and any(a.covers(start) for start in told if start != a.cue[0])
    }  # fmt: skip
    return [t for t in triggers if t.token.start not in asides]


def _only_states(deed: Deed, count: CountMention) -> bool:
    """Whether the words on a clause with dead or wounded tell no other deed.

    "Six were being treated" tells no aid, and who "deplores five dead" accuses nobody.
    """
    entry, arguments = deed.trigger.entry, deed.trigger.arguments
    if not entry.head or entry.type == "STATE":
        return True
    if entry.type == "AID":
        return arguments.passive
    bare = all(w.isdigit() or not w.endswith("s") for w in count.text.split(" "))
    return entry.type == "ACCUSE" and bare and not deed.parties.targets


def _answers(
    sentence: Sentence, trigger: Trigger, attribution: Attribution, parties: Parties
) -> bool:
    """Whether another side answers behind somebody's words ("..., a claim which Iran denied").

    Such an answer hangs on the words told before or follows a semicolon; it is the reporter's.
    """
    token, cue = trigger.token, attribution.cue[0]
    if not cue < token.start or not parties.actors or not trigger.arguments.subjects:
        return False
    spoken = {side_of(s.mention) for s in attribution.sources}
    if spoken & {side_of(m) for m in parties.actors}:
        return False
    between = [t for t in sentence.tokens[: token.i] if t.start > cue]
    if any(t.text == ";" for t in between) and not any(t.text in _MARKS for t in between):
        return True
    if trigger.entry.type != "REJECT":
        return False
    clause = sentence.tokens[max(0, token.i - _ANSWER_REACH) : token.i]
    return token.dep == "acl:relcl" or any(t.lower == "which" for t in clause)


_ANSWER_REACH = 7
"""Words between "which" and the verb of the answer."""
_MARKS = frozenset('"\u201c\u201d\u00ab\u00bb')


def _is_known(sentence: Sentence, noun: Token) -> bool:
    """Whether a noun points back to something told before, or stands for no one deed."""
    determiners = sentence.children(noun, "det")
    if any(t.has("Definite=Def") or t.has("PronType=Dem") for t in determiners):
        return True
    return noun.dep.split(":")[0] not in ("nsubj", "obj")


def side_of(mention: Mention | None) -> str:
    """The party that a mention belongs to: its country, else itself."""
    if mention is None:
        return ""
    if mention.kind in ("state", "government", "military", "police") and mention.country:
        return mention.country
    return mention.id


def _without_cited(parties: Parties, covering: Sequence[Attribution]) -> None:
    """Take those out of the parties whom only a phrase like "by the army's count" names."""
    for said in covering:
        if said.hold != "according" or not said.sources:
            continue
        start, end = said.cue[0], max(said.cue[1], said.sources[0].end)
        parties.actors = [m for m in parties.actors if not start <= m.start < end]
        parties.targets = [m for m in parties.targets if not start <= m.start < end]


def _speaker(sources: Sequence[Source], parties: Parties) -> Speaker:
    """How the sources of a claim stand to its deed."""
    mentions = [s.mention for s in sources if s.mention is not None]
    sides = {side_of(m) for m in mentions} - {""}
    acts = any(side_of(m) in sides for m in parties.actors)
    return Speaker(
        is_party=any(m.kind in _BELLIGERENT for m in mentions),
        acts=acts,
        suffers=any(side_of(m) in sides for m in parties.targets),
        blames=not acts and any(m.kind in _STATES and m.country for m in parties.actors),
        hits_civilians=any(m.kind in ("people", "person") for m in parties.targets),
        hits_fighters=any(
            m.kind in ("armed-group", "military") and side_of(m) not in sides
            for m in parties.targets
        ),
    )


def _speaks_of_own(attribution: Attribution, parties: Parties) -> bool:
    """Whether a source tells of a deed of its own side."""
    asking = [s.mention for s in attribution.sources if s.mention is not None]
    return any(is_one_party(a, b) for a in asking for b in parties.actors)


def _distinct(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    seen: set[str] = set()
    out = []
    for source in sources:
        key = source.mention.id if source.mention is not None else source.text.casefold()
        if key not in seen:
            seen.add(key)
            out.append(source)
    return tuple(out)


def _without_repeats(deeds: list[Deed]) -> list[Deed]:
    """Deeds with what tells one deed twice joined: "an attack that killed", "raided, killing"."""
    kept: list[Deed] = []
    for deed in deeds:
        twin = next((k for k in kept if _is_one(k, deed)), None)
        if twin is None:
            kept.append(deed)
            continue
        main, other = (twin, deed) if twin.trigger.entry.part == "verb" else (deed, twin)
        main.parties.add("actor", [] if main.parties.actors else other.parties.actors)
        main.parties.add("target", [] if main.parties.targets else other.parties.targets)
        main.start, main.end = min(main.start, other.start), max(main.end, other.end)
        if main is deed:
            kept[kept.index(twin)] = deed
    return kept


def _share_doers(deeds: Sequence[Deed]) -> None:
    """Lay harm without a doer to the attack that its clause of time tells.

    "54 people died when the security forces opened fire": the forces killed them.
    """
    for deed in deeds:
        if deed.trigger.entry.type != "ASSAULT" or deed.parties.actors:
            continue
        for cause in deeds:
            token = cause.trigger.token
            beneath = token.head == deed.trigger.token.i and token.dep.startswith("advcl")
            if not beneath or cause.trigger.entry.type != "ASSAULT" or cause.negated:
                continue
            marks = {t.lower for t in cause.sentence.children(token, "mark", "advmod")}
            if marks & _WHEN:
                deed.parties.add("actor", cause.parties.actors)


def _is_one(one: Deed, other: Deed) -> bool:
    """Whether two deeds are one: same type, one the noun or the outcome of the other."""
    if one.trigger.entry.type != other.trigger.entry.type or one.negated != other.negated:
        return False
    for low, high in ((one, other), (other, one)):
        word, above = low.trigger.token, high.trigger.token
        relation = word.dep.split(":")[0]
        if _is_outcome(low, high) or _carries_out(low, high):
            return True
        if word.head != above.i:
            continue
        if relation in ("nsubj", "obj", "obl", "nmod"):
            return True
        gerund = word.lower.endswith(("ing", "ant")) and low.trigger.entry.part == "verb"
        if relation in _RESULTS and gerund and low.trigger.entry.type == "ASSAULT":
            return True
    return False


def _carries_out(low: Deed, high: Deed) -> bool:
    """Whether one only says who did what the other tells ("a raid, carried out by X, killed Y")."""
    word = low.trigger.token
    if word.head not in low.trigger.absorbed or not word.dep.startswith("acl"):
        return False
    noun = low.sentence.tokens[word.head]
    return noun.head == high.trigger.token.i and noun.dep.split(":")[0] in ("nsubj", "obj", "obl")


def _is_outcome(low: Deed, high: Deed) -> bool:
    """Whether a gerund tells what an assault led to ("raided a convoy near Kaya, killing nine")."""
    word, above = low.trigger.token, high.trigger.token
    return (
        low.trigger.entry.type == "ASSAULT"
        and high.trigger.entry.part == "verb"
        and word.lower.endswith(("ing", "ant"))
        and word.dep.split(":")[0] in _RESULTS
        and above.i < word.i <= above.i + _OUTCOME_REACH
        and not low.sentence.children(word, "nsubj", "cc", "mark")
    )
