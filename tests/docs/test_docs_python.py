"""The page on Python does what it shows."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest
from doc_pages import DOCS, ROOT


def test_the_page_on_python_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "examples" / "sahel" / "reports", tmp_path / "reports")
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(str(DOCS / "python.md"), module_relative=False)
    assert failed == 0
    assert tried > 25
