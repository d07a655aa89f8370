from __future__ import annotations

import brief_story as story
from msgspec.structs import replace

from corrobora.brief.salience import is_told, salience, thread_of
from corrobora.model import Event
from corrobora.reconcile import reconcile


def event_of(claim_id: str) -> Event:
    events = reconcile(story.claims(), story.reports(), story.derivations())
    return next(e for e in events if claim_id in e.claims)


def test_a_counted_attack_weighs_more_than_a_departure() -> None:
    claims = {c.id: c for c in story.claims()}
    attack, left = event_of("post"), event_of("left")

    assert salience(attack, [claims["post"]], None) > salience(left, [claims["left"]], None)


def test_a_date_from_tense_alone_is_not_told() -> None:
    when = story.claims()[0].date
    assert when is not None

    assert is_told(when)
    assert not is_told(replace(when, text=" "))
    assert not is_told(None)


def test_threads_follow_the_states_and_the_kind_of_deed() -> None:
    claims = {c.id: c for c in story.claims()}

    assert thread_of(event_of("expel-wire"), claims["expel-wire"]) == ("relations", "FR", "ML")
    assert thread_of(event_of("post"), claims["post"]) == ("violence", "ML")
