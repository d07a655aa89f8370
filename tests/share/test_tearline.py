"""How a text is taken apart: what is a sentence, what does it cite, what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.share.tearline import read_draft


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Gunmen left. [r1]", [("", "Gunmen left.", ("r1",))]),
        ("- **Monday:** They left \\[1a\\]\\[2b\\]", [("- ", "Monday: They left", ("1a", "2b"))]),
        ("## What is new", [("## ", "What is new", ())]),
        ("One. [1] Two. [2]", [("", "One.", ("1",)), ("", "Two.", ("2",))]),
        # Words that go on after a citation belong to the sentence before them.
        ("One [1], and two [2].", [("", "One, and two.", ("1", "2"))]),
        ("They left [1]. Nobody came.", [("", "They left", ("1",)), ("", ". Nobody came.", ())]),
        ("A\\_b \\*c\\* [x\\_y.txt]", [("", "A_b *c*", ("x\\_y.txt",))]),
        ("[1a]", [("", "", ("1a",))]),
        ("   ", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_line_as_sentences(line: str, told: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert [(p.lead, p.text, p.cites) for p in read_draft(line).passages] == told


@pytest.mark.parametrize(
    ("sources", "citations", "where"),
    [
        ("Sources", "Citations", "characters 3 to 9"),
        ("Sources", "Passages cités", "caractères 3 à 9"),
    ],
)
def test_sources_and_citations_are_read_and_are_no_sentences(
    sources: str, citations: str, where: str
) -> None:
    draft = read_draft(
        f"Words. \\[1a\\]\n\n## {sources}\n\n- **\\[1\\]** The Wire, 5 May (a\\_b.txt)\n"
        f"    - repeats \\[2\\]\n\n## {citations}\n\n- **\\[1a\\]** a\\_b.txt, {where}: “Secret”\n"
        "\n*Made by brief/2.*\n"
    )
    assert [p.text for p in draft.passages] == ["Words."]
    assert draft.spans["1a"] == ("a_b.txt", 3, 9)
    assert draft.spans["1"][0] == "a_b.txt"


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    for passage in read_draft(text).passages:
        assert 1 <= passage.line <= len(text.splitlines())


_sentences = st.lists(
    st.tuples(
        st.from_regex(r"[A-Z][a-z]{1,8}( [a-z]{1,8}){0,4}\.", fullmatch=True),
        st.lists(st.from_regex(r"[a-z0-9]{1,6}", fullmatch=True), min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None)
@given(_sentences, st.booleans())
def test_sentences_with_citations_come_back(
    given_: list[tuple[str, list[str]]], one_line: bool
) -> None:
    told = [f"{words} {''.join(f'[{mark}]' for mark in marks)}" for words, marks in given_]
    draft = read_draft((" " if one_line else "\n").join(told))
    assert [(p.text, list(p.cites)) for p in draft.passages] == given_
