"""Who says what, beside spans that coders marked: relation F and content-token F.

    python benchmarks/attribution.py FILE.jsonl [--language en] [--fast]

FILE holds one document a line: ``{"text": ..., "relations": [{"source": [[start, end], ...],
"cue": [...], "content": [...]}]}``, offsets in code points, any list may be empty; relations
without content are passed over. The attributions of the whole text are measured, not only those of
claims.

A predicted (source, content) pair counts for a coded one when both halves overlap. Two sets of
words overlap when they share at least half of the smaller set; a source that is empty overlaps only
with an empty one. Pairs are matched one to one, largest shared content first in the order of the
coding. *Relation F* is F1 over these pairs. *Strict relation F* asks in addition that the content
shares at least half of the larger set. *Content-token F* is F1 over the words that stand in any
content. Words are runs of letters and digits. Attributions whose cue stands in the content of
another are left out unless ``--nested``: most codings mark the outermost only.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from corrobora.extract import attributions, load_resources
from corrobora.extract.attribution import Attribution
from corrobora.model import Report

WORD = re.compile(r"\w+")
Words = frozenset[int]
Pair = tuple[Words, Words]


def words_in(text: str, spans: Iterable[Iterable[int]]) -> Words:
    """The words in some stretches of a text, by their first offset."""
    return frozenset(m.start() for a, b in spans for m in WORD.finditer(text, a, b))


def overlap(one: Words, other: Words) -> bool:
    """Whether two sets share at least half of the smaller; two empty ones agree."""
    if not one or not other:
        return not one and not other
    return 2 * len(one & other) >= min(len(one), len(other))


def matched(coded: list[Pair], found: list[Pair], *, strict: bool) -> int:
    """How many coded pairs have a found one, one to one."""
    used: set[int] = set()
    for source, content in coded:
        best: tuple[int, int] | None = None
        for i, (who, what) in enumerate(found):
            shared = len(content & what)
            near = not strict or 2 * shared >= max(len(content), len(what))
            fits = i not in used and near and overlap(source, who) and overlap(content, what)
            if fits and (best is None or shared > best[0]):
                best = (shared, i)
        if best is not None:
            used.add(best[1])
    return len(used)


def outermost(found: tuple[Attribution, ...]) -> list[Attribution]:
    """Those whose cue does not stand in the content of a wider one."""
    return [
        a for a in found
        if not any(b is not a and b.width > a.width and b.covers(a.cue[0]) for b in found)
    ]  # fmt: skip


def pair_of(text: str, found: Attribution) -> Pair:
    """The words of the sources (a pronoun counts as its source's) and of the content."""
    spans = [(s.start, s.end) for s in found.sources]
    spans += [s.pronoun_at for s in found.sources if s.pronoun_at is not None]
    return words_in(text, spans), words_in(text, found.content)


def f1(right: int, found: int, coded: int) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean."""
    return right / max(found, 1), right / max(coded, 1), 2 * right / max(found + coded, 1)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser()
    options.add_argument("file", type=Path)
    options.add_argument("--language", default="en")
    options.add_argument("--fast", action="store_true")
    options.add_argument("--nested", action="store_true")
    given = options.parse_args()
    resources = load_resources(fast=given.fast)
    n: Counter[str] = Counter()
    for line in given.file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        report = Report(
            id="r", name="r", text=text, sha256="", raw_sha256="", media_type="text/plain",
            language=given.language, published=None,
        )  # fmt: skip
        kept = attributions(report, resources)
        found = [pair_of(text, a) for a in (kept if given.nested else outermost(kept))]
        coded = [
            (words_in(text, r["source"]), words_in(text, r["content"]))
            for r in row["relations"] if r["content"]
        ]  # fmt: skip
        n["found"] += len(found)
        n["coded"] += len(coded)
        n["right"] += matched(coded, found, strict=False)
        n["strict"] += matched(coded, found, strict=True)
        said = frozenset[int]().union(*(c for _, c in found))
        coded_words = frozenset[int]().union(*(c for _, c in coded))
        n["words"] += len(said & coded_words)
        n["said"] += len(said)
        n["coded words"] += len(coded_words)
    for name, figures in (
        ("relation", f1(n["right"], n["found"], n["coded"])),
        ("strict relation", f1(n["strict"], n["found"], n["coded"])),
        ("content words", f1(n["words"], n["said"], n["coded words"])),
    ):
        sys.stdout.write("{:16} precision {:.3f}  recall {:.3f}  F {:.3f}\n".format(name, *figures))


if __name__ == "__main__":
    main()
