"""Places in a text: found by name, told apart by context, with how exactly each is known.

The longest run of words that the gazetteer knows wins. A run counts when it is capitalised (in a
text without capitals: countries, regions and large cities only), when it is no part of a longer
name ("Washington Post", "Jordan Smith"), and, for small places and for names that are common words,
when something supports it: a word of place before it, its country in the text, a kind ("town of").

Several places of one name are scored by kind, population (logarithm), the countries of the text,
a parent named beside it ("Ségou, Mali") and kind words ("Ségou region"); the best is taken, the
others stay in ``Where.others`` with their shares. "near Mopti" is precise to the district,
"northern Mali" to the first-order division, with the divisions on that side as candidates.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from msgspec import Struct, field

from corrobora.extract.parts import PlaceMention
from corrobora.extract.place_candidates import candidate, on_side, others_of, precision_of
from corrobora.extract.place_tokens import ENDS, NOTHING, Token, tokens_of
from corrobora.extract.steps import Steps, at_once
from corrobora.model import Candidate, Where
from corrobora.text import folded
from corrobora.vocab.common_names import common_names
from corrobora.vocab.gazetteer import Cues, Gazetteer, Place, key_of

_LARGE = 100_000
"""Population from which a town needs no support from the words around it."""
_CAPITAL = 500_000
"""Population from which a town's name may stand for those who rule there."""
_SEEN = 10_000
"""Population from which a town of a country in the text may open a sentence without support."""
_LARGE_CASELESS = 300_000
_KIND_SCORE = {"country": 9.0, "region": 8.0, "admin1": 4.2, "admin2": 2.6, "site": 5.0}
_Kindred = Literal["admin1", "admin2", "town", ""]


@lru_cache(maxsize=256)
def _spaced(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Phrases as they stand at the end of a line, after a space."""
    return tuple(f" {phrase}" for phrase in phrases)


class _Hit(Struct):
    """A run of tokens i..j (half-open) that the gazetteer knows."""

    i: int
    j: int
    places: tuple[Place, ...]
    kindred: _Kindred = ""
    parent: str | None = None
    locative: bool = False
    scores: dict[int, float] = field(default_factory=dict)

    @property
    def strong(self) -> bool:
        return any(p.kind in ("country", "region") for p in self.places)

    def best(self) -> Place:
        return self.places[max(self.scores, key=lambda n: (self.scores[n], -n))]


def find_places(
    reading_text: str,
    language: str,
    gazetteer: Gazetteer,
    countries_in_context: Sequence[str] = (),
) -> tuple[PlaceMention, ...]:
    """All places named in a text, in text order, without overlaps.

    Args:
        reading_text: Folded text (``Reading.text``).
        language: ISO 639-1 code; English cues serve where a language has none.
        gazetteer: Known places.
        countries_in_context: ISO codes of countries that the report is about, most telling first.
    """
    return at_once(places_in(reading_text, language, gazetteer, countries_in_context))


def places_in(
    text: str, language: str, gazetteer: Gazetteer, countries_in_context: Sequence[str]
) -> Steps[tuple[PlaceMention, ...]]:
    """As ``find_places``, step by step."""
    reader = _Reader(text, language, gazetteer)
    yield
    found = reader.hits()
    home = reader.home(found) | frozenset(countries_in_context)
    hits = [h for h in found if reader.stands(h, home)]
    reader.score(hits, countries_in_context)
    yield
    return tuple(reader.mention(hit) for hit in hits)


class _Reader:
    """One text, its tokens and the cues of its language."""

    def __init__(self, text: str, language: str, gazetteer: Gazetteer) -> None:
        self.text, self.gazetteer = text, gazetteer
        self.cues: Cues = gazetteer.cues.get(language) or gazetteer.cues["en"]
        self.traps = gazetteer.traps.words.get(language, gazetteer.traps.words["en"])
        self.common = self.traps | common_names().function
        self.language, self.french = language, language == "fr"
        self.tokens = tokens_of(text)
        self.capitals = [i for i, token in enumerate(self.tokens) if token.upper]
        self.caseless = len(self.capitals) * 200 < len(self.tokens)
        self.starts = frozenset(
            key for key in {t.key for t in self.tokens}
            if key.partition(" ")[0] in gazetteer.starts
        )  # fmt: skip
        self.names = self._name_parts()
        self._before: dict[int, str] = {}
        self.near = _spaced(self.cues.near)
        self.regions = _spaced(self.cues.region_before)
        self.districts = _spaced(self.cues.district_before)
        self.towns = _spaced(self.cues.town_before)
        self.site_heads = _spaced(self.cues.site_before)
        self.other_names = _spaced(gazetteer.traps.before)

    # --- finding ---------------------------------------------------------------------------------

    def hits(self) -> list[_Hit]:
        """The longest runs that the gazetteer knows, capitalised, in text order."""
        found: list[_Hit] = []
        reached = 0
        starts, caseless = self.starts, self.caseless
        for index, token in enumerate(self.tokens):
            if not (token.upper or caseless or token.key in starts):
                continue  # most words end here
            if index < reached:
                continue
            hit = self._hit_at(index)
            if hit is not None:
                found.append(hit)
                reached = hit.j
        return found

    def _hit_at(self, index: int) -> _Hit | None:
        token = self.tokens[index]
        if not self._may_start(token):
            return None
        gazetteer = self.gazetteer
        for stop, key in reversed(self._runs(index)):
            if key in gazetteer and self._acronym_ok(index, stop, key):
                return _Hit(index, stop, gazetteer.places(key))
        return None

    def _runs(self, index: int) -> list[tuple[int, str]]:
        """The runs from a token that could be one name: where each ends, and its key."""
        key = self.tokens[index].key
        found = [(index + 1, key)]
        for stop in range(index + 2, self._reach(index) + 1):
            token = self.tokens[stop - 1]
            if token.key:
                key = f"{key} {token.key}"
                found.append((stop, key))
            elif token.text not in ("-", "'"):
                break
        return found

    def _reach(self, index: int) -> int:
        """The token after the longest run that could be one name."""
        most = min(len(self.tokens), index + self.gazetteer.most_words)
        lower = self.caseless or self.tokens[index].key in self.starts
        stop = index + 1
        while stop < most:
            token = self.tokens[stop]
            linked = lower or token.upper or token.text in _LINKS
            if not linked or token.text in ENDS or token.text == ",":
                break
            stop += 1
        return stop

    def _may_start(self, token: Token) -> bool:
        if not token.key or token.text[-1] == "'":
            return False
        return token.upper or self.caseless or token.key in self.starts

    def _key(self, i: int, j: int) -> str:
        parts = []
        for token in self.tokens[i:j]:
            if not token.key and token.text not in ("-", "'", ".", ","):
                return ""
            if token.text in (".", ",") and i + 1 < j:
                return ""
            parts.append(token.key)
        return " ".join(p for p in parts if p)

    def _acronym_ok(self, i: int, j: int, key: str) -> bool:
        if key not in self.gazetteer.acronyms:
            return j > i + 1 or self.tokens[i].upper or self.caseless
        written = self.tokens[i].text
        beside = (self._at(i - 1).text, self._at(j).text)
        return written.isupper() and not any(len(b) > 3 and b.isupper() for b in beside)

    def _name_parts(self) -> Counter[str]:
        """How often each capitalised word stands beside another one, inside a sentence."""
        parts: Counter[str] = Counter()
        for at, following in pairwise(self.capitals):
            one, other = self.tokens[at], self.tokens[following]
            run = following == at + 1 and other.start - one.end <= 1
            if run and not one.headline and not one.first:
                parts[other.key] += 1
        return parts

    # --- judging ---------------------------------------------------------------------------------

    def home(self, hits: Sequence[_Hit]) -> frozenset[str]:
        """Countries that the text names itself, or by a division or a city of their own."""
        codes: set[str] = set()
        for hit in hits:
            if self._is_common(hit):
                continue
            owners = {p.country for p in hit.places}
            telling = any(
                p.kind in ("country", "region", "admin1") or p.population >= _LARGE
                for p in hit.places
            )
            if len(owners) == 1 and telling:
                codes.update(c for c in owners if c)
            codes.update(p.country for p in hit.places if p.kind == "country" and p.country)
        return frozenset(codes)

    def stands(self, hit: _Hit, context: frozenset[str]) -> bool:
        """Whether a run really names a place; notes its kind words, parent and preposition."""
        hit.kindred = self._kindred(hit)
        hit.parent = self._parent(hit)
        hit.locative = self._preposition(hit.i) in ("locative", "near")
        strong, key = hit.strong, self._key_of(hit)
        if self._in_other_name(hit, strong=strong, key=key):
            return False
        if self.caseless:
            known = strong or (len(key) > 3 and any(
                p.population >= _LARGE_CASELESS or (p.kind == "admin1" and hit.locative)
                for p in hit.places))  # fmt: skip
            return known and key not in self.traps and not self._is_common(hit)
        supported = hit.locative or bool(hit.kindred) or hit.parent is not None
        if self._is_common(hit):
            return (
                hit.parent is not None
                or (bool(hit.kindred) and self._named_before(hit))
                or (hit.locative and not self.names[key] and self._at_home(hit, context))
            )
        if strong or supported:
            return strong or len(key) > 2
        if self.names[key] and not any(p.population >= 1_000_000 for p in hit.places):
            return False
        if any(p.population >= _LARGE for p in hit.places):
            return True
        if len(key) <= 3 or not self._at_home(hit, context):
            return False
        return not self.tokens[hit.i].first or any(
            p.population >= _SEEN or p.kind in ("admin1", "site") for p in hit.places
        )

    def _key_of(self, hit: _Hit) -> str:
        return self._key(hit.i, hit.j) or self.tokens[hit.i].key

    def _is_common(self, hit: _Hit) -> bool:
        """Whether the name of a place that is no country is a common word, too."""
        return not hit.strong and self._key_of(hit) in self.common

    def _at_home(self, hit: _Hit, context: frozenset[str]) -> bool:
        """Whether one of the places lies in a country the report is about."""
        own = self.gazetteer.traps.own_countries.get(self.language, frozenset())
        return any(
            p.kind == "site"
            or (p.country in context and (p.kind != "town" or p.country not in own))
            for p in hit.places
        )

    def _named_before(self, hit: _Hit) -> bool:
        """Whether "town of", "ville de" ... stands right before."""
        line = self._line_before(hit.i)
        return line.endswith(self.towns + self.regions + self.districts)

    def _in_other_name(self, hit: _Hit, *, strong: bool, key: str) -> bool:
        traps = self.gazetteer.traps
        after, before = self._at(hit.j), self._at(hit.i - 1)
        joined = hit.j < len(self.tokens) and after.start - self.tokens[hit.j - 1].end == 1
        if joined and after.text in traps.after:
            return True
        if before.text.rstrip(".") in traps.titles and not strong:
            return True
        if self._line_before(hit.i).endswith(self.other_names):
            return True
        if self.tokens[hit.i].headline:
            return False
        kind_word = after.key in self.cues.region_after and after.upper
        capital_after = joined and after.upper and not self._place_word(after)
        spaced = hit.i > 0 and self.tokens[hit.i].start - before.end == 1
        fitting = before.first or (
            self._place_word(before) and before.key not in self.cues.region_after
        )
        capital_before = spaced and before.upper and not fitting
        if hit.kindred:
            return capital_before and not self._named_before(hit) and (kind_word or not strong)
        if strong:
            return key in self.traps and (capital_after or capital_before)
        large = any(p.population >= 1_000_000 for p in hit.places)
        return capital_before or (capital_after and not large)

    def _place_word(self, token: Token) -> bool:
        """Capitalised words that may stand beside a place name without swallowing it."""
        cues = self.cues
        return (
            token.key in cues.part or token.key in cues.between or token.key in cues.region_after
            or token.key in cues.district_after or token.key in cues.sites
            or token.key in self.gazetteer or token.text in _MONTHS or len(token.text) == 1
            or token.text[0] in "0123456789" or token.key in cues.locative
        )  # fmt: skip

    def _kindred(self, hit: _Hit) -> _Kindred:
        after, cues, line = self._at(hit.j).key, self.cues, self._line_before(hit.i)
        if after in cues.region_after or line.endswith(self.regions):
            return "admin1"
        if after in cues.district_after or line.endswith(self.districts):
            return "admin2"
        return "town" if line.endswith(self.towns) else ""

    def _parent(self, hit: _Hit) -> str | None:
        """The country or division in "Ségou, Mali" or "Paris, Texas"."""
        at = hit.j
        if self._at(at).text not in (",", "(") and self._at(at).key not in ("in", "au", "en"):
            return None
        at += 1
        other = self._hit_at(at) if at < len(self.tokens) else None
        if other is None or not self._at(at).upper:
            return None
        for parent in other.places:
            for place in hit.places:
                if place.kind == "country" or place.country != parent.country:
                    continue
                if parent.kind == "country":
                    return f"{parent.country}."
                inside = place.admin1 and key_of(place.admin1) == key_of(parent.name)
                if parent.kind == "admin1" and place.kind != "admin1" and inside:
                    return f"{parent.country}.{place.admin1}"
        return None

    def _preposition(self, i: int) -> str:
        """What the words before say: locative, near, acting or nothing."""
        if self._line_before(i).endswith(self.near):
            return "near"
        for index in range(i - 1, max(-1, i - 6), -1):
            token = self.tokens[index]
            key = token.key or (folded(token.text[:-1]) if token.text[-1:] == "'" else "")
            if key in self.cues.locative:
                return "locative"
            if key in self.cues.acting:
                return "acting"
            if key not in self.cues.between:
                return ""
        return ""

    def _line_before(self, i: int) -> str:
        """The words before token i, folded, as phrases may stand at their end."""
        line = self._before.get(i)
        if line is None:
            tokens = self.tokens[max(0, i - 6) : i]
            line = self._before[i] = " " + " ".join([t.folded for t in tokens])
        return line

    def _at(self, index: int) -> Token:
        return self.tokens[index] if 0 <= index < len(self.tokens) else NOTHING

    # --- scoring ---------------------------------------------------------------------------------

    def score(self, hits: Sequence[_Hit], context: Sequence[str]) -> None:
        """Score the candidates of each hit; countries named in the text count as context."""
        weights: Counter[str] = Counter()
        for rank, code in enumerate(context):
            weights[code] += max(1, 4 - rank)
        divisions: Counter[tuple[str | None, str | None]] = Counter()
        for hit in hits:
            only = {p.country for p in hit.places}
            owner = next(iter(only)) if len(only) == 1 else None
            if owner:
                weights[owner] += 2 if hit.places[0].kind == "country" else 1
                if len({p.admin1 for p in hit.places}) == 1:
                    divisions[(owner, hit.places[0].admin1)] += 1
        total = sum(weights.values()) or 1
        for hit in hits:
            for number, place in enumerate(hit.places):
                near = 4.0 * weights[place.country or ""] / total if place.country else 0.0
                near += 1.5 if place.country in context[:3] else 0.0
                near += min(1.0, 0.5 * divisions[(place.country, place.admin1)])
                hit.scores[number] = self._prior(hit, place) + near
        for hit, following in pairwise(hits):
            if hit.parent and following.i - hit.j <= 1:
                country, _, admin1 = hit.parent.partition(".")
                for number, place in enumerate(following.places):
                    wanted = place.admin1 == admin1 if admin1 else place.kind == "country"
                    if place.country == country and wanted:
                        following.scores[number] += 8.0

    def _prior(self, hit: _Hit, place: Place) -> float:
        if place.kind == "town":
            score = 1.15 * math.log10(place.population + 200)
        else:
            score = _KIND_SCORE[place.kind]
        if place.names and place.kind == "town":
            score += 1.0
        if hit.kindred:
            score += 5.0 if hit.kindred == place.kind else 0.0
        if key_of(place.name) == self._key(hit.i, hit.j):
            score += 0.6
        if hit.parent is not None and place.country:
            country, _, admin1 = hit.parent.partition(".")
            score += 4.0 if place.country == country else 0.0
            score += 3.0 if admin1 and place.admin1 == admin1 else 0.0
            score -= 3.0 if place.kind == "country" else 0.0
        return score

    # --- telling ---------------------------------------------------------------------------------

    def mention(self, hit: _Hit) -> PlaceMention:
        """The mention of a scored hit, with its direction, nearness or site."""
        place = hit.best()
        start, end, name = self.tokens[hit.i].start, self.tokens[hit.j - 1].end, place.name
        precision = precision_of(place)
        others = others_of(hit.places, hit.scores, place)
        first, sides = self._sides(hit)
        if sides and precision in ("country", "admin1"):
            start = self.tokens[first].start
            name = self.text[start:end]
            if place.kind == "country" and place.country:
                precision = "admin1"
                others = self._divisions_on(place, sides)
        elif precision == "town" and self._line_before(hit.i).endswith(self.near):
            precision = "admin2"
        elif precision == "town":
            i, j = self._site(hit)
            if (i, j) != (hit.i, hit.j):
                start, end, precision = self.tokens[i].start, self.tokens[j - 1].end, "site"
                name = self.text[start:end]
        text = self.text[start:end]
        where = Where(
            name=name, admin1=place.admin1, country=place.country, lat=place.lat, lon=place.lon,
            precision=precision, text=text, others=others,
        )  # fmt: skip
        return PlaceMention(
            start=start, end=end, text=text, where=where, locative=self._locative(hit, place)
        )

    def _sides(self, hit: _Hit) -> tuple[int, list[str]]:
        """Sides named before a place ("central and northern Mali"), and where they begin."""
        cues, index, sides = self.cues, hit.i, []
        if self.french:
            while index > 0 and self._at(index - 1).text.lower() in (
                "du",
                "de",
                "des",
                "la",
                "d'",
                "l'",
            ):
                index -= 1
            if index == hit.i:
                return hit.i, []
        while index > 0:
            key = self._at(index - 1).key
            if key in cues.part:
                sides.append(cues.part[key])
                index -= 1
            elif sides and self._joins_sides(index - 1):
                index -= 1
            else:
                break
        return index, sides

    def _joins_sides(self, index: int) -> bool:
        """Whether a token is the "and" of "central and northern", or the "le" of "et le nord"."""
        key, before = self._at(index).key, self._at(index - 1).key
        if key in self.cues.and_:
            return before in self.cues.part
        return self.french and key == "le" and before in self.cues.and_

    def _divisions_on(self, country: Place, sides: Sequence[str]) -> tuple[Candidate, ...]:
        """First-order divisions on the named sides of a country, with equal shares."""
        divisions = self.gazetteer.divisions(country.country or "")
        if not divisions:
            return ()
        lats = sorted(d.lat for d in divisions)
        lons = sorted(d.lon for d in divisions)
        chosen = [d for d in divisions if any(on_side(d, s, lats, lons) for s in sides)]
        share = round(1 / len(chosen), 3) if chosen else 0.0
        return tuple(candidate(d, share) for d in chosen)

    def _site(self, hit: _Hit) -> tuple[int, int]:
        """The tokens of "Bamako's airport", "Bamako airport", "aéroport de Bamako"."""
        line = self._line_before(hit.i)
        for phrase in self.site_heads if line.endswith(self.site_heads) else ():
            if line.endswith(phrase):
                words = len(phrase.split())
                return max(0, hit.i - words), hit.j
        index = hit.j
        if self._at(index).text == "'" and self._at(index + 1).key == "s":
            index += 2
        for _ in range(3):
            token = self._at(index)
            two = f"{token.key} {self._at(index + 1).key}"
            if two in self.cues.sites:
                return hit.i, index + 2
            if token.key in self.cues.sites:
                return hit.i, index + 1
            if token.key not in ("international", "central", "main", "military", "old"):
                break
            index += 1
        return hit.i, hit.j

    def _locative(self, hit: _Hit, place: Place) -> float:
        """Probability that the words name a place here and not those who act there."""
        first, sides = self._sides(hit)
        said = self._preposition(first)
        following = self._at(hit.j)
        owner = following.text == "'" and self._at(hit.j + 1).key == "s"
        political = place.kind == "country" or place.population >= _CAPITAL
        if said in ("locative", "near"):
            return 0.7 if self._at(hit.i - 1).key in ("to", "from") and political else 0.95
        if hit.parent is not None or hit.kindred or sides:
            return 0.9
        if said == "acting":
            return 0.1 if political else 0.4
        if following.key in self.cues.verbs_after:
            return 0.08 if political else 0.4
        if owner:
            return 0.35 if political else 0.7
        if self._at(hit.i - 1).key in self.cues.of:
            return 0.55 if political else 0.85
        if place.kind == "region":
            return 0.85
        return 0.35 if political else 0.75


_LINKS = frozenset(
    ["of", "the", "and", "de", "du", "des", "la", "le", "les", "l'", "d'", "al", "el", "da", "do",
     "sur", "en", "-", "'"]
)  # fmt: skip
"""Words in lower case that may stand inside a name."""
_MONTHS = frozenset(
    ["January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday",
     "Saturday", "Sunday", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct",
     "Nov", "Dec"]
)  # fmt: skip
