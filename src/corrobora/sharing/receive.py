"""Receiving from a partner's TAXII 2.1 server, page by page, as reports with their markings.

How far a collection was read, and the last signed head that its server gave, are acts of the case:
the next call goes on from there, and a feed that was cut short since is refused.
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import json
import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode, urlsplit

from msgspec import Struct

from corrobora.errors import CorroboraError, LimitReached, PolicyError, UnreadableInput
from corrobora.sharing.desk import SharingDesk
from corrobora.sharing.inbox import MOST_BYTES, Inbox
from corrobora.sharing.signing import verify_head
from corrobora.text import sha256_of

PAGE = 500
"""Objects that are asked for at a time."""

SECONDS = 60.0
"""How long the server may take for one answer."""

MOST_PAGES = 100_000
"""Pages of one walk."""

_TYPE = "application/taxii+json;version=2.1"


class Received(Struct, frozen=True, kw_only=True):
    """How far a collection of another server was read.

    Attributes:
        url: The address of the API root.
        collection: The id of the collection.
        added_after: The time at which its last object was added, as the server tells it.
        at: When it was read.
        head: The number and hash of the last signed head; empty of a server that signs none.
        key: The public key of that server, as it was first seen.
    """

    url: str
    collection: str
    added_after: str
    at: str
    head: str = ""
    key: str = ""


class Source:
    """A collection of a TAXII 2.1 server.

    Args:
        url: The address of the API root, or of the server's discovery (``.../taxii2/``).
        collection: The id of the collection.
        user: Who signs in.
        password: With what; never shown and never kept.
    """

    def __init__(self, url: str, collection: str, *, user: str, password: str) -> None:
        self.url = url if url.endswith("/") else f"{url}/"
        self.collection = collection
        self._parts = urlsplit(self.url)
        if self._parts.scheme not in ("http", "https") or not self._parts.hostname:
            raise UnreadableInput(f"{url} is no address.", hint="Give https://HOST/taxii2/.")
        if "@" in self._parts.netloc:
            raise UnreadableInput("The address holds a password.", hint="Give --user instead.")
        self.host = self._parts.hostname
        token = base64.b64encode(f"{user}:{password}".encode()).decode("ascii")
        self._found: str | None = None
        self._headers = {"Accept": _TYPE, "Authorization": f"Basic {token}"}

    def key(self) -> str:
        """The public key that the API root shows; empty where it shows none."""
        raw, _ = self._get(self._root())
        found = _table(raw).get("x_corrobora_key")
        return found if isinstance(found, str) else ""

    def pages(self, added_after: str) -> Iterator[tuple[bytes, http.client.HTTPMessage]]:
        """The answers of a walk, oldest first, with their headers; empty where nothing is new.

        Raises:
            UnreadableInput: The server does not answer as one of its kind.
            LimitReached: It answers with too much.
        """
        given = {"limit": str(PAGE)}
        if added_after:
            given["added_after"] = added_after
        for _ in range(MOST_PAGES):
            path = f"{self._root()}collections/{self.collection}/objects/?{urlencode(given)}"
            raw, headers = self._get(path)
            table = _table(raw)
            yield (raw if table.get("objects") else b""), headers
            next_ = table.get("next")
            if not table.get("more"):
                return
            if not isinstance(next_, str) or given.get("next") == next_:
                raise self._odd("gives no way to the next page")
            given["next"] = next_
        raise LimitReached(f"{self.host} gives pages without end.", hint="Ask who runs it.")

    def _root(self) -> str:
        """The path of the API root: as given, or what the discovery names as its default."""
        if self._found is None:
            raw, _ = self._get(self._parts.path)
            table = _table(raw)
            roots = table.get("api_roots")
            first = table.get("default") or (roots[0] if isinstance(roots, list) and roots else "")
            self._found = self._within(first) if first else self._parts.path
        return self._found

    def _within(self, address: object) -> str:
        """The path of an address on the same server; the password goes nowhere else."""
        parts = urlsplit(str(address))
        if parts.netloc and parts.netloc != self._parts.netloc:
            raise self._odd("points to another server")
        return parts.path if parts.path.endswith("/") else f"{parts.path}/"

    def _get(self, path: str) -> tuple[bytes, http.client.HTTPMessage]:
        connection = self._connection()
        try:
            connection.connect()
            self._require_near(connection)
            connection.request("GET", path, headers=self._headers)
            answer = connection.getresponse()
            raw = answer.read(MOST_BYTES + 1)
        except ssl.SSLCertVerificationError as error:
            raise self._odd("has no valid certificate") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._odd(f"cannot be reached ({type(error).__name__})") from error
        finally:
            connection.close()
        if len(raw) > MOST_BYTES:
            raise LimitReached(
                f"{self.host} answers with more than {MOST_BYTES >> 20} MB.",
                hint="Ask who runs it for smaller pages.",
            )
        if answer.status != http.client.OK:
            raise self._refused(answer.status)
        return raw, answer.headers

    def _connection(self) -> http.client.HTTPConnection:
        if self._parts.scheme == "https":
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(
                self.host, self._parts.port, timeout=SECONDS, context=context
            )
        return http.client.HTTPConnection(self.host, self._parts.port, timeout=SECONDS)

    def _require_near(self, connection: http.client.HTTPConnection) -> None:
        """Refuse to send a password in the open through the public network."""
        address = connection.sock.getpeername()[0].partition("%")[0]
        if self._parts.scheme == "http" and ipaddress.ip_address(address).is_global:
            raise self._odd("is on the public network and its address is not encrypted")

    def _refused(self, status: int) -> CorroboraError:
        hints = {
            401: "Check --user and the password.",
            404: "Check the address and the id; an agreement that was suspended gives nothing.",
        }
        return UnreadableInput(
            f"{self.host} answers with status {status}.", hint=hints.get(status, "Try again later.")
        )

    def _odd(self, what: str) -> CorroboraError:
        return UnreadableInput(f"{self.host} {what}.", hint="Check the address.")


def _table(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(
            "The server does not answer with JSON.", hint="Check the address."
        ) from error
    if not isinstance(found, dict):
        raise UnreadableInput("The server does not answer with an object.", hint="Check it.")
    return found


def receive(desk: SharingDesk, inbox: Inbox, source: Source, *, sender: str) -> tuple[int, int]:
    """Take what is new in a collection into the case; how many pages and objects there were.

    Raises:
        UnreadableInput: The server does not answer as one of its kind.
        PolicyError: The feed no longer leads through the head that its server signed, or another
            key has signed it.
    """
    ledger = desk.store.ledger
    subject = f"{source.url} {source.collection}"
    last = next(reversed(ledger.acts("received", Received, subject)), None)
    key = source.key()
    if last is not None and last.key and last.key != key:
        raise PolicyError(
            f"{source.host} signs with another key than before.",
            hint="Ask who runs it, by another way, whether that is right.",
        )
    pages = objects = 0
    for raw, headers in source.pages(last.added_after if last else ""):
        head = _checked_head(source, headers, key, last)
        if not raw:
            continue  # Nothing is new; but what was known may have been cut off.
        added = headers.get("X-TAXII-Date-Added-Last", "")
        name = f"received-{sha256_of(f'{subject} {sha256_of(raw)}')[:32]}"
        objects += inbox.take(name, raw, sender=sender, by=source.url).objects
        pages += 1
        last = Received(
            url=source.url,
            collection=source.collection,
            added_after=added or (last.added_after if last else ""),
            at=desk.now(),
            head=head,
            key=key,
        )
        # How far it was read is written after what was read, so that nothing is passed over.
        ledger.add("received", subject, last, by=source.url)
    inbox.work()
    return pages, objects


def _checked_head(
    source: Source, headers: http.client.HTTPMessage, key: str, last: Received | None
) -> str:
    """The head that came with a page, which must be signed and not lie behind the last one."""
    head = headers.get("X-Corrobora-Head", "")
    if not head:
        if last is not None and last.head:
            raise _cut(source)
        return ""
    number, _, hash_ = head.partition(":")
    signature = headers.get("X-Corrobora-Signature", "")
    if not number.isdigit() or not verify_head(
        key, signature, source.collection, int(number), hash_
    ):
        raise PolicyError(
            f"The head that {source.host} gives is not signed by its key.",
            hint="Ask who runs it, by another way, what happened.",
        )
    if last is not None and last.head:
        before, _, same = last.head.partition(":")
        if int(number) < int(before) or (number == before and hash_ != same):
            raise _cut(source)
    return head


def _cut(source: Source) -> PolicyError:
    return PolicyError(
        f"The feed of {source.host} was cut short or rewritten since it was last read.",
        hint="Ask who runs it, by another way, what happened.",
    )
