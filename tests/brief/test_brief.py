from __future__ import annotations

import datetime as dt
import random
import re

import brief_story as story
import pytest
from msgspec.structs import replace

from corrobora.brief import write_brief
from corrobora.errors import VocabularyError
from corrobora.model import Brief, Report, Section, When
from corrobora.reconcile import reconcile


def brief(language: str = "en", reports: list[Report] | None = None) -> Brief:
    reports = reports if reports is not None else story.reports()
    known = {r.id for r in reports}
    claims = [c for c in story.claims() if c.report in known]
    events = reconcile(claims, reports, story.derivations())
    return write_brief(
        reports, claims, events, story.derivations(), scope="Mali", language=language
    )


def section(one: Brief, id_: str) -> Section:
    return next(s for s in one.sections if s.id == id_)


def happened(one: Brief) -> str:
    return "\n".join(
        s.text for part in one.sections if part.id.startswith("happened") for s in part.sentences
    )


def test_as_of_is_the_latest_publication_date() -> None:
    assert brief().as_of == dt.date(2024, 5, 6)


def test_what_happened_is_told_with_date_words_and_origins() -> None:
    told = happened(brief())

    assert "2 May 2024: The Mali government expelled French envoys" in told
    assert "“On 2 May 2024 the Malian government expelled" in told
    assert "Sahel Wire and River Monitor; independent origins: 1 to 2" in told
    assert "3 May 2024: " in told


def test_quotations_stand_in_the_report_at_the_place_cited() -> None:
    texts = {r.id: r.text for r in story.reports()}
    for part in brief().sections:
        for sentence in part.sentences:
            if sentence.kind in ("gap", "disputed"):
                continue
            first = sentence.citations[0]
            cited = texts[first.report][first.start : first.end]
            quoted = re.search("“(.*)”", sentence.text)
            assert quoted is not None
            assert re.sub(r" \[[^]]*\]", "", quoted.group(1)).rstrip(".") in cited.rstrip(".") + "."


def test_a_pronoun_is_told_of_whom() -> None:
    assert "They [French envoys] left the same night" in happened(brief())


def test_no_option_is_told_as_fact() -> None:
    one = brief()

    assert "consulate" not in happened(one)
    (option,) = section(one, "options").sentences
    assert option.kind == "hypothetical"
    assert option.text.startswith("Told as a possibility by Sahel Wire: “France could close")


def test_a_claim_is_worded_as_whose_it_is() -> None:
    (accusation,) = section(brief(), "claimed").sentences

    assert accusation.kind == "claimed"
    assert accusation.text.startswith("Alleged by General Sidibe: “General Sidibe accused JNIM")


def test_disagreements_show_both_sides() -> None:
    disputed = [s.text for s in section(brief(), "disputed").sentences]

    dates = next(t for t in disputed if t.startswith("When"))
    assert "2 May 2024 according to Sahel Wire" in dates
    assert "30 April 2024 according to River Monitor" in dates
    deaths = next(t for t in disputed if t.startswith("How many died"))
    assert "14 according to River Monitor" in deaths
    assert "31 according to JNIM" in deaths


def test_a_side_is_quoted_in_words_that_say_what_it_says() -> None:
    words = "That May the government of Mali expelled three French envoys over a leaked cable"
    reports = [replace(r, text=f"{words}.") if r.id == "radio" else r for r in story.reports()]
    exact = next(c for c in story.claims() if c.id == "expel-wire")
    may = When(start=dt.date(2024, 5, 1), end=dt.date(2024, 5, 31), precision="month", text="May")
    vague = replace(exact, id="vague", report="radio", quote=words, start=0, end=80, date=may)
    other = next(c for c in story.claims() if c.id == "expel-monitor")
    claims = [replace(exact, targets=()), vague, other]

    written = write_brief(reports, claims, reconcile(claims, reports, ()), (), scope="Mali")

    (dates,) = (s.text for s in section(written, "disputed").sentences)
    assert "2 May 2024 according to" in dates
    assert "“On 2 May 2024" in dates
    assert "That May" not in dates


def test_an_event_whose_best_sentence_tells_a_heavier_one_is_told_by_another() -> None:
    both = "On 2 May 2024 the Mali government expelled three French envoys and arrested Jean Roux"
    again = "Mali's government has arrested Jean Roux"
    wire = next(r for r in story.reports() if r.id == "wire")
    reports = [replace(wire, text=f"{both}. {again}. Nothing more is known.", title=None)]
    first = next(c for c in story.claims() if c.id == "expel-wire")
    expelled = replace(first, start=0, end=len(both), quote=both)
    man = replace(first.actors[0], id="?:jean roux", name="Jean Roux", kind="person")
    held = replace(
        first, id="held", type="COERCE", mode="arrest", targets=(man,), start=0, end=len(both),
        quote=both,
    )  # fmt: skip
    start = len(both) + 2
    later = replace(held, id="later", start=start, end=start + len(again), quote=again)
    deeds = [(expelled,), (held, later)]
    events = [event for claims in deeds for event in reconcile(claims, reports, ())]

    written = write_brief(reports, [expelled, held, later], events, (), scope="Mali")

    told = happened(written)
    assert f"“{both}”" in told
    assert f"“{again}”" in told


def test_old_events_are_background() -> None:
    background = section(brief(), "background")

    assert any("pilot training" in s.text for s in background.sentences)
    assert "pilot training" not in happened(brief())


def test_gaps_name_undated_unread_and_silent_reports() -> None:
    spanish = replace(
        story.reports()[0], id="es", name="es.txt", language="es", text="Un texto", sha256="x"
    )
    gaps = [s.text for s in section(brief(reports=[*story.reports(), spanish]), "gaps").sentences]

    assert any(t.startswith("Without a publication date") and "report [5]" in t for t in gaps)
    assert any("“es.txt” was not read" in t for t in gaps)


def test_nothing_single_is_called_confirmed() -> None:
    assert "confirmed" not in "".join(s.text for p in brief().sections for s in p.sentences)


def test_summary_counts_what_it_rests_on() -> None:
    summary = brief().summary

    assert "4 reports (English: 4)" in summary
    assert "Reports without a publication date: 1." in summary
    assert "take text or statements from another: 1" in summary


def test_the_order_given_does_not_matter() -> None:
    reports, claims = story.reports(), story.claims()
    events = list(reconcile(claims, reports, story.derivations()))
    expected = write_brief(reports, claims, events, story.derivations(), scope="Mali")
    chance = random.Random(7)
    for _ in range(5):
        for rows in (reports, claims, events):
            chance.shuffle(rows)
        assert write_brief(reports, claims, events, story.derivations(), scope="Mali") == expected


def test_an_empty_case_still_gives_a_brief() -> None:
    one = write_brief([], [], [], [], scope="nothing")

    assert one.sections == ()
    assert "No event was found." in one.summary


def test_long_sections_say_what_is_left_out() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=2 * n) for n in range(60)]
    told = [f"JNIM attacked the army post of Kona on {day:%d.%m.%Y}, at night." for day in days]
    report = replace(story.reports()[2], text=" ".join(told))
    base = story.claims()[6]
    assert base.date is not None
    claims = [
        replace(
            base,
            id=f"c{number}",
            start=report.text.index(words),
            end=report.text.index(words) + len(words),
            quote=words,
            date=replace(base.date, start=day, end=day, text=f"{day:%d.%m.%Y}"),
        )
        for number, (day, words) in enumerate(zip(days, told, strict=True))
    ]
    one = write_brief([report], claims, reconcile(claims, [report], ()), (), scope="many")

    assert "events of less weight" in happened(one)


def test_a_language_without_wording_is_refused() -> None:
    with pytest.raises(VocabularyError):
        brief("xx")


def test_a_french_brief_speaks_french_around_the_words_of_the_reports() -> None:
    one = brief("fr")

    assert one.title == "Note : Mali"
    assert "2 mai 2024" in happened(one)
    assert "contesté, voir plus bas" in happened(one)
    assert all("according to" not in s.text for p in one.sections for s in p.sentences)
    assert any("Avant “Sanction" in s.text or "Quand" in s.text
               for s in section(one, "disputed").sentences)  # fmt: skip


def test_an_option_that_is_counted_out_is_shown_without_a_claim() -> None:
    text = (
        "General Sidibe accused JNIM of using children as scouts. Paris could close its consulate. "
        "First, France can wait for an election in Mali. Second, France could talk to the rebels. "
        "Third, the river rises."
    )
    report = replace(story.reports()[2], text=text)
    claim = replace(
        story.claims()[2],
        report="monitor",
        quote="Paris could close its consulate",
        start=text.index("Paris"),
        end=text.index("Paris") + 31,
    )

    one = write_brief([report], [claim], [], [], scope="paths")

    shown = [s.text for s in section(one, "options").sentences]
    assert any("First, France can wait" in t for t in shown)
    assert any("Second, France could talk" in t for t in shown)
    assert not any("river rises" in t for t in shown)


def test_an_unnamed_publisher_goes_by_its_number() -> None:
    nameless = [replace(r, publisher=None) for r in story.reports()]
    one = brief(reports=nameless)

    told = happened(one)
    assert "an unnamed publisher [" in told or "unnamed publishers [" in told
    assert ".txt" not in told


def test_a_deed_among_words_of_possibility_is_no_fact() -> None:
    text = "Fighters of JNIM might have attacked an army post near Kona on 3 May 2024."
    report = replace(story.reports()[2], text=text)
    words = "attacked an army post near Kona on 3 May 2024"
    start = text.index(words)
    claim = replace(story.claims()[6], start=start, end=start + len(words), quote=words)

    one = write_brief([report], [claim], reconcile([claim], [report], ()), [], scope="x")

    assert happened(one) == ""


def test_each_sentence_of_a_report_is_told_once() -> None:
    told = happened(brief())

    assert told.count("The Mali government expelled") + told.count("threw out") <= 2
    quoted = re.findall("“([^”]*)”", told)
    assert len(quoted) == len(set(quoted))
