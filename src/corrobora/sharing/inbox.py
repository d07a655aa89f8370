"""What partners send: kept as it came, then read into the case as reports like any other.

The bytes and the act that tells of their arrival are one transaction, before anything is read, so
that nothing of a partner is ever without the third-party rule. Markings stay as they were given.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from corrobora.case import Case
from corrobora.errors import CorroboraError, LimitReached, UnreadableInput
from corrobora.model import Refusal
from corrobora.readers import SKIPPED, Sandbox
from corrobora.sharing.desk import SharingDesk
from corrobora.sharing.values import Arrival, Taken
from corrobora.text import sha256_of

MOST_BYTES = 16 << 20
"""Bytes of one document."""

MOST_OBJECTS = 10_000
"""Objects in one document."""

_PLACE = "object "
_log = logging.getLogger("corrobora.sharing")


class Inbox:
    """Takes documents for a case. ``work`` may be called from any thread, one runs at a time."""

    def __init__(self, case: Case, desk: SharingDesk) -> None:
        self._case = case
        self._desk = desk
        self._ledger = desk.store.ledger
        self._working = threading.Lock()
        self._ending = threading.Event()
        self._sandbox = Sandbox()

    def close(self) -> None:
        """End reading at the next transaction, and let go of the parser process.

        What was not read is read by the next inbox of the case.
        """
        self._ending.set()
        with self._working:
            self._sandbox.close()

    def take(self, name: str, raw: bytes, *, sender: str, by: str) -> Arrival:
        """Keep a document; taken again under the same name, it changes nothing.

        Raises:
            UnreadableInput: It is no list of STIX objects.
            LimitReached: It is too long, or holds too many.
        """
        found = self.arrival(name)
        if found is not None:
            return found
        count = len(objects_in(raw))
        kept = as_bundle(raw)
        made = Arrival(
            sha256=sha256_of(kept), sender=sender, by=by, at=self._desk.now(), objects=count
        )
        self._ledger.deposit(kept, name, made, by=by)
        return made

    def arrival(self, name: str) -> Arrival | None:
        """The document of a name, if it came."""
        return next(iter(self._ledger.acts("arrival", Arrival, name)), None)

    def taken(self, name: str) -> Taken | None:
        """What came of a document, once it was read."""
        return next(iter(self._ledger.acts("arrived", Taken, name)), None)

    def work(self) -> int:
        """Read every document into the case that was not read yet; how many there were."""
        with self._working:
            known = set(self._ledger.subjects("arrived"))
            waiting = [name for name in self._ledger.subjects("arrival") if name not in known]
            done = 0
            for name in waiting:
                try:
                    self._read(name)
                    done += 1
                except _Ending:
                    break
                except CorroboraError:
                    raise
                except Exception:  # noqa: BLE001 - one document shall not keep back the others
                    _log.exception("document %s could not be read into the case", name)
            return done

    def _go_on(self, _: object = None) -> None:
        if self._ending.is_set():
            raise _Ending

    def _read(self, name: str) -> None:
        arrival = self.arrival(name)
        if arrival is None:
            return
        raw = self._desk.store.raw(arrival.sha256)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.stix.json"
            path.write_bytes(raw)
            found = self._case.collect(
                [path], now=self._desk.now(), kept=self._go_on, sandbox=self._sandbox
            )
        refused = tuple(_refused(objects_in(raw), found.refused))
        self._ledger.add(
            "arrived", name, Taken(at=self._desk.now(), refused=refused), by=arrival.by
        )


class _Ending(Exception):
    """Reading has to end; what was read so far is safe."""


def _refused(
    objects: list[dict[str, Any]], refusals: Iterable[Refusal]
) -> Iterator[tuple[str, str, str]]:
    """Id, version and reason for each object that was not taken; passed over is not refused."""
    reasons: dict[int, str] = {}
    for one in refusals:
        if one.code == SKIPPED:
            continue
        number = (one.place or "").removeprefix(_PLACE)
        # What has no place is said of the whole document.
        which = [int(number) - 1] if number.isdigit() else range(len(objects))
        for each in which:
            reasons.setdefault(each, one.reason)
    for each in sorted(reasons):
        yield objects[each]["id"], version_of(objects[each]), reasons[each]


def version_of(one: Mapping[str, Any]) -> str:
    """The version of an object as it says, or nothing."""
    found = one.get("modified", one.get("created"))
    return found if isinstance(found, str) else ""


class _Envelope(Struct):
    objects: msgspec.Raw


def objects_in(raw: bytes) -> list[dict[str, Any]]:
    """The objects of a document that a partner sent.

    Raises:
        UnreadableInput: It is no JSON object with a list of STIX objects.
        LimitReached: It is too long, or holds too many.
    """
    if len(raw) > MOST_BYTES:
        raise LimitReached(f"A document may hold {MOST_BYTES >> 20} MB.", hint="Send it in parts.")
    try:
        found = msgspec.json.decode(_list_in(raw))
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise UnreadableInput("It is no envelope.", hint="Send a list of objects.") from error
    if not isinstance(found, list) or not found:
        raise UnreadableInput("It holds no list of objects.", hint="Send an envelope.")
    if len(found) > MOST_OBJECTS:
        raise LimitReached(f"A document may hold {MOST_OBJECTS} objects.", hint="Send fewer.")
    if not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in found):
        raise UnreadableInput("An object has no id.", hint="Send STIX 2.1 objects.")
    return found


def _list_in(raw: bytes) -> msgspec.Raw:
    return msgspec.json.decode(raw, type=_Envelope).objects


def as_bundle(raw: bytes) -> bytes:
    """The objects as they came, in a frame of ours: nobody can pass them off as another format."""
    return b'{"type":"bundle","objects":' + bytes(_list_in(raw)) + b"}"
