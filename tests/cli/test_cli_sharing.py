"""The verbs of the sharing desk, typed as people type them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from agreement_terms import terms
from cli.program import done, run

BY = ("--by", "A. Sow", "--why", "test")


@pytest.fixture
def shared(case: Path, tmp_path: Path) -> Path:
    """A case with an agreement that is active, and nothing given out yet."""
    file = tmp_path / "terms.toml"
    file.write_text(terms(diligence=False), encoding="utf-8")
    done("label", "--all", "--set", "tlp=GREEN", *BY, "--case", case)
    done("agreement", "new", file, *BY, "--case", case)
    done("agreement", "activate", "harbour-ew", *BY, "--case", case)
    return case


def rows(*arguments: object) -> list[dict[str, object]]:
    told = done(*arguments, "--to", "jsonl").stdout
    return [json.loads(line) for line in told.splitlines()]


def share(case: Path, *more: object) -> str:
    return done(
        "share", "harbour-ew", "early-warning", "--by", "A. Sow", "--case", case, *more
    ).output


def proposed(output: str) -> str:
    found = re.search(r"proposed as (\w+):", output)
    assert found, output
    return found[1]


def test_two_persons_share_recall_and_go_back_to_one(shared: Path) -> None:
    done("approvals", "--turn", "on", *BY, "--case", shared)
    name = proposed(share(shared))
    (waiting,) = rows("approvals", "--case", shared)
    assert (waiting["id"], waiting["state"], waiting["by"]) == (name, "open", "A. Sow")
    same = run("approve", name, "--by", "a. sow", "--case", shared)
    assert same.exit_code == 9
    assert "a second person has to approve" in same.output
    assert rows("releases", "harbour-ew", "--case", shared) == []
    assert " new, " in done("approve", name, "--by", "B. Diop", "--case", shared).output
    assert {r["by"] for r in rows("releases", "harbour-ew", "--case", shared)} == {
        "A. Sow + B. Diop"
    }
    wanted = done("recall", "harbour-ew", "--all", *BY, "--case", shared).output
    done("decline", proposed(wanted), "--by", "B. Diop", "--why", "No", "--case", shared)
    assert rows("recall", "harbour-ew", "--case", shared) == []
    done("agreement", "suspend", "harbour-ew", *BY, "--case", shared)
    lifted = proposed(done("agreement", "resume", "harbour-ew", *BY, "--case", shared).output)
    done("approve", lifted, "--by", "B. Diop", "--case", shared)
    off = proposed(done("approvals", "--turn", "off", *BY, "--case", shared).output)
    done("approve", off, "--by", "B. Diop", "--case", shared)
    assert "as before" in share(shared)
    states = [one["state"] for one in rows("approvals", "--all", "--case", shared)]
    assert states == ["approved", "declined", "approved", "approved"]


def test_what_is_suspended_meanwhile_is_not_shared(shared: Path) -> None:
    done("approvals", "--turn", "on", *BY, "--case", shared)
    name = proposed(share(shared))
    done("agreement", "suspend", "harbour-ew", *BY, "--case", shared)
    late = run("approve", name, "--by", "B. Diop", "--case", shared)
    assert late.exit_code == 10
    assert "not active" in late.output
    assert rows("approvals", "--case", shared) == []


def test_an_originator_is_asked_agrees_and_takes_it_back(shared: Path) -> None:
    done("label", "wire.txt", "--set", "tlp=GREEN", "--set", "controllers=Alder", *BY,
         "--case", shared)  # fmt: skip
    asked = ("consent", "ask", "harbour-ew", "early-warning", "--until", "2026-12-31", *BY)
    assert "Alder is asked about 1 reports" in done(*asked, "--case", shared).output
    assert "Nothing waits" in done(*asked, "--case", shared).output
    (one,) = rows("consent", "list", "--case", shared)
    done("consent", "grant", one["id"], "--by", "A. Sow", "--case", shared)
    assert rows("consent", "list", "--case", shared) == []
    share(shared)
    held = {r["item"] for r in rows("releases", "harbour-ew", "--case", shared)}
    back = done("consent", "withdraw", one["id"], *BY, "--case", shared)
    gone = {line.split("\t")[0] for line in back.stdout.splitlines()}
    assert gone
    assert gone < held
    left = {r["item"] for r in rows("releases", "harbour-ew", "--case", shared)}
    assert left == held - gone
    assert [r["state"] for r in rows("consent", "list", "--all", "--case", shared)] == ["withdrawn"]


def test_a_request_is_refused_and_a_permission_given_and_taken_back(shared: Path) -> None:
    done("label", "wire.txt", "--set", "tlp=GREEN", "--set", "controllers=Alder", *BY,
         "--case", shared)  # fmt: skip
    done("consent", "ask", "harbour-ew", "early-warning", "--until", "2026-12-31", *BY,
         "--case", shared)  # fmt: skip
    (one,) = rows("consent", "list", "--case", shared)
    done("consent", "refuse", one["id"], *BY, "--case", shared)
    again = run("consent", "grant", one["id"], "--by", "A. Sow", "--case", shared)
    assert again.exit_code == 9
    scope = ("Alder", "--to", "Harbour Relief", "--purpose", "early-warning", "--by", "A. Sow")
    done("consent", "give", *scope, "--until", "2026-12-31", "--case", shared)
    share(shared)
    back = done("consent", "withdraw", *scope, "--why", "Letter", "--case", shared)
    assert back.stdout
    wrong = run("consent", "withdraw", one["id"], "--item", "wire.txt", *BY, "--case", shared)
    assert "as a whole" in wrong.output


@pytest.mark.parametrize(
    "what",
    ["agreements", "releases", "decisions", "withheld", "recalls", "approvals", "requests",
     "consents", "journal", "reads"],
)  # fmt: skip
def test_oversight_reads_and_is_seen(shared: Path, what: str) -> None:
    share(shared)
    of = ("harbour-ew", "early-warning") if what in ("decisions", "withheld") else ()
    told = ("oversight", what, *of, "--by", "L. Mbaye", "--why", "Review", "--case", shared)
    found = rows(*told)
    if what == "releases":
        assert all(json.loads(str(one["content"])) for one in found)
    if what == "decisions":
        assert {one["answer"] for one in found} == {"allow"}
    last = rows("journal", "--last", "1", "--case", shared)[0]
    assert last["actor"] == "L. Mbaye"
    assert "oversight" in str(last["subject"])
    # A table for people holds the same rows.
    assert len(done(*told, "--to", "table").stdout.splitlines()) >= len(found)
    assert run("oversight", what, *of, "--by", "L. Mbaye", "--why", " ", "--case", shared).exit_code


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("withheld",), "an agreement and a purpose"),
        (("withheld", "harbour-ew"), "an agreement and a purpose"),
        (("journal", "harbour-ew"), "of the whole case"),
    ],
)
def test_oversight_says_what_it_needs(shared: Path, arguments: tuple[str, ...], says: str) -> None:
    result = run("oversight", *arguments, *BY, "--case", shared)
    assert result.exit_code == 1
    assert says in result.output


def test_a_brief_by_hand_is_looked_at_refused_torn_and_given(shared: Path, tmp_path: Path) -> None:
    done("label", "courrier.txt", "--set", "tlp=RED", *BY, "--case", shared)
    file, given = tmp_path / "mine.md", tmp_path / "given.md"
    file.write_text(
        "- Soldiers of Mali were attacked. [wire.txt]\n- Mali and France quarrel. [courrier.txt]\n",
        encoding="utf-8",
    )
    look = done("preview", "harbour-ew", "early-warning", "--check", file, "--case", shared)
    assert look.stdout == "- Soldiers of Mali were attacked.\n"
    assert "TLP:RED" in look.stderr
    of = ("share", "harbour-ew", "early-warning", "--brief", file, "--case", shared)
    refused = run(*of, "--by", "A. Sow")
    assert refused.exit_code == 10
    assert "line 2" in refused.output
    done(*of, "--tear", "--by", "A. Sow", "--output", given)
    text = given.read_text(encoding="utf-8")
    assert text.startswith("TLP:GREEN")
    assert "quarrel" not in text
    assert len(rows("releases", "harbour-ew", "--case", shared)) == 1
    missing = run("share", "harbour-ew", "early-warning", "--brief", tmp_path / "none.md",
                  "--by", "A. Sow", "--case", shared)  # fmt: skip
    assert "cannot be read" in missing.output


def test_two_persons_hand_a_brief_over(shared: Path, tmp_path: Path) -> None:
    done("approvals", "--turn", "on", *BY, "--case", shared)
    file = tmp_path / "mine.md"
    file.write_text("Soldiers of Mali were attacked. [wire.txt]\n", encoding="utf-8")
    name = proposed(share(shared, "--brief", file))
    told = done("approve", name, "--brief", file, "--by", "B. Diop", "--case", shared)
    assert "Soldiers of Mali were attacked. [1]" in told.stdout


def test_terms_go_out_in_odrl_and_come_back(shared: Path, tmp_path: Path) -> None:
    file = tmp_path / "terms.jsonld"
    done("agreement", "export", "harbour-ew", "--house", "Delta Desk", "--output", file,
         "--case", shared)  # fmt: skip
    before = done("agreement", "export", "harbour-ew", "--to", "toml", "--case", shared).stdout
    other = tmp_path / "other.db"
    done("collect", file.parent / "terms.toml", "--case", other)
    done("agreement", "import", file, *BY, "--case", other)
    assert (
        done("agreement", "export", "harbour-ew", "--to", "toml", "--case", other).stdout == before
    )
    assert "is draft" in done("agreement", "show", "harbour-ew", "--case", other).stdout
    policy = json.loads(file.read_text(encoding="utf-8"))
    del policy["profile"]
    policy["permission"][0]["constraint"] = policy["permission"][0]["constraint"][:3]
    file.write_text(json.dumps(policy), encoding="utf-8")
    told = done("agreement", "import", file, *BY, "--case", other).output
    assert "tlp: not said, set to clear" in told
    assert "up to TLP:CLEAR" in done("agreement", "show", "harbour-ew", "--case", other).stdout
