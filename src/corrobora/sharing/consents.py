"""Originators are asked: what waits for their word, what they said, and what rests on it.

A decision that fails for want of consent alone becomes a request: these reports, this partner,
this purpose, until that day. Granted, it holds for exactly that; taken back, everything that rested
on it is wanted back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import msgspec

from corrobora.errors import NotFound, PolicyError, Settled
from corrobora.model import whole_claim
from corrobora.share.conditions import Consent, missing_consents
from corrobora.share.consents import standing_on
from corrobora.share.decide import decide
from corrobora.share.labels import NOBODY, Purpose
from corrobora.share.picture import asks_for
from corrobora.sharing.approvals import ID_BYTES
from corrobora.sharing.desk import SharingDesk, require_reason
from corrobora.sharing.outbox import Outbox, purpose_of
from corrobora.sharing.values import ConsentReply, ConsentRequest, Recall, RequestState
from corrobora.sharing.witness import require_current, write_witness
from corrobora.store.ledger import Release

WITHDRAWN = "Its originator no longer agrees."
"""The reason of recalls that follow from a consent that was taken back."""


class ConsentQueue:
    """Requests to originators, and their permissions.

    Args:
        desk: The sharing desk of the case.
    """

    def __init__(self, desk: SharingDesk) -> None:
        self._desk = desk
        self._box = Outbox(desk)
        self._ledger = desk.store.ledger

    # --- asking ----------------------------------------------------------------------------------

    def ask(
        self,
        agreement: str,
        purpose: Purpose,
        *,
        until: dt.date,
        by: str,
        why: str,
        reports: Collection[str] | None = None,
    ) -> tuple[ConsentRequest, ...]:
        """Ask for what nothing but consent keeps back: one request for each originator.

        What is asked already is not asked again.

        Args:
            agreement: Under which it would go out.
            purpose: For which of its purposes.
            until: The last day that is asked for.
            by: Who asks.
            why: The reason, for the originator.
            reports: Only for these; None for all.

        Raises:
            NotFound: There is no such agreement.
            PolicyError: It is not said who, or why; or the last day has passed.
        """
        require_reason(by, why)
        require_current(self._desk.store)
        if until < self._desk.today:
            raise PolicyError(f"{until} has passed.", hint="Give a day to come with --until.")
        partner = self._desk.standing(agreement).agreement.partner
        wanted = self.to_ask(agreement, purpose, reports)
        made = [
            ConsentRequest(
                id=self._desk.token(ID_BYTES),
                originator=originator,
                partner=partner,
                agreement=agreement,
                purpose=purpose,
                items=items,
                until=until,
                by=by,
                at=self._desk.now(),
                why=why,
            )
            for originator, items in wanted.items()
        ]
        self._ledger.add_all([("consent.request", one.id, one) for one in made], by=by)
        write_witness(self._desk.store)
        return tuple(made)

    def to_ask(
        self, agreement: str, purpose: Purpose, reports: Collection[str] | None = None
    ) -> dict[str, tuple[str, ...]]:
        """By originator the reports that only its consent keeps back, and that wait for no answer.

        Args:
            agreement: Under which they would go out.
            purpose: For which of its purposes.
            reports: Only of these; None for all.

        Raises:
            NotFound: There is no such agreement.
        """
        partner = self._desk.standing(agreement).agreement.partner
        open_ = {
            (one.request.originator, one.request.partner, one.request.purpose, item)
            for one in self.requests()
            if one.state == "asked"
            for item in one.request.items
        }
        wanted: dict[str, set[str]] = {}
        for report, originator in self._wanting(agreement, purpose):
            asked = (originator, partner, purpose, report) in open_
            if not asked and (reports is None or report in reports):
                wanted.setdefault(originator, set()).add(report)
        return {originator: tuple(sorted(wanted[originator])) for originator in sorted(wanted)}

    def _wanting(self, agreement: str, purpose: Purpose) -> Iterable[tuple[str, str]]:
        """Report and originator of each item that only the originator's consent keeps back."""
        holdings = self._desk.holdings()
        report_of = {claim.id: claim.report for claim in holdings.claims}
        for item, ask in asks_for(self._desk.asking(agreement, purpose), holdings).items():
            if decide(ask).answer == "ask":
                for originator in missing_consents(ask) - {NOBODY}:
                    yield report_of.get(item, item), originator

    # --- what was said ---------------------------------------------------------------------------

    def requests(self) -> tuple[RequestState, ...]:
        """Every request and where it stands, oldest first."""
        replies = self._ledger.latest("consent.reply", ConsentReply)
        said = self._desk.consents()
        return tuple(
            self._stands(one, replies.get(one.id), said)
            for one in self._ledger.acts("consent.request", ConsentRequest)
        )

    def request(self, name: str) -> RequestState:
        """One request and where it stands.

        Raises:
            NotFound: There is none of this id.
        """
        for found in self._ledger.acts("consent.request", ConsentRequest, name):
            replies = self._ledger.acts("consent.reply", ConsentReply, name)
            return self._stands(found, replies[-1] if replies else None, self._desk.consents())
        raise NotFound(f"There is no request {name}.", hint="List them: corrobora consent list")

    def _stands(
        self, one: ConsentRequest, reply: ConsentReply | None, said: Sequence[Consent]
    ) -> RequestState:
        state: Literal["asked", "granted", "refused", "lapsed", "withdrawn"]
        lapsed = self._desk.today > one.until
        if reply is None:
            state = "lapsed" if lapsed else "asked"
        elif reply.state != "granted":
            state = reply.state
        elif lapsed:
            state = "lapsed"
        else:
            state = "granted" if self._holds(one, said) else "withdrawn"
        return RequestState(request=one, state=state, reply=reply)

    def _holds(self, one: ConsentRequest, said: Sequence[Consent]) -> bool:
        mine = [c for c in said if (c.originator, c.partner) == (one.originator, one.partner)]
        return all(
            any(one.purpose in c.purposes for c in standing_on(item, mine)) for item in one.items
        )

    def grant(self, name: str, *, by: str, why: str = "") -> Consent:
        """Keep that an originator agrees to a request: to exactly what was asked.

        Raises:
            NotFound: There is no such request.
            Settled: It is not open any more.
            PolicyError: It is not said who.
        """
        one = self.request(name).request
        consent = Consent(
            originator=one.originator,
            partner=one.partner,
            purposes=frozenset({one.purpose}),
            until=one.until,
            by=by,
            at=self._desk.now(),
            items=frozenset(one.items),
        )
        self._reply(name, "granted", by=by, why=why, with_acts=[_act(consent)])
        return consent

    def refuse(self, name: str, *, by: str, why: str) -> None:
        """Keep that an originator does not agree to a request.

        Raises:
            NotFound: There is no such request.
            Settled: It is not open any more.
            PolicyError: It is not said who, or why.
        """
        require_reason(by, why)
        self._reply(name, "refused", by=by, why=why)

    def _reply(
        self,
        name: str,
        state: Literal["granted", "refused", "withdrawn"],
        *,
        by: str,
        why: str,
        with_acts: Iterable[tuple[str, str, object]] = (),
    ) -> None:
        require_current(self._desk.store)
        if not by.strip():
            raise PolicyError("Who says so must be said.", hint="Give --by NAME.")
        found = self.request(name).state
        reply = ConsentReply(state=state, by=by, at=self._desk.now(), why=why)

        def checked(earlier: Sequence[str]) -> ConsentReply:
            known = [msgspec.json.decode(e, type=ConsentReply).state for e in earlier]
            if known or found != "asked":
                raise Settled(
                    f"Request {name} is {known[-1] if known else found}.",
                    hint="See: corrobora consent list --all",
                )
            return reply

        self._ledger.add_if("consent.reply", name, checked, by=by, with_acts=with_acts)
        write_witness(self._desk.store)

    # --- taken back ------------------------------------------------------------------------------

    def withdraw_request(self, name: str, *, by: str, why: str) -> tuple[Recall, ...]:
        """Take a request back, or what was granted on it; what rested on that is wanted back.

        Raises:
            NotFound: There is no such request.
            PolicyError: There is nothing left to take back, or it is not said who, or why.
        """
        require_reason(by, why)
        found = self.request(name)
        one = found.request
        if found.state != "granted":
            self._reply(name, "withdrawn", by=by, why=why)
            return ()
        return self.withdraw(
            one.originator,
            one.partner,
            purposes=frozenset({one.purpose}),
            items=frozenset(one.items),
            by=by,
            why=why,
        )

    def withdraw(
        self,
        originator: str,
        partner: str,
        *,
        purposes: frozenset[Purpose],
        items: frozenset[str] = frozenset(),
        by: str,
        why: str,
    ) -> tuple[Recall, ...]:
        """Keep that an originator no longer agrees; what rested on that is wanted back at once.

        Nobody has to agree to it. It ends every permission that speaks of these reports (of all of
        the originator's, if there are none) and purposes.

        Raises:
            PolicyError: It is not said who, or why.
        """
        require_reason(by, why)
        require_current(self._desk.store)
        word = Consent(
            originator=originator,
            partner=partner,
            purposes=purposes,
            until=self._desk.today,
            by=by,
            at=self._desk.now(),
            items=items,
            withdrawn=True,
        )
        # First the word, so that no release that is being made can come after the list.
        self._ledger.add_all([_act(word)], by=by)
        found = self.resting_on(originator, partner, purposes)
        return self._box.take_back(found, by=by, why=WITHDRAWN)

    def resting_on(
        self, originator: str, partner: str, purposes: frozenset[Purpose]
    ) -> tuple[Release, ...]:
        """What a partner holds for these purposes without the consent that it needs now."""
        holdings = self._desk.holdings()
        found: list[Release] = []
        for standing in self._desk.agreements():
            if standing.agreement.partner != partner:
                continue
            for feed in self._box.feeds(standing.agreement.id):
                purpose = purpose_of(feed)
                if purpose not in purposes:
                    continue
                asks = asks_for(self._desk.asking(standing.agreement.id, purpose), holdings)
                lacking = {
                    whole_claim(key)
                    for key, ask in asks.items()
                    if originator in missing_consents(ask)
                }
                found += [
                    r
                    for r in self._box.held_in(feed)
                    if not lacking.isdisjoint(map(whole_claim, r.inner))
                ]
        return tuple(found)


def _act(consent: Consent) -> tuple[str, str, Consent]:
    return "consent", consent.originator, consent
