"""What language models were asked and what they answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corrobora.store import sqlite

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its guards."""
    op.create_table(
        "exchanges",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_exchanges"),
        sa.UniqueConstraint("key", name="uq_exchanges_key"),
    )
    for statement in sqlite.guards("exchanges"):
        op.execute(statement)
