"""How fast the walk is, and where the time goes: reports/s, memory, share of each stage.

    python benchmarks/walk.py [--reports 1000] [--fast] [--json]

Makes reports from the samples (names, numbers and dates changed, seeded), then runs each stage on
them in one process and prints what it took. The floor in the same run is reading the bytes and
hashing them, so that the figure can be compared between machines.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corrobora.case import Case
from corrobora.readers import Item, read_inputs

SAMPLES = Path(__file__).parent.parent / "examples"
TOWNS = """Kaya Dori Gao Kidal Mopti Tillabéri Diffa Maroua Goma Bunia Beni Palma Pemba Idlib Homs
Taiz Marib Sukhumi Stepanakert Mandalay Sittwe Peshawar Quetta Kandahar Herat""".split()


def sample_texts() -> list[str]:
    """The texts of the sample reports."""
    found = read_inputs(sorted(SAMPLES.glob("*/reports")))
    return [item.draft.text for item in found if isinstance(item, Item)]


def synthetic(number: int, seed: int) -> Iterator[dict[str, str]]:
    """Reports made from the samples: sentences mixed, towns, numbers and days changed."""
    chance = random.Random(seed)
    texts = [re.split(r"(?<=[.!?])\s+", t) for t in sample_texts()]
    for n in range(number):
        sentences = chance.choice(texts)
        keep = [s for s in sentences if chance.random() < 0.9]
        text = " ".join(keep)
        text = re.sub(r"\b\d{1,3}\b", lambda m: str(int(m[0]) + chance.randint(0, 9)), text)
        text = re.sub(r"\b(Mopti|Bamako|Ségou|Gao)\b", lambda _: chance.choice(TOWNS), text)
        day = f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        yield {"id": str(n), "text": text, "published": day, "publisher": f"Outlet {n % 97}"}


@contextmanager
def timed(name: str, into: dict[str, float]) -> Iterator[None]:
    """Add the seconds of a block."""
    start = time.perf_counter()
    yield
    into[name] = into.get(name, 0.0) + time.perf_counter() - start


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    took: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "reports.jsonl"
        rows = [json.dumps(r, ensure_ascii=False) for r in synthetic(given.reports, given.seed)]
        source.write_text("\n".join(rows), encoding="utf-8")
        words = sum(len(r.split()) for r in rows)
        with timed("floor: read and hash", took):
            for line in source.read_bytes().splitlines():
                hashlib.sha256(line).digest()
        with Case.open(Path(folder) / "case.db") as case:
            with timed("load and collect", took):
                case.collect([source], now="2026-01-01T00:00:00Z")
            with timed("extract", took):
                case.extract()
            with timed("reconcile", took):
                events = case.reconcile()
            with timed("brief", took):
                case.brief()
            claims = case.store.counts().claims
    total = sum(seconds for name, seconds in took.items() if not name.startswith("floor"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {
        "reports": given.reports, "words": words, "claims": claims, "events": len(events),
        "reports_per_second": round(given.reports / total, 1), "peak_mb": round(peak),
        "seconds": {name: round(seconds, 2) for name, seconds in took.items()},
    }  # fmt: skip
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    sys.stdout.write(
        f"{given.reports} reports of {words / given.reports:.0f} words: {claims} claims, "
        f"{len(events)} events\n{given.reports / total:.1f} reports/s, peak {peak:.0f} MB\n"
    )
    for name, seconds in took.items():
        share = "" if name.startswith("floor") else f"{seconds / total:6.1%}"
        sys.stdout.write(f"  {name:22} {seconds:8.2f} s {share}\n")


if __name__ == "__main__":
    main()
