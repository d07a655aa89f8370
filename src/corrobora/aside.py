"""Write a file beside its place, and put it there only when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """A path to write to; what stands there at the end takes the target's place.

    After an exception the target is as it was, and the path beside it is gone. Several may write
    to one target at once: each has a path of its own, and whoever ends last is heard.
    """
    partial = _taken_beside(target)
    try:
        yield partial
        partial.replace(target)
    except BaseException:
        with suppress(OSError):  # what went wrong first is what is told
            partial.unlink(missing_ok=True)
        raise


def _taken_beside(target: Path) -> Path:
    """An empty file that nobody else writes to, nor was writing to when it was killed."""
    partial, others = target.with_name(f".{target.name}.part"), 0
    while True:
        try:
            partial.touch(exist_ok=False)
        except FileExistsError:
            others += 1
            partial = target.with_name(f".{target.name}.{others}.part")
        else:
            return partial
