"""Briefs that people write in the reading room, until they are done.

A draft is a row that is changed in place; the journal carries a hash of each state and no word of
the text, so that a draft that was changed past the program shows in a check. Drafts that quote a
report, or cite it, go when the report is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select, update

from corrobora.errors import NotFound
from corrobora.store.codec import decode, encode
from corrobora.store.tables import drafts as table
from corrobora.text import sha256_of

if TYPE_CHECKING:
    from corrobora.store.store import Store


class Draft(Struct, frozen=True, kw_only=True):
    """A brief that somebody writes.

    Attributes:
        id: What it is known by.
        title: What it is called in lists.
        text: The brief: text or Markdown.
        recipient: For whom it is written, as ``sharing.checking`` reads it; empty for nobody yet.
        own: What the program said of the case as a whole when it was begun from its brief.
        state: Counts the changes.
        by: Who changed it last.
        at: When (ISO 8601).
    """

    id: str
    title: str
    text: str
    recipient: str = ""
    own: str = ""
    state: int = 1
    by: str = ""
    at: str = ""


def draft_hash(draft: Draft) -> str:
    """The hash of a draft's row that its journal line carries."""
    return sha256_of(encode(draft))


class Drafts:
    """The drafts of an open case."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[Draft, ...]:
        """Every draft, the one that was changed last first."""
        with self._store.reading() as connection:
            values = connection.execute(select(table.c.value)).scalars()
            found = [decode(value, Draft) for value in values]
        return tuple(sorted(found, key=lambda d: (d.at, d.id), reverse=True))

    def require(self, id_: str) -> Draft:
        """The draft of this id.

        Raises:
            NotFound: There is none.
        """
        with self._store.reading() as connection:
            return _require(connection, id_)

    def add(self, draft: Draft) -> Draft:
        """Keep a new draft."""
        with self._store.writing() as connection:
            connection.execute(insert(table).values(key=draft.id, value=encode(draft)))
            self._log(connection, "draft.saved", draft, by=draft.by)
        return draft

    def change(self, id_: str, changed: Callable[[Draft], Draft], *, by: str, at: str) -> Draft:
        """Change a draft.

        Args:
            id_: Which.
            changed: Gives the draft as it shall be, from what it is; may raise.
            by: Who changes it.
            at: When.

        Raises:
            NotFound: There is no such draft (any more).
        """
        with self._store.writing() as connection:
            found = _require(connection, id_)
            made = replace(changed(found), id=id_, state=found.state + 1, by=by, at=at)
            connection.execute(update(table).where(table.c.key == id_).values(value=encode(made)))
            self._log(connection, "draft.saved", made, by=by)
        return made

    def remove(self, id_: str, checked: Callable[[Draft], None], *, by: str) -> None:
        """Throw a draft away.

        Args:
            id_: Which.
            checked: Looks at what would be thrown away; may raise.
            by: Who does it.

        Raises:
            NotFound: There is no such draft (any more).
        """
        with self._store.writing() as connection:
            checked(_require(connection, id_))
            connection.execute(delete(table).where(table.c.key == id_))
            self._store.log(connection, "draft.removed", {"draft": id_}, actor=by)

    def _log(self, connection: Connection, act: str, draft: Draft, *, by: str) -> None:
        self._store.log(connection, act, {"draft": draft.id, "state": draft_hash(draft)}, actor=by)


def _require(connection: Connection, id_: str) -> Draft:
    value = connection.execute(select(table.c.value).where(table.c.key == id_)).scalar()
    if value is None:
        raise NotFound("There is no such draft (any more).", hint="See the list of drafts.")
    return decode(value, Draft)
