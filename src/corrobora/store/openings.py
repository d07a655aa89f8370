"""What each person has opened in the reading room: a reader's own state, and no evidence.

A report counts as opened up to its ``seq``, an event up to the ``seq`` of the last report that told
of it, so that a story is new again when another report joins it. Each person has a number up to
which everything counts as opened; what was opened, or put back as new, one by one has a row with a
number of its own, which goes before that one. Nothing of this is in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select, update

from corrobora.store import said
from corrobora.store.tables import openings, readers

if TYPE_CHECKING:
    from corrobora.store.store import Store

EVENT, REPORT = "event", "report"
"""Kinds of subjects; an event is known by one of its claims, since its id changes with them."""

Subject = tuple[str, str]
"""A kind, and the id of a claim or report."""


class Opened(Struct, frozen=True, kw_only=True):
    """What one person has opened.

    Attributes:
        upto: Everything that rests on reports up to this ``seq`` alone was.
        state: Counts the changes; 0 for somebody who has opened nothing yet.
        rows: For single subjects the ``seq`` that goes before that one; 0 for what is to be new.
    """

    upto: int = 0
    state: int = 0
    rows: Mapping[Subject, int] = {}


class Openings:
    """What people have opened of an open case."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def state(self, person: str) -> int:
        """How often what a person has opened was changed."""
        with self._store.reading() as connection:
            return _state(connection, person)

    def of(self, person: str) -> Opened:
        """All that a person has opened."""
        with self._store.reading() as connection:
            reader = connection.execute(select(readers).where(readers.c.person == person)).first()
            if reader is None:
                return Opened()
            query = select(openings.c.kind, openings.c.subject, openings.c.upto)
            found = connection.execute(query.where(openings.c.person == person))
            rows = {(str(row.kind), str(row.subject)): int(row.upto) for row in found}
        return Opened(upto=int(reader.upto), state=int(reader.state), rows=rows)

    def note(self, person: str, rows: Mapping[Subject, int], gone: Iterable[Subject] = ()) -> int:
        """Keep up to where single subjects were opened; the state that this comes to.

        Args:
            person: Who has opened them.
            rows: The ``seq`` of each; 0 for what is to be new again.
            gone: Subjects that have no row of their own any more.
        """
        with self._store.writing() as connection:
            _remove(connection, person, (*rows, *gone))
            if rows:
                made = [
                    {"person": person, "kind": kind, "subject": subject, "upto": upto}
                    for (kind, subject), upto in rows.items()
                ]
                connection.execute(insert(openings), made)
            return _count(connection, person)

    def note_all(self, person: str, upto: int) -> int:
        """Keep that everything up to a ``seq`` was opened; the state that this comes to."""
        with self._store.writing() as connection:
            connection.execute(delete(openings).where(openings.c.person == person))
            state = _count(connection, person)
            mine = readers.c.person == person
            connection.execute(update(readers).where(mine).values(upto=upto))
            return state


def _state(connection: Connection, person: str) -> int:
    found = connection.execute(select(readers.c.state).where(readers.c.person == person)).scalar()
    return 0 if found is None else int(found)


def _count(connection: Connection, person: str) -> int:
    state = _state(connection, person) + 1
    if state == 1:
        connection.execute(insert(readers).values(person=person, upto=0, state=state))
    else:
        mine = readers.c.person == person
        connection.execute(update(readers).where(mine).values(state=state))
    return state


def _remove(connection: Connection, person: str, subjects: Iterable[Subject]) -> None:
    kinds: dict[str, list[str]] = {}
    for kind, subject in subjects:
        kinds.setdefault(kind, []).append(subject)
    for kind, ids in kinds.items():
        for at in range(0, len(ids), said.PAGE):
            mine = openings.c.subject.in_(ids[at : at + said.PAGE])
            own = openings.c.person == person, openings.c.kind == kind
            connection.execute(delete(openings).where(*own, mine))
