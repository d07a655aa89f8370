"""The sources of a brief as lines of words: who wrote it, when, and what it took from whom."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date

from corrobora.model import Brief, Derivation, Source
from corrobora.vocab.wording import Wording


def source_line(source: Source, words: Wording) -> str:
    """Originator, title, author, carrier and date of a report in one line."""
    report, page = source.report, words.page
    parts = [report.publisher or page["unknown_publisher"]]
    if report.title:
        parts.append(f"“{report.title.strip()}”")
    if report.author:
        parts.append(page["by_author"].format(author=report.author))
    if report.carrier and report.carrier != report.publisher:
        parts.append(page["carried_by"].format(carrier=report.carrier))
    if report.published:
        parts.append(page["published"].format(date=day(report.published, words)))
    else:
        parts.append(page["undated"])
    return ", ".join(parts)


def derivation_lines(source: Source, brief: Brief, words: Wording) -> tuple[str, ...]:
    """What a source took from others, one line each, with the cue that shows it."""
    return tuple(_derivation_line(d, brief, words) for d in source.derivations)


def _derivation_line(derivation: Derivation, brief: Brief, words: Wording) -> str:
    numbers = {s.report.id: f"[{s.number}]" for s in brief.sources}
    if derivation.ghost is not None:
        taken = words.page["ghost"].format(publisher=derivation.ghost.publisher)
    else:
        taken = numbers.get(derivation.source or "", "?")
    line = words.page[f"derived_{derivation.how}"].format(source=taken)
    if derivation.cues:
        line += f" ({words.page['cue'].format(cue=' '.join(derivation.cues[0].split()))})"
    return line


def day(date: dt.date, words: Wording) -> str:
    """A day in words."""
    shown = format_date(date, "d MMMM y", locale=words.language)
    return f"1er{shown[1:]}" if words.language == "fr" and date.day == 1 else shown


def as_of_line(brief: Brief, words: Wording) -> str:
    """The day a brief speaks for."""
    if brief.as_of is None:
        return words.page["as_of_unknown"]
    return words.page["as_of"].format(date=day(brief.as_of, words))
