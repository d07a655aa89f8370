"""The walk: reports, claims, events, brief. The only place that joins the rooms and the store."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from corrobora.brief import write_brief
from corrobora.collect import freeze
from corrobora.collect.copies import derive
from corrobora.engine import in_order
from corrobora.errors import NotFound
from corrobora.extract import METHOD as EXTRACT_METHOD
from corrobora.extract import Resources, extract, load_resources
from corrobora.model import Brief, Claim, Derivation, Event, Judgement, Refusal, Report
from corrobora.readers import Item, Limits, read_inputs
from corrobora.reconcile import METHOD as RECONCILE_METHOD
from corrobora.reconcile import reconcile
from corrobora.store import Extraction, Intake, Store

Progress = Callable[[str, int], None]
"""Told the stage and how many more items of it are done."""

_BATCH_REPORTS = 64
_BATCH_BYTES = 8 << 20


def utc_now() -> str:
    """The time, for journals and captures; everything else has it passed in."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _silent(stage: str, done: int) -> None:
    """Report no progress."""


@dataclass
class Collected:
    """What one call of ``collect`` brought, as report names (several per file are possible)."""

    taken: list[Report] = field(default_factory=list)
    seen_again: list[Report] = field(default_factory=list)
    unchanged: list[Report] = field(default_factory=list)
    revisions: list[tuple[str, str]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def known(self) -> int:
        """Texts that the case had already."""
        return len(self.seen_again) + len(self.unchanged)


class Case:
    """A case: reports and everything that was made of them, in one file.

    Args:
        store: The opened case file.
        workers: Processes for extraction; 1 works in this process.
        progress: Called with a stage ("collect", "extract") and how many items are done.
    """

    def __init__(self, store: Store, *, workers: int = 1, progress: Progress = _silent) -> None:
        self.store = store
        self._workers = workers
        self._progress = progress

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        create: bool = True,
        clock: Callable[[], str] = utc_now,
        workers: int = 1,
        progress: Progress = _silent,
    ) -> Self:
        """Open a case file, or start one.

        Raises:
            CaseError: It cannot be opened; the subclasses say why.
        """
        store = Store.open(path, create=create, clock=clock)
        return cls(store, workers=workers, progress=progress)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.store.close()

    # --- the walk --------------------------------------------------------------------------------

    def collect(
        self, paths: Sequence[str | Path], *, now: str, limits: Limits | None = None
    ) -> Collected:
        """Read files, folders and addresses into the case, in transactions of some reports each.

        Args:
            paths: What to read.
            now: The time of collection (ISO 8601); dates far after it are not believed.
            limits: How much one input may use.
        """
        found = Collected()
        batch: list[Intake] = []
        refusals: list[Refusal] = []
        size = 0
        for item in read_inputs(paths, limits):
            if isinstance(item, Refusal):
                refusals.append(item)
                self._progress("collect", 1)
                continue
            batch.append(Intake(report=freeze(item.draft, now=now), draft=item.draft, raw=item.raw))
            size += len(item.raw)
            if len(batch) >= _BATCH_REPORTS or size >= _BATCH_BYTES:
                self._keep(batch, refusals, found)
                batch, refusals, size = [], [], 0
        self._keep(batch, refusals, found)
        return found

    def _keep(self, batch: list[Intake], refusals: list[Refusal], found: Collected) -> None:
        if not batch and not refusals:
            return
        added = self.store.add_reports(batch, refusals)
        by_id = {intake.report.id: intake.report for intake in reversed(batch)}
        found.taken += [by_id[i] for i in added.new]
        found.seen_again += [by_id[i] for i in added.seen_again]
        found.unchanged += [by_id[i] for i in added.unchanged]
        found.revisions += added.revisions
        found.refused += refusals
        self._progress("collect", len(batch))

    def extract(self) -> int:
        """Find the claims of every report that this version has not read; how many it read."""
        method, vocabulary = extraction_method()
        waiting = list(self.store.reports_without_extraction(method, vocabulary))
        done: list[Extraction] = []
        results = in_order(extract_batch, waiting, workers=self._workers)
        for report, claims in zip(waiting, results, strict=True):
            done.append(
                Extraction(report=report.id, method=method, vocabulary=vocabulary, claims=claims)
            )
            if len(done) >= _BATCH_REPORTS:
                self.store.add_extractions(done)
                self._progress("extract", len(done))
                done = []
        if done:
            self.store.add_extractions(done)
            self._progress("extract", len(done))
        return len(waiting)

    def reconcile(self) -> tuple[Event, ...]:
        """Rebuild derivations and events from what the case holds."""
        reports = tuple(self.store.reports())
        derivations = derive(reports)
        events = reconcile(
            tuple(self.store.claims()), reports, derivations, tuple(self.store.judgements())
        )
        self.store.replace_derived(derivations, events, RECONCILE_METHOD)
        return events

    def update(self) -> None:
        """Bring everything derived up to date with the reports."""
        self.extract()
        self.reconcile()

    def brief(
        self, *, scope: str = "", as_of: dt.date | None = None, language: str = "en"
    ) -> Brief:
        """Write the brief of the case as it stands (see ``update``)."""
        return write_brief(
            tuple(self.store.reports()),
            tuple(self.store.claims()),
            tuple(self.store.events()),
            tuple(self.store.derivations()),
            scope=scope,
            as_of=as_of,
            language=language,
        )

    # --- looking things up -----------------------------------------------------------------------

    def reports(self) -> tuple[Report, ...]:
        """All reports in the order in which they came."""
        return tuple(self.store.reports())

    def claims(self) -> tuple[Claim, ...]:
        """The current claims of all reports."""
        return tuple(self.store.claims())

    def events(self) -> tuple[Event, ...]:
        """The events of the last ``reconcile``."""
        return tuple(self.store.events())

    def derivations(self) -> tuple[Derivation, ...]:
        """The derivations of the last ``reconcile``."""
        return tuple(self.store.derivations())

    def find(self, identifier: str) -> Report | Claim | Event:
        """A report (by id or name), claim or event.

        Raises:
            NotFound: The case holds nothing under this identifier, or more than one thing.
        """
        for event in self.store.events():
            if event.id == identifier:
                return event
        for claim in self.store.claims():
            if claim.id == identifier:
                return claim
        named = [
            r for r in self.store.reports() if identifier in (r.id, r.name) or identifier in r.names
        ]
        if len(named) == 1:
            return named[0]
        what = "more than one report" if named else "nothing"
        raise NotFound(
            f"The case holds {what} called {identifier!r}.",
            hint="List identifiers with: corrobora events, corrobora claims, corrobora reports.",
            identifier=identifier,
        )

    def judge(self, judgement: Judgement) -> None:
        """Keep a person's word on a machine's row; it counts from the next ``reconcile`` on."""
        self.store.add_judgement(judgement)


@functools.cache
def _resources() -> Resources:
    return load_resources()


def extraction_method() -> tuple[str, str]:
    """Name of the extraction method as installed here, and the hash of its vocabulary."""
    resources = _resources()
    return f"{EXTRACT_METHOD}+{resources.parsers}", resources.vocabulary


def extract_batch(reports: list[Report]) -> list[tuple[Claim, ...]]:
    """The claims of each report; what a worker process runs."""
    resources = _resources()
    return [extract(report, resources) for report in reports]


def claims_of(
    paths: Iterable[str | Path],
    *,
    now: str,
    workers: int = 1,
    limits: Limits | None = None,
    refused: Callable[[Refusal], None],
) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
    """Reports and their claims straight from files; nothing is kept."""

    def frozen() -> Iterator[Report]:
        for item in read_inputs(list(paths), limits):
            if isinstance(item, Refusal):
                refused(item)
            elif isinstance(item, Item):
                yield freeze(item.draft, now=now)

    yield from in_order(_report_and_claims, frozen(), workers=workers)


def _report_and_claims(reports: list[Report]) -> list[tuple[Report, tuple[Claim, ...]]]:
    return list(zip(reports, extract_batch(reports), strict=True))
