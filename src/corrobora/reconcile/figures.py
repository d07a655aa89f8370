"""Where the claims of one event give numbers that cannot all be right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from corrobora.model import Claim, Conflict, Count, Report
from corrobora.reconcile.slots import scope_words
from corrobora.reconcile.told import Told, grouped, side
from corrobora.text import plain
from corrobora.vocab.counts import load_numbers, read_number
from corrobora.vocab.language_files import READ_LANGUAGES

CountOf = Callable[[Told], Count | None]

WOUNDED = "wounded"
"""What follows the number in the record of a conflict on the wounded."""

_TAKEN = ("abduct", "destroy")
"""Modes of violence that befall people or things that are counted without being dead or wounded."""
_WORD = re.compile(r"[^\W_]+")
_LEAD = 25
"""Characters before a number in which "at least" and the like stand."""


def figure_conflicts(told: Sequence[Told], reports: Mapping[str, Report]) -> Iterator[Conflict]:
    """Conflicts on the dead, the wounded, and those expelled, arrested or taken."""
    found = [
        deaths_conflict(told, reports),
        _figure_conflict(told, reports, "other", f" {WOUNDED}", lambda t: t.claim.wounded),
    ]
    for name, counts in _counted(told, reports).items():
        found.append(_figure_conflict(told, reports, "other", f" {name}", _looked_up(counts)))
    yield from (one for one in found if one is not None)


def deaths_conflict(told: Sequence[Told], reports: Mapping[str, Report]) -> Conflict | None:
    """Numbers of dead that do not overlap: a later rise, another scope, or a contradiction."""
    return _figure_conflict(told, reports, "deaths", "", lambda t: t.claim.deaths)


def _figure_conflict(
    told: Sequence[Told],
    reports: Mapping[str, Report],
    about: Literal["deaths", "other"],
    counted: str,
    count: CountOf,
) -> Conflict | None:
    given = [(t, c) for t in told if (c := count(t)) is not None]
    number = {t.claim.id: c for t, c in given}

    def of(one: Told) -> Count:
        return number[one.claim.id]

    def exactness(one: Told) -> tuple[object, ...]:
        width = 10**9 if of(one).max is None else (of(one).max or 0) - of(one).min
        return (width, of(one).min)

    sides = grouped([t for t, _ in given], exactness, lambda a, b: _overlap(of(a), of(b)))
    if len(sides) < 2:
        return None
    sides.sort(key=lambda group: min(of(t).min for t in group))
    scopes = [[scope_words(of(t)) for t in group] for group in sides]
    kind: Literal["contradiction", "update", "scope"] = "contradiction"
    if all(_other_scope(a, b) for a, b in pairwise(scopes)):
        if len({t.claim.report for t, _ in given}) < 2:
            return None  # one report that counts two groups of victims
        kind = "scope"
    elif _may_rise(t.claim for t, _ in given) and _rises_with_time(sides, reports):
        kind = "update"
    return Conflict(
        about=about,
        sides=tuple(side(f"{show_count(of(group[0]))}{counted}", group) for group in sides),
        kind=kind,
    )


def show_count(count: Count) -> str:
    """A number as text: "14", "at least 12", "10-15"."""
    if count.max is None:
        return f"at least {count.min}"
    return str(count.min) if count.max == count.min else f"{count.min}-{count.max}"


def _overlap(left: Count, right: Count) -> bool:
    return (left.max is None or right.min <= left.max) and (
        right.max is None or left.min <= right.max
    )


def _other_scope(left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]) -> bool:
    """True when the words of both sides say of whom, and of others: soldiers, villagers."""
    return all(left) and all(right) and not frozenset().union(*left) & frozenset().union(*right)


def _may_rise(claims: Iterable[Claim]) -> bool:
    """True for the dead or taken, who become more as they are found; a measure is taken once."""
    return all(claim.type != "SANCTION" for claim in claims)


def _rises_with_time(sides: Sequence[Sequence[Told]], reports: Mapping[str, Report]) -> bool:
    latest_before = None
    for group in sides:
        days = [reports[t.claim.report].published for t in group]
        known = [d for d in days if d is not None]
        if len(known) < len(days):
            return False
        if latest_before is not None and min(known) <= latest_before:
            return False
        latest_before = max(known)
    return True


# --- those counted otherwise ---------------------------------------------------------------------


def _counted(told: Sequence[Told], reports: Mapping[str, Report]) -> dict[str, dict[str, Count]]:
    """Name of those to whom it was done -> claim -> how many; known parties and people only.

    What one report counts in two ways (of six, two have left) is left out.
    """
    found: dict[tuple[str, str], dict[str, Count]] = defaultdict(dict)
    for one in told:
        claim = one.claim
        if not _counts(claim):
            continue
        report = reports[claim.report]
        for target in claim.targets:
            count = _number_of(target.text, report.text[: target.start], report.language)
            if count is not None and not target.id.startswith(("?:", "~:")):
                found[target.id, target.name][claim.id] = count
    home = {t.claim.id: t.claim.report for t in told}
    kept: dict[str, dict[str, Count]] = {}
    for (_, name), counts in sorted(found.items()):
        by_report: dict[str, set[int]] = defaultdict(set)
        for claim_id, count in counts.items():
            by_report[home[claim_id]].add(count.min)
        kept.setdefault(name, {}).update(
            {i: c for i, c in counts.items() if len(by_report[home[i]]) == 1}
        )
    return kept


def _counts(claim: Claim) -> bool:
    if claim.deaths is not None or claim.wounded is not None:
        return False
    return claim.type in ("SANCTION", "COERCE") or (
        claim.type == "ASSAULT" and claim.mode in _TAKEN
    )


def _number_of(text: str, before: str, language: str | None) -> Count | None:
    """The number that the words for somebody begin with ("two French diplomats")."""
    if language not in READ_LANGUAGES:
        return None
    numbers = load_numbers(language)
    words = [plain(word) for word in _WORD.findall(text)]
    if words and words[0].isdigit():
        read: tuple[int, int] | None = (int(words[0]), 1)
    else:
        read = read_number(words, numbers.numerals) if words else None
    if read is None or read[0] < 2 or read[1] == len(words):
        return None
    lead = plain(before[-_LEAD:]).split()
    loose = any(p.ending_at(lead, len(lead)) is not None for p in numbers.qualifiers.values())
    return None if loose else Count(min=read[0], max=read[0], text=text)


def _looked_up(counts: Mapping[str, Count]) -> CountOf:
    return lambda one: counts.get(one.claim.id)
