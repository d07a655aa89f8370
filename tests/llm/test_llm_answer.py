from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.llm.answer import LONGEST, read_answer

ONE: dict[str, Any] = {"s": 1, "quote": "Rebels fled", "actors": ["Rebels"], "targets": []}
TWO: dict[str, Any] = {"s": 2, "quote": "a } and a ] in words", "mode": None}
WHOLE = json.dumps({"claims": [ONE, TWO]})


@pytest.mark.parametrize(
    "content",
    [
        WHOLE,
        f"```json\n{WHOLE}\n```",
        f"Here are the claims {{as asked}}:\n\n{WHOLE}\nI hope that helps [1].",
        f'<think>First {{"claims": [1]}}, then more.</think>\n{WHOLE}',
        json.dumps([ONE, TWO]),
        json.dumps({"found": [ONE, TWO]}),
    ],
)
def test_json_is_found_among_other_words(content: str) -> None:
    assert read_answer(content) == ([ONE, TWO], None)


@pytest.mark.parametrize("content", ['{"claims": []}', "[]", '```\n{ "claims" : [ ] }\n```'])
def test_no_claim_is_an_answer(content: str) -> None:
    assert read_answer(content) == ([], None)


@pytest.mark.parametrize(
    "content",
    ["", "I cannot help with that.", "{", "[1, 2]", '{"claims": 3}', '{"claims"', "{" * 5000,
     "[" * LONGEST, '"claims"', "null"],
)  # fmt: skip
def test_what_cannot_be_read_is_said_to_be(content: str) -> None:
    assert read_answer(content) == ([], "unreadable")


def test_of_an_answer_cut_short_the_whole_claims_are_read() -> None:
    for end in range(len(WHOLE) - 1):
        found, fault = read_answer(WHOLE[:end])
        assert fault in ("cut short", "unreadable")
        assert found == [ONE, TWO][: len(found)]
    assert read_answer(WHOLE[:-2]) == ([ONE, TWO], "cut short")
    assert read_answer(WHOLE[:-3]) == ([ONE], "cut short")


def test_an_endless_answer_is_read_as_far_as_it_is_looked_at() -> None:
    claims = ", ".join([json.dumps(ONE)] * (LONGEST // 20))
    found, fault = read_answer(f'{{"claims": [{claims}]}}')
    assert fault == "cut short"
    assert 0 < len(found) < LONGEST // 20
    assert all(one == ONE for one in found)


@given(st.text(alphabet='{}[]",:claims 1\\\n') | st.text())
def test_anything_can_be_looked_at(content: str) -> None:
    found, fault = read_answer(content)
    assert isinstance(found, list)
    assert fault in (None, "cut short", "unreadable")
