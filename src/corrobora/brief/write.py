"""The brief as a whole: which events go where, in what order, and how many."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log10

from babel import Locale, UnknownLocaleError
from msgspec.structs import replace

from corrobora.brief.sentences import (
    Desk,
    alleged_event,
    best_claim,
    disagreement,
    gap,
    option,
    told_event,
)
from corrobora.model import (
    Brief,
    Citation,
    Claim,
    Derivation,
    Event,
    Independence,
    Report,
    Section,
    Sentence,
    Source,
    Stance,
    When,
)
from corrobora.reconcile.gist import show_day
from corrobora.reconcile.slots import root
from corrobora.vocab.wording import wording

METHOD = "brief/1"

BACKGROUND_DAYS = 548
"""An event that ended this long before the brief's date (18 months) is background."""

CAPS = {"happened": 24, "disputed": 12, "claimed": 12, "background": 10, "options": 12, "gaps": 10}
"""Most sentences in a section; what is left out is said."""

THREADS = 5
"""Most threads that get a heading of their own."""

READ_LANGUAGES = ("en", "fr")

_WEIGHT = {"ASSAULT": 2.0, "SANCTION": 1.8, "COERCE": 1.6, "ACCUSE": 1.0, "RETREAT": 1.3,
           "THREATEN": 1.2, "PROTEST": 1.2, "MOBILIZE": 1.1, "AGREE": 1.2, "COOPERATE": 1.2,
           "AID": 1.0, "YIELD": 1.1, "REJECT": 0.8, "STATE": 0.4, "OTHER": 0.2}  # fmt: skip


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
        claims={c.id: c for c in claims},
        words=words,
        events={e.gist.rstrip("."): e for e in sorted(events, key=lambda e: e.id)},
    )
    chosen = [e for e in events if any(c in desk.claims for c in e.claims)]
    sections = tuple(
        section
        for section in (
            *happened_sections(desk, chosen, as_of),
            disputed_section(desk, chosen),
            claimed_section(desk, chosen, as_of),
            background_section(desk, chosen, as_of),
            options_section(desk, chosen, claims),
            gaps_section(desk, chosen, ordered, as_of),
        )
        if section.sentences
    )
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


# --- which event goes where ----------------------------------------------------------------------


def is_deed(desk: Desk, event: Event) -> bool:
    """True when the event is told as having happened, not planned or demanded."""
    claims = desk.claims_of(event.claims)
    return not any(c.stance in (Stance.PLANNED, Stance.DEMANDED) for c in claims)


def is_claimed(desk: Desk, event: Event) -> bool:
    """True when all that is known of it is allegation."""
    return all(c.stance in (Stance.ALLEGED, Stance.DENIED) for c in desk.claims_of(event.claims))


def is_old(event: Event, as_of: dt.date | None) -> bool:
    """True when the event ended more than 18 months before the brief's date."""
    if as_of is None or event.date is None:
        return False
    return (as_of - event.date.end).days > BACKGROUND_DAYS


def salience(event: Event, as_of: dt.date | None) -> float:
    """How much an event matters to the brief: origins, kind, dead, how recent, how exact."""
    points = _WEIGHT.get(event.type, 0.8)
    points += 1.2 * min(event.independent.max, 5) + 0.8 * min(event.independent.min, 3)
    points += 0.3 * min(len(event.claims), 6) + 0.8 * min(len(event.conflicts), 2)
    points += 0.7 * bool(event.actors) + 0.7 * bool(event.targets) + 0.3 * bool(event.place)
    if event.deaths is not None:
        points += 1.0 + min(log10(max(event.deaths.best, 1)), 3.0)
    if event.date is not None:
        points += 0.9 if event.date.precision == "day" else 0.3
        points -= 0.8 if (event.date.end - event.date.start).days > 45 else 0.0
        if as_of is not None:
            points += max(0.0, 2.0 - (as_of - event.date.end).days / 120)
    return points


def thread_of(event: Event) -> tuple[str, ...]:
    """The thread an event belongs to: its two countries, or the one it concerns."""
    countries: dict[str, None] = {}
    for actor in (*event.actors, *event.targets):
        whole = root(actor.id)
        if len(whole) == 2 and whole.isupper():
            countries.setdefault(whole)
    if len(countries) < 2 and event.place is not None and event.place.country:
        countries.setdefault(event.place.country)
    return tuple(sorted(countries)[:2]) if len(countries) <= 2 else ()


# --- sections ------------------------------------------------------------------------------------


def happened_sections(
    desk: Desk, events: Sequence[Event], as_of: dt.date | None
) -> Iterator[Section]:
    """What happened, newest first, in threads where there are enough of them."""
    told = [
        e
        for e in events
        if is_deed(desk, e)
        and not is_claimed(desk, e)
        and not is_old(e, as_of)
        and e.type != "STATE"
        and (e.date is not None or e.independent.max > 1)
    ]
    ranked = sorted(told, key=lambda e: (-salience(e, as_of), e.id))
    kept, hidden = ranked[: CAPS["happened"]], ranked[CAPS["happened"] :]
    threads: dict[tuple[str, ...], list[Event]] = defaultdict(list)
    for event in kept:
        threads[thread_of(event)].append(event)
    own = [t for t, members in threads.items() if t and len(members) > 1]
    own.sort(key=lambda t: (-sum(salience(e, as_of) for e in threads[t][:4]), t))
    own = own[:THREADS] if len(kept) > 5 and len(own) > 1 else []
    for thread in own:
        title = desk.phrase("happened_thread", thread=_thread_name(thread, desk.words.language))
        yield _told_section(desk, f"happened/{'-'.join(thread)}", title, threads[thread])
    rest = [e for e in kept if thread_of(e) not in own]
    title = desk.phrase("happened_other" if own else "happened")
    section = _told_section(desk, "happened/other" if own else "happened", title, rest)
    yield _with_more(desk, section, hidden)


def disputed_section(desk: Desk, events: Sequence[Event]) -> Section:
    """Each disagreement with its sides next to each other."""
    rows: list[tuple[Event, Sentence]] = []
    orders: set[tuple[str, ...]] = set()
    for event in sorted(events, key=lambda e: (-salience(e, None), e.id)):
        for conflict in event.conflicts:
            if conflict.about == "order":
                pair = tuple(sorted(c for s in conflict.sides for c in s.claims))
                if pair in orders:
                    continue
                orders.add(pair)
            rows.append((event, disagreement(desk, event, conflict)))
    kept = rows[: CAPS["disputed"]]
    section = Section(
        id="disputed", title=desk.phrase("disputed"), sentences=tuple(s for _, s in kept)
    )
    return _with_more(desk, section, [e for e, _ in rows[CAPS["disputed"] :]])


def claimed_section(desk: Desk, events: Sequence[Event], as_of: dt.date | None) -> Section:
    """What only one side or an unnamed source says."""
    members = [e for e in events if is_deed(desk, e) and is_claimed(desk, e) and e.type != "STATE"]
    return _ranked(desk, "claimed", members, as_of, alleged_event)


def background_section(desk: Desk, events: Sequence[Event], as_of: dt.date | None) -> Section:
    """Older events and standing conditions."""
    old = [
        e
        for e in events
        if is_deed(desk, e)
        and (not is_claimed(desk, e) or e.type == "STATE")
        and (is_old(e, as_of) or e.type == "STATE" or (e.date is None and e.independent.max == 1))
    ]
    return _ranked(desk, "background", old, as_of, _background_sentence)


def options_section(desk: Desk, events: Sequence[Event], claims: Sequence[Claim]) -> Section:
    """Options, plans, demands and risks, which are not facts."""
    rows = [
        option(desk, best_claim(desk.claims_of(e.claims)), e)
        for e in events
        if not is_deed(desk, e)
    ]
    conditional = [
        c
        for c in claims
        if c.stance is Stance.CONDITIONAL and not c.in_furniture and c.report in desk.reports
    ]
    conditional.sort(key=lambda c: (-bool(c.actors) - bool(c.targets), c.report, c.start, c.id))
    rows.extend(option(desk, claim) for claim in conditional)
    unique: dict[str, Sentence] = {}
    for row in rows:
        unique.setdefault(row.text, row)
    kept = list(unique.values())
    section = Section(
        id="options", title=desk.phrase("options"), sentences=tuple(kept[: CAPS["options"]])
    )
    return _with_more_citing(
        section, desk, len(kept) - CAPS["options"], kept[-1].citations[0] if kept else None
    )


def gaps_section(
    desk: Desk, events: Sequence[Event], reports: Sequence[Report], as_of: dt.date | None
) -> Section:
    """What the reports leave open: dates, tolls, single origins, unread reports."""
    rows: list[Sentence] = []
    silent = {r.id for r in reports} - {c.report for c in desk.claims.values()}
    for report in reports:
        head = _head(report)
        if report.language is not None and report.language not in READ_LANGUAGES:
            text = desk.phrase("gap_unread", name=report.name, language=report.language)
            rows.append(gap(text, head))
        elif report.id in silent:
            rows.append(gap(desk.phrase("gap_silent", name=report.name), head))
        elif report.published is None:
            rows.append(gap(desk.phrase("gap_report_date", name=report.name), head))
    deeds = [e for e in events if is_deed(desk, e) and e.type not in ("STATE", "OTHER")]
    deeds.sort(key=lambda e: (-salience(e, as_of), e.id))
    for event in deeds:
        if event.date is None and event.independent.max > 1:
            rows.append(_event_gap(desk, "gap_date", event))
        elif (
            event.type == "ASSAULT"
            and event.date is not None
            and event.deaths is None
            and not is_old(event, as_of)
        ):
            rows.append(_event_gap(desk, "gap_toll", event))
    single = [e for e in deeds if e.independent.max == 1 and not is_old(e, as_of)]
    if single:
        text = desk.phrase(
            "gap_single", count=len(single), total=len(deeds), gist=desk.label(single[0]) + "."
        )
        rows.insert(0, gap(text, _cite(desk, single[0]), single[0]))
    return Section(id="gaps", title=desk.phrase("gaps"), sentences=tuple(rows[: CAPS["gaps"]]))


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
        f"{_language_name(code, desk)}: {count}" for code, count in sorted(languages.items())
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


# --- parts ---------------------------------------------------------------------------------------


def _told_section(desk: Desk, id_: str, title: str, events: Sequence[Event]) -> Section:
    newest = sorted(
        events,
        key=lambda e: (e.date is None, -e.date.start.toordinal() if e.date else 0, e.id),
    )
    return Section(id=id_, title=title, sentences=_distinct(told_event(desk, e) for e in newest))


def _distinct(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Each passage quoted once: of sentences on the same words the fullest, with all events."""
    seen: dict[tuple[str, int, int], Sentence] = {}
    for sentence in sentences:
        first = sentence.citations[0]
        key = (first.report, first.start, first.end)
        other = seen.get(key)
        if other is None:
            seen[key] = sentence
            continue
        fuller = sentence if len(sentence.text) > len(other.text) else other
        seen[key] = replace(
            fuller,
            citations=tuple(dict.fromkeys((*fuller.citations, *other.citations))),
            events=tuple(dict.fromkeys((*other.events, *sentence.events))),
        )
    return tuple(seen.values())


def _ranked(
    desk: Desk,
    key: str,
    events: Sequence[Event],
    as_of: dt.date | None,
    make: Callable[[Desk, Event], Sentence],
) -> Section:
    ranked = sorted(events, key=lambda e: (-salience(e, as_of), e.id))
    sentences = _distinct(make(desk, e) for e in ranked)
    section = Section(id=key, title=desk.phrase(key), sentences=sentences[: CAPS[key]])
    hidden = sentences[CAPS[key] :]
    return _with_more_citing(section, desk, len(hidden), hidden[0].citations[0] if hidden else None)


def _background_sentence(desk: Desk, event: Event) -> Sentence:
    return alleged_event(desk, event) if is_claimed(desk, event) else told_event(desk, event)


def _with_more(desk: Desk, section: Section, hidden: Sequence[Event]) -> Section:
    return _with_more_citing(section, desk, len(hidden), _cite(desk, hidden[0]) if hidden else None)


def _with_more_citing(
    section: Section, desk: Desk, count: int, citation: Citation | None
) -> Section:
    if count <= 0 or citation is None:
        return section
    more = gap(desk.phrase("more", count=count), citation)
    return Section(id=section.id, title=section.title, sentences=(*section.sentences, more))


def _event_gap(desk: Desk, key: str, event: Event) -> Sentence:
    return gap(desk.phrase(key, gist=desk.label(event) + "."), _cite(desk, event), event)


def _cite(desk: Desk, event: Event) -> Citation:
    return desk.passage(best_claim(desk.claims_of(event.claims))).citation


def _head(report: Report) -> Citation:
    text = report.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    end = min(end if end > 0 else len(text), start + 160)
    return Citation(report=report.id, start=start, end=max(end, start))


def _thread_name(thread: Sequence[str], language: str) -> str:
    territories = Locale.parse(language).territories
    shown = [str(territories.get(code, code)) for code in thread]
    return f" {wording(language).frame['and']} ".join(shown)


def _language_name(code: str, desk: Desk) -> str:
    try:
        return str(Locale.parse(code).get_display_name(desk.words.language) or code)
    except (UnknownLocaleError, ValueError):
        return desk.phrase("unknown_language")


def _day(day: dt.date, language: str) -> str:
    return show_day(When(start=day, end=day, precision="day", text=""), language)
