"""The sides of a disagreement in words; the record of a conflict keeps its own form."""

from __future__ import annotations

import pytest
from claim_builder import actor, claim, when

from corrobora.model import Claim, Conflict, Count, Side
from corrobora.reconcile.figures import show_count
from corrobora.reconcile.side_words import figure_in_words, value_in_words


def said(
    about: str, value: str, first: Claim | None, language: str, kind: str = "contradiction"
) -> str:
    one = Side(value=value, origins=("A",), claims=("1",))
    conflict = Conflict(about=about, sides=(one, one), kind=kind)  # type: ignore[arg-type]
    return value_in_words(conflict, one, first, "Attaque (Kona)", "Refus (Gao)", language)


@pytest.mark.parametrize(
    ("count", "english", "french"),
    [
        (Count(min=14, max=14, text=""), "14", "14"),
        (Count(min=12, max=None, text=""), "at least 12", "au moins 12"),
        (Count(min=10, max=15, text=""), "10 to 15", "10 à 15"),
    ],
)
def test_the_record_of_a_figure_is_read_back(count: Count, english: str, french: str) -> None:
    assert figure_in_words(show_count(count), "en") == english
    assert figure_in_words(show_count(count), "fr") == french
    assert figure_in_words(f"{show_count(count)} wounded", "fr") == f"{french} blessés"
    assert figure_in_words(f"{show_count(count)} French diplomats", "fr") == (
        f"{french} (French diplomats)"
    )


def test_what_is_no_figure_stays_as_it_is() -> None:
    assert figure_in_words("Kona", "fr") == "Kona"


def test_a_day_and_the_day_of_an_announcement() -> None:
    dated = claim("1", "a", date=when("2024-03-01"))
    assert said("date", "2024-03-01", dated, "fr") == "1er mars 2024"
    assert said("date", "announced 2024-03-01", dated, "fr", "scope") == "1er mars 2024 (annonce)"
    assert said("date", "2024-03-01", None, "fr") == "2024-03-01"


def test_which_came_first() -> None:
    assert said("order", "before: Refusal (Gao)", None, "fr") == "avant « Refus (Gao) »"
    assert said("order", "after: Refusal (Gao)", None, "en") == "after “Refus (Gao)”"


def test_who_did_it() -> None:
    two = claim("1", "a", by=("ML", "BF"))
    names = [one.name for one in (actor("ML"), actor("BF"))]
    assert said("actor", " and ".join(names), two, "fr") == " et ".join(names)
    assert said("agency", "both", two, "fr") == "les deux parties"


def test_a_denial() -> None:
    assert said("other", "Attack (Kona)", None, "fr", "denial") == "Attaque (Kona)"
    assert said("other", "denied", None, "fr", "denial") == "démenti"
