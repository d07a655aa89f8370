"""What the head of a text says about who publishes it: mastheads, bylines, dated lines, issuers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corrobora.collect.furniture import is_date_words, line_start
from corrobora.collect.layout import Line
from corrobora.collect.outlets import OutletBook
from corrobora.text import plain
from corrobora.vocab.citation_cues import CitationCues, HeadWords, head_words
from corrobora.vocab.furniture_cues import FurnitureCues

NAME_CHARACTERS = 100
"""The longest name of an outlet."""
NAME_WORDS = 8
"""The most words of a name that is known by its shape alone."""
TITLED_WORDS = 4
"""A heading of at least so many words under a name is the title of the text."""

_SUFFIX = re.compile(
    r"\s+(?:and agencies|with agencies|et agences|avec agences|staff|correspondent|reporter|"
    r"newsroom)$",
    re.IGNORECASE,
)
_LINKS = frozenset(
    "of the a and for in on de du des la le les l d et en aux au & al el del della der".split()
)
_ARTICLES = ("the ", "le ", "la ", "les ", "l'")
_PIECE = re.compile(r"[^\s'-]+")
_PARTS = re.compile(r"\s*(,|\||/|\s[-–—]\s|[•·(]|\s(?:for|pour)(?=\s[^\Wa-z\d_]))\s*")
_SEPARATORS = re.compile(r"\s*(?:,|\||•|·|\s[-–—/]\s|\()\s*")
_BY = re.compile(r"(?:by|par|from|via)\s", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\s+(?:in|from|at|à|au|en|depuis)\s+[^\Wa-z\d_].*$")
_SERVES = re.compile(r"\s(?:for The|pour (?:Le|La|Les|L'))(?!\w)")
_COPYRIGHT = re.compile(
    r"(?:(?i:copyright|©|\(c\))\s*)+(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?i:by\s+|par\s+)?"
    r"(?P<outlet>[^\W\d_a-z][^\n:;.|]{1,60}?)(?:,?\s*\d{4})?"
    r"(?:[.,|\s-]+(?i:all rights reserved|tous droits r[eé]serv[eé]s).*)?[.\s]*"
)


@dataclass(frozen=True)
class Byline:
    """Who wrote a text, as its byline has it."""

    author: str | None
    outlet: str | None


def clean_name(name: str) -> str:
    """A name without the signs around it and words such as "and agencies"."""
    return _SUFFIX.sub("", name.strip(" .,;:()[]|-–—")).strip()


def names_outlet(name: str, book: OutletBook, cues: CitationCues) -> str | None:
    """Canonical name when the words are the name of an outlet, known or by their shape."""
    bare = clean_name(name)
    if not bare or len(bare) > NAME_CHARACTERS or _BY.match(bare):
        return None
    known = book.canonical(bare)
    if known:
        return known
    words = bare.split()
    # "Name English", "Name Afrique": an edition of a known outlet.
    edition = book.canonical(" ".join(words[:-1])) if len(words) > 1 else None
    if edition and words[-1] in cues.organisation_words:
        return edition
    mentions = book.mentions(bare, cues)
    if any(m.start == 0 and m.end == len(bare) and not m.known for m in mentions):
        return bare if len(words) <= 6 and not _is_label(bare, head_words()) else None
    return None


def shaped_name(name: str, *, organisation: bool = False, article: bool = False) -> str | None:
    """The name when its words make it one of an outlet that no book knows.

    Args:
        name: Words at the head of a text.
        organisation: Take institutes, centres and the like too.
        article: Take any name of three words and more that begins with an article.
    """
    bare = clean_name(name)
    pieces = [plain(p) for p in _PIECE.findall(bare)]
    if not 2 <= len(pieces) <= NAME_WORDS or len(bare) > NAME_CHARACTERS or _BY.match(bare):
        return None
    if any(c.isdigit() or c in ",:;()|/?!…" for c in bare) or _SERVES.search(bare):
        return None
    if not all(p[0].isupper() or plain(p) in _LINKS for p in _PIECE.findall(bare)):
        return None
    words = head_words()
    if not bare[0].isupper() or _is_label(bare, words):
        return None
    wanted = words.names | words.organisations if organisation else words.names
    if any(p in wanted for p in pieces):
        return _cased(bare)
    whole = bare.casefold()
    return _cased(bare) if article and len(pieces) >= 3 and whole.startswith(_ARTICLES) else None


def _is_label(name: str, words: HeadWords) -> bool:
    """True for "World News" and the like."""
    return all(plain(p) in words.generic for p in _PIECE.findall(name))


def _cased(name: str) -> str:
    """A name in capitals as it would stand in a sentence; call signs ("WXYZ") stay."""
    if not name.isupper() or len(name.split()) < 2:
        return name
    words = head_words()
    out: list[str] = []
    for word in name.split():
        folded = plain(word)
        ordinary = len(word) > 4 or folded in words.names | words.generic
        if folded in _LINKS and out:
            out.append(word.lower())
        else:
            keep = not (ordinary or folded in _LINKS) or len(word) <= 2
            out.append(word if keep or any(c.isdigit() for c in word) else word.title())
    return " ".join(out)


# --- bylines -------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _by(bylines: tuple[str, ...]) -> re.Pattern[str]:
    return line_start(bylines)


def read_byline(
    words: str, book: OutletBook, cues: CitationCues, furniture: FurnitureCues
) -> Byline:
    """Take "Name, The Outlet", "Name for The Outlet" or "The Outlet" apart.

    Args:
        words: What stands after "By", or a stated author.
        book: Known outlets.
        cues: Citation words of the language.
        furniture: Furniture words of the language: professions are no names.
    """
    whole = names_outlet(words, book, cues)
    if whole is None and is_label(words):
        return Byline(None, None)
    if whole or _is_organisation(words, cues):
        return Byline(None, whole or clean_name(words))
    pieces = _PARTS.split(words.strip())
    persons = [_ELSEWHERE.sub("", pieces[0]).strip()]
    outlet: str | None = None
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        part = piece.strip(" )")
        served = sign.strip() in {"for", "pour"}
        name = names_outlet(part, book, cues) or shaped_name(part, organisation=True, article=True)
        if name is None and served and 1 <= len(part.split()) <= NAME_WORDS:
            name = clean_name(part)
        if name:
            outlet = name
        elif outlet is None and sign == "," and _is_person(part, furniture):
            persons.append(part)
    author = ", ".join(p for p in persons if p)
    return Byline(author or None, outlet)


def _is_person(part: str, furniture: FurnitureCues) -> bool:
    words = [w for w in part.split() if w not in {"and", "et", "&"}]
    if not 2 <= len(words) <= 9 or any(c.isdigit() for c in part):
        return False
    if any(re.search(rf"\b{re.escape(role)}\b", plain(part)) for role in furniture.authors.roles):
        return False
    return all(w[0].isupper() or len(w) <= 3 for w in words)


def _is_organisation(name: str, cues: CitationCues) -> bool:
    words = name.split()
    if not 2 <= len(words) <= NAME_WORDS or _PARTS.search(name) or is_label(name):
        return False
    return any(w.strip(",.") in cues.organisation_words for w in words)


def head_byline(
    lines: Sequence[Line], book: OutletBook, cues: CitationCues, furniture: FurnitureCues
) -> Byline:
    """The byline of a head: after "By", or as "Name for The Outlet" below the title."""
    pattern = _by(furniture.authors.bylines)
    for line in lines:
        match = pattern.match(line.plain)
        if match and line.words <= 16 and not line.prose:
            rest = line.text[match.end() :].strip(" :")
            if rest[:1].isupper():
                found = read_byline(rest, book, cues, furniture)
                if found.outlet:
                    return found
    for line in lines[1:]:
        served = re.fullmatch(r"(?P<who>.{4,40}) (?:for|pour) (?P<outlet>.{3,60})", line.text)
        if served and line.heading and _is_person(served["who"], furniture):
            name = names_outlet(served["outlet"], book, cues)
            name = name or shaped_name(served["outlet"], article=True)
            if name:
                return Byline(served["who"].strip(), name)
    return Byline(None, None)


# --- mastheads -----------------------------------------------------------------------------------


def outlet_of_line(line: Line, book: OutletBook, cues: CitationCues) -> str | None:
    """The outlet of a line that has a name and a date, place or kind of document, no more.

    "Name, 6 September 2025", "Name - Bamako", "Name, discussion note", "6 May 2025 | Name".
    """
    if line.prose or line.bullet or line.words > 14 or line.text.endswith((".", "?", "!")):
        return None
    if _BY.match(line.text):
        return None
    for sign in _SEPARATORS.finditer(line.text):
        left, right = line.text[: sign.start()], line.text[sign.end() :].strip(" )")
        dated = is_date_words(right)
        kind = " ".join(plain(right).split()) in head_words().kinds
        comma = sign.group().strip() == ","
        place = not comma and len(right.split()) <= 3 and right[:1].isupper()
        if dated or kind or place:
            name = _first_name(left, book, cues, article=dated or kind)
            if name:
                return name
        if is_date_words(left):
            name = _first_name(right, book, cues, article=True)
            if name:
                return name
    return None


def _first_name(words: str, book: OutletBook, cues: CitationCues, *, article: bool) -> str | None:
    """The outlet that stands before a place ("Name, Bamako") or by itself."""
    first = _SEPARATORS.split(words)[0]
    name = names_outlet(first, book, cues)
    return name or shaped_name(first, organisation=True, article=article)


def above_title(lines: Sequence[Line]) -> str | None:
    """The outlet whose name stands alone in the first line, above the title."""
    if len(lines) < 2 or not lines[1].heading or lines[1].words < TITLED_WORDS:
        return None
    if not lines[0].heading or is_date_words(lines[0].plain):
        return None
    return shaped_name(lines[0].text)


def is_label(name: str) -> bool:
    """True for "World News", "Press Release" and the like: labels of a page."""
    pieces = _PIECE.findall(name)
    return bool(pieces) and _is_label(name, head_words())


def find_masthead(lines: Sequence[Line], book: OutletBook, cues: CitationCues) -> str | None:
    """The outlet that a head names: beside a date, above the title, or as the issuer."""
    for i, line in enumerate(lines):
        found = outlet_of_line(line, book, cues)
        if found and (i > 0 or len(lines) > 1):
            return found
    return above_title(lines) or _issuer(lines)


def _issuer(lines: Sequence[Line]) -> str | None:
    """The institution of "Statement by the ministry of defence on ..."."""
    for line in lines[:4]:
        # Folded letter by letter, so that offsets hold in the line as written.
        same = "".join(plain(c)[:1] or c for c in line.text)
        match = None if line.prose else _statement().match(same)
        if match:
            name = line.text[slice(*match.span("who"))]
            return name[:1].upper() + name[1:]
    return None


@lru_cache(maxsize=1)
def _statement() -> re.Pattern[str]:
    words = head_words()

    def either(phrases: Sequence[str]) -> str:
        return "|".join(re.escape(p) for p in sorted(phrases, key=lambda p: (-len(p), p)))

    joined = r"(?: (?:of|for|de|du|des|d'|the|la|le|les|l'|and|et|aux|&)(?: ?))"
    return re.compile(
        rf"(?:{either(words.statements)})(?: n[°o]\.? ?[\w/-]+)? "
        rf"(?:(?:by|from|of|de|du|des|d')(?: ?))(?:(?:the|la|le|les|l')(?: ?))?"
        rf"(?P<who>(?:[\w-]+ ){{0,3}}?(?:{either(words.institutions)})"
        rf"(?: [\w-]+)?(?:{joined}+[\w'-]+(?: [\w-]+)?){{0,3}})"
        r"(?= ?$| ?[:,(–—-]| (?:on|about|regarding|concerning|following|relating|sur|relatif|"
        r"relative|concernant|apres|suite|portant|au sujet|n°))"
    )


def copyright_holder(lines: Sequence[Line]) -> str | None:
    """The name in a line that holds nothing but "(c) 2025 Name"."""
    for line in lines:
        match = _COPYRIGHT.fullmatch(line.text) if len(line.text) <= 160 else None
        if match and 1 <= len(match["outlet"].split()) <= NAME_WORDS:
            name = clean_name(match["outlet"])
            if all(p[0].isupper() or plain(p) in _LINKS for p in _PIECE.findall(name)):
                return _cased(name)
    return None
