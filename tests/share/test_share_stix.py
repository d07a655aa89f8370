"""A partner's picture as a STIX document, and what somebody else makes of it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st
from stix2validator import ValidationOptions, validate_instance

from corrobora.case import claims_of
from corrobora.model import Claim, Draft, Refusal, Report
from corrobora.readers.items import SKIPPED, Given
from corrobora.readers.limits import Limits
from corrobora.readers.stix import read
from corrobora.share.agreements import Agreement, Standing
from corrobora.share.diligence import Diligence
from corrobora.share.labels import Label, Purpose, Tlp, label_of_marking
from corrobora.share.picture import Holdings, Picture, Reader, picture_for
from corrobora.vocab.stix_ids import stix_ids
from corrobora.writers.stix import Told, picture_objects, write_case
from corrobora.writers.stix_frame import Cover, Release, Stix, bundle, producer, stix_id, write_stix
from corrobora.writers.stix_markings import pap_markings, tlp_markings

NOW = "2031-05-20T12:00:00Z"
TODAY = dt.date(2031, 5, 20)
TERMS = Agreement(
    id="relief-cell",
    partner="Harbour Relief",
    unit="Access cell",
    purposes=frozenset({Purpose.HUMANITARIAN_ACCESS}),
    tlp=Tlp.GREEN,
    valid_from=dt.date(2031, 1, 1),
    valid_until=dt.date(2031, 12, 31),
)
SECRET = "Ghost Lane"
"""Stands in the texts, and in nothing that the partner may have."""


def picture_of(folder: Path) -> Picture:
    """What the cell may know of the reports in a folder, all of them marked TLP:GREEN."""
    reports: list[Report] = []
    claims: list[Claim] = []
    refused: list[Refusal] = []
    for report, found in claims_of([folder], now=NOW, refused=refused.append, fast=True):
        reports.append(report)
        claims += found
    assert len(claims) > 3
    reader = Reader(
        standing=Standing(agreement=TERMS, state="active", epoch=1, since=NOW, why=""),
        purpose=Purpose.HUMANITARIAN_ACCESS,
        today=TODAY,
        diligence=Diligence(status="cleared", why=""),
        key=b"k" * 32,
    )
    green = {r.id: Label(tlp=Tlp.GREEN) for r in reports}
    return picture_for(
        reader,
        Holdings(reports=tuple(reports), claims=tuple(claims), labels=green, claim_labels={}),
    )


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Picture:
    folder = tmp_path_factory.mktemp("reports")
    for name, text in {
        "a.txt": "Lake Radio\n2031-05-21\n\nThe Chadian army killed 14 people in Bol on Monday, "
        f"medics at {SECRET} said. The army denied that it killed anyone in Bol.",
        "b.txt": "Basin Post\n2031-05-21\n\nChadian soldiers killed 20 people in Bol on Monday, "
        "a resident said. Cameroon and Chad signed a border agreement on Tuesday.",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    return picture_of(folder)


def document(picture: Picture, *, terms: bool) -> Stix:
    """The picture as a document: under TLP alone, or with the terms of the agreement too."""
    words = {
        **pap_markings()[0],
        "id": stix_id("marking-definition", TERMS.id),
        "definition": {"statement": "Only for humanitarian access."},
    }
    desk = producer("Delta Desk", created=NOW, markings=[stix_ids().tlp["TLP:GREEN"]])
    release = Release(
        agreement=TERMS.id, purpose="humanitarian-access", place="region", date="week"
    )  # fmt: skip

    def cover(level: Tlp) -> Cover:
        markings = (stix_ids().tlp[level.marking], *([words["id"]] if terms else []))
        return Cover(created=NOW, modified=NOW, by=desk["id"], markings=markings,
                     scope=TERMS.id, release=release)  # fmt: skip

    told = Told(
        reports=picture.reports,
        claims=picture.claims,
        derivations=picture.derivations,
        events=picture.events,
    )
    objects = picture_objects(
        told, lambda id_: cover(picture.labels[id_].tlp), cover(Tlp.GREEN), name="Picture"
    )  # fmt: skip
    return bundle([desk, *objects], [*tlp_markings(), words])


def test_a_whole_picture_is_valid_and_tells_nothing_that_is_withheld(picture: Picture) -> None:
    doc = document(picture, terms=True)
    found = validate_instance(doc, ValidationOptions(version="2.1", enforce_refs=True))
    assert [str(error) for error in found.errors] == []
    text = write_stix(doc)
    assert len(doc["objects"]) > 20
    for hidden in (
        SECRET,
        "Lake Radio",
        "Basin Post",
        "2031-05-21",
        "Bol",
        *picture.inner.values(),
    ):
        assert hidden not in text


def test_the_picture_of_a_whole_sample_is_valid() -> None:
    sample = picture_of(Path(__file__).parents[2] / "examples/sahel/reports")
    doc = document(sample, terms=True)
    found = validate_instance(doc, ValidationOptions(version="2.1", enforce_refs=True))
    assert [str(error) for error in found.errors] == []
    kinds = [one["type"] for one in doc["objects"]]
    assert kinds.count("incident") == len(sample.events) > 20
    assert kinds.count("note") == len(sample.claims)
    stix2.parse(doc, allow_custom=False)


def outputs(doc: Stix) -> list[Draft | Refusal]:
    given_ = Given(name="b.json", raw=write_stix(doc).encode())
    return [one for one in read(given_, Limits()) if isinstance(one, (Draft, Refusal))]


def test_reading_it_gives_the_reports_back_and_no_claim_as_one_more_voice(
    picture: Picture,
) -> None:
    found = outputs(document(picture, terms=False))
    drafts = [one for one in found if isinstance(one, Draft)]
    assert sorted(d.text for d in drafts) == sorted(r.text for r in picture.reports)
    assert {d.stated["publisher"] for d in drafts} == {r.publisher for r in picture.reports}
    assert {d.stated["carrier"] for d in drafts} == {"Delta Desk"}
    assert not any("published" in d.stated for d in drafts)
    skipped = [one for one in found if isinstance(one, Refusal)]
    assert {one.code for one in skipped} == {SKIPPED}
    assert len(skipped) >= len(picture.claims) + len(picture.events)


def test_a_report_without_its_text_is_read_as_what_its_claims_quote(picture: Picture) -> None:
    told = Told(
        reports=picture.reports,
        claims=picture.claims,
        derivations=picture.derivations,
        events=picture.events,
    )
    doc = json.loads(write_case(told, tlp="TLP:GREEN", now=NOW))
    drafts = [one for one in outputs(doc) if isinstance(one, Draft)]
    assert len(drafts) == len(picture.reports)
    for report in picture.reports:
        words = {c.quote for c in picture.claims if c.report == report.id}
        (draft,) = (d for d in drafts if d.stated["publisher"] == report.publisher)
        assert set(draft.text.split("\n\n")) == words


def test_claims_alone_are_texts(picture: Picture) -> None:
    doc = document(picture, terms=False)
    doc["objects"] = [one for one in doc["objects"] if one["type"] != "report"]
    drafts = [one for one in outputs(doc) if isinstance(one, Draft)]
    assert len(drafts) >= len(picture.claims)


def test_levels_come_back_and_terms_close(picture: Picture) -> None:
    plain = [one for one in outputs(document(picture, terms=False)) if isinstance(one, Draft)]
    assert {one.marking for one in plain} == {"TLP:GREEN"}
    bound = [one for one in outputs(document(picture, terms=True)) if isinstance(one, Draft)]
    assert all(label_of_marking(one.marking).sealed for one in bound)
    (kept,) = {json.dumps(one.extra["stix"]["markings"], sort_keys=True) for one in bound}
    assert "Only for humanitarian access." in kept
    assert "TLP:GREEN" in kept


@given(st.sampled_from(Tlp))
def test_what_is_read_is_never_wider_than_what_was_written(level: Tlp) -> None:
    marks = [stix_ids().tlp[level.marking]]
    note = {"type": "note", "content": "Words.", "object_marking_refs": marks}
    (draft,) = outputs({"type": "bundle", "objects": [note]})
    assert isinstance(draft, Draft)
    given = label_of_marking(draft.marking)
    assert given | label_of_marking(level.marking) == given
