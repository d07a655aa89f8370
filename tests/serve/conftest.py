"""Cases for the tests: one with pages open on it, and ones that serve partners."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corrobora.case import Case
from serve.browser import NOW, STORY, opened
from serve.node import EW, Node
from share.worlds import world


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("room")
    for name, text in STORY.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "story.db"
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        case.collect([folder / name for name in STORY], now=NOW)
        case.update()
    return path


@pytest.fixture
def case_path(made: Path, tmp_path: Path) -> Path:
    path = tmp_path / "story.db"
    shutil.copy(made, path)
    return path


@pytest.fixture
def client(case_path: Path) -> Iterator[Any]:
    with opened(case_path) as found:
        yield found


def _made(home: Path | str) -> Node:
    node = Node(home)
    node.hold(world(1, reports=10))
    node.agree()
    node.sign_in()
    node.box.share("harbour-ew", EW, by="A. Sow")
    return node


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A case with items released to Harbour Relief, signed in as its early-warning cell."""
    made = _made(tmp_path)
    yield made
    made.close()


@pytest.fixture(params=["file", "server"])
def node_anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Node]:
    """The same, in a file and once more in a database."""
    on_file = request.param == "file"
    made = _made(tmp_path if on_file else request.getfixturevalue("database")())
    yield made
    made.close()


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The same, shared by tests that only read."""
    made = _made(tmp_path_factory.mktemp("still"))
    yield made
    made.close()
