"""The tables of what each person has opened in the reading room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corrobora.store.columns import NAME, SERIAL

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "readers",
        sa.Column("person", NAME, nullable=False),
        sa.Column("upto", SERIAL, nullable=False),
        sa.Column("state", SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("person", name="pk_readers"),
    )
    op.create_table(
        "openings",
        sa.Column("person", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("upto", SERIAL, nullable=False),
        sa.PrimaryKeyConstraint("person", "kind", "subject", name="pk_openings"),
    )
