from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.text import caseless
from corrobora.vocab.calendar import load_calendar
from corrobora.when.find import candidates, windows

_WORDS = {
    "en": "on 3 May 2021 the last Monday in early spring between two days ago next week 1990s "
    "mid-June half quarter of market sunny 12/05/2021",
    "fr": "le 3 mai 2021 lundi dernier fin août entre deux jours il y a et semaine lendemain "
    "mi-mai mijuillet années 1990 d'avril avant-hier aujourd'hui ete",
}


@pytest.mark.parametrize("language", ["en", "fr"])
@given(data=st.data())
def test_no_pattern_that_matches_is_passed_over(language: str, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(_WORDS[language].split()), max_size=12))
    text = caseless(" ".join(words))
    calendar = load_calendar(language)
    tried = {pattern.pattern for _, _, pattern in candidates(text, calendar)}
    matching = {p.pattern for _, p in calendar.patterns if p.search(text)}
    assert matching <= tried


@pytest.mark.parametrize("language", ["en", "fr"])
@given(data=st.data())
def test_stretches_lie_around_all_triggers(language: str, data: st.DataObject) -> None:
    filling = st.sampled_from([*_WORDS[language].split(), "x" * 60, "G20", "day_s", "après"])
    text = caseless(" ".join(data.draw(st.lists(filling, max_size=30))))
    calendar = load_calendar(language)
    found = windows(text, calendar)
    for match in calendar.trigger.finditer(text):
        assert any(a <= match.start() and match.end() <= b for a, b in found)
    for start, end in found:
        assert calendar.trigger.search(text, start, end)
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(found))


def test_most_patterns_are_passed_over_in_a_stretch_without_their_words() -> None:
    calendar = load_calendar("en")
    assert len(candidates("a hundred metres from the bridge", calendar)) < 5
    assert len(candidates("on the third of March 2021", calendar)) >= 15
