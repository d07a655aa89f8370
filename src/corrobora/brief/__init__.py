"""The cited brief: chooses, orders and words; every sentence leads back to a report's words."""

from corrobora.brief.changes import Change, Changes, changes_of, spans_cited
from corrobora.brief.scope import scope_of
from corrobora.brief.write import METHOD, write_brief

__all__ = [
    "METHOD",
    "Change",
    "Changes",
    "changes_of",
    "scope_of",
    "spans_cited",
    "write_brief",
]
