"""What the checks cost: a model that points rightly must not lose what it points at.

On the development passages of ``corpus/``. With ``--slow`` on all of them, else on every sixth.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corrobora.extract import Resources, extract, load_resources
from corrobora.llm import Endpoint, ModelReader, Remembered
from corrobora.llm.endpoint import Reply
from corrobora.model import Claim, Report
from corrobora.text import Reading

CORPUS = Path(__file__).resolve().parent.parent.parent / "corpus" / "compile.py"
STEPS = [6, pytest.param(1, marks=pytest.mark.slow)]


@cache
def resources() -> Resources:
    return load_resources(fast=True)


@cache
def passages() -> tuple[dict[str, Any], ...]:
    spec = importlib.util.spec_from_file_location("corpus_compile", CORPUS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return tuple(module.read_corpus("dev"))


def report_of(row: dict[str, Any]) -> Report:
    return Report(
        id=row["id"], name=row["id"], text=row["text"], sha256="", raw_sha256="",
        media_type="text/plain", language=row["language"],
        published=dt.date.fromisoformat(row["published"]) if row["published"] else None,
    )  # fmt: skip


class Knowing(Endpoint):
    """An endpoint that proposes what it was told to, each in the sentence where it stands."""

    proposals: list[dict[str, Any]]

    def ask(self, request: str) -> Reply:
        shown = json.loads(json.loads(request)["messages"][1]["content"])["sentences"]
        here = []
        for proposal in self.proposals:
            folded = Reading(proposal["quote"]).text
            # A quotation that goes on in the next sentence is told by its first word.
            for words in (folded, folded.split()[0]):
                numbers = [int(n) for n, sentence in shown.items() if words in sentence]
                if numbers:
                    here.append({**proposal, "s": numbers[0]})
                    break
        return Reply(json.dumps({"claims": here}))


def pointed(report: Report, proposals: list[dict[str, Any]]) -> tuple[Claim, ...]:
    endpoint = Knowing("http://127.0.0.1:1/v1")
    endpoint.proposals = proposals
    return ModelReader("tiny", endpoint).claims(report, resources(), Remembered())


@pytest.mark.parametrize("step", STEPS)
def test_every_quotation_of_a_coder_is_found_where_it_stands(step: int) -> None:
    labels = ("quote", "type", "mode", "stance", "negated")
    for row in passages()[::step]:
        unique = [c for c in row["claims"] if row["text"].count(c["quote"]) == 1]
        found = pointed(report_of(row), [{k: c[k] for k in labels} for c in unique])
        coded = {(c["start"], c["end"]) for c in unique}
        assert coded == {(c.start, c.end) for c in found}, row["id"]


@pytest.mark.parametrize("step", STEPS)
def test_what_the_rules_understand_they_understand_again(step: int) -> None:
    counted: Counter[str] = Counter()
    for row in passages()[::step]:
        report = report_of(row)
        claims = extract(report, resources())
        found = {(c.start, c.end, c.type): c for c in pointed(report, [_told(c) for c in claims])}
        for claim in claims:
            again = found.get((claim.start, claim.end, claim.type))
            counted["claims"] += 1
            counted["claims again"] += again is not None
            if again is not None:
                counted.update(_compared(claim, again))
    least = {"claims": 0.99, "actors": 0.96, "targets": 0.97, "speakers": 0.97, "date": 0.97,
             "place": 0.98, "deaths": 0.95, "wounded": 0.95}  # fmt: skip
    # Who is taken up by "his country" stands in the text as "Rwandan", which alone names nobody.
    # Of a toll that adds up a list, the words stand in several places, and no words give the sum;
    # in a long passage the words of a place stand more than once. Of a month without a year only
    # the clause around it tells that it is still to come, and of "the 19th" or "the week
    # before" the text around it.
    for name, share in least.items():
        assert counted[f"{name} again"] >= share * counted[name] > 0, (name, counted)


def _told(claim: Claim) -> dict[str, Any]:
    """A claim as a model would propose it: words and labels alone."""
    listed = {name: [x.text for x in getattr(claim, name)]
              for name in ("actors", "targets", "speakers")}  # fmt: skip
    single = {name: found.text for name in ("date", "place", "deaths", "wounded")
              if (found := getattr(claim, name)) is not None}  # fmt: skip
    return {"quote": claim.quote, "type": claim.type, "mode": claim.mode,
            "stance": claim.stance.value, "negated": claim.negated, **listed, **single}  # fmt: skip


def _compared(claim: Claim, again: Claim) -> Counter[str]:
    counted: Counter[str] = Counter()
    for name in ("actors", "targets", "speakers"):
        names = {x.name for x in getattr(again, name)}
        counted[name] += len(getattr(claim, name))
        counted[f"{name} again"] += sum(x.name in names for x in getattr(claim, name))
    for name in ("date", "place", "deaths", "wounded"):
        value = getattr(claim, name)
        if value is not None and value.text:  # what was inferred has no words to point at
            counted[name] += 1
            counted[f"{name} again"] += value == getattr(again, name)
    return counted
