"""What is new, gone and changed in a brief against an earlier one of the same case."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec.structs import replace

from corrobora.model import Brief, Event, Independence, Sentence, Toll, Value
from corrobora.vocab.wording import wording

REPEATED = "key"
"""The section that says again, in short, what others tell; it is not compared."""

MOVING = frozenset(("happened", "claimed", "background", "options"))
"""Parts of a brief between which what is told of one event may move."""

_DIGITS = re.compile(r"\d+")

Span = tuple[str, int, int]
Field = Literal["reports", "independent", "deaths", "credibility", "conflicts"]


class Standing(Value, frozen=True, kw_only=True):
    """What the case makes of an event.

    Attributes:
        reports: How many tell of it.
        independent: How many independent origins it has.
        deaths: How many died; None where nobody says.
        credibility: Its grade, "1" to "6".
        conflicts: For each disagreement what it is about, and its kind.
    """

    reports: int
    independent: Independence
    deaths: Toll | None
    credibility: str
    conflicts: tuple[tuple[str, str], ...]


class Change(Value, frozen=True, kw_only=True):
    """A sentence that one of two briefs does not have, or has otherwise.

    Attributes:
        kind: "new", "gone", or "changed" in its words or in what its event stands for.
        section: Title of the section, of the later brief unless the sentence is gone.
        before: As the earlier brief has it; None if it is new.
        now: As the later brief has it; None if it is gone.
        was: The event of ``before``, where it tells of one.
        stands: The event of ``now``, where it tells of one.
        differs: Fields of ``was`` and ``stands`` that are not the same.
        held: Of what is new or gone, the event of the other brief's time that holds its claims:
            the case had it already, or still has it, and the brief tells it elsewhere or in no
            sentence. Empty where there is none.
    """

    kind: Literal["new", "gone", "changed"]
    section: str
    before: Sentence | None = None
    now: Sentence | None = None
    was: Standing | None = None
    stands: Standing | None = None
    differs: tuple[Field, ...] = ()
    held: str = ""


class Changes(Value, frozen=True, kw_only=True):
    """How a brief differs from an earlier one.

    Attributes:
        reports_before: Reports that the earlier one rests on.
        reports_now: Reports that the later one rests on.
        changes: In the order of the later brief, what is gone behind.
        same: How many sentences are as they were.
    """

    reports_before: int
    reports_now: int
    changes: tuple[Change, ...]
    same: int


class _Place(NamedTuple):
    """A sentence where it stands, ``part`` being the section without its thread."""

    number: int
    part: str
    title: str
    sentence: Sentence


def changes_of(
    before: Brief,
    now: Brief,
    *,
    events_before: Iterable[Event],
    events_now: Iterable[Event],
    language: str,
) -> Changes:
    """Compare two briefs of one case in one language, sentence by sentence.

    Sentences with the same words are the same; of the others those belong together that cite the
    same words or tell of an event with the same claims. Ids of events are not compared.

    Args:
        before: The earlier brief.
        now: The later brief; it has all reports of the earlier one.
        events_before: The events that the earlier one was written from.
        events_now: The events that the later one was written from.
        language: Of both briefs.
    """
    was = _Told(before, events_before, _renumbering(before, now, language))
    stands = _Told(now, events_now, lambda text: text)
    pairs = _pairs(was, stands)
    found: list[Change] = []
    for one in stands.places:
        match = pairs.get(one.number)
        if match is None:
            held = was.holding(stands.told_of(one))
            told = stands.standing(one)
            found.append(
                Change(kind="new", section=one.title, now=one.sentence, stands=told, held=held)
            )
            continue
        change = _changed(was, stands, match, one)
        if change is not None:
            found.append(change)
    same = len(pairs) - sum(one.kind == "changed" for one in found)
    met = {place.number for place in pairs.values()}
    for place in was.places:
        if place.number not in met:
            held = stands.holding(was.told_of(place))
            told = was.standing(place)
            found.append(
                Change(kind="gone", section=place.title, before=place.sentence, was=told, held=held)
            )
    return Changes(
        reports_before=len(before.sources),
        reports_now=len(now.sources),
        changes=tuple(found),
        same=same,
    )


class _Told:
    """The sentences of a brief that are compared, and the events behind them."""

    def __init__(self, brief: Brief, events: Iterable[Event], worded: Callable[[str], str]) -> None:
        self._events = {event.id: event for event in events}
        self._event_of = {claim: e.id for e in self._events.values() for claim in e.claims}
        sentences = (
            (
                section.id.partition("/")[0],
                section.title,
                replace(sentence, text=worded(sentence.text)),
            )
            for section in brief.sections
            for sentence in section.sentences
            if section.id != REPEATED
        )
        self.places = [_Place(number, *row) for number, row in enumerate(sentences)]

    def event(self, place: _Place) -> Event | None:
        """The event that a sentence tells of first."""
        return self._events.get(next(iter(place.sentence.events), ""))

    def claims(self, place: _Place) -> frozenset[str]:
        """The claims of the event that a sentence tells of first."""
        event = self.event(place)
        return frozenset(event.claims if event else ())

    def told_of(self, place: _Place) -> frozenset[str]:
        """The same; none of a sentence on how sources disagree, or on what is open."""
        return self.claims(place) if place.part in MOVING else frozenset()

    def holding(self, claims: Iterable[str]) -> str:
        """The event that has the most of these claims; "" where none has any."""
        counts: dict[str, int] = defaultdict(int)
        for claim in claims:
            if claim in self._event_of:
                counts[self._event_of[claim]] += 1
        return min(counts, key=lambda id_: (-counts[id_], id_), default="")

    def standing(self, place: _Place) -> Standing | None:
        """What the event of a sentence stands for; None of a sentence about no one event."""
        event = self.event(place)
        if event is None or place.part not in MOVING:
            return None
        return Standing(
            reports=len(event.reports),
            independent=event.independent,
            deaths=event.deaths,
            credibility=event.credibility,
            conflicts=tuple(sorted({(one.about, one.kind) for one in event.conflicts})),
        )


def _changed(was: _Told, stands: _Told, before: _Place, now: _Place) -> Change | None:
    """The change between two sentences that belong together; None where there is none."""
    old, new = was.standing(before), stands.standing(now)
    differs: tuple[Field, ...] = ()
    if old is not None and new is not None:
        differs = tuple(_differing(old, new))
    if before.sentence.text == now.sentence.text and before.part == now.part and not differs:
        return None
    return Change(
        kind="changed",
        section=now.title,
        before=before.sentence,
        now=now.sentence,
        was=old,
        stands=new,
        differs=differs,
    )


def _differing(old: Standing, new: Standing) -> Iterator[Field]:
    if old.reports != new.reports:
        yield "reports"
    if old.independent != new.independent:
        yield "independent"
    if _numbers_of(old.deaths) != _numbers_of(new.deaths):
        yield "deaths"
    if old.credibility != new.credibility:
        yield "credibility"
    if old.conflicts != new.conflicts:
        yield "conflicts"


def _numbers_of(toll: Toll | None) -> tuple[int, int, int | None] | None:
    return None if toll is None else (toll.low, toll.best, toll.high)


# --- which sentences belong together -------------------------------------------------------------


def _pairs(was: _Told, stands: _Told) -> dict[int, _Place]:
    """For the number of a later sentence the earlier one that it belongs to."""
    found: dict[int, _Place] = {}
    open_before = {place.number: place for place in was.places}

    def meet(now: _Place, before: _Place) -> None:
        found[now.number] = before
        del open_before[before.number]

    same_words: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    for place in reversed(was.places):
        same_words[place.part, place.sentence.text].append(place)
    for place in stands.places:
        row = same_words[place.part, place.sentence.text]
        if row:
            meet(place, row.pop())
    ranked = sorted(_candidates(was, stands, found, open_before.values()))
    for _, number, other in ranked:
        if number not in found and other in open_before:
            meet(stands.places[number], open_before[other])
    return found


def _candidates(
    was: _Told, stands: _Told, found: Mapping[int, _Place], left: Iterable[_Place]
) -> Iterator[tuple[tuple[int, int, int], int, int]]:
    """Pairs that may belong together, with a rank that is the lower the more they share."""
    waiting = list(left)
    for now in stands.places:
        if now.number in found:
            continue
        for before in waiting:
            rank = _rank(was, stands, before, now)
            if rank is not None:
                yield rank, now.number, before.number


def _rank(was: _Told, stands: _Told, before: _Place, now: _Place) -> tuple[int, int, int] | None:
    if (before.sentence.kind == "gap") != (now.sentence.kind == "gap"):
        return None
    if now.sentence.kind == "gap":
        return _rank_of_gaps(before, now) if before.part == now.part else None
    if before.part != now.part and not {before.part, now.part} <= MOVING:
        return None
    spans = len(_spans(before.sentence) & _spans(now.sentence))
    claims = len(was.claims(before) & stands.claims(now)) if now.part in MOVING else 0
    if not spans and not claims:
        return None
    return (int(before.part != now.part), -claims, -spans)


def _rank_of_gaps(before: _Place, now: _Place) -> tuple[int, int, int] | None:
    """What is open is said in set phrases, with counts, and behind a colon for example of what."""
    one, two = (_DIGITS.sub("", place.sentence.text) for place in (before, now))
    if one == two:
        return (0, 0, 0)
    alike = one.partition(":")[0] == two.partition(":")[0]
    spans = len(_spans(before.sentence) & _spans(now.sentence))
    return (1, 0, -spans) if alike and spans else None


def _spans(sentence: Sentence) -> set[Span]:
    return {(one.report, one.start, one.end) for one in sentence.citations}


# --- numbers of sources --------------------------------------------------------------------------


def _renumbering(before: Brief, now: Brief, language: str) -> Callable[[str], str]:
    """What gives the words of the earlier brief the numbers that its sources have by now.

    Reports without a publisher go by their number among the sources, which moves as others come.
    """
    later = {source.report.id: source.number for source in now.sources}
    moved = {s.number: later[s.report.id] for s in before.sources if s.report.id in later}
    words = wording(language).brief
    mark, listed = "\0", r"\[\d+\](?:, \[\d+\])*"
    phrases = (
        words["unknown_publisher"].replace("[{number}]", mark),
        words["unknown_publishers"].replace("{numbers}", mark),
        words["report_number"].replace("[{number}]", mark),
    )
    # Only in these phrases: a number in brackets inside a quotation is the quotation's own.
    pattern = "|".join(re.escape(one).replace(re.escape(mark), listed) for one in phrases)

    def number(found: re.Match[str]) -> str:
        return str(moved.get(int(found.group()), found.group()))

    def worded(text: str) -> str:
        return re.sub(
            pattern, lambda found: _DIGITS.sub(number, found.group()), text, flags=re.IGNORECASE
        )

    return worded


def spans_cited(changes: Sequence[Change]) -> set[Span]:
    """All passages that the sentences of changes cite: report, start, end."""
    told = (one for change in changes for one in (change.before, change.now) if one is not None)
    return {span for one in told for span in _spans(one)}
