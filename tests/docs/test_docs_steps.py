"""The steps of the pages on adding something, followed to the letter."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from doc_pages import DOCS, ROOT, Block, block, blocks
from typer.testing import CliRunner

from corrobora.cli.program import app
from corrobora.extract.mentions import find_mentions
from corrobora.extract.resources import load_resources
from corrobora.model import Claim, Report
from corrobora.store import Store
from corrobora.text import Reading, sha256_of
from corrobora.vocab.actor_book import load_actors
from corrobora.vocab.event_check import check
from corrobora.vocab.gazetteer import load_gazetteer

ADD = DOCS / "add"


def _overlay(page: Path, folder: Path) -> Path:
    """The file of a page, written where it says, in a folder of one's own."""
    for one in blocks(page):
        if one.action == "file":
            path = folder / one.to
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(one.code, encoding="utf-8")
    return folder


def _report(text: str) -> Report:
    digest = sha256_of(text)
    return Report(id="r" + digest[:16], name="r.txt", text=text, sha256=digest, raw_sha256=digest,
                  media_type="text/plain", language="en")  # fmt: skip


def _type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: Path, wanted: str) -> str:
    """What the one indented command of a page that begins so prints, typed as it stands."""
    monkeypatch.chdir(tmp_path)
    typed = [line.strip() for line in page.read_text(encoding="utf-8").splitlines()]
    command = next(line for line in typed if line.startswith(f"corrobora {wanted}"))
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    assert done.exit_code == 0, done.output
    return str(done.output)


def test_an_event_type_of_ones_own_passes_its_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ADD / "event-type.md"
    _overlay(page, tmp_path / "mine")
    assert "POACH\ten\t" in _type(tmp_path, monkeypatch, page, "vocab check")
    types = load_resources(tmp_path / "mine").types
    assert [p for p in check(types) if p.type == "POACH"] == []
    assert len(types.types["POACH"].examples) == 3


def test_an_event_type_of_ones_own_makes_claims(tmp_path: Path) -> None:
    from corrobora.extract import extract

    resources = load_resources(_overlay(ADD / "event-type.md", tmp_path), fast=True)
    text = "Kenyan soldiers poached three elephants near Mandera on Friday."
    found = [c for c in extract(_report(text), resources) if c.type == "POACH"]
    assert [(c.mode, [a.id for a in c.actors]) for c in found] == [(None, ["KE.mil"])]


def test_an_actor_of_ones_own_is_mentioned(tmp_path: Path) -> None:
    book = load_actors(_overlay(ADD / "actor.md", tmp_path) / "actors")
    for language, text in (
        ("en", "The Lake Road Front attacked a convoy on Friday."),
        ("fr", "Le Front de défense de la route du lac a attaqué un convoi vendredi."),
    ):
        found = [m.id for m in find_mentions(Reading(text), language, book)]
        assert "LRDF" in found, language


def test_a_place_of_ones_own_is_found(tmp_path: Path) -> None:
    places = load_gazetteer(_overlay(ADD / "place.md", tmp_path) / "places")
    assert [p.country for p in places.lookup("Puits d'Oum Tarfaya")] == ["ML"]


def test_a_geonames_dump_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = ["1", "Tin Barassen", "Tin Barassen", "", "18.1", "0.2", "P", "PPL", "ML", "", "08",
           "", "", "", "450", "", "300", "Africa/Bamako", "2020-01-01"]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "ML.zip", "w") as packed:
        packed.writestr("ML.txt", "\t".join(row) + "\n")
    _type(tmp_path, monkeypatch, ADD / "place.md", "places --import")
    found = CliRunner().invoke(app, ["places", "Tin Barassen", "--vocabulary", "mine"])
    assert found.output.startswith("Tin Barassen\ttown")


def test_an_export_of_ones_own_writes_a_claim() -> None:
    written: dict[str, object] = {}
    exec(block(ADD / "export.md", "file").code, written)
    report = _report("=Gunmen burned two lorries.")
    claim = Claim(id="c1", report=report.id, start=0, end=27, quote=report.text, type="ASSAULT",
                  mode=None, method="hand", confidence=1.0)  # fmt: skip
    text = written["write_csv"]([(report, claim)])  # type: ignore[operator]
    assert text.splitlines() == [
        "claim,report,type,stance,who,words",
        "c1,r.txt,ASSAULT,asserted,,'=Gunmen burned two lorries.",
    ]


def _add(root: Path, one: Block) -> None:
    """Write the file of a block, or put its rows first into the table that it names."""
    path = root / one.to
    if one.action == "file":
        path.write_text(one.code, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = [n for n, line in enumerate(lines) if line.startswith(f"{one.within}:")]
    assert len(at) == 1, f"{one.within} in {one.to}"
    lines.insert(at[0] + 1, one.code)
    path.write_text("".join(lines), encoding="utf-8")


_READ = """
import json, sys
from corrobora.readers import Item, read_inputs
found = list(read_inputs(sys.argv[1:]))
print(json.dumps([[f.draft.media_type, f.draft.text] if isinstance(f, Item) else f.reason
                  for f in found]))
"""


def test_a_report_format_of_ones_own_is_read(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for one in blocks(ADD / "format.md"):
        _add(tmp_path, one)
    good = (
        "WEBVTT\n\n00:01.000 --> 00:04.000\nThe road is\nclosed.\n\n00:05.000 --> 00:06.000\nYes.\n"
    )
    (tmp_path / "a.vtt").write_text(good, encoding="utf-8")
    (tmp_path / "b.vtt").write_text("WEBVTT\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(tmp_path / "a.vtt"), str(tmp_path / "b.vtt")],
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == [
        ["text/vtt", "The road is closed.\nYes."],
        "It holds no subtitles.",
    ]


def test_the_story_of_sharing_can_be_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = DOCS / "sharing.md"
    _overlay(page, tmp_path)
    shutil.copytree(ROOT / "examples" / "sahel" / "reports", tmp_path / "reports")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    commands = [
        line.strip()
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("    corrobora ")
    ]
    assert len(commands) > 15
    said: dict[str, str] = {}
    for command in commands:
        if command.startswith("corrobora trace"):
            _leak(tmp_path)
        done = CliRunner().invoke(app, shlex.split(command)[1:])
        assert done.exit_code == 0, f"{command}: {done.output}"
        said[command] = done.output
    traced = next(out for command, out in said.items() if " trace " in command)
    assert "It was given to harbour-ew/early-warning" in traced


def _leak(folder: Path) -> None:
    """Some words of what went out, as they would stand in somebody else's paper."""
    with Store.open(folder / "story.db", create=False, clock=lambda: "") as store:
        notes = [r for r in store.ledger.releases("harbour-ew/early-warning") if r.type == "note"]
    told = [json.loads(r.content).get("content", "") for r in notes]
    (folder / "leaked.txt").write_text(" ".join(sorted(told, key=len)[-3:]), encoding="utf-8")
