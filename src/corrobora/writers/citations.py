"""Numbers for the citations of a brief: [3b] is the second passage cited from source 3."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from corrobora.model import Brief, Citation, Report, Sentence

_CONTEXT = 180
"""Characters of context shown on each side of a quoted passage."""

_Key = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage with its label and the words around it."""

    label: str
    number: int
    report: Report
    start: int
    end: int
    before: str
    words: str
    after: str


class Citations:
    """All passages that a brief cites, labelled in order of first use within each source."""

    def __init__(self, brief: Brief) -> None:
        numbers = {source.report.id: source.number for source in brief.sources}
        reports = {source.report.id: source.report for source in brief.sources}
        used: dict[str, int] = {}
        self._cited: dict[_Key, Cited] = {}
        for section in brief.sections:
            for sentence in section.sentences:
                for citation in sentence.citations:
                    key = _key(citation)
                    if key in self._cited or citation.report not in reports:
                        continue
                    count = used[citation.report] = used.get(citation.report, 0) + 1
                    report = reports[citation.report]
                    label = f"{numbers[citation.report]}{letters(count)}"
                    self._cited[key] = _cited(label, numbers[citation.report], report, citation)

    def of(self, sentence: Sentence) -> tuple[Cited, ...]:
        """The passages that a sentence rests on."""
        keys = dict.fromkeys(map(_key, sentence.citations))
        return tuple(self._cited[key] for key in keys if key in self._cited)

    def all(self) -> tuple[Cited, ...]:
        """Every passage, by source and then by place of first use."""
        return tuple(sorted(self._cited.values(), key=lambda c: (c.number, len(c.label), c.label)))


def labels_of(*briefs: Brief) -> dict[_Key, str]:
    """The label of each passage (report, start, end) that briefs on one case cite.

    What the first brief cites has the label that it has there; labels of the others go on from
    there, with the numbers that the first brief gives to its sources. What it has not is left out.
    """
    first = briefs[0]
    sections = tuple(section for brief in briefs for section in brief.sections)
    cited = Citations(replace(first, sections=sections)).all()
    return {(one.report.id, one.start, one.end): one.label for one in cited}


def letters(number: int) -> str:
    """1 is a, 26 is z, 27 is aa."""
    shown = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        shown = chr(ord("a") + rest) + shown
    return shown


def _key(citation: Citation) -> _Key:
    return (citation.report, citation.start, citation.end)


def _cited(label: str, number: int, report: Report, citation: Citation) -> Cited:
    text, start, end = report.text, citation.start, citation.end
    first, last = max(start - _CONTEXT, 0), min(end + _CONTEXT, len(text))
    before, after = text[first:start], text[end:last]
    if first > 0:
        before = "… " + before.partition(" ")[2]
    if last < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Cited(
        label=label,
        number=number,
        report=report,
        start=start,
        end=end,
        before=before,
        words=text[start:end],
        after=after,
    )
