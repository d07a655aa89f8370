"""Persons in texts without case."""

from __future__ import annotations

import pytest

from corrobora.extract.mentions import find_mentions
from corrobora.text import Reading
from corrobora.vocab.actor_book import load_actors


def _persons(text: str) -> list[str]:
    found = find_mentions(Reading(text), "en", load_actors())
    return [m.text.casefold() for m in found if m.kind == "person" and m.form == "name"]


@pytest.mark.parametrize("upper", [False, True])
@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The engineers Aalto Virtanen and Juhan Tamm left.",
            ["aalto virtanen", "juhan tamm"],
        ),
        ("The commander's wife, Priit Kask, was shot.", ["priit kask"]),
        ("Priit Kask, mayor of Narva, was killed by gunmen.", ["priit kask"]),
        ("Minister Kask was killed by gunmen.", ["kask"]),
    ],
)
def test_the_words_around_show_a_name(upper: bool, text: str, names: list[str]) -> None:
    assert _persons(text.upper() if upper else text.lower()) == names


def test_ordinary_words_behind_a_noun_for_persons_are_no_name() -> None:
    assert (
        _persons("the soldiers left early today and the villagers quietly buried their dead.") == []
    )
