"""Reading and adding what was said: reports and their sightings, refusals, claims, judgements.

Every function works on a connection inside the caller's transaction. Functions that add return
what the journal is to say of it, or None when there was nothing to add.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Column, Connection, ScalarSelect, Select, func, insert, select

from corrobora.errors import CaseError, DamagedCase, NotFound
from corrobora.model import Claim, Exchange, Json, Judgement, Refusal, Report
from corrobora.sightings import basis_of, merge_sightings
from corrobora.store.codec import (
    decode,
    digest,
    encode,
    from_bytes,
    indexable,
    pack,
    to_bytes,
    unpack,
)
from corrobora.store.home import dialect_of
from corrobora.store.tables import (
    acts,
    claims,
    exchanges,
    extractions,
    judgements,
    raws,
    refusals,
    reports,
    sightings,
)
from corrobora.store.values import Added, Extraction, Intake, Sighting
from corrobora.text import sha256_of

FORGOTTEN = "forgotten"
"""The kind of act that keeps a forgotten text from being taken in again."""

PAGE = 500
"""Rows fetched at a time when reading: bounds memory, whatever the size of the case."""


def streamed(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """The rows of a query, so many in memory at a time; let go of as soon as nobody reads on."""
    with connection.execute(query, execution_options={"yield_per": PAGE}) as result:
        yield from result


# --- reports -------------------------------------------------------------------------------------


def add_reports(
    connection: Connection, batch: Iterable[Intake], refused: Iterable[Refusal], at: str
) -> tuple[Added, Json]:
    """Keep reports and refusals; what was there already is not written again."""
    lists: dict[str, list[str]] = {"new": [], "seen_again": [], "unchanged": [], "forgotten": []}
    revisions: list[tuple[str, str]] = []
    fresh: list[list[str]] = []
    keys: list[str] = []
    frozen: list[list[str | None]] = []
    for intake in batch:
        if is_forgotten(connection, intake.report.id):
            lists["forgotten"].append(intake.report.id)
            continue
        seq = _seq_of(connection, intake.report)
        known = seq is not None
        if seq is None:
            seq, report, mark = _insert_report(connection, intake.report)
            fresh.append([report.id, mark])
            if report.revises is not None:
                revisions.append((report.id, report.revises))
        key, told = _add_sighting(connection, seq, intake, at, known=known)
        if key is not None:
            keys.append(key)
        if told is not None:
            frozen.append([key, told])
        state = "new" if not known else "unchanged" if key is None else "seen_again"
        lists[state].append(intake.report.id)
    refusal_keys = [key for one in refused if (key := _add_refusal(connection, one, at))]
    added = Added(
        new=tuple(lists["new"]),
        seen_again=tuple(lists["seen_again"]),
        unchanged=tuple(lists["unchanged"]),
        revisions=tuple(revisions),
        refused=len(refusal_keys),
        forgotten=tuple(lists["forgotten"]),
    )
    if not (keys or refusal_keys):
        return added, None
    subject: dict[str, Json] = {"reports": fresh, "sightings": keys, "refusals": refusal_keys}
    if frozen:
        subject["frozen"] = frozen
    return added, subject


def is_forgotten(connection: Connection, report_id: str) -> bool:
    """Whether a text was taken out for good."""
    query = select(1).where(acts.c.kind == FORGOTTEN, acts.c.subject == report_id)
    return connection.execute(query).first() is not None


def _seq_of(connection: Connection, report: Report) -> int | None:
    """The row of a report's text, if the case has it; the same id must mean the same text."""
    if sha256_of(report.text) != report.sha256:
        raise CaseError(
            f"The hash of report {report.id} is not that of its text.", report=report.id
        )
    row = connection.execute(
        select(reports.c.seq, reports.c.text).where(reports.c.id == report.id)
    ).first()
    if row is None:
        return None
    if row.text != to_bytes(report.text):
        raise CaseError(f"Two different texts have the id {report.id}.", report=report.id)
    return int(row.seq)


def _insert_report(connection: Connection, report: Report) -> tuple[int, Report, str]:
    address = indexable(report.url) if report.url else None
    if address and report.revises is None:
        earlier = connection.execute(
            select(reports.c.id)
            .where(reports.c.address == address)
            .order_by(reports.c.seq.desc())
            .limit(1)
        ).scalar()
        report = replace(report, revises=earlier)
    value = encode(replace(report, text="", names=()))
    mark = sha256_of(value)
    seq = connection.execute(
        insert(reports)
        .values(id=report.id, digest=mark, address=address, value=value, text=to_bytes(report.text))
        .returning(reports.c.seq)
    ).scalar_one()
    dialect_of(connection).index_report(connection, seq, report.title or "", report.text)
    return seq, report, mark


def _add_sighting(
    connection: Connection, seq: int, intake: Intake, at: str, *, known: bool
) -> tuple[str | None, str | None]:
    """The key of a new sighting and, of a text that was known, the hash of what it tells of it."""
    draft = intake.draft
    # The reader's draft less its text, which the report holds.
    value = encode(replace(draft, text=""))
    key = digest((intake.report.id, value))
    if _has(connection, sightings.c.key, key):
        return None, None
    add_raw(connection, draft.raw_sha256, intake.raw)
    row = {"key": key, "report": seq, "raw": draft.raw_sha256, "at": at, "value": value}
    if not known:
        connection.execute(insert(sightings).values(row))
        return key, None
    frozen = encode(replace(intake.report, text="", names=()))
    connection.execute(insert(sightings).values({**row, "frozen": frozen}))
    return key, sha256_of(frozen)


def add_raw(connection: Connection, sha256: str, raw: bytes) -> None:
    """Keep the bytes of an input, once."""
    if _has(connection, raws.c.sha256, sha256):
        return
    if sha256_of(raw) != sha256:
        raise CaseError("The bytes of an input do not have the stated hash.", sha256=sha256)
    connection.execute(insert(raws).values(sha256=sha256, size=len(raw), packed=pack(raw)))


def _add_refusal(connection: Connection, refusal: Refusal, at: str) -> str | None:
    value = encode(refusal)
    key = sha256_of(value)
    if _has(connection, refusals.c.key, key):
        return None
    connection.execute(insert(refusals).values(key=key, at=at, value=value))
    return key


def _has(connection: Connection, column: Column[Any], value: str) -> bool:
    return connection.execute(select(1).where(column == value)).first() is not None


def read_reports(connection: Connection, wanted: Sequence[int] | None = None) -> Iterator[Report]:
    """Reports in the order in which they came, or the wanted rows in the order asked for.

    A text that was met more than once has what all its sightings tell (``merge_sightings``).
    """
    query = select(reports.c.seq, reports.c.value, reports.c.text).order_by(reports.c.seq)
    if wanted is None:
        with connection.execute(query, execution_options={"yield_per": PAGE}) as result:
            for page in result.partitions(PAGE):
                seen = _seen(connection, [row.seq for row in page])
                yield from (_report(row, seen[row.seq]) for row in page)
        return
    for start in range(0, len(wanted), PAGE):
        part = wanted[start : start + PAGE]
        rows = {r.seq: r for r in connection.execute(query.where(reports.c.seq.in_(part)))}
        seen = _seen(connection, part)
        yield from (_report(rows[seq], seen[seq]) for seq in part if seq in rows)


class _Named(Struct):
    name: str


class _Seen(Struct):
    """The names under which a text was met, in their order, and what all but the first tell."""

    names: dict[str, None] = field(default_factory=dict)
    frozen: list[str] = field(default_factory=list)


def _seen(connection: Connection, seqs: Sequence[int]) -> dict[int, _Seen]:
    found = {seq: _Seen() for seq in seqs}
    rows = connection.execute(
        select(sightings.c.report, sightings.c.value, sightings.c.frozen)
        .where(sightings.c.report.in_(seqs))
        .order_by(sightings.c.seq)
    )
    for row in rows:
        found[row.report].names[decode(row.value, _Named).name] = None
        if row.frozen is not None:
            found[row.report].frozen.append(row.frozen)
    return found


def _report(row: Any, seen: _Seen) -> Report:
    text = from_bytes(row.text)
    first = replace(decode(row.value, Report), text=text, names=tuple(seen.names))
    if not seen.frozen:
        return first
    others = [replace(decode(value, Report), text=text) for value in seen.frozen]
    return merge_sightings([first, *others])


def seen_again(connection: Connection) -> frozenset[int]:
    """Rows of the reports whose text was met more than once, each time with things to tell."""
    query = select(sightings.c.report).where(sightings.c.frozen.is_not(None)).distinct()
    return frozenset(connection.execute(query).scalars())


def report_seq(connection: Connection, report_id: str) -> int:
    """The row of a report.

    Raises:
        NotFound: The case has no such report.
    """
    seq = connection.execute(select(reports.c.seq).where(reports.c.id == report_id)).scalar()
    if seq is None:
        raise NotFound(
            f"The case holds no report {report_id}.",
            hint="List what it holds with: corrobora reports",
            report=report_id,
        )
    return int(seq)


def read_sightings(connection: Connection) -> Iterator[Sighting]:
    """Every time that a text was met, oldest first."""
    query = (
        select(reports.c.id, sightings.c.at, sightings.c.value)
        .join_from(sightings, reports)
        .order_by(sightings.c.seq)
    )
    for row in streamed(connection, query):
        plain = decode(row.value, dict[str, Any])
        yield msgspec.convert({**plain, "report": row.id, "at": row.at}, Sighting)


def read_refusals(connection: Connection) -> Iterator[Refusal]:
    """Inputs that were not taken, oldest first."""
    query = select(refusals.c.value).order_by(refusals.c.seq)
    for (value,) in streamed(connection, query):
        yield decode(value, Refusal)


def read_raw(connection: Connection, sha256: str) -> bytes:
    """The bytes of an input.

    Raises:
        NotFound: The case has none with this hash, or its bytes were forgotten.
        DamagedCase: They do not have this hash any more.
    """
    row = connection.execute(
        select(raws.c.size, raws.c.packed).where(raws.c.sha256 == sha256)
    ).first()
    if row is None:
        raise NotFound(f"The case holds no input with the hash {sha256}.", sha256=sha256)
    if row.size == 0 and sha256 != sha256_of(b""):
        raise NotFound("These bytes were forgotten, with a report read from them.", sha256=sha256)
    try:
        raw = unpack(row.packed, row.size)
    except zlib.error:
        raw = None
    if raw is None or sha256_of(raw) != sha256:
        raise DamagedCase(f"The kept input {sha256} was altered.", hint="Restore a backup.")
    return raw


# --- claims --------------------------------------------------------------------------------------


def add_extractions(connection: Connection, batch: Iterable[Extraction], at: str) -> Json:
    """Keep what was extracted; the same claims by the same method are not written again."""
    lines: list[Json] = []
    for extraction in batch:
        seq, text = _text_of(connection, extraction.report)
        _require_words(extraction, text)
        values = [encode(claim) for claim in extraction.claims]
        mark = extraction_digest(extraction, values)
        if mark == _latest_digest(connection, seq):
            continue
        row = {
            "report": seq,
            "method": extraction.method,
            "vocabulary": extraction.vocabulary,
            "digest": mark,
            "at": at,
        }
        if extraction.basis is not None:
            row["basis"] = extraction.basis
        run = connection.execute(
            insert(extractions).values(row).returning(extractions.c.seq)
        ).scalar_one()
        rows = [
            {"extraction": run, "ordinal": ordinal, "id": claim.id, "value": value}
            for ordinal, (claim, value) in enumerate(zip(extraction.claims, values, strict=True))
        ]
        if rows:
            connection.execute(insert(claims), rows)
        lines.append([extraction.report, extraction.method, len(rows), mark])
    return {"extractions": lines} if lines else None


def extraction_digest(extraction: Extraction, values: Sequence[str]) -> str:
    """The hash that stands in the journal for an extraction and all its claims."""
    basis = () if extraction.basis is None else (extraction.basis,)
    return digest((extraction.report, extraction.method, extraction.vocabulary, *basis, *values))


def _text_of(connection: Connection, report_id: str) -> tuple[int, str]:
    seq = report_seq(connection, report_id)
    data = connection.execute(select(reports.c.text).where(reports.c.seq == seq)).scalar_one()
    return seq, from_bytes(data)


def _require_words(extraction: Extraction, text: str) -> None:
    for claim in extraction.claims:
        if claim.report != extraction.report or text[claim.start : claim.end] != claim.quote:
            raise CaseError(
                f"The words of claim {claim.id} do not stand in its report where it says.",
                hint="This is a mistake in the extraction method, not in your data.",
                report=claim.report,
                start=claim.start,
                end=claim.end,
                method=claim.method,
            )


def _latest_digest(connection: Connection, seq: int) -> str | None:
    query = (
        select(extractions.c.digest)
        .where(extractions.c.report == seq)
        .order_by(extractions.c.seq.desc())
        .limit(1)
    )
    return connection.execute(query).scalar()


def _latest() -> ScalarSelect[Any]:
    """The newest extraction of the report that the query around is at."""
    newest = extractions.alias("newest")
    query = select(func.max(newest.c.seq)).where(newest.c.report == reports.c.seq)
    return query.correlate(reports).scalar_subquery()


def current_claims(report_id: str | None = None) -> Select[Any]:
    """Claims of the latest extraction of each report (or of one), in order of report and text."""
    query = (
        select(claims.c.value)
        .select_from(reports)
        .join(extractions, extractions.c.seq == _latest())
        .join(claims, claims.c.extraction == extractions.c.seq)
        .order_by(reports.c.seq, claims.c.ordinal)
    )
    return query if report_id is None else query.where(reports.c.id == report_id)


def read_claims(connection: Connection, report_id: str | None = None) -> Iterator[Claim]:
    """The current claims, one page in memory at a time."""
    if report_id is not None:
        report_seq(connection, report_id)
    for (value,) in streamed(connection, current_claims(report_id)):
        yield decode(value, Claim)


def claim_ids(connection: Connection, of: Sequence[str]) -> frozenset[str]:
    """Ids of the claims of every extraction of some reports."""
    query = select(claims.c.id).join_from(claims, extractions).join_from(extractions, reports)
    query = query.where(reports.c.id.in_(of))
    return frozenset(connection.execute(query).scalars())


def read_unextracted(
    connection: Connection, method: str, vocabulary: str | None
) -> Iterator[Report]:
    """Reports that have to be read (again).

    Their latest extraction is not by this method (and vocabulary, if given), or it was made before
    another sighting of the text told something that claims depend on.
    """
    by_this = [extractions.c.seq == _latest(), extractions.c.method == method]
    if vocabulary is not None:
        by_this.append(extractions.c.vocabulary == vocabulary)
    wanted = select(reports.c.seq).where(~select(1).where(*by_this).exists())
    # Row numbers are few bytes; all of them fit in memory where the texts would not.
    waiting = set(connection.execute(wanted).scalars())
    waiting |= _outdated(connection, seen_again(connection) - waiting)
    yield from read_reports(connection, sorted(waiting))


def _outdated(connection: Connection, seqs: frozenset[int]) -> set[int]:
    """The rows of those reports of which more is known than when their claims were found."""
    found: set[int] = set()
    ordered = sorted(seqs)
    for start in range(0, len(ordered), PAGE):
        part = ordered[start : start + PAGE]
        query = select(reports.c.seq, reports.c.id, extractions.c.basis).select_from(reports)
        query = query.join(extractions, extractions.c.seq == _latest())
        bases = {row.id: row for row in connection.execute(query.where(reports.c.seq.in_(part)))}
        for report in read_reports(connection, part):
            row = bases[report.id]
            if row.basis != basis_of(report):
                found.add(row.seq)
    return found


# --- judgements ----------------------------------------------------------------------------------


def add_judgement(connection: Connection, judgement: Judgement) -> Json:
    """Keep a person's word. Its subject must exist where subjects are kept for ever.

    Raises:
        NotFound: It speaks of a claim or report that the case does not hold.
    """
    if judgement.subject_kind == "report":
        report_seq(connection, judgement.subject)
    elif judgement.subject_kind == "claim" and not _has(connection, claims.c.id, judgement.subject):
        raise NotFound(
            f"The case holds no claim {judgement.subject}.",
            hint="List what it holds with: corrobora claims",
            claim=judgement.subject,
        )
    value = encode(judgement)
    key = sha256_of(value)
    if _has(connection, judgements.c.key, key):
        return None
    connection.execute(
        insert(judgements).values(
            key=key, kind=judgement.subject_kind, subject=judgement.subject, value=value
        )
    )
    return {"judgement": key, "kind": judgement.subject_kind, "of": judgement.subject}


def read_judgements(connection: Connection) -> Iterator[Judgement]:
    """All judgements, oldest first: of two on one subject the later stands."""
    query = select(judgements.c.value).order_by(judgements.c.seq)
    for (value,) in streamed(connection, query):
        yield decode(value, Judgement)


# --- exchanges with language models --------------------------------------------------------------


def add_exchange(connection: Connection, exchange: Exchange, at: str) -> Json:
    """Keep a question and its answer; of two answers to one question the first stands."""
    if sha256_of(exchange.request) != exchange.key:
        raise CaseError("The key of an exchange is not the hash of its question.", key=exchange.key)
    if _has(connection, exchanges.c.key, exchange.key):
        return None
    value = encode(exchange)
    mark = sha256_of(value)
    connection.execute(insert(exchanges).values(key=exchange.key, digest=mark, at=at, value=value))
    return {"exchange": mark, "model": exchange.model, "host": exchange.host}


def read_exchange(connection: Connection, key: str) -> Exchange | None:
    """The answer to a question that was put before."""
    query = select(exchanges.c.value).where(exchanges.c.key == key)
    value = connection.execute(query).scalar()
    return None if value is None else decode(value, Exchange)


def read_exchanges(connection: Connection) -> Iterator[Exchange]:
    """All questions and answers, oldest first."""
    query = select(exchanges.c.value).order_by(exchanges.c.seq)
    for (value,) in streamed(connection, query):
        yield decode(value, Exchange)
