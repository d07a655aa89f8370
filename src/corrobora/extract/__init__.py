"""From a report to claims: who did what to whom, where, when, according to whom."""

from __future__ import annotations

from corrobora.extract.report import METHOD, attributions, extract, extract_all
from corrobora.extract.resources import Resources, load_resources

__all__ = ["METHOD", "Resources", "attributions", "extract", "extract_all", "load_resources"]
