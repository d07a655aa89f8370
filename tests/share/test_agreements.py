"""Agreements: terms as files, and what acts make of them."""

from __future__ import annotations

import pytest
from hypothesis import given

from agreement_terms import terms
from corrobora.errors import PolicyError
from corrobora.share.agreements import (
    Act,
    Agreement,
    AgreementAct,
    after,
    read_agreement,
    standing,
    write_agreement,
)
from share.strategies import agreements

TERMS = terms()


def acts(*words: str) -> list[AgreementAct]:
    return [
        AgreementAct(
            agreement="harbour-ew",
            act=Act(word),
            by="A. Sow",
            at=f"2025-01-0{n}T00:00:00Z",
            why="test",
            terms=TERMS if word in ("propose", "amend") else None,
        )
        for n, word in enumerate(words, 1)
    ]


@given(agreements())
def test_terms_come_back_from_their_file(agreement: Agreement) -> None:
    assert read_agreement(write_agreement(agreement)) == agreement


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ('tlp = "RED"', "persons in a room"),
        ('tlp = "PURPLE"', "AMBER+STRICT"),
        ('purposes = ["targeting"]', "early-warning"),
        ("purposes = []", "no purpose"),
        ("valid_until = 2024-12-31", "ends before it begins"),
        ('place = "village"', "country, region"),
        ('onward = "listed"', "onward_to"),
        ("retention_days = 0", "one day"),
        ('id = "Harbour EW"', "hyphens"),
        ('partner = " "', "empty"),
        ('colour = "blue"', "'colour'"),
        ("= 3", "no TOML"),
    ],
)
def test_terms_that_make_no_sense_are_refused_by_name(change: str, says: str) -> None:
    key = change.partition(" ")[0]
    kept = [line for line in TERMS.splitlines() if not line.startswith(f"{key} ")]
    with pytest.raises(PolicyError) as caught:
        read_agreement("\n".join([*kept, change]), name="harbour.toml")
    assert says in str(caught.value)
    assert "harbour.toml" in caught.value.message


@pytest.mark.parametrize("key", ["id", "partner", "unit", "purposes", "tlp", "valid_from"])
def test_a_missing_key_is_named(key: str) -> None:
    kept = [line for line in TERMS.splitlines() if not line.startswith(f"{key} ")]
    with pytest.raises(PolicyError, match=f"'{key}' is missing"):
        read_agreement("\n".join(kept))


def test_what_is_not_said_is_the_careful_choice() -> None:
    terms = read_agreement(TERMS)
    assert (terms.place.name, terms.date.name, terms.tolls) == ("REGION", "WEEK", "band")
    assert not terms.person_names
    assert not terms.source_names
    assert terms.onward == "none"
    assert terms.diligence


def test_the_life_of_an_agreement() -> None:
    life = ("propose", "activate", "suspend", "resume", "suspend", "terminate")
    states = []
    for n in range(1, len(life) + 1):
        found = standing(acts(*life[:n]))
        assert found is not None
        states.append(found.state)
        assert found.epoch == n
    assert states == ["draft", "active", "suspended", "active", "suspended", "terminated"]


def test_changed_terms_must_be_activated_again() -> None:
    found = standing(acts("propose", "activate", "amend"))
    assert found is not None
    assert found.state == "draft"


@pytest.mark.parametrize(
    "life",
    [
        ("activate",),
        ("propose", "suspend"),
        ("propose", "propose"),
        ("propose", "activate", "activate"),
        ("propose", "activate", "terminate", "activate"),
        ("propose", "activate", "terminate", "amend"),
        ("propose", "activate", "suspend", "activate"),
    ],
)
def test_an_act_out_of_place_is_refused(life: tuple[str, ...]) -> None:
    with pytest.raises(PolicyError):
        standing(acts(*life))


def test_a_refusal_says_what_can_be_done() -> None:
    with pytest.raises(PolicyError, match="resume, terminate"):
        after("suspended", Act.ACTIVATE)
    with pytest.raises(PolicyError, match="at its end"):
        after("terminated", Act.ACTIVATE)


def test_no_act_is_no_agreement() -> None:
    assert standing([]) is None
