"""The nouns of Corrobora: frozen, typed values that walk from room to room.

Field names and their meaning follow the published record formats (``docs/formats.md``), so that a
claim here and a claim in an export are the same thing. Offsets count Unicode code points in
``Report.text`` and are half-open. Unknown is ``None``, never a guess.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, get_args

from msgspec import Meta, Struct, field

from corrobora.errors import Uncited

Json = Any
"""A value that JSON can carry; what a feed gave us beside the known keys."""

ActorKind = Literal[
    "person", "people", "government", "state", "military", "police", "armed-group", "party",
    "company", "ngo", "igo", "media", "facility", "vehicle", "object", "place",
]  # fmt: skip
VoiceKind = Literal["person", "organisation", "government", "group", "outlet"]
DatePrecision = Literal["day", "week", "month", "year", "range"]
PlacePrecision = Literal["site", "town", "admin2", "admin1", "country"]
EXACTNESS = {precision: rank for rank, precision in enumerate(get_args(PlacePrecision))}
"""Precisions of places from the most exact, which is 0, to the least."""

Probability = Annotated[float, Meta(ge=0.0, le=1.0)]


class Stance(StrEnum):
    """How a claim stands in its text; the definitions are in ``docs/formats.md``."""

    ASSERTED = "asserted"
    ALLEGED = "alleged"
    DENIED = "denied"
    PLANNED = "planned"
    DEMANDED = "demanded"
    CONDITIONAL = "conditional"


class Value(Struct, frozen=True):
    """Base of all nouns: immutable, compared and hashed by content."""


# --- reports -------------------------------------------------------------------------------------


class Furniture(Value, frozen=True, kw_only=True):
    """A stretch of a report that is not its text: kept, greyed, never the ground of a claim.

    ``kind`` is one of: teaser, author-box, caption, cookie, comment, navigation, share,
    subscription, credit, header (of mails, and heads made by machines), disclaimer, hidden (text
    that no reader would see).
    """

    start: int
    end: int
    kind: str


class Draft(Value, frozen=True, kw_only=True):
    """What a reader got out of one input, before anything is judged: text and stated metadata.

    ``text`` is as given (for .txt and JSON Lines, code point for code point). ``media_type`` names
    the format that was sniffed. ``stated`` holds what the format itself states (title, author,
    published, url, publisher, language, id ...), as strings, not yet interpreted. ``furniture``
    holds the stretches that the format shows to be hidden or outside the main text.
    """

    name: str
    text: str
    media_type: str
    raw_sha256: str
    stated: dict[str, str] = field(default_factory=dict)
    furniture: tuple[Furniture, ...] = ()
    marking: str | None = None
    extra: dict[str, Json] = field(default_factory=dict)


class Refusal(Value, frozen=True, kw_only=True):
    """An input, or a part of one, that was not taken: where, why, and what to do."""

    name: str
    reason: str
    remedy: str
    place: str | None = None
    code: str = "input.unreadable"


UNNAMED_BLOG = "unnamed blog"
"""Carrier of a text that shows to stand on a blog, but not on which."""


class Report(Value, frozen=True, kw_only=True):
    """One frozen text with where it came from.

    ``publisher`` is the originator (who wrote it), ``carrier`` who passed it on when that is
    someone else (``UNNAMED_BLOG`` where the text tells no more). ``published_rule`` says how the
    date was found. ``revises`` is the id of an
    earlier text at the same address.
    """

    id: str
    name: str
    text: str
    sha256: str
    raw_sha256: str
    media_type: str
    title: str | None = None
    publisher: str | None = None
    carrier: str | None = None
    author: str | None = None
    published: dt.date | None = None
    published_rule: str | None = None
    collected: str | None = None
    url: str | None = None
    language: str | None = None
    marking: str | None = None
    furniture: tuple[Furniture, ...] = ()
    revises: str | None = None
    names: tuple[str, ...] = ()
    extra: dict[str, Json] = field(default_factory=dict)


class Ghost(Value, frozen=True, kw_only=True):
    """A report that others cite but that was not collected.

    ``topic`` holds words that tell it from other reports of the outlet on the same day.
    """

    publisher: str
    date: dt.date | None = None
    topic: str | None = None


Reuse = Literal["repost", "quotation", "write-up", "translation", "revision"]


class Derivation(Value, frozen=True, kw_only=True):
    """One report took something from another (or from a ghost), shown by ``cues`` and ``spans``.

    ``spans`` holds (start, end) here and (start, end) there, as four offsets; empty for a ghost.
    """

    report: str
    source: str | None
    ghost: Ghost | None
    how: Reuse
    cues: tuple[str, ...]
    spans: tuple[tuple[int, int, int, int], ...] = ()


# --- claims --------------------------------------------------------------------------------------


class Actor(Value, frozen=True, kw_only=True):
    """A participant as resolved (``id``, ``name``, ``kind``) and as written (``text``, offsets)."""

    id: str
    name: str
    kind: ActorKind
    text: str
    start: int
    end: int


class Voice(Value, frozen=True, kw_only=True):
    """Someone the text gives as the source of what it says."""

    name: str
    kind: VoiceKind
    anonymous: bool
    text: str
    start: int
    end: int


class Instrument(Value, frozen=True, kw_only=True):
    """What a deed was done with, as written."""

    text: str
    start: int
    end: int


class When(Value, frozen=True, kw_only=True):
    """A date as far as the text gives it: first and last possible day, both included."""

    start: dt.date
    end: dt.date
    precision: DatePrecision
    text: str


class Candidate(Value, frozen=True, kw_only=True):
    """Another place that the same words may mean, with its share of the score (0..1)."""

    name: str
    admin1: str | None
    country: str
    lat: float
    lon: float
    score: float


class Where(Value, frozen=True, kw_only=True):
    """A place and how exactly it is known. Coordinates are WGS 84 degrees."""

    name: str
    admin1: str | None
    country: str | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision
    text: str
    others: tuple[Candidate, ...] = ()


class Count(Value, frozen=True, kw_only=True):
    """A number of people as far as the text gives it; ``scope`` says of whom or over what time."""

    min: int
    max: int | None
    text: str
    scope: str | None = None


class Claim(Value, frozen=True, kw_only=True):
    """Who did what to whom, where, when, according to whom, tied to the words at start..end."""

    id: str
    report: str
    start: int
    end: int
    quote: str
    type: str
    mode: str | None
    contexts: tuple[str, ...] = ()
    actors: tuple[Actor, ...] = ()
    targets: tuple[Actor, ...] = ()
    instrument: Instrument | None = None
    date: When | None = None
    date_kind: Literal["event", "announcement"] | None = None
    place: Where | None = None
    deaths: Count | None = None
    wounded: Count | None = None
    speakers: tuple[Voice, ...] = ()
    stance: Stance = Stance.ASSERTED
    negated: bool = False
    follows: tuple[str, ...] = ()
    in_furniture: bool = False
    method: str
    confidence: Probability


def whole_claim(id_: str) -> str:
    """The id of the claim that was found, from that of a part that a person made of it."""
    return id_.partition(".")[0]


RENDITION = "rendition/1"
"""Method of claims whose quote is a sentence of our own, made of their fields: equal words show
nothing about who copied whom."""


class Exchange(Value, frozen=True, kw_only=True):
    """A question put to a language model and what came back, word for word.

    ``request`` is the body that was sent, as JSON text; ``key`` its SHA-256, so the same question
    has the same key. ``answer`` is None when the model gave none; ``refusal`` is what it said
    instead, ``ended`` why it stopped ("stop", "length" ...), ``answered_by`` the model as the
    endpoint names it. Whatever lets somebody in (keys, headers) is no part of it.
    """

    key: str
    model: str
    host: str
    request: str
    answer: str | None
    refusal: str | None = None
    ended: str | None = None
    answered_by: str | None = None


# --- events --------------------------------------------------------------------------------------


class Toll(Value, frozen=True, kw_only=True):
    """Deaths over the claims of one event, and the rule that chose ``best``."""

    low: int
    best: int
    high: int | None
    rule: str


class Origin(Value, frozen=True, kw_only=True):
    """One independent root: who first said it, and through which reports and claims it came."""

    name: str
    speakers: tuple[str, ...]
    reports: tuple[str, ...]
    claims: tuple[str, ...]


class Independence(Value, frozen=True, kw_only=True):
    """How many independent origins there are; ``max`` > ``min`` when that cannot be known."""

    min: int
    max: int


class Side(Value, frozen=True, kw_only=True):
    """One value in a disagreement, with the origins and claims that give it."""

    value: str
    origins: tuple[str, ...]
    claims: tuple[str, ...]


class Conflict(Value, frozen=True, kw_only=True):
    """Claims about one event that do not agree in one field."""

    about: Literal["date", "place", "deaths", "actor", "order", "agency", "other"]
    sides: tuple[Side, ...]
    kind: Literal["contradiction", "update", "scope", "denial"]


class Event(Value, frozen=True, kw_only=True):
    """Claims judged to speak of one happening. Derived: may be dropped and rebuilt.

    ``modality`` says whether it is told as done; ``alleged_by`` whose word it is where nobody tells
    it as a fact, ``demanded_by`` who demands it. With them its gist can be told in any language.
    """

    id: str
    type: str
    mode: str | None
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    date: When | None
    place: Where | None
    deaths: Toll | None
    claims: tuple[str, ...]
    reports: tuple[str, ...]
    report_names: tuple[str, ...]
    origins: tuple[Origin, ...]
    independent: Independence
    conflicts: tuple[Conflict, ...]
    credibility: Literal["1", "2", "3", "4", "5", "6"]
    gist: str
    modality: Literal["fact", "planned", "demanded"] = "fact"
    alleged_by: str | None = None
    demanded_by: str | None = None


# --- briefs --------------------------------------------------------------------------------------


class Citation(Value, frozen=True, kw_only=True):
    """The exact words that a sentence rests on."""

    report: str
    start: int
    end: int
    claim: str | None = None


SentenceKind = Literal["reported", "claimed", "hypothetical", "disputed", "gap"]


class Sentence(Value, frozen=True, kw_only=True):
    """One sentence of a brief. Without a citation it cannot be constructed.

    Raises:
        Uncited: ``citations`` is empty.
    """

    kind: SentenceKind
    text: str
    citations: tuple[Citation, ...]
    events: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.citations:
            raise Uncited(
                "A sentence of a brief must rest on the words of a report.",
                hint="Give at least one citation.",
                sentence=self.text,
            )


class Section(Value, frozen=True, kw_only=True):
    """A headed run of sentences. ``id`` is stable across languages and versions."""

    id: str
    title: str
    sentences: tuple[Sentence, ...]


class Source(Value, frozen=True, kw_only=True):
    """A report as the brief lists it, with what it was derived from."""

    number: int
    report: Report
    derivations: tuple[Derivation, ...]


class Brief(Value, frozen=True, kw_only=True):
    """What an analyst signs: scope, as-of date, sources, and sections of cited sentences."""

    title: str
    scope: str
    as_of: dt.date | None
    summary: str
    independent: Independence
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    method: str


# --- judgements ----------------------------------------------------------------------------------


class Judgement(Value, frozen=True, kw_only=True):
    """A person's word on a machine's row: kept beside it, latest stands, survives a rebuild."""

    subject_kind: Literal["claim", "event", "derivation", "report", "outlet"]
    subject: str
    verdict: Literal["accept", "reject", "edit"]
    by: str
    at: str
    why: str
    value: Mapping[str, Json] | None = None
