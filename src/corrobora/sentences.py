"""Sentences by rule: lines, terminal punctuation, abbreviations, quotation marks.

A statistical splitter loses one boundary in four on the web; rules that know abbreviations and
line shapes lose few, need no model, and never depend on the weather of a training run.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

_TERMINAL = re.compile(r"""(?:[.!?…]+|\.{3})["'»”’)\]]*(?:\ »)?(?=\s|$)""")
_BULLET = re.compile(r"^[\s•●▪◦‣∙·*–—\-]*(?:\(?\d{1,2}[.)]\s+)?")
_INITIAL = re.compile(r"(?:^|[\s(\"'])(?:[A-ZÀ-Þ]\.)+$")
_DATELINE = re.compile(
    r"""[^\W\d_][\w'. /-]{1,30}(?:\ \([^()]{2,30}\))?(?:,\ [\w'.\ -]{2,25}){0,2}
        (?:,?\ (?:le\ )?(?:\d{1,2}(?:er)?\ )?[^\W\d_]{3,9}\.?(?:\ \d{1,2})?(?:,?\ \d{4})?)?
        (?:\ ?\([^()]{2,30}\))?\ (?:--?|–|—|-)\ (?=\S)""",
    re.VERBOSE,
)
"""Where and when a dispatch was written: "BAMAKO, Oct 2 (Agency) - ", "TYR (Liban), 2 mai - "."""
_STOPPED = re.compile(r"[.!?…:;\"»”)\]]$")
_LIST_ITEM = re.compile(r"[•●▪◦‣∙·*]|[-–—]\s|\(?\d{1,2}[.)]\s|\(?[a-z]\)\s")
_OPENERS = "\"'«“‘(["
_NARROW, _WIDE = 45, 110
"""Characters between which the width of a hard-wrapped text lies."""
_WRAPPED_SHARE = 0.6
"""Share of long lines that a next word would have made too long, in a hard-wrapped text."""
_FILLED = 0.88
"""Share of the width that a line reaches with the next word added, if it was broken there."""
_ELIDED = re.compile(r"^[ldnscjmLDNSCJM]'")
_FINAL = frozenset(("etc.", "inc.", "ltd.", "co.", "corp.", "jr.", "sr."))
"""Abbreviations that stand at the end of a sentence as well as within one."""
_OPENING = frozenset(
    "The A An It He She They We In On At But And This That These There However Its His Her Their "
    "Le La Les Il Elle Ils Elles Un Une Mais Ce Cette Ces En Dans Selon Pour On Son Sa Ses".split()
)
"""Words after "U.S." or "No." that begin a sentence rather than go on with a name."""


def is_caseless(text: str) -> bool:
    """Whether case tells nothing here: (nearly) all letters are lower or all are upper."""
    letters = list(filter(str.isalpha, text[:20000]))
    if len(letters) < 20:
        return False
    upper = sum(map(str.isupper, letters)) / len(letters)
    return upper < 0.004 or upper > 0.9


def _width(lines: Sequence[str]) -> int:
    """Width at which a text is hard-wrapped (mail, old plain text); 0 when it is not."""
    sizes = [len(line) for line in lines if line]
    if not sizes or sum(size > 160 for size in sizes) > 0.2 * len(sizes):
        return 0
    width = max((size for size in sizes if size <= _WIDE), default=0)
    if width < _NARROW:
        return 0
    filled = [
        _is_filled(line, following, width)
        for line, following in itertools.pairwise(lines)
        if len(line) >= _NARROW and following
    ]
    return width if len(filled) >= 3 and sum(filled) >= _WRAPPED_SHARE * len(filled) else 0


def _is_filled(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line had no room on this one."""
    word = following.split(maxsplit=1)[0]
    return len(line) <= _WIDE and len(line) + 1 + len(word) > _FILLED * width


def blocks(text: str, *, caseless: bool) -> Iterator[tuple[int, int]]:
    """Paragraph-like stretches: lines, or runs of lines where lines are broken within a sentence.

    A line goes on in the next when that begins with a small letter, or when the text is
    hard-wrapped and the line was full. ``caseless`` is what ``is_caseless`` says of the text.
    """
    given = text.split("\n")
    lines = [line.strip() for line in given]
    width = _width(lines)
    start = position = 0
    for number, line in enumerate(lines):
        end = position + len(given[number])
        following = lines[number + 1] if number + 1 < len(lines) else ""
        goes_on = bool(line and following) and not _LIST_ITEM.match(following)
        if goes_on:
            small = not caseless and following[0].islower() and not _STOPPED.search(line)
            small = small and 30 <= len(line) <= _WIDE
            full = width > 0 and len(line) >= _NARROW and _is_filled(line, following, width)
            goes_on = small or full
        position = end + 1
        if not goes_on:
            if text[start:end].strip():
                yield start, end
            start = position


def _ends_here(
    text: str, mark: re.Match[str], end: int, caseless: bool, abbr: frozenset[str]
) -> bool:
    """Whether the terminal punctuation at ``mark`` ends a sentence."""
    after = text[mark.end() : end].lstrip()
    if not after:
        return True
    if mark.group()[0] == "." and len(mark.group()) == 1:
        word = text[max(0, mark.start() - 25) : mark.end()].rsplit(maxsplit=1)[-1].lstrip(_OPENERS)
        forms = {word, _ELIDED.sub("", word)}
        known = forms & abbr or (caseless and word.casefold() in {a.casefold() for a in abbr})
        initial = _INITIAL.search(text[max(0, mark.start() - 8) : mark.end()])
        if known or (initial and not caseless):
            # "the U.S. Embassy", but "left the U.S. They"; titles and initials never end one.
            last = word.count(".") > 1 or word.casefold() in _FINAL
            following = after.lstrip(_OPENERS).split(maxsplit=1)
            return last and bool(following) and following[0] in _OPENING
    first = after.lstrip(_OPENERS)[:1]
    return caseless or first.isupper() or first.isdigit() or after[:1] in '"«“•-–—'


def _is_dateline(words: str) -> bool:
    """Whether the words before a dash are a place: in capitals, dated, or one or two names."""
    place = re.split(r"[,(\d]", words)[0].strip(" -–—")
    dated = "," in words or "(" in words
    return place.isupper() or (len(place.split()) <= 3 and (dated or len(place.split()) == 1))


def sentences(
    text: str, abbreviations: frozenset[str], furniture: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    """Start and end of every sentence, in order, without bullets and surrounding space.

    Args:
        text: Folded text (``Reading.text``).
        abbreviations: Words that end with a stop and no sentence, as written.
        furniture: Stretches that are no text, in order: a sentence that begins or ends in one is
            cut there; one that lies in it is kept, for the caller to leave out.
    """
    caseless = is_caseless(text)
    out: list[tuple[int, int]] = []
    for block_start, block_end in blocks(text, caseless=caseless):
        bullet = _BULLET.match(text[block_start:block_end])
        start = block_start + (bullet.end() if bullet else 0)
        dateline = _DATELINE.match(text, start, block_end)
        if dateline and _is_dateline(dateline.group()) and block_end - dateline.end() > 40:
            start = dateline.end()
        for mark in _TERMINAL.finditer(text, start, block_end):
            if _ends_here(text, mark, block_end, caseless, abbreviations):
                _append(text, start, mark.end(), out)
                start = mark.end()
        _append(text, start, block_end, out)
    return [_trimmed(text, span, furniture) for span in out] if furniture else out


def _trimmed(
    text: str, span: tuple[int, int], furniture: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """A sentence without the furniture at its edges; itself when nothing would be left."""
    start, end = span
    for first, last in furniture:
        if first <= start < last < end:
            start = last
            while text[start].isspace() and start < end - 1:
                start += 1
    for first, last in reversed(furniture):
        if start < first < end <= last:
            end = first
            while text[end - 1].isspace() and end > start + 1:
                end -= 1
    return start, end


def _append(text: str, start: int, end: int, out: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        out.append((start, end))
