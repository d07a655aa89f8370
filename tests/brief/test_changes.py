"""What changed between two briefs of a real case, played by a clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from cli.program import FRENCH, LEDGER, WIRE
from corrobora.brief import Change, Changes, changes_of, spans_cited
from corrobora.case import Case
from corrobora.model import Judgement

MORNING, NOON, EVENING = (f"2025-10-0{day}T08:00:00Z" for day in (1, 2, 3))
NOTE = "On 1 September 2025 Kenyan police arrested four Ugandan traders near Kisumu.\n"
LATER = "On 9 August 2025 the Malian army recaptured the town of Ber.\n"


class Played:
    """A case into which reports come one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, MORNING
        self.case = Case.open(folder / "played.db", clock=lambda: self.now, fast=True)

    def come(self, now: str, **texts: str) -> None:
        self.now = now
        for name, text in texts.items():
            path = self.folder / f"{name}.txt"
            path.write_text(text, encoding="utf-8")
            self.case.collect([path], now=now)
        self.case.update()

    def reject(self, now: str, words: str) -> None:
        self.now = now
        for claim in self.case.claims():
            if words in claim.quote:
                said = Judgement(
                    subject_kind="claim", subject=claim.id, verdict="reject", by="A. Sow", at=now,
                    why="misread",
                )  # fmt: skip
                self.case.store.add_judgement(said)
        self.case.reconcile()

    def since(self, moment: str, language: str = "en") -> Changes:
        before, events = self.case.earlier(dt.datetime.fromisoformat(moment), language=language)
        return changes_of(
            before,
            self.case.brief(language=language),
            events_before=events,
            events_now=self.case.events(),
            language=language,
        )


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    made = Played(tmp_path)
    with made.case:
        yield made


def told(found: Changes, kind: str) -> list[Change]:
    return [one for one in found.changes if one.kind == kind]


def words(change: Change) -> str:
    sentence = change.now or change.before
    assert sentence is not None
    return sentence.text


def test_the_earlier_brief_is_the_one_that_was_written_then(played: Played) -> None:
    played.come(MORNING, wire=WIRE)
    then, events = played.case.brief(), played.case.events()
    played.come(NOON, ledger=LEDGER, courrier=FRENCH)
    played.reject(EVENING, "deployed troops")
    assert played.case.brief() != then
    moment = dt.datetime.fromisoformat(MORNING)
    assert played.case.earlier(moment) == (then, events)
    before = moment - dt.timedelta(seconds=1)
    assert played.case.earlier(before)[0].sources == ()


def test_a_second_origin_with_another_toll_changes_the_sentence_and_says_how(
    played: Played,
) -> None:
    played.come(MORNING, wire=WIRE)
    played.come(NOON, ledger=LEDGER)
    found = played.since(MORNING)
    assert (found.reports_before, found.reports_now) == (1, 2)
    ambush = next(one for one in told(found, "changed") if "ambush" in words(one))
    assert ambush.before is not None
    assert ambush.before.text != words(ambush)
    assert ambush.was is not None
    assert ambush.stands is not None
    assert (ambush.was.reports, ambush.stands.reports) == (1, 2)
    assert ambush.was.deaths is not None
    assert ambush.stands.deaths is not None
    assert (ambush.was.deaths.high, ambush.stands.deaths.high) == (14, 17)
    assert set(ambush.stands.conflicts) - set(ambush.was.conflicts)
    assert {"reports", "deaths", "conflicts"} <= set(ambush.differs)
    counted = [one for one in found.changes if "rest on a single origin" in words(one)]
    assert [one.kind for one in counted] == ["changed"]
    said = [one for one in told(found, "new") if one.now and one.now.kind == "disputed"]
    assert said
    assert not any(one.held for one in said)


def test_what_only_new_reports_tell_is_new_and_rejected_words_are_gone(played: Played) -> None:
    played.come(MORNING, wire=WIRE, note=NOTE)
    played.come(NOON, courrier=FRENCH)
    found = played.since(MORNING)
    assert [one for one in told(found, "new") if "trois diplomates" in words(one)]
    assert not [one for one in told(found, "gone") if one.before and one.before.events]
    assert not [one for one in found.changes if "Ugandan" in words(one) and one.kind != "changed"]
    played.reject(EVENING, "Ugandan")
    gone = [one for one in told(played.since(NOON), "gone") if "Ugandan" in words(one)]
    assert gone
    assert all(one.now is None and one.held == "" for one in gone)
    assert all(report.text for report in played.case.reports())


def test_nothing_changed_where_nothing_came(played: Played) -> None:
    played.come(MORNING, wire=WIRE, ledger=LEDGER, courrier=FRENCH)
    for language in ("en", "fr"):
        found = played.since(EVENING, language)
        assert found.changes == ()
        assert found.same == sum(
            len(section.sentences)
            for section in played.case.brief(language=language).sections
            if section.id != "key"
        )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_later_sentence_is_the_same_new_or_changed_once(played: Played, language: str) -> None:
    played.come(MORNING, wire=WIRE, note=NOTE)
    played.come(NOON, ledger=LEDGER, courrier=FRENCH, later=LATER)
    played.reject(EVENING, "condemned")
    found = played.since(MORNING, language)
    before, _ = played.case.earlier(dt.datetime.fromisoformat(MORNING), language=language)
    sizes = [
        sum(len(s.sentences) for s in brief.sections if s.id != "key")
        for brief in (before, played.case.brief(language=language))
    ]
    matched = found.same + len(told(found, "changed"))
    assert sizes == [matched + len(told(found, "gone")), matched + len(told(found, "new"))]
    texts = {r.id: r.text for r in played.case.reports()}
    assert all(0 <= start < end <= len(texts[report])
               for report, start, end in spans_cited(found.changes))  # fmt: skip


def test_a_source_that_moved_to_another_number_is_no_change(played: Played) -> None:
    played.come(MORNING, note=NOTE)
    assert "unnamed publisher [1]" in str(played.case.brief().sections)
    # Published earlier, so that the note without a publisher or a day comes behind it.
    played.come(NOON, courrier=FRENCH)
    assert "unnamed publisher [2]" in str(played.case.brief().sections)
    found = played.since(MORNING)
    told_of_note = [one for one in found.changes if "Ugandan traders" in words(one)]
    assert [one for one in told_of_note if one.now and one.now.kind == "reported"] == []


def test_what_moved_between_sections_is_one_change(played: Played) -> None:
    # Told first by what nobody vouches for, then in a report's own voice.
    played.come(MORNING, one="JNIM said it killed 14 soldiers near Kona on 3 May 2024.\n")
    played.come(
        NOON,
        two="River Monitor\n6 May 2024\n\nJNIM killed 14 soldiers near Kona on 3 May 2024.\n",
    )
    found = played.since(MORNING)
    moved = [
        one
        for one in told(found, "changed")
        if one.before and one.now and (one.before.kind, one.now.kind) == ("claimed", "reported")
    ]
    assert len(moved) == 1


def test_events_are_matched_by_their_claims_not_by_their_ids(played: Played) -> None:
    played.come(MORNING, wire=WIRE)
    brief, events = played.case.brief(), played.case.events()

    sections = tuple(
        replace(
            section,
            sentences=tuple(
                replace(s, events=tuple(f"other-{id_}" for id_ in s.events))
                for s in section.sentences
            ),
        )
        for section in brief.sections
    )
    found = changes_of(
        replace(brief, sections=sections),
        brief,
        events_before=[replace(event, id=f"other-{event.id}") for event in events],
        events_now=events,
        language="en",
    )
    assert found.changes == ()
