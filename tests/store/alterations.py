"""A case with something of everything, and what somebody may do to it behind the program's back."""

from __future__ import annotations

from pathlib import Path

from store_samples import (
    Clock,
    claims_of,
    derivation_of,
    event_of,
    exchange_of,
    extraction_of,
    intake,
    judgement_of,
    refusal_of,
)

from corrobora.store import Head, Store
from corrobora.store.ledger import Batch, Outgoing
from corrobora.text import sha256_of


def full_case(path: Path | str) -> Head:
    with Store.open(path, create=True, clock=Clock()) as store:
        batch = [intake(n) for n in range(3)]
        reports = [one.report for one in batch]
        store.add_reports([*batch, intake(2, name="again.txt")], [refusal_of(1)])
        for report in reports:
            store.add_extractions([extraction_of(report)])
        store.add_judgement(judgement_of(claims_of(reports[0])[0]))
        store.add_exchange(exchange_of(1))
        store.replace_derived(
            [derivation_of(reports[0], reports[1])], [event_of(1, reports[0])], "link 1"
        )
        store.ledger.add("agreement", "harbour", {"act": "propose"}, by="A. Sow")
        store.ledger.release(
            [Batch(feed="harbour/analysis", items=[outgoing_of(1), outgoing_of(2)], epoch=1)],
            basis=store.ledger.basis(),
            at="2025-10-01T00:00:00Z",
            by="A. Sow",
        )
        return store.head()


def outgoing_of(number: int) -> Outgoing:
    return Outgoing(
        item=f"report--{number}",
        type="report",
        version="2025-10-01T00:00:00.000Z",
        inner=(f"r{number}",),
        core=sha256_of(f"core {number}"),
        content=f'{{"id":"report--{number}"}}',
    )


_SPELT = {
    "first_raw": "sha256 = (SELECT raw FROM sightings WHERE seq = 1)",
    "first_claim": "extraction = 1 AND ordinal = 0",
}
FILE = _SPELT | {
    "nul": "x'00'",
    "ff": "x'ff'",
    "unindexed": "INSERT INTO reports_text (rowid, body) VALUES (77, 'x')",
}
SERVER = _SPELT | {
    "nul": r"'\x00'::bytea",
    "ff": r"'\xff'::bytea",
    "unindexed": "DELETE FROM reports_text WHERE seq = 2",
}
"""How each database spells what the statements leave open."""

ALTERED: dict[str, tuple[str, str]] = {
    "raw bytes": ("UPDATE raws SET packed = {nul} WHERE {first_raw}", "raw"),
    "raw size": ("UPDATE raws SET size = size + 1 WHERE {first_raw}", "raw"),
    "report title": (
        "UPDATE reports SET value = replace(value, 'Expulsion', 'Visit') WHERE seq = 1",
        "report.record",
    ),
    "report id": ("UPDATE reports SET id = 'r0' WHERE seq = 3", "report.record"),
    "report not JSON": ("UPDATE reports SET value = '{{' WHERE seq = 1", "report.text"),
    "report not text": ("UPDATE reports SET text = {ff} WHERE seq = 1", "report.text"),
    "sighting": ("UPDATE sightings SET value = replace(value, '.txt', '.pdf')", "sighting"),
    "sighting moved": ("UPDATE sightings SET report = 2 WHERE seq = 1", "sighting"),
    "sighting gone": ("DELETE FROM sightings WHERE seq = 1", "journal.missing"),
    "sighting again": (
        "UPDATE sightings SET frozen = replace(frozen, 'Expulsion', 'Visit')",
        "journal.missing",
    ),
    "sighting again gone": (
        "UPDATE sightings SET frozen = NULL",
        "journal.missing",
    ),
    "refusal": ("UPDATE refusals SET value = replace(value, 'bad', 'good')", "refusal"),
    "refusal gone": ("DELETE FROM refusals", "journal.missing"),
    "claim stance": (
        "UPDATE claims SET value = replace(value, 'asserted', 'denied') WHERE {first_claim}",
        "extraction",
    ),
    "claim not JSON": ("UPDATE claims SET value = 'x' WHERE {first_claim}", "claim.quote"),
    "claim id": ("UPDATE claims SET id = 'c' WHERE extraction = 2 AND ordinal = 0", "claim.quote"),
    "claim gone": ("DELETE FROM claims WHERE extraction = 2 AND ordinal = 1", "extraction"),
    "claims swapped": (
        "UPDATE claims SET ordinal = 1 - ordinal + 10 WHERE extraction = 1",
        "extraction",
    ),
    "method": ("UPDATE extractions SET method = 'other' WHERE seq = 1", "extraction"),
    "judgement": ("UPDATE judgements SET value = replace(value, 'reject', 'accept')", "judgement"),
    "judgement subject": ("UPDATE judgements SET subject = 'nothing'", "judgement.subject"),
    "judgement gone": ("DELETE FROM judgements", "journal.missing"),
    "answer": ("UPDATE exchanges SET value = replace(value, '[1]', '[2]')", "exchange"),
    "question": ("UPDATE exchanges SET key = 'x'", "exchange"),
    "answer gone": ("DELETE FROM exchanges", "journal.missing"),
    "act": ("UPDATE acts SET value = replace(value, 'propose', 'activate')", "act"),
    "act moved": ("UPDATE acts SET subject = 'other'", "act"),
    "act gone": ("DELETE FROM acts", "journal.missing"),
    "release content": ("UPDATE releases SET content = '{{}}' WHERE number = 1", "release"),
    "release inner": ("UPDATE releases SET \"inner\" = '[]' WHERE number = 2", "release"),
    "release gone": ("DELETE FROM releases WHERE number = 1", "release"),
    "last release gone": ("DELETE FROM releases WHERE number = 2", "release"),
    "feed gone": ("DELETE FROM releases", "release"),
    "event": ("UPDATE events SET value = replace(value, 'Expulsion', 'Visit')", "derived"),
    "derivation gone": ("DELETE FROM derivations", "derived"),
    "build gone": ("DELETE FROM builds", "derived"),
    "journal act": ("UPDATE journal SET act = 'nothing' WHERE seq = 3", "journal.chain"),
    "journal subject": ("UPDATE journal SET subject = '[1]' WHERE seq = 2", "journal.chain"),
    "journal not JSON": ("UPDATE journal SET subject = '{{' WHERE seq = 2", "journal.chain"),
    "journal spaces": (
        "UPDATE journal SET subject = replace(subject, ':', ': ') WHERE seq = 1",
        "journal.chain",
    ),
    "journal line gone": ("DELETE FROM journal WHERE seq = 4", "journal.chain"),
    "journal empty": ("DELETE FROM journal", "journal.chain"),
    "journal end cut": ("DELETE FROM journal WHERE seq > 3", "journal.unknown"),
    "words index": ("{unindexed}", "search"),
    "dangling": ("UPDATE extractions SET report = 99 WHERE seq = 1", "foreign-key"),
}
"""What is done, and the code of a finding that must come of it."""
