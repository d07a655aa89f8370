"""Options of the whole suite, and the two homes that a case may have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import private_server
from private_server import Cluster

# How long an example takes says how busy the machine is, and nothing about what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run tests marked slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow"):
        return
    skip = pytest.mark.skip(reason="slow; run with --slow")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """A PostgreSQL server; tests that need one are left out where its programs are missing."""
    programs = private_server.programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed")
    with private_server.running(programs) as cluster:
        yield cluster


@pytest.fixture
def database(server: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Makes databases with nothing in them; what is kept apart from a case goes to a folder."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return server.fresh


@pytest.fixture(params=["file", "server"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Path | str]:
    """Gives the address of a new case by a name: a file, and once more a database."""
    if request.param == "file":
        return lambda name: tmp_path / f"{name}.db"
    fresh: Callable[[], str] = request.getfixturevalue("database")
    known: dict[str, str] = {}
    return lambda name: known.get(name) or known.setdefault(name, fresh())
