"""The story that sharing is for: agreed, released, reviewed, suspended, recalled, traced."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from corrobora.errors import NotFound, NotReleased, PolicyError
from corrobora.share.agreements import Act
from corrobora.share.conditions import Consent
from corrobora.share.labels import Label, Purpose, Tlp
from corrobora.sharing import ConsentQueue, Outbox, SharingDesk
from corrobora.sharing.values import Answer, Recall
from corrobora.store import check
from corrobora.store.ledger import chain_faults
from sharing.desk_of import EARLY, TERMS, Clock, agreed, assess, desk_at, file_of


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(place: Callable[[str], Path | str], tmp_path: Path, clock: Clock) -> Iterator[SharingDesk]:
    made = desk_at(place("case"), clock, folder=tmp_path / "reports")
    yield made
    made.store.close()


@pytest.fixture
def desk_on_file(tmp_path: Path, clock: Clock) -> SharingDesk:
    return desk_at(tmp_path / "case.db", clock)


def served(box: Outbox, feed: str = "harbour-ew/early-warning") -> str:
    """The latest versions of everything in a feed, as text."""
    return "\n".join(r.content for r in box._ledger.held(feed).values())


def test_nothing_goes_out_without_an_active_agreement(desk: SharingDesk) -> None:
    box = Outbox(desk)
    with pytest.raises(NotFound, match="harbour-ew"):
        box.share("harbour-ew", EARLY, by="A. Sow")
    desk.propose(TERMS, by="A. Sow", why="Draft")
    with pytest.raises(NotReleased, match="not active"):
        box.share("harbour-ew", EARLY, by="A. Sow")
    desk.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Signed")
    assert box.share("harbour-ew", EARLY, by="A. Sow").new > 10
    with pytest.raises(NotReleased, match="not for this purpose"):
        box.share("harbour-ew", Purpose.POLICY, by="A. Sow")


def test_a_release_twice_changes_nothing(desk: SharingDesk, clock: Clock) -> None:
    box = agreed(desk)
    first = box.share("harbour-ew", EARLY, by="A. Sow")
    clock.now = "2025-09-22T08:00:00Z"
    again = box.share("harbour-ew", EARLY, by="A. Sow")
    assert (again.new, again.changed, again.withdrawn) == (0, 0, 0)
    assert again.number == first.number
    assert again.unchanged == first.new


def test_what_goes_out_is_coarse_and_nameless(desk: SharingDesk) -> None:
    box = agreed(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    text = served(box)
    for word in ("Konna", "Harbour Wire", "River Ledger", "doctor", "2025-09-04", "ambush near"):
        assert word not in text, word
    assert "Mopti" in text or '"ML"' in text
    assert "2025-09-01" in text, "the week of 4 September begins on Monday the first"


def test_without_an_assessment_places_are_withheld(desk: SharingDesk) -> None:
    box = agreed(desk, cleared=False)
    box.share("harbour-ew", EARLY, by="A. Sow")
    assert "Mopti" not in served(box)


def test_a_lapsed_review_falls_back_to_withholding(desk: SharingDesk, clock: Clock) -> None:
    box = agreed(desk)
    assert desk.diligence(desk.standing("harbour-ew").agreement).status == "cleared"
    clock.now = "2026-01-01T08:00:00Z"
    assert desk.diligence(desk.standing("harbour-ew").agreement).status == "pending"
    box.share("harbour-ew", EARLY, by="A. Sow")
    assert "Mopti" not in served(box)


def test_a_relayed_report_waits_for_its_originator(desk: SharingDesk) -> None:
    box = agreed(desk)
    relay = next(r for r in desk.holdings().reports if r.name == "relay.txt")
    label = Label(tlp=Tlp.GREEN, controllers=frozenset({"Alder desk"}))
    desk.label("report", [relay.id], label, by="A. Sow", why="Came from Alder")
    seen = desk.preview("harbour-ew", EARLY)
    assert relay.id not in seen.inner.values()
    assert {w.decision.answer for w in seen.withheld} == {"ask"}
    permission = Consent(
        originator="Alder desk",
        partner="Harbour Relief",
        purposes=frozenset({EARLY}),
        until=dt.date(2025, 12, 31),
        by="A. Sow",
        at=desk.now(),
    )
    desk.consent(permission)
    assert relay.id in desk.preview("harbour-ew", EARLY).inner.values()
    box.share("harbour-ew", EARLY, by="A. Sow")
    with pytest.raises(PolicyError, match="with a recall"):
        desk.consent(replace(permission, withdrawn=True))
    held = {r.item for r in box.held("harbour-ew") if relay.id in r.inner}
    gone = ConsentQueue(desk).withdraw(
        "Alder desk", "Harbour Relief", purposes=frozenset({EARLY}), by="A. Sow", why="Letter"
    )
    assert held
    assert held <= {r.item for r in gone}
    assert not any(relay.id in r.inner for r in box.held("harbour-ew"))
    assert all(s.state == "queued" for s in box.recalls("harbour-ew"))


def test_the_partners_brief_is_torn_where_it_must_be(desk: SharingDesk) -> None:
    agreed(desk)
    relay = next(r for r in desk.holdings().reports if r.name == "relay.txt")
    before = desk.brief("harbour-ew", EARLY)
    desk.label("report", [relay.id], Label(tlp=Tlp.RED), by="A. Sow", why="Not for them")
    after = desk.brief("harbour-ew", EARLY)
    assert len(before.sources) == 3
    assert len(after.sources) == 2
    said = " ".join(s.text for section in after.sections for s in section.sentences)
    assert "expelled" not in said


def test_suspension_stops_the_feed_and_recall_lists_what_is_held(desk: SharingDesk) -> None:
    box = agreed(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    box.share("harbour-ew", Purpose.ANALYSIS, by="A. Sow")
    held = {(r.feed, r.item) for r in box.held("harbour-ew")}
    desk.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="Items were passed on")
    with pytest.raises(NotReleased, match="not active"):
        box.share("harbour-ew", EARLY, by="A. Sow")
    recalls = box.recall("harbour-ew", by="A. Sow", why="Relations broken off")
    assert {(r.feed, r.item) for r in recalls} == held
    assert box.held("harbour-ew") == ()
    taken_back = [r for r in box._ledger.held("harbour-ew/early-warning").values() if r.inner]
    assert taken_back
    for release in taken_back:
        body = json.loads(release.content)
        assert body["revoked"] is True
        assert "Mali" not in release.content
    assert list(chain_faults(box._ledger.releases("harbour-ew/early-warning"))) == []


def test_a_claim_leads_to_everything_made_of_it(desk: SharingDesk) -> None:
    box = agreed(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    claim = desk.holdings().claims[0]
    expected = {r.item for r in box.held("harbour-ew") if claim.id in r.inner}
    assert len(expected) >= 3, "the claim's note, its event and what hangs on them"
    made = box.recall("harbour-ew", by="A. Sow", why="Wrong", items=[claim.id])
    assert {r.item for r in made} == expected
    with pytest.raises(NotFound, match="nothing made of"):
        box.recall("harbour-ew", by="A. Sow", why="Wrong", items=["c0000"])


def test_answers_to_a_recall(desk: SharingDesk, clock: Clock) -> None:
    box = agreed(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    recall = box.recall("harbour-ew", by="A. Sow", why="Wrong")[0]
    answer = Answer(
        feed=recall.feed, item=recall.item, state="acknowledged", by="Harbour", at=desk.now()
    )
    box.answer(answer)
    lines = desk.store.head().seq
    box.answer(replace(answer, at="2025-09-22T00:00:00Z"))
    assert desk.store.head().seq == lines, "a replayed answer writes nothing"
    states = {s.recall.item: s.state for s in box.recalls("harbour-ew")}
    assert states.pop(recall.item) == "acknowledged"
    assert set(states.values()) == {"queued"}
    clock.now = "2025-10-30T08:00:00Z"
    late = {s.recall.item: s.state for s in box.recalls("harbour-ew")}
    assert late.pop(recall.item) == "acknowledged"
    assert set(late.values()) == {"no answer"}
    with pytest.raises(NotFound, match="not recalled"):
        box.answer(replace(answer, item="note--x"))


def test_harm_by_the_partner_opens_a_review(tmp_path: Path, clock: Clock) -> None:
    texts = {
        "1.txt": "Harbour Wire\n6 September 2025\n\nThe Malian army killed 12 villagers in Konna "
        "on 4 September 2025, Moussa Kanté said.\n",
        "2.txt": "River Ledger\n7 September 2025\n\nMalian troops attacked villagers in Konna on 4 "
        "September 2025, Awa Sangaré told the paper.\n",
    }
    desk = desk_at(tmp_path / "harm.db", clock, texts=texts)
    agreed(desk)
    terms = desk.standing("harbour-ew").agreement
    assert desk.diligence(terms).status == "cleared"
    clock.now = "2025-09-22T08:00:00Z"
    _vet_all(desk)
    made = desk.review_events()
    assert [o.agreement for o in made] == ["harbour-ew"]
    assert "villagers" in made[0].why
    assert desk.diligence(terms).status == "pending"
    assert desk.review_events() == (), "one event opens one review"
    clock.now = "2025-09-23T08:00:00Z"
    assess(desk)
    assert desk.diligence(terms).status == "cleared"


def _vet_all(desk: SharingDesk) -> None:
    from corrobora.model import Judgement

    case = desk._case
    for report in case.reports():
        case.judge(
            Judgement(
                subject_kind="report",
                subject=report.id,
                verdict="accept",
                by="A. Sow",
                at=desk.now(),
                why="Known to report itself",
            )
        )
    case.reconcile()


def test_a_leaked_fragment_names_its_partner(desk: SharingDesk) -> None:
    box = agreed(desk)
    other = TERMS.replace("harbour-ew", "northern").replace("Harbour Relief", "Northern Watch")
    desk.propose(other, by="A. Sow", why="Draft")
    desk.act("northern", Act.ACTIVATE, by="A. Sow", why="Signed")
    box.share("harbour-ew", EARLY, by="A. Sow")
    box.share("northern", EARLY, by="A. Sow")
    leaked = next(r for r in box.held("northern") if r.type == "note")
    assert box.trace(f"seen today: {leaked.item}.")[0].feed == "northern/early-warning"
    assert box.trace("Nothing of the kind.") == ()
    whole = "\n".join(
        json.loads(r.content).get("content", "") for r in box.held("northern") if r.type == "note"
    )
    found = box.trace(whole)
    assert found[0].feed == "northern/early-warning"
    assert found[0].sentences >= found[-1].sentences


def test_two_partners_get_no_id_in_common(desk: SharingDesk) -> None:
    box = agreed(desk)
    other = TERMS.replace("harbour-ew", "northern").replace("Harbour Relief", "Northern Watch")
    desk.propose(other, by="A. Sow", why="Draft")
    desk.act("northern", Act.ACTIVATE, by="A. Sow", why="Signed")
    assess(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    box.share("northern", EARLY, by="A. Sow")
    ours, theirs = ({r.item for r in box.held(name)} for name in ("harbour-ew", "northern"))
    assert ours.isdisjoint(theirs)


def test_a_decision_in_between_makes_the_release_be_made_anew(
    desk: SharingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = agreed(desk)
    release = box._ledger.release
    calls: list[int] = []

    def suspended_meanwhile(*args: object, **named: object) -> object:
        if not calls:
            calls.append(1)
            desk.act("harbour-ew", Act.SUSPEND, by="B. Diop", why="Stop")
        return release(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(box._ledger, "release", suspended_meanwhile)
    with pytest.raises(NotReleased, match="not active"):
        box.share("harbour-ew", EARLY, by="A. Sow")
    assert box.held("harbour-ew") == ()


def test_every_act_says_who_and_why(desk: SharingDesk) -> None:
    agreed(desk)
    with pytest.raises(PolicyError, match="Who acts"):
        desk.act("harbour-ew", Act.SUSPEND, by=" ", why="x")
    with pytest.raises(PolicyError, match="why"):
        desk.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="")
    assert desk.standing("harbour-ew").state == "active"


def test_a_restored_backup_does_not_un_suspend(tmp_path: Path, desk_on_file: SharingDesk) -> None:
    desk = desk_on_file
    from corrobora.store import backup, restore

    box = agreed(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    path = file_of(desk)
    backup(path, tmp_path / "copy.db")
    desk.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="Items were passed on")
    desk.store.close()
    restore(tmp_path / "copy.db", path, force=True)
    from corrobora.case import Case

    again = SharingDesk(Case.open(path, clock=Clock(), fast=True), clock=Clock())
    assert again.standing("harbour-ew").state == "active", "the backup knows no better"
    with pytest.raises(PolicyError, match="backup was restored"):
        Outbox(again).share("harbour-ew", EARLY, by="A. Sow")
    with pytest.raises(PolicyError, match="backup was restored"):
        again.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="Again")
    again.accept_restored(by="A. Sow", why="Compared with the outside log")
    again.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="Again")
    assert again.standing("harbour-ew").state == "suspended"


def test_a_restored_backup_becomes_current_by_nothing_but_saying_so(
    tmp_path: Path, desk_on_file: SharingDesk
) -> None:
    desk = desk_on_file
    from corrobora.case import Case
    from corrobora.store import backup, restore

    box = agreed(desk)
    path = file_of(desk)
    backup(path, tmp_path / "copy.db")
    desk.act("harbour-ew", Act.SUSPEND, by="A. Sow", why="Items were passed on")
    desk.store.close()
    restore(tmp_path / "copy.db", path, force=True)
    again = SharingDesk(Case.open(path, clock=Clock(), fast=True), clock=Clock())
    box = Outbox(again)
    permission = Consent(
        originator="Alder",
        partner="Harbour Relief",
        purposes=frozenset({EARLY}),
        until=dt.date(2025, 12, 31),
        by="A. Sow",
        at=again.now(),
    )
    for attempt in (
        lambda: assess(again),
        lambda: again.consent(permission),
        lambda: again.issue("harbour-ew", EARLY, by="A. Sow"),
        lambda: box.share("harbour-ew", EARLY, by="A. Sow"),
    ):
        with pytest.raises(PolicyError, match="backup was restored"):
            attempt()
    # What only restricts is taken, and does not make the case current.
    again.open_review("harbour-ew", why="Items turned up", evidence=(), by="B. Diop")
    with pytest.raises(PolicyError, match="backup was restored"):
        box.share("harbour-ew", EARLY, by="A. Sow")


def test_a_clock_set_back_brings_nothing_back_to_life(desk: SharingDesk, clock: Clock) -> None:
    box = agreed(desk)
    relay = next(r for r in desk.holdings().reports if r.name == "relay.txt")
    label = Label(tlp=Tlp.GREEN, controllers=frozenset({"Alder desk"}))
    desk.label("report", [relay.id], label, by="A. Sow", why="Came from Alder")
    desk.consent(
        Consent(
            originator="Alder desk",
            partner="Harbour Relief",
            purposes=frozenset({EARLY}),
            until=dt.date(2025, 10, 31),
            by="A. Sow",
            at=desk.now(),
        )
    )
    assert relay.id in desk.preview("harbour-ew", EARLY).inner.values()
    clock.now = "2025-11-02T08:00:00Z"
    box.share("harbour-ew", EARLY, by="A. Sow")
    desk.label("report", [relay.id], label, by="A. Sow", why="Looked at again")
    clock.now = "2025-09-22T08:00:00Z"
    assert desk.today == dt.date(2025, 11, 2)
    assert relay.id not in desk.preview("harbour-ew", EARLY).inner.values()
    clock.now = "2027-01-01T08:00:00Z"
    desk.open_review("harbour-ew", why="Looked at", evidence=(), by="B. Diop")
    clock.now = "2025-09-22T08:00:00Z"
    with pytest.raises(NotReleased, match="outside the days"):
        box.share("harbour-ew", EARLY, by="A. Sow")


def test_a_review_opened_under_a_clock_set_back_is_open(desk: SharingDesk, clock: Clock) -> None:
    agreed(desk)
    clock.now = "2025-01-01T08:00:00Z"
    desk.open_review("harbour-ew", why="Items turned up", evidence=(), by="B. Diop")
    assert desk.diligence(desk.standing("harbour-ew").agreement).status == "pending"


def test_terms_edited_on_the_disk_change_nothing(desk: SharingDesk, tmp_path: Path) -> None:
    file = tmp_path / "terms.toml"
    file.write_text(TERMS, encoding="utf-8")
    desk.propose(file.read_text(encoding="utf-8"), by="A. Sow", why="Draft")
    desk.act("harbour-ew", Act.ACTIVATE, by="A. Sow", why="Signed")
    before = desk.preview("harbour-ew", EARLY)
    wide = TERMS + 'place = "site"\nsource_names = true\nperson_names = true\n'
    file.write_text(wide, encoding="utf-8")
    assert desk.standing("harbour-ew").agreement.source_names is False
    assert desk.preview("harbour-ew", EARLY) == before
    # Only to propose them anew does, and then nothing goes out until somebody has agreed.
    desk.propose(file.read_text(encoding="utf-8"), by="A. Sow", why="Wider")
    with pytest.raises(NotReleased, match="not active"):
        Outbox(desk).share("harbour-ew", EARLY, by="A. Sow")


def test_everything_is_in_the_journal_and_the_case_is_whole(desk: SharingDesk) -> None:
    box = agreed(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    box.recall("harbour-ew", by="B. Diop", why="Wrong")
    acts = [(e.act, e.actor) for e in desk.store.journal()]
    assert ("released", "A. Sow") in acts
    assert ("sharing.acts", "B. Diop") in acts
    result = check(desk.store.home.address)
    assert result.clean, result.findings
    assert result.checked.releases > 20


def test_each_recall_wants_an_answer_of_its_own_also_within_a_second(desk: SharingDesk) -> None:
    """As when a clock was set back: then the time of the desk stands still."""
    box = agreed(desk)
    box.share("harbour-ew", EARLY, by="A. Sow")
    item = next(r.item for r in box.held("harbour-ew") if r.type == "note")

    def state() -> str:
        return next(s.state for s in box.recalls("harbour-ew") if s.recall.item == item)

    def answer() -> None:
        box.answer(
            Answer(feed="harbour-ew/early-warning", item=item, state="attested", by="H",
                   at=desk.now())
        )  # fmt: skip

    for round_ in range(3):
        box.recall("harbour-ew", by="A. Sow", why="Wanted back", items=[item])
        assert state() == "queued", round_
        answer()
        answer()
        assert state() == "attested", round_
        box.share("harbour-ew", EARLY, by="A. Sow")
    ledger = desk.store.ledger
    assert len(ledger.acts("answer", Answer)) == len(ledger.acts("recall", Recall)) == 3
