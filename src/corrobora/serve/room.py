"""What all pages share: the open case, its board, and one writer at a time."""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from starlette.requests import Request

from corrobora.case import Case
from corrobora.errors import CorroboraError, NotFound
from corrobora.model import Brief
from corrobora.serve.board import Board, advanced, board_of
from corrobora.serve.entrance import Entrance
from corrobora.serve.guard import Tokens
from corrobora.serve.unread import Unread
from corrobora.sharing import SharingDesk
from corrobora.sharing.checking import Checker, names_of
from corrobora.sharing.oversight import READ
from corrobora.store import Entry, Head, Store
from corrobora.store.journal import JUDGED, says
from corrobora.store.lookup import UNCHANGING

T = TypeVar("T")

MOST_KEPT = 128
"""Drawings and searches that are kept in memory."""


class Busy(CorroboraError):
    """Another change of the case is being made."""

    code = "web.busy"


class Comparing(Busy):
    """Another comparison of briefs is being made."""

    code = "web.comparing"


class Progress:
    """How far the change is that is being made.

    Attributes:
        stage: What is being done: "collect", "extract"; empty for nothing.
        done: How many items of it.
        total: Of how many, where that is known.
    """

    def __init__(self) -> None:
        self.stage, self.done, self.total = "", 0, 0

    def note(self, stage: str, more: int, total: int | None) -> None:
        """Count items of a stage."""
        self.done = self.done + more if stage == self.stage else more
        self.stage, self.total = stage, total or 0

    def end(self) -> None:
        """Nothing is being done any more."""
        self.stage, self.done, self.total = "", 0, 0


class Room:
    """The open case as the pages use it.

    Args:
        case: The case.
        clock: Gives the time as ISO 8601 in UTC.
        tokens: The token of the forms.
        samples: A folder of sample reports to offer, if there is one.
        entrance: How people sign in; None where whoever works on the machine needs not.
        secure: Whether browsers reach the pages by TLS.
        progress: Is told by the case how far it is.
    """

    def __init__(
        self,
        case: Case,
        *,
        clock: Callable[[], str],
        tokens: Tokens,
        samples: Path | None,
        entrance: Entrance | None = None,
        secure: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self.progress = progress or Progress()
        self.case = case
        self.clock = clock
        self.tokens = tokens
        self.samples = samples
        self.secure = secure
        self.unread = Unread(case.store)
        self._entrance = entrance
        self._board: Board | None = None
        self._state: tuple[Head, str | None] | None = None
        self._briefs: dict[tuple[str, str], Brief] = {}
        self._checker: tuple[str, Checker] | None = None
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._drawing = threading.Lock()
        self._version = ("", "")
        self._making = threading.Lock()
        self._changing = threading.Lock()
        self._comparing = threading.Lock()

    @property
    def store(self) -> Store:
        """The store of the case."""
        return self.case.store

    @property
    def name(self) -> str:
        """How the case is called on the pages."""
        return self.store.home.name

    @property
    def team(self) -> bool:
        """Whether people have to sign in."""
        return self._entrance is not None

    @property
    def entrance(self) -> Entrance:
        """How people sign in."""
        if self._entrance is None:
            raise NotFound("There are no accounts here.", hint="Go to the desk.")
        return self._entrance

    def note_read(self, path: str, by: str) -> None:
        """Write into the journal what somebody has read."""
        with self.store.writing() as connection:
            self.store.log(connection, "page.read", {"path": path}, actor=by)

    def version(self) -> str:
        """The hash of the journal's last line that tells of more than who looked at what."""
        latest = self.store.lookup.last_change()
        known, version = self._version
        if known != latest:
            version = self._walk_back()
            self._version = (latest, version)
        return version

    def _walk_back(self) -> str:
        before, limit = None, 2
        while lines := self.store.lookup.journal(before, limit):
            for line in lines:
                if not _tells_of_reading(line):
                    return line.hash
            before, limit = lines[-1].seq, min(2 * limit, 256)
        return self.store.head().hash

    def board(self) -> Board:
        """The board of the case as it stands; made anew, or changed, when the case has changed."""
        version = self.version()
        with self._making:
            if self._board is None or self._board.version != version:
                # Read first: what is written meanwhile is looked at again the next time.
                head, derived = self.store.head(), self.store.lookup.derived()
                board = self._followed(version, derived)
                known = board is not None
                self._board = board or self._anew(version)
                known = known or self.store.lookup.derived() == derived
                self._state = (head, derived) if known else None
            return self._board

    def _anew(self, version: str) -> Board:
        board = board_of(
            version,
            self.store.events(),
            self.store.lookup.report_lines(),
            self.store.counts().claims,
        )
        _keep_collector_from_all()
        return board

    def _followed(self, version: str, derived: str | None) -> Board | None:
        """The board by what changed since the last one, where only events did and it is known."""
        if self._board is None or self._state is None or derived is None:
            return None
        at, before = self._state
        news = self.store.lookup.news(at)
        if before is None or news is None or any(_tells_of_reports(line.act) for line in news):
            return None
        changes = self.case.changes(before, derived)
        if changes is None:
            return None
        gone = [name for name, event in changes.items() if event is None]
        new = [event for event in changes.values() if event is not None]
        return advanced(self._board, version, gone, new)

    def kept(self, board: Board, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for a board, made once for each key; what was not asked for long goes.

        Args:
            board: What it was made of.
            key: What tells it from all else that is made of a board.
            make: Makes it.
        """
        whole = (board.version, key)
        with self._drawing:
            if whole in self._kept:
                self._kept.move_to_end(whole)
                found: T = self._kept[whole]
                return found
        made = make()
        with self._drawing:
            self._kept[whole] = made
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    def found(self, board: Board, query: str, limit: int) -> frozenset[str]:
        """Ids of reports that hold all words of a query, the newest of the case if too many."""
        return self.kept(
            board,
            ("found", query, limit),
            lambda: frozenset(self.store.lookup.holding(query, limit)),
        )

    def brief(self, language: str) -> Brief:
        """The brief of the case as it stands, written once for each state and language."""
        key = (self.version(), language)
        with self._making:
            if key not in self._briefs:
                made = self.case.brief(language=language)
                kept = {k: b for k, b in self._briefs.items() if k[0] == key[0]}
                self._briefs = {**kept, key: made}
            return self._briefs[key]

    @contextmanager
    def comparing(self) -> Iterator[None]:
        """For an earlier state of the case that is worked out; one at a time.

        Raises:
            Comparing: Another one is being worked out.
        """
        if not self._comparing.acquire(blocking=False):
            raise Comparing(
                "Another comparison of briefs is being made.",
                hint="Wait until it is done and open the page again.",
            )
        try:
            yield
        finally:
            self._comparing.release()

    def checker(self) -> Checker:
        """Checks drafts of briefs against the case as it stands."""
        board = self.board()
        with self._making:
            if self._checker is None or self._checker[0] != board.version:
                desk = SharingDesk(self.case, clock=self.clock)
                made = Checker(desk, board.event_of, lambda: names_of(board.reports.values()))
                self._checker = (board.version, made)
            return self._checker[1]

    def keep_up(self) -> None:
        """Bring the events in line with what was said; whoever changes the case calls it."""
        if self.case.keep_up():
            _keep_collector_from_all()

    @contextmanager
    def changing(self) -> Iterator[Case]:
        """The case for a change that takes long; one at a time.

        Raises:
            Busy: Another one is being made.
        """
        if not self._changing.acquire(blocking=False):
            raise Busy(
                "The case is being changed by another request.",
                hint="Wait until it is done and try again; nothing of yours was kept.",
            )
        try:
            yield self.case
        finally:
            self.progress.end()
            self._changing.release()


def _tells_of_reading(line: Entry) -> bool:
    """Whether a line of the journal says only that somebody looked, or came or went."""
    if line.act in UNCHANGING:
        return True
    acts = line.subject.get("acts") if isinstance(line.subject, dict) else None
    return isinstance(acts, list) and all(
        isinstance(act, list) and act[:1] == [READ] for act in acts
    )


def _keep_collector_from_all() -> None:
    """Set what is in memory now apart from what is looked through for cycles.

    The board and the picture of a large case are millions of values that stay; to look through
    them again and again would make pages wait, for a second and more.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _tells_of_reports(act: str) -> bool:
    """Whether an act may change reports or claims, or is one that this program does not know."""
    return says(act) and act != JUDGED


def room_of(request: Request) -> Room:
    """The room of the application that a request came to."""
    room: Room = request.app.state.room
    return room
