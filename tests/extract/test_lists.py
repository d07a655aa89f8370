"""Lists of those hit, whichever of them the parse leaves to the verb."""

from __future__ import annotations

import pytest
from reading_room import claims


def _victims(text: str) -> set[str]:
    return {a.text for c in claims(text) if c.type == "ASSAULT" for a in c.targets}


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        (
            "The rebels killed nine villagers, including the teacher Marek Novak and two nuns.",
            {"Marek Novak", "nuns"},
        ),
        ("Two mayors were killed along with the trader Marek Novak.", {"mayors", "Marek Novak"}),
        (
            "The priest Luis Cruz, rector of the new school, and two nuns were murdered by rebels.",
            {"Luis Cruz", "nuns"},
        ),
    ],
)
def test_who_is_listed_with_the_victims_is_one(text: str, hit: set[str]) -> None:
    assert hit <= _victims(text)


def test_the_subject_of_the_next_clause_is_no_victim() -> None:
    found = _victims("Gunmen killed Pedro Lopez, and Ana Ruiz resigned on Monday.")

    assert "Pedro Lopez" in found
    assert "Ana Ruiz" not in found


def test_who_shot_is_not_listed_with_those_shot() -> None:
    found = _victims("Marek Novak and Ana Ruiz killed two guards near Tartu.")

    assert not found & {"Marek Novak", "Ana Ruiz"}
