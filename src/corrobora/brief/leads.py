"""Deeds in the words of the brief itself: only where the quoted words show every part of them."""

from __future__ import annotations

import re
from dataclasses import replace

from corrobora.brief.desk import Desk
from corrobora.brief.passages import sentence_of
from corrobora.brief.salience import is_somebody
from corrobora.model import (
    Actor,
    Claim,
    Event,
)
from corrobora.reconcile.gist import Tale, gist_of, names, noun_of
from corrobora.reconcile.slots import root

SURE = 0.75
"""Below this confidence a claim's slots are not put into words; its own words are quoted."""

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
    own = report.language == desk.language
    if not own and any(t.kind in ("military", "police") for t in claim.targets):
        return None
    tale = replace(
        Tale.of(event),
        type=claim.type,
        mode=claim.mode,
        actors=claim.actors,
        targets=tuple(_as_written(t) for t in claim.targets) if own else claim.targets,
        date=None,
    )
    return gist_of(tale, desk.language).rstrip(".")


def short_of(desk: Desk, claim: Claim, event: Event) -> str | None:
    """The deed for whoever reads no further; None where only its own words will do.

    Without a trusted target an exchange of intelligence still has a doer, and an attack by
    somebody in some place is named by a noun.
    """
    lead = deed_of(desk, claim, event)
    doers = [a for a in claim.actors if is_somebody(a)]
    if lead is not None or not doers or claim.confidence < SURE:
        return lead
    report = desk.reports[claim.report]
    first, last = sentence_of(report, claim.start, claim.end)
    if not all(first <= a.start and a.end <= last for a in doers):
        return None
    bare = replace(
        Tale.of(event), type=claim.type, mode=claim.mode, actors=doers, targets=(), date=None
    )
    if claim.mode == "intelligence" and desk.words.verb(claim.type, claim.mode) is not None:
        return gist_of(bare, desk.language).rstrip(".")
    placed = event.place is not None and event.place.precision != "country"
    if claim.type == "ASSAULT" and (placed or event.deaths is not None):
        return noun_of(bare, desk.language).rstrip(".")
    return None


def label(desk: Desk, event: Event) -> str:
    """An event named in the brief's language, without a full stop."""
    best = desk.best(desk.claims_of(event.claims))
    lead = deed_of(desk, best, event)
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
    return noun_of(plain, desk.words.language).rstrip(".")


def labelled(desk: Desk, gist: str) -> str:
    """The label of the event that has this gist."""
    event = desk.events.get(gist)
    return label(desk, event) if event is not None else gist


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


def _is_named(actor: Actor, desk: Desk) -> bool:
    return bool(names((actor,), desk.words)) and is_somebody(actor)
