"""Every reason that the program gives has its words in each language."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from corrobora.errors import VocabularyError
from corrobora.reconcile.pairing import JUDGEMENTS
from corrobora.vocab.reasons import Reason, ReasonKey, because
from corrobora.vocab.vetted import listed_outlets
from corrobora.vocab.wording import wording

LANGUAGES = ("en", "fr")
HOLE = re.compile(r"{(\w+)}")
LINKER = ("join", "apart")
"""Tables of the linker; their names are those of its judgements."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_has_words_and_no_words_are_for_none(language: str) -> None:
    words = {key for key in wording(language).reasons if key.partition(".")[0] not in LINKER}
    assert words == set(get_args(ReasonKey))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_judgement_of_the_linker_has_words(language: str) -> None:
    names = {one.__name__ for one in JUDGEMENTS}
    found: dict[str, set[str]] = {table: set() for table in LINKER}
    for key in wording(language).reasons:
        table, _, name = key.partition(".")
        if table in found:
            found[table].add(name)
    assert found["join"] | found["apart"] == names
    # These only speak against one happening, and that only for it.
    assert names - found["join"] == {
        "told_apart", "little_in_common", "other_matter", "other_measure", "other_charge",
        "loose_type",
    }  # fmt: skip
    assert names - found["apart"] == {"same_crisis"}


def test_what_a_judgement_says_in_english_is_its_docstring() -> None:
    words = wording("en").reasons
    for one in JUDGEMENTS:
        key = f"join.{one.__name__}"
        said = words[key] if key in words else words[f"apart.{one.__name__}"]
        assert one.__doc__ == f"{said}."


def test_both_languages_fill_the_same_holes_with_other_words() -> None:
    english, french = wording("en").reasons, wording("fr").reasons
    for key, said in english.items():
        assert set(HOLE.findall(french[key])) == set(HOLE.findall(said)), key
        assert french[key] != said, key


def test_a_reason_is_told_with_what_is_filled_in() -> None:
    why = because("vetting.accepted", by="A. Sow", day="2026-03-01", why="{braces} stay")
    assert why.told() == "vetted by A. Sow, 2026-03-01: {braces} stay"
    assert why.told("fr") == "média vérifié par A. Sow, 2026-03-01 : {braces} stay"


def test_a_reason_without_words_is_an_error() -> None:
    with pytest.raises(VocabularyError):
        Reason("origin.guessed").told("fr")


def test_the_reasons_of_the_reviewed_list_need_the_day_only() -> None:
    for listing in listed_outlets().values():
        told = because(listing.reason, day=listing.reviewed.isoformat()).told("fr")
        assert told.startswith("sur la liste vérifiée, ")
