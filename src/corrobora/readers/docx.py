"""Word documents (.docx): paragraphs and tables in order, hidden runs marked."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.model import Draft, Furniture
from corrobora.readers.items import Given, Output
from corrobora.readers.limits import MB, Limits, megabytes
from corrobora.text import sha256_of

_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00[DE]\x00|\x00<\x00!\x00[DE]")
_TINY = 4
"""Half points; nobody reads 2 points."""
_WHITE = frozenset(("FFFFFF", "FEFEFE", "FDFDFD"))
_OFF = frozenset(("0", "false", "off", "none"))
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_PASSED_OVER = frozenset(
    (qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:delText"),
     "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)  # fmt: skip
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def warm() -> None:
    """Read one document, so that every library has loaded what it loads at first use."""
    document = docx.Document()
    document.add_paragraph("text")
    stream = io.BytesIO()
    document.save(stream)
    list(read(Given(name="warm.docx", raw=stream.getvalue()), Limits()))


def read(given: Given, limits: Limits) -> Iterator[Output]:
    """One draft: a line for each paragraph and table row, cells apart by tabs.

    Deleted text of tracked changes is left out, inserted text taken. Hidden, white and tiny runs
    stay in the text, marked ``hidden``; captions are marked too. Stated: title, author, created,
    modified, language.

    Raises:
        UnreadableInput: The file is damaged, protected, holds no text, or declares XML entities.
        LimitReached: It is packed as only a bomb is.
    """
    check_package(given.raw, limits)
    try:
        document = docx.Document(io.BytesIO(given.raw))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise UnreadableInput(
            "The file is not a whole Word document.", hint="Open it in Word and save it anew."
        ) from error
    writer = _Writer(_hidden_styles(document.styles.element))
    for block in document.element.body:
        writer.block(block)
    text = "".join(writer.pieces).rstrip("\n")
    if not text.strip():
        raise UnreadableInput("The document holds no text.", hint="Its text may be a picture.")
    yield Draft(
        name=given.name,
        text=text,
        media_type=_MEDIA_TYPE,
        raw_sha256=sha256_of(given.raw),
        stated=_stated(document.core_properties),
        furniture=tuple(writer.furniture),
    )


def check_package(raw: bytes, limits: Limits) -> None:
    """Refuse a bomb by what its list of files declares, before anything is unpacked.

    What a file declares is also the most that unpacking it gives, so the declaration binds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            entries = package.infolist()
            total = sum(entry.file_size for entry in entries)
            most = max(MB, limits.unpack_ratio * len(raw))
            if len(entries) > limits.zip_entries or total > min(most, limits.unpacked_bytes):
                raise LimitReached(
                    f"It unpacks from {megabytes(len(raw))} to {megabytes(total)} in "
                    f"{len(entries):,} files.",
                    hint="Save the text of the document as .txt.",
                )
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadableInput(
                    "The document is protected by a password.", hint="Save it without one."
                )
            for entry in entries:
                is_xml = entry.filename.lower().endswith((".xml", ".rels"))
                if is_xml and _DTD.search(package.read(entry)):
                    raise UnreadableInput(
                        "The document declares XML entities, as only hostile documents do.",
                        hint="Save the text of the document as .txt.",
                    )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableInput(
            "The packed file is damaged.", hint="Open it in Word and save it anew."
        ) from error


def _stated(properties: Any) -> dict[str, str]:
    stated: dict[str, str] = {}
    for key in ("title", "author", "language", "created", "modified", "subject"):
        try:
            value = getattr(properties, key)
        except (ValueError, AttributeError):
            continue
        text = value.isoformat() if hasattr(value, "isoformat") else str(value or "")
        if text.strip():
            stated[key] = " ".join(text.split())
    return stated


def _value(element: Any, name: str) -> str | None:
    """The value of a property; "" when the property stands without one."""
    found = element.find(qn(name)) if element is not None else None
    return None if found is None else found.get(qn("w:val"), "")


def _looks_hidden(properties: Any) -> bool | None:
    """Whether run properties hide text; None when they say nothing about it."""
    if properties is None:
        return None
    for name in ("w:vanish", "w:specVanish"):
        value = _value(properties, name)
        if value is not None:
            return value.lower() not in _OFF
    size = _value(properties, "w:sz")
    if size is not None and size.isdigit() and int(size) <= _TINY:
        return True
    colour = _value(properties, "w:color")
    if colour is None:
        return None
    return colour.upper() in _WHITE and not _painted(properties)


def _painted(properties: Any) -> bool:
    """True when something dark may lie behind the text: shading or a highlight."""
    if (_value(properties, "w:highlight") or "white").lower() not in {"white", "none"}:
        return True
    shading = properties.find(qn("w:shd")) if properties is not None else None
    return shading is not None and (
        shading.get(qn("w:fill"), "auto").upper() not in {"AUTO", *_WHITE}
    )


def _hidden_styles(styles: Any) -> frozenset[str]:
    """Ids of the styles that hide text, themselves or by what they are based on."""
    own: dict[str, bool | None] = {}
    base: dict[str, str] = {}
    for style in styles.iter(qn("w:style")):
        name = style.get(qn("w:styleId"), "")
        own[name] = _looks_hidden(style.find(qn("w:rPr")))
        base[name] = _value(style, "w:basedOn") or ""
    hidden = set()
    for name in own:
        at, steps = name, 0
        while at in own and own[at] is None and steps < 20:
            at, steps = base.get(at, ""), steps + 1
        if own.get(at):
            hidden.add(name)
    return frozenset(hidden)


class _Writer:
    """Gathers the text of a document, and which stretches of it are hidden or captions."""

    def __init__(self, hidden_styles: frozenset[str]) -> None:
        self.pieces: list[str] = []
        self.furniture: list[Furniture] = []
        self._hidden_styles = hidden_styles
        self._length = 0

    def block(self, block: Any, shaded: bool = False) -> None:
        """A paragraph, a table, or something that holds such."""
        if block.tag == qn("w:p"):
            self._paragraph(block, shaded)
            self._write("\n")
        elif block.tag == qn("w:tbl"):
            for row in block.iter(qn("w:tr")):
                if _table_of(row) is block:
                    self._row(row)
        elif block.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")}:
            for inner in block:
                self.block(inner, shaded)

    def _row(self, row: Any) -> None:
        first = True
        for cell in row.iterchildren(qn("w:tc")):
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            if merge is not None and merge.get(qn("w:val")) != "restart":
                continue
            if not first:
                self._write("\t")
            first = False
            shaded = _painted(cell.find(qn("w:tcPr")))
            paragraphs = [p for p in cell.iter(qn("w:p")) if _cell_of(p) is not None]
            for number, paragraph in enumerate(paragraphs):
                if number:
                    self._write(" ")
                self._paragraph(paragraph, shaded)
        self._write("\n")

    def _paragraph(self, paragraph: Any, shaded: bool) -> None:
        properties = paragraph.find(qn("w:pPr"))
        style = _value(properties, "w:pStyle") or ""
        shaded = shaded or (properties is not None and _painted(properties))
        start = self._length
        inner: list[Any] = []
        self._runs(paragraph, style in self._hidden_styles, shaded, inner)
        if style.lower() in {"caption", "lgende"} and self._length > start:
            self.furniture.append(Furniture(start=start, end=self._length, kind="caption"))
        for box in inner:
            self._write("\n")
            self._paragraph(box, shaded=True)

    def _runs(self, paragraph: Any, hidden: bool, shaded: bool, boxes: list[Any]) -> None:
        """The runs of a paragraph in order; paragraphs of text boxes in it are gathered."""
        waiting = list(reversed(paragraph))
        while waiting:
            node = waiting.pop()
            if node.tag in _PASSED_OVER or not isinstance(node.tag, str):
                continue
            if node.tag == qn("w:p"):
                boxes.append(node)
            elif node.tag == qn("w:t"):
                self._text(node.text or "", self._run_hidden(node.getparent(), hidden, shaded))
            elif node.tag in _BREAKS and node.getparent().tag == qn("w:r"):
                self._write(_BREAKS[node.tag])
            else:
                waiting.extend(reversed(node))

    def _run_hidden(self, run: Any, hidden: bool, shaded: bool) -> bool:
        properties = run.find(qn("w:rPr")) if run is not None else None
        own = _looks_hidden(properties)
        if own and shaded and (_value(properties, "w:color") or "").upper() in _WHITE:
            size = _value(properties, "w:sz") or "20"
            own = _value(properties, "w:vanish") is not None or (
                size.isdigit() and int(size) <= _TINY
            )
        if own is not None:
            return own
        style = _value(properties, "w:rStyle")
        return style in self._hidden_styles if style else hidden

    def _text(self, text: str, hidden: bool) -> None:
        if hidden and text:
            start, last = self._length, self.furniture[-1] if self.furniture else None
            if last is not None and last.kind == "hidden" and last.end == start:
                start = self.furniture.pop().start
            mark = Furniture(start=start, end=self._length + len(text), kind="hidden")
            self.furniture.append(mark)
        self._write(text)

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self._length += len(text)


def _table_of(row: Any) -> Any:
    """The table that a row belongs to, which may stand inside another."""
    return next(row.iterancestors(qn("w:tbl")), None)


def _cell_of(paragraph: Any) -> Any:
    return next(paragraph.iterancestors(qn("w:tc")), None)
