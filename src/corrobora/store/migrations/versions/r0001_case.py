"""The first tables of a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from corrobora.store.columns import CODE, DIGEST, NAME, SERIAL, TEXT
from corrobora.store.home import dialect_of

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables, their guards and the index of words."""
    dialect = dialect_of(op.get_bind())
    _said()
    _derived()
    _journal()
    kept = "raws reports sightings refusals extractions claims judgements journal"
    for table in kept.split():
        for statement in dialect.guards(table):
            op.execute(statement)
    for statement in dialect.word_index():
        op.execute(statement)


def _said() -> None:
    op.create_table(
        "raws",
        sa.Column("sha256", DIGEST, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("packed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_raws"),
    )
    op.create_table(
        "reports",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("address", TEXT),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_reports"),
        sa.UniqueConstraint("id", name="uq_reports_id"),
    )
    # No bound on the length of an address, as there would be in a tree.
    op.create_index("ix_reports_address", "reports", ["address"], postgresql_using="hash")
    op.create_table(
        "sightings",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("key", DIGEST, nullable=False),
        sa.Column("report", SERIAL, nullable=False),
        sa.Column("raw", DIGEST, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_sightings"),
        sa.ForeignKeyConstraint(["report"], ["reports.seq"], name="fk_sightings_report"),
        sa.ForeignKeyConstraint(["raw"], ["raws.sha256"], name="fk_sightings_raw"),
        sa.UniqueConstraint("key", name="uq_sightings_key"),
    )
    op.create_index("ix_sightings_report", "sightings", ["report"])
    op.create_table(
        "refusals",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("key", DIGEST, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_refusals"),
        sa.UniqueConstraint("key", name="uq_refusals_key"),
    )
    _extracted()
    op.create_table(
        "judgements",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("key", DIGEST, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_judgements"),
        sa.UniqueConstraint("key", name="uq_judgements_key"),
    )
    op.create_index("ix_judgements_kind", "judgements", ["kind", "subject"])


def _extracted() -> None:
    op.create_table(
        "extractions",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("report", SERIAL, nullable=False),
        sa.Column("method", NAME, nullable=False),
        sa.Column("vocabulary", NAME, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_extractions"),
        sa.ForeignKeyConstraint(["report"], ["reports.seq"], name="fk_extractions_report"),
    )
    op.create_index("ix_extractions_report", "extractions", ["report"])
    op.create_table(
        "claims",
        sa.Column("extraction", SERIAL, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("extraction", "ordinal", name="pk_claims"),
        sa.ForeignKeyConstraint(["extraction"], ["extractions.seq"], name="fk_claims_extraction"),
    )
    op.create_index("ix_claims_id", "claims", ["id"])


def _derived() -> None:
    op.create_table(
        "builds",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("method", NAME, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_builds"),
        sa.CheckConstraint("id = 1", name="ck_builds_single"),
    )
    op.create_table(
        "derivations",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("report", NAME, nullable=False),
        sa.Column("source", NAME),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_derivations"),
        sa.ForeignKeyConstraint(["report"], ["reports.id"], name="fk_derivations_report"),
        sa.ForeignKeyConstraint(["source"], ["reports.id"], name="fk_derivations_source"),
    )
    op.create_index("ix_derivations_report", "derivations", ["report"])
    op.create_index("ix_derivations_source", "derivations", ["source"])
    op.create_table(
        "events",
        sa.Column("seq", SERIAL, nullable=False),
        sa.Column("id", NAME, nullable=False),
        sa.Column("type", NAME, nullable=False),
        sa.Column("date_start", sa.Date),
        sa.Column("date_end", sa.Date),
        sa.Column("country", CODE),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("id", name="uq_events_id"),
    )
    for column in ("type", "date_start", "country"):
        op.create_index(f"ix_events_{column}", "events", [column])


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", SERIAL, autoincrement=False, nullable=False),
        sa.Column("at", NAME, nullable=False),
        sa.Column("actor", NAME, nullable=False),
        sa.Column("act", NAME, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("previous", DIGEST, nullable=False),
        sa.Column("hash", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_journal"),
    )
