"""Sentences of a brief, made from events and claims: facts, claims and options worded apart."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from babel.dates import format_date, get_month_names

from corrobora.brief.desk import Desk
from corrobora.brief.leads import deed_of, label, labelled
from corrobora.brief.salience import is_told
from corrobora.brief.voices import SPEECH, speaker_of, voice_name, voices_of
from corrobora.model import (
    Citation,
    Claim,
    Conflict,
    Event,
    Sentence,
    SentenceKind,
    Side,
    Stance,
)
from corrobora.reconcile.gist import show_day
from corrobora.reconcile.side_words import value_in_words

MOST_CITATIONS = 4
"""A sentence cites at most so many passages, of different origins first."""

_PARENTHESIS = re.compile(r" \([^()]*\)$")


def told_event(desk: Desk, event: Event, best: Claim) -> Sentence:
    """One happening that sources state: date, what, in whose words, on how many origins.

    Args:
        desk: What the brief rests on.
        event: The happening.
        best: The claim that tells it.
    """
    claims = desk.claims_of(event.claims)
    lead = deed_of(desk, best, event)
    quoted = desk.quoted(desk.passage(best).text)
    colon = desk.words.frame["colon"]
    body = f"{lead}{colon}{quoted}" if lead else quoted
    notes = [_origins_note(desk, event, best), *_dispute_notes(desk, event)]
    date = _capital(date_of(desk, event, best))
    text = f"{date}{colon}{body} ({desk.joined(notes)})."
    return _sentence("reported", text, desk, [best, *_others(desk, event, claims, best)], event)


def in_short(desk: Desk, event: Event, best: Claim, lead: str) -> Sentence:
    """The same in a line of the brief's own, with where it comes from but no quotation."""
    claims = desk.claims_of(event.claims)
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
    if not voices_of(best) and best.stance is Stance.ALLEGED and best.type not in SPEECH:
        key = "reported_unconfirmed"
    date = f" ({show_day(event.date, desk.language)})" if is_told(event.date) and event.date else ""
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
    cited = [_telling(desk, conflict, side) for side in conflict.sides]
    told = zip(conflict.sides, cited, strict=True)
    sides = [_side(desk, conflict, side, claim) for side, claim in told]
    text = desk.phrase(
        "conflict",
        about=desk.phrase(f"conflict_{conflict.about}"),
        gist=_PARENTHESIS.sub("", label(desk, event)),
        kind=desk.phrase(_kind_key(conflict)),
        sides=desk.joined(sides) + ".",
    )
    return _sentence("disputed", text, desk, cited, event)


def _kind_key(conflict: Conflict) -> str:
    announced = conflict.kind == "scope" and conflict.about == "date"
    return "kind_announced" if announced else f"kind_{conflict.kind}"


def gap(text: str, *citations: Citation, event: Event | None = None) -> Sentence:
    """Something that the reports do not tell."""
    return Sentence(kind="gap", text=text, citations=citations, events=(event.id,) if event else ())


def date_of(desk: Desk, event: Event, claim: Claim) -> str:
    """When it happened, as far as a text says so; else when it was reported."""
    if event.date is not None and is_told(event.date) and is_told(claim.date):
        return show_day(event.date, desk.language)
    passage = desk.passage(claim).text.casefold()
    months = get_month_names("wide", locale=desk.language).values()
    if event.date is None and any(re.search(rf"\b{m.casefold()}\b", passage) for m in months):
        return desk.phrase("no_year")
    days = [desk.reports[r].published for r in event.reports]
    known = [day for day in days if day is not None]
    if not known:
        return desk.phrase("undated")
    return desk.phrase("reported_in", date=_month(min(known), desk.language))


def _side(desk: Desk, conflict: Conflict, side: Side, claim: Claim) -> str:
    quote = desk.passage(claim).text
    who = _list(desk, side.origins)
    if conflict.kind == "denial":
        key = "denied_side" if side.value == "denied" else "claimed_side"
        return desk.phrase(key, who=who, quote=quote)
    other = _PARENTHESIS.sub("", labelled(desk, side.value.partition(": ")[2]))
    value = value_in_words(conflict, side, claim, "", other, desk.language)
    key = "order_side" if conflict.about == "order" else "side"
    return desk.phrase(key, value=value, who=who, quote=quote)


def _telling(desk: Desk, conflict: Conflict, side: Side) -> Claim:
    """The claim of a side that tells most, among those that say exactly what the side says."""
    claims = desk.claims_of(side.claims)
    value = _value(claims[0], conflict.about)
    return desk.best([c for c in claims if _value(c, conflict.about) == value])


def _value(claim: Claim, about: str) -> tuple[object, ...]:
    """What a claim says of the matter of a conflict; nothing where that is no field of it."""
    if about == "date" and claim.date is not None:
        return claim.date.start, claim.date.end
    if about == "deaths" and claim.deaths is not None:
        return claim.deaths.min, claim.deaths.max
    if about == "place" and claim.place is not None:
        return (claim.place.name,)
    return tuple(a.id for a in claim.actors) if about == "actor" else ()


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
    described = [v for v in voices_of(best) if v.anonymous]
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
