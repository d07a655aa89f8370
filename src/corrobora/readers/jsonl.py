"""JSON Lines: one report a line, as feeds, scrapers and archives deliver them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO

import msgspec

from corrobora.model import Draft, Json, Refusal
from corrobora.readers.items import Item
from corrobora.readers.limits import Limits, megabytes
from corrobora.text import sha256_of

STATED = ("id", "title", "published", "collected", "publisher", "url", "language")
"""Known keys beside ``text`` and ``marking``: strings, null or absent."""

_KNOWN = frozenset((*STATED, "text", "marking"))
_decode = msgspec.json.Decoder().decode
_REMEDY = 'Give one JSON object a line with at least {"text": "..."}; see docs/formats.md.'


def read_stream(stream: IO[bytes], name: str, limits: Limits) -> Iterator[Item | Refusal]:
    """Every line of a stream, as a draft with its bytes or as a refusal by number and reason.

    Only one line is held at a time. Blank lines count but say nothing.
    """
    number = 0
    while line := stream.readline(limits.line_bytes + 1):
        number += 1
        place = f"line {number}"
        if len(line) > limits.line_bytes and not line.endswith(b"\n"):
            _skip_line(stream, limits.line_bytes)
            yield Refusal(
                name=name,
                place=place,
                code="input.limit",
                reason=f"The line is longer than {megabytes(limits.line_bytes)}.",
                remedy="Split the record into one for each report.",
            )
            continue
        line = line.rstrip(b"\r\n")
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield _record(line, name, number, limits)


def read_bytes(raw: bytes, name: str, limits: Limits) -> Iterator[Item | Refusal]:
    """The same for bytes at hand (an attachment, an unpacked file, a fetched address)."""
    return read_stream(io.BytesIO(raw), name, limits)


def _skip_line(stream: IO[bytes], step: int) -> None:
    while rest := stream.readline(step):
        if rest.endswith(b"\n"):
            return


def _record(line: bytes, name: str, number: int, limits: Limits) -> Item | Refusal:
    draft_or_reason = parse_line(line, f"{name}:{number}", limits)
    if isinstance(draft_or_reason, Draft):
        return Item(draft=draft_or_reason, raw=line)
    code, reason = draft_or_reason
    return Refusal(name=name, place=f"line {number}", reason=reason, remedy=_REMEDY, code=code)


def parse_line(line: bytes, name: str, limits: Limits) -> Draft | tuple[str, str]:
    """A draft from one line, or the code and reason of its refusal.

    Args:
        line: The bytes of the line, without its end.
        name: Name of the draft where the record has no ``id``.
        limits: Bounds; a text longer than ``text_bytes`` in UTF-8 is refused.
    """
    unreadable = "input.unreadable"
    try:
        record: Json = _decode(line)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        return unreadable, f"The line is not JSON ({error})."
    if not isinstance(record, dict):
        return unreadable, f"The line is {_kind(record)}, not an object."
    text = record.get("text")
    if text is None:
        return unreadable, 'The record has no "text".'
    if isinstance(record.get("id"), int) and not isinstance(record["id"], bool):
        record["id"] = str(record["id"])  # archives number their records; nothing is lost by it
    for key in ("text", "marking", *STATED):
        value = record.get(key)
        if value is not None and not isinstance(value, str):
            return unreadable, f'"{key}" is {_kind(value)}, not a string.'
    if not text.strip():
        return unreadable, '"text" is empty.'
    if len(text) > limits.text_bytes // 4 and len(text.encode()) > limits.text_bytes:
        return "input.limit", f'"text" is longer than {megabytes(limits.text_bytes)}.'
    stated = {key: record[key] for key in STATED if record.get(key) is not None}
    return Draft(
        name=stated.get("id") or name,
        text=text,
        media_type="application/jsonl",
        raw_sha256=sha256_of(line),
        stated=stated,
        marking=record.get("marking"),
        extra={key: value for key, value in record.items() if key not in _KNOWN},
    )


def _kind(value: Json) -> str:
    names = {list: "a list", dict: "an object", bool: "true or false", str: "a string"}
    return "null" if value is None else names.get(type(value), "a number")
