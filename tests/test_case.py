from __future__ import annotations

from pathlib import Path

import pytest

from corrobora.case import Case, Collected, claims_of, extract_batch, extraction_method
from corrobora.errors import CaseError, CorroboraError, NotFound
from corrobora.model import Judgement, Refusal

NOW = "2025-09-09T00:00:00Z"
TEXT = (
    "Gunmen killed 14 soldiers in an ambush near Mopti on 4 September 2025, the army of Mali said."
)
OTHER = (
    "Mali expelled three French diplomats on 2 September 2025, the ministry in Bamako announced."
)


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case.open(tmp_path / "case.db", clock=lambda: NOW, fast=True)


def test_the_walk(case: Case, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=TEXT, b=OTHER)
    (folder / "empty.txt").touch()
    told: list[tuple[int, int]] = []
    found = case.collect(
        [folder], now=NOW, kept=lambda new: told.append((len(new.taken), len(new.refused)))
    )
    assert [r.name for r in found.taken] == ["a.txt", "b.txt"]
    assert [r.name for r in found.refused] == ["empty.txt"]
    assert told == [(2, 1)]
    assert case.extract() == 2
    assert case.extract() == 0
    events = case.reconcile()
    assert events == case.events()
    assert {c.type for c in case.claims()} >= {"ASSAULT", "SANCTION"}
    brief = case.brief()
    assert "Mali" in brief.scope
    assert brief.title.endswith(brief.scope)
    assert case.brief(scope="Mopti").scope == "Mopti"
    again = case.collect([folder], now=NOW)
    assert (len(again.taken), again.known) == (0, 2)


def test_progress_tells_of_each_item_and_their_number(tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    folder = write(tmp_path / "in", a=TEXT, b=OTHER)
    with Case.open(
        tmp_path / "case.db",
        clock=lambda: NOW,
        fast=True,
        progress=lambda stage, done, total: told.append((stage, done, total)),
    ) as case:
        case.collect([folder], now=NOW)
        case.extract()
    assert told == [("collect", 1, 2)] * 2 + [("extract", 1, 2)] * 2


def test_what_people_said_counts_everywhere(case: Case, tmp_path: Path) -> None:
    case.collect([write(tmp_path / "in", a=TEXT, b=OTHER)], now=NOW)
    case.update()
    attack = next(c for c in case.claims() if c.type == "ASSAULT")
    judgement = Judgement(
        subject_kind="claim", subject=attack.id, verdict="reject", by="me", at=NOW, why="no"
    )
    case.judge(judgement)
    events = case.reconcile()
    assert attack not in case.claims()
    assert all(attack.id not in e.claims for e in events)
    cited = {c.claim for s in case.brief().sections for x in s.sentences for c in x.citations}
    assert attack.id not in cited
    assert case.find(attack.id) == attack


def test_a_report_is_found_by_id_and_name(case: Case, tmp_path: Path) -> None:
    case.collect([write(tmp_path / "in", a=TEXT)], now=NOW)
    (report,) = case.reports()
    assert case.find(report.id) == case.find("a.txt") == report
    write(tmp_path / "other", a=OTHER)
    case.collect([tmp_path / "other"], now=NOW)
    with pytest.raises(NotFound, match="more than one"):
        case.find("a.txt")
    with pytest.raises(NotFound, match="nothing"):
        case.find("b.txt")


def test_errors_say_in_which_stage_they_came_up(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise CaseError("It is full.")

    case.collect([write(tmp_path / "in", a=TEXT)], now=NOW)
    monkeypatch.setattr(case.store, "add_extractions", broken)
    with pytest.raises(CorroboraError) as caught:
        case.extract()
    assert caught.value.facts["stage"] == "extract"
    monkeypatch.setattr(case.store, "replace_derived", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError) as failed:
        case.reconcile()
    assert failed.value.__notes__ == ["stage: reconcile"]


def test_claims_on_the_fly_are_those_of_a_case(case: Case, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=TEXT, b=OTHER)
    (folder / "empty.txt").touch()
    refused: list[Refusal] = []
    found = {
        report.id: claims
        for report, claims in claims_of([folder], now=NOW, refused=refused.append, fast=True)
    }
    assert [r.name for r in refused] == ["empty.txt"]
    case.collect([folder], now=NOW)
    case.extract()
    assert tuple(c for r in case.reports() for c in found[r.id]) == case.claims()
    assert extract_batch(list(case.reports()), fast=True) == list(found.values())


def test_the_method_names_parsers_and_vocabulary(tmp_path: Path) -> None:
    method, vocabulary = extraction_method(fast=True)
    assert "shallow" in method
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors" / "own.toml").write_text(
        '[[actor]]\nid = "X1"\nname = "Xan Front"\nkind = "armed-group"\n'
    )
    assert extraction_method(tmp_path, fast=True)[1] != vocabulary


def test_collected_adds_up() -> None:
    one, two = Collected(revisions=[("a", "b")]), Collected(revisions=[("c", "d")])
    one.add(two)
    assert one.revisions == [("a", "b"), ("c", "d")]
    assert one.known == 0


def test_a_case_that_grows_is_what_one_walk_gives(case: Case, tmp_path: Path) -> None:
    case.collect([write(tmp_path / "one", a=TEXT)], now=NOW)
    case.update()
    case.collect([write(tmp_path / "two", b=OTHER, c=TEXT.replace("14", "20"))], now=NOW)
    case.update()
    claim = case.claims()[0]
    case.judge(
        Judgement(
            subject_kind="claim", subject=claim.id, verdict="reject", by="me", at=NOW, why="no"
        )
    )
    grown = case.reconcile()

    with Case.open(tmp_path / "case.db", clock=lambda: NOW, fast=True) as afresh:
        assert afresh.reconcile() == grown


def test_a_text_met_again_counts_as_if_both_had_come_at_once(tmp_path: Path) -> None:
    words = "Gunmen killed 14 soldiers in an ambush near Mopti on Tuesday, the army of Mali said."
    page = "<html><head>{head}</head><body><article><p>" + words + "</p></article></body></html>"
    first, again = tmp_path / "first.html", tmp_path / "again.html"
    first.write_text(page.format(head=""), encoding="utf-8")
    dated = '<meta property="article:published_time" content="2025-09-04T08:00:00Z">'
    again.write_text(page.format(head=dated), encoding="utf-8")
    found = []
    for name, steps in (("one", [[first], [again]]), ("two", [[again], [first]]),
                        ("both", [[first, again]])):  # fmt: skip
        with Case.open(tmp_path / f"{name}.db", clock=lambda: NOW, fast=True) as case:
            for step in steps:
                case.collect(step, now=NOW)
                case.update()
            found.append((case.reports(), case.claims(), case.events(), case.derivations()))
            report = case.reports()[0]
            assert len(case.reports()) == 1
            assert report.names == ("again.html", "first.html")
            assert str(report.published) == "2025-09-04"
            when = case.claims()[0].date
            assert when is not None
            assert str(when.start) == "2025-09-02"
    assert found[0] == found[1] == found[2]
