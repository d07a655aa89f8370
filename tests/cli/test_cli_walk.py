from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from cli.program import WIRE, child, done, run, write_story
from corrobora.cli.screen import clean
from corrobora.store import Store


def entries(path: Path) -> list[str]:
    return [json.loads(line)["act"] for line in done("journal", "--case", path).stdout.splitlines()]


def test_the_stages_one_by_one_give_what_brief_gives_at_once(story: Path, tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    taken = done("collect", story, "--case", path)
    assert taken.stdout == ""
    assert "Reports: 3 new." in taken.stderr
    assert "Read 3 reports" in done("extract", "--case", path, "--fast").stderr
    assert "events" in done("reconcile", "--case", path).stderr
    shown = done("brief", "--case", path, "--fast").stdout
    at_once = done("brief", story, "--case", tmp_path / "other.db", "--fast").stdout
    assert shown == at_once
    assert shown.startswith("# Brief: ")


def test_a_brief_names_its_scope_by_itself_or_as_told(case: Path) -> None:
    first = done("brief", "--case", case, "--fast").stdout.splitlines()[0]
    assert "Mali" in first
    assert "France" in first
    french = done("brief", "--case", case, "--fast", "--language", "fr").stdout.splitlines()[0]
    assert french.startswith("# Note : ")
    assert " et " in french
    told = done("brief", "--case", case, "--fast", "--scope", "Mopti in September").stdout
    assert told.startswith("# Brief: Mopti in September\n")


@pytest.mark.parametrize(("name", "start"), [
    ("brief.md", b"# Brief: "), ("brief.html", b"<!"), ("brief.json", b"{"), ("brief.docx", b"PK"),
])  # fmt: skip
def test_the_format_comes_from_the_name_of_the_file(
    case: Path, tmp_path: Path, name: str, start: bytes
) -> None:
    output = tmp_path / name
    result = done("brief", "--case", case, "--fast", "-o", output)
    assert result.stdout == ""
    assert f"Wrote {output}." in result.stderr
    assert output.read_bytes().lower().startswith(start.lower())
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []
    if name.endswith(".docx"):
        assert zipfile.ZipFile(output).testzip() is None


def test_formats_that_cannot_be(case: Path, tmp_path: Path) -> None:
    on_screen = run("brief", "--case", case, "--to", "docx")
    assert on_screen.exit_code == 1
    assert "-o brief.docx" in on_screen.stderr
    unknown = run("brief", "--case", case, "-o", tmp_path / "brief.xyz")
    assert unknown.exit_code == 1
    assert "--to markdown, html, pdf, docx or json" in unknown.stderr
    language = run("brief", "--case", case, "--fast", "--language", "xx")
    assert language.exit_code == 4
    assert "xx" in language.stderr


def outputs(case: Path, reports: Path) -> list[str]:
    made = [done("brief", reports, "--case", case, "--fast", "--to", to).stdout
            for to in ("markdown", "html", "json")]  # fmt: skip
    for verb, *more in (("claims", "--fast"), ("events", "--fast"), ("reports",)):
        made.append(done(verb, "--case", case, "--to", "jsonl", *more).stdout)
    return made


def test_two_runs_in_two_folders_give_the_same_bytes(tmp_path: Path) -> None:
    made = [
        outputs(tmp_path / name / "case.db", write_story(tmp_path / name / "in"))
        for name in ("one", "another place")
    ]
    assert made[0] == made[1]
    assert all(made[0])


def test_two_runs_on_two_days_as_two_processes_give_the_same_bytes(tmp_path: Path) -> None:
    story = write_story(tmp_path / "in")
    seen = set()
    for day in ("1757376000", "1789000000"):
        result = done("events", story, "--fast", SOURCE_DATE_EPOCH=day)
        seen.add(result.stdout)
    seen.add(child("events", story, "--fast").stdout)
    assert len(seen) == 1


def test_the_same_input_twice_changes_nothing(case: Path, story: Path) -> None:
    before, told = entries(case), outputs(case, story)
    again = done("collect", story, "--case", case, SOURCE_DATE_EPOCH="1789000000")
    assert "0 new, 3 already known" in again.stderr
    for verb in ("extract", "reconcile", "brief"):
        fast = () if verb == "reconcile" else ("--fast",)
        done(verb, "--case", case, *fast, SOURCE_DATE_EPOCH="1789000000")
    assert entries(case) == before
    assert outputs(case, story) == told


def test_reports_come_as_json_lines_through_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    given = "".join(
        json.dumps({"id": str(n), "text": f"{WIRE} {n}", "published": "2025-09-05", "own": n})
        + "\n"
        for n in range(70)
    )
    result = done("collect", "-", "--case", path, "--to", "jsonl", given=given + "{bad\n")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["status"] for r in records] == ["new"] * 70 + ["refused"]
    assert records[0]["name"] == "0"
    assert records[-1]["place"] == "line 71"
    known = done("collect", "-", "--case", path, "--to", "jsonl", given=given)
    assert {json.loads(line)["status"] for line in known.stdout.splitlines()} == {"known"}
    with Store.open(path, create=False, clock=lambda: "") as store:
        assert {r["report"] for r in records[:70]} == {report.id for report in store.reports()}


def test_what_a_pipe_gets_has_no_colour_and_no_progress(story: Path, tmp_path: Path) -> None:
    result = child("brief", story, "--case", tmp_path / "case.db", "--fast")
    assert result.returncode == 0
    assert "\x1b" not in result.stdout + result.stderr
    assert result.stderr == "Reports: 3 new.\n"


def test_clean_text_cannot_steer_a_terminal() -> None:
    assert clean("a\x1b[31mb\u202ec\x07\n\td") == "a�[31mb�c�\n\td"
