"""The words of a report that a sentence quotes, readable on their own and exactly placed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corrobora.model import Citation, Claim, Report
from corrobora.sentences import sentences
from corrobora.vocab.language import load_language
from corrobora.vocab.wording import wording

LONGEST = 46
"""A quotation in a brief has at most this many words; what is cut is marked by an ellipsis."""

WITH_BEFORE = 60
"""Words of a passage that is quoted with the sentence before it, to which its pronoun points."""

HEADLINE = 22
"""A line of up to so many words that no full stop ends is a headline or a heading."""

_PRONOUN = re.compile(
    r"(they|them|he|she|it|we|its|their|his|her|ils|elles|il|elle|leur|leurs|son|sa|ses)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(r"(This|These|That|Those|Such|Ce|Cet|Cette|Ces)\b(?!\s+(?:week|year|month))")
_OPENERS = re.compile(r"[,;:)\s–—•·*-]+")
_BORDER = re.compile(r"[,;:]\s+|\s+[–—]\s+|\)\s+|\s+(?=(?:and|but|while|as|et|mais|tandis que)\s)")
_ENDED = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")
_UNFINISHED = frozenset(
    """
    a an and as at but by for from in into of on or that the their to was were which who with
    à au aux avec ce ces dans de des du en et la le les leur mais ou où par pour que qui sa ses son
    sur un une
    """.split()
)
"""Words that end no line but one that is broken."""

_STRONG = re.compile(r"[;:]\s|\s[–—]\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """Quoted words: as shown, where they stand in the report, and the sentence they are from."""

    text: str
    citation: Citation
    sentence: tuple[str, int, int]


def passage_of(claim: Claim, report: Report) -> Passage:
    """The sentence of a claim, or the clauses around the claim where the sentence is too long.

    A pronoun at the head is followed by the name it stands for, in square brackets.
    """
    first, last = sentence_of(report, claim.start, claim.end)
    own = first
    start, end = first, last
    if _words(report.text, start, end) > LONGEST:
        start, end = _clauses(report.text, claim, first, last)
    opener = _OPENERS.match(report.text, start, end)
    if opener is not None:
        start = opener.end()
    while end > start and report.text[end - 1] in " ,;:\n\t–—":
        end -= 1
    words = shown(report.text[start:end])
    if start == first and _is_dangling(words, claim):
        earlier = _sentence_before(report, first)
        if earlier is not None and _words(report.text, earlier, end) <= WITH_BEFORE:
            start = first = earlier
            words = shown(report.text[start:end])
    if start > first:
        words = f"… {words}"
    if end < last and not words.endswith("…"):
        words = f"{words} …"
    words = _with_name(words, claim, at_head=start >= claim.start)
    return Passage(
        text=words,
        citation=Citation(report=report.id, start=start, end=end, claim=claim.id or None),
        sentence=(report.id, own, last),
    )


def shown(text: str) -> str:
    """Text for use inside “ ”: one line, inner double quotation marks made single, not too long."""
    words = text.split()
    if len(words) > WITH_BEFORE:
        words = [*words[:WITH_BEFORE], "…"]
    line = " ".join(words)
    line = line.replace("“", "‘").replace("”", "’").replace("« ", "‘").replace(" »", "’")
    line = line.replace("«", "‘").replace("»", "’")
    line = re.sub(r'"(?=\w)', "‘", line).replace('"', "’")
    return line.rstrip(" .,;:")


def sentence_of(report: Report, start: int, end: int) -> tuple[int, int]:
    """The sentence (or the run of them) that holds start..end, without surrounding space."""
    found = _sentences(report.text, report.language)
    if not found:
        return start, end
    at = max(bisect_right(found, (start, len(report.text))) - 1, 0)
    first, last = found[at]
    if first > start or last <= start:
        return start, end
    while last < end and at + 1 < len(found):
        at += 1
        last = found[at][1]
    return first, max(last, end)


def sentences_of(report: Report) -> tuple[tuple[int, int], ...]:
    """Start and end of every sentence of a report."""
    return _sentences(report.text, report.language)


def is_headline(report: Report, claim: Claim) -> bool:
    """True for words of a title, a heading or a caption: a short line that no full stop ends."""
    first, last = sentence_of(report, claim.start, claim.end)
    line = report.text[first:last]
    if report.title and line.strip() == report.title.strip():
        return True
    return _ENDED.search(line) is None and len(line.split()) <= HEADLINE


def is_question(report: Report, claim: Claim) -> bool:
    """True when the sentence of a claim asks."""
    first, last = sentence_of(report, claim.start, claim.end)
    return report.text[first:last].rstrip(" \"'”’»)").endswith("?")


def is_hedged(report: Report, claim: Claim) -> bool:
    """True when words of possibility or condition stand before a claim or in it.

    A second look at what was read as a fact: an option told as a deed is the worst of errors.
    """
    first, _ = sentence_of(report, claim.start, claim.end)
    before = report.text[first : claim.end]
    breaks = [m.end() for m in _STRONG.finditer(before) if first + m.end() <= claim.start]
    words = re.findall(r"[^\W\d_]+", before[breaks[-1] if breaks else 0 :])
    return not hedges(report.language or "en").isdisjoint(words)


@lru_cache(maxsize=8)
def hedges(language: str) -> frozenset[str]:
    """The words of possibility and condition of a language; none where it has no wording."""
    if load_language(language) is None:
        return frozenset()
    return frozenset(wording(language).hedges)


def mentioned(report: Report, passage: Passage, names: Sequence[str]) -> int:
    """How many of these names stand in the sentence of a passage."""
    _, first, last = passage.sentence
    text = report.text[first:last]
    return sum(name in text for name in names)


def _clauses(text: str, claim: Claim, first: int, last: int) -> tuple[int, int]:
    """The clauses of a sentence that hold a claim, widened while that stays short enough."""
    cuts = [first, *(m.end() for m in _BORDER.finditer(text, first, last)), last]
    at = max(i for i, cut in enumerate(cuts) if cut <= max(claim.start, first))
    until = min(i for i, cut in enumerate(cuts) if cut >= min(claim.end, last))
    if _words(text, first, cuts[until]) <= LONGEST:
        at = 0
    grown = True
    while grown:
        grown = False
        if until + 1 < len(cuts) and _words(text, cuts[at], cuts[until + 1]) <= LONGEST:
            until, grown = until + 1, True
        elif at > 0 and _words(text, cuts[at - 1], cuts[until]) <= LONGEST:
            at, grown = at - 1, True
    return cuts[at], cuts[until]


def points_back(words: str) -> bool:
    """True when words begin by pointing at the sentence before: "This attack", "Ces mesures"."""
    return _POINTING.match(words) is not None


def _is_dangling(words: str, claim: Claim) -> bool:
    """True when a passage begins with a pronoun that nothing in the claim names."""
    if points_back(words):
        return True
    match = _PRONOUN.match(words)
    return match is not None and _with_name(words, claim, at_head=True) == words


def _sentence_before(report: Report, start: int) -> int | None:
    """Where the sentence before the one at ``start`` begins, within one paragraph."""
    found = _sentences(report.text, report.language)
    at = bisect_right(found, (start, len(report.text))) - 2
    if at < 0 or "\n" in report.text[found[at][0] : start]:
        return None
    return found[at][0]


def _words(text: str, start: int, end: int) -> int:
    return len(text[start:end].split())


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


@lru_cache(maxsize=64)
def _sentences(text: str, language: str | None) -> tuple[tuple[int, int], ...]:
    known = load_language(language or "en") or load_language("en")
    found: list[tuple[int, int]] = []
    for start, end in sentences(text, known.abbreviations if known else frozenset()):
        if found and _goes_on(text, found[-1], start, end):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def _goes_on(text: str, before: tuple[int, int], start: int, end: int) -> bool:
    """True when a line break stands in the middle of a sentence, as pages of a PDF have it."""
    if text[before[1] : start].strip(" ") != "\n" or _ENDED.search(text[slice(*before)]):
        return False
    last_word = text[slice(*before)].rsplit(maxsplit=1)[-1].casefold()
    return text[start:end][:1].islower() or last_word in _UNFINISHED
