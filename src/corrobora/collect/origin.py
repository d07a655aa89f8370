"""Who wrote a text (originator) and who passed it on (carrier)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corrobora.collect.furniture import is_date_line
from corrobora.collect.layout import Line
from corrobora.collect.metadata import HEAD_LINES
from corrobora.collect.outlets import OutletBook, host_of, outlet_key
from corrobora.vocab.citation_cues import CitationCues

NAME_CHARACTERS = 100
"""The longest name of an outlet."""
CREDIT_CHARACTERS = 300
"""The longest line that is a credit and nothing else."""
TAIL_LINES = 8
"""Credits after the text stand in its last so many lines."""

_DATELINE = re.compile(
    r"^(?:[^\W\d_a-z][^\n()]{0,60}[\s,])?[(\[]\s*(?P<outlet>[^\W\d_a-z][^()\[\]\n]{1,40}?)\s*[)\]]"
    r"\s*(?:[-–—:.]|$)"
)
_DATELINE_SLASH = re.compile(
    r"^[^\W\d_a-z][^\n()]{1,60}?[-–—/,]\s*(?P<outlet>[A-Z][\w. ]{1,25}?)\s*[-–—]\s"
)
_CLOSING = re.compile(
    r"[(\[—–-]\s*(?:with |avec |Source ?: ?)?"
    r"(?P<outlet>[^\W\d_a-z][^()\[\]\n]{1,30}?)\s*[)\]]?\s*\.?$"
)
_BY = re.compile(r"(?:By|Par|BY|PAR)\s+[^\W\d_a-z]")
_SUFFIX = re.compile(
    r"\s+(?:and agencies|with agencies|et agences|avec agences|staff|correspondent|reporter|"
    r"newsroom)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Origins:
    """Originator, carrier, and the author when the byline names a person."""

    publisher: str | None
    carrier: str | None
    author: str | None


def _clean(name: str) -> str:
    return _SUFFIX.sub("", name.strip(" .,;:()[]")).strip()


def names_outlet(name: str, book: OutletBook, cues: CitationCues) -> str | None:
    """Canonical name when the words are the name of an outlet, known or by their shape."""
    bare = _clean(name)
    if len(bare) > NAME_CHARACTERS:
        return None
    known = book.canonical(bare)
    if known:
        return known
    for prefix in range(len(bare.split()) - 1, 0, -1):
        # "Name English", "Name Afrique": an edition of a known outlet.
        words = bare.split()
        edition = book.canonical(" ".join(words[:prefix]))
        if edition and prefix >= len(words) - 1 and words[-1] in cues.organisation_words:
            return edition
    mentions = book.mentions(bare, cues)
    if any(m.start == 0 and m.end == len(bare) and not m.known for m in mentions):
        return bare if len(bare.split()) <= 6 else None
    return None


def _credited(lines: Sequence[Line], book: OutletBook, cues: CitationCues) -> str | None:
    """The outlet that a whole line credits."""
    for i, line in enumerate(lines):
        if len(line.text) > CREDIT_CHARACTERS or (line.prose and line.words > 30):
            continue
        for pattern in cues.credits:
            text = line.text.strip(" .")
            match = pattern.fullmatch(text)
            if not match:
                continue
            found = names_outlet(match.group("outlet"), book, cues)
            if not found and match.start("outlet") > 0:
                # Where words may follow the name, the pattern cannot tell where it ends.
                rest = book.mentions(text[match.start("outlet") :], cues)
                found = next((m.name for m in rest if m.start == 0), None)
            # A bare line such as "Social Media" is an outlet only where bylines and dates stand.
            bare = match.group("outlet") == match.group()
            if found and (not bare or book.canonical(found) or _beside_byline(lines, i)):
                return found
    return None


def _beside_byline(lines: Sequence[Line], at: int) -> bool:
    return any(
        is_date_line(lines[i]) or _BY.match(lines[i].text)
        for i in range(max(0, at - 2), min(len(lines), at + 3))
        if i != at
    )


def _dateline(lines: Sequence[Line], book: OutletBook) -> str | None:
    """Find "(Reuters) -" at the start of the running text, "(AFP)" at its end."""
    prose = [line for line in lines if line.prose]
    for line in prose[:2]:
        for pattern in (_DATELINE, _DATELINE_SLASH):
            match = pattern.match(line.text)
            found = book.canonical(_clean(match.group("outlet"))) if match else None
            if found:
                return found
    for line in prose[-1:]:
        match = _CLOSING.search(line.text)
        if match and line.text[match.start()] in "([":
            return book.canonical(_clean(match.group("outlet")))
    return None


def find_origins(
    lines: Sequence[Line],
    *,
    stated: str | None,
    carrier: str | None,
    byline: str | None,
    url: str | None,
    book: OutletBook,
    cues: CitationCues,
) -> Origins:
    """Originator and carrier of a text, from its own credits and from what the input states.

    Args:
        lines: All lines of the text, furniture included: credits are furniture.
        stated: Publisher as the input states it.
        carrier: Carrier as the input states it.
        byline: What stands after "By", or the stated author.
        url: Address in normal form.
        book: Known outlets.
        cues: Citation words of the language.

    Returns:
        When the text credits another outlet than the stated publisher, that outlet is the
        originator and the stated publisher the carrier.
    """
    prose = [i for i, line in enumerate(lines) if line.prose]
    # A standfirst is running text too: the head ends at the second paragraph.
    head = lines[: min(prose[1] if len(prose) > 1 else len(lines), HEAD_LINES)]
    tail = lines[max(len(head), len(lines) - TAIL_LINES) :]
    by_outlet = names_outlet(byline, book, cues) if byline else None
    if byline and not by_outlet and _is_organisation(byline, cues):
        by_outlet = _clean(byline)
    credit = (
        _credited(head, book, cues)
        or _dateline(lines, book)
        or _credited(tail[::-1], book, cues)
        or by_outlet
    )
    host = host_of(url)
    declared = " ".join(stated.split()) if stated and stated.strip() else None
    if declared:
        declared = book.canonical(declared) or declared
    elif host:
        declared = book.of_host(host) or host
    author = None if by_outlet else byline
    if credit and declared and _same(credit, declared):
        return Origins(declared, carrier, author)
    if credit:
        return Origins(credit, carrier or declared, author)
    return Origins(declared, carrier, author)


def _is_organisation(name: str, cues: CitationCues) -> bool:
    words = name.split()
    return len(words) >= 2 and any(w.strip(",.") in cues.organisation_words for w in words)


def _same(one: str, other: str) -> bool:
    a, b = outlet_key(one), outlet_key(other)
    return a == b or (min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a)))
