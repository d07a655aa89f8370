"""The steps of the pages on adding something, followed to the letter."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from doc_pages import DOCS, ROOT, Block, block, blocks

from corrobora.extract.mentions import find_mentions
from corrobora.extract.resources import load_resources
from corrobora.model import Claim, Report
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


def test_an_event_type_of_ones_own_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ADD / "event-type.md"
    _overlay(page, tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    spoken: dict[str, object] = {}
    exec(block(page, "run").code, spoken)
    types = load_resources(tmp_path / "mine").types
    assert spoken["resources"].vocabulary != load_resources().vocabulary  # type: ignore[attr-defined]
    assert [p for p in check(types) if p.type == "EVACUATE"] == []
    assert len(types.types["EVACUATE"].examples) == 2


def test_an_event_type_of_ones_own_makes_claims(tmp_path: Path) -> None:
    from corrobora.extract import extract

    resources = load_resources(_overlay(ADD / "event-type.md", tmp_path), fast=True)
    text = "The Kenyan army airlifted forty teachers from Mandera on Friday."
    found = [c for c in extract(_report(text), resources) if c.type == "EVACUATE"]
    assert [(c.mode, [a.id for a in c.actors]) for c in found] == [("air", ["KE.mil"])]
    assert extract(_report(text), load_resources(fast=True)) == () or not any(
        c.type == "EVACUATE" for c in extract(_report(text), load_resources(fast=True))
    )


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
    (tmp_path / "ML.txt").write_text("\t".join(row) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    spoken: dict[str, object] = {}
    exec(block(ADD / "place.md", "run", "geonames").code, spoken)
    assert spoken["gazetteer"].lookup("Tin Barassen")  # type: ignore[attr-defined]


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
    good = "WEBVTT\n\n00:01.000 --> 00:04.000\nThe road is\nclosed.\n\n00:05.000 --> 00:06.000\nYes.\n"
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
