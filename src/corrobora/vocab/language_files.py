"""Where the files of a language lie (``languages/<code>/``), and how a checked one is read."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec

from corrobora.errors import VocabularyError

READ_LANGUAGES = ("en", "fr")
"""Languages that are read (ISO 639-1), in the order in which their words are merged.

Reports in others are kept with their code, and said to be unread."""

_Shape = TypeVar("_Shape")


def language_file(language: str, name: str) -> Traversable:
    """A file of a language; it need not exist."""
    return resources.files("corrobora.vocab") / "languages" / language / name


def decode_language_file(language: str, name: str, shape: type[_Shape], what: str) -> _Shape:
    """A TOML file of a language, checked against its shape.

    Args:
        language: ISO 639-1 code.
        name: Name of the file.
        shape: What it must hold.
        what: What it holds, for the message: ``citation words``.

    Raises:
        VocabularyError: The file is missing or malformed.
    """
    place = language_file(language, name)
    try:
        return msgspec.toml.decode(place.read_bytes(), type=shape)
    except (msgspec.DecodeError, OSError) as error:
        raise VocabularyError(
            f"The {what} of language {language!r} cannot be read: {error}.",
            hint="Correct the file against the one of another language.",
            file=str(place),
        ) from error
