"""The formats that can be read: one row and one file for each."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import IO, cast

from corrobora.model import Value
from corrobora.readers.items import Given, Output
from corrobora.readers.limits import Limits

Reader = Callable[[Given, Limits], Iterator[Output]]
"""Reads one input. Raises ``UnreadableInput`` for what it refuses on purpose."""
StreamReader = Callable[[IO[bytes], Given, Limits], Iterator[Output]]
"""Reads an input too large to hold, from an open file."""


class Format(Value, frozen=True):
    """Where the reader of a format is, and how it may be run.

    Attributes:
        module: The module with ``read``; loaded at first use, since parsers are slow to load.
        sandboxed: Parse in a child process; only plain text and JSON Lines need none.
        streamed: The module also has ``read_stream``, for files of any size.
    """

    module: str
    sandboxed: bool = True
    streamed: bool = False


FORMATS: dict[str, Format] = {
    "text/plain": Format("corrobora.readers.text", sandboxed=False),
    "application/jsonl": Format("corrobora.readers.jsonl", sandboxed=False, streamed=True),
    "text/html": Format("corrobora.readers.html"),
    "application/pdf": Format("corrobora.readers.pdf"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format(
        "corrobora.readers.docx"
    ),
    "message/rfc822": Format("corrobora.readers.eml"),
    "application/feed+xml": Format("corrobora.readers.feed"),
    "application/stix+json": Format("corrobora.readers.stix"),
    "application/warc": Format("corrobora.readers.warc", streamed=True),
    "application/gzip": Format("corrobora.readers.gz"),
}
"""Media type of a format, and its reader. A new format is one row here and one module."""

UNSUPPORTED: dict[str, tuple[str, str]] = {
    "application/x-empty": ("The file is empty.", "Check that it was saved or downloaded whole."),
    "application/msword": ("This is an old Word file (.doc).", "Save it as .docx."),
    "application/rtf": ("This is an RTF file.", "Save it as .docx or .txt."),
    "application/zip": ("This is a packed archive.", "Unpack it and give the files in it."),
    "application/vnd.oasis.opendocument.text": (
        "This is an OpenDocument text.",
        "Save it as .docx.",
    ),
    "application/x-case": (
        "This is a database, not a report.",
        "Give a case with --case; give reports as files.",
    ),
    "image/*": (
        "This is a picture.",
        "Have its text recognised first, for instance with ocrmypdf, and give the PDF.",
    ),
    "audio/*": ("This is a recording.", "Give a transcript."),
    "application/xml": (
        "This is XML of a kind that is not known here.",
        "Give a feed (RSS, Atom), a web page, or its text.",
    ),
    "application/json": (
        "This is JSON, but neither JSON Lines nor STIX.",
        'Give one record a line: {"text": "...", ...}.',
    ),
}
"""What can be recognised but not read: why, and what to do."""


def reader_of(media_type: str) -> Reader:
    """The reader of a format in ``FORMATS``."""
    return cast(Reader, importlib.import_module(FORMATS[media_type].module).read)


def stream_reader_of(media_type: str) -> StreamReader:
    """The stream reader of a format in ``FORMATS`` that is streamed."""
    return cast(StreamReader, importlib.import_module(FORMATS[media_type].module).read_stream)
