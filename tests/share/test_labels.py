"""Labels: the laws of joining, and what is read from markings and tables."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given

from corrobora.errors import PolicyError
from corrobora.share.labels import (
    OPEN,
    SEALED,
    Label,
    Purpose,
    Tlp,
    join,
    label_of_marking,
    label_record,
    read_label,
    read_tlp,
)
from share.strategies import labels


@given(labels, labels, labels)
def test_joining_is_associative_commutative_and_idempotent(a: Label, b: Label, c: Label) -> None:
    assert (a | b) | c == a | (b | c)
    assert a | b == b | a
    assert a | a == a
    assert a | OPEN == a
    assert join([a, b, c]) == join([c, a, b])


@given(labels, labels)
def test_a_join_is_at_least_as_strict_as_each_part(a: Label, b: Label) -> None:
    assert (a | b) | a == a | b
    assert (a | b) | b == a | b
    assert (a | b).purposes <= a.purposes
    assert (a | b).tlp >= a.tlp


def test_the_join_of_nothing_restricts_nothing() -> None:
    assert join([]) == OPEN


@given(labels)
def test_a_label_comes_back_from_its_record(label: Label) -> None:
    record = label_record(label)
    record = {k: dt.date.fromisoformat(v) if k == "expires" else v for k, v in record.items()}  # type: ignore[arg-type]
    assert read_label(record) == label


@pytest.mark.parametrize(
    ("marking", "tlp"),
    [
        ("TLP:CLEAR", Tlp.CLEAR),
        ("tlp:white", Tlp.CLEAR),
        ("GREEN", Tlp.GREEN),
        ("TLP:AMBER+STRICT", Tlp.AMBER_STRICT),
        (" TLP:AMBER ", Tlp.AMBER),
        ("TLP:RED", Tlp.RED),
        ("TLP:PURPLE", None),
        ("", None),
        ("TLP", None),
    ],
)
def test_markings_are_read(marking: str, tlp: Tlp | None) -> None:
    assert read_tlp(marking) == tlp


def test_the_levels_are_ordered_as_first_orders_them() -> None:
    assert [level.marking for level in sorted(Tlp)] == [
        "TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED",
    ]  # fmt: skip
    assert all(a < b for a, b in pairwise(Tlp))


@pytest.mark.parametrize("marking", [None, "", "secret", "TLP:PURPLE", "marking-definition--x"])
def test_what_has_no_readable_marking_is_sealed(marking: str | None) -> None:
    assert label_of_marking(marking) == SEALED
    assert SEALED.releasable_to == frozenset()


def test_amber_goes_to_nobody_until_somebody_names_a_partner() -> None:
    assert label_of_marking("TLP:GREEN").releasable_to is None
    assert label_of_marking("TLP:AMBER").releasable_to == frozenset()


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"tlp": "PURPLE"}, "TLP:AMBER"),
        ({"colour": "red"}, "releasable_to"),
        ({"purposes": ["targeting"]}, "early-warning"),
        ({"expires": "soon"}, "Purposes"),
        (["TLP:RED"], "docs"),
    ],
)
def test_a_label_that_cannot_be_read_says_what_may_stand_there(value: object, says: str) -> None:
    with pytest.raises(PolicyError) as caught:
        read_label(value)
    assert says in str(caught.value)


def test_there_is_no_purpose_of_targeting() -> None:
    assert sorted(Purpose) == [
        "accountability", "analysis", "early-warning", "humanitarian-access", "policy",
        "protection-of-civilians", "staff-safety",
    ]  # fmt: skip
