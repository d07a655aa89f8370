"""Claims of an event with their origins, and groups of those that agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corrobora.model import Claim, Side


@dataclass(frozen=True, slots=True)
class Told:
    """One claim of an event with its origin, as a conflict shows it.

    ``owned`` is true where the sentence is of a group that owns the deed.
    """

    claim: Claim
    origin: str
    owned: bool = False


def side(value: str, told: Sequence[Told]) -> Side:
    """One value of a disagreement, with everyone who gives it."""
    return Side(
        value=value,
        origins=tuple(dict.fromkeys(t.origin for t in told)),
        claims=tuple(t.claim.id for t in told),
    )


def grouped(
    told: Sequence[Told],
    key: Callable[[Told], tuple[object, ...]],
    fit: Callable[[Told, Told], bool],
) -> list[list[Told]]:
    """Groups whose first members do not fit each other, most exact first."""
    groups: list[list[Told]] = []
    for one in sorted(told, key=lambda t: (*key(t), t.claim.report, t.claim.start, t.claim.id)):
        for group in groups:
            if fit(one, group[0]):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups
