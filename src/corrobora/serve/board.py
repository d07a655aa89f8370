"""What the desk knows of all events at once: enough to filter, sort and count, not the words.

Made once for each state of the case and kept in memory; pages then read only the rows they show.
"""

from __future__ import annotations

import datetime as dt
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from msgspec import Struct
from starlette.datastructures import QueryParams

from corrobora.collect.metadata import read_date
from corrobora.model import Event, When
from corrobora.serve.sides import WAYS, Party, names_of, pairs_of, sides_of, way_of
from corrobora.store.lookup import ReportLine

PAGE_SIZE = 20
MOST_FOUND = 5000
"""So many reports of a text search are looked at."""


class Row(Struct, frozen=True, kw_only=True, gc=False):
    """An event in short.

    ``sources`` are those who wrote its reports or carried them, "?" where neither is known;
    ``first`` and ``last`` are days of publication, ``newest`` is the ``seq`` of the report that
    came last.
    """

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
    sources: tuple[str, ...] = ()
    first: dt.date | None
    last: dt.date | None
    collected_first: dt.date | None = None
    collected_last: dt.date | None = None
    lat: float | None
    lon: float | None
    place: str | None
    precision: str | None
    faced: tuple[tuple[str, str], ...] | None = None
    newest: int = 0

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The sides that face each other in it; found once for the rows of a board."""
        if self.faced is None:
            return tuple(pairs_of(self.actors, self.targets))
        return self.faced


@dataclass(frozen=True)
class Filters:
    """What the desk was asked to show.

    ``since`` and ``until`` are days of publication, ``source`` is who wrote a report or carried it;
    ``between`` is one side or two that face each other, ``way`` how they do; ``unread`` asks for
    what somebody has not opened, for whom ``reader`` stands; ``wrong`` names the filters that could
    not be read.
    """

    q: str = ""
    type: str = ""
    country: str = ""
    actor: str = ""
    language: str = ""
    source: str = ""
    grade: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    collected_from: dt.date | None = None
    collected_to: dt.date | None = None
    conflicts: bool = False
    happened_from: dt.date | None = None
    happened_to: dt.date | None = None
    between: tuple[str, ...] = ()
    way: str = ""
    unread: bool = False
    page: int = 1
    wrong: tuple[str, ...] = ()
    reader: str = ""

    @property
    def active(self) -> bool:
        """Whether anything is left out."""
        return replace(self, page=1, wrong=(), reader="") != Filters()

    @property
    def selection(self) -> str:
        """The same for all that show the same events, whatever page of them."""
        return f"{self.query(page=1)} {self.reader}"

    def query(self, **changes: object) -> str:
        """The same filters as an address."""
        values = {
            "q": self.q, "type": self.type, "country": self.country, "actor": self.actor,
            "language": self.language, "source": self.source, "grade": self.grade,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            "collected_from": self.collected_from.isoformat() if self.collected_from else "",
            "collected_to": self.collected_to.isoformat() if self.collected_to else "",
            "conflicts": "1" if self.conflicts else "",
            "from": self.happened_from.isoformat() if self.happened_from else "",
            "to": self.happened_to.isoformat() if self.happened_to else "",
            "between": "~".join(self.between), "way": self.way,
            "unread": "1" if self.unread else "", "page": self.page,
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
        source=params.get("source", ""),
        grade=params.get("grade", ""),
        since=date("since"),
        until=date("until"),
        collected_from=date("collected_from"),
        collected_to=date("collected_to"),
        conflicts=params.get("conflicts", "") not in ("", "0"),
        happened_from=date("from"),
        happened_to=date("to"),
        between=tuple(one for one in params.get("between", "")[:400].split("~") if one)[:2],
        way=params.get("way", "") if params.get("way") in WAYS else "",
        unread=params.get("unread", "") not in ("", "0"),
        page=max(number, 1),
        wrong=tuple(wrong),
    )


class Reader(Protocol):
    """What one person has opened."""

    def is_new(self, row: Row) -> bool:
        """Whether the person has not opened an event as it is now."""

    def new_rows(self, board: Board) -> Sequence[Row]:
        """The events of a board that are new to the person, in its order."""


@dataclass(frozen=True)
class Board:
    """All events and reports of a case in short; events whose reports came last come first.

    ``collected`` is the day on which each report was, where that is known, ``told_in`` are the
    events that each report tells of, ``names`` how the sides are called, ``disputed`` on how many
    events sources disagree.
    """

    version: str
    rows: tuple[Row, ...]
    reports: Mapping[str, ReportLine]
    collected: Mapping[str, dt.date]
    event_of: Mapping[str, str]
    told_in: Mapping[str, tuple[str, ...]]
    claims: int
    disputed: int
    tally: Tally
    names: Mapping[str, str]
    facets: Mapping[str, tuple[tuple[str, str, int], ...]]
    _by: dict[str, Mapping[Any, Sequence[Row]]] = field(default_factory=dict, compare=False)

    def row(self, event: str) -> Row | None:
        """An event in short, if it is on the board."""
        if "id" not in self._by:
            self._by["id"] = {row.id: (row,) for row in self.rows}
        found = self._by["id"].get(event, ())
        return found[0] if found else None

    def matching(
        self, filters: Filters, found: frozenset[str] | None, reader: Reader | None = None
    ) -> Sequence[Row]:
        """The events that the filters let through.

        Args:
            filters: What is asked for.
            found: The reports of a search, where there is one.
            reader: Who asks, where only what that person has not opened is asked for.
        """
        if found is None and not filters.active:
            return self.rows
        rows = self._fewest(filters)
        if reader is not None:
            if rows is self.rows:
                rows = reader.new_rows(self)
                if found is None and not replace(filters, unread=False).active:
                    return rows
            else:
                rows = [row for row in rows if reader.is_new(row)]
        if found is not None:
            told = {event for report in found for event in self.told_in.get(report, ())}
            rows = [row for row in rows if row.id in told]
        return tuple(self._passing(rows, filters))

    def _fewest(self, filters: Filters) -> Sequence[Row]:
        """The rows that have to be looked at: those of the rarest value that is asked for."""
        asked = [
            (name, value) for name in (*_FACETS, "conflicts") if (value := getattr(filters, name))
        ]
        asked += [("side", side) for side in filters.between]
        return min((self._having(*one) for one in asked), key=len, default=self.rows)

    def _having(self, name: str, value: object) -> Sequence[Row]:
        """The rows with a value, in order; listed for all values when first asked for one."""
        lists = self._by.get(name)
        if lists is None:
            made: defaultdict[Any, list[Row]] = defaultdict(list)
            for row in self.rows:
                for one in _LISTED[name](row):
                    made[one].append(row)
            lists = self._by[name] = dict(made)
        return lists.get(value, ())

    def _passing(self, rows: Iterable[Row], filters: Filters) -> Iterator[Row]:
        for row in rows:
            if filters.conflicts and not row.disputed:
                continue
            if filters.type and row.type != filters.type:
                continue
            if filters.country and row.country != filters.country:
                continue
            if filters.language and filters.language not in row.languages:
                continue
            if filters.source and filters.source not in row.sources:
                continue
            if filters.grade and row.grade != filters.grade:
                continue
            if filters.actor and not _has(row, filters.actor):
                continue
            if not _happened(row, filters) or not _faces(row, filters):
                continue
            if (filters.since or filters.until) and not self._published(row, filters):
                continue
            if not (filters.collected_from or filters.collected_to) or self._collected(
                row, filters
            ):
                yield row

    def _published(self, row: Row, filters: Filters) -> bool:
        days = (self.reports[r].published for r in row.reports if r in self.reports)
        return _one_between(row.first, row.last, days, filters.since, filters.until)

    def _collected(self, row: Row, filters: Filters) -> bool:
        days = map(self.collected.get, row.reports)
        first, last = row.collected_first, row.collected_last
        return _one_between(first, last, days, filters.collected_from, filters.collected_to)


def _one_between(
    first: dt.date | None,
    last: dt.date | None,
    days: Iterable[dt.date | None],
    since: dt.date | None,
    until: dt.date | None,
) -> bool:
    """Whether one of the days, the first and the last of which are known, lies in a window."""
    low, high = since or dt.date.min, until or dt.date.max
    if first is None or last is None or last < low or first > high:
        return False
    if first >= low or last <= high:
        return True
    return any(day is not None and low <= day <= high for day in days)


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


_LISTED: Mapping[str, Callable[[Row], Iterable[object]]] = {
    "type": lambda row: (row.type,),
    "country": lambda row: (row.country,),
    "language": lambda row: row.languages,
    "source": lambda row: row.sources,
    "grade": lambda row: (row.grade,),
    "actor": lambda row: {one for p in (*row.actors, *row.targets) for one in (p.id, p.name)},
    "side": lambda row: set(sides_of((*row.actors, *row.targets))),
    "conflicts": lambda row: (row.disputed,),
}
"""By what rows are listed, and the values that a row is listed under."""


@dataclass(frozen=True)
class Tally:
    """How many events have what: the values of each filter, and each party."""

    values: Mapping[str, Counter[str]]
    parties: Counter[Party]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Tally:
        """A tally of these events."""
        made = cls({name: Counter() for name in _FACETS}, Counter())
        for row in rows:
            made.count(row, 1)
        return made

    def copy(self) -> Tally:
        """The same, to be counted on."""
        values = {name: Counter(found) for name, found in self.values.items()}
        return Tally(values, Counter(self.parties))

    def count(self, row: Row, step: int) -> None:
        """Count an event in (1) or out (-1)."""
        _count(self.values["type"], (row.type,), step)
        _count(self.values["grade"], (row.grade,), step)
        _count(self.values["country"], (row.country,) if row.country else (), step)
        _count(self.values["language"], row.languages, step)
        _count(self.values["source"], row.sources, step)
        parties = {*row.actors, *row.targets}
        _count(self.values["actor"], {p.id for p in parties if not p.id.startswith("~:")}, step)
        _count(self.parties, parties, step)

    def facets(self) -> Mapping[str, tuple[tuple[str, str, int], ...]]:
        """For each filter its values as (value, label, number of events)."""
        names: dict[str, str] = {}
        # Where one actor has several names, the one that most events have.
        for party, _ in sorted(self.parties.items(), key=lambda one: (one[1], one[0].name)):
            names[party.id] = party.name
        return {
            name: tuple(
                (value, label, number)
                for label, value, number in sorted(
                    (names.get(value, value) if name in _NAMED else value, value, number)
                    for value, number in nsmallest(_MOST_VALUES, found.items(), key=_rank)
                )
            )
            for name, found in self.values.items()
        }


_FACETS = ("type", "country", "language", "source", "grade", "actor")
_NAMED = ("actor", "country")
_MOST_VALUES = 200

Counted = TypeVar("Counted")


def _count(counter: Counter[Counted], values: Iterable[Counted], step: int) -> None:
    for value in values:
        counter[value] += step
        if not counter[value]:
            del counter[value]


def _rank(one: tuple[str, int]) -> tuple[int, str]:
    return -one[1], one[0]


def board_of(
    version: str, events: Iterable[Event], lines: Iterable[ReportLine], claims: int
) -> Board:
    """The board of a case; ``claims`` is how many it holds, also those of no event."""
    reports = {line.id: line for line in lines}
    days = ((line.id, _day_of(line.collected)) for line in reports.values())
    collected = {report: day for report, day in days if day is not None}
    rows = sorted((_row(event, reports, collected) for event in events), key=_place)
    told_in: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        for report in row.reports:
            told_in[report].append(row.id)
    return _laid_out(
        version,
        rows,
        Tally.of(rows),
        told_in={report: tuple(sorted(told)) for report, told in told_in.items()},
        reports=reports,
        collected=collected,
        event_of={claim: row.id for row in rows for claim in row.claims},
        claims=claims,
        disputed=sum(row.disputed for row in rows),
    )


def advanced(board: Board, version: str, gone: Iterable[str], new: Iterable[Event]) -> Board:
    """The board after some events went and others came or changed, all reports being the same.

    Args:
        board: The board before.
        version: The state of the case that it is now of.
        gone: Ids of events that are no more.
        new: Events that are new, or other than before.
    """
    coming = {event.id: _row(event, board.reports, board.collected) for event in new}
    out = {*gone, *coming}
    leaving = [row for row in board.rows if row.id in out]
    rows = [row for row in board.rows if row.id not in out]
    for row in coming.values():
        insort(rows, row, key=_place)
    tally, event_of, told_in = board.tally.copy(), dict(board.event_of), dict(board.told_in)
    for row in leaving:
        tally.count(row, -1)
        for claim in row.claims:
            event_of.pop(claim, None)
        for report in row.reports:
            told_in[report] = tuple(one for one in told_in[report] if one != row.id)
    for row in coming.values():
        tally.count(row, 1)
        event_of |= dict.fromkeys(row.claims, row.id)
        for report in row.reports:
            told_in[report] = tuple(sorted((*told_in.get(report, ()), row.id)))
    return _laid_out(
        version,
        rows,
        tally,
        reports=board.reports,
        collected=board.collected,
        event_of=event_of,
        told_in={report: told for report, told in told_in.items() if told},
        claims=board.claims,
        disputed=sum(row.disputed for row in rows),
    )


def _laid_out(version: str, rows: Iterable[Row], tally: Tally, **given: Any) -> Board:
    return Board(
        version=version,
        rows=tuple(rows),
        tally=tally,
        names=names_of(tally.parties),
        facets=tally.facets(),
        **given,
    )


def _place(row: Row) -> tuple[int, bool, int, int, str]:
    """Of events with equally new reports first the disputed ones, then those with most reports."""
    last, day = row.last or dt.date.min, row.date.end if row.date else dt.date.min
    return -last.toordinal(), not row.disputed, -len(row.reports), -day.toordinal(), row.id


def _day_of(collected: str | None) -> dt.date | None:
    """The day of a time of collection, in UTC; None where an input states what is no time."""
    if not collected:
        return None
    try:
        at = dt.datetime.fromisoformat(collected)
        return (at.astimezone(dt.UTC) if at.tzinfo else at).date()
    except OverflowError:
        return None
    except ValueError:
        return read_date(collected)


def _row(event: Event, reports: Mapping[str, ReportLine], collected: Mapping[str, dt.date]) -> Row:
    lines = [reports[r] for r in event.reports if r in reports]
    days = sorted(line.published for line in lines if line.published)
    came = sorted(collected[r] for r in event.reports if r in collected)
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
        sources=tuple(sorted({one for line in lines for one in _sources(line)})),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        collected_first=came[0] if came else None,
        collected_last=came[-1] if came else None,
        lat=place.lat if place else None,
        lon=place.lon if place else None,
        place=place.name if place else None,
        precision=place.precision if place else None,
        newest=max((line.seq for line in lines), default=0),
    )


def _sources(line: ReportLine) -> tuple[str, ...]:
    """Who wrote a report and who carried it, as far as known."""
    return tuple(one for one in (line.publisher, line.carrier) if one) or ("?",)
