"""French clauses put right that a parse hangs together wrongly."""

from __future__ import annotations

import pytest
from reading_room import claim, lexicon, parsed, who, whom

from corrobora.extract.french_trees import mended
from corrobora.extract.syntax import Sentence


def told(sentence: Sentence, word: str) -> tuple[str, str]:
    """Relation and governor of a word."""
    token = next(t for t in sentence.tokens if t.text == word)
    return token.dep, sentence.tokens[token.head].text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (  # the first of two subjects is taken for the head of all
            ("Lima/PROPN/root/0 et/CCONJ/cc/4 Quito/PROPN/nsubj/4 ont/AUX/aux:tense/4"
            " paraphé/VERB/conj/0 un/DET/det/6 pacte/NOUN/obj/4"),
            {"Lima": ("nsubj", "paraphé"), "Quito": ("conj", "Lima"), "et": ("cc", "Quito"),
             "paraphé": ("root", "paraphé")},
        ),
        (  # the article of an object is taken for a preposition
            ("Asmara/PROPN/nsubj/2 a/AUX/aux:tense/2 livré/VERB/root/2 des/ADP/case/4"
            " drones/NOUN/obl:arg/2"),
            {"drones": ("obj", "livré"), "des": ("det", "drones")},
        ),
        (  # those counted hang on the adverb
            ("Suva/PROPN/nsubj/1 accueille/VERB/root/1 plus/ADV/advmod/1 de/ADP/case/5"
            " 600/NUM/nummod/5 exilés/NOUN/obl:arg/2"),
            {"exilés": ("obj", "accueille"), "plus": ("advmod", "exilés")},
        ),
        (  # a form of "faire" is taken for the helper of a noun
            ("Dili/PROPN/nsubj/2 fait/AUX/aux:caus/2 état/NOUN/root/2 de/ADP/case/5"
            " six/NUM/nummod/5 morts/NOUN/nmod/2"),
            {"fait": ("root", "fait"), "état": ("obj", "fait"), "Dili": ("nsubj", "fait"),
             "morts": ("nmod", "état")},
        ),
        (  # the perfect of a verb of motion is taken for a passive
            "Le/DET/det/1 convoi/NOUN/nsubj:pass/3 est/AUX/aux:pass/3 tombé/VERB/root/3",
            {"convoi": ("nsubj", "tombé"), "est": ("aux:tense", "tombé")},
        ),
        (  # and so is a perfect with "avoir"
            ("Lima/PROPN/nsubj:pass/2 a/AUX/aux:tense/2 imposé/VERB/root/2 un/DET/det/4"
            " embargo/NOUN/obj/2"),
            {"Lima": ("nsubj", "imposé")},
        ),
        (  # an object with "un" is taken for a time
            ("Suva/PROPN/nsubj/2 a/AUX/aux:tense/2 organisé/VERB/root/2 un/DET/det/4"
            " sit-in/NOUN/obl:mod/2"),
            {"sit-in": ("obj", "organisé")},
        ),
    ],
)  # fmt: skip
def test_clauses_are_put_right(words: str, expected: dict[str, tuple[str, str]]) -> None:
    sentence = mended(parsed(words), lexicon("fr"))

    assert {word: told(sentence, word) for word in expected} == expected


@pytest.mark.parametrize(
    "words",
    [
        (  # what is spoken of stands behind "de"
            "Lima/PROPN/nsubj/1 parle/VERB/root/1 des/ADP/case/3 otages/NOUN/obl:arg/1"
        ),
        (  # a passive in the perfect
            "Le/DET/det/1 convoi/NOUN/nsubj:pass/4 a/AUX/aux:tense/4 été/AUX/aux:pass/4"
            " visé/VERB/root/4"
        ),
        (  # a time
            "Lima/PROPN/nsubj/2 a/AUX/aux:tense/2 attendu/VERB/root/2 un/DET/det/4"
            " mois/NOUN/obl:mod/2"
        ),
        (  # a verb with one subject, joined to another clause
            "Lima/PROPN/nsubj/1 signe/VERB/root/1 et/CCONJ/cc/4 Quito/PROPN/nsubj/4"
            " refuse/VERB/conj/1"
        ),
    ],
)  # fmt: skip
def test_what_is_right_stays(words: str) -> None:
    sentence = parsed(words)

    assert mended(sentence, lexicon("fr")) is sentence


def test_both_subjects_do_it() -> None:
    found = claim("Le Sénégal et la Gambie ont paraphé un accord de défense.", "AGREE", "fr")

    assert who(found) == ["Senegal", "Gambia"]


def test_whom_somebody_is_accused_of_killing_is_no_doer() -> None:
    found = claim("L'armée accuse le M23 d'avoir massacré des civils à Kishishe.", "ASSAULT", "fr")

    assert who(found) == ["M23"]
    assert whom(found) == ["civils"]


def test_who_has_killed_is_the_doer_though_the_parse_loses_the_object() -> None:
    found = claim(
        "Un policier de vingt-deux ans a tué de six balles dans le dos l'ambassadeur de Russie,"
        " Ivan Orlov, dans une galerie d'art.",
        "ASSAULT",
        "fr",
    )

    assert who(found) == ["policier"]
