"""Fit the choice of doers: who most likely did what a clause tells without one.

    python training/train_doers.py [--least P] [--write]

Every claim that the extractor finds on a development passage of our own corpus and that matches a
coded one is an example; right is each candidate who is one of the coded actors, or nobody where
none is coded. Where the rules know the doer the example still teaches what doers are like: that
they were told is a trait of its own, whose weights are not written. Prints, cross-validated over
passages, how many of the doers supplied are right at several least probabilities; with --write
fits on all development passages and writes the weights. The gate passages are not touched.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from train_judge import FOLDS, ROOT, SEEN, read_corpus, report_of

from corrobora.extract import Resources, load_resources
from corrobora.extract.claims import Assembler
from corrobora.extract.judge import load_judge
from corrobora.extract.likely_doer import TOLD, Candidate, DoerChoice, Ranking
from corrobora.extract.report import mark
from corrobora.model import Claim

sys.path.insert(0, str(ROOT / "tests" / "gate"))
from gate_passages import Row, known_names, matches

L2 = 4.0
WEIGHTS = ROOT / "src/corrobora/extract/weights/doers.json"


class Example(NamedTuple):
    """A claim with its candidates, which of them are right, and the coded claim."""

    passage: int
    claim: Claim
    candidates: list[Candidate]
    right: list[bool]
    coded: Row
    agrees: dict[str, bool]


def examples(passage: int, row: Row, resources: Resources) -> list[Example]:
    """The claims of one passage that match a coded one."""
    tongue = resources.tongue(row["language"])
    if tongue is None:
        return []
    report = report_of(row)
    marked = mark(report, resources, tongue)
    assembler = Assembler(report, marked, tongue.lexicon, load_judge("parsed"), "training")
    found = assembler.candidates()
    names = known_names()
    out = []
    for coded, at, agrees in matches(row["claims"], [claim for claim, _ in found]):
        claim, candidates = found[at]
        actors = row["claims"][coded]["actors"]
        right = [
            not actors if c.mention is None
            else bool(actors) and names.meet(actors, [c.mention.name, c.mention.text])
            for c in candidates
        ]  # fmt: skip
        out.append(Example(passage, claim, candidates, right, row["claims"][coded], agrees))
    return out


def fit(given: list[Example]) -> dict[str, float]:
    """Weights of a log-linear choice among candidates with an L2 penalty."""
    given = [e for e in given if any(e.right)]
    rows = [c for e in given for c in e.candidates]
    counts = Counter(name for c in rows for name in c.traits)
    index = {name: n for n, name in enumerate(sorted(n for n, k in counts.items() if k >= SEEN))}
    where = [(r, index[t]) for r, c in enumerate(rows) for t in c.traits if t in index]
    cells = np.array(where).reshape(-1, 2)
    has = csr_matrix((np.ones(len(cells)), cells.T), shape=(len(rows), len(index)))
    right = np.array([ok for e in given for ok in e.right], dtype=float)
    starts = np.cumsum([0, *(len(e.candidates) for e in given[:-1])])
    of = np.repeat(np.arange(len(given)), [len(e.candidates) for e in given])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = has @ w
        share = np.exp(score - np.maximum.reduceat(score, starts)[of])
        share /= np.add.reduceat(share, starts)[of]
        hit = np.add.reduceat(share * right, starts)
        error = share - share * right / (hit[of] + 1e-12)
        value = -np.log(hit + 1e-12).sum() + 0.5 * L2 * float(w @ w)
        return value, has.T @ error + L2 * w

    found = minimize(loss, np.zeros(len(index)), jac=True, method="L-BFGS-B").x
    weights = {name: round(float(found[n]), 3) for name, n in index.items()}
    return {name: w for name, w in weights.items() if abs(w) >= 0.01}


def main() -> None:
    """Cross-validate, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--least", type=float, default=0.35)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    resources = load_resources()
    found = [e for i, row in enumerate(read_corpus("dev")) for e in examples(i, row, resources)]
    untold = [e for e in found if not e.claim.actors]
    say = sys.stdout.write
    say(f"{len(found)} claims, {len(untold)} of them without a doer\n")
    chosen = []
    for fold in range(FOLDS):
        weights = fit([e for e in found if e.passage % FOLDS != fold])
        choice = DoerChoice(Ranking(least=0.0, weights=weights))
        for example in untold:
            if example.passage % FOLDS == fold:
                best, chance = choice.best(example.candidates)
                chosen.append((example, best, chance))
    for least in (0.0, 0.3, 0.35, 0.4, 0.5, 0.6):
        taken = [(e, at) for e, at, p in chosen if at is not None and p >= least]
        coded = [(e, at) for e, at in taken if e.coded["actors"]]
        right = sum(e.right[at] for e, at in coded)
        whole = sum(
            e.right[at] and all(e.agrees[f] for f in ("type", "date", "speaker")) for e, at in coded
        )
        say(f"least {least:.2f}: supplied {len(taken)}, right {right} of {len(coded)} with a coded "
            f"doer, records made right {whole}\n")  # fmt: skip
    if given.write:
        weights = {n: w for n, w in fit(found).items() if not n.startswith(f"{TOLD}/")}
        data = {"least": given.least, "weights": weights}
        WEIGHTS.write_text(json.dumps(data, indent=0, sort_keys=True) + "\n", encoding="utf-8")
        say(f"wrote {WEIGHTS.name}: {len(weights)} weights, least probability {given.least}\n")


if __name__ == "__main__":
    main()
