"""A sentence whose tags and relations are put right word by word."""

from __future__ import annotations

from msgspec.structs import replace

from corrobora.extract.lexicon import Lexicon
from corrobora.extract.syntax import Sentence, Token


class Rewriting:
    """Words of a sentence whose tags and relations may change; what each mending builds on."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self._given = sentence
        self._lexicon = lexicon
        self._tokens: list[Token] = list(sentence.tokens)
        self._changed = False

    def sentence(self) -> Sentence:
        """The sentence as it is now; the given object where nothing changed."""
        return Sentence(self._tokens) if self._changed else self._given

    def _below(self, i: int, *deps: str) -> list[Token]:
        """What hangs on a word as it is now, in order; with ``deps`` by just these labels."""
        return [t for t in self._tokens if t.head == i and t.i != i and (not deps or t.dep in deps)]

    def _set(self, i: int, **fields: str | int) -> None:
        self._tokens[i] = replace(self._tokens[i], **fields)
        self._changed = True
