from __future__ import annotations

from typing import Any

from corrobora.brief.passages import (
    LONGEST,
    WITH_BEFORE,
    is_headline,
    is_hedged,
    passage_of,
    shown,
)
from corrobora.model import Claim, Report


def test_inner_quotation_marks_become_single() -> None:
    assert shown('He said "no" to “all”.') == "He said ‘no’ to ‘all’"


def test_lines_become_one_line_and_long_ones_are_cut() -> None:
    assert shown("two\n lines") == "two lines"
    assert shown("word " * 90).count("word") == WITH_BEFORE
    assert shown("word " * 90).endswith("…")


def report(text: str, language: str = "en") -> Report:
    return Report(
        id="r", name="r.txt", text=text, sha256="x", raw_sha256="x", media_type="text/plain",
        title="Night raid near the river", language=language,
    )  # fmt: skip


def claim(text: str, words: str, **fields: Any) -> Claim:
    start = text.index(words)
    return Claim(
        id="c", report="r", start=start, end=start + len(words), quote=words, type="ASSAULT",
        mode=None, method="by hand", confidence=0.9, **fields,
    )  # fmt: skip


def quoted(text: str, words: str) -> str:
    return passage_of(claim(text, words), report(text)).text


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "On Aug. 19 Gen. Sow spoke to the press. He left in the evening."

    assert quoted(text, "Sow spoke") == "On Aug. 19 Gen. Sow spoke to the press"


def test_a_long_sentence_is_cut_where_clauses_end() -> None:
    long = "the council met, " * 14
    text = f"While {long}gunmen shelled the market of Kona, and {long}the day ended."

    words = quoted(text, "shelled the market")

    assert "gunmen shelled the market of Kona" in words
    assert words.endswith("…")
    assert len(words.split()) <= LONGEST + 2


def test_a_pronoun_that_nothing_names_brings_the_sentence_before_it() -> None:
    text = "Rebels took the bridge at dawn. They burned the toll house."

    assert quoted(text, "burned the toll house").startswith("Rebels took the bridge")


def test_titles_and_lines_without_a_full_stop_are_headlines() -> None:
    text = "Night raid near the river\nShells fall on Kona\nThe army shelled Kona on Monday."
    one = report(text)

    assert is_headline(one, claim(text, "Night raid"))
    assert is_headline(one, claim(text, "Shells fall"))
    assert not is_headline(one, claim(text, "army shelled"))


def test_words_of_possibility_before_a_deed_make_it_an_option() -> None:
    text = "The army could shell Kona. The army shelled Sofara in May. Paris pourrait céder."

    assert is_hedged(report(text), claim(text, "shell Kona"))
    assert not is_hedged(report(text), claim(text, "shelled Sofara"))
    assert is_hedged(report(text, "fr"), claim(text, "céder"))
