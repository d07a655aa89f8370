"""The weapon of a deed, in the words that name it."""

from __future__ import annotations

import pytest
from reading_room import claims

from corrobora.model import Claim


def _weapons(text: str, language: str = "en") -> list[str]:
    found: list[Claim] = [c for c in claims(text, language=language) if c.type == "ASSAULT"]
    return [c.instrument.text for c in found if c.instrument is not None]


@pytest.mark.parametrize(
    ("text", "weapon"),
    [
        ("A dynamite charge was placed at a bank in Tartu.", "dynamite charge"),
        ("A powerful car bomb exploded near a school in Tartu.", "car bomb"),
        ("Two medium-sized bombs exploded at a school in Tartu.", "medium-sized bombs"),
        ("The group claimed responsibility for the dynamite attack on the bank.", "dynamite"),
        ("Gunmen threw two explosive devices at the mill.", "explosive devices"),
        ("Several charges of dynamite exploded at a bank in Tartu.", "dynamite"),
        ("The rebels used explosives to blow up a bridge near Tartu.", "explosives"),
    ],
)
def test_a_weapon_is_named_by_the_words_that_say_which(text: str, weapon: str) -> None:
    assert weapon in _weapons(text)


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen killed the officer in charge of the inquiry.",
        "Gunmen burned a gas station near Tartu.",
        "A miller died of bullet wounds after gunmen attacked Tartu.",
    ],
)
def test_a_word_that_names_something_else_is_no_weapon(text: str) -> None:
    assert _weapons(text) == []


def test_a_weapon_in_french() -> None:
    assert "dynamite" in _weapons("Des rebelles ont attaqué le pont avec de la dynamite.", "fr")
