"""What is acknowledged survives; what is disturbed can be done again, with the same result."""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from injection import (
    count_calls,
    inject,
    kill_at_random,
    plan,
    why_no_injection,
)
from store_driver import fill_quietly
from store_samples import stopped_clock

from corrobora.store import Store, check
from small_disk import mounted_small_disk

DRIVER = Path(__file__).parent / "store_driver.py"
needs_injection = pytest.mark.skipif(
    why_no_injection() is not None, reason=why_no_injection() or "can inject"
)


def driver(path: Path, *options: str) -> list[str]:
    # Isolated from the environment, so that the order of system calls is the same each time.
    return [sys.executable, "-B", "-u", str(DRIVER), str(path), *options]


def case_files(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]


def exported(path: Path) -> bytes:
    """Everything that a case holds, its journal included, as bytes."""
    with Store.open(path, create=False, clock=stopped_clock) as store:
        parts = (
            store.reports(),
            store.sightings(),
            store.refusals(),
            store.claims(),
            store.exchanges(),
            store.derivations(),
            store.events(),
            store.journal(),
        )
        return msgspec.json.encode([list(part) for part in parts])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[int, bytes]:
    found = {}
    for size in (2, 12):
        path = tmp_path_factory.mktemp("undisturbed") / "case.db"
        fill_quietly(path, size)
        found[size] = exported(path)
    return found


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with nothing in it yet: to start one takes longer than all that is done with it."""
    path = tmp_path_factory.mktemp("started") / "case.db"
    Store.open(path, create=True, clock=stopped_clock).close()
    return path


def require_kept(path: Path, finished: Sequence[str]) -> None:
    """The case is sound, and holds everything that was said to be finished."""
    if not path.exists() or (len(finished) <= 1 and not _is_case(path)):
        assert finished in ((), ("ready",))
        return
    result = check(path)
    assert result.findings == ()
    with Store.open(path, create=False, clock=stopped_clock) as store:
        held = {f"collect {report.id}" for report in store.reports()}
        held |= {f"extract {claim.report}" for claim in store.claims()}
        held |= {f"ask {exchange.key}" for exchange in store.exchanges()}
        # Half a transaction would show as a batch, an extraction or a rebuild in part.
        assert store.counts().reports == store.counts().refusals
        assert store.counts().claims == 2 * store.counts().extractions
        if store.derived_method() is not None:
            held.add("reconcile")
            assert store.counts().events == store.counts().reports
    lost = set(finished) - held - {"ready", "done"}
    assert not lost


def _is_case(path: Path) -> bool:
    from corrobora.store import sqlite

    return sqlite.identify(path) == "case"


def require_same_after_rerun(path: Path, size: int, expected: bytes) -> None:
    fill_quietly(path, size)
    assert check(path).findings == ()
    assert exported(path) == expected


# --- killed at random ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("beginning", "runs"),
    [
        ("started", 6),
        ("none", 3),
        pytest.param("started", 400, marks=pytest.mark.slow),
        pytest.param("none", 200, marks=pytest.mark.slow),
    ],
)
def test_killed_at_any_moment(
    tmp_path: Path, undisturbed: dict[int, bytes], started: Path, beginning: str, runs: int
) -> None:
    def prepare(run: int) -> list[str]:
        path = tmp_path / f"case-{run}.db"
        if beginning == "started":
            shutil.copy(started, path)
        return driver(path, "--size", "12", "--pause", "0.002")

    unfinished = 0
    for killed in kill_at_random(prepare, 7, runs):
        path = tmp_path / f"case-{killed.run}.db"
        require_kept(path, killed.finished)
        unfinished += "done" not in killed.finished
        require_same_after_rerun(path, 12, undisturbed[12])
        for file in case_files(path):
            file.unlink(missing_ok=True)
    assert unfinished >= runs // 2


def test_killed_again_and_again_on_the_same_case(
    tmp_path: Path, undisturbed: dict[int, bytes], started: Path
) -> None:
    path = tmp_path / "case.db"
    shutil.copy(started, path)

    def prepare(run: int) -> list[str]:
        # The undisturbed run that gives the time span works on a case of its own.
        return driver(path if run else tmp_path / "first.db", "--size", "12", "--pause", "0.01")

    finished: set[str] = set()
    for killed in kill_at_random(prepare, seed=11, runs=3):
        if killed.run:
            finished |= set(killed.finished)
            require_kept(path, sorted(finished))
    require_same_after_rerun(path, 12, undisturbed[12])


# --- failing system calls ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def calls(started: Path) -> dict[str, int]:
    path = started.with_name("counted.db")
    shutil.copy(started, path)
    return count_calls(driver(path), case_files(path))


def disturb(path: Path, syscall: str, fault: str, when: str, expected: bytes) -> None:
    done = inject(driver(path), syscall, fault, when, paths=case_files(path))
    where = f"{syscall} {fault} when={when}: {done.returncode} {done.stderr}"
    # A process that strace killed is reported by strace as 137 or -9.
    assert done.returncode in (0, 5, 137, -9), where
    if done.returncode == 5:
        assert "CaseError: " in done.stderr or "DamagedCase: " in done.stderr, where
    require_kept(path, tuple(done.stdout.splitlines()))
    require_same_after_rerun(path, 2, expected)
    for file in case_files(path):
        file.unlink(missing_ok=True)


@needs_injection
def test_the_stages_make_the_calls_that_are_disturbed(calls: dict[str, int]) -> None:
    assert {"openat", "pwrite64", "fdatasync"} <= set(calls) or {"fsync"} <= set(calls)
    assert calls["pwrite64"] > 20


@needs_injection
def test_a_sample_of_failing_system_calls(
    tmp_path: Path, calls: dict[str, int], undisturbed: dict[int, bytes], started: Path
) -> None:
    steps = plan(calls)
    # Of each kind of call at least one.
    sample = [next(step for step in steps if step[0] == name) for name in sorted(calls)]
    sample += random.Random(3).sample(steps, 3)
    for syscall, fault, when in sample:
        shutil.copy(started, tmp_path / "case.db")
        disturb(tmp_path / "case.db", syscall, fault, when, undisturbed[2])


@needs_injection
@pytest.mark.slow
def test_each_system_call_fails_once_and_for_ever(
    tmp_path: Path, calls: dict[str, int], undisturbed: dict[int, bytes], started: Path
) -> None:
    for syscall, fault, when in plan(calls):
        shutil.copy(started, tmp_path / "case.db")
        disturb(tmp_path / "case.db", syscall, fault, when, undisturbed[2])


@needs_injection
@pytest.mark.slow
def test_each_system_call_fails_while_a_case_is_started(
    tmp_path: Path, undisturbed: dict[int, bytes]
) -> None:
    path = tmp_path / "case.db"
    counted = tmp_path / "counted.db"
    for syscall, fault, when in plan(count_calls(driver(counted), case_files(counted))):
        disturb(path, syscall, fault, when, undisturbed[2])


COPIES = """
import sys
from corrobora.errors import CaseError
from corrobora.store import backup, restore
try:
    backup(sys.argv[1], sys.argv[2])
    restore(sys.argv[2], sys.argv[1], force=True)
except CaseError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


@needs_injection
@pytest.mark.parametrize("every", [401, pytest.param(1, marks=pytest.mark.slow)])
def test_a_copy_that_has_its_name_is_whole(tmp_path: Path, every: int) -> None:
    source, saved, target = tmp_path / "case.db", tmp_path / "saved.db", tmp_path / "copy.db"
    fill_quietly(saved, 2)
    expected = exported(saved)
    shutil.copy(saved, source)
    command = [sys.executable, "-B", "-c", COPIES, str(source), str(target)]
    calls = count_calls(command)
    steps = [
        step for step in plan(calls) if step[0] in ("pwrite64", "fdatasync", "fsync", "rename")
    ]
    assert len(steps) > 30
    for syscall, fault, when in steps[::every]:
        for file in tmp_path.iterdir():
            if file != saved:
                file.unlink()
        shutil.copy(saved, source)
        done = inject(command, syscall, fault, when)
        assert done.returncode in (0, 1, 137, -9), (syscall, fault, when, done.stderr)
        assert "Traceback" not in done.stderr, done.stderr
        if target.exists():
            assert exported(target) == expected
        # Killed between two renames, the old case stands beside under its other name.
        kept = source if source.exists() else tmp_path / "case.db.replaced"
        assert exported(kept) == expected


# --- no room -------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [20_000, 100_000, 200_000])
def test_a_file_that_may_not_grow(
    tmp_path: Path, undisturbed: dict[int, bytes], limit: int
) -> None:
    path = tmp_path / "case.db"
    done = subprocess.run(
        driver(path, "--size", "12"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert done.returncode == 5, done.stderr
    assert "CaseError: " in done.stderr
    require_kept(path, tuple(done.stdout.splitlines()))
    require_same_after_rerun(path, 12, undisturbed[12])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted_small_disk(tmp_path, "320k") as disk:
        yield disk


def test_a_full_disk(small_disk: Path, tmp_path: Path, undisturbed: dict[int, bytes]) -> None:
    path = small_disk / "case.db"
    done = subprocess.run(driver(path, "--size", "12"), capture_output=True, text=True, check=False)
    assert done.returncode == 5, (done.returncode, done.stderr)
    assert "disk is full" in done.stderr
    assert "Free some space" in done.stderr
    require_kept(path, tuple(done.stdout.splitlines()))
    roomy = tmp_path / "case.db"
    for file in case_files(path):
        if file.exists():
            shutil.copy(file, roomy.with_name(file.name))
    require_same_after_rerun(roomy, 12, undisturbed[12])
