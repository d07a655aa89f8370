"""Due diligence on human rights: what is known of a unit, and until when that holds.

Fields follow the UN's Human Rights Due Diligence Policy (A/67/775-S/2013/110: risk assessment,
mitigation, monitoring, intervention) and the practice under the Leahy laws (credible information
speaks of a unit; the unit's own remedy counts; the government is told the reason).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from corrobora.model import Event, Value
from corrobora.share.agreements import Agreement

Result = Literal["cleared", "cleared-with-measures", "suspended", "refused"]
Status = Literal[
    "not-required", "cleared", "cleared-with-measures", "pending", "suspended", "refused"
]


class Assessment(Value, frozen=True, kw_only=True):
    """What somebody who looked into a unit came to.

    Attributes:
        agreement: Whose unit it is about.
        result: What was decided.
        by: Who assessed.
        at: When (ISO 8601).
        findings: What was found, in words.
        evidence: Ids of claims and events of the case, or addresses of other documents.
        measures: What the unit or we do to lower the risk; needed for "cleared-with-measures".
        review_by: Last day on which this may be relied on.
    """

    agreement: str
    result: Result
    by: str
    at: str
    findings: str
    review_by: dt.date
    evidence: tuple[str, ...] = ()
    measures: str = ""


class Opening(Value, frozen=True, kw_only=True):
    """A review that was opened because of something that came in."""

    agreement: str
    at: str
    why: str
    evidence: tuple[str, ...]


class Diligence(Value, frozen=True, kw_only=True):
    """How a unit stands on a day, and why.

    Attributes:
        status: Whether it is cleared.
        why: What that rests on, in words.
        review_by: Day of the next review, set by the latest assessment; None where none is set.
        overdue: Whether that day has passed.
    """

    status: Status
    why: str
    review_by: dt.date | None = None
    overdue: bool = False


def diligence_on(
    today: dt.date,
    agreement: Agreement,
    assessments: Sequence[Assessment],
    openings: Sequence[Opening] = (),
) -> Diligence:
    """How the unit of an agreement stands.

    Without an assessment, after its review date, and while a review that was opened later is not
    answered, it is "pending": places and names are withheld.
    """
    if not agreement.diligence:
        return Diligence(status="not-required", why="The agreement requires none.")
    mine = sorted((a for a in assessments if a.agreement == agreement.id), key=lambda a: a.at)
    if not mine:
        return Diligence(status="pending", why="Nobody has assessed the unit.")
    latest = mine[-1]
    status, why = _after(latest, agreement, openings, today)
    overdue = latest.review_by < today
    return Diligence(status=status, why=why, review_by=latest.review_by, overdue=overdue)


def _after(
    latest: Assessment, agreement: Agreement, openings: Sequence[Opening], today: dt.date
) -> tuple[Status, str]:
    """What the latest assessment comes to, and why."""
    if latest.result in ("suspended", "refused"):
        return latest.result, latest.findings
    # Of one second with the assessment: in doubt it is open.
    newer = [o for o in openings if o.agreement == agreement.id and _second(o) >= _second(latest)]
    if newer:
        return "pending", f"Under review: {max(newer, key=_age).why}"
    if latest.review_by < today:
        return "pending", f"The review was due on {latest.review_by}."
    return latest.result, latest.findings


def _second(said: Assessment | Opening) -> dt.datetime:
    return dt.datetime.fromisoformat(said.at).replace(microsecond=0)


def _age(opening: Opening) -> tuple[str, str]:
    return opening.at, opening.why


CORROBORATED = frozenset({"1", "2"})
"""Admiralty credibility from which an event opens a review: confirmed, probably true."""
_HARM = frozenset({"ASSAULT", "COERCE"})
_CIVILIAN = frozenset({"person", "people"})


def harm_by_partner(agreement: Agreement, events: Iterable[Event]) -> tuple[Event, ...]:
    """Corroborated events in which one of the partner's bodies harms civilians."""
    bodies = {name.casefold() for name in agreement.actors}
    return tuple(
        event
        for event in events
        if event.type in _HARM
        and event.credibility in CORROBORATED
        and any(target.kind in _CIVILIAN for target in event.targets)
        and any({actor.id.casefold(), actor.name.casefold()} & bodies for actor in event.actors)
    )


def openings_for(
    agreement: Agreement, events: Iterable[Event], openings: Sequence[Opening], *, now: str
) -> tuple[Opening, ...]:
    """Reviews to open now: one for each harmful event that no earlier opening rests on."""
    known = {e for o in openings if o.agreement == agreement.id for e in o.evidence}
    return tuple(
        Opening(
            agreement=agreement.id,
            at=now,
            why=f"Harm to civilians: {event.gist}",
            evidence=tuple(event.claims),
        )
        for event in harm_by_partner(agreement, events)
        if not known & set(event.claims)
    )
