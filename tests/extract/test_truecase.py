"""Capitals for texts without case."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from reading_room import claims

from corrobora.extract.truecase import is_caseless, truecased

_TEXT = "Gunmen shot the trader Marek Novak near Tallinn on Monday. The police arrested two men."


def test_a_text_with_capitals_where_they_belong_has_case() -> None:
    assert not is_caseless(_TEXT)
    assert is_caseless(_TEXT.lower())
    assert is_caseless(_TEXT.upper())


def test_what_is_short_has_no_case_to_speak_of() -> None:
    assert not is_caseless("tallinn")


@given(st.text(max_size=80))
def test_no_offset_moves(text: str) -> None:
    assert len(truecased(text, [(0, len(text))], (), ())) == len(text)


def test_case_changes_neither_the_victim_nor_the_deed() -> None:
    told = []
    for text in (_TEXT, _TEXT.lower(), _TEXT.upper()):
        [shot] = [c for c in claims(text) if c.type == "ASSAULT"]
        told.append(([a.text.casefold() for a in shot.targets], shot.mode))

    assert told[0] == told[1] == told[2]
    assert told[0][0] == ["marek novak"]
