"""Reports, claims and events as STIX 2.1 objects.

A report is a ``report``, a claim a ``note`` on it, an event an ``incident`` with a ``grouping`` for
programs that know no incidents; parties are identities, places locations, contradictions opinions.
What STIX has no field for is in our extensions (``stix_schemas``). Offsets are left out: they point
into texts that the reader may not have. Everything else is written as it is given: whoever shares
passes on values that are already as coarse as they must be, under ids of the reader's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from corrobora.model import (
    Actor,
    ActorKind,
    Claim,
    Conflict,
    Count,
    Derivation,
    Event,
    Json,
    Report,
    Toll,
    Value,
    When,
    Where,
)
from corrobora.vocab.stix_ids import stix_ids
from corrobora.writers.stix_frame import (
    Cover,
    Stix,
    bundle,
    extension,
    framed,
    program,
    stamp,
    stix_id,
    write_stix,
)
from corrobora.writers.stix_markings import tlp_markings

_IDENTITY_CLASS: Mapping[ActorKind, str] = {
    "person": "individual", "people": "class", "government": "organization",
    "state": "organization", "military": "organization", "police": "organization",
    "armed-group": "group", "party": "organization", "company": "organization",
    "ngo": "organization", "igo": "organization", "media": "organization",
    "facility": "unknown", "vehicle": "unknown", "object": "unknown", "place": "unknown",
}  # fmt: skip
"""What STIX calls a kind of party. No party is a threat actor: that would be a judgement."""
_OPINIONS = {"contradiction": "disagree", "denial": "strongly-disagree"}
"""Conflicts in which one side does not believe the other, and how strongly."""


# --- reports -------------------------------------------------------------------------------------


def report_object(
    report: Report,
    cover: Cover,
    derivations: Sequence[Derivation] = (),
    refs: Sequence[str] = (),
    *,
    text: bool = True,
) -> Stix:
    """A report with where it comes from.

    Args:
        report: The report.
        cover: Times, markings, terms.
        derivations: What it was derived from; what lies outside the case is told in the extension.
        refs: Ids of objects that it speaks of.
        text: Whether its text goes along.
    """
    name = report.title or report.publisher or report.name
    ghosts = [d for d in derivations if d.report == report.id and d.ghost is not None]
    reference = {"source_name": report.publisher or name, "url": report.url}
    fields: dict[str, Json] = {
        "name": name,
        "description": report.text if text and report.text.strip() else None,
        # Required. Where the day of publication is unknown or withheld it tells when we gave it.
        "published": stamp(report.published.isoformat() if report.published else cover.created),
        "object_refs": sorted({*refs}) or [cover.by],
        "lang": report.language,
        "external_references": [reference] if report.url else None,
    }
    source = extension(
        "source",
        publisher=report.publisher,
        carrier=report.carrier,
        author=report.author,
        published=_day(report.published),
        rests_on=[
            {
                "how": d.how,
                "publisher": d.ghost.publisher,
                **({"date": d.ghost.date.isoformat()} if d.ghost.date else {}),
            }
            for d in ghosts
            if d.ghost is not None
        ],
    )
    return framed("report", _report_id(report.id, cover), cover, fields, source)


def derivation_object(derivation: Derivation, cover: Cover) -> Stix | None:
    """That one report was derived from another; None where the other is not in the case."""
    if derivation.source is None:
        return None
    here, there = (_report_id(id_, cover) for id_ in (derivation.report, derivation.source))
    return _relationship("derived-from", here, there, derivation.how, cover)


def _report_id(id_: str, cover: Cover) -> str:
    return stix_id("report", cover.scope, id_)


def _relationship(kind: str, source: str, target: str, how: str, cover: Cover) -> Stix:
    fields = {
        "relationship_type": kind,
        "description": how,
        "source_ref": source,
        "target_ref": target,
    }
    id_ = stix_id("relationship", kind, how, source, target)
    return framed("relationship", id_, cover, fields, {})


# --- parties and places --------------------------------------------------------------------------


def identity_object(actor: Actor, cover: Cover) -> Stix:
    """A party under its name, with its kind as its role."""
    fields = {
        "name": actor.name,
        "roles": [actor.kind],
        "identity_class": _IDENTITY_CLASS[actor.kind],
    }
    return framed("identity", _identity_id(actor, cover), cover, fields, {})


def location_object(place: Where, cover: Cover) -> Stix | None:
    """A place; None for one that neither a country nor a point tells where it is.

    Only towns and sites have coordinates: the middle of a region would pretend to be exact.
    """
    id_ = _location_id(place, cover)
    if id_ is None:
        return None
    point = _point(place)
    fields = {
        "name": place.name,
        "country": place.country,
        "administrative_area": place.admin1,
        "city": place.name if place.precision == "town" else None,
        "latitude": point and point[0],
        "longitude": point and point[1],
    }
    return framed("location", id_, cover, fields, {})


def _identity_id(actor: Actor, cover: Cover) -> str:
    return stix_id("identity", cover.scope, actor.id, actor.name, actor.kind)


def _location_id(place: Where, cover: Cover) -> str | None:
    point = _point(place)
    if place.country is None and point is None:
        return None
    told = (place.name, place.admin1, place.country, point, place.precision)
    return stix_id("location", cover.scope, *(str(x) for x in told))


def _point(place: Where) -> tuple[float, float] | None:
    if place.precision not in ("site", "town") or place.lat is None or place.lon is None:
        return None
    on_earth = abs(place.lat) <= 90 and abs(place.lon) <= 180
    return (place.lat, place.lon) if on_earth else None


def party_ids(actors: Iterable[Actor], cover: Cover) -> list[str]:
    """Ids of the parties that ``identity_object`` makes of actors, each once, in their order."""
    return list(dict.fromkeys(_identity_id(actor, cover) for actor in actors))


# --- claims --------------------------------------------------------------------------------------


def claim_object(claim: Claim, cover: Cover) -> Stix:
    """A claim as a note on its report, with its words and what they say happened."""
    actors, targets = party_ids(claim.actors, cover), party_ids(claim.targets, cover)
    place = claim.place and _location_id(claim.place, cover)
    report = _report_id(claim.report, cover)
    kind = f"{claim.type} {claim.mode or ''}".strip()
    fields = {
        "abstract": f"{kind}, {claim.stance}" + (", negated" if claim.negated else ""),
        "content": claim.quote if claim.quote.strip() else kind,
        "authors": list(dict.fromkeys(voice.name for voice in claim.speakers)),
        "object_refs": sorted({report, *actors, *targets, *([place] if place else [])}),
    }
    happening = extension(
        "happening",
        kind="claim",
        type=claim.type,
        mode=claim.mode,
        contexts=list(claim.contexts),
        stance=str(claim.stance),
        negated=claim.negated,
        date=_date(claim.date),
        date_kind=claim.date_kind,
        place=_place(claim.place),
        deaths=_count(claim.deaths),
        wounded=_count(claim.wounded),
        instrument=claim.instrument and claim.instrument.text,
        speakers=[{"class": v.kind, "anonymous": v.anonymous} for v in claim.speakers],
        actor_refs=actors,
        target_refs=targets,
        place_ref=place,
        report_refs=[report],
        follows_refs=[_note_id(id_, cover) for id_ in claim.follows],
    )
    return framed("note", _note_id(claim.id, cover), cover, fields, happening)


def _note_id(claim: str, cover: Cover) -> str:
    return stix_id("note", cover.scope, claim)


# --- events --------------------------------------------------------------------------------------


def event_objects(event: Event, cover: Cover) -> tuple[Stix, ...]:
    """An event: the incident, how it hangs together with parties and place, opinions on its claims.

    The parties and the place themselves are made by ``identity_object`` and ``location_object``.
    """
    incident = incident_object(event, cover)
    place = event.place and _location_id(event.place, cover)
    ties = [
        *((ref, "took part") for ref in party_ids(event.actors, cover)),
        *((ref, "was affected") for ref in party_ids(event.targets, cover)),
        *([(place, "happened there")] if place else []),
    ]
    related = [_relationship("related-to", incident["id"], ref, how, cover) for ref, how in ties]
    notes = [_note_id(claim, cover) for claim in event.claims]
    refs = sorted({incident["id"], *notes, *(ref for ref, _ in ties)})
    tied = _grouping(("event", event.id), event.gist, refs, cover)
    return (incident, *related, tied, *_opinions(event, cover))


def incident_object(event: Event, cover: Cover) -> Stix:
    """An event as an incident: what happened as far as its claims tell."""
    happening = extension(
        "happening",
        kind="event",
        type=event.type,
        mode=event.mode,
        date=_date(event.date),
        place=_place(event.place),
        deaths=_toll(event.deaths),
        independent={"min": event.independent.min, "max": event.independent.max},
        credibility=event.credibility,
        conflicts=[_conflict(conflict, cover) for conflict in event.conflicts],
        actor_refs=party_ids(event.actors, cover),
        target_refs=party_ids(event.targets, cover),
        place_ref=event.place and _location_id(event.place, cover),
        report_refs=_reports(event, cover),
        claim_refs=[_note_id(id_, cover) for id_ in event.claims],
    )
    fields = {"name": event.gist or event.type}
    return framed("incident", _incident_id(event.id, cover), cover, fields, happening)


def _incident_id(event: str, cover: Cover) -> str:
    return stix_id("incident", cover.scope, event)


def _reports(event: Event, cover: Cover) -> list[str]:
    return sorted({_report_id(id_, cover) for id_ in event.reports})


def _grouping(parts: Sequence[str], name: str, refs: Sequence[str], cover: Cover) -> Stix:
    fields = {"name": name, "context": "unspecified", "object_refs": list(refs)}
    return framed("grouping", stix_id("grouping", cover.scope, *parts), cover, fields, {})


def _opinions(event: Event, cover: Cover) -> list[Stix]:
    """Each side's opinion on the claims of the others, where they cannot all be right."""
    found = []
    for number, conflict in enumerate(event.conflicts):
        opinion = _OPINIONS.get(conflict.kind)
        for here, side in enumerate(conflict.sides):
            others = [s for there, s in enumerate(conflict.sides) if there != here]
            refs = sorted({_note_id(claim, cover) for s in others for claim in s.claims})
            if opinion is None or not refs:
                continue
            id_ = stix_id("opinion", cover.scope, event.id, str(number), str(here))
            against = "; ".join(s.value for s in others)
            fields = {
                "explanation": f"{conflict.kind}, {conflict.about}: {side.value} / {against}",
                "authors": list(side.origins),
                "opinion": opinion,
                "object_refs": refs,
            }
            happening = extension(
                "happening",
                kind="conflict",
                type=event.type,
                about=conflict.about,
                disagreement=conflict.kind,
                incident_ref=_incident_id(event.id, cover),
                report_refs=_reports(event, cover),
            )
            found.append(framed("opinion", id_, cover, fields, happening))
    return found


# --- a whole picture -----------------------------------------------------------------------------


class Told(Value, frozen=True, kw_only=True):
    """Reports, claims and events that go out together. Order does not matter."""

    reports: Sequence[Report]
    claims: Sequence[Claim]
    derivations: Sequence[Derivation]
    events: Sequence[Event]


def picture_objects(
    told: Told,
    cover_of: Callable[[str], Cover],
    common: Cover,
    *,
    name: str,
    text: bool = True,
) -> tuple[Stix, ...]:
    """All objects of a picture, each once, by id, and a grouping that ties them together.

    Args:
        told: What goes out.
        cover_of: Cover of a report, claim or event, by its id.
        common: Cover of what several of them share: parties, places, derivations, the grouping.
            Its markings must be at least as strict as those of all of them.
        name: Name of the grouping.
        text: Whether texts of reports go along.
    """
    refs: dict[str, set[str]] = {report.id: set() for report in told.reports}
    for claim in told.claims:
        place = claim.place and _location_id(claim.place, common)
        parties = party_ids((*claim.actors, *claim.targets), common)
        refs.setdefault(claim.report, set()).update(parties, [place] if place else [])
    objects: list[Stix] = [
        report_object(r, cover_of(r.id), told.derivations, sorted(refs[r.id]), text=text)
        for r in told.reports
    ]
    objects += [made for d in told.derivations if (made := derivation_object(d, common))]
    happenings: tuple[Claim | Event, ...] = (*told.claims, *told.events)
    for one in happenings:
        objects += [identity_object(actor, common) for actor in (*one.actors, *one.targets)]
        if one.place and (made := location_object(one.place, common)):
            objects.append(made)
    objects += [claim_object(claim, cover_of(claim.id)) for claim in told.claims]
    for event in told.events:
        objects += event_objects(event, cover_of(event.id))
    by_id = {each["id"]: each for each in sorted(objects, key=lambda each: str(each["id"]))}
    if not by_id:
        return ()
    parts = [id_ for id_ in by_id if id_.startswith(("report--", "incident--"))]
    return (*by_id.values(), _grouping(("picture",), name, parts, common))


def write_case(told: Told, *, tlp: str, now: str) -> str:
    """One's own case as a STIX document, all of it under one TLP level; texts stay here.

    Args:
        told: Reports, claims, derivations and events of the case.
        tlp: "TLP:AMBER".
        now: ISO 8601 time; objects are as old as the reports that they rest on.
    """
    ids = stix_ids()
    born = {r.id: min(_instant(r.collected) or stamp(now), stamp(now)) for r in told.reports}
    born |= {claim.id: born[claim.report] for claim in told.claims}
    born |= {event.id: min(born[report] for report in event.reports) for event in told.events}
    common = Cover(
        created=min(born.values(), default=stamp(now)),
        modified=now,
        by=ids.author,
        markings=(ids.tlp[tlp],),
    )
    objects = picture_objects(
        told, lambda id_: replace(common, created=born[id_]), common, name="Events", text=False
    )
    return write_stix(bundle((program(), *objects), tlp_markings()))


def _instant(text: str | None) -> str | None:
    """A time of collection; None where an input states one that is no time."""
    try:
        return stamp(text) if text else None
    except (ValueError, OverflowError):
        return None


# --- fields of the extension ---------------------------------------------------------------------


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _date(when: When | None) -> Stix | None:
    if when is None:
        return None
    return {
        "start": when.start.isoformat(),
        "end": when.end.isoformat(),
        "precision": when.precision,
    }


def _place(place: Where | None) -> Stix | None:
    if place is None:
        return None
    told = {
        "name": place.name,
        "admin1": place.admin1,
        "country": place.country,
        "precision": place.precision,
    }
    return _known(told)


def _count(count: Count | None) -> Stix | None:
    if count is None:
        return None
    return _known({"low": count.min, "high": count.max, "scope": count.scope})


def _toll(toll: Toll | None) -> Stix | None:
    if toll is None:
        return None
    return _known({"low": toll.low, "best": toll.best, "high": toll.high, "rule": toll.rule})


def _conflict(conflict: Conflict, cover: Cover) -> Stix:
    sides = [
        {"value": s.value, "claim_refs": [_note_id(claim, cover) for claim in s.claims]}
        for s in conflict.sides
    ]
    return {"about": conflict.about, "kind": conflict.kind,
            "sides": [s if s["claim_refs"] else {"value": s["value"]} for s in sides]}  # fmt: skip


def _known(fields: Stix) -> Stix:
    return {key: value for key, value in fields.items() if value is not None}
