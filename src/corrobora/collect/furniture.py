"""Page furniture: what stands around an article and is not its text.

Rules look at the place of a line, its shape and its words (``vocab/languages/*/furniture.toml``).
Running text of the article must never be marked: where the signs do not suffice, a line stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corrobora.collect.headers import find_headers
from corrobora.collect.layout import Line, lines_of
from corrobora.collect.pictures import mark_pictures, picture_spans
from corrobora.collect.teasers import mark_tails, mark_teasers
from corrobora.furniture import merge_furniture
from corrobora.model import Furniture
from corrobora.text import Reading, plain
from corrobora.vocab.furniture_cues import FurnitureCues, furniture_cues

LINE_KINDS = ("navigation", "share", "subscription", "comment", "cookie")
"""Kinds of whole-line phrases, in the order in which they are tried."""

TITLE_WORDS = 4
"""A heading of so many words that comes twice in a head is a title."""
LONGEST_DISCLAIMER = 300
"""Words; lawyers write mails' last lines."""

_SEPARATORS = r"[\s:.!|·•/,»›>()-]*"
_DATE_LINE = re.compile(
    r"(?:(?:published|posted|updated|last updated|publie le|mis a jour le|modifie le|le|on)"
    r"\s*:?\s*)?"
    r"(?:[a-z]{3,9}\.?,?\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th|er)?\.?\s+[a-z]{3,9}\.?,?(?:\s+\d{4})?|[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?"
    r"(?:,?\s+\d{4})?|\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
    r"(?:,?\s*(?:at|a|-|,|\|)?\s*\d{1,2}\s*[:h]\s*\d{0,2}(?:\s*[ap]\.?m\.?)?(?:\s*[a-z]{2,4})?)?"
)
_LABEL_PART = re.compile(r"[^\W\d_][^|]*")


def _phrase(phrase: str) -> str:
    pattern = re.escape(phrase).replace(r"\*", r"\S+(?: \S+){0,5}").replace(r"\#", r"\d[\d.,]*")
    return pattern.replace(r"\ ", r"\s*")


@lru_cache(maxsize=64)
def whole_line(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a folded line that consists of one or more of the phrases."""
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    return re.compile(f"(?:(?:{'|'.join(map(_phrase, ordered))}){_SEPARATORS})+")


@lru_cache(maxsize=64)
def line_start(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Matches the beginning of a folded line."""
    return re.compile(f"(?:{'|'.join(map(_phrase, phrases))})(?!\\w)")


def is_date_words(words: str) -> bool:
    """True when the words are a date and nothing else."""
    folded = " ".join(plain(words).split()).strip(" .")
    return len(folded) <= 60 and _DATE_LINE.fullmatch(folded) is not None


def is_date_line(line: Line) -> bool:
    """True when the line holds a date and nothing else."""
    return is_date_words(line.plain)


def _mark_cues(lines: Sequence[Line], kinds: list[str | None], cues: FurnitureCues) -> None:
    for i, line in enumerate(lines):
        if kinds[i] is not None:
            continue
        if line.words <= 12:
            for kind in LINE_KINDS:
                if whole_line(cues.lines.get(kind, ())).fullmatch(line.plain):
                    kinds[i] = kind
                    break
        if kinds[i] is None:
            for kind, phrases in cues.starts.items():
                most = LONGEST_DISCLAIMER if kind == "disclaimer" else 45
                if line.words <= most and line_start(phrases).match(line.plain):
                    kinds[i] = kind
                    break
        if kinds[i] is None and line.words <= 6 and not line.ends and not line.bullet:
            for kind, phrases in cues.short.items():
                if line_start(phrases).match(line.plain) and line.words > 1:
                    kinds[i] = kind
                    break


def is_section_label(line: Line) -> bool:
    """True for "Analysis | Africa" and the like."""
    parts = [part.strip() for part in re.split(r"[|›»>]", line.text)]
    return (
        2 <= len(parts) <= 8
        and not line.ends
        and all(_LABEL_PART.match(p) and p[0].isupper() and len(p.split()) <= 3 for p in parts)
    )


def is_stray_word(line: Line) -> bool:
    """True for a lone word in small letters between blank lines: a picture's stand-in text."""
    return (
        line.gap
        and line.words == 1
        and not line.bullet
        and line.text.islower()
        and line.text.isalpha()
    )


def _mark_bullet_bar(lines: Sequence[Line], kinds: list[str | None], at: int) -> None:
    """Mark the short items around one (user name, date, reading time in a list)."""
    for step in (-1, 1):
        i = at + step
        while 0 <= i < len(lines) and lines[i].bullet and lines[i].words <= 4 and not lines[i].ends:
            if kinds[i] is None:
                kinds[i] = "navigation"
            i += step


def _mark_menus(lines: Sequence[Line], kinds: list[str | None], first: int, last: int) -> None:
    """Mark runs of four and more very short lines outside the article."""
    run: list[int] = []
    for i, line in enumerate(lines):
        outside = i < first or i > last
        if outside and line.words <= 3 and not line.ends and not is_date_line(line):
            run.append(i)
            if i + 1 < len(lines):
                continue
        if len(run) >= 4:
            for j in run:
                kinds[j] = kinds[j] or "navigation"
        run = []


def body_bounds(lines: Sequence[Line], kinds: Sequence[str | None]) -> tuple[int, int]:
    """Index of the first and the last line of running text not marked; (n, -1) without any."""
    prose = [i for i, line in enumerate(lines) if line.prose and kinds[i] is None]
    return (prose[0], prose[-1]) if prose else (len(lines), -1)


def _mark_head_and_tail(lines: Sequence[Line], kinds: list[str | None]) -> None:
    first, last = body_bounds(lines, kinds)
    if last < 0:
        return
    _mark_menus(lines, kinds, first, last)
    for i, line in enumerate(lines):
        if kinds[i] is not None:
            if kinds[i] == "navigation" and line.bullet:
                _mark_bullet_bar(lines, kinds, i)
            continue
        if is_section_label(line):
            kinds[i] = "navigation"
        elif is_stray_word(line) and i < len(lines) - 1 and lines[i + 1].gap:
            kinds[i] = "caption"
        elif line.bullet and is_date_line(line) and line.words <= 3 and i < first:
            kinds[i] = "navigation"


def _is_byline(line: Line, cues: FurnitureCues) -> bool:
    start = line_start(cues.authors.bylines).match(line.plain)
    if not start or line.words > 12 or line.ends:
        return False
    rest = line.text[start.end() :].strip(" :")
    words = [w for w in re.split(r"[\s,]+", rest) if w and w not in {"and", "et", "&", "for", "in"}]
    return 1 <= len(words) <= 8 and all(
        w[0].isupper() or not w[0].isalpha() or len(w) <= 3 for w in words
    )


def _mark_bylines(lines: Sequence[Line], kinds: list[str | None], cues: FurnitureCues) -> set[str]:
    names: set[str] = set()
    for i, line in enumerate(lines):
        if kinds[i] is None and _is_byline(line, cues):
            kinds[i] = "credit"
            names.add(line.plain.split(" ", 1)[-1])
    return names


_BIO_NAME = re.compile(
    r"((?:[A-Z][\w.'-]*\s+){1,4}?(?:(?:de|van|von|al|el|ag|bin|Ag)\s+)?[A-Z][\w'-]+)\s*,?\s+(?=[a-zé])"
)


def _is_author_box(line: Line, cues: FurnitureCues, bylines: set[str], body: str) -> bool:
    if line_start(cues.authors.contacts).match(line.plain):
        return line.words <= 45
    name = _BIO_NAME.match(line.text)
    if not name:
        return False
    after = line.plain[len(" ".join(name.group(1).split())) :].lstrip(" ,")
    if not line_start(cues.authors.verbs).match(after):
        return False
    role = any(re.search(rf"\b{re.escape(r)}", line.plain) for r in cues.authors.roles)
    contact = any(c in line.plain for c in cues.authors.contacts)
    own = any(name.group(1).casefold() in byline for byline in bylines)
    surname = name.group(1).split()[-1]
    named_before = re.search(rf"\b{re.escape(surname)}\b", body) is not None
    return own or (role and (contact or not named_before))


def _mark_author_boxes(
    lines: Sequence[Line], kinds: list[str | None], cues: FurnitureCues, bylines: set[str]
) -> None:
    """Author boxes stand after the article: walk up from its end, stop at running text."""
    _, last = body_bounds(lines, kinds)
    while last > 0 and kinds.count(None) > 1:
        body = "\n".join(line.text for i, line in enumerate(lines[:last]) if kinds[i] is None)
        if not body or not _is_author_box(lines[last], cues, bylines, body):
            break
        kinds[last] = "author-box"
        _, last = body_bounds(lines, kinds)
    for i in range(max(last + 1, 1), len(lines)):
        if kinds[i] is None and _is_author_box(lines[i], cues, bylines, ""):
            kinds[i] = "author-box"


def _mark_repeated(lines: Sequence[Line], kinds: list[str | None]) -> None:
    """The same heading again: right below, or in the head (page title, then the article's)."""
    first, _ = body_bounds(lines, kinds)
    above: set[str] = set()
    for i, line in enumerate(lines):
        if not line.heading or line.words < 2:
            continue
        next_to = i > 0 and line.plain == lines[i - 1].plain
        in_head = i <= first and line.words >= TITLE_WORDS and line.plain in above
        if (next_to or in_head) and kinds[i] is None:
            kinds[i] = (kinds[i - 1] if next_to else None) or "navigation"
        above.add(line.plain)


def find_furniture(text: str, language: str | None) -> tuple[Furniture, ...]:
    """Find the page furniture of a text.

    Args:
        text: The text as given; may come from plain text or from an extracted page.
        language: ISO 639-1 code; with an unknown one the words of all languages are used.

    Returns:
        Spans in ``text``, in order, not overlapping.
    """
    reading = Reading(text)
    cues = furniture_cues(language)
    lines = lines_of(reading)
    kinds: list[str | None] = [None] * len(lines)
    _mark_cues(lines, kinds, cues)
    mark_pictures(lines, kinds, cues.pictures)
    _mark_head_and_tail(lines, kinds)
    bylines = _mark_bylines(lines, kinds, cues)
    mark_teasers(lines, kinds, cues)
    mark_tails(lines, kinds, cues)
    _mark_author_boxes(lines, kinds, cues, bylines)
    _mark_repeated(lines, kinds)
    spans = [(lines[i].start, lines[i].end, kind) for i, kind in enumerate(kinds) if kind]
    for i, line in enumerate(lines):
        if kinds[i] is None:
            spans.extend(
                (line.start + s, line.start + e, k) for s, e, k in picture_spans(line.text)
            )
    found = []
    for start, end, kind in sorted(spans):
        first, last = reading.given_span(start, end)
        if first < last:
            found.append(Furniture(start=first, end=last, kind=kind))
    return merge_furniture(text, find_headers(text, language), found)
