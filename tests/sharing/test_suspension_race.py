"""Suspensions against releasers: nothing is released after a suspension was acknowledged."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from sqlalchemy import select

from corrobora.errors import CaseError, NotReleased
from corrobora.store import Store, check, postgres
from corrobora.store.codec import decode
from corrobora.store.ledger import Batch, Outgoing
from corrobora.store.tables import acts
from corrobora.text import sha256_of

RELEASERS = 4
FEED = "harbour-ew/early-warning"
AT = "2025-09-21T12:00:00Z"
SUSPENSIONS = [50, pytest.param(1000, marks=pytest.mark.slow)]


def _clock() -> str:
    return AT


def _state(store: Store) -> str:
    return store.ledger.acts("agreement", dict, "harbour-ew")[-1]["state"]  # type: ignore[no-any-return]


def _release(
    address: Path | str, name: int, checked: bool, locked: bool, go: Event, stop: Event
) -> None:
    """Decide, take a moment, release; as the outbox does, with decisions of our own."""
    if not locked:
        postgres.LOCK = "SELECT 1"
    number = 0
    with Store.open(address, create=False, clock=_clock) as store:
        go.wait()
        while not stop.is_set():
            basis = store.ledger.basis()
            if _state(store) != "active":
                continue
            time.sleep(0.0005)
            number += 1
            content = f'{{"id":"note--{name}-{number}"}}'
            item = Outgoing(
                item=f"note--{name}-{number}", type="note", version=AT, inner=("c1",),
                core=sha256_of(content), content=content,
            )  # fmt: skip
            try:
                store.ledger.release(
                    [Batch(feed=FEED, items=[item], epoch=1)],
                    basis=basis if checked else None,
                    at=AT,
                    by="test",
                )
            except NotReleased:
                continue
            except CaseError:
                if locked:
                    raise
                # Without the lock, some of those who write at once meet at a number of the journal.


def _late_releases(
    address: Path | str, suspensions: int, *, checked: bool = True, locked: bool = True
) -> tuple[int, int]:
    """How many releases were committed after a suspension and before the resumption; and all.

    Counted in the journal, whose lines stand in the order of commits.
    """
    spawn = multiprocessing.get_context("spawn")
    go, stop = spawn.Event(), spawn.Event()
    with Store.open(address, create=True, clock=_clock) as store:
        store.ledger.add("agreement", "harbour-ew", {"n": 0, "state": "active"}, by="test")
        workers = [
            spawn.Process(target=_release, args=(address, n, checked, locked, go, stop))
            for n in range(RELEASERS)
        ]
        for worker in workers:
            worker.start()
        go.set()
        try:
            for number in range(1, suspensions + 1):
                _wait_for_a_release(store, number)
                for state in ("suspended", "active"):
                    _decide(store, {"n": number, "state": state}, locked)
                    time.sleep(0.002)
        finally:
            stop.set()
            for worker in workers:
                worker.join(60)
        assert [worker.exitcode for worker in workers] == [0] * RELEASERS
        lines = [(entry.act, entry.subject) for entry in store.journal()]
        states = _states(store)
    late = released = 0
    suspended = False
    for act, subject in lines:
        if act == "sharing.acts":
            suspended = states[subject["acts"][0][2]] == "suspended"
        elif act == "released":
            released += 1
            late += suspended
    return late, released


def _decide(store: Store, value: dict[str, object], locked: bool) -> None:
    """Keep an act; without the lock, again until no releaser is in the way."""
    while True:
        try:
            store.ledger.add("agreement", "harbour-ew", value, by="test")
        except CaseError:
            if locked:
                raise
        else:
            return


def _states(store: Store) -> dict[str, str]:
    """What each act on the agreement made of it, by the key of the act."""
    with store.reading() as connection:
        rows = connection.execute(select(acts.c.key, acts.c.value).order_by(acts.c.seq))
        return {row.key: decode(row.value, dict[str, str | int])["state"] for row in rows}  # type: ignore[misc]


def _wait_for_a_release(store: Store, least: int) -> None:
    """Let the releasers work, so that a suspension meets one in the middle."""
    deadline = time.monotonic() + 30
    while store.ledger.end_of(FEED)[0] < least and time.monotonic() < deadline:
        time.sleep(0.001)


@pytest.mark.parametrize("suspensions", SUSPENSIONS)
def test_nothing_is_released_after_a_suspension(
    place: Callable[[str], Path | str], suspensions: int
) -> None:
    late, released = _late_releases(place("case"), suspensions)
    assert late == 0
    assert released >= suspensions
    # Nor is a number left out, or a line put in beside the chain, by four who write at once.
    assert check(place("case")).findings == ()


@pytest.mark.parametrize("suspensions", SUSPENSIONS)
def test_without_the_look_at_what_was_decided_some_would_be(
    place: Callable[[str], Path | str], suspensions: int
) -> None:
    late, released = _late_releases(place("case"), suspensions, checked=False)
    assert late > 0
    assert released >= suspensions


@pytest.mark.parametrize("suspensions", SUSPENSIONS)
def test_without_the_lock_of_a_server_some_would_be(
    database: Callable[[], str], suspensions: int
) -> None:
    late, _ = _late_releases(database(), suspensions, locked=False)
    assert late > 0
