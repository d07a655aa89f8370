"""Text in a web page that no reader would see: found by the page's own styles, and taken out.

Hidden text is a way to plant words in a report that only a machine reads. The file keeps them as
evidence; the text of the report does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from corrobora.readers.colours import Colour, background_of, colour_of, same_colour
from corrobora.readers.markup import UNSEEN, Element

_FAR = -500.0
"""Pixels outside the window from which a thing is no longer partly seen."""
_TINY = 2.0
"""Font size in pixels, and below, that nobody reads; browsers allow 1."""
_FAINT = 0.05
_SOFT_SHARE = 0.8
"""When the doubtful rules would take more than this share of all text, the page only looks hidden
until its script ran (fade-in effects, dark themes, an open dialog): they are not applied."""

_SCREEN_READER_ONLY = frozenset(
    ("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader-only")
)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND = re.compile(r"\A([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)\Z", re.IGNORECASE)
_SIZE = re.compile(r"\A\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*(px|pt|em|rem|ex|ch|vw|vh|cm|mm|in|%)?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "vw": 12.8,
           "vh": 8.0, "cm": 37.8, "mm": 3.78, "in": 96.0}  # fmt: skip
_NOTHING_LEFT = re.compile(
    r"inset\(\s*(?:5\d|[6-9]\d|100)(?:\.\d+)?%|circle\(\s*0|polygon\(\s*0[^,]*,\s*0[^,]*,\s*0[^,]*\)"
)
_CLIPPED = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)")
_MOVED_OUT = re.compile(r"translate[xy3d]*\([^)]*-\d{4,}px|scale[xy3d]*\(\s*0*\.?0*\s*[,)]")

Style = Mapping[str, str]


def drop_hidden(tree: Element) -> int:
    """Take all hidden text out of a tree.

    Returns:
        How many characters, white space at the edges not counted, were taken out.
    """
    for element in list(tree.iter(*sorted(UNSEEN - {"head", "style"}))):
        _drop(element)
    sheet = _Sheet.of(tree)
    for element in list(tree.iter("style")):
        _drop(element)
    findings = _find(tree, sheet)
    soft = sum(found.size for found in findings if found.doubtful)
    seen = len(tree.text_content()) - sum(f.size for f in findings if not f.doubtful)
    trusted = soft <= _SOFT_SHARE * max(seen, 1)
    count = 0
    for found in findings:
        if found.doubtful and not trusted:
            continue
        count += found.size
        found.apply()
    return count


def _drop(element: Element) -> None:
    if element.getparent() is not None:
        element.drop_tree()


@dataclass
class _Finding:
    """A hidden element, or one hidden piece of text (``slot``: text or tail of ``element``)."""

    element: Element
    slot: str | None
    doubtful: bool
    size: int

    def apply(self) -> None:
        if self.slot is None:
            _drop(self.element)
        else:
            setattr(self.element, self.slot, " ")


@dataclass(frozen=True)
class _State:
    """What an element passes on to its children. ``background`` None: an unknown one."""

    invisible: bool = False
    tiny: bool = False
    colour: Colour | None = None
    background: Colour | None = (255, 255, 255, 1.0)
    background_given: bool = False


def _find(tree: Element, sheet: _Sheet) -> list[_Finding]:
    findings: list[_Finding] = []
    waiting: list[tuple[Element, _State]] = [(tree, _State())]
    while waiting:
        element, inherited = waiting.pop()
        if not isinstance(element.tag, str):
            continue
        style = sheet.style(element)
        if element.tag not in {"html", "body"}:
            doubtful = _hides(element, style)
            if doubtful is not None:
                size = len(element.text_content().strip())
                findings.append(_Finding(element, None, doubtful, size))
                continue
        state = _inherit(inherited, style)
        hidden = _hides_text(state)
        if hidden is not None:
            findings += _texts(element, hidden)
        waiting.extend((child, state) for child in reversed(element))
    return findings


def _texts(element: Element, doubtful: bool) -> Iterable[_Finding]:
    """The pieces of text that belong to an element itself."""
    if element.text and element.text.strip():
        yield _Finding(element, "text", doubtful, len(element.text.strip()))
    for child in element:
        if child.tail and child.tail.strip():
            yield _Finding(child, "tail", doubtful, len(child.tail.strip()))


def _hides(element: Element, style: Style) -> bool | None:
    """Whether an element is hidden with all it holds: None no, False yes, True doubtful."""
    if "hidden" in element.attrib and element.get("hidden") != "until-found":
        return False
    if element.tag == "dialog" and "open" not in element.attrib:
        return False
    classes = (element.get("class") or "").lower().split()
    if not _SCREEN_READER_ONLY.isdisjoint(classes) or _styled_away(style):
        return False
    if element.get("aria-hidden", "").strip().lower() == "true":
        whole = element.tag in {"main", "article"} or element.find(".//h1") is not None
        return None if whole else True
    opacity = _number(style.get("opacity", ""))
    return True if opacity is not None and opacity <= _FAINT else None


def _styled_away(style: Style) -> bool:
    if not style:
        return False
    if style.get("display", "") == "none" or _outside_window(style):
        return True
    if _CLIPPED.search(style.get("clip", "")) or _NOTHING_LEFT.search(style.get("clip-path", "")):
        return True
    if _MOVED_OUT.search(style.get("transform", "")):
        return True
    if style.get("content-visibility", "") == "hidden":
        return True
    cut = style.get("overflow", "").startswith(("hidden", "clip")) or "overflow" not in style
    sizes = [_pixels(style.get(key, "")) for key in ("height", "max-height", "width", "max-width")]
    smallest = min((size for size in sizes if size is not None), default=99.0)
    return cut and smallest <= (1.0 if "overflow" in style else -1.0)


def _outside_window(style: Style) -> bool:
    keys = ["text-indent", "margin-left", "margin-top", "margin-right"]
    if style.get("position", "static") in {"absolute", "fixed", "relative"}:
        keys += ["left", "top", "right", "bottom"]
    for key in keys:
        size = _pixels(style.get(key, ""))
        if size is not None and size <= _FAR:
            return True
        if key in {"left", "top"} and size is not None and size >= 9000:
            return True
    return False


def _inherit(state: _State, style: Style) -> _State:
    if not style:
        return state
    invisible = state.invisible
    if "visibility" in style:
        invisible = style["visibility"] in {"hidden", "collapse"}
    tiny = state.tiny
    size = _font_size(style)
    if size is not None:
        tiny = size <= _TINY
    background, given = state.background, state.background_given
    if "background" in style or "background-color" in style:
        painted = background_of(style)
        if painted is None or painted[3] >= 0.5:
            background, given = painted, painted is not None
    colour = colour_of(style["color"]) if "color" in style else state.colour
    return _State(invisible, tiny, colour, background, given)


def _hides_text(state: _State) -> bool | None:
    """Whether the text of an element itself is hidden: None no, False yes, True doubtful."""
    if state.invisible or state.tiny:
        return False
    if state.colour is None:
        return None
    if state.colour[3] <= _FAINT:
        return False
    if state.background is not None and same_colour(state.colour, state.background):
        return not state.background_given
    return None


def _font_size(style: Style) -> float | None:
    if "font-size" in style:
        return _pixels(style["font-size"])
    if "font" in style:
        for word in style["font"].split():
            size = _pixels(word.split("/")[0])
            if size is not None and not word.isdigit():
                return size
            if word == "0":
                return 0.0
    return None


def _pixels(value: str) -> float | None:
    """A CSS length in pixels; a percentage or a word has none, but nothing is nothing."""
    found = _SIZE.match(value)
    if not found:
        return None
    number = float(found.group(1))
    unit = found.group(2)
    if number == 0:
        return 0.0
    if unit == "%":
        return number * 5 if number <= -100 else None
    return number * _PIXELS.get(unit or "px", 1.0)


def _number(value: str) -> float | None:
    found = _SIZE.match(value)
    if not found:
        return None
    return float(found.group(1)) / (100 if found.group(2) == "%" else 1)


def parse_style(text: str) -> dict[str, str]:
    """The declarations of a style: property to value, lower case; the last one stands."""
    style: dict[str, str] = {}
    important: set[str] = set()
    for declaration in text[:20_000].split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        urgent = value.endswith("important")
        if not colon or (name in important and not urgent):
            continue
        if urgent:
            important.add(name)
            value = value.rpartition("!")[0].strip()
        style[name] = value
    return style


@dataclass
class _Sheet:
    """The rules of a page's own style sheets whose selector is one simple compound.

    Rules inside ``@media`` and the like hold only sometimes, and combinators often stand for a
    state that a script sets; neither is applied.
    """

    rules: dict[str, list[tuple[frozenset[str], dict[str, str]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: Element) -> _Sheet:
        sheet = cls()
        for element in tree.iter("style"):
            if (element.get("media") or "all").strip().lower() in {"all", "screen"}:
                sheet.add(element.text or "")
        return sheet

    def add(self, css: str) -> None:
        for found in _RULE.finditer(_without_conditions(_COMMENT.sub("", css))):
            style = parse_style(found.group(2))
            for selector in found.group(1).split(",") if style else ():
                compound = _COMPOUND.match(selector.strip())
                if compound and selector.strip():
                    tag = (compound.group(1) or "").lower()
                    marks = re.findall(r"[.#][\w-]+", compound.group(2))
                    names = frozenset([tag] if tag else []) | frozenset(marks)
                    key = marks[0] if marks else tag
                    self.rules.setdefault(key, []).append((names, style))

    def style(self, element: Element) -> Style:
        """What the sheets and the element itself say; ids over classes over tags, itself last."""
        inline = element.get("style")
        if not self.rules:
            return parse_style(inline) if inline else {}
        names = [element.tag]
        names += [f".{name}" for name in (element.get("class") or "").split()]
        if element.get("id"):
            names.append(f"#{element.get('id')}")
        held = frozenset(names)
        matched = [
            (sum(100 if m[0] == "#" else 10 if m[0] == "." else 1 for m in needed), style)
            for name in dict.fromkeys(names)
            for needed, style in self.rules.get(name, ())
            if needed <= held
        ]
        merged: dict[str, str] = {}
        for _, style in sorted(matched, key=lambda rule: rule[0]):
            merged.update(style)
        merged.update(parse_style(inline) if inline else {})
        return merged


def _without_conditions(css: str) -> str:
    """A style sheet without its at-rules and the blocks that belong to them."""
    kept: list[str] = []
    position = 0
    while (at := css.find("@", position)) >= 0:
        kept.append(css[position:at])
        depth, end = 0, at
        while end < len(css):
            character = css[end]
            end += 1
            if character == ";" and depth == 0:
                break
            depth += {"{": 1, "}": -1}.get(character, 0)
            if character == "}" and depth <= 0:
                break
        position = end
    kept.append(css[position:])
    return "".join(kept)
