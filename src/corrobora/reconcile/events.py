"""From clusters of claims to events: the slots, origins, conflicts and gist of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from corrobora.model import (
    EXACTNESS,
    Actor,
    Claim,
    Conflict,
    Event,
    Independence,
    Origin,
    Report,
    Stance,
    When,
    Where,
)
from corrobora.reconcile.conflicts import (
    denial_conflict,
    doer_conflict,
    field_conflicts,
    is_told,
)
from corrobora.reconcile.gist import Tale, gist_of
from corrobora.reconcile.origins import origins_of
from corrobora.reconcile.roots import Roots, day_published
from corrobora.reconcile.slots import Modality, Slots, canonical, related, told_place
from corrobora.reconcile.told import Told
from corrobora.reconcile.toll import credibility_of, toll_of
from corrobora.text import sha256_of

_NOBODY = Independence(min=0, max=0)
_UNTRACED: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Draft:
    """An event being put together.

    Attributes:
        members: Its claims, in canonical order.
        denials: Claims that deny it.
        order_conflicts: Conflicts about what came first.
        id: Its identity, with the origins once they are traced.
    """

    members: tuple[Slots, ...]
    denials: tuple[Slots, ...] = ()
    order_conflicts: tuple[Conflict, ...] = ()
    id: str = ""
    origins: tuple[Origin, ...] = ()
    independent: Independence = _NOBODY
    origin: Mapping[str, str] = field(default_factory=lambda: _UNTRACED)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that say it happened."""
        return tuple(one.claim for one in self.members)

    @property
    def modality(self) -> Modality:
        """Fact, planned or demanded: the same for all members."""
        return self.members[0].modality


def trace(draft: Draft, roots: Roots, reports: Mapping[str, Report]) -> Draft:
    """Give an event its identity and its origins, where it has none yet.

    The id hangs on the claim published first, so that later reports do not change it.
    """
    if not draft.id:
        anchor = min(
            draft.members,
            key=lambda s: (day_published(reports[s.claim.report]), canonical(s.claim)),
        ).claim
        draft.id = f"e{sha256_of(anchor.id)[:16]}"
        draft.origins, draft.independent, draft.origin = origins_of(draft.claims, roots, reports)
    return draft


def finish_event(draft: Draft, roots: Roots, reports: Mapping[str, Report]) -> Event:
    """The event as it leaves the room."""
    trace(draft, roots, reports)
    claims = draft.claims
    told = [Told(m.claim, draft.origin[m.claim.id], owned=m.owned) for m in draft.members]
    toll = toll_of(claims, draft.origin)
    type_, mode = _type_and_mode(claims)
    early = sorted(told, key=lambda t: day_published(reports[t.claim.report]))
    date, place = _date(early), _place(told)
    actors = _actors(told, "actors")
    doers = {actor.id for actor in actors}
    targets = tuple(t for t in _actors(told, "targets") if t.id not in doers)
    tale = Tale(
        type=type_,
        mode=mode,
        modality=draft.modality,
        actors=actors,
        targets=targets,
        date=date,
        place=place,
        deaths=toll,
        alleged_by=_alleged_by(claims, type_, draft.origins),
        demanded_by=next(
            (v.name for c in claims for v in reversed(c.speakers) if v.kind != "outlet"), None
        ),
    )
    gist = gist_of(tale)
    fields = field_conflicts(told, reports)
    began = any(c.about == "agency" for c in fields)
    denials = [
        Told(d.claim, roots.of(d.claim).name)
        for d in draft.denials
        if not (began and d.clash)
        and (d.claim.type == "REJECT" or not _says_both(d.claim, roots.of(d.claim).name, told))
    ]
    denial = denial_conflict(told, denials, gist.rstrip("."))
    conflicts = (
        *fields,
        *draft.order_conflicts,
        *((denial,) if denial else ()),
    )
    return Event(
        id=draft.id,
        type=type_,
        mode=mode,
        actors=actors,
        targets=targets,
        date=date,
        place=place,
        deaths=toll,
        claims=tuple(c.id for c in claims),
        reports=tuple(dict.fromkeys(c.report for c in claims)),
        report_names=tuple(dict.fromkeys(reports[c.report].name for c in claims)),
        origins=draft.origins,
        independent=draft.independent,
        conflicts=conflicts,
        credibility=credibility_of(
            claims,
            draft.independent,
            conflicts,
            len({roots.of(d.claim).key for d in draft.denials}),
            happened=draft.modality == "fact",
        ),
        gist=gist,
        modality=tale.modality,
        alleged_by=tale.alleged_by,
        demanded_by=tale.demanded_by,
    )


def _says_both(denial: Claim, denying: str, told: Sequence[Told]) -> bool:
    """True when who denies also tells it, alone or in the same report: loose words, no denial."""
    return {t.origin for t in told} == {denying} or any(
        t.origin == denying and t.claim.report == denial.report for t in told
    )


def _type_and_mode(claims: Sequence[Claim]) -> tuple[str, str | None]:
    types = Counter(c.type for c in claims)
    type_ = min(types, key=lambda t: (-types[t], t))
    modes = Counter(c.mode for c in claims if c.type == type_ and c.mode)
    return type_, min(modes, key=lambda m: (-modes[m], m)) if modes else None


def _date(told: Sequence[Told]) -> When | None:
    """The date most origins give, then the more exact, then the one published first.

    A date that no text gives, only tense or context, serves where there is no other.

    ``told`` comes in order of publication; an announcement's date serves where there is no other.
    """
    dated = [t for t in told if t.claim.date is not None and is_told(t.claim.date)]
    dated = dated or [t for t in told if t.claim.date is not None]
    happened = [t for t in dated if t.claim.date_kind != "announcement" and not t.owned]
    backers: dict[When, set[str]] = defaultdict(set)
    for one in happened or dated:
        when = one.claim.date
        if when is not None:
            backers[_untexted(when)].add(one.origin)
    place_in = {when: number for number, when in enumerate(backers)}
    best = min(
        backers,
        key=lambda w: ((w.end - w.start).days > 7, -len(backers[w]), w.end - w.start, place_in[w]),
        default=None,
    )
    if best is None:
        return None
    return next(
        t.claim.date for t in happened or dated if t.claim.date and _untexted(t.claim.date) == best
    )


def _untexted(when: When) -> When:
    return When(start=when.start, end=when.end, precision=when.precision, text="")


_LOCAL = 2
"""Of places as exact as this, the one that most origins tell is taken, whichever is most exact."""

_FROM_CONTEXT = 5
"""Exactness of a country that no words of the claim name."""


def _place(told: Sequence[Told]) -> Where | None:
    backers: dict[tuple[int, str], set[str]] = defaultdict(set)
    first: dict[tuple[int, str], Where] = {}
    for one in told:
        where = one.claim.place
        if where is not None:
            told_in_words = told_place(one.claim) is not None
            key = (EXACTNESS[where.precision] if told_in_words else _FROM_CONTEXT, where.name)
            backers[key].add(one.origin)
            first.setdefault(key, where)
    best = min(backers, key=lambda k: (max(k[0], _LOCAL), -len(backers[k]), k), default=None)
    return None if best is None else first[best]


def _actors(told: Sequence[Told], role: str) -> tuple[Actor, ...]:
    """Who did it (or to whom), most-told first; a whole is dropped where its part is named.

    Where the claims contradict each other on who did it, only the side that most origins give.
    """
    chosen = told
    if role == "actors":
        conflict = doer_conflict(told)
        if conflict is not None:
            best = max(conflict.sides, key=lambda s: len(s.origins))
            chosen = [t for t in told if t.claim.id in best.claims]
    backers: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Actor] = {}
    for one in chosen:
        for actor in one.claim.actors if role == "actors" else one.claim.targets:
            backers[actor.id].add(one.origin)
            first.setdefault(actor.id, actor)
    ranked = sorted(first, key=lambda i: (i.startswith("~:"), -len(backers[i]), -len(i), i))
    kept: list[str] = []
    for identifier in ranked:
        if any(related(identifier, other) == 0.8 for other in kept):
            continue
        if identifier.startswith("~:") and kept:
            continue
        kept.append(identifier)
    return tuple(first[i] for i in kept)


def _alleged_by(claims: Sequence[Claim], type_: str, origins: Sequence[Origin]) -> str | None:
    """Whose word it is, when every claim is an allegation and telling it is not the deed itself."""
    if type_ in ("ACCUSE", "REJECT", "THREATEN", "REQUEST"):
        return None
    if any(c.stance is not Stance.ALLEGED for c in claims):
        return None
    return origins[0].name if origins else None
