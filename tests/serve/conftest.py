"""One served case for the tests that do not change it, and fresh ones for those that do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from serve.node import EW, Node
from share.worlds import world


def _made(folder: Path) -> Node:
    node = Node(folder)
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


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """The same, shared by tests that only read."""
    made = _made(tmp_path_factory.mktemp("still"))
    yield made
    made.close()
