"""A small program that forgets a report, to be disturbed by tests.

    python forget_driver.py CASE

It prints ``ready`` once the case is open, and ``done`` once nothing is left of the report. It ends
with status 5 when the case cannot be written.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "store"))

from store_samples import (
    derivation_of,
    event_of,
    exchange_of,
    extraction_of,
    intake,
    stopped_clock,
)

from corrobora.errors import CaseError
from corrobora.store import Store
from corrobora.store.ledger import REVOKED, Batch, Outgoing

NAME = "Zorvexath"
"""It stands in the forgotten report only."""

NAMED = intake(
    1, text=f"The herder {NAME} was expelled on Tuesday. L'armée a quitté la ville de Konna.\n"
)


def filled(path: Path) -> None:
    """A case of some reports, one of which names somebody, with rows of every kind about it."""
    with Store.open(path, create=True, clock=stopped_clock) as store:
        others = [intake(n) for n in range(2, 12)]
        store.add_reports([NAMED, *others])
        store.add_extractions([extraction_of(one.report) for one in (NAMED, *others)])
        store.add_exchange(exchange_of(1))
        store.replace_derived(
            [derivation_of(others[0].report, NAMED.report)], [event_of(1, NAMED.report)], "link 1"
        )
        # Rows that were replaced in the usual course leave their bytes behind.
        store.replace_derived([], [event_of(2, NAMED.report)], "link 1")
        for number, core in ((1, "1" * 64), (2, REVOKED)):
            said = NAME if core != REVOKED else ""
            item = Outgoing(
                item="note--1",
                type="note",
                version=f"2026-01-0{number}T00:00:00.000Z",
                inner=(NAMED.report.id,),
                core=core,
                content=f'{{"content":"{said}"}}',
            )
            batch = Batch(feed="feed", items=[item], epoch=1)
            store.ledger.release([batch], basis=None, at=stopped_clock(), by="ana")


def main() -> int:
    """Run as a program."""
    try:
        with Store.open(
            Path(sys.argv[1]), create=False, clock=stopped_clock, busy_seconds=2.0
        ) as store:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            store.forget([NAMED.report.id], by="ana", why="Asked for", blank=lambda _: "{}")
    except CaseError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return error.exit_status
    sys.stdout.write("done\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
