"""Claims, events and reports as JSON Lines, in the published record formats.

Key order is fixed and unknown is null, so that the same case gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from corrobora.model import (
    Actor,
    Claim,
    Conflict,
    Count,
    Derivation,
    Event,
    Instrument,
    Json,
    Report,
    Voice,
    When,
    Where,
)


def line(record: dict[str, Json]) -> str:
    """One record as one line without a line break."""
    shown = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    try:
        shown.encode("utf-8")
    except UnicodeEncodeError:  # lone surrogates have no UTF-8 form but do have an escape
        return json.dumps(record, ensure_ascii=True, separators=(", ", ": "))
    # these two end a line for some readers though not for JSON
    return shown.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def lines(records: Iterable[dict[str, Json]]) -> str:
    """Records as JSON Lines; the empty string for none."""
    return "".join(f"{line(record)}\n" for record in records)


def claim_record(claim: Claim, report: Report) -> dict[str, Json]:
    """A claim as other programs read it."""
    return {
        "id": claim.id,
        "report": claim.report,
        "report_name": report.name,
        "start": claim.start,
        "end": claim.end,
        "quote": claim.quote,
        "type": claim.type,
        "mode": claim.mode,
        "contexts": list(claim.contexts),
        "actors": [_actor(a) for a in claim.actors],
        "targets": [_actor(a) for a in claim.targets],
        "instrument": _instrument(claim.instrument),
        "date": _date(claim.date),
        "date_kind": claim.date_kind,
        "place": _place(claim.place),
        "deaths": _count(claim.deaths),
        "wounded": _count(claim.wounded),
        "speakers": [_voice(v) for v in claim.speakers],
        "stance": str(claim.stance),
        "negated": claim.negated,
        "follows": list(claim.follows),
        "in_furniture": claim.in_furniture,
        "method": claim.method,
        "confidence": claim.confidence,
    }


def event_record(event: Event) -> dict[str, Json]:
    """An event as other programs read it."""
    deaths = event.deaths
    return {
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "actors": [_actor(a) for a in event.actors],
        "targets": [_actor(a) for a in event.targets],
        "date": _date(event.date),
        "place": _place(event.place),
        "deaths": None
        if deaths is None
        else {"low": deaths.low, "best": deaths.best, "high": deaths.high, "rule": deaths.rule},
        "claims": list(event.claims),
        "reports": list(event.reports),
        "report_names": list(event.report_names),
        "origins": [
            {
                "name": o.name,
                "speakers": list(o.speakers),
                "reports": list(o.reports),
                "claims": list(o.claims),
            }
            for o in event.origins
        ],
        "independent": {"min": event.independent.min, "max": event.independent.max},
        "conflicts": [_conflict(c) for c in event.conflicts],
        "credibility": event.credibility,
        "gist": event.gist,
    }


def report_record(
    report: Report, derivations: Sequence[Derivation] = (), *, text: bool = True
) -> dict[str, Json]:
    """A report with what it was derived from; ``text`` is what offsets of claims point into."""
    record: dict[str, Json] = {
        "id": report.id,
        "name": report.name,
        "title": report.title,
        "publisher": report.publisher,
        "carrier": report.carrier,
        "author": report.author,
        "published": report.published.isoformat() if report.published else None,
        "language": report.language,
        "sha256": report.sha256,
        "furniture": [[f.start, f.end] for f in report.furniture],
        "derived_from": [_derivation(d) for d in derivations if d.report == report.id],
    }
    if text:
        record["text"] = report.text
    return record


def _actor(actor: Actor) -> dict[str, Json]:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "text": actor.text,
        "start": actor.start,
        "end": actor.end,
    }


def _instrument(instrument: Instrument | None) -> dict[str, Json] | None:
    if instrument is None:
        return None
    return {"text": instrument.text, "start": instrument.start, "end": instrument.end}


def _date(when: When | None) -> dict[str, Json] | None:
    if when is None:
        return None
    return {
        "start": when.start.isoformat(),
        "end": when.end.isoformat(),
        "precision": when.precision,
        "text": when.text,
    }


def _place(place: Where | None) -> dict[str, Json] | None:
    if place is None:
        return None
    return {
        "name": place.name,
        "admin1": place.admin1,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
        "text": place.text,
    }


def _count(count: Count | None) -> dict[str, Json] | None:
    if count is None:
        return None
    return {"min": count.min, "max": count.max, "text": count.text, "scope": count.scope}


def _voice(voice: Voice) -> dict[str, Json]:
    return {
        "name": voice.name,
        "kind": voice.kind,
        "anonymous": voice.anonymous,
        "text": voice.text,
        "start": voice.start,
        "end": voice.end,
    }


def _conflict(conflict: Conflict) -> dict[str, Json]:
    return {
        "about": conflict.about,
        "sides": [
            {"value": s.value, "origins": list(s.origins), "claims": list(s.claims)}
            for s in conflict.sides
        ],
        "kind": conflict.kind,
    }


def _derivation(derivation: Derivation) -> dict[str, Json]:
    ghost = derivation.ghost
    source: dict[str, Json]
    if ghost is not None:
        source = {
            "ghost": {
                "publisher": ghost.publisher,
                "date": ghost.date.isoformat() if ghost.date else None,
            }
        }
    else:
        source = {"report": derivation.source}
    return {
        **source,
        "how": derivation.how,
        "cues": list(derivation.cues),
        "spans": [list(span) for span in derivation.spans],
    }
