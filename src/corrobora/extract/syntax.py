"""Words and how they hang together: the one shape that extraction rules read.

Labels are those of Universal Dependencies. A parser fills them; where none is installed,
``extract.shallow`` fills the same shape by rule, so that every later step has one code path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, wraps
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from msgspec import Struct

_Found = TypeVar("_Found")


class Token(Struct, frozen=True, gc=False):
    """One word. ``head`` is the index of its governor in the sentence (its own for the root)."""

    i: int
    start: int
    end: int
    text: str
    lower: str
    pos: str
    dep: str
    head: int
    morph: str

    def has(self, feature: str) -> bool:
        """Whether the morphology holds a feature such as ``VerbForm=Part``."""
        return feature in self.morph


_place = attrgetter("i")
_NOTHING: dict[str, list[Token]] = {}
"""What hangs on a word on which nothing hangs."""


class Sentence:
    """The words of one sentence with their dependency tree.

    Attributes:
        tokens: The words in text order.
        lowers: The same in lower case.
        words: All words in lower case that stand in it.
        start: Offset of the first word.
        end: Offset after the last.
        found_by: What ``once_a_word`` and ``once_a_sentence`` have kept.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tuple(tokens)
        self.lowers = [t.lower for t in self.tokens]
        self.words = frozenset(self.lowers)
        self.found_by: dict[Callable[..., Any], dict[int, Any]] = {}
        self.start = self.tokens[0].start
        self.end = self.tokens[-1].end
        self._labelled = self._by_label()

    def _by_label(self) -> list[dict[str, list[Token]]]:
        """Dependents of each word by label, and by the main part of it (``obl`` of ``obl:agent``).

        Under the empty label stand all.
        """
        found: list[dict[str, list[Token]]] = [_NOTHING] * len(self.tokens)
        for token in self.tokens:
            if token.head == token.i:
                continue
            below, dep = found[token.head], token.dep
            if not below:  # most words have nothing below them and share one empty table
                below = found[token.head] = {"": []}
            below[""].append(token)
            below.setdefault(dep, []).append(token)
            if ":" in dep:
                below.setdefault(dep.partition(":")[0], []).append(token)
        return found

    def children(self, token: Token, *deps: str) -> Sequence[Token]:
        """Direct dependents in order; with ``deps`` only those labels (``obl`` covers subtypes)."""
        below = self._labelled[token.i]
        if not below:
            return ()
        if not deps:
            return below[""]
        found: Sequence[Token] = ()
        for dep in deps:
            run = below.get(dep)
            if run is None:
                continue
            if found:  # more than one label: in the order of the text
                return [
                    t for t in below[""] if t.dep in deps or t.dep.partition(":")[0] in deps
                ]  # fmt: skip
            found = run
        return found

    def below(self, token: Token) -> Mapping[str, Sequence[Token]]:
        """Direct dependents in order by label (``obl`` covers subtypes); all under ``""``."""
        return self._labelled[token.i]

    def child(self, token: Token, *deps: str) -> Token | None:
        """The first such dependent."""
        found = self.children(token, *deps)
        return found[0] if found else None

    def head(self, token: Token) -> Token | None:
        """The governor, or ``None`` for the root."""
        return None if token.head == token.i else self.tokens[token.head]

    def subtree(self, token: Token, without: Iterable[int] = ()) -> list[Token]:
        """The token and all below it, in text order, not entering the tokens in ``without``."""
        labelled = self._labelled
        if not labelled[token.i]:
            return [token]
        seen = {token.i, *without}
        found = [token]
        for word in found:  # which grows meanwhile
            below = labelled[word.i]
            if below:
                new = [child for child in below[""] if child.i not in seen]
                seen.update([child.i for child in new])
                found += new
        found.sort(key=_place)
        return found

    def outward(self, start: int, end: int) -> list[Token]:
        """The words that reach into a stretch and that no other of them governs, in text order."""
        inside = [t for t in self.tokens if t.start < end and start < t.end]
        within = {t.i for t in inside}
        return [t for t in inside if t.head == t.i or t.head not in within]

    def ancestors(self, token: Token) -> Iterator[Token]:
        """Governors from the nearest to the root."""
        seen = {token.i}
        while token.head not in seen:
            token = self.tokens[token.head]
            seen.add(token.i)
            yield token

    @cached_property
    def root(self) -> Token:
        """The word that nothing governs."""
        return next((t for t in self.tokens if t.head == t.i), self.tokens[0])

    @cached_property
    def is_title(self) -> bool:
        """Whether Most Words Stand With a Capital, so that capitals say nothing of names."""
        words = [t.text for t in self.tokens if len(t.text) > 3 and t.text[0].isalpha()]
        return sum(w[0].isupper() for w in words) > 0.5 * len(words)


def once_a_sentence(read: Callable[[Sentence], _Found]) -> Callable[[Sentence], _Found]:
    """Keep with a sentence what a function has read off it, for whoever asks next.

    What it returns is shared and must not be changed.
    """

    @wraps(read)
    def kept(sentence: Sentence) -> _Found:
        known = sentence.found_by.get(read)
        if known is None:
            known = sentence.found_by[read] = {0: read(sentence)}
        found: _Found = known[0]
        return found

    return kept


def once_a_word(read: Callable[[Sentence, Token], _Found]) -> Callable[[Sentence, Token], _Found]:
    """Keep with a sentence what a function has read off its words, for whoever asks next.

    What it returns is shared and must not be changed.
    """

    @wraps(read)
    def kept(sentence: Sentence, token: Token) -> _Found:
        known = sentence.found_by.get(read)
        if known is None:
            known = sentence.found_by[read] = {}
        found: _Found
        try:
            found = known[token.i]
        except KeyError:
            found = known[token.i] = read(sentence, token)
        return found

    return kept


class Parser(Protocol):
    """Turns sentences (given by their offsets in the text) into parsed sentences."""

    name: str

    def parse(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Sentence]:
        """One parsed sentence for each span, in order; spans without a word are left out."""
        ...
