from __future__ import annotations

import pytest
from claim_builder import claim, report, town, voice, when
from msgspec.structs import replace

from corrobora.model import Claim, Conflict, Event
from corrobora.reconcile import reconcile
from corrobora.reconcile.conflicts import Told, date_conflict, doer_conflict

A, B = report("a", "Daily A", "2024-03-11"), report("b", "Daily B", "2024-03-14")
DAY = when("2024-03-10")


def events(*claims: Claim) -> tuple[Event, ...]:
    return reconcile(claims, (A, B), ())


def conflict(about: str, *claims: Claim) -> Conflict:
    (event,) = events(*claims)
    return next(c for c in event.conflicts if c.about == about)


def attack(id_: str, in_: str, dead: object, **fields: object) -> Claim:
    fields = {"date": DAY, "place": town("Kona"), **fields}
    return claim(id_, in_, dead=dead, **fields)  # type: ignore[arg-type]


def test_a_higher_toll_later_is_an_update() -> None:
    found = conflict("deaths", attack("1", "a", 14), attack("2", "b", 20))

    assert found.kind == "update"
    assert [s.value for s in found.sides] == ["14", "20"]


def test_a_lower_toll_later_is_a_contradiction() -> None:
    assert conflict("deaths", attack("1", "a", 20), attack("2", "b", 14)).kind == "contradiction"


def test_tolls_of_different_people_are_another_scope() -> None:
    found = conflict(
        "deaths", attack("1", "a", 20, scope="soldiers"), attack("2", "b", 31, scope="all")
    )

    assert found.kind == "scope"


def test_at_least_twelve_and_fourteen_agree() -> None:
    (event,) = events(attack("1", "a", (12, None)), attack("2", "b", 14))

    assert event.conflicts == ()
    assert event.deaths is not None
    assert (event.deaths.low, event.deaths.best, event.deaths.high) == (12, 12, 14)
    assert event.deaths.rule == "most-conservative"


def test_dates_a_day_apart_contradict() -> None:
    found = conflict("date", attack("1", "a", 14), attack("2", "b", 14, date=when("2024-03-11")))

    assert [s.value for s in found.sides] == ["2024-03-10", "2024-03-11"]
    assert found.kind == "contradiction"


def test_the_day_it_was_announced_is_not_another_date() -> None:
    expelled = {"type_": "SANCTION", "by": ("ML.gov",), "on": ("FR",), "mode": "expel"}
    found = conflict(
        "date",
        claim("1", "a", date=DAY, **expelled),  # type: ignore[arg-type]
        claim("2", "b", date=when("2024-03-13"), date_kind="announcement", **expelled),  # type: ignore[arg-type]
    )

    assert found.kind == "scope"


def test_who_suspended_is_a_conflict_of_agency() -> None:
    common = {"type_": "SANCTION", "mode": "suspend", "date": DAY}
    found = conflict(
        "agency",
        claim("1", "a", by=("FR",), on=("ML.gov",), **common),  # type: ignore[arg-type]
        claim("2", "b", by=("ML.gov",), on=("FR",), **common),  # type: ignore[arg-type]
    )

    assert {s.value for s in found.sides} == {"FR", "ML.gov"}


def test_another_perpetrator_of_one_attack_is_a_conflict_of_actor() -> None:
    found = conflict("actor", attack("1", "a", 14), attack("2", "b", 14, by=("ISSP",)))

    assert {s.value for s in found.sides} == {"JNIM", "ISSP"}


def test_who_began_is_a_conflict_of_order_on_both_events() -> None:
    expelled = {"type_": "SANCTION", "mode": "expel"}
    found = events(
        claim("1", "a", by=("ML.gov",), on=("FR",), date=DAY, **expelled),  # type: ignore[arg-type]
        claim("2", "a", by=("FR",), on=("ML.gov",), date=when("2024-03-12"), start=60,
              quote="France answered in a corresponding move", **expelled),  # type: ignore[arg-type]
        claim("3", "b", by=("FR",), on=("ML.gov",), date=when("2024-03-10"), **expelled),  # type: ignore[arg-type]
        claim("4", "b", by=("ML.gov",), on=("FR",), date=when("2024-03-12"), start=60,
              quote="the junta retaliated at once", **expelled),  # type: ignore[arg-type]
    )  # fmt: skip

    assert len(found) == 2
    for event in found:
        order = next(c for c in event.conflicts if c.about == "order")
        assert {s.origins for s in order.sides} == {("Daily A",), ("Daily B",)}
        assert order.sides[0].value.startswith("before: ")


@pytest.mark.parametrize("follower", ["1", "2"])
def test_follows_alone_is_no_conflict(follower: str) -> None:
    other = "2" if follower == "1" else "1"
    pair = {
        "1": {"by": ("ML.gov",), "on": ("FR",)},
        "2": {"by": ("FR",), "on": ("ML.gov",), "start": 80},
    }
    found = events(
        claim(other, "a", "SANCTION", mode="expel", **pair[other]),  # type: ignore[arg-type]
        claim(follower, "a", "SANCTION", mode="expel", follows=(other,), **pair[follower]),  # type: ignore[arg-type]
    )

    assert all(not e.conflicts for e in found)


def test_a_date_that_no_text_gives_contradicts_nothing() -> None:
    told = claim("1", "a", date=when("2024-03-01"))
    inferred = claim("2", "b", date=replace(when("2024-03-20"), text=""))

    assert date_conflict([Told(told, "One"), Told(inferred, "Two")]) is None


def test_an_announcement_on_the_day_that_others_give_the_deed_is_another_scope() -> None:
    deed = claim("1", "a", date=when("2024-03-01"))
    announced = claim(
        "2",
        "b",
        date=when("2024-03-01"),
        date_kind="announcement",
        said_by=(voice("JNIM", "group"),),
    )

    found = date_conflict([Told(deed, "One"), Told(announced, "JNIM")])

    assert found is not None
    assert found.kind == "scope"


def test_one_side_against_both_is_a_conflict_of_agency() -> None:
    alone = claim("1", "a", "SANCTION", mode="suspend", by=("FR",), on=("ML",))
    both = claim(
        "2", "b", "SANCTION", mode="suspend", by=("ML",), on=(),
        quote="both governments suspended their cooperation",
    )  # fmt: skip

    found = doer_conflict([Told(alone, "One"), Told(both, "Two")])

    assert found is not None
    assert {s.value for s in found.sides} == {"FR", "both"}
