"""The parsing side: one warm process that forks a child for each input.

Started by ``sandbox.Sandbox``, never imported by it. The warm process loads the libraries once,
gives up network and files, and then only forks; a child reads one input under limits and ends.
"""

from __future__ import annotations

import gc
import importlib
import os
import re
import select
import signal
import socket
import sys
from collections.abc import Iterator
from typing import IO, Any

import msgspec

from corrobora.errors import UnreadableInput
from corrobora.model import Draft, Refusal
from corrobora.readers import confine, wire
from corrobora.readers.formats import FORMATS, reader_of, stream_reader_of
from corrobora.readers.items import Output, Part, refusal_of

_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
_orders: msgspec.msgpack.Decoder[wire.ToParser] = msgspec.msgpack.Decoder(wire.Start | wire.Stop)
_SURROGATE = re.compile("[\ud800-\udfff]")
_tasks = msgspec.msgpack.Decoder(wire.Task)


def main(control_fd: int) -> None:
    """Serve jobs until the other side hangs up."""
    control = socket.socket(fileno=control_fd)
    confined = _confine_and_load()
    woken, wakes = socket.socketpair()
    for end in (woken, wakes):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    gc.collect()
    gc.freeze()
    wire.send(control, wire.Ready(confined))
    running: dict[int, int] = {}
    try:
        while True:
            ready, _, _ = select.select([control, woken], [], [])
            if woken in ready:
                woken.recv(4096)
                _report_ends(control, running)
            if control in ready and not _obey(control, running):
                return
    except OSError:
        return
    finally:
        for pid in running:
            os.kill(pid, signal.SIGKILL)


def _confine_and_load() -> tuple[str, ...]:
    """Give up the network, load the parsers, give up the files; says what took hold."""
    network = confine.no_network()
    for module in sorted({form.module for form in FORMATS.values() if form.sandboxed}):
        loaded = importlib.import_module(module)
        getattr(loaded, "warm", lambda: None)()
    folders = (*sys.path, sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/etc/fonts")
    files = confine.files_read_only(folder for folder in folders if folder)
    held = {"memory": True, "time": True, "network": network, "files": files}
    return tuple(name for name, holds in held.items() if holds)


def _obey(control: socket.socket, running: dict[int, int]) -> bool:
    """Take one order; False when the other side has hung up."""
    try:
        # Descriptors travel with the first byte of an order, which is its length.
        size, fds, _, _ = socket.recv_fds(control, 1, 2)
        order = _orders.decode(control.recv(size[0], socket.MSG_WAITALL)) if size else None
    except ConnectionError:
        return False
    if order is None:
        return False
    if isinstance(order, wire.Stop):
        for pid, job in running.items():
            if job == order.job:
                os.kill(pid, signal.SIGKILL)
        return True
    pid = os.fork()
    if pid == 0:
        _run_job(fds, control)
    running[pid] = order.job
    for fd in fds:
        os.close(fd)
    return True


def _report_ends(control: socket.socket, running: dict[int, int]) -> None:
    while running:
        pid, status, usage = os.wait4(-1, os.WNOHANG)
        if pid == 0:
            return
        wire.send(
            control,
            wire.Ended(
                job=running.pop(pid),
                signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
                exit_status=os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1,
                cpu_seconds=usage.ru_utime + usage.ru_stime,
                memory_bytes=usage.ru_maxrss * _MAXRSS_UNIT,
            ),
        )


def _run_job(fds: list[int], control: socket.socket) -> None:
    """The life of a child: read the task, bound itself, parse, tell, end. Does not return."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        confine.die_with_parent()
        control.close()
        sock = socket.socket(fileno=fds[0])
        task = _tasks.decode(wire.receive(sock))
        confine.bound(task.limits.memory_bytes, task.cpu_seconds)
        stream = os.fdopen(fds[1], "rb") if len(fds) > 1 else None
        _parse(sock, task, stream)
    except BaseException:  # noqa: BLE001 - whatever it was, this process ends here, and says so
        os._exit(1)
    os._exit(0)


def _parse(sock: socket.socket, task: wire.Task, stream: IO[bytes] | None) -> None:
    try:
        for output in _outputs(task, stream):
            try:
                wire.send(sock, _message(output))
            except UnicodeEncodeError:
                wire.send(sock, _message(_without_surrogates(output)))
    except UnreadableInput as error:
        wire.send(sock, wire.Refused(refusal_of(error, task.given.name)))
    except Exception as error:  # noqa: BLE001 - parsers raise anything on a hostile file
        memory = isinstance(error, MemoryError)
        wire.send(sock, wire.Failed(type(error).__name__, memory))
    wire.send(sock, wire.Done())


def _outputs(task: wire.Task, stream: IO[bytes] | None) -> Iterator[Output]:
    if stream is not None:
        return stream_reader_of(task.media_type)(stream, task.given, task.limits)
    return reader_of(task.media_type)(task.given, task.limits)


def _message(output: Output) -> wire.Taken | wire.Inner | wire.Refused:
    match output:
        case Draft():
            return wire.Taken(output)
        case Part():
            return wire.Inner(output)
        case Refusal():
            return wire.Refused(output)


def _without_surrogates(value: Any) -> Any:
    """The value with halves of surrogate pairs replaced, one for one: they are not text."""
    match value:
        case str():
            return _SURROGATE.sub("\ufffd", value)
        case dict():
            return {key: _without_surrogates(inner) for key, inner in value.items()}
        case list() | tuple():
            return type(value)(_without_surrogates(inner) for inner in value)
        case msgspec.Struct():
            fields = value.__struct_fields__
            return type(value)(**{key: _without_surrogates(getattr(value, key)) for key in fields})
    return value
