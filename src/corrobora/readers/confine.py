"""What the kernel is asked to keep a parsing process from, as far as this system can.

Each function says whether it took hold, so that a run can state what protects it. Linux gives all
of them; macOS gives the resource limits (memory only in part) and neither network nor file rules.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
"""System call numbers; the same on every architecture since Linux 5.13."""
_LANDLOCK_ABI = 1
_READ_ONLY = 0b1101
"""Landlock rights that stay below the allowed folders: execute, read file, read folder."""
_RIGHTS_BY_ABI = {1: 13, 2: 14}
"""How many file system rights each version of Landlock knows; 15 from version 3 on."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("handled_access_fs", ctypes.c_uint64),)


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def no_network() -> bool:
    """Move this process into an empty network; its children are born there. Linux only."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    flags = (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET)
    return any(libc.unshare(flag) == 0 for flag in flags)


def files_read_only(folders: Iterable[str]) -> bool:
    """Deny all writing of files, and reading outside ``folders``, for good. Linux >= 5.13."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_ABI)
    if version < 1:
        return False
    ruleset = _Ruleset((1 << _RIGHTS_BY_ABI.get(version, 15)) - 1)
    rules = libc.syscall(_LANDLOCK_CREATE, ctypes.byref(ruleset), ctypes.sizeof(ruleset), 0)
    if rules < 0:
        return False
    try:
        for folder in sorted(set(folders)):
            _allow(libc, rules, folder)
        if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
            return False
        return bool(libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, folder: str) -> None:
    if not Path(folder).is_dir():
        return
    opened = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    try:
        beneath = _Beneath(_READ_ONLY, opened)
        libc.syscall(_LANDLOCK_ADD, rules, 1, ctypes.byref(beneath), 0)
    finally:
        os.close(opened)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent dies. Linux only."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def bound(memory_bytes: int, cpu_seconds: int) -> None:
    """Bound memory and processor time; no core dumps, and not one byte into any file."""
    _limit(resource.RLIMIT_CORE, 0, 0)
    _limit(resource.RLIMIT_FSIZE, 0, 0)
    _limit(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)
    _limit(resource.RLIMIT_AS, memory_bytes, memory_bytes)


def _limit(which: int, soft: int, hard: int) -> None:
    try:
        resource.setrlimit(which, (soft, hard))
    except (ValueError, OSError):
        # macOS refuses some limits, and a lower hard limit may already stand: the wall clock of
        # the reading process then ends what runs too long.
        return
