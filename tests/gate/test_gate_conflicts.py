"""The gate on conflicts: what disagrees in the stories is found, told apart, and nothing else."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent.parent
FLOORS = json.loads(Path(__file__).with_name("gate_conflicts.json").read_text(encoding="utf-8"))
MATTERS = {"date", "place", "deaths", "actor", "order", "agency", "other"}
KINDS = {"contradiction", "update", "scope", "denial"}


def bench() -> ModuleType:
    """The module of ``benchmarks``, which is no package."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        return importlib.import_module("conflicts")
    finally:
        sys.path.remove(str(ROOT / "benchmarks"))


def test_conflicts_of_the_stories_are_found_and_told_apart() -> None:
    tally = bench().measured()

    assert tally.recall >= FLOORS["recall"], tally.notes
    assert tally.precision >= FLOORS["precision"], tally.notes
    assert tally.kinds >= FLOORS["kinds"], tally.notes


def test_the_stories_cover_every_matter_and_kind_and_agreement_too() -> None:
    rows = bench().stories()
    wanted = [c for row in rows for c in row["conflicts"]]

    assert {c["about"] for c in wanted} == MATTERS
    assert {c["kind"] for c in wanted} == KINDS
    assert sum(not row["conflicts"] for row in rows) >= len(rows) / 5
    assert {r.get("language", "en") for row in rows for r in row["report"]} == {"en", "fr"}
