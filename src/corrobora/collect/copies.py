"""Copies: who took what from whom. The door to the modules that find out."""

from __future__ import annotations

from corrobora.collect.citations import CitationCue, citation_spans
from corrobora.collect.derivation import derive
from corrobora.collect.quotations import QuotationFinding, check_quotations

__all__ = ["CitationCue", "QuotationFinding", "check_quotations", "citation_spans", "derive"]
