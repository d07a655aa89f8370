"""Names of media outlets in a text: known ones by alias, unknown ones by their shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from corrobora.text import FOLD, plain
from corrobora.vocab.actor_book import load_actors
from corrobora.vocab.citation_cues import CitationCues
from corrobora.vocab.types import ActorEntry

_WORD = re.compile(r"[^\W_]+(?:['.&-][^\W_]+)*\+?")
_ARTICLE = re.compile(r"^(?:(?:the|le|la|les)\s+|l'\s*)", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)")
_CAPITALISED = re.compile(
    r"(?:(?:The|Le|La|Les) |L')?(?![LD]'[a-zà-ÿ])[A-ZÀ-ÖØ-Þ][\w'&-]*"
    r"(?:(?: (?:de|du|des|of|the|al|el|and|&) | )[A-ZÀ-ÖØ-Þ][\w'&-]*){0,5}"
)
_SECOND_LEVEL = frozenset({"com", "co", "org", "net", "gov", "gouv", "ac"})


def outlet_key(name: str) -> str:
    """Folded name without article, blanks and signs, for comparing names of outlets."""
    bare = _ARTICLE.sub("", name.translate(FOLD).strip(), count=1) or name
    return re.sub(r"[^\w]+", "", plain(bare))


def host_of(url: str | None) -> str | None:
    """Host of an address without ``www.``, in small letters."""
    match = _HOST.match(url.strip()) if url else None
    return match.group(1).casefold() if match else None


def host_label(host: str) -> str:
    """The part of a host that names its owner: ``news.example.co.uk`` gives ``example``."""
    parts = host.split(".")
    if len(parts) >= 3 and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == 2:
        return parts[-3]
    return parts[-2] if len(parts) >= 2 else host


@dataclass(frozen=True)
class OutletMention:
    """Words that name an outlet; ``known`` when the book has it. Offsets in the folded text."""

    start: int
    end: int
    name: str
    known: bool


@dataclass(frozen=True)
class OutletBook:
    """Names of outlets: alias to canonical name."""

    names: Mapping[str, str] = field(default_factory=dict)
    _keys: dict[str, str] = field(init=False, repr=False, default_factory=dict)
    _hosts: dict[str, str] = field(init=False, repr=False, default_factory=dict)
    _first: dict[str, list[tuple[tuple[str, ...], str]]] = field(
        init=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        both = {**{name: name for name in self.names.values()}, **self.names}
        for alias in sorted(both):
            self._keys.setdefault(outlet_key(alias), both[alias])
            self._hosts.setdefault(re.sub(r"[^\w]+", "", plain(alias)), both[alias])
            words = tuple(_WORD.findall(_ARTICLE.sub("", alias.translate(FOLD), count=1)))
            if words:
                self._first.setdefault(words[0], []).append((words, both[alias]))
        for entries in self._first.values():
            entries.sort(key=lambda e: (-len(e[0]), e))

    def canonical(self, name: str) -> str | None:
        """The canonical name of an outlet as written, or None when the book lacks it."""
        return self._keys.get(outlet_key(name))

    def of_host(self, host: str) -> str | None:
        """The outlet whose name is the label of a host."""
        label = plain(host_label(host).replace("-", ""))
        return self._hosts.get(label) or self._hosts.get(f"the{label}")

    def mentions(self, text: str, cues: CitationCues) -> tuple[OutletMention, ...]:
        """Outlets named in a folded text, in order, not overlapping; known ones come first."""
        taken = bytearray(len(text))
        found: list[OutletMention] = []
        for mention in (*self._known(text), *_shaped(text, cues)):
            if not any(taken[mention.start : mention.end]):
                found.append(mention)
                taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
        return tuple(sorted(found, key=lambda m: (m.start, m.end)))

    def _known(self, text: str) -> Iterator[OutletMention]:
        tokens = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
        i = 0
        while i < len(tokens):
            step = 1
            # "Post's" is the outlet and a genitive.
            head = tokens[i][0].removesuffix("'s")
            head = re.sub(r"^[lLdD]'", "", head)
            for words, name in self._first.get(head, ()):
                if self._fits(tokens, i, words):
                    start = tokens[i][2] - len(re.sub(r"^[lLdD]'", "", tokens[i][0]))
                    last = tokens[i + len(words) - 1]
                    end = last[2] - (2 if last[0].endswith("'s") and words[-1] != last[0] else 0)
                    yield OutletMention(_with_article(text, start), end, name, True)
                    step = len(words)
                    break
            i += step

    @staticmethod
    def _fits(tokens: list[tuple[str, int, int]], i: int, words: tuple[str, ...]) -> bool:
        if i + len(words) > len(tokens):
            return False
        for n, word in enumerate(words):
            token = re.sub(r"^[lLdD]'", "", tokens[i + n][0]) if n == 0 else tokens[i + n][0]
            if token != word and token.removesuffix("'s") != word:
                return False
        return True


def _with_article(text: str, start: int) -> int:
    for article in ("The ", "Le ", "La ", "Les ", "L'"):
        if text.endswith(article, 0, start):
            return start - len(article)
    return start


@lru_cache(maxsize=8)
def _noun_pattern(nouns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(sorted(map(re.escape, nouns), key=lambda n: (-len(n), n)))})\s+$"
    )


def _shaped(text: str, cues: CitationCues) -> Iterator[OutletMention]:
    """Capitalised names that end (or begin) with an outlet word, or follow "the newspaper"."""
    nouns = _noun_pattern(cues.outlet_nouns)
    for match in _CAPITALISED.finditer(text):
        words = match.group().split()
        bare = [w.removesuffix("'s") for w in words]
        named = len(bare) >= 2 and any(
            w in cues.outlet_words for w in (bare[0], bare[-1], *bare[1:])
        )
        if named and bare[0] in {"The", "Le", "La", "Les"} and len(bare) == 2:
            named = bare[1] in cues.outlet_words
        introduced = (
            nouns.search(plain(text[max(0, match.start() - 30) : match.start()])) is not None
        )
        if named or introduced:
            end = match.end() - (2 if words[-1].endswith("'s") else 0)
            name = text[match.start() : end]
            yield OutletMention(match.start(), end, name, False)
    for match in re.finditer(
        r"\b[a-z0-9-]{2,40}\.(?:com|org|net|info|news|fr|ml|ne|bf|sn)\b", text
    ):
        yield OutletMention(match.start(), match.end(), match.group(), False)


@lru_cache(maxsize=1)
def built_in_outlets() -> OutletBook:
    """The outlets of the built-in actor vocabulary."""
    return OutletBook(media_names(load_actors().entries.values()))


def media_names(entries: Iterable[ActorEntry]) -> dict[str, str]:
    """Alias to canonical name of the media among some actors."""
    return {
        alias: entry.name
        for entry in entries
        if entry.kind == "media"
        for language in sorted(entry.aliases)
        for alias in (*entry.aliases[language], entry.name)
    }


def outlet_book(publishers: Mapping[str, str] | None, more: Iterable[str] = ()) -> OutletBook:
    """The book for alias to canonical name (the built-in one for None), with more names."""
    base = built_in_outlets() if publishers is None else OutletBook(publishers)
    extra = tuple(name for name in sorted(set(more)) if base.canonical(name) is None)
    if not extra:
        return base
    return _built_in_with(extra) if publishers is None else _with(base, extra)


@lru_cache(maxsize=8)
def _built_in_with(extra: tuple[str, ...]) -> OutletBook:
    return _with(built_in_outlets(), extra)


def _with(base: OutletBook, extra: Iterable[str]) -> OutletBook:
    return OutletBook({**{name: name for name in extra}, **base.names})
