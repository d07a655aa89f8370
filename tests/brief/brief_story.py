"""A small invented story in four reports, with its claims found by the words themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from corrobora.model import (
    Actor,
    Claim,
    Count,
    Derivation,
    Report,
    Stance,
    Voice,
    When,
    Where,
)
from corrobora.text import sha256_of

MALI = ("ML.gov", "Mali government", "government")
FRANCE = ("FR", "France", "state")
ARMY = ("ML.mil", "Malian army", "military")
GROUP = ("JNIM", "JNIM", "armed-group")

TEXTS = {
    "wire": (
        "Sahel Wire", "2024-05-04", "en",
        ("Bamako sends envoys home\n"
        "On 2 May 2024 the Malian government expelled three French envoys over a leaked cable. "
        "They left the same night. "
        "France could close its consulate in Kayes if talks fail. "
        "In 2019 France and Mali signed a pact on pilot training."),
    ),
    "echo": (
        "Echo Blog", "2024-05-05", "en",
        "According to Sahel Wire, Mali's rulers threw out three French envoys on 2 May 2024.",
    ),
    "monitor": (
        "River Monitor", "2024-05-06", "en",
        ("Fighters of JNIM attacked an army post near Kona on 3 May 2024, killing 14 soldiers. "
        "General Sidibe accused JNIM of using children as scouts. "
        "Mali's rulers sent three French envoys home on 30 April 2024."),
    ),
    "radio": (
        "Radio Delta", None, "en",
        "JNIM said it killed 31 soldiers at the army post near Kona on 3 May 2024.",
    ),
}  # fmt: skip


def reports() -> list[Report]:
    return [
        Report(
            id=name,
            name=f"{name}.txt",
            text=text,
            sha256=sha256_of(text),
            raw_sha256=sha256_of(text),
            media_type="text/plain",
            title=text.split("\n")[0][:60],
            publisher=publisher,
            published=dt.date.fromisoformat(day) if day else None,
            language=language,
            furniture=(),
        )
        for name, (publisher, day, language, text) in TEXTS.items()
    ]


def claim(
    id_: str, words: str, type_: str, mode: str | None, by: Any, on: Any, **fields: Any
) -> Claim:
    report = next(name for name, row in TEXTS.items() if words in row[3])
    start = TEXTS[report][3].index(words)
    end = start + len(words)

    def actor(who: tuple[str, str, Any], text: str) -> Actor:
        return Actor(id=who[0], name=who[1], kind=who[2], text=text, start=start, end=start + 1)

    head = words.split()[0]
    said_by = fields.pop("said_by", None)
    voices = [
        Voice(name=name, kind=kind, anonymous=False, text=name, start=0, end=1)
        for name, kind in ([said_by] if said_by else [])
    ]
    date = fields.pop("date", None)
    dead = fields.pop("dead", None)
    return Claim(
        id=id_,
        report=report,
        start=start,
        end=end,
        quote=words,
        type=type_,
        mode=mode,
        actors=tuple(actor(who, head if who is by[0] else who[1]) for who in by),
        targets=tuple(actor(who, who[1]) for who in on),
        date=When(start=date, end=date, precision="day", text=date.isoformat()) if date else None,
        date_kind="event" if date else None,
        place=fields.pop("place", None),
        deaths=Count(min=dead, max=dead, text=str(dead)) if dead else None,
        speakers=tuple(voices),
        stance=Stance(fields.pop("stance", "asserted")),
        method="by hand",
        confidence=0.9,
        **fields,
    )


KONA = Where(
    name="Kona", admin1="Mopti", country="ML", lat=14.95, lon=-3.89, precision="town", text="Kona"
)
SECOND = dt.date(2024, 5, 2)
THIRD = dt.date(2024, 5, 3)


def claims() -> list[Claim]:
    envoys = ("FR.dip", "French envoys", "people")
    return [
        claim(
            "expel-wire",
            "On 2 May 2024 the Malian government expelled three French envoys over a leaked cable",
            "SANCTION", "expel", (MALI,), (envoys,), date=SECOND,
        ),
        claim(
            "left", "They left the same night", "RETREAT", "withdraw", (envoys,), (), date=SECOND,
        ),
        claim(
            "option", "France could close its consulate in Kayes if talks fail",
            "SANCTION", "withdraw", (FRANCE,), (MALI,), stance="conditional",
        ),
        claim(
            "pact", "In 2019 France and Mali signed a pact on pilot training",
            "AGREE", None, (FRANCE, MALI), (), date=dt.date(2019, 6, 1),
        ),
        claim(
            "expel-echo", "Mali's rulers threw out three French envoys on 2 May 2024",
            "SANCTION", "expel", (MALI,), (envoys,), date=SECOND, said_by=("Sahel Wire", "outlet"),
        ),
        claim(
            "expel-monitor", "Mali's rulers sent three French envoys home on 30 April 2024",
            "SANCTION", "expel", (MALI,), (envoys,), date=dt.date(2024, 4, 30),
        ),
        claim(
            "post", "Fighters of JNIM attacked an army post near Kona on 3 May 2024, killing 14 "
            "soldiers", "ASSAULT", "firearms", (GROUP,), (ARMY,), date=THIRD, place=KONA, dead=14,
        ),
        claim(
            "scouts", "General Sidibe accused JNIM of using children as scouts", "ACCUSE", "allege",
            (ARMY,), (GROUP,), stance="alleged", said_by=("General Sidibe", "person"),
        ),
        claim(
            "boast", "it killed 31 soldiers at the army post near Kona on 3 May 2024", "ASSAULT",
            "firearms", (GROUP,), (ARMY,), date=THIRD, place=KONA, dead=31, stance="alleged",
            said_by=("JNIM", "group"),
        ),
    ]  # fmt: skip


def derivations() -> list[Derivation]:
    return [
        Derivation(
            report="echo",
            source="wire",
            ghost=None,
            how="write-up",
            cues=("According to Sahel Wire",),
        )
    ]
