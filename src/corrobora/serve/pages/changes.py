"""What changed in the brief since a day or a moment that the reader names."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from corrobora.brief import Changes, changes_of, spans_cited
from corrobora.brief.changes import Span
from corrobora.errors import CorroboraError, NotFound
from corrobora.model import Sentence
from corrobora.serve.answers import Page, answer, language_of
from corrobora.serve.room import Room, room_of
from corrobora.vocab.wording import wording
from corrobora.writers.citations import labels_of

MOST_CLAIMS = 100_000
"""Of a case with more claims no earlier brief is worked out for a page."""

MOST_ANCHORS = 10
"""Days on which reports came, and drafts, that are offered to compare with: the latest."""


class TooLong(CorroboraError):
    """To work this out would keep the others waiting for too long."""

    code = "web.too-long"


class Arrivals(Struct, frozen=True):
    """How many reports came into the case on a day (UTC)."""

    day: dt.date
    reports: int


class _Compared(Struct, frozen=True):
    """What changed, with the labels of what its sentences cite."""

    changes: Changes
    labels: Mapping[Span, str]


def routes() -> list[Route]:
    """The routes of this screen."""
    return [Route("/brief/changes", changes)]


def changes(request: Request) -> Response:
    """The sentences that are new, gone and changed since then, or what one can compare with."""
    room, language = room_of(request), language_of(request)
    since = request.query_params.get("since", "").strip()
    moment = read_since(since) if since else None
    day = dt.date.fromisoformat(since) if since and _is_day(since) else None
    compared = _compared(room, moment, language) if moment is not None else None
    days = room.kept(room.board(), ("arrivals",), lambda: _arrivals(room))
    drafts = [
        {"id": one.id, "title": one.title, "by": one.by, "at": one.at}
        for one in sorted(room.store.drafts.all(), key=lambda d: (d.at, d.id), reverse=True)
    ]
    data: dict[str, Any] = {
        "since": since,
        "moment": _shown(moment),
        "compared": compared.changes if compared else None,
        "days": days,
        "drafts": drafts[:MOST_ANCHORS],
    }
    labels = compared.labels if compared else {}
    shown = {
        "page": wording(language).page,
        "cited": lambda sentence: _cited(sentence, labels),
        "since_day": day,
    }
    return answer(request, Page("brief-changes.html", data, shown=shown))


def read_since(given: str) -> dt.datetime:
    """The last moment that counts as before: that itself, or the last one before a day (UTC).

    Args:
        given: A day or a moment as ISO 8601; a moment without a zone is in UTC.

    Raises:
        NotFound: It is neither.
    """
    try:
        if _is_day(given):
            day = dt.datetime.combine(dt.date.fromisoformat(given), dt.time(), dt.UTC)
            return day - dt.timedelta(microseconds=1)
        moment = dt.datetime.fromisoformat(given)
        return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        raise NotFound("This is no day and no moment.", hint="Write a day as 2025-10-02.") from None


def _is_day(given: str) -> bool:
    return len(given) == len("2025-10-02")


def _shown(moment: dt.datetime | None) -> str:
    return "" if moment is None else moment.isoformat().replace("+00:00", "Z")


def _compared(room: Room, moment: dt.datetime, language: str) -> _Compared:
    """What changed since a moment, worked out once for each state of the case.

    Raises:
        Comparing: Another one is being worked out.
        TooLong: The case is too large for a page.
    """
    if room.store.lookup.claims_number() > MOST_CLAIMS:
        raise TooLong(
            f"The case has more than {MOST_CLAIMS} claims; no earlier brief is worked out.",
            hint="Keep its brief as a draft or as a file, and compare with that.",
        )

    def made() -> _Compared:
        with room.comparing():
            now, events_now = room.brief(language), room.case.events()
            before, events_before = room.case.earlier(moment, scope=now.scope, language=language)
            found = changes_of(
                before, now, events_before=events_before, events_now=events_now, language=language
            )
            # Of what the earlier brief cites beside, labels go on where those of the brief end.
            labels = labels_of(now, before)
            cited = spans_cited(found.changes)
            return _Compared(found, {span: labels[span] for span in cited if span in labels})

    return room.kept(room.board(), ("changes", moment, language), made)


def _cited(sentence: Sentence, labels: Mapping[Span, str]) -> list[tuple[str, Span]]:
    spans = dict.fromkeys((one.report, one.start, one.end) for one in sentence.citations)
    return [(labels[span], span) for span in spans if span in labels]


def _arrivals(room: Room) -> Sequence[Arrivals]:
    """On which days reports came, the latest first."""
    counts = Counter(at[:10] for at in room.store.lookup.arrivals().values())
    latest = sorted(counts, reverse=True)[:MOST_ANCHORS]
    return tuple(Arrivals(dt.date.fromisoformat(day), counts[day]) for day in latest)
