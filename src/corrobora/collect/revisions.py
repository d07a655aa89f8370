"""Changed texts at one address."""

from __future__ import annotations

from collections.abc import Sequence

from corrobora.collect.winnowing import containment, shingles, words_of
from corrobora.model import Report


def link_revisions(reports: Sequence[Report]) -> dict[str, str]:
    """Which report is a changed text of which earlier one at the same address.

    Returns:
        Report id to the id that it revises: the version collected (or published) last before it, of
        several collected at once the one published last; among several of one time, the one most
        like it.
    """
    by_address: dict[str, dict[str, Report]] = {}
    for report in reports:
        if report.url:
            by_address.setdefault(report.url, {})[report.id] = report
    links: dict[str, str] = {}
    for url in sorted(by_address):
        versions = sorted(by_address[url].values(), key=lambda r: (_seen(r), r.id))
        for i, later in enumerate(versions[1:], 1):
            earlier = versions[:i]
            newest = max(_seen(r) for r in earlier)
            rivals = [r for r in earlier if _seen(r) == newest]
            best = (
                max(rivals, key=lambda r: (_likeness(later, r), r.id))
                if len(rivals) > 1
                else rivals[0]
            )
            links.setdefault(later.id, best.id)
    return dict(sorted(links.items()))


def _seen(report: Report) -> tuple[str, str]:
    """When a text was collected, and of several collected at once when it was published."""
    published = report.published.isoformat() if report.published else ""
    return report.collected or published, published


def _likeness(one: Report, two: Report) -> float:
    a, b = shingles(words_of(one)), shingles(words_of(two))
    return max(containment(a, b), containment(b, a))
