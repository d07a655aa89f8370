"""How well the phrases of the checks find what they are for: precision and recall, with floors."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from corrobora.share.checks import called_confirmed, says_how

SENTENCES = Path(__file__).with_name("lint_sentences.tsv")
LEAST = 120
"""Sentences of each language at least."""


class Row(NamedTuple):
    language: str
    part: str
    marks: str
    sentence: str


def rows(language: str, part: str) -> list[Row]:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    found = [Row(*line.split("\t")) for line in lines if not line.startswith("#")]
    return [one for one in found if (one.language, one.part) == (language, part)]


def found(mark: str, sentence: str) -> bool:
    if mark == "c":
        return bool(called_confirmed(sentence))
    return says_how("likelihood" if mark == "l" else "confidence", sentence)


def measured(language: str, part: str, mark: str) -> tuple[float, float]:
    """Precision and recall of one kind of phrase."""
    told = [(mark in one.marks, found(mark, one.sentence)) for one in rows(language, part)]
    hits = sum(right and said for right, said in told)
    return hits / sum(said for _, said in told), hits / sum(right for right, _ in told)


# Floors: what was measured when the phrases were last changed. Raise them with the phrases.
FLOORS = {
    ("en", "fit", "c"): (0.97, 1.0), ("en", "fit", "l"): (1.0, 1.0), ("en", "fit", "s"): (1.0, 1.0),
    ("fr", "fit", "c"): (0.97, 1.0), ("fr", "fit", "l"): (0.96, 1.0),
    ("fr", "fit", "s"): (1.0, 1.0),
    ("en", "aside", "c"): (1.0, 0.25), ("en", "aside", "l"): (0.8, 0.57),
    ("en", "aside", "s"): (1.0, 0.5),
    ("fr", "aside", "c"): (1.0, 0.33), ("fr", "aside", "l"): (0.8, 0.57),
    ("fr", "aside", "s"): (1.0, 0.5),
}  # fmt: skip


def test_there_are_enough_sentences_of_both_kinds() -> None:
    for language in ("en", "fr"):
        everything = rows(language, "fit") + rows(language, "aside")
        assert len({one.sentence for one in everything}) == len(everything) >= LEAST
        for mark in "cls-":
            assert sum(mark in one.marks for one in everything) >= 20, (language, mark)


@pytest.mark.parametrize(("language", "part", "mark"), FLOORS)
def test_precision_and_recall_stay_above_their_floors(language: str, part: str, mark: str) -> None:
    precision, recall = measured(language, part, mark)
    floor = FLOORS[language, part, mark]
    assert precision >= floor[0], "too much is found"
    assert recall >= floor[1], "too little is found"
