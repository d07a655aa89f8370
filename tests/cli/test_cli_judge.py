from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.program import done, run

BY = ("--by", "A. Reader", "--why", "checked by telephone")


def records(*arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done(*arguments).stdout.splitlines()]


def events(case: Path) -> list[dict[str, Any]]:
    return records("events", "--case", case, "--fast")


def two_reports(case: Path) -> dict[str, Any]:
    return next(e for e in events(case) if len(e["reports"]) > 1)


def test_a_rejected_claim_makes_no_event_until_it_is_accepted(case: Path) -> None:
    before = events(case)
    claim = next(e for e in before if len(e["claims"]) == 1)["claims"][0]
    result = done("judge", "reject", claim, *BY, "--case", case)
    assert f"Rejected claim {claim}." in result.stderr
    assert "event gone" in result.stderr
    assert all(claim not in e["claims"] for e in events(case))
    assert claim not in done("claims", "--case", case, "--fast").stdout
    sheet = done("show", claim, "--case", case).stdout
    assert "judged: reject by A. Reader" in sheet
    assert "checked by telephone" in sheet
    # In the same second: the later word stands all the same.
    done("judge", "accept", claim, *BY, "--case", case)
    assert events(case) == before


def test_the_same_word_twice_changes_nothing(case: Path) -> None:
    claim = two_reports(case)["claims"][0]
    done("judge", "reject", claim, *BY, "--case", case)
    lines = done("journal", "--case", case).stdout
    again = done("judge", "reject", claim, *BY, "--case", case)
    assert "nothing was changed" in again.stderr
    assert done("journal", "--case", case).stdout == lines
    assert json.loads(lines.splitlines()[-2])["actor"] == "A. Reader"


def test_a_corrected_claim_is_told_as_corrected(case: Path) -> None:
    claim = next(c for c in records("claims", "--case", case, "--fast") if c["deaths"])
    done("judge", "edit", claim["id"], *BY, "--set", "deaths=99..", "--case", case)
    done("judge", "edit", claim["id"], *BY, "--set", "date=2025-09-03", "--case", case)
    found = next(c for c in records("claims", "--case", case, "--fast") if c["id"] == claim["id"])
    assert found["deaths"]["min"] == 99
    assert found["deaths"]["max"] is None
    assert found["date"]["start"] == found["date"]["end"] == "2025-09-03"
    assert {**found, "deaths": claim["deaths"], "date": claim["date"]} == claim
    assert any(e["deaths"] and e["deaths"]["low"] == 99 for e in events(case))
    assert done("check", "--case", case).exit_code == 0


def test_who_whom_according_to_whom_and_where_are_corrected_by_name(case: Path) -> None:
    claim = records("claims", "--case", case, "--fast")[0]
    done(
        "judge", "edit", claim["id"], *BY, "--case", case,
        "--set", "actors=Lanterns (ngo); JNIM", "--set", "targets=", "--set", "speakers=Mali",
        "--set", "place=Mopti, ML", "--set", "type=assault",
    )  # fmt: skip
    found = next(c for c in records("claims", "--case", case, "--fast") if c["id"] == claim["id"])
    first, second = found["actors"]
    assert (first["name"], first["kind"], second["id"]) == ("Lanterns", "ngo", "JNIM")
    assert found["targets"] == []
    assert [(s["name"], s["kind"]) for s in found["speakers"]] == [("Mali", "government")]
    assert (found["place"]["name"], found["place"]["country"]) == ("Mopti", "ML")
    assert found["type"] == "ASSAULT"
    # What was corrected before stays, and a later word changes what it names only.
    done("judge", "edit", claim["id"], *BY, "--case", case, "--set", "speakers=")
    again = next(c for c in records("claims", "--case", case, "--fast") if c["id"] == claim["id"])
    assert again["speakers"] == []
    assert again["actors"] == found["actors"]
    assert done("check", "--case", case).exit_code == 0


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("deaths=many", "judge --help"),
        ("date=soon", "Give days as 2025-09-04"),
        ("date=2025-09-05..2025-09-01", "Exchange them"),
        ("stance=true", "The stances are: asserted"),
        ("negated=perhaps", "Give yes or no"),
        ("type=WALK", "The types are: ACCUSE"),
        ("actors=Nobody at all", "Say of which kind it is, as in: Nobody at all (ngo)"),
        ("quote=other words", "judge --help"),
        ("deaths", "judge --help"),
    ],
)
def test_corrections_that_cannot_be(case: Path, change: str, hint: str) -> None:
    claim = two_reports(case)["claims"][0]
    lines = done("journal", "--case", case).stdout
    result = run("judge", "edit", claim, *BY, "--set", change, "--case", case)
    assert result.exit_code == 1
    assert hint in " ".join(result.stderr.split())
    assert done("journal", "--case", case).stdout == lines


def test_an_event_is_split_and_joined(case: Path) -> None:
    event = two_reports(case)
    claim = event["claims"][-1]
    result = done("judge", "edit", event["id"], *BY, "--apart", claim, "--case", case)
    assert "event" in result.stderr
    assert not any({claim, event["claims"][0]} <= set(e["claims"]) for e in events(case))
    rest = next(e for e in events(case) if event["claims"][0] in e["claims"])
    done("judge", "edit", rest["id"], *BY, "--together", claim, "--case", case)
    assert any({claim, event["claims"][0]} <= set(e["claims"]) for e in events(case))


def test_an_event_is_rejected_with_its_claims_or_kept_together(case: Path) -> None:
    event = two_reports(case)
    done("judge", "accept", event["id"], *BY, "--case", case)
    assert set(event["claims"]) <= {c for e in events(case) for c in e["claims"]}
    done("judge", "reject", event["id"], *BY, "--case", case)
    left = {c for e in events(case) for c in e["claims"]}
    assert not left & set(event["claims"])


def test_a_vetted_publisher_counts_as_independent(case: Path) -> None:
    reports = {r["name"]: r for r in records("reports", "--case", case)}
    assert reports["wire.txt"]["publisher"]
    done("judge", "accept", "wire.txt", *BY, "--case", case)
    shown = done("journal", "--case", case, "--to", "table", "--last", "2").stdout
    assert "judgement.added" in shown


def test_an_outlet_is_vetted_by_name_and_the_vetting_is_listed_and_taken_back(case: Path) -> None:
    def standing() -> dict[str, object]:
        return next(r for r in records("outlets", "--case", case) if r["outlet"] == "Harbour Wire")

    assert standing()["vetted"] is False
    done("judge", "accept", "outlet:Harbour Wire", *BY, "--case", case)
    assert standing()["vetted"] is True
    assert "2025-09-09" in str(standing()["why"])
    done("reconcile", "--case", case)
    assert standing()["vetted"] is True
    done("judge", "reject", "outlet:Harbour Wire", *BY, "--case", case)
    assert standing()["vetted"] is False
    assert run("judge", "edit", "outlet:Harbour Wire", *BY, "--case", case).exit_code == 1
    assert run("judge", "accept", "outlet:", *BY, "--case", case).exit_code == 1
    assert done("check", "--case", case).exit_code == 0


def test_a_derivation_is_rejected_confirmed_or_added_and_rebuilds_keep_that(case: Path) -> None:
    def edges() -> dict[str, list[str]]:
        return {
            f"{r['id']}>{d.get('report') or d['ghost']['publisher']}": d["cues"]
            for r in records("reports", "--case", case)
            for d in r["derived_from"]
        }

    first = next(iter(edges()))
    done("judge", "reject", first, *BY, "--case", case)
    done("reconcile", "--case", case)
    assert first not in edges()
    done("judge", "accept", first, *BY, "--case", case)
    assert any(cue.startswith("judged: ") for cue in edges()[first])
    ids = {r["name"]: r["id"] for r in records("reports", "--case", case)}
    added = f"{ids['courrier.txt']}>{ids['wire.txt']}"
    done("judge", "accept", added, *BY, "--case", case)
    done("reconcile", "--case", case)
    assert added in edges()


def test_a_derivation_is_rejected(case: Path) -> None:
    found = [(r["id"], d) for r in records("reports", "--case", case) for d in r["derived_from"]]
    assert found, "the ledger cites the wire"
    report, derivation = found[0]
    source = derivation.get("report") or derivation["ghost"]["publisher"]
    result = done("judge", "reject", f"{report}>{source}", *BY, "--case", case)
    assert "Rejected derivation" in result.stderr
    assert run("judge", "reject", f"{report}>nobody", *BY, "--case", case).exit_code == 7


def test_what_cannot_be_judged_so(case: Path) -> None:
    event = two_reports(case)
    for arguments, status in [
        (("edit", event["id"]), 1),
        (("edit", event["claims"][0]), 1),
        (("edit", "wire.txt"), 1),
        (("reject", event["id"], "--set", "stance=alleged"), 1),
        (("edit", event["id"], "--together", "c0"), 7),
        (("edit", event["id"], *(x for c in event["claims"] for x in ("--apart", c))), 1),
        (("reject", "c0"), 7),
    ]:
        assert run("judge", *arguments, *BY, "--case", case).exit_code == status, arguments
    assert run("judge", "reject", event["id"], "--case", case).exit_code == 2
