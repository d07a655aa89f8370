"""How long a judgement on a large case takes: python benchmarks/judging.py [--claims N].

A case is filled with the synthetic world of ``reconcile_scale.py`` (about 2.5 claims an event, six
a report) and reconciled; the reading room runs as a process of its own. One person judges by the
forms of the pages: rejects a claim, takes that back, corrects one, takes one out of its event,
joins two events. Times are those from sending the form to having read the answer and, told apart,
of the page that it leads to. The first judgement makes the picture of the case, and is given apart.
In the end a fresh case works everything out on a copy and has to come to the same rows.

With --case FILE the filled case is kept, and used again when it is there already; it is judged in a
copy.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlencode

from load import BATCH, NOW, User, memory_of, serving
from msgspec.structs import replace
from reconcile_scale import made

from corrobora.case import Case
from corrobora.model import Claim, Draft, Report
from corrobora.store import Extraction, Intake, backup
from corrobora.text import sha256_of


def fill(path: Path, number: int) -> None:
    """Put the reports and claims of the world into a new case, and reconcile it."""
    claims, found, _ = made(number)
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        told[claim.report].append(claim)
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        for first in range(0, len(found), BATCH):
            batch = found[first : first + BATCH]
            case.store.add_reports([intake(report) for report in batch])
            case.store.add_extractions([extraction(report, told[report.id]) for report in batch])
        case.reconcile()


def intake(report: Report) -> Intake:
    """A report as it comes in."""
    raw = report.text.encode()
    mark = sha256_of(raw)
    draft = Draft(name=report.name, text=report.text, media_type="text/plain", raw_sha256=mark)
    kept = replace(report, sha256=sha256_of(report.text), raw_sha256=mark)
    return Intake(report=kept, draft=draft, raw=raw)


def extraction(report: Report, claims: list[Claim]) -> Extraction:
    """What was found in a report."""
    return Extraction(report=report.id, method="made", vocabulary="v", claims=tuple(claims))


class Judge(User):
    """Somebody who judges claims and events by the forms of the pages."""

    def begin(self) -> None:
        """Get the token of the forms, and the number of pages of reports."""
        _, page = self.ask("GET", "/import")
        self._token = page.decode().partition('name="token" value="')[2].partition('"')[0]
        self._pages = int(self.record("/reports")["pages"])

    def record(self, address: str) -> dict[str, object]:
        """A page as JSON."""
        mark = "&" if "?" in address else "?"
        found: dict[str, object] = json.loads(self.ask("GET", f"{address}{mark}format=json")[1])
        return found

    def send(self, form: str, **fields: str) -> tuple[float, float]:
        """Send a form, and open the page that it leads to; milliseconds for each."""
        given = {"token": self._token, "by": "A. Sow", "why": "So it is", **fields}
        taken, where = self.ask("POST", form, urlencode(given))
        return taken, self.ask("GET", where.decode().partition("#")[0])[0]

    def claim(self, least: int = 1) -> tuple[str, str, str, str]:
        """A claim with its version, its event (of so many claims) and its report."""
        while True:
            page = self.record(f"/reports?page={self.chance.randrange(1, self._pages)}")
            report = self.chance.choice(page["reports"])["report"]["id"]
            cards = [one for one in self.record(f"/reports/{report}")["claims"] if one["event"]]
            if cards:
                card = self.chance.choice(cards)
                told = self.record(f"/events/{card['event']}")["event"]["claims"]
                if len(told) < least:
                    continue
                return card["claim"]["id"], card["version"], card["event"], report

    def judge(self, kind: str) -> tuple[float, float]:
        """Judge something; milliseconds for the answer, and for the page after it."""
        claim, seen, event, report = self.claim(2 if kind == "split" else 1)
        if kind in ("reject", "take back"):
            taken = self.send(f"/judge/claim/{claim}", verdict="reject", seen=seen)
            if kind == "reject":
                return taken
            cards = self.record(f"/reports/{report}")["claims"]
            seen = next(one["version"] for one in cards if one["claim"]["id"] == claim)
            return self.send(f"/judge/claim/{claim}/undo", seen=seen)
        if kind == "correct":
            cards = self.record(f"/reports/{report}")["claims"]
            stance = next(one["claim"]["stance"] for one in cards if one["claim"]["id"] == claim)
            other = "asserted" if stance == "alleged" else "alleged"
            return self.send(f"/judge/claim/{claim}/edit", seen=seen, stance=other)
        fields = {"anchor": claim, "seen": str(self.record(f"/events/{event}")["version"])}
        if kind == "split":
            return self.send(f"/judge/event/{event}", verdict=kind, apart=claim, **fields)
        other = event
        while other == event:
            other = self.claim()[2]
        return self.send(f"/judge/event/{event}", verdict=kind, other=other, **fields)


KINDS = ("reject", "take back", "correct", "split", "merge")


def measure(port: int, rounds: int) -> None:
    """Print how long judgements of each kind take."""
    user = Judge(port, 1)
    user.begin()
    user.ask("GET", "/")
    answer, page = user.judge("reject")
    print(f"first, which makes the picture: {answer / 1000:.1f} s, then {page / 1000:.2f} s")
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for kind in KINDS:
            answer, page = user.judge(kind)
            times[kind].append(answer)
            times["all"].append(answer)
            times["the page after it"].append(page)
    print(f"{'judgement':18} {'number':>6} {'median':>10} {'p95':>10} {'longest':>10}")
    for kind, found in times.items():
        late = statistics.quantiles(found, n=20, method="inclusive")[18]
        print(
            f"{kind:18} {len(found):6} {statistics.median(found):7.0f} ms {late:7.0f} ms "
            f"{max(found):7.0f} ms"
        )


def same(path: Path, copy: Path) -> bool:
    """Whether working everything out on a copy gives the rows that stand."""
    backup(path, copy)
    with Case.open(copy, create=False) as case:
        stood, events = case.store.lookup.derived(), list(case.store.events())
        case.store.replace_derived((), (), "none")
        case.reconcile()
        return case.store.lookup.derived() == stood and list(case.store.events()) == events


def main() -> None:
    """Fill the case and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--claims", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--case", type=Path, help="where the filled case is kept")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = given.case or Path(folder) / "filled.db"
        if not kept.exists():
            begin = time.perf_counter()
            fill(kept, given.claims)
            print(f"filled and reconciled in {time.perf_counter() - begin:.0f} s")
        path = Path(shutil.copy(kept, Path(folder) / "judged.db"))
        with Case.look(path) as case:
            counts = case.store.counts()
        print(f"{counts.reports} reports, {counts.claims} claims, {counts.events} events")
        with serving(path) as (port, process):
            measure(port, given.rounds)
            print(f"most memory of the server: {memory_of(process)}")
        good = same(path, Path(folder) / "worked-out.db")
        print("the same rows as working everything out" if good else "NOT the same rows")
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
