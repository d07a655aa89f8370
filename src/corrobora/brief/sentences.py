"""Sentences of a brief, made from events and claims: facts, claims and options worded apart."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from babel.dates import format_date, get_month_names

from corrobora.brief.passages import Passage, is_headline, is_hedged, passage_of, sentence_of
from corrobora.brief.salience import is_somebody, is_told
from corrobora.model import (
    Actor,
    ActorKind,
    Citation,
    Claim,
    Conflict,
    Event,
    Report,
    Sentence,
    SentenceKind,
    Side,
    Stance,
    Voice,
)
from corrobora.reconcile.gist import Tale, gist_of, name_of, names, noun_of, show_day
from corrobora.reconcile.slots import root
from corrobora.vocab.wording import Wording

MOST_CITATIONS = 4
"""A sentence cites at most so many passages, of different origins first."""

SURE = 0.75
"""Below this confidence a claim's slots are not put into words; its own words are quoted."""

SPEECH = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN"})
"""Types whose doer is the one who speaks."""

_PARENTHESIS = re.compile(r" \([^()]*\)$")
PLAIN_DEEDS = frozenset(
    """
    abduct aerial arrest convict coup deport detain drone execute expel explosives heavy-weapons
    intelligence kill release suicide-attack visit
    """.split()
)
"""Modes whose verb says what any words of that mode say; broader ones are left to the quotation."""

_COUNTED = re.compile(
    r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|a|an|several|dozens|hundreds|some|"
    r"un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|plusieurs|des|quelques)\b"
)
_LONGEST_TITLE = 9


@dataclass(frozen=True)
class Desk:
    """What the sentences are made from, by id; reports in the order of their numbers."""

    reports: Mapping[str, Report]
    claims: Mapping[str, Claim]
    words: Wording
    events: Mapping[str, Event] = field(default_factory=dict)

    def label(self, event: Event) -> str:
        """An event named in the brief's language, without a full stop."""
        best = self.best(self.claims_of(event.claims))
        lead = deed_of(self, best, event)
        if lead is not None:
            return lead
        plain = Tale(
            type=event.type,
            mode=None,
            modality="fact",
            actors=[a for a in best.actors if is_somebody(a)],
            targets=[t for t in best.targets if is_somebody(t)],
            date=event.date,
            place=event.place,
            deaths=event.deaths,
        )
        return noun_of(plain, self.words.language).rstrip(".")

    def labelled(self, gist: str) -> str:
        """The label of the event that has this gist."""
        event = self.events.get(gist)
        return self.label(event) if event is not None else gist

    def claims_of(self, ids: Sequence[str]) -> list[Claim]:
        """The claims under these ids, in the order given; unknown ids are left out."""
        return [self.claims[i] for i in ids if i in self.claims]

    def passage(self, claim: Claim) -> Passage:
        """The words of a claim."""
        return passage_of(claim, self.reports[claim.report])

    def best(self, claims: Sequence[Claim]) -> Claim:
        """The claim whose words tell most: not a headline, dated, with its slots filled."""
        return min(claims, key=lambda c: best_rank(c, self.reports[c.report]))

    def telling(self, event: Event) -> Claim:
        """The claim that tells an event: a firm one with the event's own date and toll."""
        claims = self.claims_of(event.claims)
        agreed = [c for c in claims if _agrees(c, event)]
        dated = [c for c in agreed if is_told(c.date)] if is_told(event.date) else []
        for found in (dated, agreed, claims):
            plain = [c for c in found if not is_headline(self.reports[c.report], c)]
            firm = [c for c in plain if not is_hedged(self.reports[c.report], c)]
            if plain:
                return self.best(firm or plain)
        return self.best(claims)

    def phrase(self, key: str, **values: object) -> str:
        """A phrase of the brief in its language."""
        return self.words.brief[key].format(**values)

    def quoted(self, text: str) -> str:
        """Words between the quotation marks of the brief's language."""
        return self.words.frame["quoted"].format(text=text)

    def joined(self, parts: Sequence[str]) -> str:
        """Parts of a sentence with semicolons between them."""
        return self.words.frame["semicolon"].join(parts)

    def outlet(self, report_id: str) -> str:
        """How a report is named in prose: its publisher, or its number among the sources."""
        report = self.reports[report_id]
        return report.publisher or self._unnamed[report.name]

    def origin(self, name: str) -> str:
        """An origin as prose names it; a report without a publisher goes by its number."""
        return self._unnamed.get(name, name)

    def origins(self, names: Sequence[str]) -> list[str]:
        """Origins as prose names them, reports without a publisher taken together."""
        unique = list(dict.fromkeys(names))
        numbers = [number for name in unique if (number := self._numbers.get(name))]
        if len(numbers) < 2:
            return list(dict.fromkeys(self.origin(name) for name in unique))
        listed = ", ".join(f"[{number}]" for number in sorted(numbers))
        together = self.phrase("unknown_publishers", numbers=listed)
        return [*(name for name in unique if name not in self._numbers), together]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {
            report.name: number
            for number, report in enumerate(self.reports.values(), start=1)
            if not report.publisher
        }

    @cached_property
    def _unnamed(self) -> dict[str, str]:
        return {
            name: self.phrase("unknown_publisher", number=number)
            for name, number in self._numbers.items()
        }


def told_event(desk: Desk, event: Event) -> Sentence:
    """One happening that sources state: date, what, in whose words, on how many origins."""
    claims = desk.claims_of(event.claims)
    best = desk.telling(event)
    lead = deed_of(desk, best, event)
    quoted = desk.quoted(desk.passage(best).text)
    colon = desk.words.frame["colon"]
    body = f"{lead}{colon}{quoted}" if lead else quoted
    notes = [_origins_note(desk, event, best), *_dispute_notes(desk, event)]
    date = _capital(date_of(desk, event, best))
    text = f"{date}{colon}{body} ({desk.joined(notes)})."
    return _sentence("reported", text, desk, [best, *_others(desk, event, claims, best)], event)


def in_short(desk: Desk, event: Event, lead: str) -> Sentence:
    """A happening in a line of the brief's own, with where it comes from but no quotation."""
    claims = desk.claims_of(event.claims)
    best = desk.telling(event)
    notes = desk.joined([_origins_note(desk, event, best), *_dispute_notes(desk, event)])
    date = _capital(date_of(desk, event, best))
    text = f"{date}{desk.words.frame['colon']}{lead} ({notes})."
    return _sentence("reported", text, desk, [best, *_others(desk, event, claims, best)], event)


def alleged_event(desk: Desk, event: Event) -> Sentence:
    """What one side or one unnamed source says, with who says it in front."""
    claims = desk.claims_of(event.claims)
    best = desk.best(claims)
    who = speaker_of(desk, best)
    key = "alleges" if best.stance is Stance.ALLEGED else "says"
    if not _voices(best) and best.stance is Stance.ALLEGED and best.type not in SPEECH:
        key = "reported_unconfirmed"
    date = f" ({show_day(event.date, _lang(desk))})" if is_told(event.date) and event.date else ""
    notes = [n for n in (_many_note(desk, event, best) or _channel(desk, best, who),) if n]
    denial = next((c for c in event.conflicts if c.kind == "denial"), None)
    if denial is not None:
        notes.append(desk.phrase("denied_mark", who=_list(desk, denial.sides[-1].origins)))
    tail = f" ({desk.joined(notes)})" if notes else ""
    quoted = desk.quoted(desk.passage(best).text)
    text = f"{desk.phrase(key, who=who)}{date}{desk.words.frame['colon']}{quoted}{tail}."
    cited = [best, *_others(desk, event, claims, best)]
    return _sentence("claimed", _capital(text), desk, cited, event)


def option(desk: Desk, claim: Claim, event: Event | None = None) -> Sentence:
    """An option, a risk, a plan or a demand, never told as a deed."""
    key = {Stance.PLANNED: "speaks_of_plan", Stance.DEMANDED: "speaks_of_demand"}.get(
        claim.stance, "considers"
    )
    who = speaker_of(desk, claim)
    channel = _channel(desk, claim, who)
    tail = f" ({channel})" if channel else ""
    quoted = desk.quoted(desk.passage(claim).text)
    text = f"{desk.phrase(key, who=who)}{desk.words.frame['colon']}{quoted}{tail}."
    others = _others(desk, event, desk.claims_of(event.claims), claim) if event else []
    return _sentence("hypothetical", _capital(text), desk, [claim, *others], event)


def disagreement(desk: Desk, event: Event, conflict: Conflict) -> Sentence:
    """A conflict with all its sides next to each other, each in its own words."""
    sides = [_side(desk, conflict, side) for side in conflict.sides]
    text = desk.phrase(
        "conflict",
        about=desk.phrase(f"conflict_{conflict.about}"),
        gist=_PARENTHESIS.sub("", desk.label(event)),
        kind=desk.phrase(_kind_key(conflict)),
        sides=desk.joined(sides) + ".",
    )
    cited = [desk.best(desk.claims_of(side.claims)) for side in conflict.sides if side.claims]
    return _sentence("disputed", text, desk, cited, event)


def _kind_key(conflict: Conflict) -> str:
    announced = conflict.kind == "scope" and conflict.about == "date"
    return "kind_announced" if announced else f"kind_{conflict.kind}"


def gap(text: str, *citations: Citation, event: Event | None = None) -> Sentence:
    """Something that the reports do not tell."""
    return Sentence(kind="gap", text=text, citations=citations, events=(event.id,) if event else ())


def deed_of(desk: Desk, claim: Claim, event: Event) -> str | None:
    """The deed in the brief's own words, when the slots are full enough to be trusted; else None.

    Both sides must be named in the very sentence that is quoted, so that the lead says nothing
    that the reader cannot check against the words behind it.
    """
    if (
        claim.mode not in PLAIN_DEEDS
        or claim.confidence < SURE
        or not claim.actors
        or not claim.targets
    ):
        return None
    verb = desk.words.verb(claim.type, claim.mode)
    if verb is None or any(c.about in ("actor", "agency") for c in event.conflicts):
        return None
    doers = {root(a.id) for a in claim.actors}
    if any(root(t.id) in doers for t in claim.targets):
        return None
    report = desk.reports[claim.report]
    first, last = sentence_of(report, claim.start, claim.end)
    everyone = (*claim.actors, *claim.targets)
    if not all(_is_named(a, desk) and first <= a.start and a.end <= last for a in everyone):
        return None
    own = report.language == _lang(desk)
    if not own and any(t.kind in ("military", "police") for t in claim.targets):
        return None
    tale = replace(
        _tale(event),
        type=claim.type,
        mode=claim.mode,
        actors=claim.actors,
        targets=tuple(_as_written(t) for t in claim.targets) if own else claim.targets,
        date=None,
    )
    return gist_of(tale, _lang(desk)).rstrip(".")


def date_of(desk: Desk, event: Event, claim: Claim) -> str:
    """When it happened, as far as a text says so; else when it was reported."""
    if event.date is not None and is_told(event.date) and is_told(claim.date):
        return show_day(event.date, _lang(desk))
    passage = desk.passage(claim).text.casefold()
    months = get_month_names("wide", locale=_lang(desk)).values()
    if event.date is None and any(re.search(rf"\b{m.casefold()}\b", passage) for m in months):
        return desk.phrase("no_year")
    days = [desk.reports[r].published for r in event.reports]
    known = [day for day in days if day is not None]
    if not known:
        return desk.phrase("undated")
    return desk.phrase("reported_in", date=_month(min(known), _lang(desk)))


def best_rank(claim: Claim, report: Report) -> tuple[float, str, int, str]:
    """Sort key of claims, the one that tells most first."""
    length = len(claim.quote.split())
    filled = sum(
        bool(x) for x in (claim.actors, claim.targets, claim.place, claim.deaths, claim.date)
    )
    points = filled + min(length, 25) / 8 - (1.5 if length > 45 else 0)
    points += 1.0 if is_told(claim.date) else 0.0
    points += 1.0 if claim.stance is Stance.ASSERTED else 0.0
    points += 0.5 * sum(is_somebody(a) for a in (*claim.actors[:1], *claim.targets[:1]))
    points -= 6.0 if is_headline(report, claim) else 0.0
    return (-points, claim.report, claim.start, claim.id)


def speaker_of(desk: Desk, claim: Claim) -> str:
    """Who says it: the doer of an act of speech, the innermost speaker, or the outlet itself."""
    voices = _voices(claim)
    proper = bool(voices) and not voices[-1].anonymous and voices[-1].name[:1].isupper()
    if claim.type in SPEECH and not proper:
        named = names([a for a in claim.actors if is_somebody(a)], desk.words)
        if named:
            return named
    if voices:
        return voice_name(desk, voices[-1])
    outlet = next((v.name for v in reversed(claim.speakers) if v.kind == "outlet"), None)
    return outlet or desk.outlet(claim.report)


def voice_name(desk: Desk, voice: Voice) -> str:
    """A speaker in prose; an unnamed one as the text describes it."""
    if voice.anonymous:
        return " ".join(voice.text.split()) or desk.phrase("unnamed")
    kind: ActorKind = "government" if voice.kind == "government" else "person"
    as_actor = Actor(
        id="?:", name=voice.name, kind=kind, text=voice.text, start=voice.start, end=voice.end
    )
    return name_of(as_actor, _lang(desk))


def _voices(claim: Claim) -> list[Voice]:
    """Speakers a reader can make something of: named, or described; not a stray common noun."""
    found = [v for v in claim.speakers if v.kind != "outlet"]
    return [v for v in found if name_of(_nobody(v.name)) and _is_described(v, claim)]


def _is_described(voice: Voice, claim: Claim) -> bool:
    if voice.name.casefold().startswith(("according", "selon", "d'après", "d’après")):
        return False
    if voice.anonymous:
        words = voice.text.split()
        return 1 < len(words) <= _LONGEST_TITLE and words[0].casefold() not in ("and", "et", "or")
    apart = voice.end <= claim.start or voice.start >= claim.end
    return voice.name[:1].isupper() or voice.name.startswith("al-") or apart


def _nobody(name: str) -> Actor:
    return Actor(id="?:", name=name, kind="person", text=name, start=0, end=0)


def _as_written(actor: Actor) -> Actor:
    """An actor under the words of the text, where the name is only of the body it belongs to."""
    text = " ".join(actor.text.split())
    counted = _COUNTED.match(text) is not None or text[:1].isupper()
    if actor.kind not in ("military", "police", "people") or not counted:
        return actor
    return replace_name(actor, text)


def replace_name(actor: Actor, name: str) -> Actor:
    """The actor under another name; it takes no article."""
    return Actor(
        id=actor.id, name=name, kind="people", text=actor.text, start=actor.start, end=actor.end
    )


def _tale(event: Event) -> Tale:
    return Tale(
        type=event.type,
        mode=event.mode,
        modality="fact",
        actors=event.actors,
        targets=event.targets,
        date=event.date,
        place=event.place,
        deaths=event.deaths,
    )


def _agrees(claim: Claim, event: Event) -> bool:
    """True when a claim's date and toll do not speak against what the event is told with."""
    if claim.date is not None and event.date is not None and is_told(claim.date):
        apart = claim.date.end < event.date.start or event.date.end < claim.date.start
        if apart and claim.date_kind != "announcement":
            return False
    if claim.deaths is not None and event.deaths is not None:
        return claim.deaths.min <= event.deaths.best
    return True


def _side(desk: Desk, conflict: Conflict, side: Side) -> str:
    claim = desk.best(desk.claims_of(side.claims))
    quote = desk.passage(claim).text
    who = _list(desk, side.origins)
    if conflict.kind == "denial":
        key = "denied_side" if side.value == "denied" else "claimed_side"
        return desk.phrase(key, who=who, quote=quote)
    value = side.value
    if conflict.about == "order":
        word, _, other = value.partition(": ")
        value = desk.phrase(f"value_{word}", other=_PARENTHESIS.sub("", desk.labelled(other)))
    elif conflict.about == "agency" and value == "both":
        value = desk.phrase("value_both")
    elif conflict.about == "date" and claim.date is not None:
        value = show_day(claim.date, _lang(desk))
        if claim.date_kind == "announcement":
            value = desk.phrase("about_then", date=value)
    return desk.phrase("side", value=value, who=who, quote=quote)


def _dispute_notes(desk: Desk, event: Event) -> list[str]:
    notes = []
    if any(c.kind == "contradiction" for c in event.conflicts):
        notes.append(desk.phrase("disputed_mark"))
    denial = next((c for c in event.conflicts if c.kind == "denial"), None)
    if denial is not None:
        notes.append(desk.phrase("denied_mark", who=_list(desk, denial.sides[-1].origins)))
    return notes


def _origins_note(desk: Desk, event: Event, best: Claim) -> str:
    who = _list(desk, tuple(o.name for o in event.origins))
    low, high = event.independent.min, event.independent.max
    if high > low:
        return desk.phrase("origins_range", who=who, min=low, max=high)
    if high > 1:
        return desk.phrase("origins_exact", who=who, count=high)
    described = [v for v in _voices(best) if v.anonymous]
    if described and event.origins[0].name not in (v.name for v in described):
        outlet = desk.phrase("said_to", who=voice_name(desk, described[-1]), outlet=who)
        if len(event.reports) < 2:
            return outlet
        who = outlet
    if len(event.reports) > 1:
        return desk.phrase("one_origin_reports", who=who, reports=len(event.reports))
    outlet = desk.outlet(event.reports[0])
    if desk.origin(event.origins[0].name) == outlet:
        return desk.phrase("only", who=who)
    return f"{desk.phrase('says_it_of_itself', who=who)}, {_in(desk, event.reports[0])}"


def _many_note(desk: Desk, event: Event, best: Claim) -> str | None:
    if len(event.reports) < 2:
        return None
    if event.independent.max > 1:
        return _origins_note(desk, event, best)
    return desk.phrase("one_origin", reports=len(event.reports))


def _channel(desk: Desk, claim: Claim, who: str) -> str | None:
    outlet = desk.outlet(claim.report)
    return None if outlet == who else _in(desk, claim.report)


def _in(desk: Desk, report: str) -> str:
    return desk.phrase("in_outlet", outlet=desk.outlet(report))


def _others(desk: Desk, event: Event, claims: Sequence[Claim], best: Claim) -> list[Claim]:
    """Claims to cite beside the best: one of each other origin first, then other reports."""
    by_id = {c.id: c for c in claims}
    rest: dict[str, Claim] = {}
    for origin in event.origins:
        members = [by_id[i] for i in origin.claims if i in by_id and i != best.id]
        if members and best.id not in origin.claims:
            chosen = desk.best(members)
            rest[chosen.id] = chosen
    seen = {best.report, *(c.report for c in rest.values())}
    for claim in claims:
        if claim.report not in seen:
            seen.add(claim.report)
            rest[claim.id] = claim
    return list(rest.values())


def _sentence(
    kind: SentenceKind, text: str, desk: Desk, claims: Sequence[Claim], event: Event | None
) -> Sentence:
    cited = dict.fromkeys(desk.passage(c).citation for c in claims)
    unique: dict[tuple[str, int, int], Citation] = {}
    for one in cited:
        unique.setdefault((one.report, one.start, one.end), one)
    return Sentence(
        kind=kind,
        text=text,
        citations=tuple(unique.values())[:MOST_CITATIONS],
        events=(event.id,) if event else (),
    )


def _is_named(actor: Actor, desk: Desk) -> bool:
    return bool(names((actor,), desk.words)) and is_somebody(actor)


def _list(desk: Desk, values: Sequence[str]) -> str:
    unique = desk.origins(values)
    if len(unique) > 4:
        rest = desk.words.frame["others"].format(count=len(unique) - 3)
        unique = [*unique[:3], rest]
    if len(unique) < 2:
        return "".join(unique)
    return f"{', '.join(unique[:-1])} {desk.words.frame['and']} {unique[-1]}"


def _month(day: dt.date, language: str) -> str:
    return format_date(day, "MMMM y", locale=language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lang(desk: Desk) -> str:
    return desk.words.language
