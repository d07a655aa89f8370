"""Incoming formats: the only place that knows them. One file a format, one row in ``FORMATS``."""

from __future__ import annotations

from corrobora.readers.formats import FORMATS, UNSUPPORTED
from corrobora.readers.inputs import read_inputs
from corrobora.readers.items import SKIPPED, Item
from corrobora.readers.limits import Limits
from corrobora.readers.sandbox import Sandbox
from corrobora.readers.sniff import sniff
from corrobora.readers.walk import walk

__all__ = [
    "FORMATS",
    "SKIPPED",
    "UNSUPPORTED",
    "Item",
    "Limits",
    "Sandbox",
    "read_inputs",
    "sniff",
    "walk",
]
