from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from cli.program import INSTANT, command, done, run
from corrobora.case import Case

ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": INSTANT}


@pytest.fixture
def many(tmp_path: Path) -> Path:
    text = "Gunmen killed {} soldiers in an ambush near Mopti on 4 September 2025, the army said. "
    path = tmp_path / "many.jsonl"
    rows = ({"id": str(n), "text": text.format(n + 2) * 6} for n in range(400))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (OSError(28, "No space left on device"), 1, "no space left"),
        (PermissionError(13, "Permission denied", "/there"), 1, "Give yourself access"),
        (OSError("odd"), 1, "odd"),
        (MemoryError(), 1, "not enough memory"),
        (sqlite3.OperationalError("locked"), 5, "corrobora check"),
        (KeyError("x"), 1, "The program made a mistake (KeyError: 'x'"),
        (RecursionError("too deep"), 1, "CORROBORA_DEBUG=1"),
    ],
)
@pytest.mark.parametrize("stage", ["collect", "extract", "reconcile"])
def test_no_error_ends_in_a_traceback(
    case: Path, story: Path, monkeypatch: pytest.MonkeyPatch,
    error: Exception, status: int, told: str, stage: str,
) -> None:  # fmt: skip
    def fail(*_: object, **__: object) -> None:
        raise type(error)(*error.args)

    inner = {
        "collect": "corrobora.case.freeze",
        "extract": "corrobora.case.extraction_method",
        "reconcile": "corrobora.upkeep.derive",
    }
    monkeypatch.setattr(inner[stage], fail)
    (case.parent / "new.txt").write_text("One more report on the crisis.")
    result = run("brief", case.parent / "new.txt", "--fast", "--case", case)
    assert result.exit_code == status
    assert f"Error in {stage}:" in result.stderr
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().splitlines()) >= 2, "what, and what to do"


def test_who_asks_for_a_traceback_gets_it(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Case) -> None:
        raise KeyError("x")

    monkeypatch.setattr(Case, "reports", fail)
    with pytest.raises(KeyError):
        run("reports", "--case", case, CORROBORA_DEBUG="1")


def test_a_clock_that_is_no_clock() -> None:
    result = run("claims", ".", "--fast", SOURCE_DATE_EPOCH="noon")
    assert result.exit_code == 1
    assert "SOURCE_DATE_EPOCH" in result.stderr


def test_a_reader_that_has_seen_enough_is_no_error(many: Path) -> None:
    path = many.with_name("case.db")
    done("collect", many, "--case", path)
    with subprocess.Popen(
        command("reports", "--case", path),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_does_not_fit_is_an_error(case: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            command("reports", "--case", case),
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=ENVIRONMENT,
        )  # fmt: skip
    assert result.returncode == 1
    assert "no space left on device" in result.stderr
    assert "Traceback" not in result.stderr
    assert run("claims", "--fast", "--case", case, "-o", "/dev/full").exit_code == 1
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize(("workers", "wait"), [(1, 0.15), (1, 1.8), (2, 3.0)])
def test_ctrl_c_is_told_in_one_line(many: Path, workers: int, wait: float) -> None:
    path = many.with_name("case.db")
    done("collect", many, "--case", path)
    process = subprocess.Popen(
        command("extract", "--fast", "--case", path, "--workers", workers),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
        start_new_session=True,
    )  # fmt: skip
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=60)
    if process.returncode == -signal.SIGINT:
        pytest.skip("Python itself was still starting")
    if process.returncode == 0:
        pytest.skip("it had ended already")
    assert process.returncode == 130, told
    assert "interrupted" in told
    assert "Traceback" not in told
    assert done("check", "--case", path).exit_code == 0
