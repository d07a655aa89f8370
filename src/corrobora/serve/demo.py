"""A case to try the reading room with: the sample reports, and a story of sharing on them."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from corrobora.case import Case
from corrobora.errors import CorroboraError
from corrobora.share.agreements import Act
from corrobora.share.conditions import Consent
from corrobora.share.diligence import Assessment
from corrobora.share.labels import Purpose, read_label
from corrobora.sharing import Approvals, ConsentQueue, Outbox, SharingDesk
from corrobora.sharing.values import Answer

_BEFORE, _AFTER = dt.timedelta(days=30), dt.timedelta(days=365)
"""From when until when the agreements hold, seen from the day of the demo."""


def sample_reports() -> Path | None:
    """The folder of sample reports: in the installed package, or in a copy of the project."""
    package = Path(str(files("corrobora.serve")))
    for folder in (package / "samples", package.parents[2] / "examples" / "sahel" / "reports"):
        if folder.is_dir():
            return folder
    return None


def play(case: Case, *, clock: Callable[[], str]) -> None:
    """Fill an empty case: reports, agreements, releases, a suspension and a recall.

    At the end an originator is asked for its consent, and two persons have to agree: a recall that
    one has proposed waits for the other.

    Raises:
        CorroboraError: There are no sample reports, or the case holds reports already.
    """
    samples = sample_reports()
    if samples is None:
        raise CorroboraError(
            "No sample reports came with this installation.", hint="Install it anew from PyPI."
        )
    if case.store.counts().reports:
        raise CorroboraError(
            "The demo would be mixed with the reports of this case.", hint="Take an empty one."
        )
    case.collect([samples], now=clock())
    case.update()
    text = (files("corrobora.serve") / "demo.toml").read_text(encoding="utf-8")
    _Story(case, clock, tomllib.loads(text)).play()


class _Story:
    """The story of ``demo.toml``, played on a case."""

    def __init__(self, case: Case, clock: Callable[[], str], told: Mapping[str, Any]) -> None:
        self._case = case
        self._clock = clock
        self._told = told
        self._desk = SharingDesk(case, clock=clock)
        self._box = Outbox(self._desk)
        self._analyst: str = told["people"]["analyst"]
        self._officer: str = told["people"]["officer"]

    def play(self) -> None:
        self._label()
        for partner in self._told["partner"]:
            self._agree(partner)
        self._consent()
        self._break()
        self._ask()
        self._propose()

    def _label(self) -> None:
        told = self._told["labels"]
        reports = self._case.reports()
        labels = self._desk.holdings().labels
        unmarked = [r.id for r in reports if labels[r.id].sealed]
        owned = [r.id for r in reports if r.name == told["owned"]]
        controlled = {"tlp": "GREEN", "controllers": [told["owner"]]}
        for ids, label, why in (
            (unmarked, {"tlp": "GREEN"}, told["why"]),
            (owned, controlled, told["owned_why"]),
        ):
            self._desk.label("report", ids, read_label(label), by=self._analyst, why=why)

    def _agree(self, partner: Mapping[str, Any]) -> None:
        today = dt.date.fromisoformat(self._clock()[:10])
        valid = {"from": today - _BEFORE, "until": today + _AFTER}
        terms = partner["terms"].format(**valid)
        found = self._desk.propose(terms, by=self._analyst, why=partner["why"]).agreement
        if not partner["purposes"]:
            return
        self._desk.act(found.id, Act.ACTIVATE, by=self._officer, why=partner["why"])
        self._desk.assess(
            Assessment(
                agreement=found.id,
                result="cleared",
                by=self._officer,
                at=self._clock(),
                findings=partner["findings"],
                review_by=found.valid_until,
            )
        )
        for purpose in partner["purposes"]:
            self._box.share(found.id, Purpose(purpose), by=self._officer)

    def _consent(self) -> None:
        told = self._told["break"]
        self._desk.consent(
            Consent(
                originator=self._told["labels"]["owner"],
                partner=told["partner"],
                purposes=frozenset({Purpose(told["purpose"])}),
                until=self._desk.standing(told["agreement"]).agreement.valid_until,
                by=self._analyst,
                at=self._clock(),
            )
        )
        self._box.share(told["agreement"], Purpose(told["purpose"]), by=self._officer)

    def _break(self) -> None:
        told = self._told["break"]
        name = told["agreement"]
        self._desk.open_review(name, why=told["review"], evidence=(), by=self._officer)
        self._box.share(name, Purpose(told["purpose"]), by=self._officer)
        self._desk.act(name, Act.SUSPEND, by=self._officer, why=told["suspended"])
        self._box.recall(name, by=self._officer, why=told["recalled"])
        answers = [
            Answer(
                feed=one.recall.feed,
                item=one.recall.item,
                state="acknowledged",
                by=told["partner"],
                at=self._box.now(),
            )
            for one in self._box.recalls(name)[: told["answered"]]
        ]
        self._box.answer_all(answers, by=told["partner"])

    def _ask(self) -> None:
        told = self._told["asked"]
        until = self._desk.standing(told["agreement"]).agreement.valid_until
        ConsentQueue(self._desk).ask(
            told["agreement"],
            Purpose(told["purpose"]),
            until=until,
            by=self._officer,
            why=told["why"],
        )

    def _propose(self) -> None:
        told = self._told["proposed"]
        self._desk.require_two_persons(by=self._officer, why=told["rule"])
        name = told["agreement"]
        report = next(r.id for r in self._case.reports() if r.name == told["report"])
        items = self._box.held_by_report(name)[report]
        Approvals(self._desk).recall(name, by=self._analyst, why=told["why"], items=items)
