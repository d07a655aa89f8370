"""The journal: each line carries the hash of the line before it, so the past cannot be rewritten.

Whoever holds a later ``Head`` can tell any change to a line at or before it, and a journal that
was cut short. Without a head, a cut at the end and a chain computed anew cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, insert, select

from corrobora.model import Json
from corrobora.store.codec import canonical
from corrobora.store.tables import journal
from corrobora.store.values import Entry, Finding, Head
from corrobora.text import sha256_of

START = "0" * 64
"""What the first line gives as the hash of the line before it."""


def hash_of(entry: Entry) -> str:
    """SHA-256 over the canonical JSON of all fields of a line but its hash."""
    return sha256_of(canonical(fields_of(entry)))


def fields_of(entry: Entry) -> dict[str, Json]:
    """What the hash of a line covers."""
    return {
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "previous": entry.previous,
    }


def following(head: Head | None, *, at: str, actor: str, act: str, subject: Json) -> Entry:
    """The line after ``head`` (or the first one)."""
    seq, previous = (head.seq + 1, head.hash) if head else (1, START)
    line = Entry(seq=seq, at=at, actor=actor, act=act, subject=subject, previous=previous, hash="")
    return Entry(
        seq=seq, at=at, actor=actor, act=act, subject=subject, previous=previous, hash=hash_of(line)
    )


def verify(entries: Iterable[Entry], head: Head | None = None) -> tuple[Finding, ...]:
    """What is wrong with a journal, first line first; nothing when it is whole.

    Args:
        entries: All lines, in order.
        head: A head handed out earlier; the journal must still lead through it.
    """
    findings: list[Finding] = []
    expected, previous, met = 1, START, False
    for entry in entries:
        findings += (_finding(entry.seq, wrong) for wrong in _wrong(entry, expected, previous))
        if head is not None and entry.seq == head.seq:
            met = True
            if entry.hash != head.hash:
                findings.append(_finding(entry.seq, "is not the line that was handed out"))
        expected, previous = entry.seq + 1, entry.hash
    if head is not None and not met:
        findings.append(_finding(head.seq, "was handed out and is missing"))
    return tuple(findings)


def _wrong(entry: Entry, expected: int, previous: str) -> Iterator[str]:
    if entry.seq != expected:
        yield f"stands where line {expected} should"
    if entry.previous != previous:
        yield "does not follow the line before it"
    if entry.hash != hash_of(entry):
        yield "was altered: its hash does not match"


def _finding(seq: int, wrong: str) -> Finding:
    return Finding(code="journal.chain", subject=str(seq), message=f"Journal line {seq} {wrong}.")


def last(connection: Connection) -> Head | None:
    """The journal's last line."""
    row = connection.execute(
        select(journal.c.seq, journal.c.hash).order_by(journal.c.seq.desc()).limit(1)
    ).first()
    return Head(row.seq, row.hash) if row else None


JUDGED = "judgement.added"
"""The act of which a line tells when somebody judged."""

_UNSAID = ("page.", "session.", "draft.", "account.", "sharing.", "released", "model.", "derived.")
"""Beginnings of the acts after which events are derived from the same as before."""


def says(act: str) -> bool:
    """Whether an act may change what events are derived from."""
    return not act.startswith(_UNSAID)


def said_after(connection: Connection, seq: int) -> bool:
    """Whether anything stands behind a line that may change what events are derived from."""
    acts = connection.execute(select(journal.c.act).where(journal.c.seq > seq).distinct()).scalars()
    return any(map(says, acts))


def append(connection: Connection, *, at: str, actor: str, act: str, subject: Json) -> Entry:
    """Write the next line, in the transaction of what it tells of."""
    entry = following(last(connection), at=at, actor=actor, act=act, subject=subject)
    connection.execute(
        insert(journal).values(
            seq=entry.seq,
            at=entry.at,
            actor=entry.actor,
            act=entry.act,
            subject=canonical(entry.subject),
            previous=entry.previous,
            hash=entry.hash,
        )
    )
    return entry
