"""Coarsening: rough enough, and blind to what is finer."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from corrobora.model import Actor, Count, Voice, When, Where
from corrobora.share.agreements import DateDetail, PlaceDetail
from corrobora.share.coarsen import (
    BANDS,
    coarse_actor,
    coarse_count,
    coarse_date,
    coarse_place,
    coarse_voice,
    pseudonym,
)
from corrobora.share.decide import Obligations

STRICT = Obligations(
    place=PlaceDetail.REGION,
    date=DateDetail.WEEK,
    band_tolls=True,
    roles_for_names=True,
    strip_source=True,
    source_protected=False,
    attribution="may",
    onward=("none",),
    delete_by=None,
)
LOOSE = replace(
    STRICT,
    place=PlaceDetail.SITE,
    date=DateDetail.DAY,
    band_tolls=False,
    roles_for_names=False,
    strip_source=False,
)


def place(name: str, lat: float, admin1: str | None = "Mopti", precision: str = "town") -> Where:
    return Where(
        name=name, admin1=admin1, country="ML", lat=lat, lon=-lat, precision=precision, text=name  # type: ignore[arg-type]
    )  # fmt: skip


@given(st.text(min_size=1), st.floats(-90, 90))
def test_a_region_says_nothing_of_the_village(name: str, lat: float) -> None:
    fine, other = place(name, lat), place("Sokoura", 14.0)
    assert coarse_place(fine, PlaceDetail.REGION, "en") == coarse_place(
        other, PlaceDetail.REGION, "en"
    )
    coarse = coarse_place(fine, PlaceDetail.REGION, "en")
    assert coarse is not None
    assert (coarse.name, coarse.lat, coarse.lon, coarse.text) == ("Mopti", None, None, "")


def test_a_place_without_a_region_becomes_its_country() -> None:
    coarse = coarse_place(place("Sokoura", 14.0, admin1=None), PlaceDetail.REGION, "fr")
    assert coarse is not None
    assert (coarse.name, coarse.precision, coarse.country) == ("Mali", "country", "ML")
    nowhere = replace(place("Sokoura", 14.0, admin1=None), country=None)
    assert coarse_place(nowhere, PlaceDetail.REGION, "en") is None


def test_a_place_coarse_enough_keeps_its_name_but_not_its_words() -> None:
    region = place("Mopti", 14.0, precision="admin1")
    coarse = coarse_place(region, PlaceDetail.TOWN, "en")
    assert coarse == replace(region, text="")


days = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


@given(days, days, st.sampled_from([DateDetail.WEEK, DateDetail.MONTH, DateDetail.YEAR]))
def test_days_of_one_week_month_or_year_become_the_same(
    one: dt.date, other: dt.date, detail: DateDetail
) -> None:
    def coarse(day: dt.date) -> When:
        found = coarse_date(When(start=day, end=day, precision="day", text=str(day)), detail, "en")
        assert found is not None
        return found

    assert coarse(one).start <= one <= coarse(one).end
    if coarse(one).start <= other <= coarse(one).end:
        assert coarse(one) == coarse(other)


def test_a_week_begins_on_monday() -> None:
    wednesday = When(
        start=dt.date(2025, 9, 17), end=dt.date(2025, 9, 17), precision="day", text="on Wednesday"
    )
    week = coarse_date(wednesday, DateDetail.WEEK, "en")
    assert week == When(
        start=dt.date(2025, 9, 15),
        end=dt.date(2025, 9, 21),
        precision="week",
        text="week of 15 September 2025",
    )


def test_an_inferred_date_stays_inferred() -> None:
    inferred = When(start=dt.date(2025, 9, 17), end=dt.date(2025, 9, 17), precision="day", text="")
    coarse = coarse_date(inferred, DateDetail.MONTH, "en")
    assert coarse is not None
    assert coarse.text == ""


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_numbers_of_one_band_become_the_same(one: int, other: int) -> None:
    a, b = (coarse_count(Count(min=n, max=n, text=str(n)), banded=True) for n in (one, other))
    assert a is not None
    assert a.min <= one
    assert a.max is None or one <= a.max
    same = sum(edge <= one for edge in BANDS) == sum(edge <= other for edge in BANDS)
    assert (a == b) == same


def test_at_least_stays_at_least_and_of_whom_is_withheld() -> None:
    coarse = coarse_count(
        Count(min=77, max=None, text="at least 77", scope="cadets of Faladié"), banded=True
    )
    assert coarse is not None
    assert (coarse.min, coarse.max, coarse.text) == (50, None, "50+")
    assert coarse.scope
    assert "Falad" not in coarse.scope


def actor(id_: str, name: str, kind: str) -> Actor:
    return Actor(id=id_, name=name, kind=kind, text=name, start=5, end=9)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_", "name"),
    [
        (actor("JNIM", "JNIM", "armed-group"), "JNIM"),
        (actor("ML.mil", "Malian military", "military"), "Malian military"),
        (actor("~:gunmen", "gunmen", "people"), "gunmen"),
        (actor("~:villagers of sokoura", "villagers of sokoura", "people"), "people"),
        (actor("?:sokoura self-defence", "Sokoura Self-Defence", "armed-group"), "an armed group"),
        (actor("P:diallo", "Oumar Diallo", "person"), "a person"),
    ],
)
def test_names_that_give_something_away_become_classes(given_: Actor, name: str) -> None:
    coarse = coarse_actor(given_, STRICT, "en")
    assert coarse.name == name
    assert (coarse.text, coarse.start, coarse.end) == ("", 0, 0)
    assert "okoura" not in coarse.id
    assert "diallo" not in coarse.id


def test_persons_and_unlisted_names_are_given_where_all_may_be_known() -> None:
    assert coarse_actor(actor("P:diallo", "Oumar Diallo", "person"), LOOSE, "en").name == (
        "Oumar Diallo"
    )
    assert coarse_actor(actor("?:x", "Sokoura Guard", "armed-group"), LOOSE, "en").name == (
        "Sokoura Guard"
    )


def test_sources_become_their_class() -> None:
    voice = Voice(
        name="Oumar Diallo", kind="person", anonymous=False, text="Diallo", start=1, end=7
    )
    assert coarse_voice(voice, STRICT, "en").name == "a person"
    assert coarse_voice(voice, STRICT, "fr").name == "une personne"
    assert coarse_voice(voice, LOOSE, "en").name == "Oumar Diallo"
    assert coarse_voice(voice, LOOSE, "en").text == ""


@given(st.binary(min_size=16, max_size=32), st.text(), st.text())
def test_a_pseudonym_is_the_same_each_time_and_for_each_key_another(
    key: bytes, one: str, other: str
) -> None:
    assert pseudonym(key, "report", one) == pseudonym(key, "report", one)
    assert (pseudonym(key, "report", one) == pseudonym(key, "report", other)) == (one == other)
    assert pseudonym(key, "report", one) != pseudonym(key + b"x", "report", one)
    assert pseudonym(key, "report", one) != pseudonym(key, "claim", one)
