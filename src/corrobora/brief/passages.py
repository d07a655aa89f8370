"""The words of a report that a sentence quotes, readable on their own and exactly placed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corrobora.model import Citation, Claim, Report, Stance

LONGEST = 45
"""A quotation in a brief has at most this many words; what is cut is marked by an ellipsis."""

WHOLE = 32
"""A sentence of up to so many words is quoted whole."""

SHORTEST = 7
"""A clause of fewer words is shown with the sentence around it, when that is not too long."""

_STOPS = re.compile(r"(?:(?P<word>[^\W\d_.]+)\.|(?<=[.!?…])[\"'”’»)]*|[.!?…])\s+|\n+")
_ABBREVIATIONS = frozenset(
    """
    jan feb mar apr jun jul aug sep sept oct nov dec janv févr avr juil déc gen gén col maj lt sgt
    capt cap cmdr dr mr mrs ms mme mlle prof st ste no nos vs art gov sen rep hon rev
    """.split()
)
_PRONOUN = re.compile(
    r"(they|them|he|she|it|we|its|their|his|her|ils|elles|il|elle|leur|leurs|son|sa|ses)\b",
    re.IGNORECASE,
)
_OPENERS = re.compile(r"(and|but|or|et|mais|ou)\s+|[,;:)\s–—•·*-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Passage:
    """Quoted words: as shown, and where they stand in the report."""

    text: str
    citation: Citation


def passage_of(claim: Claim, report: Report, others: Sequence[Claim] = ()) -> Passage:
    """The decisive words of a claim, widened to their sentence where that is short or needed.

    A sentence that also holds a claim of another standing (an option beside a fact) is not quoted
    whole, unless the words of the claim are too few to be understood. ``others`` are the claims of
    the same report.

    A pronoun at the head is followed by the name it stands for, in square brackets.
    """
    start, end = claim.start, claim.end
    first, last = _sentence(report, start, end)
    length = len(report.text[first:last].split())
    mixed = any(
        o.start < last and first < o.end and _standing(o) != _standing(claim) for o in others
    )
    wanted = length <= LONGEST if _needs_context(claim) else length <= WHOLE and not mixed
    if wanted and not _in_furniture(report, first, last):
        start, end = first, last
    while start < end and (match := _OPENERS.match(report.text, start, end)) is not None:
        start = match.end()
    while end > start and report.text[end - 1] in " ,;:\n\t":
        end -= 1
    words = shown(report.text[start:end])
    if words[:1].islower() and start not in (0, *_stops(report.text)):
        words = f"… {words}"
    words = _with_name(words, claim, at_head=start >= claim.start)
    return Passage(
        text=words, citation=Citation(report=report.id, start=start, end=end, claim=claim.id)
    )


def shown(text: str) -> str:
    """Text for use inside “ ”: one line, inner double quotation marks made single, not too long."""
    words = text.split()
    if len(words) > LONGEST:
        words = [*words[:LONGEST], "…"]
    line = " ".join(words)
    line = line.replace("“", "‘").replace("”", "’").replace("« ", "‘").replace(" »", "’")
    line = line.replace("«", "‘").replace("»", "’")
    line = re.sub(r'"(?=\w)', "‘", line).replace('"', "’")
    return line.rstrip(" .,;:")


def _standing(claim: Claim) -> tuple[bool, bool]:
    """Whether a claim is of a fact, and whether it is affirmed."""
    fact = claim.stance in (Stance.ASSERTED, Stance.ALLEGED)
    return fact, claim.negated


def _needs_context(claim: Claim) -> bool:
    words = claim.quote.split()
    if len(words) < SHORTEST:
        return True
    head = claim.quote.lstrip("\"'“‘« ")
    named = any(claim.start <= a.start and a.end <= claim.end for a in claim.actors)
    return bool(_PRONOUN.match(head)) or (head[:1].islower() and not named)


def _with_name(words: str, claim: Claim, *, at_head: bool) -> str:
    match = _PRONOUN.match(words)
    if match is None or not at_head:
        return words
    for actor in (*claim.actors, *claim.targets):
        if actor.text.strip().lower() == match.group(1).lower() and (
            actor.name.strip().lower() != match.group(1).lower()
        ):
            return f"{match.group(1)} [{actor.name}]{words[match.end() :]}"
    return words


def _in_furniture(report: Report, start: int, end: int) -> bool:
    return any(f.start < end and start < f.end for f in report.furniture)


def _sentence(report: Report, start: int, end: int) -> tuple[int, int]:
    stops = _stops(report.text)
    at = bisect_right(stops, start)
    first = stops[at - 1] if at else 0
    until = bisect_right(stops, max(end - 1, start))
    last = stops[until] if until < len(stops) else len(report.text)
    while last > first and report.text[last - 1].isspace():
        last -= 1
    return first, last


@lru_cache(maxsize=64)
def _stops(text: str) -> tuple[int, ...]:
    """Offsets at which sentences begin; a full stop after an abbreviation begins none."""
    return tuple(m.end() for m in _STOPS.finditer(text) if not _is_inside(m, text))


def _is_inside(stop: re.Match[str], text: str) -> bool:
    word = stop.group("word")
    if word is None or "\n" in stop.group():
        return False
    return len(word) == 1 or word.casefold() in _ABBREVIATIONS or text[stop.end() :][:1].islower()
