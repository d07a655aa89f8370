from __future__ import annotations

import itertools

import pytest
from claim_builder import claim, report, town, voice, when
from msgspec.structs import replace

from corrobora.errors import NotFound
from corrobora.model import Claim, Derivation, Event, Judgement, Report
from corrobora.reconcile import reconcile

A, B, C = report("a", "Daily A"), report("b", "Daily B", "2024-03-13"), report("c", "Daily C")
DAY = when("2024-03-10")


def run(*claims: Claim, reports: tuple[Report, ...] = (A, B, C)) -> tuple[Event, ...]:
    return reconcile(claims, reports, ())


def groups(events: tuple[Event, ...]) -> set[frozenset[str]]:
    return {frozenset(event.claims) for event in events}


def test_one_attack_told_by_two_outlets_is_one_event() -> None:
    events = run(
        claim("1", "a", date=DAY, place=town("Kona"), dead=14),
        claim("2", "b", date=DAY, place=town("Kona"), dead=14, by=(), on=("ML",)),
    )

    assert groups(events) == {frozenset({"1", "2"})}
    assert events[0].targets[0].id == "ML.mil"


def test_two_attacks_in_one_town_in_one_week_stay_apart() -> None:
    events = run(
        claim("1", "a", date=DAY, place=town("Kona"), dead=14),
        claim("2", "b", date=when("2024-03-13"), place=town("Kona"), dead=3),
    )

    assert len(events) == 2


@pytest.mark.parametrize(
    "differing",
    [
        {"dead": 60, "quote": "at dawn sixty were killed there"},
        {"on": ("UN.mission",), "dead": 3},
    ],
)
def test_one_day_but_another_toll_and_time_or_target_is_another_attack(
    differing: dict[str, object],
) -> None:
    first = claim(
        "1", "a", date=DAY, place=town("Kona"), dead=14, quote="in the evening fighters came"
    )
    second = claim("2", "b", date=DAY, place=town("Kona"), **differing)  # type: ignore[arg-type]

    # the toll alone would be a contradiction about one event, so the sign must be doubled
    assert len(run(first, second)) == 2


def test_far_places_part_what_dates_join() -> None:
    events = run(
        claim("1", "a", date=DAY, place=town("Kona", lat=14.9, lon=-3.9)),
        claim("2", "b", date=DAY, place=town("Gao", lat=16.3, lon=0.0)),
    )

    assert len(events) == 2


def test_undated_claims_do_not_join_dated_ones_on_thin_evidence() -> None:
    assert len(run(claim("1", "a", date=DAY), claim("2", "b"))) == 2


def test_headline_and_body_of_one_report_join() -> None:
    events = run(
        claim("1", "a", "SANCTION", by=("ML.gov",), on=("FR",), mode="expel", start=0),
        claim("2", "a", "SANCTION", by=("ML.gov",), on=("FR",), mode="expel", date=DAY, start=300),
    )

    assert len(events) == 1


def test_one_report_giving_two_dates_tells_of_two_events() -> None:
    same = {"place": town("Kona"), "dead": 5}
    events = run(
        claim("1", "a", date=DAY, **same),  # type: ignore[arg-type]
        claim("2", "a", date=when("2024-03-12"), start=90, **same),  # type: ignore[arg-type]
    )

    assert len(events) == 2


def test_expulsions_in_opposite_directions_are_two_events() -> None:
    events = run(
        claim("1", "a", "SANCTION", by=("ML.gov",), on=("FR",), mode="expel", date=DAY),
        claim("2", "a", "SANCTION", by=("FR",), on=("ML.gov",), mode="expel", date=DAY, start=50),
    )

    assert len(events) == 2


@pytest.mark.parametrize("stance", ["planned", "demanded"])
def test_a_plan_never_joins_a_deed(stance: str) -> None:
    events = run(
        claim("1", "a", "RETREAT", by=("FR.mil",), on=(), mode="withdraw", date=DAY),
        claim("2", "b", "RETREAT", by=("FR.mil",), on=(), mode="withdraw", date=DAY, stance=stance),
    )

    assert len(events) == 2
    intended = next(e for e in events if "2" in e.claims)
    assert stance in intended.gist
    assert intended.credibility == "6"


def test_options_and_furniture_make_no_event() -> None:
    events = run(
        claim("1", "a", stance="conditional", date=DAY),
        claim("2", "a", in_furniture=True, date=DAY),
        claim("3", "a", negated=True, date=DAY),
    )

    assert events == ()


def test_accusation_and_attack_are_two_events_and_the_rebuttal_denies_the_accusation() -> None:
    events = run(
        claim("1", "a", by=("ML.mil",), on=("~:villagers",), date=DAY, place=town("Kona")),
        claim("2", "a", "ACCUSE", by=("JNIM",), on=("ML.mil",), date=DAY, start=90),
        claim("3", "a", "REJECT", by=("ML.gov",), on=("JNIM",), mode="deny", start=190),
    )

    assert len(events) == 3
    accusation = next(e for e in events if e.type == "ACCUSE")
    (conflict,) = accusation.conflicts
    assert conflict.kind == "denial"
    assert conflict.sides[1].claims == ("3",)


def test_a_denied_claim_becomes_a_conflict_of_what_it_denies() -> None:
    (event,) = run(
        claim("1", "a", by=("ML.mil",), on=("~:villagers",), date=DAY, place=town("Kona")),
        claim(
            "2",
            "b",
            by=("ML.mil",),
            on=("~:villagers",),
            date=DAY,
            place=town("Kona"),
            stance="denied",
            said_by=(voice("Army spokesman"),),
        ),
    )

    assert event.claims == ("1",)
    assert event.credibility == "4"
    assert event.conflicts[0].sides[1].origins == ("Army spokesman",)


def test_a_claim_in_several_blocks_is_in_one_event() -> None:
    claims = [
        claim(str(i), "abc"[i % 3], date=when(f"2024-03-{10 + i // 3:02d}"), place=town("Kona"),
              by=("JNIM", "ISSP"), on=("ML.mil", "BF.mil"), start=i * 40)
        for i in range(12)
    ]  # fmt: skip

    members = list(itertools.chain.from_iterable(e.claims for e in run(*claims)))

    assert sorted(members) == sorted(c.id for c in claims)


def test_a_claim_without_its_report_is_refused() -> None:
    with pytest.raises(NotFound):
        run(claim("1", "elsewhere"))


def judgement(kind: str, subject: str, verdict: str, **value: object) -> Judgement:
    return Judgement(
        subject_kind=kind,  # type: ignore[arg-type]
        subject=subject,
        verdict=verdict,  # type: ignore[arg-type]
        by="ana",
        at="2024-03-20T10:00:00Z",
        why="seen the footage",
        value=value or None,
    )


def test_a_person_may_merge_split_and_reject() -> None:
    one = claim("1", "a", date=DAY, place=town("Kona"), dead=14)
    two = claim("2", "b", date=DAY, place=town("Kona"), dead=14)
    far = claim("3", "c", date=when("2024-05-10"), place=town("Gao"))
    reports = (A, B, C)

    split = reconcile((one, two), reports, (), (judgement("event", "e", "edit", apart=["1", "2"]),))
    merged = reconcile(
        (one, far), reports, (), (judgement("event", "e", "edit", together=["1", "3"]),)
    )
    rejected = reconcile((one, two), reports, (), (judgement("claim", "2", "reject"),))

    assert len(split) == 2
    assert groups(merged) == {frozenset({"1", "3"})}
    assert groups(rejected) == {frozenset({"1"})}


def test_gist_is_one_sentence_of_the_slots() -> None:
    (event,) = run(claim("1", "a", "SANCTION", by=("ML.gov",), on=("FR",), mode="expel", date=DAY))

    assert event.gist == "ML.gov expelled FR (10 March 2024)."


def test_an_allegation_is_told_as_whose_word_it_is() -> None:
    (event,) = run(
        claim("1", "a", stance="alleged", date=DAY, said_by=(voice("Army of Mali", "government"),))
    )

    assert event.gist == "According to Army of Mali, JNIM attacked ML.mil (10 March 2024)."


def test_event_id_stays_when_a_later_report_joins() -> None:
    one = claim("9", "a", date=DAY, place=town("Kona"), dead=14)
    two = claim("1", "b", date=DAY, place=town("Kona"), dead=14)

    assert run(one)[0].id == run(one, two)[0].id


def test_a_derivation_from_a_report_not_given_leaves_no_trace() -> None:
    taken = Derivation(report="a", source="hidden", ghost=None, how="repost", cues=("copy",))

    one = claim("1", "a", date=DAY)

    assert reconcile((one,), (A,), (taken,)) == reconcile((one,), (A,), ())


def test_an_inferred_date_holds_no_two_reports_apart() -> None:
    told = claim("1", "a", "COERCE", mode="arrest", by=("ML.gov",), date=when("2024-03-10"))
    later = when("2024-03-20")
    inferred = claim(
        "2", "b", "COERCE", mode="arrest", by=("ML.gov",), date=replace(later, text="")
    )

    assert len(reconcile([told, inferred], [report("a"), report("b")], ())) == 1


def test_visits_of_two_people_are_two_visits() -> None:
    first = claim("1", "a", "CONSULT", mode="visit", by=("?:ann lee",), on=("ML",))
    second = claim("2", "a", "CONSULT", mode="visit", by=("?:bo ray",), on=("ML",), start=100)

    assert len(reconcile([first, second], [report("a")], ())) == 2


def test_acts_of_violence_told_in_one_breath_are_one_happening() -> None:
    day = when("2024-03-10")
    raid = claim(
        "1", "a", by=("~:gunmen",), on=("~:convoy",), date=day, quote="gunmen hit a convoy"
    )
    toll = claim("2", "a", by=(), on=("~:people",), dead=9, start=40, quote="nine people died")

    assert len(reconcile([raid, toll], [report("a")], ())) == 1


def test_two_measures_that_one_sentence_tells_are_two_events() -> None:
    def measure(name: str, mode: str, quote: str, start: int) -> Claim:
        return claim(name, "a", "SANCTION", by=("FR",), on=("ML",), date=DAY, mode=mode,
                     quote=quote, start=start)  # fmt: skip

    expelled = measure("1", "expel", "France expelled two envoys", 0)
    suspended = measure("2", "discontinue", "suspended its aid to Mali", expelled.end + 5)
    later = replace(suspended, start=400, end=425)

    assert len(run(expelled, suspended)) == 2
    assert len(run(expelled, later)) == 1
