from __future__ import annotations

from corrobora.brief.passages import LONGEST, shown


def test_inner_quotation_marks_become_single() -> None:
    assert shown('He said "no" to “all”.') == "He said ‘no’ to ‘all’"


def test_lines_become_one_line_and_long_ones_are_cut() -> None:
    assert shown("two\n lines") == "two lines"
    assert shown("word " * 90).count("word") == LONGEST
    assert shown("word " * 90).endswith("…")


def test_an_abbreviation_ends_no_sentence() -> None:
    from corrobora.brief.passages import _stops

    text = "On Aug. 19 Gen. Sow spoke. He left. Then\nnight fell."

    assert [text[at : at + 4] for at in _stops(text)] == ["He l", "Then", "nigh"]
