"""The desk's board: what filters let through, and a board that follows a change."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from corrobora.model import Actor, Conflict, Event, Independence, When, Where
from corrobora.serve.board import Board, Filters, Row, advanced, board_of, read_filters
from corrobora.serve.sides import sides_of
from corrobora.store.lookup import ReportLine

COLLECTED = (
    None, "2024-03-05T08:00:00Z", "2024-03-13T01:00:00+03:00", "2024-03-14", "some day",
    "Sat, 09 Mar 2024 10:00:00 +0000",
)  # fmt: skip
CAME = (None, dt.date(2024, 3, 5), dt.date(2024, 3, 12), dt.date(2024, 3, 14), None,
        dt.date(2024, 3, 9))  # fmt: skip
"""The same as days in UTC."""
LINES = tuple(
    ReportLine(
        id=f"r{n}",
        name=f"{n}.txt",
        published=None if n == 5 else dt.date(2024, 3, 1 + 3 * n),
        language=(None, "en", "fr")[n % 3],
        publisher=(None, "Harbour Wire", "The River Ledger")[n % 3],
        carrier="Le Courrier" if n > 3 else None,
        collected=COLLECTED[n],
    )
    for n in range(6)
)
_PARTIES = tuple(
    Actor(id=one, name=one, kind="state", text=one, start=0, end=1)
    for one in ("ML", "ML.mil", "FR", "JNIM", "~:crowd")
)
_DATES = (
    None,
    When(start=dt.date(2024, 3, 2), end=dt.date(2024, 3, 2), precision="day", text=""),
    When(start=dt.date(2024, 3, 1), end=dt.date(2024, 3, 31), precision="month", text=""),
)
_KONA = Where(
    name="Kona", admin1=None, country="ML", lat=14.95, lon=-3.89, precision="town", text="Kona"
)


@st.composite
def events(draw: st.DrawFn) -> tuple[Event, ...]:
    return tuple(_event(draw, number) for number in range(draw(st.integers(0, 6))))


def _event(draw: st.DrawFn, number: int) -> Event:
    told = draw(st.lists(st.sampled_from([line.id for line in LINES]), min_size=1, unique=True))
    parties = st.lists(st.sampled_from(_PARTIES), max_size=2, unique=True)
    return Event(
        id=f"e{number}", type=draw(st.sampled_from(["ASSAULT", "CONSULT"])), mode=None,
        actors=tuple(draw(parties)), targets=tuple(draw(parties)),
        date=draw(st.sampled_from(_DATES)),
        place=draw(st.sampled_from([None, _KONA])), deaths=None,
        claims=tuple(f"c{number}.{n}" for n in range(draw(st.integers(1, 3)))),
        reports=tuple(told), report_names=tuple(told), origins=(),
        independent=Independence(min=1, max=1),
        conflicts=draw(st.sampled_from([(), (Conflict(about="date", sides=(), kind="update"),)])),
        credibility=draw(st.sampled_from(["2", "3"])), gist="They met.",
    )  # fmt: skip


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    days = st.sampled_from([None, *(dt.date(2024, 3, day) for day in (1, 5, 9, 13))])
    return Filters(
        type=draw(st.sampled_from(["", "ASSAULT", "NONE"])),
        country=draw(st.sampled_from(["", "ML"])),
        actor=draw(st.sampled_from(["", "ML.mil", "JNIM", "nobody"])),
        language=draw(st.sampled_from(["", "en", "?"])),
        source=draw(st.sampled_from(["", "Harbour Wire", "Le Courrier", "?", "nobody"])),
        grade=draw(st.sampled_from(["", "3"])),
        since=draw(days),
        until=draw(days),
        collected_from=draw(days),
        collected_to=draw(days),
        conflicts=draw(st.booleans()),
        happened_from=draw(days),
        happened_to=draw(days),
        between=draw(st.sampled_from([(), ("ML",), ("FR", "ML"), ("JNIM", "ML")])),
        way=draw(st.sampled_from(["", "cooperation", "rupture"])),
    )


@given(events(), filters(), st.none() | st.frozensets(st.sampled_from(["r1", "r4", "rX"])))
def test_filters_let_through_what_each_of_them_lets_through(
    given_: tuple[Event, ...], asked: Filters, found: frozenset[str] | None
) -> None:
    board = board_of("v", given_, LINES, 9)
    wanted = [row.id for row in board.rows if _passes(board, row, asked, found)]
    assert [row.id for row in board.matching(asked, found)] == wanted
    assert [row.id for row in board.matching(asked, found)] == wanted


def _passes(board: Board, row: Row, asked: Filters, found: frozenset[str] | None) -> bool:
    """Each filter by itself, in the plainest way."""
    parties = (*row.actors, *row.targets)
    days = [day for r in row.reports if (day := board.reports[r].published) is not None]
    came = [day for r in row.reports if (day := CAME[int(r[1:])]) is not None]
    sources = {
        name
        for r in row.reports
        for name in (board.reports[r].publisher, board.reports[r].carrier)
        if name
    }
    if any(not board.reports[r].publisher and not board.reports[r].carrier for r in row.reports):
        sources.add("?")
    low, high = dt.date.min, dt.date.max
    rules: tuple[Any, ...] = (
        not asked.type or row.type == asked.type,
        not asked.country or row.country == asked.country,
        not asked.actor or asked.actor in {x for p in parties for x in (p.id, p.name)},
        not asked.language or asked.language in row.languages,
        not asked.grade or row.grade == asked.grade,
        not asked.conflicts or row.disputed,
        (asked.since, asked.until) == (None, None)
        or any((asked.since or low) <= day <= (asked.until or high) for day in days),
        (asked.collected_from, asked.collected_to) == (None, None)
        or any(
            (asked.collected_from or low) <= day <= (asked.collected_to or high) for day in came
        ),
        not asked.source or asked.source in sources,
        (asked.happened_from, asked.happened_to) == (None, None)
        or (
            row.date is not None
            and row.date.end >= (asked.happened_from or low)
            and row.date.start <= (asked.happened_to or high)
        ),
        not asked.way or (asked.way == "cooperation") == (row.type == "CONSULT"),
        len(asked.between) != 1 or asked.between[0] in sides_of(parties),
        len(asked.between) != 2 or asked.between in row.pairs,
        found is None or any(r in found for r in row.reports),
    )
    return all(rules)


@given(filters())
def test_filters_stand_in_their_address(asked: Filters) -> None:
    assert read_filters(QueryParams(asked.query())) == asked


@given(events())
def test_a_source_is_counted_once_for_each_event(given_: tuple[Event, ...]) -> None:
    board = board_of("v", given_, LINES, 9)
    for value, label, number in board.facets["source"]:
        assert label == value
        assert number == len(board.matching(Filters(source=value), None)) > 0
    assert {one for row in board.rows for one in row.sources} == {
        value for value, _, _ in board.facets["source"]
    }


@given(events(), events(), st.sets(st.sampled_from([f"e{n}" for n in range(6)])))
def test_a_board_that_follows_a_change_is_the_board_made_anew(
    before: tuple[Event, ...], after: tuple[Event, ...], kept: set[str]
) -> None:
    # What is kept stays as it was; of the rest some events go, some come, some are another.
    mixed = {e.id: e for e in after if e.id not in kept} | {e.id: e for e in before if e.id in kept}
    first = board_of("v", before, LINES, 9)
    list(first.matching(Filters(type="ASSAULT", between=("ML",)), None))
    gone = {e.id for e in before} - mixed.keys()
    new = [event for event in mixed.values() if event not in before]

    followed = advanced(first, "w", gone, new)

    assert followed == board_of("w", mixed.values(), LINES, 9)
    assert first == board_of("v", before, LINES, 9)
    for asked in (Filters(), Filters(type="ASSAULT"), Filters(between=("ML",))):
        anew = board_of("w", mixed.values(), LINES, 9)
        assert list(followed.matching(asked, None)) == list(anew.matching(asked, None))
