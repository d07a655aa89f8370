"""What an auditor gets can be verified without Corrobora, and every change to it is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corrobora.sharing.forgetting import forget
from corrobora.store.audit import audit_records
from corrobora.writers.jsonl import lines
from sharing.desk_of import EARLY, TEXTS, Clock, agreed, desk_at

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_journal.py"
Records = list[dict[str, Any]]


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The export of a case in which items went out and a report was forgotten; and its head."""
    clock = Clock()
    desk = desk_at(tmp_path_factory.mktemp("audit") / "case.db", clock)
    box = agreed(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    relay = next(r for r in desk.holdings().reports if r.name == "relay.txt")
    clock.now = "2025-09-22T08:00:00Z"
    desk.open_review("harbour-ew", why="It expelled three French diplomats", evidence=(), by="B")
    forget(desk._case, desk, [relay.id], by="A. Sow", why="Asked for")
    box.share("harbour-ew", EARLY, by="A. Sow")
    head = desk.store.head()
    return lines(audit_records(desk.store)), f"{head.seq}:{head.hash}"


def verified(file: Path, text: str, *head: str) -> tuple[int, str]:
    file.write_text(text, encoding="utf-8")
    # Isolated from everything but the standard library.
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file), *head]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_whole_export_is_whole(tmp_path: Path, audited: tuple[str, str]) -> None:
    text, head = audited
    assert verified(tmp_path / "audit.jsonl", text)[0] == 0
    status, said = verified(tmp_path / "audit.jsonl", text, head)
    assert (status, said[:5]) == (0, "Whole")


def test_an_export_holds_nothing_of_a_report(audited: tuple[str, str]) -> None:
    text, _ = audited
    assert '"release"' in text
    for words in (*TEXTS["wire.txt"].split("\n\n"), "diplomats", "ambush", "Konna"):
        assert words not in text, words


def _of(records: Records, kind: str) -> Records:
    return [r[kind] for r in records if kind in r]


def _drop(kind: str, at: int) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        del records[[n for n, r in enumerate(records) if kind in r][at]]

    return change


def _alter(kind: str, field: str, value: object) -> Callable[[Records], None]:
    def change(records: Records) -> None:
        _of(records, kind)[2][field] = value

    return change


CHANGES: dict[str, Callable[[Records], None]] = {
    "line altered": _alter("entry", "actor", "eve"),
    "line gone": _drop("entry", 3),
    "act altered": _alter("act", "value", "{}"),
    "act gone": _drop("act", 0),
    "release altered": _alter("release", "content", "0" * 64),
    "release reattributed": _alter("release", "by", "eve"),
    "release gone": _drop("release", 1),
    "last release gone": _drop("release", -1),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_change_to_an_export_is_seen(
    tmp_path: Path, audited: tuple[str, str], what: str
) -> None:
    records = [json.loads(line) for line in audited[0].splitlines()]
    CHANGES[what](records)
    assert verified(tmp_path / "audit.jsonl", lines(records))[0] == 1


def test_a_kept_head_tells_of_a_cut(tmp_path: Path, audited: tuple[str, str]) -> None:
    records = [json.loads(line) for line in audited[0].splitlines()]
    last = max(n for n, r in enumerate(records) if "entry" in r)
    assert records[last]["entry"]["act"] == "released"
    status, said = verified(tmp_path / "a", lines(records[:last] + records[last + 1 :]), audited[1])
    assert status == 1
    assert "whose hash you kept" in said
