"""What a denial denies: the one event that it most likely speaks of, in any report or language."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from itertools import chain
from math import inf
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from corrobora.model import Claim
from corrobora.reconcile.events import Draft
from corrobora.reconcile.linking import block_heads, block_keys
from corrobora.reconcile.officials import state_behind
from corrobora.reconcile.pairing import APART, score
from corrobora.reconcile.screening import (
    DENIAL_DAYS,
    DUST,
    POINTED,
    REBUTTAL,
    Points,
    few_of,
    most_as_answer,
    most_points,
)
from corrobora.reconcile.slots import Slots, parties
from corrobora.reconcile.traits import DEEDS, NEVER_DENIED, Rows, Traits
from corrobora.text import plain

Place = TypeVar("Place", int, tuple[str, int, int, str])
"""Place of an event in canonical order: a number, or that of its first claim."""

DENIAL_BONUS = 1.0
"""A denial speaks of something reported, so that less is needed to tell of what."""

TOGETHER = 64
"""Denials whose events are looked over together."""

MOST_POINTS = 30.0
"""More than all judgements on a pair can give together."""

MOST_EVENTS = 60
"""Events of one party and time that a denial is compared with."""

_DENIES = re.compile(
    r"\b(den(?:y|ie[sd]|ying|ials?)|rebut\w*|refut\w*|dement\w*|ni(?:e|ent|er|ait|ee?s?)|"
    r"untrue|baseless|unfounded|infonde\w*|fausse?s?|categori\w+)\b"
)
_REFUSES = re.compile(r"\b(reject\w*|dismiss\w*|disput\w*|contest\w*|rejet\w*|recus\w*)\b")
_SAYING = re.compile(r"accus|charg|alleg|asser|repor|claim|rumo|affir|propo")
"""Stems of what was said: to reject a report is to deny it, to reject a plan is not."""

_UNSURE = re.compile(
    r"\b(?:not|n't|never) (?:yet |been |immediately |entirely |fully )*"
    r"(?:clear|known|certain|sure|verified|confirmed)\b"
    r"|\bpas (?:encore |ete )*(?:clair|connue?s?|certain|sure?|verifiee?s?|confirmee?s?)\b"
)
"""Words that leave a thing open, which denies nothing."""

_POINTS_BACK = re.compile(r"\b(?:this|that|these|those|such|ce|cet|cette|ces|telles?|tels?)\b")
"""Words by which a rebuttal speaks of what was told before it ("denied this argument")."""

_OF_WORDS = re.compile(r"\b(?:argument|accus|charg|alleg|claim|assert|affirm|justif)")
"""Stems of nouns for what somebody said: to deny an argument is not to deny the deed."""

_SPOKESMAN = re.compile(r"\bspokes|\bporte-parole")


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
    if _UNSURE.search(plain(claim.quote)):
        return False
    # What a report itself says did not happen is its news; a denial is somebody's word.
    return claim.negated and claim.stance in ("asserted", "alleged") and bool(claim.speakers)


Key = tuple[object, ...]


def attach_denials(
    drafts: Sequence[Draft], denials: Sequence[Slots], traits: Traits, rows: Sequence[Sequence[int]]
) -> None:
    """Give each denial to the one event it most likely speaks of, if any.

    Args:
        drafts: All events, in canonical order.
        denials: All denials, in canonical order.
        traits: Rows of claims; those of the denials stand last.
        rows: For each event the rows of its claims.
    """
    answers = [(len(traits) - len(denials) + at, one) for at, one in enumerate(denials)]
    answers = [(row, one) for row, one in answers if is_rebuttal(one)]
    told = _Told(drafts, (key for _, one in answers for key in denial_keys(one)), rows)
    for at in range(0, len(answers), TOGETHER):
        portion = answers[at : at + TOGETHER]
        for (_, denial), hopes in zip(portion, _hopes(portion, told, traits), strict=True):
            best = _best(denial, drafts, hopes)
            if best is not None:
                drafts[best].denials += (denial,)


class _Told:
    """The events that can be found by some keys, and the rows of their claims, laid out."""

    def __init__(
        self, drafts: Sequence[Draft], keys: Iterable[Key], rows: Sequence[Sequence[int]]
    ) -> None:
        self.number = {key: at for at, key in enumerate(dict.fromkeys(keys))}
        # Few blocks are asked for: most are passed over by what their keys begin with.
        asked: defaultdict[Key, dict[object, int]] = defaultdict(dict)
        for key, at in self.number.items():
            asked[key[:-1]][key[-1]] = at
        events: list[list[int]] = [[] for _ in self.number]
        for place, draft in enumerate(drafts):
            blocks = ((asked[head], ends) for head, ends in _event_blocks(draft) if head in asked)
            for at in {here[end] for here, ends in blocks for end in ends if end in here}:
                if len(events[at]) < MOST_EVENTS:
                    events[at].append(place)
        self._events = _Lists(events)
        self._rows = _Lists(rows)
        self._accusing = np.fromiter(map(_only_accuses, drafts), np.bool_, len(drafts))

    def by(self, keys: Sequence[Iterable[Key]]) -> tuple[Rows, Rows]:
        """What each of some lists of keys leads to: the number of the list and a place, once."""
        found = [[self.number[key] for key in of] for of in keys]
        lists = np.repeat(np.arange(len(found)), [len(of) for of in found])
        places, at = self._events.of(np.array(list(chain.from_iterable(found)), np.int64))
        both = np.unique(lists[at] << 32 | places)
        return both >> 32, both & 0xFFFF_FFFF

    def claims(self, places: Rows) -> tuple[Rows, Rows]:
        """The rows of the claims of these events, and for each the number of its event."""
        return self._rows.of(places)

    def are_accusations(self, places: Rows) -> npt.NDArray[np.bool_]:
        """Which of these events are told by accusations alone."""
        return self._accusing[places]


class _Lists:
    """Lists of numbers in one array."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self._sizes = np.fromiter(map(len, lists), np.int64, len(lists))
        self._starts = np.cumsum(self._sizes) - self._sizes
        total = int(self._sizes.sum())
        self._numbers = np.fromiter(chain.from_iterable(lists), np.int32, total)

    def of(self, wanted: Rows) -> tuple[Rows, Rows]:
        """The numbers of the wanted lists one after the other, and of which one each is."""
        sizes = self._sizes[wanted]
        at = np.repeat(np.arange(len(wanted)), sizes)
        within = np.arange(len(at)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self._numbers[self._starts[wanted][at] + within].astype(np.int64), at


class _Hope(NamedTuple):
    """An event that a denial may speak of: at most so many points, and in which ways."""

    most: float
    place: int
    answers: bool
    alike: bool


def _hopes(
    denials: Sequence[tuple[int, Slots]], told: _Told, traits: Traits
) -> Iterator[list[_Hope]]:
    """For each denial the events that may reach zero points, those with the most hope first."""
    here = np.array([row for row, _ in denials], np.int64)
    ways: list[dict[tuple[int, int], float]] = []
    for most_of, keys_of in ((_most_answers, _keys_as_answer), (_most_alike, _keys_by_likeness)):
        at, places = told.by([keys_of(denial) for _, denial in denials])
        if most_of is _most_answers:
            # Who denies without rejecting anything answers accusations alone, as ``rating`` has it.
            flat = np.array([one.claim.type != "REJECT" for _, one in denials], np.bool_)[at]
            kept = ~flat
            kept[flat] = told.are_accusations(places[flat])
            at, places = at[kept], places[kept]
        most = most_of(traits, here[at], *told.claims(places))
        hopeful = np.flatnonzero(most > -DUST)
        keys = zip(at[hopeful].tolist(), places[hopeful].tolist(), strict=True)
        ways.append(dict(zip(keys, most[hopeful].tolist(), strict=True)))
    answers, alike = ways
    found: list[list[_Hope]] = [[] for _ in denials]
    for key in answers.keys() | alike.keys():
        best = max(answers.get(key, -inf), alike.get(key, -inf))
        found[key[0]].append(_Hope(best, key[1], key in answers, key in alike))
    return (sorted(of, reverse=True) for of in found)


def _best(denial: Slots, drafts: Sequence[Draft], hopes: Sequence[_Hope]) -> int | None:
    """The event of the most points, zero or more; of two that have as many, the first."""
    found: dict[int, float] = {}
    best = 0.0
    for hope in hopes:
        if hope.most < best - DUST:
            break
        points = rating(denial, drafts[hope.place], answers=hope.answers, alike=hope.alike)
        if points >= best:
            found[hope.place] = best = points
    return likeliest(found)


def hopes_of(
    traits: Traits,
    denials: Mapping[int, Slots],
    events: Sequence[tuple[Sequence[int], Draft]],
    pairs: Sequence[tuple[int, int]],
) -> list[tuple[bool, bool]]:
    """Whether a denial may reach zero points with an event, as an answer and by likeness.

    Args:
        traits: Rows of claims.
        denials: Denials by their rows.
        events: Events, each with the rows of its claims.
        pairs: Which to look at: the row of a denial and the number of an event.
    """
    if not pairs:
        return []
    rows, of = np.array(pairs, np.int64).T
    claims = _Lists([its for its, _ in events])
    rejects = np.array([denials[row].claim.type == "REJECT" for row, _ in pairs], np.bool_)
    denied = np.array([denials[row].claim.stance == "denied" for row, _ in pairs], np.bool_)
    accusing = np.array([_only_accuses(draft) for _, draft in events], np.bool_)[of]
    ways = ((_most_answers, rejects | (denied & accusing)), (_most_alike, ~rejects))
    hopes = []
    for most_of, asked in ways:
        hope = np.zeros(len(pairs), np.bool_)
        hope[asked] = most_of(traits, rows[asked], *claims.of(of[asked])) > -DUST
        hopes.append(hope.tolist())
    return list(zip(*hopes, strict=True))


def _most_answers(traits: Traits, denials: Rows, told: Rows, of: Rows) -> Points:
    """The most points of each of some pairs of a denial and an event, as an answer.

    Args:
        traits: Rows of claims.
        denials: For each pair the row of the denial.
        told: The rows of the claims of all the events.
        of: For each of these the number of its pair.
    """
    most = np.full(len(denials), -inf)
    few, numbers = few_of(traits, np.concatenate((denials, told)))
    np.maximum.at(most, of, most_as_answer(few, numbers[of], numbers[len(denials) :]))
    return most


def _most_alike(traits: Traits, denials: Rows, told: Rows, of: Rows) -> Points:
    """The same by likeness: what the claims of the event have on average."""
    count = len(denials)
    points = np.full(len(of), -DENIAL_BONUS - DUST)  # what is not kept has less
    few, numbers = few_of(traits, np.concatenate((denials, told)))
    kept, reached = most_points(few, numbers[of], numbers[count:], least=-DENIAL_BONUS)
    points[kept] = reached
    total = np.bincount(of, points, count)
    return np.asarray(total / np.maximum(np.bincount(of, minlength=count), 1) + DENIAL_BONUS)


def _keys_as_answer(denial: Slots) -> list[Key]:
    """What may be answered is looked for by these; nothing where the claim is no answer."""
    said = denial.claim.type == "REJECT" or denial.claim.stance == "denied"
    return _answer_keys(denial) if said else []


def _keys_by_likeness(denial: Slots) -> list[Key]:
    """What may be the deed denied is looked for by these; a rejection denies words alone."""
    return [] if denial.claim.type == "REJECT" else list(dict.fromkeys(block_keys(denial)))


def event_keys(draft: Draft) -> KeysView[Key]:
    """What an event can be found by as what a denial denies; plans and demands by nothing."""
    blocks = _event_blocks(draft)
    return dict.fromkeys((*head, end) for head, ends in blocks for end in ends).keys()


def _event_blocks(draft: Draft) -> Iterator[tuple[Key, Sequence[object]]]:
    """``event_keys``, as all of a key but its last part, and the last parts that go with it."""
    if draft.modality == "fact":
        for one in draft.members:
            yield from block_heads(one)
            yield from _told_blocks(one)


def denial_keys(denial: Slots) -> Iterable[Key]:
    """What a denial looks for events by."""
    return dict.fromkeys((*_keys_by_likeness(denial), *_keys_as_answer(denial)))


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


def likely_events(
    denial: Slots, drafts: Mapping[Place, Draft], events: Mapping[Key, Sequence[Place]]
) -> dict[Place, float]:
    """Points, zero or more, for the places of the events that a denial may speak of.

    Args:
        denial: What was said.
        drafts: All events by their place in canonical order.
        events: The places of the events that can be found by a key (``event_keys``), in order.
    """
    answers, alike = (
        {p for key in keys for p in events.get(key, ())[:MOST_EVENTS]} for keys in ways_of(denial)
    )
    found = {
        place: rating(denial, drafts[place], answers=place in answers, alike=place in alike)
        for place in answers | alike
    }
    return {place: points for place, points in found.items() if points >= 0}


def ways_of(denial: Slots) -> tuple[frozenset[Key], frozenset[Key]]:
    """What a denial looks for events by: as an answer, and by likeness."""
    return frozenset(_keys_as_answer(denial)), frozenset(_keys_by_likeness(denial))


def is_met(
    by: frozenset[Key], place: Place, keys: KeysView[Key], events: Mapping[Key, Sequence[Place]]
) -> bool:
    """Whether a denial that looks by these keys is compared with the event at a place.

    Args:
        by: What it looks for events by.
        place: The place of the event.
        keys: What the event can be found by.
        events: The places of the events that can be found by a key, in order.
    """
    return any(bisect_left(events[key], place) < MOST_EVENTS for key in keys & by)


def likeliest(points: Mapping[Place, float]) -> Place | None:
    """The place of the event that a denial most likely speaks of; None for none."""
    return min(points, key=lambda place: (-points[place], place), default=None)


def rating(denial: Slots, draft: Draft, *, answers: bool, alike: bool) -> float:
    """Points of a denial for an event, as an answer or by likeness as far as either is asked."""
    rejects = denial.claim.type == "REJECT"
    points = APART
    denied = denial.claim.stance == "denied"
    if answers and (rejects or (denied and _only_accuses(draft))):
        points = _answer(denial, draft)
    if alike and not rejects:
        points = max(points, _likeness(denial, draft))
    return points


def _only_accuses(draft: Draft) -> bool:
    """Whether an event is told by accusations alone."""
    return all(m.claim.type == "ACCUSE" for m in draft.members)


def _answer(denial: Slots, draft: Draft) -> float:
    return max(answers_to(denial, m) for m in draft.members)


def _likeness(denial: Slots, draft: Draft) -> float:
    """Points for a negation being of the same happening, were it not one; ``APART`` if under 0."""
    if all(m.claim.type != denial.claim.type for m in draft.members):
        return APART
    if _is_with_another(denial, draft):
        return APART
    total, left = 0.0, len(draft.members)
    for one in draft.members:
        total += score(denial, one)
        left -= 1
        if total + left * MOST_POINTS < -DENIAL_BONUS * len(draft.members):
            return APART
    points = total / len(draft.members) + DENIAL_BONUS
    return points if points >= 0 else APART


def _is_with_another(denial: Slots, draft: Draft) -> bool:
    """True where a denial names a state, and the event is with somebody else.

    Who denies having received American intelligence does not deny a purchase from Turkey.
    """
    named = denial.states - denial.actor_roots
    if not named or any(named & parties(m) for m in draft.members):
        return False
    return any((m.actor_roots | m.target_roots) - denial.actor_roots for m in draft.members)


def _told_blocks(one: Slots) -> Iterator[tuple[Key, Sequence[object]]]:
    if one.claim.type in NEVER_DENIED:
        return
    yield ("told", "report"), (one.claim.report,)
    months: tuple[object, ...] = ("any", None)
    if one.first is not None and one.last is not None:
        first = one.first // 30
        months = ("any", *range(first, min(one.last // 30, first + 12) + 1))
    for who in sorted(parties(one)):
        yield ("told", who), months


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
    if told.claim.type in NEVER_DENIED or not _may_follow(denial, told) or _says(told, denial):
        return APART
    points, tied = REBUTTAL, False
    same_report = denial.claim.report == told.claim.report
    if same_report and _POINTS_BACK.search(plain(denial.claim.quote)):
        return _pointed_at(denial, told)
    if same_report:
        points += 2.0 - min(abs(denial.claim.start - told.claim.end) / 1000, 1.5)
    if told.claim.type == "ACCUSE" and told.claim.mode != "investigate":
        accused = denial.actor_roots & told.target_roots
        accuser = denial.target_roots & told.actor_roots
        points += 1.0 * bool(accused) + 1.0 * bool(accuser) + 1.5 * denial.of_charge
        tied = bool(accused) or (denial.of_charge and same_report)
    else:
        doer = bool(denial.actor_roots & told.actor_roots) and told.claim.type in DEEDS
        points += 1.0 * doer - 1.0 * denial.of_charge
        tied = doer and same_report and not denial.matter
    shared = len(denial.matter & told.context)
    between = denial.states | denial.actor_roots
    points += 0.7 * min(shared, 3)
    if told.claim.type not in DEEDS and told.claim.type != "ACCUSE":
        points -= 1.0  # what is no deed is seldom denied
    if len(between) > 1 and between <= parties(told):
        points += 1.0
    return points if tied or shared else APART


def _pointed_at(denial: Slots, told: Slots) -> float:
    """Points for a rebuttal of "this": of what stands shortly before it, the nearest."""
    between = denial.claim.start - told.claim.end
    if not 0 <= between <= POINTED:
        return APART
    accused = told.claim.type == "ACCUSE" and bool(denial.actor_roots & told.target_roots)
    said = told.claim.type == "ACCUSE" or bool(told.claim.speakers)
    if not said and _OF_WORDS.search(plain(denial.claim.quote)):
        return APART  # a deed in the report's own voice is no argument
    return 1.0 + 0.5 * said + 0.5 * accused - between / POINTED


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
