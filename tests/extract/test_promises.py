"""Promises, offers and threats as one claim with what they speak of."""

from __future__ import annotations

import pytest
from reading_room import claim, claims, who, whom

from corrobora.model import Stance


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("Kenya agreed to release the captured soldiers on Monday.", "en", "Kenya"),
        ("Kenya pledged to send food to Somalia.", "en", "Kenya"),
        ("Ghana is ready to host talks between Togo and Benin.", "en", "Ghana"),
        ("Kenya agreed to send soldiers to a peacekeeping mission in Somalia.", "en", "Kenya"),
        ("The rebels pledged not to attack the port of Bossaso.", "en", "rebels"),
        ("Peru promised to suspend its missile tests.", "en", "Peru"),
        ("Peru agreed to talks with Chile.", "en", "Peru"),
        ("Le Ghana s'est engagé à libérer les prisonniers togolais.", "fr", "Ghana"),
        ("Le Ghana se dit prêt à accueillir des pourparlers.", "fr", "Ghana"),
        ("Le Ghana a promis d'envoyer des vivres à la Somalie.", "fr", "Ghana"),
    ],
)
def test_who_promises_a_deed_has_agreed_and_not_yet_done_it(
    text: str, language: str, actor: str
) -> None:
    found = claims(text, language)

    assert [c.type for c in found] == ["AGREE"], [(c.type, c.quote) for c in found]
    assert who(found[0]) == [actor]
    assert found[0].stance is Stance.ASSERTED


def test_the_clause_holds_what_is_promised() -> None:
    found = claim("Kenya agreed to release the captured soldiers on Monday.", "AGREE")

    assert found.quote == "Kenya agreed to release the captured soldiers on Monday"


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("The front promised to bomb the port of Bossaso.", "violence"),
        ("Peru promised to cut aid to Chile.", "relations"),
    ],
)
def test_a_promise_of_harm_is_a_threat(text: str, mode: str) -> None:
    found = claims(text)

    assert [(c.type, c.mode) for c in found] == [("THREATEN", mode)]


def test_a_joint_decision_to_do_harm_stays_what_it_decides() -> None:
    found = claims("Peru agreed to ban Chilean flights.")

    assert "SANCTION" in [c.type for c in found]


def test_who_agree_to_restore_relations_support_each_other() -> None:
    found = claims("Peru and Chile agreed to restore diplomatic relations.")

    assert [c.type for c in found] == ["SUPPORT"]


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("Peru said it would bomb the port if the rebels did not leave.", "en", "Peru"),
        ("Chad says it will close the border unless the hostages are freed.", "en", "Chad"),
        ("Le Pérou a déclaré qu'il attaquera le port si les rebelles ne partent pas.", "fr",
         "Peru"),
    ],
)  # fmt: skip
def test_harm_announced_on_a_condition_is_a_threat(text: str, language: str, actor: str) -> None:
    found = claim(text, "THREATEN", language)

    assert who(found) == [actor]
    assert found.stance is Stance.ASSERTED


def test_what_others_may_do_on_a_condition_is_no_threat() -> None:
    found = claims("Peru said Chile would bomb the port if the rebels did not leave.")

    assert "THREATEN" not in [c.type for c in found]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kenya refused to accept a Somali request for troops.", "en"),
        ("Kenya rejected talks with the rebels.", "en"),
        ("Peru ruled out sanctions against Chile.", "en"),
        ("Le Kenya a rejeté une demande d'aide de la Somalie.", "fr"),
    ],
)
def test_what_is_refused_is_told_by_the_refusal(text: str, language: str) -> None:
    found = claims(text, language)

    assert [c.type for c in found] == ["REJECT"], [(c.type, c.quote) for c in found]


def test_not_to_recognise_is_to_refuse() -> None:
    found = claim("Peru does not recognise the new government of Chile.", "REJECT")

    assert who(found) == ["Peru"]
    assert "Chile" in whom(found)[0]
