"""Bad input: a message that names file, place and remedy; the good part is kept."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli.program import WIRE, child, done, run
from readers.report_files import lines, pdf, warc
from small_disk import mounted_small_disk

LOCKED = (
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32
    + b"> /P -4 >> /ID [<00><00>]"
)  # fmt: skip
PAGE = b"<html><body><p>" + b" ".join(WIRE.encode().split()) + b"</p></body></html>"

REFUSED = {
    "empty.txt": (b"", "The file is empty", "downloaded whole"),
    "junk.txt": (bytes(range(256)) * 40, "binary data", "Export it"),
    "scanned.pdf": (pdf(b""), "no text", "ocr"),
    "locked.pdf": (pdf(lines("Secret"), trailer=LOCKED), "password", ""),
    "cut.pdf": (pdf(lines("Half"))[:60], "", ""),
    "cut.docx": (b"PK\x03\x04" + bytes(80), "", ""),
}


def records(case: Path) -> list[str]:
    return [
        json.loads(line)["text"] for line in done("reports", "--case", case).stdout.splitlines()
    ]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_and_the_rest_is_kept(tmp_path: Path, name: str) -> None:
    raw, reason, remedy = REFUSED[name]
    folder, path = tmp_path / "in", tmp_path / "case.db"
    folder.mkdir()
    (folder / name).write_bytes(raw)
    for arguments in (
        ("collect", folder, "--case", path),
        ("brief", folder, "--fast", "--case", tmp_path / "brief.db"),
        ("claims", folder, "--fast"),
        ("events", folder, "--fast"),
    ):
        alone = run(*arguments)
        assert alone.exit_code == 3, arguments
        assert f"Refused {name}" in alone.stderr
        assert reason in alone.stderr
        assert remedy.lower() in alone.stderr.lower()
        assert "No report could be taken" in alone.stderr
        assert alone.stdout == ""
    (folder / "good.txt").write_text(WIRE)
    result = run("collect", folder, "--case", path)
    assert result.exit_code == 0
    assert "1 new, 1 refused" in result.stderr
    assert records(path) == [WIRE]
    assert done("check", "--case", path).exit_code == 0


def test_a_text_of_50_megabytes(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(WIRE.encode() * (50_000_000 // len(WIRE)))
    result = run("collect", tmp_path / "long.txt", "--case", tmp_path / "case.db")
    assert result.exit_code == 3
    assert "long.txt" in result.stderr
    assert "MB" in result.stderr
    assert "Split it" in result.stderr


def test_latin_1_and_broken_html_are_read(tmp_path: Path) -> None:
    folder, path = tmp_path / "in", tmp_path / "case.db"
    folder.mkdir()
    text = "Le président du Mali a été reçu à Bamako, a déclaré le ministère français.\n"
    (folder / "latin.txt").write_bytes(text.encode("latin-1"))
    (folder / "broken.html").write_bytes(PAGE.removesuffix(b"</p></body></html>") + b"<table><tr>")
    assert "2 new" in done("collect", folder, "--case", path).stderr
    found = records(path)
    assert text in found
    assert any("Gunmen killed 14 soldiers" in one for one in found)


def test_a_web_archive_that_is_cut_off_keeps_its_whole_records(tmp_path: Path) -> None:
    raw = warc(
        ("https://one.example/a", "text/html", PAGE),
        ("https://two.example/b", "text/html", PAGE.replace(b"14", b"15")),
        gzip=False,
    )
    (tmp_path / "cut.warc").write_bytes(raw[:-200])
    path = tmp_path / "case.db"
    result = run("collect", tmp_path / "cut.warc", "--case", path)
    assert result.exit_code == 0
    assert "Refused cut.warc, record" in result.stderr
    assert "cut off or damaged" in result.stderr
    assert len(records(path)) == 1


def test_bad_lines_are_named_and_the_good_ones_go_in(tmp_path: Path) -> None:
    good = json.dumps({"id": "a", "text": WIRE, "published": "2199-12-31"})
    bad = ["{broken", '{"title": "no text"}', "[1, 2]", '{"text": 5}']
    (tmp_path / "feed.jsonl").write_text("\n".join([bad[0], good, *bad[1:]]) + "\n")
    path = tmp_path / "case.db"
    result = run("collect", tmp_path / "feed.jsonl", "--case", path)
    assert result.exit_code == 0
    assert "1 new, 4 refused" in result.stderr
    for number in (1, 3, 4, 5):
        assert f"feed.jsonl, line {number}:" in result.stderr
    assert "docs/formats.md" in result.stderr
    # A date in 2199 is not believed: the text's own date, or none.
    record = json.loads(done("reports", "--case", path).stdout)
    assert not str(record["published"]).startswith("2199")


def test_paths_that_are_not_there(tmp_path: Path) -> None:
    result = run("collect", tmp_path / "none", "--case", tmp_path / "case.db")
    assert result.exit_code == 3
    assert str(tmp_path / "none") in result.stderr
    assert "Check the path" in result.stderr


def test_files_with_strange_names(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff[bold]\x1b[31m.txt")).write_text(WIRE)
    Path(os.fsdecode(os.fsencode(folder) + b"/\xfe[red].txt")).write_bytes(b"")
    result = child("collect", folder, "--case", tmp_path / "case.db")
    assert result.returncode == 0, result.stderr
    assert "1 new, 1 refused" in result.stderr
    assert "[red].txt" in result.stderr
    assert "\x1b" not in result.stderr
    shown = child("reports", "--case", tmp_path / "case.db", "--to", "table")
    assert "[bold]" in shown.stdout
    assert "\x1b" not in shown.stdout


# --- case files ----------------------------------------------------------------------------------

CASE_VERBS = (
    ("collect", "IN"), ("extract", "--fast"), ("reconcile",), ("brief", "--fast"),
    ("claims", "--fast"), ("events", "--fast"), ("reports",), ("show", "x"), ("search", "x"),
    ("check",), ("journal",), ("backup", "OUT"), ("vocab", "suggest"),
    ("judge", "reject", "x", "--by", "me", "--why", "so"),
)  # fmt: skip


def each_verb(case: Path, story: Path, tmp_path: Path) -> Iterator[tuple[str, int, str]]:
    places = {"IN": str(story), "OUT": str(tmp_path / "out.db")}
    for verb, *rest in CASE_VERBS:
        result = run(verb, *(places.get(r, r) for r in rest), "--case", case)
        yield verb, result.exit_code, result.stderr


def test_a_case_of_a_newer_version(case: Path, story: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(case)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = case.read_bytes()
    for verb, status, told in each_verb(case, story, tmp_path):
        assert status == 5, verb
        assert "newer version" in told, verb
        assert "Upgrade" in told, verb
    assert case.read_bytes() == before


@pytest.mark.parametrize("what", ["text", "folder", "database", "empty"])
def test_a_case_that_is_none(tmp_path: Path, story: Path, what: str) -> None:
    path = tmp_path / "case.db"
    if what == "text":
        path.write_text("These are my notes on the crisis, and no case.")
    elif what == "folder":
        path.mkdir()
    elif what == "database":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE mine (a)")
            connection.commit()
    else:
        path.touch()
    before = path.read_bytes() if path.is_file() else b""
    for verb, status, told in each_verb(path, story, tmp_path):
        if what == "empty" and verb == "collect":
            assert status == 0
            break
        assert status == 5, (verb, told)
        assert str(path) in told, verb
        assert (path.read_bytes() if path.is_file() else b"") == before, verb


def test_a_case_that_is_not_there(tmp_path: Path) -> None:
    result = run("claims", "--case", tmp_path / "none.db")
    assert result.exit_code == 5
    assert "corrobora collect" in result.stderr
    assert not (tmp_path / "none.db").exists()
    result = run("collect", tmp_path, "--case", tmp_path / "no" / "such" / "folder.db")
    assert result.exit_code == 5
    assert "folder exists" in result.stderr


def test_a_damaged_case(case: Path, story: Path, tmp_path: Path) -> None:
    raw = bytearray(case.read_bytes())
    raw[4096:] = bytes(len(raw) - 4096)
    case.write_bytes(bytes(raw))
    for verb, status, told in each_verb(case, story, tmp_path):
        assert status in (5, 6), (verb, told)
        assert "Restore" in told or "check" in told, (verb, told)


# --- places that cannot be written to ------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted_small_disk(tmp_path, "400k") as disk:
        yield disk


def test_a_read_only_folder(small_disk: Path, case: Path, story: Path) -> None:
    held = small_disk / "case.db"
    shutil.copy(case, held)
    before = held.read_bytes()
    mount = shutil.which("mount") or ""
    subprocess.run([mount, "-o", "remount,ro", str(small_disk)], check=True)
    for arguments in (
        ("collect", story, "--case", small_disk / "new.db"),
        ("collect", story, "--case", held),
        ("extract", "--fast", "--case", held),
    ):
        result = run(*arguments)
        assert result.exit_code == 5, result.stderr
        assert str(small_disk) in result.stderr
        assert "access" in result.stderr or "write to it" in result.stderr
    for looking in (("check",), ("reports",), ("brief", "--fast"), ("events", "--fast")):
        assert run(*looking, "--case", held).exit_code == 0, looking
    output = run("claims", story, "--fast", "-o", small_disk / "claims.jsonl")
    assert output.exit_code == 1
    assert "claims.jsonl cannot be written: read-only file system" in output.stderr
    assert held.read_bytes() == before
    assert [p.name for p in small_disk.iterdir()] == ["case.db"]


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    rows = ({"id": str(n), "text": f"{WIRE} {os.urandom(4000).hex()}"} for n in range(100))
    many.write_text("".join(json.dumps(row) + "\n" for row in rows))
    path = small_disk / "case.db"
    result = child("collect", many, "--case", path, "--to", "jsonl")
    assert result.returncode == 5, result.stderr
    assert "Error in collect" in result.stderr
    assert "disk is full" in result.stderr
    assert "Free some space" in result.stderr
    assert "Traceback" not in result.stderr
    acknowledged = {json.loads(line)["report"] for line in result.stdout.splitlines()}
    roomy = tmp_path / "case.db"
    for file in small_disk.iterdir():
        shutil.copy(file, roomy.with_name(file.name))
    assert done("check", "--case", roomy).exit_code == 0
    held = {json.loads(line)["id"] for line in done("reports", "--case", roomy).stdout.splitlines()}
    assert acknowledged <= held
    done("collect", many, "--case", roomy)
    done("collect", many, "--case", tmp_path / "fresh.db")
    shown = [done("reports", "--case", c).stdout for c in (roomy, tmp_path / "fresh.db")]
    assert shown[0] == shown[1]


def test_a_full_disk_under_the_output(small_disk: Path, case: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "filler").write_bytes(bytes(1 << 20))
    output = small_disk / "brief.html"
    result = run("brief", "--fast", "--case", case, "-o", output)
    assert result.exit_code == 1
    assert f"{output} cannot be written: no space left" in result.stderr
    assert [p.name for p in small_disk.iterdir()] == ["filler"]
