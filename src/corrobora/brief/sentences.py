"""Sentences of a brief, made from events and claims: facts, claims and options worded apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from corrobora.brief.passages import Passage, passage_of
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
from corrobora.reconcile.gist import Tale, gist_of, name_of, names, show_day
from corrobora.vocab.wording import Wording

MOST_CITATIONS = 4
"""A sentence cites at most so many passages, of different origins first."""

SURE = 0.5
"""Below this confidence a claim's slots are not put into words; its own words are quoted."""

_PARENTHESIS = re.compile(r" \([^()]*\)$")
_SPEECH = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN"})


GIST_LANGUAGE = "en"
"""``Event.gist`` is English, whatever the language of the brief."""


@dataclass(frozen=True)
class Desk:
    """What the sentences are made from, by id."""

    reports: Mapping[str, Report]
    claims: Mapping[str, Claim]
    words: Wording
    events: Mapping[str, Event] = field(default_factory=dict)

    @cached_property
    def _by_report(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims.values():
            found[claim.report].append(claim)
        return found

    def label(self, event: Event) -> str:
        """An event named in the brief's language, without a full stop."""
        if self.words.language == GIST_LANGUAGE:
            return event.gist.rstrip(".")
        return gist_of(_tale(event), self.words.language).rstrip(".")

    def labelled(self, gist: str) -> str:
        """The label of the event that has this gist."""
        event = self.events.get(gist)
        return self.label(event) if event is not None else gist

    def claims_of(self, ids: Sequence[str]) -> list[Claim]:
        """The claims under these ids, in the order given; unknown ids are left out."""
        return [self.claims[i] for i in ids if i in self.claims]

    def passage(self, claim: Claim) -> Passage:
        """The words of a claim."""
        return passage_of(claim, self.reports[claim.report], self._by_report[claim.report])

    def phrase(self, key: str, **values: object) -> str:
        """A phrase of the brief in its language."""
        return self.words.brief[key].format(**values)

    def outlet(self, report_id: str) -> str:
        """How a report is named in prose."""
        report = self.reports[report_id]
        return report.publisher or self.phrase("unknown_publisher", name=report.name)


def told_event(desk: Desk, event: Event) -> Sentence:
    """One happening that sources state: date, what, in whose words, on how many origins."""
    claims = desk.claims_of(event.claims)
    best = best_claim([c for c in claims if _agrees(c, event)] or claims)
    passage = desk.passage(best)
    parts = [desk.phrase("undated") if event.date is None else show_day(event.date, _lang(desk))]
    lead = deed_of(desk, event)
    if lead and _is_word_of_one(desk, event):
        inner = lead if lead[:3] not in ("The", "Les") else lead[:1].lower() + lead[1:]
        lead = desk.words.frame["according_to"].format(who=event.origins[0].name, sentence=inner)
    quoted = f"“{passage.text}”"
    body = f"{lead}: {quoted}" if lead else quoted
    notes = [_origins_note(desk, event)]
    if any(c.kind == "contradiction" for c in event.conflicts):
        notes.append(desk.phrase("disputed_mark"))
    denial = next((c for c in event.conflicts if c.kind == "denial"), None)
    if denial is not None:
        notes.append(desk.phrase("denied_mark", who=_list(desk, denial.sides[-1].origins)))
    text = f"{parts[0]}: {body} ({'; '.join(notes)})."
    return _sentence("reported", text, desk, [best, *_others(event, claims, best)], event)


def alleged_event(desk: Desk, event: Event) -> Sentence:
    """What one side or one unnamed source says, with who says it in front."""
    claims = desk.claims_of(event.claims)
    best = best_claim(claims)
    who = speaker_of(desk, best)
    key = "alleges" if best.stance is Stance.ALLEGED else "says"
    if not best.speakers and best.stance is Stance.ALLEGED:
        key = "reported_unconfirmed"
    date = f" ({show_day(event.date, _lang(desk))})" if event.date else ""
    notes = [n for n in (_many_note(desk, event) or _channel(desk, best, who),) if n]
    denial = next((c for c in event.conflicts if c.kind == "denial"), None)
    if denial is not None:
        notes.append(desk.phrase("denied_mark", who=_list(desk, denial.sides[-1].origins)))
    tail = f" ({'; '.join(notes)})" if notes else ""
    text = f"{desk.phrase(key, who=who)}{date}: “{desk.passage(best).text}”{tail}."
    return _sentence("claimed", _capital(text), desk, [best, *_others(event, claims, best)], event)


def option(desk: Desk, claim: Claim, event: Event | None = None) -> Sentence:
    """An option, a risk, a plan or a demand, never told as a deed."""
    key = {Stance.PLANNED: "speaks_of_plan", Stance.DEMANDED: "speaks_of_demand"}.get(
        claim.stance, "considers"
    )
    who = speaker_of(desk, claim)
    channel = _channel(desk, claim, who)
    tail = f" ({channel})" if channel else ""
    text = f"{desk.phrase(key, who=who)}: “{desk.passage(claim).text}”{tail}."
    others = desk.claims_of(event.claims) if event else []
    return _sentence(
        "hypothetical", _capital(text), desk, [claim, *(c for c in others if c != claim)], event
    )


def disagreement(desk: Desk, event: Event, conflict: Conflict) -> Sentence:
    """A conflict with all its sides next to each other, each in its own words."""
    sides = [_side(desk, conflict, side) for side in conflict.sides]
    text = desk.phrase(
        "conflict",
        about=desk.phrase(f"conflict_{conflict.about}"),
        gist=_PARENTHESIS.sub("", desk.label(event)),
        kind=desk.phrase(f"kind_{conflict.kind}"),
        sides="; ".join(sides) + ".",
    )
    cited = [best_claim(desk.claims_of(side.claims)) for side in conflict.sides if side.claims]
    return _sentence("disputed", text, desk, cited, event)


def gap(text: str, citation: Citation, event: Event | None = None) -> Sentence:
    """Something that the reports do not tell."""
    return Sentence(
        kind="gap", text=text, citations=(citation,), events=(event.id,) if event else ()
    )


def deed_of(desk: Desk, event: Event) -> str | None:
    """The deed in the brief's own words, when the slots are full enough to be trusted; else None.

    A slot sentence drops what the clause says beyond who, what and whom, so it never stands
    alone: the words themselves follow.
    """
    verb = desk.words.verb(event.type, event.mode)
    claims = desk.claims_of(event.claims)
    full = event.actors and event.targets and event.mode and verb is not None
    contested = any(c.about in ("actor", "agency") for c in event.conflicts)
    named = all(_is_named(a, desk) for a in (*event.actors, *event.targets))
    if not full or not named or contested or min(c.confidence for c in claims) < SURE:
        return None
    return gist_of(replace(_tale(event), date=None), _lang(desk)).rstrip(".")


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
    if claim.date is not None and event.date is not None:
        apart = claim.date.end < event.date.start or event.date.end < claim.date.start
        if apart and claim.date_kind != "announcement":
            return False
    if claim.deaths is not None and event.deaths is not None:
        return claim.deaths.min <= event.deaths.best
    return True


def _is_word_of_one(desk: Desk, event: Event) -> bool:
    """True when a single speaker, not an outlet in its own voice, stands behind the event."""
    if len(event.origins) != 1 or event.type in _SPEECH:
        return False
    speaker = event.origins[0].name
    own = {actor.name for actor in event.actors}
    return speaker not in own and all(speaker != desk.outlet(r) for r in event.reports)


def best_claim(claims: Sequence[Claim]) -> Claim:
    """The claim whose words tell most: not a headline, not too short, with its slots filled."""

    def rank(claim: Claim) -> tuple[float, str, int, str]:
        length = len(claim.quote.split())
        filled = sum(
            bool(x) for x in (claim.actors, claim.targets, claim.date, claim.place, claim.deaths)
        )
        points = filled + min(length, 25) / 8 - (2 if length > 45 else 0)
        points += 0.5 if claim.date is not None and claim.date.precision == "day" else 0.0
        points += 1.0 if claim.stance is Stance.ASSERTED else 0.0
        points -= 1.5 if claim.start < 120 and not claim.quote.rstrip().endswith(".") else 0.0
        return (-points, claim.report, claim.start, claim.id)

    return min(claims, key=rank)


def speaker_of(desk: Desk, claim: Claim) -> str:
    """Who says it: the innermost speaker, or the outlet in its own voice."""
    voices = [v for v in claim.speakers if v.kind != "outlet"]
    if voices:
        return voice_name(desk, voices[-1])
    if claim.speakers:
        return claim.speakers[0].name
    return desk.outlet(claim.report)


def voice_name(desk: Desk, voice: Voice) -> str:
    """A speaker in prose; an unnamed one as the text describes it."""
    if voice.anonymous:
        return voice.text.strip() or desk.phrase("unnamed")
    kind: ActorKind = "government" if voice.kind == "government" else "person"
    as_actor = Actor(
        id="?:", name=voice.name, kind=kind, text=voice.text, start=voice.start, end=voice.end
    )
    return name_of(as_actor, _lang(desk))


def _side(desk: Desk, conflict: Conflict, side: Side) -> str:
    claim = best_claim(desk.claims_of(side.claims))
    quote = desk.passage(claim).text
    who = _list(desk, side.origins)
    if conflict.kind == "denial":
        key = "denied_side" if side.value == "denied" else "claimed_side"
        return desk.phrase(key, who=who, quote=quote)
    value = side.value
    if conflict.about == "order":
        word, _, other = value.partition(": ")
        value = desk.phrase(f"value_{word}", other=_PARENTHESIS.sub("", desk.labelled(other)))
    elif conflict.about == "date" and claim.date is not None:
        value = show_day(claim.date, _lang(desk))
        if claim.date_kind == "announcement":
            value = desk.phrase("about_then", date=value)
    return desk.phrase("side", value=value, who=who, quote=quote)


def _origins_note(desk: Desk, event: Event) -> str:
    who = _list(desk, tuple(o.name for o in event.origins))
    low, high = event.independent.min, event.independent.max
    if high > low:
        return desk.phrase("origins_range", who=who, min=low, max=high)
    if high > 1:
        return desk.phrase("origins_exact", who=who, count=high)
    if len(event.reports) > 1:
        return desk.phrase("one_origin_reports", who=who, reports=len(event.reports))
    key = "only" if event.origins[0].name == desk.outlet(event.reports[0]) else "says_it_of_itself"
    note = desk.phrase(key, who=who)
    return note if key == "only" else f"{note}, {_in(desk, event.reports[0])}"


def _many_note(desk: Desk, event: Event) -> str | None:
    if len(event.reports) < 2:
        return None
    if event.independent.max > 1:
        return _origins_note(desk, event)
    return desk.phrase("one_origin", reports=len(event.reports))


def _channel(desk: Desk, claim: Claim, who: str) -> str | None:
    outlet = desk.outlet(claim.report)
    return None if outlet == who else _in(desk, claim.report)


def _in(desk: Desk, report: str) -> str:
    return desk.phrase("in_outlet", outlet=desk.outlet(report))


def _others(event: Event, claims: Sequence[Claim], best: Claim) -> list[Claim]:
    """Claims to cite beside the best: one of each other origin first, then other reports."""
    by_id = {c.id: c for c in claims}
    rest: dict[str, Claim] = {}
    for origin in event.origins:
        members = [by_id[i] for i in origin.claims if i in by_id and i != best.id]
        if members and best.id not in origin.claims:
            chosen = best_claim(members)
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
    return Sentence(
        kind=kind,
        text=text,
        citations=tuple(cited)[:MOST_CITATIONS],
        events=(event.id,) if event else (),
    )


def _is_named(actor: Actor, desk: Desk) -> bool:
    return bool(names((actor,), desk.words)) and not actor.id.startswith("~:")


def _list(desk: Desk, values: Sequence[str]) -> str:
    unique = list(dict.fromkeys(values))
    if len(unique) > 4:
        rest = desk.words.frame["others"].format(count=len(unique) - 3)
        unique = [*unique[:3], rest]
    if len(unique) < 2:
        return "".join(unique)
    return f"{', '.join(unique[:-1])} {desk.words.frame['and']} {unique[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lang(desk: Desk) -> str:
    return desk.words.language
