"""Scores on the gate passages of ``corpus/``: the third that no rule and no fit has seen.

    python tests/gate/gate_passages.py            measure now, beside the floors in force
    python tests/gate/gate_passages.py dev        the same on the development passages

A predicted claim matches a coded one when they share at least half of the shorter span, one to one,
best agreement first. A record is right when type, one actor, date and speaker are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.util
import json
import sys
from collections.abc import Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from gate_corpus import Names

from corrobora.extract import extract, load_resources
from corrobora.model import Claim, Report, When, Where
from corrobora.text import plain

ROOT = Path(__file__).resolve().parent.parent.parent
FLOORS = Path(__file__).with_name("gate_passages.json")
LANGUAGES = ("en", "fr")
SERIES = ("first", "second", "third")
"""The later ones were written and coded by others, who had not seen what the program reads."""
FIELDS = ("type", "actors", "targets", "date", "place", "deaths", "speaker", "stance")
_SPEECH_ACTS = frozenset(("ACCUSE", "REJECT", "REQUEST", "THREATEN"))

Row = dict[str, Any]


@cache
def passages(split: str) -> tuple[Row, ...]:
    """The coded passages of one split."""
    path = ROOT / "corpus" / "compile.py"
    spec = importlib.util.spec_from_file_location("corpus_compile", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(module.read_corpus(split))


def fingerprint(split: str = "gate") -> str:
    """Hash over the coded passages, so that a changed gate is noticed."""
    data = json.dumps(passages(split), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(data.encode()).hexdigest()[:16]


def report_of(row: Row) -> Report:
    published = dt.date.fromisoformat(row["published"]) if row["published"] else None
    return Report(
        id=row["id"], name=row["id"], text=row["text"], sha256="", raw_sha256="",
        media_type="text/plain", language=row["language"], published=published,
        publisher=row["publisher"],
    )  # fmt: skip


@cache
def known_names() -> Names:
    groups: dict[str, list[str]] = {}
    countries: dict[str, list[str]] = {}
    for entry in load_resources().actors.entries.values():
        aliases = [alias for found in entry.aliases.values() for alias in found]
        groups.setdefault(entry.name, []).extend(aliases)
        if entry.kind == "state":
            of_it = [a for key in ("en", "fr") for a in entry.adjectives.get(key, ())]
            countries.setdefault(entry.name, []).extend((*aliases, *of_it))
    return Names(groups, countries)


def _interval(date: str) -> tuple[str, str]:
    first, _, last = date.partition("/")
    last = last or first
    low = first + {4: "-01-01", 7: "-01"}.get(len(first), "")
    high = last + {4: "-12-31", 7: "-31"}.get(len(last), "")
    return low, high


def _date_agrees(gold: str | None, date: When | None) -> bool:
    if gold is None:
        return True
    if date is None:
        return False
    low, high = _interval(gold)
    start, end = date.start.isoformat(), date.end.isoformat()
    inside = low <= start and end <= high
    around = start <= low and high <= end and start[:7] == low[:7]
    return inside or around


def _place_agrees(gold: list[str] | None, place: Where | None) -> bool:
    """Whether a place bears the coded name, or one of the two is part of the other's."""
    if gold is None:
        return True
    if place is None:
        return False
    coded, names = plain(gold[0]), [plain(n) for n in (place.name, place.admin1) if n]
    return any(coded in name or name in coded for name in names)


def agreement(gold: Row, claim: Claim) -> dict[str, bool]:
    """Which fields of a claim agree with the coded one."""
    names = known_names()
    speakers = [v.name for v in claim.speakers] + [v.text for v in claim.speakers]
    actors = [x for a in claim.actors for x in (a.name, a.text)]
    if gold["speakers"]:
        unnamed = gold["anonymous"] and any(v.anonymous for v in claim.speakers)
        speaker = names.meet(gold["speakers"], speakers) or unnamed
    else:  # a speech act's own actor as its speaker says the same as no speaker
        own = gold["type"] in _SPEECH_ACTS and {v.name for v in claim.speakers} <= set(actors)
        speaker = not claim.speakers or own
    deaths = claim.deaths.min if claim.deaths else None
    ok = {
        "type": claim.type == gold["type"],
        "actors": not gold["actors"] or names.meet(gold["actors"], actors),
        "targets": not gold["targets"]
        or names.meet(gold["targets"], [x for a in claim.targets for x in (a.name, a.text)]),
        "date": _date_agrees(gold["date"], claim.date),
        "place": _place_agrees(gold["place"], claim.place),
        "deaths": deaths == (gold["deaths"][0] if gold["deaths"] else None),
        "speaker": speaker,
        "stance": claim.stance == gold["stance"],
    }
    ok["record"] = ok["type"] and ok["actors"] and ok["date"] and ok["speaker"]
    return ok


def matches(golds: list[Row], claims: Sequence[Claim]) -> list[tuple[int, int, dict[str, bool]]]:
    """One-to-one matches of a passage: index of the coded and of the found claim, what agrees."""
    found = []
    for i, gold in enumerate(golds):
        for j, claim in enumerate(claims):
            shared = min(gold["end"], claim.end) - max(gold["start"], claim.start)
            shorter = min(gold["end"] - gold["start"], claim.end - claim.start)
            if shorter > 0 and 2 * shared >= shorter:
                longer = max(gold["end"] - gold["start"], claim.end - claim.start)
                ok = agreement(gold, claim)
                found.append((sum(ok.values()) + 2 * ok["type"], shared / longer, -i, -j, ok))
    found.sort(key=lambda f: f[:4], reverse=True)
    golds_used: set[int] = set()
    claims_used: set[int] = set()
    out = []
    for _, _, i, j, ok in found:
        if i not in golds_used and j not in claims_used:
            golds_used.add(i)
            claims_used.add(j)
            out.append((-i, -j, ok))
    return out


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def measure(
    language: str, series: str, split: str = "gate", *, fast: bool = False
) -> dict[str, float]:
    """Precision, recall, found F1, record F1 and the agreement of each field."""
    resources = load_resources(fast=fast)
    must = predicted = 0
    matched: list[tuple[bool, dict[str, bool]]] = []
    for row in passages(split):
        if (row["language"], row["series"]) != (language, series):
            continue
        claims = extract(report_of(row), resources)
        must += sum(c["salience"] >= 2 for c in row["claims"])
        predicted += len(claims)
        matched += [
            (row["claims"][i]["salience"] >= 2, ok) for i, _, ok in matches(row["claims"], claims)
        ]
    precision = len(matched) / predicted
    recall = sum(counts for counts, _ in matched) / must
    right = [counts for counts, ok in matched if ok["record"]]
    figures = {
        "precision": precision,
        "recall": recall,
        "found_f1": _f1(precision, recall),
        "record_f1": _f1(len(right) / predicted, sum(right) / must),
    }
    for name in FIELDS:
        figures[name] = sum(ok[name] for _, ok in matched) / len(matched)
    return {name: round(value, 3) for name, value in figures.items()}


def main() -> None:
    """Print the figures beside the floors."""
    split = sys.argv[1] if len(sys.argv) > 1 else "gate"
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    sys.stdout.write(f"fingerprint {fingerprint(split)}\n")
    for fast in (False, True):
        for language, series in product(LANGUAGES, SERIES):
            figures = measure(language, series, split, fast=fast)
            mode = "fast" if fast else "accurate"
            known = floors["floors"].get(f"{language}-{series}-{mode}", {})
            line = "  ".join(
                f"{k} {v:.3f}" + (f" (floor {known[k]})" if k in known else "")
                for k, v in figures.items()
            )
            sys.stdout.write(f"{language} {series} {mode}: {line}\n")


if __name__ == "__main__":
    main()
