"""How well disagreements between reports are found, and told apart, by the whole walk.

    python benchmarks/conflicts.py [--stories]

Over ``corpus/conflicts``: happenings told by two or three short reports, each with the conflicts
that a careful reader would note. A conflict counts as found when one event has it in the same
matter with sides from both reports; its kind (contradiction, update, scope, denial) is judged
apart. Every other conflict is one too many.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from corrobora.collect import freeze
from corrobora.collect.copies import derive
from corrobora.extract import Resources, extract, load_resources
from corrobora.model import Claim, Conflict, Draft
from corrobora.reconcile import reconcile
from corrobora.text import sha256_of

STORIES = Path(__file__).resolve().parent.parent / "corpus/conflicts/stories.toml"
NOW = "2025-12-01T00:00:00Z"


@dataclass
class Tally:
    """Conflicts wanted, found and found with the right kind, by matter; and those too many."""

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right_kind: Counter[str] = field(default_factory=Counter)
    too_many: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the wanted conflicts that were found."""
        return self.found.total() / self.wanted.total()

    @property
    def precision(self) -> float:
        """Share of the conflicts shown that were wanted."""
        shown = self.found.total() + self.too_many.total()
        return self.found.total() / shown if shown else 0.0

    @property
    def kinds(self) -> float:
        """Share of the found conflicts whose kind is right."""
        return self.right_kind.total() / max(1, self.found.total())


def stories() -> list[dict[str, Any]]:
    """The stories as written."""
    rows: list[dict[str, Any]] = tomllib.loads(STORIES.read_text(encoding="utf-8"))["story"]
    return rows


@cache
def _resources() -> Resources:
    return load_resources()


def conflicts_of(story: dict[str, Any]) -> tuple[list[Conflict], dict[str, Claim]]:
    """The conflicts that the walk finds in the reports of a story, and the claims by id."""
    drafts = [
        Draft(
            name=f"{story['id']}-{number}", text=row["text"], media_type="text/plain",
            raw_sha256=sha256_of(row["text"]),
            stated={"publisher": row["publisher"], "published": row["published"].isoformat(),
                    "language": row.get("language", "en")},
        )
        for number, row in enumerate(story["report"])
    ]  # fmt: skip
    reports = [freeze(draft, now=NOW) for draft in drafts]
    claims = [claim for report in reports for claim in extract(report, _resources())]
    events = reconcile(claims, reports, derive(reports))
    shown = [conflict for event in events for conflict in event.conflicts]
    # An order is shown in both events that it is about.
    unique = {
        frozenset(frozenset(s.claims) for s in c.sides) if c.about == "order" else id(c): c
        for c in shown
    }
    return list(unique.values()), {claim.id: claim for claim in claims}


def measured() -> Tally:
    """Walk all stories and compare."""
    tally = Tally()
    for story in stories():
        found, claims = conflicts_of(story)
        for wanted in story["conflicts"]:
            name = f"{wanted['about']}, {wanted['kind']}"
            tally.wanted[name] += 1
            hit = next((c for c in found if _meets(c, wanted, claims)), None)
            if hit is None:
                tally.notes.append(f"missed    {story['id']}: {name}")
                continue
            found.remove(hit)
            tally.found[name] += 1
            tally.right_kind[name] += hit.kind == wanted["kind"]
            if hit.kind != wanted["kind"]:
                tally.notes.append(f"kind      {story['id']}: {name} taken for {hit.kind}")
        for extra in found:
            values = " | ".join(side.value for side in extra.sides)
            tally.too_many[f"{extra.about}, {extra.kind}"] += 1
            tally.notes.append(f"too many  {story['id']}: {extra.about}, {extra.kind}: {values}")
    return tally


def _meets(found: Conflict, wanted: dict[str, str], claims: dict[str, Claim]) -> bool:
    reports = {claims[claim].report for side in found.sides for claim in side.claims}
    denial = "denial" in (found.kind, wanted["kind"])
    same_kind = found.kind == wanted["kind"] or not denial
    return found.about == wanted["about"] and same_kind and len(reports) > 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--stories", action="store_true", help="name what was missed or too much")
    given = parser.parse_args()
    tally = measured()
    for name, wanted in sorted(tally.wanted.items()):
        print(f"{name:26}{tally.found[name]:3} of {wanted}")
    print(
        f"recall {tally.recall:.3f}  precision {tally.precision:.3f}  kind right {tally.kinds:.3f}"
    )
    for note in tally.notes if given.stories else ():
        print(note)


if __name__ == "__main__":
    main()
