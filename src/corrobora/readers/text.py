"""Plain text and Markdown: the text as given, code point for code point."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.model import Draft
from corrobora.readers.items import Given, Output
from corrobora.readers.limits import Limits, megabytes
from corrobora.text import sha256_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_CONTROL_SHARE = 0.05
"""Written text holds next to no control characters; random bytes hold 12 % or more."""

_AS_BROWSERS_READ = {"iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252"}


def read(given: Given, limits: Limits) -> Iterator[Output]:
    """One draft: the decoded text, with the encoding stated.

    Raises:
        UnreadableInput: The bytes are not text, or hold nothing but white space.
        LimitReached: The text is longer than ``limits.text_bytes``.
    """
    if len(given.raw) > limits.text_bytes:
        raise LimitReached(
            f"The text is {megabytes(len(given.raw))} long; one report may be "
            f"{megabytes(limits.text_bytes)}.",
            hint="Split it into one file, or one line of JSON Lines, for each report.",
        )
    text, encoding = decode(given.raw, given.stated.get("charset"))
    if not text.strip():
        raise UnreadableInput("The text is empty.", hint="Check that the file was saved.")
    if is_binary(text):
        raise UnreadableInput(
            "The file is named as text but holds binary data.",
            hint="Export it as text, PDF, Word (.docx) or a web page.",
        )
    yield Draft(
        name=given.name,
        text=text,
        media_type="text/plain",
        raw_sha256=sha256_of(given.raw),
        stated={"encoding": encoding},
    )


def decode(raw: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text of bytes, and the encoding that was used. Never fails.

    In this order: a byte order mark (dropped), the declared encoding, UTF-8, Windows-1252, and
    ISO 8859-1, which reads any byte. Declared ISO 8859-1 is read as Windows-1252, as browsers do.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding), encoding
            except UnicodeDecodeError:
                break
    for encoding in (*_declared(declared), "utf-8", "cp1252"):
        try:
            return raw.decode(encoding), encoding
        except (LookupError, ValueError):
            # The bytes are not in it; or a declared one is a codec, but not one of text.
            continue
    return raw.decode("latin-1"), "latin-1"


def _declared(label: str | None) -> tuple[str, ...]:
    """The codec of a declared character set; nothing when Python has no such text codec."""
    if not label:
        return ()
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return ()
    return (_AS_BROWSERS_READ.get(name, name),)


def is_binary(text: str) -> bool:
    """True when decoded bytes hold NUL or too many control characters to be writing."""
    if "\x00" in text:
        return True
    sample = text[:200_000]
    return len(_CONTROL.findall(sample)) > _CONTROL_SHARE * len(sample)
