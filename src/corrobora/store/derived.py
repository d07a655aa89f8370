"""What is derived from the reports: replaced as a whole or changed in part, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select, update

from corrobora.model import Derivation, Event, Json
from corrobora.store.codec import decode, digest, encode
from corrobora.store.said import PAGE, streamed
from corrobora.store.tables import builds, derivations, events
from corrobora.text import sha256_of

STEP = 1 << 32
"""How far the numbers of events lie apart that were written at once: others fit in between."""

Outcome = Literal["done", "behind", "unfit"]
"""What came of writing derived rows."""


class Run(Struct, frozen=True, kw_only=True):
    """Events that are new, in order, between two that stand already.

    Attributes:
        after: The event before them; None where they are the first.
        events: The new ones.
        before: The event behind them; None where they are the last.
    """

    after: str | None
    events: tuple[Event, ...]
    before: str | None


class Revision(Struct, frozen=True, kw_only=True):
    """What is to be another in the derived rows.

    Attributes:
        of: The digest of the rows that it is a revision of.
        digest: That of the rows as they are to be.
        method: The method that made them.
        derivations: How many derivations there are; they stay.
        total: How many events there will be.
        gone: Ids of events that go.
        changed: Events that take the place of the one with the same id.
        runs: Events that are new, from the first place to the last.
    """

    of: str
    digest: str
    method: str
    derivations: int
    total: int
    gone: tuple[str, ...]
    changed: tuple[Event, ...]
    runs: tuple[Run, ...]


def replace_derived(
    connection: Connection,
    new_derivations: Iterable[Derivation],
    new_events: Iterable[Event],
    method: str,
    at: str,
) -> Json:
    """Put these rows in the place of all earlier ones; nothing happens when they are the same."""
    derivation_rows = [_derivation_row(one) for one in new_derivations]
    event_rows = [
        {"seq": STEP * number, **_event_row(event)}
        for number, event in enumerate(new_events, start=1)
    ]
    mark = derived_digest(
        method, (row["value"] for row in derivation_rows), (row["value"] for row in event_rows)
    )
    if derived_mark(connection) == mark:
        return None
    for table in (derivations, events, builds):
        connection.execute(delete(table))
    if derivation_rows:
        connection.execute(insert(derivations), derivation_rows)
    if event_rows:
        connection.execute(insert(events), event_rows)
    connection.execute(insert(builds).values(id=1, method=method, digest=mark, at=at))
    return _told(method, len(derivation_rows), len(event_rows), mark)


def revise_derived(connection: Connection, revision: Revision, at: str) -> Json:
    """Change some rows; None, and nothing is done, where other rows stand or there is no room."""
    if derived_mark(connection) != revision.of:
        return None
    places = [_places(connection, run) for run in revision.runs]
    if not all(places):
        return None
    for start in range(0, len(revision.gone), PAGE):
        part = revision.gone[start : start + PAGE]
        connection.execute(delete(events).where(events.c.id.in_(part)))
    for event in revision.changed:
        row = _event_row(event)
        connection.execute(update(events).where(events.c.id == event.id).values(row))
    rows = [
        {"seq": seq, **_event_row(event)}
        for found, run in zip(places, revision.runs, strict=True)
        for seq, event in zip(found, run.events, strict=True)
    ]
    if rows:
        connection.execute(insert(events), rows)
    connection.execute(update(builds).values(method=revision.method, digest=revision.digest, at=at))
    return _told(revision.method, revision.derivations, revision.total, revision.digest)


def _places(connection: Connection, run: Run) -> Sequence[int]:
    """Numbers for the events of a run, spread over the room there is; none if it is too little."""
    number = len(run.events)
    low = 0 if run.after is None else _number(connection, run.after)
    high = low + STEP * (number + 1) if run.before is None else _number(connection, run.before)
    if high - low <= number:
        return ()
    return [low + (high - low) * n // (number + 1) for n in range(1, number + 1)]


def _number(connection: Connection, event: str) -> int:
    query = select(events.c.seq).where(events.c.id == event)
    return int(connection.execute(query).scalar_one())


def _told(method: str, derived: int, happened: int, mark: str) -> Json:
    return {"method": method, "derivations": derived, "events": happened, "digest": mark}


def derived_mark(connection: Connection) -> str | None:
    """The digest of the derived rows that stand; None before any."""
    return connection.execute(select(builds.c.digest)).scalar()


def derived_digest(method: str, derived: Iterable[str], happened: Iterable[str]) -> str:
    """The hash that stands in the journal for all derived rows, of their values."""
    return digest_of_marks(method, digest(derived), (sha256_of(value) for value in happened))


def digest_of_marks(method: str, derived: str, marks: Iterable[str]) -> str:
    """The same, of the digest of the derivations and the hash of each event in order."""
    return digest((method, derived, sha256_of("".join(marks))))


def marks_of(new_derivations: Iterable[Derivation]) -> str:
    """The digest of some derivations in order."""
    return digest(encode(one) for one in new_derivations)


def mark_of(event: Event) -> str:
    """The hash of an event as it is kept."""
    return sha256_of(encode(event))


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
