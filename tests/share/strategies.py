"""Random labels, agreements and asks."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from corrobora.share.agreements import Agreement, DateDetail, Onward, PlaceDetail, Standing
from corrobora.share.conditions import Ask, Consent
from corrobora.share.diligence import Diligence
from corrobora.share.labels import Label, Pap, Purpose, Tlp

PARTNERS = ("Harbour Relief", "Ministry of Lakes", "Northern Watch")
ORIGINATORS = ("Alder desk", "Birch desk")
CIRCLES = ("lakes", "roads")

days = st.dates(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
purposes = st.frozensets(st.sampled_from(Purpose))
partners = st.sampled_from(PARTNERS)
originators = st.frozensets(st.sampled_from(ORIGINATORS))
circles = st.frozensets(st.sampled_from(CIRCLES))

labels = st.builds(
    Label,
    tlp=st.sampled_from(Tlp),
    pap=st.sampled_from(Pap),
    originators=originators,
    controllers=originators,
    third_parties=originators,
    third_party_releases=st.none() | st.frozensets(partners),
    source_protected=st.booleans(),
    names_person=st.booleans(),
    releasable_to=st.none() | st.frozensets(partners),
    excluded=st.frozensets(partners),
    purposes=purposes,
    expires=st.none() | days,
    compartments=circles,
    sealed=st.booleans(),
)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """Terms that make sense, as a file could hold them."""
    first, last = sorted((draw(days), draw(days)))
    onward: Onward = draw(st.sampled_from(("none", "sub-organisations", "listed")))
    return Agreement(
        id=draw(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)),
        partner=draw(partners),
        unit=draw(st.sampled_from(("Cell 1", 'Cell "two"', "Élan\\"))),
        purposes=draw(st.frozensets(st.sampled_from(Purpose), min_size=1)),
        tlp=draw(st.sampled_from([t for t in Tlp if t is not Tlp.RED])),
        pap=draw(st.sampled_from(Pap)),
        valid_from=first,
        valid_until=last,
        actors=draw(st.sampled_from(((), ("ML.mil",), ("River Guard", "ML.pol")))),
        place=draw(st.sampled_from(PlaceDetail)),
        date=draw(st.sampled_from(DateDetail)),
        tolls=draw(st.sampled_from(("exact", "band"))),
        person_names=draw(st.booleans()),
        source_names=draw(st.booleans()),
        compartments=draw(circles),
        onward=onward,
        onward_to=frozenset({"Lake Council"}) if onward == "listed" else frozenset(),
        retention_days=draw(st.none() | st.integers(1, 4000)),
        attribution=draw(st.sampled_from(("must", "may", "must-not"))),
        diligence=draw(st.booleans()),
        language=draw(st.sampled_from(("en", "fr"))),
    )


standings = st.builds(
    Standing,
    agreement=agreements(),
    state=st.sampled_from(("draft", "active", "active", "active", "suspended", "terminated")),
    epoch=st.integers(1, 9),
    since=st.just("2025-01-01T00:00:00Z"),
    why=st.just("test"),
)
consents = st.builds(
    Consent,
    originator=st.sampled_from(ORIGINATORS),
    partner=partners,
    purposes=purposes,
    until=days,
    by=st.just("A. Sow"),
    at=st.just("2025-01-01T00:00:00Z"),
    withdrawn=st.booleans(),
)
asks = st.builds(
    Ask,
    label=labels,
    standing=st.none() | standings,
    purpose=st.sampled_from(Purpose),
    today=days,
    diligence=st.builds(
        Diligence,
        status=st.sampled_from(
            ("not-required", "cleared", "cleared-with-measures", "pending", "suspended", "refused")
        ),
        why=st.just(""),
    ),
    consents=st.lists(consents, max_size=3).map(tuple),
)


def likely_asks(seed: int, count: int) -> Iterator[Ask]:
    """Asks that differ from one that is allowed in a few respects."""
    chance = random.Random(seed)

    def some(usual: Any, *others: Any, odds: float = 0.07) -> Any:
        return chance.choice(others) if chance.random() < odds else usual

    first, last = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
    for _ in range(count):
        partner = chance.choice(PARTNERS)
        one = frozenset({chance.choice(ORIGINATORS)})
        terms = Agreement(
            id="a",
            partner=partner,
            unit="unit",
            purposes=frozenset(some(frozenset(Purpose), frozenset({Purpose.POLICY}))),
            tlp=some(Tlp.AMBER_STRICT, Tlp.GREEN, Tlp.CLEAR),
            pap=some(Pap.AMBER, Pap.CLEAR),
            valid_from=some(first, dt.date(2025, 6, 15)),
            valid_until=some(last, dt.date(2025, 6, 14)),
            compartments=some(frozenset(CIRCLES), frozenset(), one),
            onward=some("none", "sub-organisations", "listed"),
        )
        yield Ask(
            label=Label(
                tlp=some(Tlp.GREEN, *Tlp, odds=0.4),
                pap=some(Pap.CLEAR, *Pap, odds=0.2),
                controllers=some(frozenset(), one, frozenset(ORIGINATORS)),
                third_parties=some(frozenset(), one),
                third_party_releases=some(None, frozenset(), frozenset({partner}), odds=0.5),
                releasable_to=some(None, frozenset(), frozenset({partner})),
                excluded=some(frozenset(), frozenset({partner}), frozenset(PARTNERS[:1])),
                purposes=frozenset(some(frozenset(Purpose), frozenset({Purpose.ANALYSIS}))),
                expires=some(None, dt.date(2025, 6, 14), dt.date(2025, 6, 15)),
                compartments=some(frozenset(), frozenset(CIRCLES[:1])),
                sealed=bool(some(False, True, odds=0.02)),
            ),
            standing=Standing(
                agreement=terms,
                state=some("active", "draft", "suspended", "terminated"),
                epoch=1,
                since="",
                why="",
            ),
            purpose=chance.choice(list(Purpose)),
            today=some(dt.date(2025, 6, 15), dt.date(2026, 1, 1)),
            diligence=Diligence(
                status=some("cleared", "pending", "refused", "suspended"),
                why="",
            ),
            consents=tuple(
                Consent(
                    originator=chance.choice(ORIGINATORS),
                    partner=some(partner, *PARTNERS),
                    purposes=frozenset(Purpose),
                    until=some(last, dt.date(2025, 6, 14), dt.date(2025, 6, 15)),
                    by="A. Sow",
                    at="2025-01-01T00:00:00Z",
                    withdrawn=bool(some(False, True)),
                )
                for _ in range(chance.randrange(3))
            ),
        )
