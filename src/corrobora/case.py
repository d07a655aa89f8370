"""The walk: reports, claims, events, brief. The only place that joins the rooms and the store."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from corrobora.brief import scope_of, write_brief
from corrobora.collect import freeze
from corrobora.collect.copies import derive
from corrobora.engine import in_order
from corrobora.errors import CorroboraError, NotFound
from corrobora.extract import METHOD as EXTRACT_METHOD
from corrobora.extract import Resources, extract_all, load_resources
from corrobora.extract.naming import Namer
from corrobora.llm import ModelReader, Remembered
from corrobora.model import Brief, Claim, Derivation, Event, Judgement, Refusal, Report, whole_claim
from corrobora.readers import Item, Limits, Sandbox, read_inputs, walk
from corrobora.reconcile import judged, judged_derivations
from corrobora.sightings import basis_of
from corrobora.store import Extraction, Intake, Store
from corrobora.upkeep import Upkeep, worked_out

Progress = Callable[[str, int, int | None], None]
"""Told the stage, how many more items of it are done, and how many there are where that is known.

Items of "collect" are inputs (files, addresses), of "extract" reports.
"""

_BATCH_REPORTS = 64
_BATCH_BYTES = 8 << 20


def utc_now() -> str:
    """The time, for journals and captures; everything else has it passed in."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _by(at: str | None, moment: dt.datetime) -> bool:
    """Whether a time (ISO 8601) is not after a moment; what has no readable one always counts."""
    if not at:
        return True
    try:
        time = dt.datetime.fromisoformat(at)
    except ValueError:
        return True
    return (time if time.tzinfo else time.replace(tzinfo=dt.UTC)) <= moment


@contextmanager
def _stage(name: str) -> Iterator[None]:
    """Write on every error in which stage of the walk it came up."""
    try:
        yield
    except CorroboraError as error:
        error.facts.setdefault("stage", name)
        raise
    except Exception as error:
        error.add_note(f"stage: {name}")
        raise


@dataclass
class Collected:
    """What one call of ``collect`` brought, as report names (several per file are possible)."""

    taken: list[Report] = field(default_factory=list)
    seen_again: list[Report] = field(default_factory=list)
    unchanged: list[Report] = field(default_factory=list)
    revisions: list[tuple[str, str]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    forgotten: list[Report] = field(default_factory=list)

    @property
    def known(self) -> int:
        """Texts that the case had already."""
        return len(self.seen_again) + len(self.unchanged)

    def add(self, more: Collected) -> None:
        """Count what a later transaction brought."""
        self.taken += more.taken
        self.seen_again += more.seen_again
        self.unchanged += more.unchanged
        self.revisions += more.revisions
        self.refused += more.refused
        self.forgotten += more.forgotten


class Case:
    """A case: reports and everything that was made of them, in one file or database.

    Args:
        store: The opened case.
        workers: Processes for extraction; 1 works in this process.
        progress: Called as items are done; see ``Progress``.
        vocabulary: A folder with the user's own actors, event types, word classes and places.
        fast: Find claims by rule, without the trained parsers.
        model: Find claims with this language model instead; its questions and answers are kept.
    """

    def __init__(
        self,
        store: Store,
        *,
        workers: int = 1,
        progress: Progress | None = None,
        vocabulary: Path | None = None,
        fast: bool = False,
        model: ModelReader | None = None,
    ) -> None:
        self.store = store
        self._workers = workers
        self._progress = progress
        self._vocabulary = vocabulary
        self._fast = fast
        self._model = model
        self._upkeep = Upkeep(store)
        self._reconciled = False
        self._unkept_claims: dict[str, tuple[Claim, ...]] = {}
        self._unkept: tuple[tuple[Derivation, ...], tuple[Event, ...]] | None = None

    @classmethod
    def open(
        cls,
        address: Path | str,
        *,
        create: bool = True,
        clock: Callable[[], str] = utc_now,
        workers: int = 1,
        progress: Progress | None = None,
        vocabulary: Path | None = None,
        fast: bool = False,
        model: ModelReader | None = None,
    ) -> Self:
        """Open a case (a file, or ``postgresql://...``), or start one.

        Raises:
            CaseError: It cannot be opened; the subclasses say why.
        """
        store = Store.open(address, create=create, clock=clock)
        return cls(
            store,
            workers=workers,
            progress=progress,
            vocabulary=vocabulary,
            fast=fast,
            model=model,
        )

    @classmethod
    def look(
        cls,
        address: Path | str,
        *,
        clock: Callable[[], str] = utc_now,
        workers: int = 1,
        progress: Progress | None = None,
        vocabulary: Path | None = None,
        fast: bool = False,
        model: ModelReader | None = None,
    ) -> Self:
        """Open a case for reading only, also where it cannot be written to.

        ``update`` then works everything out for as long as this object lives, and keeps nothing.

        Raises:
            CaseError: It cannot be opened; the subclasses say why.
        """
        store = Store.look(address, clock=clock)
        return cls(
            store,
            workers=workers,
            progress=progress,
            vocabulary=vocabulary,
            fast=fast,
            model=model,
        )

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
        self,
        paths: Sequence[str | Path],
        *,
        now: str,
        limits: Limits | None = None,
        kept: Callable[[Collected], None] | None = None,
        sandbox: Sandbox | None = None,
    ) -> Collected:
        """Read files, folders and addresses into the case, in transactions of some reports each.

        Args:
            paths: What to read.
            now: The time of collection (ISO 8601); dates far after it are not believed.
            limits: How much one input may use.
            kept: Called with what each transaction brought, once it is safe on the disk.
            sandbox: A warm sandbox to read in; else one is started when it is needed.
        """
        with _stage("collect"):
            found = Collected()
            batch: list[Intake] = []
            refusals: list[Refusal] = []
            size = 0
            for item in read_inputs(paths, limits, self._per_input(paths), sandbox=sandbox):
                if isinstance(item, Refusal):
                    refusals.append(item)
                else:
                    report = freeze(item.draft, now=now)
                    batch.append(Intake(report=report, draft=item.draft, raw=item.raw))
                    size += len(item.raw)
                if len(batch) + len(refusals) >= _BATCH_REPORTS or size >= _BATCH_BYTES:
                    self._keep(batch, refusals, found, kept)
                    batch, refusals, size = [], [], 0
            self._keep(batch, refusals, found, kept)
            return found

    def _per_input(self, paths: Sequence[str | Path]) -> Callable[[str], None] | None:
        """What tells the progress of reading, with the number of inputs counted beforehand."""
        progress = self._progress
        if progress is None:
            return None
        remote = [p for p in paths if str(p).lower().startswith(("http://", "https://"))]
        files = walk([p for p in paths if p not in remote])
        total = len(remote) + sum(not isinstance(found, Refusal) for found in files)
        return lambda _: progress("collect", 1, total)

    def _keep(
        self,
        batch: list[Intake],
        refusals: list[Refusal],
        found: Collected,
        kept: Callable[[Collected], None] | None,
    ) -> None:
        if not batch and not refusals:
            return
        added = self.store.add_reports(batch, refusals)
        by_id = {intake.report.id: intake.report for intake in reversed(batch)}
        new = Collected(
            taken=[by_id[i] for i in added.new],
            seen_again=[by_id[i] for i in added.seen_again],
            unchanged=[by_id[i] for i in added.unchanged],
            revisions=list(added.revisions),
            refused=refusals,
            forgotten=[by_id[i] for i in added.forgotten],
        )
        found.add(new)
        if kept is not None:
            kept(new)

    def extract(self) -> int:
        """Find the claims of every report that this version has not read; how many it read.

        In a case that was opened for reading only they are known to this object alone.
        """
        with _stage("extract"):
            method, vocabulary = extraction_method(
                self._vocabulary, fast=self._fast, model=self._model
            )
            waiting = list(self.store.reports_without_extraction(method, vocabulary))
            waiting = [r for r in waiting if r.id not in self._unkept_claims]
            done: list[Extraction] = []
            for report, claims in zip(waiting, self._found(waiting), strict=True):
                done.append(
                    Extraction(
                        report=report.id,
                        method=method,
                        vocabulary=vocabulary,
                        claims=claims,
                        basis=basis_of(report),
                    )
                )
                if self._progress is not None:
                    self._progress("extract", 1, len(waiting))
                if len(done) >= _BATCH_REPORTS:
                    self._keep_claims(done)
                    done = []
            if done:
                self._keep_claims(done)
            return len(waiting)

    def _keep_claims(self, done: list[Extraction]) -> None:
        if self.store.read_only:
            self._unkept_claims |= {found.report: found.claims for found in done}
        else:
            self.store.add_extractions(done)

    def _found(self, waiting: list[Report]) -> Iterator[tuple[Claim, ...]]:
        """The claims of each report, in order."""
        if self._model is not None:
            resources = _resources(self._vocabulary, True)
            return (self._model.claims(report, resources, self.store) for report in waiting)
        find = functools.partial(extract_batch, overlay=self._vocabulary, fast=self._fast)
        return in_order(find, waiting, workers=self._workers)

    def reconcile(self) -> tuple[Event, ...]:
        """Bring derivations and events in line with what the case holds.

        The first time all is worked out at once, which takes the least memory. From then on this
        object holds a picture of the case, and claims are compared anew only where they changed.
        """
        with _stage("reconcile"):
            if self.store.read_only:
                said = tuple(self.store.judgements())
                made = worked_out(tuple(self.reports()), self._found_claims(), said)
                self._unkept = made.found, made.events
                return made.events
            if self._reconciled:
                self._upkeep.bring()
                return self._upkeep.events()
            self._reconciled = True
            return self._upkeep.rebuild()

    def keep_up(self) -> bool:
        """Bring derivations and events in line, from the first time on by way of a picture.

        After that a judgement is played through alone, whoever made it; ``changes`` tells what came
        of it.

        Returns:
            Whether the whole case was read for it, as it is the first time.
        """
        with _stage("reconcile"):
            self._reconciled = True
            return self._upkeep.bring()

    def changes(self, before: str, after: str) -> dict[str, Event | None] | None:
        """What became of the events between two states of the derived rows; see ``Upkeep``."""
        return self._upkeep.changes(before, after)

    def update(self) -> None:
        """Bring everything derived up to date with the reports."""
        self.extract()
        self.reconcile()

    def brief(
        self, *, scope: str = "", as_of: dt.date | None = None, language: str = "en"
    ) -> Brief:
        """Write the brief of the case as it stands (see ``update``).

        Without a scope the title names the countries or actors that most claims speak of.
        """
        with _stage("brief"):
            reports, claims = self.reports(), self.claims()
            return write_brief(
                reports,
                claims,
                self.events(),
                self.derivations(),
                scope=scope or scope_of(reports, claims, language=language),
                as_of=as_of,
                language=language,
            )

    def earlier(
        self, moment: dt.datetime, *, scope: str = "", language: str = "en"
    ) -> tuple[Brief, tuple[Event, ...]]:
        """The brief of what the case had at a moment, and its events; nothing is kept.

        It rests on the reports that had come in by then, as they are read today, and on what
        people had said by then. Reports that were forgotten since are not in it.

        Args:
            moment: The moment, with its zone; what came in at it counts.
            scope: What the brief is about; found in the claims when empty.
            language: Of the brief's own words.
        """
        with _stage("brief"):
            came = self.store.lookup.arrivals()
            reports = tuple(r for r in self.reports() if _by(came.get(r.id), moment))
            held = {report.id for report in reports}
            said = tuple(j for j in self.store.judgements() if _by(j.at, moment))
            made = worked_out(reports, (c for c in self._found_claims() if c.report in held), said)
            brief = write_brief(
                reports,
                made.claims,
                made.events,
                made.taken,
                scope=scope or scope_of(reports, made.claims, language=language),
                language=language,
            )
            return brief, made.events

    # --- looking things up -----------------------------------------------------------------------

    def reports(self) -> tuple[Report, ...]:
        """All reports in the order in which they came."""
        return tuple(self.store.reports())

    def claims(self) -> tuple[Claim, ...]:
        """The current claims of all reports as people judged them: corrected, without rejected."""
        return judged(self._found_claims(), self.store.judgements())

    def _found_claims(self) -> Iterator[Claim]:
        """The current claims as they were found, report by report in the order of the case."""
        if not self._unkept_claims:
            yield from self.store.claims()
            return
        for report in self.reports():
            unkept = self._unkept_claims.get(report.id)
            yield from self.store.claims(report.id) if unkept is None else unkept

    def events(self) -> tuple[Event, ...]:
        """The events of the last ``reconcile``."""
        return tuple(self.store.events()) if self._unkept is None else self._unkept[1]

    def derivations(self) -> tuple[Derivation, ...]:
        """The derivations of the last ``reconcile`` as people judged them."""
        return self._judged(self.found_derivations())

    def found_derivations(self) -> tuple[Derivation, ...]:
        """The derivations that the last ``reconcile`` found, also those that people rejected."""
        return tuple(self.store.derivations()) if self._unkept is None else self._unkept[0]

    def derive(self) -> tuple[Derivation, ...]:
        """Who took what from whom among the reports as they stand now; nothing is kept."""
        return self._judged(derive(self.reports()))

    def _judged(self, found: Iterable[Derivation]) -> tuple[Derivation, ...]:
        held = {report.id for report in self.store.reports()}
        return judged_derivations(found, self.store.judgements(), held)

    def find(self, identifier: str) -> Report | Claim | Event:
        """A report (by id or name), claim or event.

        Raises:
            NotFound: The case holds nothing under this identifier, or more than one thing.
        """
        for event in self.events():
            if event.id == identifier:
                return event
        for claim in self._found_claims():
            if claim.id == identifier:
                return claim
        if identifier != whole_claim(identifier):
            for claim in self.claims():
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

    def namer(self, claim: Claim) -> Namer:
        """Resolves the names that somebody writes who corrects a claim.

        Raises:
            NotFound: The case does not hold the report of the claim.
        """
        language = self.store.report(claim.report).language
        return Namer(_resources(self._vocabulary, True), claim, language)

    def event_types(self) -> tuple[str, ...]:
        """The types that events may have, with those of the user's own vocabulary."""
        return tuple(sorted(_resources(self._vocabulary, True).types.types))

    def claims_by(self, ids: Iterable[str]) -> tuple[Claim, ...]:
        """The current claims with these ids as people judged them, parts of claims among them."""
        wanted = dict.fromkeys(ids)
        found = self.store.lookup.claims(tuple(wanted))
        words = self.store.lookup.judgements("claim", [claim.id for claim in found])
        return tuple(claim for claim in judged(found, words) if claim.id in wanted)

    def judge(self, judgement: Judgement) -> None:
        """Keep a person's word on a machine's row; it counts from the next ``reconcile`` on."""
        self.store.add_judgement(judgement)

    def judge_all(self, judgements: Iterable[Judgement]) -> None:
        """Keep what a person says of several rows in one act: all of it or nothing."""
        self.store.add_judgements(judgements)


@functools.cache
def _resources(overlay: Path | None, fast: bool) -> Resources:
    return load_resources(overlay, fast=fast)


def extraction_method(
    overlay: Path | None = None, *, fast: bool = False, model: ModelReader | None = None
) -> tuple[str, str]:
    """Name of the extraction method as installed here, and the hash of its vocabulary."""
    if model is not None:
        return model.method, _resources(overlay, True).vocabulary
    resources = _resources(overlay, fast)
    return f"{EXTRACT_METHOD}+{resources.parsers}", resources.vocabulary


def extract_batch(
    reports: list[Report], overlay: Path | None = None, fast: bool = False
) -> list[tuple[Claim, ...]]:
    """The claims of each report; what a worker process runs."""
    return extract_all(reports, _resources(overlay, fast))


def claims_of(
    paths: Iterable[str | Path],
    *,
    now: str,
    workers: int = 1,
    limits: Limits | None = None,
    refused: Callable[[Refusal], None],
    vocabulary: Path | None = None,
    fast: bool = False,
    model: ModelReader | None = None,
) -> Iterator[tuple[Report, tuple[Claim, ...]]]:
    """Reports and their claims straight from files; nothing is kept."""

    def frozen() -> Iterator[Report]:
        for item in read_inputs(list(paths), limits):
            if isinstance(item, Refusal):
                refused(item)
            elif isinstance(item, Item):
                yield freeze(item.draft, now=now)

    find = functools.partial(_report_and_claims, overlay=vocabulary, fast=fast)
    with _stage("extract"):
        if model is not None:
            recorded = Remembered()
            for report in frozen():
                yield report, model.claims(report, _resources(vocabulary, True), recorded)
            return
        yield from in_order(find, frozen(), workers=workers)


def _report_and_claims(
    reports: list[Report], overlay: Path | None, fast: bool
) -> list[tuple[Report, tuple[Claim, ...]]]:
    return list(zip(reports, extract_batch(reports, overlay, fast), strict=True))
