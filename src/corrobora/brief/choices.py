"""Options, plans, demands and risks: which of them a brief shows, none of them told as a fact."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corrobora.brief.desk import Desk
from corrobora.brief.lines import Lines, title_echo
from corrobora.brief.passages import (
    Passage,
    hedges,
    is_headline,
    is_hedged,
    is_question,
    mentioned,
    passage_of,
    sentences_of,
)
from corrobora.brief.salience import BACKGROUND_DAYS, is_somebody, is_told
from corrobora.model import Claim, Event, Report, Stance
from corrobora.reconcile.officials import states_named
from corrobora.text import plain
from corrobora.vocab.wording import wording

_STANDING = {Stance.CONDITIONAL: 1.0, Stance.PLANNED: 0.9, Stance.DEMANDED: 0.6}
_FEW = 4
_EARLY = 7
"""Among so many first words of a counted-out option stand its subject and its modal verb."""

LISTED = 4.5
"""Points of an option that a report counts out."""


@dataclass(frozen=True)
class Choice:
    """An option with the words that tell it; ``event`` where a plan or demand makes one."""

    claim: Claim
    passage: Passage
    points: float
    event: Event | None


def choices_of(desk: Desk, lines: Lines) -> tuple[Choice, ...]:
    """Options by weight, one for each sentence, none from a sentence that tells a fact."""
    home = {c: line.event for line in lines.unsure for c in line.event.claims}
    names = _names_by_report(desk)
    best: dict[tuple[str, int, int], Choice] = {}
    for claim in desk.claims.values():
        report = desk.reports.get(claim.report)
        if report is None or claim.in_furniture or not _is_open(claim, report, home):
            continue
        passage = passage_of(claim, report)
        if passage.sentence in lines.used or len(passage.text.split()) < _FEW:
            continue
        event = home.get(claim.id) if claim.stance is not Stance.CONDITIONAL else None
        choice = Choice(claim, passage, _points(claim, report, passage, names), event)
        other = best.get(passage.sentence)
        if other is None or _heaviest(choice) < _heaviest(other):
            best[passage.sentence] = choice
    for choice in _listed(desk, {c.claim.report for c in best.values()}):
        other = best.get(choice.passage.sentence)
        if choice.passage.sentence not in lines.used:
            best[choice.passage.sentence] = (
                choice if other is None else replace(other, points=max(other.points, choice.points))
            )
    worded: dict[str, Choice] = {}
    for choice in sorted(best.values(), key=_heaviest):
        words = plain(choice.passage.text)
        if not any(words in other or other in words for other in worded):
            worded[words] = choice
    return tuple(worded.values())


def _listed(desk: Desk, weighing: set[str]) -> Iterator[Choice]:
    """The paths that a report counts out ("First, Washington can ..."), claim or no claim.

    Only in reports that weigh options at all, and only where a state is named that may take them.
    """
    for report in desk.reports.values():
        if report.id not in weighing:
            continue
        numbers = wording(report.language or "en").enumerators
        for start, end in sentences_of(report):
            words = re.findall(r"[^\W\d_]+", report.text[start:end])
            if not words or words[0].casefold() not in numbers or _in_furniture(report, start):
                continue
            if hedges(report.language or "en").isdisjoint(words[1:_EARLY]):
                continue
            if not states_named(" ".join(words[1:_EARLY])) and words[1][:1].islower():
                continue
            claim = _bare(report, start, end, desk)
            yield Choice(claim, passage_of(claim, report), LISTED, None)


def _in_furniture(report: Report, start: int) -> bool:
    return any(f.start <= start < f.end for f in report.furniture)


def _bare(report: Report, start: int, end: int, desk: Desk) -> Claim:
    """Words of a report that are cited without a claim of the case behind them."""
    method = next((c.method for c in desk.claims.values()), "")
    return Claim(
        id="",
        report=report.id,
        start=start,
        end=end,
        quote=report.text[start:end],
        type="OTHER",
        mode=None,
        stance=Stance.CONDITIONAL,
        method=method,
        confidence=1.0,
    )


def _is_open(claim: Claim, report: Report, home: dict[str, Event]) -> bool:
    if is_headline(report, claim) or is_question(report, claim) or claim.negated:
        return False
    if claim.stance in _STANDING:
        return True
    return claim.id in home and is_hedged(report, claim)


def _points(
    claim: Claim, report: Report, passage: Passage, names: dict[str, tuple[str, ...]]
) -> float:
    points = _STANDING.get(claim.stance, 0.7) + 0.5 * claim.confidence
    points += 1.0 * any(is_somebody(a) for a in claim.actors)
    points += 0.5 * any(is_somebody(a) for a in claim.targets)
    points += 0.4 * min(mentioned(report, passage, names.get(claim.report, ())), 3)
    points += title_echo(report, passage)
    first_words = passage.text.split()[0].strip(",.:").casefold()
    language = report.language or "en"
    if hedges(language) and first_words in wording(language).enumerators:
        points += 1.5
    if is_told(claim.date) and claim.date is not None and report.published is not None:
        points -= 1.5 * ((report.published - claim.date.end).days > BACKGROUND_DAYS)
    return points - (1.0 if claim.type in ("REQUEST", "STATE") and not claim.actors else 0.0)


def _names_by_report(desk: Desk) -> dict[str, tuple[str, ...]]:
    """The written names of everybody identified, by report."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for claim in desk.claims.values():
        for actor in (*claim.actors, *claim.targets):
            if is_somebody(actor) and actor.text[:1].isupper() and len(actor.text) > _FEW - 1:
                found[claim.report][actor.text] = None
    return {report: tuple(sorted(names)) for report, names in found.items()}


def in_reading_order(desk: Desk, choices: Sequence[Choice]) -> list[Choice]:
    """Choices by source and place in it, so that a first, second and third path follow."""
    place = {report: number for number, report in enumerate(desk.reports)}
    return sorted(choices, key=lambda c: (place[c.claim.report], c.claim.start, c.claim.id))


def _heaviest(choice: Choice) -> tuple[float, str, int, str]:
    return (-choice.points, choice.claim.report, choice.claim.start, choice.claim.id)
