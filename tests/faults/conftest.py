from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "store"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long sweeps run when asked for: with --slow (where it is defined) or -m slow."""
    asked = config.getoption("--slow", default=False) or "slow" in config.option.markexpr
    for item in items:
        if not asked and HERE in item.path.parents and item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.skip(reason="a long sweep: run with -m slow"))
