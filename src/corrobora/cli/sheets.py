"""One thing on one screen, as lines of plain text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from corrobora.collect.copies import QuotationFinding, check_quotations
from corrobora.model import Claim, Conflict, Count, Derivation, Event, Json, Judgement, Report, When
from corrobora.sightings import sightings_of

_ALONE = 12
"""Reports that stand alone which the tree names; the screen is for the others."""
_CUE = 96
"""Characters of a line that says by what a derivation is seen, or quotes one side of a conflict."""
_QUOTED = 2
"""Quotations of each side of a conflict; the rest stand with the claims."""
_CREDIBILITY = {
    "1": "confirmed by independent origins",
    "2": "independent origins, but disputed",
    "3": "possible; no two origins are shown to be independent",
    "4": "doubtful; denied, or contradicted who did it",
    "5": "improbable; denied by several",
    "6": "cannot be judged; a plan, a demand, or hearsay",
}
_RULES = {
    "single-figure": "best is the only figure",
    "most-origins": "best is the figure of the most origins",
    "most-conservative": "best is the lower of those with equally many origins",
}
_ABOUT = {
    "date": "the date", "place": "the place", "deaths": "the number of dead",
    "actor": "who did it", "order": "what came first", "agency": "whose act it was",
    "other": "a number or a detail",
}  # fmt: skip


def _when(date: When | None) -> str:
    if date is None:
        return "date unknown"
    start, end = date.start.isoformat(), date.end.isoformat()
    told = f' ("{date.text}")' if date.text else " (from tense and publication)"
    return (start if start == end else f"{start} to {end}") + told


def _source(report: Report) -> str:
    origin = report.publisher or report.name
    return f"{origin}, carried by {report.carrier}" if report.carrier else origin


def claim_sheet(
    claim: Claim, reports: Mapping[str, Report], judgements: Sequence[Judgement] = ()
) -> Iterator[str]:
    """The words of a claim in their sentence, and every field read from them."""
    report = reports[claim.report]
    mode = f" {claim.mode}" if claim.mode else ""
    yield f"{claim.id}  {claim.type}{mode}, {claim.stance}{', negated' if claim.negated else ''}"
    yield f'  "{" ".join(claim.quote.split())}"'
    yield f"  {report.name} [{claim.start}:{claim.end}], {_source(report)}"
    for label, actors in (("who", claim.actors), ("to whom", claim.targets)):
        if actors:
            yield f"  {label}: " + "; ".join(f'{a.name} ("{_one_line(a.text)}")' for a in actors)
    yield f"  when: {_when(claim.date)}"
    if claim.place:
        region = ", ".join(x for x in (claim.place.admin1, claim.place.country) if x)
        yield f"  where: {claim.place.name} ({region}), known to the {claim.place.precision}"
    for label, count in (("killed", claim.deaths), ("wounded", claim.wounded)):
        if count:
            yield f'  {label}: {_figure(count)} ("{count.text}")'
    if claim.speakers:
        yield "  according to: " + " > ".join(v.name for v in claim.speakers)
    yield f"  confidence {claim.confidence:.2f}, {claim.method}"
    yield from _judged(claim.id, judgements)


def _figure(count: Count) -> str:
    most = "or more" if count.max is None else f"to {count.max}"
    return str(count.min) if count.max == count.min else f"{count.min} {most}"


def _judged(subject: str, judgements: Sequence[Judgement]) -> Iterator[str]:
    for one in judgements:
        if one.subject == subject:
            value = f" {json.dumps(one.value, ensure_ascii=False)}" if one.value else ""
            yield f"  judged: {one.verdict}{value} by {one.by}, {one.at}: {one.why}"


def event_sheet(
    event: Event,
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    judgements: Sequence[Judgement],
    why: Sequence[str],
    joins: Sequence[str],
) -> Iterator[str]:
    """An event: its gist, why its number of origins is what it is, conflicts, and the words.

    ``why`` explains the count of origins, ``joins`` what made its claims one event.
    """
    by_id = {claim.id: claim for claim in claims}
    yield f"{event.id}  {event.gist}"
    yield f"  {event.type}, {_when(event.date)}"
    yield f"  credibility {event.credibility} of 6 ({_CREDIBILITY[event.credibility]})"
    low, high = event.independent.min, event.independent.max
    count = str(low) if low == high else f"{low} to {high}"
    plural = "" if len(event.reports) == 1 else "s"
    yield f"  {len(event.reports)} report{plural}, independent origins: {count}"
    yield from why
    yield from _toll(event, by_id)
    for conflict in event.conflicts:
        yield from _conflict(conflict, by_id, reports)
    yield from _judged(event.id, judgements)
    for claim_id in event.claims:
        if claim_id in by_id:
            yield ""
            yield from claim_sheet(by_id[claim_id], reports, judgements)
    if joins:
        yield ""
        yield "  why these claims are one event:"
        yield from joins


def _toll(event: Event, claims: Mapping[str, Claim]) -> Iterator[str]:
    """The toll with its rule in words, and who gives which number."""
    toll = event.deaths
    if toll is None:
        return
    high = "unknown" if toll.high is None else str(toll.high)
    yield f"  deaths: low {toll.low}, best {toll.best}, high {high} ({_RULES[toll.rule]})"
    origin = {claim: one.name for one in event.origins for claim in one.claims}
    told: dict[str, dict[str, None]] = {}
    for claim_id in event.claims:
        claim = claims.get(claim_id)
        if claim is not None and claim.deaths is not None:
            told.setdefault(_figure(claim.deaths), {})[origin.get(claim_id, "")] = None
    for figure, names in told.items() if len(told) > 1 else ():
        yield f"    {figure}: {', '.join(names)}"


def _conflict(
    conflict: Conflict, claims: Mapping[str, Claim], reports: Mapping[str, Report]
) -> Iterator[str]:
    """A disagreement with the words of each side."""
    about = "" if conflict.kind == "denial" else f" about {_ABOUT[conflict.about]}"
    yield f"  CONFLICT{about} ({conflict.kind}):"
    for side in conflict.sides:
        yield f"    - {side.value}: {', '.join(side.origins)}"
        for claim_id in side.claims[:_QUOTED]:
            claim = claims.get(claim_id)
            if claim is not None:
                quote = _cut(_one_line(claim.quote), _CUE)
                yield f'        "{quote}" {reports[claim.report].name}'
        if len(side.claims) > _QUOTED:
            yield f"        and {len(side.claims) - _QUOTED} more"


def _cut(text: str, most: int) -> str:
    """The text, or its first whole words and an ellipsis."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0].rstrip(" ,;:") + " …"


def report_sheet(
    report: Report,
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    derivations: Sequence[Derivation],
) -> Iterator[str]:
    """A report: where it comes from, what it was derived from, its claims."""
    yield f"{report.id}  {report.title or report.name}"
    date = report.published.isoformat() if report.published else "undated"
    yield f"  {_source(report)}, {date} ({report.published_rule or 'no date found'})"
    yield f"  language {report.language or 'unknown'}, {len(report.text)} characters"
    seen = sightings_of(report)
    if len(seen) > 1:
        yield f"  seen {len(seen)} times:"
        yield from (f"    {_sighting(one)}" for one in seen)
    if report.furniture:
        hidden = sum(f.end - f.start for f in report.furniture)
        yield f"  page furniture: {len(report.furniture)} stretches, {hidden} characters"
    for derivation in derivations:
        if derivation.report == report.id:
            yield from (f"  {line}" for line in _derived(derivation, reports))
    yield ""
    for claim in claims:
        if claim.report == report.id:
            yield from claim_sheet(claim, reports)


def _sighting(one: Mapping[str, Json]) -> str:
    """One time that a text was met: where, when, and in which input."""
    source = " via ".join(str(one[key]) for key in ("publisher", "carrier") if one[key])
    told = (source or "unknown", one["published"] or "undated", one["url"], one["name"])
    return ", ".join(str(part) for part in told if part)


def _derived(derivation: Derivation, reports: Mapping[str, Report]) -> Iterator[str]:
    if derivation.source is not None:
        source = reports[derivation.source]
        name = f"{source.name} ({_source(source)})"
    elif derivation.ghost is not None:
        name = f"a report of {derivation.ghost.publisher} that was not collected"
    else:
        name = "an unknown source"
    yield f"{derivation.how} of {name}: {', '.join(derivation.cues)}"
    for found in _altered(derivation, reports):
        yield f'  quotation altered ({"; ".join(found.changes)}): "{_one_line(found.quote)}"'
        yield f'    the source has: "{_one_line(found.passage or "")}"'


def _altered(derivation: Derivation, reports: Mapping[str, Report]) -> tuple[QuotationFinding, ...]:
    """Quotations that a report lays to its source and that do not stand there in these words."""
    if derivation.source is None:
        return ()
    found = check_quotations(reports[derivation.report], reports[derivation.source])
    return tuple(f for f in found if f.verdict == "altered" and f.attributed)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def derivation_tree(reports: Iterable[Report], derivations: Sequence[Derivation]) -> Iterator[str]:
    """Each origin with what was taken from it beneath, how, and by what one sees it.

    A report that took from two others stands beneath both. Reports that stand alone come last.
    """
    by_id = {r.id: r for r in reports}
    below: dict[str, list[Derivation]] = {}
    derived: set[str] = set()
    ghosts: dict[str, str] = {}
    for one in derivations:
        key = one.source
        if key is None and one.ghost is not None:
            key = f"ghost:{one.ghost.publisher}:{one.ghost.date}:{one.ghost.topic}"
            about = f" on: {one.ghost.topic}" if one.ghost.topic else ""
            ghosts[key] = f"{one.ghost.publisher}, not collected{about}"
        if key is not None:
            below.setdefault(key, []).append(one)
            derived.add(one.report)
    for children in below.values():
        children.sort(key=lambda d: (str(by_id[d.report].published or "~"), d.report))

    def branches(key: str, guide: str, path: frozenset[str]) -> Iterator[str]:
        children = [d for d in below.get(key, ()) if d.report not in path]
        for number, child in enumerate(children, start=1):
            last = number == len(children)
            yield f"{guide}{'└─' if last else '├─'} {child.how}: {_named(by_id[child.report])}"
            deeper = guide + ("   " if last else "│  ")
            yield from (f"{deeper}   {line}" for line in _shown_by(child, by_id))
            yield from branches(child.report, deeper, path | {child.report})

    tops = [*sorted(ghosts), *(i for i in by_id if i not in derived and i in below)]
    # Reports that only took from each other have no beginning; each begins once.
    reached = _reached(tops, below)
    for report in by_id:
        if report in derived and report not in reached:
            tops.append(report)
            reached |= _reached([report], below)
    alone = [i for i in by_id if i not in derived and i not in below]
    yield (
        f"{len(by_id)} reports: {len(derived)} taken from another, "
        f"{len(by_id) - len(derived) - len(alone)} that others took from, {len(alone)} alone."
    )
    for top in tops:
        yield ""
        yield ghosts.get(top) or _named(by_id[top])
        yield from branches(top, "", frozenset({top}))
    if alone:
        yield ""
        yield "Taken from no other report here, and by none:"
        yield from (f"   {_named(by_id[i])}" for i in alone[:_ALONE])
        if len(alone) > _ALONE:
            yield f"   and {len(alone) - _ALONE} more: corrobora reports"


def _told_cue(cue: str) -> str:
    kind, _, words = _one_line(cue).partition(": ")
    if kind == "weak":
        return f"{words} (weak)"
    return f'its words "{words}"' if kind in ("report", "told") else _one_line(cue)


def _shown_by(derivation: Derivation, reports: Mapping[str, Report]) -> Iterator[str]:
    """By what a derivation is seen, in a line, and a warning of altered quotations."""
    cues = sorted(
        derivation.cues, key=lambda cue: (not cue.startswith("judged: "), ": " not in cue)
    )
    shown = "; ".join(_told_cue(cue) for cue in cues[:2])
    yield f"by {_cut(shown, _CUE)}"
    altered = len(_altered(derivation, reports))
    if altered:
        name = reports[derivation.report].name
        plural = "" if altered == 1 else "s"
        yield f"! {altered} quotation{plural} altered, see: corrobora show {name}"


def _reached(tops: Iterable[str], below: Mapping[str, Sequence[Derivation]]) -> set[str]:
    found: set[str] = set()
    waiting = list(tops)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += [d.report for d in below.get(key, ())]
    return found


def _named(report: Report) -> str:
    date = report.published.isoformat() if report.published else "undated"
    return f"{_source(report)}, {date}" + (f"  [{report.name}]" if report.publisher else "")
