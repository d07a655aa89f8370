"""Known words, and slips for them."""

from __future__ import annotations

import pytest

from corrobora.text import plain
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.vocab.spelling_book import slips_undone, spelling_book


@pytest.mark.parametrize(
    ("language", "wrong", "right"),
    [
        ("en", "goverment", "government"),
        ("en", "conrfontation", "confrontation"),
        ("en", "offficer", "officer"),
        ("en", "evdence", "evidence"),
        ("fr", "millitaires", "militaires"),
        ("fr", "gouvernemnet", "gouvernement"),
    ],
)
def test_slips_are_undone(language: str, wrong: str, right: str) -> None:
    assert spelling_book(language).meant(wrong) == right
    assert not spelling_book(language).knows(wrong)


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "cleaning"), ("en", "traveled"), ("en", "travelled"), ("en", "militarily"),
        ("en", "mail"), ("en", "zyzzyva"), ("fr", "gouvernements"), ("fr", "appelle"),
    ],
)  # fmt: skip
def test_words_of_their_own_are_no_slips(language: str, word: str) -> None:
    assert spelling_book(language).meant(word) is None


def test_right_words_of_the_lists_are_known_and_wrong_ones_are_not() -> None:
    for language in READ_LANGUAGES:
        book = spelling_book(language)
        pairs = book.listed.items()
        assert [wrong for wrong, right in pairs if book.knows(wrong) or not book.knows(right)] == []
        assert [w for pair in pairs for w in pair if plain(w) != w] == []


def test_undoing_gives_back_what_one_slip_changed() -> None:
    assert "government" in set(slips_undone("govrenment"))
    assert "government" in set(slips_undone("govvernment"))
    assert "government" in set(slips_undone("goverment"))
    assert "overnment" not in set(slips_undone("government"))
