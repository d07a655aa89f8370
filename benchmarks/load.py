"""How ten people at work find a large case: python benchmarks/load.py [--reports N] [--seconds S].

A case of synthetic rows is filled through the store: for N reports five times as many claims and
half as many events, each event told in ten reports by three origins, one in ten disputed, one
report in five copied from another. Then the reading room runs as a process of its own, and users
in another look at its pages one after the other over HTTP, with a pause after each page as people
make one. Times are those of the whole answer as a user has it; the first looks, which make what is
kept in memory, are given apart. One user writes a brief and has it checked as it grows.

The same options give the same case and the same addresses. With --case FILE the case is kept, and
taken as it is when it is there. Whoever judges is not among the users: a judgement makes the events
anew, which these rows are not made for (benchmarks/reconcile_scale.py).
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import http.client
import json
import math
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

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
from corrobora.store import Extraction, Intake
from corrobora.text import sha256_of

NOW = "2026-01-01T00:00:00Z"
TYPES = ("ASSAULT", "SANCTION", "AGREE", "CONSULT", "COERCE", "AID", "MOBILIZE", "ACCUSE")
COUNTRIES = ("ML", "NE", "AM", "AZ", "SD", "CO", "PH", "UA", "BF", "TD", "ET", "YE")
DAY = dt.date(2022, 1, 1)
DAYS = 1400
PARTS = 10
"""Claims of an event; each stands in a report of its own."""
BATCH = 64
"""Reports in one transaction, as the program takes them in."""
TARGET = 150.0
"""Milliseconds within which 95 of 100 pages are to be there."""
CHECKED = "draft, checked"

_SENTENCES = (
    "The column left the town after a day of talks",
    "The council said that it would not return before the harvest",
    "Traders kept to the river road and closed their stalls early",
    "A spokesman gave no figure and took no questions",
    "Witnesses heard engines in the night and saw lights on the ridge",
    "The ministry called the reports exaggerated and promised an inquiry",
    "Two bridges were said to be passable again for light vehicles",
    "Prices of grain rose for the third week in a row",
)
_NAMES = ("Ada", "Bel", "Cor", "Dun", "Esk", "Fay", "Gor", "Hal", "Ith", "Jor", "Kel", "Lor")


def _town(number: int) -> str:
    first, second = divmod(number % 1200, 100)
    return f"{_NAMES[first]}{_NAMES[second % 12].lower()}{'' if second < 12 else second}"


def _offsets(reports: int) -> tuple[int, ...]:
    """How far from twice its number the reports of an event lie: five even, five odd."""
    spread = random.Random(3)
    even = [2 * spread.randrange(reports // 2) for _ in range(PARTS // 2)]
    odd = [2 * spread.randrange(reports // 2) + 1 for _ in range(PARTS // 2)]
    return tuple(one for pair in zip(even, odd, strict=True) for one in pair)


class World:
    """Every row of the case, each from its number alone.

    Args:
        reports: How many reports; an even number.
    """

    def __init__(self, reports: int) -> None:
        self.reports = reports
        self.events = reports // 2
        self._offsets = _offsets(reports)

    def text(self, report: int) -> str:
        """The words of a report: a head, the sentences of its claims, and others between them."""
        chance = random.Random(report)
        lines = [f"Report {report} from {_town(report)}."]
        for event, _ in self.told_in(report):
            lines += [self._deed(event) + ".", chance.choice(_SENTENCES) + "."]
        return " ".join(lines) + "\n" + " ".join(f"{one}." for one in _SENTENCES)

    def told_in(self, report: int) -> Iterator[tuple[int, int]]:
        """The events that a report tells of, and the place of its claim in each."""
        for part, offset in enumerate(self._offsets):
            if (report - offset) % 2 == 0:
                yield ((report - offset) % self.reports) // 2, part

    def _deed(self, event: int) -> str:
        country, group = COUNTRIES[event % len(COUNTRIES)], event % 60
        return f"Forces of {country} met group {group} near {_town(event)} in case {event}"

    def intake(self, report: int) -> Intake:
        """A report as it comes in."""
        text = self.text(report)
        raw = text.encode()
        day = DAY + dt.timedelta(days=report * DAYS // self.reports)
        made = Report(
            id=f"r{report}", name=f"{report}.txt", text=text, sha256=sha256_of(text),
            raw_sha256=sha256_of(raw), media_type="text/plain", title=f"Report {report}",
            publisher=f"Outlet {report % 300}", published=day,
            language="fr" if report % 3 == 0 else "en",
        )  # fmt: skip
        draft = Draft(
            name=made.name, text=text, media_type="text/plain", raw_sha256=made.raw_sha256
        )
        return Intake(report=made, draft=draft, raw=raw)

    def extraction(self, report: int) -> Extraction:
        """The claims of a report."""
        text = self.text(report)
        claims = tuple(
            self._claim(event, part, report, text) for event, part in self.told_in(report)
        )
        return Extraction(report=f"r{report}", method="load", vocabulary="v", claims=claims)

    def _claim(self, event: int, part: int, report: int, text: str) -> Claim:
        quote = self._deed(event)
        start = text.index(f"{quote}.")
        actors, targets = self._parties(event)
        return Claim(
            id=f"c{event}-{part}", report=f"r{report}", start=start, end=start + len(quote),
            quote=quote, type=TYPES[event % len(TYPES)], mode=None, actors=actors,
            targets=targets, date=self._when(event), place=self._where(event), method="load",
            confidence=0.9,
        )  # fmt: skip

    @staticmethod
    def _parties(event: int) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
        country, group = COUNTRIES[event % len(COUNTRIES)], event % 60
        actor = Actor(id=f"{country}.mil", name=f"{country} army", kind="military", text="Forces",
                      start=0, end=6)  # fmt: skip
        target = Actor(id=f"G{group}", name=f"Group {group}", kind="armed-group", text="group",
                       start=0, end=5)  # fmt: skip
        return (actor,), (target,)

    def _when(self, event: int) -> When:
        day = DAY + dt.timedelta(days=(event * 7919) % DAYS)
        return When(start=day, end=day, precision="day", text="")

    def _where(self, event: int) -> Where:
        chance = random.Random(event % 1200)
        country = COUNTRIES[event % len(COUNTRIES)]
        return Where(
            name=_town(event), admin1=None, country=country, lat=chance.uniform(-30, 50),
            lon=chance.uniform(-70, 90), precision="town", text="",
        )  # fmt: skip

    def event(self, number: int) -> Event:
        """An event with all its claims."""
        claims = tuple(f"c{number}-{part}" for part in range(PARTS))
        homes = [f"r{(2 * number + offset) % self.reports}" for offset in self._offsets]
        origins = tuple(
            Origin(name=f"Outlet {n}", speakers=(), reports=tuple(dict.fromkeys(homes[n::3])),
                   claims=claims[n::3])
            for n in range(3)
        )  # fmt: skip
        sides = (Side(value="one day", origins=("Outlet 0",), claims=claims[::3]),
                 Side(value="another", origins=("Outlet 1",), claims=claims[1::3]))  # fmt: skip
        actors, targets = self._parties(number)
        used = tuple(dict.fromkeys(homes))
        return Event(
            id=f"e{number}", type=TYPES[number % len(TYPES)], mode=None, actors=actors,
            targets=targets, date=self._when(number), place=self._where(number), deaths=None,
            claims=claims, reports=used, report_names=used, origins=origins,
            independent=Independence(min=1, max=3),
            conflicts=(Conflict(about="date", sides=sides, kind="contradiction"),)
            if number % 10 == 0
            else (),
            credibility="3", gist=f"{self._deed(number)}.",
        )  # fmt: skip

    def derivations(self) -> Iterator[Derivation]:
        """One report in five took its first words from the one before it."""
        for number in range(1, self.reports, 5):
            yield Derivation(
                report=f"r{number}", source=f"r{number - 1}", ghost=None, how="quotation",
                cues=("said",), spans=((0, 12, 0, 12),),
            )  # fmt: skip


def fill(path: Path, world: World) -> None:
    """Put all rows of a world into a new case."""
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        for first in range(0, world.reports, BATCH):
            numbers = range(first, min(first + BATCH, world.reports))
            case.store.add_reports([world.intake(n) for n in numbers])
            case.store.add_extractions([world.extraction(n) for n in numbers])
        events = (world.event(n) for n in range(world.events))
        case.store.replace_derived(world.derivations(), events, "load")


# --- users ---------------------------------------------------------------------------------------

Address = Callable[[random.Random], str]


def screens(world: World) -> dict[str, Address]:
    """The pages that users look at, by name, each with an address to draw."""
    pages = max(world.events // 20, 2)
    return {
        "desk": lambda c: f"/?page={c.randrange(1, pages)}",
        "desk, filtered": lambda c: (
            f"/?type={c.choice(TYPES)}&country={c.choice(COUNTRIES)}&since=2024-06-01"
        ),
        "desk, searched": lambda c: f"/?{urlencode({'q': f'near {_town(c.randrange(1200))}'})}",
        "desk, common word": lambda _: "/?q=column",
        "desk, not opened": lambda c: f"/?unread=1&page={c.randrange(1, pages)}",
        "desk, both": lambda c: f"/?unread=1&country={c.choice(COUNTRIES)}",
        "reports": lambda c: f"/reports?page={c.randrange(1, max(world.reports // 40, 2))}",
        "reports, searched": lambda c: f"/reports?q={_town(c.randrange(1200))}",
        "reports, not opened": lambda c: f"/reports?unread=1&page={c.randrange(1, 50)}",
        "reader": lambda c: f"/reports/r{c.randrange(world.reports)}",
        "side by side": lambda c: _copied(c.randrange(0, world.reports // 5)),
        "event": lambda c: f"/events/e{c.randrange(world.events)}",
        "timeline, all": lambda _: "/timeline",
        "timeline": lambda c: f"/timeline?country={c.choice(COUNTRIES)}",
        "network, all": lambda _: "/network",
        "network": lambda c: f"/network?country={c.choice(COUNTRIES)}",
        "claims": lambda c: f"/claims?type={c.choice(TYPES)}&page={c.randrange(1, 50)}",
        "journal": lambda _: "/journal",
        "import": lambda _: "/import",
        "sharing": lambda _: "/sharing",
        "drafts": lambda _: "/drafts",
    }


def _copied(number: int) -> str:
    return f"/reports/r{5 * number + 1}/copied/r{5 * number}"


class User:
    """Somebody who looks at one page after the other over one connection."""

    def __init__(self, port: int, seed: int) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self.chance = random.Random(seed)

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[float, bytes]:
        """Milliseconds until the whole answer was there, and the answer."""
        headers = {"accept": "text/html", "accept-language": "en"}
        if body is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        begin = time.perf_counter()
        self._wire.request(method, path, body, headers)
        answer = self._wire.getresponse()
        content = answer.read()
        taken = 1000 * (time.perf_counter() - begin)
        if answer.status not in (200, 303):
            raise SystemExit(f"{method} {path}: {answer.status}\n{content[:500]!r}")
        return taken, answer.getheader("location", "").encode() or content


class Writer(User):
    """Somebody who writes a brief and has it checked while it grows."""

    def begin(self, world: World) -> None:
        """Begin a draft."""
        _, page = self.ask("GET", "/drafts")
        self._world = world
        self._token = _token(page)
        fields = {"token": self._token, "by": "A. Sow", "title": "Load", "from": ""}
        _, where = self.ask("POST", "/new-draft", urlencode(fields))
        self._where = where.decode().partition("?")[0]
        self._said: list[str] = []

    def check(self) -> float:
        """Write a sentence more, and have the whole looked at; milliseconds."""
        number = self.chance.randrange(self._world.events)
        part = self.chance.randrange(PARTS)
        self._said = [*self._said[-40:], f"It is confirmed that they met [c{number}-{part}]."]
        fields = {"token": self._token, "text": "\n".join(self._said), "recipient": "TLP:GREEN"}
        taken, found = self.ask("POST", f"{self._where}/check", urlencode(fields))
        if len(json.loads(found)["sentences"]) != len(self._said):
            raise SystemExit("a sentence that is marked too high was not found")
        return taken


def _token(page: bytes) -> str:
    found = re.search(rb'name="token" value="(\w+)"', page)
    if found is None:
        raise SystemExit("no form on the page")
    return found[1].decode()


@contextlib.contextmanager
def serving(path: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The reading room in a process of its own; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "corrobora", "serve", "--fast", "--case", str(path)]
    process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            if process.poll() is not None:
                raise SystemExit("the server has ended")
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait()


def measure(
    port: int, process: subprocess.Popen[bytes], world: World, users: int, seconds: float,
    pause: float,
) -> bool:  # fmt: skip
    """Print the times of each page; whether all are within the target."""
    pages = screens(world)
    first = User(port, 0)
    print(f"{'first look':20} {first.ask('GET', '/')[0] / 1000:7.2f} s (makes the board)")
    for name, address in pages.items():
        taken, content = first.ask("GET", address(first.chance))
        if taken > TARGET:
            print(f"{'first ' + name:26} {taken / 1000:7.2f} s, {len(content) // 1024} KiB")
    times: dict[str, list[float]] = defaultdict(list)
    before = processor_of(process)
    with ThreadPoolExecutor(users) as pool:
        seeds = range(1, users + 1)
        end = time.monotonic() + seconds
        at_work = [pool.submit(_work, port, world, seed, end, pause, times) for seed in seeds]
        for one in at_work:
            one.result()
    print(f"{'page':20} {'looks':>6} {'median':>9} {'p95':>9} {'longest':>9}")
    spent, looks = processor_of(process) - before, sum(map(len, times.values()))
    shown = [_shown(name, times[name]) for name in (*pages, CHECKED) if len(times[name]) > 1]
    print(f"processor time of the server for a page: {1000 * spent / looks:.1f} ms")
    return all(shown)


def _work(
    port: int,
    world: World,
    seed: int,
    end: float,
    pause: float,
    times: dict[str, list[float]],
) -> None:
    """What one user does until the end; the first of them writes a brief."""
    user, pages = Writer(port, seed), screens(world)
    if seed == 1:
        user.begin(world)
    while time.monotonic() < end:
        if seed == 1:
            times[CHECKED].append(user.check())
        else:
            name = user.chance.choice(tuple(pages))
            times[name].append(user.ask("GET", pages[name](user.chance))[0])
        time.sleep(user.chance.uniform(0.5, 1.5) * pause)


def _shown(name: str, found: list[float]) -> bool:
    """Print the times of one page; whether they are within the target."""
    late = statistics.quantiles(found, n=20, method="inclusive")[18]
    mark = "" if late <= TARGET else f"  over {TARGET:.0f}"
    print(
        f"{name:20} {len(found):6} {statistics.median(found):6.1f} ms {late:6.1f} ms "
        f"{max(found):6.1f} ms{mark}"
    )
    return late <= TARGET


def processor_of(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time that a process has used, where the system tells; else not a number.

    Other work on the machine hardly changes it, as it does how long a page takes.
    """
    try:
        status = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return math.nan
    fields = status.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_of(process: subprocess.Popen[bytes]) -> str:
    """The most memory that a process had, where the system tells."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    except OSError:
        return "unknown"
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return f"{int(found[1]) // 1024} MiB" if found else "unknown"


def main() -> None:
    """Fill the case and measure."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=100_000)
    options.add_argument("--users", type=int, default=10)
    options.add_argument("--seconds", type=float, default=180)
    options.add_argument("--pause", type=float, default=2.0, help="seconds between two pages")
    options.add_argument("--case", type=Path, help="where the case is kept")
    given = options.parse_args()
    world = World(given.reports + given.reports % 2)
    with tempfile.TemporaryDirectory() as folder:
        path = given.case or Path(folder) / "load.db"
        if not path.exists():
            begin = time.perf_counter()
            fill(path, world)
            size = path.stat().st_size / 2**20
            print(f"filled in {time.perf_counter() - begin:.0f} s, {size:.0f} MiB")
        print(
            f"{world.reports} reports, {world.events * PARTS} claims, {world.events} events, "
            f"{given.users} users, a page every {given.pause:g} s each"
        )
        with serving(path) as (port, process):
            good = measure(port, process, world, given.users, given.seconds, given.pause)
            print(f"most memory of the server: {memory_of(process)}")
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
