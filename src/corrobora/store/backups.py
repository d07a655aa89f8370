"""Copies of a case that can be relied on, and the way back from them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from corrobora.errors import CaseError, DamagedCase, NotACase
from corrobora.store import sqlite
from corrobora.store.home import home_of
from corrobora.store.integrity import check_copy
from corrobora.store.values import CheckResult

_BUSY_SECONDS = 5.0


def backup(path: Path | str, target: Path | str) -> CheckResult:
    """Copy a case, as of one moment, into one file; others may go on writing to it.

    The copy is checked before it takes its name: a target that exists is whole.

    Raises:
        NotACase: There is no case at ``path``.
        DamagedCase: The copy does not pass the check; no target is written.
        CaseError: ``target`` exists already, or cannot be written; or the case is no file.
    """
    path, target = _file_of(path), Path(target)
    _require_case(path)
    if target.exists():
        raise CaseError(
            f"{target} exists already.", hint="Give another name for the copy.", path=str(target)
        )
    return _copy_into_place(path, target)


def restore(source: Path | str, path: Path | str, *, force: bool = False) -> CheckResult:
    """Put a copy made by ``backup`` in the place of a case.

    Args:
        source: The copy.
        path: Where the case shall be.
        force: Replace a case that is there; it is kept beside as ``NAME.replaced``.

    Raises:
        NotACase: ``source`` is not a case.
        DamagedCase: ``source`` does not pass the check; ``path`` is left as it is.
        CaseError: Something is at ``path`` and ``force`` was not given, or it is in use, or is no
            file.
    """
    source, path = Path(source), _file_of(path)
    _require_case(source)
    if path.exists() and not force:
        raise CaseError(
            f"{path} exists already.",
            hint="Give another path, or force the replacement (the old file is kept beside it).",
            path=str(path),
        )
    return _copy_into_place(source, path)


def _file_of(address: Path | str) -> Path:
    home = home_of(address)
    if home.file is None:
        raise CaseError(
            f"{home.shown} is no file: a case on a server is copied by the server's own programs.",
            hint="Copy it with pg_dump --format=custom, and put a copy back with pg_restore "
            "(docs/teams.md).",
            path=home.shown,
        )
    return home.file


def free_name(path: Path, suffix: str) -> Path:
    """A name beside ``path`` that nothing has yet."""
    wanted = path.with_name(path.name + suffix)
    number = 1
    while wanted.exists():
        number += 1
        wanted = path.with_name(f"{path.name}{suffix}.{number}")
    return wanted


def _require_case(path: Path) -> None:
    if sqlite.identify(path) == "blank":
        raise NotACase(f"There is no case at {path}.", hint="Check the path.", path=str(path))


def _copy_into_place(source: Path, target: Path) -> CheckResult:
    """Copy, check, write through to the disk, and only then give the copy its name."""
    with sqlite.explained_files(target):
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.close(handle)
    temporary = Path(name)
    try:
        sqlite.copy(source, temporary)
        result = check_copy(temporary)
        if not result.clean:
            raise DamagedCase(
                f"The copy of {source} does not pass the check: {result.findings[0].message}",
                hint="Check the case itself, and restore the latest good backup.",
                findings=len(result.findings),
            )
        with sqlite.explained_files(target):
            _flush_file(temporary)
            _set_aside(target)
            temporary.replace(target)
            _flush_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return CheckResult(
        path=str(target), findings=result.findings, checked=result.checked, head=result.head
    )


def _set_aside(path: Path) -> None:
    """Keep what is at ``path`` under another name, with its log if it has one.

    A log left beside would be applied to the file that takes the place.
    """
    if path.exists():
        _require_unused(path)
        aside = free_name(path, ".replaced")
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))


def _require_unused(path: Path) -> None:
    try:
        sqlite.settle(path, busy_seconds=_BUSY_SECONDS)
    except (NotACase, DamagedCase):
        # What is replaced may be beyond reading: that is a reason to restore.
        return


def _flush_file(path: Path) -> None:
    """Have the system write a file through to the disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    """Have the system write a folder's names through to the disk, where that can be asked for."""
    if os.name == "posix":
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
