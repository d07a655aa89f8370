"""The language model as people ask for it on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.program import done, run
from llm.model_server import Asked, ModelServer, Said, model_server, proposed

KEY = "sk-very-secret-0123"


def first_words(asked: Asked) -> Said:
    return proposed(
        *({"s": int(n), "quote": " ".join(s.split()[:3]), "type": "STATE", "stance": "alleged"}
          for n, s in asked.sentences.items())
    )  # fmt: skip


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server() as served:
        served.says = first_words
        yield served


def asking(server: ModelServer) -> tuple[str, ...]:
    return ("--extractor", "llm", "--llm-url", f"{server.url}/v1", "--llm-model", "tiny")


def test_nobody_is_asked_unless_it_is_wanted(server: ModelServer, story: Path) -> None:
    told = done("claims", story, "--fast", CORROBORA_LLM_URL=server.url, CORROBORA_LLM_MODEL="tiny")
    assert "llm/1" not in told.stdout
    assert server.asked == []


def test_the_walk_with_a_model(server: ModelServer, story: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.db"
    done("collect", story, "--case", case)
    told = done("extract", "--case", case, *asking(server), CORROBORA_LLM_KEY=KEY)
    assert "Language model: 3 questions answered, 0 replayed" in told.stderr
    assert server.asked[0].headers["Authorization"] == f"Bearer {KEY}"
    for verb in ("claims", "events", "brief"):
        shown = done(verb, "--case", case, *asking(server), CORROBORA_LLM_KEY=KEY)
        assert KEY not in shown.output
    assert len(server.asked) == 3
    listed = done("claims", "--case", case, "--to", "jsonl", *asking(server)).stdout
    assert {json.loads(line)["method"] for line in listed.splitlines()} == {"llm/1+tiny"}
    assert done("check", "--case", case).exit_code == 0


def test_what_the_environment_says_counts(server: ModelServer, story: Path) -> None:
    said = {
        "CORROBORA_EXTRACTOR": "llm", "CORROBORA_LLM_MODEL": "tiny",
        "CORROBORA_LLM_URL": f"{server.url}/v1", "CORROBORA_LLM_KEY": KEY,
    }  # fmt: skip
    for verb in ("claims", "events"):
        told = done(verb, story, "--to", "jsonl", **said)
        assert "3 questions answered" in told.stderr
        assert told.stdout.count("\n") > 1
    assert len(server.asked) == 6


def test_what_was_dropped_is_told(server: ModelServer, story: Path) -> None:
    server.says = lambda _: proposed({"quote": "nowhere", "type": "STATE", "stance": "alleged"})
    told = done("claims", story, *asking(server))
    assert told.stdout == ""
    assert "Claims dropped: quotation not in the text 3." in told.stderr


def test_the_budget_ends_the_work_with_its_own_status(
    server: ModelServer, story: Path, tmp_path: Path
) -> None:
    case = tmp_path / "case.db"
    told = run("brief", story, "--case", case, *asking(server), "--llm-max-calls", 2)
    assert told.exit_code == 8
    assert "Error in extract: The language model was called 2 times" in told.stderr
    assert "2 questions answered" in told.stderr
    told = done("brief", "--case", case, *asking(server), "--llm-max-calls", 1)
    assert "1 questions answered, 2 replayed" in told.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--llm-model"),
        (("--llm-model", "tiny"), "--llm-url"),
        (("--llm-model", "tiny", "--llm-url", "models.example"), "plain http or https address"),
    ],
)
def test_what_is_missing_is_told(story: Path, options: tuple[str, ...], said: str) -> None:
    told = run("claims", story, "--extractor", "llm", *options)
    assert told.exit_code == 8
    assert said in told.stderr


def test_a_slow_model_can_be_given_more_or_less_time(server: ModelServer, story: Path) -> None:
    answer = proposed()
    server.in_turn(Said(answer.body, wait=0.4), answer)
    told = done("claims", story, *asking(server), "--llm-timeout", 0.15)
    assert "3 questions answered" in told.stderr
    assert len(server.asked) == 4


def test_an_unknown_extractor_is_wrong_usage(story: Path) -> None:
    assert run("claims", story, "--extractor", "magic").exit_code == 2
