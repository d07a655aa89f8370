"""What the sentences of a brief are made from, and how reports and origins are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corrobora.brief.passages import Passage, is_headline, is_hedged, passage_of
from corrobora.brief.salience import is_somebody, is_told
from corrobora.model import (
    Claim,
    Event,
    Report,
    Stance,
)
from corrobora.vocab.wording import Wording


@dataclass(frozen=True)
class Desk:
    """What the sentences are made from, by id; reports in the order of their numbers."""

    reports: Mapping[str, Report]
    claims: Mapping[str, Claim]
    words: Wording
    events: Mapping[str, Event] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language in which the brief is written."""
        return self.words.language

    def claims_of(self, ids: Sequence[str]) -> list[Claim]:
        """The claims under these ids, in the order given; unknown ids are left out."""
        return [self.claims[i] for i in ids if i in self.claims]

    def passage(self, claim: Claim) -> Passage:
        """The words of a claim."""
        return passage_of(claim, self.reports[claim.report])

    def best(self, claims: Sequence[Claim]) -> Claim:
        """The claim whose words tell most: not a headline, dated, with its slots filled."""
        return self.ranked(claims)[0]

    def ranked(self, claims: Sequence[Claim]) -> list[Claim]:
        """Claims, those whose words tell most first."""
        return sorted(claims, key=lambda c: best_rank(c, self.reports[c.report]))

    def telling(self, event: Event) -> Claim:
        """The claim that tells an event: a firm one with the event's own date and toll."""
        claims = self.claims_of(event.claims)
        agreed = [c for c in claims if agrees(c, event)]
        dated = [c for c in agreed if is_told(c.date)] if is_told(event.date) else []
        for found in (dated, agreed, claims):
            plain = [c for c in found if not is_headline(self.reports[c.report], c)]
            firm = [c for c in plain if not is_hedged(self.reports[c.report], c)]
            if plain:
                return self.best(firm or plain)
        return self.best(claims)

    def phrase(self, key: str, **values: object) -> str:
        """A phrase of the brief in its language."""
        return self.words.brief[key].format(**values)

    def quoted(self, text: str) -> str:
        """Words between the quotation marks of the brief's language."""
        return self.words.frame["quoted"].format(text=text)

    def joined(self, parts: Sequence[str]) -> str:
        """Parts of a sentence with semicolons between them."""
        return self.words.frame["semicolon"].join(parts)

    def outlet(self, report_id: str) -> str:
        """How a report is named in prose: its publisher, or its number among the sources."""
        report = self.reports[report_id]
        return report.publisher or self._unnamed[report.name]

    def origin(self, name: str) -> str:
        """An origin as prose names it; a report without a publisher goes by its number."""
        return self._unnamed.get(name, name)

    def origins(self, names: Sequence[str]) -> list[str]:
        """Origins as prose names them, reports without a publisher taken together."""
        unique = list(dict.fromkeys(names))
        numbers = [number for name in unique if (number := self._numbers.get(name))]
        if len(numbers) < 2:
            return list(dict.fromkeys(self.origin(name) for name in unique))
        listed = ", ".join(f"[{number}]" for number in sorted(numbers))
        together = self.phrase("unknown_publishers", numbers=listed)
        return [*(name for name in unique if name not in self._numbers), together]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {
            report.name: number
            for number, report in enumerate(self.reports.values(), start=1)
            if not report.publisher
        }

    @cached_property
    def _unnamed(self) -> dict[str, str]:
        return {
            name: self.phrase("unknown_publisher", number=number)
            for name, number in self._numbers.items()
        }


def best_rank(claim: Claim, report: Report) -> tuple[float, str, int, str]:
    """Sort key of claims, the one that tells most first."""
    length = len(claim.quote.split())
    filled = sum(
        bool(x) for x in (claim.actors, claim.targets, claim.place, claim.deaths, claim.date)
    )
    points = filled + min(length, 25) / 8 - (1.5 if length > 45 else 0)
    points += 1.0 if is_told(claim.date) else 0.0
    points += 1.0 if claim.stance is Stance.ASSERTED else 0.0
    points += 0.5 * sum(is_somebody(a) for a in (*claim.actors[:1], *claim.targets[:1]))
    points -= 6.0 if is_headline(report, claim) else 0.0
    return (-points, claim.report, claim.start, claim.id)


def agrees(claim: Claim, event: Event) -> bool:
    """True when a claim's date and toll do not speak against what the event is told with."""
    if claim.date is not None and event.date is not None and is_told(claim.date):
        apart = claim.date.end < event.date.start or event.date.end < claim.date.start
        if apart and claim.date_kind != "announcement":
            return False
    if claim.deaths is not None and event.deaths is not None:
        return claim.deaths.min <= event.deaths.best
    return True
