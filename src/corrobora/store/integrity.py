"""Proof that a case is as it was written: every hash, every quotation, every line recomputed.

The database's own check says nothing about altered text; this one compares each row with its hash
and each hash with the journal. Rows that were removed, or put in past the journal, are found too.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field
from sqlalchemy import Connection, Select, Table, or_, select
from sqlalchemy.exc import DBAPIError

from corrobora.errors import NotACase
from corrobora.model import Claim, Exchange, Json, Judgement, Report
from corrobora.store import migrate, said, tables
from corrobora.store.accounts import Account, key_of, state_hash
from corrobora.store.codec import canonical, decode, digest, from_bytes, unpack
from corrobora.store.derived import derived_digest
from corrobora.store.dialect import Home
from corrobora.store.drafts import Draft, draft_hash
from corrobora.store.home import dialect_of, home_of
from corrobora.store.journal import verify
from corrobora.store.ledger import (
    START,
    Emptied,
    Release,
    act_key,
    chain_faults,
    read_all,
    rows_digest,
)
from corrobora.store.values import Checked, CheckResult, Entry, Extraction, Finding, Head
from corrobora.text import sha256_of

_FORGOTTEN = "report.forgotten"
_BROKEN = (msgspec.MsgspecError, zlib.error, AttributeError, TypeError, ValueError)


def check(address: Path | str, *, head: Head | None = None) -> CheckResult:
    """Recompute everything in a case that can be recomputed. Nothing is written.

    Args:
        address: The case file, or ``postgresql://...`` for a case in a database.
        head: A journal head that was kept elsewhere; without it a journal that was cut short, or
            computed anew from the start, cannot be told.

    Raises:
        NotACase: There is no case.
        NewerCase: The case needs a newer version of this program.
        OlderCase: It has to be brought up to date first.
        CaseError: It cannot be read.
    """
    home = home_of(address)
    shown = home.shown
    if home.identify() == "blank":
        raise NotACase(f"There is no case at {shown}.", hint="Check the path.", path=shown)
    with _opened(home) as (connection, revision):
        migrate.require_current(revision, shown)
        return _Check(connection, head).run(shown)


def check_copy(path: Path) -> CheckResult:
    """``check``, or for a case of an older version the database's own check alone."""
    with _opened(home_of(path)) as (connection, revision):
        if revision == migrate.HEAD:
            return _Check(connection, None).run(str(path))
        faults = tuple(
            Finding(code=code, subject="database", message=message)
            for code, message in dialect_of(connection).structure_faults(connection)
        )
    return CheckResult(path=str(path), findings=faults, checked=Checked(), head=None)


@contextmanager
def _opened(home: Home) -> Iterator[tuple[Connection, str | None]]:
    with home.explained(), home.read_only_engine().connect() as connection:
        revision = migrate.revision_of(connection)
        migrate.require_known(revision, home.shown)
        yield connection, revision


class _Check:
    """One run of a check: what was found, what was counted, what the rows say was written."""

    def __init__(self, connection: Connection, head: Head | None) -> None:
        self.connection = connection
        self.dialect = dialect_of(connection)
        self.held = head
        self.findings: list[Finding] = []
        self.counted: Counter[str] = Counter()
        self.written: Counter[tuple[str, str]] = Counter()
        self.head: Head | None = None

    @cached_property
    def gone(self) -> _Gone:
        """What the journal says was emptied."""
        return _gone(self.connection)

    def run(self, shown: str) -> CheckResult:
        steps = (
            self._structure,
            self._raws,
            self._reports,
            self._sightings,
            self._refusals,
            self._extractions,
            self._judgements,
            self._exchanges,
            self._acts,
            self._releases,
            self._derived,
            self._accounts,
            self._drafts,
            self._journal,
        )
        for step in steps:
            try:
                with self.connection.begin_nested():
                    step()
            except DBAPIError as error:
                # Damage in one table shall not hide what can be said of the others.
                self._find("structure", step.__name__.strip("_"), str(error.orig))
        return CheckResult(
            path=shown,
            findings=tuple(self.findings),
            checked=Checked(**self.counted),
            head=self.head,
        )

    def _find(self, code: str, subject: str, message: str) -> None:
        self.findings.append(Finding(code=code, subject=subject, message=message))

    def _rows(self, query: Select[Any]) -> Iterator[Any]:
        return said.streamed(self.connection, query)

    def _structure(self) -> None:
        for code, message in self.dialect.structure_faults(self.connection):
            self._find(code, "database", message)
        if self.dialect.is_unscrubbed(self.connection):
            self._find(
                "scrub",
                "database",
                "Bytes of what was forgotten may still lie there; open the case once, while no "
                "other program reads it.",
            )
        present = self.dialect.guard_names(self.connection)
        for table in tables.KEPT:
            for verb in self.dialect.GUARDED:
                if self.dialect.guard_name(table.name, verb) not in present:
                    self._find(
                        "guard", table.name, f"The guard against {verb} on {table.name} is missing."
                    )

    def _raws(self) -> None:
        table = tables.raws
        for row in self._rows(select(table).order_by(table.c.sha256)):
            self.counted["raws"] += 1
            if row.sha256 in self.gone.originals and row.size == 0:
                continue
            try:
                good = sha256_of(unpack(row.packed, row.size)) == row.sha256
            except _BROKEN:
                good = False
            if not good:
                self._find("raw", row.sha256, f"The kept input {row.sha256} was altered.")

    def _reports(self) -> None:
        table = tables.reports
        rows = 0
        for row in self._rows(select(table).order_by(table.c.seq)):
            rows += 1
            self.counted["reports"] += 1
            self.written["reports", f"{row.id} {row.digest}"] += 1
            if sha256_of(row.value) != row.digest:
                self._find("report.record", row.id, f"What is kept of report {row.id} was altered.")
            try:
                report = decode(row.value, Report)
                good = sha256_of(from_bytes(row.text)) == report.sha256
                same = report.id == row.id
            except _BROKEN:
                good, same = False, True
            if not good:
                self._find("report.text", row.id, f"The text of report {row.id} was altered.")
            if not same:
                self._find("report.record", row.id, f"Report {row.id} stands under another id.")
        if self.dialect.indexed_reports(self.connection) != rows:
            self._find("search", "reports", "The index of words does not cover all reports.")

    def _sightings(self) -> None:
        table = tables.sightings
        query = (
            select(table.c.key, table.c.value, table.c.frozen, tables.reports.c.id)
            .join_from(table, tables.reports)
            .order_by(table.c.seq)
        )
        for row in self._rows(query):
            self.counted["sightings"] += 1
            self.written["sightings", row.key] += 1
            if digest((row.id, row.value)) != row.key:
                self._find("sighting", row.key, f"A sighting of report {row.id} was altered.")
            if row.frozen is not None:
                self.written["frozen", f"{row.key} {sha256_of(row.frozen)}"] += 1

    def _refusals(self) -> None:
        table = tables.refusals
        for row in self._rows(select(table).order_by(table.c.seq)):
            self.counted["refusals"] += 1
            self.written["refusals", row.key] += 1
            if sha256_of(row.value) != row.key:
                self._find("refusal", row.key, "The record of a refused input was altered.")

    def _extractions(self) -> None:
        table = tables.extractions
        query = (
            select(table, tables.reports.c.id)
            .join_from(table, tables.reports)
            .order_by(table.c.report, table.c.seq)
        )
        report_id, text = None, ""
        for row in self._rows(query):
            self.counted["extractions"] += 1
            if row.id != report_id:
                report_id, text = row.id, self._text(row.report)
            values = self._claims(row.seq, row.id, text)
            self.written["extractions", row.digest] += 1
            run = Extraction(
                report=row.id,
                method=row.method,
                vocabulary=row.vocabulary,
                claims=(),
                basis=row.basis,
            )
            if said.extraction_digest(run, values) != row.digest:
                self._find(
                    "extraction",
                    f"{row.id} {row.method}",
                    f"The claims of report {row.id} by {row.method} are not those written.",
                )

    def _text(self, seq: int) -> str:
        query = select(tables.reports.c.text).where(tables.reports.c.seq == seq)
        data = self.connection.execute(query).scalar_one()
        try:
            return from_bytes(data)
        except _BROKEN:
            return ""

    def _claims(self, run: int, report_id: str, text: str) -> list[str]:
        table = tables.claims
        query = (
            select(table.c.id, table.c.value)
            .where(table.c.extraction == run)
            .order_by(table.c.ordinal)
        )
        values = []
        for row in self._rows(query):
            self.counted["claims"] += 1
            values.append(row.value)
            try:
                claim = decode(row.value, Claim)
                good = claim.report == report_id and text[claim.start : claim.end] == claim.quote
                good = good and claim.id == row.id
            except _BROKEN:
                good = False
            if not good:
                self._find(
                    "claim.quote",
                    row.id,
                    f"The words of claim {row.id} do not stand in report {report_id}.",
                )
        return values

    def _judgements(self) -> None:
        table = tables.judgements
        for row in self._rows(select(table).order_by(table.c.seq)):
            self.counted["judgements"] += 1
            self.written["judgements", row.key] += 1
            if sha256_of(row.value) != row.key or not _names_subject(row.value, row):
                self._find("judgement", row.key, f"A judgement on {row.subject} was altered.")
            if not self._exists(row.kind, row.subject):
                self._find(
                    "judgement.subject",
                    row.key,
                    f"A judgement speaks of the {row.kind} {row.subject}, which is missing.",
                )

    def _exchanges(self) -> None:
        table = tables.exchanges
        for row in self._rows(select(table).order_by(table.c.seq)):
            self.counted["exchanges"] += 1
            self.written["exchanges", row.digest] += 1
            try:
                exchange = decode(row.value, Exchange)
                good = row.key == exchange.key == sha256_of(exchange.request)
            except _BROKEN:
                good = False
            if not good or sha256_of(row.value) != row.digest:
                self._find("exchange", row.key, "What a language model was asked was altered.")

    def _acts(self) -> None:
        table = tables.acts
        previous: dict[tuple[str, str], str] = {}
        for row in self._rows(select(table).order_by(table.c.seq)):
            self.counted["acts"] += 1
            self.written["acts", row.key] += 1
            before = previous.get((row.kind, row.subject), START)
            previous[row.kind, row.subject] = row.key
            if act_key(row.kind, row.subject, row.value, before) != row.key:
                self._find("act", row.key, f"An act on the {row.kind} {row.subject} was altered.")

    def _releases(self) -> None:
        feeds: dict[str, list[Release]] = {}
        for release in read_all(self.connection):
            self.counted["releases"] += 1
            feeds.setdefault(release.feed, []).append(release)
        stated = self._stated_releases()
        for feed, found in sorted(feeds.items()):
            for wrong in chain_faults(found, self.gone.releases):
                self._find("release", feed, wrong)
            for first, last, mark in stated.pop(feed, []):
                part = [r for r in found if first <= r.number <= last]
                if rows_digest(part, self.gone.releases) != mark:
                    self._find(
                        "release", feed, f"Releases {first} to {last} of {feed} were altered."
                    )
        for feed in sorted(stated):
            self._find(
                "release", feed, f"The journal tells of releases in {feed}; all are missing."
            )

    def _stated_releases(self) -> dict[str, list[tuple[int, int, str]]]:
        found: dict[str, list[tuple[int, int, str]]] = {}
        table = tables.journal
        query = select(table.c.subject).where(table.c.act == "released").order_by(table.c.seq)
        for (value,) in self._rows(query):
            try:
                line = decode(value, dict[str, Json])
                row = int(line["from"]), int(line["to"]), str(line["releases"])
                found.setdefault(str(line["feed"]), []).append(row)
            except (*_BROKEN, KeyError):
                continue  # A line that was altered beyond reading; ``verify`` names it.
        return found

    def _exists(self, kind: str, subject: str) -> bool:
        # Derived rows may go when they are rebuilt; a judgement on them waits for their return.
        kept = {"claim": tables.claims.c.id, "report": tables.reports.c.id}
        if kind not in kept:
            return True
        query = select(1).where(kept[kind] == subject)
        return self.connection.execute(query).first() is not None

    def _derived(self) -> None:
        row = self.connection.execute(select(tables.builds)).first()
        values = [
            self.connection.execute(select(table.c.value).order_by(table.c.seq)).scalars()
            for table in (tables.derivations, tables.events)
        ]
        if row is not None:
            self.written["derived", row.digest] += 1
            if derived_digest(row.method, *values) != row.digest:
                self._find("derived", row.method, "Derived rows were altered; rebuild them.")
        elif any(list(column) for column in values):
            self._find("derived", "builds", "Derived rows stand there that no method has made.")

    def _accounts(self) -> None:
        def named(value: str) -> tuple[str, str]:
            found = decode(value, Account)
            return key_of(found.name), state_hash(found)

        self._as_stated("account", tables.accounts, _account_states(self.connection), named)

    def _drafts(self) -> None:
        def named(value: str) -> tuple[str, str]:
            found = decode(value, Draft)
            return found.id, draft_hash(found)

        self._as_stated("draft", tables.drafts, _draft_states(self.connection), named)

    def _as_stated(
        self,
        kind: str,
        table: Table,
        stated: Mapping[str, str],
        named: Callable[[str], tuple[str, str]],
    ) -> None:
        """Each row under its own key, with the hash that the journal gives for it last.

        ``named`` gives the key and the hash of what a row holds.
        """
        present: set[str] = set()
        for row in self.connection.execute(select(table)):
            present.add(row.key)
            try:
                good = named(row.value) == (row.key, stated.get(row.key))
            except _BROKEN:
                good = False
            if not good:
                self._find(kind, row.key, f"The {kind} {row.key} is not as it was written.")
        for key in sorted(stated.keys() - present):
            self._find(kind, key, f"The {kind} {key} is missing.")

    def _journal(self) -> None:
        entries = list(self._entries())
        self.counted["entries"] = len(entries)
        self.findings.extend(verify(entries, self.held))
        if not entries:
            self._find("journal.chain", "1", "The journal is empty.")
            return
        self.head = Head(entries[-1].seq, entries[-1].hash)
        stated = _stated(entries)
        for kind, name in sorted(stated - self.written):
            self._find("journal.missing", name, f"The journal tells of {kind} that are missing.")
        for kind, name in sorted(self.written - stated):
            self._find("journal.unknown", name, f"There are {kind} that the journal does not know.")

    def _entries(self) -> Iterator[Entry]:
        table = tables.journal
        for row in self._rows(select(table).order_by(table.c.seq)):
            try:
                subject = decode(row.subject, Json)
                good = canonical(subject) == row.subject
            except _BROKEN:
                subject, good = None, False
            if not good:
                self._find("journal.chain", str(row.seq), "A journal line is not as written.")
            yield Entry(**{**row._asdict(), "subject": subject})


def _draft_states(connection: Connection) -> dict[str, str]:
    """For each draft that was not thrown away the hash of its row that the journal gives."""
    table = tables.journal
    told = or_(table.c.act.like("draft.%"), table.c.act == _FORGOTTEN)
    query = select(table.c.act, table.c.subject).where(told).order_by(table.c.seq)
    found: dict[str, str] = {}
    for act, value in connection.execute(query):
        try:
            line = decode(value, dict[str, Any])
            if act == "draft.saved":
                found[str(line["draft"])] = str(line["state"])
                continue
            for key in line.get("drafts", ()) if act == _FORGOTTEN else (line["draft"],):
                found.pop(str(key), None)
        except (*_BROKEN, KeyError):
            continue  # A line that was altered beyond reading; ``verify`` names it.
    return found


def _account_states(connection: Connection) -> dict[str, str]:
    """For each account the hash of its row that the last journal line on it gives."""
    table = tables.journal
    query = select(table.c.subject).where(table.c.act.like("account.%")).order_by(table.c.seq)
    found: dict[str, str] = {}
    for value in connection.execute(query).scalars():
        try:
            line = decode(value, dict[str, Any])
            found[str(line["account"])] = str(line["state"])
        except (*_BROKEN, KeyError):
            # A line that was altered beyond reading; ``verify`` names it.
            continue
    return found


class _Gone(Struct):
    """What the journal says was emptied, and stands on as a name only."""

    originals: set[str] = field(default_factory=set)
    releases: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)


def _gone(connection: Connection) -> _Gone:
    found = _Gone()
    table = tables.journal
    query = select(table.c.subject).where(table.c.act == _FORGOTTEN).order_by(table.c.seq)
    for value in connection.execute(query).scalars():
        try:
            line = decode(value, dict[str, Any])
            found.originals.update(line["originals"])
            for feed, number, sent, left in line["releases"]:
                # Emptied twice: what went out is what the first line says.
                first, _ = found.releases.get((feed, number), (sent, left))
                found.releases[feed, number] = first, left
        except (*_BROKEN, KeyError):
            continue  # A line that was altered beyond reading; ``verify`` names it.
    return found


def emptied(connection: Connection) -> Emptied:
    """The releases whose content was forgotten, as the journal tells."""
    return _gone(connection).releases


def _names_subject(value: str, row: object) -> bool:
    try:
        judgement = decode(value, Judgement)
    except _BROKEN:
        return False
    stated = (judgement.subject_kind, judgement.subject)
    return stated == (getattr(row, "kind", None), getattr(row, "subject", None))


def _stated(entries: list[Entry]) -> Counter[tuple[str, str]]:
    """The rows that the journal says were written, and the last derived ones."""
    stated: Counter[tuple[str, str]] = Counter()
    derived: str | None = None
    for entry in entries:
        try:
            rows = list(_rows_of(entry))
            removed = _removed(entry)
        except _BROKEN:
            # A line that was altered beyond reading; ``verify`` has named it.
            continue
        for kind, name in rows:
            if kind == "derived":
                derived = name
            else:
                stated[kind, name] += 1
        if entry.act == _FORGOTTEN:
            derived = None
            stated.subtract(removed)
    if derived is not None:
        stated["derived", derived] += 1
    return stated


def _removed(entry: Entry) -> Counter[tuple[str, str]]:
    """The rows that a line says were forgotten, less those that took the place of one."""
    subject = entry.subject if isinstance(entry.subject, dict) else {}
    found: Counter[tuple[str, str]] = Counter()
    for kind, keys in subject.get("removed", {}).items():
        found.update((kind, key) for key in keys)
    for kind, keys in subject.get("restated", {}).items():
        found.subtract((kind, key) for key in keys)
    return found


def _rows_of(entry: Entry) -> Iterator[tuple[str, str]]:
    subject = entry.subject if isinstance(entry.subject, dict) else {}
    for report_id, mark in subject.get("reports", ()):
        yield "reports", f"{report_id} {mark}"
    for kind in ("sightings", "refusals"):
        for key in subject.get(kind, ()):
            yield kind, key
    for key, mark in subject.get("frozen", ()):
        yield "frozen", f"{key} {mark}"
    for *_, mark in subject.get("extractions", ()):
        yield "extractions", mark
    for *_, key in subject.get("acts", ()):
        yield "acts", key
    if "judgement" in subject:
        yield "judgements", subject["judgement"]
    if "exchange" in subject:
        yield "exchanges", subject["exchange"]
    if entry.act == "derived.replaced":
        yield "derived", str(subject.get("digest"))
