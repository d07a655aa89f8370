"""A release or a recall that is cut short has happened as a whole, or not at all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest
from injection import count_calls, inject, plan, why_no_injection
from share_driver import AGREEMENT, FEED, act, box_of, filled

from corrobora.sharing.witness import is_behind
from corrobora.store import check
from corrobora.store.ledger import REVOKED, Release, chain_faults

DRIVER = Path(__file__).parent / "share_driver.py"
SUFFIXES = ("", "-wal", "-shm", "-journal", ".head")
ACTS = ("share", "recall")
needs_injection = pytest.mark.skipif(
    why_no_injection() is not None, reason=why_no_injection() or "can inject"
)
State = tuple[list[tuple[str, str, str, str]], list[tuple[str, str]]]
"""The rows of the feed, and the recalls, without what depends on the time."""


def driver(what: str, path: Path) -> list[str]:
    return [sys.executable, "-B", "-u", str(DRIVER), what, str(path)]


def files(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in SUFFIXES]


def copied(case: Path, path: Path) -> Path:
    for file in files(path):
        file.unlink(missing_ok=True)
    for source, target in zip(files(case), files(path), strict=True):
        if source.exists():
            shutil.copy(source, target)
    return path


def _rows(releases: list[Release]) -> list[tuple[str, str, str, str]]:
    return [(r.item, r.core, r.at, r.content) for r in releases]


def state_of(path: Path) -> State:
    box = box_of(path)
    store = box._desk.store
    try:
        releases = list(store.ledger.releases(FEED))
        assert list(chain_faults(releases)) == []
        assert not is_behind(store)
        recalls = [(s.recall.item, s.recall.why) for s in box.recalls(AGREEMENT)]
        revoked = {r.item for r in store.ledger.held(FEED).values() if r.core == REVOKED}
        # What was recalled is out of the feed, and the other way round no row without its recall.
        assert {item for item, _ in recalls} <= revoked
        return _rows(releases), sorted(recalls)
    finally:
        store.close()


class Bench:
    """A case before each act, and how it stands before and after."""

    def __init__(self, folder: Path) -> None:
        self.case = folder / "case.db"
        filled(self.case)
        self.before = state_of(self.case)
        self.after = {what: self._after(what, folder / f"{what}.db") for what in ACTS}
        assert len({str(self.before), *map(str, self.after.values())}) == 3

    def _after(self, what: str, path: Path) -> State:
        copied(self.case, path)
        box = box_of(path)
        act(box, what)
        box._desk.store.close()
        return state_of(path)

    def require_whole(self, path: Path, what: str, *, done: bool) -> bool:
        """Whether it happened; nothing lies between, and doing it again gives the same."""
        found = state_of(path)
        assert found in (self.before, self.after[what])
        happened = found == self.after[what]
        assert happened or not done
        result = check(path)
        assert result.clean, result.findings
        box = box_of(path)
        act(box, what)
        box._desk.store.close()
        assert state_of(path) == self.after[what]
        assert check(path).clean
        assert box._desk.store.home.witness.exists()
        return happened


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("shared"))


class Fork:
    """The act in a forked process: what it loads is loaded already."""

    def __init__(self, what: str, path: Path) -> None:
        self._said, telling = os.pipe()
        self.begun = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self._work(what, path, telling)
        os.close(telling)

    @staticmethod
    def _work(what: str, path: Path, telling: int) -> None:
        status = 70
        try:
            act(box_of(path), what)
            os.write(telling, b"done")
            status = 0
        finally:
            os._exit(status)

    def end(self, after: float | None) -> tuple[int, bool, float]:
        """Exit status (minus the signal), whether it said that it is done, and seconds."""
        if after is not None:
            time.sleep(max(0.0, self.begun + after - time.monotonic()))
            os.kill(self.pid, signal.SIGKILL)
        _, status = os.waitpid(self.pid, 0)
        seconds = time.monotonic() - self.begun
        with os.fdopen(self._said, "rb") as told:
            return os.waitstatus_to_exitcode(status), told.read() == b"done", seconds


@pytest.mark.parametrize("what", ACTS)
@pytest.mark.parametrize("runs", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_killed_at_any_moment(tmp_path: Path, bench: Bench, what: str, runs: int) -> None:
    path = tmp_path / "case.db"
    moments = random.Random(7)
    code, done, span = Fork(what, copied(bench.case, path)).end(None)
    assert (code, done) == (0, True)
    assert bench.require_whole(path, what, done=True)
    outcomes: list[bool] = []
    while len(outcomes) < runs:
        # The first half of the moments lies anywhere, the other where the rows are written.
        least = 0.0 if len(outcomes) % 2 else span * 0.6
        code, done, _ = Fork(what, copied(bench.case, path)).end(moments.uniform(least, span))
        happened = bench.require_whole(path, what, done=done)
        assert code in (0, -9)
        if code == -9:
            outcomes.append(happened)
        else:  # It was quicker than the run that gave the span.
            span *= 0.95
    assert False in outcomes


@needs_injection
@pytest.mark.parametrize("what", ACTS)
@pytest.mark.parametrize("every", [61, pytest.param(1, marks=pytest.mark.slow)])
def test_each_system_call_fails_once_and_for_ever(
    tmp_path: Path, bench: Bench, what: str, every: int
) -> None:
    path = copied(bench.case, tmp_path / "case.db")
    watched = [*files(path), path.with_name(f".{path.name}.head.part")]
    steps = plan(count_calls(driver(what, path), watched))
    assert len(steps) > 60
    outcomes = set()
    for syscall, fault, when in steps[::every]:
        copied(bench.case, path)
        done = inject(driver(what, path), syscall, fault, when, paths=watched)
        where = f"{syscall} {fault} {when}: {done.returncode} {done.stderr}"
        assert "Traceback" not in done.stderr, where
        assert done.returncode in (0, 5, 137, -9), where
        outcomes.add(bench.require_whole(path, what, done="done" in done.stdout))
    assert True in outcomes or every > 1
    assert False in outcomes or every > 1
