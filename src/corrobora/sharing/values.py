"""What is said and kept at the sharing desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from corrobora.share.labels import Purpose
from corrobora.share.tearline import Torn
from corrobora.vocab.reasons import ReasonKey, because


class Labelling(Struct, frozen=True, kw_only=True):
    """Somebody's word on what may be done with a report or a claim. The latest stands."""

    label: dict[str, Any]
    by: str
    at: str
    why: str


class Credential(Struct, frozen=True, kw_only=True):
    """What a partner signs in with: for one agreement and one purpose. The secret is not kept."""

    id: str
    agreement: str
    purpose: Purpose
    digest: str
    by: str
    at: str
    revoked: bool = False


AnswerState = Literal["notified", "acknowledged", "attested", "refused"]


class Recall(Struct, frozen=True, kw_only=True):
    """An item that was given out and is wanted back.

    ``number`` is that of the version in its feed that is wanted back: an item that is given out
    again and recalled again is another recall, also within one second.
    """

    feed: str
    item: str
    by: str
    at: str
    why: str
    deadline: dt.date
    number: int = 0


class Answer(Struct, frozen=True, kw_only=True):
    """What a partner says to a recall, the one of the same ``number``."""

    feed: str
    item: str
    state: AnswerState
    by: str
    at: str
    note: str = ""
    number: int = 0


class RecallState(Struct, frozen=True, kw_only=True):
    """Where a recall stands: ``state`` is "queued", an answer's state, or "no answer" when late."""

    recall: Recall
    state: str
    at: str


class Arrival(Struct, frozen=True, kw_only=True):
    """A document that somebody sent: its bytes are kept, and it goes no further without them.

    Attributes:
        sha256: Hash of its bytes.
        sender: The partner.
        by: The credential that brought it, or the address that it was fetched from.
        at: When (ISO 8601).
        objects: How many objects it holds.
    """

    sha256: str
    sender: str
    by: str
    at: str
    objects: int


class Taken(Struct, frozen=True, kw_only=True):
    """What came of an arrival, once it was read into the case.

    ``refused`` holds id, version and reason for each object that was not taken.
    """

    at: str
    refused: tuple[tuple[str, str, str], ...] = ()


class Shared(Struct, frozen=True, kw_only=True):
    """What one call of ``share`` did to a feed."""

    feed: str
    new: int
    changed: int
    withdrawn: int
    unchanged: int
    number: int


class Due(Struct, frozen=True, kw_only=True):
    """What one call of ``share`` would do to a feed now.

    ``digest`` covers every item with its content and every label behind them.
    """

    new: int
    changed: int
    withdrawn: int
    unchanged: int
    epoch: int
    digest: str


class Change(Struct, frozen=True, kw_only=True):
    """What would become of one item of a feed; ``inner`` is what it is made of, by our ids."""

    change: Literal["new", "changed", "withdrawn"]
    item: str
    type: str
    inner: tuple[str, ...]


class TwoPersons(Struct, frozen=True, kw_only=True):
    """Whether two persons have to agree before anything goes out or is wanted back."""

    on: bool
    by: str
    at: str
    why: str


Task = Literal["share", "brief", "recall", "activate", "resume", "one-person"]

_COMES_TO: Mapping[Task, ReasonKey] = {
    "share": "proposal.share",
    "brief": "proposal.brief",
    "recall": "proposal.recall",
    "activate": "proposal.activate",
    "resume": "proposal.resume",
    "one-person": "proposal.one-person",
}


class Proposal(Struct, frozen=True, kw_only=True):
    """What one person proposes and a second one has to approve.

    Attributes:
        id: Its id.
        task: What is to be done; "one-person" turns the rule itself off.
        by: Who proposes it.
        at: When (ISO 8601).
        why: The reason.
        told: What it comes to, in English, for a proposal that has no ``fills``.
        fills: What stands in the holes of the sentence that says what it comes to.
        digest: Hash of exactly what is to be done; what differs is not carried out.
        agreement: Which agreement it is about.
        purpose: For which purpose items go out.
        epoch: The state of the agreement that the proposer saw.
        items: For a recall: feed and item of each version that is wanted back.
        days: For a recall: days to answer.
    """

    id: str
    task: Task
    by: str
    at: str
    why: str
    digest: str
    told: str = ""
    fills: Mapping[str, str] = {}
    agreement: str = ""
    purpose: Purpose | None = None
    epoch: int = 0
    items: tuple[str, ...] = ()
    days: int | None = None

    def in_words(self, language: str = "en") -> str:
        """What it comes to, in a language; older proposals in English only."""
        if self.told:
            return self.told
        return because(_COMES_TO[self.task], **self.fills).told(language)


class Ruling(Struct, frozen=True, kw_only=True):
    """What somebody said to a proposal: approved, and so carried out, or declined."""

    approved: bool
    by: str
    at: str
    why: str = ""


class Approval(Struct, frozen=True, kw_only=True):
    """A proposal, and the ruling of a second person under which it is carried out."""

    proposal: Proposal
    ruling: Ruling

    @property
    def by(self) -> str:
        """Both persons, as they stand in the journal and the releases."""
        return f"{self.proposal.by} + {self.ruling.by}"


class ProposalState(Struct, frozen=True, kw_only=True):
    """Where a proposal stands; "void" when the agreement changed, so that it cannot be approved."""

    proposal: Proposal
    state: Literal["open", "approved", "declined", "void"]
    ruling: Ruling | None = None


class Handed(Struct, frozen=True, kw_only=True):
    """A brief that was handed over: its place in the ledger, its text, and what was torn off."""

    feed: str
    item: str
    number: int
    text: str
    torn: tuple[Torn, ...]


class ConsentRequest(Struct, frozen=True, kw_only=True):
    """What an originator is asked to agree to, exactly.

    Attributes:
        id: Its id.
        originator: Who is asked.
        partner: To whom items would go.
        agreement: Under which agreement.
        purpose: For what.
        items: Ids of the reports.
        until: Last day.
        by: Who asks.
        at: When (ISO 8601).
        why: The reason.
    """

    id: str
    originator: str
    partner: str
    agreement: str
    purpose: Purpose
    items: tuple[str, ...]
    until: dt.date
    by: str
    at: str
    why: str


class ConsentReply(Struct, frozen=True, kw_only=True):
    """What came of a request; "withdrawn" when the one who asked took it back."""

    state: Literal["granted", "refused", "withdrawn"]
    by: str
    at: str
    why: str = ""


class RequestState(Struct, frozen=True, kw_only=True):
    """Where a request stands on a day."""

    request: ConsentRequest
    state: Literal["asked", "granted", "refused", "lapsed", "withdrawn"]
    reply: ConsentReply | None = None


class OversightRead(Struct, frozen=True, kw_only=True):
    """One read by oversight; ``number`` counts those of the same, so that none equals another."""

    what: str
    number: int
    by: str
    at: str
    why: str


class Trace(Struct, frozen=True, kw_only=True):
    """How much of a text was given out in one feed.

    ``own`` counts the ids and sentences that no other partner was given.
    """

    feed: str
    ids: int
    sentences: int
    own: int
