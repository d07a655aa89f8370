"""What a place name may mean: candidates with shares, precision, sides of a country."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from corrobora.model import Candidate, PlacePrecision
from corrobora.vocab.gazetteer import Place

_MOST_OTHERS = 5
_LEAST_SHARE = 0.02


def precision_of(place: Place) -> PlacePrecision:
    """How exactly a place of this kind is known."""
    if place.kind == "region":
        return "country" if place.country is None else "admin1"
    return place.kind


def candidate(place: Place, score: float) -> Candidate:
    """A place as a candidate with its share."""
    return Candidate(
        name=place.name, admin1=place.admin1, country=place.country or "", lat=place.lat,
        lon=place.lon, score=score,
    )  # fmt: skip


def others_of(
    places: Sequence[Place], scores: Mapping[int, float], best: Place
) -> tuple[Candidate, ...]:
    """The other places of the name, by share of the score, best first."""
    top = max(scores.values())
    parts = {n: math.exp(s - top) for n, s in scores.items()}
    total = sum(parts.values())
    ranked = sorted(parts, key=lambda n: (-parts[n], n))
    shares = [(places[n], round(parts[n] / total, 3)) for n in ranked]
    kept = [(p, s) for p, s in shares if p is not best and p.country and s >= _LEAST_SHARE]
    return tuple(candidate(p, s) for p, s in kept[:_MOST_OTHERS])


def on_side(place: Place, side: str, lats: Sequence[float], lons: Sequence[float]) -> bool:
    """Whether a division lies on a side: beyond the third of the country's range of centres."""
    north = (place.lat - lats[0]) / ((lats[-1] - lats[0]) or 1)
    east = (place.lon - lons[0]) / ((lons[-1] - lons[0]) or 1)
    if side == "c":
        return 0.25 <= north <= 0.67 and 0.25 <= east <= 0.75
    checks = {"n": north >= 0.55, "s": north <= 0.4, "e": east >= 0.6, "w": east <= 0.4}
    return all(checks[letter] for letter in side)
