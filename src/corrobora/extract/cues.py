"""Which words attribute something to somebody, and what they take as its content."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from corrobora.extract.lexicon import Lexicon
from corrobora.extract.syntax import Sentence, Token
from corrobora.vocab.language import Manner

Hold = Manner | Literal["according", "know", "want", "judge"]
"""How a content is held: a manner of speech, or known, wanted, judged well or ill."""

_ENDINGS = ("e", "s", "es")
"""What makes an adjective feminine or plural."""
_CONTRACTED = {"du": "de", "des": "de", "d'": "de", "au": "à", "aux": "à"}


class Cues:
    """Which words of one language attribute, and what they take as their content.

    Attributes:
        attributing: Forms outside which no word attributes anything, whatever stands around it.
        speaking: The same for verbs of saying that are set off.
        source_nouns: Nouns for those who or what may speak.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        language = lexicon.language
        self._manners = language.manner_of
        words = language.words
        self._know = words("views", "know")
        self._want = words("views", "want")
        self._judge = words("views", "judge")
        self._hearer = words("views", "hearer")
        self._object = words("views", "object")
        self._questions = words("views", "questions")
        self._loose = words("views", "not_set_off")
        self._set_off = words("views", "set_off")
        self._tells_only = words("views", "tells_only")
        self.source_nouns = words("words", "source_nouns")
        holds: tuple[tuple[str, Hold], ...] = (
            ("demand_nouns", "want"), ("plan_nouns", "want"),
            ("denial_nouns", "deny"), ("claim_nouns", "claim"),
        )  # fmt: skip
        self._nouns: dict[str, Hold] = dict.fromkeys(words("views", "statement_nouns"), "say")
        for key, hold in holds:
            self._nouns |= dict.fromkeys(words("phrases", key), hold)
        self._phrasal = frozenset(language.phrases("views", "with_preposition"))
        self._wanting = words("views", "wanting")
        self._about = words("views", "about")
        self._claimed = words("views", "claimed")
        self._adjectives = words("views", "adjectives")
        self._phrasal_verbs = _openings(self._phrasal)
        self._telling = frozenset(language.phrases("views", "telling"))
        self._caused = frozenset(verb.rpartition(" ")[2] for verb in self._manners if " " in verb)
        self.speaking = self._speaking()
        self.attributing = self._attributing()

    def _speaking(self) -> frozenset[str]:
        says = self._questions.union(self._manners, self._set_off)
        says = self._lexicon.forms_of(says, "verb")
        return (says - self._lexicon.forms_of(self._loose, "verb")) | self._caused

    def _attributing(self) -> frozenset[str]:
        verbs = self._want | self._know | self._judge | self._phrasal_verbs
        verbs = verbs.union(self._manners, _openings(self._manners))
        return frozenset((
            *self._lexicon.forms_of(verbs, "verb"),
            *self._lexicon.forms_of(frozenset(self._nouns), "noun"),
            *(word + end for word in self._adjectives for end in ("", *_ENDINGS)),
        ))  # fmt: skip

    def manner(self, token: Token) -> Manner | None:
        """How a form of a speech verb holds its content."""
        for lemma in self._lexicon.lemmas(token.lower, "verb"):
            if lemma in self._manners:
                return self._manners[lemma]
        return None

    def manner_set_off(self, token: Token) -> Manner:
        """How a speech verb beside what is said holds it; a warning set off tells what is so."""
        manner = self.manner(token) or "say"
        return "say" if manner == "fear" and self.has_hearer(token) else manner

    def speaks(self, sentence: Sentence, token: Token) -> bool:
        """Whether a word may be the verb of a clause of saying that is set off."""
        says = self.manner(token) is not None or self._lexicon.is_form_of(
            token, self._questions | self._set_off
        )
        if self.caused(sentence, token) is not None:
            return True
        if not says or self.is_loose(token) or token.pos == "PROPN":
            return False
        if self.manner(token) is None and (
            token.lower.endswith("ant") or token.has("VerbForm=Inf")
        ):
            return False  # "coupant la retraite aux insurgés"
        before = sentence.tokens[token.i - 1] if token.i else None
        after = sentence.tokens[token.i + 1 : token.i + 2]
        helped = before is not None and before.pos == "AUX"
        if before is not None and before.pos == "PUNCT" and after:  # "», estime X"
            helped = after[0].pos in ("DET", "PROPN", "PRON") or after[0].lower == "des"
        return token.pos in ("VERB", "AUX") or helped or token.lower.endswith(("ed", "said"))

    def tells_only(self, token: Token) -> bool:
        """Whether a verb of saying never has a person or a body as its object."""
        return self._lexicon.is_form_of(token, self._tells_only) or token.lower in self._caused

    def only_set_off(self, token: Token) -> bool:
        """Whether a verb that is set off does no more than say, and neither asks nor judges."""
        other = self._want | self._judge
        return self.manner(token) is None and not self._lexicon.is_form_of(token, other)

    def caused(self, sentence: Sentence, token: Token) -> Manner | None:
        """The manner of an infinitive and the verb before it ("fait savoir", "laisse entendre")."""
        before = sentence.tokens[token.i - 1] if token.i else None
        if before is None or before.pos not in ("VERB", "AUX") or token.lower not in self._caused:
            return None
        named = (f"{lemma} {token.lower}" for lemma in self._lexicon.lemmas(before.lower, "verb"))
        return next((self._manners[verb] for verb in named if verb in self._manners), None)

    def wants(self, token: Token) -> bool:
        """Whether a word may be the form of a verb of wanting."""
        return self._lexicon.is_form_of(token, self._want)

    def is_loose(self, token: Token) -> bool:
        """Whether a verb of saying is too common in other senses to be read without its clause."""
        return self._lexicon.is_form_of(token, self._loose)

    def is_charged(self, sentence: Sentence, token: Token) -> bool:
        """Whether a verb of charging is a participle on who is charged ("men accused of")."""
        charging = self._lexicon.language.charging_verbs
        own = sentence.children(token, "obj", "nsubj", "aux")
        return token.dep.startswith("acl") and not own and self._lexicon.is_form_of(token, charging)

    def has_hearer(self, token: Token) -> bool:
        """Whether the object of a verb is who hears it."""
        return self._lexicon.is_form_of(token, self._hearer)

    def hold(self, sentence: Sentence, token: Token) -> Hold | None:
        """How a verb holds its content; ``None`` when the word attributes nothing here."""
        if token.pos == "ADJ" and self._is_view(token):
            return "know"
        if token.pos not in ("VERB", "AUX"):
            return None
        infinitive = sentence.children(token, "xcomp")
        caused = self.caused(sentence, token)
        if caused is not None:
            return caused
        for lemma in self._lexicon.lemmas(token.lower, "verb"):
            if lemma in self._want and (infinitive or lemma not in self._manners):
                return "want"
            if lemma in self._manners:
                return self._manners[lemma]
            particled = self._with_particle(sentence, token, lemma)
            if particled is not None:
                return particled
            if self._tells(sentence, token, lemma):
                return "say"
            if lemma in self._know:
                return "know"
            if lemma in self._judge:
                return "judge"
            if lemma in self._phrasal_verbs:
                return "judge"
        return None

    def _is_view(self, token: Token) -> bool:
        """Whether an adjective says what its subject holds ("confident that")."""
        word = token.lower
        return word in self._adjectives or any(
            word.removesuffix(end) in self._adjectives for end in _ENDINGS
        )

    def is_phrasal(self, sentence: Sentence, token: Token) -> bool:
        """Whether a verb says what stands behind it only by a noun or preposition of its own.

        "Faire état de", "parler de": what else stands behind them is told as well ("in an attack").
        """
        return any(
            self._with_particle(sentence, token, lemma) is not None
            or self._tells(sentence, token, lemma)
            for lemma in self._lexicon.lemmas(token.lower, "verb")
        )

    def _with_particle(self, sentence: Sentence, token: Token, lemma: str) -> Manner | None:
        """The manner of a verb that takes a second word ("point out", "faire état")."""
        for child in sentence.children(token, "compound:prt", "advmod", "obj"):
            manner = self._manners.get(f"{lemma} {child.lower}")
            if manner is not None:
                return manner
        return None

    def _tells(self, sentence: Sentence, token: Token, lemma: str) -> bool:
        """Whether a verb says what stands behind its preposition ("spoke of thirty dead")."""
        return any(
            f"{lemma} {_CONTRACTED.get(word, word)}" in self._telling
            for child in sentence.children(token, "obl", "obl:arg", "obl:mod", "nmod")
            for word in (c.lower for c in sentence.children(child, "case"))
        )

    def takes_object(self, token: Token, hold: Hold) -> bool:
        """Whether the object of a verb is what is said, wanted or judged."""
        if hold == "want":
            return True
        if self.has_hearer(token):
            return False
        return hold in ("announce", "deny", "judge") or self._lexicon.is_form_of(
            token, self._object
        )

    def takes(self, token: Token, word: str) -> bool:
        """Whether a verb has its content behind a preposition ("called for", "spoke of")."""
        word = _CONTRACTED.get(word, word)
        return any(
            f"{lemma} {word}" in self._phrasal
            for lemma in self._lexicon.lemmas(token.lower, "verb")
        )

    def concerning(self, hold: Hold) -> frozenset[str]:
        """What brings in the content of a noun: a call *for*, a claim *of*, a remark *about*."""
        if hold == "want":
            return self._wanting
        return self._claimed if hold in ("claim", "deny") else self._about

    def noun_hold(self, token: Token) -> Hold | None:
        """How a noun of saying or wanting holds its content."""
        if token.pos != "NOUN":
            return None
        lemmas = self._lexicon.lemmas(token.lower, "noun")
        return next((self._nouns[x] for x in lemmas if x in self._nouns), None)


def _openings(phrases: Iterable[str]) -> frozenset[str]:
    """Every run of words with which one of the phrases begins and goes on."""
    return frozenset(
        phrase[:at] for phrase in phrases for at, sign in enumerate(phrase) if sign == " "
    )


@lru_cache(maxsize=8)
def load_cues(lexicon: Lexicon) -> Cues:
    """The cues of a language, made once."""
    return Cues(lexicon)
