"""Forms of English and French words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.errors import VocabularyError
from corrobora.vocab.event_types import load_event_types
from corrobora.vocab.inflect import forms, forms_table, lemma_table

ENGLISH_VERBS = {
    "attack": "attacks attacked attacking",
    "seize": "seizes seized seizing",
    "carry": "carries carried carrying",
    "expel": "expels expelled expelling",
    "commit": "commits committed committing",
    "visit": "visits visited visiting",
    "target": "targeted targeting",
    "die": "dies died dying",
    "lay": "laid laying",
    "flee": "flees fled fleeing",
    "shoot": "shot shooting",
    "withdraw": "withdrew withdrawn withdrawing",
    "overthrow": "overthrew overthrown",
    "kidnap": "kidnapped kidnapping kidnaped",
    "mobilize": "mobilised mobilising mobilized",
    "analyse": "analyzed analysing",
    "travel": "traveled travelled travelling",
    "panic": "panicked panicking",
    "carry out": "carries out|carried out|carrying out",
    "be": "is are was were been being",
    "veto": "vetoes vetoed vetoing",
}
FRENCH_VERBS = {
    "attaquer": "attaque attaquent attaquait attaqua attaquèrent attaquera attaqué attaquées",
    "manger": "mangeons mangeait mangea",
    "menacer": "menaçait menaça menacent",
    "appeler": "appelle appellera appelait",
    "jeter": "jette jettera jeté",
    "démanteler": "démantèle démantèlera démantelé",
    "céder": "cède cédera cédé",
    "lever": "lève lèvera levait levée",
    "déployer": "déploie déploiera déployé",
    "envoyer": "envoie enverra envoyés",
    "payer": "paie paye paiera",
    "assiéger": "assiège assiégeait assiégée",
    "saisir": "saisit saisissent saisie",
    "répartir": "répartissent",
    "partir": "part partent partis",
    "tenir": "tient tiennent tint tiendra tenue",
    "détenir": "détient détenus",
    "prendre": "prend prennent prit pris prise",
    "mettre": "met mettent mit mise",
    "abattre": "abat abattent abattu",
    "détruire": "détruit détruisent détruite",
    "contraindre": "contraint contraignent contrainte",
    "interdire": "interdit interdisent interdite",
    "conquérir": "conquiert conquis conquerra",
    "offrir": "offre offrent offert",
    "mourir": "meurt meurent mourut mort mortes",
    "suspendre": "suspend suspendu suspendues",
    "rompre": "rompt rompu",
    "élire": "élit élu élut",
    "dissoudre": "dissout dissoute",
    "poursuivre": "poursuit poursuivi",
    "reconnaître": "reconnaît reconnu",
    "recevoir": "reçoit reçut reçue",
    "être": "est sont était fut sera été",
    "avoir": "a ont avait eut aura",
    "faire": "fait font fit fera",
    "aller": "va vont ira allé",
}


@pytest.mark.parametrize(("lemma", "expected"), ENGLISH_VERBS.items())
def test_english_verbs(lemma: str, expected: str) -> None:
    wanted = expected.split("|") if "|" in expected else expected.split()
    assert set(wanted) <= set(forms(lemma, "verb", "en"))


@pytest.mark.parametrize(("lemma", "expected"), FRENCH_VERBS.items())
def test_french_verbs(lemma: str, expected: str) -> None:
    assert set(expected.split()) <= set(forms(lemma, "verb", "fr"))


@pytest.mark.parametrize(
    ("lemma", "wrong"),
    [("visit", "visitted"), ("seize", "seise"), ("advise", "advize"), ("offer", "offerred")],
)
def test_no_wrong_english(lemma: str, wrong: str) -> None:
    assert wrong not in forms(lemma, "verb", "en")


@pytest.mark.parametrize(
    ("lemma", "part", "language", "expected"),
    [
        ("policeman", "noun", "en", "policemen"),
        ("ally", "noun", "en", "allies"),
        ("crisis", "noun", "en", "crises"),
        ("embargo", "noun", "en", "embargoes"),
        ("defense", "noun", "en", "defence"),
        ("declaration of war", "noun", "en", "declarations of war"),
        ("air strike", "noun", "en", "air strikes"),
        ("général", "noun", "fr", "généraux"),
        ("cessez-le-feu", "noun", "fr", "cessez-le-feu"),
        ("frappe aérienne", "noun", "fr", "frappes aérienne"),
        ("tendu", "adjective", "fr", "tendues"),
        ("actif", "adjective", "fr", "active"),
        ("étranger", "adjective", "fr", "étrangère"),
        ("de", "word", "fr", "d'"),
    ],
)
def test_nouns_adjectives_words(lemma: str, part: str, language: str, expected: str) -> None:
    assert expected in forms(lemma, part, language)


def test_an_unknown_part_is_an_error() -> None:
    with pytest.raises(VocabularyError):
        forms("attack", "adverb", "en")


def test_an_unknown_language_has_the_lemma_only() -> None:
    assert forms("detener", "verb", "es") == ("detener",)


WORDS = st.sampled_from(
    [(word, language) for language in ("en", "fr") for word in load_event_types().words(language)]
)


@given(WORDS)
def test_forms_hold_the_lemma_once_and_are_lower_case(
    word: tuple[tuple[str, str], str],
) -> None:
    (lemma, part), language = word
    found = forms(lemma, part, language)
    assert lemma in found
    assert len(found) == len(set(found))
    assert all(form == form.lower() and form.strip() == form for form in found)


@given(WORDS)
def test_every_form_leads_back(word: tuple[tuple[str, str], str]) -> None:
    (lemma, part), language = word
    table = forms_table([(lemma, part)], language)
    assert all((lemma, part) in readings for readings in table.values())


def test_the_table_over_the_shipped_vocabulary() -> None:
    table = lemma_table("en")
    assert ("shoot", "verb") in table["shot"]
    assert ("leave", "verb") in table["left"]
    assert lemma_table("en", [("seize", "verb")]).keys() == set(forms("seize", "verb", "en"))
