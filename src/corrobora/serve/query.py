"""What a request asks of a collection: filters, size of a page, where the page before ended."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import re
from collections.abc import Mapping
from hashlib import sha256
from urllib.parse import parse_qsl

from corrobora.model import Value
from corrobora.serve.http import Refused
from corrobora.sharing.access import Door
from corrobora.writers.stix_frame import stamp

PAGE = 100
"""Objects on a page where a client asks for no number."""

MOST = 1000
"""Objects on a page at most."""

MOST_VALUES = 100
"""Values of one filter."""

_MAC_BYTES = 16
_FIELDS = ("id", "type", "version", "spec_version")
_KEYWORDS = frozenset(("last", "first", "all"))
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z")
_LARGEST = 10**9


class Query(Value, frozen=True, kw_only=True):
    """What a page is to hold.

    Attributes:
        after: Numbers above this one.
        added_after: Only what went out after this instant (as rows have it); None for all.
        limit: So many at most.
        ids: Only these items; None for all.
        types: Only these STIX types; None for all.
        versions: Only these versions; None for all, since only the latest is kept for serving.
        nothing: The filters exclude everything.
        mark: What of the request a cursor holds for.
    """

    after: int
    added_after: str | None
    limit: int
    ids: tuple[str, ...] | None
    types: tuple[str, ...] | None
    versions: tuple[str, ...] | None
    nothing: bool
    mark: str


def read_query(given: bytes, door: Door, collection: str, *, only: str | None = None) -> Query:
    """The query of a request on a collection, or on the one object ``only``.

    Raises:
        Refused: A parameter cannot be read, or the cursor is none of this partner's, for these
            filters, under the agreement as it stands.
    """
    fields = _parameters(given)
    match = {name: _values(fields, name) for name in _FIELDS}
    added_after = _instant(fields.get("added_after"))
    if only is not None:
        match["id"] = (only,)
    versions = _versions(match["version"])
    spec = match["spec_version"]
    mark = repr((collection, added_after, sorted(match.items())))
    return Query(
        after=_after(fields.get("next"), door, mark),
        added_after=added_after,
        limit=_limit(fields.get("limit")),
        ids=match["id"],
        types=match["type"],
        versions=versions,
        nothing=spec is not None and "2.1" not in spec,
        mark=mark,
    )


def _bad(what: str) -> Refused:
    return Refused(400, "Bad request", f"The parameter {what} cannot be used.")


def _parameters(given: bytes) -> Mapping[str, str]:
    """The parameters by name; unknown ones are passed over, unknown filters are refused."""
    try:
        pairs = parse_qsl(
            given.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=50
        )
    except ValueError as error:
        raise Refused(400, "Bad request", "The query cannot be read.") from error
    known = {"limit", "next", "added_after", *(f"match[{name}]" for name in _FIELDS)}
    found: dict[str, str] = {}
    for name, value in pairs:
        if name.startswith("match") and name not in known:
            raise Refused(400, "Bad request", "There is no such filter.")
        if name in known:
            if name in found:
                raise _bad(name)
            found[name] = value
    return found


def _values(fields: Mapping[str, str], name: str) -> tuple[str, ...] | None:
    whole = fields.get(f"match[{name}]")
    if whole is None:
        return None
    values = tuple(sorted(set(whole.split(","))))
    if "" in values or len(values) > MOST_VALUES:
        raise _bad(f"match[{name}]")
    return values


def _versions(given: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Versions to look for. The only one that is kept is the first, the last, and all of them."""
    if given is None or _KEYWORDS & set(given):
        for one in set(given or ()) - _KEYWORDS:
            _version(one)
        return None
    return tuple(_version(one) for one in given)


def _version(given: str) -> str:
    """A version as rows have it, where it is an instant that they can hold."""
    instant = _instant(given, "match[version]")
    if instant is None:
        raise _bad("match[version]")
    coarse = stamp(instant)
    # A version between two milliseconds is none of ours.
    return coarse if instant == f"{coarse[:-1]}000Z" else instant


def _instant(given: str | None, name: str = "added_after") -> str | None:
    if given is None:
        return None
    found = _INSTANT.fullmatch(given)
    if found is None:
        raise _bad(name)
    try:
        whole = dt.datetime.fromisoformat(found[1])
    except ValueError as error:
        raise _bad(name) from error
    return f"{whole.isoformat()}.{(found[2] or '.')[1:7]:0<6}Z"


def _limit(given: str | None) -> int:
    if given is None:
        return PAGE
    number = _whole(given)
    if number is None or number < 1:
        raise _bad("limit")
    return min(number, MOST)


def _whole(given: str) -> int | None:
    plain = given.isascii() and given.isdigit() and len(given) <= len(str(_LARGEST))
    return int(given) if plain else None


# --- cursors -------------------------------------------------------------------------------------


def cursor(door: Door, mark: str, number: int) -> str:
    """Where a page ended, readable by nobody but this server, for this partner and these filters.

    It dies with the state of the agreement under which it was given.
    """
    plain = number.to_bytes(5, "big")
    return base64.urlsafe_b64encode(_mac(door, mark, plain) + plain).decode("ascii")


def _after(given: str | None, door: Door, mark: str) -> int:
    if given is None:
        return 0
    try:
        data = base64.b64decode(given.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise _bad("next") from error
    number = int.from_bytes(data[_MAC_BYTES:], "big")
    # Compared as it was given out: no other spelling of the same bytes is taken.
    if number >> 40 or not hmac.compare_digest(given, cursor(door, mark, number)):
        raise _bad("next")
    return number


def _mac(door: Door, mark: str, plain: bytes) -> bytes:
    said = f"cursor\0{door.credential}\0{door.epoch}\0{mark}\0".encode("utf-8", "surrogatepass")
    return hmac.new(door.key, said + plain, sha256).digest()[:_MAC_BYTES]
