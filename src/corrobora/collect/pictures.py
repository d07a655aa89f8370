"""Captions and picture credits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corrobora.collect.layout import Line, sentences_of
from corrobora.vocab.furniture_cues import Pictures

CAPTION_WORDS = 60
"""A line with a credit at its end and at most this many words is a caption as a whole."""
CAPTION_SENTENCES = 2

_AGENCY = (
    r"(?:REUTERS|Reuters|AFP|AP|EPA(?:-EFE)?|ANSA|dpa|DPA|Xinhua|"
    r"Anadolu(?: Agency| Ajansi)?|AA|Sipa|SIPA|"
    r"TASS|Sputnik|RIA|Getty(?: Images)?|NurPhoto|Bloomberg|Maxar|Planet Labs|Shutterstock|iStock|"
    r"Alamy|ZUMA|Abaca|MAXPPP|Belga|PA|Magnum|UN Photo|MINUSMA)"
)
_WORD = (
    r"(?:Photos?|Images?|Pictures?|Photographs?|Credits?|Cr[ée]dits?|Handout|File|Illustration|"
    r"Courtesy|Screengrab)"
)
_CREDIT = (
    rf"(?:{_AGENCY}\s?/{{1,2}}\s?[A-Z][^()\[\]]{{0,80}}|"
    rf"(?:[A-Z][\w.'-]+ ){{0,4}}{_AGENCY}\s+(?:via|by|Photos?|photo|file|handout|archives?)\b"
    rf"[^()\[\]]{{0,80}}|"
    rf"[^()\[\]\n]{{0,60}}\b{_WORD}\s*(?:credit|d'archives|d'illustration|file)?\s*"
    rf"(?::|/|©|\bby\b|\bpar\b|\bvia\b|\bde\b|\bcourtesy\b)[^()\[\]]{{1,100}}|"
    rf"[^()\[\]\n]{{0,60}}\bphoto (?:by|par)\b[^()\[\]]{{1,100}}|"
    rf"{_AGENCY}(?: file)? [Pp]hoto|[Ff]ile [Pp]hoto|[Aa]rchives?|{_AGENCY}/File|"
    r"©[^()\[\]]{1,80})"
)
_BRACKETED = re.compile(rf"[(\[]{_CREDIT}[)\]]")
_TRAILING = re.compile(
    rf"(?:[(\[]{_CREDIT}[)\]]|[(\[]{_AGENCY}[)\]]|"
    rf"(?<![\w/]){_AGENCY}\s?/{{1,2}}\s?[A-Z][\w .'/-]{{1,60}}|"
    rf"(?:©|\(c\))\s?[A-Z][^.]{{1,60}}|[A-Z][\w.' -]{{2,40}}/\s?{_AGENCY}(?:\s+via\s+[\w ]+)?|"
    rf"{_AGENCY} via {_AGENCY}|(?:Photo|Image|Credit|Crédits?)\s?:\s?[A-Z][^.:]{{1,60}})[.\s]*$"
)
_BARE_AGENCY_END = re.compile(rf"[(\[]{_AGENCY}[)\]][.\s]*$")


@lru_cache(maxsize=16)
def _labels(labels: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(labels, key=lambda p: (-len(p), p))
    return re.compile(
        rf"(?:{'|'.join(map(re.escape, ordered))})\s*(?::|/|©|\||\bby\b|\bpar\b)\s*(?=\S)"
    )


def _labelled(line: Line, labels: tuple[str, ...]) -> bool:
    """Tell "Photo credit: Name" and "Photo by Name" from a sentence that begins like them."""
    match = _labels(labels).match(line.plain)
    if not match:
        return False
    colon = match.group().rstrip().endswith((":", "/", "©", "|"))
    return line.words <= 100 if colon else line.words <= 10 and not line.ends


def _is_caption(line: Line, cues: Pictures) -> bool:
    if line.words <= 100 and any(sign in line.plain for sign in cues.signs):
        return len(sentences_of(line.text)) <= CAPTION_SENTENCES + 1
    if not _TRAILING.search(line.text):
        return False
    # "(AFP)" closes an article's last paragraph just as often as a caption.
    if _BARE_AGENCY_END.search(line.text) and line.words > 3:
        return False
    return line.words <= CAPTION_WORDS and len(sentences_of(line.text)) <= CAPTION_SENTENCES


def mark_pictures(lines: Sequence[Line], kinds: list[str | None], cues: Pictures) -> None:
    """Mark whole lines that are captions or credits, and the stand-in text right above one."""
    for i, line in enumerate(lines):
        if kinds[i] is not None:
            continue
        if _labelled(line, cues.labels):
            kinds[i] = "caption" if line.words > 10 else "credit"
        elif _is_caption(line, cues):
            kinds[i] = "caption" if line.words > 6 else "credit"
        else:
            continue
        above = lines[i - 1] if i else None
        if above and kinds[i - 1] is None and not line.gap and above.heading and above.words <= 8:
            kinds[i - 1] = "caption"


def picture_spans(text: str) -> list[tuple[int, int, str]]:
    """Credits in brackets inside a line of running text."""
    return [(m.start(), m.end(), "credit") for m in _BRACKETED.finditer(text)]
