"""Fit the choice of types: what kind of event the words of a deed tell.

    python training/train_types.py [--language en|fr] [--write]

Every deed that the extractor proposes on a development passage of our own corpus and that matches a
coded claim is an example: also where the vocabulary knows the words, since they teach what the
others around them mean. Prints, cross-validated over passages and by series, how many types are
right where it does not know them, by tense alone (a state or something else) and as chosen; with
--write fits on all development passages and writes the weights. The gate passages are not touched.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from train_judge import FOLDS, ROOT, deeds_of, matched, read_corpus

from corrobora.extract import Resources, load_resources
from corrobora.extract.deeds import Deed, is_open
from corrobora.extract.likely_type import TypeChoice, TypeWeights, traits

SEEN = 2
"""A trait must come up this often to get a weight."""
L2 = 3.0
LEAST = 0.04
"""Weights nearer to nothing than this are not kept."""


class Example(NamedTuple):
    """A deed of a passage: its traits, whether no entry matches, its type so far, the coded one."""

    passage: int
    series: str
    names: tuple[str, ...]
    open: bool
    known: str
    coded: str


def as_known(deed: Deed) -> str:
    """The type by the vocabulary, or by tense."""
    return deed.trigger.entry.type


def examples(passage: int, row: dict[str, object], resources: Resources) -> list[Example]:
    """The deeds of one passage that match a coded claim."""
    deeds = [d for found in deeds_of(row, resources, as_known) for d in found]
    claims = row["claims"]
    assert isinstance(claims, list)
    return [
        Example(
            passage, str(row["series"]), tuple(traits(deeds[at])), is_open(deeds[at]),
            as_known(deeds[at]), claims[claim]["type"],
        )
        for at, claim in matched(row, [(d.start, d.end, as_known(d)) for d in deeds]).items()
    ]  # fmt: skip


def fit(given: list[Example]) -> TypeWeights:
    """Weights of a multinomial logistic regression with an L2 penalty."""
    types = sorted({e.coded for e in given})
    counts = Counter(name for e in given for name in set(e.names))
    index = {name: n for n, name in enumerate(sorted(n for n, k in counts.items() if k >= SEEN))}
    where = [(r, index[n]) for r, e in enumerate(given) for n in set(e.names) if n in index]
    cells = np.array(where).reshape(-1, 2)
    has = csr_matrix((np.ones(len(cells)), cells.T), shape=(len(given), len(index)))
    right = np.zeros((len(given), len(types)))
    right[range(len(given)), [types.index(e.coded) for e in given]] = 1.0

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        w = flat.reshape(len(index), len(types))
        score = has @ w
        score -= score.max(axis=1, keepdims=True)
        share = np.exp(score)
        share /= share.sum(axis=1, keepdims=True)
        value = -np.log((share * right).sum(axis=1) + 1e-12).sum() + 0.5 * L2 * float(flat @ flat)
        return value, (has.T @ (share - right) + L2 * w).ravel()

    start = np.zeros(len(index) * len(types))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 120}).x
    table = found.reshape(len(index), len(types)).round(2)
    weights = {}
    for name, n in index.items():
        told = [(float(t), float(w)) for t, w in enumerate(table[n]) if abs(w) >= LEAST]
        if told:
            weights[name] = tuple(x for pair in told for x in pair)
    return TypeWeights(types=tuple(types), weights=weights)


def written(weights: TypeWeights) -> str:
    """The weights as JSON, a trait a line."""
    lines = [
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(told)}"
        for name, told in sorted(weights.weights.items())
    ]
    types = json.dumps(weights.types)
    return f'{{"types": {types}, "weights": {{\n' + ",\n".join(lines) + "\n}}\n"


def main() -> None:
    """Cross-validate, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--language", choices=["en", "fr"], default="en")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    resources = load_resources()
    rows = [row for row in read_corpus("dev") if row["language"] == given.language]
    found = [e for i, row in enumerate(rows) for e in examples(i, row, resources)]
    say = sys.stdout.write
    say(f"{len(rows)} passages, {len(found)} deeds with a coded type\n")
    known, right = defaultdict[str, list[bool]](list), defaultdict[str, list[bool]](list)
    for fold in range(FOLDS):
        choice = TypeChoice(fit([e for e in found if e.passage % FOLDS != fold]))
        for example in found:
            if example.open and example.passage % FOLDS == fold:
                known[example.series].append(example.known == example.coded)
                right[example.series].append(choice.of_traits(example.names) == example.coded)
    for series in sorted(known):
        was, now = np.mean(known[series]), np.mean(right[series])
        told = len(known[series])
        say(f"{series}: {told} open, right by tense {was:.3f}, chosen {now:.3f}\n")
    if given.write:
        weights = fit(found)
        path = ROOT / "src/corrobora/extract/weights" / f"types-{given.language}.json"
        path.write_text(written(weights), encoding="utf-8")
        say(f"wrote {path.name}: {len(weights.weights)} traits\n")


if __name__ == "__main__":
    main()
