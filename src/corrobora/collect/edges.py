"""What one report took from another: direction, kind, and the stretches of text that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from corrobora.collect.layout import sentences_of
from corrobora.collect.outlets import outlet_key
from corrobora.collect.passages import (
    REPOST,
    Pair,
    Prepared,
)
from corrobora.collect.quotations import quotations_of
from corrobora.collect.topics import content_terms
from corrobora.collect.winnowing import Aligned, containment, given_spans
from corrobora.model import Report, Reuse
from corrobora.text import Reading, plain
from corrobora.vocab.citation_cues import citation_cues

SENTENCE_LIKENESS = 62.0
"""Token set ratio (0..100) from which a sentence of a citing report is a rewording of one cited:
measured on a write-up, 5 of 6 so found are; none in unrelated texts."""
SENTENCE_TERMS = 3
"""Content words that two such sentences must share ..."""
SENTENCE_SHARE = 0.3
"""... and their share of the content words of the shorter one."""
SENTENCE_WORDS = 6
"""Headings and scraps are no sentences."""
QUOTED_SHARE = 0.7
"""If more of what is shared than this stands in quotation marks, only the quotation is shared."""
STATED_AROUND = 80
"""Shared characters beside a quotation: the words that introduce a public statement, no more."""

Span = tuple[int, int, int, int]


@dataclass
class Edge:
    """That one report took from another: how, by what signs, and which stretches of both."""

    derived: Prepared
    source: Prepared
    how: Reuse
    cues: list[str] = field(default_factory=list)
    spans: tuple[Span, ...] = ()

    def add(self, cue: str) -> None:
        """Note a sign, once."""
        if cue not in self.cues:
            self.cues.append(cue)


def direct(pair: Pair) -> tuple[Prepared, Prepared, tuple[Aligned, ...]]:
    """Derived, source, passages: by explicit citation, time, carrier, then containment."""
    one, two = pair.one, pair.two
    back = tuple(Aligned(p.start2, p.end2, p.start, p.end, p.shared) for p in pair.passages)
    one_cites, two_cites = two.publisher in one.cited, one.publisher in two.cited
    if one_cites != two_cites:
        return (one, two, back) if one_cites else (two, one, pair.passages)
    days = (one.report.published, two.report.published)
    if days[0] and days[1] and days[0] != days[1]:
        return (one, two, back) if days[0] > days[1] else (two, one, pair.passages)
    if (one.report.carrier is None) != (two.report.carrier is None):
        return (one, two, back) if one.report.carrier else (two, one, pair.passages)
    share_one = sum(p.shared for p in back) / max(1, len(one.words))
    share_two = pair.shared / max(1, len(two.words))
    if share_one != share_two:
        return (one, two, back) if share_one > share_two else (two, one, pair.passages)
    return two, one, pair.passages


def source_order(
    entry: tuple[Prepared, Prepared, tuple[Aligned, ...]],
) -> tuple[bool, int, tuple[bool, bool, str, str, int, str]]:
    """What the sources of one report are ordered by: cited ones first, then by what they share."""
    derived, source, passages = entry
    return source.publisher not in derived.cited, -sum(p.shared for p in passages), source.order


def passage_edge(derived: Prepared, source: Prepared, passages: tuple[Aligned, ...]) -> Edge:
    """The edge that shared passages make, with the kind of reuse that they show."""
    spans = given_spans(passages, derived.words, source.words)
    shared = sum(p.shared for p in passages)
    held = containment(derived.shingles, source.shingles)
    how: Reuse = "write-up"
    if held >= REPOST or (derived.report.carrier and derived.publisher == source.publisher):
        how = "repost"
    elif _all_quoted(derived, spans):
        how = "quotation"
    elif derived.report.language != source.report.language:
        how = "translation"
    cues = [f"{shared} words in {len(spans)} passages shared"]
    if derived.report.carrier and derived.publisher == source.publisher:
        cues.append(f"credit to {derived.report.publisher}")
    edge = Edge(derived, source, how, cues, spans)
    for text in cue_texts(derived, source):
        edge.add(text)
    return edge


def cue_texts(derived: Prepared, source: Prepared) -> list[str]:
    """The words by which a report names the outlet of another as its source."""
    return [
        f"{cue.kind}: {' '.join(cue.text.split())}"
        for cue in derived.cues
        if source.publisher and outlet_key(cue.publisher) == source.publisher
    ]


def _all_quoted(item: Prepared, spans: Sequence[Span]) -> bool:
    """True when most of what is shared stands in quotation marks."""
    inside, all_ = _quoted(item, spans)
    return inside >= QUOTED_SHARE * all_


def _quoted(item: Prepared, spans: Sequence[Span]) -> tuple[int, int]:
    """Shared characters in quotation marks, and all shared characters."""
    quoted = quotations_of(item.report)
    inside = sum(
        max(0, min(q.end, end) - max(q.start, start)) for start, end, _, _ in spans for q in quoted
    )
    return inside, sum(end - start for start, end, _, _ in spans)


def said_to_all(edge: Edge) -> bool:
    """True when both reports say that all the shared words were said in public: neither took them.

    Such words are one origin all the same, the speaker's; that is decided claim by claim.
    """
    inside, all_ = _quoted(edge.derived, edge.spans)
    if all_ - inside > STATED_AROUND:
        return False
    here = [span[:2] for span in edge.spans]
    there = [span[2:] for span in edge.spans]
    return all(
        _in_public(item.report, spans)
        for item, spans in ((edge.derived, here), (edge.source, there))
    )


def _in_public(report: Report, spans: Sequence[tuple[int, int]]) -> bool:
    words = citation_cues(report.language).said_to_all
    reading = Reading(report.text)
    for start, end in spans:
        around = [
            plain(reading.text[s:e])
            for s, e in sentences_of(reading.text)
            if reading.given_offset(s) < end and reading.given_offset(e) > start
        ]
        if not any(words.search(sentence) for sentence in around):
            return False
    return bool(spans)


def with_sentences(item: Prepared, source: Prepared, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Add the sentences of a citing report that reword one of the cited report."""
    theirs = _sentence_terms(source)
    found: list[Span] = []
    for start, end, terms, text in _sentence_terms(item):
        best: tuple[float, Span] | None = None
        for start2, end2, terms2, text2 in theirs:
            shared = len(terms & terms2)
            if shared < SENTENCE_TERMS or shared < SENTENCE_SHARE * min(len(terms), len(terms2)):
                continue
            score = fuzz.token_set_ratio(text, text2)
            if score >= SENTENCE_LIKENESS and (best is None or score > best[0]):
                best = (score, (start, end, start2, end2))
        if best:
            found.append(best[1])
    kept = [s for s in spans if not any(f[0] <= s[0] and s[1] <= f[1] for f in found)]
    return tuple(sorted({*found, *kept}))


def _sentence_terms(item: Prepared) -> list[tuple[int, int, frozenset[str], str]]:
    reading = Reading(item.report.text)
    hidden = [(f.start, f.end) for f in item.report.furniture]
    out: list[tuple[int, int, frozenset[str], str]] = []
    for start, end in sentences_of(reading.text):
        first, last = reading.given_span(start, end)
        whole = reading.text[start:end].rstrip("\"')]»").endswith((".", "!", "?", "…"))
        if not whole or reading.text.count(" ", start, end) < SENTENCE_WORDS - 1:
            continue
        if not any(s <= first < e for s, e in hidden):
            folded = plain(reading.text[start:end])
            out.append((first, last, content_terms(item, first, last), folded))
    return out


def join_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Join overlapping six-word runs of one quotation."""
    out: list[Span] = []
    for span in sorted(spans):
        last = out[-1] if out else None
        if last and span[0] <= last[1] and last[2] <= span[2] <= last[3]:
            out[-1] = (last[0], max(last[1], span[1]), last[2], max(last[3], span[3]))
        else:
            out.append(span)
    return tuple(out)
