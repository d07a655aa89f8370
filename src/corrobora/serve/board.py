"""What the desk knows of all events at once: enough to filter, sort and count, not the words.

Made once for each state of the case and kept in memory; pages then read only the rows they show.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from msgspec import Struct
from starlette.datastructures import QueryParams

from corrobora.model import Event, When
from corrobora.serve.sides import WAYS, Party, names_of, pairs_of, sides_of, way_of
from corrobora.store.lookup import ReportLine

PAGE_SIZE = 20
MOST_FOUND = 5000
"""So many reports of a text search are looked at."""


class Row(Struct, frozen=True, kw_only=True):
    """An event in short."""

    id: str
    type: str
    date: When | None
    country: str | None
    actors: tuple[Party, ...]
    targets: tuple[Party, ...]
    grade: str
    disputed: bool
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    languages: tuple[str, ...]
    first: dt.date | None
    last: dt.date | None
    lat: float | None
    lon: float | None
    place: str | None
    precision: str | None
    faced: tuple[tuple[str, str], ...] | None = None

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The sides that face each other in it; found once for the rows of a board."""
        if self.faced is None:
            return tuple(pairs_of(self.actors, self.targets))
        return self.faced


@dataclass(frozen=True)
class Filters:
    """What the desk was asked to show.

    ``between`` is one side or two that face each other, ``way`` how they do; ``wrong`` names the
    filters that could not be read.
    """

    q: str = ""
    type: str = ""
    country: str = ""
    actor: str = ""
    language: str = ""
    grade: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    conflicts: bool = False
    happened_from: dt.date | None = None
    happened_to: dt.date | None = None
    between: tuple[str, ...] = ()
    way: str = ""
    page: int = 1
    wrong: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return replace(self, page=1, wrong=()) != Filters()

    @property
    def selection(self) -> str:
        """The same for all that show the same events, whatever page of them."""
        return self.query(page=1)

    def query(self, **changes: object) -> str:
        """The same filters as an address."""
        values = {
            "q": self.q, "type": self.type, "country": self.country, "actor": self.actor,
            "language": self.language, "grade": self.grade,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "conflicts": "1" if self.conflicts else "",
            "from": self.happened_from.isoformat() if self.happened_from else "",
            "to": self.happened_to.isoformat() if self.happened_to else "",
            "between": "~".join(self.between), "way": self.way, "page": self.page,
        } | changes  # fmt: skip
        return urlencode({k: v for k, v in values.items() if v and (k, v) != ("page", 1)})


def read_filters(params: QueryParams) -> Filters:
    """The filters of an address; what cannot be read is left out and named."""
    wrong: list[str] = []

    def date(name: str) -> dt.date | None:
        given = params.get(name, "").strip()
        try:
            return dt.date.fromisoformat(given) if given else None
        except ValueError:
            wrong.append(name)
            return None

    page = params.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    return Filters(
        q=params.get("q", "").strip()[:400],
        type=params.get("type", ""),
        country=params.get("country", ""),
        actor=params.get("actor", ""),
        language=params.get("reports_in", "") or params.get("language", ""),
        grade=params.get("grade", ""),
        since=date("since"),
        until=date("until"),
        conflicts=params.get("conflicts", "") not in ("", "0"),
        happened_from=date("from"),
        happened_to=date("to"),
        between=tuple(one for one in params.get("between", "")[:400].split("~") if one)[:2],
        way=params.get("way", "") if params.get("way") in WAYS else "",
        page=max(number, 1),
        wrong=tuple(wrong),
    )


@dataclass(frozen=True)
class Board:
    """All events and reports of a case in short; events whose reports came last come first.

    ``names`` says how the sides are called, ``events`` how many each report tells of, ``disputed``
    on how many sources disagree.
    """

    version: str
    rows: tuple[Row, ...]
    reports: Mapping[str, ReportLine]
    event_of: Mapping[str, str]
    claims: int = 0
    disputed: int = 0
    events: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    facets: Mapping[str, tuple[tuple[str, str, int], ...]] = field(default_factory=dict)

    def matching(self, filters: Filters, found: frozenset[str] | None) -> Iterator[Row]:
        """The events that the filters let through; ``found`` are the reports of a search."""
        for row in self.rows:
            if filters.conflicts and not row.disputed:
                continue
            if filters.type and row.type != filters.type:
                continue
            if filters.country and row.country != filters.country:
                continue
            if filters.language and filters.language not in row.languages:
                continue
            if filters.grade and row.grade != filters.grade:
                continue
            if filters.actor and not _has(row, filters.actor):
                continue
            if not _happened(row, filters) or not _faces(row, filters):
                continue
            if not self._published(row, filters):
                continue
            if found is None or not found.isdisjoint(row.reports):
                yield row

    def _published(self, row: Row, filters: Filters) -> bool:
        if filters.since is None and filters.until is None:
            return True
        days = (self.reports[r].published for r in row.reports if r in self.reports)
        since, until = filters.since or dt.date.min, filters.until or dt.date.max
        return any(day is not None and since <= day <= until for day in days)


def _happened(row: Row, filters: Filters) -> bool:
    """Whether an event may have been in the window; one without a date is in no window."""
    since, until = filters.happened_from, filters.happened_to
    if since is None and until is None:
        return True
    if row.date is None:
        return False
    return row.date.end >= (since or dt.date.min) and row.date.start <= (until or dt.date.max)


def _faces(row: Row, filters: Filters) -> bool:
    if filters.way and way_of(row.type) != filters.way:
        return False
    match filters.between:
        case ():
            return True
        case (one,):
            return one in sides_of((*row.actors, *row.targets))
        case _:
            return tuple(sorted(filters.between)) in row.pairs


def _has(row: Row, actor: str) -> bool:
    return any(actor in (party.id, party.name) for party in (*row.actors, *row.targets))


def board_of(
    version: str, events: Iterable[Event], lines: Iterable[ReportLine], claims: int
) -> Board:
    """The board of a case; ``claims`` is how many it holds, also those of no event."""
    reports = {line.id: line for line in lines}
    rows = [_row(event, reports) for event in events]
    rows.sort(key=lambda row: row.id)
    rows.sort(key=_newest, reverse=True)
    return Board(
        version=version,
        rows=tuple(rows),
        reports=reports,
        event_of={claim: row.id for row in rows for claim in row.claims},
        claims=claims,
        disputed=sum(row.disputed for row in rows),
        events=Counter(report for row in rows for report in row.reports),
        names=names_of(party for row in rows for party in (*row.actors, *row.targets)),
        facets=_facets(rows),
    )


def _newest(row: Row) -> tuple[dt.date, bool, int, dt.date]:
    """Of events with equally new reports first the disputed ones, then those with most reports."""
    day = row.date.end if row.date else dt.date.min
    return (row.last or dt.date.min, row.disputed, len(row.reports), day)


def _row(event: Event, reports: Mapping[str, ReportLine]) -> Row:
    lines = [reports[r] for r in event.reports if r in reports]
    days = sorted(line.published for line in lines if line.published)
    place = event.place
    actors = tuple(Party(a.id, a.name, a.kind) for a in event.actors)
    targets = tuple(Party(a.id, a.name, a.kind) for a in event.targets)
    return Row(
        id=event.id,
        type=event.type,
        date=event.date,
        country=place.country if place else None,
        actors=actors,
        targets=targets,
        faced=tuple(pairs_of(actors, targets)),
        grade=event.credibility,
        disputed=bool(event.conflicts),
        claims=event.claims,
        reports=event.reports,
        languages=tuple(sorted({line.language or "?" for line in lines})),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        place=place.name if place else None,
        precision=place.precision if place else None,
    )


_MOST_ACTORS = 200


def _facets(rows: Iterable[Row]) -> Mapping[str, tuple[tuple[str, str, int], ...]]:
    """For each filter its values as (value, label, number of events)."""
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("type", "country", "language", "grade", "actor")
    }
    names: dict[str, str] = {}
    for row in rows:
        counts["type"][row.type] += 1
        counts["grade"][row.grade] += 1
        if row.country:
            counts["country"][row.country] += 1
        counts["language"].update(row.languages)
        known = {p.id: p.name for p in (*row.actors, *row.targets) if not p.id.startswith("~:")}
        counts["actor"].update(known.keys())
        names |= known
    return {
        name: tuple(
            (value, label, number)
            for label, value, number in sorted(
                (names.get(value, value) if name in ("actor", "country") else value, value, number)
                for value, number in found.most_common(_MOST_ACTORS)
            )
        )
        for name, found in counts.items()
    }
