"""STIX documents: valid for others' tools, the same each time, never without a marking."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st
from stix2validator import ValidationOptions, validate_instance

from corrobora.errors import CorroboraError, PolicyError
from corrobora.model import (
    Actor,
    Claim,
    Conflict,
    Count,
    Derivation,
    Event,
    Ghost,
    Independence,
    Instrument,
    Origin,
    Report,
    Side,
    Stance,
    Toll,
    Voice,
    When,
    Where,
)
from corrobora.share.labels import Pap, Tlp, label_of_marking
from corrobora.vocab.stix_ids import stix_ids
from corrobora.writers.stix import (
    Told,
    claim_object,
    event_objects,
    identity_object,
    location_object,
    picture_objects,
    report_object,
    write_case,
)
from corrobora.writers.stix_frame import (
    Cover,
    Release,
    Stix,
    bundle,
    extension_definition,
    framed,
    producer,
    revoked,
    schema,
    stamp,
    stix_id,
    write_stix,
)
from corrobora.writers.stix_markings import (
    iep_marking,
    pap_markings,
    tlp_markings,
)

NOW = "2031-05-20T12:00:00Z"
LATER = "2031-06-01T00:00:00Z"
GREEN = stix_ids().tlp["TLP:GREEN"]
PRODUCER = producer("Delta Desk", created=NOW, markings=[GREEN], scope="relief")
COVER = Cover(created=NOW, modified=NOW, by=PRODUCER["id"], markings=(GREEN,), scope="relief")
IEP = iep_marking(
    name="Relief cell",
    description="For humanitarian access",
    created=NOW,
    tlp="TLP:AMBER+STRICT",
    pap="PAP:AMBER",
    attribution="must-not",
    valid_from=dt.date(2031, 1, 1),
    valid_until=dt.date(2031, 12, 31),
)
TERMS = {**pap_markings()[0], "id": stix_id("marking-definition", "terms of these tests")}
RELEASE = Release(
    agreement="relief-cell",
    purpose="humanitarian-access",
    place="region",
    date="week",
    obligations=("not to be passed on", "delete in time"),
    delete_by=dt.date(2031, 8, 18),
)
MARKINGS = (*tlp_markings(), *pap_markings(), IEP, TERMS)
RELEASED = Cover(
    created=NOW,
    modified=NOW,
    by=PRODUCER["id"],
    markings=(GREEN, stix_ids().pap["PAP:AMBER"], IEP["id"], TERMS["id"]),
    scope="relief",
    release=RELEASE,
)


def actor(id_: str, name: str, kind: Any) -> Actor:
    return Actor(id=id_, name=name, kind=kind, text="", start=0, end=0)


ARMY, MILITIA = actor("AA.mil", "the army", "military"), actor("~:gunmen", "gunmen", "people")
TOWN = Where(
    name="Port Lago", admin1="Lago", country="TD", lat=13.4, lon=14.7, precision="town",
    text="Port Lago",
)  # fmt: skip
DAY = When(start=dt.date(2031, 5, 12), end=dt.date(2031, 5, 18), precision="week", text="")
WORDS = ("The army shelled the market, medics said.", "The army denied any shelling.")


def claim(id_: str, report: str, quote: str, **fields: Any) -> Claim:
    made: dict[str, Any] = {
        "id": id_, "report": report, "start": 7, "end": 7 + len(quote), "quote": quote,
        "type": "ASSAULT", "mode": "shelling", "actors": (ARMY,), "targets": (MILITIA,),
        "date": DAY, "date_kind": "event", "place": TOWN, "method": "m/1", "confidence": 0.75,
    }  # fmt: skip
    return Claim(**made | fields)


def report(id_: str, text: str, **fields: Any) -> Report:
    return Report(id=id_, name=f"{id_}.txt", text=text, sha256="0" * 64, raw_sha256="1" * 64,
                  media_type="text/plain", language="en", **fields)  # fmt: skip


MEDIC = Voice(name="medics", kind="group", anonymous=True, text="", start=0, end=0)
CLAIMS = (
    claim(
        "c1", "r1", WORDS[0], deaths=Count(min=10, max=49, text="10-49", scope=None),
        wounded=Count(min=50, max=None, text="50+"), speakers=(MEDIC,), stance=Stance.ALLEGED,
        contexts=("market",), instrument=Instrument(text="mortar", start=1, end=7),
    ),
    claim("c2", "r2", WORDS[1], stance=Stance.DENIED, negated=True, follows=("c1",)),
)  # fmt: skip
REPORTS = (
    report("r1", WORDS[0], publisher="Lake Radio", published=dt.date(2031, 5, 19),
           url="https://lake.example/1", title="Shelling", author="A. Writer"),
    report("r2", WORDS[1], publisher="News outlet 3F", carrier="Mirror"),
)  # fmt: skip
DERIVATIONS = (
    Derivation(report="r2", source="r1", ghost=None, how="write-up", cues=()),
    Derivation(report="r2", source=None, how="quotation", cues=(),
               ghost=Ghost(publisher="Far Agency", date=dt.date(2031, 5, 18))),
)  # fmt: skip
EVENT = Event(
    id="e1", type="ASSAULT", mode="shelling", actors=(ARMY,), targets=(MILITIA,), date=DAY,
    place=TOWN, deaths=Toll(low=10, best=10, high=None, rule="single-figure"),
    claims=("c1", "c2"), reports=("r1", "r2"), report_names=("r1.txt", "r2.txt"),
    origins=(Origin(name="Lake Radio", speakers=("medics",), reports=("r1",), claims=("c1",)),),
    independent=Independence(min=1, max=2), credibility="3", gist="Shelling of Port Lago",
    conflicts=(
        Conflict(about="agency", kind="denial", sides=(
            Side(value="shelled", origins=("Lake Radio",), claims=("c1",)),
            Side(value="not shelled", origins=("News outlet 3F",), claims=("c2",)),
        )),
        Conflict(about="deaths", kind="update", sides=(
            Side(value="10", origins=("Lake Radio",), claims=("c1",)),
            Side(value="12", origins=("Lake Radio",), claims=()),
        )),
    ),
)  # fmt: skip
TOLD = Told(reports=REPORTS, claims=CLAIMS, derivations=DERIVATIONS, events=(EVENT,))


def document(cover: Cover = RELEASED) -> Stix:
    objects = picture_objects(TOLD, lambda _: cover, cover, name="Lake basin")
    return bundle([PRODUCER, *objects], MARKINGS)


def by_type(doc: Stix, kind: str) -> list[Stix]:
    return [one for one in doc["objects"] if one["type"] == kind]


def told(one: Stix, name: str) -> Stix:
    found: Stix = one["extensions"][stix_ids().extensions[name].id]
    return found


def extensions_of(doc: Stix) -> Iterator[tuple[str, Stix]]:
    names = {each.id: name for name, each in stix_ids().extensions.items()}
    for one in doc["objects"]:
        for id_, fields in one.get("extensions", {}).items():
            if id_ in names:
                yield names[id_], fields


# --- what other tools say ------------------------------------------------------------------------


def errors(doc: Stix) -> list[str]:
    result = validate_instance(doc, ValidationOptions(version="2.1", enforce_refs=True))
    return [str(error) for error in result.errors]


def test_the_validator_finds_nothing_wrong() -> None:
    assert errors(document()) == []
    assert errors(json.loads(write_case(TOLD, tlp="TLP:AMBER+STRICT", now=NOW))) == []


def test_the_validator_would_find_something() -> None:
    doc = document()
    del by_type(doc, "note")[0]["content"]
    assert errors(doc) != []


def test_stix2_parses_it_without_anything_of_our_own() -> None:
    parsed = stix2.parse(json.loads(write_stix(document())), allow_custom=False)
    assert {one.type for one in parsed.objects} == {one["type"] for one in document()["objects"]}


_TO_MISP = """
import json, sys, stix2
from misp_stix_converter import ExternalSTIX2toMISPParser
parser = ExternalSTIX2toMISPParser()
parser.load_stix_bundle(stix2.parse(json.load(sys.stdin)))
parser.parse_stix_bundle(single_event=True)
objects = parser.misp_event.objects
print(json.dumps({
    "errors": sorted({text for found in parser.errors.values() for text in found}),
    "names": sorted({o.name for o in objects}),
    "values": sorted({str(a.value) for o in objects for a in o.attributes}),
    "tags": sorted({t.name for o in objects for a in o.attributes for t in a.tags}),
}))
"""


def test_misp_takes_parties_places_and_levels() -> None:
    # A process of its own: the converter's libraries warn of themselves, which fails a test here.
    done = subprocess.run(
        [sys.executable, "-c", _TO_MISP],
        input=write_stix(document()), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = json.loads(done.stdout.splitlines()[-1])
    # It knows no incidents, and takes no notes, opinions and groupings that are about reports.
    left_out = {error.rpartition(" ")[2] for error in found["errors"]}
    assert left_out <= {"incident", "report", "opinion", "note"}
    assert "organization" in found["names"]
    assert {"the army", "Port Lago", "13.4"} <= set(found["values"])
    assert {"tlp:green", "statement:PAP:AMBER"} <= set(found["tags"])


def test_our_extensions_fit_their_schemas() -> None:
    found = list(extensions_of(document()))
    assert {name for name, _ in found} == {"happening", "source", "release"}
    for name, fields in found:
        jsonschema.Draft202012Validator.check_schema(schema(name))
        jsonschema.validate(fields, schema(name), jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("name", "spoilt"),
    [
        ("happening", {"start": 5}),
        ("happening", {"stance": "certain"}),
        ("happening", {"confidence": 0.7}),
        ("source", {"text": "words"}),
        ("release", {"place": "village"}),
        ("release", {"purpose": ""}),
    ],
)
def test_the_schemas_refuse_what_does_not_belong(name: str, spoilt: Stix) -> None:
    fields = next(fields for each, fields in extensions_of(document()) if each == name)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(fields | spoilt, schema(name), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", ["happening", "source", "release"])
def test_a_definition_carries_its_schema(name: str) -> None:
    definition = extension_definition(name)
    assert json.loads(definition["schema"]) == schema(name)
    assert definition["id"] == stix_ids().extensions[name].id


# --- what it says --------------------------------------------------------------------------------


def test_a_claim_is_a_note_on_its_report_and_points_into_no_text() -> None:
    one, other = (claim_object(c, COVER) for c in CLAIMS)
    assert one["content"] == WORDS[0]
    assert one["authors"] == ["medics"]
    assert report_object(REPORTS[0], COVER)["id"] in one["object_refs"]
    fields = told(one, "happening")
    assert fields["deaths"] == {"low": 10, "high": 49}
    assert fields["wounded"] == {"low": 50}
    assert fields["speakers"] == [{"class": "group", "anonymous": True}]
    assert fields["stance"] == "alleged"
    assert told(other, "happening")["follows_refs"] == [one["id"]]
    assert told(other, "happening")["negated"] is True
    for made in (one, other):
        assert not {"start", "end", "method", "confidence"} & {*made, *told(made, "happening")}


def test_an_event_is_an_incident_and_a_grouping_for_those_that_know_none() -> None:
    incident, *rest = event_objects(EVENT, COVER)
    fields = told(incident, "happening")
    assert fields["independent"] == {"min": 1, "max": 2}
    assert fields["deaths"] == {"low": 10, "best": 10, "rule": "single-figure"}
    assert [c["kind"] for c in fields["conflicts"]] == ["denial", "update"]
    (tied,) = (one for one in rest if one["type"] == "grouping")
    kinds = {ref.partition("--")[0] for ref in tied["object_refs"]}
    assert kinds == {"incident", "note", "identity", "location"}


def test_only_sides_that_exclude_each_other_have_opinions() -> None:
    opinions = [one for one in event_objects(EVENT, COVER) if one["type"] == "opinion"]
    assert [(o["opinion"], o["authors"]) for o in opinions] == [
        ("strongly-disagree", ["Lake Radio"]),
        ("strongly-disagree", ["News outlet 3F"]),
    ]
    against = [claim_object(c, COVER)["id"] for c in reversed(CLAIMS)]
    assert [o["object_refs"] for o in opinions] == [[ref] for ref in against]


def test_an_unknown_day_of_publication_is_not_told_as_one() -> None:
    known, unknown = (report_object(r, COVER, DERIVATIONS) for r in REPORTS)
    assert known["published"] == "2031-05-19T00:00:00.000Z"
    assert told(known, "source")["published"] == "2031-05-19"
    assert unknown["published"] == stamp(NOW)
    assert "published" not in told(unknown, "source")
    assert told(unknown, "source")["rests_on"] == [
        {"how": "quotation", "publisher": "Far Agency", "date": "2031-05-18"}
    ]


def test_a_text_goes_along_only_when_asked() -> None:
    assert report_object(REPORTS[0], COVER)["description"] == WORDS[0]
    assert WORDS[0] not in json.dumps(report_object(REPORTS[0], COVER, text=False))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (13.4, 14.7)),
        ({"precision": "admin1"}, (None, None)),
        ({"lat": None, "lon": None}, (None, None)),
        ({"lon": 193.0}, (None, None)),
    ],
)
def test_only_towns_and_sites_have_points(fields: Stix, expected: tuple[float, float]) -> None:
    made = location_object(_where(**fields), COVER)
    assert made is not None
    assert (made.get("latitude"), made.get("longitude")) == expected
    assert made["country"] == "TD"


def test_a_place_of_which_nothing_is_known_is_no_location() -> None:
    assert location_object(_where(country=None, lat=None, lon=None), COVER) is None
    nowhere = claim("c3", "r1", "x", place=_where(country=None, lat=None, lon=None))
    fields = told(claim_object(nowhere, COVER), "happening")
    assert fields["place"]["name"] == "Port Lago"
    assert "place_ref" not in fields


def _where(**fields: Any) -> Where:
    made: dict[str, Any] = {
        "name": "Port Lago", "admin1": "Lago", "country": "TD", "lat": 13.4, "lon": 14.7,
        "precision": "town", "text": "",
    }  # fmt: skip
    return Where(**made | fields)


# --- markings ------------------------------------------------------------------------------------


def test_the_levels_of_the_two_scales_are_all_there() -> None:
    assert list(stix_ids().tlp) == [level.marking for level in Tlp]
    assert list(stix_ids().pap) == [level.marking for level in Pap]


def test_everything_is_marked() -> None:
    for one in document()["objects"]:
        if one["type"] != "marking-definition":
            assert one["object_marking_refs"], one["id"]
    with pytest.raises(PolicyError):
        Cover(created=NOW, modified=NOW, by=PRODUCER["id"], markings=())


def test_a_marking_that_is_not_defined_is_no_document() -> None:
    with pytest.raises(CorroboraError, match=TERMS["id"]):
        bundle(
            [PRODUCER, claim_object(CLAIMS[0], RELEASED)], [*tlp_markings(), IEP, *pap_markings()]
        )


def test_iep_permits_no_more_than_the_levels_that_it_stands_for() -> None:
    content = IEP["extensions"][stix_ids().iep_extension]
    assert content["tlp"] == "red"
    assert content["permitted_actions"] == "externally-visible-indirect-actions"
    assert content["provider_attribution"] == "must-not"
    assert (content["start_date"], content["end_date"]) == (
        "2031-01-01T00:00:00.000Z", "2031-12-31T23:59:59.000Z",
    )  # fmt: skip


# --- ids, versions, bytes ------------------------------------------------------------------------

_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(_words, max_size=4), st.lists(_words, max_size=4))
def test_ids_are_the_same_for_the_same_parts_and_for_no_others(
    one: list[str], other: list[str]
) -> None:
    assert (stix_id("note", *one) == stix_id("note", *other)) == (one == other)
    assert stix_id("note", *one).partition("--")[2] != stix_id("report", *one).partition("--")[2]


@given(st.permutations(REPORTS), st.permutations(CLAIMS), st.permutations(DERIVATIONS))
def test_the_order_of_what_goes_out_changes_no_byte(
    reports: list[Report], claims: list[Claim], derivations: list[Derivation]
) -> None:
    told_ = Told(reports=reports, claims=claims, derivations=derivations, events=(EVENT,))
    objects = picture_objects(told_, lambda _: RELEASED, RELEASED, name="Lake basin")
    assert write_stix(bundle([PRODUCER, *objects], MARKINGS)) == write_stix(document())


def test_under_another_scope_nothing_has_the_same_id() -> None:
    other = Cover(created=NOW, modified=NOW, by=PRODUCER["id"], markings=(GREEN,), scope="else")
    ids = [
        {one["id"] for one in picture_objects(TOLD, lambda _, c=c: c, c, name="x")}  # type: ignore[misc]
        for c in (COVER, other)
    ]
    assert not ids[0] & ids[1]


def test_every_object_is_there_once_and_refers_to_what_is_there() -> None:
    doc = document()
    ids = [one["id"] for one in doc["objects"]]
    assert len(ids) == len(set(ids))
    for one in doc["objects"]:
        refs = [*one.get("object_refs", ()), *one.get("object_marking_refs", ())]
        refs += [v for k, v in one.items() if k.endswith("_ref")]
        assert set(refs) <= set(ids), one["id"]


def test_a_withdrawn_version_says_nothing_of_what_it_said() -> None:
    said = [one for one in document()["objects"] if not one["type"].endswith("-definition")]
    gone = [revoked(one, LATER) for one in said]
    assert errors(bundle(gone, MARKINGS)) == []
    text = json.dumps(gone)
    for secret in (
        "army",
        "gunmen",
        "Lago",
        "shell",
        "medics",
        "Lake Radio",
        "ASSAULT",
        "mortar",
        "TD",
        "05-19",
    ):
        assert secret not in text
    for before, after in zip(said, gone, strict=True):
        assert after["revoked"] is True
        assert after["modified"] == stamp(LATER)
        for key in ("type", "id", "created", "object_marking_refs"):
            assert after[key] == before[key]


def test_what_cannot_be_withdrawn() -> None:
    for definition in (TERMS, extension_definition("source")):
        with pytest.raises(PolicyError, match="-definition"):
            revoked(definition, LATER)
    with pytest.raises(PolicyError, match="later"):
        revoked(identity_object(ARMY, COVER), NOW)


def test_halves_of_surrogate_pairs_are_replaced() -> None:
    odd = framed("note", stix_id("note", "x"), COVER, {"content": "a\ud800b"}, {})
    assert "a\ufffdb" in write_stix(bundle([odd], MARKINGS))


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("2031-05-20", "2031-05-20T00:00:00.000Z"),
        ("2031-05-20T02:00:00+02:00", "2031-05-20T00:00:00.000Z"),
        ("2031-05-20T00:00:00.123456Z", "2031-05-20T00:00:00.123Z"),
    ],
)
def test_times_are_written_as_stix_writes_them(given_: str, expected: str) -> None:
    assert stamp(given_) == expected


# --- one's own case ------------------------------------------------------------------------------


def test_an_empty_case_is_a_document() -> None:
    doc = json.loads(write_case(Told(reports=(), claims=(), derivations=(), events=()),
                                tlp="TLP:GREEN", now=NOW))  # fmt: skip
    assert errors(doc) == []


def test_objects_of_a_case_are_as_old_as_their_reports_and_keep_no_text() -> None:
    old = report("r1", WORDS[0], collected="2031-05-01T00:00:00Z")
    odd = report("r2", WORDS[1], collected="last week")
    case = Told(reports=(old, odd), claims=CLAIMS, derivations=(), events=(EVENT,))
    doc = json.loads(write_case(case, tlp="TLP:AMBER", now=NOW))
    born = {one["id"]: one["created"] for one in by_type(doc, "report")}
    assert sorted(born.values()) == ["2031-05-01T00:00:00.000Z", stamp(NOW)]
    (incident,) = by_type(doc, "incident")
    assert (incident["created"], incident["modified"]) == ("2031-05-01T00:00:00.000Z", stamp(NOW))
    assert not any("description" in one for one in by_type(doc, "report"))
    levels = {ref for one in by_type(doc, "note") for ref in one["object_marking_refs"]}
    assert levels == {stix_ids().tlp["TLP:AMBER"]}


def test_levels_stand_for_themselves() -> None:
    for level in Tlp:
        assert stix_ids().level_of(stix_ids().tlp[level.marking]) == level.marking
        label = label_of_marking(level.marking)
        assert label | label_of_marking("TLP:CLEAR") == label
