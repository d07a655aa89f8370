"""What a person's verdict becomes: the judgements to be kept, and whether they stand already."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Literal

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


def last_grouping(
    judgements: Iterable[Judgement], claims: Collection[str]
) -> tuple[Judgement, ...]:
    """The last act by which somebody put these claims into an event, or took one out of it.

    An act is what one person said at one moment; taking claims out is several judgements.
    """
    said = [j for j in judgements if j.subject_kind == "event" and j.value]
    mine = [j for j in said if not _members(j).isdisjoint(claims)]
    if not mine:
        return ()
    last = max(mine, key=lambda j: j.at)
    return tuple(j for j in said if (j.at, j.by) == (last.at, last.by))


def ungrouped(judgements: Iterable[Judgement], act: Sequence[Judgement]) -> list[Made]:
    """Judgements that take an act of grouping back: what was said before it stands again."""
    members = {claim for one in act for claim in _members(one)}
    before = _groupings((j for j in judgements if j.at < act[0].at), members)
    subject = act[0].subject
    made: list[Made] = [("event", subject, {"free": sorted(members)})]
    made += [("event", subject, {word: list(group)}) for group, word in _grouped(before)]
    return made


def _grouped(pairs: Mapping[tuple[str, str], str]) -> list[tuple[tuple[str, ...], str]]:
    """Pairs with their word; as one group where claims are all said to be together."""
    near: dict[str, set[str]] = defaultdict(set)
    for (a, b), word in pairs.items():
        if word == "together":
            near[a].add(b)
            near[b].add(a)
    found: dict[tuple[str, ...], str] = {}
    for (a, b), word in sorted(pairs.items()):
        whole = near[a] | {a}
        if word == "together" and all(near[one] | {one} == whole for one in whole):
            found[tuple(sorted(whole))] = word
        else:
            found[a, b] = word
    return list(found.items())


def _groupings(
    judgements: Iterable[Judgement], members: Collection[str]
) -> dict[tuple[str, str], str]:
    """What stands of each pair of these claims: together, or apart."""
    found: dict[tuple[str, str], str] = {}
    for one in sorted(judgements, key=lambda j: (j.at, j.by, j.verdict)):
        if one.subject_kind != "event":
            continue
        for word in ("together", "apart", "free"):
            named = sorted(set((one.value or {}).get(word, ())) & set(members))
            for pair in combinations(named, 2):
                if word == "free":
                    found.pop(pair, None)
                else:
                    found[pair] = word
    return found


def _members(judgement: Judgement) -> set[str]:
    value: dict[str, Any] = dict(judgement.value or {})
    return {c for word in ("together", "apart", "free") for c in value.get(word, ())}


def stands(judgements: Iterable[Judgement], verdict: Verdict, made: Sequence[Made]) -> bool:
    """Whether people said just this last of each of these subjects, in this order."""
    said = list(judgements)
    wanted: dict[tuple[Subject, str], list[dict[str, Json] | None]] = defaultdict(list)
    for kind, subject, value in made:
        wanted[kind, subject].append(value or None)
    for (kind, subject), values in wanted.items():
        of_subject = [j for j in said if j.subject_kind == kind and j.subject == subject]
        latest = of_subject[-len(values) :]
        if any(j.verdict != verdict for j in latest):
            return False
        if [j.value or None for j in latest] != values:
            return False
    return True


def moment(now: str, judgements: Iterable[Judgement]) -> str:
    """Now, or just after the latest judgement: of two in one second the later has to stand."""
    latest = max((j.at for j in judgements), default="")
    if latest < now:
        return now
    after = dt.datetime.fromisoformat(latest) + dt.timedelta(seconds=1)
    return after.isoformat().replace("+00:00", "Z")
