"""What a server's errors mean to a person, by the codes that the SQL standard gives them."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError

from corrobora.errors import CaseError, DamagedCase, ReadOnlyCase

READ_ONLY = "25006"
"""A write in a transaction, or on a server, that only reads."""

LOCKED = "55P03"
"""Something was not free within the time that was given."""

_REMEDIES: dict[str, tuple[str, str]] = {
    LOCKED: (
        "is being written to by another program",
        "Wait until it is done, or close it, and try again.",
    ),
    "40": (
        "was changed by another program at the same moment",
        "Run the same command again; nothing was written.",
    ),
    "42501": (
        "does not allow this to you",
        "Ask its owner. Only the owner can start a case, bring it up to date, and forget.",
    ),
    "53100": (
        "cannot grow: the server's disk is full",
        "Free some space there and run the same command again; nothing that was finished is lost.",
    ),
    "53300": ("has no connection left", "Try again later, or let the server take more."),
    "57P": ("cannot be reached: its server is going down", "Try again when it runs."),
}
"""What to say and what to do, by how the code of an error (SQLSTATE) begins."""


def state_of(error: DBAPIError) -> str:
    """The code of an error (SQLSTATE); empty where the server said nothing."""
    return getattr(error.orig, "sqlstate", None) or ""


def told(error: DBAPIError, shown: str) -> CaseError:
    """An error of the database in words that a person can act on.

    Args:
        error: What the database said.
        shown: The address of the case, without a password.
    """
    said = " ".join(str(error.orig or error).split())
    code = state_of(error)
    facts = {"path": shown, "reason": said}
    if code.startswith("XX"):
        return DamagedCase(
            f"The case {shown} is damaged ({said}).", hint="Restore the latest dump.", **facts
        )
    if code == READ_ONLY:
        return ReadOnlyCase(
            f"The case {shown} cannot be written to: the server only reads.",
            hint="Give the address of the server that takes writes.",
            **facts,
        )
    for start, (what, hint) in _REMEDIES.items():
        if code.startswith(start):
            return CaseError(f"The case {shown} {what}.", hint=hint, **facts)
    if isinstance(error, IntegrityError):
        return CaseError(
            f"The case {shown} refused a row: {said}.", hint="Nothing was written.", **facts
        )
    if not code or error.connection_invalidated:
        return CaseError(
            f"The case {shown} cannot be reached: {said}.",
            hint="Check that the server runs and lets you in, and that the database is there "
            "(createdb NAME). Passwords are read from ~/.pgpass or PGPASSWORD.",
            **facts,
        )
    return CaseError(f"The case {shown} cannot be used: {said}.", **facts)
