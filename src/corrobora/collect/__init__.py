"""Reports collected and frozen: what they are, where they come from, who copied whom."""

from __future__ import annotations

from corrobora.collect.freezing import freeze, report_id

__all__ = ["freeze", "report_id"]
