"""Who may sign in to the reading room. Every change of an account is in the journal.

An account is a person: its name is what the journal gives as the actor. The row is changed in
place, and the journal carries a hash of each state, so that a row that was changed past the program
shows in a check.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace
from sqlalchemy import Connection, insert, select, update

from corrobora.errors import CorroboraError, NotFound
from corrobora.store.codec import decode, encode
from corrobora.store.tables import accounts as table
from corrobora.text import sha256_of

if TYPE_CHECKING:
    from corrobora.store.store import Store

MOST_NAME = 100
"""Characters of a name at most."""


class AccountError(CorroboraError):
    """An account cannot be made or changed as asked."""

    code = "account"


class ApiKey(Struct, frozen=True, kw_only=True):
    """What a program signs in with for a person.

    Attributes:
        id: What it is known by; it stands in the key itself.
        name: What its owner calls it.
        mark: SHA-256 of the key, which is 256 random bits and kept nowhere.
        state: That of the account when it was made; it means nothing under another.
        since: When it was made (ISO 8601).
    """

    id: str
    name: str
    mark: str
    state: int
    since: str


class Account(Struct, frozen=True, kw_only=True):
    """A person who signs in.

    Attributes:
        name: As it stands in the journal.
        roles: What the person may do, by the names of the reading room's roles.
        secret: A hash of the password that holds its own salt and cost.
        disabled: Whether nobody can sign in with it.
        state: Counts the changes; what was signed in under an earlier state is ended.
        since: When it was last changed (ISO 8601).
        keys: What programs sign in with for the person; unset where there never was one.
    """

    name: str
    roles: tuple[str, ...]
    secret: str
    disabled: bool = False
    state: int = 1
    since: str = ""
    keys: tuple[ApiKey, ...] | UnsetType = UNSET

    @property
    def valid_keys(self) -> tuple[ApiKey, ...]:
        """The keys that mean something: those made since the account was last changed."""
        if self.disabled or self.keys is UNSET:
            return ()
        return tuple(key for key in self.keys if key.state == self.state)


def key_of(name: str) -> str:
    """What tells accounts apart: neither case, nor width, nor the number of spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def state_hash(account: Account) -> str:
    """The hash of an account's row that its journal line carries."""
    return sha256_of(encode(account))


class Accounts:
    """The accounts of an open case."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[Account, ...]:
        """Every account, disabled ones too, by name."""
        query = select(table.c.value).order_by(table.c.key)
        with self._store.reading() as connection:
            return tuple(decode(value, Account) for value in connection.execute(query).scalars())

    def find(self, name: str) -> Account | None:
        """The account of this name, if there is one."""
        with self._store.reading() as connection:
            return _read(connection, name)

    def require(self, name: str) -> Account:
        """The account of this name.

        Raises:
            NotFound: There is none.
        """
        with self._store.reading() as connection:
            return _require(connection, name)

    def require_free(self, name: str) -> str:
        """A name as it is kept, when an account can be made under it.

        Raises:
            AccountError: There is one of this name, or it cannot be a name.
        """
        plain = " ".join(unicodedata.normalize("NFC", name).split())
        if not plain or len(plain) > MOST_NAME or not plain.isprintable():
            raise AccountError(
                f"{name!r} cannot be the name of an account.",
                hint=f"Give the person's name, at most {MOST_NAME} characters.",
            )
        if self.find(plain) is not None:
            raise AccountError(
                f"There is an account {plain} already.",
                hint="List the accounts with: corrobora account list",
            )
        return plain

    def add(
        self, name: str, *, roles: Iterable[str], secret: str, at: str, by: str, why: str
    ) -> Account:
        """Make an account.

        Raises:
            AccountError: There is one of this name, or it cannot be a name.
        """
        plain = self.require_free(name)
        made = Account(name=plain, roles=tuple(sorted(roles)), secret=secret, since=at)
        with self._store.writing() as connection:
            connection.execute(insert(table).values(key=key_of(plain), value=encode(made)))
            self._log(connection, "account.added", made, by=by, why=why)
        return made

    def change(
        self,
        name: str,
        act: str,
        changed: Callable[[Account], Account],
        *,
        at: str,
        by: str,
        why: str,
        ends: bool = True,
    ) -> Account:
        """Change an account, and end everything that is signed in with it.

        Args:
            name: Whose.
            act: What is done, for the journal ("disabled" becomes ``account.disabled``).
            changed: Gives the account as it shall be, from what it is; may raise.
            at: When.
            by: Who does it.
            why: For what reason.
            ends: Whether what is signed in with it ends; not where only a key comes or goes.

        Raises:
            NotFound: There is no account of this name.
        """
        with self._store.writing() as connection:
            found = _require(connection, name)
            made = changed(found)
            if ends:
                made = replace(made, state=found.state + 1, since=at)
            connection.execute(
                update(table).where(table.c.key == key_of(name)).values(value=encode(made))
            )
            self._log(connection, f"account.{act}", made, by=by, why=why)
        return made

    def _log(
        self, connection: Connection, act: str, account: Account, *, by: str, why: str
    ) -> None:
        subject = {
            "account": key_of(account.name),
            "roles": list(account.roles),
            "disabled": account.disabled,
            "state": state_hash(account),
            "why": why,
        }
        self._store.log(connection, act, subject, actor=by)


def _read(connection: Connection, name: str) -> Account | None:
    query = select(table.c.value).where(table.c.key == key_of(name))
    value = connection.execute(query).scalar()
    return None if value is None else decode(value, Account)


def _require(connection: Connection, name: str) -> Account:
    found = _read(connection, name)
    if found is None:
        raise NotFound(
            f"There is no account {name}.", hint="List the accounts with: corrobora account list"
        )
    return found
