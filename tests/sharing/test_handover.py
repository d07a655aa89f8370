"""Briefs written by hand: what may not go out is torn off and named, what went out is known."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreement_terms import terms
from corrobora.case import Case
from corrobora.errors import NotReleased, PolicyError, SecondPerson
from corrobora.share.agreements import Act
from corrobora.share.conditions import Consent
from corrobora.share.labels import Label, Tlp
from corrobora.share.picture import decisions_for
from corrobora.sharing import Approvals, ConsentQueue, Handover, Outbox, SharingDesk
from corrobora.sharing.forgetting import forget
from corrobora.sharing.values import Handed, Proposal
from corrobora.store import check
from corrobora.writers.markdown import write_markdown
from sharing.desk_of import EARLY, TERMS, Clock, agreed, assess, counted, desk_at

EXACT = terms(
    actors=["ML.mil"], purposes=["early-warning", "analysis"], place="site", date="day",
    tolls="exact", person_names=True, source_names=True,
)  # fmt: skip
FEED = f"harbour-ew/{EARLY.value}/brief"
TEXT = """# Attacks near the river

- Soldiers died in an attack. [wire.txt]
- Diplomats had to leave Mali. [relay.txt]
"""


def exact(desk: SharingDesk) -> SharingDesk:
    desk.propose(EXACT, by="A. Sow", why="Amended")
    desk.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Signed")
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> SharingDesk:
    made = desk_at(tmp_path / "case.db", Clock())
    agreed(made)
    return made


def report_of(desk: SharingDesk, name: str) -> str:
    return next(r.id for r in desk.holdings().reports if r.name == name)


def closed(desk: SharingDesk, name: str, label: Label | None = None) -> str:
    report = report_of(desk, name)
    desk.label("report", [report], label or Label(tlp=Tlp.RED), by="A. Sow", why="Not for them")
    return report


def hand_over(desk: SharingDesk, text: str = TEXT, *, tear: bool = False) -> Handed:
    return Handover(desk).hand_over("harbour-ew", EARLY, text, by="A. Sow", tear=tear)


def torn(desk: SharingDesk, text: str) -> dict[str, str]:
    found = Handover(desk).look("harbour-ew", EARLY, text).torn
    return {one.text: " ".join(one.reasons) for one in found}


def test_what_may_go_out_goes_out_marked_and_is_kept(desk: SharingDesk) -> None:
    done = hand_over(exact(desk))
    assert done.torn == ()
    assert done.text.startswith("TLP:GREEN PAP:CLEAR | Harbour Relief")
    assert done.text.endswith("TLP:GREEN PAP:CLEAR\n")
    assert "- Soldiers died in an attack. [1]" in done.text
    assert "- Diplomats had to leave Mali. [2]" in done.text
    assert "Do not pass on." in done.text
    assert done.item in done.text
    assert "wire.txt" not in done.text
    (kept,) = desk.store.ledger.releases(FEED)
    assert (kept.item, kept.by, kept.number) == (done.item, "A. Sow", 1)
    assert {report_of(desk, "wire.txt"), report_of(desk, "relay.txt")} <= set(kept.inner)
    assert hand_over(desk).number == 1, "handed over twice it is one version"
    assert not check(desk.store.home.address).findings


def test_above_the_ceiling_a_sentence_is_named_and_nothing_goes_out(desk: SharingDesk) -> None:
    closed(exact(desk), "relay.txt")
    with pytest.raises(
        NotReleased, match=r"line 4, “Diplomats had to leave Mali\.”.*TLP:RED"
    ) as no:
        hand_over(desk, TEXT.replace("# Attacks near the river\n", "\n"))
    assert no.value.facts["torn"]
    assert list(desk.store.ledger.releases(FEED)) == []


def test_with_tear_the_rest_goes_out_and_says_nothing_of_it(desk: SharingDesk) -> None:
    relay = closed(exact(desk), "relay.txt")
    done = hand_over(desk, tear=True)
    # A heading cites nothing: it may tell of all that the text rests on.
    assert [(one.line, one.text) for one in done.torn] == [
        (1, "Attacks near the river"), (4, "Diplomats had to leave Mali."),
    ]  # fmt: skip
    (kept,) = desk.store.ledger.releases(FEED)
    for told in (done.text, kept.content):
        assert "Diplomats" not in told
        assert "river" not in told
    assert relay not in kept.inner


def test_a_label_of_a_single_claim_counts(desk: SharingDesk) -> None:
    exact(desk)
    claim = next(c for c in desk.holdings().claims if c.report == report_of(desk, "wire.txt"))
    desk.label("claim", [claim.id], Label(tlp=Tlp.RED), by="A. Sow", why="Not for them")
    said = torn(desk, f"One. [{claim.id}]\nTwo. [wire.txt]\nThree. [relay.txt]\n")
    assert set(said) == {"One.", "Two."}


def test_what_cites_nothing_or_what_nobody_holds_is_torn(desk: SharingDesk) -> None:
    exact(desk)
    assert "cites nothing" in torn(desk, "Nobody said this.")["Nobody said this."]
    said = torn(desk, "One. [wire.txt]\nTwo. [nowhere.txt]\nThree.\n")
    assert list(said) == ["Two."]
    assert "nowhere.txt" in said["Two."]
    with pytest.raises(NotReleased, match="Nothing of this text"):
        hand_over(desk, "Nobody said this.", tear=True)


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Men attacked near Konna.", "Konna"),
        ("The Harbour Wire tells of an attack.", "Harbour Wire"),
        ("They were attacked on 4 September 2025.", "by the week: 4 September 2025"),
        ("They were attacked on Thursday.", "by the week: Thursday"),
        ("The attack took the lives of 14 men.", "has to be a band: 14"),
        ("The army of Mali deployed troops to the town that day.", "quotes words"),
    ],
)
def test_what_is_finer_than_agreed_is_torn(desk: SharingDesk, sentence: str, why: str) -> None:
    assert why in torn(desk, f"{sentence} [wire.txt]")[sentence]
    exact(desk)
    assert torn(desk, f"{sentence} [wire.txt]") == {}


@pytest.mark.parametrize(
    "sentence",
    ["Soldiers of Mali were attacked in September 2025.", "Many died in the Mopti region in 2025."],
)
def test_what_is_as_coarse_as_agreed_goes_out(desk: SharingDesk, sentence: str) -> None:
    assert torn(desk, f"{sentence} [wire.txt]") == {}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_partners_own_brief_goes_out_whole(desk: SharingDesk, language: str) -> None:
    desk.propose(TERMS + f'language = "{language}"\n', by="A. Sow", why="Amended")
    desk.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Signed")
    text = write_markdown(desk.brief("harbour-ew", EARLY), language=language)
    assert torn(desk, text) == {}
    done = hand_over(desk, text)
    (kept,) = desk.store.ledger.releases(FEED)
    reports = {r.id for r in desk.holdings().reports}
    assert reports <= set(kept.inner)
    for name in ("Konna", "Harbour Wire", "wire.txt"):
        assert name not in done.text


def test_nothing_is_handed_over_where_nothing_may_go_out(desk: SharingDesk) -> None:
    exact(desk)
    desk.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="Broken off")
    with pytest.raises(NotReleased, match="not active"):
        hand_over(desk)


# --- afterwards ----------------------------------------------------------------------------------


def test_it_is_recalled_with_what_it_rests_on(desk: SharingDesk) -> None:
    done = hand_over(exact(desk))
    box = Outbox(desk)
    recalls = box.recall(
        "harbour-ew", by="A. Sow", why="Wrong", items=[report_of(desk, "wire.txt")]
    )
    assert [(r.feed, r.item) for r in recalls] == [(FEED, done.item)]
    assert box.held("harbour-ew") == ()
    assert hand_over(desk).number == 3


def test_a_release_wants_it_back_once_a_part_of_it_is_closed(desk: SharingDesk) -> None:
    done = hand_over(exact(desk))
    box = Outbox(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    assert box.recalls() == ()
    closed(desk, "relay.txt")
    assert box.share("harbour-ew", EARLY, by="A. Sow").withdrawn > 0
    assert (FEED, done.item) in {(s.recall.feed, s.recall.item) for s in box.recalls()}
    assert not check(desk.store.home.address).findings


def test_a_consent_taken_back_and_a_report_forgotten_reach_it(desk: SharingDesk) -> None:
    alder = Label(tlp=Tlp.GREEN, controllers=frozenset({"Alder"}))
    closed(exact(desk), "relay.txt", alder)
    assert "originator" in torn(desk, TEXT)["Diplomats had to leave Mali."]
    desk.consent(
        Consent(
            originator="Alder", partner="Harbour Relief", purposes=frozenset({EARLY}),
            until=desk.today, by="A. Sow", at=desk.now(),
        )
    )  # fmt: skip
    done = hand_over(desk)
    gone = ConsentQueue(desk).withdraw(
        "Alder", "Harbour Relief", purposes=frozenset({EARLY}), by="A. Sow", why="Letter"
    )
    assert [r.item for r in gone] == [done.item]
    rest = hand_over(desk, "Soldiers died in an attack. [wire.txt]")
    taken = forget(
        desk._case, desk, [report_of(desk, "wire.txt")], by="A. Sow", why="It was asked for"
    )
    assert [r.item for r in taken.recalls] == [rest.item]
    assert not any("Soldiers died" in r.content for r in desk.store.ledger.releases(FEED))
    assert not check(desk.store.home.address).findings


def test_a_sentence_of_it_that_leaks_is_traced(desk: SharingDesk) -> None:
    done = hand_over(exact(desk), "Villagers told of men on many boats. [wire.txt]")
    found = Outbox(desk).trace("A paper: villagers told of men on many boats.")
    assert [one.feed for one in found] == [FEED]
    assert [one.feed for one in Outbox(desk).trace(done.item)] == [FEED]


# --- two persons ---------------------------------------------------------------------------------


def test_two_persons_agree_to_the_same_text(desk: SharingDesk) -> None:
    exact(desk)
    desk.require_two_persons(by="A. Sow", why="Agreed")
    with pytest.raises(SecondPerson):
        hand_over(desk)
    acts = Approvals(desk)
    made = acts.brief("harbour-ew", EARLY, TEXT, by="A. Sow", tear=False)
    assert isinstance(made, Proposal)
    assert list(desk.store.ledger.releases(FEED)) == []
    with pytest.raises(PolicyError, match="The brief is missing"):
        acts.approve(made.id, by="B. Diop")
    with pytest.raises(NotReleased, match="not what was proposed"):
        acts.approve(made.id, by="B. Diop", text=TEXT.replace("Soldiers", "Officers"))
    done = acts.approve(made.id, by="B. Diop", text=TEXT)
    assert isinstance(done, Handed)
    assert [r.by for r in desk.store.ledger.releases(FEED)] == ["A. Sow + B. Diop"]


def test_what_was_closed_since_it_was_proposed_stays(desk: SharingDesk) -> None:
    exact(desk)
    desk.require_two_persons(by="A. Sow", why="Agreed")
    acts = Approvals(desk)
    made = acts.brief("harbour-ew", EARLY, TEXT, by="A. Sow", tear=True)
    assert isinstance(made, Proposal)
    closed(desk, "relay.txt")
    with pytest.raises(NotReleased, match="not what was proposed"):
        acts.approve(made.id, by="B. Diop", text=TEXT)


# --- the law -------------------------------------------------------------------------------------


@functools.cache
def template() -> Path:
    path = Path(tempfile.mkdtemp()) / "template.db"
    desk = desk_at(path, Clock())
    agreed(desk)
    exact(desk)
    assess(desk)
    desk.store.close()
    return path


LABELS = (
    Label(tlp=Tlp.GREEN), Label(tlp=Tlp.CLEAR), Label(tlp=Tlp.RED), Label(tlp=Tlp.AMBER),
    Label(tlp=Tlp.GREEN, excluded=frozenset({"Harbour Relief"})),
    Label(tlp=Tlp.GREEN, controllers=frozenset({"Alder"})),
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(LABELS), min_size=3, max_size=3),
    st.tuples(st.integers(0, 20), st.sampled_from(LABELS)),
    st.lists(st.lists(st.integers(0, 40), max_size=3), min_size=1, max_size=6),
)
def test_a_sentence_goes_out_if_and_only_if_all_that_it_rests_on_may(
    labels: list[Label], claimed: tuple[int, Label], cited: list[list[int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.db"
        shutil.copy(template(), path)
        with Case.open(path, create=False, clock=Clock(), fast=True) as case:
            desk = SharingDesk(case, clock=Clock(), random=counted())
            reports, claims = case.reports(), case.claims()
            for report, label in zip(reports, labels, strict=True):
                desk.label("report", [report.id], label, by="A", why="Said so")
            number, label = claimed
            desk.label("claim", [claims[number % len(claims)].id], label, by="A", why="Said so")
            things = [*(c.id for c in claims), *(r.id for r in reports)]
            basis = []
            text = ""
            for at, numbers in enumerate(cited):
                found = [things[n % len(things)] for n in numbers]
                text += f"Sentence {'abcdef'[at]}. {''.join(f'[{one}]' for one in found)}\n"
                ids = set()
                for one in found:
                    ids.add(one)
                    ids |= {c.id for c in claims if c.report == one}
                    ids |= {c.report for c in claims if c.id == one}
                basis.append(ids)
            everything = set().union(*basis)
            decisions = decisions_for(desk.reader("harbour-ew", EARLY), desk.holdings())
            may = {key for key, d in decisions.items() if d.answer == "allow"}
            seen = Handover(desk).look("harbour-ew", EARLY, text)
            kept = {one.passage.text for one in seen.kept}
            for at, ids in enumerate(basis):
                rests = ids or everything
                assert (f"Sentence {'abcdef'[at]}." in kept) == (bool(rests) and rests <= may)
            assert may.issuperset(seen.basis)
            assert all(one.reasons for one in seen.torn)
