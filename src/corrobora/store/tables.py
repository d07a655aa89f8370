"""The tables of a case, as this version of the program knows them.

Nothing here is particular to one database; what is lies in ``sqlite.py`` and ``postgres.py``.
Values are JSON in ``value`` columns; the other columns are what the store searches, sorts or proves
by. Report texts are bytes in UTF-8, because a text may hold characters that databases refuse in
text columns.
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
    Table,
    UniqueConstraint,
)

from corrobora.store.columns import CODE, DIGEST, NAME, SERIAL, TEXT

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

# --- said: only added to -------------------------------------------------------------------------

raws = Table(
    "raws",
    metadata,
    Column("sha256", DIGEST, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("packed", LargeBinary, nullable=False),
)
reports = Table(
    "reports",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("id", NAME, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("address", TEXT),
    Column("value", TEXT, nullable=False),
    Column("text", LargeBinary, nullable=False),
    UniqueConstraint("id"),
    Index(None, "address", postgresql_using="hash"),
)
sightings = Table(
    "sightings",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("key", DIGEST, nullable=False),
    Column("report", SERIAL, ForeignKey("reports.seq"), nullable=False),
    Column("raw", DIGEST, ForeignKey("raws.sha256"), nullable=False),
    Column("at", NAME, nullable=False),
    Column("value", TEXT, nullable=False),
    # What was found out from this sighting; of a report's first one, it stands in ``reports``.
    Column("frozen", TEXT),
    UniqueConstraint("key"),
    Index(None, "report"),
)
refusals = Table(
    "refusals",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("key", DIGEST, nullable=False),
    Column("at", NAME, nullable=False),
    Column("value", TEXT, nullable=False),
    UniqueConstraint("key"),
)
extractions = Table(
    "extractions",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("report", SERIAL, ForeignKey("reports.seq"), nullable=False),
    Column("method", NAME, nullable=False),
    Column("vocabulary", NAME, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("at", NAME, nullable=False),
    Column("basis", NAME),
    Index(None, "report"),
)
claims = Table(
    "claims",
    metadata,
    Column("extraction", SERIAL, ForeignKey("extractions.seq"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("id", NAME, nullable=False),
    Column("value", TEXT, nullable=False),
    Index(None, "id"),
)
judgements = Table(
    "judgements",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("key", DIGEST, nullable=False),
    Column("kind", NAME, nullable=False),
    Column("subject", NAME, nullable=False),
    Column("value", TEXT, nullable=False),
    UniqueConstraint("key"),
    Index(None, "kind", "subject"),
)

exchanges = Table(
    "exchanges",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("key", DIGEST, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("at", NAME, nullable=False),
    Column("value", TEXT, nullable=False),
    UniqueConstraint("key"),
)

# --- derived: replaced as a whole ----------------------------------------------------------------

builds = Table(
    "builds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("method", NAME, nullable=False),
    Column("digest", DIGEST, nullable=False),
    Column("at", NAME, nullable=False),
    CheckConstraint("id = 1", name="single"),
)
derivations = Table(
    "derivations",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("report", NAME, ForeignKey("reports.id"), nullable=False),
    Column("source", NAME, ForeignKey("reports.id")),
    Column("value", TEXT, nullable=False),
    Index(None, "report"),
    Index(None, "source"),
)
events = Table(
    "events",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("id", NAME, nullable=False),
    Column("type", NAME, nullable=False),
    Column("date_start", Date),
    Column("date_end", Date),
    Column("country", CODE),
    Column("value", TEXT, nullable=False),
    UniqueConstraint("id"),
    Index(None, "type"),
    Index(None, "date_start"),
    Index(None, "country"),
)

# --- sharing: what was said of it, and what has gone out ------------------------------------------

acts = Table(
    "acts",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("key", DIGEST, nullable=False),
    Column("kind", NAME, nullable=False),
    Column("subject", NAME, nullable=False),
    Column("value", TEXT, nullable=False),
    UniqueConstraint("key"),
    Index(None, "kind", "subject"),
)
releases = Table(
    "releases",
    metadata,
    Column("seq", SERIAL, primary_key=True),
    Column("feed", NAME, nullable=False),
    Column("number", Integer, nullable=False),
    Column("item", NAME, nullable=False),
    Column("type", NAME, nullable=False),
    Column("version", NAME, nullable=False),
    Column("inner", TEXT, nullable=False),
    Column("core", DIGEST, nullable=False),
    Column("content", TEXT, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("at", NAME, nullable=False),
    Column("by", NAME, nullable=False),
    Column("previous", DIGEST, nullable=False),
    Column("hash", DIGEST, nullable=False),
    UniqueConstraint("feed", "number"),
    Index(None, "feed", "item"),
    Index(None, "item"),
    Index("ix_releases_type", "feed", "type", "number"),
)
keys = Table(
    "keys",
    metadata,
    Column("name", NAME, primary_key=True),
    Column("secret", LargeBinary, nullable=False),
)
reads = Table(
    "reads",
    metadata,
    Column("feed", NAME, primary_key=True),
    Column("credential", NAME, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("at", NAME, nullable=False),
)

# --- who signs in to the reading room -------------------------------------------------------------

accounts = Table(
    "accounts",
    metadata,
    Column("key", NAME, primary_key=True),
    Column("value", TEXT, nullable=False),
)

# --- briefs that people write ---------------------------------------------------------------------

drafts = Table(
    "drafts",
    metadata,
    Column("key", NAME, primary_key=True),
    Column("value", TEXT, nullable=False),
)

# --- what each person has opened in the reading room: no evidence, in no journal ------------------

readers = Table(
    "readers",
    metadata,
    Column("person", NAME, primary_key=True),
    # Whatever rests on reports up to this ``reports.seq`` counts as opened.
    Column("upto", SERIAL, nullable=False),
    Column("state", SERIAL, nullable=False),
)
openings = Table(
    "openings",
    metadata,
    Column("person", NAME, primary_key=True),
    Column("kind", NAME, primary_key=True),
    Column("subject", NAME, primary_key=True),
    # The same of one subject, which goes before that of the person; 0 for one put back as new.
    Column("upto", SERIAL, nullable=False),
)

# --- journal: append-only, hash-chained ----------------------------------------------------------

journal = Table(
    "journal",
    metadata,
    Column("seq", SERIAL, primary_key=True, autoincrement=False),
    Column("at", NAME, nullable=False),
    Column("actor", NAME, nullable=False),
    Column("act", NAME, nullable=False),
    Column("subject", TEXT, nullable=False),
    Column("previous", DIGEST, nullable=False),
    Column("hash", DIGEST, nullable=False),
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
