"""Who acts in French texts: holders of offices, bodies and those who fight for them."""

from __future__ import annotations

import pytest
from reading_room import claims


def actors(text: str, type_: str) -> list[str]:
    """Who does the last deed of a type."""
    return [[a.name for a in c.actors] for c in claims(text, "fr") if c.type == type_][-1]


@pytest.mark.parametrize(
    ("text", "type_", "holder"),
    [
        ("Paul Biya a reçu les évêques. Le chef de l'État a condamné la violence.", "ACCUSE",
         "Paul Biya"),
        ("Angela Merkel s'est rendue à Paris. La chancelière allemande a condamné l'attaque.",
         "ACCUSE", "Angela Merkel"),
        ("Barack Obama s'est rendu à Nairobi. Le président français a condamné l'attaque.",
         "ACCUSE", "France president"),
        (("Barack Obama et George W. Bush se sont rencontrés à Washington. Le président américain "
         "a condamné l'attaque."), "ACCUSE", "United States president"),
        ("Barack Obama s'est rendu à Nairobi. L'ancien président américain a condamné l'attaque.",
         "ACCUSE", "United States former president"),
    ],
)  # fmt: skip
def test_an_office_is_held_by_who_is_known_to_hold_it(text: str, type_: str, holder: str) -> None:
    assert actors(text, type_) == [holder]


@pytest.mark.parametrize(
    ("text", "type_", "body"),
    [
        ("Un drone de l'armée malienne a frappé un marché.", "ASSAULT", "Malian military"),
        ("Les avions de l'armée soudanaise ont bombardé Nyala.", "ASSAULT", "Sudanese military"),
        ("Les artilleurs ukrainiens ont détruit un pont.", "ASSAULT", "Ukrainian military"),
        ("Un franc-tireur a tué un policier à Tripoli.", "ASSAULT", "franc-tireur"),
        ("Un village a été attaqué par les hommes du général Hemetti.", "ASSAULT",
         "Rapid Support Forces"),
        ("Le FMI a suspendu son aide. L'institution a exigé une dévaluation.", "REQUEST", "IMF"),
        ("Le Qatar a expulsé un diplomate. L'émirat a fermé son ambassade à Téhéran.", "SANCTION",
         "Qatar"),
    ],
)  # fmt: skip
def test_those_who_fight_for_a_body_act_as_it(text: str, type_: str, body: str) -> None:
    assert body in actors(text, type_)


def test_a_noun_with_its_own_complement_points_back_to_nobody() -> None:
    told = "Le M23 a attaqué Goma. Le mouvement de contestation a bloqué la route."
    assert "M23" not in actors(told, "COERCE")
