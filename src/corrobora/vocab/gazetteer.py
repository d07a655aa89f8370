"""Places of the world: a compact table, a hand-written overlay, and what the user imports.

The table (GeoNames, Natural Earth, CLDR; see ``places/ATTRIBUTION.md``) is built once by
``training/build_gazetteer.py``. Loading it takes about 0.15 s and 40 MB; rows become ``Place``
values only when they are looked up.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import Literal, cast

import msgspec
from msgspec import Struct

from corrobora.errors import UnreadableInput, VocabularyError
from corrobora.text import plain

PlaceKind = Literal["region", "country", "admin1", "admin2", "town", "site"]
"""A region is an area that is no division: part of a country (``country`` given) or across
borders (``country`` is None)."""

_KINDS: dict[str, PlaceKind] = {"c": "country", "1": "admin1", "2": "admin2", "t": "town"}
_INITIALS = re.compile(r"\b(?:\w\.){2,}")
_NOT_WORD = re.compile(r"[\W_]+")
_KEY_WORDS = 6
"""Longest name, in words, that is looked for in a text."""


class Place(Struct, frozen=True, kw_only=True):
    """A place with its division, country (ISO 3166-1 alpha-2) and WGS 84 coordinates in degrees.

    ``names`` are other ways to write it; empty for rows of the built table, whose other names live
    in its index.
    """

    name: str
    kind: PlaceKind
    country: str | None
    admin1: str | None
    lat: float
    lon: float
    population: int = 0
    names: tuple[str, ...] = ()


class Cues(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words around a place name in one language; folded. The data file explains each list."""

    locative: frozenset[str]
    near: tuple[str, ...]
    acting: frozenset[str]
    between: frozenset[str]
    region_after: frozenset[str]
    district_after: frozenset[str]
    region_before: tuple[str, ...]
    district_before: tuple[str, ...]
    town_before: tuple[str, ...]
    sites: frozenset[str]
    site_before: tuple[str, ...]
    verbs_after: frozenset[str]
    part: dict[str, str]
    part_before: tuple[str, ...]
    and_: frozenset[str] = msgspec.field(name="and")
    of: frozenset[str]


class Traps(Struct, frozen=True, kw_only=True):
    """Words that are rarely places though the table has places of that name.

    ``own_countries``: where a language is spoken, towns bear its common words and surnames.
    """

    words: Mapping[str, frozenset[str]]
    after: frozenset[str]
    before: tuple[str, ...]
    titles: frozenset[str]
    own_countries: Mapping[str, frozenset[str]]


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One hand-written entry of an overlay file."""

    name: str
    kind: PlaceKind
    lat: float
    lon: float
    country: str | None = None
    admin1: str | None = None
    population: int = 0
    aliases: tuple[str, ...] = ()


class _Overlay(Struct, frozen=True, forbid_unknown_fields=True):
    place: tuple[_Row, ...] = ()


@lru_cache(maxsize=65536)
def key_of(name: str) -> str:
    """The form under which a name is indexed: lower case, no accents, hyphens or apostrophes.

    Initials lose their dots: "U.S." and "US" share a key.
    """
    joined = _INITIALS.sub(lambda m: m.group().replace(".", ""), name)
    return _NOT_WORD.sub(" ", plain(joined)).strip()


class Gazetteer:
    """Lookup of places by any of their names.

    Attributes:
        cues: Words around place names, per language.
        traps: Names that are usually something else.
        acronyms: Keys that count only when written in capitals ("US", "CAR").
        starts: Folded first words of names that begin in lower case ("bande de Gaza").
        most_words: Longest name in words.
    """

    def __init__(
        self,
        rows: Sequence[str],
        index: Mapping[str, str],
        overlay: Iterable[Place],
        country_names: Mapping[str, Sequence[str]],
        cues: Mapping[str, Cues],
        traps: Traps,
    ) -> None:
        self.cues = cues
        self.traps = traps
        self.most_words = _KEY_WORDS
        self._rows = rows
        self._index = index
        self._own: dict[str, list[Place]] = {}
        self._found: dict[str, tuple[Place, ...]] = {}
        self._divisions: dict[str, tuple[Place, ...]] = {}
        acronyms: set[str] = set()
        starts: set[str] = set()
        for code, names in country_names.items():
            country = self.country(code)
            if country is None:
                raise VocabularyError("Unknown country code in the country names.", code=code)
            for name in names:
                if name.replace(".", "").isupper():
                    acronyms.add(key_of(name))
                self._put(name, country)
        for place in overlay:
            for name in (place.name, *place.names):
                if name[0].islower():
                    starts.add(key_of(name).split(" ")[0])
                self._put(name, place)
        self.acronyms = frozenset(acronyms)
        self.starts = frozenset(starts)

    def _put(self, name: str, place: Place) -> None:
        places = self._own.setdefault(key_of(name), [])
        if place not in places:
            places.append(place)

    def __contains__(self, key: str) -> bool:
        return key in self._own or key in self._index

    def __len__(self) -> int:
        return len(self._rows) + len({id(p) for ps in self._own.values() for p in ps})

    def lookup(self, name: str) -> tuple[Place, ...]:
        """All places of that name, hand-written and imported ones first, then by table order."""
        return self.places(key_of(name))

    def places(self, key: str) -> tuple[Place, ...]:
        """As ``lookup``, for a name that already is a key."""
        found = self._found.get(key)
        if found is None:
            own = [self._peopled(p) for p in self._own.get(key, [])]
            rows = self._table_rows(key)
            found = (*own, *(p for p in rows if not any(_same(p, o) for o in own)))
            self._found[key] = found
        return found

    def _table_rows(self, key: str) -> list[Place]:
        return [self._row(int(i)) for i in self._index.get(key, "").split()]

    def _peopled(self, place: Place) -> Place:
        """A hand-written town with the population that the table gives for it."""
        if place.kind != "town" or place.population:
            return place
        for row in self._table_rows(key_of(place.name)):
            if _same(place, row):
                return msgspec.structs.replace(place, population=row.population)
        return place

    def _row(self, number: int) -> Place:
        kind, name, country, admin1, lat, lon, population = self._rows[number].split("\t")
        return Place(
            name=name, kind=_KINDS[kind], country=country, admin1=admin1 or None,
            lat=float(lat), lon=float(lon), population=int(population),
        )  # fmt: skip

    def country(self, code: str) -> Place | None:
        """The country with this ISO code."""
        return self._countries.get(code)

    @cached_property
    def _countries(self) -> Mapping[str, Place]:
        """Countries by their code; they open the table."""
        rows = takewhile(lambda row: row.startswith("c"), self._rows)
        places = [self._row(number) for number, _ in enumerate(rows)]
        return {p.country: p for p in reversed(places) if p.country}

    def divisions(self, country: str) -> tuple[Place, ...]:
        """First-order divisions of a country, in table order."""
        found = self._divisions.get(country)
        if found is None:
            found = tuple(self._row(n) for n in self._division_rows.get(country, ()))
            self._divisions[country] = found
        return found

    @cached_property
    def _division_rows(self) -> Mapping[str, list[int]]:
        """Numbers of the rows of first-order divisions, by country."""
        found: dict[str, list[int]] = {}
        for number, row in enumerate(self._rows):
            if row.startswith("1"):
                found.setdefault(row.split("\t", 3)[2], []).append(number)
        return found


def _same(one: Place, other: Place) -> bool:
    if one.country != other.country or one.kind != other.kind:
        return False
    near = abs(one.lat - other.lat) < 1.0 and abs(one.lon - other.lon) < 1.0
    return near or one.kind in ("country", "admin1")


def _folder() -> Traversable:
    return resources.files("corrobora.vocab") / "places"


def _lines(name: str) -> list[str]:
    return gzip.decompress((_folder() / name).read_bytes()).decode("utf-8").split("\n")


@cache
def _table() -> tuple[Sequence[str], Mapping[str, str]]:
    rows = _lines("places.tsv.gz")
    pairs = cast(Iterator[tuple[str, str]], (line.split("\t") for line in _lines("names.tsv.gz")))
    return rows, MappingProxyType(dict(pairs))


def read_overlay(text: str, name: str) -> tuple[Place, ...]:
    """The places of one overlay file (TOML, ``place = [{name, kind, lat, lon, ...}]``).

    Raises:
        VocabularyError: The file is no TOML, or an entry has a wrong or unknown field.
    """
    try:
        overlay = msgspec.convert(tomllib.loads(text), _Overlay)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise VocabularyError(f"Places file {name}: {error}.", file=name) from error
    return tuple(
        Place(
            name=row.name, kind=row.kind, country=row.country, admin1=row.admin1,
            lat=row.lat, lon=row.lon, population=row.population, names=row.aliases,
        )
        for row in overlay.place
    )  # fmt: skip


_OWN = ("africa.toml", "asia.toml", "europe-americas.toml")


def load_gazetteer(*overlays: Path, imports: Iterable[Place] = ()) -> Gazetteer:
    """The gazetteer that ships with the package, with the user's own places before it.

    Args:
        overlays: Folders whose ``*.toml`` files hold further places, and whose ``*.txt`` files
            are GeoNames dumps.
        imports: Further places, e.g. from ``read_geonames_dump``.

    Raises:
        VocabularyError: A file is malformed.
    """
    rows, index = _table()
    places: list[Place] = []
    for folder in overlays:
        for path in sorted(folder.glob("*.toml")):
            places.extend(read_overlay(path.read_text(encoding="utf-8"), path.name))
        for path in sorted(folder.glob("*.txt")):
            places.extend(read_geonames_dump(path))
    places.extend(imports)
    for name in _OWN:
        places.extend(read_overlay((_folder() / name).read_text(encoding="utf-8"), name))
    countries = tomllib.loads((_folder() / "countries.toml").read_text(encoding="utf-8"))
    return Gazetteer(rows, index, places, countries["aliases"], _cues(), _traps())


def _cues() -> dict[str, Cues]:
    text = (_folder() / "cues.toml").read_text(encoding="utf-8")
    try:
        return msgspec.convert(tomllib.loads(text), dict[str, Cues])
    except msgspec.ValidationError as error:
        raise VocabularyError(f"Places file cues.toml: {error}.", file="cues.toml") from error


def _traps() -> Traps:
    found = tomllib.loads((_folder() / "ambiguous.toml").read_text(encoding="utf-8"))
    return Traps(
        words={k: frozenset(v) for k, v in found["words"].items()},
        after=frozenset(found["not_places"]["after"]),
        before=tuple(plain(words) for words in found["not_places"]["before"]),
        titles=frozenset(found["not_places"]["titles"]),
        own_countries={k: frozenset(v) for k, v in found["own_countries"].items()},
    )


_FEATURES: dict[str, PlaceKind] = {
    "PCLI": "country", "PCLD": "country", "PCLS": "country", "PCL": "country",
    "ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin2", "RGN": "region",
}  # fmt: skip
_SITE_CLASSES = frozenset("STHV")


def read_geonames_dump(path: Path, *, least_population: int = 0) -> tuple[Place, ...]:
    """Places of a GeoNames dump (``ML.txt`` and the like, 19 tab-separated columns).

    Populated places, divisions, regions and sites (airports, camps, mines, hills) are taken;
    streets and undersea features are not. Names of first-order divisions come from the dump.

    Args:
        path: The unpacked text file.
        least_population: Populated places with fewer people are left out; sites are kept.

    Raises:
        UnreadableInput: A line has the wrong number of columns or no coordinates.
    """
    rows: list[list[str]] = []
    divisions: dict[str, str] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = line.rstrip("\n").split("\t")
            if len(row) != 19:
                raise UnreadableInput(
                    f"{path.name}, line {number}: {len(row)} columns instead of 19.",
                    hint="Give an unpacked GeoNames dump such as ML.txt.",
                    file=path.name, line=number,
                )  # fmt: skip
            rows.append(row)
            if row[7] == "ADM1":
                divisions[f"{row[8]}.{row[10]}"] = row[1]
    places = (_dumped(row, divisions, path.name) for row in rows)
    return tuple(p for p in places if p and (p.kind != "town" or p.population >= least_population))


def _dumped(row: list[str], divisions: Mapping[str, str], name: str) -> Place | None:
    kind: PlaceKind
    if row[6] == "P":
        kind = "town"
    elif row[7] in _FEATURES:
        kind = _FEATURES[row[7]]
    elif row[6] in _SITE_CLASSES:
        kind = "site"
    else:
        return None
    try:
        lat, lon, population = float(row[4]), float(row[5]), int(row[14] or 0)
    except ValueError as error:
        raise UnreadableInput(f"{name}: {row[1]} has no coordinates.", file=name) from error
    return Place(
        name=row[1], kind=kind, country=row[8] or None,
        admin1=divisions.get(f"{row[8]}.{row[10]}"), lat=lat, lon=lon, population=population,
        names=tuple(n for n in (row[2], *row[3].split(",")) if n and n != row[1]),
    )  # fmt: skip
