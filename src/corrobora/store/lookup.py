"""Rows of a case by their ids, for screens that show a part of it: each look-up uses an index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Column, Connection, RowMapping, func, or_, select

from corrobora.model import Claim, Derivation, Event, Json, Judgement, Report, whole_claim
from corrobora.store import said
from corrobora.store.codec import decode, encode
from corrobora.store.derived import derived_mark
from corrobora.store.home import dialect_of
from corrobora.store.tables import (
    claims,
    derivations,
    events,
    extractions,
    journal,
    judgements,
    sightings,
)
from corrobora.store.tables import reports as reports_table
from corrobora.store.values import Entry, Head

if TYPE_CHECKING:
    from corrobora.store.store import Store

T = TypeVar("T")

UNCHANGING = ("page.read", "session.began", "session.ended", "draft.saved", "draft.removed")
"""Acts in the journal after which everything on the pages is as before."""


class ReportLine(Struct, frozen=True, kw_only=True, gc=False):
    """A report as a list shows it, without its text.

    ``seq`` grows in the order in which reports came.
    """

    id: str
    name: str
    title: str | None = None
    publisher: str | None = None
    carrier: str | None = None
    published: dt.date | None = None
    collected: str | None = None
    language: str | None = None
    marking: str | None = None
    seq: int = 0


class _Told(Struct, frozen=True):
    """An event's sentence."""

    id: str
    gist: str


class Lookup:
    """Reads parts of a case; what is not there is left out."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def reports(self, ids: Sequence[str]) -> tuple[Report, ...]:
        """The reports with these ids, in the order in which they came."""
        with self._store.reading() as connection:
            seqs = sorted(_rows(connection, reports_table.c.seq, reports_table.c.id, ids))
            return tuple(said.read_reports(connection, seqs))

    def report_lines(self) -> Iterator[ReportLine]:
        """All reports without their texts, in the order in which they came."""
        query = select(reports_table.c.seq, reports_table.c.value).order_by(reports_table.c.seq)
        with self._store.reading() as connection:
            again = said.seen_again(connection)
            for seq, value in said.streamed(connection, query):
                whole = said.read_reports(connection, (seq,)) if seq in again else ()
                line = decode(next((encode(report) for report in whole), value), ReportLine)
                yield replace(line, seq=seq)

    def arrivals(self) -> dict[str, str]:
        """When each report came into the case (ISO 8601): when its text was first met."""
        query = (
            select(reports_table.c.id, func.min(sightings.c.at))
            .join_from(sightings, reports_table)
            .group_by(reports_table.c.id)
        )
        with self._store.reading() as connection:
            return {str(id_): str(at) for id_, at in connection.execute(query)}

    def search(self, query: str, limit: int) -> tuple[str, ...]:
        """Ids of reports that hold all words of a query, best first; see ``Store.search``."""
        with self._store.reading() as connection:
            seqs = dialect_of(connection).find_reports(connection, query, limit)
            wanted = reports_table.c.seq
            found = {
                row.seq: str(row.id)
                for part in _parts(seqs)
                for row in connection.execute(
                    select(wanted, reports_table.c.id).where(wanted.in_(part))
                )
            }
            return tuple(found[seq] for seq in seqs if seq in found)

    def holding(self, query: str, limit: int) -> tuple[str, ...]:
        """Ids of reports that hold all words of a query, in no order of worth.

        Where there are more than the limit, those that came last.
        """
        with self._store.reading() as connection:
            dialect = dialect_of(connection)
            return dialect.holding_reports(connection, query, limit)

    def claims_in(self, reports: Sequence[str]) -> tuple[Claim, ...]:
        """The claims of the latest extraction of each of these reports."""
        with self._store.reading() as connection:
            query = said.current_claims()
            return tuple(
                decode(value, Claim)
                for part in _parts(tuple(dict.fromkeys(reports)))
                for value in connection.execute(query.where(reports_table.c.id.in_(part))).scalars()
            )

    def events(self, ids: Sequence[str]) -> tuple[Event, ...]:
        """The events with these ids, in the order asked for."""
        with self._store.reading() as connection:
            found = [decode(v, Event) for v in _rows(connection, events.c.value, events.c.id, ids)]
        by_id = {event.id: event for event in found}
        return tuple(by_id[i] for i in dict.fromkeys(ids) if i in by_id)

    def gists(self, ids: Sequence[str]) -> dict[str, str]:
        """The sentence of each of these events, without reading the rest of it."""
        with self._store.reading() as connection:
            found = [decode(v, _Told) for v in _rows(connection, events.c.value, events.c.id, ids)]
        return {one.id: one.gist for one in found}

    def claims(self, ids: Sequence[str]) -> tuple[Claim, ...]:
        """The claims with these ids that the latest extraction of their report holds.

        The id of a part that a person made of a claim leads to the claim as it was found.
        """
        ids = [whole_claim(one) for one in ids]
        own = extractions.alias("own")
        newest = (
            select(func.max(extractions.c.seq))
            .where(extractions.c.report == own.c.report)
            .correlate(own)
            .scalar_subquery()
        )
        query = (
            select(claims.c.value)
            .join(own, own.c.seq == claims.c.extraction)
            .where(own.c.seq == newest)
            .order_by(own.c.report, claims.c.ordinal)
        )
        with self._store.reading() as connection:
            return tuple(
                decode(value, Claim)
                for part in _parts(tuple(dict.fromkeys(ids)))
                for value in connection.execute(query.where(claims.c.id.in_(part))).scalars()
            )

    def reports_of(self, ids: Sequence[str]) -> dict[str, str]:
        """The report of each claim with one of these ids, also of claims that are not current.

        The id of a part that a person made of a claim leads there too.
        """
        asked: dict[str, list[str]] = {}
        for one in dict.fromkeys(ids):
            asked.setdefault(whole_claim(one), []).append(one)
        query = (
            select(claims.c.id, reports_table.c.id.label("report"))
            .join(extractions, extractions.c.seq == claims.c.extraction)
            .join(reports_table, reports_table.c.seq == extractions.c.report)
        )
        with self._store.reading() as connection:
            return {
                one: str(row.report)
                for part in _parts(tuple(asked))
                for row in connection.execute(query.where(claims.c.id.in_(part)))
                for one in asked[row.id]
            }

    def claims_number(self) -> int:
        """How many claims there are, also of extractions that are not current."""
        with self._store.reading() as connection:
            query = select(func.count()).select_from(claims)
            return int(connection.execute(query).scalar_one())

    def unread(self) -> int:
        """How many reports nobody has looked for claims in yet."""
        read = select(1).where(extractions.c.report == reports_table.c.seq)
        query = select(func.count()).select_from(reports_table).where(~read.exists())
        with self._store.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def derivations(self, ids: Sequence[str]) -> tuple[Derivation, ...]:
        """Derivations in which these reports took something, or gave something."""
        found: dict[int, str] = {}
        with self._store.reading() as connection:
            for part in _parts(ids):
                touches = or_(derivations.c.report.in_(part), derivations.c.source.in_(part))
                query = select(derivations.c.seq, derivations.c.value).where(touches)
                found |= {row.seq: row.value for row in connection.execute(query)}
        return tuple(decode(found[seq], Derivation) for seq in sorted(found))

    def judgements(self, kind: str, subjects: Sequence[str]) -> tuple[Judgement, ...]:
        """What people said of these subjects, oldest first."""
        found: dict[int, str] = {}
        with self._store.reading() as connection:
            for part in _parts(subjects):
                query = select(judgements.c.seq, judgements.c.value).where(
                    judgements.c.kind == kind, judgements.c.subject.in_(part)
                )
                found |= {row.seq: row.value for row in connection.execute(query)}
        return tuple(decode(found[seq], Judgement) for seq in sorted(found))

    def judgements_on(self, kind: str) -> tuple[Judgement, ...]:
        """What people said of everything of one kind, oldest first."""
        query = select(judgements.c.value).where(judgements.c.kind == kind)
        with self._store.reading() as connection:
            found = connection.execute(query.order_by(judgements.c.seq)).scalars()
            return tuple(decode(value, Judgement) for value in found)

    def judgements_by(self, keys: Sequence[str]) -> dict[str, Judgement]:
        """The judgements with these hashes, by hash."""
        with self._store.reading() as connection:
            query = select(judgements.c.key, judgements.c.value)
            return {
                row.key: decode(row.value, Judgement)
                for part in _parts(keys)
                for row in connection.execute(query.where(judgements.c.key.in_(part)))
            }

    def news(self, since: Head) -> tuple[Entry, ...] | None:
        """Lines that the journal has after one, oldest first; None where that is not in it."""
        there = select(journal.c.hash).where(journal.c.seq == since.seq)
        query = select(journal).where(journal.c.seq > since.seq).order_by(journal.c.seq)
        with self._store.reading() as connection:
            if connection.execute(there).scalar() != since.hash:
                return None
            return tuple(_entry(row) for row in connection.execute(query).mappings())

    def derived(self) -> str | None:
        """The digest of the derived rows; None before any."""
        with self._store.reading() as connection:
            return derived_mark(connection)

    def last_change(self) -> str:
        """The hash of the journal's last line that tells of more than who looked at the case."""
        query = (
            select(journal.c.hash)
            .where(journal.c.act.not_in(UNCHANGING))
            .order_by(journal.c.seq.desc())
            .limit(1)
        )
        with self._store.reading() as connection:
            return str(connection.execute(query).scalar_one())

    def journal(self, before: int | None, limit: int) -> tuple[Entry, ...]:
        """The latest lines of the journal (before a number), newest first."""
        query = select(journal).order_by(journal.c.seq.desc()).limit(limit)
        if before is not None:
            query = query.where(journal.c.seq < before)
        with self._store.reading() as connection:
            return tuple(_entry(row) for row in connection.execute(query).mappings())


def _entry(row: RowMapping) -> Entry:
    return Entry(**{**row, "subject": decode(row["subject"], Json)})


def _parts(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time as a query may name."""
    for start in range(0, len(ids), said.PAGE):
        yield ids[start : start + said.PAGE]


def _rows(
    connection: Connection, wanted: Column[Any], key: Column[Any], ids: Sequence[str]
) -> Iterator[Any]:
    for part in _parts(tuple(dict.fromkeys(ids))):
        yield from connection.execute(select(wanted).where(key.in_(part))).scalars()
