"""What each person has not opened yet: asked for by every list, so kept in memory beside the case.

An event is known by its first claim, since its id changes with its claims. What somebody opens
counts at once and is written behind the answer, so that no page waits for the disk or for an
import; what people mark by a form is written before the answer.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import count

from corrobora.errors import CaseError
from corrobora.serve.board import Board, Row
from corrobora.store import Store
from corrobora.store.lookup import ReportLine
from corrobora.store.openings import EVENT, REPORT, Opened, Subject

MOST_PEOPLE = 32
"""People whose openings are kept in memory; those of others are read again when they come."""

_CHANGES = count()


class Standing:
    """What one person has opened, laid over a board.

    Args:
        person: Whose; empty for whoever works alone.
        found: What the case holds of it.
        waiting: What is not written yet.
    """

    def __init__(self, person: str, found: Opened, waiting: Mapping[Subject, int]) -> None:
        self.person = person
        self.state = found.state
        self._upto = found.upto
        self._claims: dict[str, int] = {}
        self._reports: dict[str, int] = {}
        for (kind, subject), upto in {**found.rows, **waiting}.items():
            (self._claims if kind == EVENT else self._reports)[subject] = upto
        self._events: dict[str, int] = {}
        self._fresh: dict[str, Row] | None = None
        self._version = ""
        self._change = next(_CHANGES)
        self._lock = threading.Lock()

    @property
    def mark(self) -> str:
        """The same for all pages that show the same things as new."""
        return f"{self.person}:{self._change}"

    def is_new(self, row: Row) -> bool:
        """Whether an event rests on a report that came after the person opened it last."""
        return row.newest > self._events.get(row.id, self._upto)

    def is_new_report(self, line: ReportLine) -> bool:
        """Whether the person has not opened a report."""
        return line.seq > self._reports.get(line.id, self._upto)

    def new_rows(self, board: Board) -> Sequence[Row]:
        """The new events of the board, in its order."""
        with self._lock:
            return tuple(self._found(board).values())

    def number(self, board: Board) -> int:
        """How many events of the board are new."""
        with self._lock:
            return len(self._found(board))

    def lay_over(self, board: Board) -> None:
        """Work out which events of a board the claims belong to that were opened."""
        with self._lock:
            self._lay(board)

    def take(self, board: Board, rows: Mapping[Subject, int]) -> dict[Subject, int]:
        """Count those of the rows in that are later than what is known; which ones they were."""
        with self._lock:
            self._lay(board)
            later = {one: upto for one, upto in rows.items() if upto > self._known(board, one)}
            for (kind, subject), upto in later.items():
                (self._claims if kind == EVENT else self._reports)[subject] = upto
                if kind == EVENT:
                    event = board.event_of[subject]
                    self._events[event] = upto
                    if self._fresh is not None:
                        self._fresh.pop(event, None)
            if later:
                self._change = next(_CHANGES)
            return later

    def _known(self, board: Board, subject: Subject) -> int:
        kind, id_ = subject
        if kind == REPORT:
            return self._reports.get(id_, self._upto)
        return self._events.get(board.event_of.get(id_, ""), self._upto)

    def _found(self, board: Board) -> dict[str, Row]:
        self._lay(board)
        if self._fresh is None:
            self._fresh = {row.id: row for row in board.rows if self.is_new(row)}
        return self._fresh

    def _lay(self, board: Board) -> None:
        if self._version == board.version:
            return
        found: dict[str, int] = {}
        for claim, upto in self._claims.items():
            event = board.event_of.get(claim)
            if event is not None:
                before = found.get(event, upto)
                # Of two events that were joined, what was put back as new stays new.
                found[event] = min(before, upto) if 0 in (before, upto) else max(before, upto)
        self._version, self._events, self._fresh = board.version, found, None


class Unread:
    """What everybody who reads a case has opened.

    Args:
        store: The case.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._people: OrderedDict[str, Standing] = OrderedDict()
        self._waiting: dict[str, dict[Subject, int]] = {}

    def of(self, person: str, board: Board) -> Standing:
        """What a person has opened, as of now."""
        state = self._store.openings.state(person)
        with self._lock:
            known = self._people.get(person)
            if known is None or (known.state != state and person not in self._waiting):
                known = self._read(person)
            self._people.move_to_end(person)
        known.lay_over(board)
        return known

    def _read(self, person: str) -> Standing:
        found = self._store.openings.of(person)
        made = Standing(person, found, self._waiting.get(person, {}))
        self._people[person] = made
        while len(self._people) > MOST_PEOPLE:
            self._people.popitem(last=False)
        return made

    def opened(self, person: str, board: Board, *, event: str = "", report: str = "") -> bool:
        """Count that a person has opened an event or a report; whether it was new.

        It is written by ``write``, which is for behind the answer.
        """
        rows = _rows(board, [event] if event else [], [report] if report else [], read=True)
        new = self.of(person, board).take(board, rows)
        if new:
            with self._lock:
                self._waiting.setdefault(person, {}).update(new)
        return bool(new)

    def write(self) -> None:
        """Write what was opened since the last time; of two at once, one does it for both."""
        if not self._writing.acquire(blocking=False):
            return
        try:
            while True:
                with self._lock:
                    if not self._waiting:
                        return
                    person, rows = next(iter(self._waiting.items()))
                    rows = dict(rows)
                try:
                    state = self._store.openings.note(person, rows)
                except CaseError:
                    # Another program writes for long; it is tried again behind the next page.
                    return
                with self._lock:
                    self._written(person, rows, state)
        finally:
            self._writing.release()

    def _written(self, person: str, rows: Mapping[Subject, int], state: int) -> None:
        left = self._waiting.get(person, {})
        left = {one: upto for one, upto in left.items() if rows.get(one) != upto}
        if left:
            self._waiting[person] = left
        else:
            self._waiting.pop(person, None)
        known = self._people.get(person)
        if known is not None:
            # Where another program wrote meanwhile, all is read again.
            known.state = state if known.state in (state, state - 1) else -1

    def mark(
        self,
        person: str,
        board: Board,
        *,
        events: Iterable[str] = (),
        reports: Iterable[str] = (),
        read: bool,
    ) -> int:
        """Keep that events and reports of the board were opened, or are new again; how many."""
        rows = _rows(board, events, reports, read=read)
        if not rows:
            return 0
        told = {board.event_of[subject] for kind, subject in rows if kind == EVENT}
        with self._writing:
            before = self._store.openings.of(person).rows
            gone = [
                (kind, subject)
                for kind, subject in before
                if kind == EVENT and board.event_of.get(subject) in told
            ]
            self._store.openings.note(person, rows, gone)
            with self._lock:
                self._drop(person, {*rows, *gone})
        return len(rows)

    def mark_all(self, person: str, upto: int) -> None:
        """Keep that everything was opened that rests on reports up to a ``seq`` alone."""
        with self._writing:
            self._store.openings.note_all(person, upto)
            with self._lock:
                self._drop(person, set(self._waiting.get(person, ())))

    def _drop(self, person: str, subjects: Collection[Subject]) -> None:
        """Read what a person has opened anew when it is next asked for."""
        self._people.pop(person, None)
        waiting = self._waiting.pop(person, {})
        left = {one: upto for one, upto in waiting.items() if one not in subjects}
        if left:
            self._waiting[person] = left


def _rows(
    board: Board, events: Iterable[str], reports: Iterable[str], *, read: bool
) -> dict[Subject, int]:
    rows = [board.row(event) for event in events]
    lines = [board.reports[report] for report in reports if report in board.reports]
    found = {(EVENT, row.claims[0]): row.newest for row in rows if row is not None and row.claims}
    found |= {(REPORT, line.id): line.seq for line in lines}
    return found if read else dict.fromkeys(found, 0)
