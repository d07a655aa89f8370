"""Verbs that a parser took for nouns, by what hangs on them: nouns have no objects.

In "The two armies now exchange information" the trained parsers see who does what to what, but may
call "exchange" a noun, and no verb of the vocabulary is looked for there.
"""

from __future__ import annotations

from msgspec.structs import replace

from corrobora.extract.lexicon import Lexicon
from corrobora.extract.syntax import Sentence, Token

_NOMINAL = ("NOUN", "PROPN", "ADJ", "ADV")
_PAST = ("ed", "é", "ée", "és", "ées")
_INFINITIVE = "VerbForm=Inf"
_PRESENT = "Mood=Ind|Tense=Pres|VerbForm=Fin"
_PAST_TENSE = "Mood=Ind|Tense=Past|VerbForm=Fin"


def retagged(sentence: Sentence, lexicon: Lexicon) -> Sentence:
    """The sentence with such words as verbs; the same object when there are none."""
    changed = {t.i: new for t in sentence.tokens if (new := _as_verb(sentence, t, lexicon))}
    if not changed:
        return sentence
    return Sentence([_joined(changed.get(t.i, t), changed) for t in sentence.tokens])


def _as_verb(sentence: Sentence, token: Token, lexicon: Lexicon) -> Token | None:
    """A word as the verb that it is, or ``None``."""
    if token.pos not in _NOMINAL or "verb" not in lexicon.parts(token.lower):
        return None
    before = sentence.tokens[token.i - 1] if token.i else None
    marked = before is not None and before.lower == "to" and before.head == token.i
    if marked and token.pos == "PROPN" and token.text.islower():
        return replace(token, pos="VERB", dep="xcomp", morph=_INFINITIVE)
    taken = sentence.child(token, "obj", "ccomp", "xcomp") is not None
    if not taken or sentence.child(token, "det", "case", "cop") is not None:
        return None
    if token.lower.endswith("ing"):
        return None
    past = token.lower.endswith(_PAST)
    return replace(token, pos="VERB", morph=_PAST_TENSE if past else _PRESENT)


def _joined(token: Token, changed: dict[int, Token]) -> Token:
    """A dependent of such a verb with the label that a verb's dependents have."""
    verb = changed.get(token.head)
    if verb is None or token.i == token.head:
        return token
    if verb.morph == _INFINITIVE:
        if token.i > verb.i and token.dep.startswith(("flat", "compound")):
            return replace(token, dep="obj")
        return replace(token, dep="mark") if token.dep == "case" else token
    subject = token.i < verb.i and token.dep in ("compound", "advmod", "nmod", "amod")
    if subject and token.text[0].isupper() and token.pos in _NOMINAL:
        return replace(token, dep="nsubj")
    return token
