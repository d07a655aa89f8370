"""Demands made by a verb of duty."""

from __future__ import annotations

import pytest
from reading_room import claim, claims, says, who, whom

from corrobora.model import Stance


@pytest.mark.parametrize(
    ("text", "language", "mode", "actor", "target"),
    [
        ("Kenya said Somalia must withdraw its troops from Gedo.", "en", "yield", "Kenya",
         "Somalia"),
        ("Somalia must release the prisoners, Kenya said on Monday.", "en", "yield", "Kenya",
         "Somalia"),
        ('"The rebels must talk to the government," said Ann Wairimu, the Kenyan minister.', "en",
         "meet", "Ann Wairimu", "rebels"),
        ("Peru says Chile has to stop arming the rebels.", "en", "yield", "Peru", "Chile"),
        ("The United Nations said Chad should send food to the camps.", "en", "assist",
         "United Nations", "Chad"),
        ("Le Niger a déclaré que le Tchad doit libérer les otages.", "fr", None, "Niger", "Chad"),
        ("Le Soudan a déclaré qu'il faut que le Tchad retire ses troupes.", "fr", "yield", "Sudan",
         "Chad"),
    ],
)  # fmt: skip
def test_who_says_that_others_must_do_something_asks_it_of_them(
    text: str, language: str, mode: str | None, actor: str, target: str
) -> None:
    found = claim(text, "REQUEST", language)

    assert who(found) == [actor]
    assert target in whom(found)
    assert actor in says(found)
    assert found.stance is Stance.DEMANDED
    assert not found.negated
    assert mode is None or found.mode == mode


def test_a_duty_not_to_do_harm_asks_for_a_concession() -> None:
    found = claim("Ghana said the Malian army must not attack the camp.", "REQUEST")

    assert found.mode == "yield"
    assert not found.negated


def test_what_should_have_been_done_is_a_reproach() -> None:
    found = claim("Peru said Chile should have withdrawn its troops in March.", "ACCUSE")

    assert who(found) == ["Peru"]
    assert whom(found) == ["Chile"]
    assert found.stance is Stance.ASSERTED


def test_advice_of_the_report_itself_is_of_nobody() -> None:
    found = claim("Chile should release the detained miners.", "REQUEST")

    assert who(found) == []
    assert whom(found) == ["Chile"]


@pytest.mark.parametrize(
    "text",
    [
        "Kenya said it must withdraw its troops.",  # its own duty
        "Kenya's president said Kenya must defend its border.",
        "Should Chad withdraw its troops, the camps will be without guards.",
        "The treaty must be ratified by the Senate within sixty days.",  # a step of procedure
        "Kenya said Somalia would have to withdraw its troops.",
        "The campaign has since cost nine lives, Kenya said.",
    ],
)
def test_other_duties_ask_nothing(text: str) -> None:
    assert not [c for c in claims(text) if c.type == "REQUEST"]


@pytest.mark.parametrize(
    "text",
    ["The government insists that there was no coup.", "Peru insisted that it had won."],
)
def test_who_insists_that_something_is_so_asks_nothing(text: str) -> None:
    assert not [c for c in claims(text) if c.type == "REQUEST"]


def test_who_insists_that_others_do_something_asks_it() -> None:
    found = claim("Peru insisted that Chile lift the ban.", "REQUEST")

    assert who(found) == ["Peru"]
    assert whom(found) == ["Chile"]


def test_not_to_approve_of_something_is_to_disapprove() -> None:
    found = claim("The prime minister did not approve of the raid.", "ACCUSE")

    assert found.mode == "disapprove"
    assert not found.negated
