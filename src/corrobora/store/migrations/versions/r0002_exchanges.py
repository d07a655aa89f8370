"""What language models were asked and what they answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corrobora.store.columns import DIGEST, NAME, SERIAL, TEXT
from corrobora.store.home import dialect_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and its guards."""
    op.create_table(
        "exchanges",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("key", DIGEST, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_exchanges"),
        sa.UniqueConstraint("key", name="uq_exchanges_key"),
    )
    for statement in dialect_of(op.get_bind()).guards("exchanges"):
        op.execute(statement)
