"""Taking a report out of a case to the last byte, so that the rest can still be proved.

What goes is everything that was made of the report, and every row that tells of it in words of its
own. What stays is its id and the hashes of what was removed, in one line of the journal: ``check``
accepts that these rows are gone, and no others.

Free words (the reason of a judgement, what a model was asked) are known by what they quote: a run
of words, or a name, that stands in the forgotten report and in no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update

from corrobora.errors import CaseError, NotReleased
from corrobora.model import Claim, Json, Report, whole_claim
from corrobora.store import said
from corrobora.store.codec import decode, encode, from_bytes, pack
from corrobora.store.home import dialect_of
from corrobora.store.ledger import REVOKED, START, Release, act_key, read_all
from corrobora.store.tables import (
    acts,
    builds,
    claims,
    derivations,
    drafts,
    events,
    exchanges,
    extractions,
    judgements,
    openings,
    raws,
    readers,
    releases,
    reports,
    sightings,
)
from corrobora.store.values import Forgotten
from corrobora.text import names_in, plain, sha256_of

EMPTY = "(forgotten)"
"""What stands in the place of free words that quoted a forgotten report."""

RUN = 5
"""So many words in a row, found in no other report, are a quotation."""

_FREE = ("why", "note", "findings", "measures")
"""Fields of acts in which people write what they like."""

_OPENED = (raws, reports, sightings, extractions, claims, judgements, exchanges, acts, releases)
"""Tables whose guards are lifted while rows are taken out."""

_WORD = re.compile(r"\w+")
_ESCAPE = re.compile(r'\\+(?:u([0-9a-fA-F]{4})|[bfnrt"/])')


def forget(
    connection: Connection,
    ids: Sequence[str],
    *,
    at: str,
    why: str,
    blank: Callable[[Release], str],
) -> tuple[Forgotten, Json]:
    """Remove reports and everything made of them, inside the caller's transaction.

    Args:
        connection: It holds the write lock.
        ids: The reports.
        at: When, for the act that is kept.
        why: The reason, which stays.
        blank: Gives what stands in the place of the content of a release.

    Returns:
        What was done, and what the journal is to say of it.

    Raises:
        NotFound: The case does not hold one of them.
        CaseError: The reason quotes what is to be forgotten.
        NotReleased: A partner still holds something made of them.
    """
    wanted = {report_id: said.report_seq(connection, report_id) for report_id in ids}
    run = _Forgetting(connection, wanted)
    if run.quoted.within(why):
        raise CaseError(
            "The reason quotes what is to be forgotten, and would stay in the journal.",
            hint="Give a reason that names nobody and quotes nothing.",
        )
    dialect = dialect_of(connection)
    with dialect.without_guards(connection, (table.name for table in _OPENED)):
        # First of all, so that the number that stands for all acts grows: whatever is being
        # released was decided while the report was still there.
        made = run.keep_act(at, why)
        run.releases(blank)
        run.acts()
        run.judgements()
        run.exchanges()
        run.drafts()
        run.derived()
        run.reports()
        run.openings()
    dialect.unindex(connection, tuple(wanted.values()), _indexable(connection))
    dialect.mark_unscrubbed(connection)
    subject: Json = {
        "forgotten": [[one, mark] for one, mark in run.hashes.items()],
        "why": why,
        "acts": made,
        "removed": {name: list(keys) for name, keys in run.removed.items()},
        "restated": {name: list(keys) for name, keys in run.restated.items()},
        "originals": list(run.emptied),
        "releases": list(run.blanked),
        "drafts": list(run.drafted),
    }
    told = Forgotten(
        reports=tuple(wanted),
        claims=run.count["claims"],
        judgements=len(run.removed["judgements"]),
        exchanges=len(run.removed["exchanges"]),
        releases=len(run.blanked),
        drafts=len(run.drafted),
        restated=sum(len(keys) for keys in run.restated.values()),
        originals=tuple(run.emptied),
    )
    return told, subject


class _Forgetting:
    """One run: what is taken out, and under which keys the journal knew it."""

    def __init__(self, connection: Connection, wanted: dict[str, int]) -> None:
        self._connection = connection
        self._wanted = wanted
        self._seqs = tuple(wanted.values())
        self.hashes: dict[str, str] = {}
        self.removed: dict[str, list[str]] = {
            name: []
            for name in (
                "reports", "sightings", "frozen", "extractions", "judgements", "exchanges", "acts",
            )
        }  # fmt: skip
        self.restated: dict[str, list[str]] = {"judgements": [], "acts": []}
        self.emptied: list[str] = []
        self.blanked: list[list[Json]] = []
        self.drafted: list[str] = []
        self.count = {"claims": 0}
        self._runs = select(extractions.c.seq).where(extractions.c.report.in_(self._seqs))
        self._claims = said.claim_ids(connection, tuple(wanted))
        self.quoted = self._quotations()

    def _quotations(self) -> _Quoted:
        found = _Quoted()
        query = select(reports.c.id, reports.c.value, reports.c.text)
        for row in self._connection.execute(query.where(reports.c.seq.in_(self._seqs))):
            self.hashes[row.id] = sha256_of(from_bytes(row.text))
            found.add(_told(row))
        for party in self._parties():
            found.add(party)
        for frozen in self._frozen(sightings.c.report.in_(self._seqs)):
            found.add(_headed(frozen))
        for row in self._connection.execute(query.where(reports.c.seq.not_in(self._seqs))):
            found.leave_out(_told(row))
        for frozen in self._frozen(sightings.c.report.not_in(self._seqs)):
            found.leave_out(_headed(frozen))
        return found

    def _frozen(self, of: ColumnElement[bool]) -> Iterator[str]:
        """What later sightings of some texts tell."""
        query = select(sightings.c.frozen).where(of, sightings.c.frozen.is_not(None))
        yield from self._connection.execute(query).scalars()

    def _parties(self) -> Iterator[str]:
        """Who acts and speaks in the claims, as a text that begins with no name."""
        query = select(claims.c.value).where(claims.c.extraction.in_(self._runs))
        for value in self._connection.execute(query).scalars():
            claim = decode(value, Claim)
            for party in (*claim.actors, *claim.targets):
                yield f", {party.name}"
            for voice in claim.speakers:
                yield f", {voice.name or ''}"

    # --- one table after the other ---------------------------------------------------------------

    def keep_act(self, at: str, why: str) -> list[Json]:
        """Keep that these texts are not to come back."""
        made: list[Json] = []
        for report_id in self._wanted:
            value = encode({"at": at, "why": why})
            key = act_key(said.FORGOTTEN, report_id, value, START)
            row = {"key": key, "kind": said.FORGOTTEN, "subject": report_id, "value": value}
            self._connection.execute(insert(acts).values(row))
            made.append([said.FORGOTTEN, report_id, key])
        return made

    def releases(self, blank: Callable[[Release], str]) -> None:
        """Empty every version that was made of the reports; those that take back hold nothing."""
        ids = self._claims | self._wanted.keys()
        latest: dict[tuple[str, str], Release] = {}
        for release in tuple(read_all(self._connection)):
            latest[release.feed, release.item] = release
            if release.core == REVOKED or ids.isdisjoint(map(whole_claim, release.inner)):
                continue
            left = blank(release)
            if left == release.content:
                continue
            self._connection.execute(
                update(releases)
                .where(releases.c.feed == release.feed, releases.c.number == release.number)
                .values(content=left)
            )
            self.blanked.append(
                [release.feed, release.number, sha256_of(release.content), sha256_of(left)]
            )
        for release in latest.values():
            if release.core != REVOKED and not ids.isdisjoint(map(whole_claim, release.inner)):
                raise NotReleased(
                    f"The feed {release.feed} still holds something made of it.",
                    hint="Recall it first, and forget it then.",
                    stale=True,
                )

    def acts(self) -> None:
        """Remove labels of the reports and their claims; empty free words that quote them.

        An act's key covers the one before it on the same subject, so that those that follow an
        emptied one get other keys too.
        """
        subjects = {"label.report": frozenset(self._wanted), "label.claim": self._claims}
        before: dict[tuple[str, str], str] = {}
        for row in self._rows(acts):
            if whole_claim(row.subject) in subjects.get(row.kind, ()):
                self._remove(acts, row)
                continue
            told = self._without_quotes(row)
            subject = row.kind, row.subject
            key = act_key(*subject, told, before.get(subject, START))
            before[subject] = key
            if key != row.key:
                self._restate(acts, row, told, key)

    def _without_quotes(self, row: Any) -> str:
        """What an act says, with free words that quote the reports emptied."""
        value = decode(row.value, Any)
        if row.kind == said.FORGOTTEN or not isinstance(value, dict):
            return str(row.value)
        left = {
            key: EMPTY if key in _FREE and self._quotes(word) else word
            for key, word in value.items()
        }
        return encode(left) if left != value else str(row.value)

    def judgements(self) -> None:
        """Remove what was said on the reports; empty reasons given elsewhere that quote them."""
        for row in self._rows(judgements):
            value = decode(row.value, dict[str, Any])
            rest = {key: word for key, word in value.items() if key != "why"}
            if self._is_about(row) or self._quotes(rest):
                self._remove(judgements, row)
            elif self._quotes(value.get("why")):
                told = encode(value | {"why": EMPTY})
                self._restate(judgements, row, told, sha256_of(told))

    def _is_about(self, row: Any) -> bool:
        if row.kind == "derivation":
            return not self._wanted.keys().isdisjoint(row.subject.split(">"))
        return row.subject in (self._claims if row.kind == "claim" else self._wanted)

    def exchanges(self) -> None:
        """Remove what language models were asked about the reports, and what they answered."""
        for row in self._rows(exchanges):
            if self.quoted.within(_unescaped(row.value)):
                self._connection.execute(delete(exchanges).where(exchanges.c.seq == row.seq))
                self.removed["exchanges"].append(row.digest)

    def drafts(self) -> None:
        """Remove briefs that people write which cite the reports or quote them."""
        ids = self._claims | self._wanted.keys()
        for key, value in self._connection.execute(select(drafts).order_by(drafts.c.key)).all():
            told = _unescaped(value)
            if any(one in told for one in ids) or self.quoted.within(told):
                self._connection.execute(delete(drafts).where(drafts.c.key == key))
                self.drafted.append(key)

    def derived(self) -> None:
        """Remove all that is derived; it is made anew from what is left."""
        for table in (derivations, events, builds):
            self._connection.execute(delete(table))

    def reports(self) -> None:
        """Remove the reports themselves, their claims, and the bytes that they were read from."""
        run, connection = self._seqs, self._connection
        mine = sightings.c.report.in_(run)
        used = set(connection.execute(select(sightings.c.raw).where(mine)).scalars())
        self.count["claims"] = len(self._claims)
        for table, column in ((sightings, "key"), (extractions, "digest")):
            query = select(table.c[column]).where(table.c.report.in_(run)).order_by(table.c.seq)
            self.removed[table.name] += connection.execute(query).scalars()
        query = select(reports.c.id, reports.c.digest).where(reports.c.seq.in_(run))
        for row in connection.execute(query.order_by(reports.c.seq)):
            self.removed["reports"].append(f"{row.id} {row.digest}")
        again = select(sightings.c.key, sightings.c.frozen).where(mine)
        for row in connection.execute(again.where(sightings.c.frozen.is_not(None))):
            self.removed["frozen"].append(f"{row.key} {sha256_of(row.frozen)}")
        connection.execute(delete(claims).where(claims.c.extraction.in_(self._runs)))
        connection.execute(delete(extractions).where(extractions.c.report.in_(run)))
        connection.execute(delete(sightings).where(mine))
        connection.execute(delete(reports).where(reports.c.seq.in_(run)))
        for sha256 in sorted(used):
            self._remove_raw(sha256)

    def openings(self) -> None:
        """Take the reports and their claims out of what people have opened.

        The number of the last report may be given again, and what gets it is new to everybody.
        """
        parts = select(openings.c.subject).where(openings.c.subject.contains(".")).distinct()
        told = {one for one in self._connection.execute(parts).scalars()
                if whole_claim(one) in self._claims}  # fmt: skip
        ids = tuple(sorted(self._claims | self._wanted.keys() | told))
        for at in range(0, len(ids), said.PAGE):
            mine = openings.c.subject.in_(ids[at : at + said.PAGE])
            self._connection.execute(delete(openings).where(mine))
        last = select(func.coalesce(func.max(reports.c.seq), 0)).scalar_subquery()
        for table in (readers, openings):
            self._connection.execute(update(table).where(table.c.upto > last).values(upto=last))
        self._connection.execute(update(readers).values(state=readers.c.state + 1))

    def _remove_raw(self, sha256: str) -> None:
        """Remove bytes; where other reports were read from them too, their name stays."""
        connection = self._connection
        shared = select(1).where(sightings.c.raw == sha256)
        if connection.execute(shared).first() is None:
            connection.execute(delete(raws).where(raws.c.sha256 == sha256))
            return
        emptied = update(raws).where(raws.c.sha256 == sha256).values(size=0, packed=pack(b""))
        connection.execute(emptied)
        self.emptied.append(sha256)

    # --- rows ------------------------------------------------------------------------------------

    def _rows(self, table: Table) -> Sequence[Any]:
        return self._connection.execute(select(table).order_by(table.c.seq)).all()

    def _remove(self, table: Table, row: Any) -> None:
        self._connection.execute(delete(table).where(table.c.seq == row.seq))
        self.removed[table.name].append(row.key)

    def _restate(self, table: Table, row: Any, value: str, key: str) -> None:
        if self._connection.execute(select(1).where(table.c.key == key)).first() is not None:
            # Without its free words it says what another row says already.
            self._remove(table, row)
            return
        changed = update(table).where(table.c.seq == row.seq).values(key=key, value=value)
        self._connection.execute(changed)
        self.removed[table.name].append(row.key)
        self.restated[table.name].append(key)

    def _quotes(self, value: object) -> bool:
        if isinstance(value, str):
            return self.quoted.within(value)
        if isinstance(value, dict):
            return any(self._quotes(word) for pair in value.items() for word in pair)
        return isinstance(value, list) and any(self._quotes(word) for word in value)


def _told(row: Any) -> str:
    """Everything that a report says, its title and names included."""
    return f"{_headed(row.value)}\n{from_bytes(row.text)}"


def _headed(value: str) -> str:
    """What stands over a report: its title and names."""
    report = decode(value, Report)
    return "\n".join((report.title or "", report.publisher or "", report.name))


class _Quoted:
    """Runs of words and names that stand in some texts and in no others."""

    def __init__(self) -> None:
        self._runs: set[tuple[str, ...]] = set()
        self._names: set[str] = set()
        self._common: set[str] = set()

    def add(self, text: str) -> None:
        """Count what stands in this text as quotable."""
        self._runs.update(_runs(plain(text)))
        self._names.update(names_in(text))
        # What the same texts write small is no name.
        self._common.update(plain(word) for word in _WORD.findall(text) if word[0].islower())

    def leave_out(self, text: str) -> None:
        """What stands in this text too tells of no other."""
        folded = plain(text)
        self._runs.difference_update(_runs(folded))
        self._names.difference_update(_WORD.findall(folded))

    def within(self, text: str) -> bool:
        """Whether a text holds one of them."""
        folded = plain(text)
        names = self._names.intersection(_WORD.findall(folded)) - self._common
        return bool(names) or not self._runs.isdisjoint(_runs(folded))


def _runs(folded: str) -> Iterable[tuple[str, ...]]:
    words = _WORD.findall(folded)
    return (tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def _unescaped(value: str) -> str:
    """JSON within JSON as the words that it holds."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else " ", value)


def _indexable(connection: Connection) -> Iterator[tuple[int, str, str]]:
    query = select(reports.c.seq, reports.c.value, reports.c.text).order_by(reports.c.seq)
    for row in connection.execute(query):
        yield row.seq, decode(row.value, Report).title or "", from_bytes(row.text)
