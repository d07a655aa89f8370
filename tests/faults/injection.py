"""Faults on purpose: system calls that fail, processes that are killed, disks that are full.

Works on any command line, so that a stage of the program is tested like a piece of it. A command
under ``kill_at_random`` says on its standard output, line by line, what it has finished.
"""

from __future__ import annotations

import functools
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SYSCALLS = ("openat", "pwrite64", "write", "fdatasync", "fsync", "rename", "ftruncate", "unlink")
FAULTS = ("error=EIO", "error=ENOSPC", "signal=KILL")
TIMEOUT = 60.0


@functools.cache
def why_no_injection() -> str | None:
    """Why system calls cannot be made to fail here; None when they can."""
    if sys.platform != "linux":
        return "system calls are injected with strace, which is for Linux"
    if shutil.which("strace") is None:
        return "strace is not installed"
    probe = ["strace", "-f", "-o", "/dev/null", "-e", "inject=getppid:error=EIO", "true"]
    done = subprocess.run(probe, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"strace may not trace here: {done.stderr.strip()[:200]}"
    return None


@functools.cache
def _tracer() -> tuple[str, ...]:
    """How strace is called: stopping at the traced calls only, where the system can do that."""
    quick = ("strace", "-f", "-qq", "--seccomp-bpf")
    probe = [*quick, "-o", "/dev/null", "-e", "trace=fsync", "true"]
    works = subprocess.run(probe, capture_output=True, check=False).returncode == 0
    return quick if works else quick[:-1]


def inject(
    command: list[str], syscall: str, fault: str, when: str, *, paths: Sequence[Path] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a command with a system call that fails.

    Args:
        command: What to run.
        syscall: Name of the system call.
        fault: ``error=EIO``, ``error=ENOSPC``, ``signal=KILL`` ...
        when: ``3`` for the third call, ``3+`` for the third and all that follow.
        paths: Count and fail only calls on these files; on all files when empty.
    """
    options = [option for path in paths for option in ("-P", str(path))]
    options += ["-e", f"trace={syscall}", "-e", f"inject={syscall}:{fault}:when={when}"]
    return subprocess.run(
        [*_tracer(), "-o", "/dev/null", *options, *command],
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT,
    )


def count_calls(command: list[str], paths: Sequence[Path] = ()) -> dict[str, int]:
    """How often an undisturbed run of a command makes each system call on these files."""
    with tempfile.NamedTemporaryFile("r") as log:
        options = [option for path in paths for option in ("-P", str(path))]
        trace = f"trace={','.join(SYSCALLS)}"
        subprocess.run(
            [*_tracer(), "-o", log.name, *options, "-e", trace, *command],
            capture_output=True,
            check=True,
            timeout=TIMEOUT,
        )
        names = re.findall(r"^\d+\s+(\w+)\(", log.read(), flags=re.MULTILINE)
    return {name: names.count(name) for name in SYSCALLS if name in names}


def plan(calls: dict[str, int]) -> list[tuple[str, str, str]]:
    """Each single call with each fault, once and from then on."""
    return [
        (syscall, fault, f"{number}{more}")
        for syscall, count in calls.items()
        for fault in FAULTS
        for number in range(1, count + 1)
        for more in (("", "+") if fault != "signal=KILL" else ("",))
    ]


@dataclass(frozen=True)
class Killed:
    """One run that was killed (or that came to its end just before)."""

    run: int
    command: list[str]
    returncode: int
    finished: tuple[str, ...]
    """The whole lines that the command had printed."""


Command = list[str] | Callable[[int], list[str]]


def kill_at_random(command: Command, seed: int, runs: int) -> Iterator[Killed]:
    """Run a command again and again, and kill -9 it at a random moment of its work.

    The moments lie between the first line that it prints and the end of an undisturbed run, which
    is made first (run 0) and handed out like the others.

    Args:
        command: What to run, or a function that prepares run n (0 is the undisturbed one) and
            says what to run.
        seed: For the moments.
        runs: How many runs to kill.
    """
    moments = random.Random(seed)
    first, span = _run(0, _prepared(command, 0), None)
    yield first
    for run in range(1, runs + 1):
        killed, _ = _run(run, _prepared(command, run), moments.uniform(0.0, span))
        yield killed


def _prepared(command: Command, run: int) -> list[str]:
    return command(run) if callable(command) else command


def _run(run: int, command: list[str], kill_after: float | None) -> tuple[Killed, float]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        head = process.stdout.readline()
        start = time.monotonic()
        if kill_after is not None:
            try:
                process.wait(kill_after)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        returncode = process.wait(TIMEOUT)
        span = time.monotonic() - start
    # A line without its end was not said.
    lines = tuple(line[:-1] for line in (head + rest).splitlines(keepends=True) if line[-1] == "\n")
    return Killed(run=run, command=command, returncode=returncode, finished=lines), span
