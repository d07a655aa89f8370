"""Whose word an unattributed claim is, by what its own report says elsewhere.

A headline says nothing of its own: it is as good as the body that it sums up. And "he was accused
of" without an accuser, beside the arrest, is the word of those who arrested.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping

from corrobora.model import Actor, Claim, Report
from corrobora.reconcile.slots import canonical, root

HEADING_WORDS = 18
"""The most words of a heading."""

_ENDS = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_BEGINS = re.compile(r"[\"'“‘«(\[•\s-]*[^\W_a-zà-ÿ]")
_CHARGES = ("COERCE", "SANCTION")
_NO_CHARGE = ("investigate", "disapprove")


class Hanging:
    """The claims of each report, to find the one that another hangs on.

    Args:
        reports: The reports there are; the caller keeps it up to date.
        attributed: Whether a claim itself says whose word it is.
    """

    def __init__(self, reports: Mapping[str, Report], attributed: Callable[[Claim], bool]) -> None:
        self._reports = reports
        self._attributed = attributed
        self._claims: dict[str, dict[str, Claim]] = {}
        self._ordered: dict[str, tuple[Claim, ...]] = {}

    def add(self, claims: Iterable[Claim]) -> None:
        """Take claims in."""
        for claim in claims:
            self._claims.setdefault(claim.report, {})[claim.id] = claim
            self._ordered.pop(claim.report, None)

    def drop(self, claim: Claim) -> None:
        """Take a claim out."""
        self._claims.get(claim.report, {}).pop(claim.id, None)
        self._ordered.pop(claim.report, None)

    def summed_up(self, claim: Claim) -> Claim | None:
        """The attributed claim of the body that a claim in a heading sums up."""
        text = self._reports[claim.report].text
        if not is_heading(text, claim.start, claim.end):
            return None
        for one in self._of(claim.report):
            if one.start < claim.end or is_heading(text, one.start, one.end):
                continue
            if one.type == claim.type and _one_mode(one, claim) and _parties(one) & _parties(claim):
                return one if self._attributed(one) else None
        return None

    def announced(self, claim: Claim) -> Claim | None:
        """The attributed claim in whose sentence an accusation without an accuser stands."""
        if not _is_charge(claim):
            return None
        start, end = sentence_around(self._reports[claim.report].text, claim.start, claim.end)
        found = [
            one
            for one in self._of(claim.report)
            if start <= one.start < claim.start and one.end <= end and self._attributed(one)
        ]
        return found[-1] if found else None

    def charging(self, claim: Claim) -> Actor | None:
        """Who arrested, or took another measure against, those accused in the same paragraph."""
        if not _is_charge(claim):
            return None
        text = self._reports[claim.report].text
        first = text.rfind("\n", 0, claim.start) + 1
        accused = {_person(a) for a in (*claim.actors, *claim.targets)}
        for one in reversed(self._of(claim.report)):
            if not first <= one.start < claim.start or one.type not in _CHARGES or one.negated:
                continue
            doers = [a for a in one.actors if not a.id.startswith(("?:", "~:"))]
            if (
                accused & {_person(a) for a in one.targets}
                and len({root(a.id) for a in doers}) == 1
            ):
                return doers[0]
        return None

    def _of(self, report: str) -> tuple[Claim, ...]:
        if report not in self._ordered:
            found = sorted(self._claims.get(report, {}).values(), key=canonical)
            self._ordered[report] = tuple(sorted(found, key=lambda c: (c.start, c.end)))
        return self._ordered[report]


def is_heading(text: str, start: int, end: int) -> bool:
    """True for words in a line of a few words that does not end as a sentence does.

    A line that goes on in small letters below is no heading, but wrapped.
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    if last < 0 or end > last:
        return False
    line, below = text[first:last].strip(), text[last:].lstrip()
    short = len(line.split()) <= HEADING_WORDS and not _ENDS.search(line)
    return short and _BEGINS.match(below) is not None


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence (or line) that holds start..end, by full stops and line breaks."""
    stops = [m.end() for m in re.finditer(r"[.!?][\"'”’»)]*\s+|\n+", text)]
    at = bisect_right(stops, start)
    first = stops[at - 1] if at else 0
    until = bisect_right(stops, max(end - 1, start))
    last = stops[until] if until < len(stops) else len(text)
    return first, last


def _is_charge(claim: Claim) -> bool:
    return claim.type == "ACCUSE" and claim.mode not in _NO_CHARGE and not claim.negated


def _one_mode(a: Claim, b: Claim) -> bool:
    return a.mode is None or b.mode is None or a.mode == b.mode


def _person(actor: Actor) -> str:
    return actor.name.casefold() if actor.id.startswith(("?:", "~:")) else actor.id


def _parties(claim: Claim) -> frozenset[str]:
    return frozenset(
        _person(a) if a.id.startswith(("?:", "~:")) else root(a.id)
        for a in (*claim.actors, *claim.targets)
        if a.kind != "place"
    )
