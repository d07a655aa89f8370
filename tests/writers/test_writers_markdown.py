from __future__ import annotations

import io

from brief_sample import BRIEF, HOSTILE
from rich.console import Console
from rich.markdown import Markdown

from corrobora.writers.citations import letters
from corrobora.writers.markdown import escape, write_markdown

TEXT = write_markdown(BRIEF)


def test_each_sentence_ends_in_its_citations_and_each_citation_resolves() -> None:
    assert r"(Delta Press). \[1a\]\[2a\]" in TEXT
    assert r"- **\[2a\]** b\_file.txt, characters 0 to 19: “Le pont a été fermé”" in TEXT


def test_leads_are_bold_but_gaps_are_not() -> None:
    assert "- **3 February 2024:** “The bridge" in TEXT
    assert "- No toll: none. " in TEXT


def test_derivations_hang_under_their_source() -> None:
    assert "    - translates \\[1\\] (shown by: “selon Delta”)" in TEXT
    assert "    - is a write-up of a report by Far Agency that was not collected" in TEXT


def test_no_word_of_a_report_becomes_markup() -> None:
    assert "<script" not in TEXT.replace(r"\<script", "")
    shown = io.StringIO()
    Console(file=shown, width=400, color_system=None).print(Markdown(TEXT))
    assert HOSTILE in shown.getvalue()
    assert "[1a][2a]" in shown.getvalue()


def test_escaping_leaves_one_line() -> None:
    assert escape("a\n# b *c*") == r"a # b \*c\*"


def test_letters_go_on_after_z() -> None:
    assert [letters(n) for n in (1, 26, 27, 52, 53, 703)] == ["a", "z", "aa", "az", "ba", "aaa"]
