"""The case as the other rooms see it: values in, values out, every change in the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec.structs import replace
from sqlalchemy import Connection, func, select

from corrobora.errors import CaseError, ReadOnlyCase
from corrobora.model import (
    Claim,
    Derivation,
    Event,
    Exchange,
    Json,
    Judgement,
    Refusal,
    Report,
)
from corrobora.store import derived, forget, journal, migrate, said, tables
from corrobora.store.accounts import Accounts
from corrobora.store.backups import backup, free_name
from corrobora.store.codec import decode
from corrobora.store.derived import Outcome, Revision
from corrobora.store.dialect import Home
from corrobora.store.drafts import Drafts
from corrobora.store.home import dialect_of, home_of
from corrobora.store.ledger import Ledger, Release
from corrobora.store.lookup import Lookup
from corrobora.store.openings import Openings
from corrobora.store.values import (
    Added,
    Counts,
    Entry,
    Extraction,
    Forgotten,
    Head,
    Intake,
    Sighting,
)

BUSY_SECONDS = 30.0
"""How long a write waits for another program's write to end before it gives up."""


class Store:
    """An open case.

    A call that returns has its work on a disk; a call that raises has left the case as it was.
    Every call that adds may be repeated: what is there already is not written again. Iterators
    hold a view of the case as of their first item, and a read connection until they end.
    """

    def __init__(
        self,
        home: Home,
        clock: Callable[[], str],
        actor: str,
        busy_seconds: float,
        *,
        read_only: bool = False,
    ) -> None:
        self._engine = (
            home.read_only_engine() if read_only else home.engine(busy_seconds=busy_seconds)
        )
        self._reader = self._engine if read_only else home.reader_of(self._engine)
        self._writer = None if read_only else home.writer_of(self._engine)
        self._clock = clock
        self._actor = actor
        self._busy_seconds = busy_seconds
        self.home = home

    @classmethod
    def open(
        cls,
        address: Path | str,
        *,
        create: bool,
        clock: Callable[[], str],
        actor: str = "corrobora",
        busy_seconds: float = BUSY_SECONDS,
    ) -> Self:
        """Open a case, or start one where there is none.

        A case written by an older version is brought up to date; of a file, after a copy of it was
        put beside it (``NAME.before-REVISION``).

        Args:
            address: The case file, or ``postgresql://...`` for a case in a database.
            create: Whether a new case may be started there.
            clock: Gives the time to be written down, as ISO 8601.
            actor: Who is working on the case, for the journal.
            busy_seconds: How long to wait for another program that is writing.

        Raises:
            NotACase: Something else lies there.
            NewerCase: The case needs a newer version of this program.
            ReadOnlyCase: It cannot be written to; ``look`` can open it.
            CaseError: There is no case.
        """
        home = home_of(address)
        if home.identify() == "blank" and not create:
            raise home.missing()
        home.require_writable()
        store = cls(home, clock, actor, busy_seconds)
        try:
            store._bring_up_to_date()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def look(
        cls, address: Path | str, *, clock: Callable[[], str], actor: str = "corrobora"
    ) -> Self:
        """Open a case for reading only, also where it cannot be written to.

        Nothing is changed by it, in the case or beside it. Every call that would write fails with
        ``ReadOnlyCase``.

        Args:
            address: The case file, or ``postgresql://...`` for a case in a database.
            clock: As for ``open``.
            actor: As for ``open``.

        Raises:
            NotACase: Something else lies there.
            NewerCase: The case needs a newer version of this program.
            OlderCase: It was written by an older version and has to be brought up to date first.
            CaseError: There is no case, or it cannot be read.
        """
        home = home_of(address)
        if home.identify() == "blank":
            raise home.missing()
        store = cls(home, clock, actor, BUSY_SECONDS, read_only=True)
        try:
            with store._reading() as connection:
                revision = migrate.revision_of(connection)
            migrate.require_current(revision, home.shown)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def read_only(self) -> bool:
        """Whether the case was opened for reading only."""
        return self._writer is None

    @property
    def unscrubbed(self) -> bool:
        """Whether bytes of forgotten reports may still lie in the case until it is next opened."""
        with self._reading() as connection:
            return dialect_of(connection).is_unscrubbed(connection)

    def _bring_up_to_date(self) -> None:
        with self._reading() as connection:
            revision = migrate.revision_of(connection)
            dialect = dialect_of(connection)
            unscrubbed = revision is not None and dialect.is_unscrubbed(connection)
        if revision == migrate.HEAD:
            # A case that cannot be written to is refused now, not after an hour of work.
            with self._writing() as connection:
                dialect.require_writable(connection)
            if unscrubbed:
                self._scrub()
            return
        if revision is not None:
            migrate.require_known(revision, self.home.shown)
            if self.home.file is not None:
                backup(self.home.file, free_name(self.home.file, f".before-{migrate.HEAD}"))
        with self._writing() as connection:
            # Another program may have done it while this one waited for its turn.
            if migrate.revision_of(connection) == migrate.HEAD:
                return
            migrate.upgrade(connection)
            dialect.mark(connection)
            act = "case.created" if revision is None else "case.migrated"
            self._log(connection, act, {"from": revision, "to": migrate.HEAD}, self._clock())

    def close(self) -> None:
        """Let go of the case."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # --- said ------------------------------------------------------------------------------------

    def add_reports(self, batch: Iterable[Intake], refusals: Iterable[Refusal] = ()) -> Added:
        """Keep a batch of reports, and what was refused beside them, in one transaction.

        Raises:
            CaseError: A hash is not that of its text or bytes, or an id stands for two texts.
        """
        # Whatever makes the batch is done before other programs have to wait for this one.
        given, refused = tuple(batch), tuple(refusals)
        at = self._clock()
        with self._writing() as connection:
            added, subject = said.add_reports(connection, given, refused, at)
            self._log(connection, "reports.added", subject, at)
        return added

    def reports(self) -> Iterator[Report]:
        """All reports in the order in which they came."""
        with self._reading() as connection:
            yield from said.read_reports(connection)

    def report(self, report_id: str) -> Report:
        """One report.

        Raises:
            NotFound: The case has no such report.
        """
        with self._reading() as connection:
            seq = said.report_seq(connection, report_id)
            return next(said.read_reports(connection, (seq,)))

    def sightings(self) -> Iterator[Sighting]:
        """Every time that a text was met, oldest first."""
        with self._reading() as connection:
            yield from said.read_sightings(connection)

    def refusals(self) -> Iterator[Refusal]:
        """Every input that was not taken, oldest first."""
        with self._reading() as connection:
            yield from said.read_refusals(connection)

    def raw(self, sha256: str) -> bytes:
        """The bytes of an input by their hash.

        Raises:
            NotFound: The case has no such input.
            DamagedCase: The bytes were altered.
        """
        with self._reading() as connection:
            return said.read_raw(connection, sha256)

    def add_extractions(self, batch: Iterable[Extraction]) -> None:
        """Keep extractions in one transaction; they become the current ones of their reports.

        Raises:
            NotFound: The case has no such report.
            CaseError: A claim's words do not stand in its report where it says.
        """
        given = tuple(batch)
        at = self._clock()
        with self._writing() as connection:
            subject = said.add_extractions(connection, given, at)
            self._log(connection, "claims.extracted", subject, at)

    def claims(self, report_id: str | None = None) -> Iterator[Claim]:
        """Claims of the latest extraction of each report, or of one report.

        Raises:
            NotFound: The case has no such report.
        """
        with self._reading() as connection:
            yield from said.read_claims(connection, report_id)

    def claim_ids(self, reports: Iterable[str]) -> frozenset[str]:
        """Ids of all claims that were ever found in these reports, current or not."""
        with self._reading() as connection:
            return said.claim_ids(connection, tuple(reports))

    def reports_without_extraction(
        self, method: str, vocabulary: str | None = None
    ) -> Iterator[Report]:
        """Reports whose current claims are not by this method (with this vocabulary, if given)."""
        with self._reading() as connection:
            yield from said.read_unextracted(connection, method, vocabulary)

    def add_judgement(self, judgement: Judgement) -> None:
        """Keep a person's word on a machine's row.

        Raises:
            NotFound: It speaks of a claim or report that the case does not hold.
        """
        self.add_judgements((judgement,))

    def add_judgements(self, judgements: Iterable[Judgement]) -> None:
        """Keep what a person says in one act: all of it or nothing.

        Raises:
            NotFound: One speaks of a claim or report that the case does not hold.
        """
        given = tuple(judgements)
        with self._writing() as connection:
            for one in given:
                subject = said.add_judgement(connection, one)
                self._log(connection, journal.JUDGED, subject, self._clock(), actor=one.by)

    def judgements(self) -> Iterator[Judgement]:
        """All judgements, oldest first: of two on one subject the later stands."""
        with self._reading() as connection:
            yield from said.read_judgements(connection)

    def add_exchange(self, exchange: Exchange) -> None:
        """Keep what a language model was asked and answered; of two answers the first stands.

        Raises:
            CaseError: The key is not the hash of the question.
        """
        at = self._clock()
        with self._writing() as connection:
            subject = said.add_exchange(connection, exchange, at)
            self._log(connection, "model.asked", subject, at)

    def exchange(self, key: str) -> Exchange | None:
        """What a language model answered to the question with this hash, if it was asked."""
        with self._reading() as connection:
            return said.read_exchange(connection, key)

    def exchanges(self) -> Iterator[Exchange]:
        """Everything that language models were asked and answered, oldest first."""
        with self._reading() as connection:
            yield from said.read_exchanges(connection)

    def search(self, query: str, limit: int = 50) -> tuple[Report, ...]:
        """Reports that hold all words of a query in title or text, best first.

        Accents and case do not matter; "words in quotation marks" must follow each other. Any
        string is a legal query.
        """
        with self._reading() as connection:
            seqs = dialect_of(connection).find_reports(connection, query, limit)
            return tuple(said.read_reports(connection, seqs))

    def forget(
        self,
        reports: Iterable[str],
        *,
        by: str,
        why: str,
        blank: Callable[[Release], str],
    ) -> Forgotten:
        """Take reports out to the last byte, with everything made of them; see ``forget``.

        The rows go in one transaction; then what is left is written anew. When that is cut short,
        it is made up for when the case is next opened. Derived rows go too, and
        have to be made anew. Backups and other copies keep what they have.

        Args:
            reports: Ids of reports.
            by: Who forgets them, for the journal.
            why: The reason, for the journal, which is kept for ever.
            blank: Gives what stands in the place of the content of a release made of them.

        Raises:
            NotFound: The case does not hold one of them.
            CaseError: The reason quotes what is to be forgotten.
            NotReleased: A partner still holds something made of them.
        """
        ids = tuple(dict.fromkeys(reports))
        at = self._clock()
        with self._writing() as connection:
            told, subject = forget.forget(connection, ids, at=at, why=why, blank=blank)
            self._log(connection, "report.forgotten", subject, at, actor=by)
        return replace(told, scrubbed=self._scrub())

    def require_owner(self) -> None:
        """Fail if whoever has opened the case cannot ``forget``.

        Raises:
            CaseError: Another owns it.
        """
        with self._reading() as connection:
            dialect_of(connection).require_owner(connection)

    def _scrub(self) -> bool:
        # Connections that wait in the pool would hold the log open.
        self._engine.dispose()
        return self.home.scrub(busy_seconds=self._busy_seconds)

    # --- derived ---------------------------------------------------------------------------------

    def replace_derived(
        self,
        derivations: Iterable[Derivation],
        events: Iterable[Event],
        method: str,
        *,
        known: int | None = None,
    ) -> Outcome:
        """Put these derivations and events in the place of all earlier ones, in one transaction.

        Args:
            derivations: All of them, in order.
            events: All of them, in order.
            method: What made them.
            known: The line of the journal up to which they take in what was said; where more was
                said by now nothing is done. None does not look.

        Returns:
            "done", or "behind" where more was said.
        """
        took, happened = tuple(derivations), tuple(events)
        at = self._clock()
        with self._writing() as connection:
            if known is not None and journal.said_after(connection, known):
                return "behind"
            subject = derived.replace_derived(connection, took, happened, method, at)
            self._log(connection, "derived.replaced", subject, at)
        return "done"

    def revise_derived(self, revision: Revision, *, known: int) -> Outcome:
        """Change some derived rows, in one transaction, to what replacing all would give.

        Args:
            revision: What is to be another.
            known: As for ``replace_derived``.

        Returns:
            "done"; "behind"; or "unfit", and nothing is done, where the rows are not those that it
            is a revision of, or no numbers are left between two events.
        """
        at = self._clock()
        with self._writing() as connection:
            if journal.said_after(connection, known):
                return "behind"
            subject = derived.revise_derived(connection, revision, at)
            self._log(connection, "derived.replaced", subject, at)
        return "done" if subject is not None else "unfit"

    def derivations(self) -> Iterator[Derivation]:
        """Derivations in the order in which they were given."""
        with self._reading() as connection:
            yield from derived.read_derivations(connection)

    def events(self) -> Iterator[Event]:
        """Events in the order in which they were given."""
        with self._reading() as connection:
            yield from derived.read_events(connection)

    def derived_method(self) -> str | None:
        """Name and version of the method that made derivations and events; None before any."""
        with self._reading() as connection:
            return derived.derived_method(connection)

    # --- journal and counts ----------------------------------------------------------------------

    def journal(self) -> Iterator[Entry]:
        """All lines of the journal, oldest first."""
        with self._reading() as connection:
            query = select(tables.journal).order_by(tables.journal.c.seq)
            for row in said.streamed(connection, query):
                yield Entry(**{**row._asdict(), "subject": decode(row.subject, Json)})

    def line(self, seq: int) -> Entry | None:
        """One line of the journal; None where it has none of this number."""
        with self._reading() as connection:
            query = select(tables.journal).where(tables.journal.c.seq == seq)
            row = connection.execute(query).mappings().first()
        return None if row is None else Entry(**{**row, "subject": decode(row["subject"], Json)})

    def head(self) -> Head:
        """The journal's last line, to be kept elsewhere and given to ``check`` later."""
        with self._reading() as connection:
            head = journal.last(connection)
        if head is None:
            raise CaseError(f"The case {self.home.shown} has no journal.", hint="Restore a backup.")
        return head

    def counts(self) -> Counts:
        """How many rows of each kind there are."""
        with self._reading() as connection:
            found = {
                name: connection.execute(
                    select(func.count()).select_from(tables.metadata.tables[name])
                ).scalar_one()
                for name in Counts.__struct_fields__
                if name != "claims"
            }
            current = said.current_claims().order_by(None).subquery()
            found["claims"] = connection.execute(
                select(func.count()).select_from(current)
            ).scalar_one()
        return Counts(**found)

    @cached_property
    def lookup(self) -> Lookup:
        """Parts of the case by their ids, without reading the rest."""
        return Lookup(self)

    @cached_property
    def accounts(self) -> Accounts:
        """Who may sign in to the reading room, and for what."""
        return Accounts(self)

    @cached_property
    def drafts(self) -> Drafts:
        """Briefs that people write."""
        return Drafts(self)

    @cached_property
    def openings(self) -> Openings:
        """What each person has opened in the reading room."""
        return Openings(self)

    # --- sharing ---------------------------------------------------------------------------------

    @cached_property
    def ledger(self) -> Ledger:
        """What was said of sharing, and what has gone out."""
        return Ledger(self)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection inside a read transaction, for the other modules of the store."""
        with self._reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that holds the write lock from the start, for the store's modules."""
        with self._writing() as connection:
            yield connection

    def log(self, connection: Connection, act: str, subject: Json, *, actor: str) -> None:
        """Write a line of the journal in the transaction of what it tells of."""
        self._log(connection, act, subject, self._clock(), actor=actor)

    # --- transactions ----------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        steady = self.home.steady() if self.read_only else nullcontext()
        with self.home.explained(), steady, self._reader.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._writer is None:
            raise ReadOnlyCase(
                f"The case {self.home.shown} was opened for reading only.",
                hint="Nothing was written. Work on a case, or a copy of it, that you may write to.",
                path=self.home.shown,
            )
        with self.home.explained(), self._writer.begin() as connection:
            yield connection

    def _log(
        self, connection: Connection, act: str, subject: Json, at: str, *, actor: str | None = None
    ) -> None:
        """Write down what was done; nothing was done when there is no subject."""
        if subject is not None:
            actor = self._actor if actor is None else actor
            journal.append(connection, at=at, actor=actor, act=act, subject=subject)
