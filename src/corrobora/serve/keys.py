"""Keys with which programs ask for pages in a person's name: 256 random bits, kept as a hash."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest

from msgspec.structs import replace

from corrobora.errors import NotFound
from corrobora.store import Account, AccountError, Accounts, ApiKey

MOST_KEYS = 20
"""Valid keys of one account at a time."""
MOST_NAME = 100

_FORM = re.compile(r"corrobora_([0-9a-f]{16})_([0-9a-f]{64})")


class Keys:
    """The keys of all accounts.

    Args:
        accounts: The accounts; looked at for every request, so that a revoked key ends at once.
        clock: Gives the time as ISO 8601 in UTC.
        random: Gives so many random bytes.
    """

    def __init__(
        self, accounts: Accounts, *, clock: Callable[[], str], random: Callable[[int], bytes]
    ) -> None:
        self._accounts = accounts
        self._clock = clock
        self._random = random

    def make(self, owner: str, name: str) -> tuple[ApiKey, str]:
        """Make a key for an account; the key as it is kept, and as its owner sees it, once.

        Raises:
            AccountError: It cannot be called so, or there are too many.
        """
        plain = " ".join(name.split())
        if not plain or len(plain) > MOST_NAME or not plain.isprintable():
            raise AccountError(
                "A key needs a name.", hint="Say which program it is for, in a few words."
            )
        id_, secret = self._random(8).hex(), self._random(32).hex()
        token = f"corrobora_{id_}_{secret}"
        made: list[ApiKey] = []

        def changed(found: Account) -> Account:
            valid = found.valid_keys
            if len(valid) >= MOST_KEYS:
                raise AccountError(
                    f"An account has at most {MOST_KEYS} keys.", hint="Revoke one first."
                )
            key = ApiKey(
                id=id_, name=plain, mark=_mark(token), state=found.state, since=self._clock()
            )
            made.append(key)
            return replace(found, keys=(*valid, key))

        self._change(owner, "key-made", changed, f"for {plain}")
        return made[-1], token

    def revoke(self, owner: str, id_: str) -> None:
        """Let nothing more be asked for with a key.

        Raises:
            NotFound: The account has no such key.
        """

        def changed(found: Account) -> Account:
            left = tuple(key for key in found.valid_keys if key.id != id_)
            if len(left) == len(found.valid_keys):
                raise NotFound("There is no such key (any more).", hint="See your account.")
            return replace(found, keys=left)

        self._change(owner, "key-revoked", changed, f"key {id_}")

    def account(self, token: str) -> Account | None:
        """Whose key this is; None if it is nobody's (any more)."""
        match = _FORM.fullmatch(token)
        if match is None:
            return None
        for account in self._accounts.all():
            for key in account.valid_keys:
                if key.id == match[1] and compare_digest(key.mark, _mark(token)):
                    return account
        return None

    def _change(
        self, owner: str, act: str, changed: Callable[[Account], Account], why: str
    ) -> None:
        self._accounts.change(owner, act, changed, at=self._clock(), by=owner, why=why, ends=False)


def _mark(token: str) -> str:
    return sha256(token.encode()).hexdigest()
