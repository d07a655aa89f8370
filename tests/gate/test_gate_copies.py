"""The gate on copying: recall and precision on labelled pairs must not fall under their floors."""

from __future__ import annotations

import importlib
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FLOORS = json.loads(Path(__file__).with_name("gate_copies.json").read_text(encoding="utf-8"))


@cache
def made() -> ModuleType:
    """The pairs of ``benchmarks``, which is no package."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return importlib.import_module("copy_pairs")
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


def test_stories_told_again_are_found_and_independent_ones_are_not_linked() -> None:
    found = made().score(made().story_trial())
    under = {
        k: found.found[k] for k, least in FLOORS["stories"].items() if found.found[k][0] < least
    }
    assert under == {}
    assert found.false["same topic, independent"][0] <= FLOORS["same_topic_linked"]
    assert found.stray == 0


def test_shared_slips_are_found_and_shared_figures_link_nobody() -> None:
    found = made().score(made().oddity_trial())
    assert found.found["shares slips with the original"][0] >= FLOORS["oddities"]
    assert {kind: wrong for kind, (wrong, _) in found.false.items() if wrong} == {}
    assert found.stray == 0


@pytest.mark.parametrize("kind", sorted(FLOORS["planted"]))
def test_planted_copies_are_found(kind: str) -> None:
    base = made().ground(3, sources=10, background=100)
    found = made().score(made().planted_trial(kind, base, 3))
    assert found.found[kind][0] >= FLOORS["planted"][kind]
    assert found.stray_per_100 <= FLOORS["stray_per_100"]


def test_what_all_were_told_and_what_all_write_links_nobody() -> None:
    base = made().ground(3, sources=1, background=60)
    found = made().score(made().common_words_trial(base, 3))
    assert {kind: wrong for kind, (wrong, _) in found.false.items() if wrong} == {}
    assert found.stray_per_100 <= FLOORS["stray_per_100"]


def test_there_are_enough_labelled_pairs() -> None:
    stories = made().story_trial()
    assert len(stories.taken) + len(stories.apart) + 10 * len(FLOORS["planted"]) >= 100
    assert len({report.language for report in stories.reports}) == 2
