"""The sharing desk of a case: agreements, labels, what a partner may see, releases and recalls.

Every decision is made by ``share.decide``; what is decided, and what goes out, is kept in the
ledger of the case and told by its journal. Time and randomness come in from outside.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from corrobora.brief import scope_of, write_brief
from corrobora.case import Case, utc_now
from corrobora.errors import NotFound, NotReleased, PolicyError, SecondPerson, Settled
from corrobora.model import Brief, Report, whole_claim
from corrobora.share.agreements import (
    Act,
    Agreement,
    AgreementAct,
    Standing,
    after,
    read_agreement,
    standing,
)
from corrobora.share.conditions import Ask, Consent
from corrobora.share.decide import Decision, decide
from corrobora.share.diligence import (
    Assessment,
    Diligence,
    Opening,
    diligence_on,
    openings_for,
)
from corrobora.share.labels import (
    OPEN,
    Label,
    Purpose,
    label_of_marking,
    label_record,
    read_label,
)
from corrobora.share.picture import Holdings, Picture, Reader, picture_for
from corrobora.sharing.signing import Signer
from corrobora.sharing.values import (
    Approval,
    Arrival,
    Credential,
    Labelling,
    Ruling,
    TwoPersons,
)
from corrobora.sharing.witness import require_current, write_witness
from corrobora.store import Store

KEY_BYTES = 32
TOKEN_BYTES = 32


class SharingDesk:
    """What may leave a case, what has left it, and what is wanted back.

    Args:
        case: The open case.
        clock: Gives the time as ISO 8601 in UTC.
        random: Gives so many random bytes.
    """

    def __init__(
        self,
        case: Case,
        *,
        clock: Callable[[], str] = utc_now,
        random: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        self._case = case
        self._ledger = case.store.ledger
        self._clock = clock
        self._random = random

    @property
    def store(self) -> Store:
        """The store of the case."""
        return self._case.store

    def now(self) -> str:
        """What the clock says, but no second earlier than all that was decided or released.

        A clock that was set back brings no agreement, consent or label back to life. The time does
        not run ahead of that: how much was decided must not show in it.
        """
        now, latest = self._clock(), self._ledger.latest_at()
        if latest is None or _moment(now) >= _moment(latest).replace(microsecond=0):
            return now
        kept = _moment(latest).replace(microsecond=0)
        return kept.isoformat().replace("+00:00", "Z")

    @property
    def today(self) -> dt.date:
        """The day of ``now``."""
        return dt.date.fromisoformat(self.now()[:10])

    def signer(self) -> Signer:
        """Signs heads for this case."""
        return Signer(self._case.store, self._random)

    # --- agreements ------------------------------------------------------------------------------

    def propose(self, text: str, *, by: str, why: str) -> Standing:
        """Take the terms of a new agreement, or new terms of one, which is a draft from then on.

        Raises:
            PolicyError: The terms cannot be read, or the agreement is at its end.
        """
        agreement = read_agreement(text)
        known = self._ledger.acts("agreement", AgreementAct, agreement.id)
        return self.act(
            agreement.id, Act.AMEND if known else Act.PROPOSE, by=by, why=why, terms=text
        )

    def act(
        self,
        agreement: str,
        act: Act,
        *,
        by: str,
        why: str,
        terms: str | None = None,
        approval: Approval | None = None,
    ) -> Standing:
        """Activate, suspend, resume, amend or terminate an agreement; how it stands after.

        It holds as soon as this returns: whatever was being released must be decided anew.

        Args:
            agreement: Its id.
            act: What is done to it.
            by: Who does it.
            why: The reason.
            terms: The file of a proposal or an amendment.
            approval: Under which it is done, where two persons have to agree: to what opens an
                agreement. What closes one is done by whoever sees the need.

        Raises:
            NotFound: There is no such agreement.
            PolicyError: It cannot be done in the state in which the agreement is.
            SecondPerson: Two persons have to agree to it.
        """
        require_reason(by, why)
        require_current(self._case.store)
        opens = act in OPENING
        basis = self._ledger.basis() if opens else None
        rulings = self.rulings_with(approval) if opens else ()
        made = AgreementAct(
            agreement=agreement, act=act, by=by, at=self.now(), why=why, terms=terms
        )

        def checked(earlier: Sequence[str]) -> AgreementAct:
            known = standing(msgspec.json.decode(e, type=AgreementAct) for e in earlier)
            if known is None and act is not Act.PROPOSE:
                raise _no_agreement(agreement)
            if approval is not None and approval.proposal.epoch != len(earlier):
                raise changed_since(agreement)
            after(known.state if known else None, act)
            return made

        self._ledger.add_if("agreement", agreement, checked, by=by, basis=basis, with_acts=rulings)
        write_witness(self._case.store)
        return self.standing(agreement)

    def standing(self, agreement: str) -> Standing:
        """How an agreement stands.

        Raises:
            NotFound: There is no such agreement.
        """
        found = standing(self._ledger.acts("agreement", AgreementAct, agreement))
        if found is None:
            raise _no_agreement(agreement)
        return found

    def agreements(self) -> tuple[Standing, ...]:
        """All agreements in the order in which they were proposed."""
        return tuple(self.standing(name) for name in self._ledger.subjects("agreement"))

    def history(self, agreement: str) -> tuple[AgreementAct, ...]:
        """Everything that was done to an agreement, oldest first."""
        return self._ledger.acts("agreement", AgreementAct, agreement)

    # --- two persons -----------------------------------------------------------------------------

    @property
    def two_persons(self) -> bool:
        """Whether two persons have to agree before anything goes out or is wanted back."""
        said = self._ledger.latest("two-persons", TwoPersons).get("case")
        return said is not None and said.on

    def require_two_persons(self, *, by: str, why: str) -> None:
        """From now on two persons have to agree. To go back to one needs two.

        Raises:
            PolicyError: It is not said who, or why.
        """
        require_reason(by, why)
        require_current(self._case.store)
        rule = TwoPersons(on=True, by=by, at=self.now(), why=why)
        self._ledger.add("two-persons", "case", rule, by=by)
        write_witness(self._case.store)

    def rulings_with(self, approval: Approval | None) -> tuple[tuple[str, str, Ruling], ...]:
        """The act that has to be kept with what is done under an approval.

        Raises:
            SecondPerson: There is no approval, and two persons have to agree.
            PolicyError: The proposal was approved or declined already.
        """
        if approval is None:
            if self.two_persons:
                raise SecondPerson(
                    "Two persons have to agree to this.",
                    hint="Propose it; somebody else approves it: corrobora approvals",
                )
            return ()
        self.require_unruled(approval.proposal.id, self.rulings(approval.proposal.id))
        return (("approval", approval.proposal.id, approval.ruling),)

    def rulings(self, proposal: str) -> tuple[Ruling, ...]:
        """What was said to a proposal: one ruling, or none yet."""
        return self._ledger.acts("approval", Ruling, proposal)

    @staticmethod
    def require_unruled(proposal: str, rulings: Sequence[Ruling]) -> None:
        """Refuse to rule on a proposal for a second time."""
        for ruling in rulings:
            word = "approved" if ruling.approved else "declined"
            raise Settled(
                f"{ruling.by} has {word} {proposal} already.", hint="List: corrobora approvals"
            )

    def token(self, size: int) -> str:
        """A new name of so many random bytes, in hexadecimal."""
        return self._random(size).hex()

    # --- labels ----------------------------------------------------------------------------------

    def label(
        self,
        kind: Literal["report", "claim"],
        ids: Iterable[str],
        label: Label,
        *,
        by: str,
        why: str,
    ) -> int:
        """Say what may be done with reports or claims; how many words were new.

        Raises:
            NotFound: The case does not hold one of them.
        """
        require_reason(by, why)
        require_current(self._case.store)
        wanted = list(dict.fromkeys(ids))
        held = self._case.reports() if kind == "report" else self._case.claims()
        # A claim that somebody divided may still be named; its parts have its label.
        known = {name for one in held for name in (one.id, whole_claim(one.id))}
        for one in wanted:
            if one not in known:
                raise NotFound(
                    f"The case holds no {kind} {one}.", hint=f"List them: corrobora {kind}s"
                )
        word = Labelling(label=label_record(label), by=by, at=self.now(), why=why)
        made = self._ledger.add_all([(f"label.{kind}", one, word) for one in wanted], by=by)
        write_witness(self._case.store)
        return made

    def label_of(self, report: str, claims: Iterable[str]) -> Label:
        """The label of a report, joined with those of single claims of it; sealed without any.

        Raises:
            NotFound: The case has no such report.
        """
        found = self._ledger.acts("label.report", Labelling, report)
        if found:
            whole = read_label(found[-1].label)
        else:
            held = self.store.report(report)
            arrivals = self._ledger.acts("arrival", Arrival)
            from_whom = next((a for a in arrivals if a.sha256 == held.raw_sha256), None)
            whole = _label_on_arrival(held, from_whom)
        given = tuple(claims)
        for claim in dict.fromkeys((*map(whole_claim, given), *given)):
            words = self._ledger.acts("label.claim", Labelling, claim)
            whole = whole | read_label(words[-1].label) if words else whole
        return whole

    def holdings(self) -> Holdings:
        """Everything in the case with its labels, as far as decisions are made on it.

        A report that nobody labelled has the label of its marking; without one it is sealed. What
        a partner sent goes no further without the partner's consent (third-party rule).
        """
        reports = self._case.reports()
        said = self._ledger.latest("label.report", Labelling)
        # Of several who sent the same bytes, the first counts.
        arrivals = {a.sha256: a for a in reversed(self._ledger.acts("arrival", Arrival))}
        labels = {
            r.id: read_label(said[r.id].label)
            if r.id in said
            else _label_on_arrival(r, arrivals.get(r.raw_sha256))
            for r in reports
        }
        claim_words = self._ledger.latest("label.claim", Labelling)
        return Holdings(
            reports=reports,
            claims=self._case.claims(),
            labels=labels,
            claim_labels={key: read_label(word.label) for key, word in claim_words.items()},
            judgements=tuple(self._case.store.judgements()),
        )

    # --- due diligence and consent ---------------------------------------------------------------

    def assess(self, assessment: Assessment) -> None:
        """Keep what somebody who looked into a unit came to.

        Raises:
            NotFound: There is no such agreement.
            PolicyError: Measures are missing where the unit is cleared because of them.
        """
        require_current(self._case.store)
        self.standing(assessment.agreement)
        if assessment.result == "cleared-with-measures" and not assessment.measures.strip():
            raise PolicyError("The measures are missing.", hint="Say with --measures what is done.")
        self._ledger.add("assessment", assessment.agreement, assessment, by=assessment.by)
        write_witness(self._case.store)

    def open_review(self, agreement: str, *, why: str, evidence: Sequence[str], by: str) -> None:
        """Open a review of a unit, for instance because it passed something on."""
        self.standing(agreement)
        opening = Opening(agreement=agreement, at=self.now(), why=why, evidence=tuple(evidence))
        self._ledger.add("opening", agreement, opening, by=by)
        write_witness(self._case.store)

    def review_events(self) -> tuple[Opening, ...]:
        """Open a review of every unit whose own forces are in a corroborated event of harm."""
        events = self._case.events()
        made: list[Opening] = []
        for found in self.agreements():
            known = self._ledger.acts("opening", Opening, found.agreement.id)
            for one in openings_for(found.agreement, events, known, now=self.now()):
                self._ledger.add("opening", found.agreement.id, one, by="corrobora")
                made.append(one)
        if made:
            write_witness(self._case.store)
        return tuple(made)

    def diligence(self, agreement: Agreement) -> Diligence:
        """How the unit of an agreement stands today."""
        return diligence_on(
            self.today,
            agreement,
            self._ledger.acts("assessment", Assessment, agreement.id),
            self._ledger.acts("opening", Opening, agreement.id),
        )

    def consent(self, consent: Consent) -> None:
        """Keep an originator's permission. One that is taken back: ``ConsentQueue.withdraw``.

        Raises:
            PolicyError: It is none; what rests on it would not be recalled.
        """
        require_current(self._case.store)
        if consent.withdrawn:
            raise PolicyError(
                "A permission is taken back with a recall.", hint="Use: corrobora consent withdraw"
            )
        self._ledger.add("consent", consent.originator, consent, by=consent.by)
        write_witness(self._case.store)

    def consents(self) -> tuple[Consent, ...]:
        """Every permission that was given or taken back, oldest first."""
        return self._ledger.acts("consent", Consent)

    # --- credentials -----------------------------------------------------------------------------

    def issue(self, agreement: str, purpose: Purpose, *, by: str) -> tuple[Credential, str]:
        """A new credential and its secret, which is shown this once.

        Raises:
            PolicyError: The agreement is not for this purpose.
        """
        require_current(self._case.store)
        terms = self.standing(agreement).agreement
        if purpose not in terms.purposes:
            raise PolicyError(
                f"Agreement {agreement} is not for {purpose.value}.",
                hint=f"It is for: {', '.join(sorted(terms.purposes))}.",
            )
        name = self.token(8)
        token = self.token(TOKEN_BYTES)
        made = Credential(
            id=name,
            agreement=agreement,
            purpose=purpose,
            digest=token_digest(token),
            by=by,
            at=self.now(),
        )
        self._ledger.add("credential", name, made, by=by)
        write_witness(self._case.store)
        return made, token

    def revoke(self, credential: str, *, by: str) -> None:
        """Take a credential back.

        Raises:
            NotFound: There is none of this name.
        """
        found = self._ledger.latest("credential", Credential).get(credential)
        if found is None:
            raise NotFound(f"There is no credential {credential}.", hint="List: corrobora partner")
        self._ledger.add("credential", credential, replace(found, revoked=True), by=by)
        write_witness(self._case.store)

    def credentials(self) -> tuple[Credential, ...]:
        """All credentials as they stand."""
        return tuple(self._ledger.latest("credential", Credential).values())

    # --- what a partner may see ------------------------------------------------------------------

    def reader(self, agreement: str, purpose: Purpose) -> Reader:
        """For whom a picture is made, as things stand now."""
        found = self.asking(agreement, purpose)
        key = self._ledger.key(f"partner/{agreement}", lambda: self._random(KEY_BYTES))
        return replace(found, key=key)

    def asking(self, agreement: str, purpose: Purpose) -> Reader:
        """The same for decisions alone: without the partner's key, which may not be made yet."""
        found = self.standing(agreement)
        consents = tuple(c for c in self.consents() if c.partner == found.agreement.partner)
        return Reader(
            standing=found,
            purpose=purpose,
            today=self.today,
            diligence=self.diligence(found.agreement),
            key=b"",
            consents=consents,
        )

    def preview(self, agreement: str, purpose: Purpose) -> Picture:
        """What the partner would see, with what is withheld and why; nothing goes out."""
        return picture_for(self.reader(agreement, purpose), self.holdings())

    def brief(self, agreement: str, purpose: Purpose) -> Brief:
        """The brief for a partner, written from the partner's picture alone.

        Raises:
            NotReleased: Nothing may go out under this agreement now.
        """
        reader = self.reader(agreement, purpose)
        require_open(reader)
        seen = picture_for(reader, self.holdings())
        return brief_of(seen, reader.standing.agreement.language)

    def accept_restored(self, *, by: str, why: str) -> None:
        """Go on from a restored case, after somebody has put it in order.

        Raises:
            PolicyError: It is not said who, or why.
        """
        require_reason(by, why)
        self._ledger.add("restored", "case", {"at": self.now(), "why": why}, by=by)
        write_witness(self._case.store, accepted=True)


OPENING = frozenset({Act.ACTIVATE, Act.RESUME})
"""Acts after which items may go out under an agreement."""


def changed_since(agreement: str) -> NotReleased:
    """The error for a proposal on an agreement that is not as the proposer saw it."""
    return NotReleased(
        f"Agreement {agreement} was changed since this was proposed; nothing was done.",
        hint=f"See: corrobora agreement show {agreement}. Then propose it anew.",
    )


def _moment(at: str) -> dt.datetime:
    return dt.datetime.fromisoformat(at)


def token_digest(token: str) -> str:
    """How a credential's secret is kept: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def _label_on_arrival(report: Report, arrival: Arrival | None) -> Label:
    """The label of a report that nobody labelled: of its marking, and of who sent it."""
    label = label_of_marking(report.marking)
    # What the house had before the same bytes arrived stays its own.
    if arrival is None or (report.collected or "") < arrival.at:
        return label
    sender = frozenset({arrival.sender})
    return label | Label(originators=sender, third_parties=sender, third_party_releases=frozenset())


def brief_of(seen: Picture, language: str) -> Brief:
    """The brief that a partner would get, written from the partner's picture alone."""
    return write_brief(
        seen.reports,
        seen.claims,
        seen.events,
        seen.derivations,
        scope=scope_of(seen.reports, seen.claims, language=language),
        language=language,
    )


def answer_at_all(reader: Reader) -> Decision:
    """The decision on an item that nothing restricts: whether anything could go out at all."""
    return decide(
        Ask(
            label=OPEN,
            standing=reader.standing,
            purpose=reader.purpose,
            today=reader.today,
            diligence=reader.diligence,
        )
    )


def require_open(reader: Reader) -> None:
    """Refuse where not even an unrestricted item could go out."""
    answer = answer_at_all(reader)
    if answer.answer != "allow":
        raise NotReleased(
            f"Nothing may go out: {' '.join(answer.reasons)}",
            hint=f"See: corrobora agreement show {reader.standing.agreement.id}",
            failing=list(answer.failing),
        )


def require_reason(by: str, why: str) -> None:
    """Refuse an act of which nobody says who does it, or why."""
    if not by.strip() or not why.strip():
        raise PolicyError("Who acts, and why, must be said.", hint="Give --by and --why.")


def _no_agreement(agreement: str) -> NotFound:
    return NotFound(
        f"There is no agreement {agreement}.", hint="List them with: corrobora agreement list"
    )
