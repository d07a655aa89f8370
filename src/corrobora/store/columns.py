"""The types of columns that tables and migrations share.

Text is compared code point by code point on every database: an order that hangs on the language of
a server would give another order of feeds there, and another range of subjects.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, String, Text

SERIAL = BigInteger().with_variant(Integer, "sqlite")
"""The number of a row, given by the database in the order in which rows are added."""

DIGEST = String(64).with_variant(String(64, collation="C"), "postgresql")
"""SHA-256 in hexadecimal."""

NAME = String().with_variant(String(collation="C"), "postgresql")
"""A short text to look up, sort or prove by."""

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""A text of any length."""

CODE = String(2).with_variant(String(2, collation="C"), "postgresql")
"""A country of ISO 3166-1."""
