"""Tables for sharing: acts, releases, keys, and how far partners have read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corrobora.store.columns import DIGEST, NAME, SERIAL, TEXT
from corrobora.store.home import dialect_of

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and their guards."""
    op.create_table(
        "acts",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("key", DIGEST, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_acts"),
        sa.UniqueConstraint("key", name="uq_acts_key"),
    )
    op.create_index("ix_acts_kind", "acts", ["kind", "subject"])
    op.create_table(
        "releases",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("feed", NAME, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("item", NAME, nullable=False),
        sa.Column("type", NAME, nullable=False),
        sa.Column("version", NAME, nullable=False),
        sa.Column("inner", TEXT, nullable=False),
        sa.Column("core", DIGEST, nullable=False),
        sa.Column("content", TEXT, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("by", NAME, nullable=False),
        sa.Column("previous", DIGEST, nullable=False),
        sa.Column("hash", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_releases"),
        sa.UniqueConstraint("feed", "number", name="uq_releases_feed"),
    )
    op.create_index("ix_releases_feed", "releases", ["feed", "item"])
    op.create_index("ix_releases_item", "releases", ["item"])
    op.create_index("ix_releases_type", "releases", ["feed", "type", "number"])
    op.create_table(
        "keys",
        sa.Column("name", NAME, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_keys"),
    )
    op.create_table(
        "reads",
        sa.Column("feed", NAME, nullable=False),
        sa.Column("credential", NAME, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("feed", "credential", name="pk_reads"),
    )
    dialect = dialect_of(op.get_bind())
    for table in ("acts", "releases"):
        for statement in dialect.guards(table):
            op.execute(statement)
