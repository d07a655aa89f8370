"""A small program that shares, or recalls what was shared, to be disturbed by tests.

    python share_driver.py share|recall CASE

It prints ``ready`` once the case is open, and ``done`` with the number of the feed once what it
does is acknowledged. It ends with the status of the error when it cannot be done.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from corrobora.case import Case
from corrobora.errors import CorroboraError
from corrobora.share.labels import Label, Tlp
from corrobora.sharing import Outbox, SharingDesk
from sharing.desk_of import EARLY, Clock, agreed, counted, desk_at

FEED = f"harbour-ew/{EARLY.value}"
AGREEMENT = "harbour-ew"
LATER = Clock("2025-09-22T08:00:00Z")


def filled(path: Path) -> None:
    """A case that has shared; since then one report was sealed, so that something is withdrawn."""
    desk = desk_at(path, Clock())
    agreed(desk).share(AGREEMENT, EARLY, by="A. Sow")
    report = min(r.id for r in desk.store.reports())
    desk.label("report", [report], Label(tlp=Tlp.RED), by="A. Sow", why="It names somebody")
    desk.store.close()


def box_of(path: Path) -> Outbox:
    """The outbox of a case, a day later."""
    case = Case.open(path, create=False, clock=LATER, fast=True)
    return Outbox(SharingDesk(case, clock=LATER, random=counted()))


def act(box: Outbox, what: str) -> None:
    """Share or recall, the same each time."""
    if what == "share":
        box.share(AGREEMENT, EARLY, by="A. Sow")
    else:
        box.recall(AGREEMENT, by="A. Sow", why="Relations broken off")


def main() -> int:
    """Run as a program."""
    what, path = sys.argv[1], Path(sys.argv[2])
    try:
        box = box_of(path)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        act(box, what)
        sys.stdout.write(f"done {box._desk.store.ledger.end_of(FEED)[0]}\n")
        sys.stdout.flush()
    except CorroboraError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
