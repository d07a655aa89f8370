"""What a person's verdict becomes: the judgements to be kept, and whether they stand already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from corrobora.errors import CorroboraError, NotFound
from corrobora.model import Event, Json, Judgement

Subject = Literal["claim", "event", "derivation", "report", "outlet"]
Verdict = Literal["accept", "reject", "edit"]
Made = tuple[Subject, str, dict[str, Json] | None]
"""The kind of what is judged, its id, and corrected values."""


def of_event(event: Event, verdict: Literal["accept", "reject"]) -> list[Made]:
    """To reject an event rejects its claims; to accept it keeps its claims together."""
    if verdict == "reject":
        return [("claim", claim, None) for claim in event.claims]
    return [("event", event.id, {"together": list(event.claims)})]


def regrouped(
    event: Event, together: Sequence[str], apart: Sequence[str], held: Collection[str]
) -> list[Made]:
    """Judgements that put claims into an event, or take claims out of it.

    Args:
        event: The event.
        together: Claims that belong to it too.
        apart: Claims that do not belong to it.
        held: The claims that the case holds.

    Raises:
        NotFound: The case does not hold one of the claims.
        CorroboraError: Nothing would be left of the event.
    """
    missing = sorted({*together, *apart} - set(held))
    if missing:
        raise NotFound(
            f"The case holds no claim {', '.join(missing)}.",
            hint="List what it holds with: corrobora claims",
        )
    made: list[Made] = []
    if together:
        made.append(("event", event.id, {"together": sorted({*event.claims, *together})}))
    for claim in apart:
        others = [c for c in event.claims if c not in apart]
        made += [("event", event.id, {"apart": [claim, other]}) for other in others]
    if not made:
        raise CorroboraError(
            "Nothing would be left of the event; reject it instead.",
            hint="See: corrobora judge --help",
        )
    return made


def stands(judgements: Iterable[Judgement], verdict: Verdict, made: Sequence[Made]) -> bool:
    """Whether people said just this last of each of these subjects."""
    said = list(judgements)
    for kind, subject, value in made:
        of_subject = [j for j in said if j.subject_kind == kind and j.subject == subject]
        latest = of_subject[-sum(m[:2] == (kind, subject) for m in made) :]
        if not any(j.verdict == verdict and (j.value or None) == value for j in latest):
            return False
    return True


def moment(now: str, judgements: Iterable[Judgement]) -> str:
    """Now, or just after the latest judgement: of two in one second the later has to stand."""
    latest = max((j.at for j in judgements), default="")
    if latest < now:
        return now
    after = dt.datetime.fromisoformat(latest) + dt.timedelta(seconds=1)
    return after.isoformat().replace("+00:00", "Z")
