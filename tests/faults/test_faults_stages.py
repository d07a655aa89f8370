"""Whole stages, killed and failed: the case stays sound, nothing acknowledged is lost, and a re-run
gives the bytes of an undisturbed run."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from injection import count_calls, inject, plan, why_no_injection
from stage_driver import STAGES, Child, arguments_of

from corrobora.case import Case, extraction_method
from corrobora.store import Store, check, sqlite
from corrobora.writers.json_brief import write_json
from corrobora.writers.jsonl import claim_record, event_record, lines, report_record

DRIVER = Path(__file__).parent / "stage_driver.py"
needs_injection = pytest.mark.skipif(
    why_no_injection() is not None, reason=why_no_injection() or "can inject"
)
TEXT = "Gunmen killed {n} soldiers near {town} on {day} September 2025, the army of Mali said."
TOWNS = ("Mopti", "Gao", "Kidal", "Timbuktu", "Sikasso", "Kayes", "Bamako")
NOW = "2025-09-09T00:00:00Z"
MANY = 70
"""Reports in the runs that are killed: two transactions of collect and of extract."""


def write_reports(path: Path, count: int) -> Path:
    rows = (
        {
            "id": f"r{n}",
            "text": TEXT.format(n=n + 2, town=TOWNS[n % 7], day=1 + n % 8),
            "published": "2025-09-09",
        }
        for n in range(count)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + '{"text": 1}\n')
    return path


def run(stage: str, case: Path, reports: Path) -> tuple[int, str, str, float]:
    return Child(arguments_of(stage, case, reports), case.parent).wait()


def exported(case: Path) -> bytes:
    """What the case gives to others: reports, claims, events and the brief."""
    with Case.open(case, create=False, clock=lambda: NOW, fast=True) as opened:
        found = {report.id: report for report in opened.reports()}
        derivations = opened.derivations()
        parts = (
            lines(report_record(r, derivations) for r in found.values()),
            lines(claim_record(c, found[c.report]) for c in opened.claims()),
            lines(event_record(e) for e in opened.events()),
            write_json(opened.brief()),
        )
    return "".join(parts).encode()


class Bench:
    """A case as it is before each stage, and the bytes that the whole walk ends in."""

    def __init__(self, folder: Path, count: int) -> None:
        self.reports = write_reports(folder / "reports.jsonl", count)
        self.expected = b""
        self._folder = folder
        self.spans: dict[str, float] = {}
        case = folder / "case.db"
        Store.open(case, create=True, clock=lambda: NOW).close()
        for stage in STAGES:
            shutil.copy(case, folder / f"before-{stage}.db")
            code, _, told, _ = run(stage, case, self.reports)
            assert code == 0, told
        self.expected = exported(case)
        for stage in STAGES:  # Once more, since the first run of each also warms the machine.
            self.spans[stage] = run(stage, self.before(stage, folder), self.reports)[3]

    def before(self, stage: str, folder: Path) -> Path:
        case = folder / "case.db"
        for suffix in ("", "-wal", "-shm", "-journal"):
            case.with_name(case.name + suffix).unlink(missing_ok=True)
        # Half of the brief's work is to bring everything up to date, so it starts at nothing.
        start = "extract" if stage == "brief" else stage
        shutil.copy(self._folder / f"before-{start}.db", case)
        return case

    def require_sound(self, case: Path, said: str) -> None:
        """The case is whole and holds every report that was acknowledged."""
        assert sqlite.identify(case) == "case"
        assert check(case).findings == ()
        whole = [line for line in said.splitlines(keepends=True) if line.endswith("\n")]
        kept = {json.loads(line).get("report") for line in whole if line.startswith("{")}
        with Store.open(case, create=False, clock=lambda: NOW) as store:
            assert kept - {None} <= {report.id for report in store.reports()}

    def require_same_after_rerun(self, case: Path, stage: str) -> None:
        for again in STAGES[STAGES.index(stage) :]:
            code, _, told, _ = run(again, case, self.reports)
            assert code == 0, told
        assert check(case).findings == ()
        assert exported(case) == self.expected


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """What every stage loads, before it is forked."""
    from corrobora.cli import program

    assert program.app is not None
    extraction_method(None, fast=True)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, loaded: None) -> Bench:
    return Bench(tmp_path_factory.mktemp("many"), MANY)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory, loaded: None) -> Bench:
    return Bench(tmp_path_factory.mktemp("few"), 2)


# --- killed at random ----------------------------------------------------------------------------


@pytest.mark.parametrize("runs", [2, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_killed_at_any_moment(many: Bench, tmp_path: Path, stage: str, runs: int) -> None:
    chosen, span, killed = random.Random(17), many.spans[stage], 0
    while killed < runs:
        case = many.before(stage, tmp_path)
        child = Child(arguments_of(stage, case, many.reports), tmp_path)
        child.kill_after(chosen.uniform(0.0, span))
        code, said, told, _ = child.wait()
        assert code in (0, -9), told
        killed += code == -9
        if code == 0:  # It was quicker than the run that gave the span.
            span *= 0.9
        many.require_sound(case, said)
        many.require_same_after_rerun(case, stage)


# --- failing system calls ------------------------------------------------------------------------


def driver(stage: str, case: Path, reports: Path) -> list[str]:
    return [sys.executable, "-B", str(DRIVER), *arguments_of(stage, case, reports)]


def case_files(case: Path) -> list[Path]:
    return [case.with_name(case.name + suffix) for suffix in ("", "-wal", "-shm", "-journal")]


def disturb(bench: Bench, stage: str, folder: Path, step: tuple[str, str, str]) -> None:
    case = bench.before(stage, folder)
    done = inject(driver(stage, case, bench.reports), *step, paths=case_files(case))
    where = f"{stage} {step}: {done.returncode} {done.stderr}"
    assert "Traceback" not in done.stderr, where
    # A process that strace killed is reported by strace as 137 or -9.
    assert done.returncode in (0, 5, 6, 137, -9), where
    if done.returncode in (5, 6):
        require_told(done, stage, where)
    bench.require_sound(case, done.stdout)
    bench.require_same_after_rerun(case, stage)


def require_told(done: subprocess.CompletedProcess[str], stage: str, where: str) -> None:
    """The message names the stage, what went wrong, and what to do."""
    message = done.stderr.partition("Error in ")[2]
    named, _, rest = message.partition(":")
    of_brief = stage == "brief" and named in ("extract", "reconcile", "brief")
    assert named == stage or of_brief, where
    assert len(rest.strip().splitlines()) >= 2, where


@needs_injection
@pytest.mark.parametrize("sample", [1, pytest.param(None, marks=pytest.mark.slow)])
@pytest.mark.parametrize("stage", STAGES)
def test_system_calls_of_a_stage_fail(
    few: Bench, tmp_path: Path, stage: str, sample: int | None
) -> None:
    case = few.before(stage, tmp_path)
    steps = plan(count_calls(driver(stage, case, few.reports), case_files(case)))
    assert len(steps) > 30
    writes = [s for s in steps if s[0] in ("pwrite64", "write", "fdatasync", "fsync")]
    chosen = steps if sample is None else random.Random(len(stage)).sample(writes, sample)
    for step in chosen:
        disturb(few, stage, tmp_path, step)
