"""Passwords: hashed with argon2id, compared in the same time whether there is an account or not."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from corrobora.store import AccountError

SHORTEST = 12
"""Characters of a password at least (NIST SP 800-63B asks for 8, and advises 15)."""

LONGEST = 1000
"""Characters of a password at most; each one costs time to hash."""

_AT_ONCE = 2
"""Passwords that are hashed at the same time; each takes 64 MiB."""


class Passwords:
    """Makes and compares hashes of passwords.

    Args:
        hasher: Hashes; by default with the second set of parameters that RFC 9106 recommends.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._slots = threading.Semaphore(_AT_ONCE)
        self._nobody = self._hasher.hash("there is no such account")

    def hash(self, password: str) -> str:
        """The hash of a new password.

        Raises:
            AccountError: It is too short or too long, or one character over and over.
        """
        plain = _plain(password)
        if not SHORTEST <= len(plain) <= LONGEST or len(set(plain)) < 4:
            raise AccountError(
                "This password is too easy to guess.",
                hint=f"Take at least {SHORTEST} characters: four or more words that do not belong "
                "together.",
            )
        with self._slots:
            return self._hasher.hash(plain)

    def fits(self, secret: str | None, password: str) -> bool:
        """Whether a password is the one of a hash; without a hash it takes as long, and is not."""
        plain = _plain(password)
        if len(plain) > LONGEST:
            return False
        with self._slots:
            try:
                good = self._hasher.verify(secret or self._nobody, plain)
            except (VerificationError, InvalidHashError):
                return False
        return good and secret is not None


def _plain(password: str) -> str:
    """The same for the same keys, whichever way a keyboard writes an accent."""
    return unicodedata.normalize("NFKC", password)
