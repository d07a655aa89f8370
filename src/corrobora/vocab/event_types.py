"""Event types read from ``events/*.toml``, and the tables that a matcher looks words up in.

A file holds one type: its meaning and codes, ``[modes.<id>]`` tables, and for each language a
list of senses (``[[en]]``, ``[[fr]]`` ...), example sentences and counterexamples. The words of
``idioms.toml``, which has no ``type``, look like triggers but are none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import msgspec

from corrobora.errors import VocabularyError
from corrobora.vocab.event_patterns import CompiledEntry, Heads, compile_sense
from corrobora.vocab.inflect import FUNCTION_WORDS, LANGUAGES, Word, forms_table
from corrobora.vocab.types import EventType, Example, Mode, Sense
from corrobora.vocab.word_classes import Classes, load_word_classes, read_toml, words

EVENTS_DIRECTORY = Path(__file__).parent / "events"

_LISTS = frozenset(("verbs", "nouns", "adjectives", "objects", "subjects", "without", "contexts"))
_CODES = frozenset(("cameo", "acled"))
_HEADER = frozenset(("type", "summary", "quad", "score", "ucdp")) | _CODES
_SECTIONS = frozenset(("modes", "examples", "counterexamples", "drop"))
_LANGUAGE = re.compile(r"[a-z]{2}")
_MARK = re.compile(r"[\[\]{}<>]")
_LAYER = 1000  # what an overlay adds goes before everything shipped
_CLOSING = {"[": "]", "{": "}", "<": ">"}


@dataclass(frozen=True)
class EventTypes:
    """All event types, ready for use.

    Attributes:
        types: Every type by name, in the order of the names.
        classes: Word classes by language.
        entries: By language and head lemma, the entries to try, best first. Entries with an empty
            ``type`` are idioms: when one of them matches first, there is no event.
        languages: The languages that have entries.
    """

    types: Mapping[str, EventType]
    classes: Classes
    entries: Mapping[str, Mapping[str, tuple[CompiledEntry, ...]]]
    languages: tuple[str, ...]

    def words(self, language: str) -> tuple[Word, ...]:
        """Every lemma of the vocabulary in one language with its part of speech, sorted."""
        known = FUNCTION_WORDS.get(language, {})
        found: set[Word] = set()
        members: set[str] = set()
        limits: dict[int, Heads] = {}  # one limit serves many entries
        for head, entries in self.entries.get(language, {}).items():
            for entry in entries:
                found.add((head, entry.part))
                for word in (*entry.before, *entry.after, *entry.tail):
                    found.add((word, "word" if word in known else "noun"))
                for limit in (entry.object, entry.subjects, entry.without):
                    if limit is not None:
                        limits[id(limit)] = limit
        for names in (
            *(limit.words for limit in limits.values()),
            *self.classes.get(language, {}).values(),
        ):
            members |= names
        found.update((word, "noun") for member in members for word in member.split())
        return tuple(sorted(found))

    def lemma_table(self, language: str) -> Mapping[str, tuple[Word, ...]]:
        """Every inflected form of the vocabulary's words, with the lemmas it may stand for.

        Forms are lower case. Function words of patterns have the part "word".
        """
        if language not in self.languages:
            return {}
        return self._tables[language]

    @cached_property
    def _tables(self) -> _LemmaTables:
        return _LemmaTables(self)


class _LemmaTables(dict[str, Mapping[str, tuple[Word, ...]]]):
    """Lemma tables made on first use, since a run often needs one language only."""

    def __init__(self, types: EventTypes) -> None:
        super().__init__()
        self._types = types

    def __missing__(self, language: str) -> Mapping[str, tuple[Word, ...]]:
        self[language] = forms_table(self._types.words(language), language)
        return self[language]


# --- reading -------------------------------------------------------------------------------------


def read_example(line: str, language: str, *, file: Path) -> Example:
    """One example line: ``mode: {actor} ... [trigger] ... <target>``; mode and roles may lack.

    Raises:
        VocabularyError: There is no trigger, or a mark is not closed.
    """
    mode, colon, rest = line.partition(": ")
    if not colon or not re.fullmatch(r"[a-z-]+", mode):
        mode, rest = "", line
    plain: list[str] = []
    spans: dict[str, tuple[int, int]] = {}
    open_: str | None = None
    start = length = position = 0
    for match in _MARK.finditer(rest):
        plain.append(rest[position : match.start()])
        length += match.start() - position
        position = match.end()
        mark = match.group()
        if open_ is None and mark in _CLOSING:
            open_, start = mark, length
        elif open_ is not None and mark == _CLOSING[open_]:
            spans[open_], open_ = (start, length), None
        else:
            raise _wrong("A mark of the example is not closed or not opened", file, line)
    plain.append(rest[position:])
    if open_ is not None or "[" not in spans:
        raise _wrong("An example needs its trigger in square brackets", file, line)
    text = "".join(plain).strip()

    def words_of(mark: str) -> str | None:
        return text[slice(*spans[mark])] if mark in spans else None

    return Example(
        language=language,
        text=text,
        trigger=text[slice(*spans["["])],
        start=spans["["][0],
        mode=mode or None,
        actor=words_of("{"),
        target=words_of("<"),
    )


def _wrong(message: str, file: Path, entry: str) -> VocabularyError:
    return VocabularyError(
        f"{message} (in {file.name}: {entry!r}).",
        hint="Correct this entry of the vocabulary file.",
        file=str(file),
        entry=entry,
    )


def _convert(value: object, kind: Any, file: Path, entry: str) -> Any:
    try:
        return msgspec.convert(value, kind, strict=True)
    except msgspec.ValidationError as error:
        raise _wrong(f"{error}", file, entry) from error


def _fields(table: dict[str, Any], names: frozenset[str], file: Path, entry: str) -> dict[str, Any]:
    return {
        key: words(value, file=file, entry=f"{entry}.{key}") if key in names else value
        for key, value in table.items()
    }


def _sense(table: object, language: str, file: Path) -> Sense:
    if not isinstance(table, dict):
        raise _wrong("A sense must be a table", file, language)
    unknown = sorted(set(table) - set(Sense.__struct_fields__))
    if unknown:
        raise _wrong(f"A sense has no field {unknown[0]!r}", file, f"{language}.{unknown[0]}")
    fields = _fields(table, _LISTS, file, language)
    entry = f"[[{language}]] mode {table.get('mode')}"
    sense: Sense = _convert(fields | {"language": language}, Sense, file, entry)
    return sense


def _examples(section: object, file: Path) -> tuple[Example, ...]:
    texts: dict[str, str] = _convert(section, dict[str, str], file, "examples")
    return tuple(
        read_example(line.strip(), language, file=file)
        for language, text in texts.items()
        for line in text.splitlines()
        if line.strip()
    )


def read_event_type(path: Path) -> tuple[EventType, dict[str, tuple[str, ...]]]:
    """One file: the type, and by language the patterns that it takes out of earlier files.

    Raises:
        VocabularyError: The file is malformed; the message names file, entry and fault.
    """
    table = read_toml(path)
    header = {key: value for key, value in table.items() if key in _HEADER}
    senses: list[Sense] = []
    for key, value in table.items():
        if key in _HEADER or key in _SECTIONS:
            continue
        if not _LANGUAGE.fullmatch(key) or not isinstance(value, list):
            raise _wrong(f"There is no field {key!r}", path, key)
        senses.extend(_sense(item, key, path) for item in value)
    raw_modes: dict[str, dict[str, Any]] = _convert(
        table.get("modes", {}), dict[str, dict[str, Any]], path, "modes"
    )
    modes = tuple(
        _convert(_fields(mode, _CODES, path, id_) | {"id": id_}, Mode, path, f"modes.{id_}")
        for id_, mode in raw_modes.items()
    )
    header = {"type": "", "summary": ""} | _fields(header, _CODES, path, "header")
    type_: EventType = _convert(header, EventType, path, "header")
    type_ = msgspec.structs.replace(
        type_,
        modes=modes,
        senses=tuple(senses),
        examples=_examples(table.get("examples", {}), path),
        counterexamples=_examples(table.get("counterexamples", {}), path),
    )
    dropped: dict[str, Any] = _convert(table.get("drop", {}), dict[str, Any], path, "drop")
    return type_, {
        language: words(value, file=path, entry="drop") for language, value in dropped.items()
    }


# --- compiling -----------------------------------------------------------------------------------


_Read = tuple[str, EventType, tuple[tuple[str, tuple[str, ...]], ...]]


def _read_directory(directory: Path) -> tuple[_Read, ...]:
    if directory == EVENTS_DIRECTORY:
        return _shipped()
    return tuple(
        (path.name, type_, tuple(dropped.items()))
        for path in sorted(directory.glob("*.toml"))
        for type_, dropped in (read_event_type(path),)
    )


@cache
def _shipped() -> tuple[_Read, ...]:
    return tuple(
        (p.name, read_event_type(p)[0], ()) for p in sorted(EVENTS_DIRECTORY.glob("*.toml"))
    )


def _merged(old: EventType, new: EventType) -> EventType:
    """An overlay adds modes, senses and examples; its header counts where it gives one."""
    modes = {mode.id: mode for mode in (*old.modes, *new.modes)}
    base = new if new.summary else old
    return msgspec.structs.replace(
        base,
        modes=tuple(modes.values()),
        senses=(*old.senses, *new.senses),
        examples=(*old.examples, *new.examples),
        counterexamples=(*old.counterexamples, *new.counterexamples),
    )


def _first_reading(entry: CompiledEntry) -> tuple[int, str, str]:
    return -entry.rank, entry.type, entry.text


_Source = tuple[str, str, Sense]
"""File, event type, sense."""


class _Entries(dict[str, Mapping[str, tuple[CompiledEntry, ...]]]):
    """Tables by language, each compiled on first use: a run often needs one language only."""

    def __init__(
        self,
        sources: tuple[_Source, ...],
        classes: Classes,
        dropped: frozenset[tuple[str, str, str]],
    ) -> None:
        super().__init__()
        self._sources = sources
        self._classes = classes
        self._dropped = dropped
        self.languages = tuple(sorted({sense.language for _, _, sense in sources}))

    def get(self, language: str, default: Any = None) -> Any:
        return self[language] if language in self.languages else default

    def __missing__(self, language: str) -> Mapping[str, tuple[CompiledEntry, ...]]:
        known = self._classes.get(language, {})
        table: dict[str, list[CompiledEntry]] = {}
        for file, type_, sense in self._sources:
            if sense.language == language:
                for entry in compile_sense(sense, type_, known, file):
                    if sense.rank >= _LAYER or (type_, language, entry.text) not in self._dropped:
                        table.setdefault(entry.head, []).append(entry)
        self[language] = {head: tuple(sorted(es, key=_first_reading)) for head, es in table.items()}
        return self[language]


def load_event_types(*overlay_directories: Path) -> EventTypes:
    """The event types that ship with Corrobora, with what overlays add or take out.

    Args:
        overlay_directories: Directories that may hold ``events/*.toml`` and ``classes/*.toml`` in
            the same form. Senses are added (they are tried before the shipped ones); ``drop``
            takes shipped patterns out by their text.

    Raises:
        VocabularyError: A file is malformed; the message names file, entry and fault.
    """
    types: dict[str, EventType] = {}
    sources: list[_Source] = []
    dropped: set[tuple[str, str, str]] = set()
    for layer, directory in enumerate(
        (EVENTS_DIRECTORY, *(d / "events" for d in overlay_directories))
    ):
        for file, type_, drop in _read_directory(directory):
            dropped.update((type_.type, language, p) for language, ps in drop for p in ps)
            for sense in type_.senses:
                rank = sense.rank + _LAYER * layer
                sources.append((file, type_.type, msgspec.structs.replace(sense, rank=rank)))
            old = types.get(type_.type)
            types[type_.type] = _merged(old, type_) if old else type_
    classes = load_word_classes(*overlay_directories)
    entries = _Entries(tuple(sources), classes, frozenset(dropped))
    if overlay_directories:  # the faults of a user's file are to be told at once
        for language in entries.languages:
            entries[language]
    return EventTypes(
        types={name: types[name] for name in sorted(types) if name},
        classes=classes,
        entries=entries,
        languages=entries.languages,
    )


__all__ = [
    "LANGUAGES",
    "CompiledEntry",
    "EventTypes",
    "Heads",
    "load_event_types",
    "read_event_type",
    "read_example",
]
