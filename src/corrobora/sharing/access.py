"""Who may read what now: the doors that credentials open, worked out anew after every act.

A door is looked up inside the read transaction of the rows behind it. As long as no act was added
and the day is the same, what was worked out holds; a suspension is an act.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection

from corrobora.model import Value
from corrobora.share.agreements import Agreement
from corrobora.share.coarsen import pseudonym
from corrobora.sharing.desk import SharingDesk, answer_at_all, token_digest
from corrobora.sharing.outbox import feed_of
from corrobora.sharing.values import Credential
from corrobora.sharing.witness import is_behind, write_witness
from corrobora.store.ledger import decided_since, last_act


class Door(Value, frozen=True, kw_only=True):
    """What one credential opens.

    Attributes:
        credential: Its id.
        agreement: The terms it stands under.
        feed: The feed it reads.
        open: Whether anything may go out to it now, and be taken from it. Its notices stay open.
        epoch: How many acts on the agreement there were; cursors of another epoch are dead.
        key: The partner's secret key, with which ids and cursors are made.
        feed_id: Id of the collection that holds the feed.
        inbox_id: Id of the collection that takes what the partner sends.
        notices_id: Id of the collection that tells what is wanted back.
    """

    credential: str
    agreement: Agreement
    feed: str
    open: bool
    epoch: int
    key: bytes
    feed_id: str
    inbox_id: str
    notices_id: str


class Doors:
    """The doors of a case, as things stand in a transaction."""

    def __init__(self, desk: SharingDesk) -> None:
        self._desk = desk
        self._working_out = threading.Lock()
        self._known: tuple[int, str] | None = None
        self._by_credential: Mapping[str, tuple[str, Door]] = {}

    def basis(self, connection: Connection) -> tuple[int, str]:
        """What doors depend on: the last act, and the day."""
        return last_act(connection), self._desk.today.isoformat()

    def enter(self, connection: Connection, credential: str, token: str) -> Door | None:
        """The door of who signs in; None where the credential or its secret is wrong.

        What is worked out may rest on acts that came after the transaction began; then it is newer
        than the rows, which is safe: it was made without what the partner has lost since.
        """
        basis = self.basis(connection)
        # One at a time: what one thread worked out must not be kept as of what another has seen.
        with self._working_out:
            if basis != self._known:
                if not self._holds_still(connection, basis):
                    self._by_credential = self._worked_out()
                self._known = basis
            digest, door = self._by_credential.get(credential, (_NOBODY, None))
        # The same work for a name that nobody has as for a wrong secret.
        same = hmac.compare_digest(digest, token_digest(token))
        return door if same else None

    def _holds_still(self, connection: Connection, basis: tuple[int, str]) -> bool:
        """Whether nothing was decided since: partners who post are no reason to look again."""
        if self._known is None or self._known[1] != basis[1]:
            return False
        return not decided_since(connection, self._known[0])

    def _worked_out(self) -> dict[str, tuple[str, Door]]:
        behind = is_behind(self._desk.store)
        if not behind:
            # What was decided on another machine counts on this one from now on.
            write_witness(self._desk.store)
        return {
            one.id: (one.digest, self._door(one, behind))
            for one in self._desk.credentials()
            if not one.revoked
        }

    def _door(self, one: Credential, behind: bool) -> Door:
        reader = self._desk.reader(one.agreement, one.purpose)
        feed = feed_of(one.agreement, one.purpose)
        return Door(
            credential=one.id,
            agreement=reader.standing.agreement,
            feed=feed,
            open=not behind and answer_at_all(reader).answer == "allow",
            epoch=reader.standing.epoch,
            key=reader.key,
            feed_id=own_id(reader.key, "collection", feed),
            inbox_id=own_id(reader.key, "inbox", feed),
            notices_id=own_id(reader.key, "notices", one.agreement),
        )


_NOBODY = token_digest("")


def own_id(key: bytes, kind: str, name: str) -> str:
    """A UUID of the partner's own, which nobody can work out without the partner's key."""
    return str(UUID(hex=pseudonym(key, kind, name), version=5))
