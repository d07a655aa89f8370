from __future__ import annotations

from claim_builder import claim, report, voice, when
from msgspec.structs import replace

from corrobora.model import Claim, Conflict, Event
from corrobora.reconcile import reconcile
from corrobora.reconcile.conflicts import date_conflict, doer_conflict
from corrobora.reconcile.figures import deaths_conflict
from corrobora.reconcile.slots import content_words
from corrobora.reconcile.told import Told

DAY = when("2024-03-10")
EAST = replace(report("a", "Daily A", "2024-03-11"), title="Chad and Sudan trade fire")
WEST = replace(report("b", "Daily B", "2024-03-12"), title="Sudan blames Chad for the clash")
REPORTS = {"a": EAST, "b": WEST}


def fight(id_: str, in_: str, by: str, on: str, quote: str) -> Claim:
    return claim(id_, in_, by=(by,), on=(on,), date=DAY, quote=quote)


def both_sides() -> tuple[Claim, ...]:
    return (
        fight("1", "a", "SD.mil", "TD.mil", "Sudanese troops opened fire on a Chadian post"),
        fight("2", "b", "TD.mil", "SD.mil", "Chadian soldiers had fired first in the clash"),
    )


def events(*claims: Claim) -> tuple[Event, ...]:
    return reconcile(claims, (EAST, WEST), ())


def agency(event: Event) -> Conflict:
    return next(c for c in event.conflicts if c.about == "agency")


def test_a_clash_that_each_side_lays_at_the_others_door_is_one_event() -> None:
    (event,) = events(*both_sides())

    assert {s.value for s in agency(event).sides} == {"SD.mil", "TD.mil"}


def test_to_return_fire_is_not_to_begin() -> None:
    began = fight("1", "a", "SD.mil", "TD.mil", "Sudanese troops opened fire")
    answered = fight("2", "b", "TD.mil", "SD.mil", "Chadian units had returned fire")

    assert doer_conflict([Told(began, "One"), Told(answered, "Two")]) is None


def test_soldiers_of_an_inferred_nation_contradict_nobody() -> None:
    named = fight("1", "a", "SD.mil", "TD.mil", "an attack")
    guess = fight("2", "b", "TD.mil", "TD.mil", "an attack")
    guess = replace(guess, actors=(replace(guess.actors[0], text="soldiers"),))

    assert doer_conflict([Told(named, "One"), Told(guess, "Two")]) is None


def test_one_report_that_counts_two_groups_of_dead_does_not_contradict_itself() -> None:
    soldiers = claim("1", "a", dead=4, scope="soldiers")
    villagers = claim("2", "a", dead=2, scope="villagers")

    assert deaths_conflict([Told(soldiers, "One"), Told(villagers, "Two")], {"a": EAST}) is None


def test_the_day_on_which_others_spoke_of_it_is_no_other_date() -> None:
    deed = claim("1", "a", date=DAY)
    spoken = claim(
        "2", "b", date=when("2024-03-12"), date_kind="announcement",
        said_by=(voice("Union of Hauliers"),),
    )  # fmt: skip

    assert date_conflict([Told(deed, "One"), Told(spoken, "Two")], REPORTS) is None


def test_words_of_two_languages_share_stems() -> None:
    english, _ = content_words("the embassy employee was arrested for spying")
    french, _ = content_words("arrestation pour espionnage d'un employe de l'ambassade")

    assert {"embas", "arres", "spy"} <= english & french


def expulsion(id_: str, in_: str, by: str, on: str, quote: str, **fields: object) -> Claim:
    return claim(id_, in_, "SANCTION", by=(by,), on=(on,), mode="expel", quote=quote, **fields)  # type: ignore[arg-type]


def test_words_before_a_claim_tell_that_it_answers_another() -> None:
    reply = "Khartoum retaliated two days later by expelling three envoys"
    first = "N'Djamena expelled two diplomats in response"
    east = report("a", "Daily A", "2024-03-11", text=f"{reply}. {'More words here. ' * 30}")
    west = report("b", "Daily B", "2024-03-12", text=f"{first}. {'More words here. ' * 30}")
    found = reconcile(
        (
            expulsion(
                "1", "a", "SD", "TD.people:envoys", "expelling three envoys",
                date=DAY, start=reply.index("expelling"),
            ),
            expulsion("2", "b", "TD", "SD.people:diplomats", first, date=DAY),
        ),
        (east, west),
        (),
    )  # fmt: skip

    assert [c.about for e in found for c in e.conflicts] == ["order", "order"]


def test_one_expulsion_under_two_words_for_the_expelled_is_one() -> None:
    (event,) = events(
        expulsion("1", "a", "SD", "TD.people:envoys", "envoys", date=DAY),
        expulsion("2", "b", "SD", "TD.people:diplomats", "diplomats", date=DAY),
    )

    assert event.claims == ("1", "2")


def test_diplomats_and_journalists_are_not_the_same_people() -> None:
    found = events(
        expulsion("1", "a", "SD", "TD.people:journalists", "journalists", date=when("2024-03-02")),
        expulsion("2", "b", "SD", "TD.people:diplomats", "diplomats", date=DAY),
    )

    assert len(found) == 2


def test_a_group_that_owns_an_attack_days_later_speaks_of_that_attack() -> None:
    told = claim("1", "a", by=("~:gunmen",), date=DAY, dead=14, quote="Gunmen ambushed a convoy")
    owned = claim(
        "2", "a", by=("JNIM",), on=(), date=when("2024-03-12"), dead=(30, None), start=120,
        quote="JNIM claimed responsibility on Tuesday",
    )  # fmt: skip

    (event,) = events(told, owned)

    assert "date" not in {c.about for c in event.conflicts}


def test_an_attack_long_before_is_not_the_one_that_a_group_owns() -> None:
    told = claim("1", "a", by=("~:gunmen",), date=when("2024-01-10"), dead=14)
    owned = claim("2", "b", date=when("2024-03-12"), quote="JNIM claimed responsibility on Tuesday")

    assert len(events(told, owned)) == 2
