"""Forgetting that is cut short leaves a report whole, or nothing of it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from forget_driver import NAME, NAMED, filled
from injection import count_calls, inject, kill_at_random, plan, why_no_injection
from store_samples import stopped_clock

from corrobora.store import Store, check

DRIVER = Path(__file__).parent / "forget_driver.py"
SUFFIXES = ("", "-wal", "-shm", "-journal")
needs_injection = pytest.mark.skipif(
    why_no_injection() is not None, reason=why_no_injection() or "can inject"
)


def driver(path: Path) -> list[str]:
    return [sys.executable, "-B", "-u", str(DRIVER), str(path)]


def files(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in SUFFIXES]


def require_whole_or_forgotten(path: Path, *, done: bool) -> bool:
    """Whether it was forgotten; opened once more, as whoever goes on working does."""
    if done:
        assert not any(NAME.encode() in f.read_bytes() for f in files(path) if f.exists())
    with Store.open(path, create=False, clock=stopped_clock) as store:
        forgotten = "report.forgotten" in {e.act for e in store.journal()}
        kept = [r for r in store.reports() if r.id == NAMED.report.id]
        assert store.counts().reports == (10 if forgotten else 11)
        assert len(store.search("diplomats")) == 10
        if not forgotten:
            assert [r.text for r in kept] == [NAMED.report.text]
            assert store.derived_method() == "link 1"
    result = check(path)
    assert result.clean, result.findings
    left = any(NAME.encode() in f.read_bytes() for f in files(path) if f.exists())
    assert left == (not forgotten)
    assert forgotten or not done
    return forgotten


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("named") / "case.db"
    filled(path)
    assert NAME.encode() in path.read_bytes()
    return path


@pytest.mark.parametrize("runs", [8, pytest.param(300, marks=pytest.mark.slow)])
def test_killed_at_any_moment(tmp_path: Path, case: Path, runs: int) -> None:
    def prepare(run: int) -> list[str]:
        return driver(Path(shutil.copy(case, tmp_path / f"case-{run}.db")))

    for killed in kill_at_random(prepare, 5, runs):
        path = tmp_path / f"case-{killed.run}.db"
        require_whole_or_forgotten(path, done="done" in killed.finished)
        for file in files(path):
            file.unlink(missing_ok=True)


@needs_injection
@pytest.mark.parametrize("every", [97, pytest.param(1, marks=pytest.mark.slow)])
def test_each_system_call_fails_once_and_for_ever(tmp_path: Path, case: Path, every: int) -> None:
    path = tmp_path / "case.db"
    shutil.copy(case, path)
    steps = plan(count_calls(driver(path), files(path)))
    assert len(steps) > 100
    outcomes = set()
    for syscall, fault, when in steps[::every]:
        for file in files(path):
            file.unlink(missing_ok=True)
        shutil.copy(case, path)
        done = inject(driver(path), syscall, fault, when, paths=files(path))
        assert done.returncode in (0, 5, 137, -9), (syscall, fault, when, done.stderr)
        outcomes.add(require_whole_or_forgotten(path, done="done" in done.stdout.splitlines()))
    assert outcomes == {True, False}
