"""The journal, the acts and the releases of a case, for somebody who verifies them elsewhere.

Nothing of a report is in it, and of what went out only the hashes. A program of thirty lines that
knows nothing of Corrobora can verify it: ``docs/verify_journal.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from corrobora.model import Json
from corrobora.store import journal
from corrobora.store.codec import decode
from corrobora.store.integrity import emptied
from corrobora.store.ledger import proved, read_all
from corrobora.store.tables import acts
from corrobora.store.tables import journal as lines
from corrobora.store.values import Entry

if TYPE_CHECKING:
    from corrobora.store.store import Store


def audit_records(store: Store) -> Iterator[dict[str, Json]]:
    """Records as of one moment: every ``entry`` of the journal, every ``act``, every ``release``.

    Each record has one key, which says what it is.
    """
    with store.reading() as connection:
        for row in connection.execute(select(lines).order_by(lines.c.seq)).mappings():
            entry = Entry(**{**row, "subject": decode(row["subject"], Json)})
            yield {"entry": {**journal.fields_of(entry), "hash": entry.hash}}
        for row in connection.execute(select(acts).order_by(acts.c.seq)).mappings():
            names = ("key", "kind", "subject", "value")
            yield {"act": {name: row[name] for name in names}}
        gone = emptied(connection)
        for release in read_all(connection):
            yield {"release": proved(release, gone)}
