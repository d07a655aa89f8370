"""From what a model points at to claims: labels from closed lists, all else from our own rules."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, Protocol, TypeVar

from corrobora.extract.claims import TOLLED, Marked, voice_of
from corrobora.extract.participants import actor_of, doers, is_body
from corrobora.extract.parts import Mention
from corrobora.extract.resources import Tongue
from corrobora.extract.roles import MentionIndex
from corrobora.extract.syntax import Token
from corrobora.extract.unlisted import unlisted_doer
from corrobora.llm.pointing import Page
from corrobora.llm.question import Piece, Span
from corrobora.llm.tally import Tally
from corrobora.model import (
    EXACTNESS,
    Actor,
    Claim,
    Count,
    Instrument,
    Json,
    Report,
    Stance,
    Voice,
    When,
    Where,
)
from corrobora.vocab.event_types import EventTypes

UNMEASURED = 0.5
"""Confidence of every claim that a model found: a number by which nothing was measured, low enough
that a brief quotes the words of the report and does not put the fields into its own."""
MOST_CLAIMS = 100
"""Claims taken from one answer; a piece of text holds about ten."""
MOST_NAMES = 10
"""Actors, targets and speakers taken from one list."""
_STANCES = frozenset(stance.value for stance in Stance)


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Found = TypeVar("Found", bound=_Placed)
Told = TypeVar("Told")


class Pointer:
    """Turns the proposals of a model about one report into claims.

    A model cannot bring in anything but places of the text and labels: actors, places, dates and
    numbers are those that the rules found where it points.
    """

    def __init__(
        self, report: Report, marked: Marked, tongue: Tongue, types: EventTypes, method: str
    ) -> None:
        self._report = report
        self._marked = marked
        self._tongue = tongue
        self._types = types.types
        self._method = method
        self._index = MentionIndex(marked.mentions)

    def claims(self, piece: Piece, proposals: Sequence[Json], tally: Tally) -> list[Claim]:
        """The proposals about a piece that hold, in text order; what was dropped is counted."""
        page = Page(self._marked.reading.text, self._marked.furniture, piece)
        if len(proposals) > MOST_CLAIMS:
            tally.claims["too many"] += len(proposals) - MOST_CLAIMS
        found: dict[str, Claim] = {}
        for proposal in proposals[:MOST_CLAIMS]:
            dropped: Counter[str] = Counter()
            claim = self._claim(page, proposal, dropped)
            if isinstance(claim, str):
                tally.claims[claim] += 1
            elif claim.id in found:
                tally.claims["told twice"] += 1
            else:
                found[claim.id] = claim
                tally.fields.update(dropped)
        tally.kept += len(found)
        return sorted(found.values(), key=lambda c: (c.start, c.end, c.type))

    def _claim(self, page: Page, given: Json, dropped: Counter[str]) -> Claim | str:
        """A claim, or the reason why there is none."""
        if not isinstance(given, dict):
            return "no record"
        type_ = given.get("type")
        if not isinstance(type_, str) or type_ not in self._types:
            return "unknown type"
        stance = given.get("stance")
        if not isinstance(stance, str) or stance not in _STANCES:
            return "unknown stance"
        quote = page.quote(given.get("quote"), given.get("s"))
        if isinstance(quote, str):
            return f"quotation {quote}"
        fields = _Fields(self, page, given, quote, dropped)
        start, end = self._marked.reading.given_span(*quote)
        key = f"{self._report.id}|{start}|{end}|{type_}|{self._method}"
        date = fields.date()
        return Claim(
            id="c" + hashlib.sha256(key.encode()).hexdigest()[:16],
            report=self._report.id,
            start=start,
            end=end,
            quote=self._report.text[start:end],
            type=type_,
            mode=fields.label("mode", [mode.id for mode in self._types[type_].modes]),
            actors=fields.actors("actors", doers=type_ == "ASSAULT"),
            targets=fields.actors("targets"),
            instrument=fields.instrument() if type_ == "ASSAULT" else None,
            date=date,
            date_kind=fields.date_kind() if date is not None else None,
            place=fields.place(),
            deaths=fields.count("deaths", "killed") if type_ in TOLLED else None,
            wounded=fields.count("wounded", "wounded") if type_ in TOLLED else None,
            speakers=fields.speakers(),
            stance=Stance(stance),
            negated=fields.negated(),
            method=self._method,
            confidence=UNMEASURED,
        )  # fmt: skip

    # --- what the rules found where the model points ----------------------------------------------

    def mentions(self, places: list[Span]) -> list[Mention]:
        """The actor that words speak of, or several that stand in the same words.

        Of several in a noun phrase the first: in English and French its head comes before what
        tells more of it.
        """
        named = [m for m in self._index.mentions if m.form != "adjective"]
        for place in places:
            first = next(iter(_touched(named, place)), None)
            if first is not None:
                span = (first.start, first.end)
                return [m for m in named if (m.start, m.end) == span]
        unlisted = (self._unlisted(place) for place in places)
        return [m for m in unlisted if m is not None][:1]

    def _unlisted(self, place: Span) -> Mention | None:
        """A name, or a noun of those that act, which no list of actors holds."""
        parsed = self._tongue.shallow.parse(self._marked.reading.text, [place])
        if not parsed:
            return None
        return unlisted_doer(parsed[0], parsed[0].root, self._tongue.lexicon, self._is_place)

    def _is_place(self, token: Token) -> bool:
        return any(p.start <= token.start < p.end for p in self._marked.places)

    def participants(self, mention: Mention) -> list[Actor]:
        """A mention as a participant; for a pronoun, the words that name what it stands for."""
        return [actor_of(self._index.named(mention), self._marked.reading)]

    def doers(self, mention: Mention) -> list[Actor]:
        """A mention as who does violence: persons and the body that they act for."""
        if not is_body(mention):
            return self.participants(mention)
        return doers(mention, self._index, self._marked.reading)

    def voice(self, place: Span) -> Voice:
        """The words at a place as a speaker."""
        found = self.mentions([place])
        if not found:
            return voice_of(*place, None, self._marked.reading)
        return voice_of(found[0].start, found[0].end, found[0], self._marked.reading)

    def date(self, places: list[Span]) -> When | None:
        """The first date that words tell."""
        found = [d for place in places for d in _touched(self._marked.dates, place)]
        return found[0].when if found else None

    def place(self, places: list[Span]) -> Where | None:
        """The most exact place that words name."""
        found = [p for place in places for p in _touched(self._marked.places, place)]
        return min((p.where for p in found), key=lambda w: EXACTNESS[w.precision], default=None)

    def count(self, places: list[Span], of: Literal["killed", "wounded"]) -> Count | None:
        """The largest number that words tell, unless the text says that it is of others."""
        found = [
            c.count for place in places for c in _touched(self._marked.counts, place)
            if c.of in (of, "other")
        ]  # fmt: skip
        return max(found, key=lambda c: c.min, default=None)

    def instrument(self, places: list[Span]) -> Instrument | None:
        """Words that hold one for a weapon."""
        text, lexicon = self._marked.reading.text, self._tongue.lexicon
        for start, end in places:
            words = text[start:end].lower().split()
            if any(x in self._tongue.weapons for w in words for x in lexicon.lemmas(w, "noun")):
                a, b = self._marked.reading.given_span(start, end)
                return Instrument(text=self._report.text[a:b], start=a, end=b)
        return None


class _Fields:
    """The fields of one proposal; what does not hold is left out and counted."""

    def __init__(
        self, rules: Pointer, page: Page, given: dict[str, Any], quote: Span, dropped: Counter[str]
    ) -> None:
        self._rules = rules
        self._page = page
        self._given = given
        self._quote = quote
        self._dropped = dropped

    def label(self, name: str, allowed: Sequence[str]) -> str | None:
        value = self._given.get(name)
        if isinstance(value, str) and value in allowed:
            return value
        if value is not None:
            self._drop("unknown label")
        return None

    def date_kind(self) -> Literal["event", "announcement"]:
        found = self.label("date_kind", ["event", "announcement"])
        return "announcement" if found == "announcement" else "event"

    def negated(self) -> bool:
        value = self._given.get("negated")
        if not isinstance(value, bool | None):
            self._drop("unknown label")
        return value is True

    def actors(self, name: str, *, doers: bool = False) -> tuple[Actor, ...]:
        found: dict[tuple[int, str], Actor] = {}
        for places in self._listed(name):
            mentions = self._rules.mentions(places)
            if not mentions:
                self._drop("not understood")
            understood = self._rules.doers if doers else self._rules.participants
            for actor in (a for m in mentions for a in understood(m)):
                found.setdefault((actor.start, actor.id), actor)
        return tuple(found.values())

    def speakers(self) -> tuple[Voice, ...]:
        voices = (self._rules.voice(places[0]) for places in self._listed("speakers"))
        return tuple({(v.start, v.end): v for v in voices}.values())[:3]

    def date(self) -> When | None:
        return self._told("date", self._rules.date)

    def place(self) -> Where | None:
        return self._told("place", self._rules.place)

    def count(self, name: str, of: Literal["killed", "wounded"]) -> Count | None:
        return self._told(name, lambda places: self._rules.count(places, of))

    def instrument(self) -> Instrument | None:
        return self._told("instrument", self._rules.instrument)

    def _told(self, name: str, understand: Callable[[list[Span]], Told | None]) -> Told | None:
        places = self._places(self._given.get(name))
        if places is None:
            return None
        found = understand(places)
        if found is None:
            self._drop("not understood")
        return found

    def _listed(self, name: str) -> Iterable[list[Span]]:
        given = self._given.get(name)
        names = given if isinstance(given, list) else [given]
        if len(names) > MOST_NAMES:
            self._dropped["too many"] += len(names) - MOST_NAMES
        placed = (self._places(words) for words in names[:MOST_NAMES])
        return [places for places in placed if places is not None]

    def _places(self, words: Json) -> list[Span] | None:
        if words in (None, ""):
            return None
        found = self._page.field(words, self._quote)
        if isinstance(found, str):
            self._drop(found)
            return None
        return found

    def _drop(self, reason: str) -> None:
        self._dropped[reason] += 1


def _touched(found: Iterable[Found], place: Span) -> list[Found]:
    """What the rules found at words, in text order, the longest first where several begin."""
    inside = (f for f in found if f.start < place[1] and place[0] < f.end)
    return sorted(inside, key=lambda f: (f.start, -f.end))
