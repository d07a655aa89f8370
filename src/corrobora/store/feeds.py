"""Pages of a feed, read inside a transaction of the caller's.

Of each item only the latest version is given: an earlier one may say more than may be said today,
and what was taken back leaves nothing but its withdrawal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, exists, literal, select

from corrobora.store.tables import releases

_later = releases.alias("later")
_LATEST = ~exists().where(
    _later.c.feed == releases.c.feed,
    _later.c.item == releases.c.item,
    _later.c.seq > releases.c.seq,
)
"""Rows of a feed are added in the order of their numbers, so a later row is a later version."""


class Row(NamedTuple):
    """The latest version of one item. ``content`` is its JSON; empty where it was not asked for."""

    number: int
    item: str
    type: str
    version: str
    at: str
    content: str


def page(
    connection: Connection,
    feed: str,
    *,
    after: int,
    limit: int,
    ids: Sequence[str] | None = None,
    types: Sequence[str] | None = None,
    versions: Sequence[str] | None = None,
    whole: bool = True,
) -> list[Row]:
    """Items of a feed in the order of their numbers.

    Args:
        connection: In a read transaction.
        feed: The feed.
        after: Give numbers above this one.
        limit: So many at most.
        ids: Only these items; None for all.
        types: Only these STIX types; None for all.
        versions: Only these versions; None for all.
        whole: Whether the content is wanted.
    """
    table = releases.c
    content = table.content if whole else literal("")
    query = select(table.number, table.item, table.type, table.version, table.at, content)
    query = query.where(table.feed == feed, _LATEST)
    for column, wanted in ((table.type, types), (table.version, versions)):
        if wanted is not None:
            query = query.where(column.in_(wanted))
    if ids is None:
        query = query.where(table.number > after).order_by(table.number).limit(limit)
        return [Row(*row) for row in connection.execute(query)]
    # Few rows, found by their ids; asked for in order, the database would walk the whole feed.
    found = sorted(Row(*row) for row in connection.execute(query.where(table.item.in_(ids))))
    return [row for row in found if row.number > after][:limit]


def number_at(connection: Connection, feed: str, end: int, instant: str) -> int:
    """The last number that went out at or before an instant; numbers have no gaps.

    Args:
        connection: In a read transaction.
        feed: The feed.
        end: Its last number.
        instant: ISO 8601 in UTC, to the microsecond, as the rows have it.
    """
    low, high = 0, end
    while low < high:
        middle = (low + high + 1) // 2
        query = select(releases.c.at).where(releases.c.feed == feed, releases.c.number == middle)
        if connection.execute(query).scalar_one() <= instant:
            low = middle
        else:
            high = middle - 1
    return low
