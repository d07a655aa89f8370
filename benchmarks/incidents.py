"""Same incident or not: are reports of one incident joined, and those of two kept apart?

    python benchmarks/incidents.py REPORTS.jsonl GOLD.json [--cache CLAIMS.pickle] [--json]

The reports are JSON Lines as `corrobora collect` takes them, each with a key ``incident``; GOLD
maps incidents to ``date``, ``num_killed`` and ``num_injured`` and may lack some. Collects,
extracts, derives and reconciles in this process. A report is laid to its *lead event*: of the
violent events that it tells, the one that the brief would rank first; one that tells none stands
alone. Prints B-cubed and pairwise precision, recall and F beside a baseline in the same run, words
weighed by their rarity in these reports (TF-IDF) within a week, clustered by average
link at the cut that does best on them; then how many incidents get the right day and toll from the
event that most of their reports lead with, and how many reports give exactly the killed and
injured: by the largest figure that they tell anywhere, and by the largest that they tell of their
lead event.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import pickle
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from math import log, sqrt
from pathlib import Path
from typing import Any

from corrobora.brief.salience import salience
from corrobora.case import extract_batch
from corrobora.collect import freeze
from corrobora.collect.copies import derive
from corrobora.model import Claim, Event, Report, Stance
from corrobora.readers import Item, read_inputs
from corrobora.reconcile import reconcile
from corrobora.text import plain

NOW = "2030-01-01T00:00:00Z"
BASELINE_DAYS = 7
BASELINE_CUTS = (0.1, 0.15, 0.2, 0.25, 0.3)
COMMON = 0.25
"""Words in more than this share of the reports do not count in the baseline."""

_WORD = re.compile(r"[^\W_]+")

Pair = tuple[int, int]
Labels = Sequence[str]


def scores(gold: Labels, found: Labels) -> dict[str, tuple[float, float, float]]:
    """B-cubed and pairwise precision, recall and F of a clustering."""
    both = Counter(zip(gold, found, strict=True))
    of_gold, of_found = Counter(gold), Counter(found)
    total = len(gold)
    precision = sum(n * n / of_found[f] for (_, f), n in both.items()) / total
    recall = sum(n * n / of_gold[g] for (g, _), n in both.items()) / total
    right, made, wanted = (_pairs(counts) for counts in (both, of_found, of_gold))
    return {
        "b_cubed": (precision, recall, _f(precision, recall)),
        "pairwise": (
            right / max(made, 1), right / max(wanted, 1),
            _f(right / max(made, 1), right / max(wanted, 1)),
        ),
    }  # fmt: skip


def _pairs(counts: Counter[object]) -> int:
    return sum(n * (n - 1) // 2 for n in counts.values())


def _f(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)


# --- the baseline --------------------------------------------------------------------------------


def baseline(reports: Sequence[Report], gold: Labels) -> tuple[float, Labels]:
    """The best cut and its clusters."""
    likes = _cosines(reports)
    tried = [(cut, _average_link(len(reports), likes, cut)) for cut in BASELINE_CUTS]
    return max(tried, key=lambda t: sum(f for *_, f in scores(gold, t[1]).values()))


def _cosines(reports: Sequence[Report]) -> dict[Pair, float]:
    bags = [Counter(_WORD.findall(plain(f"{r.title or ''}\n{r.text}"))) for r in reports]
    seen = Counter(word for bag in bags for word in bag)
    most = COMMON * len(bags)
    vectors = []
    for bag in bags:
        weights = {
            w: (1 + log(n)) * log(len(bags) / seen[w]) for w, n in bag.items() if 1 < seen[w] < most
        }
        length = sqrt(sum(x * x for x in weights.values())) or 1.0
        vectors.append({w: x / length for w, x in weights.items()})
    days = [r.published.toordinal() if r.published else 0 for r in reports]
    order = sorted(range(len(reports)), key=lambda i: (days[i], i))
    likes: dict[Pair, float] = {}
    for place, i in enumerate(order):
        for j in order[place + 1 :]:
            if days[j] - days[i] > BASELINE_DAYS:
                break
            less, more = sorted((vectors[i], vectors[j]), key=len)
            like = sum(x * more[w] for w, x in less.items() if w in more)
            if like > 0.05:
                likes[min(i, j), max(i, j)] = like
    return likes


def _average_link(count: int, likes: Mapping[Pair, float], cut: float) -> Labels:
    sizes = dict.fromkeys(range(count), 1)
    home = {i: [i] for i in range(count)}
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for (a, b), like in likes.items():
        near[a][b] = near[b][a] = like
    heap = [(-like, a, b) for (a, b), like in likes.items() if like >= cut]
    heapify(heap)
    while heap:
        like, a, b = heappop(heap)
        if a not in sizes or b not in sizes or -like != near[a][b] / (sizes[a] * sizes[b]):
            continue
        for other, total in near.pop(b).items():
            del near[other][b]
            if other != a:
                near[a][other] = near[other][a] = near[a].get(other, 0.0) + total
        sizes[a] += sizes.pop(b)
        home[a] += home.pop(b)
        for other, total in near[a].items():
            mean = total / (sizes[a] * sizes[other])
            if mean >= cut:
                heappush(heap, (-mean, min(a, other), max(a, other)))
    labels = [""] * count
    for key, members in home.items():
        for member in members:
            labels[member] = str(key)
    return labels


# --- the walk ------------------------------------------------------------------------------------


def read(path: Path) -> tuple[list[Report], dict[str, str]]:
    """The reports, each text once, and for the name of every line the id of its report."""
    reports: dict[str, Report] = {}
    of_name: dict[str, str] = {}
    for item in read_inputs([path]):
        if isinstance(item, Item):
            report = freeze(item.draft, now=NOW)
            reports.setdefault(report.id, report)
            of_name[report.name] = report.id
    return list(reports.values()), of_name


def claims_of(reports: Sequence[Report], cache: Path | None) -> list[Claim]:
    """The claims of the reports, kept in ``cache`` between runs."""
    if cache is not None and cache.exists():
        kept: list[Claim] = pickle.loads(cache.read_bytes())
        return kept
    found = [claim for group in extract_batch(list(reports)) for claim in group]
    if cache is not None:
        cache.write_bytes(pickle.dumps(found))
    return found


def lead_events(claims: Sequence[Claim], events: Sequence[Event]) -> dict[str, Event]:
    """Report to the violent event it tells that the brief would rank first."""
    home = {claim: event for event in events for claim in event.claims}
    told: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in sorted(claims, key=lambda c: (c.report, c.start, c.end, c.id)):
        if claim.type == "ASSAULT" and claim.id in home:
            told[claim.report][home[claim.id].id].append(claim)
    by_id = {event.id: event for event in events}
    return {
        report: by_id[max(of, key=lambda e: (salience(by_id[e], of[e], None), -of[e][0].start, e))]
        for report, of in told.items()
    }


def exactness(
    leads: Sequence[tuple[str, Event | None]], gold: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """How many incidents get the right day and toll from the event most reports lead with."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    by_id = {event.id: event for _, event in leads if event is not None}
    for incident, event in leads:
        if event is not None and incident in gold:
            votes[incident][event.id] += 1
    day = dated = toll = counted = 0
    for incident, count in votes.items():
        event = by_id[min(count, key=lambda e: (-count[e], e))]
        want = gold[incident]
        if event.date is not None and event.date.start == event.date.end:
            dated += 1
            true = dt.datetime.strptime(want["date"], "%B %d, %Y").replace(tzinfo=dt.UTC).date()
            day += abs((event.date.start - true).days) <= 1
        if event.deaths is not None:
            counted += 1
            toll += event.deaths.best == int(want["num_killed"])
    return {
        "incidents": str(len(votes)),
        "within a day": f"{day} of {dated} with a day",
        "killed exact": f"{toll} of {counted} with a toll",
    }


def tolls_told(
    claims: Sequence[Claim],
    home: Mapping[str, str],
    reports: Sequence[tuple[str, str, Event | None]],
    gold: Mapping[str, Mapping[str, str]],
) -> dict[str, str]:
    """How many reports give the right number of killed and injured.

    Args:
        claims: All claims.
        home: Claim to the event it went to.
        reports: Id of each report, its incident, and its lead event.
        gold: Incident to its true numbers.
    """
    of_report: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.negated and claim.stance not in _NOT_YET:
            of_report[claim.report].append(claim)
    judged = [row for row in reports if row[1] in gold]
    right: Counter[str] = Counter()
    for report, incident, lead in judged:
        told = of_report[report]
        led = [c for c in told if lead is not None and home.get(c.id) == lead.id]
        for name, field, true in _TOLLS:
            want = int(gold[incident][true])
            right[f"{name}, largest figure"] += _largest(told, field) == want
            right[f"{name}, lead event"] += _largest(led, field) == want
    return {name: f"{n} of {len(judged)}" for name, n in sorted(right.items())}


_NOT_YET = (Stance.PLANNED, Stance.CONDITIONAL, Stance.DEMANDED)
_TOLLS = (("killed", "deaths", "num_killed"), ("injured", "wounded", "num_injured"))


def _largest(claims: Sequence[Claim], field: str) -> int:
    """The largest least number of people in a field of these claims."""
    counts = [getattr(claim, field) for claim in claims]
    return max((count.min for count in counts if count is not None), default=0)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("reports", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--cache", type=Path, help="keep the claims in this file between runs")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    took: dict[str, float] = {}
    begun = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal begun
        took[stage], begun = round(time.perf_counter() - begun, 1), time.perf_counter()

    reports, of_name = read(given.reports)
    lap("collect")
    claims = claims_of(reports, given.cache)
    lap("extract")
    derivations = derive(reports)
    lap("derive")
    events = reconcile(claims, reports, derivations)
    lap("reconcile")
    incident = {
        row["id"]: row["incident"]
        for row in map(json.loads, given.reports.read_text(encoding="utf-8").splitlines())
    }
    names = sorted(of_name)
    gold = [incident[name] for name in names]
    leads = lead_events(claims, events)
    led = [leads.get(of_name[name]) for name in names]
    found = [
        event.id if event is not None else name for name, event in zip(names, led, strict=True)
    ]
    lap("lead events")
    home = {claim: event.id for event in events for claim in event.claims}
    true = json.loads(given.gold.read_text(encoding="utf-8"))
    told = [(of_name[n], i, e) for n, i, e in zip(names, gold, led, strict=True)]
    by_id = {report.id: report for report in reports}
    cut, plain_found = baseline([by_id[of_name[name]] for name in names], gold)
    lap("baseline")
    figures: dict[str, Any] = {
        "read": len(names), "claims": len(claims), "events": len(events),
        "ours": scores(gold, found), "baseline": scores(gold, plain_found), "cut": cut,
        "events of incidents": exactness(list(zip(gold, led, strict=True)), true),
        "reports": tolls_told(claims, home, told, true),
        "seconds": took,
    }  # fmt: skip
    if given.json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    lines = [f"{len(names)} reports, {len(claims)} claims, {len(events)} events"]
    for who in ("ours", "baseline"):
        for measure, (precision, recall, f) in figures[who].items():
            lines.append(f"  {who:10} {measure:9} P {precision:.3f}  R {recall:.3f}  F {f:.3f}")
    lines.append(f"  (baseline: TF-IDF within {BASELINE_DAYS} days, average link at {cut})")
    for part in ("events of incidents", "reports"):
        lines += [f"  {part}, {key}: {value}" for key, value in figures[part].items()]
    lines += [f"  {stage:12} {seconds:8.1f} s" for stage, seconds in took.items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
