"""Who took a story from whom, as a tree of the reports that tell it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from corrobora.model import Derivation
from corrobora.reconcile.roots import source_order
from corrobora.store.lookup import ReportLine

DEEPEST = 6
"""Steps that are drawn; what is further from its source stands with these."""


class Branch(Struct, frozen=True, kw_only=True):
    """One report of a story, below the one that it was taken from.

    Attributes:
        depth: Steps from the root of its tree, at most ``DEEPEST``.
        report: Its id; None for one that was not collected.
        outlet: Who published it, or its name.
        published: When.
        how: How it was taken from the one above; None for a root.
        tells: Whether it tells of the story itself, or only what it was taken from.
    """

    depth: int
    report: str | None
    outlet: str
    published: dt.date | None
    how: Literal["repost", "quotation", "write-up", "translation", "revision"] | None
    tells: bool


_Node = tuple[str, str]
"""A report by its id, or a ghost by its publisher."""


def branches_of(
    told_in: Sequence[str], derivations: Sequence[Derivation], lines: Mapping[str, ReportLine]
) -> tuple[Branch, ...]:
    """The trees of a story, each from its root down, the earliest first.

    Args:
        told_in: Ids of the reports that tell it.
        derivations: Who took what from whom; others than those of these reports are left out.
        lines: The reports of the case, by id.
    """
    telling = set(told_in)
    above: dict[str, tuple[_Node, Derivation]] = {}
    for one in sorted(derivations, key=source_order):
        if one.report not in telling or one.report in above:
            continue
        if one.source is not None and one.source in lines:
            above[one.report] = (("report", one.source), one)
        elif one.ghost is not None:
            above[one.report] = (("ghost", one.ghost.publisher), one)
    below: dict[_Node, list[str]] = defaultdict(list)
    for report, (source, _) in above.items():
        below[source].append(report)
    roots: dict[_Node, None] = {}
    for report in told_in:
        roots[_root(("report", report), above)] = None

    def day(node: _Node) -> tuple[bool, dt.date, str]:
        line = lines.get(node[1]) if node[0] == "report" else None
        known = line.published if line else None
        return (known is None and node[0] == "report", known or dt.date.min, node[1])

    found: list[Branch] = []
    seen: set[_Node] = set()
    waiting = [(root, 0) for root in sorted(roots, key=day, reverse=True)]
    while waiting:
        node, depth = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        line = lines.get(node[1]) if node[0] == "report" else None
        step = above.get(node[1]) if node[0] == "report" and depth else None
        found.append(
            Branch(
                depth=min(depth, DEEPEST),
                report=node[1] if line else None,
                outlet=(line.publisher or line.name) if line else node[1],
                published=line.published if line else None,
                how=step[1].how if step else None,
                tells=node[0] == "report" and node[1] in telling,
            )
        )
        children: list[_Node] = [("report", report) for report in below.get(node, ())]
        waiting += [(one, depth + 1) for one in sorted(children, key=day, reverse=True)]
    return tuple(found)


def _root(node: _Node, above: Mapping[str, tuple[_Node, Derivation]]) -> _Node:
    """What a report goes back to; of reports that were taken from each other the least by id."""
    line = {node: None}
    here = node
    while here[0] == "report" and here[1] in above:
        here = above[here[1]][0]
        if here in line:
            passed = list(line)
            return min(passed[passed.index(here) :])
        line[here] = None
    return here
