from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from corrobora.text import FOLD, caseless, fold, folded, plain, small_letters

_SIGNS = st.text(st.sampled_from("aéÉ İıſ\u2019\u201c\u00a0\u2011\t«x.") | st.characters())


@given(_SIGNS)
def test_folding_maps_each_sign_and_moves_nothing(text: str) -> None:
    assert fold(text) == text.translate(FOLD)
    assert len(fold(text)) == len(text)


@given(_SIGNS)
def test_a_remembered_word_is_folded_as_any_text(text: str) -> None:
    assert folded(text) == folded(text) == plain(text)


@given(_SIGNS)
def test_caseless_text_keeps_its_offsets(text: str) -> None:
    assert len(caseless(text)) == len(text)
    assert caseless(caseless(text)) == caseless(text)


def test_a_pattern_in_small_letters_finds_what_ignored_case_before() -> None:
    pattern = r"(?P<month>Mai|ÉTÉ)\W+(?:[A-Z]\d)"
    text = "En été, x3; MAI  Y4"
    made = re.compile(small_letters(pattern))
    before = [m.span("month") for m in re.finditer(pattern, text, re.IGNORECASE)]
    assert [m.span("month") for m in made.finditer(caseless(text))] == before != []
