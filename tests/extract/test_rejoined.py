"""Main verbs behind clauses about their subject."""

from __future__ import annotations

import pytest
from reading_room import claims, who

from corrobora.extract.rejoined import rejoined
from corrobora.extract.syntax import Sentence, Token


def sentence(words: list[tuple[str, str, str, int, str]]) -> Sentence:
    """A sentence from word, part of speech, relation, head and morphology."""
    tokens, at = [], 0
    for i, (text, pos, dep, head, morph) in enumerate(words):
        tokens.append(Token(i, at, at + len(text), text, text.lower(), pos, dep, head, morph))
        at += len(text) + 1
    return Sentence(tokens)


GARDEN_PATH = [
    ("The", "DET", "det", 1, ""),
    ("curfew", "NOUN", "nsubj", 2, ""),
    ("imposed", "VERB", "root", 2, "Tense=Past|VerbForm=Fin"),
    ("yesterday", "NOUN", "obl", 2, ""),
    ("has", "AUX", "aux", 6, "VerbForm=Fin"),
    ("been", "AUX", "aux:pass", 6, "VerbForm=Part"),
    ("extended", "VERB", "conj", 2, "VerbForm=Part"),
]


def test_a_participle_behind_the_subject_gives_way_to_the_verb_with_helpers() -> None:
    found = rejoined(sentence(GARDEN_PATH))

    assert [(t.text, t.dep, t.head) for t in (found.tokens[i] for i in (1, 2, 6))] == [
        ("curfew", "nsubj:pass", 6),
        ("imposed", "acl", 1),
        ("extended", "root", 6),
    ]


def test_two_verbs_joined_by_a_word_stay_as_they_are() -> None:
    words = list(GARDEN_PATH)
    words[3] = ("and", "CCONJ", "cc", 6, "")
    whole = sentence(words)

    assert rejoined(whole) is whole


@pytest.mark.parametrize("text", ["Malaysia, which leads the monitors, appealed for calm."])
def test_a_relative_clause_does_not_part_a_subject_from_its_verb(text: str) -> None:
    found = [c for c in claims(text) if c.type == "REQUEST"]

    assert found
    assert who(found[0]) == ["Malaysia"]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Ana Ruiz accused Russia of waging a war and appealed to the United Nations.", "REQUEST"),
        ('Ana Ruiz said the army "opened up without cause" and refused the offer.', "REJECT"),
        ("Ana Ruiz said that Chad would pay in May and rejected the offer.", "REJECT"),
    ],
)
def test_a_past_tense_is_joined_to_one_of_its_form(text: str, type_: str) -> None:
    assert [who(c) for c in claims(text) if c.type == type_] == [["Ana Ruiz"]]


def test_gerunds_joined_to_each_other_stay_so() -> None:
    found = claims("Kenya criticised Chad for arresting traders and closing the border.")

    assert [who(c) for c in found if c.type == "COERCE"] == [["Chad"], ["Chad"]]
