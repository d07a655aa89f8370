"""Who is taken for the doer of a deed that is told without one."""

from __future__ import annotations

import pytest
from reading_room import claim, report, resources, who

from corrobora.extract.claims import Assembler
from corrobora.extract.judge import load_judge
from corrobora.extract.likely_doer import Candidate, DoerChoice, Ranking, load_doer_choice
from corrobora.extract.report import mark
from corrobora.model import Claim

BEFORE = "Peru opened the talks on Monday. A second round was promised for June."


def _candidates(text: str) -> list[tuple[Claim, list[Candidate]]]:
    tongue = resources().tongue("en")
    assert tongue is not None
    told = report(text)
    marked = mark(told, resources(), tongue)
    return Assembler(told, marked, tongue.lexicon, load_judge("parsed"), "test").candidates()


def _names(candidates: list[Candidate]) -> list[str | None]:
    return [c.mention.name if c.mention is not None else None for c in candidates]


def test_a_doer_is_supplied_from_the_sentence_before() -> None:
    assert who(claim(BEFORE, "AGREE")) == ["Peru"]


def test_the_doer_that_a_clause_tells_stays() -> None:
    told = claim("Peru opened the talks on Monday. Chile promised a second round.", "AGREE")

    assert who(told) == ["Chile"]


def test_candidates_are_those_of_the_sentence_and_of_the_text_before_it_and_nobody() -> None:
    text = f"Chad and Niger met. {'The hall was cold. ' * 50}{BEFORE}"
    found = {c.type: candidates for c, candidates in _candidates(text)}

    assert _names(found["AGREE"]) == ["Peru", None]  # Chad and Niger are too far away


def test_who_is_named_twice_is_one_candidate_in_the_text_before() -> None:
    text = "Peru spoke on Friday. Peru opened the talks. A second round was promised for June."
    found = {c.type: candidates for c, candidates in _candidates(text)}

    assert _names(found["AGREE"]) == ["Peru", None]


def test_a_town_or_a_bridge_does_nothing() -> None:
    text = "A bridge at Kalo and a truck were looked at by Peru. Aid was promised for June."

    names = [_names(candidates) for _, candidates in _candidates(text)]
    assert names
    assert all("bridge" not in found and "truck" not in found for found in names)


def test_the_probabilities_of_candidates_sum_to_one() -> None:
    choice = load_doer_choice()

    for _, candidates in _candidates(BEFORE):
        chances = choice.probabilities(candidates)
        assert sum(chances) == pytest.approx(1.0)
        assert min(chances) > 0.0


def test_what_has_no_weight_counts_for_nothing() -> None:
    choice = DoerChoice(Ranking(least=0.0, weights={"zone=near": 1.0}))
    near = Candidate(None, ("zone=near", "unknown"))

    chances = choice.probabilities([near, Candidate(None, ())])
    assert chances == pytest.approx([0.731, 0.269], abs=0.001)


def test_somebody_barred_is_never_taken() -> None:
    choice = DoerChoice(Ranking(least=0.0, weights={"a": 2.0}))
    found = _candidates(BEFORE)
    mention = next(c.mention for _, many in found for c in many if c.mention is not None)

    assert choice.best([Candidate(mention, ("a",)), Candidate(None, ())])[0] == 0
    assert choice.best([Candidate(mention, ("a",), barred=True), Candidate(None, ())])[0] is None


def test_who_undergoes_a_deed_or_is_named_behind_it_is_barred() -> None:
    text = "Peru opened the talks. Mali faced sanctions in 2022, said Niger."
    found = {c.type: candidates for c, candidates in _candidates(text)}

    barred = {c.mention.name: c.barred for c in found["SANCTION"] if c.mention is not None}
    assert barred == {"Mali": True, "Niger": True, "Peru": False}


def test_nobody_is_taken_under_the_least_probability() -> None:
    tongue = resources().tongue("en")
    assert tongue is not None
    told = report(BEFORE)
    marked = mark(told, resources(), tongue)
    strict = DoerChoice(Ranking(least=1.0, weights={}))
    assembler = Assembler(told, marked, tongue.lexicon, load_judge("parsed"), "test", strict)

    assert [who(c) for c in assembler.claims() if c.type == "AGREE"] == [[]]


def test_violence_is_laid_to_nobody_on_a_likelihood() -> None:
    told = claim("The army reached Kalo on Monday. Nine herders were shot dead there.", "ASSAULT")

    assert who(told) == []
