"""A small case with a sharing desk on it: stopped clock, counted randomness."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

from agreement_terms import terms
from corrobora.case import Case
from corrobora.share.agreements import Act
from corrobora.share.diligence import Assessment
from corrobora.share.labels import Label, Purpose, Tlp
from corrobora.sharing import Outbox, SharingDesk

TERMS = terms(actors=["ML.mil"], purposes=["early-warning", "analysis"])
EARLY = Purpose.EARLY_WARNING
TEXTS = {
    "wire.txt": """Harbour Wire
5 September 2025

BAMAKO (Harbour Wire) - Gunmen killed 14 soldiers in an ambush near Konna on 4 September 2025, a
military source said. The army of Mali deployed troops to the town.
""",
    "ledger.txt": """The River Ledger
6 September 2025

Gunmen killed 17 soldiers in an ambush near Konna on 4 September 2025, according to a doctor.
France condemned the attack on Saturday.
""",
    "relay.txt": """Lake Bulletin
7 September 2025

Mali expelled three French diplomats on 2 September 2025, the foreign ministry announced.
""",
}


class Clock:
    """A clock that stands until it is told to go on."""

    def __init__(self, now: str = "2025-09-21T08:00:00Z") -> None:
        self.now = now

    def __call__(self) -> str:
        return self.now


def counted() -> Callable[[int], bytes]:
    """Bytes that look random and are the same in each run."""
    number = 0

    def random(size: int) -> bytes:
        nonlocal number
        number += 1
        return hashlib.shake_256(str(number).encode()).digest(size)

    return random


def desk_at(
    address: Path | str,
    clock: Clock,
    *,
    texts: dict[str, str] | None = None,
    folder: Path | None = None,
) -> SharingDesk:
    """A desk over a case of the given reports, all labelled GREEN; they lie beside a file."""
    folder = folder or Path(address).with_suffix(".reports")
    folder.mkdir(exist_ok=True)
    for name, text in (texts or TEXTS).items():
        (folder / name).write_text(text, encoding="utf-8")
    case = Case.open(address, clock=clock, fast=True)
    case.collect([folder], now=clock())
    case.update()
    desk = SharingDesk(case, clock=clock, random=counted())
    ids = [r.id for r in case.reports()]
    desk.label("report", ids, Label(tlp=Tlp.GREEN), by="A. Sow", why="Published articles")
    return desk


def file_of(desk: SharingDesk) -> Path:
    """The file in which the case of a desk lies."""
    file = desk.store.home.file
    assert file is not None
    return file


def agreed(desk: SharingDesk, *, cleared: bool = True) -> Outbox:
    """An active agreement, with its unit assessed."""
    desk.propose(TERMS, by="A. Sow", why="Draft")
    desk.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Signed")
    if cleared:
        assess(desk)
    return Outbox(desk)


def assess(desk: SharingDesk, result: str = "cleared", review_by: str = "2025-12-31") -> None:
    desk.assess(
        Assessment(
            agreement="harbour-ew",
            result=result,  # type: ignore[arg-type]
            by="B. Diop",
            at=desk.now(),
            findings="Nothing credible.",
            review_by=dt.date.fromisoformat(review_by),
            measures="Training" if "measures" in result else "",
        )
    )
