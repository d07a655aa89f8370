"""What a web page states about itself: linked data, meta elements, and the date by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

import htmldate
import msgspec
from trafilatura.metadata import extract_metadata

from corrobora.model import Json
from corrobora.readers.markup import Element

_LATEST = "2100-01-01"
"""Dates are searched without asking the clock; a date in the future is for collect to judge."""
_DATES = {"original_date": True, "extensive_search": False, "max_date": _LATEST}
_ARTICLES = ("Article", "Report", "Posting", "WebPage", "CreativeWork")
_META_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "dcterms.issued", "dcterms.date", "dcterms.created", "dc.date.issued", "dc.date",
    "dc.date.created", "citation_publication_date", "parsely-pub-date", "sailthru.date",
    "pubdate", "publish-date", "publishdate", "publication_date", "date",
)  # fmt: skip
_META = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title"),
    "author": ("author", "article:author", "dc.creator", "citation_author", "parsely-author",
               "byl"),
    "publisher": ("og:site_name", "publisher", "dc.publisher", "application-name",
                  "citation_publisher"),
    "language": ("og:locale", "dc.language", "language", "content-language", "inlanguage"),
    "modified": ("article:modified_time", "og:updated_time", "datemodified", "last-modified"),
    "original_url": ("original-source", "syndication-source"),
}  # fmt: skip


def read(tree: Element, url: str | None) -> dict[str, str]:
    """The metadata of a page, as strings; keys as in ``html.read``. The tree may be changed.

    What linked data (JSON-LD) says is taken before meta elements, and these before guesses from
    the page; ``published_rule`` says which it was for the date.
    """
    linked = _linked_data(tree)
    metas = _metas(tree)
    stated: dict[str, str] = {}
    for key, names in _META.items():
        value = linked.get(key) or next((metas[name] for name in names if name in metas), None)
        if value:
            stated[key] = value
    address = _canonical(tree) or metas.get("og:url") or url
    if address:
        stated["url"] = address
    if language := tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"):
        stated["language"] = language.strip()
    stated |= _published(tree, linked, metas, address)
    _guess_the_rest(tree, stated, address)
    return {key: value for key, value in stated.items() if value.strip()}


def _guess_the_rest(tree: Element, stated: dict[str, str], url: str | None) -> None:
    """Title, author and site from the body of the page, where its head says nothing."""
    guessed = extract_metadata(tree, default_url=url, date_config=dict(_DATES))
    for key, value in (
        ("title", guessed.title),
        ("author", guessed.author),
        ("publisher", guessed.sitename),
    ):
        if key not in stated and value:
            stated[key] = " ".join(value.split())


def _metas(tree: Element) -> dict[str, str]:
    """Every meta element by its name in lower case; the first of a name stands."""
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content:
                metas.setdefault(name, content)
    return metas


def _canonical(tree: Element) -> str | None:
    for element in tree.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            href: str = (element.get("href") or "").strip()
            if href.startswith(("http://", "https://")):
                return href
    return None


def _published(
    tree: Element, linked: dict[str, str], metas: dict[str, str], url: str | None
) -> dict[str, str]:
    """The date of publication as written, and the rule that found it."""
    if "published" in linked:
        return {"published": linked["published"], "published_rule": "html: JSON-LD datePublished"}
    for name in _META_DATES:
        if name in metas and any(c.isdigit() for c in metas[name]):
            return {"published": metas[name], "published_rule": f"html: meta {name}"}
    for element in tree.iter("time", "span", "abbr"):
        if (element.get("itemprop") or "").lower() == "datepublished":
            value = element.get("datetime") or element.get("content") or element.text_content()
            if value.strip():
                return {"published": value.strip(), "published_rule": "html: itemprop"}
    # What is left are dates in the body of the page, any of which may be told of: a guess.
    for extensive in (False, True):
        found = htmldate.find_date(
            tree, original_date=True, extensive_search=extensive, max_date=_LATEST, url=url
        )
        if found and not _only_a_month(found, url):
            return {"published": found, "published_rule": "html: htmldate, by guess"}
    return {}


def _only_a_month(date: str, url: str | None) -> bool:
    """True when "/2025/09/" in the address was completed to the first of the month."""
    if not url or not date.endswith("-01"):
        return False
    year, month, _ = date.split("-")
    return re.search(rf"/{year}[/-]{month}/(?!0?1(?!\d))", url) is not None


def _linked_data(tree: Element) -> dict[str, str]:
    """What the first article in the page's linked data says of itself."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            data = msgspec.json.decode((script.text or "").strip().encode("utf-8", "replace"))
        except (msgspec.DecodeError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(str(name).endswith(_ARTICLES) for name in names) and "datePublished" in node:
                return _of_article(node)
    return {}


def _nodes(data: Json, depth: int = 0) -> Iterator[dict[str, Json]]:
    if isinstance(data, dict):
        yield data
        if depth < 8:
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                yield from _nodes(data.get(key), depth + 1)
    elif isinstance(data, list) and depth < 8:
        for inner in data:
            yield from _nodes(inner, depth + 1)


def _of_article(node: dict[str, Json]) -> dict[str, str]:
    values = {
        "published": node.get("datePublished"),
        "modified": node.get("dateModified"),
        "title": node.get("headline"),
        "author": _names(node.get("author")),
        "publisher": _names(node.get("publisher")),
        "language": node.get("inLanguage"),
        "original_url": node.get("isBasedOn"),
    }
    return {
        key: " ".join(value.split())
        for key, value in values.items()
        if isinstance(value, str) and value.strip()
    }


def _names(value: Json) -> str:
    """The names of persons or organisations, as linked data gives them."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return "; ".join(name for inner in value if (name := _names(inner)))
    return value if isinstance(value, str) else ""
