"""What a denial denies: the one event that it most likely speaks of, in any report or language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from corrobora.model import Claim
from corrobora.reconcile.events import Draft
from corrobora.reconcile.linking import block_keys
from corrobora.reconcile.officials import state_behind
from corrobora.reconcile.pairing import APART, score
from corrobora.reconcile.slots import Slots, parties
from corrobora.text import plain

DENIAL_BONUS = 1.0
"""A denial speaks of something reported, so that less is needed to tell of what."""

DENIAL_DAYS = 60
"""A denial of an accusation is looked for within so many days of it."""

REBUTTAL = -1.5
"""Points at which the search for what a rebuttal answers starts."""

_MOST_EVENTS = 60
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


def attach_denials(drafts: Sequence[Draft], denials: Sequence[Slots]) -> None:
    """Give each denial to the one event it most likely speaks of, if any."""
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    answers: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        if draft.modality != "fact":
            continue
        for key in dict.fromkeys(k for m in draft.members for k in block_keys(m)):
            blocks[key].append(number)
        for key in dict.fromkeys(k for m in draft.members for k in _told_keys(m)):
            answers[key].append(number)
    for denial in denials:
        if not _is_rebuttal(denial):
            continue
        best = _denied_event(denial, drafts, blocks, answers)
        if best is not None:
            drafts[best].denials.append(denial)


def _is_rebuttal(denial: Slots) -> bool:
    """True unless a rejection turns down something other than what was said."""
    claim = denial.claim
    if claim.type != "REJECT" or (claim.mode or "").startswith(("deny", "rebut")):
        return True
    words = plain(claim.quote)
    if _DENIES.search(words):
        return True
    said = any(_SAYING.match(word) for word in denial.context)
    return said and _REFUSES.search(words) is not None


def _denied_event(
    denial: Slots,
    drafts: Sequence[Draft],
    blocks: Mapping[tuple[object, ...], list[int]],
    answers: Mapping[tuple[object, ...], list[int]],
) -> int | None:
    keys = dict.fromkeys(_denial_keys(denial))
    numbers = dict.fromkeys(n for key in keys for n in answers.get(key, ())[:_MOST_EVENTS])
    if denial.claim.type != "REJECT" and denial.claim.stance != "denied":
        numbers = {}
    scored = [(max(answers_to(denial, m) for m in drafts[n].members), -n) for n in numbers]
    if denial.claim.type != "REJECT":
        scored = [
            (points, n)
            for points, n in scored
            if all(m.claim.type == "ACCUSE" for m in drafts[-n].members)
        ]
        numbers = dict.fromkeys(n for key in block_keys(denial) for n in blocks.get(key, ())[:60])
        for number in numbers:
            members = drafts[number].members
            if any(m.claim.type == denial.claim.type for m in members):
                points = sum(score(denial, m) for m in members) / len(members) + DENIAL_BONUS
                scored.append((points, -number))
    likely = [one for one in scored if one[0] >= 0]
    return -max(likely)[1] if likely else None


def _told_keys(one: Slots) -> list[tuple[object, ...]]:
    if one.claim.type in _UNDENIED:
        return []
    keys: list[tuple[object, ...]] = [("report", one.claim.report)]
    for who in sorted(parties(one)):
        keys.append((who, "any"))
        if one.first is None or one.last is None:
            keys.append((who, None))
        else:
            months = range(one.first // 30, min(one.last // 30, one.first // 30 + 12) + 1)
            keys.extend((who, month) for month in months)
    return keys


def _denial_keys(denial: Slots) -> list[tuple[object, ...]]:
    keys: list[tuple[object, ...]] = [("report", denial.claim.report)]
    for who in sorted(parties(denial)):
        keys.append((who, None if denial.last is not None else "any"))
        if denial.last is not None:
            month = denial.last // 30
            keys.extend((who, month - back) for back in range(3))
    return keys


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
