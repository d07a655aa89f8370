"""What people say of which claims are one event, and taking it back."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from corrobora.model import Judgement
from corrobora.reconcile.verdicts import last_grouping, ungrouped
from corrobora.reconcile.walk import constraints

CLAIMS = ("a", "b", "c", "d", "e")
PLACE = {claim: number for number, claim in enumerate(CLAIMS)}


def said(number: int, value: dict[str, Any], verdict: str = "edit") -> Judgement:
    return Judgement(
        subject_kind="event", subject="e1", verdict=verdict, by="A. Sow",  # type: ignore[arg-type]
        at=f"2025-09-01T08:00:{number:02}Z", why="test", value=value,
    )  # fmt: skip


def stands(judgements: list[Judgement]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    together, apart = constraints(judgements, PLACE)
    return set(together), set(apart)


def undone(judgements: list[Judgement], number: int) -> list[Judgement]:
    act = last_grouping(judgements, CLAIMS)
    made = ungrouped(judgements, act)
    return [*judgements, *(said(number, dict(value or {})) for _, _, value in made)]


def test_a_first_word_is_taken_back_altogether() -> None:
    words = [said(1, {"together": ["a", "b", "c"]})]
    assert stands(undone(words, 2)) == (set(), set())


def test_what_was_said_before_stands_again() -> None:
    words = [said(1, {"together": ["a", "b", "c"]}), said(2, {"apart": ["a", "b"]})]
    assert stands(words) == ({("a", "c"), ("b", "c")}, {("a", "b")})
    again = undone(words, 3)
    assert stands(again) == (set(combinations("abc", 2)), set())
    # To take that back says once more what was said.
    assert stands(undone(again, 4)) == stands(words)


def test_several_words_of_one_moment_are_one_act() -> None:
    words = [said(1, {"apart": ["a", "c"]}), said(1, {"apart": ["b", "c"]})]
    assert len(last_grouping(words, ["a"])) == 2
    assert stands(undone(words, 2)) == (set(), set())


def test_words_on_other_claims_are_left_alone() -> None:
    words = [said(1, {"together": ["a", "b"]}), said(2, {"together": ["d", "e"]})]
    act = last_grouping(words, ["a"])
    assert [one.value for one in act] == [{"together": ["a", "b"]}]
    assert last_grouping(words, ["c"]) == ()


def test_who_was_all_together_is_so_again_in_one_word() -> None:
    words = [said(1, {"together": list(CLAIMS)}), said(2, {"apart": ["a", "b"]})]
    made = ungrouped(words, last_grouping(words, ["a"]))
    assert [value for _, _, value in made] == [{"free": ["a", "b"]}, {"together": ["a", "b"]}]
    later = [*words, said(3, {"apart": list(CLAIMS)})]
    back = ungrouped(later[:1] + later[2:], last_grouping(later, ["a"]))
    assert [value for _, _, value in back] == [
        {"free": list(CLAIMS)}, {"together": list(CLAIMS)},
    ]  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("together", "apart", "free")),
            st.lists(st.sampled_from(CLAIMS), min_size=2, unique=True),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_to_take_back_restores_what_stood_before(acts: list[tuple[str, list[str]]]) -> None:
    words = [said(n, {word: members}) for n, (word, members) in enumerate(acts)]
    last = last_grouping(words, CLAIMS)
    before = [one for one in words if one not in last]
    assert stands(undone(words, 50)) == stands(before)
