from __future__ import annotations

import datetime as dt
import json

from brief_sample import BRIEF, A, B

from corrobora.model import (
    Actor,
    Claim,
    Conflict,
    Count,
    Event,
    Independence,
    Origin,
    Side,
    Stance,
    Toll,
    Voice,
    When,
    Where,
)
from corrobora.writers.json_brief import write_json
from corrobora.writers.jsonl import claim_record, event_record, line, lines, report_record

ARMY = Actor(id="ML.mil", name="Malian army", kind="military", text="army", start=40, end=44)
DAY = When(start=dt.date(2024, 2, 3), end=dt.date(2024, 2, 3), precision="day", text="3 Feb")
PLACE = Where(
    name="Ségou", admin1=None, country="ML", lat=13.4, lon=-6.2, precision="town", text="Ségou"
)
CLAIM = Claim(
    id="c1",
    report="a",
    start=0,
    end=5,
    quote="Ségou",
    type="COERCE",
    mode="restrict",
    actors=(ARMY,),
    date=DAY,
    date_kind="event",
    place=PLACE,
    deaths=Count(min=3, max=None, text="at least 3"),
    speakers=(Voice(name="X", kind="person", anonymous=False, text="X", start=1, end=2),),
    stance=Stance.ALLEGED,
    method="m/1",
    confidence=0.5,
)


def test_a_claim_has_exactly_the_published_keys() -> None:
    record = claim_record(CLAIM, A)

    assert (
        list(record)
        == (
            "id report report_name start end quote type mode contexts actors targets instrument "
            "date date_kind place deaths wounded speakers stance negated follows in_furniture "
            "method confidence"
        ).split()
    )
    assert record["stance"] == "alleged"
    assert record["instrument"] is None
    assert record["deaths"] == {"min": 3, "max": None, "text": "at least 3", "scope": None}
    assert list(record["place"]) == ["name", "admin1", "country", "lat", "lon", "precision", "text"]
    assert record["report_name"] == "a_file.txt"


def test_an_event_has_exactly_the_published_keys() -> None:
    event = Event(
        id="e1",
        type="COERCE",
        mode=None,
        actors=(ARMY,),
        targets=(),
        date=None,
        place=None,
        deaths=Toll(low=1, best=2, high=None, rule="most-origins"),
        claims=("c1",),
        reports=("a",),
        report_names=("a_file.txt",),
        origins=(Origin(name="Delta", speakers=(), reports=("a",), claims=("c1",)),),
        independent=Independence(min=1, max=1),
        conflicts=(
            Conflict(
                about="date",
                sides=(Side(value="x", origins=("Delta",), claims=("c1",)),),
                kind="scope",
            ),
        ),
        credibility="3",
        gist="A thing.",
    )

    record = event_record(event)

    assert (
        list(record)
        == (
            "id type mode actors targets date place deaths claims reports report_names origins "
            "independent conflicts credibility gist"
        ).split()
    )
    assert record["deaths"] == {"low": 1, "best": 2, "high": None, "rule": "most-origins"}
    assert list(record["conflicts"][0]) == ["about", "sides", "kind"]


def test_a_report_carries_its_text_and_what_it_took() -> None:
    record = report_record(B, BRIEF.sources[1].derivations)

    assert record["text"] == B.text
    assert record["derived_from"][0]["report"] == "a"
    assert record["derived_from"][0]["spans"] == [[0, 10, 18, 30]]
    assert record["derived_from"][1]["ghost"] == {"publisher": "Far Agency", "date": None}
    assert report_record(A)["furniture"] == [[A.furniture[0].start, len(A.text)]]


def test_lines_are_json_and_one_line_each_whatever_the_text_holds() -> None:
    odd = {"a": "one\u2028two\x85three\n", "b": "lone \ud800 half", "c": "Ségou 🛰"}

    written = lines([odd, {"c": "Ségou 🛰"}])

    assert len(written.encode("utf-8").decode("utf-8").split("\n")) == 3
    assert json.loads(written.split("\n")[0]) == odd
    assert "Ségou 🛰" in line({"c": "Ségou 🛰"})
    assert lines([]) == ""


def test_a_brief_as_json_quotes_what_it_cites() -> None:
    record = json.loads(write_json(BRIEF))

    first = record["sections"][0]["sentences"][0]
    assert [c["label"] for c in first["citations"]] == ["1a", "2a"]
    assert first["citations"][1]["quote"] == "Le pont a été fermé"
    assert first["events"] == ["e1"]
    assert record["as_of"] == "2024-02-04"
    assert "text" not in record["sources"][0]
