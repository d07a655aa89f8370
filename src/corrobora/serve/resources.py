"""The resources that the server makes itself: collections of a door, and statuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from corrobora.model import Json
from corrobora.serve import http
from corrobora.sharing.access import Door

Kind = Literal["feed", "inbox", "notices"]


def kinds(door: Door) -> tuple[Kind, ...]:
    """The collections that a door opens now."""
    return ("feed", "inbox", "notices") if door.open else ("notices",)


def id_of(door: Door, kind: Kind) -> str:
    """The id of one of them."""
    return {"feed": door.feed_id, "inbox": door.inbox_id, "notices": door.notices_id}[kind]


_TITLES: Mapping[Kind, tuple[str, str]] = {
    "feed": ("Items", "What is released for {purpose}."),
    "inbox": ("Inbox", "Post objects here; they keep their markings."),
    "notices": ("Notices", "What is wanted back. Post a note or an opinion to answer."),
}


def shown(door: Door, kind: Kind) -> dict[str, Json]:
    """A collection resource."""
    title, description = _TITLES[kind]
    return {
        "id": id_of(door, kind),
        "title": title,
        "description": description.format(purpose=door.feed.partition("/")[2]),
        "can_read": kind != "inbox",
        "can_write": kind != "feed",
        "media_types": [http.STIX],
    }


def status_of(
    name: str, at: str, total: int, failures: list[Json], *, complete: bool
) -> dict[str, Json]:
    """A status resource; while it is not complete, everything is pending."""
    found: dict[str, Json] = {
        "id": name,
        "status": "complete" if complete else "pending",
        "request_timestamp": at,
        "total_count": total,
        "success_count": total - len(failures) if complete else 0,
        "failure_count": len(failures),
        "pending_count": 0 if complete else total,
    }
    return found | {"failures": failures} if failures else found
