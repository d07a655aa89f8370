"""An event as its page shows it: what each origin says of each field, in whose words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from corrobora.model import Claim, Conflict, Count, Event, Side
from corrobora.reconcile.joins import Join
from corrobora.reconcile.side_words import value_in_words
from corrobora.reconcile.why import OriginReason
from corrobora.store.lookup import ReportLine

FIELDS = ("date", "place", "actors", "targets", "deaths", "wounded", "instrument", "stance")
_ABOUT = {
    "date": ("date",), "place": ("place",), "deaths": ("deaths",), "actor": ("actors", "targets"),
    "agency": ("actors", "targets"), "order": (), "other": ("stance",),
}  # fmt: skip


class Words(Struct, frozen=True, kw_only=True):
    """A value with the words behind it."""

    value: str
    written: str
    claim: str
    report: str
    outlet: str
    start: int
    end: int
    speakers: tuple[str, ...]


class MatrixRow(Struct, frozen=True, kw_only=True):
    """One field: what each origin says of it. ``disputed`` names the conflicts about it."""

    field: str
    disputed: tuple[str, ...]
    cells: tuple[tuple[Words, ...], ...]


class SideView(Struct, frozen=True, kw_only=True):
    """One side of a conflict with its quotations."""

    value: str
    origins: tuple[str, ...]
    quotes: tuple[Words, ...]


class ConflictView(Struct, frozen=True, kw_only=True):
    """A conflict with the words of both sides."""

    about: str
    kind: str
    sides: tuple[SideView, ...]


class OriginView(Struct, frozen=True, kw_only=True):
    """Why some claims of an event count as one origin, in words.

    ``reasons`` and ``told_by`` hold pairs: a reason with the reports that it holds for, and an
    outlet with why it is vetted or not.
    """

    name: str
    sure: bool
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
    told_by: tuple[tuple[str, str], ...]
    same_words: bool


class JoinView(Struct, frozen=True, kw_only=True):
    """What joins a claim to an event, in words with their points."""

    claim: str
    other: str
    reasons: tuple[tuple[str, float], ...]
    fits: bool


Told = Callable[[Claim, str], str]
"""A claim's field in words; "" where it is not known."""

SideTold = Callable[[Conflict, Side], str]
"""What a side of a conflict says, in words."""


def words_of(claim: Claim, report: ReportLine | None, value: str, written: str = "") -> Words:
    """A claim's words with who says them and where."""
    name = (report.publisher or report.name) if report else claim.report
    return Words(
        value=value,
        written=written or claim.quote,
        claim=claim.id,
        report=claim.report,
        outlet=name,
        start=claim.start,
        end=claim.end,
        speakers=tuple(v.name for v in claim.speakers),
    )


def origins_view(found: Iterable[OriginReason], language: str) -> list[OriginView]:
    """Why origins count as they do, in a language."""
    return [
        OriginView(
            name=one.name,
            sure=one.sure,
            reasons=tuple((why.told(language), names) for why, names in one.reasons),
            told_by=tuple((name, why.told(language)) for name, why in one.told_by),
            same_words=one.same_words,
        )
        for one in found
    ]


def joins_view(found: Iterable[Join], language: str) -> list[JoinView]:
    """What joins the claims of an event, in a language."""
    return [
        JoinView(
            claim=one.claim,
            other=one.other,
            reasons=tuple((why.told(language), points) for why, points in one.reasons),
            fits=one.fits,
        )
        for one in found
    ]


def sides_told(
    event: Event, gist: str, claims: Mapping[str, Claim], others: Mapping[str, str], language: str
) -> SideTold:
    """How the sides of the conflicts of an event are worded.

    Args:
        event: The event.
        gist: The event in the language.
        claims: Its claims and those that contradict it, by id.
        others: For claims of other events, what those are in the language.
        language: Of the words.
    """
    own = set(event.claims)

    def told(conflict: Conflict, side: Side) -> str:
        ids = [c for one in conflict.sides for c in one.claims]
        other = next((others[c] for c in ids if c not in own and c in others), "")
        first = claims.get(side.claims[0]) if side.claims else None
        return value_in_words(conflict, side, first, gist.rstrip("."), other.rstrip("."), language)

    return told


def conflicts_of(
    event: Event,
    claims: Mapping[str, Claim],
    reports: Mapping[str, ReportLine],
    told: SideTold,
) -> tuple[ConflictView, ...]:
    """The conflicts of an event, contradictions first."""
    order = ("contradiction", "denial", "update", "scope")
    found = sorted(event.conflicts, key=lambda c: order.index(c.kind))
    return tuple(
        ConflictView(
            about=one.about,
            kind=one.kind,
            sides=tuple(_side(side, claims, reports, told(one, side)) for side in one.sides),
        )
        for one in found
    )


def _side(
    side: Side, claims: Mapping[str, Claim], reports: Mapping[str, ReportLine], value: str
) -> SideView:
    quotes = [
        words_of(claims[c], reports.get(claims[c].report), value)
        for c in side.claims
        if c in claims
    ]
    return SideView(value=value, origins=side.origins, quotes=tuple(quotes))


def matrix_of(
    event: Event,
    claims: Mapping[str, Claim],
    reports: Mapping[str, ReportLine],
    told: Told,
) -> tuple[MatrixRow, ...]:
    """Fields by origins, the disputed fields first; fields that nobody tells of are left out."""
    disputed: dict[str, list[str]] = {}
    for conflict in event.conflicts:
        for name in _ABOUT[conflict.about]:
            disputed.setdefault(name, []).append(conflict.kind)
    rows: list[MatrixRow] = []
    for name in FIELDS:
        cells = tuple(
            _cell([claims[c] for c in origin.claims if c in claims], name, reports, told)
            for origin in event.origins
        )
        if any(cells):
            kinds = tuple(dict.fromkeys(disputed.get(name, ())))
            rows.append(MatrixRow(field=name, disputed=kinds, cells=cells))
    return tuple(sorted(rows, key=lambda row: not row.disputed))


def _cell(
    claims: Sequence[Claim], name: str, reports: Mapping[str, ReportLine], told: Told
) -> tuple[Words, ...]:
    found: dict[str, Words] = {}
    for claim in claims:
        value = told(claim, name)
        if value and value not in found:
            written = written_of(claim, name)
            found[value] = words_of(claim, reports.get(claim.report), value, written)
    return tuple(found.values())


def written_of(claim: Claim, name: str) -> str:
    """The words of the text that a field was read from; "" where the whole claim tells it."""
    if name in ("actors", "targets"):
        people = claim.actors if name == "actors" else claim.targets
        return ", ".join(one.text for one in people)
    part = getattr(claim, name, None)
    return str(getattr(part, "text", ""))


def show_count(count: Count) -> str:
    """A number of people as far as it is known."""
    if count.max is None:
        return f"≥ {count.min}"
    return str(count.min) if count.min == count.max else f"{count.min}–{count.max}"
