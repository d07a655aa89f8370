"""The actor book: known actors in all their spellings, and the words that name unknown ones.

The files under ``vocab/actors/`` hold ``[[actor]]`` entries (see ``ActorEntry``) and, for each
language, one ``[wording]`` table: head nouns ("troops", "refugees"), titles, particles and the
rest of the words by which actors without an entry are recognised. A user's own directories are
read after the built-in ones: an entry with a known ``id`` replaces it, a new ``id`` is added,
word lists are joined.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from corrobora.errors import VocabularyError
from corrobora.model import ActorKind
from corrobora.vocab.spelling import ARTICLES, Token, fold_word, sound_key, tokenise
from corrobora.vocab.types import ActorEntry

_LONGEST_ACRONYM = 6
BUILT_IN = Path(__file__).with_name("actors")
"""The vocabulary that comes with the package."""


class Head(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of head nouns: what "<nationality> + noun" makes of a country.

    Attributes:
        sector: Suffix of the identifier: "mil" in "ML.mil"; "people", "armed", "facility" ...
        kind: Kind of the mention.
        nouns: Lemmas, several words allowed ("armed force"); regular plurals are derived.
        plurals: Plural forms that are not regular, or nouns that only occur in the plural.
        canonical: Name for the unnamed group ("Islamist militants") instead of its own words.
        anonymous: The words stand for unnamed persons who may speak ("officials").
        borrows: The sector of a noun before it wins ("rebel forces", "police officers").
        anaphor: With a definite article and no country it points back ("the junta").
        persons: The words are persons who act for a body ("soldiers"), not the body itself.
    """

    sector: str
    kind: ActorKind
    nouns: tuple[str, ...] = ()
    plurals: tuple[str, ...] = ()
    canonical: str | None = None
    anonymous: bool = False
    borrows: bool = False
    anaphor: bool = False
    persons: bool = False


class Wording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of one language that find actors. All lists hold lower-case words.

    ``offices`` gives for the English name of an office the words of the language for it;
    ``peoples`` are ethnic groups, which are no nationality; ``premises`` institutions that stand
    for their house where somebody attacks them; ``hedges`` say only how sure it is who somebody is;
    ``agents`` are nouns for persons who speak and act for a body ("a spokesman for the Front").
    """

    language: str
    heads: tuple[Head, ...] = ()
    titles: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    quantifiers: tuple[str, ...] = ()
    numbers: dict[str, int] = {}
    determiners: tuple[str, ...] = ()
    definite: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    given_names: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    organisation_words: dict[str, tuple[str, ...]] = {}
    place_words: tuple[str, ...] = ()
    offices: dict[str, tuple[str, ...]] = {}
    peoples: tuple[str, ...] = ()
    pronouns: dict[str, tuple[str, ...]] = {}
    possessives: dict[str, tuple[str, ...]] = {}
    not_caseless: tuple[str, ...] = ()
    not_acronyms: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    english: dict[str, str] = {}


class _Alias(NamedTuple):
    folds: tuple[str, ...]
    shape: tuple[str, ...]  # a word: "A" capitals, "X" mixed, "C" capital first, "a" any
    written: tuple[str, ...]
    entry: ActorEntry
    metonym: bool


_Index = dict[str, dict[str, list[_Alias]]]
"""First word -> second word ("" for names of one word) -> aliases, longest first."""


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``first`` to ``last`` (excluded) that spell an alias of these entries.

    ``metonym``: the words are a capital or a seat, or the bare name of a state.
    ``weak``: a short acronym, to be believed only when the text gives it other support.
    """

    first: int
    last: int
    entries: tuple[ActorEntry, ...]
    metonym: bool
    weak: bool


@dataclass(frozen=True, eq=False)
class ActorBook:
    """Known actors, indexed for matching; immutable after loading."""

    entries: Mapping[str, ActorEntry]
    wordings: Mapping[str, Wording]
    _cache: dict[str, _Index] = field(default_factory=dict, repr=False)

    def wording(self, language: str) -> Wording:
        """The words of a language; those of English where a language has none."""
        return self.wordings.get(language) or self.wordings.get("en") or Wording(language="en")

    def country_name(self, code: str) -> str:
        """English name of a state by its code, or the code itself."""
        entry = self.entries.get(code)
        return entry.name if entry else code

    def adjective(self, code: str) -> str:
        """First English adjective of a state ("Malian"), or its name."""
        entry = self.entries.get(code)
        words = entry.adjectives.get("en", ()) if entry else ()
        return words[0] if words else self.country_name(code)

    def people(self, code: str) -> str | None:
        """English plural for the people of a state ("Malians"), where the book has one."""
        entry = self.entries.get(code)
        words = entry.adjectives.get("en-people", ()) if entry else ()
        return words[0] if words else None

    def short_name(self, entry: ActorEntry) -> str:
        """The acronym of an international body where it has one, else its name."""
        acronyms = (
            alias
            for names in entry.aliases.values()
            for alias in names
            if alias.isalpha() and alias.isupper() and len(alias) <= _LONGEST_ACRONYM
        )
        return next(acronyms, entry.name) if entry.kind == "igo" else entry.name

    def nationalities(self, language: str) -> dict[tuple[str, ...], tuple[str, str]]:
        """Folded words of an adjective of nationality -> (country, "adjective" or "people")."""
        return self._nationalities.get(language, {}) or self._nationalities.get("en", {})

    @cached_property
    def _nationalities(self) -> dict[str, dict[tuple[str, ...], tuple[str, str]]]:
        found: dict[str, dict[tuple[str, ...], tuple[str, str]]] = {}
        for entry in self.entries.values():
            if entry.kind != "state":
                continue
            for key, words in entry.adjectives.items():
                language, _, people = key.partition("-")
                table = found.setdefault(language, {})
                for word in words:
                    folds = tuple(t.fold for t in tokenise(word))
                    table.setdefault(folds, (entry.id, "people" if people else "adjective"))
        return found

    def _index(self, language: str) -> _Index:
        if language not in self._cache:
            index: _Index = {}
            for alias in self._aliases(language):
                second = alias.folds[1] if len(alias.folds) > 1 else ""
                index.setdefault(alias.folds[0], {}).setdefault(second, []).append(alias)
            for bucket in index.values():
                for aliases in bucket.values():
                    aliases.sort(key=lambda a: -len(a.folds))
            self._cache[language] = index
        return self._cache[language]

    def _aliases(self, language: str) -> Iterator[_Alias]:
        for entry in self.entries.values():
            words: dict[tuple[str, bool], None] = {}
            for key, names in entry.aliases.items():
                # Names of groups keep their form across languages; names of states do not.
                if entry.kind != "state" or key in ("*", language):
                    words.update(dict.fromkeys((n, entry.kind == "state") for n in names))
            if entry.kind != "state" or language == "en":
                words.setdefault((entry.name.split(" (")[0], entry.kind == "state"))
            for key, names in entry.metonyms.items():
                if key in ("*", language):
                    words.update(dict.fromkeys((n, True) for n in names))
            for name, metonym in words:
                tokens = tokenise(name)
                if tokens:
                    folds = tuple(t.fold for t in tokens)
                    written = tuple(t.text for t in tokens)
                    yield _Alias(folds, tuple(map(_shape, tokens)), written, entry, metonym)

    @cached_property
    def _sounds(self) -> dict[str, list[tuple[tuple[str, ...], ActorEntry]]]:
        """Sound keys of the long romanised names of armed groups."""
        index: dict[str, list[tuple[tuple[str, ...], ActorEntry]]] = {}
        for entry in self.entries.values():
            if entry.kind != "armed-group":
                continue
            for name in (name for names in entry.aliases.values() for name in names):
                keys = tuple(sound_key(t.fold) for t in tokenise(name) if t.fold not in ARTICLES)
                romanised = any(t.fold in ARTICLES for t in tokenise(name))
                if romanised and len(keys) >= 2 and sum(map(len, keys)) >= 7:
                    index.setdefault(keys[0], []).append((keys, entry))
        for bucket in index.values():
            bucket.sort(key=lambda pair: -len(pair[0]))
        return index

    def match(
        self, tokens: Sequence[Token], language: str, *, caseless: bool = False
    ) -> list[Match]:
        """All longest matches from left to right, without overlaps.

        Args:
            tokens: The text, from ``tokenise``.
            language: ISO 639-1 code; chooses the names of states.
            caseless: The text is all lower or all upper case: ignore case, but leave out the
                names that are ordinary words then.
        """
        index = self._index(language if language in self.wordings else "en")
        blocked = frozenset(self.wording(language).not_caseless) if caseless else frozenset()
        found: list[Match] = []
        reached = 0
        opening = [n for n, token in enumerate(tokens) if token.upper or token.fold in index]
        for position in opening:
            if position < reached:
                continue
            token = tokens[position]
            hit = self._match_at(tokens, position, index, caseless, blocked)
            if hit is not None and token.fold == "the":
                # "The National" is an outlet, but not in "the National Liberation Army".
                inner = self._match_at(tokens, position + 1, index, caseless, blocked)
                if inner is not None and inner.last > hit.last:
                    hit = inner
            if hit is not None:
                found.append(hit)
                reached = hit.last
        return found

    def _match_at(
        self,
        tokens: Sequence[Token],
        first: int,
        index: _Index,
        caseless: bool,
        blocked: frozenset[str],
    ) -> Match | None:
        best: list[_Alias] = []
        bucket = index.get(tokens[first].fold)
        if bucket is not None:
            following = tokens[first + 1].fold if first + 1 < len(tokens) else ""
            longer = bucket.get(following, ()) if following else ()
            for alias in (*longer, *bucket.get("", ())):
                if best and len(alias.folds) < len(best[0].folds):
                    break
                if _spells(tokens, first, alias, caseless, blocked):
                    best.append(alias)
        heard = self._hear_at(tokens, first)
        if heard and (not best or heard[0] - first > len(best[0].folds)):
            return Match(first, heard[0], (heard[1],), False, False)
        if not best:
            return None
        entries = tuple({alias.entry.id: alias.entry for alias in best}.values())
        size = len(best[0].folds)
        fold = best[0].folds[0]
        weak = size == 1 and best[0].shape[0] == "A" and fold.isalpha() and len(fold) <= 3
        return Match(first, first + size, entries, all(a.metonym for a in best), weak)

    def _hear_at(self, tokens: Sequence[Token], first: int) -> tuple[int, ActorEntry] | None:
        if not tokens[first].upper:
            return None
        bucket = self._sounds.get(sound_key(tokens[first].fold))
        if not bucket:
            return None
        for keys, entry in bucket:
            position, matched = first, 0
            while position < len(tokens) and matched < len(keys):
                token = tokens[position]
                if position > first and tokens[position - 1].end + 2 < token.start:
                    break
                if sound_key(token.fold) == keys[matched]:
                    matched += 1
                elif token.fold not in ARTICLES:
                    break
                position += 1
            if matched == len(keys):
                return position, entry
        return None


def _shape(token: Token) -> str:
    letters = token.text.replace(".", "").replace("'", "")
    if len(letters) > 1 and letters.isupper():
        return "A"
    if any(c.isupper() for c in letters[1:]) and "'" not in token.text:
        return "X"
    return "C" if token.upper else "a"


def _lost_accent(token: Token, alias: _Alias) -> bool:
    """Whether a one-word outlet lacks its accent: "Liberation" is no "Libération"."""
    media = alias.entry.kind == "media"
    return media and token.text.isascii() and not alias.written[0].isascii()


def _spells(
    tokens: Sequence[Token],
    first: int,
    alias: _Alias,
    caseless: bool,
    blocked: frozenset[str],
) -> bool:
    size = len(alias.folds)
    if first + size > len(tokens):
        return False
    if size == 1 and caseless and alias.folds[0] in blocked:
        return tokens[first].dotted
    if size == 1 and not caseless and _lost_accent(tokens[first], alias):
        return False
    capital = False
    for offset, (fold, shape) in enumerate(zip(alias.folds, alias.shape, strict=True)):
        token = tokens[first + offset]
        if token.fold != fold:
            return False
        if offset and token.start - tokens[first + offset - 1].end > 3:
            return False
        if caseless or shape == "a":
            continue
        if shape == "X" and len(fold) < 6 and token.text != alias.written[offset]:
            return False
        if shape == "A" and not token.dotted and not token.text.isupper():
            # British usage writes "Nato", "Ecowas"; shorter ones would be ordinary words.
            if not (token.upper and len(fold) >= 4):
                return False
        elif shape == "C" and not capital and not token.upper:
            return False
        capital = True
    return True


def load_actors(*directories: Path | str, built_in: bool = True) -> ActorBook:
    """Read actor vocabularies into one book.

    Args:
        directories: Directories of a user's own ``*.toml`` files, read in this order after the
            built-in ones.
        built_in: Whether to read the vocabulary that comes with the package.

    Raises:
        VocabularyError: A file is not TOML, an entry has an unknown key or a wrong value, or two
            entries of one directory share an ``id``; ``facts`` name the file and the entry.
    """
    entries: dict[str, ActorEntry] = {}
    wordings: dict[str, Wording] = {}
    places = [BUILT_IN] if built_in else []
    for directory in [*places, *map(Path, directories)]:
        if not directory.is_dir():
            raise VocabularyError(
                f"There is no directory of actors at {directory}.", file=str(directory)
            )
        own: dict[str, Path] = {}
        for path in sorted(directory.glob("*.toml")):
            document = _document(path)
            for entry in _entries(path, document, own):
                entries[entry.id] = entry
            wording = _wording(path, document)
            if wording is not None:
                wordings[wording.language] = _joined(wordings.get(wording.language), wording)
    _check_parents(entries)
    return ActorBook(entries, wordings)


def _document(path: Path) -> dict[str, object]:
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VocabularyError(f"{path.name} is not valid TOML: {error}.", file=str(path)) from error
    unknown = sorted(set(document) - {"actor", "wording"})
    if unknown:
        raise VocabularyError(
            f"{path.name} holds an unknown table: {unknown[0]}.",
            hint="Use [[actor]] and [wording].",
            file=str(path),
            entry=unknown[0],
        )
    return document


def _entries(
    path: Path, document: Mapping[str, object], own: dict[str, Path]
) -> Iterator[ActorEntry]:
    rows = document.get("actor", [])
    if not isinstance(rows, list):
        raise VocabularyError(f"{path.name}: write [[actor]], not [actor].", file=str(path))
    known = {item.name for item in msgspec.structs.fields(ActorEntry)}
    for number, row in enumerate(rows, start=1):
        label = str(row.get("id", f"number {number}")) if isinstance(row, dict) else str(number)
        unknown = sorted(set(row) - known) if isinstance(row, dict) else []
        if unknown:
            raise VocabularyError(
                f"{path.name}, entry {label}: unknown key {unknown[0]}.",
                hint=f"Known keys: {', '.join(sorted(known))}.",
                file=str(path),
                entry=label,
            )
        try:
            entry = msgspec.convert(row, ActorEntry)
        except msgspec.ValidationError as error:
            raise VocabularyError(
                f"{path.name}, entry {label}: {error}.", file=str(path), entry=label
            ) from error
        if entry.id in own:
            raise VocabularyError(
                f"{path.name}, entry {label}: the id also stands in {own[entry.id].name}.",
                hint="Give one of them another id, or join them.",
                file=str(path),
                entry=label,
            )
        own[entry.id] = path
        yield entry


def _wording(path: Path, document: Mapping[str, object]) -> Wording | None:
    table = document.get("wording")
    if table is None:
        return None
    try:
        return msgspec.convert(table, Wording)
    except msgspec.ValidationError as error:
        raise VocabularyError(
            f"{path.name}, wording: {error}.", file=str(path), entry="wording"
        ) from error


def _joined(base: Wording | None, more: Wording) -> Wording:
    if base is None:
        return more
    values: dict[str, Any] = {}
    for name in (item.name for item in msgspec.structs.fields(Wording)):
        old, new = getattr(base, name), getattr(more, name)
        if isinstance(old, tuple):
            values[name] = (*old, *(item for item in new if item not in old))
        elif isinstance(old, dict):
            values[name] = {**old, **new}
        else:
            values[name] = new
    return Wording(**values)


def _check_parents(entries: Mapping[str, ActorEntry]) -> None:
    for entry in entries.values():
        missing = entry.parent and entry.parent not in entries
        # "ML.gov" is made by rule from the state "ML".
        if missing and str(entry.parent).partition(".")[0] not in entries:
            raise VocabularyError(
                f"Actor {entry.id}: its parent {entry.parent} is not in the book.",
                entry=entry.id,
            )


def fold_words(words: Iterable[str]) -> frozenset[str]:
    """A set of words in the folded form that tokens carry."""
    return frozenset(fold_word(word) for word in words)
