"""Named lists of lemmas that patterns refer to: ``@diplomat``, ``@troops``, ``@attack``.

One file a language under ``classes/``: each key is a class, each value its members, written as one
string with commas. A member ``@other`` takes in another class.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from corrobora.errors import VocabularyError

CLASSES_DIRECTORY = Path(__file__).parent / "classes"

Classes = Mapping[str, Mapping[str, frozenset[str]]]
"""Language, then class, then its lemmas (a member may be several words)."""


def words(value: object, *, file: Path, entry: str) -> tuple[str, ...]:
    """The words of a string with commas (lines may be wrapped anywhere), or of a list.

    Raises:
        VocabularyError: ``value`` is neither.
    """
    if isinstance(value, str):
        pieces: Iterable[str] = value.split(",")
    elif isinstance(value, list) and all(isinstance(piece, str) for piece in value):
        pieces = value
    else:
        raise VocabularyError(
            f"{entry} must be a string of words with commas between them.",
            hint="Write it as a string, or as a list of strings.",
            file=str(file),
            entry=entry,
        )
    return tuple(word for piece in pieces if (word := " ".join(piece.split())))


def read_toml(path: Path) -> dict[str, object]:
    """The content of one vocabulary file.

    Raises:
        VocabularyError: It cannot be read, or is not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(
            f"The vocabulary file {path.name} cannot be read: {error}.",
            hint="Correct the file; it must be TOML in UTF-8.",
            file=str(path),
        ) from error


def _expanded(name: str, raw: Mapping[str, tuple[str, ...]], open_: tuple[str, ...]) -> set[str]:
    if name in open_:
        chain = " > ".join((*open_, name))
        raise VocabularyError(f"Word classes contain each other: {chain}.", entry=name)
    if name not in raw:
        raise VocabularyError(
            f"Word class @{name} is not defined (used by @{open_[-1]}).", entry=open_[-1]
        )
    found: set[str] = set()
    for member in raw[name]:
        if member.startswith("@"):
            found |= _expanded(member[1:], raw, (*open_, name))
        else:
            found.add(member.lower())
    return found


def load_word_classes(*overlay_directories: Path) -> Classes:
    """All word classes by language, with the members that overlays add.

    Args:
        overlay_directories: Directories that hold ``classes/<language>.toml``.

    Raises:
        VocabularyError: A file is malformed, or a class refers to one that does not exist.
    """
    raw: dict[str, dict[str, tuple[str, ...]]] = {}
    for directory in (CLASSES_DIRECTORY, *(d / "classes" for d in overlay_directories)):
        for path in sorted(directory.glob("*.toml")):
            known = raw.setdefault(path.stem, {})
            for name, value in read_toml(path).items():
                added = words(value, file=path, entry=f"@{name}")
                known[name] = (*known.get(name, ()), *added)
    return {
        language: {name: frozenset(_expanded(name, known, ())) for name in known}
        for language, known in raw.items()
    }
