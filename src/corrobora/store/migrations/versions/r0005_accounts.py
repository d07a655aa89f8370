"""The table of those who sign in to the reading room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corrobora.store.columns import NAME, TEXT

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "accounts",
        sa.Column("key", NAME, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_accounts"),
    )
