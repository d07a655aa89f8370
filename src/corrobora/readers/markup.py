"""Markup to a tree, and a tree to lines of text: shared by web pages, feeds and mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

import lxml.html
from lxml import etree

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.readers.limits import Limits, megabytes
from corrobora.readers.text import decode, is_binary

Element: TypeAlias = Any
"""An element of ``lxml.html``, which gives no types."""

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_XML_PROLOG = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_SPACE = re.compile(r"[ \t\r\n\f]+")
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol"
    " option p pre section select summary table tbody td tfoot th thead title tr ul".split()
)
"""Elements that begin and end a line."""
UNSEEN = frozenset(
    "script style noscript template head iframe object embed svg math canvas audio video textarea"
    " input datalist noframes noembed applet param".split()
)
"""Elements whose content no browser shows as text of the page."""


def parse(raw: bytes, declared: str | None, limits: Limits) -> tuple[Element, str]:
    """The tree of a web page, however broken, and the encoding it was read in.

    Args:
        raw: The page.
        declared: The encoding that the transfer declared; what the page itself declares is next.
        limits: ``html_bytes`` and ``html_depth`` hold here.

    Raises:
        UnreadableInput: There is no element in it.
        LimitReached: The page is too long, or nested deeper than any written page.
    """
    if len(raw) > limits.html_bytes:
        raise LimitReached(
            f"The page holds {megabytes(len(raw))}; one page may hold "
            f"{megabytes(limits.html_bytes)}.",
            hint="Save the text of the article as .txt.",
        )
    stated = _META_CHARSET.search(raw[:4096]) or _XML_ENCODING.match(raw[:200])
    label = declared or (stated.group(1).decode("ascii") if stated else None)
    if label and not declared and label.lower().startswith(("utf-16", "utf-32")):
        label = None  # It could not have been read if it were true.
    text, encoding = decode(raw, label)
    if is_binary(text[:4096].replace("\x00", "", 8)):
        raise UnreadableInput(
            "The file is named as a web page but holds binary data.",
            hint="Save the page anew from the browser.",
        )
    text = _XML_PROLOG.sub("", text.replace("\x00", "\ufffd"))
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError as error:
        raise UnreadableInput(
            "The page holds no text.", hint="Save the page anew from the browser."
        ) from error
    _check_depth(tree, limits)
    return tree, encoding


def _check_depth(tree: Element, limits: Limits) -> None:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limits.html_depth:
            raise LimitReached(
                f"Its elements are nested more than {limits.html_depth} deep.",
                hint="Save the text of the article as .txt.",
            )


def lines_of(element: Element, without: frozenset[Element] = frozenset()) -> Iterator[str]:
    """The text below an element as lines: one for each block, white space as a browser shows it.

    Args:
        element: Where to begin.
        without: Elements to leave out with all they hold.
    """
    line: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    skipped = None
    for event, node in walker:
        if skipped is None and event == "start" and (node.tag in UNSEEN or node in without):
            skipped = node
            walker.skip_subtree()
        if node.tag in BLOCKS:
            yield from _flush(line)
        if event == "start" and skipped is None:
            line.append("\x0b" if node.tag == "br" else node.text or "")
        if event == "end":
            skipped = None if skipped is node else skipped
            if node is not element:
                line.append(node.tail or "")
    yield from _flush(line)


def _flush(line: list[str]) -> Iterator[str]:
    """The lines gathered so far; white space is one space, a forced break (``br``) a new line."""
    for piece in "".join(line).split("\x0b"):
        if text := _SPACE.sub(" ", piece).strip(" "):
            yield text
    line.clear()


def text_of(element: Element) -> str:
    """All the text below an element, one line for each block."""
    return "\n".join(lines_of(element))


def fragment_text(markup: str, limits: Limits) -> str:
    """The visible text of a piece of markup, such as the body of a feed entry."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    from corrobora.readers.visibility import drop_hidden

    raw = f"<html><body>{markup}</body></html>".encode("utf-8", "replace")
    tree, _ = parse(raw, "utf-8", limits)
    drop_hidden(tree)
    return text_of(tree)
