"""Suspensions against releasers: nothing is released after a suspension was acknowledged."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from corrobora.errors import NotReleased
from corrobora.store import Store
from corrobora.store.ledger import Batch, Outgoing
from corrobora.text import sha256_of

RELEASERS = 4
FEED = "harbour-ew/early-warning"
AT = "2025-09-21T12:00:00Z"


def _clock() -> str:
    return AT


def _state(store: Store) -> str:
    return store.ledger.acts("agreement", dict, "harbour-ew")[-1]["state"]  # type: ignore[no-any-return]


def _release(path: Path, name: int, checked: bool, go: Event, stop: Event) -> None:
    """Decide, take a moment, release; as the outbox does, with decisions of our own."""
    number = 0
    with Store.open(path, create=False, clock=_clock) as store:
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


def _late_releases(path: Path, suspensions: int, *, checked: bool) -> tuple[int, int]:
    """How many releases were committed after a suspension and before the resumption; and all.

    Counted in the journal, whose lines stand in the order of commits.
    """
    spawn = multiprocessing.get_context("spawn")
    go, stop = spawn.Event(), spawn.Event()
    with Store.open(path, create=True, clock=_clock) as store:
        store.ledger.add("agreement", "harbour-ew", {"n": 0, "state": "active"}, by="test")
        workers = [
            spawn.Process(target=_release, args=(path, n, checked, go, stop))
            for n in range(RELEASERS)
        ]
        for worker in workers:
            worker.start()
        go.set()
        try:
            for number in range(1, suspensions + 1):
                _wait_for_a_release(store, number)
                for state in ("suspended", "active"):
                    value = {"n": number, "state": state}
                    store.ledger.add("agreement", "harbour-ew", value, by="test")
                    time.sleep(0.002)
        finally:
            stop.set()
            for worker in workers:
                worker.join(60)
    with sqlite3.connect(path) as connection:
        acts = dict(connection.execute("SELECT key, value FROM acts"))
        lines = connection.execute("SELECT act, subject FROM journal ORDER BY seq").fetchall()
    late = released = 0
    suspended = False
    for act, subject in lines:
        if act == "sharing.acts":
            suspended = any('"state":"suspended"' in v for k, v in acts.items() if k in subject)
        elif act == "released":
            released += 1
            late += suspended
    return late, released


def _wait_for_a_release(store: Store, least: int) -> None:
    """Let the releasers work, so that a suspension meets one in the middle."""
    deadline = time.monotonic() + 30
    while store.ledger.end_of(FEED)[0] < least and time.monotonic() < deadline:
        time.sleep(0.001)


@pytest.mark.parametrize("suspensions", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_nothing_is_released_after_a_suspension(tmp_path: Path, suspensions: int) -> None:
    late, released = _late_releases(tmp_path / "case.db", suspensions, checked=True)
    assert late == 0
    assert released >= suspensions


@pytest.mark.parametrize("suspensions", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_without_the_look_at_what_was_decided_some_would_be(
    tmp_path: Path, suspensions: int
) -> None:
    late, released = _late_releases(tmp_path / "case.db", suspensions, checked=False)
    assert late > 0
    assert released >= suspensions
