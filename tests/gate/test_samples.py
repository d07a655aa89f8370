"""The sample reports can be rebuilt byte for byte, and their gold points at what it says."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from floors import EXAMPLES, read_floors
from gate_corpus import Corpus, Row, read_corpus, read_source
from score import score

from corrobora.model import Stance

CORPORA = sorted(read_floors())
TYPES = {
    "AGREE", "CONSULT", "SUPPORT", "YIELD", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "STATE", "OTHER",
}  # fmt: skip


@pytest.fixture(scope="module")
def make_samples() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_samples", EXAMPLES / "make_samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_samples"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("corpus", CORPORA)
def test_reports_and_offsets_are_rebuilt_byte_for_byte(
    make_samples: ModuleType, corpus: str
) -> None:
    stale = [
        path.name
        for path, data in make_samples.build(EXAMPLES / corpus).items()
        if not path.exists() or path.read_bytes() != data
    ]
    assert stale == [], "run python examples/make_samples.py"


@pytest.mark.parametrize("corpus", CORPORA)
def test_scorer_and_maker_read_the_same_text(make_samples: ModuleType, corpus: str) -> None:
    for path in sorted((EXAMPLES / corpus / "sources").glob("*.txt")):
        source = make_samples.read_source(path)
        assert read_source(path) == (source.key, source.text)


@pytest.mark.parametrize("corpus", CORPORA)
def test_claims_quote_their_report_and_keep_to_the_rules(corpus: str) -> None:
    gold = read_corpus(EXAMPLES / corpus)
    for row in gold.claims:
        text = gold.texts[row["report"]]
        assert text[row["start"] : row["end"]] == row["quote"], row["id"]
        assert row["type"] in TYPES, row["id"]
        assert row["stance"] in set(Stance), row["id"]
        assert row["salience"] in (1, 2, 3), row["id"]
        assert row["speaker"] == (row["speakers"] or [None])[-1], row["id"]
        assert row["gist"], row["id"]
    assert max(Counter(row["id"] for row in gold.claims).values()) == 1
    spans = Counter((row["report"], row["start"], row["end"], row["type"]) for row in gold.claims)
    assert max(spans.values()) == 1


@pytest.mark.parametrize("corpus", CORPORA)
def test_events_conflicts_and_derivations_name_what_exists(corpus: str) -> None:
    gold = read_corpus(EXAMPLES / corpus)
    claims = {row["id"]: row for row in gold.claims}
    reports = {row["report"] for row in gold.reports}
    joined = Counter(claim for event in gold.events for claim in event["claims"])
    assert set(joined) <= set(claims)
    assert max(joined.values()) == 1
    for event in gold.events:
        assert {claims[claim]["report"] for claim in event["claims"]} == set(event["reports"])
    for conflict in gold.conflicts:
        assert conflict["event"] in {event["event"] for event in gold.events}
        assert len(conflict["sides"]) >= 2
        assert all(claim in claims for side in conflict["sides"] for claim in side["claims"])
    for row in gold.derivations:
        assert row["report"] in reports
        assert (row["source"] in reports) != bool(row["ghost"])
        assert row["cue"] in gold.texts[row["report"]]
    assert reports == set(gold.texts)


@pytest.mark.parametrize("corpus", CORPORA)
def test_names_that_the_gold_uses_are_few_and_spelled_alike(corpus: str) -> None:
    gold = read_corpus(EXAMPLES / corpus)
    used = Counter(
        name for row in gold.claims for name in (*row["actors"], *row["targets"], *row["speakers"])
    )
    for name in used:
        close = [other for other in used if other != name and other.lower() == name.lower()]
        assert close == []


def test_every_format_and_both_languages_are_there() -> None:
    suffixes = {path.suffix for path in (EXAMPLES / "sahel" / "reports").iterdir()}
    assert suffixes == {".txt", ".html", ".pdf", ".docx", ".eml", ".xml", ".jsonl", ".warc"}
    spoken = Counter(row["language"] for row in read_corpus(EXAMPLES / "sahel").reports)
    assert spoken["en"] >= 10
    assert spoken["fr"] >= 5
    assert spoken["es"] == 1
    assert not list(Path(EXAMPLES / "sahel" / "reports").glob("gold*"))


def as_exported(gold: Corpus) -> tuple[list[Row], list[Row], list[Row]]:
    """The gold itself in the shape of the product's exports."""
    names = {row["report"]: row for row in gold.reports}
    claims: list[Row] = [
        {
            **row,
            "report_name": row["report"] + ".txt",
            "actors": [{"name": name} for name in row["actors"]],
            "targets": [{"name": name} for name in row["targets"]],
            "speakers": [{"name": name, "anonymous": row["anonymous"]} for name in row["speakers"]],
        }
        for row in gold.claims
    ]
    events: list[Row] = [
        {
            "claims": event["claims"],
            "deaths": event["deaths"],
            "independent": {"min": event["independent"][0]},
            "conflicts": [row for row in gold.conflicts if row["event"] == event["event"]],
        }
        for event in gold.events
    ]
    derived: dict[str, list[Row]] = {}
    for row in gold.derivations:
        ghost = {"publisher": row["ghost"]} if row["ghost"] else None
        derived.setdefault(row["report"], []).append(
            {"report": row["source"], "ghost": ghost, "how": row["how"]}
        )
    reports: list[Row] = [
        {**row, "id": key, "name": key, "derived_from": derived.get(key, [])}
        for key, row in names.items()
    ]
    return claims, events, reports


@pytest.mark.parametrize("corpus", CORPORA)
def test_the_gold_scores_full_marks_against_itself(corpus: str) -> None:
    gold = read_corpus(EXAMPLES / corpus)
    figures, _, _ = score(gold, *as_exported(gold))
    wanting = {name: value for name, value in figures.items() if value < 1.0}
    assert {name for name in wanting if name in read_floors()[corpus]["floors"]} == set()
