"""Recalls as a partner sees them, and what the partner answers, both as STIX objects.

A notice says which of the partner's own items is wanted back and until when, and nothing else: not
the reason, nor anything that the partner did not hold. It stays readable when nothing else does.
"""

from __future__ import annotations

import datetime as dt
import uuid
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from corrobora.model import Json, Value
from corrobora.share.coarsen import pseudonym
from corrobora.share.wire import PRODUCER, as_json
from corrobora.sharing.access import Door
from corrobora.sharing.values import AnswerState, Recall
from corrobora.store.feeds import Row
from corrobora.store.ledger import acts_after
from corrobora.vocab.stix_ids import stix_ids
from corrobora.writers.stix_frame import Stix, producer, stamp

NOTE_LENGTH = 2000
"""Characters of a partner's words that are kept with an answer."""

_OPINIONS: Mapping[str, AnswerState] = {
    "agree": "acknowledged",
    "strongly-agree": "attested",
    "disagree": "refused",
    "strongly-disagree": "refused",
}
"""What an opinion on a notice, or on an item that is wanted back, answers."""
_STATES: Mapping[str, AnswerState] = {
    "acknowledged": "acknowledged",
    "attested": "attested",
    "refused": "refused",
}
"""The labels by which a note answers."""


class Notice(Value, frozen=True, kw_only=True):
    """One recall: its place in the partner's list, and the object that tells of it."""

    row: Row
    recall: Recall


class Board:
    """The notices of one agreement, oldest first. Recalls are only added, and so are they."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self._seen = 0
        self._by_id: dict[str, Notice] = {}
        self._latest: dict[str, dict[str, Notice]] = {}  # Of each item, by feed.

    def update(self, connection: Connection, door: Door) -> None:
        """Put up what was recalled since the last call."""
        start = f"{door.agreement.id}/"
        for seq, recall in acts_after(connection, "recall", start, self._seen, Recall):
            self._seen = seq
            self._put_up(door, recall)

    def _put_up(self, door: Door, recall: Recall) -> None:
        moment = dt.datetime.fromisoformat(recall.at)
        if self.notices:
            last = dt.datetime.fromisoformat(self.notices[-1].row.at)
            moment = max(moment, last + dt.timedelta(microseconds=1))
        number = len(self.notices) + 1
        body = _note(door, recall, number)
        row = Row(
            number=number,
            item=body["id"],
            type="note",
            version=body["modified"],
            at=moment.isoformat(timespec="microseconds").replace("+00:00", "Z"),
            content=as_json(body),
        )
        notice = Notice(row=row, recall=recall)
        self.notices.append(notice)
        self._by_id[row.item] = notice
        self._latest.setdefault(recall.item, {})[recall.feed] = notice

    def number_at(self, instant: str) -> int:
        """The last number that was put up at or before an instant."""
        return bisect_right(self.notices, instant, key=lambda n: n.row.at)

    def has(self, item: str) -> bool:
        """Whether a notice has this id."""
        return item in self._by_id

    def asked_of(self, ref: str) -> tuple[Recall, ...]:
        """The recalls that a reference answers: that of a notice, or the latest ones of an item.

        A notice whose item was recalled again since is answered no more.
        """
        one = self._by_id.get(ref)
        if one is not None:
            stands = self._latest[one.recall.item][one.recall.feed] is one
            return (one.recall,) if stands else ()
        return tuple(found.recall for found in self._latest.get(ref, {}).values())


def _note(door: Door, recall: Recall, number: int) -> Stix:
    terms = door.agreement
    mark = pseudonym(door.key, "notice", f"{number} {recall.feed} {recall.item}")
    made = stamp(recall.at)
    by = producer(
        PRODUCER,
        created=terms.valid_from.isoformat(),
        markings=(stix_ids().tlp["TLP:CLEAR"],),
        scope=terms.id,
    )
    return {
        "type": "note",
        "spec_version": "2.1",
        "id": f"note--{uuid.UUID(hex=mark, version=5)}",
        "created_by_ref": by["id"],
        "created": made,
        "modified": made,
        "abstract": "Recall",
        "content": f"Delete {recall.item} and what was made of it, and say so, until "
        f"{recall.deadline.isoformat()}.",
        "labels": ["recall", f"deadline:{recall.deadline.isoformat()}"],
        "object_refs": [recall.item],
        "object_marking_refs": [stix_ids().tlp["TLP:AMBER+STRICT"]],
    }


# --- answers -------------------------------------------------------------------------------------


class Reply(Value, frozen=True, kw_only=True):
    """What a partner's object says: of which notices or items, and what."""

    refs: tuple[str, ...]
    state: AnswerState
    note: str


def read_reply(given: Mapping[str, Any]) -> Reply | None:
    """The reply that a note or an opinion holds; None where it holds none.

    A note answers by one of the labels acknowledged, attested or refused; an opinion by agreeing
    (acknowledged), strongly agreeing (attested: it was deleted) or disagreeing (refused).
    """
    refs = given.get("object_refs")
    if not isinstance(refs, list) or not refs or not all(isinstance(ref, str) for ref in refs):
        return None
    kind = given.get("type")
    if kind == "note":
        state, said = _labelled(given.get("labels")), given.get("content")
    elif kind == "opinion":
        opinion, said = given.get("opinion"), given.get("explanation")
        state = _OPINIONS.get(opinion) if isinstance(opinion, str) else None
    else:
        return None
    if state is None:
        return None
    note = said[:NOTE_LENGTH] if isinstance(said, str) else ""
    return Reply(refs=tuple(dict.fromkeys(refs)), state=state, note=note)


def _labelled(labels: Json) -> AnswerState | None:
    if not isinstance(labels, list):
        return None
    found = {_STATES[label] for label in labels if isinstance(label, str) and label in _STATES}
    return found.pop() if len(found) == 1 else None
