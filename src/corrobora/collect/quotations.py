"""Words in quotation marks: shared between reports, and checked against the report cited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Literal

from corrobora.collect.citations import find_citations
from corrobora.collect.layout import sentences_of
from corrobora.collect.outlets import outlet_book, outlet_key
from corrobora.collect.winnowing import gram_hashes
from corrobora.model import Report, Value
from corrobora.text import Reading, plain
from corrobora.vocab.citation_cues import citation_cues

SHARED_WORDS = 6
"""So many words in a row inside quotation marks in two reports are one quotation."""
CHECKED_WORDS = 4
"""A quotation of fewer words is not checked: words in scare quotes are everywhere."""
ALTERED = 33.0
"""Share (per cent) of the content words of a quotation that its altered original must hold ..."""
ALTERED_WORDS = 4
"""... and the least number of them; of a short quotation ..."""
ALTERED_SHARE = 0.6
"""... this share of them."""
REWORDED = 0.5
"""Of a quotation of which less stands in the source word for word than this, all is reworded."""
MOST = 1_000
"""Characters of the longest quotation looked for."""

_QUOTED = re.compile(
    rf"“([^“”\n]{{2,{MOST}}})”|«\s*([^«»\n]{{2,{MOST}}}?)\s*»|„([^“”„\n]{{2,{MOST}}})[“”]|\"([^\"\n]{{2,{MOST}}})\""
)
_WORD = re.compile(r"[^\W_]+")
_CUT = re.compile(r"…|\.\.\.|\[[^\]]*\]|\([^)]*\)")

Verdict = Literal["verbatim", "altered", "not-found"]


class Quoted(Value, frozen=True, kw_only=True):
    """Words in quotation marks, without the marks; offsets in the text as given."""

    start: int
    end: int
    text: str


class QuotationFinding(Value, frozen=True, kw_only=True):
    """How a quotation compares with the report it is said to come from.

    Attributes:
        start: First offset of the quoted words in the quoting report.
        end: Offset after them.
        quote: The quoted words.
        verdict: ``verbatim`` (the words stand there), ``altered`` (something like them does),
            ``not-found``.
        attributed: True when the quotation stands where the report credits the source's outlet.
        source_start: Where the words, or the closest passage, stand in the source.
        source_end: Offset after them.
        passage: The closest passage; None when nothing comes near.
        changes: For an altered quotation, what was changed: ``drops: ...``, ``adds: ...``,
            ``number: 14 for 17`` (in the quotation, for in the source), or ``reworded``.
        score: 100 for verbatim, else the share of content words found in the closest passage.
    """

    start: int
    end: int
    quote: str
    verdict: Verdict
    attributed: bool
    source_start: int | None = None
    source_end: int | None = None
    passage: str | None = None
    changes: tuple[str, ...] = ()
    score: float = 0.0


def quotations_of(report: Report) -> tuple[Quoted, ...]:
    """Quotations outside the furniture of a report, in order."""
    hidden = [(f.start, f.end) for f in report.furniture]
    return tuple(
        one for one in quoted_in(report.text) if not any(s <= one.start < e for s, e in hidden)
    )


def quoted_in(text: str) -> tuple[Quoted, ...]:
    """Quotations in any text, in order."""
    found: list[Quoted] = []
    for match in _QUOTED.finditer(text):
        group = match.lastindex or 0
        start, end = match.span(group)
        found.append(Quoted(start=start, end=end, text=match.group(group)))
    return tuple(found)


def quotation_hashes(report: Report) -> dict[int, tuple[int, int]]:
    """Hashes of six-word runs inside quotation marks, with where each stands."""
    function_words = citation_cues(report.language).function_words
    out: dict[int, tuple[int, int]] = {}
    for quoted in quotations_of(report):
        words = [(plain(m.group()), m.start(), m.end()) for m in _WORD.finditer(quoted.text)]
        folded = [w for w, _, _ in words]
        for i, value in enumerate(gram_hashes(folded, SHARED_WORDS)):
            run = words[i : i + SHARED_WORDS]
            if sum(w not in function_words for w, _, _ in run) >= 3:
                out.setdefault(value, (quoted.start + run[0][1], quoted.start + run[-1][2]))
    return out


def check_quotations(
    report: Report, source: Report, publishers: Mapping[str, str] | None = None
) -> tuple[QuotationFinding, ...]:
    """Compare the quotations of a report with a report that it cites.

    Args:
        report: The report that quotes.
        source: The report said to hold the words.
        publishers: Alias to canonical name of known outlets; the built-in ones when None.

    Returns:
        One finding for each quotation of four words and more, in order. Those with ``attributed``
        stand in a section that credits the source's outlet; the others may come from elsewhere.
    """
    book = outlet_book(publishers)
    wanted = outlet_key(source.publisher) if source.publisher else None
    scopes = [
        (cue.sentence_start, cue.section_end)
        for cue in find_citations(report, book)
        if wanted and outlet_key(cue.publisher) == wanted
    ]
    original = Original(source.text)
    found = (
        original.compare(quoted, attributed=any(s <= quoted.start < e for s, e in scopes))
        for quoted in quotations_of(report)
    )
    return tuple(one for one in found if one is not None)


class Original:
    """A text that quotations are held against, its words found once."""

    def __init__(self, text: str) -> None:
        self._reading = Reading(text)
        found = _WORD.finditer(self._reading.text)
        self._words = [(plain(m.group()), m.start(), m.end()) for m in found]

    def compare(self, quoted: Quoted, *, attributed: bool = False) -> QuotationFinding | None:
        """How a quotation compares with this text; None if it is too short to be checked."""
        pieces = [[plain(w) for w in _WORD.findall(piece)] for piece in _CUT.split(quoted.text)]
        pieces = [piece for piece in pieces if piece]
        if sum(map(len, pieces)) < CHECKED_WORDS:
            return None
        return _compare(quoted, pieces, attributed, self._words, self._reading)


def _compare(
    quoted: Quoted,
    pieces: list[list[str]],
    attributed: bool,
    words: list[tuple[str, int, int]],
    reading: Reading,
) -> QuotationFinding:
    spot = _verbatim(pieces, [w for w, _, _ in words])
    if spot is not None:
        start, end = reading.given_span(words[spot[0]][1], words[spot[1] - 1][2])
        return QuotationFinding(
            start=quoted.start,
            end=quoted.end,
            quote=quoted.text,
            verdict="verbatim",
            attributed=attributed,
            source_start=start,
            source_end=end,
            passage=reading.given[start:end],
            score=100.0,
        )
    score, span = _closest(quoted.text, reading)
    if span is None or score < ALTERED:
        return QuotationFinding(
            start=quoted.start,
            end=quoted.end,
            quote=quoted.text,
            verdict="not-found",
            attributed=attributed,
            score=score,
        )
    return QuotationFinding(
        start=quoted.start,
        end=quoted.end,
        quote=quoted.text,
        verdict="altered",
        attributed=attributed,
        source_start=span[0],
        source_end=span[1],
        passage=reading.given[slice(*span)],
        changes=_changes(quoted.text, reading.given[slice(*span)]),
        score=score,
    )


def _changes(quote: str, passage: str) -> tuple[str, ...]:
    """What a quotation dropped from, added to or changed in the words of the passage."""
    here = [plain(w) for w in _WORD.findall(quote)]
    there = [plain(w) for w in _WORD.findall(passage)]
    blocks = SequenceMatcher(None, there, here, autojunk=False).get_matching_blocks()
    if sum(block.size for block in blocks) < REWORDED * len(here):
        return ("reworded",)
    first, last = blocks[0], blocks[-2]
    there = there[first.a : last.a + last.size]
    found: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, there, here, autojunk=False).get_opcodes():
        old, new = " ".join(there[a:b]), " ".join(here[c:d])
        if tag == "replace" and any(w.isdigit() for w in (*there[a:b], *here[c:d])):
            found.append(f"number: {new} for {old}")
        elif tag != "equal":
            found += [f"drops: {old}"] if old else []
            found += [f"adds: {new}"] if new else []
    return tuple(found)


def _verbatim(pieces: list[list[str]], words: list[str]) -> tuple[int, int] | None:
    """Word positions from the first to the last piece, each found after the one before."""
    first: int | None = None
    position = 0
    for piece in pieces:
        for i in range(position, len(words) - len(piece) + 1):
            if words[i : i + len(piece)] == piece:
                first = i if first is None else first
                position = i + len(piece)
                break
        else:
            return None
    return None if first is None else (first, position)


def _content(text: str, function_words: frozenset[str]) -> frozenset[str]:
    """Content words cut to their first five letters, so that "risks" and "risk" meet."""
    words = (plain(w) for w in _WORD.findall(text))
    return frozenset(
        w[:5] for w in words if w.isdigit() or (len(w) > 2 and w not in function_words)
    )


def _closest(quote: str, reading: Reading) -> tuple[float, tuple[int, int] | None]:
    """The sentence of the source that holds most of the content words of a quotation."""
    function_words = citation_cues(None).function_words
    wanted = _content(quote, function_words)
    least = max(2, min(ALTERED_WORDS, round(ALTERED_SHARE * len(wanted))))
    best: tuple[tuple[float, float], tuple[int, int] | None] = ((0.0, 0.0), None)
    for start, end in sentences_of(reading.text):
        there = _content(reading.text[start:end], function_words)
        shared = len(wanted & there)
        if shared < least:
            continue
        # Of two sentences that hold as much of it, the denser one is meant.
        rank = (100.0 * shared / len(wanted), shared / len(there))
        if rank > best[0]:
            best = (rank, reading.given_span(start, end))
    return round(best[0][0], 1), best[1]
