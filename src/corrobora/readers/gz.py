"""Gzip: the one document in it, unpacked within bounds and read by itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.readers.items import Given, Output, Part
from corrobora.readers.limits import MB, Limits, megabytes


def read(given: Given, limits: Limits) -> Iterator[Output]:
    """One part: the unpacked document, named without ``.gz``.

    Raises:
        UnreadableInput: The file is damaged or cut off.
        LimitReached: It unpacks to more than ``unpacked_bytes``, or at more than ``unpack_ratio``.
    """
    name = given.name[:-3] if given.name.lower().endswith(".gz") else f"{given.name}#1"
    raw = unpack(given.raw, limits, zlib.MAX_WBITS | 16)
    yield Part(given=Given(name=name, raw=raw, stated=given.stated))


def unpack(raw: bytes, limits: Limits, wbits: int) -> bytes:
    """Unpack all members of a compressed stream; raises as ``read`` does."""
    most = max(MB, min(limits.unpacked_bytes, limits.unpack_ratio * len(raw)))
    out = bytearray()
    rest = raw
    try:
        while rest.strip(b"\x00"):
            unpacker = zlib.decompressobj(wbits)
            while not unpacker.eof and rest:
                out += unpacker.decompress(rest, MB)
                rest = unpacker.unconsumed_tail
                if len(out) > most:
                    raise LimitReached(
                        f"It unpacks from {megabytes(len(raw))} to more than {megabytes(most)}.",
                        hint="Unpack it yourself if you trust it, and give what is in it.",
                    )
            if not unpacker.eof:
                raise UnreadableInput(
                    "The packed file is cut off.", hint="Get it anew, or unpack what is left."
                )
            rest = unpacker.unused_data
    except zlib.error as error:
        raise UnreadableInput("The packed file is damaged.", hint="Get it anew.") from error
    return bytes(out)
