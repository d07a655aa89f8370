from __future__ import annotations

import datetime as dt
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from corrobora.model import When
from corrobora.serve.board import Row
from corrobora.serve.drawing import plot_of
from corrobora.serve.network import HEIGHT, MOST_NODES, WIDTH, network_of
from corrobora.serve.outlines import outlines_in
from corrobora.serve.sides import Party, names_of, pairs_of, way_of

NAMES = {"ML": "Mali", "FR": "France", "NE": "Niger", "JNIM": "JNIM"}
PARTIES = [Party(side, name, "state") for side, name in NAMES.items()]
PARTS = [Party("ML.mil", "Malian army", "military"), Party("P:x", "Somebody", "person")]


def row(
    number: int, type_: str, actors: list[Party], targets: list[Party], *, disputed: bool = False
) -> Row:
    day = dt.date(2025, 9, 1)
    return Row(
        id=f"e{number}", type=type_, date=When(start=day, end=day, precision="day", text="x"),
        country="ML", actors=tuple(actors), targets=tuple(targets), grade="3", disputed=disputed,
        claims=(), reports=(), languages=(), first=None, last=None, lat=None, lon=None, place=None,
        precision=None,
    )  # fmt: skip


SOME = st.lists(st.sampled_from([*PARTIES, *PARTS]), max_size=3)
ROWS = st.lists(st.tuples(st.sampled_from(["AID", "ASSAULT", "STATE"]), SOME, SOME), max_size=20)


@given(ROWS)
@settings(deadline=None)
def test_every_event_between_sides_is_counted_once_for_each_pair(
    found: list[tuple[str, list[Party], list[Party]]],
) -> None:
    rows = [row(n, *one) for n, one in enumerate(found)]
    drawn = network_of(rows, NAMES)
    expected = sum(len(pairs_of(r.actors, r.targets)) for r in rows)
    assert sum(edge.events for edge in drawn.edges) == expected
    assert drawn.alone == sum(not pairs_of(r.actors, r.targets) for r in rows)
    for node in drawn.nodes:
        assert 0 < node.x < WIDTH
        assert 0 < node.y < HEIGHT
    assert network_of(rows, NAMES) == drawn
    assert network_of(rows[::-1], NAMES) == drawn


def test_a_part_stands_for_its_side_and_ways_are_told_apart() -> None:
    mali, france, army = PARTIES[0], PARTIES[1], PARTS[0]
    rows = [
        row(1, "AID", [france], [army]),
        row(2, "ASSAULT", [army], [france], disputed=True),
        row(3, "ASSAULT", [france], [mali]),
        row(4, "ASSAULT", [army], [mali]),
    ]
    drawn = network_of(rows, names_of(PARTIES))
    assert [(e.names, e.way, e.events, e.disputed) for e in drawn.edges] == [
        (("France", "Mali"), "cooperation", 1, 0), (("France", "Mali"), "rupture", 2, 1),
    ]  # fmt: skip
    assert drawn.alone == 1
    up, down = drawn.edges
    assert (up.x1, up.y1) != (down.x1, down.y1)


def test_circles_do_not_lie_on_each_other_and_many_sides_are_cut() -> None:
    parties = [Party(f"S{n}", f"Side {n}", "group") for n in range(60)]
    rows = [row(n, "ASSAULT", [parties[n]], [parties[(n * 7 + 1) % 60]]) for n in range(60)]
    began = time.perf_counter()
    drawn = network_of(rows, names_of(parties))
    assert time.perf_counter() - began < 3
    assert len(drawn.nodes) == MOST_NODES
    assert drawn.left_out == 60 - MOST_NODES
    for one in drawn.nodes:
        for other in drawn.nodes:
            if one.side < other.side:
                apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
                assert apart > one.r + other.r, (one.side, other.side)


def test_a_line_leads_to_its_claims_and_no_others(client: Any) -> None:
    data = client.get("/network?format=json").json()["network"]
    assert data["edges"]
    page = html.fromstring(client.get("/network").text)
    links = [str(x) for x in page.xpath("//*[local-name()='svg']//a/@href") if "/claims" in x]
    assert len(links) == len(data["edges"])
    for link, edge in zip(links, data["edges"], strict=True):
        query = parse_qs(urlsplit(link).query)
        assert query["between"] == ["~".join(edge["sides"])]
        joined = "&" if "?" in link else "?"
        events = client.get(f"{link}{joined}format=json").json()["events"]
        assert len(events) == edge["events"]
        assert all(way_of(event["type"]) == edge["way"] for event in events)
        for event in events:
            shown = client.get(f"/events/{event['id']}?format=json").json()
            ids = {c["id"] for c in event["claims"]}
            assert ids == {c["id"] for c in shown["claims"]}
            for claim in event["claims"]:
                assert claim["quote"] in html.fromstring(client.get(link).text).text_content()


def test_one_selection_drives_every_view(client: Any) -> None:
    query = "between=FR~ML&from=2025-09-01&to=2025-09-30&way=rupture"
    wanted = {e["id"] for e in client.get(f"/?format=json&{query}").json()["events"]}
    assert wanted
    claims = client.get(f"/claims?format=json&{query}").json()["events"]
    assert {e["id"] for e in claims} == wanted
    for address in ("/timeline", "/network"):
        assert client.get(f"{address}?format=json&{query}").json()["matching"] == len(wanted)
        page = html.fromstring(client.get(f"{address}?{query}").text)
        for link in page.xpath("//nav[@class='views']//a/@href"):
            asked = parse_qs(urlsplit(str(link)).query)
            assert asked["between"] == ["FR~ML"]
            assert (asked["from"], asked["to"], asked["way"]) == (
                ["2025-09-01"], ["2025-09-30"], ["rupture"],
            )  # fmt: skip
        given_ = {
            str(f.get("name")): str(f.get("value"))
            for f in page.xpath("//form[@class='filters']//input")
        }
        assert (given_["between"], given_["way"], given_["from"]) == (
            "FR~ML", "rupture", "2025-09-01",
        )  # fmt: skip


def test_an_event_without_a_date_is_in_no_window(client: Any) -> None:
    everything = client.get("/?format=json").json()["matching"]
    window = client.get("/?format=json&from=1900-01-01&to=2999-01-01").json()["matching"]
    rows = client.app.state.room.board().rows
    assert window == sum(r.date is not None for r in rows) <= everything


# --- outlines ------------------------------------------------------------------------------------


def flat(lon: float, lat: float) -> tuple[float, float]:
    return lon * 20, -lat * 20


def test_a_drawing_of_the_sahel_shows_its_countries_with_their_names() -> None:
    found = outlines_in(-13, 17, 9, 26, scale=20, place=flat)
    codes = {one.code for one in found}
    assert {"ML", "BF", "NE", "DZ", "MR", "SN", "GN", "CI"} <= codes
    assert not codes & {"FR", "US", "AU", "RU", "BR"}
    named = {one.code for one in found if one.label}
    assert {"ML", "BF", "NE"} <= named
    mali = next(one for one in found if one.code == "ML")
    assert mali.path.startswith("M")
    assert mali.path.endswith("Z")
    assert mali.label is not None
    assert -6 < mali.label[0] / 20 < 0
    assert 14 < -mali.label[1] / 20 < 21


def test_a_country_on_both_sides_of_the_180th_meridian_is_drawn_on_both() -> None:
    assert "RU" in {one.code for one in outlines_in(170, 195, 60, 72, scale=20, place=flat)}
    assert "RU" in {one.code for one in outlines_in(-180, -168, 62, 70, scale=20, place=flat)}
    for one in outlines_in(20, 60, 40, 70, scale=20, place=flat):
        numbers = one.path.replace("M", " ").replace("L", " ").replace("Z", " ").split()
        xs = [float(x) / 20 for x in numbers[::2]]
        assert max(xs) - min(xs) < 360, one.code


@given(st.floats(-85, 85), st.floats(-179, 179))
@settings(deadline=None, max_examples=25)
def test_any_place_can_be_drawn(lat: float, lon: float) -> None:
    one = Row(
        id="e", type="STATE", date=None, country=None, actors=(), targets=(), grade="3",
        disputed=False, claims=(), reports=(), languages=(), first=None, last=None, lat=lat,
        lon=lon, place="here", precision="town",
    )  # fmt: skip
    plot = plot_of([one])
    assert plot.width == WIDTH
    assert 0 < plot.height <= 640.1
    assert 0 <= plot.spots[0].x <= plot.width
