"""The brief as a whole: title, summary of the sources, sections, numbered sources."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence

from babel import Locale, UnknownLocaleError

from corrobora.brief.desk import Desk
from corrobora.brief.lines import lines_of
from corrobora.brief.sections import sections_of
from corrobora.model import (
    Brief,
    Claim,
    Derivation,
    Event,
    Independence,
    Report,
    Source,
    When,
)
from corrobora.reconcile.gist import show_day
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.vocab.wording import wording

METHOD = "brief/2"


def write_brief(
    reports: Sequence[Report],
    claims: Sequence[Claim],
    events: Sequence[Event],
    derivations: Sequence[Derivation],
    *,
    scope: str,
    as_of: dt.date | None = None,
    language: str = "en",
) -> Brief:
    """A brief on everything given, every sentence resting on cited words.

    Args:
        reports: The sources; they are numbered in order of publication.
        claims: All claims, also those that made no event (options and risks).
        events: What ``reconcile`` made of the claims.
        derivations: Who took what from whom.
        scope: What the brief is about, in the user's words.
        as_of: The day the brief speaks for; the latest publication date when None.
        language: Of the brief's own words; quotations stay in theirs.

    Raises:
        VocabularyError: There is no wording for ``language``.
    """
    words = wording(language)
    ordered = sorted(reports, key=lambda r: (r.published or dt.date.max, r.name, r.id))
    as_of = as_of or max((r.published for r in reports if r.published), default=None)
    desk = Desk(
        reports={r.id: r for r in ordered},
        claims={c.id: c for c in sorted(claims, key=lambda c: (c.report, c.start, c.end, c.id))},
        words=words,
        events={e.gist.rstrip("."): e for e in sorted(events, key=lambda e: e.id)},
    )
    chosen = [
        e for e in sorted(events, key=lambda e: e.id) if any(c in desk.claims for c in e.claims)
    ]
    lines = lines_of(desk, chosen, as_of)
    sections = tuple(sections_of(desk, chosen, lines))
    independent = _independent(chosen)
    taken = defaultdict(list)
    for derivation in derivations:
        taken[derivation.report].append(derivation)
    return Brief(
        title=desk.phrase("title", scope=scope),
        scope=scope,
        as_of=as_of,
        summary=summary_of(desk, ordered, claims, chosen, derivations, independent),
        independent=independent,
        sections=sections,
        sources=tuple(
            Source(number=number, report=report, derivations=tuple(taken[report.id]))
            for number, report in enumerate(ordered, start=1)
        ),
        method=METHOD,
    )


# --- summary -------------------------------------------------------------------------------------


def summary_of(
    desk: Desk,
    reports: Sequence[Report],
    claims: Sequence[Claim],
    events: Sequence[Event],
    derivations: Sequence[Derivation],
    independent: Independence,
) -> str:
    """The source summary statement: what the brief rests on, after ICS 206-01."""
    languages = Counter(r.language or "?" for r in reports)
    listed = ", ".join(
        f"{_language_name(code, desk)}{desk.words.frame['colon']}{count}"
        for code, count in sorted(languages.items())
    )
    parts = [
        desk.phrase(
            "summary_report" if len(reports) == 1 else "summary_reports",
            count=len(reports),
            languages=listed,
        )
    ]
    days = sorted(r.published for r in reports if r.published)
    if days:
        first, last = (_day(d, desk.words.language) for d in (days[0], days[-1]))
        key = "summary_date" if first == last else "summary_dates"
        parts.append(desk.phrase(key, first=first, last=last))
    for key, count in (
        ("summary_undated", sum(r.published is None for r in reports)),
        ("summary_unread", sum((r.language or "en") not in READ_LANGUAGES for r in reports)),
        ("summary_derived", len({d.report for d in derivations if d.report in desk.reports})),
    ):
        if count:
            parts.append(desk.phrase(key, count=count))
    if not events:
        parts.append(desk.phrase("summary_origins_none"))
    else:
        parts.append(desk.phrase("summary_events", claims=len(claims), events=len(events)))
        key = "summary_origins" if independent.min > 1 else "summary_origins_unshown"
        parts.append(desk.phrase(key, min=independent.min, max=independent.max))
    return " ".join(parts)


def _independent(events: Sequence[Event]) -> Independence:
    """Over the whole brief: all origins named, and the most shown independent for one event."""
    everyone = {o.name for e in events for o in e.origins}
    return Independence(min=max((e.independent.min for e in events), default=0), max=len(everyone))


def _language_name(code: str, desk: Desk) -> str:
    try:
        return str(Locale.parse(code).get_display_name(desk.words.language) or code)
    except (UnknownLocaleError, ValueError):
        return desk.phrase("unknown_language")


def _day(day: dt.date, language: str) -> str:
    return show_day(When(start=day, end=day, precision="day", text=""), language)
