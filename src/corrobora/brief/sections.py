"""The sections of a brief: which lines go where, in what order, and how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from babel import Locale
from msgspec.structs import replace as changed

from corrobora.brief.choices import choices_of, in_reading_order
from corrobora.brief.desk import Desk
from corrobora.brief.leads import label, short_of
from corrobora.brief.lines import Line, Lines
from corrobora.brief.salience import Thread, is_told
from corrobora.brief.sentences import (
    alleged_event,
    date_of,
    disagreement,
    gap,
    in_short,
    option,
    told_event,
)
from corrobora.model import Citation, Claim, Conflict, Event, Report, Section, Sentence
from corrobora.vocab.language_files import READ_LANGUAGES

CAPS = {"key": 5, "happened": 12, "disputed": 6, "claimed": 5, "background": 4, "options": 6,
        "gaps": 5}  # fmt: skip
"""Most sentences in a section of a brief on up to ``FEW`` reports; what is left out is said."""

KEY_PER_THREAD = 2
"""Most lines that one thread gives to the section for whoever reads no further."""

KEPT_ALONE = 5.0
"""A line between two states with so many points keeps a heading of its own."""

FEW = 6
"""So many reports make a brief of about two pages; each further one adds a little."""

PER_REPORT = {"happened": 0.8, "disputed": 0.3, "claimed": 0.3, "options": 0.2}
"""Sentences that each report beyond ``FEW`` adds to a section, up to three times its cap."""

THREADS = 6
"""Most threads that get a heading of their own."""


def cap(section: str, reports: int) -> int:
    """Most sentences in a section of a brief on so many reports."""
    base = CAPS[section]
    return min(base + int(PER_REPORT.get(section, 0.0) * max(reports - FEW, 0)), 3 * base)


def sections_of(desk: Desk, events: Sequence[Event], lines: Lines) -> Iterator[Section]:
    """All sections that have something to tell, in order."""
    size = len(desk.reports)
    told = lines.facts[: cap("happened", size)]
    found = (
        key_section(desk, told),
        *happened_sections(desk, told, len(lines.facts) - len(told)),
        disputed_section(desk, events, told),
        claimed_section(desk, lines),
        background_section(desk, lines),
        options_section(desk, lines),
        gaps_section(desk, told),
    )
    yield from (section for section in found if section.sentences)


def key_section(desk: Desk, told: Sequence[Line]) -> Section:
    """The heaviest deeds, a line each, for whoever reads no further."""
    rows: list[Sentence] = []
    threads: Counter[Thread] = Counter()
    for line in told:
        lead = short_of(desk, line.claim, line.event)
        loose = date_of(desk, line.event, line.claim) != desk.phrase("no_year")
        if not is_told(line.event.date) and len(line.event.reports) < 2 and loose:
            continue
        if lead is None or len(rows) >= CAPS["key"] or threads[line.thread] >= KEY_PER_THREAD:
            continue
        threads[line.thread] += 1
        rows.append(in_short(desk, line.event, line.claim, lead))
    enough = len(rows) > 1 and len(told) > CAPS["key"]
    return Section(id="key", title=desk.phrase("key"), sentences=tuple(rows) if enough else ())


def happened_sections(desk: Desk, told: Sequence[Line], left_out: int) -> Iterator[Section]:
    """What happened, in threads, each from its beginning to its end."""
    threads: dict[Thread, list[Line]] = defaultdict(list)
    for line in told:
        threads[line.thread].append(line)
    _join_single(threads)
    own = [t for t, members in threads.items() if t and (len(members) > 1 or t[0] == "relations")]
    own.sort(key=lambda t: (-sum(line.points for line in threads[t][:4]), t))
    own = own[:THREADS] if len(own) > 1 else []
    rest = [line for line in told if not any(line in threads[t] for t in own)]
    parts = [(f"happened/{'-'.join(t)}", _thread_title(desk, t), threads[t]) for t in own]
    if rest:
        id_ = "happened/other" if own else "happened"
        parts.append((id_, desk.phrase("happened_other" if own else "happened"), rest))
    for number, (id_, title, members) in enumerate(parts):
        ordered = sorted(members, key=lambda line: (line.day, line.event.id))
        sentences = [_told(desk, line) for line in ordered]
        if number == len(parts) - 1 and left_out > 0:
            sentences.append(_more(desk, "more_events", left_out, members[-1]))
        yield Section(id=id_, title=title, sentences=tuple(sentences))


_HOMES = {
    "relations": ("inside",),
    "inside": ("inside", "relations"),
    "violence": ("violence",),
}
"""Kinds of thread that a lone line of a kind may move to."""


def _join_single(threads: dict[Thread, list[Line]]) -> None:
    """Move a line that is alone in its thread to a thread of one of its countries, if there is."""
    shown = Counter(code for t, lines in threads.items() for code in t[1:] for _ in lines)
    placed = [t for t in sorted(threads) if t[:1] == ("violence",) and len(t) > 1]
    if ("violence",) in threads and placed:
        home = max(placed, key=lambda t: len(threads[t]))
        groups = {a.id for line in threads[home] for a in line.event.actors}
        for line in list(threads["violence",]):
            if groups & {a.id for a in line.event.actors}:
                threads["violence",].remove(line)
                threads[home].append(line)
    for thread in sorted(threads):
        if len(threads[thread]) != 1 or not thread:
            continue
        alone = threads[thread][0].points >= KEPT_ALONE
        if thread[0] == "relations" and (alone or all(shown[code] > 1 for code in thread[1:])):
            continue
        for kind in _HOMES[thread[0]]:
            homes = [
                t
                for t in sorted(threads)
                if t[:1] == (kind,) and t != thread and threads[t] and set(thread[1:]) & set(t[1:])
            ]
            if homes:
                home = max(homes, key=lambda t: len(threads[t]))
                threads[home].extend(threads.pop(thread))
                break


def disputed_section(desk: Desk, events: Sequence[Event], told: Sequence[Line]) -> Section:
    """Each disagreement with its sides next to each other, those on what is told first."""
    weight = {line.event.id: line.points for line in told}
    for line in told:
        weight.update({e.id: line.points for e in line.also})
    rows: list[Sentence] = []
    orders: set[tuple[str, ...]] = set()
    seen: set[str] = set()
    for event in sorted(events, key=lambda e: (-weight.get(e.id, 0.0), e.id)):
        for conflict in event.conflicts:
            if not _is_worth(desk, event, conflict, told=event.id in weight):
                continue
            if conflict.about == "order":
                pair = tuple(sorted(c for s in conflict.sides for c in s.claims))
                if pair in orders:
                    continue
                orders.add(pair)
            row = disagreement(desk, event, conflict)
            if row.text not in seen:
                seen.add(row.text)
                rows.append(row)
    most = cap("disputed", len(desk.reports))
    kept = rows[:most]
    if len(rows) > most:
        text = desk.phrase("more", count=len(rows) - most)
        kept.append(gap(text, rows[most].citations[0]))
    return Section(id="disputed", title=desk.phrase("disputed"), sentences=tuple(kept))


def _is_worth(desk: Desk, event: Event, conflict: Conflict, *, told: bool) -> bool:
    """True for a disagreement on something told, or between sides that each have full words."""
    claims = [desk.claims_of(side.claims) for side in conflict.sides]
    if any(not found for found in claims):
        return False
    quoted = {_sentence_of_best(desk, found) for found in claims}
    if len(quoted) < len(claims):
        return False
    return told or (conflict.kind in ("contradiction", "denial") and event.type != "STATE")


def _sentence_of_best(desk: Desk, claims: Sequence[Claim]) -> tuple[str, int, int]:
    best = desk.best(claims)
    return desk.passage(best).sentence


def claimed_section(desk: Desk, lines: Lines) -> Section:
    """What only one side or an unnamed source says."""
    most = cap("claimed", len(desk.reports))
    rows = [alleged_event(desk, line.event) for line in lines.claimed[:most]]
    if len(lines.claimed) > most:
        rows.append(_more(desk, "more", len(lines.claimed) - most, lines.claimed[most]))
    return Section(id="claimed", title=desk.phrase("claimed"), sentences=tuple(rows))


def background_section(desk: Desk, lines: Lines) -> Section:
    """Older events, from the first to the last."""
    kept = sorted(
        lines.background[: CAPS["background"]], key=lambda line: (line.day, line.event.id)
    )
    rows = tuple(_told(desk, line) for line in kept)
    return Section(id="background", title=desk.phrase("background"), sentences=rows)


def options_section(desk: Desk, lines: Lines) -> Section:
    """Options, plans, demands and risks, which are not facts."""
    choices = choices_of(desk, lines)
    most = cap("options", len(desk.reports))
    rows = [option(desk, c.claim, c.event) for c in in_reading_order(desk, choices[:most])]
    if len(choices) > most:
        text = desk.phrase("more", count=len(choices) - most)
        rows.append(gap(text, choices[most].passage.citation))
    return Section(id="options", title=desk.phrase("options"), sentences=tuple(rows))


def gaps_section(desk: Desk, told: Sequence[Line]) -> Section:
    """What the reports leave open: single origins, dates, years, tolls, unread reports."""
    rows: list[Sentence] = []
    single = [line for line in told if line.event.independent.max == 1]
    if single:
        heaviest = max(single, key=lambda line: (line.event.deaths is not None, line.points))
        text = desk.phrase(
            "gap_single",
            count=len(single),
            total=len(told),
            gist=label(desk, heaviest.event) + ".",
        )
        rows.append(gap(text, heaviest.passage.citation, event=heaviest.event))
    no_year = desk.phrase("no_year")
    for line in told:
        if date_of(desk, line.event, line.claim) == no_year:
            text = desk.phrase("gap_year", gist=label(desk, line.event) + ".")
            rows.append(gap(text, line.passage.citation, event=line.event))
    rows.extend(_toll_gaps(desk, told))
    rows.extend(_report_gaps(desk))
    return Section(id="gaps", title=desk.phrase("gaps"), sentences=tuple(rows[: CAPS["gaps"] + 3]))


def _toll_gaps(desk: Desk, told: Sequence[Line]) -> Iterator[Sentence]:
    """Attacks on people, dated and told above, for which nobody gives a number of dead."""
    missing = [
        line
        for line in told
        if line.event.type == "ASSAULT"
        and line.event.mode not in ("abduct", "destroy", "crowd-control")
        and line.event.deaths is None
        and line.event.actors
        and any(a.kind in ("military", "police", "people") for a in line.event.targets)
        and is_told(line.event.date)
    ]
    for line in missing[:1]:
        text = desk.phrase("gap_toll", gist=label(desk, line.event) + ".")
        yield gap(text, line.passage.citation, event=line.event)


def _report_gaps(desk: Desk) -> Iterator[Sentence]:
    """Reports without a date, without a claim, or in a language that is not read."""
    speaking = {claim.report for claim in desk.claims.values()}
    undated: list[tuple[int, Report]] = []
    for number, report in enumerate(desk.reports.values(), start=1):
        if report.language is not None and report.language not in READ_LANGUAGES:
            text = desk.phrase("gap_unread", name=report.name, language=report.language)
            yield gap(text, _head(report))
        elif report.id not in speaking:
            yield gap(desk.phrase("gap_silent", name=report.name), _head(report))
        elif report.published is None:
            undated.append((number, report))
    if undated:
        which = ", ".join(desk.phrase("report_number", number=number) for number, _ in undated)
        text = desk.phrase("gap_report_date", which=which)
        yield gap(text, *(_head(report) for _, report in undated))


def _told(desk: Desk, line: Line) -> Sentence:
    sentence = told_event(desk, line.event, line.claim)
    if not line.also:
        return sentence
    more = tuple(dict.fromkeys((*sentence.events, *(e.id for e in line.also))))
    return changed(sentence, events=more)


def _more(desk: Desk, key: str, count: int, line: Line) -> Sentence:
    return gap(desk.phrase(key, count=count), line.passage.citation)


def _head(report: Report) -> Citation:
    text = report.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    end = min(end if end > 0 else len(text), start + 160)
    return Citation(report=report.id, start=start, end=max(end, start))


def _thread_title(desk: Desk, thread: Thread) -> str:
    territories = Locale.parse(desk.words.language).territories
    shown = [str(territories.get(code, code)) for code in thread[1:]]
    kind = thread[0] if shown else "unplaced"
    listed = f" {desk.words.frame['and']} ".join(shown)
    return desk.phrase(f"thread_{kind}", thread=listed)
