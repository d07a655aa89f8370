"""The command line: one command per verb, in walk order.

Exit status: 0 done; 1 error; 2 wrong usage; 3 no input could be used; 4 a vocabulary file is
wrong; 5 the case file cannot be used; 6 a check found damage; 7 nothing under that identifier;
8 the language model cannot be used; 9 an agreement or label is wrong; 10 nothing may go out;
130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

__all__ = ["main", "suit_reading"]


def main() -> None:
    """Run the command line; errors end it with their own exit status."""
    suit_reading()
    try:
        # Loading takes a second, in which Ctrl-C has to be as clean as later.
        from corrobora.cli.program import run
    except KeyboardInterrupt:
        sys.stderr.write("Error: interrupted.\n")
        sys.exit(130)
    run()


def suit_reading() -> None:
    """Settings of a process that reads reports, to be made before numpy is loaded.

    numpy keeps to one thread, for which the parsers then use it (``extract.pipeline``). What is
    made of a report seldom refers to itself in a circle, so circles are looked for less often.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)


_OBJECTS_BETWEEN_SEARCHES = 20_000
"""New containers after which circles among them are looked for; Python's own choice is 700."""


def __getattr__(name: str) -> Any:
    if name == "app":
        from corrobora.cli.program import app

        return app
    raise AttributeError(name)
