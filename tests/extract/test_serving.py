"""For whom persons act and speak, and whose the people and things are that a pronoun owns."""

from __future__ import annotations

import pytest
from reading_room import claims


def actors(text: str, type_: str) -> list[str]:
    """Who does the last deed of a type."""
    return [a.name for c in claims(text) if c.type == type_ for a in c.actors]


@pytest.mark.parametrize(
    ("text", "type_", "body"),
    [
        (
            '"We do not shoot traders," said Ana Ruiz, head of the Northern Liberation Front.',
            "ASSAULT",
            "Northern Liberation Front",
        ),
        (
            ("The Northern Liberation Front attacked Lae. Its spokesman, Jo Lee, denied it. "
             '"We do not shoot traders," he added.'),
            "ASSAULT",
            "Northern Liberation Front",
        ),
        ('"We will expel their diplomats," the French foreign minister said.', "SANCTION",
         "France government"),
        ("A police spokesman in Kenya denied the report on Monday.", "REJECT", "Kenyan police"),
        ("An Ethiopian spokeswoman rejected the demand.", "REJECT", "Ethiopia government"),
    ],
)  # fmt: skip
def test_a_body_acts_by_those_who_speak_for_it(text: str, type_: str, body: str) -> None:
    assert body in actors(text, type_)


def test_who_says_we_for_nobody_speaks_for_himself() -> None:
    told = '"We will not leave the village," said Ana Ruiz, a farmer. Kenya kept silent.'

    assert "Kenya" not in [a for c in claims(told) for x in c.actors for a in [x.name]]


@pytest.mark.parametrize(
    ("text", "type_", "doer"),
    [
        ("Augusto Pinochet was held. His supporters pelted the embassy with eggs.", "PROTEST",
         "supporters of Augusto Pinochet"),
        (("Ana Ruiz, head of the Northern Liberation Front, vowed that her men would attack the"
         " port of Lae on Monday."),
         "ASSAULT", "Northern Liberation Front"),
        ("Eritrea said on Monday that its drones had hit Adwa.", "ASSAULT", "Eritrean military"),
        ("Hamas denied it. Its gunboats attacked Ashdod.", "ASSAULT", "Hamas"),
        ("Israel, whose last armoured columns shelled Tyre, blamed Lebanon.", "ASSAULT",
         "Israeli military"),
        (("Gustavo Petro of Colombia blamed the United States. American strikes killed ten. "
          "On Monday his interior minister rejected the offer."), "REJECT",
         "Colombia interior minister"),
    ],
)  # fmt: skip
def test_whose_people_and_things_are_is_told_by_their_owner(
    text: str, type_: str, doer: str
) -> None:
    assert doer in actors(text, type_)


@pytest.mark.parametrize(
    ("text", "type_", "doer"),
    [
        ("The Northern Liberation Front left Oro. On Tuesday the Front attacked Lae.", "ASSAULT",
         "Northern Liberation Front"),
        ("The Islamic Courts Union took Mogadishu. The courts rejected the offer.", "REJECT",
         "Islamic Courts Union"),
        ("Pyongyang fired missiles. South Korea protested. The South rejected the offer.",
         "REJECT", "South Korea"),
        ("Ana Diaz of Areva left Niger. The uranium firm rejected the charge.", "REJECT", "Areva"),
        ("Protests shook Cameroon. The opposition rejected the offer.", "REJECT",
         "Cameroonian opposition"),
        ("Riots shook Haiti. Prosecutors opened an inquiry against a mayor.", "ACCUSE",
         "Haiti prosecutors"),
        ("Major Pierre Buyoya took power in Burundi. The Major pardoned forty students.",
         "YIELD", "Pierre Buyoya"),
        ("Rebels attacked Lae on Monday. The Northern Liberation Front rejected the offer.",
         "ASSAULT", "Northern Liberation Front"),
        ("In Togo gendarmes opened fire on marchers.", "ASSAULT", "Togolese gendarmerie"),
        ("Fiji shut an office. There, officers arrested a journalist.", "COERCE", "Fijian police"),
    ],
)  # fmt: skip
def test_words_that_take_up_a_party_are_that_party(text: str, type_: str, doer: str) -> None:
    assert any(name.startswith(doer) for name in actors(text, type_)), actors(text, type_)


def test_the_south_of_a_country_is_no_state() -> None:
    told = "South Sudan protested. Fighting spread in the South of the country."

    assert [a.name for c in claims(told) if c.type == "ACCUSE" for a in c.actors] == ["South Sudan"]
    assert not any(a.text == "South" for c in claims(told) for a in (*c.actors, *c.targets))


@pytest.mark.parametrize(
    ("text", "type_", "doer"),
    [
        ("The ambassador in Lima, Jo Lee, rejected the offer.", "REJECT", "Jo Lee"),
        ("The prosecutor in Lae, Ana Ruiz, opened an inquiry against a mayor.", "ACCUSE",
         "Ana Ruiz"),
        ("Ana Ruiz, the movement's chief, offered to free the rest.", "AGREE", "Ana Ruiz"),
        ("Kenya's envoy, Anthony Lake, rejected the offer.", "REJECT", "Anthony Lake"),
    ],
)  # fmt: skip
def test_a_name_between_commas_is_joined_to_what_its_bearer_is(
    text: str, type_: str, doer: str
) -> None:
    assert doer in actors(text, type_)


@pytest.mark.parametrize(
    ("text", "type_", "doer"),
    [
        ("Volunteers fed the refugees near Lae.", "AID", "Volunteers"),
        ("Six countries agreed sanctions on Monday.", "AGREE", "countries"),
        ("Thousands marched in Lae.", "PROTEST", "Thousands"),
        ("Meteorologists urged restraint.", "REQUEST", "Meteorologists"),
        ("7 Jan: Kenya expelled two diplomats.", "SANCTION", "Kenya"),
        ("The government suspects the firm of paying rebels in Niger.", "ACCUSE",
         "Niger government"),
        ("Two peacekeepers were wounded by Turkish gunfire.", "ASSAULT", "Turkey"),
        ("A house was hit by Israeli tank fire.", "ASSAULT", "Israel"),
        ("China, whose trade with Iran grew, rejected the embargo.", "COOPERATE", "China"),
        ("Jo Lee said that Iran had broken the accord, and urged Tehran to stop.", "REQUEST",
         "Jo Lee"),
    ],
)  # fmt: skip
def test_the_doer_is_whom_the_grammar_names(text: str, type_: str, doer: str) -> None:
    assert actors(text, type_) == [doer]


def test_unnamed_persons_are_told_apart_by_whose_they_are() -> None:
    told = "Gunmen of Bashir Raghe attacked the port. Supporters of Ana Ruiz blamed the army."
    texts = [a.text for c in claims(told) for a in c.actors]

    assert texts == ["Gunmen of Bashir Raghe", "Supporters of Ana Ruiz"]
