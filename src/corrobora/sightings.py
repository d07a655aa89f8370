"""The same text seen more than once: one report of all that its sightings tell."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from corrobora.errors import CorroboraError
from corrobora.furniture import merge_furniture
from corrobora.model import Furniture, Report
from corrobora.text import sha256_of
from corrobora.vocab.vetted import listed_outlets, outlet_name_key

TLP_ORDER = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
"""Traffic light markings (TLP 2.0) from open to closed."""

SIGHTINGS = "sightings"
"""Key of ``Report.extra`` under which every sighting of the text is kept."""

_FIELDS = (
    "published", "name", "collected", "published_rule", "publisher", "carrier", "url", "author",
    "title", "language", "media_type", "raw_sha256",
)  # fmt: skip


def sightings_of(report: Report) -> list[dict[str, Any]]:
    """What each sighting of a text told, in the order in which they count; one for a text met once.

    Keys are fields of ``Report``; ``published`` is an ISO 8601 day or None.
    """
    kept = report.extra.get(SIGHTINGS)
    if isinstance(kept, list) and kept:
        return [dict(row) for row in kept]
    row = {name: getattr(report, name) for name in _FIELDS}
    row["published"] = report.published.isoformat() if report.published else None
    return [row]


def _row_order(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Listed outlets by day of publication; then all others in the order in which they came.

    So nobody who puts out a text again, under whatever date, takes it from whom it was seen with.
    """
    listed = "0" if _listed(row) else "1"
    first = _FIELDS if _listed(row) else ("collected", *_FIELDS)
    # "~" sorts after every digit and letter: unknown comes last.
    return (listed, *("~" if row.get(name) is None else str(row[name]) for name in first))


def _listed(row: Mapping[str, Any]) -> bool:
    """Whether whoever wrote and whoever carried it are on the reviewed list of outlets."""
    names = [row[name] for name in ("publisher", "carrier") if row.get(name)]
    return bool(row.get("publisher")) and all(outlet_name_key(n) in listed_outlets() for n in names)


def _first(rows: Sequence[Mapping[str, Any]], name: str) -> Any:
    return next((row[name] for row in rows if row.get(name) is not None), None)


def merge_sightings(reports: Sequence[Report]) -> Report:
    """One report for a text that was seen more than once.

    What the first sighting does not know is taken from the next: first those with outlets of the
    reviewed list, by day of publication; then all others as they were collected, those of one time
    by day of publication. Every sighting is kept in ``extra["sightings"]``, so that the result does
    not depend on the order or the grouping in which they are given. The strictest marking stands.

    Raises:
        CorroboraError: The reports are not one text.
    """
    if not reports or len({r.id for r in reports}) != 1:
        raise CorroboraError(
            "Only sightings of one text can be merged.",
            hint="Group the reports by id first.",
            ids=sorted({r.id for r in reports}),
        )
    if len(reports) == 1:
        return reports[0]
    unique = {_row_order(row): row for report in reports for row in sightings_of(report)}
    rows = [unique[key] for key in sorted(unique)]
    published = next((r for r in rows if r["published"]), rows[0])
    origin = next((r for r in rows if r["publisher"]), rows[0])
    extra: dict[str, Any] = {}
    for source in sorted((r.extra for r in reports), key=msgspec.json.encode):
        for key in sorted(source):
            if key != SIGHTINGS and key not in extra:
                extra[key] = source[key]
    if len(rows) > 1:
        extra[SIGHTINGS] = rows
    markings = sorted({r.marking for r in reports if r.marking}, key=_closedness)
    names = tuple(sorted({name for r in reports for name in (r.names or (r.name,))}))
    day = published["published"]
    return Report(
        id=reports[0].id,
        name=rows[0]["name"],
        text=reports[0].text,
        sha256=reports[0].sha256,
        raw_sha256=rows[0]["raw_sha256"],
        media_type=rows[0]["media_type"],
        title=_first(rows, "title"),
        publisher=origin["publisher"],
        carrier=origin["carrier"],
        author=_first(rows, "author"),
        published=dt.date.fromisoformat(day) if day else None,
        published_rule=published["published_rule"],
        collected=min((r["collected"] for r in rows if r["collected"]), default=None),
        url=origin["url"] or _first(rows, "url"),
        language=_first(rows, "language"),
        marking=markings[-1] if markings else None,
        furniture=_all_furniture(reports),
        revises=min((r.revises for r in reports if r.revises), default=None),
        names=names,
        extra=extra,
    )


def basis_of(report: Report) -> str:
    """A hash of what is known about a text beside its words, and may bear on how they are read.

    Under which names, where and when it was met does not: claims are found anew when this changes.
    """
    known = (
        report.published, report.published_rule, report.title, report.publisher, report.carrier,
        report.author, report.language, report.furniture,
    )  # fmt: skip
    return sha256_of(json.dumps(msgspec.to_builtins(known)))


def _closedness(marking: str) -> tuple[int, str]:
    # A marking of another scheme cannot be ranked; it is kept before any TLP level.
    return (TLP_ORDER.index(marking) if marking in TLP_ORDER else len(TLP_ORDER), marking)


def _all_furniture(reports: Sequence[Report]) -> tuple[Furniture, ...]:
    sets = sorted(
        {r.furniture for r in reports}, key=lambda fs: [(f.start, f.end, f.kind) for f in fs]
    )
    merged: tuple[Furniture, ...] = ()
    for furniture in sets:
        merged = merge_furniture(reports[0].text, merged, furniture)
    return merged
