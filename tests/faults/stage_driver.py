"""Stages of the whole program in child processes that are loaded once, to be disturbed by tests.

    python stage_driver.py ARGUMENT...      runs one command, as ``corrobora ARGUMENT...`` would

Imported, it forks a loaded program for each command: to load it takes longer than all it does.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

STAGES = ("collect", "extract", "reconcile", "brief")
INSTANT = "1757376000"


def arguments_of(stage: str, case: Path, reports: Path) -> list[str]:
    """What is run as a stage."""
    match stage:
        case "collect":
            return ["collect", str(reports), "--to", "jsonl", "--case", str(case)]
        case "reconcile":
            return ["reconcile", "--case", str(case)]
        case _:
            return [stage, "--fast", "--case", str(case)]


def main(arguments: Sequence[str]) -> None:
    """The program, as its entry point starts it."""
    os.environ["SOURCE_DATE_EPOCH"] = INSTANT
    from corrobora import cli

    sys.argv = ["corrobora", *arguments]
    cli.main()


class Child:
    """The program, forked and at work."""

    def __init__(self, arguments: Sequence[str], folder: Path) -> None:
        self._out, self._err = folder / "stdout", folder / "stderr"
        self._start = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self._work(arguments)

    def _work(self, arguments: Sequence[str]) -> None:
        status = 70
        try:
            for number, path in ((1, self._out), (2, self._err)):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
            sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
            main(arguments)
        except SystemExit as end:
            status = int(end.code or 0)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)

    def kill_after(self, seconds: float) -> None:
        """End it with SIGKILL unless it has ended by itself."""
        time.sleep(max(0.0, self._start + seconds - time.monotonic()))
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> tuple[int, str, str, float]:
        """Exit status (minus the signal when killed), what it said, and seconds."""
        _, status = os.waitpid(self.pid, 0)
        seconds = time.monotonic() - self._start
        code = os.waitstatus_to_exitcode(status)
        return code, self._out.read_text(), self._err.read_text(), seconds


if __name__ == "__main__":
    main(sys.argv[1:])
