"""A small program that fills a case and says what it has finished, to be disturbed by tests.

    python store_driver.py CASE [--size N] [--pause SECONDS]

It prints ``ready``, then ``collect N``, ``extract ID``, ``ask KEY`` and ``reconcile`` as each is
committed, and ``done``. It ends with status 5 and the reason on standard error when the case cannot
be written.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "store"))

from store_samples import (
    derivation_of,
    event_of,
    exchange_of,
    extraction_of,
    intake,
    refusal_of,
    stopped_clock,
)

from corrobora.errors import CaseError
from corrobora.store import Store

BATCH = 2


def fill_quietly(path: Path, size: int) -> None:
    """Do all stages in this process."""
    with contextlib.redirect_stdout(io.StringIO()):
        fill(path, size)


def fill(path: Path, size: int, pause: float = 0.0) -> None:
    """Do all stages; each may have been done before, wholly or in part."""
    with Store.open(path, create=True, clock=stopped_clock, busy_seconds=2.0) as store:
        reports = [intake(number).report for number in range(size)]
        for start in range(0, size, BATCH):
            batch = range(start, min(start + BATCH, size))
            store.add_reports([intake(n) for n in batch], [refusal_of(n) for n in batch])
            for number in batch:
                say(f"collect {reports[number].id}", pause)
        for report in reports:
            store.add_extractions([extraction_of(report)])
            say(f"extract {report.id}", pause)
        for number in range(size):
            store.add_exchange(exchange_of(number))
            say(f"ask {exchange_of(number).key}", pause)
        store.replace_derived(
            [derivation_of(reports[0], reports[-1])],
            [event_of(number, report) for number, report in enumerate(reports)],
            "link 1",
        )
        say("reconcile", pause)


def say(line: str, pause: float = 0.0) -> None:
    """Tell that something is finished."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    time.sleep(pause)


def main() -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("case", type=Path)
    parser.add_argument("--size", type=int, default=2)
    parser.add_argument("--pause", type=float, default=0.0)
    options = parser.parse_args()
    say("ready")
    try:
        fill(options.case, options.size, options.pause)
    except CaseError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return error.exit_status
    say("done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
