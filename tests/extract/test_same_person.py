"""Shorter and longer names of one person in one text."""

from __future__ import annotations

import pytest

from corrobora.extract.mentions import find_mentions
from corrobora.text import Reading
from corrobora.vocab.actor_book import load_actors


def _named(text: str) -> dict[str, str]:
    """The identity behind each name of a person."""
    found = find_mentions(Reading(text), "en", load_actors())
    return {m.text: m.name for m in found if m.kind == "person" and m.form == "name"}


@pytest.mark.parametrize(
    "part", ["Prado", "Molina Prado", "Molina", "Luis Andres Molina", "Andres Molina"]
)
def test_a_part_of_a_name_is_the_one_who_bears_it(part: str) -> None:
    named = _named(
        f"Senator Luis Andres Molina Prado left on Friday. Senator {part} was shot, police said."
    )

    assert named[part] == "Luis Andres Molina Prado"


def test_a_first_name_alone_is_nobody_elses() -> None:
    named = _named("Senator Luis Molina Prado left on Friday. President Luis stayed, police said.")

    assert named["Luis"] == "Luis"


def test_a_name_that_two_bear_is_left_as_it_is() -> None:
    named = _named(
        "Senator Luis Molina Prado and Senator Ana Molina Vega left on Friday. "
        "President Molina stayed, police said."
    )

    assert named["Molina"] == "Molina"


def test_the_longest_of_three_names_is_meant_by_all() -> None:
    named = _named(
        "Senator Carlos Pizarro left on Friday. Senator Carlos Pizarro Leongomez was shot. "
        "Police found Senator Pizarro in his car."
    )

    assert set(named.values()) == {"Carlos Pizarro Leongomez"}
