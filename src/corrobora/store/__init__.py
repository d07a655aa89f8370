"""The one door to the database: tables, migrations, journal.

A case is one file, or one database on a server. What was **said** (reports, sightings, claims,
judgements) is only added to; what is **derived** from it (derivations, events) is replaced as a
whole; the **journal** chains every change to the one before it. See ``Store`` for reading and
writing, ``check`` for proof that nothing was altered, ``backup`` and ``restore`` for copies.
"""

from __future__ import annotations

from corrobora.store.accounts import Account, AccountError, Accounts, ApiKey
from corrobora.store.backups import backup, restore
from corrobora.store.drafts import Draft, Drafts
from corrobora.store.integrity import check
from corrobora.store.journal import verify
from corrobora.store.store import Store
from corrobora.store.values import (
    Added,
    Checked,
    CheckResult,
    Counts,
    Entry,
    Extraction,
    Finding,
    Forgotten,
    Head,
    Intake,
    Sighting,
)

__all__ = [
    "Account",
    "AccountError",
    "Accounts",
    "Added",
    "ApiKey",
    "CheckResult",
    "Checked",
    "Counts",
    "Draft",
    "Drafts",
    "Entry",
    "Extraction",
    "Finding",
    "Forgotten",
    "Head",
    "Intake",
    "Sighting",
    "Store",
    "backup",
    "check",
    "restore",
    "verify",
]
