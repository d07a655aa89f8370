"""Web archives (WARC and ARC, packed or not): each archived page is read by itself."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from corrobora.errors import UnreadableInput
from corrobora.model import Refusal
from corrobora.readers.items import SKIPPED, Given, Output, Part
from corrobora.readers.limits import Limits, megabytes

_MEDIA_TYPES = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
    "application/pdf": "application/pdf",
    "application/rss+xml": "application/feed+xml",
    "application/atom+xml": "application/feed+xml",
    "message/rfc822": "message/rfc822",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
}
_KINDS = frozenset(("response", "resource", "conversion"))
_REMEDY = "What stands before it was taken; get the archive anew for the rest."


def warm() -> None:
    """Nothing loads late."""


def read(given: Given, limits: Limits) -> Iterator[Output]:
    """The same as ``read_stream`` for an archive inside another document."""
    yield from read_stream(io.BytesIO(given.raw), given, limits)


def read_stream(stream: IO[bytes], given: Given, limits: Limits) -> Iterator[Output]:
    """One part for each archived document; a refusal where the archive breaks off.

    Stated for each: url, collected (time of capture), charset where the transfer declared one.
    Records that are no documents (pictures, styles, redirects, errors) are counted and passed over.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    archive = ArchiveIterator(stream)
    number = passed_over = taken = 0
    offset = 0
    try:
        for record in archive:
            number += 1
            offset = archive.offset
            output = _record(record, f"{given.name}#{number}", limits)
            if record.raw_stream.limit > 0 and not isinstance(output, Refusal):
                record.raw_stream.read()
                while record.raw_stream.limit > 0 and record.raw_stream.read(1 << 16):
                    pass
            if record.raw_stream.limit > 0 and stream.tell() >= size:
                yield _broken(given.name, number, offset, "the archive ends inside it")
                return
            if output is None:
                passed_over += 1
            else:
                taken += 1
                yield output
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, KeyError, AttributeError) as error:
        yield _broken(given.name, number + 1, archive.offset, type(error).__name__)
        return
    end = sum(archive.member_info or (0, 0))
    stream.seek(end)
    if number and stream.read(1 << 16).strip(b"\x00\r\n"):
        # Cut inside the head of a record: the library then ends as if nothing had followed.
        yield _broken(given.name, number + 1, end, "the archive ends inside it")
    if number == 0:
        raise UnreadableInput("The archive holds no records.", hint="Get the archive anew.")
    if passed_over:
        yield Refusal(
            name=given.name,
            reason=f"{passed_over} of {number} records are not documents.",
            remedy="Pictures, style sheets, redirects and error pages need nothing.",
            code=SKIPPED,
        )


def _broken(name: str, number: int, offset: int, why: str) -> Refusal:
    return Refusal(
        name=name,
        place=f"record {number}, from byte {offset:,}",
        reason=f"The archive is cut off or damaged ({why}).",
        remedy=_REMEDY,
    )


def _record(record: Any, name: str, limits: Limits) -> Part | Refusal | None:
    """The document in a record; None when it holds none."""
    if record.rec_type not in _KINDS:
        return None
    headers = record.rec_headers
    declared = headers.get_header("Content-Type") or ""
    if record.http_headers is not None:
        if record.http_headers.get_statuscode() != "200":
            return None
        declared = record.http_headers.get_header("Content-Type") or "text/html"
    media_type = _MEDIA_TYPES.get(declared.partition(";")[0].strip().lower())
    if media_type is None:
        return None
    raw = record.content_stream().read(limits.input_bytes + 1)
    if len(raw) > limits.input_bytes:
        return Refusal(
            name=name,
            code="input.limit",
            reason=f"The archived document holds more than {megabytes(limits.input_bytes)}.",
            remedy="Take it out of the archive and give its text.",
        )
    stated = {
        "url": headers.get_header("WARC-Target-URI") or "",
        "collected": headers.get_header("WARC-Date") or "",
        "charset": _parameter(declared, "charset"),
    }
    stated = {key: value for key, value in stated.items() if value}
    return Part(given=Given(name=name, raw=raw, stated=stated), media_type=media_type)


def _parameter(header: str, name: str) -> str:
    for piece in header.split(";")[1:]:
        key, _, value = piece.partition("=")
        if key.strip().lower() == name:
            return value.strip().strip("\"'")
    return ""
