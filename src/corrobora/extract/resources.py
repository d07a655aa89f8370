"""What extraction needs besides a report: vocabularies and, where installed, parsers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from corrobora.extract.counts import Numbers, load_numbers
from corrobora.extract.lexicon import Lexicon, build_lexicon
from corrobora.extract.pipeline import load_parser
from corrobora.extract.shallow import ShallowParser
from corrobora.extract.syntax import Parser
from corrobora.vocab.actor_book import ActorBook, load_actors
from corrobora.vocab.calendar import load_calendar
from corrobora.vocab.event_types import EventTypes, load_event_types
from corrobora.vocab.gazetteer import Gazetteer, load_gazetteer
from corrobora.vocab.language import Language, load_language
from corrobora.vocab.language_files import READ_LANGUAGES
from corrobora.when import Calendar


@dataclass
class Tongue:
    """Everything about one language."""

    language: Language
    lexicon: Lexicon
    calendar: Calendar
    numbers: Numbers
    weapons: frozenset[str]
    parser: Parser
    shallow: ShallowParser


@dataclass
class Resources:
    """Vocabularies and parsers, loaded when first asked for.

    Args:
        overlay: A directory with a user's own ``actors/``, ``events/``, ``classes/`` and
            ``places/``; its entries come before the shipped ones.
        fast: Work without the trained parsers even where they are installed.
    """

    overlay: Path | None = None
    fast: bool = False
    _tongues: dict[str, Tongue | None] = field(default_factory=dict)

    @cached_property
    def actors(self) -> ActorBook:
        """Known actors."""
        return load_actors(*self._overlays("actors"))

    @cached_property
    def types(self) -> EventTypes:
        """Event types."""
        return load_event_types(*([self.overlay] if self.overlay else []))

    @cached_property
    def places(self) -> Gazetteer:
        """Known places."""
        return load_gazetteer(*self._overlays("places"))

    def tongue(self, code: str | None) -> Tongue | None:
        """The resources of a language, or ``None`` when it is not read."""
        if code not in READ_LANGUAGES:
            return None
        if code not in self._tongues:
            self._tongues[code] = self._load(code)
        return self._tongues[code]

    def _load(self, code: str) -> Tongue | None:
        language = load_language(code)
        if language is None:
            return None
        parser = None if self.fast else load_parser(code)
        lexicon = build_lexicon(self.types, language)
        classes = self.types.classes.get(code, {})
        shallow = _shallow(code, lexicon)
        return Tongue(
            language=language,
            lexicon=lexicon,
            calendar=load_calendar(code),
            numbers=load_numbers(code),
            weapons=classes.get("instrument", frozenset()),
            parser=parser or shallow,
            shallow=shallow,
        )

    def _overlays(self, name: str) -> list[Path]:
        folder = self.overlay / name if self.overlay else None
        return [folder] if folder is not None and folder.is_dir() else []

    @property
    def parsers(self) -> str:
        """Names of the parsers in use, for the method of a claim."""
        found = (self.tongue(code) for code in READ_LANGUAGES)
        return "+".join(tongue.parser.name for tongue in found if tongue is not None)

    @cached_property
    def vocabulary(self) -> str:
        """Hash over every vocabulary file, shipped and overlaid."""
        digest = hashlib.sha256()
        for name, data in sorted(_vocabulary_files(files("corrobora.vocab"), "")):
            digest.update(f"{name}\0".encode())
            digest.update(data)
        if self.overlay is not None:
            for path in sorted(p for p in self.overlay.rglob("*") if p.is_file()):
                digest.update(f"+{path.relative_to(self.overlay)}\0".encode())
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]


def _vocabulary_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _vocabulary_files(entry, f"{prefix}{entry.name}/")
        elif not entry.name.endswith((".py", ".pyc")):
            yield prefix + entry.name, entry.read_bytes()


def _shallow(code: str, lexicon: Lexicon) -> ShallowParser:
    parts: dict[str, set[str]] = {"verb": set(), "noun": set()}
    for form, words in lexicon.forms.items():
        for _, part in words:
            if part in parts:
                parts[part].add(form)
    return ShallowParser(code, frozenset(parts["verb"]), frozenset(parts["noun"]))


def load_resources(overlay: Path | None = None, *, fast: bool = False) -> Resources:
    """Resources with a user's overlay; nothing is read until it is needed."""
    return Resources(overlay=overlay, fast=fast)
