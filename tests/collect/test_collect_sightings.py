from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.collect.sightings import link_revisions, merge_sightings
from corrobora.errors import CorroboraError
from corrobora.model import Furniture, Report
from corrobora.text import sha256_of

TEXT = "The brigade entered the town at dawn and left it at dusk."


def report(text: str = TEXT, **fields: object) -> Report:
    digest = sha256_of(text)
    name = str(fields.pop("name", "a"))
    values = {"media_type": "text/plain", "names": (name,), "raw_sha256": "0", **fields}
    return Report(id="r" + digest[:16], name=name, text=text, sha256=digest, **values)  # type: ignore[arg-type]


def test_earliest_date_counts_and_every_name_is_kept() -> None:
    one = report(
        name="z", published=dt.date(2025, 9, 1), publisher="Courier", published_rule="stated"
    )
    two = report(
        name="b", published=dt.date(2025, 9, 3), publisher="Echo", title="T", marking="TLP:AMBER"
    )
    three = report(name="c", marking="TLP:CLEAR")
    merged = merge_sightings([two, three, one])
    assert (merged.published, merged.published_rule) == (dt.date(2025, 9, 1), "stated")
    assert (merged.name, merged.publisher, merged.title) == ("z", "Courier", "T")
    assert merged.names == ("b", "c", "z")
    assert merged.marking == "TLP:AMBER"


def test_different_texts_are_refused() -> None:
    with pytest.raises(CorroboraError):
        merge_sightings([report(), report("Another text.")])
    with pytest.raises(CorroboraError):
        merge_sightings([])


_SIGHTINGS = st.lists(
    st.builds(
        report,
        name=st.sampled_from("abc"),
        published=st.sampled_from([None, dt.date(2025, 9, 1), dt.date(2025, 9, 2)]),
        publisher=st.sampled_from([None, "Courier", "Echo"]),
        url=st.sampled_from([None, "https://a.example/1", "https://b.example/2"]),
        collected=st.sampled_from([None, "2025-09-02T10:00:00Z", "2025-09-03T10:00:00Z"]),
        marking=st.sampled_from([None, "TLP:CLEAR", "TLP:RED", "Internal"]),
        title=st.sampled_from([None, "One", "Two"]),
        furniture=st.sampled_from([(), (Furniture(start=0, end=3, kind="hidden"),)]),
        extra=st.sampled_from([{}, {"k": 1}, {"k": 2, "m": [1]}]),
    ),
    min_size=1,
    max_size=5,
)


@given(_SIGHTINGS, st.randoms(use_true_random=False), st.integers(0, 5))
def test_order_and_grouping_do_not_matter(reports: list[Report], random: object, cut: int) -> None:
    whole = merge_sightings(reports)
    shuffled = sorted(reports, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert merge_sightings(shuffled) == whole
    left, right = shuffled[:cut], shuffled[cut:]
    parts = [merge_sightings(part) for part in (left, right) if part]
    again = merge_sightings(parts)
    assert {**again.extra, "k": None} == {**whole.extra, "k": None}
    assert (again.published, again.publisher, again.names) == (
        whole.published, whole.publisher, whole.names,
    )  # fmt: skip


def test_changed_text_at_one_address_is_a_revision() -> None:
    url = "https://a.example/1"
    first = report(TEXT, url=url, collected="2025-09-01T10:00:00Z")
    second = report(TEXT + " Two men died.", url=url, collected="2025-09-02T10:00:00Z")
    third = report(TEXT + " Three men died.", url=url, collected="2025-09-03T10:00:00Z")
    other = report("Elsewhere.", url="https://a.example/2")
    expected = {second.id: first.id, third.id: second.id}
    assert link_revisions([third, other, first, second]) == expected
    assert link_revisions([first, second, third, other]) == expected
    assert link_revisions([third, first]) == {third.id: first.id}
