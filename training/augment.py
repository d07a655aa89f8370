"""Augmentation of training sentences for the language pipelines.

News wires arrive in lower case, headlines in title case, alerts in capitals. A parser trained on
clean case alone loses ten points of attachment on them, so a fixed share of the training sentences
is shown in each of these shapes.

The French treebank is small and tells of budgets, medicines and town halls. A share of its
sentences is shown again with words of conflict and diplomacy in the place of its own: verbs by
verbs in the same form, plural nouns by persons and groups, names by names, adjectives by those of
nations. What hangs on what stays as annotated.

Shares are arguments: they stand where the training is described.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import spacy
from news_words import NewsWords, news_words
from spacy.tokens import Doc
from spacy.training import Example

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Token

_VOWELS = frozenset("aeiouyàâéèêëîïôùûh")
_NAMES = ("flat", "flat:name", "flat:foreign")


def recased(nlp: Language, example: Example, change: Callable[[str], str]) -> Example:
    """The same example with every word's letters changed; lengths must not change."""
    words = [change(token.text) for token in example.reference]
    return _with_words(nlp, example, words)


def _with_words(nlp: Language, example: Example, words: list[str]) -> Example:
    annotation = example.to_dict()
    annotation["token_annotation"]["ORTH"] = words
    doc = nlp.make_doc(
        "".join(
            word + token.whitespace_ for word, token in zip(words, example.reference, strict=True)
        )
    )
    return Example.from_dict(doc, annotation)


@spacy.registry.augmenters("corrobora.case.v1")
def case_augmenter(
    lower: float, upper: float, title: float, seed: int
) -> Callable[[Language, Example], Iterator[Example]]:
    """Yield each example, and beside it a recased copy with the given probabilities (0..1)."""
    chance = random.Random(seed)

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        yield example
        roll = chance.random()
        if roll < lower:
            yield recased(nlp, example, str.lower)
        elif roll < lower + upper:
            yield recased(nlp, example, _upper_same_length)
        elif roll < lower + upper + title:
            yield recased(nlp, example, _title_same_length)

    return augment


@spacy.registry.augmenters("corrobora.news.v1")
def news_augmenter(
    lower: float, upper: float, title: float, replaced: float, words: float, seed: int
) -> Callable[[Language, Example], Iterator[Example]]:
    """As ``corrobora.case.v1`` for French, with words of the news in a share of further copies.

    Every example is cut at the hyphens at which the pipeline cuts, so that the parts of
    "porte-parole" are trained on too.

    Args:
        lower: Probability of a copy in lower case (0..1).
        upper: Of a copy in capitals.
        title: Of a copy in title case.
        replaced: Of a copy with words of the news.
        words: Share of the words of such a copy that are replaced where they can be.
        seed: For the choice.
    """
    recase = case_augmenter(lower, upper, title, seed)
    chance = random.Random(seed)
    known = news_words()

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        if chance.random() < replaced:
            changed = [_replaced(t, known, words, chance) for t in example.reference]
            yield from recase(nlp, _cut(nlp, _with_words(nlp, example, changed)))
        yield from recase(nlp, _cut(nlp, example))

    return augment


def _replaced(token: Token, known: NewsWords, share: float, chance: random.Random) -> str:
    """A word of the news in the place of a word, or the word itself."""
    if chance.random() >= share or not token.text.isalpha():
        return token.text
    vowel = token.text[0].lower() in _VOWELS
    if token.pos_ == "VERB":
        held = any(child.dep_ in ("obj", "aux:pass") for child in token.children)
        told = any(child.dep_ == "ccomp" or _said_as_infinitive(child) for child in token.children)
        key = str(token.morph)
        options = known.verbs_of_speech if told else known.verbs if held else {}
        found = options.get((_form(key), vowel), ()) if options else ()
    elif token.pos_ == "NOUN" and "Number=Plur" in str(token.morph):
        whose = token.dep_ in ("nsubj", "nsubj:pass", "obl:agent", "obj", "nmod", "obl:arg")
        plain = whose and not any(c.pos_ == "ADJ" for c in token.children)
        found = known.people.get(vowel, ()) if plain else ()
    elif token.pos_ == "ADJ" and token.dep_ == "amod" and token.i > token.head.i:
        found = known.nations.get((_form(str(token.morph)), vowel), ())
    elif token.pos_ == "PROPN" and token.text[0].isupper():
        person = token.dep_ in _NAMES or any(c.dep_ in _NAMES for c in token.children)
        found = (known.persons if person else known.places).get(vowel, ())
    else:
        found = ()
    return chance.choice(found) if found else token.text


def _said_as_infinitive(token: Token) -> bool:
    """Whether a word is a bare infinitive that hangs on its verb ("nie utiliser")."""
    bare = all(child.pos_ != "ADP" or child.i > token.i for child in token.children)
    return bare and token.dep_ == "xcomp" and "VerbForm=Inf" in str(token.morph)


def _form(morph: str) -> str:
    """The features that a form of the same verb shares ("Mood=Ind|Number=Sing|...")."""
    kept = ("Gender", "Mood", "Number", "Person", "Tense", "VerbForm")
    return "|".join(f for f in morph.split("|") if f.split("=")[0] in kept)


def _cut(nlp: Language, example: Example) -> Example:
    """The example with its reference cut as the pipeline cuts words, where that is finer."""
    reference, predicted = example.reference, nlp.make_doc(example.reference.text)
    to_reference = example.alignment.x2y
    owners = []
    for i in range(len(predicted)):
        found = to_reference[i]
        if len(predicted) != len(example.predicted) or len(found) != 1:
            return example
        owners.append(int(found[0]))
    first = {owner: i for i, owner in reversed(list(enumerate(owners)))}
    if len(first) != len(reference):
        return example
    heads, deps, pos, morphs, tags = [], [], [], [], []
    for i, owner in enumerate(owners):
        token = reference[owner]
        own = first[owner] == i
        sign = not own and not predicted[i].text.isalnum()
        heads.append(first[token.head.i] if own else first[owner])
        deps.append(token.dep_ if own else "punct" if sign else "flat")
        pos.append("PUNCT" if sign else token.pos_)
        tags.append("PUNCT" if sign else token.tag_)
        morphs.append("" if sign else str(token.morph))
    cut = Doc(
        nlp.vocab, words=[t.text for t in predicted], heads=heads, deps=deps, pos=pos, tags=tags,
        spaces=[bool(t.whitespace_) for t in predicted], morphs=morphs,
    )  # fmt: skip
    return Example(predicted, cut)


def _upper_same_length(word: str) -> str:
    raised = word.upper()
    return raised if len(raised) == len(word) else word


def _title_same_length(word: str) -> str:
    return word[:1].upper() + word[1:] if len(word[:1].upper()) == 1 else word
