"""Which type of event the words tell, and whom a promised or threatened deed befalls."""

from __future__ import annotations

import pytest
from reading_room import claims


@pytest.mark.parametrize(
    ("text", "type_", "language"),
    [
        ("Zambia ripped into Botswana over the dam on Friday.", "ACCUSE", "en"),
        ("Prosecutors in Lima interrogated two generals on Friday.", "ACCUSE", "en"),
        ("Zambia demanded an apology from Botswana on Friday.", "REQUEST", "en"),
        ("Zambia is sending soldiers to a peacekeeping force in Timor.", "AID", "en"),
        ("Uganda opened its borders to Congolese refugees on Friday.", "AID", "en"),
        ("The Zambian army traded fire with rebels on Friday.", "ASSAULT", "en"),
        ("Zambia handed back Botswana's island on Friday.", "RETREAT", "en"),
        ("Zambia gave Botswana an ultimatum on Friday.", "THREATEN", "en"),
        ("Zambia stopped sharing intelligence with Botswana on Friday.", "SANCTION", "en"),
        ("Zambia threw its weight behind Botswana on Friday.", "SUPPORT", "en"),
        ("The Zambian government ordered the closure of all mosques on Friday.", "COERCE", "en"),
        ("A court in Lusaka ordered the seizure of the banker's house.", "COERCE", "en"),
        ("Zambia cut off access to the internet on Friday.", "COERCE", "en"),
        ("Botswana agreed with the Zambian proposal on Friday.", "SUPPORT", "en"),
        ("Carlos Phiri sought refuge in the Zambian embassy on Friday.", "REQUEST", "en"),
        ("Zambian instructors arrived in Botswana on Friday.", "AID", "en"),
        ("Zambian troops arrived in Botswana on Friday.", "MOBILIZE", "en"),
        ("Zambia helped Botswana build an army.", "AID", "en"),
        ("Zambia violated the ceasefire agreement with Botswana on Friday.", "ASSAULT", "en"),
        ("Zambia moved tanks towards the border on Friday.", "MOBILIZE", "en"),
        ("A court in Lusaka jailed Botswana's envoy for nine years on Friday.", "SANCTION", "en"),
        ("Zambian troops regained the town of Maun on Friday.", "COERCE", "en"),
        ("Zambian police turned back a crowd of students on Friday.", "COERCE", "en"),
        ("Zambian rockets slammed into the port of Beira on Friday.", "ASSAULT", "en"),
        ("Zambia flight-tested a missile on Friday.", "MOBILIZE", "en"),
        ("Zambia pulled out of the treaty on Friday.", "SANCTION", "en"),
        ("Students barricaded the highway near Lusaka on Friday.", "PROTEST", "en"),
        ("Workers staged a sit-in at the Zambian ministry on Friday.", "PROTEST", "en"),
        ("Zambia shared intelligence with Botswana on Friday.", "COOPERATE", "en"),
        ("Zambia scuppered Botswana's proposal on Friday.", "REJECT", "en"),
        ("Zambia called the raid by Botswana cowardly on Friday.", "ACCUSE", "en"),
        ("Zambian rebels left the town of Maun on Friday.", "RETREAT", "en"),
        ("Zambia is sending up to 300 soldiers to Botswana.", "MOBILIZE", "en"),
        ("Zambia restored ties with Botswana on Friday.", "SUPPORT", "en"),
        ("Zambia brandished sanctions at Botswana on Friday.", "THREATEN", "en"),
        ("Zambian reporters were not allowed into the court on Friday.", "COERCE", "en"),
        ("Zambia does not allow Botswana's trucks into Lusaka.", "REJECT", "en"),
        ("Le gouvernement zambien a ordonné la fermeture des mosquées vendredi.", "COERCE", "fr"),
        ("Le tribunal a ordonné la saisie de la maison du banquier vendredi.", "COERCE", "fr"),
        ("Le gouvernement zambien a coupé l'accès à internet vendredi.", "COERCE", "fr"),
        ("L'opposant s'est réfugié à l'ambassade de Zambie vendredi.", "REQUEST", "fr"),
        ("Des instructeurs zambiens ont débarqué au Botswana vendredi.", "AID", "fr"),
        ("La Zambie a enfreint l'armistice vendredi.", "ASSAULT", "fr"),
        ("La Zambie a acheminé des blindés vers le nord vendredi.", "MOBILIZE", "fr"),
        ("La Zambie s'est opposée au plan du Botswana vendredi.", "REJECT", "fr"),
        ("La Zambie a vivement critiqué l'accord du Botswana.", "ACCUSE", "fr"),
        ("Les avions de la Zambie ont violé l'espace aérien du Botswana.", "COERCE", "fr"),
        ("La Zambie a livré des drones au Botswana vendredi.", "AID", "fr"),
        ("La Zambie a rétrocédé la base au Botswana vendredi.", "RETREAT", "fr"),
        ("La Zambie a réduit son aide au Botswana vendredi.", "SANCTION", "fr"),
    ],
)
def test_the_words_tell_the_type(text: str, type_: str, language: str) -> None:
    assert type_ in [c.type for c in claims(text, language)]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("The match between Zambia and Botswana resumed after the rain on Friday.", "ASSAULT"),
        ("The film drew fire from critics in Lusaka on Friday.", "ASSAULT"),
        ("Zambia had its budget passed on Friday.", "STATE"),
        ("Zambia sent instructors in spring.", "MOBILIZE"),
        ("The Zambian army deployed troops in May.", "STATE"),
        ("Zambia opened a hospital in Botswana on Friday.", "MOBILIZE"),
        ("The bank raised its rate under pressure from inflation on Friday.", "REQUEST"),
        ("The court in Lusaka heard an appeal over the price of land on Friday.", "ASSAULT"),
        ("The striker held his own and the goalkeeper saved a penalty on Friday.", "AID"),
    ],
)
def test_sport_markets_and_courts_tell_no_such_deed(text: str, type_: str) -> None:
    assert type_ not in [c.type for c in claims(text)]


@pytest.mark.parametrize(
    ("text", "type_", "whom"),
    [
        ("Zambia threatened to shell Botswana on Friday.", "THREATEN", "Botswana"),
        ("Zambia agreed to assist Botswana on Friday.", "AGREE", "Botswana"),
        ("Zambia promised to send troops to Botswana on Friday.", "AGREE", "Botswana"),
    ],
)
def test_whom_the_promised_or_threatened_deed_befalls_is_its_target(
    text: str, type_: str, whom: str
) -> None:
    told = next(c for c in claims(text) if c.type == type_)

    assert [t.name for t in told.targets] == [whom]


def test_a_place_in_a_promise_is_nobodys_target() -> None:
    told = next(
        c for c in claims("Two firms threatened to leave the market on Friday.")
        if c.type == "THREATEN"
    )  # fmt: skip

    assert told.targets == ()


def test_a_plain_refusal_needs_no_known_actor() -> None:
    told = claims("The premier said that his country will not lift the ban on Botswana.")

    assert [c.type for c in told if "lift" in c.quote] == ["REJECT"]


def test_what_a_lifted_ban_names_is_no_ban_of_its_own() -> None:
    told = claims("In July the junta lifted a previously imposed ban on political parties.")

    assert [c.type for c in told] == ["YIELD"]


def test_french_objects_without_number_are_objects() -> None:
    told = next(
        c for c in claims("Le groupe armé a violé des femmes à Goma vendredi.", "fr")
        if c.type == "ASSAULT"
    )  # fmt: skip

    assert [t.text for t in told.targets] == ["femmes"]


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("Ethiopia closed its embassy in Mogadishu on Monday.", "SANCTION"),
        ("Serb troops have driven thousands of women out of the enclave.", "SANCTION"),
        ("The army drove the rebels out of the town.", "ASSAULT"),
        ("The rebels closed in on the town.", "ASSAULT"),
    ],
)
def test_words_behind_a_verb_that_belong_to_other_phrases(text: str, type_: str) -> None:
    assert [c.type for c in claims(text)] == [type_]
