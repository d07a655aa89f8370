from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.vocab.calendar import load_calendar
from corrobora.when.find import candidates

_WORDS = {
    "en": "on 3 May 2021 the last Monday in early spring between two days ago next week",
    "fr": "le 3 mai 2021 lundi dernier fin août entre deux jours il y a et semaine lendemain",
}


@pytest.mark.parametrize("language", ["en", "fr"])
@given(data=st.data())
def test_no_pattern_that_matches_is_passed_over(language: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(_WORDS[language].split()), max_size=12))
    text = " ".join(words)
    calendar = load_calendar(language)
    tried = {pattern.pattern for _, _, pattern in candidates(text, calendar)}
    matching = {p.pattern for _, p in calendar.patterns if p.search(text)}
    assert matching <= tried


def test_most_patterns_are_passed_over_in_a_stretch_without_their_words() -> None:
    calendar = load_calendar("en")
    assert len(candidates("a hundred metres from the bridge", calendar)) < 5
    assert len(candidates("on the third of March 2021", calendar)) >= 15
