"""Which of the collected reports of an outlet a citation means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from corrobora.collect.citations import CitationCue
from corrobora.collect.passages import Prepared
from corrobora.collect.topics import Topics, close_in_time, content_terms, firm_terms, name_terms
from corrobora.text import Reading
from corrobora.vocab.calendar import load_calendar
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.when import find_dates, infer_day_first

SAME_TOPIC = 0.35
"""Share of the weight of the citing words that the cited report must hold."""
OTHER_LANGUAGE = 0.3
"""The same for a report in another language, where only names and numbers can be compared."""
SAME_DAY = 0.2
"""The same when the citation names the very day ("reported on Monday") of the report."""
OTHER_DAY = 0.6
"""The same when it names a day on which that report did not appear."""
DAY_REACH = 30
"""Characters around a citation phrase in which the day of the cited report stands."""
NEXT_DAYS = 3
"""A retelling in other words still means a report of the outlet at most so many days old ..."""
NAMES_HELD = 0.6
"""... that holds this share of the weight of its names and numbers, one of which no other report
of the outlet holds."""
FEWEST_TERMS = 3
"""Citing words fewer than this say nothing about a topic, unless the day agrees."""


def best_match(
    item: Prepared, cue: CitationCue, rivals: Sequence[Prepared], topics: Topics
) -> Prepared | None:
    """The report among those of the cited outlet whose topic, and day, fit the citation best."""
    day: dt.date | None = None
    if any(rival is not item for rival in rivals):
        day = cited_day(item, cue)
    best: tuple[float, Prepared] | None = None
    for rival in rivals:
        if rival is item or not close_in_time(item, rival):
            continue
        same = item.report.language == rival.report.language
        terms = content_terms if same else firm_terms
        idle = name_terms(cue.publisher)
        wanted = terms(item, cue.sentence_start, cue.sentence_end) - idle
        there = terms(rival)
        score = topics.overlap(wanted, there)
        least, fewest = SAME_TOPIC if same else OTHER_LANGUAGE, FEWEST_TERMS
        if day and rival.report.published:
            least = SAME_DAY if day == rival.report.published else OTHER_DAY
            if day == rival.report.published:
                fewest = 1
                section = terms(item, cue.sentence_start, cue.section_end) - idle
                score = max(score, topics.overlap(section, there))
        if score >= least and len(wanted) >= fewest and (best is None or score > best[0]):
            best = (score, rival)
    return best[1] if best else _by_names(item, cue, rivals, topics)


def _by_names(
    item: Prepared, cue: CitationCue, rivals: Sequence[Prepared], topics: Topics
) -> Prepared | None:
    """The one recent report of the outlet with the names of a citing sentence in other words."""
    wanted = firm_terms(item, cue.sentence_start, cue.sentence_end) - name_terms(cue.publisher)
    recent = [r for r in rivals if r is not item and _days_before(item, r) in range(NEXT_DAYS + 1)]
    held = {r.report.id: wanted & firm_terms(r) for r in rivals}
    fits = [r for r in recent if wanted and topics.overlap(wanted, held[r.report.id]) >= NAMES_HELD]
    if len(fits) != 1:
        return None
    others = frozenset().union(*(held[r.report.id] for r in rivals if r is not fits[0]))
    return fits[0] if held[fits[0].report.id] - others else None


def _days_before(citing: Prepared, cited: Prepared) -> int | None:
    """By how many days the cited report is the older; None when a date is unknown."""
    a, b = citing.report.published, cited.report.published
    return (a - b).days if a and b else None


def cited_day(item: Prepared, cue: CitationCue) -> dt.date | None:
    """The day on which the cited report appeared, where the citation says so."""
    language = item.report.language
    if language not in READ_LANGUAGES:
        return None
    calendar = load_calendar(language)
    start = max(cue.sentence_start, cue.start - DAY_REACH)
    text = Reading(item.report.text[start : min(cue.sentence_end, cue.end + DAY_REACH)]).text
    day_first = infer_day_first(text, calendar)
    days = [
        (min(abs(d.start - (cue.end - start)), abs(d.end - (cue.start - start))), d.when.start)
        for d in find_dates(text, calendar, item.report.published, day_first)
        if d.when.precision == "day"
    ]
    return min(days)[1] if days else None
