"""Which permissions stand, against a second way to work it out: word after word."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from corrobora.share.conditions import Consent
from corrobora.share.consents import standing_on
from corrobora.share.labels import Purpose

PURPOSES = (Purpose.ANALYSIS, Purpose.EARLY_WARNING)
REPORTS = ("r1", "r2")
words = st.builds(
    Consent,
    originator=st.sampled_from(["Alder", "Birch"]),
    partner=st.sampled_from(["Harbour Relief", "Northern Watch"]),
    purposes=st.sets(st.sampled_from(PURPOSES), min_size=1).map(frozenset),
    until=st.dates(dt.date(2025, 1, 1), dt.date(2025, 1, 9)),
    by=st.just("A. Sow"),
    at=st.just("2025-01-01T00:00:00Z"),
    items=st.sets(st.sampled_from(REPORTS)).map(frozenset),
    withdrawn=st.booleans(),
)
Key = tuple[str, str, Purpose, frozenset[str], dt.date]


def word_after_word(report: str, said: list[Consent]) -> set[Key]:
    """For each originator, partner and purpose the scopes that hold, as the words come in."""
    held: dict[tuple[str, str, Purpose], dict[frozenset[str], dt.date]] = {}
    for word in said:
        for purpose in word.purposes:
            scopes = held.setdefault((word.originator, word.partner, purpose), {})
            if word.withdrawn and (not word.items or report in word.items):
                scopes.clear()
            elif not word.withdrawn and (not word.items or report in word.items):
                scopes[word.items] = word.until
    return {(*who, scope, until) for who, scopes in held.items() for scope, until in scopes.items()}


@given(st.sampled_from(REPORTS), st.lists(words, max_size=6))
def test_what_stands_is_what_word_after_word_comes_to(report: str, said: list[Consent]) -> None:
    found = {
        (c.originator, c.partner, purpose, c.items, c.until)
        for c in standing_on(report, said)
        for purpose in c.purposes
    }
    assert found == word_after_word(report, said)


@given(st.lists(words, max_size=5), words)
def test_what_is_taken_back_last_stands_nowhere(said: list[Consent], last: Consent) -> None:
    last = Consent(**{**{f: getattr(last, f) for f in last.__struct_fields__}, "withdrawn": True})
    for report in REPORTS:
        for one in standing_on(report, [*said, last]):
            same = (one.originator, one.partner) == (last.originator, last.partner)
            covered = not last.items or report in last.items
            assert not (same and covered and one.purposes & last.purposes)
