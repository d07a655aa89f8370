from __future__ import annotations

import functools
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from cli.program import LEDGER, WIRE, done, run
from corrobora.cli import screen
from corrobora.cli.screen import show_list, wrapped
from corrobora.store import migrate, sqlite
from corrobora.vocab.stix_ids import stix_ids


def records(*arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done(*arguments).stdout.splitlines()]


def attack(case: Path) -> dict[str, Any]:
    found = [e for e in records("events", "--case", case, "--fast") if len(e["reports"]) > 1]
    assert found, "the ambush is told by two reports"
    return found[0]


def test_offsets_of_claims_point_into_the_text_of_exported_reports(case: Path) -> None:
    texts = {r["id"]: r["text"] for r in records("reports", "--case", case)}
    assert WIRE in texts.values()
    claims = records("claims", "--case", case, "--fast", "--to", "jsonl")
    assert len(claims) >= 4
    for claim in claims:
        assert texts[claim["report"]][claim["start"] : claim["end"]] == claim["quote"]
        assert claim["report_name"].endswith(".txt")


@pytest.mark.parametrize("verb", ["claims", "events"])
def test_on_the_fly_nothing_is_kept(
    verb: str, case: Path, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path / "..")
    before = sorted(Path.cwd().iterdir())
    kept = sorted(r["id"] for r in records(verb, "--case", case, "--fast"))
    assert sorted(r["id"] for r in records(verb, story, "--fast")) == kept
    assert sorted(Path.cwd().iterdir()) == before


LOOKING = (
    ("reports", "--tree"),
    ("outlets",),
    ("search", "ambush"),
    ("show", "wire.txt"),
    ("journal", "--verify"),
    ("journal", "--to", "jsonl"),
    ("vocab", "suggest"),
    ("account", "list"),
    ("agreement", "list"),
    ("partner", "credentials"),
    ("consent", "list"),
    ("approvals",),
)


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_a_command_that_only_reads_writes_nothing(words: tuple[str, ...], case: Path) -> None:
    before = (case.read_bytes(), case.stat().st_mtime_ns, sorted(case.parent.iterdir()))
    done(*words, "--case", case)
    assert (case.read_bytes(), case.stat().st_mtime_ns, sorted(case.parent.iterdir())) == before


@pytest.mark.parametrize(
    "words", [("brief", "--to", "json"), ("claims", "--to", "jsonl"), ("events", "--to", "jsonl")]
)
def test_what_cannot_be_kept_is_worked_out_all_the_same(
    words: tuple[str, ...], story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, kept = tmp_path / "case.db", tmp_path / "kept.db"
    done("collect", story, "--case", case)
    shutil.copy(case, kept)
    expected = done(*words, "--case", kept, "--fast").stdout
    assert len(expected) > 1000
    # As for a user who has no right to write; whoever runs these tests may have every right.
    monkeypatch.setattr(sqlite, "may_write", lambda _: False)
    before = (case.read_bytes(), case.stat().st_mtime_ns, sorted(tmp_path.iterdir()))
    assert done(*words, "--case", case, "--fast").stdout == expected
    refused = run("extract", "--case", case, "--fast")
    assert refused.exit_code == 5
    assert "cannot be written to" in refused.output
    assert (case.read_bytes(), case.stat().st_mtime_ns, sorted(tmp_path.iterdir())) == before


def test_looking_at_an_older_case_brings_it_up_to_date(
    tmp_path: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "case.db"
    with monkeypatch.context() as earlier:
        earlier.setattr(migrate, "HEAD", "0004")
        done("collect", story, "--case", case)
    with monkeypatch.context() as unwritable:
        unwritable.setattr(sqlite, "may_write", lambda _: False)
        refused = run("reports", "--case", case)
        assert refused.exit_code == 5
        assert "older version" in refused.output
    assert len(records("reports", "--case", case)) == 3
    assert (tmp_path / f"case.db.before-{migrate.HEAD}").exists()


def test_records_go_to_a_file(case: Path, tmp_path: Path) -> None:
    output = tmp_path / "claims.jsonl"
    assert done("claims", "--case", case, "--fast", "-o", output).stdout == ""
    assert output.read_text() == done("claims", "--case", case, "--fast").stdout


@pytest.mark.parametrize("verb", ["claims", "events", "reports"])
def test_tables_are_tab_separated_in_a_pipe(verb: str, case: Path) -> None:
    fast = [] if verb == "reports" else ["--fast"]
    rows = done(verb, "--case", case, "--to", "table", *fast).stdout.splitlines()
    assert len(rows) >= 3
    assert len({row.count("\t") for row in rows}) == 1


def test_an_event_says_why_its_origins_count_as_they_do(case: Path) -> None:
    event = attack(case)
    shown = done("show", event["id"], "--case", case).stdout
    assert event["gist"] in shown
    assert "independent origins" in shown
    for origin in event["origins"]:
        assert f". {origin['name']}" in shown
    assert "why these claims are one event:" in shown
    assert "(+" in shown
    assert f"credibility {event['credibility']} of 6 (" in shown
    low, high = event["independent"]["min"], event["independent"]["max"]
    assert ("At least" in shown) == (low != high)
    for claim in event["claims"]:
        assert claim in shown


def test_a_claim_and_a_report_on_one_screen(case: Path) -> None:
    claim = records("claims", "--case", case, "--fast")[0]
    shown = done("show", claim["id"], "--case", case).stdout
    assert " ".join(claim["quote"].split()) in shown
    assert f"[{claim['start']}:{claim['end']}]" in shown
    report = done("show", "ledger.txt", "--case", case).stdout
    assert f"{len(LEDGER)} characters" in report


def test_a_report_met_twice_names_each_sighting(case: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    again.mkdir()
    (again / "copy.txt").write_text(WIRE, encoding="utf-8")
    done("collect", again, "--case", case)
    lines = done("show", "wire.txt", "--case", case).stdout.splitlines()
    at = lines.index("  seen 2 times:")
    assert [line.rsplit(", ", 1)[1] for line in lines[at + 1 : at + 3]] == ["copy.txt", "wire.txt"]
    assert all("Harbour Wire, 2025-09-05" in line for line in lines[at + 1 : at + 3])


def test_what_is_not_there_is_status_7(case: Path) -> None:
    result = run("show", "e0000", "--case", case)
    assert result.exit_code == 7
    assert "corrobora events" in result.stderr
    assert run("search", "zebra", "--case", case).exit_code == 7


def test_search_finds_words_without_accents(case: Path) -> None:
    assert "courrier.txt" in done("search", "expulse", "diplomates", "--case", case).stdout
    assert "wire.txt" in done("search", '"killed 14 soldiers"', "--case", case).stdout


def test_the_tree_shows_who_took_from_whom(case: Path, tmp_path: Path) -> None:
    (tmp_path / "copy.txt").write_text(f"The Echo\n\n{WIRE}", encoding="utf-8")
    done("collect", tmp_path / "copy.txt", "--case", case)
    done("reconcile", "--case", case)
    tree = done("reports", "--case", case, "--tree").stdout
    assert tree.startswith("4 reports: 2 taken from another")
    assert "└─ " in tree
    assert 'by its words "Harbour Wire reported' in tree
    for name in ("copy.txt", "wire.txt", "ledger.txt", "courrier.txt"):
        assert name in tree


def test_events_go_out_as_stix_under_the_level_given(case: Path, tmp_path: Path) -> None:
    command = ("events", "--case", case, "--fast", "--to", "stix", "--tlp", "amber+strict")
    document = json.loads(done(*command).stdout)
    kinds = [one["type"] for one in document["objects"]]
    assert kinds.count("incident") == len(records("events", "--case", case, "--fast"))
    assert kinds.count("report") == 3
    level = stix_ids().tlp["TLP:AMBER+STRICT"]
    told = [one for one in document["objects"] if one["type"] in ("incident", "note", "report")]
    assert all(one["object_marking_refs"] == [level] for one in told)
    assert done(*command).stdout == done(*command).stdout
    done(*command, "-o", tmp_path / "events.json")
    assert (tmp_path / "events.json").read_text() == done(*command).stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--to", "stix"), "needs a marking"),
        (("--to", "stix", "--tlp", "PINK"), "PINK"),
        (("--to", "jsonl", "--tlp", "GREEN"), "--to stix"),
        (("--tlp", "GREEN"), "--to stix"),
    ],
)
def test_a_level_and_stix_go_together(case: Path, options: tuple[str, ...], words: str) -> None:
    result = run("events", "--case", case, "--fast", *options)
    assert result.exit_code == 1
    assert words in result.output


@pytest.mark.parametrize(
    ("marking", "level", "goes_out"),
    [
        (None, "CLEAR", True),
        ("TLP:GREEN", "GREEN", True),
        ("TLP:GREEN", "RED", True),
        ("TLP:AMBER", "GREEN", False),
        ("Eyes of the desk only", "RED", False),
    ],
)
def test_what_came_in_under_a_marking_goes_out_under_no_wider_one(
    tmp_path: Path, marking: str | None, level: str, goes_out: bool
) -> None:
    record = {"id": "7", "text": WIRE, "marking": marking}
    path = tmp_path / "reports.jsonl"
    path.write_text(json.dumps(record), encoding="utf-8")
    result = run("events", path, "--fast", "--to", "stix", "--tlp", level)
    assert result.exit_code == (0 if goes_out else 9), result.output
    assert goes_out or "7 came in as" in result.output


def test_a_conflict_is_shown_with_the_words_of_each_side(tmp_path: Path) -> None:
    told = {
        "one.txt": "Rebels killed 14 soldiers in Tessit on Monday 3 March 2025, the army said.",
        "two.txt": "Rebels killed 30 soldiers in Tessit on Monday 3 March 2025, a nurse said.",
    }
    for name, text in told.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    case = tmp_path / "a.db"
    done("brief", tmp_path / "one.txt", tmp_path / "two.txt", "--case", case, "--fast")
    events = records("events", "--case", case, "--fast")
    (event,) = [e for e in events if any(c["about"] == "deaths" for c in e["conflicts"])]
    shown = done("show", event["id"], "--case", case).stdout
    sides = shown[shown.index("CONFLICT about the number of dead (contradiction):") :]
    assert sides.index("- 14: ") < sides.index("killed 14 soldiers") < sides.index("- 30: ")
    assert sides.index("- 30: ") < sides.index("killed 30 soldiers")
    toll = shown[shown.index("deaths: low 14") : shown.index("CONFLICT")]
    assert "    14: " in toll
    assert "    30: " in toll


@given(
    st.sampled_from(["", "    ", "├─ ", "│  └─ "]),
    st.lists(st.text("abé…字", min_size=1, max_size=12), min_size=1, max_size=30),
    st.integers(30, 80),
)
def test_wrapped_lines_keep_every_word_and_the_width(
    before: str, words: list[str], width: int
) -> None:
    pieces = wrapped(before + " ".join(words), width)
    assert [w for p in pieces for w in p.split(" ") if w.strip("│├└─")] == words
    assert all(cell_len(piece) <= width for piece in pieces)


COLUMNS = ("Report", "Name", "Published", "Originator", "Carrier")
ROWS = (
    ("r7a39bf024be86bd3", "04-courrier-du-fleuve.docx", "2025-09-17", "Meridian Wire",
     "Le Courrier du Fleuve"),
    ("rfd797e4205c9bf55", "02-sahel-ledger.html", "2025-09-16", "The Sahel Ledger", ""),
)  # fmt: skip


@pytest.mark.parametrize(("width", "lines"), [(48, 10), (80, 8), (120, 7)])
def test_reports_can_be_read_on_a_terminal_of_any_width(
    width: int, lines: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = functools.partial(Console, force_terminal=True, width=width, no_color=True)
    monkeypatch.setattr(screen, "Console", made)
    show_list("2 reports", COLUMNS, ROWS, long="Name")
    shown = capsys.readouterr().out
    found = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in shown.splitlines()]
    assert max(map(cell_len, found)) <= width
    assert len(found) == lines
    # No cell is broken, neither in a table nor in a list.
    assert all(cell in "\n".join(found) for row in ROWS for cell in row)
    if width < 100:
        assert found[-1] == "    02-sahel-ledger.html"
        assert found[-2].endswith("originator The Sahel Ledger")
