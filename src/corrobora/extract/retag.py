"""Verbs that a parser took for nouns, and objects that it took for verbs.

In "The two armies now exchange information" the trained parsers see who does what to what, but may
call "exchange" a noun, and no verb of the vocabulary is looked for there: nouns have no objects.
In "Nicaragua cut ties" they may call "ties" a second verb: two verbs of a clause do not stand side
by side. A past tense that is no present ("struck") may be called one.
"""

from __future__ import annotations

from msgspec.structs import replace

from corrobora.extract.lexicon import Lexicon
from corrobora.extract.syntax import Sentence, Token
from corrobora.vocab.english_forms import LIKE_THE_PAST, PAST_TENSES

_NOMINAL = ("NOUN", "PROPN", "ADJ", "ADV")
_PAST = ("ed", "é", "ée", "és", "ées")
_PARTICLES = frozenset(("back", "down", "out", "up", "off", "over", "home", "forward", "close"))
_SAME_IN_THE_PAST = frozenset(("cut", "set", "put", "hit", "shut", "let", "spread", "beat"))
_SUBJECTS = frozenset(("he", "she", "they", "we", "i", "who", "which", "that"))
_INFINITIVE = "VerbForm=Inf"
_PRESENT = "Mood=Ind|Tense=Pres|VerbForm=Fin"
_PAST_TENSE = "Mood=Ind|Tense=Past|VerbForm=Fin"


def retagged(sentence: Sentence, lexicon: Lexicon) -> Sentence:
    """The sentence with such words as verbs; the same object when there are none."""
    changed = {
        t.i: new
        for t in sentence.tokens
        if (
            new := _as_verb(sentence, t, lexicon)
            or _as_object(sentence, t, lexicon)
            or _after_subject(sentence, t, lexicon)
        )
    }
    changed |= _up_to(sentence, lexicon)
    changed |= _named_first(sentence, lexicon)
    if changed:
        joined = [_joined(sentence, changed.get(t.i, t), changed) for t in sentence.tokens]
        sentence = Sentence(joined)
    return _with_past(sentence) if lexicon.language.code == "en" else sentence


def _with_past(sentence: Sentence) -> Sentence:
    """The sentence with irregular past tenses as such that were taken for the present."""
    past = {t.i for t in sentence.tokens if t.pos == "VERB" and _is_past(sentence, t)}
    if not past:
        return sentence
    return Sentence([
        replace(t, morph=t.morph.replace("Tense=Pres", "Tense=Past")) if t.i in past else t
        for t in sentence.tokens
    ])  # fmt: skip


def _is_past(sentence: Sentence, token: Token) -> bool:
    if not token.has("Tense=Pres") or not token.has("VerbForm=Fin"):
        return False
    if token.lower in PAST_TENSES:
        return True
    if token.lower not in LIKE_THE_PAST:
        return False
    subject = sentence.child(token, "nsubj")
    return (
        subject is not None
        and subject.has("Number=Sing")
        and not subject.has("Person=1")
        and not subject.has("Person=2")
        and sentence.child(token, "aux") is None
        and sentence.child(subject, "conj") is None
    )


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


def _as_object(sentence: Sentence, token: Token, lexicon: Lexicon) -> Token | None:
    """A word as the object of the past tense right before it, or ``None``.

    Adverbs ("shot back") and words with a subject or an object of their own stay verbs.
    """
    if token.pos != "VERB" or token.dep != "parataxis" or token.head != token.i - 1:
        return None
    if lexicon.language.code != "en" or token.lower in _PARTICLES:
        return None
    verb = sentence.tokens[token.head]
    parts = lexicon.parts(token.lower)
    past = verb.has("Tense=Past") or verb.lower in _SAME_IN_THE_PAST
    if verb.pos != "VERB" or not past or "noun" not in parts:
        return None
    if sentence.child(verb, "obj", "ccomp", "aux:pass") or sentence.child(token, "nsubj", "aux"):
        return None
    return replace(token, pos="NOUN", dep="obj", morph="")


def _up_to(sentence: Sentence, lexicon: Lexicon) -> dict[int, Token]:
    """What "up to" counts as the object of its verb ("killed up to 20 villagers"), by index."""
    changed: dict[int, Token] = {}
    if lexicon.language.code != "en" or "up" not in sentence.words:
        return changed
    for up, to, number in zip(
        sentence.tokens, sentence.tokens[1:], sentence.tokens[2:], strict=False
    ):
        counted = sentence.head(to)
        if (up.lower, to.lower) != ("up", "to") or number.pos != "NUM" or counted is None:
            continue
        verb = sentence.head(counted)
        if verb is None or verb.pos != "VERB" or verb.i > up.i or not counted.dep.startswith("obl"):
            continue
        if sentence.child(verb, "obj", "aux:pass") is not None:
            continue
        changed[up.i] = replace(up, dep="advmod", head=number.i)
        changed[to.i] = replace(to, dep="advmod", head=number.i)
        changed[counted.i] = replace(counted, dep="obj")
    return changed


def _named_first(sentence: Sentence, lexicon: Lexicon) -> dict[int, Token]:
    """A name taken for a verb, with the verb behind it taken for an adjective, by index.

    "Ecowas eased sanctions" is no order to ecowas.
    """
    if lexicon.language.code != "en" or len(sentence.tokens) < 3:
        return {}
    name, verb = sentence.tokens[:2]
    noun = sentence.head(verb)
    lone = name.pos == "VERB" and name.dep == "root" and "verb" not in lexicon.parts(name.lower)
    if not lone or verb.dep != "amod" or noun is None or noun.head != name.i:
        return {}
    if not verb.lower.endswith("ed") or "verb" not in lexicon.parts(verb.lower):
        return {}
    changed = {
        t.i: replace(t, head=verb.i) for t in sentence.children(name) if t.i not in (verb.i, noun.i)
    }
    changed[name.i] = replace(name, pos="PROPN", dep="nsubj", head=verb.i, morph="")
    changed[verb.i] = replace(verb, pos="VERB", dep="root", head=verb.i, morph=_PAST_TENSE)
    changed[noun.i] = replace(noun, dep="obj", head=verb.i)
    return changed


def _after_subject(sentence: Sentence, token: Token, lexicon: Lexicon) -> Token | None:
    """A second subject, behind an active verb without object, as that object, or ``None``."""
    if token.dep != "nsubj" or token.i < token.head or lexicon.language.code != "en":
        return None
    verb = sentence.tokens[token.head]
    first = sentence.child(verb, "nsubj")
    if verb.pos != "VERB" or first is None or first.i > verb.i or token.lower in _SUBJECTS:
        return None
    if sentence.child(verb, "obj", "ccomp", "aux:pass") or verb.lower in ("said", "says"):
        return None
    return replace(token, dep="obj")


def _joined(sentence: Sentence, token: Token, changed: dict[int, Token]) -> Token:
    """A dependent of such a word with the label that a verb's, or a noun's, dependents have."""
    verb = changed.get(token.head)
    if verb is None or token.i == token.head:
        return token
    if verb.pos == "NOUN":  # "cut ties to Bonn"
        if token.dep in ("obl", "obj"):
            return replace(token, dep="nmod")
        brought = sentence.child(sentence.tokens[verb.i], "obj")
        if token.lower == "to" and brought is not None:
            return replace(token, pos="ADP", dep="case", head=brought.i)
        return token
    if verb.morph == _INFINITIVE:
        if token.i > verb.i and token.dep.startswith(("flat", "compound")):
            return replace(token, dep="obj")
        return replace(token, dep="mark") if token.dep == "case" else token
    subject = token.i < verb.i and token.dep in ("compound", "advmod", "nmod", "amod")
    if subject and token.text[0].isupper() and token.pos in _NOMINAL:
        return replace(token, dep="nsubj")
    return token
