"""Whether a case holds everything that was ever decided on it: a restored backup may not.

A backup that is put back knows nothing of what was suspended or recalled since. So after each
decision the head of the journal is written beside the case as well, and nothing is shared from a
case whose journal does not lead through that head, until somebody has put it in order and says so.
"""

from __future__ import annotations

from pathlib import Path

from corrobora.aside import written_aside
from corrobora.errors import PolicyError
from corrobora.store import Store


def witness_path(store: Store) -> Path:
    """Where the head is written: beside the case."""
    return store.path.with_name(f"{store.path.name}.head")


def write_witness(store: Store, *, accepted: bool = False) -> None:
    """Write down how far the journal has come.

    A case that is behind does not become current by anything that is decided on it, but only when
    somebody has ``accepted`` it as it is.
    """
    if is_behind(store) and not accepted:
        return
    head = store.head()
    with written_aside(witness_path(store)) as partial:
        partial.write_text(f"{head.seq} {head.hash}\n", encoding="ascii")


def is_behind(store: Store) -> bool:
    """Whether the case lacks decisions that it is known to have held."""
    path = witness_path(store)
    if not path.exists():
        return False
    seq, _, mark = path.read_text(encoding="ascii").strip().partition(" ")
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
            path=str(witness_path(store)),
        )
