"""A report that names people who stand nowhere else, and traces of it all over a case."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

from corrobora.model import Exchange, Judgement
from corrobora.share.agreements import Act
from corrobora.share.labels import Label, Tlp
from corrobora.sharing import Outbox, SharingDesk
from corrobora.text import plain, sha256_of
from sharing.desk_of import EARLY, TERMS, Clock, assess, desk_at

OPEN_TERMS = TERMS.replace(
    'tlp = "GREEN"',
    'tlp = "GREEN"\nplace = "site"\ndate = "day"\ntolls = "exact"\nperson_names = true\n'
    "source_names = true",
)
"""Terms under which names and words go out as they are."""

_SYLLABLES = ("zor", "vex", "qui", "jal", "wib", "nok", "pyx", "gru", "fel", "dro")


def canary(number: int) -> str:
    """A name that stands nowhere else."""
    digits = [int(d) for d in f"{number:04d}"]
    first, second, third, fourth = (_SYLLABLES[d] for d in digits)
    return f"{(first + second).title()}ath {(third + fourth).title()}óm"


def told_of(names: Iterable[str]) -> str:
    """A report that names these people in its title, as actors and as speakers."""
    names = list(names)
    # On days far apart, since to compare claims that may be one event takes the longest.
    days = [dt.date(2025, 9, 4) - dt.timedelta(days=10 * n) for n in range(len(names))]
    body = "\n\n".join(
        f"{name} killed two herders in Konna on {day.day} {day:%B %Y}, the mayor said. "
        f"The governor accused {name} of the attack."
        for name, day in zip(names, days, strict=True)
    )
    return f"{names[0]} sought over killings\n\nHarbour Wire\n5 September 2025\n\n{body}\n"


REST = {
    "ledger.txt": "The River Ledger\n6 September 2025\n\nGunmen killed 17 soldiers in an ambush "
    "near Konna on 4 September 2025, according to a doctor.\n",
    "relay.txt": "Lake Bulletin\n7 September 2025\n\nMali expelled three French diplomats on 2 "
    "September 2025, the foreign ministry announced.\n",
}


def spellings(names: Iterable[str]) -> list[bytes]:
    """Every way in which a word of these names may be written down."""
    words = {word for name in names for word in name.split()}
    spelt = {form for w in words for form in (w, w.casefold(), w.upper(), plain(w))}
    wanted = {form.encode(code) for form in spelt for code in ("utf-8", "utf-16-le", "latin-1")}
    wanted |= {json.dumps(form)[1:-1].encode() for form in spelt}
    return sorted(wanted)


def spread(desk: SharingDesk, names: list[str]) -> str:
    """Have a report tell of names in every table there is; its id."""
    case = desk._case
    report = next(r for r in case.reports() if r.name == "named.txt")
    claims = [c for c in case.claims() if c.report == report.id]
    other = next(c for c in case.claims() if c.report != report.id)
    box = Outbox(desk)
    desk.propose(OPEN_TERMS, by="A. Sow", why="Draft")
    desk.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Signed")
    assess(desk)
    shared = box.share("harbour-ew", EARLY, by="A. Sow")
    assert shared.new
    for subject, why in ((claims[0].id, "Wrong"), (other.id, f"Not by {names[0]}")):
        case.judge(
            Judgement(subject_kind="claim", subject=subject, verdict="accept", by="A. Sow",
                      at=desk.now(), why=f"{why}: {names[-1]} was elsewhere.")
        )  # fmt: skip
    for number in range(2):
        request = json.dumps({"messages": [json.dumps({"s": report.text, "n": number})]})
        case.store.add_exchange(
            Exchange(key=sha256_of(request), model="tiny", host="models.example",
                     request=request, answer=json.dumps({"name": names[0]}))
        )  # fmt: skip
    request = json.dumps({"messages": ["Mali expelled three French diplomats"]})
    case.store.add_exchange(
        Exchange(key=sha256_of(request), model="tiny", host="models.example", request=request,
                 answer="{}")
    )  # fmt: skip
    label = Label(tlp=Tlp.GREEN)
    desk.label("claim", [claims[0].id], label, by="A. Sow", why=f"It names {names[0]}")
    desk._clock.now = "2025-09-22T08:00:00Z"  # type: ignore[attr-defined]
    desk.open_review("harbour-ew", why=f"Because of {names[0]}", evidence=(), by="B. Diop")
    # Rows that were removed in the usual course leave their bytes in free pages.
    case.reconcile()
    return report.id


def named_case(address: Path | str, names: list[str], *, folder: Path | None = None) -> SharingDesk:
    """A case with a report that names these people, and others that do not."""
    texts = {"named.txt": told_of(names), **REST}
    return desk_at(address, Clock(), texts=texts, folder=folder)
