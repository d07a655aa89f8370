"""Feeds (RSS, Atom, RDF): each entry is one text."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.model import Draft, Refusal
from corrobora.readers.items import Given, Output
from corrobora.readers.limits import Limits, megabytes
from corrobora.readers.markup import fragment_text
from corrobora.text import sha256_of

_ENTITY = re.compile(
    rb"<!ENTITY|<\x00!\x00E\x00N\x00T\x00I\x00T\x00Y|\x00<\x00!\x00E\x00N\x00T\x00I"
)
_CONTENT = ("text/html", "application/xhtml+xml", "text/plain")


def warm() -> None:
    """Read one feed, so that every library has loaded what it loads at first use."""
    feed = b"<rss version='2.0'><channel><item><title>t</title><description>&lt;p>d</description>"
    list(read(Given(name="warm.rss", raw=feed + b"</item></channel></rss>"), Limits()))
    list(read(Given(name="warm.rss", raw=feed), Limits()))


def read(given: Given, limits: Limits) -> Iterator[Output]:
    """One draft for each entry, its full content before its summary, markup taken off.

    Stated: title, url, id, author, published, published_rule, modified, publisher (of the entry's
    source, else of the feed), language, summary_only where the feed gives no full text.

    Raises:
        UnreadableInput: It is no feed, holds no entries, or declares entities of its own.
        LimitReached: The feed is too long.
    """
    if len(given.raw) > limits.unpacked_bytes:
        raise LimitReached(
            f"The feed holds {megabytes(len(given.raw))}; one feed may hold "
            f"{megabytes(limits.unpacked_bytes)}.",
            hint="Split it, or give its entries as JSON Lines.",
        )
    if _ENTITY.search(given.raw):
        raise UnreadableInput(
            "The feed declares XML entities of its own, as only hostile feeds do.",
            hint="If you trust it, take the <!ENTITY ...> lines out.",
        )
    parsed = feedparser.parse(
        io.BytesIO(given.raw), sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.entries:
        raise UnreadableInput("The feed holds no entries.", hint="Check the address of the feed.")
    for number, entry in enumerate(parsed.entries, start=1):
        yield _entry(entry, parsed.feed, given, number, limits)


def _entry(entry: Any, feed: Any, given: Given, number: int, limits: Limits) -> Output:
    name = f"{given.name}#{number}"
    markup, full = _content(entry)
    try:
        text = fragment_text(markup, limits) if markup.strip() else ""
    except UnreadableInput:
        text = ""
    title = fragment_text(entry.get("title") or "", limits) if entry.get("title") else ""
    text = text or title
    if not text.strip():
        return Refusal(
            name=name,
            place=f"entry {number}",
            reason="The entry holds no text.",
            remedy="Collect the page it links to.",
        )
    stated = {"title": title, **_stated(entry, feed)}
    if not full:
        stated["summary_only"] = "true"
    return Draft(
        name=name,
        text=text,
        media_type="application/feed+xml",
        raw_sha256=sha256_of(given.raw),
        stated={key: value for key, value in stated.items() if value},
    )


def _content(entry: Any) -> tuple[str, bool]:
    """The markup of an entry, and whether it is the full content and not a summary."""
    bodies = [
        body.get("value") or "" for body in entry.get("content", ()) if body.get("type") in _CONTENT
    ]
    if longest := max(bodies, key=len, default=""):
        return longest, True
    return entry.get("summary") or "", False


def _stated(entry: Any, feed: Any) -> dict[str, str]:
    source = entry.get("source") or {}
    stated = {
        "url": entry.get("link"),
        "id": entry.get("id"),
        "author": entry.get("author"),
        "publisher": source.get("title") or feed.get("title") or feed.get("publisher"),
        "language": entry.get("language") or feed.get("language"),
        "modified": _iso(entry.get("updated_parsed")) or entry.get("updated"),
    }
    if published := _iso(entry.get("published_parsed")) or entry.get("published"):
        stated |= {"published": published, "published_rule": "feed: date of the entry"}
    return {
        key: " ".join(value.split())
        for key, value in stated.items()
        if isinstance(value, str) and value.strip()
    }


def _iso(parsed: Any) -> str:
    """A date that feedparser understood, as ISO 8601 in UTC."""
    try:
        return (
            dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC).isoformat() if parsed else ""
        )
    except (ValueError, TypeError, OverflowError, OSError):
        return ""
