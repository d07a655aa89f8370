"""How reconciliation grows: seconds, memory and events for 10,000 to 1,000,000 claims.

    python benchmarks/reconcile_scale.py [--claims 10000 100000 1000000] [--a-day 274] [--late 60]

Makes a world of events and the reports that tell of them (seeded): about 2.5 claims an event and
six a report, a wrong type for 15 %, dates, places and parties missing or coarse, tolls that differ,
named and unnamed speakers, reposts, denials, plans and demands, over ten years and sixty countries.
A million claims of those years are a hundred times denser than ten thousand. With --a-day every
size has as many claims a day, over as many years as that takes: growth with all else the same.
Each size runs in a process of its own, so that the peak of memory is its own; it counts the claims
and reports given and the events found. With --late it also keeps a picture that lacks some reports,
gives it one of them after the other, and tells how long each took.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import hashlib
import json
import random
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import log
from typing import Any

import msgspec

from corrobora.model import (
    Actor,
    Claim,
    Count,
    Derivation,
    Event,
    Report,
    Stance,
    Voice,
    When,
    Where,
)
from corrobora.reconcile import Picture, reconcile

COUNTRIES = """ML Mali, BF Burkina Faso, NE Niger, TD Chad, SD Sudan, NG Nigeria, CM Cameroon,
SO Somalia, ET Ethiopia, KE Kenya, MZ Mozambique, UG Uganda, RW Rwanda, BI Burundi, LY Libya,
DZ Algeria, TN Tunisia, MA Morocco, EG Egypt, SN Senegal, GN Guinea, GH Ghana, TG Togo, BJ Benin,
MR Mauritania, ER Eritrea, DJ Djibouti, TZ Tanzania, ZM Zambia, AO Angola, SY Syria, IQ Iraq,
YE Yemen, LB Lebanon, JO Jordan, IR Iran, AF Afghanistan, PK Pakistan, IN India, NP Nepal,
BD Bangladesh, MM Myanmar, TH Thailand, KH Cambodia, PH Philippines, ID Indonesia, UA Ukraine,
RU Russia, GE Georgia, AM Armenia, AZ Azerbaijan, RS Serbia, BA Bosnia, CO Colombia, VE Venezuela,
EC Ecuador, PE Peru, MX Mexico, HT Haiti, GT Guatemala"""
KINDS = (
    ("ASSAULT", "armed-attack", "attacked", 30), ("ASSAULT", "abduct", "abducted people of", 6),
    ("ASSAULT", None, "clashed with", 12), ("COERCE", "arrest", "arrested members of", 8),
    ("PROTEST", "demonstrate", "marched against", 8), ("SANCTION", "expel", "expelled staff of", 4),
    ("SANCTION", "suspend", "suspended cooperation with", 3), ("ACCUSE", None, "accused", 8),
    ("REJECT", None, "rejected a proposal of", 3), ("AGREE", "sign", "signed an accord with", 4),
    ("CONSULT", "meet", "met delegates of", 6), ("AID", None, "sent relief to", 3),
    ("RETREAT", "withdraw", "withdrew from posts facing", 2), ("THREATEN", None, "threatened", 3),
)  # fmt: skip
SYLLABLES = """ba bo da di dou fa ga gui ka ki kou la lo ma mo na no ra sa si ta ti to wa za zou"""
THINGS = """market convoy bridge village school checkpoint barracks river road camp hospital mine
border post clinic station farm fuel depot tower warehouse valley hill port square""".split()
EXTRA = """at dawn|in the evening|during the night|near the old bridge|after two weeks of calm|
despite a truce|on the road to the north|before the market opened|as traders gathered|
while talks went on in the capital|for the third time this year|under heavy rain""".split("|")
SPEAKERS = ("General", "Minister", "Governor", "Colonel", "Doctor", "Mayor")
FIRST_DAY = dt.date(2015, 1, 1)
DAYS = 3650
"""Days over which the events are spread where no number of claims a day is asked for."""

SPREAD = (0, 0, 0, 1, 1, 2, 3, 5)
"""Days between an event and the reports of it."""


REGION = 6
"""Countries that one outlet's reports tell of together."""


class World:
    """Countries, towns, parties and outlets; the same for one seed."""

    def __init__(self, chance: random.Random) -> None:
        self.states = [tuple(c.strip().split(" ", 1)) for c in COUNTRIES.split(",")]
        self.towns: dict[str, list[tuple[str, float, float]]] = {}
        self.groups: dict[str, list[tuple[str, str]]] = {}
        parts = SYLLABLES.split()
        for code, _ in self.states:
            lat, lon = chance.uniform(-20, 45), chance.uniform(-15, 100)
            self.towns[code] = [
                (
                    "".join(chance.choices(parts, k=chance.choice((2, 3, 3, 4)))).capitalize(),
                    round(lat + chance.uniform(-3, 3), 3),
                    round(lon + chance.uniform(-3, 3), 3),
                )
                for _ in range(40)
            ]
            self.groups[code] = [
                (f"{code}F{n}", f"{''.join(chance.choices(parts, k=3)).capitalize()} Front")
                for n in range(4)
            ]
        self.outlets = [f"{t[0]} {w}" for c in self.towns.values() for t in c[:3] for w in PAPERS]


PAPERS = ("Herald", "Courier", "Radio")


def poisson(chance: random.Random, mean: float) -> int:
    """A Poisson number, by counting exponential waits."""
    count, left = 0, chance.expovariate(1)
    while left < mean:
        count += 1
        left += chance.expovariate(1)
    return count


Telling = dict[str, Any]


def tellings(number: int, days: int, world: World, chance: random.Random) -> Iterator[Telling]:
    """The events, each once for each claim that tells of it; ``number`` in all."""
    weights = [k[3] for k in KINDS]
    made = 0
    while made < number:
        at = chance.randrange(len(world.states))
        code, name = world.states[at]
        type_, mode, verb, _ = chance.choices(KINDS, weights)[0]
        day = chance.randrange(days)
        doer, target = parties(type_, code, name, world, chance)
        event = {
            "code": code, "name": name, "region": at // REGION,
            "type": type_, "mode": mode, "verb": verb, "day": day, "doer": doer, "target": target,
            "town": chance.choice(world.towns[code]), "dead": max(0, int(chance.gauss(6, 6))),
            "things": chance.sample(THINGS, 2), "extra": chance.choice(EXTRA).strip(),
        }  # fmt: skip
        for _ in range(min(1 + poisson(chance, 1.5), number - made)):
            made += 1
            yield event


def parties(
    type_: str, code: str, name: str, world: World, chance: random.Random
) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """Who did it and to whom, as id, name and kind."""
    group, other = chance.choice(world.groups[code]), chance.choice(world.states)
    army = (f"{code}.mil", f"army of {name}", "military")
    if type_ in ("SANCTION", "ACCUSE", "REJECT", "AGREE", "CONSULT", "THREATEN"):
        return (code, name, "state"), (other[0], other[1], "state")
    if type_ == "PROTEST":
        return ("~:residents", "residents", "people"), (f"{code}.gov", f"government of {name}",
                                                        "government")  # fmt: skip
    rebel = (*group, "armed-group")
    return (rebel, army) if chance.random() < 0.6 else (army, rebel)


def reports(number: int, seed: int = 1, days: int = DAYS) -> Iterator[tuple[Report, list[Claim]]]:
    """Reports with their claims, ``number`` claims in all but for those of reposts."""
    chance = random.Random(seed)
    world = World(chance)
    waiting: dict[tuple[int, int], list[Telling]] = defaultdict(list)
    for event in tellings(number, days, world, chance):
        waiting[event["day"] + chance.choice(SPREAD), event["region"]].append(event)
    # Neighbouring days of one region fill up reports of about six claims.
    for region in range(-(-len(world.states) // REGION)):
        batch: list[Telling] = []
        for day in range(days + max(SPREAD) + 1):
            batch += waiting.pop((day, region), ())
            while len(batch) >= 6 or (batch and (day % 16 == 0 or day >= days)):
                size = chance.choice((2, 4, 6, 6, 8, 10))
                yield told(batch[:size], day, world, chance)
                del batch[:size]


def told(
    events: list[Telling], day: int, world: World, chance: random.Random
) -> tuple[Report, list[Claim]]:
    """One report that tells of these events."""
    out, published = chance.choice(world.outlets), FIRST_DAY + dt.timedelta(days=day)
    name = events[0]["name"]
    text, drafts = f"{published:%d %B %Y} - {name}. ", []
    for event in events:
        sentence, fields = clause(event, world, chance)
        text += "" if chance.random() < 0.7 else "Residents spoke of a tense week. "
        drafts.append((len(text), len(text) + len(sentence), sentence, fields))
        text += f"{sentence}. "
    digest = hashlib.sha256(text.encode() + out.encode()).hexdigest()
    report = Report(
        id=f"r{digest[:20]}", name=f"{digest[:12]}.txt", text=text, sha256=digest,
        raw_sha256=digest, media_type="text/plain", publisher=out, published=published,
        title=f"{name}: {events[0]['town'][0]} and {events[-1]['town'][0]}", language="en",
    )  # fmt: skip
    claims = [
        Claim(
            id=f"c{digest[:18]}{n:02d}", report=report.id, start=start, end=end, quote=quote,
            method="made", confidence=0.8, **fields,
        )
        for n, (start, end, quote, fields) in enumerate(drafts)
    ]  # fmt: skip
    return report, claims


def clause(event: Telling, world: World, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """The words of one claim and its fields, with what is missing, coarse or wrong."""
    code, name = event["code"], event["name"]
    type_, mode, verb, _ = (
        chance.choice(KINDS) if chance.random() < 0.15 else
        (event["type"], event["mode"], event["verb"], 0)
    )  # fmt: skip
    doer = None if chance.random() < 0.2 else event["doer"]
    target = None if chance.random() < 0.2 else event["target"]
    place = where(event["town"], code, name, world, chance)
    date = when(event["day"], chance)
    dead = None
    if type_ == "ASSAULT" and chance.random() < 0.75:
        low = max(
            0, event["dead"] + (chance.choice((-2, -1, 1, 3)) if chance.random() < 0.4 else 0)
        )
        dead = Count(min=low, max=None if chance.random() < 0.2 else low, text=str(low))
    stance, negated = standing(chance)
    words = [
        doer[1] if doer else "Gunmen", verb, target[1] if target else "people",
        f"in {place.name}" if place else "", f"on {date.text}" if date and date.text else "",
        f"at a {event['things'][0]}", event["extra"] if chance.random() < 0.5 else "",
        f"killing {dead.text}" if dead else "",
    ]  # fmt: skip
    return " ".join(w for w in words if w), {
        "type": type_, "mode": mode, "actors": (actor(doer),) if doer else (),
        "targets": (actor(target),) if target else (), "date": date, "place": place,
        "date_kind": "event" if date else None, "deaths": dead, "stance": stance,
        "negated": negated, "speakers": speakers(name, world, code, chance),
    }  # fmt: skip


def standing(chance: random.Random) -> tuple[Stance, bool]:
    """Stance, and whether it is said not to have happened."""
    kind = chance.choices(
        [*Stance],
        [68 if s is Stance.ASSERTED else 16 if s is Stance.ALLEGED else 4 for s in Stance],
    )[0]
    return kind, chance.random() < 0.02


def where(
    town: tuple[str, float, float], code: str, name: str, world: World, chance: random.Random
) -> Where | None:
    """The town, a neighbouring one, the country, or nothing."""
    drawn = chance.random()
    if drawn < 0.15:
        return None
    if drawn < 0.27:
        return Where(name=name, admin1=None, country=code, lat=None, lon=None,
                     precision="country", text=name)  # fmt: skip
    found = chance.choice(world.towns[code]) if drawn < 0.32 else town
    return Where(name=found[0], admin1=None, country=code, lat=found[1], lon=found[2],
                 precision="town", text=found[0])  # fmt: skip


def when(day: int, chance: random.Random) -> When | None:
    """The day, a day off, the week, the month, a date from tense alone, or nothing."""
    drawn = chance.random()
    if drawn < 0.14:
        return None
    at = FIRST_DAY + dt.timedelta(days=day + (chance.choice((-1, 1)) if drawn > 0.93 else 0))
    if drawn < 0.2:
        first = at.replace(day=1)
        last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        return When(start=first, end=last, precision="month", text=f"{at:%B %Y}")
    if drawn < 0.26:
        return When(start=at - dt.timedelta(days=3), end=at + dt.timedelta(days=3),
                    precision="week", text="this week")  # fmt: skip
    return When(start=at, end=at, precision="day",
                text="" if drawn < 0.32 else f"{at.day} {at:%B}")  # fmt: skip


def speakers(name: str, world: World, code: str, chance: random.Random) -> tuple[Voice, ...]:
    """Nobody, a named official, someone unnamed, an outlet, or a party."""
    drawn = chance.random()
    if drawn < 0.6:
        return ()
    if drawn < 0.72:
        who = f"{chance.choice(SPEAKERS)} {chance.choice(world.towns[code])[0]}"
        return (Voice(name=who, kind="person", anonymous=False, text=who, start=0, end=1),)
    if drawn < 0.8:
        return (Voice(name="a witness", kind="person", anonymous=True, text="", start=0, end=1),)
    if drawn < 0.9:
        out = chance.choice(world.outlets)
        return (Voice(name=out, kind="outlet", anonymous=False, text=out, start=0, end=1),)
    who = f"government of {name}"
    return (Voice(name=who, kind="government", anonymous=False, text=who, start=0, end=1),)


def actor(party: tuple[str, str, str]) -> Actor:
    """A party as a claim holds it."""
    return Actor(id=party[0], name=party[1], kind=party[2], text=party[1], start=0, end=1)  # type: ignore[arg-type]


def made(
    number: int, seed: int = 1, days: int = DAYS
) -> tuple[list[Claim], list[Report], list[Derivation]]:
    """Claims, reports and derivations: one report in thirty is a repost of one shortly before."""
    chance = random.Random(seed + 1)
    claims: list[Claim] = []
    found: list[Report] = []
    taken: list[Derivation] = []
    for report, its in reports(int(number / 1.034), seed, days):
        found.append(report)
        claims += its
        if chance.random() < 1 / 30:
            again = hashlib.sha256(report.id.encode()).hexdigest()
            found.append(msgspec.structs.replace(
                report, id=f"r{again[:20]}", name=f"{again[:12]}.txt", sha256=again,
                publisher=chance.choice(found).publisher,
            ))  # fmt: skip
            claims += (
                msgspec.structs.replace(c, id=f"c{again[:18]}{n:02d}", report=found[-1].id)
                for n, c in enumerate(its)
            )
            taken.append(Derivation(report=found[-1].id, source=report.id, ghost=None,
                                    how="repost", cues=("same words",)))  # fmt: skip
    return claims, found, taken


def digest_of(events: Iterable[Event]) -> str:
    """One hash over all events."""
    total = hashlib.sha256()
    for event in events:
        total.update(msgspec.json.encode(event))
    return total.hexdigest()


def measure(number: int, seed: int, a_day: int | None, late: int) -> dict[str, Any]:
    """One size, in this process."""
    days = max(1, round(number / a_day)) if a_day else DAYS
    claims, found, taken = made(number, seed, days)
    start, idle = time.perf_counter(), time.process_time()
    events = reconcile(claims, found, taken)
    figures = {
        "claims": len(claims), "reports": len(found), "events": len(events),
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time() - idle, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "digest": digest_of(events)[:16],
    }  # fmt: skip
    del events
    return figures | (one_by_one(claims, found, taken, late, seed) if late else {})


def one_by_one(
    claims: list[Claim], found: list[Report], taken: list[Derivation], late: int, seed: int
) -> dict[str, Any]:
    """How long single reports take that come when all others are there."""
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        told[claim.report].append(claim)
    copies = {name for one in taken for name in (one.report, one.source)}
    last = random.Random(seed).sample([r for r in found if r.id not in copies], late)
    waiting = {report.id for report in last}
    picture, start = Picture(), time.process_time()
    gc.disable()  # as ``reconcile`` does
    picture.update(
        add=[(report, told[report.id]) for report in found if report.id not in waiting],
        derivations={one.report: (one,) for one in taken},
    )
    built = time.process_time() - start
    gc.enable()
    gc.freeze()
    took: list[float] = []
    for report in last:
        start = time.process_time()
        picture.update(add=[(report, told[report.id])])
        took.append((time.process_time() - start) * 1000)
    took.sort()
    return {
        "picture_cpu_seconds": round(built, 1),
        "picture_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        "late_cpu_ms_median": round(took[len(took) // 2], 1),
        "late_cpu_ms_p95": round(took[len(took) * 95 // 100], 1),
        "picture_digest": digest_of(picture.events())[:16],
    }


def _late(row: dict[str, Any]) -> str:
    if "late_cpu_ms_median" not in row:
        return ""
    return f"; a report more {row['late_cpu_ms_median']} ms, p95 {row['late_cpu_ms_p95']} ms"


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--a-day", type=int, metavar="CLAIMS")
    parser.add_argument("--late", type=int, default=0, metavar="REPORTS")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if len(given.claims) == 1:
        figures = measure(given.claims[0], given.seed, given.a_day, given.late)
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    rows = []
    for number in given.claims:
        command = [sys.executable, __file__, "--claims", str(number), "--seed", str(given.seed),
                   "--late", str(given.late)]  # fmt: skip
        command += ["--a-day", str(given.a_day)] if given.a_day else []
        rows.append(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
        if given.json:
            sys.stdout.write(json.dumps(rows[-1]) + "\n")
            continue
        n, first = rows[-1]["claims"], rows[0]
        bound = first["cpu_seconds"] * (n * log(n)) / (first["claims"] * log(first["claims"]))
        sys.stdout.write(
            f"{n:>9,} claims {rows[-1]['events']:>8,} events {rows[-1]['seconds']:>7} s, "
            f"CPU {rows[-1]['cpu_seconds']:>7} s (n log n from the first: {bound:.1f}), "
            f"{rows[-1]['peak_mb']:>6} MB{_late(rows[-1])}\n"
        )


if __name__ == "__main__":
    main()
