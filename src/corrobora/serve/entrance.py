"""How people sign in: their passwords, what may be guessed, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from corrobora.errors import CorroboraError
from corrobora.serve.keys import Keys
from corrobora.serve.passwords import Passwords
from corrobora.serve.sessions import Guesses, Sessions
from corrobora.store import Account, AccountError, Store


class WrongPassword(CorroboraError):
    """No account fits this name and password."""

    code = "web.wrong-password"


class Entrance:
    """Signing in, signing out, and changing one's own password.

    Args:
        store: The store of the case.
        clock: Gives the time as ISO 8601 in UTC, for the journal.
        ticks: Seconds of a clock that never goes back, for how long sessions last.
        random: Gives so many random bytes.
        passwords: Makes and compares hashes.
    """

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], str],
        ticks: Callable[[], float],
        random: Callable[[int], bytes],
        passwords: Passwords,
    ) -> None:
        self._store = store
        self._clock = clock
        self._passwords = passwords
        self._guesses = Guesses(ticks)
        self.sessions = Sessions(store.accounts, ticks=ticks, random=random)
        self.keys = Keys(store.accounts, clock=clock, random=random)

    def sign_in(self, name: str, password: str, *, earlier: str) -> str:
        """What the browser is known by from now on; what it was known by before means nothing.

        Raises:
            TooOften: Passwords were guessed too often.
            WrongPassword: There is no such account, it is disabled, or the password is another.
        """
        account = self._proved(name, password)
        self.sessions.end(earlier)
        self._note("session.began", account)
        return self.sessions.begin(account)

    def sign_out(self, name: str, cookie: str) -> None:
        """End a session."""
        self.sessions.end(cookie)
        account = self._store.accounts.find(name)
        if account is not None:
            self._note("session.ended", account)

    def change_password(self, name: str, current: str, new: str) -> str:
        """Change one's own password, which ends every session; what the browser is known by now.

        Raises:
            TooOften: Passwords were guessed too often.
            WrongPassword: The current one is another.
            AccountError: The new one is too easy to guess.
        """
        account = self._proved(name, current)
        if new == current:
            raise AccountError("This is the password you have.", hint="Choose another one.")
        secret = self._passwords.hash(new)
        made = self._store.accounts.change(
            account.name,
            "password",
            lambda found: with_secret(found, secret),
            at=self._clock(),
            by=account.name,
            why="changed by its owner",
        )
        return self.sessions.begin(made)

    def _proved(self, name: str, password: str) -> Account:
        right = self._guesses.count(name)
        found = self._store.accounts.find(name)
        usable = found is not None and not found.disabled
        good = self._passwords.fits(found.secret if found and usable else None, password)
        if found is None or not good:
            raise WrongPassword(
                "No account fits this name and password.",
                hint="Try it again; after ten wrong ones you have to wait ten minutes.",
            )
        right()
        return found

    def _note(self, act: str, account: Account) -> None:
        with self._store.writing() as connection:
            self._store.log(connection, act, {"roles": list(account.roles)}, actor=account.name)


def with_secret(account: Account, secret: str) -> Account:
    """An account with another password."""
    return replace(account, secret=secret)
