"""From one report to its claims: the steps of extraction in order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from msgspec.structs import replace

from corrobora.extract.attribution import Attribution, Attributor
from corrobora.extract.chronology import covered, entries, is_dateline, opens_item
from corrobora.extract.circumstances import (
    Calendar,
    date_of,
    is_aside,
    is_frame,
    is_of_noun,
    is_stretch,
    names_thing,
    place_of,
    tense,
    toll_of,
)
from corrobora.extract.deeds import Deed, DeedFinder, LikelyType
from corrobora.extract.identified import with_victims
from corrobora.extract.instruments import weapon_words
from corrobora.extract.judge import Judge
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.likely_doer import Candidate, Cast, DoerChoice
from corrobora.extract.offsets import ahead, is_set, offset_of, shifted, tells_ahead
from corrobora.extract.participants import Participants
from corrobora.extract.parts import CountMention, DateMention, Mention, PlaceMention
from corrobora.extract.roles import MentionIndex
from corrobora.extract.scene import Scene
from corrobora.extract.sources import Source, of_mention
from corrobora.extract.steps import Steps, at_once
from corrobora.extract.syntax import Sentence, Token
from corrobora.model import (
    Claim,
    Count,
    Instrument,
    Report,
    Voice,
    VoiceKind,
    When,
    Where,
)
from corrobora.text import Reading, caseless
from corrobora.vocab.calendar import load_calendar

TOLLED = frozenset(("ASSAULT", "COERCE", "PROTEST", "OTHER", "MOBILIZE"))
"""Event types in which people come to harm; claims of other types carry no toll."""
_VOICE_KINDS: dict[str, VoiceKind] = {
    "person": "person", "people": "person", "government": "government", "state": "government",
    "military": "government", "police": "government", "armed-group": "group", "party": "group",
    "media": "outlet", "igo": "organisation", "ngo": "organisation", "company": "organisation",
}  # fmt: skip
_KINDS: dict[str, Literal["event", "announcement"]] = {"future": "announcement"}
"""Tenses whose deeds, where nothing dates them, have the date of their announcement."""
_CONTINUES = 400
"""Characters after an assault within which a bare toll is of it."""
_SEQUENCE_CUES = frozenset(
    """retaliated retaliating retaliation response turn reciprocated reciprocal corresponding
    riposte représailles retour réciprocité""".split()
)


@dataclass(frozen=True)
class Marked:
    """Everything that was found in a report before claims are put together.

    ``spans`` is where its sentences stand, ``sentences`` what they are made of once parsed;
    ``furniture`` holds the stretches that are no text. All offsets count in ``Reading.text``.
    """

    reading: Reading
    spans: Sequence[tuple[int, int]]
    furniture: Sequence[tuple[int, int]]
    mentions: Sequence[Mention]
    places: Sequence[PlaceMention]
    dates: Sequence[DateMention]
    counts: Sequence[CountMention]
    weapons: frozenset[str]
    quantifiers: frozenset[str]
    premises: frozenset[str]
    hedges: frozenset[str]
    countries: Callable[[str], Where | None]
    sentences: Sequence[Sentence] = ()


class _Told(NamedTuple):
    """What a sentence tells: its deeds, and the indices of the words that tell them."""

    sentence: Sentence
    attributions: Sequence[Attribution]
    deeds: list[Deed]
    heads: frozenset[int]


def voice_of(start: int, end: int, mention: Mention | None, reading: Reading) -> Voice:
    """The words at a place of ``Reading.text`` as a speaker; unnamed when no mention is known."""
    start, end = reading.given_span(start, end)
    text = reading.given[start:end]
    if mention is None:
        return Voice(name=text, kind="person", anonymous=True, text=text, start=start, end=end)
    unnamed = mention.kind in ("people", "person") and mention.id.startswith("~:")
    unnamed = unnamed or (mention.number is not None and mention.id.endswith(".par"))  # lawmakers
    return Voice(
        name=mention.name, kind=_VOICE_KINDS.get(mention.kind, "person"),
        anonymous=mention.anonymous or unnamed, text=text, start=start, end=end,
    )  # fmt: skip


def attributions_in(marked: Marked, lexicon: Lexicon) -> tuple[Attribution, ...]:
    """Who says what, in text order; offsets count in the reading."""
    index = MentionIndex(marked.mentions)
    attributor = Attributor(marked.reading.text, lexicon, marked.mentions, index.at)
    return attributor.attributions(marked.sentences)


class Assembler:
    """Puts the claims of one report together."""

    def __init__(
        self,
        report: Report,
        marked: Marked,
        lexicon: Lexicon,
        judge: Judge,
        method: str,
        choice: DoerChoice | None = None,
        types: LikelyType | None = None,
    ) -> None:
        self._report = report
        self._marked = marked
        self._lexicon = lexicon
        self._judge = judge
        self._method = method
        self._choice = choice
        self._text = marked.reading.text
        self._index = MentionIndex(marked.mentions)
        self._participants = Participants(
            marked.reading, self._index, marked.quantifiers, marked.premises, marked.hedges
        )
        self._voiced = [a for a in attributions_in(marked, lexicon) if a.is_voiced]
        self._calendar = Calendar(report.published)
        words = load_calendar(lexicon.language.code).words
        self._calendar.covered = covered(self._text, marked.dates, words, report.published)
        self._scheduled = words["scheduled"]
        self._entries = entries(self._text, marked.dates)
        self._scene = Scene(marked.places, marked.mentions)
        silent = [
            (m.start(), m.end()) for m in lexicon.language.no_comment.finditer(caseless(self._text))
        ]
        silent += [(d.start, d.end) for d in marked.dates]  # "March" is no march
        self._finder = DeedFinder(lexicon, self._index, marked.places, silent, marked.counts, types)

    @cached_property
    def _cast(self) -> Cast:
        """The actors of the text as candidates, which only a choice of doers asks for."""
        return Cast(self._index, self._marked.sentences, self._scene)

    def claims(self) -> tuple[Claim, ...]:
        """All claims, in text order."""
        return at_once(self.steps())

    def steps(self) -> Steps[tuple[Claim, ...]]:
        """The same, step by step."""
        sentences = yield from self._told()
        yield
        kept = [self._judge.kept(told.deeds) for told in sentences]
        yield
        found: list[Claim] = []
        for told, judged in zip(sentences, kept, strict=True):
            found += self._sentence_claims(told, judged, found)
            sentence, reading = told.sentence, self._marked.reading
            found = with_victims(found, sentence, self._index, self._lexicon, reading)
        return tuple(found)

    def deeds(self) -> list[list[Deed]]:
        """All deeds by sentence, before they are judged; for fitting the judge."""
        return [told.deeds for told in at_once(self._told())]

    def _told(self) -> Steps[list[_Told]]:
        """What each sentence tells."""
        sentences, finder = self._marked.sentences, self._finder
        triggers = [finder.triggers(sentence) for sentence in sentences]
        yield
        out = []
        for sentence, found in zip(sentences, triggers, strict=True):
            attributions = self._said_in(sentence)
            deeds, heads = finder.deeds(sentence, found, attributions)
            out.append(_Told(sentence, attributions, deeds, heads))
        return out

    def candidates(self) -> list[tuple[Claim, list[Candidate]]]:
        """All claims with those who may have done each, for fitting the choice of doers."""
        found: list[tuple[Claim, list[Candidate]]] = []
        for told in at_once(self._told()):
            for deed, probability in self._judge.kept(told.deeds):
                claim = self._claim(deed, told.heads, frozenset(), probability)
                previous = found[-1][0] if found else None
                found.append((claim, self._cast.candidates(deed, previous)))
        return found

    def _said_in(self, sentence: Sentence) -> list[Attribution]:
        """The attributions whose content reaches into a sentence."""
        return [
            a for a in self._voiced
            if any(start < sentence.end and sentence.start < end for start, end in a.content)
        ]  # fmt: skip

    # --- one sentence ----------------------------------------------------------------------------

    def _sentence_claims(
        self, told: _Told, judged: Sequence[tuple[Deed, float]], before: Sequence[Claim]
    ) -> list[Claim]:
        sentence = told.sentence
        within = (e.when for e in self._entries if e.start <= sentence.start < e.end)
        self._calendar.open_entry(next(within, None))
        if self._calendar.entry is None and opens_item(self._text, sentence.start):
            self._calendar.last = None  # items of a list tell of things apart
        cues = {a.cue[0] for a in told.attributions}
        speech = frozenset([t.i for t in sentence.tokens if t.start in cues] if cues else ())
        previous = before[-1] if before else None
        claims: list[Claim] = []
        for deed, probability in judged:
            claim = self._claim(deed, told.heads, speech, probability)
            claim = _continued(claim, previous) if previous is not None else claim
            claims.append(self._with_doer(claim, deed, claims[-1] if claims else previous))
        self._remember_date(sentence)
        return self._linked(sentence, claims, previous)

    def _with_doer(self, claim: Claim, deed: Deed, previous: Claim | None) -> Claim:
        """A claim told without a doer, with the one whom the text around makes likely.

        Nobody is held to have done violence on a likelihood: it was right in 4 cases of 10.
        """
        if self._choice is None or claim.actors or claim.type == "ASSAULT":
            return claim
        doer = self._choice.likely(self._cast, deed, previous)
        if doer is None:
            return claim
        speakers = claim.speakers
        if not speakers and doer.kind != "place" and self._finder.is_spoken(deed, doer):
            speakers = (self._voice(of_mention(doer)),)
        return replace(claim, actors=self._participants.supplied(doer), speakers=speakers)

    # --- one claim -------------------------------------------------------------------------------

    def _claim(
        self, deed: Deed, heads: frozenset[int], speech: frozenset[int], probability: float
    ) -> Claim:
        entry = deed.trigger.entry
        token = deed.trigger.token
        span = (deed.start, deed.end)
        parties = [*deed.parties.actors, *deed.parties.targets]
        date, kind = self._date(deed, heads, speech)
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
            actors=self._participants.actors(deed),
            targets=self._participants.targets(deed),
            instrument=self._instrument(deed),
            date=date,
            date_kind=kind if date is not None else None,
            place=place_of(
                deed.sentence, span, token, self._marked.places, parties, heads, speech,
                violent=entry.type == "ASSAULT",
            )
            or self._country(deed.start),
            deaths=self._toll(deed, "killed"),
            wounded=self._toll(deed, "wounded"),
            speakers=tuple(self._voice(s) for s in deed.sources[:3]),
            stance=deed.stance,
            negated=deed.negated,
            method=self._method,
            confidence=round(probability, 2),
        )  # fmt: skip

    def _date(
        self, deed: Deed, heads: frozenset[int], speech: frozenset[int]
    ) -> tuple[When | None, Literal["event", "announcement"]]:
        """The date of a deed as its sentence tells it, else as the text around lets expect."""
        sentence, token = deed.sentence, deed.trigger.token
        dates = self._dates_for(sentence, token)
        offset = offset_of(sentence, token, self._lexicon.language.code)
        if offset is not None:
            cut = sentence.tokens[offset.at].start
            own = [d for d in dates if d.start > cut]
            if date_of(sentence, token, own, heads, speech) is None:
                above = [d for d in dates if d.start < cut or d.start > token.end]
                governor = sentence.head(token) or token
                told = date_of(sentence, governor, above, heads, speech)
                anchor = told[0].when if told else self._calendar.present()
                return (None if anchor is None else shifted(anchor, offset)), "event"
        found = date_of(sentence, token, dates, heads, speech)
        told_in = tense(sentence, token)
        if found is not None and self._is_over(sentence, found[0], told_in):
            found = None
        if found is None:
            return self._calendar.inferred(told_in), _KINDS.get(told_in, "event")
        when, kind = found[0].when, found[1]
        published = self._report.published
        later = tells_ahead(sentence, token) or (
            self._calendar.entry is None and is_set(sentence, found[0], published, self._scheduled)
        )
        if found[0].relative and kind == "event" and later:
            when = ahead(when, published)
        return when, kind

    def _is_over(self, sentence: Sentence, date: DateMention, told: str) -> bool:
        """Whether a date cannot be that of a deed told in the perfect: its time is over."""
        published = self._report.published
        if told != "perfect" or published is None or self._calendar.entry is not None:
            return False
        over = date.when.end < published.replace(day=1)
        return over and not is_stretch(sentence, date)

    def _dates_for(self, sentence: Sentence, token: Token) -> list[DateMention]:
        """The dates of a sentence that may be that of a deed: none of the past that names things.

        A dateline tells when the report was written, and gives way to any other date.
        """
        published = self._report.published
        dates = [d for d in self._marked.dates if sentence.start <= d.start < sentence.end]
        if len(dates) > 1 and is_dateline(sentence, dates[0]):
            dates = dates[1:]
        if published is None or self._calendar.entry is not None:
            return dates
        month = published.replace(day=1)
        return [
            d for d in dates
            if d.when.end >= month or not names_thing(sentence, d, token)
        ]  # fmt: skip

    def _country(self, offset: int) -> Where | None:
        """The country of a deed told without a place; its words are empty, since none tell it."""
        country = self._scene.country_at(offset)
        return None if country is None else self._marked.countries(country)

    def _toll(self, deed: Deed, of: Literal["killed", "wounded"]) -> Count | None:
        if deed.trigger.entry.type not in TOLLED:
            return None
        return toll_of(deed.sentence, (deed.start, deed.end), self._marked.counts, of)

    def _claim_id(self, start: int, end: int, type_: str, token: Token) -> str:
        key = f"{self._report.id}|{start}|{end}|{type_}|{token.start}"
        return "c" + hashlib.sha256(key.encode()).hexdigest()[:16]

    def _voice(self, source: Source) -> Voice:
        return voice_of(source.start, source.end, source.mention, self._marked.reading)

    def _instrument(self, deed: Deed) -> Instrument | None:
        if deed.trigger.entry.type != "ASSAULT":
            return None
        span = weapon_words(deed, self._lexicon, self._marked.weapons, self._index.at)
        if span is None:
            return None
        start, end = self._marked.reading.given_span(*span)
        return Instrument(text=self._report.text[start:end], start=start, end=end)

    # --- around a sentence -----------------------------------------------------------------------

    def _remember_date(self, sentence: Sentence) -> None:
        """The last date told, for the sentences that follow."""
        told = [
            d for d in self._marked.dates
            if sentence.start <= d.start < sentence.end
            and (not is_aside(sentence, d.start) or is_frame(sentence, d.start, sentence.root))
            and not self._is_bygone(sentence, d)
        ]  # fmt: skip
        if told and (
            self._calendar.entry is not None
            or tense(sentence, sentence.root) in ("past", "perfect", "none")
        ):
            self._calendar.last = told[-1].when
        elif self._calendar.entry is not None:
            return
        elif tense(sentence, sentence.root) in ("present", "perfect", "future"):
            self._calendar.last = None

    def _is_bygone(self, sentence: Sentence, date: DateMention) -> bool:
        """Whether a date tells which thing is meant and not when: "the protocol of 1942"."""
        published = self._report.published
        if published is None or not is_of_noun(sentence, date):
            return False
        return date.when.end < published.replace(day=1) or date.when.start > published

    def _linked(
        self, sentence: Sentence, claims: list[Claim], previous: Claim | None
    ) -> list[Claim]:
        """Claims that the text puts after another ("retaliated by", "in response")."""
        if not claims or _SEQUENCE_CUES.isdisjoint(sentence.words):
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


def _continued(claim: Claim, previous: Claim) -> Claim:
    """A bare toll takes party, date and place from the assault told just before it.

    "Gunmen raided Djibo on 3 May. At least 14 people were killed.": the second sentence tells of
    the same deed.
    """
    toll = claim.deaths is not None or claim.wounded is not None
    bare = claim.type == "ASSAULT" and toll and not claim.actors
    untold = not (claim.date and claim.date.text) and not (claim.place and claim.place.text)
    near = claim.start - previous.end < _CONTINUES
    if not (bare and untold and near and previous.type == "ASSAULT") or previous.negated:
        return claim
    return replace(
        claim,
        actors=previous.actors,
        date=previous.date,
        date_kind=previous.date_kind,
        place=(previous.place if claim.deaths or _is_exact(previous.place) else None)
        or claim.place,
    )


def _is_exact(place: Where | None) -> bool:
    """Whether a place is more than a country, which says little of where it happened."""
    return place is not None and place.precision != "country"
