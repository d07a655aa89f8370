"""Sentences by rule: lines, terminal punctuation, abbreviations, quotation marks.

A statistical splitter loses one boundary in four on the web; rules that know abbreviations and
line shapes lose few, need no model, and never depend on the weather of a training run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_TERMINAL = re.compile(r"""(?:[.!?…]+|\.{3})["'»”’)\]]*(?=\s|$)""")
_BULLET = re.compile(r"^[\s•●▪◦‣∙·*–—\-]*(?:\(?\d{1,2}[.)]\s+)?")
_INITIAL = re.compile(r"(?:^|[\s(\"'])(?:[A-ZÀ-Þ]\.)+$")
_DATELINE = re.compile(
    r"""[^\W\d_][\w'. -]{1,30}(?:,\ [\w'.\ -]{2,25}){0,2}
        (?:,?\ (?:le\ )?(?:\d{1,2}(?:er)?\ )?[^\W\d_]{3,9}\.?(?:\ \d{1,2})?(?:,?\ \d{4})?)?
        (?:\ ?\([^()]{2,30}\))?\ (?:--?|–|—|-)\ (?=\S)""",
    re.VERBOSE,
)
"""Where and when a dispatch was written: "BAMAKO, Oct 2 (Agency) - "."""
_OPENERS = "\"'«“‘(["
_WRAPPED_SHARE = 0.6
"""Share of full, unterminated lines above which a text is taken to be hard-wrapped."""


def is_caseless(text: str) -> bool:
    """Whether case tells nothing here: (nearly) all letters are lower or all are upper."""
    letters = [c for c in text[:20000] if c.isalpha()]
    if len(letters) < 20:
        return False
    upper = sum(c.isupper() for c in letters) / len(letters)
    return upper < 0.004 or upper > 0.9


def _is_hard_wrapped(lines: list[str]) -> bool:
    """Whether line ends are only the width of a page (mail, PDF) and not ends of paragraphs."""
    full = [line for line in lines if 45 <= len(line.strip()) <= 110]
    if len(full) < 3 or any(len(line.strip()) > 160 for line in lines):
        return False
    open_ended = sum(not re.search(r"[.!?…:;\"»”)]\s*$", line) for line in full)
    return open_ended / len(full) >= _WRAPPED_SHARE


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraph-like stretches: lines, or runs of lines when the text is hard-wrapped."""
    lines = text.split("\n")
    wrapped = _is_hard_wrapped(lines)
    start = position = 0
    for number, line in enumerate(lines):
        end = position + len(line)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        goes_on = (
            wrapped
            and bool(line.strip())
            and bool(following.strip())
            and (len(line.strip()) > 44 or not re.search(r"[.!?:]\s*$", line))
            and not re.match(r"\s*[•●▪◦‣*]", following)
        )
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
        if word in abbr or (caseless and any(word.casefold() == a.casefold() for a in abbr)):
            return False
        if _INITIAL.search(text[max(0, mark.start() - 8) : mark.end()]) and not caseless:
            return False
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
    for block_start, block_end in blocks(text):
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
