"""The extractor must not fall under its floors on the gate passages of the corpus."""

from __future__ import annotations

import json

import gate_passages as passages
import pytest

FLOORS = json.loads(passages.FLOORS.read_text(encoding="utf-8"))


def test_the_gate_is_the_one_that_the_floors_were_measured_on() -> None:
    assert passages.fingerprint() == FLOORS["fingerprint"], (
        "The gate passages changed. If that is meant, measure again with "
        "`python tests/gate/gate_passages.py`; write fingerprint and floors to gate_passages.json."
    )


@pytest.mark.parametrize("name", sorted(FLOORS["floors"]))
def test_no_figure_falls_under_its_floor(name: str) -> None:
    language, series, mode = name.split("-")
    figures = passages.measure(language, series, fast=mode == "fast")

    low = {k: (figures[k], v) for k, v in FLOORS["floors"][name].items() if figures[k] < v}
    assert not low


def test_the_gold_matches_itself() -> None:
    row = passages.passages("gate")[0]

    assert row["claims"]
    assert row["split"] == "gate"
