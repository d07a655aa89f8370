from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrobora.errors import CorroboraError
from corrobora.model import Furniture, Report
from corrobora.sightings import merge_sightings
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


def test_a_listed_outlet_counts_before_whoever_was_seen_first() -> None:
    blog = report(name="a", publisher="Some Blog", url="https://blog.example/1",
                  published=dt.date(2025, 9, 1), collected="2025-09-01T10:00:00Z")  # fmt: skip
    agency = report(name="b", publisher="Reuters", author="A. Sow",
                    published=dt.date(2025, 9, 2), collected="2025-09-05T10:00:00Z")  # fmt: skip
    merged = merge_sightings([blog, agency])
    assert (merged.publisher, merged.published) == ("Reuters", dt.date(2025, 9, 2))
    assert (merged.author, merged.collected) == ("A. Sow", "2025-09-01T10:00:00Z")
    rows = merged.extra["sightings"]
    assert isinstance(rows, list)
    assert [(r["publisher"], r["url"]) for r in rows] == [
        ("Reuters", None), ("Some Blog", "https://blog.example/1"),
    ]  # fmt: skip
    carried = report(name="c", publisher="Reuters", carrier="Some Blog",
                     published=dt.date(2025, 8, 1), collected="2025-09-06T10:00:00Z")  # fmt: skip
    assert merge_sightings([carried, blog, agency]).published == dt.date(2025, 9, 2)


def test_who_puts_a_text_out_again_under_an_earlier_date_does_not_take_it() -> None:
    seen = report(name="a", publisher="Courier", published=dt.date(2025, 9, 2),
                  collected="2025-09-02T10:00:00Z")  # fmt: skip
    forged = report(name="b", publisher="Planted", published=dt.date(2024, 1, 1), title="T",
                    collected="2025-09-09T10:00:00Z")  # fmt: skip
    merged = merge_sightings([forged, seen])
    assert (merged.publisher, merged.published) == ("Courier", dt.date(2025, 9, 2))
    assert merged.title == "T"


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
        publisher=st.sampled_from([None, "Courier", "Echo", "Reuters"]),
        carrier=st.sampled_from([None, "Echo", "BBC"]),
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
