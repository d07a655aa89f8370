"""Claims and reports in a line each, for the tests of reconciliation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from corrobora.model import Actor, ActorKind, Claim, Count, Report, Stance, Voice, When, Where
from corrobora.text import sha256_of

KINDS: dict[str, ActorKind] = {"gov": "government", "mil": "military"}


def report(
    id_: str,
    publisher: str | None = None,
    day: str | None = "2024-03-12",
    text: str | None = None,
    **fields: Any,
) -> Report:
    text = text or f"Text of report {id_}. " * 40
    return Report(
        id=id_,
        name=f"{id_}.txt",
        text=text,
        sha256=sha256_of(text),
        raw_sha256=sha256_of(text),
        media_type="text/plain",
        publisher=publisher,
        published=dt.date.fromisoformat(day) if day else None,
        language=fields.pop("language", "en"),
        **fields,
    )


def actor(id_: str, name: str | None = None) -> Actor:
    kind: ActorKind = KINDS.get(id_.rpartition(".")[2], "armed-group")
    if len(id_) == 2:
        kind = "state"
    return Actor(id=id_, name=name or id_, kind=kind, text=name or id_, start=0, end=1)


def when(first: str, last: str | None = None) -> When:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
    days = (end - start).days
    precision = "day" if days == 0 else "month" if 27 <= days <= 31 else "range"
    return When(start=start, end=end, precision=precision, text=first)  # type: ignore[arg-type]


def town(
    name: str, country: str = "ML", lat: float | None = None, lon: float | None = None
) -> Where:
    return Where(
        name=name, admin1=None, country=country, lat=lat, lon=lon, precision="town", text=name
    )


def voice(name: str, kind: Any = "person", *, anonymous: bool = False) -> Voice:
    return Voice(name=name, kind=kind, anonymous=anonymous, text=name, start=0, end=1)


def claim(
    id_: str,
    report_id: str = "a",
    type_: str = "ASSAULT",
    *,
    by: tuple[str, ...] = ("JNIM",),
    on: tuple[str, ...] = ("ML.mil",),
    date: When | None = None,
    place: Where | None = None,
    dead: int | tuple[int, int | None] | None = None,
    said_by: tuple[Voice, ...] = (),
    stance: str = "asserted",
    start: int = 0,
    **fields: Any,
) -> Claim:
    quote = fields.pop("quote", f"words of claim {id_}")
    low, high = dead if isinstance(dead, tuple) else (dead, dead)
    return Claim(
        id=id_,
        report=report_id,
        start=start,
        end=start + len(quote),
        quote=quote,
        type=type_,
        mode=fields.pop("mode", None),
        actors=tuple(map(actor, by)),
        targets=tuple(map(actor, on)),
        date=date,
        date_kind=fields.pop("date_kind", "event" if date else None),
        place=place,
        deaths=None
        if low is None
        else Count(min=low, max=high, text=str(low), scope=fields.pop("scope", None)),
        speakers=said_by,
        stance=Stance(stance),
        method="by hand",
        confidence=0.9,
        **fields,
    )
