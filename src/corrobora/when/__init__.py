"""Dates in text, as far as the text gives them: absolute, partial or relative.

How a language writes dates comes in as a ``Calendar``; ``corrobora.vocab.calendar`` loads it.
"""

from __future__ import annotations

from corrobora.when.calendar import Calendar, Dated
from corrobora.when.find import find_dates
from corrobora.when.publication import find_publication_date, infer_day_first
from corrobora.when.rules import RULE_NAMES

__all__ = [
    "RULE_NAMES",
    "Calendar",
    "Dated",
    "find_dates",
    "find_publication_date",
    "infer_day_first",
]
