"""From paths as given to the files to read, in an order that never changes."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from corrobora.model import Refusal
from corrobora.readers.items import SKIPPED

_SQLITE = b"SQLite format 3\x00"
_BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")


def walk(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path | Refusal]:
    """Every file under the given paths: given order, and sorted by name inside folders.

    Hidden files, links to folders, and databases (cases) inside folders are passed over, each with
    a refusal of code ``input.skipped``. A hidden file that is given by name is taken.
    """
    for given in paths:
        path = Path(given)
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield _refusal(path, f"It cannot be opened: {_why(error)}.", "Check the path.")
            continue
        if stat.S_ISDIR(mode):
            yield from _walk_folder(path)
        else:
            yield from _take(path, mode)


def _walk_folder(folder: Path) -> Iterator[Path | Refusal]:
    """Depth first, by name; without recursion, so that depth costs nothing."""
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            mode = path.stat().st_mode
            inside = sorted(path.iterdir()) if stat.S_ISDIR(mode) else []
        except OSError as error:
            yield _refusal(path, f"It cannot be opened: {_why(error)}.", "Check its permissions.")
            continue
        if path is not folder and path.name.startswith("."):
            yield _skip(path, "It is hidden.", "Give it by name to have it read.")
        elif path is not folder and stat.S_ISDIR(mode) and path.is_symlink():
            yield _skip(path, "It is a link to a folder.", "Give the folder itself.")
        elif stat.S_ISDIR(mode):
            waiting.extend(reversed(inside))
        else:
            yield from _take(path, mode)


def _take(path: Path, mode: int) -> Iterator[Path | Refusal]:
    if not stat.S_ISREG(mode):
        yield _refusal(path, "It is neither a file nor a folder.", "Give a file.")
        return
    try:
        if _is_database(path):
            yield _skip(path, "It is a database, not a report.", "Give a case with --case.")
            return
    except OSError as error:
        yield _refusal(path, f"It cannot be opened: {_why(error)}.", "Check its permissions.")
        return
    yield path


def _is_database(path: Path) -> bool:
    """True for a SQLite file, and for the files that SQLite keeps beside one."""
    for ending in _BESIDE_A_DATABASE:
        owner = path.with_name(path.name.removesuffix(ending))
        if path.name.endswith(ending) and owner != path and owner.is_file():
            return _is_database(owner)
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _refusal(path: Path, reason: str, remedy: str) -> Refusal:
    return Refusal(name=str(path), reason=reason, remedy=remedy)


def _skip(path: Path, reason: str, remedy: str) -> Refusal:
    return Refusal(name=str(path), reason=reason, remedy=remedy, code=SKIPPED)
