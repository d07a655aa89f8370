"""The cited brief: chooses, orders and words; every sentence leads back to a report's words."""

from corrobora.brief.scope import scope_of
from corrobora.brief.write import METHOD, write_brief

__all__ = ["METHOD", "scope_of", "write_brief"]
