"""How much of a machine one input may use: every bound that the readers keep, in one place."""

from __future__ import annotations

from msgspec import Struct

MB = 1 << 20


class Limits(Struct, frozen=True, kw_only=True):
    """Bounds for reading one input; sizes in bytes, times in seconds.

    The defaults refuse no report we know of: the longest reports of inquiry commissions hold about
    2 MB of text. They were chosen from measured hostile files: a 629 KB Word file that took 2.4 GB
    of memory, a 298 KB PDF that took 1.4 GB.

    Attributes:
        text_bytes: Text of one report.
        input_bytes: One file, unless its format is read as a stream (JSON Lines, WARC).
        line_bytes: One line of a JSON Lines file.
        unpacked_bytes: What a packed file declares to hold, or turns out to hold, unpacked. XML
            takes about 12 times its size in memory, so 40 MB stay below ``memory_bytes``.
        unpack_ratio: Unpacked bytes for each packed byte, where more than 1 MB is unpacked.
        zip_entries: Files in a packed document.
        html_bytes: One web page.
        html_depth: Elements inside elements in a web page.
        pdf_pages: Pages of a PDF.
        mime_depth: Parts inside parts of a mail.
        mime_parts: Parts of a mail.
        nesting: Documents inside documents (a mail in an archive, a report in a mail).
        outputs: Texts, parts and refusals out of one input.
        memory_bytes: Address space of the process that parses one input.
        cpu_seconds: Processor time for one input; an archive gets as much for each
            ``input_bytes`` of it.
        wall_seconds: Time that may pass before the next sign of life of a parser.
        redirects: Redirects that a fetched address may make.
        fetch_seconds: Time for one fetch, redirects included.
    """

    text_bytes: int = 20 * MB
    input_bytes: int = 64 * MB
    line_bytes: int = 64 * MB
    unpacked_bytes: int = 40 * MB
    unpack_ratio: int = 100
    zip_entries: int = 2_000
    html_bytes: int = 16 * MB
    html_depth: int = 500
    pdf_pages: int = 3_000
    mime_depth: int = 100
    mime_parts: int = 500
    nesting: int = 4
    outputs: int = 1_000_000
    memory_bytes: int = 768 * MB
    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    redirects: int = 5
    fetch_seconds: float = 30.0


def megabytes(size: int) -> str:
    """A size in words: "20 MB"."""
    return f"{size / MB:,.0f} MB" if size >= MB else f"{size:,} bytes"
