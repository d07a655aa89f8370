"""From a draft to a frozen report: the text as given, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping

from corrobora.collect.furniture import find_furniture
from corrobora.collect.language import find_language
from corrobora.collect.layout import Line, lines_of
from corrobora.collect.mail_origin import mail_origin
from corrobora.collect.masthead import above_title, is_label, names_outlet, outlet_of_line
from corrobora.collect.metadata import (
    clean_address,
    clean_author,
    clean_marking,
    find_byline,
    find_published,
    find_title,
    stated_day,
)
from corrobora.collect.origin import find_origins
from corrobora.collect.outlets import OutletBook, outlet_book
from corrobora.furniture import merge_furniture
from corrobora.model import Draft, Furniture, Report
from corrobora.text import Reading, sha256_of
from corrobora.vocab.citation_cues import CitationCues, citation_cues
from corrobora.vocab.furniture_cues import furniture_cues


def report_id(text: str) -> str:
    """Identifier of a text: the same text has the same one wherever it comes from."""
    return "r" + sha256_of(text)[:16]


def freeze(
    draft: Draft,
    *,
    now: str | None = None,
    publishers: Mapping[str, str] | None = None,
) -> Report:
    """Freeze a draft: nothing of its text changes, everything known about it is set down.

    Args:
        draft: What a reader got out of one input.
        now: ISO 8601 time of collection; dates later than this by two days are not believed.
        publishers: Alias to canonical name of known outlets; the built-in ones when None.

    Returns:
        The report. Its id depends on the text alone.
    """
    reading = Reading(draft.text)
    language = find_language(_main_text(draft), draft.stated.get("language"))
    furniture = merge_furniture(draft.text, draft.furniture, find_furniture(draft.text, language))
    lines = lines_of(reading)
    main = _outside(lines, furniture, reading)
    cues, words = citation_cues(language), furniture_cues(language)
    book = outlet_book(publishers)
    stated = _with_sender(draft, language, book)
    url = clean_address(stated.get("url"))
    author = clean_author(stated.get("author"), words.authors.bylines) or find_byline(lines, words)
    origins = find_origins(
        [line for line in lines if not _inside(line, draft.furniture, reading)],
        stated=stated.get("publisher"),
        carrier=stated.get("carrier"),
        author=author,
        url=url,
        book=book,
        cues=cues,
        furniture=words,
    )
    collected = stated.get("collected") or now
    published, rule = find_published(
        stated,
        reading.text,
        language,
        url=url,
        now=now,
        collected=stated.get("collected"),
    )
    title = " ".join((stated.get("title") or "").split())
    if not title:
        span = find_title(main, lambda line: _names_outlet(line, main, book, cues))
        title = draft.text[slice(*reading.given_span(*span))] if span else ""
    edges = "\n".join(line.text for line in (*lines[:3], *lines[-2:]) if line.words <= 8)
    return Report(
        id=report_id(draft.text),
        name=draft.name,
        text=draft.text,
        sha256=sha256_of(draft.text),
        raw_sha256=draft.raw_sha256,
        media_type=draft.media_type,
        title=title or None,
        publisher=origins.publisher,
        carrier=origins.carrier,
        author=origins.author,
        published=published,
        published_rule=rule,
        collected=collected,
        url=url,
        language=language,
        marking=clean_marking(draft.marking or stated.get("marking"), edges),
        furniture=furniture,
        names=(draft.name,),
        extra=dict(draft.extra),
    )


def _with_sender(draft: Draft, language: str | None, book: OutletBook) -> dict[str, str]:
    """What the input states; for a mail, author, publisher and date of its first sender."""
    stated = dict(draft.stated)
    origin = mail_origin(draft, book, citation_cues(language))
    if origin is None:
        return stated
    stated.pop("author", None)
    if origin.author:
        stated["author"] = origin.author
    if origin.publisher:
        stated.setdefault("publisher", origin.publisher)
    if origin.sent and stated_day(origin.sent, language):
        stated |= {"published": origin.sent, "published_rule": "mail: Date of the first sender"}
    return stated


def _main_text(draft: Draft) -> str:
    """The text without what the reader marked, for telling the language."""
    pieces, position = [], 0
    for span in sorted(draft.furniture, key=lambda f: (f.start, f.end)):
        pieces.append(draft.text[position : max(position, span.start)])
        position = max(position, span.end)
    pieces.append(draft.text[position:])
    return "".join(pieces) if any(p.strip() for p in pieces) else draft.text


def _names_outlet(line: Line, main: list[Line], book: OutletBook, cues: CitationCues) -> bool:
    """True when a line names an outlet, or a part of a page, and is no title."""
    if names_outlet(line.text, book, cues) or outlet_of_line(line, book, cues):
        return True
    return is_label(line.text) or (line is main[0] and above_title(main) is not None)


def _inside(line: Line, furniture: tuple[Furniture, ...], reading: Reading) -> bool:
    start, end = reading.given_span(line.start, line.end)
    return any(f.start <= start and end <= f.end for f in furniture)


def _outside(
    lines: tuple[Line, ...], furniture: tuple[Furniture, ...], reading: Reading
) -> list[Line]:
    return [line for line in lines if not _inside(line, furniture, reading)]
