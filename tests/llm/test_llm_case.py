"""A case whose claims a model found: what was asked is kept, and no call is made twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corrobora.case import Case, claims_of, extraction_method
from corrobora.errors import ModelBudget, ModelError
from corrobora.llm import ModelReader
from corrobora.model import Claim, Refusal
from corrobora.store import check
from llm.model_server import Asked, ModelServer, Said, proposed

NOW = "2025-09-09T00:00:00Z"
KEY = "sk-very-secret-0123"
TEXTS = {
    "a": "Gunmen killed 14 soldiers near Mopti on 4 September 2025, the army of Mali said.",
    "b": "Mali expelled three French diplomats on 2 September 2025, the ministry announced.",
    "c": "The president of Chad met the foreign minister of Niger in Zinder on Monday.",
}


def whole_sentences(asked: Asked) -> Said:
    return proposed(
        *({"s": int(n), "quote": s.rstrip("."), "type": "STATE", "stance": "alleged"}
          for n, s in asked.sentences.items())
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / f"{name}.txt").write_text(text, encoding="utf-8")
    return made


def opened(path: Path, model: ModelReader | None, clock: str = NOW) -> Case:
    return Case.open(path, clock=lambda: clock, model=model, fast=True)


def read(path: Path, folder: Path, model: ModelReader | None) -> tuple[Claim, ...]:
    with opened(path, model) as case:
        case.collect([folder], now=NOW)
        case.update()
        return case.claims()


def test_questions_and_answers_are_kept_and_journaled_without_the_key(
    server: ModelServer, tmp_path: Path, folder: Path
) -> None:
    server.says = whole_sentences
    path = tmp_path / "case.db"
    found = read(path, folder, ModelReader("tiny", server.endpoint(key=KEY)))
    assert [c.quote for c in found] == [text.rstrip(".") for text in TEXTS.values()]
    with opened(path, None) as case:
        kept = list(case.store.exchanges())
        lines = [e for e in case.store.journal() if e.act == "model.asked"]
    assert [json.loads(x.request) for x in kept] == [a.body for a in server.asked]
    assert [(e.at, e.subject["model"], e.subject["host"]) for e in lines] == [
        (NOW, "tiny", "127.0.0.1")
    ] * 3
    assert check(path).clean
    for file in tmp_path.glob("case.db*"):
        assert KEY.encode() not in file.read_bytes()


def test_a_run_on_recorded_answers_calls_nobody_and_gives_the_same_claims(
    server: ModelServer, tmp_path: Path, folder: Path
) -> None:
    server.says = whole_sentences
    path = tmp_path / "case.db"
    first = read(path, folder, ModelReader("tiny", server.endpoint()))
    assert read(path, folder, None) != first
    server.says = lambda _: proposed()
    replay = ModelReader("tiny", None)
    assert read(path, folder, replay) == first
    assert (replay.tally.replayed, len(server.asked)) == (3, 3)
    with opened(path, ModelReader("tiny", None)) as case:
        assert case.extract() == 0


def test_two_cases_that_heard_the_same_answers_are_the_same(
    server: ModelServer, tmp_path: Path, folder: Path
) -> None:
    server.says = whole_sentences
    made = []
    for name in ("one.db", "two.db"):
        read(tmp_path / name, folder, ModelReader("tiny", server.endpoint()))
        with opened(tmp_path / name, None) as case:
            made.append(case.store.head())
    assert made[0] == made[1]


def test_an_error_leaves_a_sound_case_and_the_next_run_goes_on(
    server: ModelServer, tmp_path: Path, folder: Path
) -> None:
    server.in_turn(whole_sentences_of("a"), Said(status=401))
    path = tmp_path / "case.db"
    with pytest.raises(ModelError, match="401") as caught:
        read(path, folder, ModelReader("tiny", server.endpoint()))
    assert caught.value.facts["stage"] == "extract"
    assert check(path).clean
    server.says = whole_sentences
    with pytest.raises(ModelBudget):
        read(path, folder, ModelReader("tiny", server.endpoint(most_calls=1)))
    again = ModelReader("tiny", server.endpoint(most_calls=1))
    assert len(read(path, folder, again)) == 3
    assert (again.tally.replayed, again.tally.answered) == (2, 1)
    assert check(path).clean


def whole_sentences_of(name: str) -> Said:
    quote = TEXTS[name].rstrip(".")
    return proposed({"s": 1, "quote": quote, "type": "STATE", "stance": "alleged"})


def test_claims_on_the_fly(server: ModelServer, folder: Path) -> None:
    server.says = whole_sentences
    refused: list[Refusal] = []
    model = ModelReader("tiny", server.endpoint())
    pairs = list(claims_of([folder], now=NOW, refused=refused.append, model=model))
    assert [[c.quote for c in found] for _, found in pairs] == [
        [text.rstrip(".")] for text in TEXTS.values()
    ]
    assert refused == []


def test_the_method_names_the_model_and_not_the_parser() -> None:
    model = ModelReader("org/tiny:7b", None)
    assert extraction_method(model=model) == extraction_method(model=model, fast=True)
    assert extraction_method(model=model)[0] == "llm/1+org/tiny:7b"
    assert extraction_method(model=model)[1] == extraction_method(fast=True)[1]
