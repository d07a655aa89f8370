"""Corrobora: from scattered reports to a corroborated picture, shared on agreed terms."""

from __future__ import annotations

__version__ = "0.1.0"
