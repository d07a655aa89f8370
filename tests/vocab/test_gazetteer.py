from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.errors import UnreadableInput, VocabularyError
from corrobora.vocab.gazetteer import (
    Gazetteer,
    Place,
    key_of,
    load_gazetteer,
    read_geonames_dump,
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Bamako", "ML"), ("Ségou", "ML"), ("Segou", "ML"), ("Kidal", "ML"), ("Ménaka", "ML"),
        ("Nioro du Sahel", "ML"), ("Diafarabé", "ML"), ("Sévaré", "ML"), ("Farabougou", "ML"),
        ("Tinzaouaten", "ML"), ("Tinzawaten", "ML"), ("Gossi", "ML"), ("Djibo", "BF"),
        ("Arbinda", "BF"), ("Inates", "NE"), ("Banibangou", "NE"), ("Agadez", "NE"),
        ("Tombouctou", "ML"), ("El Fasher", "SD"), ("Nord-Kivu", "CD"), ("Khan Younès", "PS"),
        ("Bakhmut", "UA"), ("Crimée", "UA"), ("Rakhine State", "MM"), ("Idlib", "SY"),
        ("Port-au-Prince", "HT"), ("Cabo Delgado", "MZ"), ("Maiduguri", "NG"), ("Tigray", "ET"),
        ("Allemagne", "DE"), ("Côte d'Ivoire", "CI"), ("Ivory Coast", "CI"), ("DRC", "CD"),
        ("Cité Soleil", "HT"), ("Catatumbo", "CO"), ("Balochistan", "PK"), ("Benghazi", "LY"),
    ],
)  # fmt: skip
def test_knows_places_of_current_conflicts(gazetteer: Gazetteer, name: str, country: str) -> None:
    assert country in {p.country for p in gazetteer.lookup(name)}


def test_exonyms_lead_to_one_place(gazetteer: Gazetteer) -> None:
    towns = [
        next(p for p in gazetteer.lookup(name) if p.kind == "town")
        for name in ("Timbuktu", "Tombouctou", "Kyiv", "Kiev")
    ]
    assert towns[0] == towns[1]
    assert towns[2] == towns[3]


def test_regions_across_borders_have_no_country(gazetteer: Gazetteer) -> None:
    for name in ("Sahel", "Liptako-Gourma", "Horn of Africa", "zone des trois frontières"):
        place = gazetteer.lookup(name)[0]
        assert (place.kind, place.country) == ("region", None)


def test_every_country_has_a_place_on_the_map(gazetteer: Gazetteer) -> None:
    for code in ("ML", "FR", "US", "SS", "XK", "PS", "TW", "EH"):
        country = gazetteer.country(code)
        assert country is not None
        assert -90 <= country.lat <= 90
        assert (country.lat, country.lon) != (0.0, 0.0)
    assert gazetteer.country("ZZ") is None


@pytest.mark.parametrize(
    ("code", "lat", "lon"), [("FJ", -17.8, 178.0), ("RU", 61.7, 99.7), ("KI", 1.9, -157.4)]
)
def test_a_country_over_the_180th_meridian_lies_where_it_is(
    code: str, lat: float, lon: float, gazetteer: Gazetteer
) -> None:
    place = gazetteer.country(code)
    assert place is not None
    assert (place.lat, place.lon) == pytest.approx((lat, lon), abs=0.1)


def test_every_place_lies_on_the_globe(gazetteer: Gazetteer) -> None:
    rows = [gazetteer._row(number) for number in range(len(gazetteer._rows))]
    assert all(abs(p.lat or 0) <= 90 and abs(p.lon or 0) <= 180 for p in rows)
    # Divisions over the meridian were once laid on the other side of the globe.
    divisions = {p.name: p.lon for code in ("FJ", "RU") for p in gazetteer.divisions(code)}
    assert abs(divisions["Eastern"] or 0) > 170
    assert abs(divisions["Chukotka"] or 0) > 160


def test_divisions_of_a_country(gazetteer: Gazetteer) -> None:
    names = {p.name for p in gazetteer.divisions("ML")}
    assert {"Mopti", "Ségou", "Gao", "Kidal", "Ménaka", "Taoudénit"} <= names


def test_several_places_of_one_name_are_all_there(gazetteer: Gazetteer) -> None:
    assert {"ML", "BF"} <= {p.country for p in gazetteer.lookup("Gao")}


@given(st.text(max_size=30))
def test_keys_are_stable(name: str) -> None:
    assert key_of(key_of(name)) == key_of(name)


def test_keys_ignore_case_accents_hyphens_and_dots_of_initials() -> None:
    assert key_of("Port-au-Prince") == key_of("port au prince")
    assert key_of("Sévaré") == key_of("SEVARE")
    assert key_of("U.S.") == key_of("US")


def test_an_overlay_comes_first(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'place = [{name = "Newtown Camp", kind = "site", country = "ML", lat = 1.0, lon = 2.0, '
        'aliases = ["Camp X"]}]',
        encoding="utf-8",
    )
    places = load_gazetteer(tmp_path).lookup("Camp X")
    assert [(p.name, p.kind, p.country) for p in places] == [("Newtown Camp", "site", "ML")]


@pytest.mark.parametrize("text", ["place = 3", "place = [{name = 'X'}]", "nonsense", "wrong = []"])
def test_a_bad_overlay_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.toml").write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"bad\.toml"):
        load_gazetteer(tmp_path)


def _row(name: str, feature: str, code: str, admin1: str, population: str = "0") -> str:
    columns = ["1", name, name, "Autre Nom,Other Name", "14.5", "-4.1", feature, code, "ML", "",
               admin1, "", "", "", population, "", "", "Africa/Bamako", "2024-01-01"]  # fmt: skip
    return "\t".join(columns)


def test_a_geonames_dump_can_be_imported(tmp_path: Path) -> None:
    dump = tmp_path / "ML.txt"
    rows = [
        _row("Somedivision", "A", "ADM1", "04"),
        _row("Littlevillage", "P", "PPL", "04", "300"),
        _row("Somewell", "H", "WLL", "04"),
        _row("Somestreet", "R", "ST", "04"),
    ]
    dump.write_text("\n".join(rows) + "\n", encoding="utf-8")
    places = read_geonames_dump(dump)
    assert [(p.name, p.kind, p.admin1) for p in places] == [
        ("Somedivision", "admin1", "Somedivision"),
        ("Littlevillage", "town", "Somedivision"),
        ("Somewell", "site", "Somedivision"),
    ]
    assert [p.name for p in read_geonames_dump(dump, least_population=500)] == [
        "Somedivision", "Somewell",
    ]  # fmt: skip
    found: tuple[Place, ...] = load_gazetteer(imports=places).lookup("Littlevillage")
    assert found[0].population == 300


def test_a_damaged_dump_is_refused_by_line(tmp_path: Path) -> None:
    dump = tmp_path / "ML.txt"
    dump.write_text(_row("A", "P", "PPL", "04") + "\nbroken\n", encoding="utf-8")
    with pytest.raises(UnreadableInput, match="line 2"):
        read_geonames_dump(dump)
