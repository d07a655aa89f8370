"""The tables of a case, as this version of the program knows them.

Nothing here is particular to one database; what is lies in ``sqlite.py``. Values are JSON in
``value`` columns; the other columns are what the store searches, sorts or proves by. Report texts
are bytes in UTF-8, because a text may hold characters that databases refuse in text columns.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)
Serial = BigInteger().with_variant(Integer, "sqlite")
Digest = String(64)

# --- said: only added to -------------------------------------------------------------------------

raws = Table(
    "raws",
    metadata,
    Column("sha256", Digest, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)
reports = Table(
    "reports",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("id", String, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("address", Text),
    Column("value", Text, nullable=False),
    Column("text", LargeBinary, nullable=False),
    UniqueConstraint("id"),
    Index(None, "address"),
)
sightings = Table(
    "sightings",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("key", Digest, nullable=False),
    Column("report", Serial, ForeignKey("reports.seq"), nullable=False),
    Column("raw", Digest, ForeignKey("raws.sha256"), nullable=False),
    Column("at", String, nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("key"),
    Index(None, "report"),
)
refusals = Table(
    "refusals",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("key", Digest, nullable=False),
    Column("at", String, nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("key"),
)
extractions = Table(
    "extractions",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("report", Serial, ForeignKey("reports.seq"), nullable=False),
    Column("method", String, nullable=False),
    Column("vocabulary", String, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("at", String, nullable=False),
    Index(None, "report"),
)
claims = Table(
    "claims",
    metadata,
    Column("extraction", Serial, ForeignKey("extractions.seq"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("id", String, nullable=False),
    Column("value", Text, nullable=False),
    Index(None, "id"),
)
judgements = Table(
    "judgements",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("key", Digest, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("key"),
    Index(None, "kind", "subject"),
)

exchanges = Table(
    "exchanges",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("key", Digest, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("at", String, nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("key"),
)

# --- derived: replaced as a whole ----------------------------------------------------------------

builds = Table(
    "builds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("method", String, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("at", String, nullable=False),
    CheckConstraint("id = 1", name="single"),
)
derivations = Table(
    "derivations",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("report", String, ForeignKey("reports.id"), nullable=False),
    Column("source", String, ForeignKey("reports.id")),
    Column("value", Text, nullable=False),
    Index(None, "report"),
    Index(None, "source"),
)
events = Table(
    "events",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("id", String, nullable=False),
    Column("type", String, nullable=False),
    Column("date_start", Date),
    Column("date_end", Date),
    Column("country", String(2)),
    Column("value", Text, nullable=False),
    UniqueConstraint("id"),
    Index(None, "type"),
    Index(None, "date_start"),
    Index(None, "country"),
)

# --- sharing: what was said of it, and what has gone out ------------------------------------------

acts = Table(
    "acts",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("key", Digest, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("key"),
    Index(None, "kind", "subject"),
)
releases = Table(
    "releases",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("feed", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("item", String, nullable=False),
    Column("type", String, nullable=False),
    Column("version", String, nullable=False),
    Column("inner", Text, nullable=False),
    Column("core", Digest, nullable=False),
    Column("content", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("by", String, nullable=False),
    Column("previous", Digest, nullable=False),
    Column("hash", Digest, nullable=False),
    UniqueConstraint("feed", "number"),
    Index(None, "feed", "item"),
    Index(None, "item"),
    Index("ix_releases_type", "feed", "type", "number"),
)
keys = Table(
    "keys",
    metadata,
    Column("name", String, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)
reads = Table(
    "reads",
    metadata,
    Column("feed", String, primary_key=True),
    Column("credential", String, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("at", String, nullable=False),
)

# --- who signs in to the reading room -------------------------------------------------------------

accounts = Table(
    "accounts",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

# --- journal: append-only, hash-chained ----------------------------------------------------------

journal = Table(
    "journal",
    metadata,
    Column("seq", Serial, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("act", String, nullable=False),
    Column("subject", Text, nullable=False),
    Column("previous", Digest, nullable=False),
    Column("hash", Digest, nullable=False),
)

KEPT = (
    raws,
    reports,
    sightings,
    refusals,
    extractions,
    claims,
    judgements,
    exchanges,
    acts,
    releases,
    journal,
)
"""Tables whose rows are never changed and never removed."""
