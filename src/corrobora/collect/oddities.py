"""Slips and exact figures that two reports share, and that hardly two writers hit upon alone.

Whether a word is a slip, or a date or a conversion wrong, is told by the two reports and by shipped
data, never by how many other reports there are: what two reports show stays the same whatever else
is collected, and for a reader who may not see the rest.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations

from corrobora.collect.layout import sentences_of
from corrobora.collect.passages import Prepared, near
from corrobora.collect.quotations import quotations_of
from corrobora.errors import VocabularyError
from corrobora.text import Reading, caseless, plain
from corrobora.vocab.calendar import load_calendar
from corrobora.vocab.gazetteer import load_gazetteer
from corrobora.vocab.inflect import forms
from corrobora.vocab.language import load_language
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.vocab.spelling_book import slips_undone, spelling_book

SLIP = 2
"""Points for a misspelled word or name, a weekday that is not that of its date, or a conversion of
measures that is wrong, in both reports. One may be chance ..."""
FIGURE = 1
"""... and exact figures, however many, count so much together, and only where nobody is named as
their source: a ministry's figure stands in every honest report."""
ENOUGH = 3
"""Points from which one of two reports is taken from the other."""
FAR_OFF = 0.2
"""A conversion is wrong when it is off by more than this share."""
EXACT = 1000
"""A whole number from here on that is no multiple of ``ROUND`` is an exact figure ..."""
ROUND = 50
"""... and so is one with two decimals."""
LEAST = 4
"""Letters of a name that is looked at."""
NAME_LETTERS = 5
"""A slip in a name of fewer letters may be another name, unless two letters changed places."""
YEARS = range(1800, 2200)
"""Four digits in a row that may be a year are no figure."""

_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:[,. ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)(?![\w]|[.,]\d)"
)
_OPENS = re.compile(r"[.!?:…\n\"“«]")
"""What stands between two words where a sentence or a quotation begins."""
_CONVERSION = re.compile(
    r"(?P<one>\d+(?:[.,]\d+)?)[ -](?P<unit>[^\W\d_]+\d?(?: [^\W\d_]+)?) "
    r"\((?:[^\W\d_]+ ){0,2}(?P<two>\d+(?:[.,]\d+)?)[ -](?P<unit2>[^\W\d_]+\d?(?: [^\W\d_]+)?)\)"
)


@dataclass(frozen=True)
class Oddity:
    """Something odd in a report.

    Attributes:
        kind: ``slip`` or ``figure``.
        key: What must be the same in another report.
        shown: How a cue puts it.
        start: Offset in the text as given.
        end: Offset after it.
    """

    kind: str
    key: tuple[str, ...]
    shown: str
    start: int
    end: int


@dataclass(frozen=True)
class Shared:
    """What two reports share: the cues, and the sentences in which it stands in both."""

    one: Prepared
    two: Prepared
    cues: tuple[str, ...]
    spans: tuple[tuple[int, int, int, int], ...]

    def spans_from(self, derived: Prepared) -> tuple[tuple[int, int, int, int], ...]:
        """The spans with those of the report that took first."""
        if derived is self.one:
            return self.spans
        return tuple(sorted((*span[2:], *span[:2]) for span in self.spans))


def shared_oddities(items: Sequence[Prepared]) -> Iterator[Shared]:
    """Pairs of reports of one time that share enough oddities, in order.

    Args:
        items: Prepared reports in the order of ``Prepared.order``.
    """
    own = [{o.key: o for o in oddities_of(item)} for item in items]
    names = frozenset(key[1] for found in own for key in found if key[0] == "name")
    for item, found in zip(items, own, strict=True):
        for odd in _bearing(item, names):
            found.setdefault(odd.key, odd)
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, found in enumerate(own):
        for key, odd in found.items():
            if odd.kind != "figure":
                holders[key].append(index)
    pairs = {pair for places in holders.values() for pair in combinations(places, 2)}
    for first, second in sorted(pairs):
        one, two = items[first], items[second]
        if near(one, two):
            shared = _compared(one, two, own[first], own[second])
            if shared is not None:
                yield shared


def _compared(
    one: Prepared,
    two: Prepared,
    here: Mapping[tuple[str, ...], Oddity],
    there: Mapping[tuple[str, ...], Oddity],
) -> Shared | None:
    both = sorted(here.keys() & there.keys(), key=lambda key: here[key].start)
    both = [k for k in both if "slip" in (here[k].kind, there[k].kind) or here[k].kind == "figure"]
    slips = [key for key in both if here[key].kind != "figure"]
    points = SLIP * len(slips) + FIGURE * (len(both) > len(slips))
    if points < ENOUGH:
        return None
    shown = [here[k].shown or there[k].shown for k in both]
    spans = {(*_sentence(one, here[k]), *_sentence(two, there[k])) for k in both}
    return Shared(one, two, tuple(shown), tuple(sorted(spans)))


def oddities_of(item: Prepared) -> tuple[Oddity, ...]:
    """What is odd in a report in a language that is read, outside furniture and quotations."""
    language = item.report.language
    if language not in READ_LANGUAGES:
        return ()
    reading = Reading(item.report.text)
    found = [
        *_misspelled(item, language),
        *_slipped_names(item, language),
        *_wrong_weekdays(item, reading, language),
        *_wrong_conversions(reading),
        *_figures(reading, language),
    ]
    quoted = [(q.start, q.end) for q in quotations_of(item.report)]
    hidden = [*quoted, *((f.start, f.end) for f in item.report.furniture)]
    first: dict[tuple[str, ...], Oddity] = {}
    for odd in found:
        if not any(s <= odd.start < e for s, e in hidden):
            first.setdefault(odd.key, odd)
    return tuple(first.values())


def _misspelled(item: Prepared, language: str) -> Iterator[Oddity]:
    words, book = item.words, spelling_book(language)
    slips = {word: right for word in set(words.folded) if (right := book.meant(word))}
    for at, word in enumerate(words.folded) if slips else ():
        right = slips.get(word)
        # A capital may be that of a name, also after the full stop of initials.
        if right and (not words.capital[at] or word in book.listed):
            shown = f'the same slip "{word}" for "{right}"'
            yield Oddity("slip", ("word", word), shown, words.starts[at], words.ends[at])


# --- names ---------------------------------------------------------------------------------------


def _slipped_names(item: Prepared, language: str) -> Iterator[Oddity]:
    """Names written otherwise once than in the rest of the report."""
    names = _names(item)
    counts = Counter(names.values())
    often = [name for name, count in counts.items() if count > 1]
    for at, name in names.items():
        if counts[name] > 1:
            continue
        for right in (r for r in often if r[0] == name[0] and abs(len(r) - len(name)) <= 1):
            if right in slips_undone(name) and _is_slip(name, right, language):
                written = next(i for i, other in names.items() if other == right)
                shown = f'the same slip "{_word(item, at)}" for "{_word(item, written)}"'
                place = item.words.starts[at], item.words.ends[at]
                yield Oddity("slip", ("name", name), shown, *place)
                break


def _word(item: Prepared, at: int) -> str:
    return item.report.text[item.words.starts[at] : item.words.ends[at]]


def _is_slip(name: str, right: str, language: str) -> bool:
    """True when a name is no name or word of its own: letters changed places, or it is unknown."""
    if name in load_gazetteer():
        return False
    if sorted(name) == sorted(right):
        return True
    return len(name) >= NAME_LETTERS and not spelling_book(language).knows(name)


def _bearing(item: Prepared, names: frozenset[str]) -> Iterator[Oddity]:
    """Names of a report that are slips by what another report shows."""
    words = item.words
    for at, name in _names(item).items():
        if name in names:
            yield Oddity("name", ("name", name), "", words.starts[at], words.ends[at])


def _names(item: Prepared) -> dict[int, str]:
    """Folded words with a capital inside a sentence, but not all in capitals, by their place."""
    words, text = item.words, item.report.text
    return {
        at: words.folded[at]
        for at, capital in enumerate(words.capital)
        if capital
        and len(words.folded[at]) >= LEAST
        and words.folded[at].isalpha()
        and not text[words.starts[at] + 1].isupper()
        and not _opens(item, at)
    }


def _opens(item: Prepared, at: int) -> bool:
    """True for the first word of a sentence or a quotation, which has a capital anyway."""
    words = item.words
    between = item.report.text[words.ends[at - 1] : words.starts[at]] if at else "\n"
    return _OPENS.search(between) is not None


# --- dates, measures, figures --------------------------------------------------------------------


def _wrong_weekdays(item: Prepared, reading: Reading, language: str) -> Iterator[Oddity]:
    calendar = load_calendar(language)
    text = reading.text.translate(_flat())
    for match in _dated(language).finditer(text):
        day, month = (
            int(match["day"] or match["day2"]),
            calendar.months[match["month"] or match["month2"]],
        )
        date = _nearest(day, month, match["year"], item.report.published)
        if date is None or date.weekday() == calendar.weekdays[match["weekday"]]:
            continue
        start, end = reading.given_span(*match.span())
        shown = f'the same wrong day of the week "{reading.text[slice(*match.span())]}"'
        key = ("weekday", str(calendar.weekdays[match["weekday"]]), f"{month:02d}-{day:02d}")
        yield Oddity("slip", key, shown, start, end)


@cache
def _flat() -> Mapping[int, str]:
    """Letters without case and accents, one for one, so that offsets stay."""
    letters = (chr(code) for code in range(0x250))
    return {ord(c): folded for c in letters if len(folded := plain(c)) == 1}


@cache
def _dated(language: str) -> re.Pattern[str]:
    calendar = load_calendar(language)

    def either(names: Mapping[str, int]) -> str:
        return "|".join(
            sorted((re.escape(n) for n in names if len(n) > 2), key=lambda n: (-len(n), n))
        )

    months = either(calendar.months)
    return re.compile(
        rf"\b(?P<weekday>{either(calendar.weekdays)}),? (?:the |le )?"
        rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)? (?:of )?(?P<month>{months})"
        rf"|(?P<month2>{months}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)\b"
        r"(?:,? (?P<year>(?:19|20)\d\d)\b)?"
    )


def _nearest(day: int, month: int, year: str | None, published: dt.date | None) -> dt.date | None:
    """The date, in the year nearest to the day of publication where none is given."""
    years = [int(year)] if year else [published.year + n for n in (-1, 0, 1)] if published else []
    dates = []
    for one in years:
        try:
            dates.append(dt.date(one, month, day))
        except ValueError:
            continue
    return min(dates, key=lambda d: abs((d - published).days) if published else 0, default=None)


def _wrong_conversions(reading: Reading) -> Iterator[Oddity]:
    text = reading.text.translate(_flat())
    for match in _CONVERSION.finditer(text):
        one, two = _unit(match["unit"]), _unit(match["unit2"])
        if one is None or two is None or one[0] != two[0]:
            continue
        left, right = (float(match[n].replace(",", ".")) for n in ("one", "two"))
        if min(left, right) > 0 and abs(left * one[1] / (right * two[1]) - 1) > FAR_OFF:
            shown = f'the same wrong conversion "{reading.text[slice(*match.span())]}"'
            key = ("conversion", match["one"], match["two"], one[0])
            yield Oddity("slip", key, shown, *reading.given_span(*match.span()))


def _unit(words: str) -> tuple[str, float] | None:
    """What a unit measures and how much of it; the first word of two may be all of it."""
    table = _units()
    return table.get(words) or table.get(words.partition(" ")[0])


@cache
def _units() -> Mapping[str, tuple[str, float]]:
    place = resources.files("corrobora.vocab") / "units.toml"
    try:
        tables = tomllib.loads(place.read_text(encoding="utf-8"))
        return {n: (kind, float(size)) for kind, t in tables.items() for n, size in t.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise VocabularyError(
            f"The units of measure cannot be read: {error}.",
            hint="Restore vocab/units.toml.",
            file=str(place),
        ) from error


def _figures(reading: Reading, language: str) -> Iterator[Oddity]:
    exact = [(m, value) for m in _NUMBER.finditer(reading.text) if (value := _exact(m.group()))]
    sentences = sentences_of(reading.text) if exact else ()
    for match, value in exact:
        start, end = next(s for s in sentences if s[0] <= match.start() < s[1])
        if not _names_a_source(reading.text[start:end], language):
            span = reading.given_span(*match.span())
            yield Oddity("figure", ("figure", value), f"the figure {match.group()}", *span)


def _exact(written: str) -> str | None:
    """An exact figure in one form, or None for a round number, a year, a small one."""
    digits = re.sub(r"[,. ](?=\d{3}(?:\D|$))", "", written)
    whole, _, part = digits.replace(",", ".").partition(".")
    if len(part) >= 2:
        return f"{int(whole)}.{part}"
    number = int(whole)
    plain_year = written.isdigit() and number in YEARS
    return str(number) if number >= EXACT and number % ROUND and not plain_year else None


def _names_a_source(sentence: str, language: str) -> bool:
    words = set(re.findall(r"[^\W\d_]+", plain(sentence)))
    cues = load_language(language)
    according = cues is not None and cues.according.search(caseless(sentence)) is not None
    return according or bool(words & _saying(language))


@cache
def _saying(language: str) -> frozenset[str]:
    """Forms of the verbs that give words to a speaker."""
    cues = load_language(language)
    verbs = cues.manner_of if cues is not None else ()
    return frozenset(plain(f) for verb in verbs for f in forms(verb, "verb", language))


def _sentence(item: Prepared, odd: Oddity) -> tuple[int, int]:
    reading = Reading(item.report.text)
    spans = (reading.given_span(*s) for s in sentences_of(reading.text))
    return next(((s, e) for s, e in spans if s <= odd.start < e), (odd.start, odd.end))
