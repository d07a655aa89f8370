"""Who wrote a text (originator) and who passed it on (carrier)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corrobora.collect.furniture import is_date_line, whole_line
from corrobora.collect.layout import Line
from corrobora.collect.masthead import (
    Byline,
    clean_name,
    copyright_holder,
    find_masthead,
    head_byline,
    is_label,
    names_outlet,
    read_byline,
    shaped_name,
)
from corrobora.collect.metadata import HEAD_LINES
from corrobora.collect.outlets import OutletBook, host_of, outlet_key
from corrobora.model import UNNAMED_BLOG
from corrobora.vocab.citation_cues import CitationCues
from corrobora.vocab.furniture_cues import FurnitureCues

CREDIT_CHARACTERS = 300
"""The longest line that is a credit and nothing else."""
TAIL_LINES = 8
"""Credits after the text stand in its last so many lines."""

MARK_WORDS = 12
"""The most words of a line that the program behind a page writes."""

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


@dataclass(frozen=True)
class Origins:
    """Originator, carrier, and the author when the byline names a person."""

    publisher: str | None
    carrier: str | None
    author: str | None


def _credited(
    lines: Sequence[Line], book: OutletBook, cues: CitationCues, *, bare: bool
) -> str | None:
    """The outlet that a whole line credits; ``bare`` for lines of its name alone, or others."""
    for i, line in enumerate(lines):
        if len(line.text) > CREDIT_CHARACTERS or (line.prose and line.words > 30):
            continue
        for pattern in cues.credits:
            text = line.text.strip(" .")
            match = pattern.fullmatch(text)
            if not match:
                continue
            found = names_outlet(match.group("outlet"), book, cues)
            if found and not book.canonical(found):
                found = _with_article(text, match.start("outlet")) + found
            if i > 0:
                found = found or shaped_name(match.group("outlet"))
            if not found and match.start("outlet") > 0:
                # Where words may follow the name, the pattern cannot tell where it ends.
                rest = book.mentions(text[match.start("outlet") :], cues)
                named = (m.name for m in rest if m.start == 0)
                found = next((n for n in named if book.canonical(n) or not is_label(n)), None)
            # A bare line such as "Social Media" is an outlet only where bylines and dates stand.
            alone = match.group("outlet") == match.group()
            if alone is not bare:
                continue
            if found and (not alone or book.canonical(found) or _beside_byline(lines, i)):
                return found
    return None


def _with_article(text: str, at: int) -> str:
    """The article of a name, which the patterns of credits leave out."""
    return next((a for a in ("The ", "Le ", "La ", "Les ", "L'") if text.endswith(a, 0, at)), "")


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
            found = book.canonical(clean_name(match.group("outlet"))) if match else None
            if found:
                return found
    for line in prose[-1:]:
        match = _CLOSING.search(line.text)
        if match and line.text[match.start()] in "([":
            return book.canonical(clean_name(match.group("outlet")))
    return None


def find_origins(
    lines: Sequence[Line],
    *,
    stated: str | None,
    carrier: str | None,
    author: str | None,
    url: str | None,
    book: OutletBook,
    cues: CitationCues,
    furniture: FurnitureCues,
) -> Origins:
    """Originator and carrier of a text, from its own credits and from what the input states.

    Args:
        lines: All lines of the text, furniture included: credits are furniture.
        stated: Publisher as the input states it.
        carrier: Carrier as the input states it.
        author: The stated author, or what stands after "By".
        url: Address in normal form.
        book: Known outlets.
        cues: Citation words of the language.
        furniture: Furniture words of the language, for bylines.

    Returns:
        When the text credits another outlet than the one that published it (as the input states,
        or as its masthead says), that outlet is the originator and the publisher the carrier.
    """
    prose = [i for i, line in enumerate(lines) if line.prose]
    # A standfirst is running text too: the head ends at the second paragraph.
    head = lines[: min(prose[1] if len(prose) > 1 else len(lines), HEAD_LINES)]
    tail = lines[max(len(head), len(lines) - TAIL_LINES) :]
    top = head[: prose[0]] if prose else head
    byline = read_byline(author, book, cues, furniture) if author else Byline(None, None)
    if byline.outlet is None:
        below = head_byline(top, book, cues, furniture)
        byline = Byline(byline.author or below.author, below.outlet)
    host = host_of(url)
    declared = " ".join(stated.split()) if stated and stated.strip() else None
    if declared:
        declared = book.canonical(declared) or declared
    elif host:
        declared = book.of_host(host)
    alone = _credited(head, book, cues, bare=True)
    masthead = find_masthead(top, book, cues) or alone
    credit = (
        _credited(head, book, cues, bare=False)
        or _dateline(lines, book)
        or _credited(tail[::-1], book, cues, bare=False)
        or _credited(tail[::-1], book, cues, bare=True)
        or byline.outlet
    )
    if declared and credit is None:
        # Labels of a page look like mastheads: against what the input states, one must be known.
        credit = alone or (masthead if masthead and book.canonical(masthead) else None)
    holder = copyright_holder(tail)
    holder = book.canonical(holder) or holder if holder else None
    if not declared and _on_a_blog(lines, host, furniture):
        named = host or masthead or holder
        carrier = carrier or _blog_carrying(credit or masthead, named, book)
    declared = declared or masthead or holder or host
    if credit and not (declared and _same(credit, declared)):
        return Origins(credit, carrier or declared, byline.author)
    return Origins(declared, carrier, byline.author)


def _on_a_blog(lines: Sequence[Line], host: str | None, furniture: FurnitureCues) -> bool:
    """True when a host of blogs holds a text, or the program behind one left its lines there."""
    if host and host.endswith(tuple(f".{name}" for name in furniture.platforms["hosts"])):
        return True
    marks = whole_line(furniture.platforms["blog"])
    return any(line.words <= MARK_WORDS and marks.fullmatch(line.plain) for line in lines)


def _blog_carrying(originator: str | None, named: str | None, book: OutletBook) -> str | None:
    """The blog on which the text of a known outlet stands; None where the page may be its own."""
    if originator is None or book.canonical(originator) is None:
        return None
    return named if named and not _same(named, originator) else UNNAMED_BLOG


def _same(one: str, other: str) -> bool:
    a, b = outlet_key(one), outlet_key(other)
    return a == b or (min(len(a), len(b)) >= 4 and (a.startswith(b) or b.startswith(a)))
