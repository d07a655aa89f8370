"""A TAXII 2.1 server over what was released (ASGI).

Everything that a request is answered with is read in one transaction, in which it is looked up
anew what the credential may have: from the next request on, a suspension holds. What is not there
and what may not be known of get the same bytes.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Literal

from sqlalchemy import Connection

from corrobora.case import Case
from corrobora.errors import CaseError, LimitReached, UnreadableInput
from corrobora.model import Json, Value
from corrobora.serve import http
from corrobora.serve.http import Answer, Receive, Refused, Scope, Send, answer_of, unknown
from corrobora.serve.query import Query, cursor, read_query
from corrobora.serve.resources import Kind, id_of, kinds, shown, status_of
from corrobora.sharing.access import Door, Doors, own_id
from corrobora.sharing.desk import SharingDesk
from corrobora.sharing.inbox import MOST_BYTES, Inbox, objects_in, version_of
from corrobora.sharing.notices import Board, read_reply
from corrobora.sharing.outbox import Outbox
from corrobora.sharing.values import Answer as RecallAnswer
from corrobora.store import feeds
from corrobora.store.feeds import Row
from corrobora.store.ledger import end_of
from corrobora.text import sha256_of

DISCOVERY = "/taxii2/"
ROOT = "/taxii2/api/"
COLLECTION = r"/taxii2/api/collections/(?P<collection>[^/]+)/"

KEPT_STATUSES = 1000
"""Statuses of answers to recalls that can still be asked for."""

_log = logging.getLogger("corrobora.serve")


class Call(Value, frozen=True, kw_only=True):
    """A request, with who makes it, inside the transaction that it is answered from."""

    connection: Connection
    door: Door
    path: Mapping[str, str]
    query: bytes


class Made(Value, frozen=True, kw_only=True):
    """An answer; ``upto`` is the last number of the feed that it gives content of, if any."""

    answer: Answer
    upto: int = 0


class Route(Value, frozen=True, kw_only=True):
    """One thing that can be asked: its name, method and path, and what answers it."""

    name: str
    method: Literal["GET", "POST"]
    path: str
    answer: Callable[[Taxii, Call], Made]


class Taxii:
    """The server of one case.

    Args:
        case: The open case.
        desk: Its sharing desk, with the clock and the randomness of the server.
    """

    def __init__(self, case: Case, desk: SharingDesk) -> None:
        self._desk = desk
        self._store = desk.store
        self._ledger = desk.store.ledger
        self._doors = Doors(desk)
        self._outbox = Outbox(desk)
        self._signer = desk.signer()
        self._inbox = Inbox(case, desk)
        self._read_up_to: dict[tuple[str, str], int] = {}
        self._heads: dict[str, tuple[int, tuple[tuple[str, str], ...]]] = {}
        self._boards: dict[str, Board] = {}
        self._statuses: OrderedDict[tuple[str, str], Json] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def close(self) -> None:
        """End the process in which documents are parsed."""
        self._inbox.close()

    # --- one request -----------------------------------------------------------------------------

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        head = scope["method"] == "HEAD"
        try:
            answer = await self._answered(scope, receive)
        except Refused as refused:
            answer = refused.answer
        except CaseError:
            _log.warning("the case cannot be used at the moment")
            answer = Refused(503, "Busy", "Try again later.", retry_after="5").answer
        except Exception:  # noqa: BLE001 - a client gets an error resource, whatever happened
            _log.exception("a request could not be answered")
            answer = Refused(500, "Error", "The request could not be answered.").answer
        await http.send_answer(send, answer, head=head)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._start_reading()
                await send({"type": "lifespan.startup.complete"})
            else:
                await asyncio.to_thread(self.close)
                await asyncio.gather(*self._tasks, return_exceptions=True)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _answered(self, scope: Scope, receive: Receive) -> Answer:
        headers = http.headers_of(scope)
        name, secret = http.credentials_in(headers)
        with self._store.reading() as connection:
            self._enter(connection, name, secret)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        route, parts = _routed("GET" if scope["method"] == "HEAD" else scope["method"], path)
        http.require_acceptable(headers)

        def made() -> tuple[Made, Door, tuple[int, str]]:
            with self._store.reading() as connection:
                # The first look fixes what the transaction sees.
                basis = self._doors.basis(connection)
                door = self._enter(connection, name, secret)
                call = Call(
                    connection=connection, door=door, path=parts, query=scope["query_string"]
                )
                return route.answer(self, call), door, basis

        found, door, basis = made()
        if route.method == "POST":
            http.require_taxii_body(headers)
            body = await http.body_of(headers, receive, MOST_BYTES)
            posted = await asyncio.to_thread(self._posted, name, secret, parts, body)
            self._start_reading()
            return posted
        while found.upto > self._read_up_to.get((door.feed, door.credential), 0):
            # Noted before it is given, so that whoever asks what a partner holds is told all.
            at = self._desk.now()
            await asyncio.to_thread(
                self._ledger.fetched, door.feed, door.credential, found.upto, at=at
            )
            self._read_up_to[door.feed, door.credential] = found.upto
            with self._store.reading() as connection:
                unchanged = self._doors.basis(connection) == basis
            if not unchanged:
                found, door, basis = made()
        return found.answer

    def _enter(self, connection: Connection, name: str, secret: str) -> Door:
        door = self._doors.enter(connection, name, secret)
        if door is None:
            raise http.not_signed_in()
        return door

    # --- what is there ---------------------------------------------------------------------------

    def discovery(self, _call: Call) -> Made:
        """What this server is, and where its API root lies."""
        return _made(
            {
                "title": "Corrobora",
                "description": "Items released under agreements.",
                "default": ROOT,
                "api_roots": [ROOT],
            }
        )

    def root(self, _call: Call) -> Made:
        """The API root, with the public key that heads are signed with."""
        return _made(
            {
                "title": "Corrobora",
                "versions": [http.TAXII],
                "max_content_length": MOST_BYTES,
                "x_corrobora_key": self._signer.public,
            }
        )

    def collections(self, call: Call) -> Made:
        """The collections of the credential."""
        return _made({"collections": [shown(call.door, kind) for kind in kinds(call.door)]})

    def collection(self, call: Call) -> Made:
        """One of them."""
        return _made(shown(call.door, _kind(call)))

    def status(self, call: Call) -> Made:
        """What became of something that the partner posted."""
        name = call.path["status"]
        found = self._statuses.get((call.door.credential, name)) or self._arrival(call.door, name)
        if found is None:
            raise unknown()
        return _made(found)

    # --- objects ---------------------------------------------------------------------------------

    def manifest(self, call: Call) -> Made:
        """Ids, times and versions of a page of objects, without content."""
        query, rows, more, headers = self._page(call, whole=False)
        listed = [
            {"id": r.item, "date_added": r.at, "version": r.version, "media_type": http.STIX}
            for r in rows
        ]
        return _made(_paged("objects", listed, query, call, rows, more=more), headers)

    def objects(self, call: Call) -> Made:
        """A page of objects."""
        query, rows, more, headers = self._page(call)
        return self._given(call, query, rows, headers, more=more)

    def object(self, call: Call) -> Made:
        """One object."""
        query, rows, more, headers = self._page(call, only=call.path["object"])
        if not rows and not self._is_there(call):
            raise unknown()
        return self._given(call, query, rows, headers, more=more)

    def versions(self, call: Call) -> Made:
        """The versions of one object that can be had: the latest."""
        query, rows, more, headers = self._page(call, whole=False, only=call.path["object"])
        if not rows and not self._is_there(call):
            raise unknown()
        listed: list[Json] = [r.version for r in rows]
        return _made(_paged("versions", listed, query, call, rows, more=more), headers)

    def _given(
        self,
        call: Call,
        query: Query,
        rows: list[Row],
        headers: tuple[tuple[str, str], ...],
        *,
        more: bool,
    ) -> Made:
        if not rows:
            return Made(answer=Answer(body=b"{}", headers=headers))
        start = ""
        if more:
            next_ = cursor(call.door, query.mark, rows[-1].number)
            start = f'"more":true,"next":"{next_}",'
        # The objects are kept as they go out; nothing is parsed on the way.
        body = f'{{{start}"objects":[{",".join([r.content for r in rows])}]}}'.encode()
        upto = rows[-1].number if _kind(call) == "feed" else 0
        return Made(answer=Answer(body=body, headers=headers), upto=upto)

    def _page(
        self, call: Call, *, whole: bool = True, only: str | None = None
    ) -> tuple[Query, list[Row], bool, tuple[tuple[str, str], ...]]:
        """What was asked, the rows of the page, whether more follow, and the headers."""
        kind = _kind(call)
        query = read_query(call.query, call.door, call.path["collection"], only=only)
        if kind == "inbox":
            raise Refused(403, "Forbidden", "This collection takes objects and gives none.")
        headers: tuple[tuple[str, str], ...] = ()
        if kind == "feed":
            number, hash_ = end_of(call.connection, call.door.feed)
            headers = self._head(call.door.feed_id, number, hash_)
            found = _feed_rows(call, query, number, whole=whole)
        else:
            found = _notice_rows(self._board(call), query)
        rows = found[: query.limit]
        if rows:
            headers = (
                ("X-TAXII-Date-Added-First", rows[0].at),
                ("X-TAXII-Date-Added-Last", rows[-1].at),
                *headers,
            )
        return query, rows, len(found) > len(rows), headers

    def _is_there(self, call: Call) -> bool:
        """Whether an object is in the collection, whatever the filters."""
        item = call.path["object"]
        if _kind(call) == "notices":
            return self._board(call).has(item)
        feed = call.door.feed
        return bool(feeds.page(call.connection, feed, after=0, limit=1, ids=(item,), whole=False))

    def _head(self, of: str, number: int, hash_: str) -> tuple[tuple[str, str], ...]:
        known = self._heads.get(of)
        if known is None or known[0] != number:
            signature = self._signer.sign_head(of, number, hash_)
            headers = (
                ("X-Corrobora-Head", f"{number}:{hash_}"),
                ("X-Corrobora-Signature", signature),
            )
            known = self._heads[of] = number, headers
        return known[1]

    def _board(self, call: Call) -> Board:
        """The notices of an agreement, with what was recalled since they were last asked for."""
        board = self._boards.setdefault(call.door.agreement.id, Board())
        board.update(call.connection, call.door)
        return board

    # --- what partners send ----------------------------------------------------------------------

    def may_post(self, call: Call) -> Made:
        """Refuse where nothing can be posted; what is posted is dealt with after it is read."""
        if _kind(call) == "feed":
            raise Refused(403, "Forbidden", "This collection gives objects and takes none.")
        return _made({})

    def _posted(self, name: str, secret: str, parts: Mapping[str, str], body: bytes) -> Answer:
        try:
            objects = objects_in(body)
        except LimitReached as error:
            raise Refused(413, "Content too large", error.message) from error
        except UnreadableInput as error:
            raise Refused(422, "Unprocessable", error.message) from error
        # Looked up again: much may have been decided while the body came in.
        with self._store.reading() as connection:
            door = self._enter(connection, name, secret)
            call = Call(connection=connection, door=door, path=parts, query=b"")
            kind = _kind(call)
            board = Board()
            if kind == "notices":
                board.update(connection, door)
        if kind == "notices":
            return answer_of(self._answer_recalls(door, board, objects, body), 202)
        status = own_id(door.key, "status", f"{door.credential} {sha256_of(body)}")
        self._inbox.take(status, body, sender=door.agreement.partner, by=door.credential)
        return answer_of(self._arrival(door, status), 202)

    def _answer_recalls(
        self,
        door: Door,
        board: Board,
        objects: list[dict[str, Any]],
        body: bytes,
    ) -> Json:
        now = self._desk.now()
        answers: list[RecallAnswer] = []
        failures: list[Json] = []
        for one in objects:
            reply = read_reply(one)
            asked = [board.asked_of(ref) for ref in reply.refs] if reply else []
            if reply is None or not all(asked):
                why = "It answers nothing that is wanted back."
                failures.append({"id": one["id"], "version": version_of(one), "message": why})
                continue
            answers += [
                RecallAnswer(
                    feed=recall.feed,
                    item=recall.item,
                    state=reply.state,
                    by=door.credential,
                    at=now,
                    note=reply.note,
                )
                for recalls in asked
                for recall in recalls
            ]
        self._outbox.answer_all(answers, by=door.credential)
        name = own_id(door.key, "status", f"answer {door.credential} {now} {sha256_of(body)}")
        status = status_of(name, now, len(objects), failures, complete=True)
        self._statuses[door.credential, name] = status
        while len(self._statuses) > KEPT_STATUSES:
            self._statuses.popitem(last=False)
        return status

    def _arrival(self, door: Door, name: str) -> Json:
        """The status of a document of this credential; None where there is none."""
        arrival = self._inbox.arrival(name)
        if arrival is None or arrival.by != door.credential:
            return None
        taken = self._inbox.taken(name)
        failures: list[Json] = [
            {"id": id_, "version": version, "message": why}
            for id_, version, why in (taken.refused if taken else ())
        ]
        return status_of(name, arrival.at, arrival.objects, failures, complete=taken is not None)

    def _start_reading(self) -> None:
        """Read what came in, beside what is being served."""
        task = asyncio.get_running_loop().create_task(self._reading())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _reading(self) -> None:
        try:
            await asyncio.to_thread(self._inbox.work)
        except Exception:  # noqa: BLE001 - the server goes on
            # It stays where it is, and is tried again with the next document or start.
            _log.exception("what a partner sent could not be read into the case")


ROUTES: tuple[Route, ...] = (
    Route(name="discovery", method="GET", path=DISCOVERY, answer=Taxii.discovery),
    Route(name="root", method="GET", path=ROOT, answer=Taxii.root),
    Route(
        name="status", method="GET", path=f"{ROOT}status/(?P<status>[^/]+)/", answer=Taxii.status
    ),
    Route(name="collections", method="GET", path=f"{ROOT}collections/", answer=Taxii.collections),
    Route(name="collection", method="GET", path=COLLECTION, answer=Taxii.collection),
    Route(name="manifest", method="GET", path=f"{COLLECTION}manifest/", answer=Taxii.manifest),
    Route(name="objects", method="GET", path=f"{COLLECTION}objects/", answer=Taxii.objects),
    Route(name="post", method="POST", path=f"{COLLECTION}objects/", answer=Taxii.may_post),
    Route(
        name="object",
        method="GET",
        path=f"{COLLECTION}objects/(?P<object>[^/]+)/",
        answer=Taxii.object,
    ),
    Route(
        name="versions",
        method="GET",
        path=f"{COLLECTION}objects/(?P<object>[^/]+)/versions/",
        answer=Taxii.versions,
    ),
)
"""Everything that can be asked. Whoever adds a row adds it to the tests that compare worlds."""

_PATTERNS = tuple((re.compile(route.path), route) for route in ROUTES)


def _routed(method: str, path: str) -> tuple[Route, Mapping[str, str]]:
    whole = path if path.endswith("/") else f"{path}/"
    allowed = []
    for pattern, route in _PATTERNS:
        found = pattern.fullmatch(whole)
        if found is None:
            continue
        if route.method == method:
            return route, found.groupdict()
        allowed.append(route.method)
    if allowed:
        raise Refused(
            405, "Method not allowed", "Nothing is changed or deleted here.",
            allow=", ".join(allowed),
        )  # fmt: skip
    raise unknown()


# --- resources -----------------------------------------------------------------------------------


def _kind(call: Call) -> Kind:
    """Which collection a request is about.

    Raises:
        Refused: There is none of this id for the credential now.
    """
    for kind in kinds(call.door):
        if id_of(call.door, kind) == call.path["collection"]:
            return kind
    raise unknown()


def _made(value: Json, headers: tuple[tuple[str, str], ...] = ()) -> Made:
    return Made(answer=answer_of(value, headers=headers))


def _paged(
    name: str, listed: list[Json], query: Query, call: Call, rows: list[Row], *, more: bool
) -> Json:
    if not rows:
        return {}
    if not more:
        return {name: listed}
    return {"more": True, "next": cursor(call.door, query.mark, rows[-1].number), name: listed}


def _feed_rows(call: Call, query: Query, end: int, *, whole: bool) -> list[Row]:
    """One row more than the page holds, if there is one."""
    feed, after = call.door.feed, query.after
    if query.nothing:
        return []
    if query.added_after is not None:
        after = max(after, feeds.number_at(call.connection, feed, end, query.added_after))
    return feeds.page(
        call.connection,
        feed,
        after=after,
        limit=query.limit + 1,
        ids=query.ids,
        types=query.types,
        versions=query.versions,
        whole=whole,
    )


def _notice_rows(board: Board, query: Query) -> list[Row]:
    """One row more than the page holds, if there is one."""

    def wanted(row: Row) -> bool:
        pairs = ((row.item, query.ids), (row.type, query.types), (row.version, query.versions))
        return all(values is None or value in values for value, values in pairs)

    if query.nothing:
        return []
    after = query.after
    if query.added_after is not None:
        after = max(after, board.number_at(query.added_after))
    # Numbers begin with 1 and have no gaps.
    rest = (n.row for n in islice(board.notices, after, None) if wanted(n.row))
    return list(islice(rest, query.limit + 1))
