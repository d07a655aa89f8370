"""Words that a model quotes, looked for in the text; what does not stand there is not believed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corrobora.llm.question import Piece, Span
from corrobora.text import Reading

LONGEST_QUOTE = 600
"""Characters: a claim is a clause; a model that quotes a page points at nothing."""

Missing = Literal["no words", "too long", "not in the text", "not unique", "in page furniture"]


@dataclass(frozen=True)
class Page:
    """The text that a model was shown, and the stretches of it that are no text."""

    text: str
    furniture: Sequence[Span]
    piece: Piece

    def quote(self, words: object, number: object) -> Span | Missing:
        """Where a claim's own words stand: in the sentence of that number, else the only place.

        Args:
            words: What the model gave as the quotation.
            number: What it gave as the number of the sentence, counted from 1.
        """
        wanted = _folded(words)
        if isinstance(wanted, str):
            return wanted
        within = self._numbered(number)
        found = _standing(wanted, self.text, within) if within else []
        if not found:
            found = _standing(wanted, self.text, self.piece.span)
        return self._only(found)

    def field(self, words: object, quote: Span) -> list[Span] | Missing:
        """Where the words of a field may stand: anywhere in the quotation, else one place near it.

        Near is the sentences of the quotation, then all that the model was shown.
        """
        wanted = _folded(words)
        if isinstance(wanted, str):
            return wanted
        inside = _standing(wanted, self.text, quote)
        if inside:
            return inside
        for window in (self._around(quote), self.piece.span):
            found = _standing(wanted, self.text, window)
            if found:
                only = self._only(found)
                return only if isinstance(only, str) else [only]
        return "not in the text"

    def _numbered(self, number: object) -> Span | None:
        if not isinstance(number, int) or not 1 <= number <= len(self.piece.sentences):
            return None
        return self.piece.sentences[number - 1]

    def _around(self, quote: Span) -> Span:
        """The sentences that the quotation touches, as one stretch."""
        touched = [s for s in self.piece.sentences if s[0] < quote[1] and quote[0] < s[1]]
        return (touched[0][0], touched[-1][1]) if touched else quote

    def _only(self, found: list[Span]) -> Span | Missing:
        if not found:
            return "not in the text"
        visible = [span for span in found if not self._in_furniture(span)]
        if not visible:
            return "in page furniture"
        return visible[0] if len(visible) == 1 else "not unique"

    def _in_furniture(self, span: Span) -> bool:
        return any(start < span[1] and span[0] < end for start, end in self.furniture)


def _folded(words: object) -> re.Pattern[str] | Missing:
    """A pattern for words as they stand in a folded text, whatever the white space between."""
    if not isinstance(words, str):
        return "no words"
    if len(words) > LONGEST_QUOTE:
        return "too long"
    parts = Reading(words).text.split()
    if not any(c.isalnum() for part in parts for c in part):
        return "no words"
    before = r"(?<!\w)" if re.match(r"\w", parts[0]) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", parts[-1]) else ""
    return re.compile(before + r"\s+".join(map(re.escape, parts)) + after)


def _standing(wanted: re.Pattern[str], text: str, within: Span) -> list[Span]:
    # One letter more than the window, since it may belong to the last word.
    start, end = within
    return [m.span() for m in wanted.finditer(text, start, end + 1) if m.end() <= end]
