"""Whether a case holds everything that was ever decided on it: a restored backup may not.

A backup that is put back knows nothing of what was suspended or recalled since. So after each
decision the head of the journal is written apart from the case as well: beside the file, or for a
case on a server among the files of whoever decided. Nothing is shared from a case whose journal
does not lead through that head, until somebody has put it in order and says so.
"""

from __future__ import annotations

from pathlib import Path

from corrobora.aside import written_aside
from corrobora.errors import CaseError, PolicyError
from corrobora.store import Head, Store


def write_witness(store: Store, *, accepted: bool = False) -> None:
    """Write down how far the journal has come.

    A case that is behind does not become current by anything that is decided on it, but only when
    somebody has ``accepted`` it as it is.

    Raises:
        CaseError: The file cannot be read or written; what was decided stands in the case.
    """
    if is_behind(store) and not accepted:
        return
    written, head = None, store.head()
    # Another's older head may have been put over this one: whoever writes last has looked since.
    while head != written:
        _write(store.home.witness, head)
        written, head = head, store.head()


def _write(path: Path, head: Head) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_aside(path) as partial:
            partial.write_text(f"{head.seq} {head.hash}\n", encoding="ascii")
    except OSError as error:
        raise _unusable(path, "written", error) from error


def is_behind(store: Store) -> bool:
    """Whether the case lacks decisions that it is known to have held.

    Raises:
        CaseError: The file that tells how far its journal had come cannot be read.
    """
    path = store.home.witness
    try:
        told = path.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _unusable(path, "read", error) from error
    seq, _, mark = told.strip().partition(" ")
    found = store.line(int(seq)) if seq.isdigit() else None
    return found is None or found.hash != mark


def require_current(store: Store) -> None:
    """Refuse to share from a case that is older than what is known to have been decided.

    Raises:
        PolicyError: The journal does not lead through the head written beside the case.
    """
    if is_behind(store):
        raise PolicyError(
            "This case is older than decisions that were made on it: a backup was restored.",
            hint="Look at what was suspended and recalled since, do it again, and then say so: "
            "corrobora journal --accept",
            path=str(store.home.witness),
        )


def _unusable(path: Path, what: str, error: OSError) -> CaseError:
    why = (error.strerror or type(error).__name__).lower()
    return CaseError(
        f"The head of the journal beside the case cannot be {what}: {why}. "
        "What was decided stands in the case; mend this before anything more is shared.",
        hint="Check the disk and who may use the file, and run the same command again.",
        path=str(path),
    )
