"""Objects that the parser took for verbs, and verbs that it took for nouns."""

from __future__ import annotations

import pytest

from corrobora.extract.lexicon import Lexicon, build_lexicon
from corrobora.extract.retag import retagged
from corrobora.extract.syntax import Sentence, Token
from corrobora.vocab.event_types import load_event_types
from corrobora.vocab.language import load_language

PAST = "Mood=Ind|Tense=Past|VerbForm=Fin"
PRESENT = "Mood=Ind|Tense=Pres|VerbForm=Fin"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    language = load_language("en")
    assert language is not None
    return build_lexicon(load_event_types(), language)


def sentence(*words: tuple[str, str, str, int, str]) -> Sentence:
    tokens, at = [], 0
    for i, (text, pos, dep, head, morph) in enumerate(words):
        tokens.append(Token(i, at, at + len(text), text, text.lower(), pos, dep, head, morph))
        at += len(text) + 1
    return Sentence(tokens)


def test_a_second_verb_right_behind_a_verb_without_object_is_its_object(lexicon: Lexicon) -> None:
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
    lexicon: Lexicon, first: str, morph: str, second: str
) -> None:
    given = sentence(
        ("Troops", "NOUN", "nsubj", 1, ""),
        (first, "VERB", "root", 1, morph),
        (second, "VERB", "parataxis", 1, PRESENT),
    )
    found = retagged(given, lexicon).tokens
    assert [(t.pos, t.dep) for t in found] == [(t.pos, t.dep) for t in given.tokens]


def test_a_noun_with_an_object_is_a_verb(lexicon: Lexicon) -> None:
    given = sentence(
        ("Armies", "NOUN", "nsubj", 1, ""),
        ("exchange", "NOUN", "root", 1, ""),
        ("information", "NOUN", "obj", 1, ""),
    )
    assert retagged(given, lexicon).tokens[1].pos == "VERB"


def test_what_up_to_counts_is_the_object(lexicon: Lexicon) -> None:
    given = sentence(
        ("Gunmen", "NOUN", "nsubj", 1, ""),
        ("killed", "VERB", "root", 1, PAST),
        ("up", "ADP", "compound:prt", 1, ""),
        ("to", "ADP", "case", 5, ""),
        ("20", "NUM", "nummod", 5, ""),
        ("villagers", "NOUN", "obl", 1, ""),
    )
    found = retagged(given, lexicon).tokens
    assert [(t.dep, t.head) for t in found[2:]] == [
        ("advmod", 4),
        ("advmod", 4),
        ("nummod", 5),
        ("obj", 1),
    ]


def test_who_was_driven_up_to_a_place_is_no_object(lexicon: Lexicon) -> None:
    given = sentence(
        ("They", "PRON", "nsubj", 1, ""),
        ("walked", "VERB", "root", 1, PAST),
        ("up", "ADP", "advmod", 1, ""),
        ("to", "ADP", "case", 5, ""),
        ("the", "DET", "det", 5, ""),
        ("gate", "NOUN", "obl", 1, ""),
    )
    assert retagged(given, lexicon) is given


def test_a_name_at_the_start_is_no_order(lexicon: Lexicon) -> None:
    given = sentence(
        ("Ecowas", "VERB", "root", 0, ""),
        ("eased", "VERB", "amod", 2, ""),
        ("sanctions", "NOUN", "obj", 0, ""),
    )
    found = retagged(given, lexicon).tokens
    assert [(t.pos, t.dep, t.head) for t in found] == [
        ("PROPN", "nsubj", 1),
        ("VERB", "root", 1),
        ("NOUN", "obj", 1),
    ]


def test_an_order_stays_one(lexicon: Lexicon) -> None:
    given = sentence(
        ("Release", "VERB", "root", 0, ""),
        ("detained", "VERB", "amod", 2, ""),
        ("reporters", "NOUN", "obj", 0, ""),
    )
    assert retagged(given, lexicon) is given


def test_a_second_subject_behind_a_verb_is_its_object(lexicon: Lexicon) -> None:
    given = sentence(
        ("Turkey", "PROPN", "nsubj", 1, ""),
        ("armed", "VERB", "root", 1, PAST),
        ("rebels", "NOUN", "nsubj", 1, ""),
    )
    assert retagged(given, lexicon).tokens[2].dep == "obj"


@pytest.mark.parametrize(
    ("verb", "number", "past"),
    [("struck", "Plur", True), ("hit", "Sing", True), ("hit", "Plur", False)],
)
def test_irregular_past_tenses(lexicon: Lexicon, verb: str, number: str, *, past: bool) -> None:
    given = sentence(
        ("Jets", "NOUN", "nsubj", 1, f"Number={number}"),
        (verb, "VERB", "root", 1, PRESENT),
        ("Goma", "PROPN", "obj", 1, ""),
    )
    assert retagged(given, lexicon).tokens[1].has("Tense=Past") is past
