"""Sharing by two persons, consents asked for, reads by oversight: acts of new kinds.

The tables stay as they are: these are acts. A program that does not know them would share past the
rule that two persons agree, so it shall not open a case that may hold one.
"""

from __future__ import annotations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing but the revision."""
