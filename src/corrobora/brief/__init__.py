"""The cited brief: chooses, orders and words; every sentence leads back to a report's words."""

from corrobora.brief.write import METHOD, write_brief

__all__ = ["METHOD", "write_brief"]
