"""A claim reduced to what comparing claims needs, computed once for each claim.

Nothing here looks at other claims: what a claim is compared by may not depend on which other
claims happen to be given, or a subset could not be computed on its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from typing import Literal

from corrobora.model import RENDITION, Actor, Claim, Count, Report, Stance, Where
from corrobora.reconcile.officials import states_meant, states_named
from corrobora.reconcile.openings import HEAD, Opening, opening_of
from corrobora.reconcile.stems import ONE_STEM
from corrobora.text import plain

Modality = Literal["fact", "planned", "demanded"]

FAMILIES: dict[str, tuple[str, ...]] = {
    "ASSAULT": ("force",),
    "COERCE": ("force", "measure"),
    "SANCTION": ("measure",),
    "RETREAT": ("concession",),
    "YIELD": ("concession",),
    "AGREE": ("cooperation",),
    "COOPERATE": ("cooperation",),
    "SUPPORT": ("cooperation",),
    "AID": ("cooperation",),
}
"""Types that texts use for one and the same happening. A type not named is a family of its own."""

RARE = frozenset(
    {
        "SANCTION", "COERCE", "AGREE", "RETREAT", "YIELD", "COOPERATE", "AID", "SUPPORT", "STATE",
        "ACCUSE", "REJECT", "OTHER",
    }
)  # fmt: skip
"""Types of which one pair of actors has few: a date a few weeks off is rather a mistake than a
second happening. Violence, protest, meetings and threats recur daily and are not among them."""

_SYMMETRIC_TYPES = frozenset({"AGREE", "CONSULT"})
_SYMMETRIC_MODES = ("suspend", "discontinue", "sever", "break", "end-cooperation", "freeze")

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_STOP = frozenset(
    """
    about after again against along also among another because been before being between both came
    could didn does doing down during each even every following from further have having here
    into itself just like made many more most much must near next only onto other over part report
    reported reportedly said same says several should since some still such than that their them
    then there these they this those three through told took under until upon very were what when
    where which while whom whose will with within without would your according
    afin ainsi alors apres aussi autre autres aux avant avec avoir cela celle celui ceux chez
    comme contre dans depuis dernier des deux dont elle elles encore entre est etaient etait ete
    etre eux fait ils leur leurs lors mais meme moins nous ont parmi pas pendant peut plus pour
    quand que quelque quels qui sans selon ses soit son sont sous sur tous tout toute toutes tres
    trois une vers vous
    """.split()
)
_PARTS_OF_DAY: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("morning", re.compile(r"\b(morning|dawn|sunrise|matin|matinee|aube|midday|noon|midi)\b")),
    ("evening", re.compile(r"\b(evening|dusk|sunset|soir|soiree|crepuscule|afternoon)\b")),
    ("night", re.compile(r"\b(night|midnight|overnight|nuit|minuit|nocturne)\b")),
)
_ARMED = re.compile(
    r"\b(attackers?|assailants?|assaillants?|gunm[ae]n|militants?|insurgents?|insurges?|rebels?|"
    r"rebelles?|jihadists?|djihadistes?|terrorists?|terroristes?|fighters?|combattants?)\b"
)
CLASH = re.compile(
    r"\b((?:fired?|firing|shot|shoot\w*|attack\w*|struck|strike) first|open\w* fire|"
    r"first (?:shots?|to (?:fire|shoot|attack|strike))|single shot|clash\w*|firefight|"
    r"skirmish\w*|exchange of fire|ouv\w+ le feu|tire\w* (?:le|les|en) premiere?s?|"
    r"affrontements?|accrochages?|escarmouches?|echanges? de tirs)\b"
)
"""Words on a fight between two, and on who began it, in folded text."""

RETALIATION = re.compile(
    r"\b(retaliat\w*|in (?:response|return|reply)|tit-for-tat|reciprocat\w*|"
    r"in a (?:corresponding|reciprocal|mirror)\w* (?:move|step|measure)|hit back|"
    r"in turn|en represailles|en reponse|en retour|a son tour|mesure de reciprocite|"
    r"par reciprocite|repliqu\w*|riposte\w*|(?:return(?:ed|ing|s)?|retourn\w+) fire|"
    r"fir(?:ed|ing) back|(?:strik\w+|struck|shot|shoot\w*) back)\b"
)
"""Words that put a deed after the other side's, in folded text."""

_THINGS = frozenset({"facility", "place"})
_TOWARDS = re.compile(r"\b(?:to|for|a|au|aux|against|contre)(?: (?:the|la|les|l'))?\s*$")
_LEAD = 60
_CLAUSE = re.compile(r"[,;:–—(]\s")

RESPONSIBILITY = re.compile(
    r"\b(claim\w* (?:the )?(?:responsibility|attack|raid|ambush|bombing|killing)|"
    r"took (?:the )?responsibility|revendiqu\w*|revendication)\b"
)
"""Words with which an armed group owns a deed that others have told, in folded text."""

_CHARGE = frozenset({"accus", "charg", "alleg", "repro", "imput"})
"""Stems of words for an accusation."""

_OF_OFFICE = frozenset(
    """gover minis spoke offic autho porte parol autor respo denie deny denyi demen rejec nie
    refut claim alleg accus charg repor lundi mardi mercr jeudi vendr samed diman monda
    tuesd wedne thurs frida satur sunda""".split()
)
"""Stems that tell who denies and that it is a denial, but not what is denied."""

_STOP_MARK = re.compile(r"[.!?…][\"'”’»)]*\s|\n")
_AROUND = 200
_STEM = 5
"""Letters kept of a word. Five join "expelled" and "expelling", "diplomats" and "diplomates"."""


folded_name = lru_cache(maxsize=65536)(plain)
"""``plain`` for names, which recur; texts would only fill the memory."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What a claim is compared by.

    Attributes:
        claim: The claim itself.
        order: Canonical place among the claims given: by report, offset, id.
        modality: Fact (asserted or alleged), planned or demanded; never mixed in one event.
        actors: Ids of the actors that are identified (unnamed groups are not).
        actor_roots: The country or group each of them belongs to ("ML.mil" gives "ML").
        targets: As ``actors``, for the targets.
        target_roots: As ``actor_roots``, for the targets.
        told: True when the text gives the date; False when tense or context does.
        first: First possible day as an ordinal; None when undated.
        last: Last possible day as an ordinal.
        day: True when the date is exact to the day.
        spoken: Stems of the content words of the quotation.
        numbers: Numbers of the quotation that are not years.
        states: Codes of the states named in the sentence around the claim.
        countries: Codes of the states that the title and the opening of the report name or mean.
        around: Stems of the other content words of the sentence around the claim.
        matter: Of a rejection, denial or accusation, stems of what it is about: the context
            without whose it is and the words for rejecting or accusing.
        of_charge: True when the sentence speaks of an accusation.
        guessed: Ids of actors and targets whose nation their own words do not give ("soldiers").
        owned: True when an armed group owns the deed in this sentence ("claimed responsibility").
        answers: True when the words put the deed after the other side's.
        clash: True when the sentence speaks of a fight between two, or of who began it.
        at_armed: True when the deed is done to an armed group or to unnamed attackers.
        opening: The names of the report.
        part_of_day: morning, evening or night, when the quotation says so.
        language: Of the report.
        symmetric: True when either side may be told as the doer.
        original: The report that the claim's report is a whole copy of, or that report itself.
        copied: True when the report is a copy or has one.
        relative: Where in its report the claim stands, from 0 to 1.
    """

    claim: Claim
    order: int
    modality: Modality
    families: tuple[str, ...]
    actors: frozenset[str]
    actor_roots: frozenset[str]
    targets: frozenset[str]
    target_roots: frozenset[str]
    told: bool
    first: int | None
    last: int | None
    day: bool
    place: str | None
    spoken: tuple[str, ...]
    numbers: frozenset[str]
    states: frozenset[str]
    countries: frozenset[str]
    around: tuple[str, ...]
    matter: frozenset[str]
    of_charge: bool
    guessed: frozenset[str]
    owned: bool
    answers: bool
    clash: bool
    at_armed: bool
    opening: Opening
    part_of_day: str | None
    language: str | None
    symmetric: bool
    original: str
    copied: bool
    relative: float

    @property
    def words(self) -> frozenset[str]:
        """``spoken`` as a set: kept as a tuple it takes a fifth of the memory."""
        return frozenset(self.spoken)

    @property
    def context(self) -> frozenset[str]:
        """Stems of all content words of the sentence around the claim, its own among them."""
        return frozenset((*self.spoken, *self.around))


def canonical(claim: Claim) -> tuple[str, int, int, str]:
    """Place of a claim among all claims: by report, offsets, id."""
    return (claim.report, claim.start, claim.end, claim.id)


def root(identifier: str) -> str:
    """The country or group an actor belongs to: ``ML.mil`` gives ``ML``, ``JNIM`` itself."""
    if identifier.startswith(("?:", "~:")):
        return identifier
    return identifier.partition(".")[0]


def identified(actors: Iterable[Actor]) -> frozenset[str]:
    """Ids of actors that are someone: unnamed groups ("~:gunmen") are left out."""
    return shared(frozenset(actor.id for actor in actors if not actor.id.startswith("~:")))


def related(a: str, b: str) -> float:
    """How well two actor ids fit: 1 same, 0.8 whole and part, 0.6 parts of one whole, 0 not."""
    if a == b:
        return 1.0
    if a.startswith(b + ".") or b.startswith(a + "."):
        return 0.8
    return 0.6 if root(a) == root(b) else 0.0


def modality(claim: Claim) -> Modality | None:
    """Which kind of event a claim can make; None for options, denials and negations."""
    if claim.in_furniture or claim.negated:
        return None
    if claim.stance in (Stance.ASSERTED, Stance.ALLEGED):
        return "fact"
    if claim.stance is Stance.PLANNED:
        return "planned"
    if claim.stance is Stance.DEMANDED:
        return "demanded"
    if claim.stance is Stance.DENIED and claim.type == "REJECT":
        return "fact"
    return None


@lru_cache(maxsize=65536)
def shared(found: frozenset[str]) -> frozenset[str]:
    """The same set, as one object for all claims that have it: most have few parties and states."""
    return found


def content_words(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of the content words of a folded text, and its numbers other than years."""
    words: set[str] = set()
    numbers: set[str] = set()
    for token in _WORD.findall(text):
        if token[0].isdigit():
            if not (len(token) == 4 and token[:2] in ("19", "20")):
                numbers.add(token)
        elif len(token) > 3:
            words.add(_content_stem(token))
    words.discard("")
    return frozenset(words), shared(frozenset(numbers))


@lru_cache(maxsize=65536)
def _content_stem(word: str) -> str:
    """The stem of a content word, as one object for all; nothing of any other word."""
    return "" if word in _STOP else intern(ONE_STEM.get(word[:_STEM], word[:_STEM]))


def scope_words(count: Count) -> frozenset[str]:
    """Stems of the words that say of whom a count is, the same in English and French."""
    stems = (word[:_STEM] for word in _WORD.findall(plain(count.scope or "")))
    return frozenset(ONE_STEM.get(stem, stem) for stem in stems)


def part_of_day(text: str) -> str | None:
    """The part of the day a folded text names, when it names exactly one."""
    found = [name for name, pattern in _PARTS_OF_DAY if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def _sentence(text: str, start: int, end: int) -> str:
    """Roughly the sentence around a span: up to full stops nearby."""
    before = text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND]
    return f"{_STOP_MARK.split(before)[-1]}{text[start:end]}{_STOP_MARK.split(after)[0]}"


def _with_lead(text: str, claim: Claim) -> str:
    """The words of a claim and those before them in its clause: "hit back by" belongs to it."""
    before = _STOP_MARK.split(text[max(0, claim.start - _LEAD) : claim.start])[-1]
    lead = _CLAUSE.split(before)[-1]
    # "In reply to" what follows: those words are what is answered, not the answer.
    return claim.quote if _TOWARDS.search(plain(lead)) else f"{lead}{claim.quote}"


def guessed_nations(actors: Iterable[Actor]) -> frozenset[str]:
    """Ids of actors that are written as common nouns with no nation: theirs is inferred."""
    return frozenset(
        a.id
        for a in actors
        if a.text and a.text == a.text.lower() and "." in a.id and not states_named(a.text)
    )


def _is_armed(actor: Actor) -> bool:
    return actor.kind == "armed-group" or _ARMED.search(folded_name(actor.name)) is not None


def families_of(claim: Claim) -> tuple[str, ...]:
    """The families of types that a claim may be one happening with."""
    if claim.type == "OTHER" and (claim.mode or "").startswith("death"):
        return ("force", "OTHER")
    return FAMILIES.get(claim.type, (claim.type,))


def _matter(claim: Claim, context: frozenset[str]) -> frozenset[str]:
    if claim.type not in ("REJECT", "ACCUSE") and claim.stance is not Stance.DENIED:
        return frozenset()
    sides = (*claim.actors, *claim.targets) if claim.type == "ACCUSE" else claim.actors
    own = content_words(plain(" ".join(f"{a.text} {a.name}" for a in sides)))[0]
    return context - _OF_OFFICE - own


def sides_of(claim: Claim) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """Who did it and to whom; a base or a house does no violence, but has it done to it."""
    if "force" not in families_of(claim):
        return claim.actors, claim.targets
    things = {(a.start, a.end) for a in claim.actors if a.kind in _THINGS}
    moved = tuple(a for a in claim.actors if (a.start, a.end) in things)
    return tuple(a for a in claim.actors if a not in moved), (*claim.targets, *moved)


def slots_of(
    claim: Claim, order: int, report: Report, as_type: Modality, original: str | None = None
) -> Slots:
    """What ``claim`` is compared by."""
    # Sentences of our own repeat the fields: their words are no further sign.
    own = claim.method == RENDITION
    folded = "" if own else plain(claim.quote)
    words, numbers = content_words(folded)
    doers, others = sides_of(claim)
    actors, targets = identified(doers), identified(others)
    sentence = "" if own else _sentence(report.text, claim.start, claim.end)
    around = plain(sentence)
    beside = content_words(around)[0] - words
    context = words | beside
    opening = "" if own else f"{report.title or ''}\n{report.text[:HEAD]}"
    return Slots(
        claim=claim,
        order=order,
        modality=as_type,
        families=families_of(claim),
        actors=actors,
        actor_roots=shared(frozenset(root(a) for a in actors)),
        targets=targets,
        target_roots=shared(frozenset(root(t) for t in targets)),
        told=claim.date is not None and bool(claim.date.text.strip()),
        first=claim.date.start.toordinal() if claim.date else None,
        last=claim.date.end.toordinal() if claim.date else None,
        day=claim.date is not None and claim.date.start == claim.date.end,
        place=_place_key(claim),
        spoken=tuple(words),
        numbers=numbers,
        states=shared(states_named(sentence)),
        countries=states_meant(opening),
        around=tuple(beside),
        matter=shared(_matter(claim, context)),
        of_charge=not _CHARGE.isdisjoint(context),
        guessed=shared(guessed_nations((*claim.actors, *claim.targets))),
        owned=RESPONSIBILITY.search(f"{around} {folded}") is not None,
        answers=RETALIATION.search(plain(_with_lead(report.text, claim))) is not None,
        clash=CLASH.search(f"{around} {folded}") is not None,
        at_armed=any(_is_armed(t) for t in claim.targets),
        opening=opening_of(report),
        part_of_day=part_of_day(folded),
        language=report.language,
        symmetric=is_symmetric(claim),
        original=original or report.id,
        copied=original is not None,
        relative=claim.start / max(len(report.text), 1),
    )


def parties(one: Slots) -> frozenset[str]:
    """The states and groups on either side of an act between two, also those only in its words."""
    return one.actor_roots | one.target_roots | one.states


def is_symmetric(claim: Claim) -> bool:
    """True for acts between two sides that either may be said to have done: ties cut, talks."""
    return claim.type in _SYMMETRIC_TYPES or (
        claim.type == "SANCTION" and (claim.mode or "").startswith(_SYMMETRIC_MODES)
    )


def told_place(claim: Claim) -> Where | None:
    """The place that a claim tells; None for a country that follows from the text around it."""
    place = claim.place
    return None if place is None or (place.precision == "country" and not place.text) else place


def _place_key(claim: Claim) -> str | None:
    if claim.place is None or claim.place.precision in ("country", "admin1"):
        return None
    return folded_name(claim.place.name)
