"""The documentation as the tests see it: pages, their code blocks, links and paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
_BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_QUOTED = re.compile(r"`([^`\n]+)`")
_ROW = re.compile(r"^\|(.+)\|$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language, what is to be done with it, and its text.

    ``to`` is the file that ``file=`` or ``add-to=`` names, ``within`` the table that ``#`` names.
    """

    language: str
    action: str
    to: str
    within: str
    code: str


def pages() -> list[Path]:
    """Every page written for readers: those at the top, under docs, and beside data."""
    found = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "training/README.md"]
    return sorted(found)


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for match in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        language, _, rest = match["info"].partition(" ")
        action, _, target = rest.partition("=")
        to, _, within = target.partition("#")
        yield Block(language, action, to, within, match["code"])


def block(page: Path, action: str, to: str | None = None) -> Block:
    """The one block of a page with this action (and target)."""
    found = [b for b in blocks(page) if b.action == action and to in (None, b.to)]
    assert len(found) == 1, f"{page.name}: {len(found)} blocks with {action}={to}"
    return found[0]


def links(page: Path) -> Iterator[str]:
    """Targets of links to other pages of the repository."""
    text = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    yield from (t for t in _LINK.findall(text) if not t.startswith(("http:", "https:")))


def quoted(page: Path) -> list[str]:
    """Everything between backticks outside fenced blocks."""
    return _QUOTED.findall(_BLOCK.sub("", page.read_text(encoding="utf-8")))


def rows(page: Path) -> Iterator[list[str]]:
    """The cells of every table row of a page, rules between head and body left out."""
    for row in _ROW.findall(page.read_text(encoding="utf-8")):
        cells = [cell.strip() for cell in row.split("|")]
        if not set(row) <= set("|-: "):
            yield cells


def anchors(page: Path) -> set[str]:
    """What a link into the page may name, as the usual hosts make it from headings."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
