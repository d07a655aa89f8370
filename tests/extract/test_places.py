from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.extract.parts import PlaceMention
from corrobora.extract.places import find_places
from corrobora.vocab.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer()


def find(text: str, language: str = "en", *context: str) -> tuple[PlaceMention, ...]:
    return find_places(text, language, GAZETTEER, context)


def told(text: str, language: str = "en", *context: str) -> list[tuple[str, str | None, str]]:
    return [
        (p.where.name, p.where.country, p.where.precision) for p in find(text, language, *context)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fighters attacked Mopti.", [("Mopti", "ML", "town")]),
        ("The Ségou region is calm.", [("Ségou", "ML", "admin1")]),
        ("An ambush near Mopti.", [("Mopti", "ML", "admin2")]),
        ("An ambush 20 km from Gao.", [("Gao", "ML", "admin2")]),
        ("Clashes in northern Mali.", [("northern Mali", "ML", "admin1")]),
        ("In central and northern Mali.", [("central and northern Mali", "ML", "admin1")]),
        ("They shelled Bamako's airport.", [("Bamako's airport", "ML", "site")]),
        ("He came from Gossi.", [("Gossi", "ML", "town")]),
        ("In the Sahel, hunger grows.", [("Sahel", None, "country")]),
        ("Troops in Kidal and Timbuktu.", [("Kidal", "ML", "town"), ("Timbuktu", "ML", "town")]),
        ("Strikes hit Kharkiv.", [("Kharkiv", "UA", "town")]),
        ("Fighting in North Kivu.", [("North Kivu", "CD", "admin1")]),
    ],
)
def test_english(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert told(text, "en", "ML") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dans la région de Ségou.", [("Ségou", "ML", "admin1")]),
        ("Une attaque près de Mopti.", [("Mopti", "ML", "admin2")]),
        ("Dans le nord du Mali.", [("nord du Mali", "ML", "admin1")]),
        ("À Tombouctou, le calme.", [("Timbuktu", "ML", "town")]),
        ("La bande de Gaza.", [("Gaza Strip", "PS", "admin1")]),
        ("Au Nord-Kivu, en RDC.", [("North Kivu", "CD", "admin1"),
                                   ("Democratic Republic of the Congo", "CD", "country")]),
        ("L'aéroport de Bamako.", [("aéroport de Bamako", "ML", "site")]),
    ],
)  # fmt: skip
def test_french(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert told(text, "fr", "ML") == expected


@pytest.mark.parametrize(
    "text",
    [
        "The Washington Post wrote of it.", "Jordan Smith spoke.", "Of the men, none came back.",
        "Man is free.", "The same day.", "Gen. Moussa Traore spoke.", "He met us in the morning.",
        "They may march.", "The White House spoke.",
    ],
)  # fmt: skip
def test_names_and_words_that_are_not_places(text: str) -> None:
    assert told(text, "en", "ML", "US") == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Since the unrest of 1998 Mali has waited. Since then few came.", "Mali"),
        ("Talks stalled in Angola. Cela might have gone on.", "Angola"),
        ("Cameroon counted ten dead. Than that there is no worse.", "Cameroon"),
    ],
)
def test_a_small_word_that_opens_a_sentence_is_no_town(text: str, country: str) -> None:
    assert {name for name, _, _ in told(text)} == {country}


def test_a_parent_beside_it_decides() -> None:
    assert told("He lives in Paris, Texas.")[0] == ("Paris", "US", "town")
    assert find("He lives in Paris, Texas.")[0].where.admin1 == "Texas"
    assert told("He lives in Paris.")[0] == ("Paris", "FR", "town")
    assert told("Fire in Atlanta, Georgia.")[1] == ("Georgia", "US", "admin1")
    assert told("A train to Reading, England.")[0] == ("Reading", "GB", "town")


def test_the_countries_of_the_text_decide() -> None:
    donetsk = "Shells fell on Donetsk and Rostov-on-Don."
    assert find(donetsk, "en", "UA")[0].where.country == "UA"
    assert told("Clashes in Gao.", "en", "BF")[0][1] in ("BF", "ML")
    assert find("Clashes in Gao.", "en", "ML")[0].where.country == "ML"


def test_other_candidates_stay_with_their_shares() -> None:
    (gao,) = find("Clashes near Gao.")
    assert gao.where.others
    assert sum(o.score for o in gao.where.others) < 1.0
    scores = [o.score for o in gao.where.others]
    assert scores == sorted(scores, reverse=True)


def test_a_side_of_a_country_lists_its_divisions() -> None:
    (north,) = find("Clashes in northern Mali.")
    assert {"Kidal", "Taoudénit"} <= {o.name for o in north.where.others}
    assert "Sikasso" not in {o.name for o in north.where.others}


def test_place_or_actor() -> None:
    assert find("Attacks in Bamako.")[0].locative > 0.9
    assert find("Bamako expelled the envoys.")[0].locative < 0.2
    assert find("Talks with Paris failed.")[0].locative < 0.2
    assert find("Paris a démenti.", "fr")[0].locative < 0.2


def test_small_letters_throughout() -> None:
    found = told("rebels attacked goma in eastern congo and kigali denied it")
    assert [f[0] for f in found] == ["Goma", "eastern congo", "Kigali"]


def test_us_is_a_country_only_in_capitals() -> None:
    assert told("US troops told us.") == [("United States", "US", "country")]
    assert told("THEY TOLD US EVERYTHING") == []


def test_offsets_point_at_the_words() -> None:
    text = "In central Mali, near Mopti, and at Bamako's airport; the Gaza Strip too."
    for p in find(text):
        assert text[p.start : p.end] == p.text == p.where.text


@given(st.text(alphabet="MaliGo, nortewsUS.'- \n", max_size=60))
def test_any_text_gives_ordered_mentions(text: str) -> None:
    reached = 0
    for p in find(text, "en", "ML"):
        assert reached <= p.start < p.end <= len(text)
        assert 0.0 <= p.locative <= 1.0
        reached = p.end


def test_a_name_with_an_apostrophe_before_a_consonant_is_one_word() -> None:
    assert ("N'Djamena", "TD") in [p[:2] for p in told("Ils sont à N'Djamena.", "fr")]
