"""Teasers of other articles: boxes in the text, tails after it, title and cut-off text in turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corrobora.collect.layout import Line
from corrobora.vocab.furniture_cues import FurnitureCues

RESUMES_PARAGRAPHS = 3
"""So many whole paragraphs in a row after a tail heading mean that the article goes on."""
RESUMES_SHARE = 0.25
"""If more of the running text than this comes after a tail heading, it was not the tail."""
TEASER_PARAGRAPHS = 3
"""A teaser shows at most so many paragraphs of its article."""
TITLE_WORDS = 4
"""The title of a teaser has at least this many words; a subheading often fewer."""

_SEPARATORS = r"[\s:.!|·•/,»›>…→-]*"


def _phrases(phrases: Sequence[str]) -> str:
    ordered = sorted(phrases, key=lambda p: (-len(p), p))
    one = (re.escape(p).replace(r"\*", r"\S+(?: \S+){0,5}").replace(r"\#", r"\d+") for p in ordered)
    return "|".join(one)


@lru_cache(maxsize=32)
def _alone(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[\s>»›→]*(?:(?:{_phrases(phrases)}){_SEPARATORS})+")


@lru_cache(maxsize=32)
def _box(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[\[(>»›→\s]*(?:{_phrases(phrases)})\s*(?::|\||–|—|>|»|→|-\s)\s*\S")


@lru_cache(maxsize=32)
def _glued(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[>»›→\s]*(?:{_phrases(phrases)})\s(?=\S)")


def _prose_words(lines: Sequence[Line], kinds: Sequence[str | None], start: int, end: int) -> int:
    return sum(
        lines[i].words
        for i in range(start, end)
        if lines[i].prose and kinds[i] is None and not lines[i].cut_off
    )


def _is_ending(line: Line, cues: FurnitureCues) -> bool:
    return line.words <= 8 and _alone(cues.endings["teaser"]).fullmatch(line.plain) is not None


# --- title, cut-off text, "keep reading" ---------------------------------------------------------


def _block_start(lines: Sequence[Line], kinds: Sequence[str | None], end: int) -> int | None:
    """First line of the teaser that ends before ``end``: its title, or a picture above."""
    i, paragraphs = end - 1, 0
    while i >= 0 and lines[i].prose and kinds[i] is None:
        paragraphs += 1
        i -= 1
    if not 1 <= paragraphs <= TEASER_PARAGRAPHS or i < 0:
        return None
    titles = 0
    while i >= 0 and (lines[i].heading or kinds[i] in {"caption", "credit", "navigation"}):
        titles += lines[i].heading and lines[i].words >= TITLE_WORDS and kinds[i] is None
        i -= 1
    return i + 1 if titles and i >= 0 else None


def _ended_blocks(
    lines: Sequence[Line], kinds: list[str | None], cues: FurnitureCues
) -> list[tuple[int, int]]:
    """Teasers closed by "keep reading"; the words alone are marked in any case."""
    blocks: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if not _is_ending(line, cues):
            continue
        start = _block_start(lines, kinds, i)
        if start is not None and start > 0:
            blocks.append((start, i + 1))
        elif kinds[i] is None and not _opens_tail(lines, i, cues):
            kinds[i] = "navigation"
    sure = len(blocks) > 1 or any(
        lines[j].cut_off or kinds[j] in {"caption", "credit"}
        for s, e in blocks
        for j in range(s, e)
    )
    if not sure:
        for _, end in blocks:
            kinds[end - 1] = kinds[end - 1] or "navigation"
    return blocks if sure else []


def _opens_tail(lines: Sequence[Line], i: int, cues: FurnitureCues) -> bool:
    """True for "Read more" as a heading above titles rather than a button below a text."""
    tail = _alone(cues.tails["teaser"]).fullmatch(lines[i].plain) is not None
    return tail and i + 1 < len(lines) and lines[i + 1].heading


def _cut_off_blocks(lines: Sequence[Line], kinds: Sequence[str | None]) -> list[tuple[int, int]]:
    """Title and text that breaks off, two or more in a row, or one whose title stands twice."""
    blocks: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if not line.cut_off or line.words < PROSE_LEAST or kinds[i] is not None or i == 0:
            continue
        start = i
        while start > 0 and lines[start - 1].heading and kinds[start - 1] is None and i - start < 4:
            start -= 1
        if start < i and start > 0:
            blocks.append((start, i + 1))
    kept = []
    for n, (start, end) in enumerate(blocks):
        twice = end - start >= 3 and lines[end - 2].plain == lines[end - 3].plain
        neighbour = (n > 0 and blocks[n - 1][1] == start) or (
            n + 1 < len(blocks) and blocks[n + 1][0] == end
        )
        if twice or neighbour:
            kept.append((start, end))
    return kept


PROSE_LEAST = 8
"""A cut-off line of fewer words is no teaser text."""


def mark_teasers(lines: Sequence[Line], kinds: list[str | None], cues: FurnitureCues) -> None:
    """Mark boxes ("Read more: title") and teasers recognised by how their text ends."""
    _mark_boxes(lines, kinds, cues)
    blocks = sorted({*_ended_blocks(lines, kinds, cues), *_cut_off_blocks(lines, kinds)})
    for start, end in blocks:
        for i in range(start, end):
            if kinds[i] in {None, "navigation"}:
                kinds[i] = "teaser"
    if blocks:
        _close(lines, kinds, blocks[-1][1])


def _close(lines: Sequence[Line], kinds: list[str | None], after: int) -> None:
    """What is left after the last teaser belongs to the teasers unless running text follows."""
    if _prose_words(lines, kinds, after, len(lines)) == 0:
        for i in range(after, len(lines)):
            kinds[i] = kinds[i] or "teaser"


def _mark_boxes(lines: Sequence[Line], kinds: list[str | None], cues: FurnitureCues) -> None:
    phrases = cues.boxes["teaser"]
    for i, line in enumerate(lines):
        if kinds[i] is not None or line.words > 35:
            continue
        titled = _box(phrases).match(line.plain)
        glued = _glued(phrases).match(line.plain)
        capital = glued is not None and line.text[glued.end() : glued.end() + 1].isupper()
        if titled or (capital and line.heading and line.words >= TITLE_WORDS):
            kinds[i] = "teaser"


# --- after the article ---------------------------------------------------------------------------


def _alternates(lines: Sequence[Line], start: int) -> bool:
    """True when titles and single paragraphs take turns, as in a list of other articles."""
    paragraphs = 0
    for i in range(start, len(lines)):
        if lines[i].prose:
            title = lines[i - 1]
            if not title.heading or title.words < TITLE_WORDS or i == start:
                return False
            paragraphs += 1
    return paragraphs >= 2


def _resumes(lines: Sequence[Line], kinds: Sequence[str | None], start: int) -> int:
    """Index from ``start`` at which the article goes on; the number of lines when it does not."""
    run = 0
    for i in range(start, len(lines)):
        whole = lines[i].prose and not lines[i].cut_off and kinds[i] is None
        run = run + 1 if whole else 0
        if run == RESUMES_PARAGRAPHS:
            return i - run + 1
    return len(lines)


def _mark_tail(lines: Sequence[Line], kinds: list[str | None], at: int, kind: str) -> None:
    before = _prose_words(lines, kinds, 0, at)
    after = _prose_words(lines, kinds, at + 1, len(lines))
    kinds[at] = kind if kinds[at] in {None, "comment", "share"} else kinds[at]
    if before == 0:
        return
    end = _resumes(lines, kinds, at + 1)
    own_share = after > RESUMES_SHARE * (before + after)
    if kind != "comment" and own_share and not _alternates(lines, at + 1):
        end = at + 1
        while end < len(lines) and lines[end].heading and end - at <= 6:
            end += 1
        # The last heading above running text is as likely the article's own subheading.
        if end < len(lines) and lines[end].prose and end - at > 2:
            end -= 1
    for i in range(at + 1, end):
        kinds[i] = kinds[i] or kind


def mark_tails(lines: Sequence[Line], kinds: list[str | None], cues: FurnitureCues) -> None:
    """Mark what follows headings such as "Related content", and the comments."""
    for i, line in enumerate(lines):
        if line.words > 8 or (line.ends and line.words > 5) or kinds[i] in {"teaser", "caption"}:
            continue
        for kind, phrases in cues.tails.items():
            if not _alone(phrases).fullmatch(line.plain):
                continue
            if kind == "author-box":
                _mark_box_below(lines, kinds, i)
            else:
                _mark_tail(lines, kinds, i, kind)
            break


def _mark_box_below(lines: Sequence[Line], kinds: list[str | None], at: int) -> None:
    """Mark "About the author" and the lines below up to the next heading, two at most."""
    if _prose_words(lines, kinds, 0, at) == 0:
        return
    kinds[at] = "author-box"
    for i in range(at + 1, min(at + 4, len(lines))):
        if kinds[i] is None and (lines[i].prose or i == at + 1):
            kinds[i] = "author-box"
        elif lines[i].heading and i > at + 1:
            return
