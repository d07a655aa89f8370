"""Reading and adding what was said: reports and their sightings, refusals, claims, judgements.

Every function works on a connection inside the caller's transaction. Functions that add return
what the journal is to say of it, or None when there was nothing to add.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Column, Connection, ScalarSelect, Select, func, insert, select

from corrobora.errors import CaseError, DamagedCase, NotFound
from corrobora.model import Claim, Exchange, Json, Judgement, Refusal, Report
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
        key = _add_sighting(connection, seq, intake, at)
        if key is not None:
            keys.append(key)
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
    return added, {"reports": fresh, "sightings": keys, "refusals": refusal_keys}


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


def _add_sighting(connection: Connection, seq: int, intake: Intake, at: str) -> str | None:
    draft = intake.draft
    # The reader's draft less its text, which the report holds.
    value = encode(replace(draft, text=""))
    key = digest((intake.report.id, value))
    if _has(connection, sightings.c.key, key):
        return None
    add_raw(connection, draft.raw_sha256, intake.raw)
    connection.execute(
        insert(sightings).values(key=key, report=seq, raw=draft.raw_sha256, at=at, value=value)
    )
    return key


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
    """Reports in the order in which they came, or the wanted rows in the order asked for."""
    query = select(reports.c.seq, reports.c.value, reports.c.text).order_by(reports.c.seq)
    if wanted is None:
        with connection.execute(query, execution_options={"yield_per": PAGE}) as result:
            for page in result.partitions(PAGE):
                names = _names(connection, [row.seq for row in page])
                yield from (_report(row, names[row.seq]) for row in page)
        return
    for start in range(0, len(wanted), PAGE):
        part = wanted[start : start + PAGE]
        rows = {r.seq: r for r in connection.execute(query.where(reports.c.seq.in_(part)))}
        names = _names(connection, part)
        yield from (_report(rows[seq], names[seq]) for seq in part if seq in rows)


class _Named(Struct):
    name: str


def _names(connection: Connection, seqs: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """All names under which reports were met, each once, in the order in which they came."""
    found: dict[int, dict[str, None]] = {seq: {} for seq in seqs}
    rows = connection.execute(
        select(sightings.c.report, sightings.c.value)
        .where(sightings.c.report.in_(seqs))
        .order_by(sightings.c.seq)
    )
    for row in rows:
        found[row.report][decode(row.value, _Named).name] = None
    return {seq: tuple(names) for seq, names in found.items()}


def _report(row: Any, names: tuple[str, ...]) -> Report:
    return replace(decode(row.value, Report), text=from_bytes(row.text), names=names)


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
        run = connection.execute(
            insert(extractions)
            .values(
                report=seq,
                method=extraction.method,
                vocabulary=extraction.vocabulary,
                digest=mark,
                at=at,
            )
            .returning(extractions.c.seq)
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
    return digest((extraction.report, extraction.method, extraction.vocabulary, *values))


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
    """Reports whose latest extraction is not by this method (and vocabulary, if given)."""
    up_to_date = select(1).where(extractions.c.seq == _latest(), extractions.c.method == method)
    if vocabulary is not None:
        up_to_date = up_to_date.where(extractions.c.vocabulary == vocabulary)
    query = select(reports.c.seq).where(~up_to_date.exists()).order_by(reports.c.seq)
    # Row numbers are few bytes; all of them fit in memory where the texts would not.
    yield from read_reports(connection, tuple(connection.execute(query).scalars()))


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
