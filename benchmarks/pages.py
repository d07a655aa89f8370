"""How long the pages of a large case take: python benchmarks/pages.py [--events N] [--looks N].

The case is made of synthetic rows: as many reports as half the events, three claims to an event,
one event in ten disputed, one report in five copied from another. Times are those of the whole
answer inside this process, without a network; the first look at the desk, which makes the board,
is given apart.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from corrobora.case import Case
from corrobora.model import (
    Actor,
    Claim,
    Conflict,
    Derivation,
    Draft,
    Event,
    Independence,
    Origin,
    Report,
    Side,
    When,
    Where,
)
from corrobora.serve.app import create_app
from corrobora.store import Extraction, Intake
from corrobora.text import sha256_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

NOW = "2026-01-01T00:00:00Z"
TYPES = ("ASSAULT", "SANCTION", "AGREE", "CONSULT", "COERCE", "AID")
COUNTRIES = ("ML", "NE", "AM", "AZ", "SD", "CO", "PH", "UA")
DAY = dt.date(2024, 1, 1)
CLAIMS = 3
WORDS = (
    "the column left the town after a day of talks and the council said that it would not return"
)


def make(path: Path, events: int) -> None:
    """A case with so many events."""
    chance = random.Random(7)
    reports = max(events // 2, 1)
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        homes: list[list[Claim]] = [[] for _ in range(reports)]
        found = [_event(number, reports, homes, chance) for number in range(events)]
        for first in range(0, reports, 200):
            numbers = range(first, min(first + 200, reports))
            case.store.add_reports([_intake(n) for n in numbers])
            case.store.add_extractions(
                [
                    Extraction(report=f"r{n}", method="m", vocabulary="v", claims=tuple(homes[n]))
                    for n in numbers
                ]
            )
        taken = [
            Derivation(
                report=f"r{n}", source=f"r{n - 1}", ghost=None, how="quotation", cues=("said",),
                spans=((0, 40, 0, 40),),
            )
            for n in range(1, reports, 5)
        ]  # fmt: skip
        case.store.replace_derived(taken, found, "bench")


def _text(number: int) -> str:
    return f"Report {number}. " + f"{WORDS}. " * 30


def _intake(number: int) -> Intake:
    text = _text(number)
    raw = text.encode()
    day = DAY + dt.timedelta(days=number % 700)
    report = Report(
        id=f"r{number}", name=f"{number}.txt", text=text, sha256=sha256_of(text),
        raw_sha256=sha256_of(text), media_type="text/plain", title=f"Report {number}",
        publisher=f"Outlet {number % 80}", published=day, language="fr" if number % 3 else "en",
    )  # fmt: skip
    draft = Draft(
        name=report.name, text=text, media_type="text/plain", raw_sha256=report.raw_sha256
    )
    return Intake(report=report, draft=draft, raw=raw)


def _event(number: int, reports: int, homes: list[list[Claim]], chance: random.Random) -> Event:
    country, type_ = chance.choice(COUNTRIES), chance.choice(TYPES)
    day = DAY + dt.timedelta(days=chance.randrange(700))
    when = When(start=day, end=day, precision="day", text="that day")
    where = Where(
        name=f"Town {number % 500}", admin1=None, country=country,
        lat=chance.uniform(-30, 50), lon=chance.uniform(-70, 90), precision="town", text="town",
    )  # fmt: skip
    actor = Actor(id=f"{country}.mil", name=f"{country} army", kind="military", text="x", start=0,
                  end=1)  # fmt: skip
    target = Actor(id=f"G{number % 60}", name=f"Group {number % 60}", kind="armed-group", text="x",
                   start=0, end=1)  # fmt: skip
    claims = []
    for part in range(CLAIMS):
        home = (number // 2 + part * 7) % reports
        start = 12 + (number * 31 + part) % 1500
        text = _text(home)
        claim = Claim(
            id=f"c{number}-{part}", report=f"r{home}", start=start, end=start + 60,
            quote=text[start : start + 60], type=type_, mode=None, actors=(actor,),
            targets=(target,), date=when, place=where, method="bench", confidence=0.9,
        )  # fmt: skip
        homes[home].append(claim)
        claims.append(claim)
    ids = tuple(c.id for c in claims)
    used = tuple(dict.fromkeys(c.report for c in claims))
    sides = (Side(value="one day", origins=("A",), claims=ids[:1]),
             Side(value="another", origins=("B",), claims=ids[1:]))  # fmt: skip
    return Event(
        id=f"e{number}", type=type_, mode=None, actors=(actor,), targets=(target,), date=when,
        place=where, deaths=None, claims=ids, reports=used, report_names=used,
        origins=(Origin(name="A", speakers=(), reports=used[:1], claims=ids[:1]),
                 Origin(name="B", speakers=(), reports=used[1:], claims=ids[1:])),
        independent=Independence(min=1, max=2),
        conflicts=(Conflict(about="date", sides=sides, kind="contradiction"),)
        if number % 10 == 0
        else (),
        credibility="3", gist=f"The {country} army met group {number % 60} at town {number % 500}.",
    )  # fmt: skip


def measure(path: Path, events: int, looks: int) -> None:
    """Print the median, the 95th percentile and the longest time of each screen."""
    chance = random.Random(11)
    screens: dict[str, Callable[[], str]] = {
        "desk": lambda: f"/?page={chance.randrange(1, max(events // 20, 2))}",
        "desk, filtered": lambda: (
            f"/?type={chance.choice(TYPES)}&country={chance.choice(COUNTRIES)}&since=2024-06-01"
        ),
        "desk, searched": lambda: f"/?q={chance.randrange(events)}",
        "reports": lambda: f"/reports?page={chance.randrange(1, max(events // 40, 2))}",
        "reader": lambda: f"/reports/r{chance.randrange(max(events // 2, 1))}",
        "event": lambda: f"/events/e{chance.randrange(events)}",
        "timeline": lambda: f"/timeline?country={chance.choice(COUNTRIES)}",
        "network": lambda: f"/network?country={chance.choice(COUNTRIES)}",
        "claims": lambda: f"/claims?type={chance.choice(TYPES)}",
    }
    with TestClient(create_app(path), base_url="http://127.0.0.1") as client:
        start = time.perf_counter()
        client.get("/")
        print(f"first look: {time.perf_counter() - start:.2f} s")
        for name, address in screens.items():
            times = []
            for _ in range(looks):
                start = time.perf_counter()
                answer = client.get(address())
                times.append(1000 * (time.perf_counter() - start))
                if answer.status_code != 200:
                    raise SystemExit(f"{answer.url}: {answer.status_code}")
            late = statistics.quantiles(times, n=20)[18]
            print(
                f"{name:15} median {statistics.median(times):6.1f} ms  p95 {late:6.1f} ms  "
                f"longest {max(times):6.1f} ms"
            )


def main() -> None:
    """Make the case and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=10_000)
    options.add_argument("--looks", type=int, default=100)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.db"
        make(path, given.events)
        measure(path, given.events, given.looks)


if __name__ == "__main__":
    main()
