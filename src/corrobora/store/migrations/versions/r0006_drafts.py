"""The table of briefs that people write."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corrobora.store.columns import NAME, TEXT

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "drafts",
        sa.Column("key", NAME, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_drafts"),
    )
