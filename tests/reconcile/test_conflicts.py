from __future__ import annotations

import pytest
from claim_builder import claim, report, town, voice, when
from msgspec.structs import replace

from corrobora.model import Claim, Conflict, Count, Event
from corrobora.reconcile import reconcile
from corrobora.reconcile.conflicts import date_conflict, doer_conflict
from corrobora.reconcile.told import Told

A, B = report("a", "Daily A", "2024-03-11"), report("b", "Daily B", "2024-03-14")
REPORTS = {"a": A, "b": B}
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

    assert date_conflict([Told(told, "One"), Told(inferred, "Two")], REPORTS) is None


def test_an_announcement_on_the_day_that_others_give_the_deed_is_another_scope() -> None:
    deed = claim("1", "a", date=when("2024-03-01"))
    announced = claim(
        "2",
        "b",
        date=when("2024-03-01"),
        date_kind="announcement",
        said_by=(voice("JNIM", "group"),),
    )

    found = date_conflict([Told(deed, "One"), Told(announced, "JNIM")], REPORTS)

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


def wounded(low: int, high: int | None = None) -> Count:
    return Count(min=low, max=high or low, text=str(low))


def test_numbers_of_wounded_that_cannot_both_be_right_are_a_conflict() -> None:
    found = conflict(
        "other", attack("1", "a", 4, wounded=wounded(40)), attack("2", "b", 4, wounded=wounded(15))
    )

    assert [s.value for s in found.sides] == ["15 wounded", "40 wounded"]
    assert found.kind == "contradiction"


def test_more_wounded_later_are_an_update_and_numbers_that_fit_are_nothing() -> None:
    later = conflict(
        "other", attack("1", "a", 4, wounded=wounded(15)), attack("2", "b", 4, wounded=wounded(40))
    )
    (fits,) = events(
        attack("1", "a", 4, wounded=wounded(15, 40)), attack("2", "b", 4, wounded=wounded(20))
    )

    assert later.kind == "update"
    assert fits.conflicts == ()


def expelled(id_: str, in_: str, words: str, before: str = "Oslo expelled ") -> Claim:
    made = claim(
        id_, in_, "SANCTION", mode="expel", by=("NO",), on=("PE.people:diplomats",), date=DAY,
        quote=f"{before}{words}",
    )  # fmt: skip
    target = replace(made.targets[0], text=words, start=len(before), end=len(before) + len(words))
    return replace(made, targets=(target,))


def counted(one: str, two: str, before: str = "Oslo expelled ") -> list[Conflict]:
    reports = (report("a", "Daily A", text=f"{before}{one}."), report("b", text=f"{before}{two}."))
    claims = (expelled("1", "a", one, before), expelled("2", "b", two, before))
    return [c for e in reconcile(claims, reports, ()) for c in e.conflicts]


@pytest.mark.parametrize(
    ("one", "two"), [("two diplomats", "five diplomats"), ("12 diplomats", "ten diplomats")]
)
def test_another_number_of_people_expelled_is_a_contradiction(one: str, two: str) -> None:
    (found,) = counted(one, two)

    assert (found.about, found.kind) == ("other", "contradiction")
    assert len(found.sides) == 2


@pytest.mark.parametrize(
    ("one", "two"),
    [("two diplomats", "2 diplomats"), ("diplomats", "five diplomats"), ("one envoy", "an envoy")],
)
def test_the_same_number_or_none_is_no_conflict(one: str, two: str) -> None:
    assert counted(one, two) == []


def test_at_least_so_many_contradict_no_higher_number() -> None:
    assert counted("two diplomats", "five diplomats", "Oslo expelled at least ") == []


@pytest.mark.parametrize(
    ("lead", "kind"),
    [
        ("Lima announced on 12 March that ", "scope"),
        ("Lima denied on 12 March that ", None),
        ("Lima met on 12 March. It said that ", "contradiction"),
    ],
)
def test_the_day_of_telling_is_no_day_of_the_deed(lead: str, kind: str | None) -> None:
    words = "police raided a printing house"
    told = report("b", "Daily B", text=f"{lead}{words} in Puno.")
    deed = claim("1", "a", date=when("2024-03-01"))
    spoken = claim("2", "b", date=replace(when("2024-03-12"), text="12 March"), quote=words,
                   start=len(lead))  # fmt: skip

    found = date_conflict([Told(deed, "One"), Told(spoken, "Two")], {"a": A, "b": told})

    assert (found.kind if found else None) == kind
