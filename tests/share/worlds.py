"""Random cases, and the same case with everything changed that one partner may not know."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from msgspec.structs import replace

from corrobora.model import Actor, Claim, Count, Report, Stance, Voice, When, Where
from corrobora.share.agreements import Standing, read_agreement
from corrobora.share.diligence import Diligence
from corrobora.share.labels import Label, Purpose, Tlp
from corrobora.share.picture import Holdings, Reader
from corrobora.text import sha256_of

TODAY = dt.date(2025, 9, 21)
TERMS = read_agreement("""
id = "harbour-ew"
partner = "Harbour Relief"
unit = "Early-warning cell"
purposes = ["early-warning"]
tlp = "AMBER"
valid_from = 2025-01-01
valid_until = 2026-12-31
""")
READER = Reader(
    standing=Standing(agreement=TERMS, state="active", epoch=2, since="", why=""),
    purpose=Purpose.EARLY_WARNING,
    today=TODAY,
    diligence=Diligence(status="cleared", why=""),
    key=b"harbour" * 5,
)
_ACTORS = (
    ("JNIM", "JNIM", "armed-group"), ("ML.mil", "Malian military", "military"),
    ("FR.gov", "France government", "government"), ("~:villagers", "villagers", "people"),
)  # fmt: skip
_TOWNS = {"Mopti": ("Sokoura", "Konna", "Ouenkoro"), "Gao": ("Ansongo", "Bourem")}
_TYPES = ("ASSAULT", "COERCE", "SANCTION", "ACCUSE", "REJECT", "COOPERATE")
_OPEN = Label(tlp=Tlp.GREEN)
_HIDDEN = (
    Label(tlp=Tlp.RED), Label(tlp=Tlp.GREEN, releasable_to=frozenset({"Northern Watch"})),
    Label(tlp=Tlp.GREEN, controllers=frozenset({"Alder desk"})), Label(sealed=True),
    Label(excluded=frozenset({"Harbour Relief"})), Label(expires=dt.date(2025, 9, 1)),
    Label(purposes=frozenset({Purpose.POLICY})),
)  # fmt: skip


def world(seed: int, reports: int = 6) -> Holdings:
    """A case of some reports, of which about half are hidden from the reader."""
    chance = random.Random(seed)
    made: list[Report] = []
    claims: list[Claim] = []
    labels: dict[str, Label] = {}
    claim_labels: dict[str, Label] = {}
    for number in range(reports):
        text = "\n\n".join(_words(chance, n) for n in range(5))
        if made and chance.random() < 0.3:
            text = chance.choice(made).text
        report = _report(f"r{seed}-{number}", text, chance)
        made.append(report)
        labels[report.id] = _OPEN if chance.random() < 0.6 else chance.choice(_HIDDEN)
        for n in range(chance.randrange(1, 4)):
            claim = _claim(f"c{seed}-{number}-{n}", report, n, chance)
            claims.append(claim)
            if chance.random() < 0.2:
                claim_labels[claim.id] = chance.choice(_HIDDEN)
    return Holdings(
        reports=tuple(made), claims=tuple(claims), labels=labels, claim_labels=claim_labels
    )


def _words(chance: random.Random, n: int) -> str:
    verbs = ("attacked", "left", "closed", "opened", "blamed", "warned", "met")
    words = [
        chance.choice(("troops", "envoys", "villagers", "officials", *verbs)) for _ in range(9)
    ]
    return f"Passage {n}: {' '.join(words)}."


def _report(id_: str, text: str, chance: random.Random) -> Report:
    outlet = chance.choice(("Delta Gazette", "River Post", "Lake Radio", None))
    return Report(
        id=id_, name=f"{id_}.txt", text=text, sha256=sha256_of(text), raw_sha256="",
        media_type="text/plain", publisher=outlet, language="en", title=f"Title {id_}",
        published=dt.date(2025, 9, chance.randrange(1, 21)), url=f"https://example.org/{id_}",
    )  # fmt: skip


def _claim(id_: str, report: Report, n: int, chance: random.Random) -> Claim:
    start = report.text.index(f"Passage {n}")
    end = report.text.index(".", start) + 1
    region = chance.choice(sorted(_TOWNS))
    day = dt.date(2025, 9, 1) + dt.timedelta(days=chance.randrange(20))
    dead = chance.choice((None, 3, 12, 14, 60))
    return Claim(
        id=id_, report=report.id, start=start, end=end, quote=report.text[start:end],
        type=chance.choice(_TYPES), mode=None, actors=(_actor(chance, start),),
        targets=(_actor(chance, start),), method="test/1", confidence=0.8,
        date=When(start=day, end=day, precision="day", text=str(day)),
        place=_place(chance.choice(_TOWNS[region]), region),
        deaths=None if dead is None else Count(min=dead, max=dead, text=str(dead)),
        speakers=_speakers(chance, start), stance=chance.choice(list(Stance)),
        negated=chance.random() < 0.1,
    )  # fmt: skip


def _actor(chance: random.Random, start: int) -> Actor:
    id_, name, kind = chance.choice(_ACTORS)
    return Actor(id=id_, name=name, kind=kind, text=name, start=start, end=start + 5)  # type: ignore[arg-type]


def _place(town: str, region: str) -> Where:
    return Where(
        name=town, admin1=region, country="ML", lat=14.0 + len(town), lon=-4.0, precision="town",
        text=town,
    )  # fmt: skip


def _speakers(chance: random.Random, start: int) -> tuple[Voice, ...]:
    if chance.random() < 0.5:
        return ()
    name = chance.choice(("Awa Sangaré", "Jean Rive", "officials"))
    kind: Any = "government" if name == "officials" else "person"
    return (
        Voice(
            name=name, kind=kind, anonymous=name == "officials", text=name, start=start,
            end=start + 4,
        ),
    )  # fmt: skip


def hidden_changed(held: Holdings, hidden: set[str], seed: int) -> Holdings:
    """The same case with all that is hidden changed, and with more hidden things in it.

    Hidden claims get other fields; hidden reports other texts, titles and outlets; of what is
    shown, what is finer than the agreement allows moves within the coarse value.
    """
    chance = random.Random(seed)
    reports = [
        _report(r.id, f"{r.text}\n\n{_words(chance, 9)}", chance)
        if r.id in hidden
        else _shown(r, chance)
        for r in held.reports
    ]
    by_id = {r.id: r for r in reports}
    claims = []
    for claim in held.claims:
        if claim.id in hidden or claim.report in hidden:
            if chance.random() < 0.3:
                continue
            number = int(claim.id.rpartition("-")[2])
            claims.append(_claim(claim.id, by_id[claim.report], number, chance))
        else:
            claims.append(_moved(claim, chance))
    extra = world(seed + 10_000, reports=2)
    labels = {
        **held.labels, **{r.id: chance.choice(_HIDDEN) for r in extra.reports}
    }  # fmt: skip
    chance.shuffle(claims)
    chance.shuffle(reports)
    return Holdings(
        reports=(*extra.reports, *reports),
        claims=(*claims, *extra.claims),
        labels=labels,
        claim_labels=held.claim_labels,
    )


def _shown(report: Report, chance: random.Random) -> Report:
    """The report with another name, title, address, author and day of the same week."""
    word = str(chance.random())
    assert report.published is not None
    monday = report.published - dt.timedelta(days=report.published.weekday())
    return replace(
        report,
        name=word,
        title=word,
        url=f"https://example.org/{word}",
        author=word,
        published=monday + dt.timedelta(days=chance.randrange(7)),
    )


def _moved(claim: Claim, chance: random.Random) -> Claim:
    """The claim with finer values moved inside their coarse ones, and its sureness changed."""
    assert claim.place is not None
    assert claim.date is not None
    assert claim.place.admin1 is not None
    monday = claim.date.start - dt.timedelta(days=claim.date.start.weekday())
    day = monday + dt.timedelta(days=chance.randrange(7))
    deaths = claim.deaths
    if deaths is not None:
        low, high = next((a, b) for a, b in ((1, 9), (10, 49), (50, 99)) if deaths.min <= b)
        number = chance.randint(low, high)
        deaths = Count(min=number, max=number, text=str(number))
    return replace(
        claim,
        place=_place(chance.choice(_TOWNS[claim.place.admin1]), claim.place.admin1),
        date=When(start=day, end=day, precision="day", text=str(day)),
        deaths=deaths,
        speakers=tuple(
            replace(v, name=chance.choice(("Awa Sangaré", "Jean Rive"))) if not v.anonymous else v
            for v in claim.speakers
        ),
        confidence=chance.random(),
    )
