"""One thing on one screen, as lines of plain text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from corrobora.model import Claim, Derivation, Event, Judgement, Report, When


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
            yield f"  {label}: " + "; ".join(f'{a.name} ("{a.text}")' for a in actors)
    yield f"  when: {_when(claim.date)}"
    if claim.place:
        region = ", ".join(x for x in (claim.place.admin1, claim.place.country) if x)
        yield f"  where: {claim.place.name} ({region}), known to the {claim.place.precision}"
    for label, count in (("killed", claim.deaths), ("wounded", claim.wounded)):
        if count:
            most = "or more" if count.max is None else f"to {count.max}"
            figure = str(count.min) if count.max == count.min else f"{count.min} {most}"
            yield f'  {label}: {figure} ("{count.text}")'
    if claim.speakers:
        yield "  according to: " + " > ".join(v.name for v in claim.speakers)
    yield f"  confidence {claim.confidence:.2f}, {claim.method}"
    yield from _judged(claim.id, judgements)


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
    yield f"{event.id}  {event.gist}"
    yield f"  {event.type}, {_when(event.date)}, credibility {event.credibility}"
    low, high = event.independent.min, event.independent.max
    count = str(low) if low == high else f"{low} to {high}"
    plural = "" if len(event.reports) == 1 else "s"
    yield f"  {len(event.reports)} report{plural}, independent origins: {count}"
    yield from why
    if joins:
        yield "  why these claims are one event:"
        yield from joins
    if event.deaths:
        toll = event.deaths
        high_ = "unknown" if toll.high is None else str(toll.high)
        yield f"  deaths: low {toll.low}, best {toll.best}, high {high_} ({toll.rule})"
    for conflict in event.conflicts:
        yield f"  CONFLICT about {conflict.about} ({conflict.kind}):"
        for side in conflict.sides:
            yield f"    - {side.value}: {', '.join(side.origins)}"
    yield from _judged(event.id, judgements)
    wanted = set(event.claims)
    for claim in claims:
        if claim.id in wanted:
            yield ""
            yield from claim_sheet(claim, reports, judgements)


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
    if report.furniture:
        hidden = sum(f.end - f.start for f in report.furniture)
        yield f"  page furniture: {len(report.furniture)} stretches, {hidden} characters"
    for derivation in derivations:
        if derivation.report == report.id:
            yield f"  {_derived(derivation, reports)}"
    yield ""
    for claim in claims:
        if claim.report == report.id:
            yield from claim_sheet(claim, reports)


def _derived(derivation: Derivation, reports: Mapping[str, Report]) -> str:
    if derivation.source is not None:
        source = reports[derivation.source]
        name = f"{source.name} ({_source(source)})"
    elif derivation.ghost is not None:
        name = f"a report of {derivation.ghost.publisher} that was not collected"
    else:
        name = "an unknown source"
    return f"{derivation.how} of {name}: {', '.join(derivation.cues)}"


def derivation_tree(reports: Iterable[Report], derivations: Sequence[Derivation]) -> Iterator[str]:
    """Each origin with what was taken from it beneath, and how; then reports that stand alone.

    A report that took from two others stands beneath both.
    """
    by_id = {r.id: r for r in reports}
    below: dict[str, list[Derivation]] = {}
    derived: set[str] = set()
    ghosts: dict[str, str] = {}
    for one in derivations:
        key = one.source
        if key is None and one.ghost is not None:
            key = f"ghost:{one.ghost.publisher}"
            ghosts[key] = f"{one.ghost.publisher} (not collected)"
        if key is not None:
            below.setdefault(key, []).append(one)
            derived.add(one.report)

    def branches(key: str, guide: str, path: frozenset[str]) -> Iterator[str]:
        children = [d for d in below.get(key, ()) if d.report not in path]
        for number, child in enumerate(children, start=1):
            last = number == len(children)
            yield f"{guide}{'└─' if last else '├─'} {child.how}: {_named(by_id[child.report])}"
            deeper = guide + ("   " if last else "│  ")
            yield from branches(child.report, deeper, path | {child.report})

    tops = [*sorted(ghosts), *(i for i in by_id if i not in derived and i in below)]
    # Reports that only took from each other have no beginning; each begins once.
    reached = _reached(tops, below)
    for report in by_id:
        if report in derived and report not in reached:
            tops.append(report)
            reached |= _reached([report], below)
    for top in tops:
        yield ghosts.get(top) or _named(by_id[top])
        yield from branches(top, "", frozenset({top}))
    alone = [i for i in by_id if i not in derived and i not in below]
    if alone:
        yield "Taken from no other report here:" if tops else "No report was taken from another:"
        yield from (f"   {_named(by_id[i])}" for i in alone)


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
