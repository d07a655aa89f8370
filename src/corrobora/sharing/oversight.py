"""Oversight: whoever watches the desk reads everything, and each of the reads is itself on record.

The word that something is read (what, who, why) is kept before the rows are looked up. Nothing can
be released, recalled, labelled or approved from here: there is no method for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from corrobora.case import Case, utc_now
from corrobora.model import Value
from corrobora.share.agreements import AgreementAct, Standing
from corrobora.share.conditions import Consent
from corrobora.share.decide import Decision
from corrobora.share.labels import Label, Purpose
from corrobora.share.picture import decisions_for
from corrobora.sharing.approvals import Approvals
from corrobora.sharing.consents import ConsentQueue
from corrobora.sharing.desk import SharingDesk, require_reason
from corrobora.sharing.outbox import Outbox, feed_of
from corrobora.sharing.values import OversightRead, ProposalState, RecallState, RequestState
from corrobora.sharing.witness import write_witness
from corrobora.store import Entry
from corrobora.store.ledger import Release

READ = "oversight"
"""The kind of act that says what oversight has read."""


class Decided(Value, frozen=True, kw_only=True):
    """What would be decided now on a report or a claim, and on which label."""

    kind: Literal["report", "claim"]
    item: str
    label: Label
    decision: Decision


class Oversight:
    """Reads of one person, with one reason.

    Args:
        case: The open case.
        by: Who reads.
        why: The reason.
        clock: Gives the time as ISO 8601 in UTC.

    Raises:
        PolicyError: It is not said who, or why.
    """

    def __init__(
        self, case: Case, *, by: str, why: str, clock: Callable[[], str] = utc_now
    ) -> None:
        require_reason(by, why)
        self._desk = SharingDesk(case, clock=clock)
        self._by = by
        self._why = why

    def _note(self, what: str) -> None:
        at = self._desk.now()

        def numbered(earlier: Sequence[str]) -> OversightRead:
            number = len(earlier) + 1
            return OversightRead(what=what, number=number, by=self._by, at=at, why=self._why)

        self._desk.store.ledger.add_if(READ, what, numbered, by=self._by)
        write_witness(self._desk.store)

    def agreements(self) -> tuple[tuple[Standing, tuple[AgreementAct, ...]], ...]:
        """Every agreement as it stands, with everything that was done to it."""
        self._note("agreements")
        return tuple(
            (found, self._desk.history(found.agreement.id)) for found in self._desk.agreements()
        )

    def releases(self, agreement: str | None = None) -> tuple[Release, ...]:
        """Every version that went out or was taken back, of one agreement or of all."""
        self._note(f"releases {agreement or 'all'}")
        ledger = self._desk.store.ledger
        feeds = ledger.feeds() if agreement is None else Outbox(self._desk).feeds(agreement)
        return tuple(release for feed in feeds for release in ledger.releases(feed))

    def decisions(self, agreement: str, purpose: Purpose) -> tuple[Decided, ...]:
        """What would be decided now on every report and claim, and why.

        Raises:
            NotFound: There is no such agreement.
        """
        self._note(f"decisions {feed_of(agreement, purpose)}")
        return self._decided(agreement, purpose)

    def withheld(self, agreement: str, purpose: Purpose) -> tuple[Decided, ...]:
        """What is kept back from a partner now, and why.

        Raises:
            NotFound: There is no such agreement.
        """
        self._note(f"withheld {feed_of(agreement, purpose)}")
        found = self._decided(agreement, purpose)
        return tuple(one for one in found if one.decision.answer != "allow")

    def _decided(self, agreement: str, purpose: Purpose) -> tuple[Decided, ...]:
        holdings = self._desk.holdings()
        decisions = decisions_for(self._desk.asking(agreement, purpose), holdings)
        reports = (
            Decided(
                kind="report", item=r.id, label=holdings.label_of_report(r.id),
                decision=decisions[r.id],
            )
            for r in holdings.reports
        )  # fmt: skip
        claims = (
            Decided(kind="claim", item=c.id, label=holdings.label_of(c), decision=decisions[c.id])
            for c in holdings.claims
        )
        return (*reports, *claims)

    def recalls(self, agreement: str | None = None) -> tuple[RecallState, ...]:
        """Where every recall stands."""
        self._note(f"recalls {agreement or 'all'}")
        return Outbox(self._desk).recalls(agreement)

    def proposals(self) -> tuple[ProposalState, ...]:
        """What was proposed, and what a second person said."""
        self._note("proposals")
        return Approvals(self._desk).proposals()

    def requests(self) -> tuple[RequestState, ...]:
        """What originators were asked, and what they said."""
        self._note("requests")
        return ConsentQueue(self._desk).requests()

    def consents(self) -> tuple[Consent, ...]:
        """Every permission that was given or taken back."""
        self._note("consents")
        return self._desk.consents()

    def journal(self) -> tuple[Entry, ...]:
        """The whole journal, the line on this read included."""
        self._note("journal")
        return tuple(self._desk.store.journal())

    def reads(self) -> tuple[OversightRead, ...]:
        """What oversight has read, who and why, this read included."""
        self._note("reads")
        return self._desk.store.ledger.acts(READ, OversightRead)
