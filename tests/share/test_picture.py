"""The partner's picture: what is hidden changes no byte of it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from corrobora.brief import write_brief
from corrobora.model import Claim, Event, Report
from corrobora.share.agreements import DateDetail, PlaceDetail
from corrobora.share.labels import SEALED, Label, Tlp
from corrobora.share.picture import Holdings, Picture, decisions_for, picture_for
from corrobora.writers.json_brief import write_json
from share.worlds import READER, TERMS, hidden_changed, world

ENCODER = msgspec.json.Encoder(order="deterministic")


def seen(picture: Picture) -> bytes:
    """All that leaves the house, as bytes: the picture without what stays, and its brief."""
    brief = write_brief(
        picture.reports, picture.claims, picture.events, picture.derivations, scope=""
    )
    parts = (picture.reports, picture.claims, picture.derivations, picture.events)
    return ENCODER.encode((parts, write_json(brief)))


def _ids(*kinds: Iterable[Report | Claim | Event]) -> set[str]:
    return {one.id for kind in kinds for one in kind}


def hidden_in(held: Holdings) -> set[str]:
    return {key for key, d in decisions_for(READER, held).items() if d.answer != "allow"}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_worlds_that_differ_in_hidden_things_look_the_same(one: int, other: int) -> None:
    held = world(one)
    changed = hidden_changed(held, hidden_in(held), other)
    assert seen(picture_for(READER, held)) == seen(picture_for(READER, changed))


@pytest.mark.slow
def test_ten_thousand_pairs_of_worlds() -> None:
    for seed in range(10_000):
        held = world(seed)
        changed = hidden_changed(held, hidden_in(held), seed + 1)
        assert seen(picture_for(READER, held)) == seen(picture_for(READER, changed)), seed


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_nothing_fine_and_no_name_of_the_house_is_in_it(seed: int) -> None:
    held = world(seed)
    picture = picture_for(READER, held)
    text = seen(picture).decode()
    for word in ("Sokoura", "Konna", "Ouenkoro", "Ansongo", "Bourem", "Sangaré", "Rive"):
        assert word not in text
    for report in held.reports:
        assert report.id not in text
        assert report.name not in text
        assert str(report.title) not in text
    for claim in held.claims:
        assert claim.id not in text
        assert claim.quote not in text


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_every_claim_leads_to_its_words_in_the_partners_text(seed: int) -> None:
    picture = picture_for(READER, world(seed))
    texts = {r.id: r.text for r in picture.reports}
    for claim in picture.claims:
        assert texts[claim.report][claim.start : claim.end] == claim.quote
        assert claim.quote
    inner = [picture.inner[c.id] for c in picture.claims]
    assert len(set(inner)) == len(inner)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_each_event_carries_the_join_of_what_it_rests_on(seed: int) -> None:
    held = world(seed)
    picture = picture_for(READER, held)
    for event in picture.events:
        label = picture.labels[event.id]
        for claim in event.claims:
            assert label | picture.labels[claim] == label


def test_two_partners_cannot_compare_ids() -> None:
    held = world(3)
    ours = picture_for(READER, held)
    theirs = picture_for(replace(READER, key=b"another" * 5), held)
    one = _ids(ours.reports, ours.claims, ours.events)
    assert one.isdisjoint(_ids(theirs.reports, theirs.claims, theirs.events))


def test_exact_words_go_out_where_nothing_must_be_coarser() -> None:
    terms = replace(
        TERMS,
        place=PlaceDetail.SITE,
        date=DateDetail.DAY,
        tolls="exact",
        person_names=True,
        source_names=True,
    )
    reader = replace(READER, standing=replace(READER.standing, agreement=terms))
    held = replace(world(5), claim_labels={})
    held = replace(held, labels={r.id: Label(tlp=Tlp.CLEAR) for r in held.reports})
    picture = picture_for(reader, held)
    assert {c.quote for c in picture.claims} == {c.quote for c in held.claims}
    assert {r.publisher for r in picture.reports} == {r.publisher for r in held.reports}
    assert {r.url for r in picture.reports} == {r.url for r in held.reports}
    for claim in picture.claims:
        for actor in claim.actors:
            assert claim.start <= actor.start <= claim.end


def test_what_is_withheld_is_named_with_its_reasons_for_the_house() -> None:
    held = world(8)
    held = replace(held, labels={r.id: SEALED for r in held.reports})
    picture = picture_for(READER, held)
    assert not picture.reports
    assert not picture.claims
    assert not picture.events
    assert {w.item for w in picture.withheld} == _ids(held.reports, held.claims)
    assert all("marking_is_known" in w.decision.failing for w in picture.withheld)
