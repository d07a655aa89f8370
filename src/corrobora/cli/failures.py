"""What goes wrong, as people should see it: no traceback, an exit status, what to do."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from typing import Any

import msgspec
import typer
from sqlalchemy.exc import SQLAlchemyError
from typer.core import TyperGroup

from corrobora.cli.screen import show_error
from corrobora.errors import CaseError, CorroboraError

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells give it (128 and the number of the signal)."""

DEBUG = "CORROBORA_DEBUG"
"""Set in the environment, it lets tracebacks through."""

_GONE = (errno.EPIPE, errno.ESHUTDOWN)


class Walk(TyperGroup):
    """The commands in the order in which they were added; every failure told in words."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        with told(_first([*getattr(ctx, "_protected_args", ()), *ctx.args])):
            result = super().invoke(ctx)
            # A full disk or a closed pipe shows here, and not in the silence after the end.
            sys.stdout.flush()
            return result


def _first(arguments: list[str]) -> str:
    return next((a for a in arguments if not a.startswith("-")), "")


@contextmanager
def told(command: str) -> Iterator[None]:
    """Turn every error into a message and an exit status.

    Raises:
        typer.Exit: With the exit status, after the message.
    """
    try:
        yield
    except KeyboardInterrupt:
        _let_go(sys.stdout)
        show_error(
            CorroboraError(
                f"{command or 'corrobora'} was interrupted.",
                hint="What was finished is kept; run the same command again to go on.",
            )
        )
        raise typer.Exit(INTERRUPTED) from None
    except CorroboraError as error:
        _end(error, command)
    except OSError as error:
        if error.errno in _GONE:  # Whoever read our output (head, less) has seen enough.
            _let_go(sys.stdout)
            raise typer.Exit(0) from None
        _end(_of_system(error), command, error)
    except MemoryError as error:
        _end(_out_of_memory(), command, error)
    except (sqlite3.Error, SQLAlchemyError, msgspec.DecodeError, zlib.error) as error:
        _end(_of_database(error), command, error)
    except BrokenProcessPool as error:
        _end(_lost_worker(), command, error)
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        if _is_usage(error) or os.environ.get(DEBUG):
            raise
        _end(_of_program(error), command, error)


def _is_usage(error: Exception) -> bool:
    """Wrong usage, which the command line library tells itself (exit status 2)."""
    return hasattr(error, "exit_code") and hasattr(error, "format_message")


def _end(error: CorroboraError, command: str, cause: BaseException | None = None) -> None:
    for note in getattr(cause, "__notes__", ()):
        error.facts.setdefault("stage", str(note).removeprefix("stage: "))
    if os.environ.get(DEBUG):
        raise error from cause
    # What was written before the error may be on its way to a full disk as well.
    _let_go(sys.stdout)
    show_error(error, command)
    raise typer.Exit(error.exit_status)


def _let_go(stream: Any) -> None:
    """Send out what can be sent, and let nothing complain about the rest at the end."""
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _of_system(error: OSError) -> CorroboraError:
    where = f"{error.filename}: " if error.filename else ""
    why = (error.strerror or str(error) or type(error).__name__).lower()
    remedies = {
        errno.ENOSPC: "Free some space and run the same command again.",
        errno.EDQUOT: "Free some space and run the same command again.",
        errno.EACCES: "Give yourself access to it, or choose another place.",
        errno.EROFS: "Choose a place that can be written to.",
        errno.EMFILE: "Raise the limit of open files (ulimit -n) and try again.",
        errno.ENOMEM: "Close other programs, or give fewer files at a time.",
    }
    return CorroboraError(
        f"The system refused something: {where}{why}.",
        hint=remedies.get(error.errno or 0, "Check the disk and run the same command again."),
    )


def _of_database(error: Exception) -> CorroboraError:
    return CaseError(
        f"The case could not be used: {' '.join(str(error).split())[:300]}.",
        hint="Run: corrobora check. If it finds damage, restore a backup.",
    )


def _of_program(error: Exception) -> CorroboraError:
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "corrobora" in code.co_filename:
            _, _, tail = code.co_filename.rpartition("corrobora" + os.sep)
            place = f" in {tail}, line {trace.tb_lineno}"
        trace = trace.tb_next
    what = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return CorroboraError(
        f"The program made a mistake ({what}{place}).",
        hint=f"What was finished is kept. Please report this; {DEBUG}=1 shows more.",
    )


def _out_of_memory() -> CorroboraError:
    return CorroboraError(
        "There is not enough memory.",
        hint="Close other programs, use fewer --workers, or give fewer files at a time; what was "
        "finished is kept.",
    )


def _lost_worker() -> CorroboraError:
    return CorroboraError(
        "A worker process ended before its work was done, perhaps for lack of memory.",
        hint="Run the same command again with fewer --workers; what was finished is kept.",
    )
