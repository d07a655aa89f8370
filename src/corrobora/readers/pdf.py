"""PDF: the text of each page, invisible writing and repeated page heads marked."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.model import Draft, Furniture
from corrobora.readers.items import Given, Output
from corrobora.readers.limits import Limits
from corrobora.readers.pdf_lines import line_ends_within_paragraphs
from corrobora.text import sha256_of

_TINY = 2.0
"""Points; nobody reads 2 points."""
_WHITE = 250
_FAINT = 13
"""Of 255; a fill that lets more than 95 % through."""
_EDGE_LINES = 3
_REPEATED_PAGES = 3
_REPEATED_SHARE = 0.3
"""A line at the edge of three pages and of this share of all pages is a head or a foot; heads of
left and right pages, or of chapters, each stand on a part of the pages only."""
_PAGE_NUMBER = re.compile(
    r"\A\W*(?:page|p\.|s\.)?\s*\d{1,4}(?:\s*(?:/|of|de|sur)\s*\d{1,4})?\W*\Z", re.IGNORECASE
)
_DATE = re.compile(r"\AD?:?(\d{4})(\d\d)?(\d\d)?")
_HYPHENS = "\x02\ufffe\u00ad"
"""What pdfium puts in the place of a hyphen at the end of a line, the break itself left out."""


def warm() -> None:
    """Start the library."""
    pypdfium2.PdfDocument.new().close()


def read(given: Given, limits: Limits) -> Iterator[Output]:
    """One draft: the pages after each other, the lines of a paragraph and cut words joined.

    Furniture: ``hidden`` for text that is drawn invisibly, white on nothing, tiny or beside the
    page; ``navigation`` for heads, feet and page numbers. The invisible text that recognition
    laid over a scanned page is taken as the page's text. Stated: title, author, created, modified.

    Raises:
        UnreadableInput: The file is damaged, protected by a password, or holds no text.
        LimitReached: It has too many pages.
    """
    document = _open(given.raw)
    if len(document) > limits.pdf_pages:
        raise LimitReached(
            f"The PDF has {len(document):,} pages; one report may have {limits.pdf_pages:,}.",
            hint="Split it.",
        )
    pages: list[str] = []
    marks: list[Furniture] = []
    start = size = 0
    for number in range(len(document)):
        text, hidden = _page(document, number)
        size += len(text)
        if size > limits.text_bytes:
            raise LimitReached("The PDF holds more text than a report.", hint="Split it.")
        marks += [Furniture(start=start + a, end=start + b, kind="hidden") for a, b in hidden]
        pages.append(text)
        start += len(text) + 1
    text = "\n".join(pages)
    if not text.strip():
        raise UnreadableInput(
            "The PDF holds no text; its pages are pictures.",
            hint="Have the text recognised first, for instance with ocrmypdf.",
        )
    yield Draft(
        name=given.name,
        text=text,
        media_type="application/pdf",
        raw_sha256=sha256_of(given.raw),
        stated=_stated(document),
        furniture=tuple(sorted([*marks, *_repeated(pages)], key=lambda mark: mark.start)),
    )


def _open(raw: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise UnreadableInput(
                "The PDF is protected by a password.", hint="Save it without one and give that."
            ) from error
        raise UnreadableInput(
            "The PDF is damaged or cut off.", hint="Get it anew, or print it to a new PDF."
        ) from error


def _stated(document: Any) -> dict[str, str]:
    facts = document.get_metadata_dict()
    stated = {
        "title": " ".join(facts.get("Title", "").split()),
        "author": " ".join(facts.get("Author", "").split()),
        "created": _iso(facts.get("CreationDate", "")),
        "modified": _iso(facts.get("ModDate", "")),
    }
    return {key: value for key, value in stated.items() if value}


def _iso(date: str) -> str:
    found = _DATE.match(date)
    return "-".join(part for part in found.groups() if part) if found else ""


def _page(document: Any, number: int) -> tuple[str, list[tuple[int, int]]]:
    """The text of a page and the stretches of it that cannot be seen; a broken page is empty."""
    try:
        page = document[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return "", []
    try:
        return _text_with_marks(textpage, _unseen_objects(page))
    finally:
        textpage.close()
        page.close()


def _text_with_marks(textpage: Any, unseen: frozenset[int]) -> tuple[str, list[tuple[int, int]]]:
    """The text character by character, lines joined to paragraphs; what of it is not seen."""
    codes = [pdfium.FPDFText_GetUnicode(textpage, i) for i in range(textpage.count_chars())]
    out: list[str] = []
    flags: list[bool] = []
    places: list[int] = []
    flag = False
    for i, code in enumerate(codes):
        char = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if char in "\r\x00":
            continue
        if unseen:
            address = _address(pdfium.FPDFText_GetTextObject(textpage, i))
            # Characters that pdfium makes up (spaces, line ends) belong to no object.
            flag = address in unseen if address else flag and char != "\n"
        if char in _HYPHENS:
            following = codes[i + 1] if i + 1 < len(codes) else 0
            if chr(following if following < 0x110000 else 0).islower():
                continue
            char = "-"
        out.append(char)
        flags.append(flag)
        places.append(i)
    for at in line_ends_within_paragraphs(textpage, "".join(out), places):
        if flags[at - 1] is flags[at + 1]:
            out[at] = " "
            flags[at] = flags[at - 1]
    return "".join(out), _stretches(flags)


def _stretches(flags: list[bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = None
    for i, flag in enumerate([*flags, False]):
        if flag and start is None:
            start = i
        elif not flag and start is not None:
            found.append((start, i))
            start = None
    return found


def _address(handle: Any) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0 if handle else 0


def _unseen_objects(page: Any) -> frozenset[int]:
    """Addresses of the text objects of a page that no reader sees."""
    kinds = [pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE]
    seen = 0
    never: set[int] = set()
    invisible: set[int] = set()
    white: list[tuple[int, tuple[float, float]]] = []
    grounds: list[tuple[float, float, float, float]] = []
    box = page.get_cropbox()
    for thing in page.get_objects(filter=kinds):
        if thing.type != pdfium.FPDF_PAGEOBJ_TEXT:
            if _covers(thing):
                grounds.append(thing.get_bounds())
            continue
        address = _address(thing.raw)
        left, bottom, right, top = thing.get_bounds()
        middle = ((left + right) / 2, (bottom + top) / 2)
        if _rendered_invisible(thing):
            invisible.add(address)
            continue
        paint = _paint(thing) or (0, 0, 0, 255)
        beside = thing.container is None and not _inside(middle, box)
        if beside or paint[3] < _FAINT or _too_small(thing):
            never.add(address)
        elif min(paint[:3]) >= _WHITE:
            white.append((address, middle))
        else:
            seen += 1
    never |= {at for at, middle in white if not any(_inside(middle, ground) for ground in grounds)}
    scanned = any(_area(ground) >= 0.5 * _area(box) for ground in grounds) and len(invisible) > seen
    return frozenset(never if scanned else never | invisible)


def _rendered_invisible(thing: Any) -> bool:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
    return bool(mode in {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})


def _too_small(thing: Any) -> bool:
    size = ctypes.c_float()
    if not pdfium.FPDFTextObj_GetFontSize(thing, size):
        return False
    a, b, c, d, _, _ = thing.get_matrix().get()
    return bool(abs(size.value) * abs(a * d - b * c) ** 0.5 <= _TINY)


def _paint(thing: Any) -> tuple[int, int, int, int] | None:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(thing, *channels):
        return None
    red, green, blue, alpha = (channel.value for channel in channels)
    return red, green, blue, alpha


def _covers(thing: Any) -> bool:
    """True for a picture, and for a shape that is filled with a colour other than white."""
    if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE:
        return True
    paint = _paint(thing)
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    filled = pdfium.FPDFPath_GetDrawMode(thing, mode, stroke) and mode.value != 0
    return bool(filled and paint is not None and paint[3] >= _FAINT and min(paint[:3]) < _WHITE)


def _inside(point: tuple[float, float], box: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = box
    return left - 2 <= point[0] <= right + 2 and bottom - 2 <= point[1] <= top + 2


def _area(box: tuple[float, float, float, float]) -> float:
    return abs(box[2] - box[0]) * abs(box[3] - box[1])


def _repeated(pages: list[str]) -> list[Furniture]:
    """Heads and feet that come again from page to page, and page numbers, as furniture."""
    edges: list[list[tuple[int, int, bool]]] = []
    counts: Counter[str] = Counter()
    for text in pages:
        lines = _edge_lines(text)
        edges.append(lines)
        counts.update(sorted({_shape(text[a:b]) for a, b, _ in lines}))
    least = max(_REPEATED_PAGES, _REPEATED_SHARE * len(pages))
    marks: list[Furniture] = []
    start = 0
    for text, lines in zip(pages, edges, strict=True):
        for a, b, outermost in lines:
            line = text[a:b]
            numbered = outermost and len(pages) > 1 and _PAGE_NUMBER.match(line)
            if numbered or counts[_shape(line)] >= least:
                marks.append(Furniture(start=start + a, end=start + b, kind="navigation"))
        start += len(text) + 1
    return marks


def _edge_lines(text: str) -> list[tuple[int, int, bool]]:
    """Start and end of the first and last lines of a page; True for the very first and last."""
    lines = [found.span() for found in re.finditer(r"[^\n]*\S[^\n]*", text)]
    last = len(lines) - 1
    return [
        (a, b, i in {0, last})
        for i, (a, b) in enumerate(lines)
        if i < _EDGE_LINES or i > last - _EDGE_LINES
    ]


def _shape(line: str) -> str:
    """A line with every number made one, so that "page 3" and "page 4" are the same."""
    return re.sub(r"\d+", "#", " ".join(line.split())).casefold()
