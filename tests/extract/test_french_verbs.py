"""Verbs given back to French sentences whose parse takes them for nouns."""

from __future__ import annotations

import pytest
from reading_room import claims, lexicon, parsed, says, who, whom

from corrobora.extract.french_verbs import with_verbs
from corrobora.extract.syntax import Sentence


def told(sentence: Sentence, word: str) -> tuple[str, str, str]:
    """Part of speech, relation and governor of a word."""
    token = next(t for t in sentence.tokens if t.text == word)
    return token.pos, token.dep, sentence.tokens[token.head].text


@pytest.mark.parametrize(
    ("words", "verb", "subject", "object_"),
    [
        (  # the parse has the subject right, the tag wrong
            "Manille/PROPN/nsubj/2 le/DET/det/2 nie/NOUN/root/2",
            "nie", "Manille", "le",
        ),
        (  # the verb is taken for a modifier of the object, which heads the sentence
            "La/DET/det/1 milice/NOUN/dep/4 nie/NOUN/nmod/1 tout/DET/det/4 crime/NOUN/root/4",
            "nie", "milice", "crime",
        ),
        (  # for a modifier of its subject
            "Le/DET/det/1 Kenya/PROPN/root/1 pilonne/ADJ/amod/1 Kismayo/PROPN/flat/2",
            "pilonne", "Kenya", "Kismayo",
        ),
        (  # the words before it are a phrase with a preposition, below the subject
            "La/DET/det/1 junte/NOUN/root/1 de/ADP/case/3 Lima/X/nmod/1 le/DET/det/5 nie/X/dep/1",
            "nie", "junte", "le",
        ),
        (  # a noun of the same form, but between a name and what it does something to
            "Quito/PROPN/nmod/1 chasse/NOUN/root/1 deux/NUM/nummod/3 espions/NOUN/nmod/1",
            "chasse", "Quito", "espions",
        ),
        (  # a word behind the subject is taken for the verb
            "Un/DET/det/1 pays/NOUN/nsubj/2 voisin/VERB/root/2 les/DET/det/4 armait/NOUN/obj/2",
            "armait", "pays", "les",
        ),
    ],
)  # fmt: skip
def test_a_finite_verb_heads_its_clause(words: str, verb: str, subject: str, object_: str) -> None:
    repaired = with_verbs(parsed(words), lexicon("fr"))

    assert told(repaired, verb)[:2] == ("VERB", "root")
    assert told(repaired, subject)[1:] == ("nsubj", verb)
    assert told(repaired, object_)[1:] == ("obj", verb)


def test_the_object_of_a_relative_clause_is_its_que() -> None:
    repaired = with_verbs(
        parsed(
            "Le/DET/det/1 village/NOUN/root/1 que/SCONJ/case/4 l'/DET/det/4 aviation/NOUN/nmod/1 "
            "russe/ADJ/amod/4 pilonne/ADJ/amod/4"
        ),
        lexicon("fr"),
    )

    assert told(repaired, "pilonne") == ("VERB", "acl:relcl", "village")
    assert told(repaired, "aviation")[1:] == ("nsubj", "pilonne")
    assert told(repaired, "que")[1:] == ("obj", "pilonne")


def test_a_perfect_is_no_modifier_of_its_subject() -> None:
    repaired = with_verbs(
        parsed(
            "Des/DET/det/1 mutins/NOUN/root/1 ivres/ADJ/amod/1 ont/AUX/aux:tense/4 "
            "attaqué/VERB/acl/1 le/DET/det/6 port/NOUN/obj/4"
        ),
        lexicon("fr"),
    )

    assert told(repaired, "attaqué")[1] == "root"
    assert told(repaired, "mutins")[1:] == ("nsubj", "attaqué")


def test_a_participle_set_off_leaves_its_subject_to_the_clause() -> None:
    repaired = with_verbs(
        parsed(
            "Les/DET/det/1 bandits/NOUN/nsubj/3 ,/PUNCT/punct/1 venus/VERB/advcl/6 ,/PUNCT/punct/6 "
            "ont/AUX/aux:tense/6 brûlé/VERB/root/6 le/DET/det/8 marché/NOUN/obj/6"
        ),
        lexicon("fr"),
    )

    assert told(repaired, "bandits")[1:] == ("nsubj", "brûlé")
    assert told(repaired, "venus")[1:] == ("acl", "bandits")


@pytest.mark.parametrize(
    "words",
    [
        # a noun that could also be a verb
        "La/DET/det/1 marche/NOUN/nsubj/2 dure/VERB/root/2",
        # a noun phrase with its article
        "La/DET/det/1 prise/NOUN/root/1 de/ADP/case/3 Goma/PROPN/nmod/1",
        # what stands before it is no subject: it has a preposition of its own
        "À/ADP/case/1 Dakar/PROPN/root/1 accuse/NOUN/nmod/1",
        # what stands before it is the subject of a verb
        "Bakou/PROPN/nsubj/2 nie/NOUN/flat/0 menace/VERB/root/2",
    ],
)
def test_other_words_stay(words: str) -> None:
    sentence = parsed(words)
    assert with_verbs(sentence, lexicon("fr")) is sentence


@pytest.mark.parametrize(
    ("text", "type_", "actors", "targets"),
    [
        ("Harare l'accuse de trahison.", "ACCUSE", ["Zimbabwe"], []),
        ("Les rebelles, arrivés à l'aube, ont incendié le marché de Bunia.", "ASSAULT",
         ["rebelles"], ["marché"]),
        ("Des vigiles s'en prenaient à des étudiants à Lima.", "ASSAULT", ["vigiles"],
         ["étudiants"]),
        ("Le président s'en est pris à la presse à Bogota.", "ACCUSE", ["Colombia president"],
         ["presse"]),
    ],
)  # fmt: skip
def test_who_did_what_in_such_sentences(
    text: str, type_: str, actors: list[str], targets: list[str]
) -> None:
    found = [c for c in claims(text, "fr") if c.type == type_]

    assert found, [(c.type, c.quote) for c in claims(text, "fr")]
    assert set(actors) <= set(who(found[0]))
    assert set(targets) <= set(whom(found[0]))


@pytest.mark.parametrize(
    ("text", "type_", "by"),
    [
        ("Celle-ci dément.", "REJECT", "Kenyan police"),
        ("Ceux-ci ont libéré deux otages.", None, None),
    ],
)
def test_celui_ci_takes_up_who_was_named_last(text: str, type_: str | None, by: str | None) -> None:
    before = "L'opposition accuse la police kényane d'avoir tué deux étudiants."
    found = claims(f"{before} {text}", "fr")

    if by is None:  # in number it fits nobody that the text has named last
        assert all("Kenyan police" not in who(c) for c in found if c.start > len(before))
    else:
        assert [who(c) for c in found if c.type == type_] == [[by]]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Vingt soldats ont été tués, a fait savoir le ministre somalien de la Défense.",
         ["Somalia defence minister"]),
        ("La présidence kényane a fait savoir que des soldats avaient été tués.",
         ["Kenya presidency"]),
        ("Un diplomate a laissé entendre que des soldats avaient été tués à Loikaw.",
         ["diplomate"]),
        ("Selon un bilan officiel, neuf soldats boliviens ont été tués à Oruro.",
         ["Bolivia government"]),
    ],
)  # fmt: skip
def test_verbs_of_saying_of_two_words_and_official_tolls(text: str, speakers: list[str]) -> None:
    found = [c for c in claims(text, "fr") if c.type == "ASSAULT"]

    assert found, [(c.type, c.quote) for c in claims(text, "fr")]
    assert says(found[0]) == speakers


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Un drone a tué sept civils à Bosaso.", "ASSAULT"),
        ("Trois mineurs ont été tués par deux avions à Loikaw.", "ASSAULT"),
        ("Un train a tué sept passagers près de Lima.", "OTHER"),
        ("L'armée a été déployée à Quito.", "MOBILIZE"),
    ],
)
def test_what_flies_kills_on_purpose_and_what_was_deployed_was_done(text: str, type_: str) -> None:
    assert type_ in [c.type for c in claims(text, "fr")]


def test_what_somebody_presents_is_no_state() -> None:
    assert claims("Santiago présente une autre chronologie.", "fr") == ()
