"""Speed and quality of extraction side by side, in one run on one core.

    python benchmarks/extraction.py

Three ways to read the gate passages of the corpus: with the trained parsers, with the rule-based
parser (``--fast``), and the plainest peer: each sentence gets the event type whose TF-IDF centroid,
made from the development passages, is nearest, and no roles at all. Printed: found F1, share of
matched claims with the right type, record F1 where it exists, all by series of the corpus, and
500-word reports per CPU second.
The process is set up as the command line sets up its own.
"""

from __future__ import annotations

import math
import re
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from corrobora.cli import suit_reading

suit_reading()  # before numpy is loaded
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "gate"))
import gate_passages as gate  # noqa: E402

from corrobora.extract import extract_all, load_resources  # noqa: E402
from corrobora.sentences import sentences  # noqa: E402

Vector = dict[str, float]
NEAR = 0.12
"""Cosine under which a sentence is taken to tell nothing; the best on the development passages."""
WORDS = 500
_PASSES = 3
_AT_ONCE = 16
"""Reports read side by side, as many as the command line reads so (``engine.in_order``)."""


def words(text: str) -> Counter[str]:
    """Lower-case words with their counts."""
    return Counter(re.findall(r"\w+", text.lower()))


def unit(vector: Vector) -> Vector:
    """The vector at length 1."""
    length = math.sqrt(sum(v * v for v in vector.values())) or 1.0
    return {w: v / length for w, v in vector.items()}


class Centroids:
    """Nearest TF-IDF centroid over the event types of the development passages."""

    def __init__(self, language: str) -> None:
        rows = [r for r in gate.passages("dev") if r["language"] == language]
        quotes = [(c["type"], words(c["quote"])) for r in rows for c in r["claims"]]
        seen = Counter(w for _, q in quotes for w in q)
        self._idf = {w: math.log(len(quotes) / n) for w, n in seen.items()}
        sums: dict[str, Vector] = defaultdict(lambda: defaultdict(float))
        for type_, quote in quotes:
            for w, v in unit(self._weigh(quote)).items():
                sums[type_][w] += v
        self._centroids = {t: unit(v) for t, v in sorted(sums.items())}

    def _weigh(self, counts: Counter[str]) -> Vector:
        return {w: n * self._idf[w] for w, n in counts.items() if w in self._idf}

    def type_of(self, sentence: str) -> tuple[str, float]:
        """The nearest type and its cosine."""
        vector = unit(self._weigh(words(sentence)))
        scored = [
            (sum(v * centroid.get(w, 0.0) for w, v in vector.items()), t)
            for t, centroid in self._centroids.items()
        ]
        cosine, type_ = max(scored)
        return type_, cosine


def plainest(language: str, series: str) -> dict[str, float]:
    """Found F1 and type share of the centroid classifier on the gate passages of a series."""
    centroids = Centroids(language)
    must = predicted = matched = must_matched = typed = 0
    for row in gate.passages("gate"):
        if (row["language"], row["series"]) != (language, series):
            continue
        spans = [
            (a, b, *centroids.type_of(row["text"][a:b]))
            for a, b in sentences(row["text"], frozenset())
        ]
        spans = [s for s in spans if s[3] >= NEAR]
        predicted += len(spans)
        must += sum(c["salience"] >= 2 for c in row["claims"])
        taken = set()
        for claim in row["claims"]:
            hit = next(
                (i for i, s in enumerate(spans)
                 if i not in taken and s[0] <= claim["start"] and claim["end"] <= s[1] + 1), None
            )  # fmt: skip
            if hit is not None:
                taken.add(hit)
                matched += 1
                must_matched += claim["salience"] >= 2
                typed += spans[hit][2] == claim["type"]
    precision, recall = matched / predicted, must_matched / must
    return {
        "found_f1": 2 * precision * recall / (precision + recall),
        "type": typed / matched,
    }


def speed(language: str, *, fast: bool) -> float:
    """500-word reports per CPU second, models loaded, on the gate passages in one process.

    The best of three passes, since other work on the machine slows a pass down and never up.
    """
    resources = load_resources(fast=fast)
    rows = [gate.report_of(r) for r in gate.passages("gate") if r["language"] == language]
    extract_all(rows[:1], resources)
    passes = []
    for _ in range(_PASSES):
        start = time.process_time()
        for first in range(0, len(rows), _AT_ONCE):
            extract_all(rows[first : first + _AT_ONCE], resources)
        passes.append(time.process_time() - start)
    return sum(len(r.text.split()) for r in rows) / WORDS / min(passes)


def main() -> None:
    """Print a line for each language, way and series, and the speed of each way."""
    say = sys.stdout.write
    for language in gate.LANGUAGES:
        for name, fast in (("trained parser", False), ("rule-based parser", True)):
            for series in gate.SERIES:
                figures = gate.measure(language, series, fast=fast)
                say(f"{language}  {name:18} {series:6}  found F1 {figures['found_f1']:.3f}  type "
                    f"{figures['type']:.3f}  record F1 {figures['record_f1']:.3f}\n")  # fmt: skip
            say(f"{language}  {name:18} {speed(language, fast=fast):14.1f} reports/s\n")
        for series in gate.SERIES:
            plain = plainest(language, series)
            found = f"{plain['found_f1']:.3f}"
            say(f"{language}  {'TF-IDF centroids':18} {series:6}  found F1 {found}  "
                f"type {plain['type']:.3f}  (no roles)\n")  # fmt: skip


if __name__ == "__main__":
    main()
