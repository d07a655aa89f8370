"""The gate: figures on our own samples must not fall under their floors."""

from __future__ import annotations

import importlib
import json
import subprocess

import pytest
from floors import (
    EXAMPLES,
    FLOORS,
    RENEW,
    ROOT,
    in_force,
    measure,
    read_floors,
    rewritten,
    unexplained,
)
from gate_corpus import fingerprint
from score import FIELDS

CORPORA = sorted(read_floors())


@pytest.mark.parametrize("corpus", CORPORA)
def test_the_gold_is_the_one_that_the_floors_were_measured_on(corpus: str) -> None:
    assert fingerprint(EXAMPLES / corpus) == read_floors()[corpus]["fingerprint"], RENEW.format(
        corpus=corpus
    )


@pytest.mark.parametrize("corpus", CORPORA)
def test_no_figure_falls_under_its_floor(corpus: str) -> None:
    try:
        importlib.import_module("corrobora.cli")
    except ModuleNotFoundError as missing:
        pytest.skip(f"the product is not whole yet: {missing}")
    figures = measure(corpus)
    floors = in_force(read_floors(), corpus)
    under = {
        name: f"{figures[name]:.3f} is under {floor:.3f}"
        for name, floor in floors.items()
        if round(figures[name], 3) < floor
    }
    assert not under, f"{corpus}: see `python tests/gate/floors.py show`"


@pytest.mark.parametrize("corpus", CORPORA)
def test_every_figure_has_a_floor(corpus: str) -> None:
    assert {"found_f1", "record_f1", "clean", "bcubed_f1", *FIELDS} <= set(
        read_floors()[corpus]["floors"]
    )


@pytest.mark.parametrize("corpus", CORPORA)
def test_a_lowered_floor_says_why(corpus: str) -> None:
    for name, entries in read_floors()[corpus]["floors"].items():
        assert not unexplained(entries), f"{corpus}.{name}: a lower floor needs a `reason`"


def test_floors_are_added_to_and_never_rewritten() -> None:
    name = FLOORS.relative_to(ROOT).as_posix()
    try:
        log = subprocess.run(
            ["git", "log", "--format=%H", "-20", "--", name],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no history here to compare with")
    for commit in log.stdout.split():
        shown = subprocess.run(
            ["git", "show", f"{commit}:{name}"], cwd=ROOT, capture_output=True, check=False
        )
        if shown.returncode == 0:
            assert rewritten(json.loads(shown.stdout), read_floors()) == []


def test_unexplained_and_rewritten_see_what_they_should() -> None:
    high, low = {"floor": 0.6}, {"floor": 0.5}
    assert unexplained([low, high]) == []
    assert unexplained([high, low]) == [low]
    assert unexplained([high, {**low, "reason": "dates are judged more strictly now"}]) == []
    before = {"sahel": {"floors": {"found_f1": [high]}}}
    assert rewritten(before, {"sahel": {"floors": {"found_f1": [high, low]}}}) == []
    assert rewritten(before, {"sahel": {"floors": {"found_f1": [low]}}}) == ["sahel.found_f1"]
    assert rewritten(before, {}) == ["sahel.found_f1"]
