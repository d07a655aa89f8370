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


@pytest.mark.parametrize(
    ("text", "type_", "body"),
    [
        ("« Nous avons pris Goma », a déclaré Jean Kalume, porte-parole du M23.", "COERCE", "M23"),
        ("« Nous avons pris Goma », a déclaré le porte-parole du M23, Jean Kalume.", "COERCE",
         "M23"),
        ("« Nous ne négocierons pas », a dit Awa Diarra, une habitante de Gao.", "REJECT",
         "Awa Diarra"),
    ],
)  # fmt: skip
def test_a_body_acts_by_those_who_speak_for_it(text: str, type_: str, body: str) -> None:
    told = [[a.name for a in c.actors] for c in claims(text, "fr") if c.type == type_]
    assert body in told[0]


@pytest.mark.parametrize(
    ("language", "text", "body"),
    [
        ("fr", "Une frappe attribuée à l'armée éthiopienne a tué sept personnes.",
         "Ethiopian military"),
        ("fr", "Un massacre imputé aux ADF a fait vingt morts à Beni.", "ADF"),
        ("en", "An attack blamed on the ADF killed twenty people in Beni.", "ADF"),
    ],
)  # fmt: skip
def test_violence_laid_to_somebody_is_his_as_alleged(language: str, text: str, body: str) -> None:
    told = [c for c in claims(text, language) if c.type == "ASSAULT"]
    assert [a.name for a in told[0].actors] == [body]
    assert told[0].stance == "alleged"
