"""Fit the judge: which deeds are claims, from the development part of our own corpus.

    python training/train_judge.py [--kind parsed|parsed-open|shallow] [--write]

Every deed that the extractor proposes on a development passage is an example; it is a claim when it
can be matched to a coded claim (one to one, at least half of the shorter span shared). Prints the
cross-validated found F1 over passages for several thresholds and the reliability curve; with
--write fits on all development passages and writes the weights. The gate passages are not touched.
With a parser, deeds whose words the vocabulary does not know are judged by weights of their own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import compress, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from corrobora.extract import Resources, load_resources
from corrobora.extract.claims import Assembler
from corrobora.extract.deeds import Deed, LikelyType
from corrobora.extract.judge import Judge, Weights, features
from corrobora.extract.likely_type import load_type_choice
from corrobora.extract.report import mark
from corrobora.model import Report

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "corpus"))
from compile import read_corpus  # noqa: E402

FOLDS = 5
SEEN = 3
"""A feature must come up this often to get a weight."""
L2 = 6.0
OPEN = "open=True"
"""Feature of a deed whose words the vocabulary does not know."""
BACKGROUND = 1
"""Salience of a claim that may be missed."""


def report_of(row: dict[str, Any]) -> Report:
    """A passage as a report."""
    published = dt.date.fromisoformat(row["published"]) if row["published"] else None
    return Report(
        id=row["id"], name=row["id"], text=row["text"], sha256="", raw_sha256="",
        media_type="text/plain", language=row["language"], published=published,
        publisher=row["publisher"],
    )  # fmt: skip


def deeds_of(
    row: dict[str, Any], resources: Resources, types: LikelyType | None
) -> list[list[Deed]]:
    """Every deed proposed on a passage, by sentence."""
    tongue = resources.tongue(row["language"])
    if tongue is None:
        return []
    report = report_of(row)
    marked = mark(report, resources, tongue)
    every = Judge(Weights(constant=0.0, threshold=0.0, weights={}))
    return Assembler(
        report, marked, tongue.lexicon, every, "training", types=types
    ).deeds()  # fmt: skip


def proposals(row: dict[str, Any], resources: Resources) -> list[tuple[int, int, str, list[str]]]:
    """(start, end, type, features) of every deed proposed on a passage."""
    types = None if resources.fast else load_type_choice(row["language"]).likely
    return [
        (deed.start, deed.end, deed.trigger.entry.type, features(deed, deeds))
        for deeds in deeds_of(row, resources, types)
        for deed in deeds
    ]


def matched(row: dict[str, Any], found: Sequence[tuple[int, int, str]]) -> dict[int, int]:
    """The coded claim of each deed that has one, both by index.

    One to one, same type and larger overlap first; ``found`` holds (start, end, type).
    """
    pairs = []
    for i, claim in enumerate(row["claims"]):
        for j, (start, end, type_) in enumerate(found):
            shared = min(claim["end"], end) - max(claim["start"], start)
            shorter = min(claim["end"] - claim["start"], end - start)
            if shorter > 0 and shared >= 0.5 * shorter:
                longer = max(claim["end"] - claim["start"], end - start)
                pairs.append((type_ == claim["type"], shared / longer, -i, -j))
    pairs.sort(reverse=True)
    claims: set[int] = set()
    deeds: dict[int, int] = {}
    for _, _, i, j in pairs:
        if -i not in claims and -j not in deeds:
            claims.add(-i)
            deeds[-j] = -i
    return deeds


def labels(row: dict[str, Any], found: list[tuple[int, int, str, list[str]]]) -> list[int]:
    """The salience of the coded claim that each proposal matches, 0 where it matches none."""
    claims = matched(row, [deed[:3] for deed in found])
    return [row["claims"][claims[j]]["salience"] if j in claims else 0 for j in range(len(found))]


def fit(found: list[list[str]], salience: list[int]) -> tuple[float, dict[str, float]]:
    """Constant and weights of a logistic regression with an L2 penalty.

    Claims of the background, which one coder writes down and another does not, teach nothing.
    """
    told = [(names, s > BACKGROUND) for names, s in zip(found, salience, strict=True)
            if s != BACKGROUND]  # fmt: skip
    examples, right = [names for names, _ in told], [ok for _, ok in told]
    counts = Counter(f for names in examples for f in set(names))
    names = sorted(f for f, n in counts.items() if n >= SEEN)
    index = {f: n for n, f in enumerate(names)}
    rows = [(i, index[f]) for i, x in enumerate(examples) for f in set(x) if f in index]
    which = np.array(rows).reshape(-1, 2)
    y = np.array(right, dtype=float)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = np.full(len(y), w[0])
        np.add.at(score, which[:, 0], w[1:][which[:, 1]])
        p = 1.0 / (1.0 + np.exp(-np.clip(score, -30, 30)))
        value = -np.sum(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))
        error = p - y
        gradient = np.zeros_like(w)
        gradient[0] = error.sum()
        np.add.at(gradient[1:], which[:, 1], error[which[:, 0]])
        return value + 0.5 * L2 * float(w[1:] @ w[1:]), gradient + np.r_[0.0, L2 * w[1:]]

    found = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B").x
    weights = {f: round(float(found[1 + n]), 3) for f, n in index.items()}
    return round(float(found[0]), 3), {f: w for f, w in weights.items() if abs(w) >= 0.01}


def main() -> None:
    """Cross-validate, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kind", choices=["parsed", "parsed-open", "shallow"], default="parsed")
    parser.add_argument("--threshold", type=float)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    resources = load_resources(fast=given.kind == "shallow")
    rows = read_corpus("dev")
    every = [proposals(row, resources) for row in rows]
    salience = [labels(row, deeds) for row, deeds in zip(rows, every, strict=True)]
    if given.kind == "shallow":
        found, right = every, salience
    else:
        ours = [[(OPEN in d[3]) == (given.kind == "parsed-open") for d in x] for x in every]
        found = [list(compress(x, ok)) for x, ok in zip(every, ours, strict=True)]
        right = [list(compress(x, ok)) for x, ok in zip(salience, ours, strict=True)]
    must = sum(c["salience"] >= 2 for row in rows for c in row["claims"])
    say = sys.stdout.write
    say(f"{len(rows)} passages, {must} claims to find, {sum(map(len, found))} deeds proposed, "
        f"{sum(s > 0 for row in right for s in row)} of them claims\n")  # fmt: skip
    judged: list[tuple[float, int]] = []
    for fold in range(FOLDS):
        train = [i for i in range(len(rows)) if i % FOLDS != fold]
        constant, weights = fit(
            [d[3] for i in train for d in found[i]], [r for i in train for r in right[i]]
        )
        judge = Judge(Weights(constant=constant, threshold=0.0, weights=weights))
        for i in range(fold, len(rows), FOLDS):
            judged += [
                (judge.of_features(d[3]), r) for d, r in zip(found[i], right[i], strict=True)
            ]
    best = (0.0, 0.0)
    for threshold in (0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        kept = [s for p, s in judged if p >= threshold]
        precision = sum(s > 0 for s in kept) / len(kept)
        recall = sum(s > BACKGROUND for s in kept) / must
        f1 = 2 * precision * recall / (precision + recall)
        best = max(best, (f1, threshold))
        say(f"threshold {threshold:.2f}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}\n")
    for low, high in pairwise(n / 10 for n in range(11)):
        group = [(p, s > 0) for p, s in judged if low <= p < high + (high == 1.0)]
        if group:
            mean = sum(p for p, _ in group) / len(group)
            share = sum(ok for _, ok in group) / len(group)
            say(f"confidence {mean:.2f}: right {share:.2f} of {len(group)}\n")
    if given.write:
        constant, weights = fit([d[3] for x in found for d in x], [r for x in right for r in x])
        path = ROOT / "src/corrobora/extract/weights" / f"{given.kind}.json"
        path.parent.mkdir(exist_ok=True)
        threshold = best[1] if given.threshold is None else given.threshold
        data = {"constant": constant, "threshold": threshold, "weights": weights}
        path.write_text(json.dumps(data, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        say(f"wrote {path.name}: {len(weights)} weights, threshold {threshold}\n")


if __name__ == "__main__":
    main()
