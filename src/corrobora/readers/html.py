"""Web pages: the main text, what the page states about itself, and what is not its text."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping

import trafilatura

from corrobora.errors import UnreadableInput
from corrobora.model import Draft, Furniture, Json
from corrobora.readers import html_metadata, markup
from corrobora.readers.items import Given, Output
from corrobora.readers.limits import Limits
from corrobora.readers.markup import Element
from corrobora.readers.visibility import drop_hidden
from corrobora.text import sha256_of

_BY_TAG = {"figcaption": "caption", "nav": "navigation", "footer": "navigation", "aside": "teaser"}
_BY_ROLE = {"navigation": "navigation", "contentinfo": "navigation", "complementary": "teaser"}
_EDGE = r"(?:\A|[\s_-])"
_END = r"s?(?:\Z|[\s_-])"
_BY_CLASS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(f"{_EDGE}(?:{words}){_END}", re.IGNORECASE))
    for kind, words in (
        ("cookie", "cookie|consent|gdpr|cmp"),
        ("comment", "comment|comment-list|disqus|respond|commentaire"),
        ("author-box", "author-bio|author-box|about-author|author-info|bio-box|author-card"),
        ("subscription", "newsletter|subscribe|subscription|paywall|signup|abonnement"),
        ("share", "share|sharing|social|share-bar|share-button|partage"),
        ("credit", "photo-credit|image-credit|credit-line|copyright"),
        ("caption", "caption|wp-caption-text|image-caption|legende"),
        ("teaser", "related|recommended|recommendation|read-more|more-storie|also-read|trending"),
        ("teaser", "teaser|most-read|a-lire-aussi|promo"),
        ("navigation", "nav|navbar|menu|breadcrumb|pagination|site-header|site-footer|skip-link"),
    )
)  # fmt: skip
_WHOLE_SHARE = 0.5
"""A class name on an element with more of the page's text than this is about the page, not it."""
_LIST_MARK = re.compile(r"\A(?:[-*•] |\| ?)")
_CREDIT = re.compile(
    r"\A\W*(?:source|sources|via|credit|originally published|first published|this (?:article|story|"
    r"piece|report) (?:was )?(?:originally|first)|republished|reprinted|read the (?:original|full)|"
    r"initialement publié|publié (?:initialement|à l.origine)|cet article (?:a été|est)|"
    r"lire l.original|"
    r"article original|repris de|crédit)\b",
    re.IGNORECASE,
)  # fmt: skip
_CREDIT_LENGTH = 300


def warm() -> None:
    """Read one page, so that every library has loaded what it loads at first use."""
    page = "<html lang=en><title>Title</title><body><article>" + "<p>Some words here.</p>" * 20
    list(read(Given(name="warm.html", raw=page.encode()), Limits()))


def read(given: Given, limits: Limits) -> Iterator[Output]:
    """One draft: the main text, with hidden text taken out and furniture marked.

    Stated: title, author, published and published_rule, modified, url (canonical), publisher (the
    name of the site), language, encoding, hidden (how many characters of hidden text were taken
    out). Extra: credit_links, the links in lines that say where the text was taken from.

    Raises:
        UnreadableInput: The page holds no text.
        LimitReached: The page is too long or too deep.
    """
    tree, encoding = markup.parse(given.raw, given.stated.get("charset"), limits)
    stated = html_metadata.read(copy.deepcopy(tree), given.stated.get("url"))
    hidden = drop_hidden(tree)
    text = _main_text(tree)
    if not text.strip():
        raise UnreadableInput(
            "The page holds no text that a reader would see.",
            hint="Its text may come by script: save the page from the browser, or copy its text.",
        )
    stated["encoding"] = encoding
    if hidden:
        stated["hidden"] = str(hidden)
    links = _credit_links(tree)
    extra: dict[str, Json] = {"credit_links": links} if links else {}
    yield Draft(
        name=given.name,
        text=text,
        media_type="text/html",
        raw_sha256=sha256_of(given.raw),
        stated=stated,
        furniture=_furniture(tree, text),
        extra=extra,
    )


def _main_text(tree: Element) -> str:
    """The main text by trafilatura; all visible text where it finds none."""
    bare = copy.deepcopy(tree)
    for element in bare.iter("*"):
        # What is hidden has been judged; its own rule of thumb drops "overflow: hidden" too.
        element.attrib.pop("style", None)
    document = trafilatura.bare_extraction(
        bare, include_comments=False, include_tables=True, with_metadata=False
    )
    found: str = getattr(document, "text", None) or ""
    return found or markup.text_of(tree)


def _furniture(tree: Element, text: str) -> tuple[Furniture, ...]:
    """Lines of the text that come from captions, menus and the like, and from nowhere else."""
    elements = _furniture_elements(tree)
    kinds: dict[str, str] = {}
    for element, kind in elements.items():
        for line in markup.lines_of(element):
            kinds.setdefault(_folded(line), kind)
    for line in markup.lines_of(tree, frozenset(elements)):
        kinds.pop(_folded(line), None)
    marks: list[Furniture] = []
    start = 0
    for line in text.split("\n"):
        mark = kinds.get(_folded(line))
        if mark and line.strip():
            marks.append(Furniture(start=start, end=start + len(line), kind=mark))
        start += len(line) + 1
    return tuple(marks)


def _folded(line: str) -> str:
    return " ".join(_LIST_MARK.sub("", line.strip()).rstrip("| ").split())


def _furniture_elements(tree: Element) -> dict[Element, str]:
    """The elements that are not text of the article, and of what kind; outermost first."""
    whole = max(len(tree.text_content()), 1)
    found: dict[Element, str] = {}
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        kind = _kind(element) if isinstance(element.tag, str) else None
        sure = kind and element.tag in {"nav", "figcaption"}
        if kind and (sure or len(element.text_content()) <= _WHOLE_SHARE * whole):
            found[element] = kind
        else:
            waiting.extend(reversed(element))
    return found


def _kind(element: Element) -> str | None:
    kind = _BY_TAG.get(element.tag) or _BY_ROLE.get(element.get("role", ""))
    if kind or element.tag in {"html", "body", "article", "main", "p", "h1"}:
        return kind
    for value in (element.get("class"), element.get("id")):
        for named, pattern in _BY_CLASS if value else ():
            if pattern.search(value):
                return named
    return None


def _credit_links(tree: Element) -> list[Mapping[str, str]]:
    """Links in short lines that begin as a credit does: address, words, and the whole line."""
    links: list[Mapping[str, str]] = []
    for link in tree.iter("a"):
        href = (link.get("href") or "").strip()
        if not href.lower().startswith(("http://", "https://")):
            continue
        block = link
        while block.getparent() is not None and block.tag not in markup.BLOCKS:
            block = block.getparent()
        line = " ".join(block.text_content().split())
        if len(line) <= _CREDIT_LENGTH and _CREDIT.match(line):
            words = " ".join(link.text_content().split())
            links.append({"href": href, "text": words, "line": line})
    return links
