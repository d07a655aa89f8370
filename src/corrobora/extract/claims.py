"""From one report to its claims: the steps of extraction in order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec.structs import replace

from corrobora.extract.attribution import Attribution, Attributor, Source
from corrobora.extract.circumstances import Calendar, date_of, place_of, tense, toll_of
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.parts import CountMention, DateMention, Mention, PlaceMention
from corrobora.extract.roles import MentionIndex, Parties, Roles
from corrobora.extract.stance import Grammar, from_speech, weakest
from corrobora.extract.syntax import Sentence, Token
from corrobora.extract.triggers import Matcher, Trigger
from corrobora.extract.understood import authority, needs_authority
from corrobora.model import Actor, Claim, Count, Instrument, Report, Stance, Voice, VoiceKind, When
from corrobora.text import Reading

_CLAUSAL = ("ccomp", "conj", "advcl", "acl", "parataxis", "xcomp", "csubj")
_SPEECH_ACTS = frozenset(("ACCUSE", "REJECT", "REQUEST", "THREATEN"))
_VIOLENT = frozenset(("ASSAULT", "COERCE", "PROTEST", "OTHER", "MOBILIZE"))
_VOICE_KINDS: dict[str, VoiceKind] = {
    "person": "person", "people": "person", "government": "government", "state": "government",
    "military": "government", "police": "government", "armed-group": "group", "party": "group",
    "media": "outlet", "igo": "organisation", "ngo": "organisation", "company": "organisation",
}  # fmt: skip
_SEQUENCE_CUES = frozenset(
    """retaliated retaliating retaliation response turn reciprocated reciprocal corresponding
    riposte représailles retour réciprocité""".split()
)


@dataclass(frozen=True)
class Marked:
    """Everything that was found in a report before claims are put together."""

    reading: Reading
    sentences: Sequence[Sentence]
    mentions: Sequence[Mention]
    places: Sequence[PlaceMention]
    dates: Sequence[DateMention]
    counts: Sequence[CountMention]
    weapons: frozenset[str]


@dataclass
class _Deed:
    """A trigger with what was found out about it, before it becomes a claim."""

    sentence: Sentence
    trigger: Trigger
    parties: Parties
    start: int
    end: int
    stance: Stance
    negated: bool
    sources: tuple[Source, ...]
    follows: list[str] = field(default_factory=list)


class Assembler:
    """Puts the claims of one report together."""

    def __init__(self, report: Report, marked: Marked, lexicon: Lexicon, method: str) -> None:
        self._report = report
        self._marked = marked
        self._lexicon = lexicon
        self._method = method
        self._text = marked.reading.text
        self._index = MentionIndex(marked.mentions)
        self._matcher = Matcher(lexicon, self._index.at)
        self._roles = Roles(lexicon, self._index)
        self._grammar = Grammar(lexicon)
        self._attributor = Attributor(self._text, lexicon, marked.mentions, self._index.at)
        self._calendar = Calendar(report.published)
        self._silent = [
            (m.start(), m.end()) for m in lexicon.language.no_comment.finditer(self._text)
        ]

    def claims(self) -> tuple[Claim, ...]:
        """All claims, in text order."""
        found: list[Claim] = []
        for sentence in self._marked.sentences:
            found += self._sentence_claims(sentence, found[-1] if found else None)
        return tuple(found)

    # --- one sentence ----------------------------------------------------------------------------

    def _sentence_claims(self, sentence: Sentence, previous: Claim | None) -> list[Claim]:
        attributions = self._attributor.attributions(sentence)
        triggers = self._matcher.triggers(sentence)
        heads = frozenset(t.token.i for t in triggers)
        speech = frozenset(
            t.i for t in sentence.tokens if any(a.cue == t.start for a in attributions)
        )
        deeds = []
        for trigger in triggers:
            deed = self._deed(sentence, trigger, heads, attributions)
            if deed is not None:
                deeds.append(deed)
        deeds = self._without_repeats(deeds)
        claims = [self._claim(deed, heads, speech) for deed in deeds]
        self._remember_date(sentence)
        return self._linked(sentence, claims, previous)

    def _deed(
        self,
        sentence: Sentence,
        trigger: Trigger,
        heads: frozenset[int],
        attributions: Sequence[Attribution],
    ) -> _Deed | None:
        token = trigger.token
        if any(a <= token.start < b for a, b in self._silent):
            return None
        parties = self._roles.parties(sentence, trigger)
        if not self._is_told(sentence, trigger, parties):
            return None
        start, end = self._clause(sentence, trigger, heads)
        if needs_authority(trigger.entry.type, trigger.entry.mode, parties):
            doer = authority(
                start, parties, self._index.mentions, self._marked.places, (start, end)
            )
            parties.add("actor", [doer] if doer is not None else [])
        covering = sorted(
            (a for a in attributions if a.covers(token.start) and a.cue != token.start),
            key=lambda a: -a.width,
        )
        standing = self._grammar.standing(sentence, token, spoken=bool(covering))
        stance = standing.stance
        stance = weakest(stance, self._stance_of_words(trigger))
        sources = tuple(s for a in covering for s in a.sources)
        if covering:
            inner = covering[-1]
            own, against = self._sides(inner.sources, parties)
            stance = weakest(
                stance,
                from_speech(inner, trigger.entry.type, own_deed=own, against_speaker=against),
            )
        if trigger.entry.type in _SPEECH_ACTS and not sources and trigger.entry.part == "verb":
            sources = tuple(
                Source(m.start, m.end, m.text, m) for m in parties.actors if m.kind != "place"
            )[:2]
        return _Deed(
            sentence, trigger, parties, start, end, stance, standing.negated, _distinct(sources)
        )

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
            return bool(parties.actors or parties.targets or trigger.objects
                        or trigger.arguments.subjects)  # fmt: skip
        if not (parties.actors or parties.targets):
            return False
        token = trigger.token
        governor = sentence.head(token)
        own = [t for p, t in trigger.arguments.obliques if self._index.at(t) is not None]
        if not own and not trigger.arguments.subjects:
            light = governor is not None and self._lexicon.is_form_of(
                governor, self._lexicon.language.light_verbs
            )
            return light or token.dep in ("root", "parataxis")
        return True

    def _clause(
        self, sentence: Sentence, trigger: Trigger, heads: frozenset[int]
    ) -> tuple[int, int]:
        """The stretch of text that tells of the deed: its clause without the clauses of others."""
        token = trigger.token
        top = token
        if trigger.entry.part != "verb":
            governor = sentence.head(token)
            if (
                governor is not None and governor.i not in heads
                and governor.pos in ("VERB", "AUX")
                and token.dep in ("obj", "nsubj", "xcomp", "obl")
            ):  # fmt: skip
                top = governor
        inner = [
            t.i for t in sentence.tokens
            if t.i != top.i and t.i != token.i
            and t.dep.split(":")[0] in _CLAUSAL
            and (t.i in heads or t.dep.startswith(("parataxis", "conj", "acl:relcl", "ccomp")))
            and token.i not in {x.i for x in sentence.subtree(t)}
            and t.pos in ("VERB", "AUX", "ADJ")
        ]  # fmt: skip
        words = [
            t for t in sentence.subtree(top, without=inner)
            if t.dep != "cc" or t.i > top.i
        ]  # fmt: skip
        words = _run_around(words, token)
        while words and words[0].i != token.i and (
            words[0].pos in ("PUNCT", "CCONJ", "SCONJ") or words[0].dep in ("cc", "mark")
            or (words[0].dep == "case" and words[0].head == token.i)
        ):  # fmt: skip
            words = words[1:]
        while words and words[-1].pos == "PUNCT" and words[-1].text not in '")»':
            words = words[:-1]
        if not words:
            return token.start, token.end
        return words[0].start, words[-1].end

    def _sides(self, sources: Sequence[Source], parties: Parties) -> tuple[bool, bool]:
        """Whether the speaker's side does the deed, and whether it undergoes it."""
        speakers = {_side(s.mention) for s in sources if s.mention is not None}
        speakers.discard("")
        own = any(_side(m) in speakers for m in parties.actors)
        against = any(_side(m) in speakers for m in parties.targets)
        return own, against

    @staticmethod
    def _without_repeats(deeds: list[_Deed]) -> list[_Deed]:
        """One deed told by a verb and by a noun of the same type in its clause is one deed."""
        kept: list[_Deed] = []
        for deed in deeds:
            twin = next(
                (
                    k for k in kept
                    if k.trigger.entry.type == deed.trigger.entry.type
                    and _governs(k.trigger.token, deed.trigger.token)
                ),
                None,
            )  # fmt: skip
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

    # --- one claim -------------------------------------------------------------------------------

    def _claim(self, deed: _Deed, heads: frozenset[int], speech: frozenset[int]) -> Claim:
        entry = deed.trigger.entry
        token = deed.trigger.token
        span = (deed.start, deed.end)
        parties = [*deed.parties.actors, *deed.parties.targets]
        found = date_of(deed.sentence, token, self._marked.dates, heads, speech)
        date: When | None
        if found is not None:
            date, kind = found[0].when, found[1]
        else:
            date, kind = self._calendar.inferred(tense(deed.sentence, token)), "event"
        start, end = self._marked.reading.given_span(deed.start, deed.end)
        quote = self._report.text[start:end]
        return Claim(
            id=self._claim_id(start, end, entry.type, token),
            report=self._report.id,
            start=start,
            end=end,
            quote=quote,
            type=entry.type,
            mode=entry.mode,
            contexts=tuple(entry.contexts),
            actors=tuple(self._actor(m) for m in deed.parties.actors),
            targets=tuple(self._actor(m) for m in deed.parties.targets),
            instrument=self._instrument(deed),
            date=date,
            date_kind=kind if date is not None else None,
            place=place_of(deed.sentence, span, token, self._marked.places, parties),
            deaths=self._toll(deed, "killed"),
            wounded=self._toll(deed, "wounded"),
            speakers=tuple(self._voice(s) for s in deed.sources[:3]),
            stance=deed.stance,
            negated=deed.negated,
            method=self._method,
            confidence=self._confidence(deed),
        )  # fmt: skip

    def _toll(self, deed: _Deed, of: Literal["killed", "wounded"]) -> Count | None:
        if deed.trigger.entry.type not in _VIOLENT:
            return None
        return toll_of(deed.sentence, (deed.start, deed.end), self._marked.counts, of)

    def _claim_id(self, start: int, end: int, type_: str, token: Token) -> str:
        key = f"{self._report.id}|{start}|{end}|{type_}|{token.start}"
        return "c" + hashlib.sha256(key.encode()).hexdigest()[:16]

    def _actor(self, mention: Mention) -> Actor:
        start, end = self._marked.reading.given_span(mention.start, mention.end)
        return Actor(
            id=mention.id, name=mention.name, kind=mention.kind,
            text=self._report.text[start:end], start=start, end=end,
        )  # fmt: skip

    def _voice(self, source: Source) -> Voice:
        start, end = self._marked.reading.given_span(source.start, source.end)
        mention = source.mention
        text = self._report.text[start:end]
        if mention is None:
            return Voice(name=text, kind="person", anonymous=True, text=text, start=start, end=end)
        return Voice(
            name=mention.name, kind=_VOICE_KINDS.get(mention.kind, "person"),
            anonymous=mention.anonymous, text=text, start=start, end=end,
        )  # fmt: skip

    def _instrument(self, deed: _Deed) -> Instrument | None:
        if deed.trigger.entry.type != "ASSAULT":
            return None
        for token in deed.sentence.tokens:
            if not deed.start <= token.start < deed.end or token.pos not in ("NOUN", "PROPN"):
                continue
            if any(x in self._marked.weapons for x in self._lexicon.lemmas(token.lower, "noun")):
                words = [
                    w for w in deed.sentence.children(token, "compound", "amod") if w.i < token.i
                ]  # fmt: skip
                start = min([token.start, *(w.start for w in words)])
                a, b = self._marked.reading.given_span(start, token.end)
                return Instrument(text=self._report.text[a:b], start=a, end=b)
        return None

    @staticmethod
    def _confidence(deed: _Deed) -> float:
        """Share of such claims found right on our own corpus, by what was found (see methods)."""
        score = 0.35
        score += 0.2 * bool(deed.parties.actors) + 0.15 * bool(deed.parties.targets)
        score += 0.1 * (deed.trigger.entry.part == "verb")
        score += 0.05 * (deed.trigger.entry.object is not None)
        return round(min(score, 0.95), 2)

    # --- around a sentence -----------------------------------------------------------------------

    def _remember_date(self, sentence: Sentence) -> None:
        """The last date told, for the sentences that follow; a new section forgets it."""
        told = [d for d in self._marked.dates if sentence.start <= d.start < sentence.end]
        if told and tense(sentence, sentence.root) in ("past", "perfect", "none"):
            self._calendar.last = told[-1].when
        elif tense(sentence, sentence.root) in ("present", "perfect", "future"):
            self._calendar.last = None

    def _linked(
        self, sentence: Sentence, claims: list[Claim], previous: Claim | None
    ) -> list[Claim]:
        """Claims that the text puts after another ("retaliated by", "in response")."""
        if not claims:
            return claims
        cue = next((t for t in sentence.tokens if t.lower in _SEQUENCE_CUES), None)
        if cue is None:
            return claims
        given = self._marked.reading.given_offset(cue.start)
        before = [c for c in claims if c.end <= given]
        earlier = before[-1] if before else previous
        if earlier is None:
            return claims
        return [
            replace(c, follows=(earlier.id,)) if c.end > given and c not in before else c
            for c in claims
        ]


def _side(mention: Mention | None) -> str:
    """The party that a mention belongs to: its country, else itself."""
    if mention is None:
        return ""
    if mention.kind in ("state", "government", "military", "police") and mention.country:
        return mention.country
    return mention.id


def _distinct(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    seen: set[str] = set()
    out = []
    for source in sources:
        key = source.mention.id if source.mention is not None else source.text.casefold()
        if key not in seen:
            seen.add(key)
            out.append(source)
    return tuple(out)


def _governs(one: Token, other: Token) -> bool:
    """Whether two words stand in one clause as verb and its subject or object."""
    for low, high in ((one, other), (other, one)):
        if low.head == high.i and low.dep.split(":")[0] in ("nsubj", "obj", "obl", "xcomp", "nmod"):
            return True
    return False


def _run_around(words: list[Token], token: Token) -> list[Token]:
    """The part of a clause that holds the trigger, when another clause splits it widely."""
    at = next((n for n, w in enumerate(words) if w.i == token.i), 0)
    first = last = at
    while first > 0 and words[first].i - words[first - 1].i <= 12:
        first -= 1
    while last + 1 < len(words) and words[last + 1].i - words[last].i <= 12:
        last += 1
    return words[first : last + 1]
