"""The same text seen more than once, and changed texts at one address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from corrobora.collect.furniture import merge_furniture
from corrobora.collect.metadata import TLP_ORDER
from corrobora.collect.winnowing import containment, shingles, words_of
from corrobora.errors import CorroboraError
from corrobora.model import Furniture, Report

SIGHTINGS = "sightings"
"""Key of ``Report.extra`` under which every sighting of the text is kept."""

_FIELDS = (
    "published", "name", "collected", "published_rule", "publisher", "carrier", "url", "author",
    "title", "language", "media_type", "raw_sha256",
)  # fmt: skip


def _rows(report: Report) -> list[dict[str, Any]]:
    kept = report.extra.get(SIGHTINGS)
    if isinstance(kept, list) and kept:
        return [dict(row) for row in kept]
    row = {name: getattr(report, name) for name in _FIELDS}
    row["published"] = report.published.isoformat() if report.published else None
    return [row]


def _row_order(row: Mapping[str, Any]) -> tuple[str, ...]:
    # "~" sorts after every digit and letter: unknown comes last.
    return tuple("~" if row.get(name) is None else str(row[name]) for name in _FIELDS)


def _first(rows: Sequence[Mapping[str, Any]], name: str) -> Any:
    return next((row[name] for row in rows if row.get(name) is not None), None)


def merge_sightings(reports: Sequence[Report]) -> Report:
    """One report for a text that was seen more than once.

    The earliest publication counts, then the smallest name; what that sighting does not know is
    taken from the next. Every sighting is kept in ``extra["sightings"]``, so that the result does
    not depend on the order or the grouping in which they came. The strictest marking stands.

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
    unique = {_row_order(row): row for report in reports for row in _rows(report)}
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


def link_revisions(reports: Sequence[Report]) -> dict[str, str]:
    """Which report is a changed text of which earlier one at the same address.

    Returns:
        Report id to the id that it revises: the version collected (or published) last before it;
        among several of one time, the one most like it.
    """
    by_address: dict[str, dict[str, Report]] = {}
    for report in reports:
        if report.url:
            by_address.setdefault(report.url, {})[report.id] = report
    links: dict[str, str] = {}
    for url in sorted(by_address):
        versions = sorted(by_address[url].values(), key=lambda r: (_seen(r), r.id))
        for i, later in enumerate(versions[1:], 1):
            earlier = versions[:i]
            newest = max(_seen(r) for r in earlier)
            rivals = [r for r in earlier if _seen(r) == newest]
            best = (
                max(rivals, key=lambda r: (_likeness(later, r), r.id))
                if len(rivals) > 1
                else rivals[0]
            )
            links.setdefault(later.id, best.id)
    return dict(sorted(links.items()))


def _seen(report: Report) -> str:
    return report.collected or (report.published.isoformat() if report.published else "")


def _likeness(one: Report, two: Report) -> float:
    a, b = shingles(words_of(one)), shingles(words_of(two))
    return max(containment(a, b), containment(b, a))
