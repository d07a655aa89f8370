"""Reports, claims and events written for these tests, the same for the same arguments."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from corrobora.model import (
    Claim,
    Derivation,
    Draft,
    Event,
    Exchange,
    Furniture,
    Independence,
    Judgement,
    Origin,
    Refusal,
    Report,
    When,
    Where,
)
from corrobora.store import Extraction, Intake
from corrobora.text import sha256_of

METHOD = "sample 1"
VOCABULARY = "v1"


class Clock:
    """A clock that moves one second whenever it is read."""

    def __init__(self, start: int = 0) -> None:
        self._ticks = itertools.count(start)

    def __call__(self) -> str:
        start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        return (start + dt.timedelta(seconds=next(self._ticks))).isoformat()


def extraction(
    report: str, method: str, claims: Sequence[Claim] = (), vocabulary: str = ""
) -> Extraction:
    """What a method found in a report."""
    return Extraction(report=report, method=method, vocabulary=vocabulary, claims=tuple(claims))


def stopped_clock() -> str:
    return "2026-01-01T00:00:00+00:00"


def text_of(number: int) -> str:
    return (
        f"Report {number}. The ministry of Vallonie expelled {number} diplomats on Tuesday.\n"
        f"L'armée a quitté la ville de Fort-Été n° {number}, selon un témoin.\n"
    )


def intake(
    number: int,
    *,
    name: str | None = None,
    text: str | None = None,
    url: str | None = None,
    extra: dict[str, object] | None = None,
) -> Intake:
    text = text_of(number) if text is None else text
    name = name or f"report-{number}.txt"
    raw = text.encode("utf-8", "surrogatepass")
    furniture = (Furniture(start=0, end=6, kind="caption"),)
    draft = Draft(
        name=name,
        text=text,
        media_type="text/plain",
        raw_sha256=sha256_of(raw),
        stated={"title": f"Titel {number}"},
        furniture=furniture,
        extra=extra or {},
    )
    report = Report(
        id=f"r{sha256_of(text)[:16]}",
        name=name,
        text=text,
        sha256=sha256_of(text),
        raw_sha256=sha256_of(raw),
        media_type="text/plain",
        title=f"Expulsion numéro {number}",
        published=dt.date(2026, 1, 1) + dt.timedelta(days=number % 300),
        url=url,
        furniture=furniture,
        extra=extra or {},
    )
    return Intake(report=report, draft=draft, raw=raw)


def claims_of(report: Report, method: str = METHOD) -> tuple[Claim, ...]:
    found = []
    for number, words in enumerate(("expelled", "a quitté")):
        start = report.text.index(words)
        found.append(
            Claim(
                id=f"{report.id}-{number}",
                report=report.id,
                start=start,
                end=start + len(words),
                quote=words,
                type=("SANCTION", "RETREAT")[number],
                mode=None,
                method=method,
                confidence=0.5,
            )
        )
    return tuple(found)


def extraction_of(report: Report, method: str = METHOD) -> Extraction:
    return Extraction(
        report=report.id, method=method, vocabulary=VOCABULARY, claims=claims_of(report, method)
    )


def event_of(number: int, report: Report) -> Event:
    day = dt.date(2026, 1, 1) + dt.timedelta(days=number % 300)
    claim = f"{report.id}-0"
    return Event(
        id=f"e{number}",
        type="SANCTION",
        mode="expel",
        actors=(),
        targets=(),
        date=When(start=day, end=day, precision="day", text="on Tuesday"),
        place=Where(
            name="Fort-Été",
            admin1=None,
            country="XX",
            lat=None,
            lon=None,
            precision="country",
            text="Fort-Été",
        ),
        deaths=None,
        claims=(claim,),
        reports=(report.id,),
        report_names=(report.name,),
        origins=(Origin(name="x", speakers=(), reports=(report.id,), claims=(claim,)),),
        independent=Independence(min=1, max=1),
        conflicts=(),
        credibility="6",
        gist=f"Expulsion {number}",
    )


def derivation_of(report: Report, source: Report) -> Derivation:
    return Derivation(
        report=report.id,
        source=source.id,
        ghost=None,
        how="quotation",
        cues=("selon",),
        spans=((0, 5, 0, 5),),
    )


def refusal_of(number: int) -> Refusal:
    return Refusal(name=f"bad-{number}.pdf", reason="It is encrypted.", remedy="Decrypt it.")


def exchange_of(number: int) -> Exchange:
    request = f'{{"model":"tiny","question":{number}}}'
    return Exchange(
        key=sha256_of(request),
        model="tiny",
        host="models.example",
        request=request,
        answer=f'{{"claims": [{number}]}}',
        ended="stop",
    )


def judgement_of(claim: Claim) -> Judgement:
    return Judgement(
        subject_kind="claim",
        subject=claim.id,
        verdict="reject",
        by="ana",
        at="2026-01-02T00:00:00+00:00",
        why="Wrong day.",
        value={"date": None},
    )
