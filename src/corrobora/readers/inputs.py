"""From paths and addresses to drafts: walk, sniff, read, one input after the other."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from corrobora.errors import UnreadableInput
from corrobora.model import Draft, Refusal
from corrobora.readers import jsonl
from corrobora.readers.formats import FORMATS, UNSUPPORTED, reader_of
from corrobora.readers.items import Given, Item, Output, refusal_of
from corrobora.readers.limits import Limits, megabytes
from corrobora.readers.sandbox import Sandbox
from corrobora.readers.sniff import sniff
from corrobora.readers.walk import walk
from corrobora.text import sha256_of

_HEAD = 8192


def read_inputs(
    paths: Iterable[str | os.PathLike[str]],
    limits: Limits | None = None,
    progress: Callable[[str], None] | None = None,
    *,
    sandbox: Sandbox | None = None,
    allow: tuple[str, ...] = (),
) -> Iterator[Item | Refusal]:
    """Read files, folders and addresses, as a stream in an order that never changes.

    Nothing an input holds makes this raise: what cannot be read comes as a ``Refusal`` and the run
    goes on. Refusals of code ``input.skipped`` only tell what was passed over.

    Args:
        paths: Files, folders (walked in sorted order), and http or https addresses.
        limits: How much one input may use.
        progress: Called with the name of each file or address before it is read.
        sandbox: A warm sandbox to use (it stays open); else one is started when first needed.
        allow: Networks ("127.0.0.1/32") that may be fetched from although they are not public.
    """
    limits = limits or Limits()
    own = None if sandbox is not None else Sandbox(limits)
    reading = _Reading(limits, sandbox or own or Sandbox(limits))
    try:
        for path in paths:
            if isinstance(path, str) and path.lower().startswith(("http://", "https://")):
                if progress:
                    progress(path)
                yield from _fetched(reading, path, allow)
                continue
            for found in walk([path]):
                if isinstance(found, Refusal):
                    yield found
                    continue
                if progress:
                    progress(str(found))
                yield from reading.file(found)
    finally:
        if own is not None:
            own.close()


def _fetched(reading: _Reading, url: str, allow: tuple[str, ...]) -> Iterator[Item | Refusal]:
    from corrobora.readers.fetch import fetch

    try:
        given = fetch(url, reading.limits, allow)
    except UnreadableInput as error:
        yield refusal_of(error, url)
        return
    yield from reading.given(given)


class _Reading:
    """Reads inputs of any format, and what they hold in turn."""

    def __init__(self, limits: Limits, sandbox: Sandbox) -> None:
        self.limits = limits
        self.sandbox = sandbox

    def file(self, path: Path) -> Iterator[Item | Refusal]:
        """Everything in one file."""
        try:
            with path.open("rb") as file:
                yield from self._open_file(file, path)
        except OSError as error:
            why = (error.strerror or "input/output error").lower()
            yield Refusal(
                name=str(path),
                reason=f"It cannot be read: {why}.",
                remedy="Check its permissions and the disk.",
            )

    def _open_file(self, file: IO[bytes], path: Path) -> Iterator[Item | Refusal]:
        head = file.read(_HEAD)
        size = os.fstat(file.fileno()).st_size
        file.seek(0)
        media_type = sniff(head, path.name)
        if media_type == "application/jsonl":
            yield from jsonl.read_stream(file, path.name, self.limits)
        elif media_type in FORMATS and FORMATS[media_type].streamed:
            # The child gets the descriptor itself and reads from its present place.
            os.lseek(file.fileno(), 0, os.SEEK_SET)
            given = Given(name=path.name, raw=b"")
            outputs = self.sandbox.read(media_type, given, stream=file)
            yield from self._outputs(outputs, given, 0)
        elif size > self.limits.input_bytes:
            yield Refusal(
                name=path.name,
                code="input.limit",
                reason=f"The file holds {megabytes(size)}; one input may hold "
                f"{megabytes(self.limits.input_bytes)}.",
                remedy="Split it, or give JSON Lines, which is read as a stream.",
            )
        else:
            raw = file.read(self.limits.input_bytes + 1)
            yield from self.given(Given(name=path.name, raw=raw))

    def given(
        self, given: Given, media_type: str | None = None, depth: int = 0
    ) -> Iterator[Item | Refusal]:
        """Everything in some bytes, and in the parts that they hold."""
        if media_type is None or media_type not in FORMATS:
            media_type = sniff(given.raw, given.name)
        if media_type in UNSUPPORTED:
            reason, remedy = UNSUPPORTED[media_type]
            yield Refusal(name=given.name, reason=reason, remedy=remedy)
        elif media_type == "application/jsonl":
            yield from jsonl.read_bytes(given.raw, given.name, self.limits)
        elif FORMATS[media_type].sandboxed:
            yield from self._outputs(self.sandbox.read(media_type, given), given, depth)
        else:
            yield from self._outputs(self._here(media_type, given), given, depth)

    def _here(self, media_type: str, given: Given) -> Iterator[Output]:
        """Read in this process: only for formats whose reader is ours and safe with memory."""
        try:
            yield from reader_of(media_type)(given, self.limits)
        except UnreadableInput as error:
            yield refusal_of(error, given.name)

    def _outputs(
        self, outputs: Iterator[Output], given: Given, depth: int
    ) -> Iterator[Item | Refusal]:
        for output in outputs:
            match output:
                case Refusal():
                    yield output
                case Draft():
                    yield _item(output, given)
                case _ if depth >= self.limits.nesting:
                    yield Refusal(
                        name=output.given.name,
                        code="input.limit",
                        reason=f"It lies in more than {self.limits.nesting} other documents.",
                        remedy="Unpack it and give it by itself.",
                    )
                case _:
                    yield from self.given(output.given, output.media_type, depth + 1)


def _item(draft: Draft, given: Given) -> Item:
    """A draft with its bytes; the digest is taken here, where the bytes are known."""
    draft = msgspec.structs.replace(
        draft,
        raw_sha256=sha256_of(given.raw),
        stated={**given.stated, **draft.stated},
    )
    return Item(draft=draft, raw=given.raw)
