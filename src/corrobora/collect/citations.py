"""Where a report says that it has something from another outlet."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache

from corrobora.collect.layout import Line, lines_of, sentences_of
from corrobora.collect.outlets import OutletBook, OutletMention, host_of, outlet_book, outlet_key
from corrobora.model import Report, Value
from corrobora.text import Reading, plain
from corrobora.vocab.citation_cues import CitationCues, Pattern, citation_cues

BEFORE = 120
"""Characters before a name in which its citation phrase may begin."""
AFTER = 60
MOST_MENTIONS = 2_000
"""Names of outlets looked at in one report; no real report has as many."""
_LINK = re.compile(r"https?://[^\s<>\"')\]]+")
_SOCIAL = frozenset(
    {
        "twitter.com", "x.com", "t.co", "facebook.com", "instagram.com", "t.me", "youtube.com",
        "youtu.be", "linkedin.com", "whatsapp.com", "google.com", "bit.ly", "tiktok.com",
    }
)  # fmt: skip


class CitationCue(Value, frozen=True, kw_only=True):
    """Words by which a report credits an outlet; offsets in the text as given.

    Attributes:
        start: First offset of the phrase.
        end: Offset after it.
        publisher: The outlet, by its canonical name where known.
        known: True when the outlet is in the book of outlets.
        kind: ``report`` (a report is cited), ``told`` (somebody spoke to the outlet), ``link``.
        text: The phrase.
        sentence_start: First offset of its sentence: what stands there has the outlet as origin.
        sentence_end: Offset after its sentence.
        section_end: Where the section with the phrase ends (the next heading, or the end): what
            stands between with the same unnamed speakers is likely to come from the outlet too.
        address: The address, for a link.
    """

    start: int
    end: int
    publisher: str
    known: bool
    kind: str
    text: str
    sentence_start: int
    sentence_end: int
    section_end: int
    address: str | None = None


def citation_spans(
    report: Report, publishers: Mapping[str, str] | None = None
) -> tuple[CitationCue, ...]:
    """Find where a report credits other outlets.

    Args:
        report: A frozen report; its furniture is left out, and so are credits to its own publisher.
        publishers: Alias to canonical name of known outlets; the built-in ones when None.

    Returns:
        The phrases in order.
    """
    return find_citations(report, outlet_book(publishers))


def find_citations(report: Report, book: OutletBook) -> tuple[CitationCue, ...]:
    """As ``citation_spans``, with a book of outlets that is already built."""
    reading = Reading(report.text)
    text = reading.text
    cues = citation_cues(report.language)
    lines = lines_of(reading)
    hidden = [(f.start, f.end) for f in report.furniture]
    scopes = _Scopes(lines, hidden, reading)
    found: list[CitationCue] = []
    for start, end, mention, kind, address in (*_phrases(text, book, cues), *_links(text, book)):
        first, last = reading.given_span(start, end)
        if any(s <= first < e for s, e in hidden) or _own(report, mention.name):
            continue
        if report.url and address and address.rstrip("/") == report.url.rstrip("/"):
            continue
        sentence, section = scopes.at(start)
        found.append(
            CitationCue(
                start=first,
                end=last,
                publisher=mention.name,
                known=mention.known,
                kind=kind,
                text=report.text[first:last],
                sentence_start=sentence[0],
                sentence_end=sentence[1],
                section_end=section,
                address=address,
            )
        )
    return tuple(sorted(found, key=lambda c: (c.start, c.end, c.publisher)))


_Found = tuple[int, int, OutletMention, str, str | None]


def _phrases(text: str, book: OutletBook, cues: CitationCues) -> Iterator[_Found]:
    for mention in book.mentions(text, cues)[:MOST_MENTIONS]:
        before = text[max(0, mention.start - BEFORE) : mention.start]
        before = before[before.rfind("\n") + 1 :]
        after = text[mention.end : mention.end + AFTER].split("\n", 1)[0]
        noun = _noun_before(before, cues)
        best: tuple[int, int, Pattern] | None = None
        for pattern in cues.patterns:
            reach = _reach(pattern, before, after, mention) or (
                _reach(pattern, before[:-noun], after, mention, noun) if noun else None
            )
            if reach and (best is None or sum(reach) > best[0] + best[1]):
                best = (*reach, pattern)
        if best:
            yield (
                mention.start - best[0],
                mention.end + best[1],
                mention,
                best[2].kind,
                None,
            )


def _reach(
    pattern: Pattern, before: str, after: str, mention: OutletMention, noun: int = 0
) -> tuple[int, int] | None:
    left = pattern.left.search(before)
    right = pattern.right.match(after) if left else None
    if not left or not right:
        return None
    # Brackets hold many things: only a known outlet there is a credit.
    if not mention.known and left.group().endswith("("):
        return None
    return len(before) - left.start() + noun, right.end()


def _noun_before(before: str, cues: CitationCues) -> int:
    """Length of "state broadcaster " and the like right before a name; 0 without."""
    # Folding letter by letter keeps lengths, so that the match can be counted in the text.
    folded = "".join(plain(c)[:1] or c for c in before)
    match = _nouns(cues.outlet_nouns).search(folded)
    return len(match.group()) if match else 0


@lru_cache(maxsize=8)
def _nouns(nouns: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(nouns, key=lambda n: (-len(n), n))
    qualities = r"(?:(?:local|state|private|national|independent|online|regional)\s+)?"
    return re.compile(rf"(?<!\w){qualities}(?:{'|'.join(map(re.escape, ordered))}),?\s+$")


def _links(text: str, book: OutletBook) -> Iterator[_Found]:
    for match in _LINK.finditer(text):
        address = match.group().rstrip(".,;:")
        host = host_of(address)
        if host and host not in _SOCIAL:
            name = book.of_host(host)
            start, end = match.start(), match.start() + len(address)
            yield start, end, OutletMention(start, end, name or host, bool(name)), "link", address


def _own(report: Report, name: str) -> bool:
    if not report.publisher:
        return False
    mine, other = outlet_key(report.publisher), outlet_key(name)
    return mine == other or (len(other) >= 4 and (mine.endswith(other) or mine.startswith(other)))


class _Scopes:
    """The sentence that holds a place, and the end of its section; offsets as given."""

    def __init__(
        self, lines: tuple[Line, ...], hidden: list[tuple[int, int]], reading: Reading
    ) -> None:
        self._reading = reading
        self._sentences: list[tuple[int, int]] = []
        self._sections: list[int] = []
        ends: list[int] = []
        last = 0
        for line in reversed(lines):
            place = reading.given_offset(line.start)
            if any(s <= place < e for s, e in hidden):
                ends.append(last or line.end)
                continue
            last = max(last, line.end)
            ends.append(last)
            if line.heading:
                last = 0
        for line, end in zip(lines, reversed(ends), strict=True):
            for start, stop in sentences_of(line.text):
                self._sentences.append((line.start + start, line.start + stop))
                self._sections.append(end)

    def at(self, place: int) -> tuple[tuple[int, int], int]:
        """Sentence and end of section for an offset in the folded text."""
        index = bisect_right(self._sentences, (place, len(self._reading.text))) - 1
        if index < 0 or not self._sentences[index][0] <= place < self._sentences[index][1]:
            given = self._reading.given_offset(place)
            return (given, given), given
        start, _ = sentence = self._sentences[index]
        _, section = self._reading.given_span(start, self._sections[index])
        return self._reading.given_span(*sentence), section
