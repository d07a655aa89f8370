"""What is said of sharing (acts), and what has gone out (releases).

An act is one word of a person, or of the program, that decides what may go out: a label, an
agreement and what happens to it, an assessment, a consent, a credential, a recall. Acts are only
added. A release is one version of one item in one feed, numbered without gaps and chained by hash
for each feed, so that what one partner is shown proves nothing of another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct
from sqlalchemy import Connection, func, insert, select, update

from corrobora.errors import NotReleased
from corrobora.model import Json
from corrobora.store import said
from corrobora.store.codec import canonical, decode, digest, encode
from corrobora.store.tables import acts, keys, reads, releases
from corrobora.text import sha256_of

if TYPE_CHECKING:
    from corrobora.store.store import Store

T = TypeVar("T")

START = "0" * 64
"""What the first release of a feed gives as the hash of the one before it."""

UNDECIDING = (
    "answer",
    "arrival",
    "arrived",
    "consent.reply",
    "consent.request",
    "oversight",
    "proposal",
    "recall",
    "received",
)
"""Kinds of acts that tell what happened and decide nothing about what may go out."""

REVOKED = "revoked"
"""What stands for the ``core`` of a version that takes an item back."""

Emptied = Mapping[tuple[str, int], tuple[str, str]]
"""Feed and number of each release whose content was forgotten: the hash of the content that went
out, and of what stands in its place."""


LAST_ACTS = 200
"""Acts that are looked at for the latest moment; later ones are kept later by the desk's clock."""


class Outgoing(Struct, frozen=True, kw_only=True):
    """A version of an item that is to go out.

    Attributes:
        item: The partner's id of the item.
        type: Its STIX type.
        version: Its ``modified`` time.
        inner: Ids of the reports, claims and events of the case that it was made of.
        core: Hash of the item without its times; an equal core need not go out again.
        content: The item as JSON, as it is served.
    """

    item: str
    type: str
    version: str
    inner: tuple[str, ...]
    core: str
    content: str


class Batch(Struct, frozen=True, kw_only=True):
    """Versions of items that go into one feed together.

    Attributes:
        feed: The feed.
        items: The versions, in the order in which they are numbered.
        epoch: The state of the agreement under which they go out.
    """

    feed: str
    items: Sequence[Outgoing]
    epoch: int


class Release(Struct, frozen=True, kw_only=True):
    """A version of an item that has gone out.

    ``hash`` covers what the partner sees of it and the hash before, so that a partner can verify
    the chain and learns nothing else from it; the journal covers the rest. Of the content it covers
    the hash, so that the chain can be verified when a content was forgotten.
    """

    feed: str
    number: int
    item: str
    type: str
    version: str
    inner: tuple[str, ...]
    core: str
    content: str
    epoch: int
    at: str
    by: str
    previous: str
    hash: str


class _Dated(Struct):
    at: str | None = None


class Ledger:
    """The sharing side of an open case; every change is in the journal."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # --- acts ------------------------------------------------------------------------------------

    def add(self, kind: str, subject: str, value: object, *, by: str) -> bool:
        """Keep an act; False when exactly this was the last of its kind on the subject."""
        return self.add_all([(kind, subject, value)], by=by) == 1

    def add_all(self, given: Iterable[tuple[str, str, object]], *, by: str) -> int:
        """Keep acts (kind, subject, value) in one transaction; how many were new."""
        rows = [(kind, subject, encode(value)) for kind, subject, value in given]
        with self._store.writing() as connection:
            return self._add(connection, rows, by)

    def add_if(
        self,
        kind: str,
        subject: str,
        make: Callable[[Sequence[str]], object],
        *,
        by: str,
        basis: int | None = None,
        with_acts: Iterable[tuple[str, str, object]] = (),
    ) -> None:
        """Keep an act that depends on the earlier ones of its kind and subject.

        ``make`` gets their values as JSON, oldest first, while nobody else can add one, and gives
        the new act or raises.

        Args:
            kind: The kind of act.
            subject: What it speaks of.
            make: Gives the act.
            by: Who.
            basis: What ``basis()`` gave before it was looked whether this may be done; None where
                nothing can forbid it.
            with_acts: Acts (kind, subject, value) that belong to it, in the same transaction.

        Raises:
            NotReleased: An act came in after the look (``basis``).
        """
        with self._store.writing() as connection:
            _require_basis(connection, basis)
            value = make(tuple(self._values(connection, kind, subject)))
            rows = [(kind, subject, encode(value)), *((k, s, encode(v)) for k, s, v in with_acts)]
            self._add(connection, rows, by)

    def _add(self, connection: Connection, rows: Sequence[tuple[str, str, str]], by: str) -> int:
        made = []
        for kind, subject, value in rows:
            last = self._last(connection, kind, subject)
            # Said again it is nothing new; said again after something else, it is.
            if last is not None and last[1] == value:
                continue
            key = act_key(kind, subject, value, last[0] if last else START)
            connection.execute(
                insert(acts).values(key=key, kind=kind, subject=subject, value=value)
            )
            made.append([kind, subject, key])
        if made:
            self._store.log(connection, "sharing.acts", {"acts": made}, actor=by)
        return len(made)

    @staticmethod
    def _last(connection: Connection, kind: str, subject: str) -> tuple[str, str] | None:
        """Key and value of the last act of a kind on a subject."""
        query = select(acts.c.key, acts.c.value)
        query = query.where(acts.c.kind == kind, acts.c.subject == subject)
        row = connection.execute(query.order_by(acts.c.seq.desc()).limit(1)).first()
        return (row.key, row.value) if row else None

    def acts(self, kind: str, type_: type[T], subject: str | None = None) -> tuple[T, ...]:
        """All acts of a kind (on one subject), oldest first."""
        with self._store.reading() as connection:
            return tuple(decode(v, type_) for v in self._values(connection, kind, subject))

    def subjects(self, kind: str) -> tuple[str, ...]:
        """Everything that acts of a kind speak of, in the order of the first act on each."""
        query = select(acts.c.subject, func.min(acts.c.seq)).where(acts.c.kind == kind)
        query = query.group_by(acts.c.subject).order_by(func.min(acts.c.seq))
        with self._store.reading() as connection:
            return tuple(row.subject for row in connection.execute(query))

    def latest(self, kind: str, type_: type[T]) -> dict[str, T]:
        """The last act of a kind on each subject."""
        query = select(acts.c.subject, acts.c.value).where(acts.c.kind == kind)
        with self._store.reading() as connection:
            rows = connection.execute(query.order_by(acts.c.seq)).all()
        return {s: decode(v, type_) for s, v in {r.subject: r.value for r in rows}.items()}

    def basis(self) -> int:
        """A number that grows with every act that decides what may go out.

        What was decided under a lower one may not hold. Acts that decide nothing leave it as it
        is, so that a partner who posts and answers cannot hold up a release.
        """
        with self._store.reading() as connection:
            return _basis(connection)

    def latest_at(self) -> str | None:
        """The latest moment among the last acts and the last release."""
        with self._store.reading() as connection:
            said = select(acts.c.value).order_by(acts.c.seq.desc()).limit(LAST_ACTS)
            found = [decode(v, _Dated).at for v in connection.execute(said).scalars()]
            out = select(releases.c.at).order_by(releases.c.seq.desc()).limit(1)
            found += connection.execute(out).scalars()
        moments = (at for at in found if at is not None)
        return max(moments, key=dt.datetime.fromisoformat, default=None)

    @staticmethod
    def _values(connection: Connection, kind: str, subject: str | None) -> Iterator[str]:
        query = select(acts.c.value).where(acts.c.kind == kind).order_by(acts.c.seq)
        if subject is not None:
            query = query.where(acts.c.subject == subject)
        yield from connection.execute(query).scalars()

    # --- keys ------------------------------------------------------------------------------------

    def key(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The secret of a name, made when it is first asked for."""
        with self._store.reading() as connection:
            found = _key(connection, name)
        if found is not None:
            return found
        with self._store.writing() as connection:
            found = _key(connection, name)
            if found is None:
                found = make()
                connection.execute(insert(keys).values(name=name, secret=found))
            return found

    # --- releases --------------------------------------------------------------------------------

    def release(
        self,
        batches: Sequence[Batch],
        *,
        basis: int | None,
        at: str,
        by: str,
        with_acts: Iterable[tuple[str, str, object]] = (),
    ) -> tuple[Release, ...]:
        """Put versions of items into feeds, and acts beside them, in one transaction.

        Args:
            batches: What goes into which feed.
            basis: What ``basis()`` gave before the decision was made; None where something is
                taken back, which nothing can forbid.
            at: When. Each row is given a time of its own, a microsecond or more after the one
                before it in the feed, so that times and numbers have one order, whatever the clock.
            by: Who.
            with_acts: Acts (kind, subject, value) that belong to it, such as recalls.

        Raises:
            NotReleased: An act came in after the decision (``basis``), so it must be made again.
        """
        with self._store.writing() as connection:
            # Acts and releases take the same write lock (on a server too), so nothing can come
            # between this look and the rows: a suspension that was acknowledged is seen here.
            _require_basis(connection, basis)
            made = [r for batch in batches for r in self._put(connection, batch, at, by)]
            self._add(connection, [(k, s, encode(v)) for k, s, v in with_acts], by)
            return tuple(made)

    def _put(self, connection: Connection, batch: Batch, at: str, by: str) -> list[Release]:
        number, previous = end_of(connection, batch.feed)
        made = []
        moment = _first_moment(connection, batch.feed, number, at)
        for item in batch.items:
            number += 1
            written = _written(moment)
            release = _chained(
                item, batch.feed, number, previous, epoch=batch.epoch, at=written, by=by
            )
            moment += _STEP
            previous = release.hash
            made.append(release)
        if made:
            connection.execute(insert(releases), [_row(r) for r in made])
            subject = {
                "feed": batch.feed,
                "from": made[0].number,
                "to": number,
                "releases": rows_digest(made),
            }
            self._store.log(connection, "released", subject, actor=by)
        return made

    def releases(self, feed: str) -> Iterator[Release]:
        """Releases of a feed in the order of their numbers."""
        query = select(releases).where(releases.c.feed == feed).order_by(releases.c.number)
        with self._store.reading() as connection:
            for row in connection.execute(query).mappings():
                yield _release(row)

    def held(self, feed: str) -> dict[str, Release]:
        """The latest version of each item in a feed, by the partner's id."""
        return {release.item: release for release in self.releases(feed)}

    def feeds(self) -> tuple[str, ...]:
        """All feeds that something was put into, sorted."""
        with self._store.reading() as connection:
            query = select(releases.c.feed).distinct().order_by(releases.c.feed)
            return tuple(connection.execute(query).scalars())

    def end_of(self, feed: str) -> tuple[int, str]:
        """The number and the hash of the last release of a feed; 0 of an empty one."""
        with self._store.reading() as connection:
            return end_of(connection, feed)

    # --- documents that partners send ------------------------------------------------------------

    def deposit(self, raw: bytes, subject: str, value: object, *, by: str) -> bool:
        """Keep the bytes of a document and the act that tells of its arrival, in one transaction.

        False when exactly this arrival was there already.
        """
        with self._store.writing() as connection:
            said.add_raw(connection, sha256_of(raw), raw)
            return self._add(connection, [("arrival", subject, encode(value))], by) == 1

    # --- reads -----------------------------------------------------------------------------------

    def fetched(self, feed: str, credential: str, number: int, *, at: str) -> None:
        """Note that a credential has fetched a feed up to a number."""
        with self._store.reading() as connection:
            known = _read_up_to(connection, feed, credential)
        if known is not None and known >= number:
            return
        with self._store.writing() as connection:
            known = _read_up_to(connection, feed, credential)
            if known is None:
                row = {"feed": feed, "credential": credential, "number": number, "at": at}
                connection.execute(insert(reads).values(row))
            elif known < number:
                connection.execute(
                    update(reads)
                    .where(reads.c.feed == feed, reads.c.credential == credential)
                    .values(number=number, at=at)
                )

    def reads(self, feed: str) -> dict[str, tuple[int, str]]:
        """How far each credential has fetched a feed, and when it last got something new."""
        query = select(reads).where(reads.c.feed == feed).order_by(reads.c.credential)
        with self._store.reading() as connection:
            return {r.credential: (r.number, r.at) for r in connection.execute(query)}


def act_key(kind: str, subject: str, value: str, previous: str) -> str:
    """The hash of an act, which covers the key of the one before it on the same subject."""
    return digest((kind, subject, value, previous))


def chain_faults(found: Iterable[Release], emptied: Emptied | None = None) -> Iterator[str]:
    """What is wrong with the chain of a feed, in words; nothing when it is whole."""
    number, previous = 0, START
    for release in found:
        if release.number != number + 1:
            yield f"Release {number + 1} of feed {release.feed} is missing."
        if release.previous != previous:
            yield f"Release {release.number} of feed {release.feed} does not follow the one before."
        if release.hash != _hash(release, emptied):
            yield f"Release {release.number} of feed {release.feed} was altered."
        number, previous = release.number, release.hash


def read_all(connection: Connection) -> Iterator[Release]:
    """Every release, feed by feed, in the order of their numbers."""
    query = select(releases).order_by(releases.c.feed, releases.c.number)
    for row in said.streamed(connection, query):
        yield _release(row._asdict())


def last_act(connection: Connection) -> int:
    """A number that grows with every act of any kind."""
    return int(connection.execute(select(func.coalesce(func.max(acts.c.seq), 0))).scalar_one())


def decided_since(connection: Connection, seq: int) -> bool:
    """Whether an act came after this one that decides something about what may go out."""
    query = select(1).where(acts.c.seq > seq, acts.c.kind.not_in(UNDECIDING)).limit(1)
    return connection.execute(query).first() is not None


def acts_after(
    connection: Connection, kind: str, start: str, seq: int, type_: type[T]
) -> list[tuple[int, T]]:
    """Acts of a kind with their numbers, on subjects that begin with ``start``, oldest first."""
    query = select(acts.c.seq, acts.c.value).where(
        acts.c.kind == kind,
        acts.c.subject >= start,
        acts.c.subject < f"{start}\U0010ffff",
        acts.c.seq > seq,
    )
    rows = connection.execute(query.order_by(acts.c.seq))
    return [(row.seq, decode(row.value, type_)) for row in rows]


def _basis(connection: Connection) -> int:
    query = select(acts.c.seq).where(acts.c.kind.not_in(UNDECIDING))
    return int(connection.execute(query.order_by(acts.c.seq.desc()).limit(1)).scalar() or 0)


def _require_basis(connection: Connection, basis: int | None) -> None:
    if basis is not None and _basis(connection) != basis:
        raise NotReleased(
            "Something about sharing was decided while this was made.",
            hint="Look again, and do it again.",
            stale=True,
        )


def _key(connection: Connection, name: str) -> bytes | None:
    return connection.execute(select(keys.c.secret).where(keys.c.name == name)).scalar()


def _read_up_to(connection: Connection, feed: str, credential: str) -> int | None:
    query = select(reads.c.number)
    query = query.where(reads.c.feed == feed, reads.c.credential == credential)
    return connection.execute(query).scalar()


_STEP = dt.timedelta(microseconds=1)


def _first_moment(connection: Connection, feed: str, number: int, at: str) -> dt.datetime:
    """The time given, or the first after that of the feed's last row, whichever is later."""
    moment = dt.datetime.fromisoformat(at).astimezone(dt.UTC)
    query = select(releases.c.at).where(releases.c.feed == feed, releases.c.number == number)
    last = connection.execute(query).scalar()
    return moment if last is None else max(moment, dt.datetime.fromisoformat(last) + _STEP)


def _written(moment: dt.datetime) -> str:
    """A time as it stands in a row: always as many digits, so that rows sort as times do."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def end_of(connection: Connection, feed: str) -> tuple[int, str]:
    """The number and the hash of the last release of a feed; 0 of an empty one."""
    query = select(releases.c.number, releases.c.hash).where(releases.c.feed == feed)
    row = connection.execute(query.order_by(releases.c.number.desc()).limit(1)).first()
    return (int(row.number), str(row.hash)) if row else (0, START)


def _chained(
    item: Outgoing, feed: str, number: int, previous: str, *, epoch: int, at: str, by: str
) -> Release:
    bare = Release(
        feed=feed,
        number=number,
        item=item.item,
        type=item.type,
        version=item.version,
        inner=item.inner,
        core=item.core,
        content=item.content,
        epoch=epoch,
        at=at,
        by=by,
        previous=previous,
        hash="",
    )
    return Release(**{**_fields(bare), "hash": _hash(bare)})


def _hash(release: Release, emptied: Emptied | None = None) -> str:
    seen = {name: getattr(release, name) for name in _SEEN}
    return sha256_of(canonical({**seen, "content": _content_mark(release, emptied)}))


_SEEN = ("feed", "number", "item", "type", "version", "previous")


def _content_mark(release: Release, emptied: Emptied | None) -> str:
    """The hash of the content that went out."""
    mark = sha256_of(release.content)
    sent, left = (emptied or {}).get((release.feed, release.number), (mark, mark))
    return sent if mark == left else mark


def rows_digest(found: Iterable[Release], emptied: Emptied | None = None) -> str:
    """The hash that stands in the journal for a batch of releases, with all their fields."""
    return digest(canonical(proved(r, emptied)) for r in found)


def proved(release: Release, emptied: Emptied | None = None) -> dict[str, Json]:
    """What the journal's hash covers of a release: all fields, the content by its hash."""
    mark = _content_mark(release, emptied)
    return {**_fields(release), "inner": list(release.inner), "content": mark}


def _fields(release: Release) -> dict[str, Any]:
    return {name: getattr(release, name) for name in Release.__struct_fields__}


def _row(release: Release) -> dict[str, Any]:
    return {**_fields(release), "inner": canonical(list(release.inner))}


def _release(row: Any) -> Release:
    plain = {name: row[name] for name in Release.__struct_fields__}
    return Release(**{**plain, "inner": tuple(decode(row["inner"], list[str]))})
