"""A picture that grows and shrinks is at every step what reconciling everything anew gives."""

from __future__ import annotations

from typing import Any

import pytest
from claim_builder import claim, report, town, voice, when
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.model import Claim, Derivation, Event, Ghost, Judgement, Report
from corrobora.reconcile import denials, linking, live_links, orders, picture, reconcile
from corrobora.reconcile.picture import Picture

TEXT = "The two armies fought at Kona. General Keita denied it, Radio Sahel reported. " * 12
REPORTS = tuple(
    report(
        f"r{i}",
        f"Outlet {i % 3}" if i != 4 else "JNIM",
        f"2024-03-1{i}" if i != 5 else None,
        text=f"{i if i < 6 else 5} {TEXT}",
        title="Mali and France trade blame",
        carrier="Outlet 1" if i == 2 else None,
    )
    for i in range(7)
)
_DATES = (None, when("2024-03-10"), when("2024-03-11"), when("2024-03-14"),
          when("2024-03-01", "2024-03-31"))  # fmt: skip
_TOWNS = (None, town("Kona", lat=14.95, lon=-3.89), town("Gao", lat=16.27, lon=-0.05))
_VOICES = ((), (voice("General Keita"),), (voice("JNIM", "group"),),
           (voice("Outlet 1", "outlet"),), (voice("a soldier", anonymous=True),))  # fmt: skip
_QUOTES = ("words of a claim", "they denied the accusation", "in retaliation they struck",
           "the minister rejected the claims and denied any attack on the town")  # fmt: skip


@st.composite
def claims_of(draw: st.DrawFn, number: int) -> tuple[Claim, ...]:
    count = draw(st.integers(0, 5))
    return tuple(
        claim(
            f"c{number}.{i}",
            f"r{number}",
            draw(st.sampled_from(["ASSAULT", "SANCTION", "ACCUSE", "REJECT"])),
            by=draw(st.sampled_from([(), ("JNIM",), ("ML",), ("FR",), ("ML.mil", "RU")])),
            on=draw(st.sampled_from([(), ("ML.mil",), ("FR",), ("ML",), ("JNIM",)])),
            mode=draw(st.sampled_from([None, "expel", "suspend", "deny"])),
            date=draw(st.sampled_from(_DATES)),
            place=draw(st.sampled_from(_TOWNS)),
            dead=draw(st.sampled_from([None, 5, 14, (10, None)])),
            said_by=draw(st.sampled_from(_VOICES)),
            stance=draw(st.sampled_from(["asserted", "asserted", "alleged", "denied", "planned"])),
            quote=draw(st.sampled_from(_QUOTES)),
            start=i * 97,
            follows=draw(st.sampled_from([(), (f"c{number}.0",), ("c0.0", "c1.1")])),
        )
        for i in range(count)
    )


@st.composite
def derivations_of(draw: st.DrawFn, number: int) -> tuple[Derivation, ...]:
    sources = draw(st.lists(st.sampled_from([None, *range(7)]), max_size=2, unique=True))
    return tuple(
        Derivation(
            report=f"r{number}",
            source=None if other is None else f"r{other}",
            ghost=Ghost(publisher="Radio Sahel") if other is None else None,
            how=draw(st.sampled_from(["repost", "write-up", "translation", "quotation"])),
            cues=("cited: Radio Sahel reported",),
            spans=draw(st.sampled_from([(), ((0, 150, 0, 150),)])),
        )
        for other in sources
        if other != number
    )


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    at = draw(st.sampled_from(["2024-04-01", "2024-04-02"]))
    kind: Any = draw(st.sampled_from(["claim", "event", "report", "outlet", "derivation"]))
    names = [f"c{r}.{i}" for r in range(7) for i in range(3)]
    verdict: Any = draw(st.sampled_from(["accept", "reject"]))
    subject, value = "e0", None
    if kind == "claim":
        subject = draw(st.sampled_from(names))
    elif kind == "event":
        word = draw(st.sampled_from(["together", "apart"]))
        value = {word: draw(st.lists(st.sampled_from(names), min_size=2, max_size=3))}
    elif kind == "report":
        subject = f"r{draw(st.integers(0, 6))}"
    elif kind == "outlet":
        subject = draw(st.sampled_from(["Outlet 0", "Outlet 1", "JNIM", "Radio Sahel"]))
    else:
        subject = f"r{draw(st.integers(0, 6))}>r{draw(st.integers(0, 6))}"
    return Judgement(
        subject_kind=kind, subject=subject, verdict=verdict, by="a", at=at, why="", value=value
    )


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for _ in range(draw(st.integers(1, 9))):
        number = draw(st.integers(0, 6))
        kind = draw(st.sampled_from(["add", "add", "add", "remove", "derive", "judge"]))
        if kind == "add":
            found.append((kind, (REPORTS[number], draw(claims_of(number)))))
        elif kind == "remove":
            found.append((kind, f"r{number}"))
        elif kind == "derive":
            found.append((kind, (f"r{number}", draw(derivations_of(number)))))
        else:
            found.append((kind, draw(judgements())))
    return found


class Ledger:
    """What was given so far, plainly."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[Report, tuple[Claim, ...]]] = {}
        self.taken: dict[str, tuple[Derivation, ...]] = {}
        self.said: list[Judgement] = []

    def take(self, kind: str, what: Any, picture: Picture) -> None:
        if kind == "add":
            one, claims = what
            self.held[one.id] = (one, claims)
            picture.update(add=[(one, claims)])
        elif kind == "remove":
            self.held.pop(what, None)
            picture.update(remove=[what])
        elif kind == "derive":
            name, taken = what
            self.taken[name] = taken
            picture.update(derivations={name: taken})
        else:
            self.said.append(what)
            picture.update(judgements=self.said)

    def given(
        self,
    ) -> tuple[list[Claim], list[Report], list[Derivation], list[Judgement]]:
        return (
            [c for _, claims in self.held.values() for c in claims],
            [r for r, _ in self.held.values()],
            [d for taken in self.taken.values() for d in taken],
            self.said,
        )

    def events(self) -> tuple[Event, ...]:
        return reconcile(*self.given())


@given(steps())
@settings(max_examples=100, deadline=None)
def test_after_any_steps_the_picture_is_what_starting_anew_gives(
    given_: list[tuple[str, object]],
) -> None:
    grown, ledger = Picture(), Ledger()
    for kind, what in given_:
        ledger.take(kind, what, grown)
        assert grown.events() == ledger.events()


@given(steps())
@settings(max_examples=100, deadline=None)
def test_so_it_is_where_blocks_and_lists_overflow(given_: list[tuple[str, object]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for module in (linking, live_links):
            patch.setattr(module, "WINDOW", 1)
        for module in (denials, picture):
            patch.setattr(module, "MOST_EVENTS", 1)
        for module in (orders, picture):
            patch.setattr(module, "MOST_MIRRORED", 1)
        grown, ledger = Picture(), Ledger()
        for kind, what in given_:
            ledger.take(kind, what, grown)
            assert grown.events() == ledger.events()


@given(steps(), steps())
@settings(max_examples=40, deadline=None)
def test_a_picture_follows_whatever_there_is_now(
    first: list[tuple[str, object]], second: list[tuple[str, object]]
) -> None:
    grown = Picture()
    for given_ in (first, second, first[:1]):
        ledger = Ledger()
        for kind, what in given_:
            ledger.take(kind, what, Picture())
        grown.follow(*ledger.given())
        assert grown.events() == ledger.events()


def test_a_picture_that_was_emptied_starts_anew() -> None:
    deeds = (("ASSAULT", "JNIM", "ML.mil"), ("SANCTION", "FR", "ML"), ("ACCUSE", "ML", "RU"))
    told = {
        r.id: tuple(
            claim(
                f"{r.id}.{n}", r.id, kind, by=(doer,), on=(other,), date=when(f"2024-0{n + 1}-10")
            )
            for n, (kind, doer, other) in enumerate(deeds)
        )
        for r in REPORTS[:4]
    }
    grown = Picture()
    grown.update(add=[(r, told[r.id]) for r in REPORTS[:4]])
    grown.update(remove=[r.id for r in REPORTS[:4]])
    assert grown.events() == ()

    grown.update(add=[(r, told[r.id]) for r in reversed(REPORTS[1:4])])

    left = [c for r in REPORTS[1:4] for c in told[r.id]]
    assert grown.events() == reconcile(left, REPORTS[1:4], ())
