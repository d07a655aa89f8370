"""Who says so: speakers, their words and what they are said to hold.

Patterns come first (quotation marks, "according to", a speech verb set off by commas), the parse
second: the parse of "..., said X" changes from one training run to the next, the pattern does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from corrobora.extract.arguments import is_passive, preposition, told_as_modifier
from corrobora.extract.cues import Hold, load_cues
from corrobora.extract.insertions import Insertion, insertions
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.parts import INANIMATE, Mention
from corrobora.extract.sources import Source, SourceFinder, of_mention
from corrobora.extract.syntax import Sentence, Token
from corrobora.text import caseless

Span = tuple[int, int]

_QUOTED = re.compile(r"\"[^\"]{2,900}?(?:\"|$)|«[^»]{2,900}?(?:»|$)|''[^'].{2,900}?(?:''|$)")
_CITING = frozenset(("citing", "cites", "cited", "quoting", "quotes", "citant", "cite"))
_VOICED = frozenset(("say", "claim", "announce", "think", "fear", "deny", "according"))
_TELLING = ("say", "claim", "announce")
_JOINING = frozenset(("qui", "dont", "où"))
_BEFORE_QUE = frozenset(("ce", "celui", "celle", "ceux", "celles", "d'"))
_NAMED = re.compile(r"\s*(?:--?|[–—―])\s*(?=[^\W\d_])")
"""The dash before the name of whom a block of quoted words is from."""
_SINGULAR = frozenset(("he", "she", "il", "elle", "lui"))
_WHOSE = frozenset(("his", "her", "their", "its"))
_SOMEBODY = frozenset(("on",))
"""The pronoun of "a-t-on appris de source militaire", behind which stands who told it."""
_FROM = re.compile(
    r"\s*(?:(?:auprès|de la part|dans l'entourage|du côté|dans les rangs) "
    r"(?:de l'|de la |d'|de |du |des )|de (?=sources?\b)|à l'|à la |à |au |aux |chez |dans )"
)
_SOURCE = re.compile(r"\bsources?$")
_IT = frozenset("it this so that as much le cela ceci".split())
_SAY = frozenset(("say", "says", "said"))
_THAT = frozenset(("that", "que", "qu'"))
_LONGEST_LABEL = 60
"""Characters before a colon that may name who speaks ("Minister: talks will go on")."""
_AHEAD = 4
"""Sentences and attributions looked at for who speaks quoted words that stand alone."""
_MOSTLY = 0.8
"""Share of a sentence inside quotation marks from which it is taken for quoted as a whole."""


class Attribution(Struct, frozen=True):
    """Words (as stretches of text) that a source is said to have said, held or denied.

    Attributes:
        sources: Outermost first ("the Post, citing officials" gives the Post, then officials);
            empty where the text names nobody ("is believed to").
        hold: How the content is held.
        cue: The words that attribute, as offsets.
        content: Stretches of text that the attribution covers.
        aside: The cue says so only because it is set off ("..., s'alarme le syndicat").
    """

    sources: tuple[Source, ...]
    hold: Hold
    cue: Span
    content: tuple[Span, ...]
    aside: bool = False

    @property
    def is_voiced(self) -> bool:
        """Whether somebody puts the content forward; wants and judgements do not."""
        return self.hold in _VOICED and bool(self.sources)

    def covers(self, offset: int) -> bool:
        """Whether a place in the text is inside the content."""
        return any(start <= offset < end for start, end in self.content)

    @property
    def width(self) -> int:
        """Characters covered; of nested attributions the narrower is the inner one."""
        return sum(end - start for start, end in self.content)


def quotations(text: str) -> list[Span]:
    """Stretches inside quotation marks, marks included; a mark left open ends with its line."""
    found = []
    position = 0
    for line in text.split("\n"):
        found += [(position + m.start(), position + m.end()) for m in _QUOTED.finditer(line)]
        position += len(line) + 1
    return found


class Attributor:
    """Finds the attributions of one text."""

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        mentions: Sequence[Mention],
        mention_at: Callable[[Token], Mention | None],
    ) -> None:
        self._text = text
        self._caseless = caseless(text)
        self._lexicon = lexicon
        self._mentions = mentions
        self._quotes = quotations(text)
        self._quote_starts = [a for a, _ in self._quotes]
        self._manners = lexicon.language.manner_of
        self._sources = SourceFinder(text, lexicon, mentions, mention_at)
        self._cues = load_cues(lexicon)
        self._phrases: list[Span] = []  # what stands after "according to"
        self._relative = lexicon.language.words("words", "relative_pronouns")
        self._owning = lexicon.language.words("words", "owning")
        self._nobodies = lexicon.language.words("words", "nobodies")

    def attributions(self, sentences: Sequence[Sentence]) -> tuple[Attribution, ...]:
        """Every attribution in the sentences of the text, in text order."""
        told = [
            [self._with_whole_quotes(a) for a in self._in_sentence(sentence)]
            for sentence in sentences
        ]
        found: list[Attribution] = []
        last: Attribution | None = None  # the last that may speak the words to come
        end = 0
        for n, sentence in enumerate(sentences):
            here = [self._by_last_speaker(a, last) for a in told[n]]
            span = (sentence.start, sentence.end)
            goes_on = "\n" not in self._text[end : sentence.start]
            quoted = not here and self._is_quoted_whole(sentence)
            ahead = [a for later in told[n : n + _AHEAD] for a in later]
            if any(a.covers(sentence.start + 1) for a in (*found[-_AHEAD:], *ahead)):
                quoted = False
            if last is not None and (quoted or not last.content):
                if goes_on or not last.content:
                    found[found.index(last)] = last = replace(last, content=(*last.content, span))
                else:
                    last = Attribution(last.sources, "say", (span[0], span[0] + 1), (span,))
                    here = [last, *here]
            found += here
            voiced = [a for a in here if a.is_voiced and a.hold != "fear"]
            last = voiced[-1] if voiced else last
            end = sentence.end
        return tuple(sorted((a for a in found if a.content), key=lambda a: a.cue))

    def _by_last_speaker(self, found: Attribution, last: Attribution | None) -> Attribution:
        """The attribution with the speaker before, for a pronoun that stands for nobody else.

        Nobody speaks of himself by his name: in "Ali Omar is innocent, he said" another one speaks.
        """
        if last is None or len(found.sources) != 1 or found.hold not in _VOICED:
            return found
        source = found.sources[0]
        if source.text.casefold().rpartition("-")[2] not in (*_SINGULAR, *_WHOSE):
            return found
        named = source.mention is None or any(
            m.id == source.mention.id and m.form == "name" and found.covers(m.start)
            for m in self._mentions
        )
        if not named:
            return found
        at = (source.start, source.end)
        return replace(found, sources=tuple(replace(s, pronoun_at=at) for s in last.sources))

    # --- one sentence ----------------------------------------------------------------------------

    def _in_sentence(self, sentence: Sentence) -> list[Attribution]:
        according = self._according(sentence)
        found = [*according, *self._labelled(sentence), *self._signed(sentence)]
        quotes = self._quotes_in(sentence)
        set_off = {i.cue.i: i for i in self._insertions(sentence)}
        asides = [a.cue[0] for a in according] + [i.start for i in set_off.values()]
        telling = set_off or not self._cues.attributing.isdisjoint(sentence.words)
        for token in sentence.tokens if telling else ():
            if token.lower not in self._cues.attributing and token.i not in set_off:
                continue
            if self._is_quoted(token.start) or any(a <= token.start < b for a, b in self._phrases):
                continue
            hold = self._cues.hold(sentence, token)
            if token.i in set_off:
                made = self._inserted(sentence, set_off[token.i], quotes)
            elif hold is not None:
                made = self._governing(sentence, token, hold, quotes)
            else:
                made = self._nominal(sentence, token) or self._misread(sentence, token)
            if made is None and found:
                made = self._added(sentence, token, found[-1])
            if made is not None:
                found.append(made)
                if _is_added(sentence, token):
                    asides.append(token.start)
        found = [self._without_asides(a, asides) for a in found]
        return self._with_further(sentence, found)

    def _added(self, sentence: Sentence, token: Token, last: Attribution) -> Attribution | None:
        """What a speaker told before adds ("said an envoy, adding that talks had begun")."""
        manner = self._cues.manner(token)
        after = sentence.tokens[token.i + 1].lower if token.i + 1 < len(sentence.tokens) else ""
        if manner is None or after not in _THAT or not _is_added(sentence, token):
            return None
        content = self._trimmed(token.end, sentence.end)
        return Attribution(last.sources, manner, (token.start, token.end), (content,))

    def _with_further(self, sentence: Sentence, found: list[Attribution]) -> list[Attribution]:
        """The attributions with further clauses of what is said ("..., and that it had left")."""
        for joint, that in pairwise(sentence.tokens):
            if that.lower not in _THAT or joint.pos != "CCONJ" or that.dep != "mark":
                continue
            clause = sentence.tokens[that.head]
            before = [
                a for a in found
                if a.hold in _VOICED and a.cue[1] < joint.start and a.content
                and not a.covers(that.start) and a.content[-1][1] <= that.start
            ]  # fmt: skip
            if not before or clause.i < that.i or self._is_quoted(that.start):
                continue
            last = max(before, key=lambda a: a.cue)
            spans = self._spans(sentence, [clause])
            if any(_THAT & {self._word_at(sentence, start)} for start, _ in last.content):
                longer = replace(last, content=(*last.content, *spans))
                found = [longer if a is last else a for a in found]
        return found

    @staticmethod
    def _word_at(sentence: Sentence, start: int) -> str:
        """The word that begins at an offset, in lower case."""
        return next((t.lower for t in sentence.tokens if t.start == start), "")

    def _without_asides(self, found: Attribution, asides: Sequence[int]) -> Attribution:
        """The attribution without what is set off behind it: ", adding that", ", X said"."""
        if found.hold == "according" or found.cue[0] in asides:
            return found
        content = []
        for start, end in found.content:
            cut = min((a for a in asides if start < a < end and a > found.cue[0]), default=end)
            content.append(self._trimmed(start, cut) if cut < end else (start, end))
        return replace(found, content=tuple((a, b) for a, b in content if b > a))

    def _insertions(self, sentence: Sentence) -> list[Insertion]:
        speaking = self._cues.speaking
        if speaking.isdisjoint(sentence.words):
            return []
        return insertions(
            sentence,
            is_cue=lambda t: t.lower in speaking and self._cues.speaks(sentence, t),
            is_quoted=self._is_quoted if self._quotes_in(sentence) else _never,
            has_hearer=self._cues.has_hearer,
            inverts=self._inverts,
            relative=self._relative,
            behind_quote=self._quote_before(sentence) is not None,
        )

    def _inverts(self, verb: Token, words: Sequence[Token]) -> bool:
        """Whether the words behind a French verb that takes no person as its object are somebody.

        "Les deux pays, en guerre depuis mai, négocient, a annoncé le ministre".
        """
        if not self._cues.tells_only(verb):
            return False
        head = next((t for t in words if t.pos in ("NOUN", "PROPN")), None)
        if head is None or verb.i + 1 < words[0].i - _AHEAD:
            return False
        named = any(
            m.start < head.end and head.start < m.end and m.form != "adjective"
            and m.kind not in INANIMATE
            for m in self._mentions
        )  # fmt: skip
        return named or self._lexicon.is_form_of(head, self._cues.source_nouns, "noun")

    def _quote_before(self, sentence: Sentence) -> Span | None:
        """The quotation that ends right before a sentence in its line ("Why?" she asked)."""
        at = bisect_right(self._quote_starts, sentence.start - 1) - 1
        if at < 0 or not 0 <= sentence.start - self._quotes[at][1] <= 1:
            return None
        return (
            None if "\n" in self._text[self._quotes[at][1] : sentence.start] else self._quotes[at]
        )

    def _inserted(
        self, sentence: Sentence, found: Insertion, quotes: list[Span]
    ) -> Attribution | None:
        """A verb of saying set off from what is said."""
        sources = self._sources.of_range(sentence, found.source)
        if self._cues.has_hearer(found.cue) and is_passive(sentence, found.cue):
            told_by = self._sources.of_subject(sentence, found.cue)  # "he was told by an aide"
            sources = told_by or sources
        if sources and sources[0].text.casefold().rpartition("-")[2] in _SOMEBODY:
            end = max(found.cue.end, sources[0].end)
            told = _FROM.match(self._caseless, end, sentence.end)
            stop = self._phrase_end(sentence, end)
            sources = self._sources.in_stretch(told.end(), stop) if told else sources
        before = self._text[sentence.start : found.start]
        marks = [m.end() for m in re.finditer(r"[;:]\s", before)]
        marks = [m for m in marks if not self._is_quoted(sentence.start + m - 2)]
        content = [(sentence.start + max(marks, default=0), found.start)]
        after = [q for q in quotes if q[0] >= found.end]
        if found.goes_on:
            content.append((found.end, sentence.end))
        else:
            content += after
        content = [self._trimmed(a, b) for a, b in content]
        content = [(a, b) for a, b in content if b > a]
        quote = self._quote_before(sentence)
        if quote is not None and found.start == sentence.start:
            content = [quote, *content]
        if not sources or not content:
            return None
        return Attribution(
            sources,
            self._cues.manner_set_off(found.cue),
            (found.cue.start, found.cue.end),
            tuple(content),
            aside=self._cues.only_set_off(found.cue),
        )

    def _governing(
        self, sentence: Sentence, verb: Token, hold: Hold, quotes: list[Span]
    ) -> Attribution | None:
        """A verb whose clause, infinitive or object is what is said, held or wanted."""
        sources = self._sources.of_subject(sentence, verb)
        passive = is_passive(sentence, verb) or self._cues.is_charged(sentence, verb)
        if passive and not is_passive(sentence, verb):
            sources = ()
        elif not sources and not passive:
            beside = self._sources.beside(sentence, verb)
            sources = (beside,) if beside is not None else ()
        content = self._content(sentence, verb, hold)
        if hold in _VOICED or not content:
            content += self._quoted_by(quotes, content)
        opens = self._text[verb.end : sentence.end].rstrip().endswith(":")
        if not content and hold in _TELLING:
            content = self._behind_colon(sentence, verb)
        bare = not content and hold in _TELLING and verb.dep in ("parataxis", "root")
        if bare and not self._does_something(sentence, verb):
            content = self._rest(sentence, verb, sources)
        if passive and not sources:
            subject = sentence.child(verb, "nsubj")
            clause = sentence.child(verb, "ccomp", "xcomp")
            if subject is None or clause is None or hold == "judge":
                return None
            content = [*self._spans(sentence, [subject]), *content]
        elif not sources:
            return None
        elif passive:
            content += self._spans(sentence, sentence.children(verb, "nsubj"))
        if not (content or opens) or not self._may_hold(sentence, verb, hold, sources):
            return None
        cue = (verb.start, verb.end)
        return Attribution(sources, hold, cue, tuple(sorted(set(content))))

    def _behind_colon(self, sentence: Sentence, verb: Token) -> list[Span]:
        """What a colon brings in behind a verb that has no more than "it" ("confirms it: ...")."""
        at = verb.i + 1
        words = sentence.lowers
        while at < len(words) and words[at] in _IT:
            at += 1
        if at == verb.i + 1 or at >= len(words) - 1 or words[at] != ":":
            return []
        return [self._trimmed(sentence.tokens[at + 1].start, sentence.end)]

    def _does_something(self, sentence: Sentence, verb: Token) -> bool:
        """Whether a verb of saying has another sense by its object ("lancer l'assaut")."""
        light = self._lexicon.is_form_of(verb, self._lexicon.language.light_verbs)
        return light and sentence.child(verb, "obj") is not None

    def _may_hold(
        self, sentence: Sentence, verb: Token, hold: Hold, sources: tuple[Source, ...]
    ) -> bool:
        """Whether the sources are somebody; of things only what they say in a clause counts."""
        if any(s.text.casefold() in self._nobodies for s in sources):
            return False
        if any(self._sources.is_somebody(s) for s in sources):
            return True
        return hold in _VOICED and sentence.child(verb, "ccomp", "parataxis") is not None

    def _nominal(self, sentence: Sentence, noun: Token) -> Attribution | None:
        """A noun of saying or wanting with its content ("Kenya's claim that", "call for")."""
        hold = self._cues.noun_hold(noun)
        if hold is None:
            return None
        sources = self._sources.of_owner(sentence, noun)
        clauses = sentence.children(noun, "acl", "ccomp")
        clauses = [c for c in clauses if c.dep != "acl:relcl" or self._has_that(sentence, c)]
        wanted = [
            t for t in sentence.children(noun, "nmod", "obl")
            if preposition(sentence, t) in self._cues.concerning(hold)
        ]  # fmt: skip
        content = self._spans(sentence, [c for c in (*clauses, *wanted) if c.i > noun.i])
        if not sources or not content:
            return None
        return Attribution(sources, hold, (noun.start, noun.end), tuple(content))

    def _misread(self, sentence: Sentence, token: Token) -> Attribution | None:
        """A verb that the parse takes for a noun ("the centre estimates that")."""
        after = _past_aside(sentence, token.i + 1)
        manner: Hold | None = None
        if after in ("that", "que", "qu'"):
            manner = self._cues.manner(token)
        elif after == "to" and self._cues.wants(token):  # "the minister plans to resign"
            manner = "want"
        if manner is None or token.i == 0:
            return None
        before = sentence.tokens[token.i - 1]
        if before.pos not in ("NOUN", "PROPN", "PRON") or token.lower.endswith("ing"):
            return None
        source = self._sources.before(sentence, token)
        content = self._trimmed(token.end, sentence.end)
        return Attribution((source,), manner, (token.start, token.end), (content,))

    @staticmethod
    def _has_that(sentence: Sentence, clause: Token) -> bool:
        marks = {t.lower for t in sentence.children(clause, "mark")}
        return bool(marks & {"that", "que", "qu'"})

    # --- content ---------------------------------------------------------------------------------

    def _content(self, sentence: Sentence, verb: Token, hold: Hold) -> list[Span]:
        """The stretches that hang on a verb as what is said, held or wanted."""
        children = sentence.children(verb)
        clauses = [
            c for c in children
            if c.dep in ("ccomp", "xcomp", "advcl:objective")
            or (c.dep == "parataxis" and c.start > verb.end and hold in _VOICED)
        ]  # fmt: skip
        if hold == "know":
            clauses = [c for c in clauses if c.dep == "ccomp"]
        elif hold in ("say", "announce"):  # "continues to" says nothing, "dit avoir" does
            clauses = [c for c in clauses if c.dep != "xcomp" or "to" not in _marks(sentence, c)]
        objects = [c for c in children if c.dep in ("obj", "obj:lvc")]
        if hold == "say" and not clauses and verb.lower in _SAY:  # "they say men shot at a car"
            clauses = [c for c in objects if c.pos in ("NOUN", "PROPN") and c.i > verb.i]
        rated = [c for c in children if c.dep.startswith("obl") and c.i > verb.i and objects
                 and preposition(sentence, c) in ("as", "comme")]  # fmt: skip
        if rated or self._cues.takes_object(verb, hold):
            clauses += [*objects, *rated]
        if hold in _VOICED and self._cues.is_phrasal(sentence, verb):  # "a fait état de six morts"
            clauses += [c for c in children if c.i > verb.i and c.dep.startswith("obl")]
        if hold in ("want", "judge"):
            clauses += [
                c for c in children
                if c.i > verb.i and c.dep.startswith(("advcl", "acl", "obl"))
                and self._is_complement(sentence, c, hold)
            ]  # fmt: skip
        phrases = [*children, *(c for o in objects for c in sentence.children(o))]
        clauses += [
            c for c in phrases
            if c.i > verb.i and c.dep.startswith(("obl", "advcl", "acl", "nmod"))
            and any(self._cues.takes(verb, w) for w in _marks(sentence, c))
        ]  # fmt: skip
        if hold in ("want", "judge") and told_as_modifier(sentence, verb) is not None:
            clauses.append(sentence.tokens[verb.head])
        return self._spans(sentence, clauses, without=verb.i)

    def _is_complement(self, sentence: Sentence, token: Token, hold: Hold) -> bool:
        """Whether a phrase belongs to what is wanted or to the ground of a judgement."""
        marks = _marks(sentence, token)
        if hold == "want":
            infinitive = token.has("VerbForm=Inf") and not token.dep.startswith("obl")
            return infinitive and bool(marks & {"to", "de", "d'", "à"})
        return bool(marks & {"for", "as", "pour"})

    def _spans(
        self, sentence: Sentence, heads: Sequence[Token], without: int | None = None
    ) -> list[Span]:
        found = []
        closed = () if without is None else (without,)
        for head in heads:
            words = sentence.subtree(head, without=(*closed, *_other_verbs(sentence, head)))
            while words and words[-1].pos == "PUNCT" and words[-1].text not in '")»':
                words = words[:-1]
            if words:
                found.append((words[0].start, words[-1].end))
        return found

    def _quoted_by(self, quotes: list[Span], content: list[Span]) -> list[Span]:
        """Quoted words that the verb brings in, before it or after it."""
        loose = [q for q in quotes if not any(a <= q[0] and q[1] <= b for a, b in content)]
        if content:
            last = max(b for _, b in content)
            return [q for q in loose if q[0] >= last and not self._text[last : q[0]].strip(" ,:")]
        return loose

    def _rest(self, sentence: Sentence, verb: Token, sources: tuple[Source, ...]) -> list[Span]:
        """What follows the verb, when the parse shows no content clause."""
        start = max([verb.end, *(s.end for s in sources)])
        following = next((t for t in sentence.tokens if t.start >= start), None)
        if following is None or following.pos in ("ADP", "PART") or following.lower == "by":
            return []  # "replied by expelling"
        if len(self._text[start : sentence.end].split()) < 4 or self._cues.is_loose(verb):
            return []
        return [(start, sentence.end)]

    def _trimmed(self, start: int, end: int) -> Span:
        """A stretch without the commas and spaces at its edges."""
        while end > start and self._text[end - 1] in " ,;\n-–—":
            end -= 1
        while start < end and self._text[start] in " ,;\n-–—":
            start += 1
        return start, end

    # --- phrases and layout ----------------------------------------------------------------------

    def _according(self, sentence: Sentence) -> list[Attribution]:
        """Phrases like "according to X": the sentence is X's, and whom X cites comes after X."""
        found = []
        according = self._lexicon.language.according
        for match in according.finditer(self._caseless, sentence.start, sentence.end):
            start, end = match.span()
            if self._is_told_on(sentence, start):
                continue
            named = _SOURCE.search(match.group())  # "de source militaire" names the source itself
            end = start + named.start() if named else end
            stop = self._phrase_end(sentence, end)
            sources = _chain(self._sources.in_stretch(end, stop))
            if sources and not self._is_quoted(start):
                self._phrases.append((end, stop))
                parts = self._scope(sentence, start, stop)
                content = tuple((a, b) for a, b in parts if b > a)
                found.append(Attribution(sources, "according", (start, end), content))
        return found + self._owned(sentence)

    def _owned(self, sentence: Sentence) -> list[Attribution]:
        """Phrases that have who says so in them: "by the army's count", "in his view"."""
        if self._owning.isdisjoint(sentence.words):
            return []
        found = []
        for pattern in self._lexicon.language.owned:
            for match in pattern.finditer(self._caseless, sentence.start, sentence.end):
                start, stop = match.span()
                sources = self._sources.in_stretch(*match.span("owner"))[:1]
                if match["owner"] in _WHOSE:
                    sources = tuple(replace(s, pronoun=True) for s in sources)
                if not sources or self._is_quoted(start):
                    continue
                if any(a <= start < b for a, b in self._phrases):
                    continue
                self._phrases.append((start, stop))
                parts = self._scope(sentence, start, stop)
                content = tuple((a, b) for a, b in parts if b > a)
                found.append(Attribution(sources, "according", (start, stop), content))
        return found

    def _is_told_on(self, sentence: Sentence, start: int) -> bool:
        """Whether "de source ..." is already who told it ("a-t-on appris de source militaire")."""
        at = next((t.i for t in sentence.tokens if t.start >= start), 0)
        return any(t.lower.endswith("-on") for t in sentence.tokens[max(0, at - 3) : at])

    def _scope(self, sentence: Sentence, start: int, stop: int) -> tuple[Span, Span]:
        """What a phrase like "according to X" covers, before it and after it.

        No more than the words up to a semicolon, in French also none before one; where no comma
        parts it from a relative clause of one verb ("dont 41 étrangers selon les ravisseurs"), that
        clause alone.
        """
        first, last = sentence.start, sentence.end
        marks = [m.end() for m in re.finditer(r";\s", self._text[first:start])]
        if self._lexicon.language.code == "fr":  # an English one often joins what X says in all
            first += max(marks, default=0)
        behind = self._text.find("; ", stop, last)
        last = behind if behind >= 0 else last
        inner = self._relative_before(sentence, first, start)
        if inner is not None:
            return self._trimmed(inner, start), (stop, stop)
        return self._trimmed(first, start), self._trimmed(stop, last)

    def _relative_before(self, sentence: Sentence, first: int, start: int) -> int | None:
        """Where a relative clause begins that ends at a phrase with no comma before it."""
        words = [t for t in sentence.tokens if first <= t.start < start]
        if not words or words[-1].pos == "PUNCT":
            return None
        at = next((n for n in reversed(range(len(words))) if words[n].lower in _JOINING), None)
        if at is None or at == 0 or words[at - 1].lower in _BEFORE_QUE:
            return None
        finite = [
            t for t in words[at:]
            if t.dep == "aux:tense" or (t.has("VerbForm=Fin") and not t.dep.startswith("aux"))
        ]  # fmt: skip
        most = 0 if words[at].lower == "dont" else 1
        return words[at].start if len(finite) <= most or words[at].lower == "dont" else None

    def _phrase_end(self, sentence: Sentence, start: int) -> int:
        """Where the phrase after "according to" ends: comma or end, but "citing" goes on."""
        text = self._text[start : sentence.end]
        for mark in re.finditer(r"[,;:]|\s[–—-]\s|\.\s*$", text):
            following = re.match(r"\W*(\w+)", text[mark.end() :])
            if following and following.group(1).casefold() in _CITING:
                continue
            return start + mark.start()
        return sentence.end

    def _labelled(self, sentence: Sentence) -> list[Attribution]:
        """A name, a colon and what is said: "Minister Diallo: we will not negotiate"."""
        at = self._text.find(
            ": ", sentence.start, min(sentence.end, sentence.start + _LONGEST_LABEL)
        )
        if at < 0 or self._is_quoted(sentence.start):
            return []
        name = [
            m for m in self._mentions
            if m.start == sentence.start and m.end == at and m.form == "name"
            and m.kind in ("person", "ngo", "igo", "armed-group", "party")
        ]  # fmt: skip
        content = self._trimmed(at + 1, sentence.end)
        if not name or content[1] <= content[0]:
            return []
        return [Attribution((of_mention(name[0]),), "say", (at, at + 1), (content,))]

    def _signed(self, sentence: Sentence) -> list[Attribution]:
        """Quoted words with a name behind a dash at the end of the line."""
        found = []
        for start, end in self._quotes_in(sentence):
            if end > sentence.end or end - start < _LONGEST_LABEL:
                continue
            dash = _NAMED.match(self._text, end)
            if dash is None or "\n" in dash.group().strip(" "):
                continue
            stop = self._text.find("\n", dash.end())
            stop = len(self._text) if stop < 0 else stop
            label = re.match(r"[^,(.\n]{3,60}", self._text[dash.end() : stop])
            if label is None or stop - dash.end() > 2 * _LONGEST_LABEL:
                continue
            sources = self._sources.in_stretch(dash.end(), dash.end() + label.end())[:1]
            if sources and sources[0].text[0].isupper():
                cue = (dash.end() - 2, dash.end() - 1)
                found.append(Attribution(sources, "say", cue, ((start, end),)))
        return found

    # --- quotations ------------------------------------------------------------------------------

    def _quotes_in(self, sentence: Sentence) -> list[Span]:
        """Quotations that begin, end or go on in a sentence, as they stand in the text."""
        last = bisect_left(self._quote_starts, sentence.end)
        first = last  # quotations do not overlap, so those before end before
        while first and self._quotes[first - 1][1] > sentence.start:
            first -= 1
        return self._quotes[first:last]

    def _is_quoted(self, offset: int) -> bool:
        at = bisect_right(self._quote_starts, offset) - 1
        return at >= 0 and offset < self._quotes[at][1] - 1

    def _is_quoted_whole(self, sentence: Sentence) -> bool:
        inside = sum(
            min(b, sentence.end) - max(a, sentence.start) for a, b in self._quotes_in(sentence)
        )
        return inside >= _MOSTLY * (sentence.end - sentence.start)

    def _with_whole_quotes(self, found: Attribution) -> Attribution:
        """The attribution with the quotations at the edge of its content taken in as a whole."""
        if found.hold not in _VOICED:
            return found
        spans = []
        for first_at, last_at in found.content:
            start, end = first_at, last_at
            for a, b in self._quotes:
                if a < end and start < b and "\n" not in self._text[min(a, start) : max(b, end)]:
                    first = a <= start + 1 and b > start
                    last = b >= end - 1 and a < end
                    if first or last:
                        start, end = min(a, start), max(b, end)
            spans.append((start, end))
        return replace(found, content=_joined(spans))


def _past_aside(sentence: Sentence, at: int) -> str:
    """The word at an index in lower case, or behind a few words between commas that stand there.

    "L'armée affirme, elle, que", "le ministre soutient, de son côté, que".
    """
    words = sentence.lowers
    if at < len(words) and words[at] == ",":
        closing = next((i for i in range(at + 2, min(at + 7, len(words))) if words[i] == ","), None)
        at = closing + 1 if closing is not None else at
    return words[at] if at < len(words) else ""


def _never(_offset: int) -> bool:
    """Whether a place lies inside quotation marks, where a sentence has none."""
    return False


def _marks(sentence: Sentence, token: Token) -> frozenset[str]:
    """The words that bring in a phrase or a clause."""
    return frozenset(c.lower for c in sentence.children(token, "mark", "case"))


def _other_verbs(sentence: Sentence, head: Token) -> list[int]:
    """Finite verbs coordinated with an infinitive: they tell what the subject did besides."""
    if not head.has("VerbForm=Inf"):
        return []
    return [
        t.i for t in sentence.children(head, "conj")
        if t.has("VerbForm=Fin") and not sentence.children(t, "nsubj", "aux")
    ]  # fmt: skip


def _is_added(sentence: Sentence, verb: Token) -> bool:
    """Whether a participle of saying is set off behind a clause (", adding that")."""
    before = sentence.tokens[max(0, verb.i - 2) : verb.i]
    return verb.lower.endswith(("ing", "ant")) and any(t.text == "," for t in before)


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Stretches in order, with those that overlap made one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def _chain(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    """At most two links: an outlet and whom it cites; of plain coordination all stay."""
    outlets = [s for s in sources if s.mention is not None and s.mention.kind == "media"]
    others = [s for s in sources if s not in outlets]
    if outlets and others:
        return (outlets[0], *others[:2])
    return (*outlets, *others)[:3]
