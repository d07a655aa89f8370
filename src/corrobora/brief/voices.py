"""Who says it, as prose names them: a speaker, an outlet, or somebody as the text calls them."""

from __future__ import annotations

from corrobora.brief.desk import Desk
from corrobora.brief.salience import is_somebody
from corrobora.model import (
    Actor,
    ActorKind,
    Claim,
    Voice,
)
from corrobora.reconcile.gist import name_of, names

SPEECH = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN"})
"""Types whose doer is the one who speaks."""

_LONGEST_TITLE = 9
"""Most words of a description that stands for a name."""


def speaker_of(desk: Desk, claim: Claim) -> str:
    """Who says it: the doer of an act of speech, the innermost speaker, or the outlet itself."""
    voices = voices_of(claim)
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
    return name_of(as_actor, desk.language)


def voices_of(claim: Claim) -> list[Voice]:
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
