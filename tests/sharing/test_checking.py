"""What is said of the sentences of a brief that a person writes, on a real case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from agreement_terms import terms
from cli.program import write_story
from corrobora.case import Case
from corrobora.errors import PolicyError
from corrobora.model import Event, Independence
from corrobora.share.agreements import Act
from corrobora.share.checks import Sentence
from corrobora.share.diligence import Assessment
from corrobora.share.labels import Purpose, Tlp, read_label
from corrobora.sharing import SharingDesk
from corrobora.sharing.checking import Checker, Recipient, read_recipient
from corrobora.writers.markdown import write_markdown

NOW = "2025-10-02T08:00:00Z"
WIRE = "wire.txt"
ATTACK = "Gunmen killed 14 soldiers in an ambush near Mopti"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("checking")
    with Case.open(folder / "case.db", clock=lambda: NOW, fast=True) as found:
        found.collect([write_story(folder / "story")], now=NOW)
        found.update()
        yield found


def checker(case: Case) -> Checker:
    desk = SharingDesk(case, clock=lambda: NOW, random=lambda n: b"5" * n)
    return Checker(desk, {c: e.id for e in case.events() for c in e.claims})


def check(case: Case, text: str, said: str = "", own: str = "") -> list[list[str]]:
    """The codes of each sentence."""
    found = checker(case).check(text, read_recipient(said), own)
    return [[remark.code for remark in one.remarks] for one in found]


def claim_of(case: Case, type_: str) -> str:
    return next(c.id for c in case.claims() if c.type == type_)


def test_a_sentence_that_cites_nothing_is_named(case: Case) -> None:
    text = f"Two things are so. One is cited [{WIRE}]."
    assert check(case, text) == [["uncited"], []]


def test_a_citation_after_the_full_stop_belongs_to_the_sentence_before(case: Case) -> None:
    text = f"Gunmen attacked. [{WIRE}] Nobody knows why."
    found = checker(case).check(text, Recipient())
    assert [one.cites for one in found] == [(WIRE,), ()]
    assert text[found[0].start : found[0].end] == f"Gunmen attacked. [{WIRE}]"


def test_a_citation_that_leads_nowhere_is_named(case: Case) -> None:
    assert check(case, "It is so [r-that-never-was].") == [["unknown"]]


def test_headings_and_lines_of_bold_words_need_no_citation(case: Case) -> None:
    assert check(case, "# Week 36\n\n**As of today**\n") == []


@pytest.mark.parametrize(
    "said",
    [
        "It is confirmed that they attacked",
        "Several sources report the attack",
        "The attack has been corroborated",
        "L’attaque a été confirmée",
        "Plusieurs sources indépendantes le disent",
    ],
)
def test_what_rests_on_one_origin_is_not_called_confirmed(case: Case, said: str) -> None:
    assert check(case, f"{said} [{WIRE}].") == [["one-origin"]]


@pytest.mark.parametrize(
    "said",
    [
        "The attack has not been confirmed",
        "It is unconfirmed",
        "L’attaque n’est pas confirmée",
        "A source said “it is confirmed by all of us”",
        "The army confirmed nothing",
    ],
)
def test_what_calls_nothing_confirmed_is_left_alone(case: Case, said: str) -> None:
    found = check(case, f"{said} [{WIRE}].")
    assert "one-origin" not in found[0]


def test_what_two_origins_are_shown_for_may_be_called_confirmed(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = claim_of(case, "ASSAULT")
    text = f"It is confirmed [{wire}]."
    assert check(case, text) == [["one-origin"]]
    # No event of the story has two; they are counted as shown for this one look.
    found = Checker.events

    def shown(self: Checker, claims: Iterable[str]) -> list[Event]:
        two = Independence(min=2, max=2)
        return [replace(event, independent=two) for event in found(self, claims)]

    monkeypatch.setattr(Checker, "events", shown)
    assert check(case, text) == [[]]


@pytest.mark.parametrize(
    "said",
    [
        "It is very likely, with high confidence, that it goes on",
        "Il est probable, avec une confiance élevée, que cela continue",
    ],
)
def test_likelihood_and_confidence_in_one_sentence_are_named(case: Case, said: str) -> None:
    assert check(case, f"{said} [{WIRE}].") == [["likelihood-and-confidence"]]
    apart = f"It is very likely [{WIRE}]. Our confidence in this is high [{WIRE}]."
    assert check(case, apart) == [[], []]


def test_an_altered_quotation_is_named_with_what_was_changed(case: Case) -> None:
    assert check(case, f"It said “{ATTACK}” [{WIRE}].") == [[]]
    found = checker(case).check(f"It said “{ATTACK.replace('14', '41')}” [{WIRE}].", Recipient())
    (remark,) = found[0].remarks
    assert remark.code == "altered"
    assert remark.changes == ("number: 41 for 14",)
    assert check(case, f"It said “he never went to the harbour” [{WIRE}].") == [["not-in-source"]]


def test_a_quotation_with_a_full_stop_is_one_sentence(case: Case) -> None:
    text = f"It said “{ATTACK} on 4 September 2025. The army of Mali” [{WIRE}]."
    assert len(check(case, text)) == 1


def test_the_brief_of_the_program_itself_is_well(case: Case) -> None:
    for language in ("en", "fr"):
        brief = case.brief(language=language)
        found = check(case, write_markdown(brief, language=language), own=brief.summary)
        assert len(found) > 5
        assert [one for one in found if one] == []


def test_what_is_marked_too_high_is_named_and_so_is_what_has_no_marking(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c.db", clock=lambda: NOW, fast=True) as case:
        case.collect([write_story(tmp_path / "story")], now=NOW)
        case.update()
        text = f"It is so [{WIRE}]."
        assert check(case, text) == [[]]
        assert check(case, text, "TLP:GREEN") == [["too-high"]]
        desk = SharingDesk(case, clock=lambda: NOW)
        wire = next(r.id for r in case.reports() if r.name == WIRE)
        desk.label("report", [wire], read_label({"tlp": "AMBER"}), by="A", why="x")
        found = checker(case).check(text, Recipient(ceiling=Tlp.GREEN))
        assert found[0].remarks[0].facts == (("report", wire), ("marking", "TLP:AMBER"))
        assert check(case, text, "TLP:AMBER") == [[]]
        # A claim may be marked higher than the report that it stands in.
        claim = next(c.id for c in case.claims() if c.report == wire)
        desk.label("claim", [claim], read_label({"tlp": "RED"}), by="A", why="x")
        assert check(case, f"It is so [{claim}].", "TLP:AMBER") == [["too-high"]]


def test_what_an_agreement_keeps_back_is_named_as_when_it_is_handed_over(tmp_path: Path) -> None:
    with Case.open(tmp_path / "c.db", clock=lambda: NOW, fast=True) as case:
        case.collect([write_story(tmp_path / "story")], now=NOW)
        case.update()
        desk = SharingDesk(case, clock=lambda: NOW, random=lambda n: b"5" * n)
        desk.propose(terms(), by="A. Sow", why="Signed")
        desk.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Both signed")
        desk.assess(
            Assessment(
                agreement="harbour-ew", result="cleared", by="B. Diop", at=NOW, findings="none",
                review_by=dt.date(2026, 6, 30),
            )
        )  # fmt: skip
        green = [r.id for r in case.reports() if r.name == WIRE]
        desk.label("report", green, read_label({"tlp": "GREEN"}), by="A", why="x")
        text = f"Gunmen attacked [ledger.txt]. Troops came [{WIRE}]."
        first, second = check(case, text, "harbour-ew/early-warning")
        assert set(first) == {"withheld"}
        assert second == []


def test_sentences_lie_where_the_text_says(case: Case) -> None:
    text = f"- Gunmen attacked [{WIRE}]. Why?\n\n> Nobody knows 𝒜 [{WIRE}]. He left.\n"
    found = checker(case).check(text, Recipient())
    said = [text[one.start : one.end] for one in found]
    assert said == [
        f"Gunmen attacked [{WIRE}].", "Why?", f"Nobody knows 𝒜 [{WIRE}].", "He left.",
    ]  # fmt: skip
    assert [one.line for one in found] == [1, 1, 3, 3]
    assert isinstance(found[0], Sentence)


def test_a_recipient_is_a_marking_or_a_purpose_of_an_agreement() -> None:
    assert read_recipient("") == Recipient()
    assert read_recipient("TLP:AMBER+STRICT").ceiling is Tlp.AMBER_STRICT
    found = read_recipient("harbour-ew/early-warning")
    assert (found.agreement, found.purpose) == ("harbour-ew", Purpose.EARLY_WARNING)
    for wrong in ("harbour-ew", "harbour-ew/targeting", "TLP:BLUE"):
        with pytest.raises(PolicyError):
            read_recipient(wrong)
