"""One thing on one screen, as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from corrobora.model import Claim, Derivation, Event, Report, When


def _when(date: When | None) -> str:
    if date is None:
        return "date unknown"
    start, end = date.start.isoformat(), date.end.isoformat()
    told = f' ("{date.text}")' if date.text else " (from tense and publication)"
    return (start if start == end else f"{start} to {end}") + told


def _source(report: Report) -> str:
    origin = report.publisher or report.name
    return f"{origin}, carried by {report.carrier}" if report.carrier else origin


def claim_sheet(claim: Claim, reports: Mapping[str, Report]) -> Iterator[str]:
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


def event_sheet(
    event: Event,
    claims: Sequence[Claim],
    reports: Mapping[str, Report],
    derivations: Sequence[Derivation],
) -> Iterator[str]:
    """An event: its gist, why its number of origins is what it is, conflicts, and the words."""
    yield f"{event.id}  {event.gist}"
    yield f"  {event.type}, {_when(event.date)}, credibility {event.credibility}"
    low, high = event.independent.min, event.independent.max
    count = str(low) if low == high else f"{low} to {high}"
    yield f"  {len(event.reports)} reports, {count} independent origins:"
    for origin in event.origins:
        names = ", ".join(reports[r].name for r in origin.reports if r in reports)
        told = f" ({', '.join(origin.speakers)})" if origin.speakers else ""
        yield f"    - {origin.name}{told}: {names}"
    involved = set(event.reports)
    for derivation in derivations:
        if derivation.report in involved:
            yield f"      {_derived(derivation, reports)}"
    if event.deaths:
        toll = event.deaths
        high_ = "unknown" if toll.high is None else str(toll.high)
        yield f"  deaths: low {toll.low}, best {toll.best}, high {high_} ({toll.rule})"
    for conflict in event.conflicts:
        yield f"  CONFLICT about {conflict.about} ({conflict.kind}):"
        for side in conflict.sides:
            yield f"    - {side.value}: {', '.join(side.origins)}"
    yield ""
    wanted = set(event.claims)
    for claim in claims:
        if claim.id in wanted:
            yield from claim_sheet(claim, reports)


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
    """Origins at the left; what was taken from each beneath it, with how."""
    by_id = {r.id: r for r in reports}
    below: dict[str, list[tuple[str, str]]] = {}
    derived: set[str] = set()
    ghosts: dict[str, str] = {}
    for d in derivations:
        key = d.source
        if key is None and d.ghost is not None:
            key = f"ghost:{d.ghost.publisher}"
            ghosts[key] = f"[not collected] {d.ghost.publisher}"
        if key is not None:
            below.setdefault(key, []).append((d.report, d.how))
            derived.add(d.report)

    def branch(key: str, how: str, depth: int, path: frozenset[str]) -> Iterator[str]:
        name = ghosts.get(key) or f"{by_id[key].name}  ({_source(by_id[key])})"
        yield "   " * depth + (f"└─ {how}: " if depth else "") + name
        if key in path:
            return
        for child, child_how in below.get(key, ()):
            yield from branch(child, child_how, depth + 1, path | {key})

    for key in [*ghosts, *(i for i in by_id if i not in derived)]:
        yield from branch(key, "", 0, frozenset())
