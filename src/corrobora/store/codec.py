"""Values to text and back, always the same bytes for the same value."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from corrobora.text import sha256_of

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder(order="deterministic")


def encode(value: object) -> str:
    """JSON of a value. Lone surrogates (possible in file names) are kept as escapes."""
    try:
        return _ENCODER.encode(value).decode()
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(value, order="deterministic")
        return json.dumps(plain, ensure_ascii=True, separators=(",", ":"))


def decode(text: str, kind: type[T]) -> T:
    """The value of a JSON text.

    Raises:
        msgspec.MsgspecError: The text is not JSON or not a ``kind``.
    """
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        # msgspec refuses lone surrogates, the standard library reads them.
        try:
            loose = json.loads(text)
        except ValueError as error:
            raise msgspec.DecodeError(str(error)) from error
        return msgspec.convert(loose, kind)


def canonical(value: Any) -> str:
    """JSON with sorted keys, no spaces and ASCII only: the form that journal hashes cover."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def digest(parts: Iterable[str]) -> str:
    """One hash over a run of texts; where one text ends matters."""
    return sha256_of("".join(sha256_of(part) for part in parts))


def to_bytes(text: str) -> bytes:
    """A report's text as it is kept: every code point comes back, lone surrogates too."""
    return text.encode("utf-8", "surrogatepass")


def from_bytes(data: bytes) -> str:
    """The text of ``to_bytes``."""
    return data.decode("utf-8", "surrogatepass")


def indexable(text: str) -> str:
    """A text for an index column: what a database cannot take becomes a question mark."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


def pack(raw: bytes) -> bytes:
    """Raw bytes, compressed."""
    return zlib.compress(raw, 6)


def unpack(packed: bytes, size: int) -> bytes:
    """Raw bytes again; ``size`` bounds the memory that a forged row can ask for.

    Raises:
        zlib.error: The bytes were not compressed by ``pack``, or are not ``size`` many.
    """
    # One byte more than stated is enough to see that the size is wrong.
    raw = zlib.decompressobj().decompress(packed, size + 1)
    if len(raw) != size:
        raise zlib.error(f"{size} bytes were expected")
    return raw
