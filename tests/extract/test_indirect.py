"""Whom a deed befalls whose object is a thing, a clause, or its doer's own."""

from __future__ import annotations

import pytest
from reading_room import claims

from corrobora.model import Claim


def _first(text: str, type_: str, language: str = "en") -> Claim:
    return next(c for c in claims(text, language=language) if c.type == type_)


@pytest.mark.parametrize(
    ("text", "type_", "language", "whom"),
    [
        ("Britain froze Iraqi assets on Friday.", "SANCTION", "en", "Iraq"),
        ("Kenya severed diplomatic relations with Eritrea on Friday.", "SANCTION", "en", "Eritrea"),
        ("Norway suspended its aid to Ethiopia on Friday.", "SANCTION", "en", "Ethiopia"),
        ("Le Kenya a rompu ses relations diplomatiques avec le Tchad.", "SANCTION", "fr", "Chad"),
        ("Iran demands that Turkey reopen the bridge.", "REQUEST", "en", "Turkey"),
    ],
)
def test_the_one_whose_thing_it_is_or_whom_it_concerns_is_the_target(
    text: str, type_: str, language: str, whom: str
) -> None:
    claim = _first(text, type_, language)

    assert any(t.name.startswith(whom) for t in claim.targets), claim.targets


def test_an_object_that_is_somebody_keeps_what_is_told_beside_it_out() -> None:
    claim = _first("Britain expelled three Iraqi diplomats over ties with Iran.", "SANCTION")

    assert not any(t.name.startswith("Iran") for t in claim.targets)


def test_a_deed_that_is_somebodys_own_is_done_by_the_subject() -> None:
    claim = _first("JNIM has extended its raids to the border of Benin.", "ASSAULT")

    assert [a.name for a in claim.actors] == ["JNIM"]


def test_harm_is_laid_to_the_attack_that_its_clause_of_time_tells() -> None:
    told = claims("At least 12 people died when Malian soldiers shelled a market near Gao.")

    deaths = next(c for c in told if c.deaths is not None)
    assert any("Mali" in a.name for a in deaths.actors)
