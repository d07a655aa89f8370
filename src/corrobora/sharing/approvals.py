"""Two persons: what one proposes, another approves, and only then is it done.

It holds for what opens (items go out, an agreement is activated or resumed), for recalls, and for
turning the rule off. What closes is never kept waiting: whoever sees the need suspends or ends an
agreement. A proposal says exactly what is to be done; it is decided anew when it is approved, and
what differs from the proposal is not done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from corrobora.errors import NotFound, PolicyError, SecondPerson
from corrobora.share.agreements import Act, Standing, after
from corrobora.share.labels import Purpose
from corrobora.share.wire import as_json
from corrobora.sharing.desk import OPENING, SharingDesk, require_reason
from corrobora.sharing.handover import Handover
from corrobora.sharing.outbox import Outbox, subject_of
from corrobora.sharing.values import (
    Approval,
    Handed,
    Proposal,
    ProposalState,
    Recall,
    Ruling,
    Shared,
    TwoPersons,
)
from corrobora.sharing.witness import require_current, write_witness
from corrobora.text import plain, sha256_of

ID_BYTES = 4
"""Random bytes in the id of a proposal: it is typed by hand, and guessing it opens nothing."""

Outcome = Shared | Handed | Standing | tuple[Recall, ...] | TwoPersons
"""What was done under an approval."""


class Approvals:
    """The acts to which two persons may have to agree: done at once, or proposed.

    Args:
        desk: The sharing desk of the case.
    """

    def __init__(self, desk: SharingDesk) -> None:
        self._desk = desk
        self._box = Outbox(desk)
        self._handover = Handover(desk)
        self._ledger = desk.store.ledger

    # --- acts ------------------------------------------------------------------------------------

    def share(
        self, agreement: str, purpose: Purpose, *, by: str, why: str = ""
    ) -> Shared | Proposal:
        """Bring a feed up to date, or propose it where two persons have to agree.

        Raises:
            NotReleased: Nothing may go out under this agreement now.
        """
        if not self._desk.two_persons:
            return self._box.share(agreement, purpose, by=by)
        due = self._box.due(agreement, purpose)
        return self._propose(
            Proposal(
                id=self._new_id(),
                at=self._desk.now(),
                task="share",
                by=by,
                why=why,
                fills={
                    "agreement": agreement,
                    "purpose": purpose.value,
                    "new": str(due.new),
                    "changed": str(due.changed),
                    "withdrawn": str(due.withdrawn),
                    "unchanged": str(due.unchanged),
                },
                digest=due.digest,
                agreement=agreement,
                purpose=purpose,
                epoch=due.epoch,
            )
        )

    def brief(
        self, agreement: str, purpose: Purpose, text: str, *, by: str, why: str = "", tear: bool
    ) -> Handed | Proposal:
        """Hand a brief over, or propose it where two persons have to agree.

        The text is not kept with the proposal: who approves it gives it again.

        Raises:
            NotReleased: Nothing may go out, or not all of it and it is not to be torn.
        """
        if not self._desk.two_persons:
            return self._handover.hand_over(agreement, purpose, text, by=by, tear=tear)
        due, found = self._handover.due(agreement, purpose, text, tear=tear)
        return self._propose(
            Proposal(
                id=self._new_id(),
                task="brief",
                by=by,
                at=self._desk.now(),
                why=why,
                fills={
                    "agreement": agreement,
                    "purpose": purpose.value,
                    "kept": str(len(found.kept)),
                    "torn": str(len(found.torn)),
                },
                digest=due.digest,
                agreement=agreement,
                purpose=purpose,
                epoch=due.epoch,
            )
        )

    def recall(
        self,
        agreement: str,
        *,
        by: str,
        why: str,
        items: Iterable[str] | None = None,
        days: int | None = None,
    ) -> tuple[Recall, ...] | Proposal:
        """Want items back from a partner, or propose it where two persons have to agree.

        Raises:
            NotFound: The partner does not hold one of the items, or nothing at all.
        """
        if not self._desk.two_persons:
            return self._box.recall(agreement, by=by, why=why, items=items, days=days)
        found = self._box.wanted(agreement, items)
        if not found:
            raise NotFound("The partner holds nothing.", hint="There is nothing to recall.")
        subjects = tuple(sorted(map(subject_of, found)))
        return self._propose(
            Proposal(
                id=self._new_id(),
                at=self._desk.now(),
                task="recall",
                by=by,
                why=why,
                fills={"agreement": agreement, "items": str(len(subjects))},
                digest=sha256_of(as_json(subjects)),
                agreement=agreement,
                items=subjects,
                days=days,
            )
        )

    def act(self, agreement: str, act: Act, *, by: str, why: str) -> Standing | Proposal:
        """Do something to an agreement, or propose what opens it where two have to agree.

        Raises:
            NotFound: There is no such agreement.
            PolicyError: It cannot be done in the state in which the agreement is.
        """
        if act not in OPENING or not self._desk.two_persons:
            return self._desk.act(agreement, act, by=by, why=why)
        require_reason(by, why)
        found = self._desk.standing(agreement)
        after(found.state, act)
        return self._propose(
            Proposal(
                id=self._new_id(),
                at=self._desk.now(),
                task="activate" if act is Act.ACTIVATE else "resume",
                by=by,
                why=why,
                fills={"agreement": agreement},
                digest=sha256_of(f"{act.value} {agreement} {found.epoch}"),
                agreement=agreement,
                epoch=found.epoch,
            )
        )

    def one_person(self, *, by: str, why: str) -> Proposal:
        """Propose that one person is enough again.

        Raises:
            PolicyError: It is not said who, or why; or one person is enough already.
        """
        require_reason(by, why)
        if not self._desk.two_persons:
            raise PolicyError("One person is enough in this case.", hint="There is nothing to do.")
        return self._propose(
            Proposal(
                id=self._new_id(),
                at=self._desk.now(),
                task="one-person",
                by=by,
                why=why,
                digest=sha256_of("one-person"),
            )
        )

    def _new_id(self) -> str:
        return self._desk.token(ID_BYTES)

    def _propose(self, made: Proposal) -> Proposal:
        if not made.by.strip():
            raise PolicyError("Who proposes it must be said.", hint="Give --by NAME.")
        require_current(self._desk.store)
        for one in self.proposals():
            if one.state == "open" and _same(one.proposal, made):
                return one.proposal

        def checked(earlier: Sequence[str]) -> Proposal:
            if earlier:
                raise PolicyError(f"There is a proposal {made.id} already.", hint="Try it again.")
            return made

        self._ledger.add_if("proposal", made.id, checked, by=made.by)
        write_witness(self._desk.store)
        return made

    # --- rulings ---------------------------------------------------------------------------------

    def proposals(self) -> tuple[ProposalState, ...]:
        """Every proposal and where it stands, oldest first."""
        rulings = self._ledger.latest("approval", Ruling)
        return tuple(
            self._stands(one, rulings.get(one.id))
            for one in self._ledger.acts("proposal", Proposal)
        )

    def proposal(self, name: str) -> ProposalState:
        """One proposal and where it stands.

        Raises:
            NotFound: There is none of this id.
        """
        for found in self._ledger.acts("proposal", Proposal, name):
            return self._stands(found, next(iter(self._desk.rulings(name)), None))
        raise NotFound(f"There is no proposal {name}.", hint="List them: corrobora approvals")

    def _stands(self, one: Proposal, ruling: Ruling | None) -> ProposalState:
        if ruling is not None:
            state = "approved" if ruling.approved else "declined"
            return ProposalState(proposal=one, state=state, ruling=ruling)  # type: ignore[arg-type]
        if one.task == "one-person":
            void = not self._desk.two_persons
        else:
            void = one.epoch not in (0, self._desk.standing(one.agreement).epoch)
        return ProposalState(proposal=one, state="void" if void else "open")

    def approve(self, name: str, *, by: str, why: str = "", text: str | None = None) -> Outcome:
        """Carry out what somebody else proposed, if it may be done now and is exactly that.

        Args:
            name: The id of the proposal.
            by: Who approves it.
            why: A remark.
            text: The brief, where one is to be handed over.

        Raises:
            NotFound: There is no such proposal.
            Settled: It was ruled on already.
            SecondPerson: The same person proposed it.
            NotReleased: It may not be done any more, or is not what was proposed; nothing is done.
        """
        proposal = self.proposal(name).proposal
        self._desk.require_unruled(name, self._desk.rulings(name))
        if not by.strip():
            raise PolicyError("Who approves it must be said.", hint="Give --by NAME.")
        if same_person(by, proposal.by):
            raise SecondPerson(
                f"{proposal.by} has proposed it; a second person has to approve.",
                hint="Ask somebody else, or decline it.",
            )
        ruling = Ruling(approved=True, by=by, at=self._desk.now(), why=why)
        return self._carried_out(Approval(proposal=proposal, ruling=ruling), text)

    def _carried_out(self, approval: Approval, text: str | None) -> Outcome:
        one, by = approval.proposal, approval.by
        if one.task == "brief" and one.purpose is not None:
            if text is None:
                raise PolicyError("The brief is missing.", hint="Give it again with --brief FILE.")
            return self._handover.hand_over(
                one.agreement, one.purpose, text, by=by, tear=True, approval=approval
            )
        if one.task == "share" and one.purpose is not None:
            return self._box.share(one.agreement, one.purpose, by=by, approval=approval)
        if one.task == "recall":
            return self._box.recall(
                one.agreement, by=by, why=one.why, days=one.days, approval=approval
            )
        if one.task == "one-person":
            return self._one_person(approval)
        act = Act(one.task)
        return self._desk.act(one.agreement, act, by=by, why=one.why, approval=approval)

    def _one_person(self, approval: Approval) -> TwoPersons:
        require_current(self._desk.store)
        one = approval.proposal
        rule = TwoPersons(on=False, by=approval.by, at=approval.ruling.at, why=one.why)
        self._rule(one.id, approval.ruling, [("two-persons", "case", rule)])
        return rule

    def decline(self, name: str, *, by: str, why: str) -> None:
        """Say no to a proposal, which is done with; also to one's own, to take it back.

        Raises:
            NotFound: There is no such proposal.
            Settled: It was ruled on already.
            PolicyError: It is not said who, or why.
        """
        require_reason(by, why)
        self.proposal(name)
        self._rule(name, Ruling(approved=False, by=by, at=self._desk.now(), why=why))

    def _rule(
        self, name: str, ruling: Ruling, with_acts: Iterable[tuple[str, str, object]] = ()
    ) -> None:
        def checked(earlier: Sequence[str]) -> Ruling:
            rulings = [msgspec.json.decode(e, type=Ruling) for e in earlier]
            self._desk.require_unruled(name, rulings)
            return ruling

        self._ledger.add_if("approval", name, checked, by=ruling.by, with_acts=with_acts)
        write_witness(self._desk.store)


def same_person(one: str, other: str) -> bool:
    """Whether two names are one person's, however they are typed."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return "".join(c for c in plain(name) if c.isalnum())


def _same(one: Proposal, other: Proposal) -> bool:
    """Whether two proposals, whoever made them and when, come to the same."""
    return _bare(one) == _bare(other)


def _bare(one: Proposal) -> Proposal:
    return replace(one, id="", by="", at="", why="")
