"""How well copying is found: recall by kind, false edges per 100 reports, and the thresholds.

    python benchmarks/copies.py [--seed 1] [--background 300] [--json]
    python benchmarks/copies.py --fit        each threshold moved up and down, on the labelled pairs

Copies are planted in a background of reports on like topics: reposts, edited copies, lifted parts,
and, written by hand, translations, retellings and citations, beside independent reports of the same
happening, shared official statements and standing phrases (``corpus/copies``). Seeded.
"""

from __future__ import annotations

import argparse
import importlib
import json
from collections.abc import Iterable

from copy_pairs import (
    PLANTED,
    Score,
    common_words_trial,
    ground,
    oddity_trial,
    planted_trial,
    score,
    story_trial,
)

FITTED: dict[str, tuple[float, ...]] = {
    "passages.RARE_HITS": (2, 3, 4, 5, 6, 8),
    "passages.LEAST_SHARED": (6, 8, 10, 12, 16),
    "passages.ONE_PASSAGE": (8, 10, 12, 14, 18, 24),
    "passages.ALL_PASSAGES": (12, 18, 24, 30, 40),
    "bones.KEPT": (0.4, 0.5, 0.6, 0.7, 0.8),
    "bones.LEAST_BONES": (4, 6, 8, 10, 12),
    "oddities.ENOUGH": (1, 2, 3, 4, 5),
    "passages.LEAST_CONTENT": (3, 4, 6, 8),
    "passages.REPOST": (0.4, 0.5, 0.55, 0.6, 0.7),
    "cited.SAME_TOPIC": (0.1, 0.2, 0.3, 0.35, 0.4, 0.5),
}
"""Thresholds and the values at which they are tried, around the one in force."""


def measured(seed: int, background: int) -> dict[str, Score]:
    """The scores of all trials of a seed."""
    base = ground(seed, background=background)
    found = {kind: score(planted_trial(kind, base, seed)) for kind in PLANTED}
    found["stories"] = score(story_trial())
    found["oddities"] = score(oddity_trial())
    found["common words"] = score(common_words_trial(base, seed))
    return found


def totals(scores: Iterable[Score]) -> dict[str, object]:
    """Found and planted by kind, false and labelled pairs by kind, stray edges per 100 reports."""
    scores = list(scores)
    return {
        "found": {k: v for s in scores for k, v in s.found.items()},
        "false": {k: v for s in scores for k, v in s.false.items()},
        "stray_per_100": round(max(s.stray_per_100 for s in scores), 2),
    }


def _fit() -> None:
    base = ground(2, sources=10, background=120)
    kinds = ("20 % edited", "half lifted", "tenth lifted")
    trials = [planted_trial(kind, base, 2) for kind in kinds]
    trials += [story_trial(), oddity_trial(), common_words_trial(base, 2)]
    labelled = sum(len(t.taken) + len(t.apart) for t in trials)
    print(f"{labelled} labelled pairs; taken and found, apart and linked, stray edges")
    for name, values in FITTED.items():
        module_name, _, constant = name.partition(".")
        module = importlib.import_module(f"corrobora.collect.{module_name}")
        kept = getattr(module, constant)
        for value in sorted({*values, kept}):
            setattr(module, constant, value)
            scores = [score(trial) for trial in trials]
            hits = [sum(v[i] for s in scores for v in s.found.values()) for i in (0, 1)]
            wrong = [sum(v[i] for s in scores for v in s.false.values()) for i in (0, 1)]
            stray = sum(s.stray for s in scores)
            mark = " in force" if value == kept else ""
            print(
                f"{name:28} {value:6} {hits[0]:4} of {hits[1]} {wrong[0]:4} of {wrong[1]} "
                f"{stray:4}{mark}"
            )
        setattr(module, constant, kept)


def main() -> None:
    """Measure or fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--background", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--fit", action="store_true")
    given = parser.parse_args()
    if given.fit:
        _fit()
        return
    scores = measured(given.seed, given.background)
    if given.json:
        print(json.dumps(totals(scores.values())))
        return
    print(f"{'trial':16}{'reports':>8}{'stray edges per 100':>21}")
    for name, one in scores.items():
        print(f"{name:16}{one.reports:8}{one.stray_per_100:21.2f}")
        for kind, (hits, planted) in one.found.items():
            print(f"    {kind:28} found {hits:3} of {planted}")
        for kind, (wrong, pairs) in one.false.items():
            print(f"    {kind:28} linked wrongly {wrong:3} of {pairs}")


if __name__ == "__main__":
    main()
