from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from cli.program import child, done, run

GEONAMES = "\t".join


def village(name: str, *, code: str = "P", feature: str = "PPL", people: str = "900") -> str:
    row = ["1", name, name, "", "14.5", "-4.2", code, feature, "ML", "", "05", "", "", "", people,
           "", "", "Africa/Bamako", "2024-01-01"]  # fmt: skip
    return GEONAMES(row) + "\n"


DUMP = village("Testendougou") + village("Petitbourg", people="3") + village("Rue", code="R")


@pytest.mark.parametrize("packed", [False, True])
def test_an_imported_dump_is_found(tmp_path: Path, packed: bool) -> None:
    dump, mine = tmp_path / "ML.txt", tmp_path / "mine"
    dump.write_text(DUMP, encoding="utf-8")
    if packed:
        dump = tmp_path / "ML.zip"
        with zipfile.ZipFile(dump, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("readme.txt", "not a dump")
            archive.writestr("ML.txt", DUMP)
    assert run("places", "Testendougou").exit_code == 7
    result = done("places", "--import", dump, "--vocabulary", mine)
    assert "Imported 2 places" in result.stderr
    assert [p.name for p in (mine / "places").iterdir()] == ["ML.txt"]
    shown = done("places", "testendougou", "--vocabulary", mine).stdout
    assert shown == "Testendougou\ttown\t\tML\t14.500\t-4.200\n"
    done("places", "--import", dump, "--vocabulary", mine, "--least-population", "100")
    assert run("places", "Petitbourg", "--vocabulary", mine).exit_code == 7


def test_an_imported_village_is_read_in_reports(tmp_path: Path) -> None:
    dump, mine, text = tmp_path / "ML.txt", tmp_path / "mine", tmp_path / "a.txt"
    dump.write_text(DUMP, encoding="utf-8")
    text.write_text("Gunmen killed 14 soldiers in an ambush near Testendougou on 4 September 2025.")
    done("places", "--import", dump, "--vocabulary", mine)

    def place(*more: object, **environment: str) -> object:
        record = json.loads(done("claims", text, "--fast", *more, **environment).stdout)
        return record["place"] and record["place"]["name"]

    assert place() is None
    assert place("--vocabulary", mine) == "Testendougou"
    assert place(CORROBORA_VOCABULARY=str(mine)) == "Testendougou"


@pytest.mark.parametrize(
    ("name", "raw", "place"),
    [
        ("ML.txt", DUMP.encode() + b"only\tthree\tcolumns\n", "line 4"),
        ("ML.txt", DUMP.encode() + b"\xff\xfe\n", "line 4"),
        ("ML.txt", village("Nowhere").replace("14.5", "north").encode(), "line 1"),
        ("ML.txt", b"", "names no place"),
        ("ML.zip", b"PK\x03\x04 cut off", "line 1"),
    ],
)
def test_a_dump_that_is_none_leaves_nothing(
    tmp_path: Path, name: str, raw: bytes, place: str
) -> None:
    dump, mine = tmp_path / name, tmp_path / "mine"
    dump.write_bytes(raw)
    result = run("places", "--import", dump, "--vocabulary", mine)
    assert result.exit_code == 3
    assert place in result.stderr
    assert name in result.stderr
    assert list((mine / "places").iterdir()) == []


def test_what_places_needs(tmp_path: Path) -> None:
    dump = tmp_path / "ML.txt"
    dump.write_text(DUMP)
    assert "--vocabulary" in run("places", "--import", dump).stderr
    assert run("places").exit_code == 1
    assert run("places", "--import", tmp_path / "none.txt").exit_code == 2


def test_names_that_the_vocabulary_lacks(tmp_path: Path) -> None:
    path = tmp_path / "case.db"
    (tmp_path / "a.txt").write_text(
        "The Brigade of Saint Zorvan killed 3 soldiers near Gao on 4 May 2025. "
        "The Brigade of Saint Zorvan attacked a convoy near Gao on 9 May 2025.\n"
    )
    done("brief", tmp_path / "a.txt", "--case", path, "--fast")
    found = [json.loads(x) for x in done("vocab", "suggest", "--case", path).stdout.splitlines()]
    assert [f["name"] for f in found] == ["Brigade of Saint Zorvan"]
    assert found[0]["claims"] == 2
    assert "Zorvan" in found[0]["example"]
    mine = tmp_path / "mine" / "actors"
    mine.mkdir(parents=True)
    (mine / "own.toml").write_text(
        '[[actor]]\nid = "BSZ"\nname = "Brigade of Saint Zorvan"\nkind = "armed-group"\n'
        'aliases.en = ["Brigade of Saint Zorvan", "BSZ"]\n'
    )
    done("brief", "--case", path, "--fast", "--vocabulary", mine.parent)
    assert done("vocab", "suggest", "--case", path).stdout == ""
    claims = done("claims", "--case", path, "--fast", "--vocabulary", mine.parent).stdout
    assert '"BSZ"' in claims


def test_check_prints_types_by_language() -> None:
    result = run("vocab", "check")
    assert result.exit_code in (0, 4)
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert {"en", "fr"} == {row[1] for row in rows}
    assert "ASSAULT" in {row[0] for row in rows}
    assert ("is sound" in result.stderr) == (result.exit_code == 0)


@pytest.mark.parametrize(
    ("folder", "text"),
    [("actors", "[[actor]\n"), ("actors", '[[actor]]\nid = "X"\n'), ("places", "place = 3\n"),
     ("events", "type = 7\n"), ("events", "type = \n")],
)  # fmt: skip
def test_a_vocabulary_file_that_is_wrong_is_named(tmp_path: Path, folder: str, text: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "broken.toml").write_text(text)
    result = run("vocab", "check", "--vocabulary", tmp_path)
    assert result.exit_code == 4
    assert "broken.toml" in result.stderr
    assert "program made a mistake" not in result.stderr


def test_an_example_that_is_not_read_as_its_type_is_told(tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "assault.toml").write_text(
        'type = "ASSAULT"\n[examples]\nen = "They [smiled] at the harbour."\n'
    )
    result = run("vocab", "check", "--vocabulary", tmp_path)
    assert result.exit_code == 4
    assert "smiled" in result.stderr
    assert "ASSAULT" in result.stderr


def test_worker_processes_read_the_vocabulary_too(tmp_path: Path) -> None:
    dump, mine, path = tmp_path / "ML.txt", tmp_path / "mine", tmp_path / "many.jsonl"
    dump.write_text(DUMP, encoding="utf-8")
    done("places", "--import", dump, "--vocabulary", mine)
    text = "Gunmen killed {} soldiers in an ambush near Testendougou on 4 September 2025."
    path.write_text("".join(json.dumps({"text": text.format(n)}) + "\n" for n in range(3, 48)))
    arguments = ("claims", path, "--fast", "--vocabulary", mine)
    alone = done(*arguments).stdout
    assert alone.count('"Testendougou"') >= 45
    assert child(*arguments, "--workers", "2").stdout == alone
