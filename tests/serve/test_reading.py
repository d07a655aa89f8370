from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from lxml import html

from corrobora.model import Claim, Furniture, Stance, When
from corrobora.serve.answers import exact
from corrobora.serve.board import Row
from corrobora.serve.drawing import plot_of, timeline_of
from corrobora.serve.reading import read_span, stretches
from corrobora.serve.sides import Party, names_of

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t\r")
TEXTS = st.text(LETTERS, min_size=1, max_size=80)


def claim(number: int, text: str, start: int, end: int) -> Claim:
    return Claim(
        id=f"c{number}", report="r", start=start, end=end, quote=text[start:end], type="STATE",
        mode=None, stance=list(Stance)[number % 6], method="test", confidence=0.5,
    )  # fmt: skip


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Claim], list[Furniture], tuple[int, int]]:
    text = draw(TEXTS)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(
        lambda s: s[0] < s[1]
    )
    claims = [claim(n, text, *s) for n, s in enumerate(draw(st.lists(spans, max_size=8)))]
    furniture = [
        Furniture(start=a, end=b, kind="teaser") for a, b in draw(st.lists(spans, max_size=3))
    ]
    return text, claims, furniture, draw(spans)


TEMPLATE = Environment(autoescape=True).from_string(
    "<!doctype html><html><body><div id=t>{% for one in found %}"
    "{% if one.claims %}<a href='#x'>{{ shown(one.text) }}</a>{% else %}{{ shown(one.text) }}"
    "{% endif %}{% endfor %}</div></body></html>"
)


@given(marked_texts())
@settings(deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_whatever_overlaps_the_words_stay_the_words(
    given_: tuple[str, list[Claim], list[Furniture], tuple[int, int]],
) -> None:
    text, claims, furniture, pointed = given_
    found = stretches(text, furniture, claims, [(*pointed, 1)], pointed)
    assert "".join(one.text for one in found) == text
    for one in claims:
        over = [s for s in found if one.id in s.claims]
        assert "".join(s.text for s in over) == one.quote
        assert over[0].start == one.start
        assert f"s{one.start}-{one.end}" in over[0].begins
    begins = [b for one in found for b in one.begins]
    assert len(begins) == len(set(begins))
    assert "".join(s.text for s in found if s.pointed) == text[pointed[0] : pointed[1]]
    page = TEMPLATE.render(found=found, shown=exact).encode()
    parsed = html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8"))
    assert parsed.get_element_by_id("t").text_content() == text


@given(st.text(max_size=20), st.integers(0, 200))
def test_any_span_of_an_address_is_inside_or_none(given_: str, size: int) -> None:
    span = read_span(given_, size)
    assert span is None or 0 <= span[0] < span[1] <= size


@given(st.integers(0, 100), st.integers(0, 100))
def test_spans_are_read_as_written(start: int, end: int) -> None:
    expected = (start, end) if start < end <= 90 else None
    assert read_span(f"{start}-{end}", 90) == expected


COORDINATES = st.one_of(st.none(), st.floats(-90, 90))


@given(
    st.lists(st.tuples(COORDINATES, COORDINATES, st.sampled_from(["site", "country"])), max_size=9)
)
def test_places_lie_inside_the_drawing_and_the_rest_is_counted(
    spots: list[tuple[float | None, float | None, str]],
) -> None:
    rows = [
        Row(
            id=f"e{n}", type="STATE", date=None, country="ML", actors=(), targets=(), grade="3",
            disputed=False, claims=(), reports=(), languages=(), first=None, last=None, lat=lat,
            lon=lon, place=f"place {n}", precision=precision,
        )
        for n, (lat, lon, precision) in enumerate(spots)
    ]  # fmt: skip
    plot = plot_of(rows)
    assert sum(len(s.events) for s in plot.spots) + plot.unplaced == len(rows)
    for spot in plot.spots:
        assert 0 <= spot.x <= plot.width
        assert 0 <= spot.y <= plot.height
    assert timeline_of(rows, {}).undated == len(rows)


def test_lanes_join_a_state_with_its_parts() -> None:
    day = dt.date(2025, 9, 1)
    rows = [
        Row(
            id=f"e{n}", type=type_, date=When(start=day, end=day, precision="day", text="x"),
            country="ML", actors=(Party(*one),), targets=(Party(*other),), grade="3",
            disputed=False, claims=(), reports=(), languages=(), first=None, last=None, lat=None,
            lon=None, place=None, precision=None,
        )
        for n, (type_, one, other) in enumerate(
            [
                ("SANCTION", ("ML.gov", "Malian rule", "government"), ("FR", "France", "state")),
                ("AID", ("FR.mil", "French military", "military"), ("ML", "Mali", "state")),
                ("ASSAULT", ("ML.mil", "Malian army", "military"), ("ML", "Mali", "state")),
            ]
        )
    ]  # fmt: skip
    drawn = timeline_of(rows, names_of(p for row in rows for p in (*row.actors, *row.targets)))
    assert [lane.parties for lane in drawn.lanes] == [("France", "Mali")]
    assert {mark.event: mark.up for mark in drawn.lanes[0].marks} == {"e0": False, "e1": True}
    assert drawn.alone == 1
