"""Objects that the parser took for verbs, and verbs that it took for nouns."""

import pytest

from corrobora.extract.lexicon import build_lexicon
from corrobora.extract.retag import retagged
from corrobora.extract.syntax import Sentence, Token
from corrobora.vocab.event_types import load_event_types
from corrobora.vocab.language import load_language

PAST = "Mood=Ind|Tense=Past|VerbForm=Fin"
PRESENT = "Mood=Ind|Tense=Pres|VerbForm=Fin"


@pytest.fixture(scope="module")
def lexicon():
    language = load_language("en")
    assert language is not None
    return build_lexicon(load_event_types(), language)


def sentence(*words: tuple[str, str, str, int, str]) -> Sentence:
    tokens, at = [], 0
    for i, (text, pos, dep, head, morph) in enumerate(words):
        tokens.append(Token(i, at, at + len(text), text, text.lower(), pos, dep, head, morph))
        at += len(text) + 1
    return Sentence(tokens)


def test_a_second_verb_right_behind_a_verb_without_object_is_its_object(lexicon):
    given = sentence(
        ("Nicaragua", "PROPN", "nsubj", 1, ""),
        ("cut", "VERB", "root", 1, PRESENT),
        ("ties", "VERB", "parataxis", 1, PRESENT),
        ("to", "PART", "dep", 2, ""),
        ("Bonn", "PROPN", "obj", 2, ""),
    )
    found = retagged(given, lexicon).tokens
    assert [(t.pos, t.dep, t.head) for t in found[2:]] == [
        ("NOUN", "obj", 1),
        ("ADP", "case", 4),
        ("PROPN", "nmod", 2),
    ]


@pytest.mark.parametrize(
    ("first", "morph", "second"),
    [("shot", PAST, "back"), ("states", PRESENT, "attacks"), ("fired", PAST, "went")],
)
def test_adverbs_verbs_in_the_present_and_words_that_are_no_noun_stay(
    lexicon, first, morph, second
):
    given = sentence(
        ("Troops", "NOUN", "nsubj", 1, ""),
        (first, "VERB", "root", 1, morph),
        (second, "VERB", "parataxis", 1, PRESENT),
    )
    assert retagged(given, lexicon) is given


def test_a_noun_with_an_object_is_a_verb(lexicon):
    given = sentence(
        ("Armies", "NOUN", "nsubj", 1, ""),
        ("exchange", "NOUN", "root", 1, ""),
        ("information", "NOUN", "obj", 1, ""),
    )
    assert retagged(given, lexicon).tokens[1].pos == "VERB"
