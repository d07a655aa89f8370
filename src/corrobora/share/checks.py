"""What a brief that a person wrote is checked for, sentence by sentence, while it is written.

A sentence has to cite, and what it cites has to be there. What rests on one origin is not called
confirmed. How likely something is, and how sure one is of it, are said in two sentences (ICD 203).
What stands in quotation marks has to stand so in what is cited. And nobody is written to about what
is marked higher than they may have. None of this stops anybody: it is said beside the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, Protocol

from msgspec.structs import replace

from corrobora.collect.quotations import Original, QuotationFinding, Quoted, quoted_in
from corrobora.model import Event, Value
from corrobora.sentences import sentences
from corrobora.share.labels import Label, Tlp
from corrobora.share.tearline import LEAD, REFERENCE, Torn, body_lines, read_draft
from corrobora.text import plain
from corrobora.vocab.language import load_language
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.vocab.wording import wording

Code = Literal[
    "uncited", "unknown", "one-origin", "likelihood-and-confidence", "altered", "not-in-source",
    "too-high", "withheld",
]  # fmt: skip

MOST_BETWEEN = 3
"""Words that may stand in the gap of a phrase."""

SHOWN = 160
"""Characters of a passage that a remark quotes."""

_WORD = re.compile(r"\w+")
_BOLD_LINE = re.compile(r"\*\*[^*]+\*\*")


class Remark(Value, frozen=True, kw_only=True):
    """One thing to be said of a sentence.

    Attributes:
        code: What it is.
        facts: The words of the case that it speaks of, by name.
        changes: Of an altered quotation, what was changed.
    """

    code: Code
    facts: tuple[tuple[str, str], ...] = ()
    changes: tuple[str, ...] = ()


class Sentence(Value, frozen=True, kw_only=True):
    """A sentence of a draft, with what is to be said of it.

    Attributes:
        line: The number of its line, from 1.
        start: Where it begins in the text, in characters (code points).
        end: Where it ends.
        cites: What it cites, as it is written.
        remarks: What is to be said of it; empty for one that is well as it is.
    """

    line: int
    start: int
    end: int
    cites: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()


class Ground(Value, frozen=True, kw_only=True):
    """What a citation leads to: a report, and the claims of it that are meant."""

    report: str
    claims: tuple[str, ...]


class Grounds(Protocol):
    """Where citations are looked up."""

    def of_name(self, name: str) -> Ground | None:
        """What an id of a report or claim, or the name of a report, leads to."""

    def of_span(self, name: str, start: int, end: int) -> Ground | None:
        """A report by its name or id, and the claims whose words are in a span of it."""

    def original(self, report: str) -> Original:
        """The text of a report."""

    def events(self, claims: Iterable[str]) -> Sequence[Event]:
        """The events in which these claims are."""

    def label(self, ground: Ground) -> Label:
        """What may be done with what a citation leads to."""


def check_draft(
    text: str,
    grounds: Grounds,
    *,
    ceiling: Tlp | None = None,
    torn: Iterable[Torn] = (),
    own: str = "",
) -> tuple[Sentence, ...]:
    """Every sentence of a draft, with what is to be said of it.

    Args:
        text: The draft: text or Markdown, lines ended by a line feed.
        grounds: Where its citations are looked up.
        ceiling: The highest marking that those may have for whom it is written; None for any.
        torn: What may not go out to them under an agreement, if there is one.
        own: What the program says of the case as a whole, which needs no citation.
    """
    spans = read_draft(text).spans
    by_line: dict[int, list[Torn]] = {}
    for one in torn:
        by_line.setdefault(one.line, []).append(one)
    known = {_folded(own[one.start : one.end]) for one in _sentences(own)}
    found: list[Sentence] = []
    for sentence in _sentences(text):
        said = text[sentence.start : sentence.end]
        remarks: list[Remark] = []
        if _folded(said) not in known:
            remarks += _on_grounds(said, sentence.cites, spans, grounds, ceiling)
        if _is_likely_and_sure(said):
            remarks.append(Remark(code="likelihood-and-confidence"))
        for one in by_line.get(sentence.line, ()):
            if _folded(said) in _folded(one.text) or _folded(one.text) in _folded(said):
                remarks += [Remark(code="withheld", facts=(("why", why),)) for why in one.reasons]
        found.append(replace(sentence, remarks=tuple(remarks)))
    return tuple(found)


# --- sentences -----------------------------------------------------------------------------------


def _sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a draft with what each cites; headings and lists of sources are none."""
    lines = text.split("\n")
    at = 0
    for number, line in enumerate(lines[: body_lines(lines)], 1):
        lead = LEAD.match(line)
        begin = lead.end() if lead else 0
        heading = (lead[1] or "").startswith("#") if lead else False
        if not heading and not _BOLD_LINE.fullmatch(line[begin:].strip()):
            for start, end, cites in _in_line(line[begin:]):
                first = at + begin + start
                yield Sentence(line=number, start=first, end=at + begin + end, cites=cites)
        at += len(line) + 1


def _in_line(line: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    # What is cited after a full stop belongs to the sentence before it.
    bare = REFERENCE.sub(lambda match: " " * len(match[0]), line)
    quoted = [(one.start, one.end) for one in quoted_in(line)]
    spans: list[list[int]] = []
    for start, end in sentences(bare, _abbreviations()):
        if spans and any(s < start < e for s, e in quoted):
            # A full stop within a quotation ends no sentence of the writer's.
            spans[-1][1] = end
        elif _WORD.search(bare, start, end):
            spans.append([start, end])
    limits = [*(start for start, _ in spans[1:]), len(line)][: len(spans)]
    begin = 0
    for (start, end), limit in zip(spans, limits, strict=True):
        cited = tuple(REFERENCE.finditer(line, begin, limit))
        begin = limit
        last = max([end, *(match.end() for match in cited)])
        yield start, last, tuple(dict.fromkeys(match[1].strip() for match in cited))


@cache
def _abbreviations() -> frozenset[str]:
    known = (load_language(code) for code in READ_LANGUAGES)
    return frozenset().union(*(one.abbreviations for one in known if one is not None))


# --- what it rests on ----------------------------------------------------------------------------


def _on_grounds(
    said: str,
    cites: Sequence[str],
    spans: Mapping[str, tuple[str, int, int]],
    grounds: Grounds,
    ceiling: Tlp | None,
) -> Iterator[Remark]:
    if not cites:
        yield Remark(code="uncited")
        return
    found: list[Ground] = []
    for mark in cites:
        ground = grounds.of_span(*spans[mark]) if mark in spans else grounds.of_name(mark)
        if ground is None:
            yield Remark(code="unknown", facts=(("cited", mark),))
        else:
            found.append(ground)
    if not found:
        return
    yield from _one_origin(said, found, grounds)
    yield from _misquoted(said, found, grounds)
    if ceiling is not None:
        yield from _too_high(found, grounds, ceiling)


def _one_origin(said: str, found: Sequence[Ground], grounds: Grounds) -> Iterator[Remark]:
    called = called_confirmed(said)
    if not called:
        return
    events = grounds.events([claim for one in found for claim in one.claims])
    shown = max((event.independent.min for event in events), default=1)
    if shown < 2:
        origins = dict.fromkeys(origin.name for event in events for origin in event.origins)
        facts = (("said", called), ("origins", ", ".join(origins)))
        yield Remark(code="one-origin", facts=facts)


def _misquoted(said: str, found: Sequence[Ground], grounds: Grounds) -> Iterator[Remark]:
    originals = [grounds.original(report) for report in dict.fromkeys(g.report for g in found)]
    for quoted in quoted_in(said):
        best = _best(quoted, originals)
        if best is None or best.verdict == "verbatim":
            continue
        facts: tuple[tuple[str, str], ...] = (("quote", _short(quoted.text)),)
        if best.verdict == "not-found" or best.passage is None:
            yield Remark(code="not-in-source", facts=facts)
            continue
        facts = (*facts, ("source", _short(best.passage)))
        yield Remark(code="altered", facts=facts, changes=best.changes)


def _best(quoted: Quoted, originals: Sequence[Original]) -> QuotationFinding | None:
    compared = (original.compare(quoted) for original in originals)
    return max((one for one in compared if one is not None), key=lambda f: f.score, default=None)


def _too_high(found: Sequence[Ground], grounds: Grounds, ceiling: Tlp) -> Iterator[Remark]:
    for ground in found:
        label = grounds.label(ground)
        if label.sealed:
            yield Remark(code="too-high", facts=(("report", ground.report), ("marking", "")))
        elif label.tlp > ceiling:
            facts = (("report", ground.report), ("marking", label.tlp.marking))
            yield Remark(code="too-high", facts=facts)


# --- words ---------------------------------------------------------------------------------------


def called_confirmed(said: str) -> str:
    """The words by which a sentence calls something confirmed or told by several; "" for none."""
    words = _own_words(said)
    for phrase in _phrases("unconfirmed").finditer(words):
        words = f"{words[: phrase.start()]}{'.' * len(phrase[0])}{words[phrase.end() :]}"
    called = _phrases("confirmed").search(words)
    return called[0].strip() if called else ""


def says_how(kind: Literal["likelihood", "confidence"], said: str) -> bool:
    """Whether a sentence says how likely something is, or how sure its writer is."""
    return _phrases(kind).search(_own_words(said)) is not None


def _is_likely_and_sure(said: str) -> bool:
    return says_how("likelihood", said) and says_how("confidence", said)


def _own_words(said: str) -> str:
    """The writer's own words, folded: without what is quoted and what is cited."""
    kept = list(said)
    for one in quoted_in(said):
        kept[one.start : one.end] = "|" * (one.end - one.start)
    return _folded(REFERENCE.sub(" ", "".join(kept)))


def _folded(text: str) -> str:
    return f" {' '.join(_WORD.findall(plain(text)))} "


@cache
def _phrases(kind: str) -> re.Pattern[str]:
    """The phrases of one kind in all languages, longest first."""
    said: dict[str, str] = {}
    for code in READ_LANGUAGES:
        checks = wording(code).checks
        gap = rf" (?:(?:{'|'.join(checks['between'])}) ){{0,{MOST_BETWEEN}}}"
        said |= {phrase: _form(phrase, gap) for phrase in checks[kind]}
    forms = (said[phrase] for phrase in sorted(said, key=len, reverse=True))
    return re.compile(rf"(?:{'|'.join(forms)})(?= )")


def _form(phrase: str, gap: str) -> str:
    start, words = ("^ ", phrase[1:]) if phrase.startswith("^") else (" ", phrase)
    form = re.escape(words).replace(r"\*", r"\w*")
    return start + form.replace(r"\ \~\ ", gap).replace(r"\ ", " ")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
