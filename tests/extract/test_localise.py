"""Whose forces are meant where only the places tell."""

from __future__ import annotations

import pytest
from reading_room import report, resources

from corrobora.extract.report import spot


def _forces(text: str) -> list[str]:
    given = resources()
    tongue = given.tongue("en")
    assert tongue is not None
    marked = spot(report(text), given, tongue)
    return [m.id for m in marked.mentions if m.kind in ("police", "military", "government")]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        # nobody of Kenya is named, but all of it happens there
        (
            "Crowds looted in Mombasa and in Kisumu. Ugandans fled. Police arrested nine.",
            ["KE.pol"],
        ),
        # a town of the country bears the name of one elsewhere
        (
            "Crowds marched in Johannesburg and in Pretoria on Monday. Police fired in Cleveland.",
            ["ZA.pol"],
        ),
        # a capital that only sends letters is no scene
        (
            "Troops took Jaffna in Sri Lanka. The government turned down pleas from Washington.",
            ["LK.mil", "LK.gov"],
        ),
    ],
)
def test_forces_without_a_nationality_are_those_of_the_scene(text: str, ids: list[str]) -> None:
    assert _forces(text) == ids
