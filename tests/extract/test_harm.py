from __future__ import annotations

import pytest
from reading_room import claim, claims, whom


@pytest.mark.parametrize(
    ("text", "language", "killed", "wounded"),
    [
        ("Gunmen raided a bus near Kaya. Twelve people are still in hospital.", "en", 0, 12),
        ("Eleven people were being treated in Peshawar after the explosion.", "en", 0, 11),
        ("Four soldiers were in critical condition after the ambush near Tillaberi.", "en", 0, 4),
        ("Hospitals counted 87 injured after the bombing of a market in Karachi.", "en", 0, 87),
        ("Le bilan s'établit à six morts et 24 blessés après la frappe sur Mykolaïv.", "fr", 6, 24),
        ("Quatre blessés graves sont à déplorer après l'explosion à Ansongo.", "fr", 0, 4),
        ("L'armée déplore huit morts et 22 blessés après la bataille de Sebha.", "fr", 8, 22),
    ],
)
def test_dead_and_wounded_without_a_deed_beside_them_are_of_the_violence_around(
    text: str, language: str, killed: int, wounded: int
) -> None:
    found = [c for c in claims(text, language) if c.type == "ASSAULT"]

    assert max((c.deaths.min for c in found if c.deaths), default=0) == killed
    assert max((c.wounded.min for c in found if c.wounded), default=0) == wounded


def test_those_who_are_harmed_are_the_target() -> None:
    told = claim("Six guards were in critical condition after the ambush near Gao.", "ASSAULT")

    assert whom(told) == ["Six guards"] or whom(told) == ["guards"]


def test_patients_without_violence_around_them_are_no_assault() -> None:
    text = "Eleven people were being treated for cholera at a hospital in Goma on Monday."

    assert [c for c in claims(text) if c.type == "ASSAULT"] == []


def test_who_is_wounded_in_another_deed_stays_in_it() -> None:
    text = "After the attack on Kidal, France released twelve wounded fighters on Friday."

    assert "RETREAT" in [c.type for c in claims(text)]


@pytest.mark.parametrize(
    ("text", "language", "dead"),
    [
        ("Rebels killed 12 soldiers, two teachers and a driver near Bria.", "en", 15),
        ("Gunmen killed Ana Ruiz, 18, and Luz Mora, 20, in Cali on Monday.", "en", 2),
        ("The blast killed eight clerks, five men and three women, in Cali.", "en", 8),
        ("Soldiers killed three men, two of them farmers, and a driver in Cali.", "en", 3),
        ("Des rebelles ont tué douze soldats, deux enseignants et un chauffeur.", "fr", 15),
    ],
)
def test_people_told_in_a_list_are_added_up_but_not_their_parts(
    text: str, language: str, dead: int
) -> None:
    told = claim(text, "ASSAULT", language)

    assert told.deaths is not None
    assert told.deaths.min == dead
