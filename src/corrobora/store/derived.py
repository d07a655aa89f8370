"""What is derived from the reports: replaced as a whole, in one transaction, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from corrobora.model import Derivation, Event, Json
from corrobora.store.codec import decode, digest, encode
from corrobora.store.said import streamed
from corrobora.store.tables import builds, derivations, events


def replace_derived(
    connection: Connection,
    new_derivations: Iterable[Derivation],
    new_events: Iterable[Event],
    method: str,
    at: str,
) -> Json:
    """Put these rows in the place of all earlier ones; nothing happens when they are the same."""
    derivation_rows = [_derivation_row(one) for one in new_derivations]
    event_rows = [_event_row(event) for event in new_events]
    mark = derived_digest(
        method, (row["value"] for row in derivation_rows), (row["value"] for row in event_rows)
    )
    if connection.execute(select(builds.c.digest)).scalar() == mark:
        return None
    for table in (derivations, events, builds):
        connection.execute(delete(table))
    if derivation_rows:
        connection.execute(insert(derivations), derivation_rows)
    if event_rows:
        connection.execute(insert(events), event_rows)
    connection.execute(insert(builds).values(id=1, method=method, digest=mark, at=at))
    return {
        "method": method,
        "derivations": len(derivation_rows),
        "events": len(event_rows),
        "digest": mark,
    }


def derived_digest(method: str, derived: Iterable[str], happened: Iterable[str]) -> str:
    """The hash that stands in the journal for all derived rows."""
    return digest((method, digest(derived), digest(happened)))


def _derivation_row(derivation: Derivation) -> dict[str, Any]:
    value = encode(derivation)
    return {"report": derivation.report, "source": derivation.source, "value": value}


def _event_row(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "type": event.type,
        "date_start": event.date.start if event.date else None,
        "date_end": event.date.end if event.date else None,
        "country": event.place.country if event.place else None,
        "value": encode(event),
    }


def read_derivations(connection: Connection) -> Iterator[Derivation]:
    """Derivations in the order in which they were given."""
    query = select(derivations.c.value).order_by(derivations.c.seq)
    for (value,) in streamed(connection, query):
        yield decode(value, Derivation)


def read_events(connection: Connection) -> Iterator[Event]:
    """Events in the order in which they were given."""
    query = select(events.c.value).order_by(events.c.seq)
    for (value,) in streamed(connection, query):
        yield decode(value, Event)


def derived_method(connection: Connection) -> str | None:
    """Name and version of the method that made the derived rows."""
    return connection.execute(select(builds.c.method)).scalar()
