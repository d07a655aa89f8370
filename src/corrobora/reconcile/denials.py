"""What a denial denies: the one event that it most likely speaks of, in any report or language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from corrobora.model import Claim
from corrobora.reconcile.events import Draft
from corrobora.reconcile.linking import block_keys
from corrobora.reconcile.officials import state_behind
from corrobora.reconcile.pairing import APART, score
from corrobora.reconcile.slots import Slots, parties
from corrobora.text import plain

Place = TypeVar("Place", int, tuple[str, int, int, str])
"""Place of an event in canonical order: a number, or that of its first claim."""

Rated = dict[tuple[Place, bool], tuple[Draft, float]]
"""Points of a denial for events by place, as an answer or by likeness, with the event rated."""

DENIAL_BONUS = 1.0
"""A denial speaks of something reported, so that less is needed to tell of what."""

DENIAL_DAYS = 60
"""A denial of an accusation is looked for within so many days of it."""

REBUTTAL = -1.5
"""Points at which the search for what a rebuttal answers starts."""

MOST_EVENTS = 60
"""Events of one party and time that a denial is compared with."""

_DENIES = re.compile(
    r"\b(den(?:y|ie[sd]|ying|ials?)|rebut\w*|refut\w*|dement\w*|ni(?:e|ent|er|ait|ee?s?)|"
    r"untrue|baseless|unfounded|infonde\w*|fausse?s?|categori\w+)\b"
)
_REFUSES = re.compile(r"\b(reject\w*|dismiss\w*|disput\w*|contest\w*|rejet\w*|recus\w*)\b")
_SAYING = re.compile(r"accus|charg|alleg|asser|repor|claim|rumo|affir|propo")
"""Stems of what was said: to reject a report is to deny it, to reject a plan is not."""

_SPOKESMAN = re.compile(r"\bspokes|\bporte-parole")
_UNDENIED = frozenset({"REJECT", "REQUEST", "CONSULT"})
_BLAMED = frozenset({"ASSAULT", "COERCE", "SANCTION", "THREATEN", "MOBILIZE", "AID", "COOPERATE"})
"""Deeds that the one said to have done them may want to deny."""


def is_denial(claim: Claim) -> bool:
    """True for a claim that says something did not happen."""
    if claim.in_furniture:
        return False
    if claim.type == "REJECT" and (claim.mode or "").startswith(("deny", "rebut")):
        return not claim.negated
    if claim.type == "REJECT" and claim.negated:
        return False  # who does not reject a thing denies nothing
    if claim.stance == "denied":
        return True
    # What a report itself says did not happen is its news; a denial is somebody's word.
    return claim.negated and claim.stance in ("asserted", "alleged") and bool(claim.speakers)


Key = tuple[object, ...]


def attach_denials(drafts: Sequence[Draft], denials: Sequence[Slots]) -> None:
    """Give each denial to the one event it most likely speaks of, if any."""
    events: dict[Key, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        for key in event_keys(draft):
            events[key].append(number)
    found = dict(enumerate(drafts))
    for denial in denials:
        if is_rebuttal(denial):
            best = denied_event(denial, found, events)
            if best is not None:
                drafts[best].denials.append(denial)


def event_keys(draft: Draft) -> Iterable[Key]:
    """What an event can be found by as what a denial denies; plans and demands by nothing."""
    if draft.modality != "fact":
        return ()
    return dict.fromkeys(key for m in draft.members for key in (*block_keys(m), *_told_keys(m)))


def denial_keys(denial: Slots) -> Iterable[Key]:
    """What a denial looks for events by."""
    return dict.fromkeys((*block_keys(denial), *_answer_keys(denial)))


def is_rebuttal(denial: Slots) -> bool:
    """True unless a rejection turns down something other than what was said."""
    claim = denial.claim
    if claim.type != "REJECT" or (claim.mode or "").startswith(("deny", "rebut")):
        return True
    words = plain(claim.quote)
    if _DENIES.search(words):
        return True
    said = any(_SAYING.match(word) for word in denial.context)
    return said and _REFUSES.search(words) is not None


def denied_event(
    denial: Slots,
    drafts: Mapping[Place, Draft],
    events: Mapping[Key, Sequence[Place]],
    rated: Rated[Place] | None = None,
) -> Place | None:
    """The place of the event that a denial most likely speaks of; None for none.

    Args:
        denial: What was said.
        drafts: All events by their place in canonical order.
        events: The places of the events that can be found by a key (``event_keys``), in order.
        rated: Points given to events before; those of an event that is still the same are used
            again, and new ones are put in.
    """
    known: Rated[Place] = {} if rated is None else rated
    scored: dict[Place, float] = {}

    def points(place: Place, rate: Callable[[Slots, Draft], float]) -> float:
        draft, key = drafts[place], (place, rate is _likeness)
        held = known.get(key)
        if held is None or held[0] is not draft:
            held = known[key] = draft, rate(denial, draft)
        return held[1]

    if denial.claim.type == "REJECT" or denial.claim.stance == "denied":
        for key in _answer_keys(denial):
            for place in events.get(key, ())[:MOST_EVENTS]:
                if place not in scored:
                    scored[place] = points(place, _answer)
    if denial.claim.type != "REJECT":
        scored = {
            place: found
            for place, found in scored.items()
            if all(m.claim.type == "ACCUSE" for m in drafts[place].members)
        }
        near = (p for key in block_keys(denial) for p in events.get(key, ())[:MOST_EVENTS])
        for place in dict.fromkeys(near):
            found = points(place, _likeness)
            scored[place] = max(found, scored.get(place, found))
    likely = [(-found, place) for place, found in scored.items() if found >= 0]
    return min(likely)[1] if likely else None


def _answer(denial: Slots, draft: Draft) -> float:
    return max(answers_to(denial, m) for m in draft.members)


def _likeness(denial: Slots, draft: Draft) -> float:
    """Points for a negation being of the same happening, were it not one."""
    if all(m.claim.type != denial.claim.type for m in draft.members):
        return APART
    return sum(score(denial, m) for m in draft.members) / len(draft.members) + DENIAL_BONUS


def _told_keys(one: Slots) -> list[Key]:
    if one.claim.type in _UNDENIED:
        return []
    keys: list[Key] = [("report", one.claim.report)]
    for who in sorted(parties(one)):
        keys.append((who, "any"))
        if one.first is None or one.last is None:
            keys.append((who, None))
        else:
            months = range(one.first // 30, min(one.last // 30, one.first // 30 + 12) + 1)
            keys.extend((who, month) for month in months)
    return [("told", *key) for key in keys]


def _answer_keys(denial: Slots) -> list[Key]:
    keys: list[Key] = [("report", denial.claim.report)]
    for who in sorted(parties(denial)):
        keys.append((who, None if denial.last is not None else "any"))
        if denial.last is not None:
            month = denial.last // 30
            keys.extend((who, month - back) for back in range(3))
    return [("told", *key) for key in dict.fromkeys(keys)]


def answers_to(denial: Slots, told: Slots) -> float:
    """Points for a rebuttal answering what is told: who is accused, words, and nearness."""
    if told.claim.type in _UNDENIED or not _may_follow(denial, told) or _says(told, denial):
        return APART
    points, tied = REBUTTAL, False
    same_report = denial.claim.report == told.claim.report
    if same_report:
        points += 2.0 - min(abs(denial.claim.start - told.claim.end) / 1000, 1.5)
    if told.claim.type == "ACCUSE" and told.claim.mode != "investigate":
        accused = denial.actor_roots & told.target_roots
        accuser = denial.target_roots & told.actor_roots
        points += 1.0 * bool(accused) + 1.0 * bool(accuser) + 1.5 * denial.of_charge
        tied = bool(accused) or (denial.of_charge and same_report)
    else:
        doer = bool(denial.actor_roots & told.actor_roots) and told.claim.type in _BLAMED
        points += 1.0 * doer - 1.0 * denial.of_charge
        tied = doer and same_report and not denial.matter
    shared = len(denial.matter & (told.words | told.context))
    between = denial.states | denial.actor_roots
    points += 0.7 * min(shared, 3)
    if told.claim.type not in _BLAMED and told.claim.type != "ACCUSE":
        points -= 1.0  # what is no deed is seldom denied
    if len(between) > 1 and between <= parties(told):
        points += 1.0
    return points if tied or shared else APART


def _may_follow(denial: Slots, told: Slots) -> bool:
    if denial.last is None or told.first is None or told.last is None:
        return True
    return told.first - 1 <= denial.last <= told.last + DENIAL_DAYS


def _says(told: Slots, denial: Slots) -> bool:
    """True when the party that denies is the one that tells it."""
    if not denial.actor_roots:
        return False
    for voice in told.claim.speakers:
        if state_behind(voice.name) in denial.actor_roots:
            return True
        if voice.name in {a.name for a in denial.claim.actors}:
            return True
        if _SPOKESMAN.search(plain(voice.name)) and told.claim.report == denial.claim.report:
            return state_behind(voice.name) is None
    return False
