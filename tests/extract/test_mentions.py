from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.extract.mentions import find_mentions
from corrobora.extract.parts import Mention
from corrobora.text import Reading
from corrobora.vocab.actor_book import load_actors

BOOK = load_actors()


def mentions(text: str, language: str = "en") -> dict[str, Mention]:
    """Mentions by their words; of equal words the last."""
    return {m.text: m for m in find_mentions(Reading(text), language, BOOK)}


@pytest.mark.parametrize(
    ("text", "words", "identifier", "name", "kind"),
    [
        (
            "Malian troops left the town.",
            "Malian troops",
            "ML.mil",
            "Malian military",
            "military",
        ),
        (
            "Kenya's army left.",
            "Kenya's army",
            "KE.mil",
            "Kenyan military",
            "military",
        ),
        (
            "The Chadian junta met.",
            "Chadian junta",
            "TD.gov",
            "Chad government",
            "government",
        ),
        (
            "The government of Peru fell.",
            "government of Peru",
            "PE.gov",
            "Peru government",
            "government",
        ),
        (
            "Sudan's foreign ministry objected.",
            "Sudan's foreign ministry",
            "SD.gov",
            "Sudan government",
            "government",
        ),
        (
            "Five Haitian police officers died.",
            "Five Haitian police officers",
            "HT.pol",
            "Haitian police",
            "police",
        ),
        (
            "They expelled French diplomats.",
            "French diplomats",
            "FR.people:diplomats",
            "French diplomats",
            "people",
        ),
        (
            "Hezbollah fighters fired.",
            "Hezbollah fighters",
            "HEZBOLLAH",
            "Hezbollah",
            "armed-group",
        ),
        (
            "Rwanda-backed M23 rebels advanced in Congo.",
            "Rwanda-backed M23 rebels",
            "M23",
            "M23",
            "armed-group",
        ),
        (
            "The Obama administration agreed.",
            "Obama administration",
            "US.gov",
            "Obama administration",
            "government",
        ),
    ],
)
def test_a_nationality_and_a_noun(
    text: str, words: str, identifier: str, name: str, kind: str
) -> None:
    found = mentions(text)[words]
    assert (found.id, found.name, found.kind) == (identifier, name, kind)


@pytest.mark.parametrize(
    ("text", "words", "identifier"),
    [
        ("Les forces armées maliennes ont repris la ville.", "forces armées maliennes", "ML.mil"),
        ("L'armée du Niger progresse.", "armée du Niger", "NE.mil"),
        ("La junte burkinabè a protesté.", "junte burkinabè", "BF.gov"),
        (
            "Trois diplomates français sont partis.",
            "Trois diplomates français",
            "FR.people:diplomats",
        ),
        ("Des combattants du Hezbollah ont tiré.", "combattants du Hezbollah", "HEZBOLLAH"),
        ("Le GSIM a revendiqué l'assaut au Mali.", "GSIM", "JNIM"),
    ],
)
def test_french_noun_groups(text: str, words: str, identifier: str) -> None:
    assert mentions(text, "fr")[words].id == identifier


def test_unnamed_groups_keep_their_words() -> None:
    found = mentions("Dozens of masked gunmen shot two villagers; three former US officials spoke.")
    assert found["Dozens of masked gunmen"].name == "masked gunmen"
    assert found["two villagers"].number == 2
    officials = found["three former US officials"]
    assert officials.anonymous
    assert (officials.number, officials.country) == (3, "US")
    assert mentions("Jihadist groups grew.")["Jihadist groups"].name == "Islamist militants"


def test_objects_of_attacks() -> None:
    found = mentions("Rebels burned fuel tankers near an army base and cut a power line.")
    assert found["fuel tankers"].kind == "vehicle"
    assert found["army base"].kind == "facility"
    assert found["power line"].kind == "facility"


def test_a_noun_that_only_describes_is_no_actor() -> None:
    assert "military" not in mentions("He ordered military strikes on rebel territory.")


def test_persons_by_title_speech_and_surname() -> None:
    found = mentions(
        "Col. Yaro Bentou ruled out talks. Gen. Bentou left. "
        'Analyst Lena Ould Sidi disagreed. "No," said Tomas Verhagen. Verhagen wrote the report.'
    )
    assert found["Yaro Bentou"].kind == "person"
    assert found["Bentou"].name == "Yaro Bentou"
    assert found["Lena Ould Sidi"].kind == "person"
    assert found["Verhagen"].id == found["Tomas Verhagen"].id


def test_a_country_or_outlet_inside_a_name_is_a_part_of_it() -> None:
    found = mentions("Jordan Miller met Col. Ito Sana in Jordan. Miller denied it.")
    assert found["Jordan Miller"].kind == found["Ito Sana"].kind == "person"
    assert found["Jordan"].id == "JO"


def test_a_title_line_makes_no_persons() -> None:
    text = "Fresh Clashes Shake Border Town\n\nThe fighting went on for two days."
    assert all(m.kind != "person" for m in mentions(text).values())


def test_an_abbreviation_is_learnt_from_the_text() -> None:
    found = mentions("The Democratic Front for Renewal (DFR) struck. The DFR then withdrew.")
    assert found["DFR"].id == found["Democratic Front for Renewal"].id
    french = mentions(
        "Le Front patriotique pour la relève (FPR-X) nie. Le groupe accuse Paris.", "fr"
    )
    assert french["groupe"].name == "Front patriotique pour la relève"


def test_capitals_are_marked_as_metonyms() -> None:
    found = mentions("Ankara expelled two envoys.")["Ankara"]
    assert (found.id, found.metonym) == ("TR", True)


def test_descriptions_point_back() -> None:
    found = mentions(
        "Guinea's junta dissolved the councils. The army took over the port. "
        "JNIM, which is linked to al-Qaeda, attacked in Mali. The group took prisoners."
    )
    assert (found["army"].id, found["army"].anaphoric) == ("GN.mil", True)
    assert found["group"].id == "JNIM"


def test_forces_of_others_are_not_taken_for_the_countrys_own() -> None:
    found = mentions("Togo closed its ports. Foreign forces left. Both governments met.")
    assert found["Foreign forces"].country is None
    assert found["governments"].country is None
    assert mentions("The embassy in Ankara closed.")["embassy"].country is None


def test_a_president_by_surname_is_known_from_the_book() -> None:
    found = mentions("In Niger, President Bazoum was held. Mr Bazoum refused to resign.")
    assert found["Bazoum"].name == "Mohamed Bazoum"


def test_pronouns_point_back() -> None:
    found = mentions(
        "Hamas freed a captive. It said its fighters had left. Gen. Ito Sana agreed. He left."
    )
    assert found["It"].id == "HAMAS"
    assert found["its fighters"].id == "HAMAS"
    assert found["He"].name == "Ito Sana"
    assert "It" not in mentions("Hamas left. It is clear that the war goes on.")
    assert mentions("La junte a parlé. Elle nie. Le Mali attend.", "fr")["Elle"].id == "ML.gov"


def test_lower_case_text_still_gives_mentions() -> None:
    found = mentions(
        "san salvador, 3 may -- fmln guerrillas burned a bus. colonel mario orellana said that "
        "salvadoran soldiers chased them. orellana gave no figures."
    )
    assert found["fmln guerrillas"].id == "FMLN"
    assert found["mario orellana"].name == "Mario Orellana"
    assert found["orellana"].id == found["mario orellana"].id
    assert found["salvadoran soldiers"].id == "SV.mil"


def test_a_short_acronym_needs_its_country() -> None:
    assert "RSF" in mentions("In Sudan the RSF shelled a market.")
    assert mentions("In Sudan the RSF shelled a market.")["RSF"].id == "RSF"
    assert mentions("RSF counts jailed reporters.")["RSF"].id == "RSFRONT"


@pytest.mark.parametrize(
    ("text", "words", "identifier", "name"),
    [
        ("The Ghanaian prime minister left.", "Ghanaian prime minister",
         "GH.prime-minister", "Ghana prime minister"),
        ("Peru's former vice president fled.", "Peru's former vice president",
         "PE.former-vice-president", "Peru former vice president"),
        ("The president of Chad spoke.", "president of Chad", "TD.president", "Chad president"),
        ("The UN secretary-general spoke.", "UN secretary-general",
         "UN.secretary-general", "UN secretary-general"),
        ("In Laos the foreign minister spoke.", "foreign minister",
         "LA.foreign-minister", "Laos foreign minister"),
    ],
)  # fmt: skip
def test_holders_of_offices(text: str, words: str, identifier: str, name: str) -> None:
    found = mentions(text)[words]
    assert (found.id, found.name, found.kind) == (identifier, name, "person")


def test_an_office_and_its_holder_are_one() -> None:
    found = mentions(
        "Togo's security minister, Ama Kodjo, spoke. A police spokesman, Kofi Dede, agreed. "
        "The security minister left. The spokesman stayed."
    )
    assert found["Togo's security minister"].name == "Ama Kodjo"
    assert found["security minister"].name == "Ama Kodjo"
    assert found["spokesman"].name == "Kofi Dede"
    french = mentions("Le ministre tchadien de la Défense a parlé.", "fr")
    assert french["ministre tchadien de la Défense"].name == "Chad defence minister"
    assert mentions("Leaders of the US-backed rebels met.").get("Leaders of the US") is None


def names_at(text: str, words: str, language: str = "en") -> list[str]:
    return [m.name for m in find_mentions(Reading(text), language, BOOK) if m.text == words]


def test_words_for_two_parties_give_both() -> None:
    text = "Chad accused Sudan. Both countries closed the border. Both armies dug in."
    assert names_at(text, "Both countries") == ["Chad", "Sudan"]
    assert names_at(text, "Both armies") == ["Chadian military", "Sudanese military"]
    assert names_at("JNIM fought the M23 in Mali and Congo. Both sides lost men.", "Both sides")
    assert names_at("Le Tchad accuse le Soudan. Les deux pays négocient.", "deux pays", "fr") == [
        "Chad", "Sudan",
    ]  # fmt: skip
    shared = "British and Danish forces landed."
    assert sorted(names_at(shared, "British and Danish forces")) == [
        "British military", "Danish military",
    ]  # fmt: skip


def test_arms_of_a_country_are_its_forces() -> None:
    found = mentions("Turkish jets and two warplanes struck. Rebels burned a tank with a drone.")
    assert found["Turkish jets"].id == "TR.mil"
    assert found["tank"].kind == "vehicle"
    assert "drone" not in found
    assert mentions("The Gabonese presidential guard fired.")[
        "Gabonese presidential guard"
    ].name == ("Gabonese presidential guard")


def test_a_participle_between_two_nouns_is_the_verb() -> None:
    found = mentions("Police arrested two men. Boko Haram abducted eight girls in Nigeria.")
    assert found["two men"].number == 2
    assert found["eight girls"].name == "girls"
    assert mentions("The army freed the abducted girls.")["abducted girls"].kind == "people"


def test_one_unknown_word_after_the_article() -> None:
    found = mentions("Fire gutted a biscuit factory. An exiled general denied it.")
    assert found["biscuit factory"].kind == "facility"
    assert found["exiled general"].name == "exiled general"


def test_peoples_without_a_country() -> None:
    found = mentions("Hutu militiamen hunted Tutsis. The Tuareg fled.")
    assert found["Hutu militiamen"].name == "Hutu militiamen"
    assert found["Tutsis"].kind == found["Tuareg"].kind == "people"
    assert mentions("Les Maliens ont voté.", "fr")["Maliens"].name == "Malians"


def test_the_place_of_filing_is_no_actor() -> None:
    assert "Kenya" not in mentions("NAIROBI, Kenya - Sudan closed its ports.")
    assert "kenya" not in mentions("nairobi, kenya, may 3 - sudan closed its ports to all ships.")


def test_reported_speech_and_objects() -> None:
    found = mentions("Hamas met Egypt's envoy. Iran said in a note that it had fired.")
    assert found["it"].id == "IR"
    assert "it" not in mentions("Qatar denied it.")
    found = mentions("Gen. Ito Sana met Col. Abu Diko. Soldiers later arrested him in Gabon.")
    assert found["him"].name == "Ito Sana"
    assert mentions("Rebels of the M23 in Congo fled. The rebels hid.")["rebels"].id == "M23"
    found = mentions("Kenya sent 200 troops to Haiti. Haiti thanked Haitian donors.")
    assert found["200 troops"].id == "KE.mil"


def test_numbers_with_separators() -> None:
    assert mentions("More than 200,000 people fled.")["200,000 people"].number == 200_000
    assert mentions("Près de 3 500 civils ont fui.", "fr")["3 500 civils"].number == 3500


PIECES = (
    "Malian troops", "the junta", "JNIM", "they", "It", "said", "Gen. Ali Toure", "two officials",
    "of", "and", "Paris", "(ABC)", "Ministry of Defence", "\n\n", ". ", ", ", "l'armée", "U.S.",
    "Al-Shabaab", "his forces", "the country", "é", "\u2019s", "13", "-",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=25),
    st.sampled_from(("en", "fr")),
)
def test_mentions_are_ordered_apart_and_repeatable(pieces: list[str], language: str) -> None:
    reading = Reading(" ".join(pieces))
    found = find_mentions(reading, language, BOOK)
    last = (0, 0)
    for mention in found:
        twin = last == (mention.start, mention.end)
        assert last[1] <= mention.start < mention.end or twin
        assert reading.text[mention.start : mention.end] == mention.text
        assert mention.id
        assert mention.name
        last = (mention.start, mention.end)
    assert find_mentions(Reading(" ".join(pieces)), language, BOOK) == found


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The UN mission left Gao. Its spokeswoman denied it.", "en", "United Nations spokeswoman"),
        ("Mali's army fired. Its spokesman denied it.", "en", "Malian military spokesman"),
        ("JNIM a attaqué Djibo. Son porte-parole l'a dit.", "fr", "porte-parole de JNIM"),
    ],
)
def test_its_spokesman_speaks_for_the_body_told_before(text: str, language: str, name: str) -> None:
    found = find_mentions(Reading(text), language, load_actors())

    assert name in [m.name for m in found if m.kind == "people"]


@pytest.mark.parametrize(
    ("language", "text", "words", "identifier"),
    [
        (
            "en",  # named as a place it outweighs those who only comment on it
            """The junta in Chad met. Washington watched. In Chad the price of bread rose.
            Washington waited. The markets closed early. The roads stayed empty.
            The rains came late. The police shut a bridge.""",
            "police",
            "TD.pol",
        ),
        (
            "en",  # "whose" says whose it is, whatever the text is about
            "Peru and Peruvian envoys waited in Peru. Chile, whose army had crossed over, spoke.",
            "army",
            "CL.mil",
        ),
        (
            "fr",
            "Au Tchad, le calme dominait au Tchad. La Turquie, dont l'armée avance, a réagi.",
            "armée",
            "TR.mil",
        ),
        ("fr", "Paris a prévenu qu'il fermerait le port.", "il", "FR"),
        ("fr", "Mardi, un hélicoptère chilien a survolé le port.", "hélicoptère chilien", "CL.mil"),
        (
            "en",  # the words between commas are not who said so
            "The Taliban, which has fought Pakistan for years, said it had withdrawn.",
            "it",
            "TALIBAN",
        ),
    ],
)
def test_whose_an_institution_is(language: str, text: str, words: str, identifier: str) -> None:
    assert mentions(text, language)[words].id == identifier


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "en",
            "Peru and Chile met. The two foreign ministers agreed.",
            {"Peru foreign minister", "Chile foreign minister"},
        ),
        (
            "fr",
            "Le Tchad et le Niger parlent. Les deux ministres des Affaires étrangères ont signé.",
            {"Chad foreign minister", "Niger foreign minister"},
        ),
    ],
)
def test_two_holders_of_an_office_are_those_of_the_two_countries(
    language: str, text: str, names: set[str]
) -> None:
    found = find_mentions(Reading(text), language, BOOK)

    assert names <= {m.name for m in found}


def test_both_and_the_two_stand_for_the_two_countries_told_of_most() -> None:
    text = "Peru and Chile met in Lima. Peru left early. Japan was silent. Both have agreed."

    found = [m.id for m in find_mentions(Reading(text), "en", BOOK) if m.text == "Both"]

    assert sorted(found) == ["CL", "PE"]


def test_both_stands_for_two_persons_counted_before() -> None:
    text = "Peru condemned Chile. Two gunmen fled. Both were caught."

    found = [m.name for m in find_mentions(Reading(text), "en", BOOK) if m.text == "Both"]

    assert found == ["gunmen"]


@pytest.mark.parametrize(
    ("text", "words", "identifier"),
    [
        ("Bolivia, whose president resigned, is calm.", "president", "BO.president"),
        ("Peru is calm. The president-elect spoke.", "president-elect", "PE.president-elect"),
        (
            "President Ana Torres of Peru spoke. Chile's president left.",
            "Chile's president",
            "CL.president",
        ),
        (
            "Al-Shabaab's leader spoke in Kismayo. His men left the port.",
            "His men",
            "SHABAAB",
        ),
        ("Gunmen raided Lae. The attackers fled by boat.", "attackers", "~:gunmen"),
    ],
)
def test_holders_and_attackers_point_back(text: str, words: str, identifier: str) -> None:
    assert mentions(text)[words].id == identifier


def test_an_army_for_a_cause_is_an_armed_group_by_name() -> None:
    found = mentions("On Monday the National Liberation Army raided a small town in the north.")

    assert found["National Liberation Army"].kind == "armed-group"


def test_small_letters_make_no_outlet_of_an_ordinary_word() -> None:
    text = (
        "the national police raided a house in lima on monday, and the mayor of lima thanked them."
    )

    assert "the national" not in mentions(text)


@pytest.mark.parametrize(
    ("text", "words", "identifier"),
    [
        ("Al-Shabaab raided Lamu. Later rebels burned a bus.", "rebels", "SHABAAB"),
        ("Al-Shabaab fought ISWAP. Later rebels burned a bus.", "rebels", "~:rebels"),
        ("Al-Shabaab raided Lamu. Later gunmen burned a bus.", "gunmen", "~:gunmen"),
    ],
)
def test_rebels_are_of_the_only_group_named(text: str, words: str, identifier: str) -> None:
    assert mentions(text)[words].id == identifier


def test_its_ministry_keeps_its_own_words() -> None:
    found = mentions("Peru closed the port. Its foreign ministry accused Chile.")

    assert (found["Its foreign ministry"].id, found["Its foreign ministry"].form) == (
        "PE.gov", "nationality",
    )  # fmt: skip


def test_an_aircraft_carrier_of_a_country_is_its_navy() -> None:
    assert mentions("An Indian aircraft carrier sailed for Colombo.")[
        "Indian aircraft carrier"
    ].id == "IN.mil"  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "identifier"),
    [
        ("Colombia mourns. AUC men shot nine villagers.", "AUC men", "AUC"),
        (
            "Sudan mourns. Men of the paramilitary Rapid Support Forces left.",
            "Men of the paramilitary Rapid Support Forces", "RSF",
        ),
        ("Troops left Peru. The Air Force bombed Lima.", "Air Force", "PE.mil"),
        ("The Libyan coastguard left.", "Libyan coastguard", "LY.mil:coast-guard"),
        ("Soviet troops left. Moscow was silent.", "Moscow", "SU"),
        ("Russian troops left. Moscow was silent.", "Moscow", "RU"),
        ("Brussels was silent.", "Brussels", "EU"),
    ],
)  # fmt: skip
def test_bodies_are_known_by_their_men_their_seats_and_capitals(
    text: str, words: str, identifier: str
) -> None:
    assert mentions(text)[words].id == identifier


def test_a_name_does_not_go_on_behind_a_headline() -> None:
    headline = "Nine guards of the harbour shot at the migrants who were fleeing bombs, says UN"
    body = "Guards at the harbour opened fire on migrants who were trying to run, a report said."
    found = mentions(f"{headline}\n{body} {body}")

    assert "UN" in found
    assert "Guards" in found


def test_a_small_syllable_ends_a_given_name() -> None:
    assert mentions("It was Roh Ki-baek who called.")["Roh Ki-baek"].kind == "person"
    assert "Roh Baek-led" not in mentions("It was the Roh Baek-led party that called.")


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Hier, la Coordination des forces pour la démocratie a protesté.",
         "Coordination des forces pour la démocratie", None),
        ("Hier, la Ligue ivoirienne des droits de l'homme a protesté.",
         "Ligue ivoirienne des droits de l'homme", None),
        ("La gendarmerie malgache a tiré.", "gendarmerie malgache", "Malagasy gendarmerie"),
        ("Le Sénat nigérian a refusé.", "Sénat nigérian", "Nigeria senate"),
    ],
)  # fmt: skip
def test_french_bodies_are_found_whole_and_named_in_english(
    text: str, words: str, name: str | None
) -> None:
    found = {m.text: m.name for m in find_mentions(Reading(text), "fr", BOOK)}
    assert found[words] == (name or words)
