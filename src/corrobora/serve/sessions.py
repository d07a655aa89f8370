"""Who is signed in, and how often a password may be guessed. Kept in memory only.

A server that is started anew has nobody signed in; no copy of a case holds a session.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from corrobora.errors import CorroboraError
from corrobora.store import Account, Accounts
from corrobora.store.accounts import key_of

IDLE_SECONDS = 30 * 60
"""A session in which nothing is asked for so long has ended."""

LONGEST_SECONDS = 12 * 3600
"""A session ends after so long, whatever is done in it."""

MOST_OF_ONE = 10
"""Sessions of one account at a time; a further one ends the oldest."""

GUESSES = 10
"""Wrong passwords for one name in ``WINDOW_SECONDS``, after which none is tried."""

ALL_GUESSES = 300
"""Wrong passwords for all names together in ``WINDOW_SECONDS``."""

WINDOW_SECONDS = 600


class TooOften(CorroboraError):
    """A password was guessed too often."""

    code = "web.too-often"


@dataclass
class _Session:
    key: str
    state: int
    begun: float
    seen: float
    reason: str = ""


class Sessions:
    """Who is signed in.

    Args:
        accounts: The accounts; looked at for every request, so that a disabled one ends at once.
        ticks: Seconds of a clock that never goes back.
        random: Gives so many random bytes.
    """

    def __init__(
        self,
        accounts: Accounts,
        *,
        ticks: Callable[[], float],
        random: Callable[[int], bytes],
    ) -> None:
        self._accounts = accounts
        self._ticks = ticks
        self._random = random
        self._lock = threading.Lock()
        self._open: dict[str, _Session] = {}

    def fresh(self) -> str:
        """What a browser can be known by: 256 random bits."""
        return self._random(32).hex()

    def begin(self, account: Account) -> str:
        """Sign somebody in; what the browser is known by from now on."""
        cookie, now = self.fresh(), self._ticks()
        key = key_of(account.name)
        with self._lock:
            self._drop_ended(now)
            mine = [mark for mark, one in self._open.items() if one.key == key]
            for mark in mine[: max(len(mine) - MOST_OF_ONE + 1, 0)]:
                del self._open[mark]
            self._open[_mark(cookie)] = _Session(key, account.state, now, now)
        return cookie

    def end(self, cookie: str) -> None:
        """Sign a browser out."""
        with self._lock:
            self._open.pop(_mark(cookie), None)

    def account(self, cookie: str) -> Account | None:
        """Who is signed in with a browser, if anybody is; it counts as a sign of life."""
        now = self._ticks()
        with self._lock:
            self._drop_ended(now)
            session = self._open.get(_mark(cookie))
        if session is None:
            return None
        found = self._accounts.find(session.key)
        if found is None or found.disabled or found.state != session.state:
            self.end(cookie)
            return None
        session.seen = now
        return found

    def reason(self, cookie: str) -> str:
        """For what reason oversight reads in a session; empty until it is given."""
        with self._lock:
            session = self._open.get(_mark(cookie))
        return session.reason if session else ""

    def give_reason(self, cookie: str, reason: str) -> None:
        """Keep for what reason oversight reads, until the session ends."""
        with self._lock:
            session = self._open.get(_mark(cookie))
            if session:
                session.reason = reason

    def _drop_ended(self, now: float) -> None:
        for mark, one in list(self._open.items()):
            if now - one.seen >= IDLE_SECONDS or now - one.begun >= LONGEST_SECONDS:
                del self._open[mark]


def _mark(cookie: str) -> str:
    """What a session is kept under: who reads the memory of the server cannot sign in with it."""
    return sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()


class Guesses:
    """Wrong passwords of the last while, by name.

    Args:
        ticks: Seconds of a clock that never goes back.
    """

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._lock = threading.Lock()
        self._made: deque[tuple[float, str]] = deque()

    def count(self, name: str) -> Callable[[], None]:
        """Count a guess before it is tried; call what comes back when it was no guess.

        Raises:
            TooOften: So many were wrong that this one is not tried.
        """
        key, now = key_of(name)[:200], self._ticks()
        guess = (now, key)
        with self._lock:
            while self._made and now - self._made[0][0] >= WINDOW_SECONDS:
                self._made.popleft()
            mine = sum(one == key for _, one in self._made)
            if mine >= GUESSES or len(self._made) >= ALL_GUESSES:
                raise TooOften(
                    "There were too many wrong passwords, so this one was not tried.",
                    hint=f"Wait {WINDOW_SECONDS // 60} minutes, then try again.",
                )
            self._made.append(guess)

        def right() -> None:
            with self._lock:
                if guess in self._made:
                    self._made.remove(guess)

        return right
