"""Claims with the help of a language model that only points: its words must stand in the text."""

from __future__ import annotations

from corrobora.llm.endpoint import Endpoint
from corrobora.llm.reader import METHOD, ModelReader, Recorded, Remembered
from corrobora.llm.tally import Tally

__all__ = ["METHOD", "Endpoint", "ModelReader", "Recorded", "Remembered", "Tally"]
