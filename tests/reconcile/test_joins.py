"""Why claims are joined, told in words; and what may not be joined."""

from __future__ import annotations

import datetime as dt

from claim_builder import actor, claim, report, town, when
from msgspec.structs import replace

from corrobora.model import Furniture
from corrobora.reconcile import reconcile
from corrobora.reconcile.joins import joins_of
from corrobora.reconcile.openings import FEW, LEAST, likeness, opening_of
from corrobora.reconcile.pairing import REVERSED, same_actors
from corrobora.reconcile.slots import slots_of

KONA = town("Kona", lat=14.95, lon=-3.89)
DAY = when("2024-03-10")
A, B = report("a", "Daily A"), report("b", "Daily B")


def test_a_join_is_told_with_its_reasons_and_their_points() -> None:
    one = claim("1", "a", date=DAY, place=KONA)
    two = claim("2", "b", date=DAY, place=KONA, dead=4)

    (join,) = joins_of((two, one), (A, B), ())

    assert (join.claim, join.other, join.fits) == ("2", "1", True)
    assert join.told().startswith("2 joined with 1: ")
    assert (
        "They happened in the same place, or one place lies within the other (+2.0)" in join.told()
    )
    assert "Their dates agree as far as they are known (+2.0)" in join.told()


def test_what_speaks_against_a_join_comes_last() -> None:
    one = claim("1", "a", date=DAY, place=KONA, dead=30)
    two = claim("2", "b", date=DAY, place=KONA, dead=4)

    (join,) = joins_of((one, two), (A, B), ())

    assert join.told().endswith("; less: The numbers of dead or wounded differ (-1.6)")


def test_one_claim_needs_no_join() -> None:
    assert list(joins_of((claim("1", "a"),), (A,), ())) == []


def test_a_strike_on_a_group_is_not_the_groups_attack_on_a_base() -> None:
    strike = claim(
        "1", "a", by=("ML.mil",), on=("JNIM",), date=DAY, place=KONA, quote="jets struck"
    )
    raid = claim("2", "b", by=(), on=("ML.mil",), date=DAY, place=KONA, quote="a base burned")

    assert len(reconcile((strike, raid), (A, B), ())) == 2


def test_a_base_that_is_read_as_the_doer_is_what_is_attacked() -> None:
    strike = claim("1", "a", by=("ML.mil",), on=("JNIM",), date=DAY)
    base = replace(actor("~:army base", "army base"), kind="facility")
    owner = replace(actor("ML.mil"), text="army base")
    raid = replace(claim("2", "a", by=(), on=(), date=DAY), actors=(base, owner))

    left, right = (slots_of(c, i, A, "fact") for i, c in enumerate((strike, raid)))

    assert right.targets == {"ML.mil"}
    assert not right.actors
    assert same_actors(left, right) == REVERSED


def accusation(id_: str, quote: str, year: str) -> object:
    return claim(
        id_, "a", "ACCUSE", by=("NE.gov",), on=("FR",), mode="allege", quote=quote,
        date=when(f"{year}-01-01", f"{year}-12-31"),
    )  # fmt: skip


def test_accusations_of_different_years_are_two() -> None:
    text = "In 2022 Niamey accused Paris of arming bandits. In 2023 it accused it of plotting."
    told = report("a", "Daily A", text=text)
    first = accusation("1", "accused Paris of arming bandits", "2022")
    second = accusation("2", "accused Paris of arming bandits again", "2023")

    assert len(reconcile((first, second), (told,), ())) == 2  # type: ignore[arg-type]


def test_accusations_of_other_things_are_two_and_of_like_things_one() -> None:
    def count(*quotes: str) -> int:
        made = [
            claim(
                f"c{i}", f"r{i}", "ACCUSE", by=("NE.gov",), on=("FR",), mode="allege", quote=quote,
                date=when("2023-08-01", "2023-08-31"),
            )
            for i, quote in enumerate(quotes)
        ]  # fmt: skip
        told = [report(f"r{i}", f"Daily {i}", text=f"{q}.") for i, q in enumerate(quotes)]
        return len(reconcile(made, told, ()))

    assert count("accused it of freeing jihadist prisoners", "accused it of hiding uranium") == 2
    assert count("accused it of hiding uranium", "accused it of hiding stolen uranium") == 1


# --- the names of two reports --------------------------------------------------------------------

NAMED = (
    "Officers found Tomas Arvelo, 41, dead outside the Ridgeway Grill on Pelican Avenue, said "
    "Inspector Dana Okafor. A neighbour, Lucia Brandt, saw a van leave for Milford."
)
RETOLD = (
    "A man of 41 years was named as Tomas Arvelo of Milford. Detective Okafor asked who was on "
    "Pelican Avenue near Ridgeway Grill that night. Mrs Brandt had seen a van."
)
OTHER = (
    "In the port of Santa Rosalia, Captain Ivo Lindgren said that Beatriz Soler was shot by men "
    "from the Corvo quarter, near Calle Mayor and the Hotel Fenix."
)


def test_reports_that_name_the_same_people_and_street_are_alike() -> None:
    first = opening_of(report("a", "Daily A", "2024-03-11", NAMED))
    second = opening_of(report("b", "Daily B", "2024-03-12", RETOLD))
    third = opening_of(report("c", "Daily C", "2024-03-12", OTHER))

    assert likeness(first, second) > 3
    assert likeness(first, second) == likeness(second, first)
    assert min(len(first.head), len(third.head)) >= FEW
    assert likeness(first, third) == LEAST


def test_likeness_fades_with_the_days_between() -> None:
    first = opening_of(report("a", "Daily A", "2024-03-11", NAMED))
    soon = opening_of(report("b", "Daily B", "2024-03-12", RETOLD))
    late = opening_of(report("b", "Daily B", "2024-12-12", RETOLD))

    assert likeness(first, late) < likeness(first, soon)


def test_words_that_many_names_share_are_no_names() -> None:
    text = "On Monday the Police Department said so. Reporters of the City News met the Mayor."

    found = opening_of(report("a", "Daily A", text=text))

    assert found.head == ()
    assert not found.whole


def test_names_in_page_furniture_and_of_the_outlet_do_not_count() -> None:
    text = "Read more: Lagos Marathon results. Then Hadiza Bello spoke to Harbour Courier in Yola."
    teaser = Furniture(start=0, end=35, kind="teaser")
    one = replace(report("a", "Harbour Courier", text=text), furniture=(teaser,))

    assert set(opening_of(one).names) == {"hadiza", "bello", "yola"}


def test_absent_names_say_nothing_across_languages_or_in_short_openings() -> None:
    first = opening_of(report("a", "Daily A", text=NAMED))
    foreign = opening_of(report("c", "Daily C", text=OTHER, language="es"))
    short = opening_of(report("d", "Daily D", text="Police in Yola said three men were shot."))

    assert likeness(first, foreign) == 0
    assert likeness(first, short) == 0
    assert first.day == dt.date(2024, 3, 12).toordinal()
