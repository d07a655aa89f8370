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
