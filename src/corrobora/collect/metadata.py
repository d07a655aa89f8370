"""Title, author, publication date, address and marking, with how each was found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from functools import lru_cache

from courlan import normalize_url

from corrobora.collect.furniture import is_date_line, line_start
from corrobora.collect.layout import HEADING_WORDS, Line
from corrobora.sightings import TLP_ORDER
from corrobora.text import Reading, plain
from corrobora.vocab.calendar import load_calendar
from corrobora.vocab.furniture_cues import FurnitureCues
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.when import find_publication_date

FIRST_YEAR = 1900
"""A publication date before this year is not taken."""
LAST_YEAR = 2100
"""Without a clock, a publication date after this year is not taken."""
FUTURE_DAYS = 2
"""Time zones and early editions: a date up to so many days ahead is taken."""
HEAD_LINES = 12
"""Title, byline and date stand in the first so many lines."""

_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_ADDRESS_DATE = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")
_TITLE_PREFIX = re.compile(
    r"(?:title|titre|headline)\s*:\s*|"
    r"(?:(?:date|published|posted|updated|publie le)\s*:?\s*)?\d{4}-\d\d-\d\d\s*[:|-]?\s+",
    re.IGNORECASE,
)
_TLP = re.compile(
    r"\bTLP\s*[:\s-]\s*(CLEAR|WHITE|GREEN|AMBER\s?\+\s?STRICT|AMBER|RED)\b", re.IGNORECASE
)
GUESSED = "by guess"
"""How a reader ends its rule when it guessed the date from the whole page."""


# --- title and author ----------------------------------------------------------------------------


def find_title(lines: Sequence[Line], is_outlet: Callable[[Line], bool]) -> tuple[int, int] | None:
    """Where the first line stands that looks like a heading, before any running text."""
    head = lines[:HEAD_LINES]
    for i, line in enumerate(head):
        if line.prose:
            return None
        if is_date_line(line) or line.bullet or line.words > HEADING_WORDS + 7:
            continue
        if is_outlet(line) or line.words < 2 or line.text.endswith((":", ";", ",")):
            continue
        if i + 1 < len(lines):
            prefix = _TITLE_PREFIX.match(line.text)
            return line.start + (prefix.end() if prefix else 0), line.end
    return None


@lru_cache(maxsize=8)
def _byline(bylines: tuple[str, ...]) -> re.Pattern[str]:
    return line_start(bylines)


def find_byline(lines: Sequence[Line], cues: FurnitureCues) -> str | None:
    """What stands after "By" in the head of a text, or in a line of its own at its end."""
    for line in (*lines[:HEAD_LINES], *lines[:-4:-1]):
        match = _byline(cues.authors.bylines).match(line.plain)
        if not match or line.words > 12 or line.ends:
            continue
        rest = re.split(r"\s[|•·]\s|,\s(?=\d)", line.text[match.end() :].strip(" :"))[0].strip()
        if rest and rest[0].isupper() and not any(c.isdigit() for c in rest):
            return rest
    return None


def clean_author(name: str | None, bylines: tuple[str, ...]) -> str | None:
    """An author's name as stated, without "By"."""
    if not name or not name.strip():
        return None
    stripped = " ".join(name.split())
    match = _byline(bylines).match(plain(stripped))
    if match and len(stripped) > match.end():
        stripped = stripped[match.end() :].strip(" :")
    return stripped or None


# --- date ----------------------------------------------------------------------------------------


def read_date(stated: str) -> dt.date | None:
    """A date that a format states: ISO 8601 or the date of a mail or feed."""
    text = stated.strip()
    iso = _ISO.match(text)
    if iso:
        try:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        except ValueError:
            return None
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _latest(now: str | None, collected: str | None) -> dt.date:
    for clock in (now, collected):
        day = read_date(clock) if clock else None
        if day and day < dt.date(LAST_YEAR, 1, 1):
            return day + dt.timedelta(days=FUTURE_DAYS)
    return dt.date(LAST_YEAR, 1, 1)


def find_published(
    stated: Mapping[str, str],
    text: str,
    language: str | None,
    *,
    url: str | None,
    now: str | None,
    collected: str | None,
) -> tuple[dt.date | None, str | None]:
    """The publication date and the rule that found it.

    Tried in turn: what the input or its page states, the head of the text (folded), what a reader
    guessed, the address. A date before 1900 or more than two days after ``now`` is not taken, and
    the rule says so.
    """
    latest = _latest(now, collected)
    refused: list[str] = []
    for day, rule in _candidates(stated, text, language, url):
        if day is None:
            refused.append(f"{rule} date not understood")
            continue
        if day.year >= FIRST_YEAR and day <= latest:
            return day, "; ".join([rule, *refused])
        why = "before 1900" if day.year < FIRST_YEAR else "in the future"
        refused.append(f"{rule} date {day.isoformat()} not taken: {why}")
    return None, "; ".join(refused) or None


def _candidates(
    stated: Mapping[str, str], text: str, language: str | None, url: str | None
) -> Iterator[tuple[dt.date | None, str]]:
    calendar = load_calendar(language if language in READ_LANGUAGES else "en")
    value = (stated.get("published") or "").strip()
    rule = stated.get("published_rule") or "stated"
    guessed = rule.endswith(GUESSED)
    day = stated_day(value, language) if value else None
    if value and not guessed:
        yield day, rule
    when, how = find_publication_date(text, calendar)
    if when and when.precision == "day":
        yield when.start, f"head of text ({how})"
    if value and guessed:
        yield day, rule
    if url and (address := _address_date(url)):
        yield address, "address"


def stated_day(value: str, language: str | None) -> dt.date | None:
    """A stated date in any form that formats or people use; None when it is not understood."""
    day = read_date(value)
    for code in dict.fromkeys((language, *READ_LANGUAGES)):
        if day is None and code in READ_LANGUAGES:
            when, _ = find_publication_date(Reading(value).text, load_calendar(code))
            day = when.start if when and when.precision == "day" else None
    return day


def _address_date(url: str) -> dt.date | None:
    match = _ADDRESS_DATE.search(url)
    if not match:
        return None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


# --- address and marking -------------------------------------------------------------------------


def clean_address(url: str | None) -> str | None:
    """An http(s) address in normal form, without tracking; None for anything else."""
    if not url or not re.match(r"https?://[^\s/]", url.strip(), re.IGNORECASE):
        return None
    try:
        normal = normalize_url(url.strip(), strict=False)
    except (ValueError, AttributeError):
        return None
    return str(normal) or None


def clean_marking(stated: str | None, edges: str = "") -> str | None:
    """A marking in the form TLP 2.0 writes it; markings of other schemes stay as stated.

    ``edges`` are the first and last lines of the text: the stricter of the two labels counts.
    """
    found = [_tlp(m.group(1)) for m in _TLP.finditer(edges)]
    if stated and stated.strip():
        match = _TLP.search(stated) or re.fullmatch(
            r"\s*(CLEAR|WHITE|GREEN|AMBER\s?\+\s?STRICT|AMBER|RED)\s*", stated, re.IGNORECASE
        )
        if not match:
            return " ".join(stated.split())
        found.append(_tlp(match.group(1)))
    return max(found, key=TLP_ORDER.index) if found else None


def _tlp(word: str) -> str:
    level = re.sub(r"\s", "", word.upper())
    return "TLP:" + ("CLEAR" if level == "WHITE" else level)
