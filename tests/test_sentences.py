"""Sentences: where they end, and what does not end them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.sentences import blocks, sentences
from corrobora.text import Reading
from corrobora.vocab.language import load_language

LANGUAGES = {code: load_language(code) for code in ("en", "fr")}
WORDS = {code: known.abbreviations for code, known in LANGUAGES.items() if known}


def parts(
    text: str, language: str = "en", furniture: tuple[tuple[int, int], ...] = ()
) -> list[str]:
    folded = Reading(text).text
    return [folded[a:b] for a, b in sentences(folded, WORDS[language], furniture)]


@pytest.mark.parametrize(
    "one",
    [
        "Gen. Orr met Col. Vael and Mr. Brack at the camp near St. Ives on Friday.",
        "J. K. Orr, the envoy of the U.S. Embassy, spoke with A. Vael for two hours.",
        "The raid of Aug. 19 killed No. 5 on the list, the army said.",
        "Some 3.5 million people, or 12.4 percent, have fled since Jan. 2 of last year.",
        "The U.N. Security Council and the U.S. Treasury froze the accounts.",
        "The minister (Mr. Orr) paid $1.2 million to Brack Inc. and Vael Ltd. for lorries.",
        '"We leave tomorrow!" the captain shouted to his men at the gate.',
        '"Who gave the order?" he asked, and nobody answered him.',
        "The envoys want three things: a truce; the release of all captives; free roads.",
        "He spoke of ... reasons of state and left the room.",
    ],
)
def test_english_sentences_that_are_one(one: str) -> None:
    assert parts(one) == [one]


@pytest.mark.parametrize(
    "one",
    [
        "M. Vael et Mme Orr ont rencontré le Dr. Brack à Tamsit, av. J.-C. Dupont, mardi.",
        "« Nous partons ! » a crié le capitaine devant la grille du camp.",
        "Environ 3,5 millions de personnes (12.4 %) ont fui depuis janvier.",
        "Le gouvernement demande trois choses : une trêve ; la libération des captifs.",
        "Le général a cité l'art. 5 et la p. 12 du rapport.",
    ],
)
def test_french_sentences_that_are_one(one: str) -> None:
    assert parts(one, "fr") == [Reading(one).text]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The camp fell. Nobody was hurt.", ["The camp fell.", "Nobody was hurt."]),
        ('"The camp fell." Nobody was hurt.', ['"The camp fell."', "Nobody was hurt."]),
        ('He said: "It fell." "When?" she asked.', ['He said: "It fell."', '"When?" she asked.']),
        ("They left the U.S. They did not return.", ["They left the U.S.", "They did not return."]),
        ("It fell in 2012. 300 soldiers fled.", ["It fell in 2012.", "300 soldiers fled."]),
        ("It fell… Nobody was hurt.", ["It fell…", "Nobody was hurt."]),
        ("It fell (at dawn.) Nobody was hurt.", ["It fell (at dawn.)", "Nobody was hurt."]),
        ("Did it fall?! Nobody knows.", ["Did it fall?!", "Nobody knows."]),
    ],
)
def test_english_boundaries(text: str, found: list[str]) -> None:
    assert parts(text) == found


def test_french_quotation_marks_close_after_the_stop() -> None:
    text = "« Le camp est tombé.\u00a0» Personne n’a été blessé. « Quand ?\u00a0» a-t-elle demandé."
    assert parts(text, "fr") == [
        "« Le camp est tombé. »", "Personne n'a été blessé.", "« Quand ? » a-t-elle demandé.",
    ]  # fmt: skip


def test_bullets_and_datelines_are_left_out() -> None:
    text = (
        "Losses this week\n• Two lorries burned near Tamsit.\n- A bridge was blown up.\n"
        "1. The mayor was freed.\n"
        "TAMSIT, Oct 2 (Valley Wire) - Soldiers entered the town after two days of shelling."
    )
    assert parts(text) == [
        "Losses this week", "Two lorries burned near Tamsit.", "A bridge was blown up.",
        "The mayor was freed.", "Soldiers entered the town after two days of shelling.",
    ]  # fmt: skip


@pytest.mark.parametrize("dateline", ["QUITO/LIMA - ", "TYR (Liban), 19 mai - ", "LOMÉ - "])
def test_datelines_of_two_towns_or_with_a_country_are_left_out(dateline: str) -> None:
    told = "Des soldats sont entrés dans la ville après deux jours de tirs."
    assert parts(dateline + told, "fr") == [told]


def test_headlines_stand_alone() -> None:
    text = "Brigade enters Tamsit\nBy Ada Brack\n\nSoldiers entered the town on Friday."
    assert parts(text) == [
        "Brigade enters Tamsit", "By Ada Brack", "Soldiers entered the town on Friday.",
    ]  # fmt: skip
    two = "Brigade enters Tamsit after two days of heavy shelling by rebels\nSoldiers came first."
    assert len(parts(two)) == 2


def test_wires_without_capitals_and_in_capitals() -> None:
    small = "gunmen raided tamsit at dawn. gen. orr was killed. the mayor fled."
    assert len(parts(small)) == 3
    assert len(parts(small.upper())) == 3


WRAPPED = (
    "Soldiers of the northern brigade entered the town of Tamsit on Tuesday\n"
    "after two days of shelling, and residents who had hidden in the cellars\n"
    "of Orr Street said that Gen. Vael had asked them to stay indoors. The\n"
    "mayor left.\n\n"
    "Nobody has counted the dead yet. The Red Cross asked both sides for a\n"
    "truce of three days, and Marland offered to send doctors from its own\n"
    "army."
)


def test_hard_wrapped_lines_are_joined() -> None:
    found = parts(WRAPPED)
    assert len(found) == 4
    assert found[1:3] == ["The\nmayor left.", "Nobody has counted the dead yet."]


def test_a_sentence_broken_once_goes_on() -> None:
    text = "The ministry denied that any soldier had entered the village\nat night.\n\nTalks go on."
    assert len(parts(text)) == 2


def test_lists_without_stops_are_not_joined() -> None:
    text = "\n".join(
        ["Convoy of grain lorries ambushed by unknown gunmen near Tamsit",
         "Two villages of the lower valley burned after a quarrel over wells",
         "Council of Oru suspends the mayor", "Bridge of Vell reopened to lorries and buses"]
    )  # fmt: skip
    assert len(parts(text)) == 4


def test_long_lines_are_paragraphs_whatever_their_ends() -> None:
    line = "Soldiers entered the town, residents said, " * 8 + "and left it again."
    assert len(list(blocks(f"{line}\n{line}\n{line}", caseless=False))) == 3


def test_furniture_at_the_edge_is_cut_off_and_in_the_middle_kept() -> None:
    text = "date 2025-09-15 Brigade enters Tamsit\nThe army (file photo) said so. Photo: X"
    photo = text.index("Photo")
    middle = text.index("(file"), text.index(") said") + 1
    found = parts(text, furniture=((0, 15), middle, (photo, len(text))))
    assert found == ["Brigade enters Tamsit", "The army (file photo) said so.", "Photo: X"]


PIECES = [*"abcTMé .!?…\"'«»()-–•\n0123456789;:,", "Mr. ", "U.S. ", "\n\n", " The ", "word "]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=120).map("".join)


@given(TEXTS, st.sampled_from(["en", "fr"]))
def test_spans_are_in_order_and_lose_nothing(text: str, language: str) -> None:
    spans = sentences(text, WORDS[language])
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))
    assert not any(text[a].isspace() or text[b - 1].isspace() for a, b in spans)
    kept = {i for a, b in spans for i in range(a, b)}
    lost = [text[i] for i in range(len(text)) if i not in kept and text[i].isalpha()]
    # Letters go only with a dateline.
    assert not lost or any(mark in text for mark in ("-", "–", "—"))


@given(TEXTS)
def test_without_dashes_and_bullets_every_character_is_in_a_sentence(text: str) -> None:
    bare = "".join(c for c in text if c not in "-–•·*()0123456789")
    spans = sentences(bare, WORDS["en"])
    kept = {i for a, b in spans for i in range(a, b)}
    assert all(i in kept or c.isspace() for i, c in enumerate(bare))


@given(TEXTS, st.integers(0, 60), st.integers(1, 60))
def test_cutting_furniture_keeps_spans_in_their_places(text: str, start: int, size: int) -> None:
    whole = sentences(text, WORDS["en"])
    cut = sentences(text, WORDS["en"], ((start, start + size),))
    assert len(whole) == len(cut)
    assert all(a <= c < d <= b for (a, b), (c, d) in zip(whole, cut, strict=True))
