"""Who speaks: the mention or the words that a subject, a phrase or a noun beside a cue gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import takewhile

from msgspec import Struct

from corrobora.extract.arguments import arguments_of_verb
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.parts import Mention
from corrobora.extract.syntax import Sentence, Token

_IMPERSONAL = frozenset(("this", "that", "there", "cela", "ce", "c'", "ceci", "ça", "y"))
_PERSONAL = frozenset(
    """i you he she it we they me him her us them who which that je tu il elle on nous vous ils
    elles j' lui eux qui""".split()
)
_ARTICLES = frozenset("a an the un une le la les l' des".split())
_GAP = re.compile(r'[",;:.«»\n]')
_APPOSITION = re.compile(r", [^,;:.\"«»\n]{3,80}, ")
_NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "X")
_BY = frozenset(("by", "par", "'s", "'"))
_FURTHEST = 7
"""Words of a noun phrase after its head that still name the source ("a spokesman for the army")."""


class Source(Struct, frozen=True):
    """Who speaks.

    Attributes:
        start: First offset.
        end: Offset after the last character.
        text: The words.
        mention: The actor that the words stand for; ``None`` when no actor was found in them.
        pronoun: The words are a pronoun that stands for nobody known.
        pronoun_at: Where a pronoun takes the words up ("officials, who said", "he added").
    """

    start: int
    end: int
    text: str
    mention: Mention | None
    pronoun: bool = False
    pronoun_at: tuple[int, int] | None = None


def of_mention(mention: Mention) -> Source:
    """The source that a mention is."""
    return Source(mention.start, mention.end, mention.text, mention)


class SourceFinder:
    """Finds the sources of one text."""

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        mentions: Sequence[Mention],
        mention_at: Callable[[Token], Mention | None],
    ) -> None:
        self._text = text
        self._lexicon = lexicon
        self._mentions = mentions
        self._mention_at = mention_at
        self._nouns = lexicon.language.words("words", "source_nouns")
        self._relative = lexicon.language.words("words", "relative_pronouns")

    def of_subject(self, sentence: Sentence, verb: Token) -> tuple[Source, ...]:
        """Who the subject of a verb is; a participle set off takes that of the main clause."""
        arguments = arguments_of_verb(sentence, verb)
        heads = arguments.subjects
        own = any(t.dep.startswith("nsubj") for t in sentence.children(verb))
        if not own and verb.lower.endswith(("ing", "ant")):
            heads = _of_main_clause(sentence, verb) or heads
        heads = [t for t in heads if _cases(sentence, t) <= _BY]
        found = [s for s in (self.of_token(sentence, t) for t in heads[:3]) if s is not None]
        known = [s for s in found if s.mention is not None]
        if known and not any(t.dep == "conj" for t in heads):
            found = known  # of two subjects that are not coordinated one is a parse error
        relative = [
            t for t in sentence.children(verb, "nsubj")
            if t.lower in self._relative and t.i not in {h.i for h in heads}
        ]  # fmt: skip
        if found and relative:
            span = (relative[0].start, relative[0].end)
            found = [Source(s.start, s.end, s.text, s.mention, s.pronoun, span) for s in found]
        return tuple(found)

    def is_somebody(self, source: Source) -> bool:
        """Whether a source is an actor, a pronoun, a name or a noun of who or what speaks."""
        if source.mention is not None or source.pronoun:
            return True
        words = source.text.split()
        named = words[1:] or words  # a capital at the front may only open the sentence
        return any(w[0].isupper() for w in named) or any(
            x in self._nouns for w in words for x in self._lexicon.lemmas(w.casefold(), "noun")
        )

    def of_token(self, sentence: Sentence, token: Token) -> Source | None:
        """The speaker that a noun or pronoun stands for."""
        mention = self._mention_at(token) or self._enclitic(token)
        for child in sentence.children(token, "appos"):
            named = self._mention_at(child)
            if named is not None and named.kind == "person" and named.form == "name":
                mention = named
        if mention is not None and _may_speak(mention):
            return of_mention(mention)
        if token.lower in _IMPERSONAL or not token.text[-1].isalpha():
            return None
        if token.lower in _PERSONAL or token.text.startswith("-"):
            return Source(token.start, token.end, token.text, None, pronoun=True)
        words = [
            t for t in sentence.subtree(token)
            if t.i == token.i or (
                not t.dep.startswith(("acl", "punct", "appos", "advcl", "parataxis"))
                and not (t.dep == "case" and t.head == token.i)
                and t.i <= token.i + _FURTHEST
            )
        ]  # fmt: skip
        run = _contiguous(words, token)
        while len(run) > 1 and run[0].pos == "DET" and run[0].lower in _ARTICLES:
            run = run[1:]
        start, end = run[0].start, run[-1].end
        inner = [m for m in self._mentions if start <= m.start and m.end <= end and _may_speak(m)]
        if inner and not self._lexicon.is_form_of(token, self._nouns, "noun"):
            return of_mention(inner[-1])
        return Source(start, end, self._text[start:end], None)

    def _enclitic(self, token: Token) -> Mention | None:
        """Whom the pronoun behind a verb stands for ("a-t-il dit")."""
        if "-" not in token.text:
            return None
        ends = (m for m in self._mentions if m.end == token.end and m.form == "pronoun")
        return next(ends, None)

    def of_range(self, sentence: Sentence, words: Sequence[Token]) -> tuple[Source, ...]:
        """The sources in a run of words that is a noun phrase, coordinated ones included."""
        inside = {t.i for t in words}
        heads = [
            t for t in words
            if (t.pos in _NOMINAL or t.text.startswith("-"))
            and (t.head not in inside or t.head == t.i or t.dep == "conj")
        ]  # fmt: skip
        bare = [t for t in heads if not _cases(sentence, t)]
        heads = bare or heads
        if not heads:
            heads = [t for t in words if self._mention_at(t) is not None][:1]
        found: list[Source] = []
        for head in heads:
            source = self._within(sentence, head, words)
            if source is not None and all(source.start >= s.end for s in found):
                found.append(source)
        named = [s for s in found if s.mention is not None and s.mention.form == "name"]
        joined = any(t.pos == "CCONJ" for t in words)
        if named and not joined:  # "the mayor, Jane Doe"
            return tuple(named[-1:])
        return tuple(found[: 3 if joined else 1])

    def _within(self, sentence: Sentence, head: Token, words: Sequence[Token]) -> Source | None:
        source = self.of_token(sentence, head)
        if source is None or source.mention is not None:
            return source
        start, end = max(source.start, words[0].start), min(source.end, words[-1].end)
        return Source(start, end, self._text[start:end], None, source.pronoun)

    def beside(self, sentence: Sentence, verb: Token) -> Source | None:
        """The mention before a verb; auxiliaries or an apposition may stand between."""
        best: Mention | None = None
        for mention in self._mentions:
            if mention.start < sentence.start or mention.end > verb.start:
                continue
            if not _may_speak(mention):
                continue
            gap = self._text[mention.end : verb.start]
            near = len(gap) < 30 and len(gap.split()) <= 2 and not _GAP.search(gap)
            if near or (mention.form == "name" and _APPOSITION.fullmatch(gap)):
                best = mention
        return None if best is None else of_mention(best)

    def before(self, sentence: Sentence, verb: Token) -> Source:
        """The nominal words right before a verb that the parse has not seen as one."""
        tokens = sentence.tokens
        first = _phrase_start(tokens, verb.i)
        mention = self._mention_at(tokens[verb.i - 1])
        if (
            first > 1
            and tokens[first - 1].pos == "ADP"
            and tokens[first - 2].pos in (*_NOMINAL, "DET")
        ):
            first, mention = _phrase_start(tokens, first - 1), None  # "people in the town"
        if mention is not None and _may_speak(mention):
            return of_mention(mention)
        start, end = tokens[first].start, tokens[verb.i - 1].end
        text = self._text[start:end]
        return Source(start, end, text, None, text.casefold() in _PERSONAL)

    def of_owner(self, sentence: Sentence, noun: Token) -> tuple[Source, ...]:
        """Whose a noun is: "Kenya's claim", "the claim by Kenya", "l'appel de l'ONU"."""
        owners = [*sentence.children(noun, "nmod:poss")]
        owners += [
            t for t in sentence.children(noun, "nmod", "obl")
            if {"by", "of", "from", "de", "d'", "du", "des", "par"}
            & {c.lower for c in sentence.children(t, "case")}
        ]  # fmt: skip
        found = (self.of_token(sentence, t) for t in owners)
        return tuple(s for s in found if s is not None and (s.mention is not None or s.pronoun))[:1]

    def in_stretch(self, start: int, end: int) -> tuple[Source, ...]:
        """The mentions between two offsets, else the words themselves."""
        sources = tuple(
            of_mention(m) for m in self._mentions
            if start <= m.start and m.end <= end and _may_speak(m) and m.form != "adjective"
        )  # fmt: skip
        words = self._text[start:end].strip(" ,.")
        if sources or not words:
            return sources
        at = self._text.index(words, start)
        return (Source(at, at + len(words), words, None),)


def _phrase_start(tokens: Sequence[Token], end: int) -> int:
    """Where the noun phrase begins that ends before a word."""
    first = end - 1
    while first > 0 and tokens[first - 1].pos in ("DET", "ADJ", "NOUN", "PROPN", "NUM"):
        first -= 1
    return first


def _may_speak(mention: Mention) -> bool:
    return mention.kind != "place" and mention.form != "adjective"


def _cases(sentence: Sentence, token: Token) -> frozenset[str]:
    return frozenset(c.lower for c in sentence.children(token, "case"))


def _of_main_clause(sentence: Sentence, verb: Token) -> list[Token]:
    """The subject of the nearest clause above a participle that a comma sets off."""
    before = list(takewhile(lambda t: t.i < verb.i, sentence.tokens))[-2:]
    if not any(t.text == "," for t in before):
        return []
    for above in sentence.ancestors(verb):
        if above.i < verb.i and any(
            t.dep.startswith("nsubj") and t.i < verb.i for t in sentence.children(above)
        ):
            return arguments_of_verb(sentence, above).subjects
    return []


def _contiguous(words: list[Token], head: Token) -> list[Token]:
    """The unbroken run of words around the head."""
    at = next(n for n, w in enumerate(words) if w.i == head.i)
    first = last = at
    while first > 0 and words[first - 1].i == words[first].i - 1:
        first -= 1
    while last + 1 < len(words) and words[last + 1].i == words[last].i + 1:
        last += 1
    return words[first : last + 1]
