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


@pytest.mark.parametrize(
    ("text", "whom", "who"),
    [
        ("Two reporters were shot by soldiers at a checkpoint.", "reporters", "soldiers"),
        ("The general was riddled with bullets by three young men.", None, "young men"),
        ("Unknown men gunned down the mayor's driver.", None, "Unknown men"),
    ],
)
def test_a_passive_tells_who_was_hit_first_and_by_whom_last(
    text: str, whom: str | None, who: str
) -> None:
    claim = _first(text, "ASSAULT")

    assert [a.text for a in claim.actors] == [who]
    assert whom is None or whom in [t.text for t in claim.targets]


def test_what_was_done_to_somebody_does_not_stand_for_them() -> None:
    told = _first("The union condemned the killing of Ana Maria Quispe on Friday.", "ACCUSE")

    assert "Ana Maria Quispe" not in [t.name for t in told.targets]


def test_whoever_is_held_responsible_did_it_says_the_text() -> None:
    told = claims("The guerrillas are being held responsible for the burning of the town hall.")

    burning = [c for c in told if c.type == "ASSAULT"]
    assert all([a.text for a in c.actors] == ["guerrillas"] for c in burning)


@pytest.mark.parametrize("owner", ["the minister's", "Rosa Delgado's", "the rebels'"])
def test_a_thing_with_its_owner_before_it_is_hit(owner: str) -> None:
    claim = _first(f"Gunmen burned {owner} car on Friday.", "ASSAULT")

    assert any(t.kind == "vehicle" and "car" in t.text for t in claim.targets), claim.targets
