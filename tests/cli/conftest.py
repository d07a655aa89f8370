from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.program import done, write_story


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_story(tmp_path_factory.mktemp("story") / "reports")


@pytest.fixture(scope="session")
def made_case(tmp_path_factory: pytest.TempPathFactory, story: Path) -> Path:
    path = tmp_path_factory.mktemp("made") / "case.db"
    done("brief", story, "--case", path, "--fast")
    return path


@pytest.fixture
def case(made_case: Path, tmp_path: Path) -> Path:
    """A case of its own for each test, with everything made."""
    path = tmp_path / "case.db"
    shutil.copy(made_case, path)
    return path
