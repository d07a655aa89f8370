from __future__ import annotations

import pytest
from reading_room import report, resources

from corrobora.extract.claims import Assembler
from corrobora.extract.judge import Judge, Weights, features, load_judge
from corrobora.extract.report import mark

TEXT = (
    "France expelled two Malian diplomats on Monday. The raid by gunmen on Kalo killed nine "
    "farmers, the mayor said. Will Mali retaliate? The junta is said to have planned an attack."
)


def test_a_deed_has_the_probability_of_its_features() -> None:
    tongue = resources(fast=True).tongue("en")
    assert tongue is not None
    judge = load_judge("shallow")
    told = report(TEXT)
    marked = mark(told, resources(fast=True), tongue)
    sentences = Assembler(told, marked, tongue.lexicon, judge, "test").deeds()
    deeds = [(deed, others) for others in sentences for deed in others]
    assert len(deeds) >= 4
    for deed, others in [*deeds, *deeds]:  # the second time from what is remembered
        assert judge.probability(deed, others) == judge.of_features(features(deed, others))
    assert len({judge.probability(deed, others) for deed, others in deeds}) > 2


def test_features_without_a_weight_count_for_nothing() -> None:
    judge = Judge(Weights(constant=0.0, threshold=0.5, weights={"negated=True": -2.0}))
    assert judge.of_features(["type=AID", "stance=planned"]) == 0.5
    assert judge.of_features(["negated=True"]) == pytest.approx(0.119, abs=0.001)
