"""From a report to claims: who did what to whom, where, when, according to whom."""

from __future__ import annotations

from corrobora.extract.report import METHOD, extract
from corrobora.extract.resources import READ_LANGUAGES, Resources, load_resources

__all__ = ["METHOD", "READ_LANGUAGES", "Resources", "extract", "load_resources"]
