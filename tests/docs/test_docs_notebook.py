"""The notebook among the examples runs from its first cell to its last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


def cells() -> list[str]:
    notebook: dict[str, Any] = json.loads((EXAMPLES / "case.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    code = [one for one in notebook["cells"] if one["cell_type"] == "code"]
    assert all(one["outputs"] == [] for one in code), "outputs are not kept"
    return ["".join(one["source"]) for one in code]


def test_every_cell_runs_and_says_something(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(EXAMPLES)
    names: dict[str, Any] = {}
    for number, cell in enumerate(cells(), 1):
        exec(compile(cell, f"cell {number}", "exec"), names)
    told = capsys.readouterr().out
    assert "reports, 1 to" in told
    assert "(contradiction): " in told
    assert "# Brief: Mali" in told
    assert len(names["events"]) > 50
