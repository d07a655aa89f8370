"""Every command on a case in a database says what it says on a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.program import done, run

SAMPLES = Path(__file__).resolve().parents[2] / "examples" / "sahel" / "reports"
TERMS = """
id = "harbour-ew"
partner = "Harbour Relief"
unit = "Early-warning cell"
actors = ["ML.mil"]
purposes = ["early-warning"]
tlp = "GREEN"
valid_from = 2025-01-01
valid_until = 2026-12-31
"""


@pytest.fixture
def homes(database: Callable[[], str], tmp_path: Path) -> tuple[Path, str]:
    return tmp_path / "case.db", database()


def test_the_brief_of_the_samples_is_the_same_byte_for_byte(homes: tuple[Path, str]) -> None:
    for arguments in (
        ("brief", SAMPLES, "--fast", "--to", "html"),
        ("brief", "--fast", "--to", "json"),
        ("events", "--fast", "--to", "jsonl"),
        ("claims", "--fast", "--to", "jsonl"),
        ("reports", "--to", "jsonl"),
        ("search", "ambassadeur bamako"),
        ("search", "soldiers"),
        ("search", '"French diplomats"'),
        ("journal",),
    ):
        said = [done(*arguments, "--case", home).stdout for home in homes]
        assert said[0] == said[1], arguments
    heads = [re.findall(r"Journal head: (\S+)", done("check", "--case", h).stderr) for h in homes]
    assert heads[0] == heads[1]


def test_every_verb_works_on_a_server(
    database: Callable[[], str], tmp_path: Path, story: Path
) -> None:
    address = database()
    terms = tmp_path / "terms.toml"
    terms.write_text(TERMS)
    who = ("--by", "A. Sow", "--why", "Asked for")

    def told(*arguments: object) -> str:
        # The address may come from the environment as well.
        result = done(*arguments, CORROBORA_CASE=address)
        return result.stdout + result.stderr

    told("collect", story)
    told("extract", "--fast")
    told("reconcile")
    claim = json.loads(told("claims", "--fast", "--to", "jsonl").splitlines()[0])
    told("judge", "reject", claim["id"], *who)
    assert claim["id"] in told("show", claim["id"])
    told("label", "--all", "--set", "tlp=GREEN", *who)
    told("agreement", "new", terms, *who)
    told("agreement", "activate", "harbour-ew", *who)
    assert "early-warning" in told("share", "harbour-ew", "early-warning", "--by", "A. Sow")
    told("partner", "issue", "harbour-ew", "early-warning", "--by", "A. Sow")
    told("agreement", "suspend", "harbour-ew", *who)
    refused = run("share", "harbour-ew", "early-warning", "--by", "A. Sow", CORROBORA_CASE=address)
    assert refused.exit_code != 0
    assert "journal is whole" in told("journal", "--verify")
    told("journal", "--export", tmp_path / "audit.jsonl")
    assert "Forgotten: 1 reports" in told("forget", "wire.txt", *who)
    assert "Clean" in told("check")
    for arguments in (("backup", tmp_path / "copy.db"), ("restore", tmp_path / "copy.db")):
        result = run(*arguments, CORROBORA_CASE=address)
        assert result.exit_code == 5
        assert "pg_dump" in result.stderr
