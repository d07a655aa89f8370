"""Write a file beside its place, and put it there only when it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_aside(target: Path) -> Iterator[Path]:
    """A path to write to; what stands there at the end takes the target's place.

    After an exception the target is as it was, and the path beside it is gone.
    """
    partial = target.with_name(f".{target.name}.part")
    try:
        yield partial
        partial.replace(target)
    except BaseException:
        with suppress(OSError):  # what went wrong first is what is told
            partial.unlink(missing_ok=True)
        raise
