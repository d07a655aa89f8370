from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from cli.program import done, run


def head_of(case: Path) -> str:
    match = re.search(r"Journal head: (\d+:[0-9a-f]{64})", done("check", "--case", case).stderr)
    assert match is not None
    return match.group(1)


def altered(case: Path) -> None:
    with closing(sqlite3.connect(case)) as connection:
        connection.execute("DROP TRIGGER keep_reports_update")
        connection.execute("UPDATE reports SET text = replace(text, x'3134', x'3431')")
        connection.commit()


def test_a_sound_case_is_clean_and_gives_its_head(case: Path) -> None:
    head = head_of(case)
    assert done("check", "--case", case, "--head", head).exit_code == 0
    whole = done("journal", "--case", case, "--verify", "--head", head)
    assert head in whole.stderr


def test_altered_text_is_named_with_status_6(case: Path) -> None:
    altered(case)
    result = run("check", "--case", case)
    assert result.exit_code == 6
    assert "report.text" in result.stderr
    assert "Restore a backup" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_journal_that_was_cut_short_is_told_by_its_head(case: Path) -> None:
    head = head_of(case)
    with closing(sqlite3.connect(case)) as connection:
        connection.execute("DROP TRIGGER keep_journal_delete")
        connection.execute("DELETE FROM journal WHERE seq = (SELECT max(seq) FROM journal)")
        connection.commit()
    for arguments in (("check", "--head", head), ("journal", "--head", head)):
        result = run(*arguments, "--case", case)
        assert result.exit_code == 6, arguments
        assert "missing" in result.stderr
    assert run("check", "--head", "12", "--case", case).exit_code == 1


def test_the_journal_as_records_and_as_a_table(case: Path) -> None:
    lines = [json.loads(line) for line in done("journal", "--case", case).stdout.splitlines()]
    acts = [line["act"] for line in lines]
    assert acts == ["case.created", "reports.added", "claims.extracted", "derived.replaced"]
    table = done("journal", "--case", case, "--last", "2", "--to", "table").stdout
    assert [row.split("\t")[3] for row in table.splitlines()] == acts[-2:]


def test_backup_and_restore(case: Path, tmp_path: Path) -> None:
    copy, other = tmp_path / "copy.db", tmp_path / "other.db"
    assert "Clean" in done("backup", copy, "--case", case).stderr
    assert run("backup", copy, "--case", case).exit_code == 5
    done("restore", copy, "--case", other)
    assert run("restore", copy, "--case", other).exit_code == 5
    done("restore", copy, "--case", other, "--force")
    shown = [done("events", "--case", c, "--fast").stdout for c in (case, other)]
    assert shown[0] == shown[1]


def test_a_damaged_backup_is_not_restored(case: Path, tmp_path: Path) -> None:
    copy, kept = tmp_path / "copy.db", case.read_bytes()
    done("backup", copy, "--case", case)
    altered(copy)
    result = run("restore", copy, "--case", case, "--force")
    assert result.exit_code == 6
    assert "Error in restore" in result.stderr
    shutil.copy(case, tmp_path / "same.db")
    assert case.read_bytes() == kept


def test_a_report_is_forgotten_by_its_name(case: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in done("reports", "--case", case).stdout.splitlines()]
    first = lines[0]
    who = ("--by", "A. Sow", "--why", "Asked for", "--case", case)
    told = done("forget", first["name"], *who).stderr
    assert "Forgotten: 1 reports" in told
    assert "destroy those yourself" in told
    assert "Clean" in done("check", "--case", case).stderr
    assert run("show", first["id"], "--case", case).exit_code == 7
    assert run("forget", first["name"], *who).exit_code == 7
    nobody = run("forget", lines[1]["name"], "--why", "Asked for", "--case", case)
    assert nobody.exit_code == 9
    claim = json.loads(done("claims", "--case", case).stdout.splitlines()[0])["id"]
    assert "no report" in run("forget", claim, *who).stderr


def test_the_journal_is_exported_for_an_auditor(case: Path, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    done("journal", "--export", file, "--case", case)
    kinds = {next(iter(json.loads(line))) for line in file.read_text().splitlines()}
    assert kinds == {"entry"}
