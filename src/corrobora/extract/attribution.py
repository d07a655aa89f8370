"""Who says so: speakers, their words and what they are said to hold.

Patterns come first (quotation marks, "according to", a speech verb set off by commas), the parse
second: the parse of "..., said X" changes from one training run to the next, the pattern does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from corrobora.extract.arguments import arguments_of_verb
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.parts import Mention
from corrobora.extract.syntax import Sentence, Token
from corrobora.vocab.language import Manner

Hold = Literal["say", "claim", "announce", "think", "fear", "deny", "according"]

_QUOTED = re.compile(r'"[^"]{2,900}?(?:"|$)|«[^»]{2,900}?(?:»|$)')
_CITING = frozenset(("citing", "cites", "cited", "quoting", "quotes", "citant", "cite"))
_FIRST_PERSON = frozenset(("i", "we", "je", "j'", "nous", "me", "us"))
_IMPERSONAL = frozenset(("it", "this", "that", "there", "il", "cela", "ce", "c'", "ceci", "ça"))


@dataclass(frozen=True)
class Source:
    """Who speaks: a mention, or words that the mention finder did not know (``mention`` None)."""

    start: int
    end: int
    text: str
    mention: Mention | None


@dataclass(frozen=True)
class Attribution:
    """Words (as stretches of text) that a source is said to have said, held or denied.

    Attributes:
        sources: Outermost first ("the Post, citing officials" gives the Post, then officials).
        hold: How the content is held.
        cue: Offset of the cue word.
        content: Stretches of text that the attribution covers.
    """

    sources: tuple[Source, ...]
    hold: Hold
    cue: int
    content: tuple[tuple[int, int], ...]

    def covers(self, offset: int) -> bool:
        """Whether a place in the text is inside the content."""
        return any(start <= offset < end for start, end in self.content)

    @property
    def width(self) -> int:
        """Characters covered; of nested attributions the narrower is the inner one."""
        return sum(end - start for start, end in self.content)


def quotations(text: str) -> list[tuple[int, int]]:
    """Stretches inside quotation marks, marks included; a mark left open ends with its line."""
    found = []
    position = 0
    for line in text.split("\n"):
        found += [(position + m.start(), position + m.end()) for m in _QUOTED.finditer(line)]
        position += len(line) + 1
    return found


class Attributor:
    """Finds attributions sentence by sentence; remembers the last speaker for bare quotations."""

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
        self._quotes = quotations(text)
        self._manners = lexicon.language.manner_of
        self._with_particles = {m.rpartition(" ")[0] for m in self._manners if " " in m}
        self._last: tuple[Source, ...] = ()

    def attributions(self, sentence: Sentence) -> list[Attribution]:
        """Every attribution in one sentence. Call in text order."""
        quotes = [
            (max(a, sentence.start), min(b, sentence.end))
            for a, b in self._quotes
            if a < sentence.end and b > sentence.start
        ]
        found = self._according(sentence)
        spoken = False
        for token in sentence.tokens:
            hold = self._hold(sentence, token)
            if hold is None or any(a < token.start < b - 1 for a, b in quotes):
                continue
            sources = self._sources(sentence, token)
            content = self._content(sentence, token, sources, quotes, hold)
            if not sources or not content:
                continue
            found.append(Attribution(sources, hold, token.start, tuple(content)))
            spoken = True
            if hold != "fear":
                self._last = sources
        if (
            quotes
            and not spoken
            and not found
            and self._last
            and self._is_all_quoted(sentence, quotes)
        ):
            found.append(Attribution(self._last, "say", sentence.start, tuple(quotes)))
        return found

    # --- cues ------------------------------------------------------------------------------------

    def _hold(self, sentence: Sentence, token: Token) -> Manner | None:
        """How a speech verb holds its content; ``None`` when the word is no speech verb here."""
        if token.pos not in ("VERB", "AUX", "ADJ", "NOUN"):
            return None
        for lemma in self._lexicon.lemmas(token.lower, "verb"):
            manner = self._manners.get(lemma)
            if (
                manner is None
                and lemma in self._with_particles
                and any(
                    t.dep in ("compound:prt", "advmod") and f"{lemma} {t.lower}" in self._manners
                    for t in sentence.children(token)
                )
            ):
                manner = "say"
            if manner is not None:
                if token.pos in ("ADJ", "NOUN") and not self._is_set_off(sentence, token):
                    return None
                return manner
        return None

    def _is_set_off(self, sentence: Sentence, token: Token) -> bool:
        """Whether a comma or a closing quotation mark stands just before the cue or its subject."""
        before = self._text[max(sentence.start, token.start - 60) : token.start].rstrip()
        return before.endswith((",", '"', '",', "»", "» ,", ',"'))

    # --- sources ---------------------------------------------------------------------------------

    def _source(self, sentence: Sentence, token: Token) -> Source | None:
        """The speaker that a noun or pronoun stands for."""
        if token.lower in _FIRST_PERSON:
            return None
        mention = self._mention_at(token)
        for child in sentence.children(token, "appos"):
            named = self._mention_at(child)
            if named is not None and named.kind == "person" and named.form == "name":
                mention = named
        if mention is not None:
            return Source(mention.start, mention.end, mention.text, mention)
        if token.lower in _IMPERSONAL or token.pos == "PRON":
            return None
        words = [
            t for t in sentence.subtree(token)
            if t.i == token.i or (
                not t.dep.startswith(("acl", "punct", "appos", "advcl", "parataxis"))
                and t.i <= token.i + 6
            )
        ]  # fmt: skip
        run = _contiguous(words, token)
        start, end = run[0].start, run[-1].end
        inner = [m for m in self._mentions if start <= m.start and m.end <= end]
        if inner and self._lexicon.is_form_of(
            token, self._lexicon.language.words("words", "source_nouns"), "noun"
        ):
            return Source(start, end, self._text[start:end], None)
        if inner:
            m = inner[-1]
            return Source(m.start, m.end, m.text, m)
        return Source(start, end, self._text[start:end], None)

    def _sources(self, sentence: Sentence, verb: Token) -> tuple[Source, ...]:
        """Who the subject of a speech verb is; inverted and split speech included."""
        right = self._adjacent(sentence, verb, +1)
        before = any(t.i < verb.i for t in sentence.children(verb, "nsubj"))
        if right is not None and not before and self._is_set_off(sentence, verb):
            return (right,)
        if not before and self._is_set_off(sentence, verb):  # "», a expliqué le procureur"
            behind = [
                t for t in sentence.children(verb, "nsubj", "obj", "obl")
                if t.i > verb.i and t.pos in ("NOUN", "PROPN")
            ]  # fmt: skip
            named = self._source(sentence, behind[0]) if behind else None
            if named is not None:
                return (named,)
        arguments = arguments_of_verb(sentence, verb)
        heads = arguments.subjects
        if arguments.passive and not heads:
            return ()
        found = [s for s in (self._source(sentence, t) for t in heads[:3]) if s is not None]
        if not found:
            beside = self._adjacent(sentence, verb, -1) or right
            return (beside,) if beside is not None else ()
        return tuple(found[:1]) if len(found) == 1 else tuple(found)

    def _adjacent(self, sentence: Sentence, verb: Token, side: int) -> Source | None:
        """The mention that touches the verb on one side (auxiliaries and articles between)."""
        best: Mention | None = None
        for mention in self._mentions:
            if mention.start < sentence.start or mention.end > sentence.end:
                continue
            gap = (
                self._text[verb.end : mention.start] if side > 0
                else self._text[mention.end : verb.start]
            )  # fmt: skip
            on_side = mention.start >= verb.end if side > 0 else mention.end <= verb.start
            near = len(gap) < 30 and len(gap.split()) <= (3 if side > 0 else 2)
            if on_side and near and not re.search(r'[",;:.«»]', gap):
                best = mention
                if side > 0:
                    break
        return None if best is None else Source(best.start, best.end, best.text, best)

    # --- content ---------------------------------------------------------------------------------

    def _content(
        self,
        sentence: Sentence,
        verb: Token,
        sources: tuple[Source, ...],
        quotes: list[tuple[int, int]],
        hold: Hold,
    ) -> list[tuple[int, int]]:
        """The stretches that the speech verb attributes."""
        found = list(quotes) if hold not in ("think", "fear") else []
        clause = [
            c for c in sentence.children(verb, "ccomp", "xcomp", "obj", "advcl:objective")
            if c.dep != "obj" or hold in ("announce", "deny", "claim", "fear", "say")
        ]  # fmt: skip
        if self._is_inserted(sentence, verb, sources):
            edges = [verb.start, verb.end, *(x for s in sources for x in (s.start, s.end))]
            first, last = _phrase_start(sentence, min(edges)), max(edges)
            last = self._end_of_insertion(sentence, last)
            found += [(sentence.start, first), (last, sentence.end)]
        for child in clause:
            words = sentence.subtree(child, without=(verb.i,))
            words = [w for w in words if w.start >= sentence.start]
            if words:
                found.append((words[0].start, words[-1].end))
        for child in sentence.children(verb, "parataxis"):
            if child.start > verb.end:
                words = sentence.subtree(child, without=(verb.i,))
                found.append((words[0].start, words[-1].end))
        if not found and verb.dep in ("parataxis", "root") and hold in ("say", "claim", "announce"):
            found = self._rest(sentence, verb, sources)
        return [(a, b) for a, b in found if b > a]

    def _is_inserted(self, sentence: Sentence, verb: Token, sources: tuple[Source, ...]) -> bool:
        """Whether source and verb stand set off in or after what is said (", officials said")."""
        charging = self._lexicon.language.charging_verbs
        if not sources or self._lexicon.is_form_of(verb, charging):
            return False
        fronted = [c for c in sentence.children(verb, "advcl", "obl") if c.i < verb.i]
        if fronted and sentence.child(verb, "obj", "ccomp", "xcomp") is not None:
            return False
        start = _phrase_start(sentence, min(verb.start, sources[0].start))
        end = max(verb.end, sources[-1].end)
        before = self._text[sentence.start : start].rstrip()
        after = self._text[end : sentence.end].lstrip()
        if not before or before[-1] not in ',"»':
            return False
        if len(before) < 12 and '"' not in before:
            return False
        between = self._text[min(verb.end, sources[0].end) : max(verb.start, sources[0].start)]
        if len(between.split()) > 3:
            return False
        follows_that = re.match(r"(?:that|que|qu')\b", after)
        return not follows_that and not (
            after[:1].isalpha()
            and sentence.child(verb, "ccomp", "xcomp") is not None
            and sources[0].start < verb.start
            and not before.endswith('"')
        )

    def _end_of_insertion(self, sentence: Sentence, position: int) -> int:
        """Past the apposition of an inserted source ("said X, an analyst at Y, ...")."""
        rest = self._text[position : sentence.end]
        match = re.search(r'[,;]?\s*["«]|\.\s*$', rest)
        return position + match.start() if match else sentence.end

    def _rest(
        self, sentence: Sentence, verb: Token, sources: tuple[Source, ...]
    ) -> list[tuple[int, int]]:
        """What follows the verb, when the parse shows no content clause."""
        start = max(verb.end, *(s.end for s in sources)) if sources else verb.end
        tail = self._text[start : sentence.end]
        if len(tail.split()) >= 4:
            return [(start, sentence.end)]
        return []

    def _according(self, sentence: Sentence) -> list[Attribution]:
        """Phrases like "according to X": the sentence is X's, and whom X cites comes after X."""
        found = []
        text = self._text[sentence.start : sentence.end]
        for match in self._lexicon.language.according.finditer(text):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            stop = self._phrase_end(sentence, end)
            sources = tuple(
                Source(m.start, m.end, m.text, m)
                for m in self._mentions
                if end <= m.start and m.end <= stop and m.kind != "place"
                and m.form != "adjective"
            )  # fmt: skip
            if not sources:
                words = self._text[end:stop].strip(" ,.")
                if not words:
                    continue
                at = self._text.index(words, end)
                sources = (Source(at, at + len(words), words, None),)
            sources = _chain(sources)
            content = ((sentence.start, start), (stop, sentence.end))
            found.append(Attribution(sources, "according", start, content))
        return found

    def _phrase_end(self, sentence: Sentence, start: int) -> int:
        """Where the phrase after "according to" ends: comma or end, but "citing" goes on."""
        text = self._text[start : sentence.end]
        for mark in re.finditer(r"[,;:]|\s[–—-]\s|\.\s*$", text):
            following = re.match(r"\W*(\w+)", text[mark.end() :])
            if following and following.group(1).casefold() in _CITING:
                continue
            return start + mark.start()
        return sentence.end

    def _is_all_quoted(self, sentence: Sentence, quotes: list[tuple[int, int]]) -> bool:
        inside = sum(b - a for a, b in quotes)
        return inside >= 0.8 * (sentence.end - sentence.start)


def _phrase_start(sentence: Sentence, position: int) -> int:
    """Where the noun phrase begins that has its mention at a place: articles and the like count."""
    at = next((t.i for t in sentence.tokens if t.start >= position), len(sentence.tokens) - 1)
    while at > 0 and sentence.tokens[at - 1].pos in ("DET", "ADJ", "NUM", "PROPN", "NOUN", "PRON"):
        if sentence.tokens[at - 1].dep.startswith(("obj", "nsubj", "obl", "root", "conj")):
            break
        at -= 1
    return min(position, sentence.tokens[at].start)


def _chain(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """At most two links: an outlet and whom it cites; of plain coordination all stay."""
    outlets = [s for s in sources if s.mention is not None and s.mention.kind == "media"]
    others = [s for s in sources if s not in outlets]
    if outlets and others:
        return (outlets[0], *others[:2])
    return (*outlets, *others)[:3]


def _contiguous(words: list[Token], head: Token) -> list[Token]:
    """The unbroken run of words around the head."""
    at = next(n for n, w in enumerate(words) if w.i == head.i)
    first = last = at
    while first > 0 and words[first - 1].i == words[first].i - 1:
        first -= 1
    while last + 1 < len(words) and words[last + 1].i == words[last].i + 1:
        last += 1
    return words[first : last + 1]
